//! Cells that several lists have: dates, owners.
//!
//! This module must never write a date as words: a spreadsheet program sorts by it.

use crate::reader::Reader;
use crate::words::ExportWords;
use bowline_core::time::Moment;
use bowline_service::export::{Cell, Head};
use bowline_service::views::PostView;
use jiff::civil::Time;

/// Columns by title and width.
#[must_use]
pub fn heads(columns: impl IntoIterator<Item = (String, u16)>) -> Vec<Head> {
    columns.into_iter().map(|(title, width)| Head { title, width }).collect()
}

/// A due moment: the midnight that ends a day is that day.
#[must_use]
pub fn due_of(reader: &Reader, at: Moment) -> Cell {
    let local = reader.zone.to_datetime(at);
    match local.date().yesterday() {
        Ok(day) if local.time() == Time::midnight() => Cell::Day(day),
        _ => Cell::Moment(local),
    }
}

/// When something is due, and whether that may still move.
pub(super) fn due(reader: &Reader, at: Option<Moment>, provisional: bool) -> [Cell; 2] {
    let moves = (at.is_some() && provisional).then(|| ExportWords(reader.lang()).yes());
    [at.map_or(Cell::Empty, |at| due_of(reader, at)), moves.into()]
}

/// A post, and who holds it.
pub(super) fn owner(reader: &Reader, post: Option<&PostView>) -> [Cell; 2] {
    let Some(post) = post.map(|post| reader.post(post)) else { return [Cell::Empty, Cell::Empty] };
    [post.title.into(), post.holders.into()]
}
