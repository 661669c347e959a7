//! The tables of a sheet: the rows below each head, and every other line by what it is. Nothing vanishes without a
//! word: the lines of a sheet are its titles, heads, rows, skipped and blank lines.
//!
//! This module must never change a cell; cells of a merged block repeat what stands at its top. Start reading at
//! [`tables`].

use super::fields::{Field, field_of};
use super::grid::{Cell, Sheet};
use super::head::{Head, begins_table, cell, find, head_at};
use super::lines::{LineKind, kind_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many cells merged blocks may repeat in a sheet.
const MAX_REPEATED: usize = 1_000_000;
/// How much of a skipped line is shown, in characters.
const SHOWN: usize = 60;

/// A row of data.
#[derive(Clone, Debug, PartialEq)]
pub struct DataRow {
    /// Its line in the sheet, counted from 1.
    pub line: u32,
    /// Which row of data it is, counted from 1.
    pub ordinal: u32,
    /// Its cells, those that merged blocks repeat included.
    pub cells: Vec<Cell>,
}

/// A line that is no row of data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Its line in the sheet, counted from 1.
    pub line: u32,
    /// What it is.
    pub kind: LineKind,
    /// How it begins.
    pub text: String,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The row in which it begins, counted from 0.
    pub start: usize,
    /// Its head.
    pub head: Head,
    /// Its rows of data.
    pub rows: Vec<DataRow>,
    /// Its other lines below the head, blank ones left out.
    pub skipped: Vec<Skipped>,
    /// How many lines it has: titles and head included, blank lines at the end of the sheet left out.
    pub lines: u32,
    /// How many of them stand above the head and say something.
    pub above: u32,
    /// How many of them are blank.
    pub blank: u32,
}

/// The tables of a sheet, in order. None: no head was found.
#[must_use]
pub fn tables(sheet: &Sheet) -> Vec<Table> {
    let mut repeated = repeated(sheet);
    let starts = heads(sheet);
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([sheet.rows.len()]);
    starts.iter().zip(ends).map(|((start, head), end)| table(sheet, head, (*start, end), &mut repeated)).collect()
}

/// The heads of a sheet, each with the row in which its table begins: its titles stand before it.
fn heads(sheet: &Sheet) -> Vec<(usize, Head)> {
    let Some(first) = find(sheet) else { return Vec::new() };
    let mut names = names(sheet, &first);
    let mut row = first.last + 1;
    let mut heads = vec![(0, first)];
    while let Some(cells) = sheet.rows.get(row) {
        let from = heads.last().map_or(0, |(_, head)| head.last + 1);
        if begins_table(cells) && kind_of(cells, &names, &[]) != LineKind::Head {
            let head = head_at(sheet, row, from);
            names = self::names(sheet, &head);
            let start = title_above(sheet, head.first, from);
            let head = Head { title: title(sheet, start, head.first).or(head.title), ..head };
            row = head.last;
            heads.push((start, head));
        }
        row += 1;
    }
    heads
}

/// The lines of a head, as texts.
fn names(sheet: &Sheet, head: &Head) -> Vec<Vec<String>> {
    let lines = sheet.rows.get(head.first..=head.last).unwrap_or_default();
    lines.iter().map(|cells| texts(cells)).collect()
}

fn texts(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(|cell| cell.shown().into_owned()).collect()
}

/// Where the title of a head begins: the lines of one cell right above it.
fn title_above(sheet: &Sheet, row: usize, from: usize) -> usize {
    let alone =
        |row: &usize| sheet.rows.get(*row).is_some_and(|cells| cells.iter().filter(|c| !c.is_blank()).count() == 1);
    (from..row).rev().take_while(alone).last().unwrap_or(row)
}

fn title(sheet: &Sheet, start: usize, end: usize) -> Option<String> {
    let mut above = sheet.rows.get(start..end)?.iter().flatten();
    above.find(|cell| !cell.is_blank()).map(|cell| cell.shown().into_owned())
}

/// The lines from `bounds.0` to before `bounds.1` as one table.
fn table(sheet: &Sheet, head: &Head, bounds: (usize, usize), repeated: &mut Repeated) -> Table {
    let (start, end) = bounds;
    let full = |row: &usize| sheet.rows.get(*row).is_some_and(|cells| cells.iter().any(|cell| !cell.is_blank()));
    let above: Vec<Vec<String>> =
        (start..head.first).filter(full).filter_map(|row| sheet.rows.get(row)).map(|cells| texts(cells)).collect();
    let names = names(sheet, head);
    let mut table = Table { start, head: head.clone(), above: number(above.len()), ..Table::default() };
    for row in head.last + 1..end {
        let Some(cells) = sheet.rows.get(row) else { continue };
        let kind = match kind_of(cells, &names, &above) {
            LineKind::Data if stands_alone(sheet, head, row, cells) => LineKind::Section,
            kind => kind,
        };
        match kind {
            LineKind::Blank => {}
            LineKind::Data => {
                let cells = filled(cells, repeated.remove(&row).unwrap_or_default());
                table.rows.push(DataRow { line: number(row + 1), ordinal: number(table.rows.len() + 1), cells });
            }
            kind => {
                let text = texts(cells).into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
                table.skipped.push(Skipped { line: number(row + 1), kind, text: text.chars().take(SHOWN).collect() });
            }
        }
    }
    let last = (start..end).rev().find(full).map_or(start, |row| row + 1);
    table.lines = number(if end == sheet.rows.len() { last } else { end } - start);
    let counted = table.above + head_lines(head) + number(table.rows.len() + table.skipped.len());
    table.blank = table.lines.saturating_sub(counted);
    table
}

/// Whether a line holds one text only, across the columns or where a number should be: it parts rows, or signs them.
fn stands_alone(sheet: &Sheet, head: &Head, row: usize, cells: &[Cell]) -> bool {
    let mut full = cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
    let (Some((at, cell)), None) = (full.next(), full.next()) else { return false };
    let width = head.columns.len();
    let across = sheet.merged.iter().any(|block| {
        block.top == row && block.bottom == row && block.left == at && (block.right + 1 - block.left) * 2 >= width
    });
    let is_number = |column: &super::head::Column| matches!(field_of(&column.name), Some((Field::RowNumber, true)));
    let numbered = head.columns.get(at).is_some_and(is_number);
    width >= 4 && matches!(cell, Cell::Text(text) if text.trim().parse::<f64>().is_err()) && (across || numbered)
}

/// How many lines a head has.
pub(super) fn head_lines(head: &Head) -> u32 {
    number(head.last + 1 - head.first)
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The cells of a row with those that merged blocks repeat.
fn filled(cells: &[Cell], repeated: Vec<(usize, Cell)>) -> Vec<Cell> {
    let mut cells = cells.to_vec();
    for (column, cell) in repeated {
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column).filter(|cell| cell.is_blank()) {
            *place = cell;
        }
    }
    cells
}

/// Cells that merged blocks repeat, by row.
type Repeated = BTreeMap<usize, Vec<(usize, Cell)>>;

/// What merged blocks of several rows repeat downwards.
fn repeated(sheet: &Sheet) -> Repeated {
    let mut repeated = Repeated::new();
    let mut left = MAX_REPEATED;
    for block in sheet.merged.iter().filter(|block| block.bottom > block.top) {
        let value = cell(sheet, block.top, block.left);
        if value.is_blank() {
            continue;
        }
        for row in block.top + 1..=block.bottom.min(sheet.rows.len()) {
            let Some(rest) = left.checked_sub(1) else { return repeated };
            left = rest;
            repeated.entry(row).or_default().push((block.left, value.clone()));
        }
    }
    repeated
}
