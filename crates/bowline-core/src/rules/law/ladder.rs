//! A ladder says what happens before, at and after the moment at which an obligation is due.
//!
//! This module must never need to know what time it is: when a rung fires follows from the due moment.

use super::{Citation, Validity};
use crate::facts::Light;
use crate::ids::RuleId;
use crate::time::{Moment, Term, WorkingCalendar, end_after};
use crate::words::Text;
use jiff::{ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// When a rung fires, relative to the due moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungTime {
    /// So long before: hours or calendar days.
    Before(Term),
    /// So long after (0: at the due moment itself). Hours run from the due moment, days from the last day that was in time:
    /// one working day after means that one whole working day has passed since.
    After(Term),
}

impl RungTime {
    /// The moment, for an obligation that is late from `due_at` on. Days before are whole days of the zone; working days
    /// before are not known to packs and count as calendar days.
    #[must_use]
    pub fn moment(self, due_at: Moment, calendar: &WorkingCalendar, zone: &TimeZone) -> Moment {
        match self {
            Self::After(term) => end_after(due_at, term, calendar, zone),
            Self::Before(term) => match term.by_the_clock() {
                Some(length) => due_at.saturating_sub(length).unwrap_or(Moment::MIN),
                None => due_at.to_zoned(zone.clone()).saturating_sub(i64::from(term.number()).days()).timestamp(),
            },
        }
    }
}

/// What a rung does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungAct {
    /// Put it into the owner's digest.
    Remind,
    /// Turn the light.
    Light(Light),
    /// Give the office above a duty of its own with its own clock.
    Supervise {
        /// How long that office has.
        term: Term,
        /// What happens when that office is late too.
        ladder: RuleId,
    },
}

/// One rung.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Its name on the ladder; it fires once per obligation.
    pub id: String,
    /// When.
    pub when: RungTime,
    /// What.
    pub act: RungAct,
}

/// How long whoever is late has to answer a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyTerm {
    /// How long.
    pub term: Term,
    /// What happens when the reply is late.
    pub ladder: RuleId,
}

/// A ladder of one edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// Its name.
    pub id: RuleId,
    /// What it is.
    pub title: Text,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// For duties to supervise: how long a reply to the office's letter may take, and for so long the duty waits. None: a letter
    /// is written down, and nothing follows from it.
    #[serde(default)]
    pub reply: Option<ReplyTerm>,
    /// Rungs, in order of time.
    #[serde(rename = "rung")]
    pub rungs: Vec<Rung>,
}
