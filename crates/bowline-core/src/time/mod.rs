//! Moments, days, three kinds of term, and clocks that show their working.
//!
//! Must never ask what time it is. Start reading at [`Term`] and [`due`].

mod calendar;
mod due;

pub use calendar::WorkingCalendar;
pub use due::{Due, due, due_on};

use serde::{Deserialize, Serialize};

/// An instant. Written as RFC 3339 in UTC; stored as milliseconds.
pub type Moment = jiff::Timestamp;

/// A civil day, such as `2022-10-08`.
pub type Day = jiff::civil::Date;

/// How long: three kinds of clock that are not interchangeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Hours by the clock, weekends and nights included; ends at the very minute.
    Hours(u32),
    /// Calendar days (自然日): the day after the start is day 1; ends with the last day.
    CalendarDays(u32),
    /// Working days (工作日) by the place's calendar, swapped work days included; ends with the last day.
    WorkingDays(u32),
}

/// The first instant of a day in a zone.
///
/// # Errors
/// Days outside the years −9999 to 9999.
pub fn start_of(day: Day, zone: &jiff::tz::TimeZone) -> Result<Moment, jiff::Error> {
    Ok(day.to_zoned(zone.clone())?.timestamp())
}

/// The civil day of an instant in a zone.
#[must_use]
pub fn day_of(moment: Moment, zone: &jiff::tz::TimeZone) -> Day {
    zone.to_datetime(moment).date()
}
