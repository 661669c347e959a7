//! A criterion: when a finding is a major accident hazard (重大事故隐患判定标准).

use super::program::Program;
use super::{Citation, Condition, Validity};
use crate::facts::{Grade, InputId};
use crate::ids::RuleId;
use crate::words::Text;

/// One criterion of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// Its name, such as `CN-HAZ-GAS-09-1`.
    pub id: RuleId,
    /// What it says, short.
    pub title: Text,
    /// The set it belongs to, such as `GAS`, `FIRE`.
    pub set: String,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// Guard: who or what it speaks about at all.
    pub scope: Option<Condition>,
    /// Exceptions are part of the criterion (CN-HAZ-M-3): when this holds, the criterion does not.
    pub except: Option<Condition>,
    /// When it holds. None: topic only or residual; can be cited by hand, is never decided.
    pub condition: Option<Condition>,
    /// Why it is never decided, for those without a condition.
    pub undecided: Option<Text>,
    /// What follows.
    pub grade: Grade,
    /// Scope, exception and condition, compiled.
    pub(super) program: Option<Program>,
}

impl Criterion {
    /// The inputs that it asks for, in the order of its conditions, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        let mut inputs = Vec::new();
        for test in self.program.as_ref().map(Program::tests).unwrap_or_default() {
            if !inputs.contains(&test.input) {
                inputs.push(test.input.clone());
            }
        }
        inputs
    }
}
