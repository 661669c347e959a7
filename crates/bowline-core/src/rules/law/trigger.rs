//! A trigger says when the law calls for an act of one post towards another, such as an interview (CN-INT). Triggers
//! are pack data.
//!
//! This module must never do the act: it proposes, with its reasons, and a person decides. Start at
//! [`Trigger::evaluate`].

use super::program::Program;
use super::{Citation, Condition, Law, Validity};
use crate::facts::InputId;
use crate::ids::RuleId;
use crate::places::Level;
use crate::words::Text;
use std::collections::BTreeSet;

/// An act that triggers may propose, as the pack declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its word, such as `interview`.
    pub id: String,
    /// Its name, such as 约谈.
    pub name: Text,
    /// The matter that a proposal begins. None: it can only be read.
    pub opens: Option<Opening>,
}

/// How a proposal becomes a matter of a declared kind, on which a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The kind.
    pub kind: RuleId,
    /// The act by which the engine begins it.
    pub act: String,
    /// The answer in which the trigger is written.
    pub rule: InputId,
    /// The answer in which the matters are written on which it rests.
    pub evidence: InputId,
    /// The answer in which the day is written of the fact that called for it.
    pub day: InputId,
    /// The act by which the engine adds to the evidence.
    pub more: String,
    /// The act by which the engine says that its ground is gone.
    pub gone: String,
}

/// Where the answer to a trigger's question comes from: the list of matters of a kind. What a person must judge has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The question: days are filled with the days of all, yes or no by whether the fact that called for it is one.
    pub input: InputId,
    /// Of which kind.
    pub kind: RuleId,
    /// With which choices of the kind's facet. Empty: all.
    pub facets: BTreeSet<String>,
    /// The level of the place in which they lie together.
    pub within: Level,
    /// Calendar days before and after the fact that called for it.
    pub span: u32,
}

/// A post as the law names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPost {
    /// From nation to county. None: the law names no level.
    pub level: Option<Level>,
    /// Its name.
    pub name: Text,
}

/// A trigger of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// Its name, such as `CN-INT-05-1`.
    pub id: RuleId,
    /// What it says, short.
    pub title: Text,
    /// The folder under `triggers/` in which it stands; empty: none.
    pub topic: String,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// The word of the act that follows: see [`Law::proposals`].
    pub proposes: String,
    /// Who does it: any one of these.
    pub by: Vec<NamedPost>,
    /// Towards whom.
    pub whom: NamedPost,
    /// When. None: can be cited by hand, is never decided.
    pub condition: Option<Condition>,
    /// Why it is never decided, for those without a condition.
    pub undecided: Option<Text>,
    pub(in crate::rules) program: Option<Program>,
}

impl Trigger {
    /// The name of the act that follows; its word if the law does not declare it.
    #[must_use]
    pub fn act(&self, law: &Law) -> Text {
        let found = law.proposals().iter().find(|proposal| proposal.id == self.proposes);
        found.map_or_else(|| Text::same(&self.proposes), |proposal| proposal.name.clone())
    }

    /// The inputs that it asks for, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        self.program.as_ref().map(Program::inputs).unwrap_or_default()
    }
}
