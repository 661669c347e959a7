//! What was read of a file and what was not, line by line, so that the counts add up to what a person sees in it.
//!
//! The lines of a table are its lines above the head, its head, its rows, its skipped lines and its blank ones. This
//! module must never leave out a line. Start at [`Reading`].

use super::fields::Field;
use super::mapping::Mapping;
use super::table::Skipped;
use super::{Ledger, LedgerSheet, LeftOut};
use serde::{Deserialize, Serialize};

/// What was read of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its tables.
    pub tables: Vec<ReadTable>,
    /// Sheets that were not read.
    pub left_out: Vec<LeftOut>,
    /// Cells far from all others that were left out.
    pub stray_cells: Vec<Stray>,
}

/// What was read of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTable {
    /// The sheet.
    pub sheet: String,
    /// How many lines it has; the sum of those below.
    pub lines: u32,
    /// Lines above its head.
    pub above: u32,
    /// Lines of its head.
    pub head: u32,
    /// Rows of data.
    pub rows: u32,
    /// Blank lines.
    pub blank: u32,
    /// Lines that are no rows, each with what it is.
    pub skipped: Vec<Skipped>,
    /// The lines of rows that are hidden in the file; they are read like the others.
    pub hidden_rows: Vec<u32>,
    /// What its columns hold.
    pub columns: Vec<ReadColumn>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadColumn {
    /// What stands above it.
    pub head: String,
    /// What it holds; none: it is not read.
    pub field: Option<Field>,
}

/// A cell that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stray {
    /// The sheet.
    pub sheet: String,
    /// The cell, such as `XFD3`.
    pub cell: String,
}

impl Reading {
    /// What was read of a ledger with a mapping for its first head.
    #[must_use]
    pub fn new(ledger: &Ledger, mapping: &Mapping) -> Self {
        let stray = ledger.stray.iter().map(|(sheet, cell)| Stray { sheet: sheet.clone(), cell: cell.clone() });
        Self {
            tables: ledger.sheets.iter().map(|sheet| table(sheet, mapping)).collect(),
            left_out: ledger.left_out.clone(),
            stray_cells: stray.collect(),
        }
    }

    /// Whether all lines of the file are titles, heads or rows that everybody sees: nothing has to be said.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let plain = |table: &ReadTable| table.skipped.is_empty() && table.hidden_rows.is_empty();
        self.tables.iter().all(plain) && self.left_out.is_empty() && self.stray_cells.is_empty()
    }
}

fn table(sheet: &LedgerSheet, mapping: &Mapping) -> ReadTable {
    let mapping = if mapping.head == sheet.mapping.head { mapping } else { &sheet.mapping };
    let columns = sheet.head.columns.iter().enumerate();
    ReadTable {
        sheet: sheet.name.clone(),
        lines: sheet.lines.all,
        above: sheet.lines.above,
        head: sheet.lines.head,
        rows: u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX),
        blank: sheet.lines.blank,
        skipped: sheet.skipped.clone(),
        hidden_rows: sheet.hidden_rows.clone(),
        columns: columns.map(|(at, column)| ReadColumn { head: column.label(), field: mapping.field(at) }).collect(),
    }
}
