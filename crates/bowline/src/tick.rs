//! `bowline tick`: one run of the engine, for machines where something else keeps the time.

use crate::open::{self, Folder};
use crate::{Done, refusal};
use std::process::ExitCode;

pub fn run(folder: &Folder) -> Done {
    let app = open::filled(folder)?;
    let ran = app.engine().tick().map_err(refusal)?;
    let proof = ran.completeness;
    say!(
        "until {}: {} dossiers, {} rungs ({} noticed late), {} duties opened, {} alarms",
        ran.until,
        ran.dossiers,
        ran.rungs,
        ran.late_rungs,
        ran.duties,
        ran.alarms
    );
    say!(
        "open obligations {} = live clocks {}: {}",
        proof.open,
        proof.clocks,
        if proof.holds() { "complete" } else { "NOT COMPLETE" }
    );
    Ok(if proof.holds() { ExitCode::SUCCESS } else { ExitCode::from(4) })
}
