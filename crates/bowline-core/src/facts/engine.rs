//! These facts are what the installation itself records: alarms, runs of the engine with their completeness check, and
//! imports.
//!
//! This module must never hold what a run decided about a dossier: that stands in the dossier's own facts.

use crate::ids::{OfficeId, PostId};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// Why there is an alarm.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmCause {
    /// A post that owns open obligations is held by nobody.
    VacantPost(PostId),
    /// An office that owns late obligations has none above it.
    NoSuperior(OfficeId),
    /// What people or programs must be told does not reach them.
    Undelivered(Undelivered),
}

/// A way out through which nothing goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Undelivered {
    /// Its name: `mail`, or a webhook's.
    pub channel: String,
    /// The office that answers for it.
    pub office: OfficeId,
}

/// `alarm.raised`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmRaised {
    /// Why.
    pub cause: AlarmCause,
}

/// `alarm.settled`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmSettled {
    /// What removed the cause, if somebody said so.
    pub note: String,
}

/// The completeness proof: every open obligation has a live clock and the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// Open obligations.
    pub open: u64,
    /// Live clocks.
    pub clocks: u64,
    /// Open obligations without a clock: must be 0.
    pub without_clock: u64,
    /// Clocks without an open obligation: must be 0.
    pub without_obligation: u64,
    /// Clocks still due after the run: must be 0.
    pub still_due: u64,
    /// Open dossiers in which no clock runs at all: must be 0.
    pub silent: u64,
}

impl Completeness {
    /// Whether nothing slipped.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.open == self.clocks
            && self.without_clock == 0
            && self.without_obligation == 0
            && self.still_due == 0
            && self.silent == 0
    }
}

/// `engine.ran`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineRan {
    /// The moment up to which clocks were read.
    pub until: Moment,
    /// Dossiers that had a clock due.
    pub dossiers: u64,
    /// Rungs fired.
    pub rungs: u64,
    /// Of these, noticed later than one tick after they should have happened.
    pub late_rungs: u64,
    /// Duties opened for upper offices.
    pub duties: u64,
    /// Alarms raised.
    pub alarms: u64,
    /// The proof.
    pub completeness: Completeness,
}

/// `import.committed`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCommitted {
    /// File name without any path.
    pub file: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// Rows of data in it.
    pub rows: u32,
    /// Rows taken in.
    pub accepted: u32,
    /// Rows that were already in the ledger.
    pub duplicates: u32,
    /// Rows refused.
    pub refused: u32,
    /// Rows that were in the ledger already and from which differences were taken over.
    #[serde(default, skip_serializing_if = "is_none")]
    pub revised: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks for it")]
const fn is_none(number: &u32) -> bool {
    *number == 0
}
