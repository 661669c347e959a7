//! `bowline doctor` looks into a data folder, says in sentences what is wrong, and compares the read tables with the
//! log.
//!
//! This module must never write into the database. Start at [`run`].

mod check;

pub use check::examine;

use crate::open::{self, Folder};
use crate::{Done, both, cannot, fault, refusal};
use bowline_core::words::Text;
use bowline_store::{Sickness, Store};
use std::process::ExitCode;

/// What to look at.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Rebuild every read table from the log, beside the live ones
    Rebuild {
        #[command(flatten)]
        folder: Folder,
        /// Compare with the live tables and say what differs
        #[arg(long, required = true)]
        compare: bool,
    },
    /// Say in sentences what is wrong: disk, database, log, clocks. Writes nothing; works beside a running server
    Check(check::Arguments),
    /// Print the newest daily checkpoint of the log as one line, to be kept where nobody who operates this machine can change it
    Checkpoint(Folder),
}

pub fn run(command: &Command) -> Done {
    match command {
        Command::Rebuild { folder, .. } => rebuild(folder),
        Command::Check(arguments) => check::check(arguments),
        Command::Checkpoint(folder) => checkpoint(folder),
    }
}

fn checkpoint(folder: &Folder) -> Done {
    let store = Store::open_read_only(&folder.data).map_err(|fault| open::failure(&fault))?;
    match store.log().checkpoint().map_err(fault)? {
        Some(newest) => {
            say!("{newest}");
            Ok(ExitCode::SUCCESS)
        }
        None => Err(both(&Text::new(
            "还没有检查点；服务运行后每天留存一个。",
            "There is no checkpoint yet; a server keeps one each day.",
        ))),
    }
}

fn rebuild(folder: &Folder) -> Done {
    let store = Store::look(&folder.data).map_err(|fault| open::failure(&fault))?;
    let app = open::product(store, &folder.law, false)?;
    let beside = folder.data.join("rebuild");
    clear(&beside)?;
    let facts = app.store().log().count().map_err(fault)?;
    let bar = open::progress("facts");
    bar.set_length(facts);
    let compared = bowline_service::rebuild_and_compare(&app, &beside, &mut |done| bar.set_position(done));
    bar.finish_and_clear();
    let differences = compared.map_err(refusal)?;
    clear(&beside)?;
    for it in &differences {
        say!(
            "{}: 仅现用读表有 {live} 行，仅重建有 {rebuilt} 行 / {live} rows only live, {rebuilt} only rebuilt; {}",
            it.table,
            it.example,
            live = it.only_live,
            rebuilt = it.only_rebuilt
        );
    }
    if differences.is_empty() {
        say!(
            "由 {facts} 条日志记录重建的数据表与现用数据表一致 / tables rebuilt from {facts} log entries equal the live ones"
        );
        return Ok(ExitCode::SUCCESS);
    }
    say!("{}\n{}", Sickness::Differs.code(), both(&Sickness::Differs.text()));
    Ok(ExitCode::FAILURE)
}

fn clear(folder: &std::path::Path) -> Result<(), String> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(cannot("清空", "clear", folder.display(), error))
        }
        _ => Ok(()),
    }
}
