//! The page offers criteria for grading, by set, each with its questions and with what was answered before.
//!
//! This module must never fold two questions into one field: each criterion is answered for itself.

use super::Attempt;
use crate::posted::Posted;
use crate::reader::Reader;
use bowline_service::views::{CriterionView, HazardView, QuestionKind, QuestionView};
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

/// A question.
#[derive(Debug, Serialize)]
pub struct Question {
    /// Field name.
    pub name: String,
    /// The question.
    pub ask: String,
    /// `yes`, `number`, `day`, `choice`.
    pub kind: &'static str,
    /// Unit of a number.
    pub unit: String,
    /// Choices: value, label.
    pub options: Vec<(String, String)>,
    /// What was answered before.
    pub value: String,
}

/// The field of a question: a question that two criteria ask stands on the page twice.
#[must_use]
pub fn field_name(criterion: &str, input: &str) -> String {
    format!("q:{criterion}:{input}")
}

/// The sets in the order in which the service gives their criteria.
#[must_use]
pub fn sets(reader: &Reader, view: &HazardView, attempt: Option<&Attempt>) -> Vec<Set> {
    let form = attempt.filter(|it| it.key == "grade").map(|it| it.form.clone()).unwrap_or_default();
    let mut sets: Vec<Set> = Vec::new();
    for criterion in &view.criteria {
        let it = tickable(reader, criterion, &form);
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

fn tickable(reader: &Reader, criterion: &CriterionView, form: &Posted) -> CriterionBox {
    CriterionBox {
        id: criterion.id.to_string(),
        title: reader.text(&criterion.title),
        citation: reader.text(&criterion.citation),
        decidable: criterion.decidable,
        chosen: form.has("criterion", criterion.id.as_str()),
        questions: criterion.questions.iter().map(|it| question(reader, criterion, it, form)).collect(),
    }
}

fn question(reader: &Reader, criterion: &CriterionView, it: &QuestionView, form: &Posted) -> Question {
    let name = field_name(criterion.id.as_str(), it.input.as_str());
    Question::new(reader, it, form.get(&name).to_owned(), name)
}

impl Question {
    /// A question with what was answered before.
    #[must_use]
    pub fn new(reader: &Reader, it: &QuestionView, value: String, name: String) -> Self {
        let (kind, unit, options) = match &it.kind {
            QuestionKind::Yes => ("yes", String::new(), Vec::new()),
            QuestionKind::Number(unit) => {
                ("number", if unit == "1" { String::new() } else { unit.clone() }, Vec::new())
            }
            QuestionKind::Day => ("day", String::new(), Vec::new()),
            QuestionKind::Dates => ("dates", String::new(), Vec::new()),
            QuestionKind::Choice(choices) => (
                "choice",
                String::new(),
                choices.iter().map(|(value, label)| (value.clone(), reader.text(label))).collect(),
            ),
        };
        Self { value, name, ask: reader.text(&it.ask), kind, unit, options }
    }
}
