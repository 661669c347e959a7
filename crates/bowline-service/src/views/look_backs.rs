//! What the pages of look-backs show: the form of a draw with what it would draw, and rates of false closings.
//!
//! This module must never hold HTML or a database row. Start at [`Frame`].

use bowline_core::signals::FalseClosing;
use bowline_core::time::Day;
use bowline_core::words::Text;

/// What somebody asks to draw from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawForm {
    /// Closed from this day on.
    pub from: Day,
    /// Closed until this day.
    pub until: Day,
    /// Where the seed is to come from.
    pub source: String,
}

/// What could be drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Closed matters in the days.
    pub closings: usize,
    /// Strata.
    pub strata: usize,
    /// How many would be drawn.
    pub drawn: usize,
    /// Per cent drawn of each stratum.
    pub percent: u32,
    /// At least so many of each.
    pub least: u32,
}

/// A rate of false closings of somebody or some place.
#[derive(Clone, Debug, PartialEq)]
pub struct RateLine {
    /// Whose.
    pub name: Text,
    /// The rate; none: nothing was looked at yet.
    pub rate: Option<FalseClosing>,
    /// Drawn and not looked at yet.
    pub open: u64,
}

/// Rates of a place and of what lies in it, of the last year.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// The place.
    pub here: RateLine,
    /// Its counties.
    pub counties: Vec<RateLine>,
    /// The offices in charge.
    pub offices: Vec<RateLine>,
    /// Whoever verified.
    pub verifiers: Vec<RateLine>,
}
