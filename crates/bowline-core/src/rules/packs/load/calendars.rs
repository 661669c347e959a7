//! This module reads `calendars/*.toml`: one file a year, merged into one calendar.

use super::parts;
use super::reader::{Fields, Node, Sink, Spot};
use crate::time::{Day, WorkingCalendar};
use crate::words::Text;
use std::collections::BTreeSet;

/// One year.
pub(super) fn read(f: &Fields<'_>) -> Option<(WorkingCalendar, Spot)> {
    let (id, from, to) = (f.need("id"), f.need("from"), f.need("to"));
    let (holidays, workdays) = (f.need("holidays"), f.need("workdays"));
    parts::citations(f)?;
    f.need("data_source")?.text()?;
    f.need("data_licence")?.text()?;
    let next_by = f.get("next_by").and_then(|node| node.day());
    let (from, to) = (from?.day()?, to?.day()?);
    let id = id?;
    if to < from {
        id.fault("pack.bad_validity", Text::new("止于起始之前", "it ends before it begins"));
    }
    let days = |node: Node<'_>, weekday: bool| -> Option<BTreeSet<Day>> {
        let read = parts::each(node.list()?, |n| Some((n, n.day()?)));
        let mut set = BTreeSet::new();
        for (n, day) in read {
            let is_weekday = day.weekday().to_monday_one_offset() <= 5;
            if day < from || day > to || is_weekday != weekday || !set.insert(day) {
                n.fault(
                    "pack.bad_calendar_day",
                    Text::new(
                        format!("{day} 越界、重复，或放错了表"),
                        format!("{day} is out of range, repeated, or in the wrong list"),
                    ),
                );
            }
        }
        Some(set)
    };
    let holidays = days(holidays?, true)?;
    let workdays = days(workdays?, false)?;
    Some((WorkingCalendar { id: id.text()?.to_owned(), from, to, holidays, workdays, next_by }, id.spot()))
}

/// The years put together; they must follow each other without a gap and share one id.
pub(super) fn merge(mut years: Vec<(WorkingCalendar, Spot)>, sink: &Sink) -> Option<WorkingCalendar> {
    years.sort_by_key(|(year, _)| year.from);
    let mut all: Option<WorkingCalendar> = None;
    for (year, spot) in years {
        let Some(merged) = all.as_mut() else {
            all = Some(year);
            continue;
        };
        if merged.id != year.id || merged.to.tomorrow().ok() != Some(year.from) {
            let message =
                Text::new("日历须同名且首尾相接", "the years of a calendar share one id and follow without a gap");
            super::push_at(sink, &spot, "pack.calendar_gap", message);
        }
        merged.to = year.to;
        merged.next_by = year.next_by;
        merged.holidays.extend(year.holidays);
        merged.workdays.extend(year.workdays);
    }
    if all.is_none() {
        sink.file("calendars", "pack.missing_file", Text::new("没有日历", "there is no calendar"));
    }
    all
}

/// Keys of a year file.
pub(super) const KEYS: [&str; 9] =
    ["id", "from", "to", "holidays", "workdays", "next_by", "cite", "data_source", "data_licence"];
