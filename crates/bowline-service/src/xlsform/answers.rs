//! An answered form comes back: the fields of a submission become the answers that rules take.
//!
//! This module must never read an empty field as "no", nor guess. Start at [`answers_of`].

use super::names::input_of;
use bowline_core::facts::{Answer, Answers};
use bowline_core::rules::{Input, InputKind, Pack};
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
        if value.is_empty() {
            continue;
        }
        match answer(input, value) {
            Some(answer) => {
                if returned.answers.insert(input.id.clone(), answer.clone()).is_some_and(|other| other != answer) {
                    contradicted.insert(&input.id);
                    returned.faults.push(fault(
                        input,
                        value,
                        "与另一处的填写内容不同",
                        "differs from another answer to the same question",
                    ));
                }
            }
            None => returned.faults.push(fault(input, value, "与所问类型不符", "does not fit the question")),
        }
    }
    returned.answers.retain(|input, _| !contradicted.contains(input));
    returned
}

fn fault(input: &Input, value: &str, zh: &str, en: &str) -> Text {
    Text::new(format!("{}：`{value}` {zh}", input.ask.zh), format!("{} `{value}` {en}", input.ask.en))
}

fn answer(input: &Input, value: &str) -> Option<Answer> {
    match &input.kind {
        InputKind::Yes => match value {
            "yes" => Some(Answer::Yes(true)),
            "no" => Some(Answer::Yes(false)),
            _ => None,
        },
        InputKind::Number { .. } => value.parse().ok().filter(|n: &f64| n.is_finite()).map(Answer::Number),
        InputKind::Day => value.get(..10).and_then(|day| day.parse().ok()).map(Answer::Day),
        InputKind::Dates => value
            .split([' ', ','])
            .filter(|day| !day.is_empty())
            .map(|day| day.parse().ok())
            .collect::<Option<_>>()
            .map(Answer::Days),
        InputKind::Choice { choices } => choices.contains_key(value).then(|| Answer::Choice(value.to_owned())),
    }
}
