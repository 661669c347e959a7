//! Conditions: structured, typed data, not a text language. Cost is bounded by construction.

use crate::facts::InputId;
use crate::time::Day;
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// The type of an input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum InputKind {
    /// Yes or no.
    Yes,
    /// A number in a unit.
    Number {
        /// Such as `kg`, `m`, `%LEL`.
        unit: String,
    },
    /// A day.
    Day,
    /// One of these.
    Choice {
        /// Word and its text.
        choices: std::collections::BTreeMap<String, Text>,
    },
}

/// An input that rules may ask for: a question in both languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its name.
    pub id: InputId,
    /// Its type.
    #[serde(flatten)]
    pub kind: InputKind,
    /// The question.
    pub ask: Text,
}

/// A condition over inputs.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every one holds.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// At least `n` of these hold.
    AtLeast {
        /// How many.
        n: u32,
        /// Of these.
        of: Vec<Self>,
    },
    /// An input compares.
    Input {
        /// Which.
        input: InputId,
        /// How.
        is: Comparison,
    },
}

/// How an input is compared. "At least / 以上" includes the number, "below / 以下" excludes it (CN-GEN-3).
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// A yes/no input is this.
    Is(bool),
    /// A choice is one of these.
    OneOf(Vec<String>),
    /// ≥ the number, in the unit given.
    AtLeast(f64, String),
    /// > the number.
    MoreThan(f64, String),
    /// ≤ the number.
    AtMost(f64, String),
    /// < the number.
    Below(f64, String),
    /// On or after the day.
    From(Day),
    /// Before the day.
    Before(Day),
}
