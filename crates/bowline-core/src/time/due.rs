//! When a term that starts at a moment runs out, with the working shown.

use super::{CalendarFault, Day, Moment, Term, WorkingCalendar, day_of, start_of};
use crate::words::Text;
use jiff::{ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A date that shows how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The first instant that is late: for terms in days, the midnight that ends the last day.
    pub at: Moment,
    /// The working, such as "3 working days from 2022-10-08, calendar CN-2022: until 2022-10-12".
    pub working: Text,
}

/// Runs a term from a moment.
///
/// # Errors
/// [`CalendarFault`] where the calendar does not reach far enough.
pub fn due(start: Moment, term: Term, calendar: &WorkingCalendar, zone: &TimeZone) -> Result<Due, CalendarFault> {
    let first = day_of(start, zone);
    let beyond = |_| CalendarFault { calendar: calendar.id.clone(), day: first };
    match term {
        Term::Hours(hours) => {
            let at = start.checked_add(i64::from(hours).hours()).map_err(beyond)?;
            let from = zone.to_datetime(start).strftime("%Y-%m-%d %H:%M").to_string();
            let until = zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
            Ok(Due { at, working: Text::new(
                format!("自 {from} 起 {hours} 小时：至 {until}"),
                format!("{hours} hours from {from}: until {until}"),
            ) })
        }
        Term::CalendarDays(days) => {
            let last = first.checked_add(i64::from(days).days()).map_err(beyond)?;
            Ok(Due { at: end_of(last, zone).map_err(beyond)?, working: Text::new(
                format!("自 {first} 起 {days} 个自然日：至 {last}"),
                format!("{days} calendar days from {first}: until {last}"),
            ) })
        }
        Term::WorkingDays(days) => {
            let mut last = first;
            let mut left = days;
            while left > 0 {
                last = last.tomorrow().map_err(beyond)?;
                if calendar.is_working(last)? {
                    left -= 1;
                }
            }
            Ok(Due { at: end_of(last, zone).map_err(beyond)?, working: Text::new(
                format!("自 {first} 起 {days} 个工作日，日历 {}：至 {last}", calendar.id),
                format!("{days} working days from {first}, calendar {}: until {last}", calendar.id),
            ) })
        }
    }
}

/// The midnight that ends a day.
fn end_of(day: Day, zone: &TimeZone) -> Result<Moment, jiff::Error> {
    start_of(day.tomorrow()?, zone)
}
