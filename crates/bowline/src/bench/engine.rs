//! This module measures the engine in one night in which many clocks run out together.

use super::figures::{Figures, cpu};
use super::load;
use super::world::World;
use bowline_core::time::{Day, Moment};
use bowline_service::Refused;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use std::time::Instant;

/// Loads open hazards due on one day, turns the clock past it, and runs the engine once.
pub fn measure(world: &World, clocks: u64, figures: &mut Figures) -> Result<(), Refused> {
    let due = Day::constant(2022, 10, 31);
    load::take(world, 1 << 40, clocks, due, true)?;
    world.app.engine().tick()?;
    let night = night_after(due, world.app.pack().country().zone());
    world.clock.set(night);
    let (started, cpu_before) = (Instant::now(), cpu());
    let ran = world.app.engine().tick()?;
    let took = started.elapsed();
    figures.note_cpu("engine: one rung", ran.rungs, cpu_before);
    figures.note("engine: dossiers with clocks due in one night", ran.dossiers as f64, "");
    figures.note("engine: rungs fired", ran.rungs as f64, "");
    figures.note("engine: one run", took.as_secs_f64(), "s");
    let later = night.saturating_add((24 * 5).hours()).unwrap_or(night);
    world.clock.set(later);
    let started = Instant::now();
    let ran = world.app.engine().tick()?;
    figures.note("engine: duties written for upper offices, five days later", ran.duties as f64, "");
    figures.note("engine: that run", started.elapsed().as_secs_f64(), "s");
    let started = Instant::now();
    let quiet = world.app.engine().tick()?;
    figures.note("engine: a run with nothing due", started.elapsed().as_secs_f64(), "s");
    figures.note("engine: live duties then", quiet.completeness.open as f64, "");
    // A day that comes back brings no rung, and makes the engine look at every post.
    world.clock.set(later.saturating_sub(24.hours()).unwrap_or(later));
    let started = Instant::now();
    world.app.engine().tick()?;
    figures.note("engine: the same with a look at every post", started.elapsed().as_secs_f64(), "s");
    figures.note("engine: completeness proof holds", f64::from(u8::from(ran.completeness.holds())), "");
    Ok(())
}

/// Five past midnight after a day.
fn night_after(day: Day, zone: &TimeZone) -> Moment {
    let midnight = day.tomorrow().and_then(|next| next.to_zoned(zone.clone()));
    midnight.map_or(Moment::MAX, |zoned| zoned.timestamp().saturating_add(5.minutes()).unwrap_or(Moment::MAX))
}
