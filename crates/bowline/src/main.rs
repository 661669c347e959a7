//! The binary has one file per subcommand. It must never hold a decision: the binary reads arguments, calls the service
//! and prints.
//!
//! Start reading at [`Command`].

/// Prints a line, as `println!`, but ends quietly where nobody reads on: `bowline pack explain RULE | head`.
macro_rules! say {
    () => { $crate::say_line(format_args!("")) };
    ($($text:tt)+) => { $crate::say_line(format_args!($($text)+)) };
}

mod adopt;
mod backup;
mod bench;
mod control;
mod demo;
mod doctor;
mod import;
mod mail;
mod open;
mod pack;
mod person;
mod reading;
mod rehearse;
mod serve;
mod session;
mod sim;
mod site;
mod tick;
mod webhooks;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Bowline (闭环): the loop of work safety, closed and checked.
#[derive(Parser)]
#[command(name = "bowline", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a demo with data: a nation, a province's register, six roles, a clock that can be advanced
    Demo(demo::Arguments),
    /// Serve the product
    Serve(serve::Arguments),
    /// Import an authority's own hazard register (.xlsx or .csv)
    Import(import::Arguments),
    /// Check, test and explain policy packs
    #[command(subcommand)]
    Pack(pack::Command),
    /// Register sites: name, place, sector, code, group, risk level, coordinates
    #[command(subcommand)]
    Site(site::Command),
    /// Process what is due, once; or say what will escalate to whom
    Tick(tick::Arguments),
    /// Register people, give them posts, one-time codes and sign-in keys
    #[command(subcommand)]
    Person(person::Command),
    /// Send a webhook what it was told once more
    #[command(subcommand)]
    Webhook(webhooks::Command),
    /// List and end the sessions of who is signed in
    #[command(subcommand)]
    Session(session::Command),
    /// Measure the product on made-up hazards, beside physical references
    Bench(bench::Arguments),
    /// Simulate the product with a seed: a year of oversight in seconds, checked day by day
    Sim(sim::Arguments),
    /// Copy a data folder, beside a running server, and check the copy
    Backup(backup::Arguments),
    /// Diagnose a data folder and check that its tables match its log
    #[command(subcommand)]
    Doctor(doctor::Command),
}

fn main() -> ExitCode {
    // Whatever this process writes, no other user of the machine may read.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let filter = std::env::var("BOWLINE_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(tracing::Level::WARN);
    tracing_subscriber::fmt().with_max_level(filter).with_writer(std::io::stderr).init();
    let command = Arguments::parse().command;
    let done = match command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Pack(command) => pack::run(&command),
        Command::Site(command) => site::run(&command),
        Command::Tick(arguments) => tick::run(&arguments),
        Command::Person(command) => person::run(&command),
        Command::Webhook(command) => webhooks::run(&command),
        Command::Session(command) => session::run(&command),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Sim(arguments) => sim::run(&arguments),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Doctor(command) => doctor::run(&command),
    };
    done.unwrap_or_else(|failure| {
        eprintln!("{failure}");
        ExitCode::FAILURE
    })
}

/// What a subcommand ends with: an exit status, or a sentence for standard error and status 1.
type Done = Result<ExitCode, String>;

/// A sentence in both languages for the terminal.
fn both(text: &bowline_core::words::Text) -> String {
    format!("{}\n{}", text.zh, text.en)
}

/// A refusal for the terminal; our own faults with their causes.
fn refusal(refused: bowline_service::Refused) -> String {
    match &refused {
        bowline_service::Refused::Fault(fault) => format!("{}\n({})", both(&refused.text()), fault.cause),
        _ => both(&refused.text()),
    }
}

/// A fault of the store for the terminal.
fn fault(fault: bowline_store::StoreFault) -> String {
    refusal(fault.into())
}

/// What the system refused, such as "读取", "read", a file, and why.
fn cannot(zh: &str, en: &str, what: impl std::fmt::Display, why: impl std::fmt::Display) -> String {
    format!("不能{zh} {what}：{why}\nCannot {en} {what}: {why}")
}

fn say_line(line: std::fmt::Arguments<'_>) {
    use std::io::Write;
    if writeln!(std::io::stdout().lock(), "{line}").is_err() {
        std::process::exit(0);
    }
}
