//! A tally is what one dossier adds to the counts of each place above it, and of each day.
//!
//! This module must never ask what time it is: late is what a rung has said. Start at [`tally_of`].

use crate::facts::{Grade, Light, Stage};
use crate::obligations::{Dossier, Matter};
use crate::time::{Day, day_of};
use serde::{Deserialize, Serialize};
use std::ops::{AddAssign, Mul};

/// Counts of dossiers of a place. As a difference it may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Hazards ever found.
    pub found: i64,
    /// Hazards open.
    pub open: i64,
    /// Of these, major.
    pub open_major: i64,
    /// Open hazards with something late.
    pub overdue: i64,
    /// Of these, major.
    pub overdue_major: i64,
    /// Late hazards that stand before an office above the one in charge.
    pub raised: i64,
    /// Hazards verified by somebody else, closed off or about to be.
    pub verified: i64,
    /// Hazards closed off by an office's own ledger only.
    pub closed_by_ledger: i64,
    /// Alarms open.
    pub alarms: i64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.open += other.open;
        self.open_major += other.open_major;
        self.overdue += other.overdue;
        self.overdue_major += other.overdue_major;
        self.raised += other.raised;
        self.verified += other.verified;
        self.closed_by_ledger += other.closed_by_ledger;
        self.alarms += other.alarms;
    }
}

impl Mul<i64> for Tally {
    type Output = Self;
    fn mul(self, by: i64) -> Self {
        Self {
            found: self.found * by,
            open: self.open * by,
            open_major: self.open_major * by,
            overdue: self.overdue * by,
            overdue_major: self.overdue_major * by,
            raised: self.raised * by,
            verified: self.verified * by,
            closed_by_ledger: self.closed_by_ledger * by,
            alarms: self.alarms * by,
        }
    }
}

/// What one dossier counts for.
#[must_use]
pub fn tally_of(dossier: &Dossier) -> Tally {
    let Some(hazard) = dossier.hazard() else {
        let open = matches!(&dossier.matter, Some(Matter::Alarm(alarm)) if alarm.open);
        return Tally { alarms: i64::from(open), ..Tally::default() };
    };
    let open = dossier.is_open();
    let major = hazard.graded.as_ref().is_some_and(|graded| graded.grade == Grade::Major);
    let overdue = open && dossier.light() > Light::Green;
    Tally {
        found: 1,
        open: i64::from(open),
        open_major: i64::from(open && major),
        overdue: i64::from(overdue),
        overdue_major: i64::from(overdue && major),
        raised: i64::from(open && dossier.stands_above()),
        verified: i64::from(hazard.verified.is_some()),
        closed_by_ledger: i64::from(hazard.declared.phase.stage == Stage::Unverified),
        alarms: 0,
    }
}

/// What happened on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// A hazard was found.
    Found,
    /// A hazard was verified as gone.
    Verified,
    /// A hazard became late.
    Late,
}

/// Counts of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Found.
    pub found: i64,
    /// Verified.
    pub verified: i64,
    /// Became late.
    pub late: i64,
}

impl Flow {
    /// Counts one event.
    pub const fn add(&mut self, kind: FlowKind, sign: i64) {
        match kind {
            FlowKind::Found => self.found += sign,
            FlowKind::Verified => self.verified += sign,
            FlowKind::Late => self.late += sign,
        }
    }
}

impl AddAssign for Flow {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.verified += other.verified;
        self.late += other.late;
    }
}

/// The days on which a hazard was found, verified, and first late.
#[must_use]
pub fn flows_of(dossier: &Dossier, zone: &jiff::tz::TimeZone) -> Vec<(Day, FlowKind)> {
    let Some(hazard) = dossier.hazard() else { return Vec::new() };
    let lights = dossier.obligations.iter().flat_map(|it| &it.fired).filter(|rung| rung.light.is_some());
    let late = lights.map(|rung| rung.scheduled).min();
    let mut flows = vec![(hazard.found.found_on, FlowKind::Found)];
    flows.extend(hazard.verified.map(|at| (day_of(at, zone), FlowKind::Verified)));
    flows.extend(late.map(|at| (day_of(at, zone), FlowKind::Late)));
    flows
}
