//! A scale has grades from the highest to the lowest; the highest that any measure reaches counts (CN-ACC-03). Scales
//! are pack data.
//!
//! This module must never call a grade final while a higher one is still open. Start at [`Scale::evaluate`].

use super::program::Program;
use super::{Citation, Condition, Validity};
use crate::facts::InputId;
use crate::ids::RuleId;
use crate::words::Text;

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
    pub(in crate::rules) program: Option<Program>,
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

impl Scale {
    /// One of its grades.
    #[must_use]
    pub fn grade(&self, id: &str) -> Option<&ScaleGrade> {
        self.grades.iter().find(|grade| grade.id == id)
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
