//! An answered form comes back: the fields of a submission become the answers that rules take.
//!
//! This module must never read an empty field as "no", nor guess. Start at [`answers_of`].

use super::names::input_of;
use bowline_core::facts::{Answer, Answers};
use bowline_core::rules::{AnswerFault, Given, Input, InputKind, Pack};
use bowline_core::words::Text;
use std::collections::BTreeSet;

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Returned {
    /// The answers.
    pub answers: Answers,
    /// Fields that could not be read, each with a sentence. They count as not answered.
    pub faults: Vec<Text>,
}

/// Reads the fields of one submission: names as exported, with or without groups before them, and values as text. Fields
/// that are no input of the pack, such as those a form tool adds, are left alone.
#[must_use]
pub fn answers_of<'f>(pack: &Pack, fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Returned {
    let mut returned = Returned::default();
    let mut contradicted = BTreeSet::new();
    for (name, value) in fields {
        let value = value.trim();
        let Some(input) = input_of(name).and_then(|id| pack.inputs().get(&id)) else { continue };
        match answer(pack, input, value) {
            Ok(None) => {}
            Ok(Some(answer)) => {
                if returned.answers.insert(input.id.clone(), answer.clone()).is_some_and(|other| other != answer) {
                    contradicted.insert(&input.id);
                    returned.faults.push(Text::new(
                        format!("{}：`{value}` 与另一处的填写内容不同", input.ask.zh),
                        format!("{} `{value}` differs from another answer to the same question", input.ask.en),
                    ));
                }
            }
            Err(fault) => {
                let said = fault.text();
                returned
                    .faults
                    .push(Text::new(format!("{}（`{value}`）", said.zh), format!("{} (`{value}`)", said.en)));
            }
        }
    }
    returned.answers.retain(|input, _| !contradicted.contains(input));
    returned
}

/// As an answer of any form; form tools write a time after a day.
fn answer(pack: &Pack, input: &Input, value: &str) -> Result<Option<Answer>, AnswerFault> {
    let value = match input.kind {
        InputKind::Day => value.get(.."2022-10-08".len()).unwrap_or(value),
        _ => value,
    };
    input.read(&Given::value(value), pack.country().zone())
}
