//! The columns of a list of matters of a declared kind, and its filter in words.
//!
//! This module must never name a kind: what its facet asks is the head of that column.

use super::cells::{self, Turn, heads, turn_heads};
use crate::reader::Reader;
use crate::words::{ExportWords, ListWords, MatterWords};
use bowline_service::export::{Cell, Head};
use bowline_service::views::matters::{KindView, MatterFilter, MatterLine, MatterState};

/// The columns.
#[must_use]
pub fn columns(reader: &Reader, kind: &KindView) -> Vec<Head> {
    let (l, m, w) = (ListWords(reader.lang()), MatterWords(reader.lang()), ExportWords(reader.lang()));
    let facet = kind.facet.as_ref().map(|facet| (reader.text(&facet.ask), 14));
    let before = [(w.number(), 12), (m.matter(), 48), (w.unit(), 28), (l.place(), 28), (w.place_code(), 12)];
    let after = [(l.phase(), 12), (l.light(), 8), (m.began(), 12)];
    let own = before.into_iter().chain(facet).chain(after);
    heads(own.chain(turn_heads(reader)).chain([(w.times_returned(), 10)]))
}

/// A matter as a row.
#[must_use]
pub fn row(reader: &Reader, kind: &KindView, line: &MatterLine) -> Vec<Cell> {
    let turn = Turn {
        act: line.act.as_ref().map(|act| reader.text(&act.name)),
        owner: line.owner.as_ref(),
        due_at: line.due_at,
        provisional: line.provisional,
        raised_to: line.raised_to.as_ref(),
        late_beside: line.late_beside,
    };
    let before = [
        line.number.as_str().into(),
        line.text.as_str().into(),
        line.unit.clone().into(),
        reader.text(&line.place).into(),
        line.place_code.to_string().into(),
    ];
    let facet = kind.facet.as_ref().map(|_| line.facet.as_ref().map(|(_, name)| reader.text(name)).into());
    let after = [reader.text(&line.phase.name).into(), reader.lamp(line.light).word.into(), line.began.into()];
    let own = before.into_iter().chain(facet).chain(after);
    own.chain(cells::turn(reader, turn)).chain([line.returned.into()]).collect()
}

/// The filter in words; `within` is the name of its place.
#[must_use]
pub fn told(reader: &Reader, kind: &KindView, filter: &MatterFilter, within: Option<&str>) -> Vec<String> {
    let (l, m, w) = (ListWords(reader.lang()), MatterWords(reader.lang()), ExportWords(reader.lang()));
    let search = Some(filter.search.as_str()).filter(|search| !search.is_empty());
    let phase = |word: &String| {
        let phase = kind.phases.iter().find(|phase| phase.id == *word);
        w.pair(&l.phase(), &phase.map_or_else(|| word.clone(), |phase| reader.text(&phase.name)))
    };
    let facet = |word: &String| {
        let facet = kind.facet.as_ref()?;
        let choice = facet.choices.iter().find(|(it, ..)| it == word);
        let name = choice.map_or_else(|| word.clone(), |(_, name, _)| reader.text(name));
        Some(w.pair(&reader.text(&facet.ask), &name))
    };
    let state = match filter.state {
        MatterState::All => None,
        MatterState::Open => Some(m.state_open()),
        MatterState::Closed => Some(m.state_closed()),
    };
    let told = [
        search.map(|search| w.pair(&l.search(), search)),
        within.map(|place| l.within(place)),
        filter.phase.as_ref().map(phase),
        filter.facet.as_ref().and_then(facet),
        state.map(|state| w.pair(&m.state(), &state)),
        filter.grave.then(|| w.grave()),
        filter.late.then(|| l.only_late()),
        filter.from.map(|from| w.pair(&m.from(), &from.to_string())),
    ];
    told.into_iter().flatten().collect()
}
