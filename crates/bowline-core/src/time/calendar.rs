//! Working calendars: which days are working days, swapped work days included. Pack data, never code.

use super::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One calendar of working days: Monday to Friday, less the holidays, plus the swapped work days (调休上班).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingCalendar {
    /// Its name, cited in every working, such as `CN-2026`.
    pub id: String,
    /// First day it speaks about.
    pub from: Day,
    /// Last day it speaks about.
    pub to: Day,
    /// Days off that would else be working days.
    #[serde(default)]
    pub holidays: BTreeSet<Day>,
    /// Saturdays and Sundays that are worked.
    #[serde(default)]
    pub workdays: BTreeSet<Day>,
}

/// A calendar was asked about a day it does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calendar `{calendar}` says nothing about {day}")]
pub struct CalendarFault {
    /// The calendar.
    pub calendar: String,
    /// The day.
    pub day: Day,
}

impl WorkingCalendar {
    /// Whether a day is worked.
    ///
    /// # Errors
    /// [`CalendarFault`] outside `from ..= to`: a guess would be a wrong deadline.
    pub fn is_working(&self, day: Day) -> Result<bool, CalendarFault> {
        if day < self.from || day > self.to {
            return Err(CalendarFault { calendar: self.id.clone(), day });
        }
        let weekday = day.weekday().to_monday_one_offset() <= 5;
        Ok(self.workdays.contains(&day) || (weekday && !self.holidays.contains(&day)))
    }
}
