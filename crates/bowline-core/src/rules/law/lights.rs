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
}

impl LevelInputs {
    /// Name of each number and the number.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("open", self.open),
            ("overdue", self.overdue),
            ("overdue_major", self.overdue_major),
            ("raised", self.raised),
            ("alarms", self.alarms),
            ("found", self.found),
            ("silent_days", self.silent_days),
        ]
    }

    /// As answers to the inputs `level.*`.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let named = self.named().into_iter();
        let answer =
            |(name, n): (&str, u64)| Some((format!("level.{name}").parse::<InputId>().ok()?, Answer::Number(n as f64)));
        named.filter_map(answer).collect()
    }

    /// Puts the numbers into a sentence: `{overdue} late`.
    #[must_use]
    pub fn fill(&self, text: &Text) -> Text {
        let fill = |sentence: &str| {
            let named = self.named().into_iter();
            named.fold(sentence.to_owned(), |sentence, (name, n)| {
                sentence.replace(&format!("{{{name}}}"), &n.to_string())
            })
        };
        Text::new(fill(&text.zh), fill(&text.en))
    }
}

/// One light and when it shows. The first of a file whose condition holds shows.
#[derive(Clone, Debug, PartialEq)]
pub struct LightRule {
    /// What it shows.
    pub light: Signal,
    /// When. None: always, the last.
    pub condition: Option<Condition>,
    /// Why it shows; may name `{overdue}` and the other numbers.
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
