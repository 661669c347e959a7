//! The columns of the list of hazards, and its filter in words.

use super::cells::{due, heads, owner};
use crate::reader::Reader;
use crate::words::{ExportWords, ListWords};
use bowline_service::export::{Cell, Head};
use bowline_service::views::{HazardFilter, HazardLine};

/// The columns.
#[must_use]
pub fn columns(reader: &Reader) -> Vec<Head> {
    let (l, w) = (ListWords(reader.lang()), ExportWords(reader.lang()));
    heads([
        (w.number(), 12),
        (l.hazard(), 48),
        (w.unit(), 28),
        (l.place(), 28),
        (l.grade(), 12),
        (l.phase(), 12),
        (l.light(), 8),
        (l.found(), 12),
        (w.next_act(), 20),
        (l.turn(), 28),
        (w.holders(), 14),
        (l.due(), 16),
        (w.provisional(), 10),
        (w.raised_to(), 24),
        (w.others_late(), 10),
    ])
}

/// A hazard as a row.
#[must_use]
pub fn row(reader: &Reader, line: &HazardLine) -> Vec<Cell> {
    let [owner, holders] = owner(reader, line.owner.as_ref());
    let [due, provisional] = due(reader, line.due_at, line.provisional);
    vec![
        line.number.map(|number| number.to_string()).into(),
        line.description.as_str().into(),
        line.unit.as_str().into(),
        reader.text(&line.place).into(),
        reader.grade(line.grade).word.into(),
        reader.phase(line.phase).into(),
        reader.lamp(line.light).word.into(),
        line.found_on.into(),
        line.act.map(|act| reader.heading(&act.name())).into(),
        owner,
        holders,
        due,
        provisional,
        line.raised_to.as_ref().map(|office| reader.text(office)).into(),
        line.late_beside.into(),
    ]
}

/// The filter in words; `within` is the name of its place.
#[must_use]
pub fn told(reader: &Reader, filter: &HazardFilter, within: Option<&str>) -> Vec<String> {
    let (l, w) = (ListWords(reader.lang()), ExportWords(reader.lang()));
    let search = Some(filter.search.as_str()).filter(|search| !search.is_empty());
    let told = [
        search.map(|search| w.pair(&l.search(), search)),
        within.map(|place| l.within(place)),
        filter.grade.map(|grade| w.pair(&l.grade(), &reader.grade(Some(grade)).word)),
        filter.phase.map(|phase| w.pair(&l.phase(), &reader.phase(phase))),
        filter.open.then(|| l.only_open()),
        filter.late.then(|| l.only_late()),
    ];
    told.into_iter().flatten().collect()
}
