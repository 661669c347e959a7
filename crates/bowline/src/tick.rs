//! `bowline tick` makes one run of the engine, for machines where something else keeps the time; or says what its runs will do
//! in the next days if nobody acts.
//!
//! A dry run must never write: it opens the folder to look only, beside a server if there is one.

use crate::mail::{self, MailOption};
use crate::open::{self, Writable};
use crate::webhooks::{self, WebhookOption};
use crate::{Done, both, refusal};
use bowline_core::time::day_text;
use bowline_core::words::{Lang, Text};
use bowline_service::views::{AheadLine, AheadTold};
use bowline_service::{Bowline, Whose, keep_checkpoint};
use bowline_web::doors::PublicUrl;
use std::process::ExitCode;

/// What to run.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    folder: Writable,
    /// Write nothing: say what will escalate to whom if nobody acts
    #[arg(long)]
    dry_run: bool,
    /// How many days a dry run looks ahead
    #[arg(long, value_name = "N", default_value_t = 7, requires = "dry_run", value_parser = clap::value_parser!(u32).range(1..=90))]
    days: u32,
    #[command(flatten)]
    mail: MailOption,
    #[command(flatten)]
    webhooks: WebhookOption,
    /// The address that people open, for links in e-mail
    #[arg(long, value_name = "URL", env = "BOWLINE_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
}

pub fn run(arguments: &Arguments) -> Done {
    if arguments.dry_run {
        return foresee(&open::read_only(&arguments.folder.folder)?, arguments.days);
    }
    let app = open::filled(&arguments.folder)?;
    let ran = run_once(&app)?;
    if arguments.mail.is_given()
        && let Some(server) = arguments.mail.open(&app)?
    {
        let unsent = mail::run_once(&app, &server, arguments.public_url.as_ref()).map_err(refusal)?;
        if unsent > 0 {
            say!(
                "{}",
                both(&Text::new(format!("邮件未发出 {unsent} 封"), format!("e-mail that did not go out: {unsent}")))
            );
        }
    }
    let receivers = arguments.webhooks.open(&app)?;
    let failing = webhooks::run_once(&app, &receivers, arguments.public_url.as_ref()).map_err(refusal)?;
    if failing > 0 {
        say!(
            "{}",
            both(&Text::new(
                format!("未接收推送的接口 {failing} 个"),
                format!("webhooks that did not take an event: {failing}")
            ))
        );
    }
    Ok(ran)
}

/// Says day by day who will be told what.
fn foresee(app: &Bowline, days: u32) -> Done {
    let nation = Whose::Place(app.places().nation());
    let ahead = app.engine().ahead(&nation, days).map_err(refusal)?;
    let (until, count, zone) = (ahead.until, ahead.count, app.pack().country().zone());
    say!("如无人办理，截至 {until} 将发生 {count} 项：");
    say!("if nobody acts, until {until} this will happen ({count}):");
    for day in &ahead.days {
        say!("\n{}", both_in_line(&day_text(day.day)));
        for AheadTold { post, lines } in &day.told {
            let nobody = Text::new("无人在岗", "no one appointed");
            let holders = if post.holders.is_empty() { vec![nobody] } else { post.holders.clone() };
            let holders: Vec<String> = holders.iter().map(both_in_line).collect();
            say!("  {} ({})", both_in_line(&post.title), holders.join(", "));
            for AheadLine { at, said, about, number, .. } in lines {
                let time = zone.to_datetime(*at).strftime("%H:%M");
                let number = number.map(|number| format!(" {number}")).unwrap_or_default();
                say!("    {time} {} [{}{number}]", both_in_line(said), both_in_line(about));
            }
        }
    }
    if let Some(cut) = ahead.cut {
        let cut = zone.to_datetime(cut).strftime("%Y-%m-%d %H:%M");
        let zh = format!("事项较多，自 {cut} 起未全部列出；请减少天数。");
        say!(
            "\n{}",
            both(&Text::new(zh, format!("There is more: from {cut} on not all is listed. Ask for fewer days.")))
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn both_in_line(text: &Text) -> String {
    let (zh, en) = (text.get(Lang::Zh), text.get(Lang::En));
    if zh == en { zh.to_owned() } else { format!("{zh} / {en}") }
}

fn run_once(app: &Bowline) -> Done {
    let ran = app.engine().tick().map_err(refusal)?;
    keep_checkpoint(app).map_err(refusal)?;
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
