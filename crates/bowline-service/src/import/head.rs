//! Finds the head of a sheet as offices keep them, and tells rows from titles, totals and signatures.
//!
//! Must never change a cell; cells of a merged block repeat what stands at its top. Start reading at [`find`].

use super::dates::day_after;
use super::fields::{Field, field_of, fold};
use super::grid::{Cell, Sheet};
use super::lines::{LineKind, kind_of};
use super::mapping::FundsUnit;
use bowline_core::time::Day;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// How far down the head is looked for.
const SEARCHED: usize = 40;
/// How many cells merged blocks may repeat in a sheet.
const MAX_REPEATED: usize = 1_000_000;

/// One column of the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands above several columns, in a head of two lines.
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

/// The head of a sheet and what stands above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The title, if there is one.
    pub title: Option<String>,
    /// 填报日期, if it is filled in.
    pub filled_on: Option<Day>,
    /// In what money is counted, as the line above the head or the column's name says.
    pub funds_unit: FundsUnit,
    /// First row of the head, counted from 0.
    pub first: usize,
    /// Last row of the head.
    pub last: usize,
    /// The columns.
    pub columns: Vec<Column>,
}

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

/// A line below the head that is no row of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its line in the sheet, counted from 1.
    pub line: u32,
    /// What it is.
    pub kind: LineKind,
}

/// The head of a sheet, or `None` if it has none.
#[must_use]
pub fn find(sheet: &Sheet) -> Option<Head> {
    let row = best_row(sheet)?;
    let (first, last) = both_lines(sheet, row);
    let columns = columns(sheet, first, last);
    let above = sheet.rows.get(..first).unwrap_or_default();
    let texts: Vec<String> =
        above.iter().flatten().map(|cell| cell.shown().into_owned()).filter(|text| !text.is_empty()).collect();
    let title = texts.iter().find(|text| !text.contains([':', '：'])).cloned();
    let dated = |word| texts.iter().find_map(|text| day_after(text, word));
    let in_ten_thousands =
        texts.iter().chain(columns.iter().map(|column| &column.name)).any(|text| text.contains("万元"));
    Some(Head {
        title,
        filled_on: ["填报日期", "填报时间", "填表日期", "上报日期", "日期"].into_iter().find_map(dated),
        funds_unit: if in_ten_thousands { FundsUnit::TenThousandYuan } else { FundsUnit::Yuan },
        first,
        last,
        columns,
    })
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

fn cell(sheet: &Sheet, row: usize, column: usize) -> &Cell {
    sheet.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
}

/// How many fields the names in a row stand for.
fn known(cells: &[Cell]) -> usize {
    let fields: BTreeSet<Field> =
        cells.iter().filter_map(|cell| field_of(&cell.shown())).map(|found| found.0).collect();
    fields.len()
}

/// The row with most known names; if there is none with three, the first that looks like names.
fn best_row(sheet: &Sheet) -> Option<usize> {
    let rows = sheet.rows.iter().take(SEARCHED).enumerate();
    let best = rows.clone().map(|(at, cells)| (known(cells), at)).max_by_key(|(known, at)| (*known, usize::MAX - at));
    if let Some((3.., at)) = best {
        return Some(at);
    }
    let name =
        |cell: &Cell| matches!(cell, Cell::Text(text) if text.chars().count() <= 20 && !text.contains([':', '：']));
    let full = |cells: &[Cell]| cells.iter().filter(|cell| !cell.is_blank()).count();
    let plausible = |cells: &[Cell]| full(cells) >= 3 && cells.iter().all(|cell| cell.is_blank() || name(cell));
    rows.clone().find(|(_, cells)| plausible(cells)).map(|(at, _)| at)
}

/// First and last row of the head around its best row.
fn both_lines(sheet: &Sheet, row: usize) -> (usize, usize) {
    let spans = |from: usize| sheet.merged.iter().any(|block| block.top == from && block.bottom == from + 1);
    if let Some(above) = row.checked_sub(1) {
        let cells = sheet.rows.get(above).map_or(&[][..], Vec::as_slice);
        let full: Vec<&Cell> = cells.iter().filter(|cell| !cell.is_blank()).collect();
        let names = full.iter().all(|cell| matches!(cell, Cell::Text(text) if !text.contains([':', '：'])));
        if names && full.len() >= 2 && (spans(above) || known(cells) > 0) {
            return (above, row);
        }
    }
    if spans(row) || complements(sheet, row) {
        return (row, row + 1);
    }
    (row, row)
}

/// Whether the row below fills in names under groups and leaves the other columns free.
fn complements(sheet: &Sheet, row: usize) -> bool {
    let Some(below) = sheet.rows.get(row + 1) else { return false };
    let starts_group = |at: usize| cell(sheet, row, at + 1).is_blank();
    let under = |(at, name): (usize, &Cell)| name.is_blank() || cell(sheet, row, at).is_blank() || starts_group(at);
    let width = sheet.rows.get(row).map_or(0, Vec::len);
    let free =
        (0..width).filter(|at| !cell(sheet, row, *at).is_blank() && cell(sheet, row + 1, *at).is_blank()).count();
    known(below) > 0 && free > 0 && below.iter().enumerate().all(under)
}

fn columns(sheet: &Sheet, first: usize, last: usize) -> Vec<Column> {
    let width = sheet.rows.get(first..=last).unwrap_or_default().iter().map(Vec::len).max().unwrap_or(0);
    let mut carried = String::new();
    let mut columns = Vec::new();
    for at in 0..width {
        let top = cell(sheet, first, at).shown().into_owned();
        let bottom = if last > first { cell(sheet, last, at).shown().into_owned() } else { String::new() };
        let block = sheet.merged.iter().find(|block| block.top == first && (block.left..=block.right).contains(&at));
        let above = match block {
            Some(block) => cell(sheet, first, block.left).shown().into_owned(),
            None if top.is_empty() && !bottom.is_empty() && sheet.merged.is_empty() => carried.clone(),
            None => top,
        };
        carried.clone_from(&above);
        columns.push(if bottom.is_empty() {
            Column { group: None, name: above }
        } else {
            Column { group: Some(above).filter(|group| !group.is_empty()), name: bottom }
        });
    }
    columns
}

/// The rows of data below a head, and the lines that are none.
#[must_use]
pub fn rows_below(sheet: &Sheet, head: &Head) -> (Vec<DataRow>, Vec<Skipped>) {
    let mut repeated = repeated(sheet, head.last);
    let names: Vec<String> =
        sheet.rows.get(head.last).map_or(&[][..], Vec::as_slice).iter().map(|cell| cell.shown().into_owned()).collect();
    let (mut rows, mut skipped) = (Vec::new(), Vec::new());
    for (at, cells) in sheet.rows.iter().enumerate().skip(head.last + 1) {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        match kind_of(cells, &names) {
            LineKind::Blank => {}
            LineKind::Data => {
                let mut cells = cells.clone();
                for (column, cell) in repeated.remove(&at).unwrap_or_default() {
                    if cells.len() <= column {
                        cells.resize(column + 1, Cell::Empty);
                    }
                    if let Some(place) = cells.get_mut(column).filter(|cell| cell.is_blank()) {
                        *place = cell;
                    }
                }
                let ordinal = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
                rows.push(DataRow { line, ordinal, cells });
            }
            kind => skipped.push(Skipped { line, kind }),
        }
    }
    (rows, skipped)
}

/// What merged blocks below the head repeat downwards, by row.
fn repeated(sheet: &Sheet, last: usize) -> BTreeMap<usize, Vec<(usize, Cell)>> {
    let mut repeated: BTreeMap<usize, Vec<(usize, Cell)>> = BTreeMap::new();
    let mut left = MAX_REPEATED;
    for block in sheet.merged.iter().filter(|block| block.top > last && block.bottom > block.top) {
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
