//! A criterion says when a finding is a major accident hazard (重大事故隐患判定标准).
//!
//! This module must never take a missing answer for no.

use super::program::{Program, TooLarge};
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
    /// The folder under `rules/` in which it stands, such as `gas`.
    pub topic: String,
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
    pub(in crate::rules) program: Option<Program>,
}

impl Criterion {
    /// The inputs that it asks for, in the order of its conditions, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        self.program.as_ref().map(Program::inputs).unwrap_or_default()
    }

    /// Scope and not exception and condition. None: nothing to decide.
    #[must_use]
    pub fn whole(&self) -> Option<Condition> {
        whole(self.scope.as_ref(), self.except.as_ref(), self.condition.as_ref())
    }

    /// The whole, as one program. None inside: nothing to decide.
    pub(in crate::rules) fn compile(
        scope: Option<&Condition>,
        except: Option<&Condition>,
        condition: Option<&Condition>,
    ) -> Result<Option<Program>, TooLarge> {
        whole(scope, except, condition).map(|whole| Program::compile(&whole)).transpose()
    }
}

fn whole(scope: Option<&Condition>, except: Option<&Condition>, condition: Option<&Condition>) -> Option<Condition> {
    let condition = condition?;
    let not = except.map(|except| Condition::Not(Box::new(except.clone())));
    let parts: Vec<Condition> = scope.cloned().into_iter().chain(not).chain([condition.clone()]).collect();
    Some(if parts.len() == 1 { condition.clone() } else { Condition::All(parts) })
}
