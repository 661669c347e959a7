//! The page offers criteria for grading, by set, each with its questions and with what was answered before.
//!
//! This module must never fold two questions into one field: each criterion is answered for itself.

use crate::pages::attempt::Attempt;
use crate::pages::question::Question;
use crate::reader::Reader;
use bowline_core::rules::Input;
use bowline_service::views::{CriterionView, HazardView};
use serde::Serialize;

/// A set of criteria.
#[derive(Debug, Serialize)]
pub struct Set {
    /// Its code.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Whether one of them is ticked.
    pub open: bool,
    /// Its criteria.
    pub criteria: Vec<CriterionBox>,
}

/// A criterion to tick.
#[derive(Debug, Serialize)]
pub struct CriterionBox {
    /// Which.
    pub id: String,
    /// What it says.
    pub title: String,
    /// Where from.
    pub citation: String,
    /// Whether it can be decided.
    pub decidable: bool,
    /// Whether it is ticked.
    pub chosen: bool,
    /// What it asks.
    pub questions: Vec<Question>,
}

/// The field of a question: a question that two criteria ask stands on the page twice.
#[must_use]
pub fn field_name(criterion: &str, input: &str) -> String {
    format!("q:{criterion}:{input}")
}

/// The sets in the order in which the service gives their criteria.
#[must_use]
pub fn sets(reader: &Reader, view: &HazardView, attempt: Option<&Attempt>) -> Vec<Set> {
    let attempt = attempt.filter(|it| it.key == "grade");
    let mut sets: Vec<Set> = Vec::new();
    for criterion in &view.forms.criteria {
        let it = tickable(reader, criterion, attempt);
        match sets.iter_mut().find(|set| set.code == criterion.set) {
            Some(set) => {
                set.open |= it.chosen;
                set.criteria.push(it);
            }
            None => sets.push(Set {
                code: criterion.set.clone(),
                name: reader.text(&criterion.set_name),
                open: it.chosen,
                criteria: vec![it],
            }),
        }
    }
    if let [only] = sets.as_mut_slice() {
        only.open = true;
    }
    sets
}

fn tickable(reader: &Reader, criterion: &CriterionView, attempt: Option<&Attempt>) -> CriterionBox {
    CriterionBox {
        id: criterion.id.to_string(),
        title: reader.text(&criterion.title),
        citation: reader.text(&criterion.citation),
        decidable: criterion.decidable,
        chosen: attempt.is_some_and(|it| it.form.has("criterion", criterion.id.as_str())),
        questions: criterion.questions.iter().map(|it| question(reader, criterion, it, attempt)).collect(),
    }
}

fn question(reader: &Reader, criterion: &CriterionView, it: &Input, attempt: Option<&Attempt>) -> Question {
    let name = field_name(criterion.id.as_str(), it.id.as_str());
    let values: Vec<&str> = attempt.into_iter().flat_map(|attempt| attempt.form.all(&name)).collect();
    let beside = attempt.map_or(&[][..], |attempt| &attempt.beside);
    Question::new(reader, it, name.clone(), &values).refused(reader, beside)
}
