//! A requirement says what the law wants to be so, such as a cap or a distance. Requirements are pack data.
//!
//! This module must never call a breach a major accident hazard: criteria do that. Start at [`Requirement::evaluate`].

use super::program::Program;
use super::{Citation, Condition, Validity};
use crate::facts::InputId;
use crate::ids::RuleId;
use crate::words::Text;

/// A requirement of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// Its name, such as `CN-SRC-DISP-3`.
    pub id: RuleId,
    /// What must be so, short.
    pub title: Text,
    /// The folder under `requirements/` in which it stands.
    pub topic: String,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// Whom it binds.
    pub binds: Text,
    /// Whom or what it speaks about. None: everybody.
    pub scope: Option<Condition>,
    /// When it does not bind.
    pub except: Option<Condition>,
    /// When it is breached. None: can be cited by hand, is never decided.
    pub breached_if: Option<Condition>,
    /// Why it is never decided, for those without a condition.
    pub undecided: Option<Text>,
    /// Scope, exception and condition, compiled.
    pub(in crate::rules) program: Option<Program>,
}

impl Requirement {
    /// The inputs that it asks for, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        self.program.as_ref().map(Program::inputs).unwrap_or_default()
    }
}
