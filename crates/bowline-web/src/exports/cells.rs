//! Cells that several lists have: dates, owners.
//!
//! This module must never write a date as words: a spreadsheet program sorts by it.

use crate::reader::{Reader, day_ended_by};
use crate::words::{ExportWords, ListWords};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_service::export::{Cell, Head};
use bowline_service::views::PostView;

/// Columns by title and width.
#[must_use]
pub fn heads(columns: impl IntoIterator<Item = (String, u16)>) -> Vec<Head> {
    columns.into_iter().map(|(title, width)| Head { title, width }).collect()
}

/// A due moment: the midnight that ends a day is that day.
#[must_use]
pub fn due_of(reader: &Reader, at: Moment) -> Cell {
    day_ended_by(reader, at).map_or_else(|| Cell::Moment(reader.zone.to_datetime(at)), Cell::Day)
}

/// The columns that say whose turn it is, what they do by when, and where it was escalated to.
pub(super) fn turn_heads(reader: &Reader) -> [(String, u16); 7] {
    let (l, w) = (ListWords(reader.lang()), ExportWords(reader.lang()));
    [
        (w.next_act(), 20),
        (l.turn(), 28),
        (w.holders(), 14),
        (l.due(), 16),
        (w.provisional(), 10),
        (w.raised_to(), 24),
        (w.others_late(), 10),
    ]
}

/// Whose turn it is, as a line of a list says.
pub(super) struct Turn<'a> {
    pub(super) act: Option<String>,
    pub(super) owner: Option<&'a PostView>,
    pub(super) due_at: Option<Moment>,
    pub(super) provisional: bool,
    pub(super) raised_to: Option<&'a Text>,
    pub(super) late_beside: u32,
}

/// The cells below [`turn_heads`].
pub(super) fn turn(reader: &Reader, turn: Turn<'_>) -> [Cell; 7] {
    let (title, holders) = turn.owner.map(|post| reader.post(post)).map(|post| (post.title, post.holders)).unzip();
    let moves = (turn.due_at.is_some() && turn.provisional).then(|| ExportWords(reader.lang()).yes());
    [
        turn.act.into(),
        title.into(),
        holders.into(),
        turn.due_at.map_or(Cell::Empty, |at| due_of(reader, at)),
        moves.into(),
        turn.raised_to.map(|office| reader.text(office)).into(),
        turn.late_beside.into(),
    ]
}
