//! This module holds moments, days, kinds of term, and due moments that show their working.
//!
//! This module must never ask what time it is. Start reading at [`Term`] and [`due()`].

mod calendar;
mod due;
mod term;

pub use calendar::WorkingCalendar;
pub use due::{
    Due, day_ended_by, day_text, due, due_after, due_before, due_on, due_text, end_after, last_day, moment_text,
};
pub use term::{Period, Term};

/// An instant. Written as RFC 3339 in UTC; stored as milliseconds.
pub type Moment = jiff::Timestamp;

/// A civil day, such as `2022-10-08`.
pub type Day = jiff::civil::Date;

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
