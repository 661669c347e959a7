//! A clock is a term in which the law tells somebody to act, from an event or once in each period. Clocks are pack
//! data.
//!
//! This module must never guess a term that depends on an answer not given. Start at [`Clock::evaluate`].

use super::program::Program;
use super::{Citation, Condition, Validity};
use crate::facts::{Grade, InputId};
use crate::ids::RuleId;
use crate::time::{Period, Term};
use crate::words::Text;

/// A clock of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Its name, such as `CN-ACC-09-2`.
    pub id: RuleId,
    /// What it says, short.
    pub title: Text,
    /// The folder under `clocks/` in which it stands.
    pub topic: String,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// Who must act.
    pub binds: Text,
    /// What must be done.
    pub act: Text,
    /// What it runs from.
    pub starts: ClockStart,
    /// Whether it counts back from the event: so long before.
    pub ahead: bool,
    /// Whether it starts again each time that the act is done.
    pub repeats: bool,
    /// The grade whose orders may set no later date than this term allows. None: it bounds no order.
    pub limits: Option<Grade>,
    /// When it applies at all. None: always.
    pub applies: Option<Condition>,
    /// The first whose condition holds counts; the last, and only it, has none.
    pub terms: Vec<ClockTerm>,
    /// Who may lengthen it, and by how much.
    pub extension: Option<Extension>,
    pub(in crate::rules) program: Option<Program>,
}

/// What a clock runs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockStart {
    /// An event, in words.
    Event(Text),
    /// Nothing: the act is due once in each period, and the term runs from the period's end.
    Every(Period),
}

/// One of the terms of a clock.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockTerm {
    /// When this one counts. None: whenever no earlier one does.
    pub condition: Option<Condition>,
    /// How long. None: at once.
    pub term: Option<Term>,
    pub(in crate::rules) program: Option<Program>,
}

/// A lengthening that the law allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// By how much.
    pub term: Term,
    /// Who may.
    pub by: Text,
}

impl Clock {
    /// The inputs that it asks for, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        let mut inputs = Vec::new();
        let terms = self.terms.iter().filter_map(|term| term.program.as_ref());
        for input in self.program.iter().chain(terms).flat_map(Program::inputs) {
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        inputs
    }
}
