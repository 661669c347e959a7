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

impl Simulation {
    /// A later pack with one more holiday comes into force, if both who must sign are there. The process starts again with it.
    pub(super) fn adopt(&mut self) -> Result<(), String> {
        let (head, inspector) = (self.of_nation(Role::Head), self.of_nation(Role::Inspector));
        let (Some(first), Some(second)) = (head, inspector) else { return Ok(()) };
        let mut files = self.files.clone();
        add_holiday(&mut files, self.app.today().saturating_add(9.days()));
        raise_version(&mut files, self.app.pack().name())?;
        let proposed = self.app.packs().propose(&first, &files).map_err(refusal)?;
        self.must_not_sign(&first, &second, &proposed)?;
        self.app.packs().activate(&second, &proposed.name, &proposed.sha256).map_err(refusal)?;
        (self.files, self.signed) = (files, true);
        self.packs += 1;
        self.restart_under_new_clocks()?;
        let name = self.app.pack().name();
        if name == proposed.name { Ok(()) } else { Err(format!("{} was signed, {name} is in force", proposed.name)) }
    }

    /// Whoever proposed it, whoever holds no post of the nation, and a second person who has other files.
    fn must_not_sign(&mut self, first: &Who, second: &Who, it: &PackProposed) -> Result<(), String> {
        let before = self.facts()?;
        let elsewhere = self.people.some_inspector(&self.app, &mut self.dice, &self.counties);
        let mut tries = vec![(first, it.sha256.clone(), PackRefusal::SamePerson)];
        tries.push((second, "0".repeat(64), PackRefusal::OtherFiles));
        tries.extend(elsewhere.iter().map(|(_, who)| (who, it.sha256.clone(), PackRefusal::NotYours)));
        for (who, sha256, why) in tries {
            match self.app.packs().activate(who, &it.name, &sha256) {
                Err(Refused::Rejected(Rejected::Pack(refused))) if refused == why => self.refused += 1,
                other => return Err(format!("a signature that must be refused ({}): {other:?}", why.code())),
            }
        }
        if self.facts()? == before { Ok(()) } else { Err("a signature was refused, and yet written".to_owned()) }
    }

    fn of_nation(&mut self, role: Role) -> Option<Who> {
        let department = self.app.pack().country().department_for(&self.world.sector).clone();
        let office = OfficeId { place: self.app.places().nation(), department };
        self.people.who(&self.app, &PostId::office(office, role))
    }
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
