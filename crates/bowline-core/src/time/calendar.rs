//! A working calendar says which days are working days, swapped work days included. Calendars are pack data and never
//! code.

use super::due::end_of;
use super::{Day, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One calendar of working days: Monday to Friday, less the holidays, plus the swapped work days (调休上班).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingCalendar {
    /// Its name, cited in every working, such as `CN`.
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
    /// The day by which the year after it is usually announced; without one nobody is reminded.
    #[serde(default)]
    pub next_by: Option<Day>,
}

impl WorkingCalendar {
    /// Whether a day is worked. Outside `from ..= to` weekdays count as worked: see [`Self::knows`].
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        let weekday = day.weekday().to_monday_one_offset() <= 5;
        self.workdays.contains(&day) || (weekday && !self.holidays.contains(&day))
    }

    /// The midnight that ends its last day.
    #[must_use]
    pub fn end(&self, zone: &jiff::tz::TimeZone) -> Moment {
        end_of(self.to, zone)
    }

    /// Whether the year after it should be here by now.
    #[must_use]
    pub fn should_go_on(&self, today: Day) -> bool {
        self.next_by.is_some_and(|day| day <= today)
    }

    /// Whether the calendar speaks about a day. A working that had to assume weekdays says so.
    #[must_use]
    pub fn knows(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}
