//! Packs that two people put in force while the year goes: one proposes, another signs, and whoever must not sign is
//! refused.
//!
//! This module must never use a pack that was not signed, once one was. Start at `adopt`.

use super::Simulation;
use crate::refusal;
use bowline_core::facts::PackProposed;
use bowline_core::ids::{OfficeId, PostId, Role};
use bowline_core::obligations::{PackRefusal, Rejected};
use bowline_core::rules::PackFiles;
use bowline_core::time::Day;
use bowline_service::Refused;
use bowline_service::views::Who;
use jiff::ToSpan;

/// A later pack with one more holiday comes into force, if both who must sign are there. The process starts again with it.
pub(super) fn adopt(sim: &mut Simulation) -> Result<(), String> {
    let (head, inspector) = (of_nation(sim, Role::Head), of_nation(sim, Role::Inspector));
    let (Some(first), Some(second)) = (head, inspector) else { return Ok(()) };
    let mut files = sim.files.clone();
    add_holiday(&mut files, sim.app.today().saturating_add(9.days()));
    raise_version(&mut files, sim.app.pack().name())?;
    let proposed = sim.app.packs().propose(&first, &files).map_err(refusal)?;
    must_not_sign(sim, &first, &second, &proposed)?;
    sim.app.packs().activate(&second, &proposed.name, &proposed.sha256).map_err(refusal)?;
    (sim.files, sim.signed) = (files, true);
    sim.packs += 1;
    sim.restart_under_new_clocks()?;
    let name = sim.app.pack().name();
    if name == proposed.name { Ok(()) } else { Err(format!("{} was signed, {name} is in force", proposed.name)) }
}

/// Whoever proposed it, whoever holds no post of the nation, and a second person who has other files.
fn must_not_sign(sim: &mut Simulation, first: &Who, second: &Who, it: &PackProposed) -> Result<(), String> {
    let before = sim.facts()?;
    let elsewhere = sim.people.some_inspector(&sim.app, &mut sim.dice, &sim.counties);
    let mut tries = vec![(first, it.sha256.clone(), PackRefusal::SamePerson)];
    tries.push((second, "0".repeat(64), PackRefusal::OtherFiles));
    tries.extend(elsewhere.iter().map(|(_, who)| (who, it.sha256.clone(), PackRefusal::NotYours)));
    for (who, sha256, why) in tries {
        match sim.app.packs().activate(who, &it.name, &sha256) {
            Err(Refused::Rejected(Rejected::Pack(refused))) if refused == why => sim.refused += 1,
            other => return Err(format!("a signature that must be refused ({}): {other:?}", why.code())),
        }
    }
    if sim.facts()? == before { Ok(()) } else { Err("a signature was refused, and yet written".to_owned()) }
}

fn of_nation(sim: &mut Simulation, role: Role) -> Option<Who> {
    let department = sim.app.pack().country().department_for(&sim.world.sector).clone();
    let office = OfficeId { place: sim.app.places().nation(), department };
    sim.people.who(&sim.app, &PostId::office(office, role))
}

/// Adds a day off to the calendar of its year, if that can be.
pub(super) fn add_holiday(files: &mut PackFiles, day: Day) {
    for text in files.iter_mut().filter(|(path, _)| path.starts_with("calendars/")).map(|(_, text)| text) {
        if text.contains(&format!("from = {}-01-01", day.year()))
            && !text.contains(&day.to_string())
            && day.weekday().to_monday_one_offset() <= 5
        {
            *text = text.replacen("holidays = [", &format!("holidays = [\n  {day},"), 1);
        }
    }
}

fn raise_version(files: &mut PackFiles, in_force: &str) -> Result<(), String> {
    let version = in_force.rsplit_once('@').and_then(|(_, version)| version.parse::<u64>().ok());
    let (Some(version), Some(text)) = (version, files.get_mut("pack.toml")) else {
        return Err(format!("no later version than {in_force} can be written"));
    };
    *text = text.replacen(&format!("version = {version}\n"), &format!("version = {}\n", version + 1), 1);
    Ok(())
}
