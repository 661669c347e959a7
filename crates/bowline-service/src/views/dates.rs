//! Dates of the forms of one hazard.
//!
//! This module must never offer a date that the core would refuse.

use bowline_core::time::Day;
use bowline_core::words::Text;

/// What the forms of a hazard say about dates.
#[derive(Clone, Debug, PartialEq)]
pub struct DueDates {
    /// A sensible due date for an order, and why.
    pub suggested: (Day, Text),
    /// For whoever may order now: the latest date that the order may set, and why.
    pub latest: Option<(Day, Text)>,
    /// The date that the order set, which no plan may pass.
    pub ordered: Option<Day>,
}
