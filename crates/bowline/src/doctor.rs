//! `bowline doctor`: looks into a data folder, says in sentences what is wrong, and proves read tables against the log.

use crate::open::{self, Folder};
use crate::{Done, refusal};
use std::process::ExitCode;

/// What to look at.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Rebuild every read table from the log, beside the live ones
    Rebuild {
        #[command(flatten)]
        folder: Folder,
        /// Compare with the live tables and say what differs
        #[arg(long, required = true)]
        compare: bool,
    },
    /// Say how the folder is: database, log, clocks
    Check(Folder),
}

pub fn run(arguments: &Arguments) -> Done {
    match &arguments.command {
        Command::Rebuild { folder, .. } => rebuild(folder),
        Command::Check(folder) => check(folder),
    }
}

fn rebuild(folder: &Folder) -> Done {
    let app = open::product(open::store(folder)?, &folder.law, false)?;
    let beside = folder.data.join("rebuild");
    clear(&beside)?;
    let facts = app.store().fact_count().map_err(|fault| fault.chain())?;
    let bar = open::progress("facts");
    bar.set_length(facts);
    let compared = app.rebuild_and_compare(&beside, &mut |done| bar.set_position(done));
    bar.finish_and_clear();
    let differences = compared.map_err(|refused| refusal(&refused))?;
    clear(&beside)?;
    for it in &differences {
        say!("{}: {} rows only live, {} only rebuilt; such as {}", it.table, it.only_live, it.only_rebuilt, it.example);
    }
    if differences.is_empty() {
        say!("{facts} 条事实重建的读表与现用读表一致 / read tables rebuilt from {facts} facts equal the live ones");
        return Ok(ExitCode::SUCCESS);
    }
    say!("{} 张读表与日志不一致 / {} read tables differ from the log", differences.len(), differences.len());
    Ok(ExitCode::FAILURE)
}

fn clear(folder: &std::path::Path) -> Result<(), String> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("cannot clear {}: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn check(folder: &Folder) -> Done {
    let store = open::store(folder)?;
    let sick = store.integrity().map_err(|fault| fault.chain())?;
    for line in &sick {
        say!("数据库损坏 / the database is damaged: {line}");
    }
    let app = open::product(store, &folder.law, false)?;
    let proof = app.store().completeness(app.now()).map_err(|fault| fault.chain())?;
    say!("log: {} facts", app.store().fact_count().map_err(|fault| fault.chain())?);
    say!("open obligations {}, live clocks {}, still due {}", proof.open, proof.clocks, proof.still_due);
    let balanced = proof.without_clock == 0 && proof.without_obligation == 0 && proof.silent == 0;
    if !balanced {
        say!(
            "有事项没有时钟；请运行 bowline doctor rebuild --compare / some matters have no clock; run bowline doctor rebuild --compare"
        );
    }
    Ok(if sick.is_empty() && balanced { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
