//! Conditions are structured, typed data and not a text language. Their construction bounds their cost.
//!
//! This module must never grow into a language: no loops, no functions, no text to be parsed (decision 0009).

use crate::facts::InputId;
use crate::time::Day;

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
    /// Against the number in the row of a table that another answer chooses.
    Table(Table),
    /// Enough of the days listed lie within a span.
    Window(Window),
}

/// Which side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// ≥
    AtLeast,
    /// >
    MoreThan,
    /// ≤
    AtMost,
    /// <
    Below,
}

impl Bound {
    /// Whether a number is on this side of a limit.
    #[must_use]
    pub fn holds(self, number: f64, limit: f64) -> bool {
        match self {
            Self::AtLeast => number >= limit,
            Self::MoreThan => number > limit,
            Self::AtMost => number <= limit,
            Self::Below => number < limit,
        }
    }

    /// The comparison with one limit.
    #[must_use]
    pub const fn with(self, limit: f64, unit: String) -> Comparison {
        match self {
            Self::AtLeast => Comparison::AtLeast(limit, unit),
            Self::MoreThan => Comparison::MoreThan(limit, unit),
            Self::AtMost => Comparison::AtMost(limit, unit),
            Self::Below => Comparison::Below(limit, unit),
        }
    }
}

/// A limit that depends on another answer. Total: whatever is answered, one row is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Which side of the limit.
    pub bound: Bound,
    /// Unit of the limits: that of the input compared.
    pub unit: String,
    /// The input that chooses the row.
    pub by: InputId,
    /// The rows.
    pub rows: Rows,
    /// The limit where no row speaks.
    pub otherwise: Option<f64>,
}

/// Rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// By the word of a choice; `yes` and `no` for a yes/no input.
    Words(std::collections::BTreeMap<String, f64>),
    /// By a number: the last band that begins at or below it. In ascending order.
    Bands(Vec<Band>),
}

/// A row that speaks about numbers from one on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// From this number on, itself included.
    pub from: f64,
    /// The limit.
    pub value: f64,
}

/// At least `count` of the days listed lie within a span: "3 within 6 months". Rolling: any span, or the one that ends on
/// the day another answer gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many.
    pub count: u32,
    /// Within how long.
    pub within: Span,
    /// The input whose day ends the span. None: any span.
    pub ending: Option<InputId>,
}

/// A length of the civil calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Calendar days.
    Days(u32),
    /// Calendar months.
    Months(u32),
}
