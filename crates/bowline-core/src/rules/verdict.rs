//! What a rule says about answers: holds, fails, unknown, broken. Never a bare yes or no; always with its reasons.
//!
//! Start at [`Verdict`]; [`Why::text`] renders reasons.

use super::program::Test;
use super::{Comparison, InputKind, Pack};
use crate::facts::{Answer, InputId};
use crate::ids::RuleId;
use crate::words::Text;

/// Four values.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It holds, because of these.
    Holds(Why),
    /// It does not hold, because of these.
    Fails(Why),
    /// It cannot be said: these answers are missing and could change the verdict. Exact when every input occurs once in
    /// the condition; otherwise it may name more, never fewer.
    Unknown(Vec<InputId>),
    /// The rule or an answer does not fit: never read as "no".
    Broken(RuleFault),
}

/// The comparisons that decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Why(pub Vec<Reason>);

/// One comparison that decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The input asked for.
    pub input: InputId,
    /// What was answered.
    pub answer: Answer,
    /// What it was compared with.
    pub is: Comparison,
    /// Whether the comparison holds.
    pub truth: bool,
}

/// Why a rule could not be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// The rule.
    pub rule: RuleId,
    /// The input, if one is to blame.
    pub input: Option<InputId>,
    /// What is wrong.
    pub text: Text,
}

impl Why {
    /// One sentence per reason, in both languages.
    #[must_use]
    pub fn text(&self, pack: &Pack) -> Vec<Text> {
        self.0.iter().map(|reason| reason.text(pack)).collect()
    }
}

impl Reason {
    pub(super) fn new(test: &Test, answer: &Answer, truth: bool) -> Self {
        Self { input: test.input.clone(), answer: answer.clone(), is: test.is.clone(), truth }
    }

    fn text(&self, pack: &Pack) -> Text {
        let input = pack.input(&self.input);
        let ask = input.map_or_else(|| Text::same(self.input.as_str()), |input| input.ask.clone());
        let unit = match input.map(|input| &input.kind) {
            Some(InputKind::Number { unit }) => unit.as_str(),
            _ => "",
        };
        let choice = |word: &str| choice_text(pack, &self.input, word);
        let answer = answer_text(&self.answer, unit, choice);
        let is = comparison_text(&self.is, choice);
        let (yes_zh, yes_en) = if self.truth { ("成立", "holds") } else { ("不成立", "does not hold") };
        Text::new(
            format!("{}：{}；“{}”{yes_zh}", ask.zh, answer.zh, is.zh),
            format!("{} {}; \"{}\" {yes_en}", ask.en, answer.en, is.en),
        )
    }
}

/// The text of a choice of an input; the word itself if the pack does not know it.
pub(super) fn choice_text(pack: &Pack, input: &InputId, word: &str) -> Text {
    let known = match pack.input(input).map(|input| &input.kind) {
        Some(InputKind::Choice { choices }) => choices.get(word).cloned(),
        _ => None,
    };
    known.unwrap_or_else(|| Text::same(word))
}

fn answer_text(answer: &Answer, unit: &str, choice: impl Fn(&str) -> Text) -> Text {
    match answer {
        Answer::Yes(true) => Text::new("是", "yes"),
        Answer::Yes(false) => Text::new("否", "no"),
        Answer::Number(n) => Text::same(format!("{n} {unit}").trim_end()),
        Answer::Day(day) => Text::same(day.to_string()),
        Answer::Choice(word) => choice(word),
    }
}

/// A comparison in words.
pub(super) fn comparison_text(is: &Comparison, choice: impl Fn(&str) -> Text) -> Text {
    match is {
        Comparison::Is(true) => Text::new("是", "yes"),
        Comparison::Is(false) => Text::new("否", "no"),
        Comparison::OneOf(list) => {
            let words: Vec<Text> = list.iter().map(|word| choice(word)).collect();
            let join = |pick: fn(&Text) -> &str, by: &str| words.iter().map(pick).collect::<Vec<_>>().join(by);
            Text::new(join(|t| &t.zh, "、"), join(|t| &t.en, " or "))
        }
        Comparison::AtLeast(n, unit) => Text::new(format!("不小于 {n} {unit}"), format!("at least {n} {unit}")),
        Comparison::MoreThan(n, unit) => Text::new(format!("大于 {n} {unit}"), format!("more than {n} {unit}")),
        Comparison::AtMost(n, unit) => Text::new(format!("不大于 {n} {unit}"), format!("at most {n} {unit}")),
        Comparison::Below(n, unit) => Text::new(format!("小于 {n} {unit}"), format!("below {n} {unit}")),
        Comparison::From(day) => Text::new(format!("{day} 当日或之后"), format!("on or after {day}")),
        Comparison::Before(day) => Text::new(format!("{day} 之前"), format!("before {day}")),
    }
}
