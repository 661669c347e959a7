//! This module says when a term that starts at a moment runs out, and shows the working.
//!
//! This module must never answer without the working.

use super::{Day, Moment, Term, WorkingCalendar, day_of};
use crate::words::Text;
use jiff::{ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A date that shows how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The first instant that is late: for terms in days, the midnight that ends the last day.
    pub at: Moment,
    /// The working, such as "3 working days from 8 Oct 2022, calendar CN: until 12 Oct 2022".
    pub working: Text,
    /// Whether holidays may still move it: it was counted in working days of a year whose calendar was not there yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

/// Runs a term from a moment. Terms beyond the end of time end there.
#[must_use]
pub fn due(start: Moment, term: Term, calendar: &WorkingCalendar, zone: &TimeZone) -> Due {
    let (length, at) = (term.text(), end(start, term, calendar, zone));
    if term.by_the_clock().is_some() {
        let (from, until) = (moment_text(start, zone), moment_text(at, zone));
        let working = Text::new(
            format!("自 {} 起 {}：至 {}", from.zh, length.zh, until.zh),
            format!("{} from {}: until {}", length.en, from.en, until.en),
        );
        return Due { at, working, provisional: false };
    }
    let first = day_of(start, zone);
    let (last, working) = last_day(first, term, calendar);
    Due { at, working, provisional: is_provisional(term, first, last, calendar) }
}

/// The last day of a term in days, months or years that starts on a day, with the working.
#[must_use]
pub fn last_day(first: Day, term: Term, calendar: &WorkingCalendar) -> (Day, Text) {
    let (length, last) = (term.text(), term.count_from(first, true, calendar));
    let note = note(term, first, last, calendar);
    let (from, until) = (day_text(first), day_text(last));
    let working = Text::new(
        format!("自 {}起 {}{}：至 {}", from.zh, length.zh, note.zh, until.zh),
        format!("{} from {}{}: until {}", length.en, from.en, note.en, until.en),
    );
    (last, working)
}

/// When a term runs out, without the working.
fn end(start: Moment, term: Term, calendar: &WorkingCalendar, zone: &TimeZone) -> Moment {
    match term.by_the_clock() {
        Some(duration) => start.saturating_add(duration).unwrap_or(Moment::MAX),
        None => end_of(term.count_from(day_of(start, zone), true, calendar), zone),
    }
}

/// Runs a term on from a moment that is the first one late: hours from that moment itself, days from the last day that was
/// in time. A term of no length ends where it begins.
#[must_use]
pub fn due_after(late: Moment, term: Term, calendar: &WorkingCalendar, zone: &TimeZone) -> Due {
    let found = due(runs_on_from(late, term), term, calendar, zone);
    if term.is_zero() { Due { at: late, ..found } } else { found }
}

/// The moment of [`due_after`], without the working.
#[must_use]
pub fn end_after(late: Moment, term: Term, calendar: &WorkingCalendar, zone: &TimeZone) -> Moment {
    if term.is_zero() { late } else { end(runs_on_from(late, term), term, calendar, zone) }
}

fn runs_on_from(late: Moment, term: Term) -> Moment {
    match term.by_the_clock() {
        Some(_) => late,
        None => late.saturating_sub(1.millisecond()).unwrap_or(Moment::MIN),
    }
}

/// Counts a term back from an event: in time is whatever is done by then, for days until the end of the day that lies so
/// long before.
#[must_use]
pub fn due_before(event: Moment, term: Term, calendar: &WorkingCalendar, zone: &TimeZone) -> Due {
    let length = term.text();
    if let Some(duration) = term.by_the_clock() {
        let at = event.saturating_sub(duration).unwrap_or(Moment::MIN);
        let (from, until) = (moment_text(event, zone), moment_text(at, zone));
        let working = Text::new(
            format!("{} 前 {}：至 {}", from.zh, length.zh, until.zh),
            format!("{} before {}: until {}", length.en, from.en, until.en),
        );
        return Due { at, working, provisional: false };
    }
    let day = day_of(event, zone);
    let last = term.count_from(day, false, calendar);
    let note = note(term, last, day, calendar);
    let (event, until) = (day_text(day), day_text(last));
    let working = Text::new(
        format!("{}前 {}{}：至 {}", event.zh, length.zh, note.zh, until.zh),
        format!("{} before {}{}: until {}", length.en, event.en, note.en, until.en),
    );
    Due { at: end_of(last, zone), working, provisional: is_provisional(term, last, day, calendar) }
}

/// Due at the end of a day that somebody set.
#[must_use]
pub fn due_on(last: Day, set_by: &Text, zone: &TimeZone) -> Due {
    let until = day_text(last);
    let working = Text::new(format!("{}：至 {}", set_by.zh, until.zh), format!("{}: until {}", set_by.en, until.en));
    Due { at: end_of(last, zone), working, provisional: false }
}

/// Whether working days were counted that the calendar does not know.
fn is_provisional(term: Term, first: Day, last: Day, calendar: &WorkingCalendar) -> bool {
    matches!(term, Term::WorkingDays(_)) && !(calendar.knows(first) && calendar.knows(last))
}

/// Of working days: by which calendar, and whether it had to be guessed.
fn note(term: Term, first: Day, last: Day, calendar: &WorkingCalendar) -> Text {
    let (zh, en) = match term {
        Term::WorkingDays(_) if is_provisional(term, first, last, calendar) => {
            ("（日历未覆盖的部分按周一至周五推定）", " (Monday to Friday assumed where the calendar has no entry)")
        }
        Term::WorkingDays(_) => ("", ""),
        _ => return Text::default(),
    };
    Text::new(format!("，日历 {}{zh}", calendar.id), format!(", calendar {}{en}", calendar.id))
}

/// A date as people read it: `2022 年 10 月 8 日`, `8 Oct 2022`.
#[must_use]
pub fn day_text(day: Day) -> Text {
    Text::new(day.strftime("%Y 年 %-m 月 %-d 日").to_string(), day.strftime("%-d %b %Y").to_string())
}

/// A moment as people read it, to the minute: `8 Oct 2022 09:00`.
#[must_use]
pub fn moment_text(moment: Moment, zone: &TimeZone) -> Text {
    let local = zone.to_datetime(moment);
    let (day, time) = (day_text(local.date()), local.strftime("%H:%M"));
    Text::new(format!("{} {time}", day.zh), format!("{} {time}", day.en))
}

/// The day that a moment ends in a zone. None: it is no midnight there.
#[must_use]
pub fn day_ended_by(moment: Moment, zone: &TimeZone) -> Option<Day> {
    let local = zone.to_datetime(moment);
    let is_midnight = local.time() == jiff::civil::Time::midnight();
    is_midnight.then(|| local.date().yesterday().ok()).flatten()
}

/// A due moment as people read it: the midnight that ends a day is the end of that day.
#[must_use]
pub fn due_text(moment: Moment, zone: &TimeZone) -> Text {
    let Some(day) = day_ended_by(moment, zone) else { return moment_text(moment, zone) };
    let day = day_text(day);
    Text::new(format!("{} 24 时", day.zh), format!("{}, end of day", day.en))
}

/// The midnight that ends a day.
pub(super) fn end_of(day: Day, zone: &TimeZone) -> Moment {
    let midnight = day.tomorrow().and_then(|next| next.to_zoned(zone.clone()));
    midnight.map_or(Moment::MAX, |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_beyond_the_calendar_are_provisional() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (from, to) = (day("2026-01-01"), day("2026-12-31"));
        let (holidays, workdays) = ([].into(), [].into());
        let calendar = WorkingCalendar { id: "CN".into(), from, to, holidays, workdays, next_by: None };
        let start = "2026-12-20T02:00:00Z".parse().unwrap();
        let is = |term| due(start, term, &calendar, &TimeZone::UTC).provisional;
        assert!(!is(Term::WorkingDays(5)) && is(Term::WorkingDays(15)));
        assert!(!is(Term::CalendarDays(30)) && !is(Term::Hours(24 * 30)), "holidays do not move these");
        let back = |term| due_before("2027-01-10T00:00:00Z".parse().unwrap(), term, &calendar, &TimeZone::UTC);
        assert!(back(Term::WorkingDays(3)).provisional && !back(Term::CalendarDays(3)).provisional);
        let told = serde_json::to_string(&due(start, Term::WorkingDays(15), &calendar, &TimeZone::UTC)).unwrap();
        assert!(told.contains("\"provisional\":true"), "{told}");
    }
}
