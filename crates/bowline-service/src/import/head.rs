//! This module finds the heads of a sheet as offices keep them: one to several lines, tied together by merged blocks, repeated on
//! printed pages, or two tables one below the other.
//!
//! This module must never change a cell. Start reading at [`find`]; the rows below a head are told in
//! [`table`](super::table).

use super::dates::day_after;
use super::fields::{Field, field_of, fold};
use super::funds::FundsUnit;
use super::grid::{Cell, Sheet};
use bowline_core::time::Day;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// How far down the first head is looked for.
const SEARCHED: usize = 40;
/// The most lines of a head.
const MOST_LINES: usize = 5;

/// One column of the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands above several columns, in a head of several lines.
    pub group: Option<String>,
    /// Its own name.
    pub name: String,
}

impl Column {
    /// Group and name.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}{}", self.group.as_deref().unwrap_or_default(), self.name)
    }
}

/// The head of a table and what stands above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The title, if there is one.
    pub title: Option<String>,
    /// 填报日期, if it is filled in.
    pub filled_on: Option<Day>,
    /// In what money is counted, as the line above the head says.
    pub funds_unit: FundsUnit,
    /// First row of the head, counted from 0.
    pub first: usize,
    /// Last row of the head.
    pub last: usize,
    /// The columns.
    pub columns: Vec<Column>,
}

/// The first head of a sheet, or `None` if it has none.
#[must_use]
pub fn find(sheet: &Sheet) -> Option<Head> {
    Some(head_at(sheet, best_row(sheet)?, 0))
}

/// The head around one of its rows. What stands above it begins at `from`.
pub(super) fn head_at(sheet: &Sheet, row: usize, from: usize) -> Head {
    let (first, last) = lines(sheet, row, from);
    let above = sheet.rows.get(from..first).unwrap_or_default();
    let texts: Vec<String> =
        above.iter().flatten().map(|cell| cell.shown().into_owned()).filter(|text| !text.is_empty()).collect();
    let title = texts.iter().find(|text| !text.contains([':', '：'])).cloned();
    let dated = |word| texts.iter().find_map(|text| day_after(text, word));
    // 单位：万元, but not 填报单位：某县.
    let counted = |text: &String| {
        text.match_indices("单位").find_map(|(at, word)| {
            let rest = text.get(at + word.len()..)?.trim_start_matches([':', '：', ' ', '　']);
            let word = rest.split_whitespace().next()?;
            FundsUnit::named_in(word).filter(|_| word.chars().count() <= 6)
        })
    };
    Head {
        title,
        filled_on: ["填报日期", "填报时间", "填表日期", "上报日期", "日期"].into_iter().find_map(dated),
        funds_unit: texts.iter().rev().find_map(counted).unwrap_or_default(),
        first,
        last,
        columns: columns(sheet, first, last),
    }
}

impl Head {
    /// The same for every ledger with the same column names, whatever its title. The column in which Bowline gives
    /// reasons does not count.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for column in self.columns.iter().filter(|column| !is_reason(column)) {
            hash.update(fold(&column.label()).as_bytes());
            hash.update([0]);
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Whether a column holds the reasons that Bowline gave.
pub(super) fn is_reason(column: &Column) -> bool {
    matches!(field_of(&column.name), Some((Field::ReturnReason, _)))
}

pub(super) fn cell(sheet: &Sheet, row: usize, column: usize) -> &Cell {
    sheet.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
}

/// How many fields the names in a row stand for.
fn known(cells: &[Cell], whole_only: bool) -> usize {
    let names = cells.iter().filter(|cell| matches!(cell, Cell::Text(_)));
    let found = names.filter_map(|cell| field_of(&cell.shown())).filter(|(_, whole)| *whole || !whole_only);
    found.map(|(field, _)| field).collect::<BTreeSet<Field>>().len()
}

/// The row with most known names; if there is none with three, the first that looks like names.
fn best_row(sheet: &Sheet) -> Option<usize> {
    let rows = sheet.rows.iter().take(SEARCHED).enumerate();
    let most = rows.clone().map(|(_, cells)| known(cells, false)).max().unwrap_or(0);
    if most >= 3 {
        // Of several heads the first, although a later one may be fuller.
        let enough = |cells: &[Cell]| known(cells, false) == most || (begins_table(cells) && known(cells, true) >= 4);
        return rows.clone().find(|(_, cells)| enough(cells)).map(|(at, _)| at);
    }
    let name =
        |cell: &Cell| matches!(cell, Cell::Text(text) if text.chars().count() <= 20 && !text.contains([':', '：']));
    let full = |cells: &[Cell]| cells.iter().filter(|cell| !cell.is_blank()).count();
    let plausible = |cells: &[Cell]| full(cells) >= 3 && cells.iter().all(|cell| cell.is_blank() || name(cell));
    rows.clone().find(|(_, cells)| plausible(cells)).map(|(at, _)| at)
}

/// Whether a row is surely the head of a table: texts only, at least three names known as a whole, and most of them known.
pub(super) fn begins_table(cells: &[Cell]) -> bool {
    let full = cells.iter().filter(|cell| !cell.is_blank()).count();
    let texts = cells.iter().all(|cell| cell.is_blank() || matches!(cell, Cell::Text(_)));
    let names = cells.iter().filter(|cell| !cell.is_blank() && field_of(&cell.shown()).is_some()).count();
    texts && known(cells, true) >= 3 && names * 2 >= full
}

/// First and last row of the head around its best row.
fn lines(sheet: &Sheet, row: usize, from: usize) -> (usize, usize) {
    let (mut first, mut last) = (row, row);
    // Merged blocks that begin in the head and reach further down belong to it as a whole.
    let reach = |first: usize, last: usize| {
        let tied = |block: &&super::grid::Merged| (first..=last).contains(&block.top) && block.bottom > last;
        sheet.merged.iter().filter(tied).map(|block| block.bottom).filter(|bottom| bottom - first < MOST_LINES).max()
    };
    while last - first < MOST_LINES
        && let Some(above) = first.checked_sub(1).filter(|above| *above >= from)
        && is_group_line(sheet, above, last)
    {
        first = above;
    }
    while let Some(bottom) = reach(first, last) {
        last = bottom;
    }
    if last == row && complements(sheet, row) {
        last = row + 1;
    }
    (first, last)
}

/// Whether a row above a head belongs to it: names of groups, or blocks that reach down into the head.
fn is_group_line(sheet: &Sheet, above: usize, last: usize) -> bool {
    let cells = sheet.rows.get(above).map_or(&[][..], Vec::as_slice);
    let full: Vec<&Cell> = cells.iter().filter(|cell| !cell.is_blank()).collect();
    let names = full.iter().all(|cell| matches!(cell, Cell::Text(text) if !text.contains([':', '：'])));
    let reaches = sheet.merged.iter().any(|block| block.top == above && (above + 1..=last).contains(&block.bottom));
    let groups =
        sheet.merged.iter().filter(|block| block.top == above && block.bottom == above && block.right > block.left);
    names && (full.len() >= 2 && (reaches || known(cells, false) > 0 || groups.count() >= 2))
}

/// Whether the row below fills in names under groups and leaves the other columns free.
fn complements(sheet: &Sheet, row: usize) -> bool {
    let Some(below) = sheet.rows.get(row + 1) else { return false };
    let starts_group = |at: usize| cell(sheet, row, at + 1).is_blank();
    let under = |(at, name): (usize, &Cell)| name.is_blank() || cell(sheet, row, at).is_blank() || starts_group(at);
    let width = sheet.rows.get(row).map_or(0, Vec::len);
    let free =
        (0..width).filter(|at| !cell(sheet, row, *at).is_blank() && cell(sheet, row + 1, *at).is_blank()).count();
    let texts = below.iter().all(|cell| cell.is_blank() || matches!(cell, Cell::Text(_)));
    texts && known(below, false) > 0 && free > 0 && below.iter().enumerate().all(under)
}

/// The columns, each with all that stands above it from the top line down.
fn columns(sheet: &Sheet, first: usize, last: usize) -> Vec<Column> {
    let lines = sheet.rows.get(first..=last.min(sheet.rows.len().saturating_sub(1))).unwrap_or_default();
    let width = lines.iter().map(|cells| cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |at| at + 1)).max();
    let merged: Vec<_> = sheet.merged.iter().filter(|block| block.top <= last && block.bottom >= first).collect();
    let mut carried = vec![String::new(); last + 1 - first];
    let column = |at: usize| {
        let mut names: Vec<String> = Vec::new();
        for (row, carried) in (first..=last).zip(&mut carried) {
            let inside = |block: &&&super::grid::Merged| {
                (block.top..=block.bottom).contains(&row) && (block.left..=block.right).contains(&at)
            };
            let block = merged.iter().find(inside);
            let own = block.map_or_else(|| cell(sheet, row, at), |block| cell(sheet, block.top, block.left));
            let mut own = own.shown().into_owned();
            // Without merged blocks a group's name stands over its first column only.
            let grouped = own.is_empty() && row < last && merged.is_empty() && !cell(sheet, last, at).is_blank();
            if grouped {
                own.clone_from(carried);
            }
            carried.clone_from(&own);
            if !own.is_empty() && names.last() != Some(&own) {
                names.push(own);
            }
        }
        let name = names.pop().unwrap_or_default();
        Column { group: Some(names.concat()).filter(|group| !group.is_empty()), name }
    };
    (0..width.unwrap_or(0)).map(column).collect()
}
