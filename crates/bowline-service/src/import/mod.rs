//! This is the reading half of the import of ledgers. A file becomes sheets, sheets become rows, and a row is right or
//! says what is wrong.
//!
//! This module must never write a fact, evaluate a formula or guess a value; whoever accepts rows does so elsewhere.
//! Start reading at [`read_ledger`], then [`Ledger::check`]. The way of a file: [`workbook`] → [`grid`] → [`head`] → [`mapping`] →
//! [`row`] → [`report`], and back to its office through [`Ledger::refused_file`].

mod biff;
mod cells;
mod check;
mod csv_text;
pub mod dates;
mod day_words;
mod decode;
mod fault;
pub mod fields;
mod funds;
pub mod grid;
pub mod head;
mod kinds;
pub mod lines;
pub mod mapping;
mod marks;
pub mod places;
pub mod reading;
mod refused;
pub mod report;
pub mod row;
pub mod rows;
mod same_name;
mod shown;
mod table;
mod values;
pub mod workbook;
mod xls;
mod xlsx;
mod zip_guard;

pub use fault::{FileFault, FileWords};
pub use fields::{Field, FieldWords};
pub use funds::FundsUnit;
pub use head::Head;
pub use mapping::{Defaults, Mapping};
pub use places::{PlaceMiss, PlaceNames};
pub use reading::{ReadTable, Reading};
pub(crate) use refused::sheet_name;
pub use report::{ImportReport, RowDifference, Take};
pub use row::{LedgerRow, RowFault, RowWords};
pub use rows::ReadRow;
pub use same_name::SameName;
pub use table::{DataRow, Skipped};

use fault::file_fault;
use sha2::{Digest, Sha256};
use workbook::Workbook;

/// A ledger that was read, with the first guess of what its columns hold.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The file's name without any path.
    pub name: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// The sheets that have a head and rows.
    pub sheets: Vec<LedgerSheet>,
    /// The sheets that were left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Cells far from all others that were left out, such as `XFD3`, with their sheet.
    pub stray: Vec<(String, String)>,
    /// What the columns hold: the guess for the first sheet. Sheets with another head have a guess of their own.
    pub mapping: Mapping,
    workbook: Workbook,
}

/// One sheet of a ledger.
#[derive(Clone, Debug)]
pub struct LedgerSheet {
    /// Its name.
    pub name: String,
    /// Its head.
    pub head: Head,
    /// Its rows of data.
    pub rows: Vec<DataRow>,
    /// Lines below the head that are no rows: totals, signatures, notes.
    pub skipped: Vec<Skipped>,
    /// The guess for its head.
    pub mapping: Mapping,
    /// Whether a row shorter than the head has lost cells (text files).
    pub ragged: bool,
    /// Whether the file leaves out empty cells at the end of every row.
    pub trimmed: bool,
    /// Whether days are counted from 1904.
    pub dates_1904: bool,
    /// The lines of rows that nobody sees in a spreadsheet program, counted from 1.
    pub hidden_rows: Vec<u32>,
    /// The row in which the table begins, counted from 0: its titles come before its head.
    pub start: usize,
    /// How many lines the table has, and how many of them stand above its head or are blank.
    pub lines: Lines,
}

/// The lines of a table. All of them are its lines above, its head, its rows, its skipped lines and its blank ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// All of them.
    pub all: u32,
    /// Titles and the like above the head.
    pub above: u32,
    /// Those of the head.
    pub head: u32,
    /// Blank ones.
    pub blank: u32,
}

/// A sheet that was not read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    /// Its name.
    pub sheet: String,
    /// Why.
    pub why: WhyLeftOut,
    /// How many lines of it say something.
    pub lines: u32,
}

/// Why a sheet was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeftOut {
    /// It is hidden, and nobody asked for hidden sheets.
    Hidden,
    /// No head or no row was found in it.
    NoRows,
    /// Nothing stands in it.
    Empty,
}

/// The rows of a ledger: each right, or with its faults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// In the order of the file.
    pub rows: Vec<Result<LedgerRow, RowFault>>,
}

impl Checked {
    /// The rows without a fault.
    pub fn accepted(&self) -> impl Iterator<Item = &LedgerRow> {
        self.rows.iter().filter_map(|row| row.as_ref().ok())
    }

    /// The faults, one entry a row.
    pub fn refused(&self) -> impl Iterator<Item = &RowFault> {
        self.rows.iter().filter_map(|row| row.as_ref().err())
    }
}

/// Reads a ledger from a file's bytes. Hidden sheets are left out.
///
/// # Errors
/// [`FileFault`] if the file cannot be read or no sheet has a head with rows below it.
pub fn read_ledger(name: &str, bytes: &[u8]) -> Result<Ledger, FileFault> {
    read_ledger_with(name, bytes, false)
}

/// Reads a ledger from a file's bytes, with its hidden sheets if they are asked for.
///
/// # Errors
/// [`FileFault`] if the file cannot be read or no sheet has a head with rows below it.
pub fn read_ledger_with(name: &str, bytes: &[u8], hidden_sheets: bool) -> Result<Ledger, FileFault> {
    let workbook = workbook::read(name, bytes)?;
    let (mut sheets, mut left_out, mut stray) = (Vec::new(), Vec::new(), Vec::new());
    for sheet in &workbook.sheets {
        let read = if sheet.hidden && !hidden_sheets { Err(WhyLeftOut::Hidden) } else { ledger_sheets(sheet) };
        match read {
            Ok(read) => {
                sheets.extend(read);
                stray.extend(sheet.stray.iter().map(|cell| (sheet.name.clone(), cell.clone())));
            }
            Err(why) => {
                let full = sheet.rows.iter().filter(|row| row.iter().any(|cell| !cell.is_blank())).count();
                let lines = u32::try_from(full).unwrap_or(u32::MAX);
                left_out.push(LeftOut { sheet: sheet.name.clone(), why, lines });
            }
        }
    }
    let hidden = left_out.iter().any(|it| it.why == WhyLeftOut::Hidden);
    let none = || if hidden { file_fault!(only_hidden) } else { file_fault!(no_head) };
    let mapping = sheets.first().map(|sheet: &LedgerSheet| sheet.mapping.clone()).ok_or_else(none)?;
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Ledger { name: workbook.name.clone(), sha256, sheets, left_out, stray, mapping, workbook })
}

/// The tables of a sheet; those without rows say why when there is none with rows.
fn ledger_sheets(sheet: &grid::Sheet) -> Result<Vec<LedgerSheet>, WhyLeftOut> {
    if sheet.rows.iter().flatten().all(grid::Cell::is_blank) {
        return Err(WhyLeftOut::Empty);
    }
    let tables: Vec<LedgerSheet> = table::tables(sheet).into_iter().map(|table| ledger_sheet(sheet, table)).collect();
    if tables.iter().all(|table| table.rows.is_empty()) { Err(WhyLeftOut::NoRows) } else { Ok(tables) }
}

fn ledger_sheet(sheet: &grid::Sheet, table: table::Table) -> LedgerSheet {
    let mapping = Mapping::guess(&table.head);
    let ends_full = |row: &DataRow| row.cells.last().is_some_and(|cell| !cell.is_blank());
    let lines =
        Lines { all: table.lines, above: table.above, head: table::head_lines(&table.head), blank: table.blank };
    LedgerSheet {
        name: sheet.name.clone(),
        trimmed: sheet.ragged && table.rows.iter().all(ends_full),
        ragged: sheet.ragged,
        dates_1904: sheet.dates_1904,
        start: table.start,
        hidden_rows: table.rows.iter().map(|row| row.line).filter(|line| is_hidden(sheet, *line)).collect(),
        lines,
        head: table.head,
        rows: table.rows,
        skipped: table.skipped,
        mapping,
    }
}

fn is_hidden(sheet: &grid::Sheet, line: u32) -> bool {
    usize::try_from(line).is_ok_and(|line| sheet.hidden_rows.contains(&line.saturating_sub(1)))
}

/// Whether a column holds the reasons that Bowline gave when it returned rows.
fn head_reason(sheet: &LedgerSheet, column: usize) -> bool {
    sheet.head.columns.get(column).is_some_and(head::is_reason)
}

impl Ledger {
    /// Reads every row. Sheets whose head is not that of the mapping are read with their own guess and the mapping's
    /// defaults; [`Ledger::check_all`] takes a mapping for each head.
    #[must_use]
    pub fn check(&self, mapping: &Mapping, places: &dyn PlaceNames) -> Checked {
        self.check_all(std::slice::from_ref(mapping), places)
    }

    /// Reads every row, each sheet with the mapping for its head.
    #[must_use]
    pub fn check_all(&self, mappings: &[Mapping], places: &dyn PlaceNames) -> Checked {
        let several = self.sheets.len() > 1;
        let mut seen = check::Seen::new();
        let mut checked = Checked::default();
        for sheet in &self.sheets {
            let mapping = match mappings.iter().find(|mapping| mapping.head == sheet.mapping.head) {
                Some(mapping) => mapping.clone(),
                None => Mapping {
                    defaults: mappings.first().map(|mapping| mapping.defaults.clone()).unwrap_or_default(),
                    ..sheet.mapping.clone()
                },
            };
            checked.rows.extend(check::check_sheet(sheet, &mapping, places, several, &mut seen));
        }
        checked
    }

    /// The refused rows as a workbook: title and head as they were, the rows as they were, and the reason in a last
    /// column. It can be corrected in place and imported again.
    ///
    /// # Errors
    /// [`FileFault`] if the workbook cannot be written.
    pub fn refused_file(&self, faults: &[&RowFault]) -> Result<Vec<u8>, FileFault> {
        refused::write(self, &self.workbook, faults)
    }
}
