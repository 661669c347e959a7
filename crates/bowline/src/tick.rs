//! `bowline tick` makes one run of the engine, for machines where something else keeps the time.

use crate::open::{self, Writable};
use crate::{Done, refusal};
use bowline_service::keep_checkpoint;
use std::process::ExitCode;

pub fn run(folder: &Writable) -> Done {
    let app = open::filled(folder)?;
    let ran = app.engine().tick().map_err(refusal)?;
    keep_checkpoint(&app).map_err(refusal)?;
    let proof = ran.completeness;
    let (until, records, steps, late) = (ran.until, ran.dossiers, ran.rungs, ran.late_rungs);
    let (oversight, gaps) = (ran.duties, ran.alarms);
    say!(
        "截至 {until}：记录 {records} 条，逾期措施 {steps} 项（延迟处理 {late} 项），新增督办 {oversight} 项，新增责任悬空 {gaps} 件"
    );
    say!(
        "until {until}: {records} records, {steps} escalation steps ({late} run late), {oversight} oversight actions, {gaps} responsibility gaps"
    );
    let word = if proof.holds() { ("核对一致", "check passed") } else { ("核对不一致", "CHECK FAILED") };
    say!("未办结事项 {}，计时中的期限 {}：{}", proof.open, proof.clocks, word.0);
    say!("open actions {}, live deadlines {}: {}", proof.open, proof.clocks, word.1);
    Ok(if proof.holds() { ExitCode::SUCCESS } else { ExitCode::from(4) })
}
