//! A procedure is a named sequence of obligations with clocks. Procedures are pack data.
//!
//! Code must never know which step follows which. Start at [`Procedure`].

use super::{Citation, Editions, Validity};
use crate::facts::{Act, Grade, ProofKind};
use crate::ids::RuleId;
use crate::time::{Day, Term};
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// What can open or settle a step: the fact of the dossier that just happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// `hazard.found`
    Found,
    /// `hazard.graded`
    Graded,
    /// `hazard.ordered`
    Ordered,
    /// `hazard.accepted`
    Accepted,
    /// `hazard.planned`
    Planned,
    /// `hazard.controlled`
    Controlled,
    /// `hazard.proof_submitted`
    ProofSubmitted,
    /// `hazard.verified`
    Verified,
    /// `hazard.returned`
    Returned,
    /// `hazard.closed_off`
    ClosedOff,
    /// `alarm.raised`
    AlarmRaised,
    /// `alarm.settled`
    AlarmSettled,
}

impl Event {
    /// The word in packs, which is the verb of the fact.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Graded => "graded",
            Self::Ordered => "ordered",
            Self::Accepted => "accepted",
            Self::Planned => "planned",
            Self::Controlled => "controlled",
            Self::ProofSubmitted => "proof_submitted",
            Self::Verified => "verified",
            Self::Returned => "returned",
            Self::ClosedOff => "closed_off",
            Self::AlarmRaised => "alarm_raised",
            Self::AlarmSettled => "alarm_settled",
        }
    }
}

/// Whose post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The unit the hazard was ordered to.
    Unit,
    /// The head of the office in charge.
    OfficeHead,
    /// An inspector of the office in charge.
    OfficeInspector,
}

/// How long a step may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StepTerm {
    /// A term from the moment it opens: `{ working_days = 3 }`.
    Term(Term),
    /// Until the last day given in the order or the plan: `"ordered"`.
    Ordered(OrderedWord),
}

/// The word `ordered`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderedWord {
    /// The date comes from the order.
    Ordered,
}

/// One step: an obligation in waiting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in the procedure.
    pub id: String,
    /// What must be done.
    pub act: Act,
    /// By whom.
    pub owner: Party,
    /// Who says whether it is done.
    pub verifier: Party,
    /// Facts that open it (unless it is open already).
    pub opens_on: Vec<Event>,
    /// Facts that settle it.
    pub settled_by: Vec<Event>,
    /// Facts after which nobody owes it any more, though it was not done.
    #[serde(default)]
    pub lapses_on: Vec<Event>,
    /// Its clock.
    pub term: StepTerm,
    /// What proves it.
    pub proof: Vec<ProofKind>,
    /// What happens when it is late.
    pub ladder: RuleId,
    /// Sources of the step and of its term.
    pub cite: Vec<Citation>,
}

/// A procedure of one edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Its name.
    pub id: RuleId,
    /// What it is.
    pub title: Text,
    /// What it is for.
    pub for_matter: MatterKind,
    /// Days in force.
    pub valid: Validity,
    /// Its steps, in the order of the way: whoever owns the furthest open one is whom the matter waits for.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

impl Procedure {
    /// The step with this name.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
}

/// Which kind of matter a procedure is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// A hazard not yet graded.
    UngradedHazard,
    /// A general hazard.
    GeneralHazard,
    /// A major accident hazard.
    MajorHazard,
    /// An alarm.
    Alarm,
}

impl Editions<Procedure> {
    /// The procedure for a matter that began on a day.
    #[must_use]
    pub fn for_matter(&self, matter: MatterKind, day: Day) -> Option<&Procedure> {
        self.in_force(day).find(|procedure| procedure.for_matter == matter)
    }

    /// The first day on which there is a procedure for a matter.
    #[must_use]
    pub fn first_day(&self, matter: MatterKind) -> Option<Day> {
        let all = self.iter().filter(|procedure| procedure.for_matter == matter);
        all.map(|procedure| procedure.valid.from).min()
    }
}

impl From<Grade> for MatterKind {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::General => Self::GeneralHazard,
            Grade::Major => Self::MajorHazard,
        }
    }
}
