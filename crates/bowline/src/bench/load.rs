//! This module measures how fast a ledger is imported, what a fact weighs, and how fast the read tables are rebuilt.

use super::figures::{Figures, cpu};
use super::world::World;
use bowline_core::facts::Actor;
use bowline_core::time::Day;
use bowline_service::Refused;
use std::path::Path;
use std::time::Instant;

/// Rows handed over at once.
const CHUNK: u64 = 20_000;

/// Loads hazards through the same path as an imported ledger, in tenths: how the rate changes shows whether it is bound by what
/// is there already.
pub fn measure(world: &World, hazards: u64, figures: &mut Figures) -> Result<(), Refused> {
    let before = world.app.store().log().count()?;
    let (started, cpu_before) = (Instant::now(), cpu());
    for tenth in 0..10 {
        let begun = Instant::now();
        let (from, to) = (hazards * tenth / 10, hazards * (tenth + 1) / 10);
        take(world, from, to - from, Day::constant(2022, 11, 30), false)?;
        figures.note_rate(format!("load {hazards} hazards, tenth {}: hazards", tenth + 1), to - from, begun.elapsed());
    }
    let facts = world.app.store().log().count()? - before;
    figures.note_rate(format!("load {hazards} hazards: hazards"), hazards, started.elapsed());
    figures.note_rate(format!("load {hazards} hazards: facts"), facts, started.elapsed());
    figures.note_cpu(format!("load {hazards} hazards: one hazard"), hazards, cpu_before);
    let bytes = world.app.store().bytes()?;
    #[expect(clippy::cast_precision_loss, reason = "bytes of a benchmark are far below 2^52")]
    figures.note("bytes a fact, log and read tables", bytes as f64 / (facts + before).max(1) as f64, "B");
    Ok(())
}

/// Takes rows `from .. from + count` in.
pub fn take(world: &World, from: u64, count: u64, due: Day, open_only: bool) -> Result<(), Refused> {
    let mut next = from;
    while next < from + count {
        let last = (next + CHUNK).min(from + count);
        let rows: Vec<_> = (next..last).filter_map(|number| world.row(number, due, open_only)).collect();
        world.app.imports().take_in_rows(Actor::System, &rows.iter().collect::<Vec<_>>(), &mut |_, _| {})?;
        next = last;
    }
    Ok(())
}

/// Rebuilds every read table beside the live ones.
pub fn rebuild(world: &World, beside: &Path, figures: &mut Figures) -> Result<(), Refused> {
    let facts = world.app.store().log().count()?;
    let started = Instant::now();
    let differences = bowline_service::rebuild_and_compare(&world.app, beside, &mut |_| {})?;
    figures.note_rate("rebuild and compare: facts", facts, started.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    figures.note("rebuild: tables that differ", differences.len() as f64, "");
    Ok(())
}
