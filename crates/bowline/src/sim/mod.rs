//! `bowline sim` plays a year of oversight in seconds. The real core, service, store and engine run on a seeded world
//! in which people are late, on leave, careless and at odds. After each day checkers ask whether anything slipped.
//!
//! The same seed gives the same year. This module must never look into the product's insides: it sees what an auditor
//! sees, the log. Start reading at [`Simulation::day`](year::Simulation::day).

mod checks;
mod law;
mod people;
mod year;

use crate::Done;
use clap::ValueEnum;
use law::Law;
use std::path::PathBuf;
use std::process::ExitCode;

/// What to simulate.
#[derive(clap::Args)]
pub struct Arguments {
    /// The seed; the first of several with --seeds
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// How many seeds, counted up from the first
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// Days of each simulation
    #[arg(long, default_value_t = 365)]
    days: u32,
    /// Policy pack: the name of a shipped one, or a folder; its demo.toml says what is simulated
    #[arg(long, value_name = "PACK", default_value = crate::open::PACK, env = "BOWLINE_PACK")]
    pack: String,
    /// Break the law on purpose, to see the checkers catch it
    #[arg(long, value_enum)]
    fault: Option<Fault>,
    /// Folder for the data of a failing seed; a temporary one without it
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// A fault put in on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Fault {
    /// The ladder of major hazards has lost the rung that calls the office above
    DropRung,
    /// Nobody stands in for a vacant post: its alarm obliges no one
    SkipStandIn,
}

pub fn run(arguments: &Arguments) -> Done {
    let folder = arguments
        .data
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("bowline-sim-{}", std::process::id())));
    let law = Law::load(&arguments.pack, arguments.fault)?;
    for seed in arguments.seed..arguments.seed.saturating_add(arguments.seeds) {
        let data = folder.join(seed.to_string());
        let told = year::simulate(&law, seed, arguments.days, &data);
        drop(std::fs::remove_dir_all(&data));
        match told {
            Ok(told) => say!("seed {seed}: {told}"),
            Err(failure) => {
                say!("seed {seed}: {failure}");
                let fault = arguments.fault.and_then(|fault| fault.to_possible_value());
                let fault = fault.map(|word| format!(" --fault {}", word.get_name()));
                let pack = (arguments.pack != crate::open::PACK).then(|| format!(" --pack {}", arguments.pack));
                let (pack, fault) = (pack.unwrap_or_default(), fault.unwrap_or_default());
                say!("reproduce: bowline sim --seed {seed} --days {}{pack}{fault}", arguments.days);
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
