//! These facts say what happens to an obligation: it opens, falls overdue rung by rung, and is settled.
//!
//! This module must never leave out what judges an obligation later (owner, date, verifier, superior, source): the pack
//! may change.

use super::{Act, ProofKind};
use crate::ids::{Body, OfficeId, PostId, RuleId};
use crate::time::{Day, Due, Moment, Period};
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// Three lights (绿黄红).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Nothing late.
    #[default]
    Green,
    /// Late.
    Yellow,
    /// Late for long, or badly.
    Red,
}

impl Light {
    /// The word in columns and packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// One reason of an obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A fact of the same dossier, by its version.
    Fact(u32),
    /// A rule, procedure or ladder of the pack.
    Rule(RuleId),
    /// Another obligation of the same dossier that is late.
    Late(u32),
}

/// `obligation.opened`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationOpened {
    /// Its number in the dossier, from 1.
    pub no: u32,
    /// The procedure it belongs to.
    pub procedure: RuleId,
    /// The step of the procedure; `supervise` for a duty that a ladder opened.
    pub step: String,
    /// What must be done.
    pub act: Act,
    /// The post that must do it.
    pub owner: PostId,
    /// When its clock started.
    pub from: Moment,
    /// When it runs out, with the working.
    pub due: Due,
    /// What proves it.
    pub proof: Vec<ProofKind>,
    /// The post that says whether it is done; of another body than the owner for rectification.
    pub verifier: PostId,
    /// The office above, which answers when it is late. None: nobody is above, which is an alarm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<OfficeId>,
    /// What happens when it is late.
    pub ladder: RuleId,
    /// Why it exists.
    pub because: Vec<Because>,
    /// Why this owner.
    pub owner_because: Text,
    /// Whether it is no duty but a right: its owner may until then, and nobody is late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub right: bool,
    /// Of a duty that comes again: its period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<InPeriod>,
}

/// `matter.handed_over`: whatever one body owes, verifies or answers for here is another body's from now on. No clock moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterHandedOver {
    /// Whose it was.
    pub from: Body,
    /// Whose it is.
    pub to: Body,
    /// The office above the new owner, which answers when it is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<OfficeId>,
}

/// The period in which a duty is owed that comes again in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InPeriod {
    /// How often.
    pub every: Period,
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

impl InPeriod {
    /// The period in which a day lies.
    #[must_use]
    pub fn of(every: Period, day: Day) -> Self {
        Self { every, first: every.first_day(day), last: every.last_day(day) }
    }
    /// The one after it; at the end of time itself.
    #[must_use]
    pub fn next(self) -> Self {
        self.last.tomorrow().map_or(self, |day| Self::of(self.every, day))
    }
}

/// How an obligation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done as required.
    Done,
    /// What it watched over is done.
    Discharged,
    /// The dossier was closed by the office's own ledger.
    Ledger,
    /// No longer owed, though nobody did it: what it was for has come about without it.
    Lapsed,
    /// Not done in its period, and the next one has come.
    Missed,
}

/// `obligation.settled`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationSettled {
    /// Which.
    pub no: u32,
    /// How.
    pub outcome: Outcome,
}

/// `obligation.quieted`: its office has written, and waits for the reply. Its clock goes on at that moment, with its old date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationQuieted {
    /// Which.
    pub no: u32,
    /// When the reply is due.
    pub until: Moment,
}

/// `rung.fired`: both times are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RungFired {
    /// On which obligation.
    pub no: u32,
    /// Which rung of its ladder; fires once per obligation.
    pub rung: String,
    /// When it should have happened.
    pub scheduled: Moment,
    /// When the engine noticed.
    pub noticed: Moment,
    /// The light it sets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<Light>,
    /// The supervise duty it opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<u32>,
    /// Whether it would have opened one, and nobody is above.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsupervised: bool,
}
