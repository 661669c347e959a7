//! A ladder: what happens before, at and after the moment an obligation is due.

use super::{Citation, Validity};
use crate::facts::Light;
use crate::ids::RuleId;
use crate::time::Term;
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// When a rung fires, relative to the due moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungTime {
    /// So long before: hours or calendar days.
    Before(Term),
    /// At the due moment plus this term (0 hours: at the very moment).
    After(Term),
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
    /// Rungs, in order of time.
    #[serde(rename = "rung")]
    pub rungs: Vec<Rung>,
}
