//! Numbers decide whether the light of a place is red, yellow or green. Each light has its reason and says what would
//! turn it green. Lights are pack data.
//!
//! This module must never decide anything about a single matter. Start at [`LightRule`].

use super::program::Program;
use super::{Citation, Condition, Validity};
use crate::facts::{Answer, Answers, InputId, Light};
use crate::ids::RuleId;
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// What a place shows: one of the three lights, or that there is nothing to tell one from. The calmest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Nothing was ever reported there, so nothing is known: never green.
    NoData,
    /// Nothing late.
    Green,
    /// Nothing was reported for long.
    Silent,
    /// Late.
    Yellow,
    /// Late for long, or badly.
    Red,
}

impl Signal {
    /// The word in packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoData => "no_data",
            Self::Green => "green",
            Self::Silent => "silent",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

impl From<Light> for Signal {
    fn from(light: Light) -> Self {
        match light {
            Light::Green => Self::Green,
            Light::Yellow => Self::Yellow,
            Light::Red => Self::Red,
        }
    }
}

/// The numbers of a place from which its light is told. They are the inputs `level.open`, `level.overdue` …
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelInputs {
    /// Open matters.
    pub open: u64,
    /// Of these, late.
    pub overdue: u64,
    /// Of these, late and major.
    pub overdue_major: u64,
    /// Raised to an office above.
    pub raised: u64,
    /// Alarms not settled.
    pub alarms: u64,
    /// Matters ever found.
    pub found: u64,
    /// Days since the last of them was found; since the beginning, if none was.
    pub silent_days: u64,
    /// Per cent of closings that surely do not hold: the lower end of the interval that look-backs give. None: nothing was looked
    /// at, and no rule that asks for it holds.
    pub false_closing: Option<u64>,
}

impl LevelInputs {
    /// Name of each number and the number.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, u64); 8] {
        [
            ("open", self.open),
            ("overdue", self.overdue),
            ("overdue_major", self.overdue_major),
            ("raised", self.raised),
            ("alarms", self.alarms),
            ("found", self.found),
            ("silent_days", self.silent_days),
            (
                "false_closing",
                match self.false_closing {
                    Some(percent) => percent,
                    None => 0,
                },
            ),
        ]
    }

    /// As answers to the inputs `level.*`.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let named =
            self.named().into_iter().filter(|(name, _)| *name != "false_closing" || self.false_closing.is_some());
        let answer =
            |(name, n): (&str, u64)| Some((format!("level.{name}").parse::<InputId>().ok()?, Answer::Number(n as f64)));
        named.filter_map(answer).collect()
    }

    /// Puts the numbers into a sentence: `{overdue} late`. A part in brackets is left out where all its numbers are 0:
    /// `[Overdue: {overdue}][. Raised: {raised}]`.
    #[must_use]
    pub fn fill(&self, text: &Text) -> Text {
        Text::new(self.filled(&text.zh), self.filled(&text.en))
    }

    fn filled(&self, sentence: &str) -> String {
        let named = self.named().map(|(name, n)| (format!("{{{name}}}"), n));
        let is_told = |part: &str| {
            let numbers: Vec<u64> = named.iter().filter(|(name, _)| part.contains(name)).map(|(_, n)| *n).collect();
            numbers.is_empty() || numbers.iter().any(|n| *n > 0)
        };
        let mut told = String::new();
        for piece in sentence.split('[') {
            let (part, rest) = piece.split_once(']').unwrap_or(("", piece));
            told.push_str(if is_told(part) { part } else { "" });
            told.push_str(rest);
        }
        // What stood between a part that is left out and this one.
        let told = told.trim_start_matches(['，', '、', '。', '；', ',', '.', ';', ' ']);
        let mut letters = told.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        named.iter().fold(first + letters.as_str(), |told, (name, n)| told.replace(name, &n.to_string()))
    }
}

/// One light and when it shows. The first of a file whose condition holds shows.
#[derive(Clone, Debug, PartialEq)]
pub struct LightRule {
    /// What it shows.
    pub light: Signal,
    /// When. None: always, the last.
    pub condition: Option<Condition>,
    /// Why it shows; may name `{overdue}` and the other numbers, as [`LevelInputs::fill`] puts them in.
    pub reason: Text,
    /// What would turn it green.
    pub turns_green: Text,
    pub(in crate::rules) program: Option<Program>,
}

/// The light rules of a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct LightSet {
    /// Its name.
    pub id: RuleId,
    /// What it is.
    pub title: Text,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// In order; the last has no condition.
    pub lights: Vec<LightRule>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nothing_is_not_told() {
        let text =
            Text::new("[重大逾期 {overdue_major} 条][，责任悬空 {alarms} 件]", "[late: {overdue}][, gaps: {alarms}]");
        let told = |overdue, overdue_major, alarms| {
            let numbers = LevelInputs { overdue, overdue_major, alarms, ..LevelInputs::default() };
            numbers.fill(&text)
        };
        assert_eq!(told(2, 1, 3), Text::new("重大逾期 1 条，责任悬空 3 件", "Late: 2, gaps: 3"));
        assert_eq!(told(2, 1, 0), Text::new("重大逾期 1 条", "Late: 2"));
        assert_eq!(told(0, 0, 3), Text::new("责任悬空 3 件", "Gaps: 3"));
        assert_eq!(LevelInputs::default().fill(&Text::same("{open} open")), Text::same("0 open"));
    }
}
