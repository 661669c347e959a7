//! When a term that starts at a moment runs out, with the working shown.

use super::{Day, Moment, Term, WorkingCalendar, day_of};
use crate::words::Text;
use jiff::{ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A date that shows how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The first instant that is late: for terms in days, the midnight that ends the last day.
    pub at: Moment,
    /// The working, such as "3 working days from 2022-10-08, calendar CN: until 2022-10-12".
    pub working: Text,
}

/// Runs a term from a moment. Terms beyond the end of time end there.
#[must_use]
pub fn due(start: Moment, term: Term, calendar: &WorkingCalendar, zone: &TimeZone) -> Due {
    let first = day_of(start, zone);
    match term {
        Term::Hours(hours) => due_in_hours(start, hours, zone),
        Term::CalendarDays(days) => {
            let last = first.saturating_add(i64::from(days).days());
            let working = Text::new(
                format!("自 {first} 起 {days} 个自然日：至 {last}"),
                format!("{} from {first}: until {last}", counted(days, "calendar day")),
            );
            Due { at: end_of(last, zone), working }
        }
        Term::WorkingDays(days) => due_in_working_days(first, days, calendar, zone),
    }
}

/// Due at the end of a day that somebody set.
#[must_use]
pub fn due_on(last: Day, set_by: &Text, zone: &TimeZone) -> Due {
    let working = Text::new(format!("{}：至 {last}", set_by.zh), format!("{}: until {last}", set_by.en));
    Due { at: end_of(last, zone), working }
}

fn due_in_hours(start: Moment, hours: u32, zone: &TimeZone) -> Due {
    let at = start.saturating_add(i64::from(hours).hours()).unwrap_or(Moment::MAX);
    let show = |moment| zone.to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string();
    let (from, until) = (show(start), show(at));
    let working = Text::new(
        format!("自 {from} 起 {hours} 小时：至 {until}"),
        format!("{} from {from}: until {until}", counted(hours, "hour")),
    );
    Due { at, working }
}

fn due_in_working_days(first: Day, days: u32, calendar: &WorkingCalendar, zone: &TimeZone) -> Due {
    let mut last = first;
    let mut left = days;
    while left > 0 && last < Day::MAX {
        last = last.tomorrow().unwrap_or(Day::MAX);
        if calendar.is_working(last) {
            left -= 1;
        }
    }
    let known = calendar.knows(first) && calendar.knows(last);
    let (note_zh, note_en) = if known {
        ("", "")
    } else {
        ("（日历未覆盖，按周一至周五推定）", " (calendar does not reach; Monday to Friday assumed)")
    };
    let working = Text::new(
        format!("自 {first} 起 {days} 个工作日，日历 {}{note_zh}：至 {last}", calendar.id),
        format!("{} from {first}, calendar {}{note_en}: until {last}", counted(days, "working day"), calendar.id),
    );
    Due { at: end_of(last, zone), working }
}

/// `1 working day`, `3 working days`.
fn counted(number: u32, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// The midnight that ends a day.
fn end_of(day: Day, zone: &TimeZone) -> Moment {
    let midnight = day.tomorrow().and_then(|next| next.to_zoned(zone.clone()));
    midnight.map_or(Moment::MAX, |zoned| zoned.timestamp())
}
