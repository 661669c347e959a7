//! `bowline bench`: measures the product on made-up hazards in the nation's real tree, beside physical references taken
//! in the same run. This module must never assert: it prints figures; people compare them.
//!
//! Start reading at [`run`].

mod births;
mod browser;
mod cycles;
mod engine;
mod figures;
mod load;
mod pages;
mod reference;
mod rules;
mod world;

use crate::{Done, refusal};
use figures::Figures;
use std::path::PathBuf;
use std::process::ExitCode;
use world::World;

/// What to measure.
#[derive(clap::Args)]
pub struct Arguments {
    /// Hazards to load before measuring
    #[arg(long, default_value_t = 100_000)]
    hazards: u64,
    /// Seed of everything that is made up
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Clients at once
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Seconds for each measurement of a rate
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Clocks that run out in one night
    #[arg(long, default_value_t = 100_000)]
    clocks: u64,
    /// Accidents held against rolling windows
    #[arg(long, default_value_t = 1_000_000)]
    accidents: u64,
    /// Folder for the data, removed afterwards. A temporary one without it
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep the folder afterwards; if it is there already, measure on what it holds
    #[arg(long, requires = "data")]
    keep: bool,
    /// What to measure, in this order; all of it without
    #[arg(long, value_enum, value_delimiter = ',')]
    steps: Vec<Step>,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// One part of the measurement.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Step {
    /// Rules by themselves: criteria, windows, the pack
    Rules,
    /// Life cycles, before and after the load
    Cycles,
    /// The ledger taken in
    Load,
    /// Pages over HTTP
    Pages,
    /// One warning to every county: a matter begun for each
    Births,
    /// Clocks of one night
    Engine,
    /// The read tables, rebuilt
    Rebuild,
}

pub fn run(arguments: &Arguments) -> Done {
    let folder = arguments
        .data
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("bowline-bench-{}", std::process::id())));
    if folder.exists() && !arguments.keep {
        return Err(format!("{} exists already; choose a folder that does not, or --keep", folder.display()));
    }
    let measured = measure(arguments, &folder);
    if !arguments.keep {
        // The figures matter more than a folder that could not be removed.
        drop(std::fs::remove_dir_all(&folder));
    }
    let figures = measured?;
    figures.print(arguments.json)?;
    Ok(ExitCode::SUCCESS)
}

fn measure(arguments: &Arguments, folder: &std::path::Path) -> Result<Figures, String> {
    let mut figures = Figures::default();
    let wanted = |step| arguments.steps.is_empty() || arguments.steps.contains(&step);
    if wanted(Step::Rules) {
        rules::measure(arguments.seed, arguments.accidents, &mut figures)?;
    }
    if arguments.steps.as_slice() == [Step::Rules] {
        return Ok(figures);
    }
    let before = if folder.exists() { "as it is" } else { "empty" };
    reference::measure(folder, &mut figures)?;
    let world = World::open(&folder.join("data"), arguments.seed).map_err(refusal)?;
    let cycles = |when, figures: &mut Figures| {
        cycles::measure(&world, 1, arguments.seconds, when, figures)?;
        cycles::measure(&world, arguments.clients, arguments.seconds, when, figures)
    };
    if wanted(Step::Cycles) {
        cycles(before, &mut figures)?;
    }
    if wanted(Step::Load) {
        load::measure(&world, arguments.hazards, &mut figures).map_err(refusal)?;
    }
    if wanted(Step::Cycles) && wanted(Step::Load) {
        cycles("loaded", &mut figures)?;
    }
    if wanted(Step::Pages) {
        pages::measure(&world, arguments.clients, arguments.seconds, &mut figures)?;
    }
    if wanted(Step::Births) {
        births::measure(&world, &mut figures).map_err(refusal)?;
    }
    if wanted(Step::Engine) {
        engine::measure(&world, arguments.clocks, &mut figures).map_err(refusal)?;
    }
    if wanted(Step::Rebuild) {
        load::rebuild(&world, &folder.join("rebuild"), &mut figures).map_err(refusal)?;
    }
    figures.note_memory();
    Ok(figures)
}
