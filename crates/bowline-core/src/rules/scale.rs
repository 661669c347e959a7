//! A scale: grades from the highest to the lowest; the highest that any measure reaches counts (CN-ACC-03). Pack data.
//!
//! Must never call a grade final while a higher one is still open. Start at [`Scale::evaluate`].

use super::evaluate::run;
use super::program::Program;
use super::{Citation, Condition, Pack, RuleFault, Validity, Verdict, Why};
use crate::facts::{Answers, InputId};
use crate::ids::RuleId;
use crate::time::Day;
use crate::words::Text;
use std::collections::BTreeSet;

/// A scale of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Its name, such as `CN-ACC-03`.
    pub id: RuleId,
    /// What it is.
    pub title: Text,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// From the highest to the lowest. The lowest has no condition: what reaches no higher is that.
    pub grades: Vec<ScaleGrade>,
}

/// One grade of a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleGrade {
    /// Its word, such as `major`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// When it is reached. None: the lowest.
    pub condition: Option<Condition>,
    pub(super) program: Option<Program>,
}

/// What a scale says.
#[derive(Clone, Debug, PartialEq)]
pub enum ScaleVerdict {
    /// This grade, because of these. No answer that is missing can change it.
    Reached(String, Why),
    /// At least this grade so far; a higher one is open until these are answered.
    AtLeast(String, Vec<InputId>),
    /// The scale or an answer does not fit.
    Broken(RuleFault),
}

impl Scale {
    /// The highest grade reached. Asked again whenever an answer changes: deaths are added for days (CN-INT-W-2).
    #[must_use]
    pub fn evaluate(&self, pack: &Pack, answers: &Answers) -> ScaleVerdict {
        let mut missing = BTreeSet::new();
        let mut because = Vec::new();
        let mut reached: Option<(&ScaleGrade, Why)> = None;
        for grade in &self.grades {
            let verdict = grade.program.as_ref().map(|program| run(&self.id, program, pack, answers));
            match verdict {
                Some(Verdict::Broken(fault)) => return ScaleVerdict::Broken(fault),
                _ if reached.is_some() => {}
                None => reached = Some((grade, Why(std::mem::take(&mut because)))),
                Some(Verdict::Holds(why)) => reached = Some((grade, why)),
                Some(Verdict::Fails(Why(why))) => because.extend(why),
                Some(Verdict::Unknown(inputs)) => missing.extend(inputs),
            }
        }
        match reached {
            Some((grade, why)) if missing.is_empty() => ScaleVerdict::Reached(grade.id.clone(), why),
            Some((grade, _)) => ScaleVerdict::AtLeast(grade.id.clone(), missing.into_iter().collect()),
            None => ScaleVerdict::AtLeast(String::new(), missing.into_iter().collect()),
        }
    }

    /// The inputs that it asks for, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        let mut inputs = Vec::new();
        for input in self.grades.iter().filter_map(|grade| grade.program.as_ref()).flat_map(Program::inputs) {
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        inputs
    }
}

impl Pack {
    /// Scales of every edition.
    #[must_use]
    pub fn scales(&self) -> &[Scale] {
        &self.parts().scales
    }
    /// The edition of a scale in force on a day.
    #[must_use]
    pub fn scale_on(&self, id: &RuleId, day: Day) -> Option<&Scale> {
        self.scales().iter().find(|scale| scale.id == *id && scale.valid.holds_on(day))
    }
}
