//! A term says how long: by the clock, by the calendar, or by working days. Periods follow each other.
//!
//! This module must never mix the kinds: 24 hours are not a day, 30 days are not a month. Start at [`Term`].

use super::{Day, WorkingCalendar};
use crate::words::Text;
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};

/// How long: kinds of clock that are not interchangeable. Those of days end with their last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Minutes by the clock.
    Minutes(u32),
    /// Hours by the clock, weekends and nights included; ends at the very minute.
    Hours(u32),
    /// Calendar days (自然日): the day after the start is day 1; ends with the last day.
    CalendarDays(u32),
    /// Working days (工作日) by the place's calendar, swapped work days included; ends with the last day.
    WorkingDays(u32),
    /// Months: ends with the day of the same number, or the month's last.
    Months(u32),
    /// Years: ends with the day of the same number, or the month's last.
    Years(u32),
}

impl Term {
    /// Whether it has no length.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.number() == 0
    }

    /// How many of its unit.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Minutes(n)
            | Self::Hours(n)
            | Self::CalendarDays(n)
            | Self::WorkingDays(n)
            | Self::Months(n)
            | Self::Years(n) => n,
        }
    }

    /// As many of the same unit.
    #[must_use]
    pub const fn with(self, n: u32) -> Self {
        match self {
            Self::Minutes(_) => Self::Minutes(n),
            Self::Hours(_) => Self::Hours(n),
            Self::CalendarDays(_) => Self::CalendarDays(n),
            Self::WorkingDays(_) => Self::WorkingDays(n),
            Self::Months(_) => Self::Months(n),
            Self::Years(_) => Self::Years(n),
        }
    }

    /// In words: `3 working days`.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self {
            Self::Minutes(_) => ("分钟", "minute"),
            Self::Hours(_) => ("小时", "hour"),
            Self::CalendarDays(_) => ("个自然日", "calendar day"),
            Self::WorkingDays(_) => ("个工作日", "working day"),
            Self::Months(_) => ("个月", "month"),
            Self::Years(_) => ("年", "year"),
        };
        let n = self.number();
        Text::new(format!("{n} {zh}"), format!("{n} {en}{}", if n == 1 { "" } else { "s" }))
    }

    /// Its length by the clock. None: it is counted in days, months or years.
    #[must_use]
    pub fn by_the_clock(self) -> Option<SignedDuration> {
        match self {
            Self::Minutes(n) => Some(SignedDuration::from_mins(i64::from(n))),
            Self::Hours(n) => Some(SignedDuration::from_hours(i64::from(n))),
            _ => None,
        }
    }

    /// The day that lies so long after another, or before it. Terms by the clock stay on the day; terms beyond the end of
    /// time end there.
    pub(super) fn count_from(self, day: Day, forward: bool, calendar: &WorkingCalendar) -> Day {
        let n = i64::from(self.number());
        let span = match self {
            Self::Minutes(_) | Self::Hours(_) => return day,
            Self::WorkingDays(n) => return working_days_from(day, n, forward, calendar),
            Self::CalendarDays(_) => n.days(),
            Self::Months(_) => n.months(),
            Self::Years(_) => n.years(),
        };
        if forward { day.saturating_add(span) } else { day.saturating_sub(span) }
    }
}

fn working_days_from(day: Day, days: u32, forward: bool, calendar: &WorkingCalendar) -> Day {
    let (mut at, mut left) = (day, days);
    while left > 0 {
        let next = if forward { at.tomorrow() } else { at.yesterday() };
        let Ok(next) = next else { return at };
        at = next;
        left -= u32::from(calendar.is_working(at));
    }
    at
}

/// Periods in which something must be done once each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Every day.
    Day,
    /// Every week, from Monday.
    Week,
    /// Every calendar month.
    Month,
    /// Every quarter of the year.
    Quarter,
    /// January to June, July to December.
    HalfYear,
    /// Every calendar year.
    Year,
}

impl Period {
    /// The last day of the period in which a day lies.
    #[must_use]
    pub fn last_day(self, day: Day) -> Day {
        let months: i8 = match self {
            Self::Day => return day,
            Self::Week => return day.saturating_add(i64::from(6 - day.weekday().to_monday_zero_offset()).days()),
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        };
        let left = months - 1 - (day.month() - 1) % months;
        day.first_of_month().saturating_add(i64::from(left).months()).last_of_month()
    }

    /// The first day of the period in which a day lies.
    #[must_use]
    pub fn first_day(self, day: Day) -> Day {
        let months: i8 = match self {
            Self::Day => return day,
            Self::Week => return day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        };
        let past = (day.month() - 1) % months;
        day.first_of_month().saturating_sub(i64::from(past).months())
    }

    /// Whether what was not done in one ends with it: of days and weeks. In longer ones it stays owed.
    #[must_use]
    pub const fn is_short(self) -> bool {
        matches!(self, Self::Day | Self::Week)
    }

    /// In words: `every quarter`.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self {
            Self::Day => ("每日", "every day"),
            Self::Week => ("每周", "every week"),
            Self::Month => ("每月", "every month"),
            Self::Quarter => ("每季度", "every quarter"),
            Self::HalfYear => ("每半年", "every half-year"),
            Self::Year => ("每年", "every year"),
        };
        Text::new(zh, en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end_with_their_last_day() {
        let day: Day = "2024-02-10".parse().unwrap();
        let last =
            [Period::Day, Period::Month, Period::Quarter, Period::HalfYear, Period::Year].map(|p| p.last_day(day));
        assert_eq!(
            last.map(|day| day.to_string()),
            ["2024-02-10", "2024-02-29", "2024-03-31", "2024-06-30", "2024-12-31"]
        );
        assert_eq!(Period::Quarter.last_day("2025-12-31".parse().unwrap()).to_string(), "2025-12-31");
        assert_eq!(Period::HalfYear.last_day("2025-07-01".parse().unwrap()).to_string(), "2025-12-31");
        let of_week = |day: &str| {
            let day: Day = day.parse().unwrap();
            [Period::Week.first_day(day), Period::Week.last_day(day)].map(|day| day.to_string())
        };
        for day in ["2026-11-23", "2026-11-27", "2026-11-29"] {
            assert_eq!(of_week(day), ["2026-11-23", "2026-11-29"]);
        }
        let first = [Period::Month, Period::Quarter, Period::HalfYear, Period::Year]
            .map(|period| period.first_day("2026-11-27".parse().unwrap()).to_string());
        assert_eq!(first, ["2026-11-01", "2026-10-01", "2026-07-01", "2026-01-01"]);
    }

    #[test]
    fn facts_are_written_as_before() {
        let written = [Term::Hours(2), Term::CalendarDays(10), Term::WorkingDays(3), Term::Months(6)]
            .map(|term| serde_json::to_string(&term).unwrap());
        assert_eq!(written, [r#"{"hours":2}"#, r#"{"calendar_days":10}"#, r#"{"working_days":3}"#, r#"{"months":6}"#]);
    }
}
