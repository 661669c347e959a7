//! A scale says which of its grades is reached: of all measures, the highest counts (CN-ACC-03).
//!
//! This module must never call a grade final while a higher one is still open. Start at [`Scale::evaluate`].

use super::evaluate::run;
use super::{RuleFault, Verdict, Why};
use crate::facts::{Answers, InputId};
use crate::rules::law::{Law, Scale, ScaleGrade};
use std::collections::BTreeSet;

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
    pub fn evaluate(&self, law: &Law, answers: &Answers) -> ScaleVerdict {
        let mut missing = BTreeSet::new();
        let mut because = Vec::new();
        let mut reached: Option<(&ScaleGrade, Why)> = None;
        for grade in &self.grades {
            let verdict = grade.program.as_ref().map(|program| run(&self.id, program, law, answers));
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
}
