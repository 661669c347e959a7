//! The columns of the list of hazards, and its filter in words.

use super::cells::{self, Turn, heads, turn_heads};
use crate::reader::Reader;
use crate::words::{ExportWords, ListWords};
use bowline_service::export::{Cell, Head};
use bowline_service::views::{HazardFilter, HazardLine};

/// The columns.
#[must_use]
pub fn columns(reader: &Reader) -> Vec<Head> {
    let (l, w) = (ListWords(reader.lang()), ExportWords(reader.lang()));
    let own = [
        (w.number(), 12),
        (l.hazard(), 48),
        (w.unit(), 28),
        (l.place(), 28),
        (l.grade(), 12),
        (l.phase(), 12),
        (l.light(), 8),
        (l.found(), 12),
    ];
    heads(own.into_iter().chain(turn_heads(reader)))
}

/// A hazard as a row.
#[must_use]
pub fn row(reader: &Reader, line: &HazardLine) -> Vec<Cell> {
    let turn = Turn {
        act: line.act.map(|act| reader.heading(&act.name())),
        owner: line.owner.as_ref(),
        due_at: line.due_at,
        provisional: line.provisional,
        raised_to: line.raised_to.as_ref(),
        late_beside: line.late_beside,
    };
    let own = [
        line.number.map(|number| number.to_string()).into(),
        line.description.as_str().into(),
        line.unit.as_str().into(),
        reader.text(&line.place).into(),
        reader.grade(line.grade).word.into(),
        reader.phase(line.phase).into(),
        reader.lamp(line.light).word.into(),
        line.found_on.into(),
    ];
    own.into_iter().chain(cells::turn(reader, turn)).collect()
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
