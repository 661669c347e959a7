//! A question of a form, whatever it asks for: with what was given before, and what is wrong with it beside the field.
//!
//! This module must never judge an answer: the core reads it. Start at [`Question::new`]; `parts/question.html` shows it.

use super::photos::FileRows;
use crate::posted::Posted;
use crate::reader::Reader;
use crate::words::{FormWords, ShowWords};
use askama::Template;
use bowline_core::facts::Answer;
use bowline_core::rules::{Given, Input, InputKind, typed, unit_text};
use bowline_core::words::Text;
use serde::Serialize;

/// Lines of a box for a long text, where the pack says nothing.
const LINES: u32 = 3;

/// Questions without a page around them. A page that has `questions` and `f` includes `parts/questions.html` instead.
#[derive(Debug, Template)]
#[template(path = "parts/questions.html")]
pub struct Questions {
    f: FormWords,
    questions: Vec<Question>,
}

impl Questions {
    /// Questions for a reader.
    #[must_use]
    pub const fn new(reader: &Reader, questions: Vec<Question>) -> Self {
        Self { f: FormWords(reader.lang()), questions }
    }
}

/// A question.
#[derive(Debug, Default, Serialize)]
pub struct Question {
    /// Field name.
    pub name: String,
    /// The question.
    pub ask: String,
    /// How it is shown: `yes`, `number`, `day`, `dates`, `moment`, `choice`, `line`, `lines`, `files`, `several`.
    pub kind: &'static str,
    /// Unit of a number.
    pub unit: String,
    /// Choices: value, label, and whether it is chosen.
    pub options: Vec<(String, String, bool)>,
    /// What was given before; of several choices, see `options`.
    pub value: String,
    /// Whether it must be answered.
    pub required: bool,
    /// What helps to answer it, and its limits.
    pub help: String,
    /// What is wrong with what was given.
    pub error: Option<String>,
    /// The earliest day or moment, as the field takes it.
    pub earliest: Option<String>,
    /// The latest day or moment, as the field takes it.
    pub latest: Option<String>,
    /// What its ids on the page end in: its name, and where two forms ask the same, that of the form too.
    #[serde(skip)]
    pub stem: String,
    /// Where its files are chosen, if it asks for some.
    #[serde(skip)]
    pub files: FileRows,
    /// Lines of the box of a text.
    #[serde(skip)]
    pub lines: u32,
    /// The keys that a phone offers for a number.
    #[serde(skip)]
    pub keys: &'static str,
}

impl Question {
    /// A question under the name of a field, with the values that were given before.
    #[must_use]
    pub fn new(reader: &Reader, input: &Input, name: String, values: &[&str]) -> Self {
        let chosen = |value: &str| values.contains(&value);
        let mut it = Self {
            stem: name.clone(),
            files: FileRows::of(&name, None),
            name,
            ask: reader.text(&input.ask),
            kind: shown_as(input),
            value: values.first().copied().unwrap_or_default().to_owned(),
            help: help(reader, input),
            lines: input.limits.lines.unwrap_or(LINES),
            keys: if input.limits.whole { "numeric" } else { "decimal" },
            ..Self::default()
        };
        match &input.kind {
            InputKind::Number { unit } if unit != "1" => it.unit = reader.text(&unit_text(unit, false)),
            InputKind::Choice { choices } => {
                let option = |(value, label): (&String, &Text)| (value.clone(), reader.text(label), chosen(value));
                it.options = choices.iter().map(option).collect();
            }
            InputKind::Number { .. }
            | InputKind::Yes
            | InputKind::Day
            | InputKind::Dates
            | InputKind::Text
            | InputKind::Person
            | InputKind::Moment
            | InputKind::Files => {}
            InputKind::Named(_) => it.value = values.join(" "),
        }
        it
    }

    /// It stands in a form beside others, which may ask the same.
    #[must_use]
    pub fn within(mut self, form: &str) -> Self {
        self.stem = format!("{form}-{}", self.name);
        self
    }

    /// The answer may not lie before or after these, as far as it can be told now.
    #[must_use]
    pub fn between(mut self, reader: &Reader, earliest: Option<&Answer>, latest: Option<&Answer>) -> Self {
        let f = FormWords(reader.lang());
        let first = |answer: Option<&Answer>| answer.and_then(|answer| typed(answer, &reader.zone).into_iter().next());
        (self.earliest, self.latest) = (first(earliest), first(latest));
        let told = |answer: Option<&Answer>| match answer? {
            Answer::Day(day) => Some(reader.day(*day)),
            Answer::Moment(at) => Some(reader.moment(*at)),
            _ => None,
        };
        let help = (!self.help.is_empty()).then(|| std::mem::take(&mut self.help));
        let bounds = [told(earliest).map(|when| f.not_before(&when)), told(latest).map(|when| f.not_after(&when))];
        let said: Vec<String> = help.into_iter().chain(bounds.into_iter().flatten()).collect();
        let said: Vec<&str> = said.iter().map(|it| it.trim_end_matches(['。', '.'])).collect();
        self.help = said.join(&ShowWords(reader.lang()).semicolon());
        self
    }

    /// The captions that were typed before.
    #[must_use]
    pub fn captioned(mut self, kept: Option<&Posted>) -> Self {
        self.files = FileRows::of(&self.name, kept);
        self
    }

    /// It must be answered.
    #[must_use]
    pub const fn required(mut self, required: bool) -> Self {
        self.required = required;
        self
    }

    /// What is offered of the things that may be named: their ids and names, in order. None of them: the id is typed.
    #[must_use]
    pub fn offering(mut self, input: &Input, offered: Vec<(String, String)>, values: &[&str]) -> Self {
        let InputKind::Named(named) = input.kind else { return self };
        if !offered.is_empty() {
            self.kind = if named.is_several() { "several" } else { "choice" };
            let option = |(id, name): (String, String)| (id.clone(), name, values.contains(&id.as_str()));
            self.options = offered.into_iter().map(option).collect();
        }
        self
    }

    /// What is wrong with what was given, if anything stands under its name.
    #[must_use]
    pub fn refused(mut self, reader: &Reader, beside: &[(String, Text)]) -> Self {
        let said = beside.iter().find(|(field, _)| *field == self.name);
        self.error = said.map(|(_, text)| reader.text(text));
        self
    }

    /// What the page says of it besides the question, as the field refers to it.
    #[must_use]
    pub fn described(&self) -> String {
        let stem = &self.stem;
        let ids = [(self.error.is_some(), "error"), (!self.help.is_empty(), "help")];
        ids.iter().filter(|(there, _)| *there).map(|(_, what)| format!("{what}-{stem}")).collect::<Vec<_>>().join(" ")
    }
}

impl Posted {
    /// What a form gives for a question, files apart.
    #[must_use]
    pub fn given<'f>(&'f self, name: &'f str) -> Given<'f> {
        Given { values: self.all(name).collect(), proofs: &[] }
    }
}

const fn shown_as(input: &Input) -> &'static str {
    match (&input.kind, input.limits.lines) {
        (InputKind::Yes, _) => "yes",
        (InputKind::Number { .. }, _) => "number",
        (InputKind::Day, _) => "day",
        (InputKind::Dates, _) => "dates",
        (InputKind::Moment, _) => "moment",
        (InputKind::Choice { .. }, _) => "choice",
        (InputKind::Text, Some(_)) => "lines",
        (InputKind::Text, None) | (InputKind::Person | InputKind::Named(_), _) => "line",
        (InputKind::Files, _) => "files",
    }
}

/// The pack's own words, and the limits that it sets.
fn help(reader: &Reader, input: &Input) -> String {
    let (f, limits) = (FormWords(reader.lang()), input.limits);
    let mut said: Vec<String> = input.help.iter().map(|help| reader.text(help)).collect();
    let is_number = matches!(input.kind, InputKind::Number { .. });
    match (limits.least.filter(|least| !(is_number && *least == 0.0)), limits.most) {
        (Some(least), Some(most)) => said.push(f.limits(&least.to_string(), &most.to_string())),
        (Some(least), None) => said.push(f.least(&least.to_string())),
        (None, Some(most)) => said.push(f.most(&most.to_string())),
        (None, None) => {}
    }
    said.extend(limits.longest.map(|longest| f.longest(&longest.to_string())));
    if matches!(input.kind, InputKind::Dates) {
        said.push(f.days_help());
    }
    said.join(&ShowWords(reader.lang()).semicolon())
}
