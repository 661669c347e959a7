//! A scale has grades from the highest to the lowest; the highest that any measure reaches counts (CN-ACC-03). Scales
//! are pack data.
//!
//! This module must never call a grade final while a higher one is still open. Start at [`Scale::evaluate`].

use super::evaluate::run;
use super::program::Program;
use super::{Citation, Condition, Pack, RuleFault, Validity, Verdict, Why};
use crate::facts::{Answers, InputId};
use crate::ids::RuleId;
use crate::words::Text;
use std::collections::BTreeSet;

/// A scale of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Its name, such as `CN-ACC-03`.
    pub id: RuleId,
    /// What it is.
    pub title: Text,
    /// The folder under `scales/` in which it stands; empty: none.
    pub topic: String,
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
    /// What follows from it: fines, bans, levels of answer.
    pub entails: Vec<Entailed>,
    pub(super) program: Option<Program>,
}

/// What follows from a grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Entailed {
    /// What is done.
    pub act: Text,
    /// To whom. None: the law names nobody.
    pub whom: Option<Text>,
    /// How much. None: no number belongs to it.
    pub amount: Option<Amount>,
}

/// How much: a number, or a band between two. At least one bound is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// No less than this.
    pub from: Option<f64>,
    /// No more than this.
    pub to: Option<f64>,
    /// Whether `to` itself is excluded (不满、以下不含).
    pub below: bool,
    /// Such as `CNY`, `%`, `times`, `year`.
    pub unit: String,
    /// Of what, for shares and multiples.
    pub of: Option<Text>,
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
    /// One of its grades.
    #[must_use]
    pub fn grade(&self, id: &str) -> Option<&ScaleGrade> {
        self.grades.iter().find(|grade| grade.id == id)
    }

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

impl ScaleGrade {
    /// The amounts of what follows, in order.
    pub fn amounts(&self) -> impl Iterator<Item = &Amount> {
        self.entails.iter().filter_map(|entailed| entailed.amount.as_ref())
    }
}
