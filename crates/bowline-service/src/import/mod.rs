//! Import of ledgers: the reading half. A file becomes sheets, sheets become rows, rows are right or say what is wrong.
//!
//! Must never write a fact, evaluate a formula or guess a value; whoever accepts rows does so elsewhere. Start reading
//! at [`read_ledger`], then [`Ledger::check`]. The way of a file: [`grid`] → [`head`] → [`mapping`] → [`row`] →
//! [`report`], and back to its office through [`Ledger::refused_file`].

mod cells;
mod check;
mod csv_text;
pub mod dates;
mod fault;
pub mod fields;
pub mod grid;
pub mod head;
pub mod lines;
pub mod mapping;
pub mod places;
mod refused;
pub mod report;
pub mod row;
pub mod rows;
mod values;
mod xlsx;
mod zip_guard;

pub use fault::{FileFault, FileWords};
pub use fields::{Field, FieldWords};
pub use head::{DataRow, Head, Skipped};
pub use mapping::{Defaults, FundsUnit, Mapping};
pub use places::{PlaceMiss, PlaceNames};
pub use report::ImportReport;
pub use row::{LedgerRow, RowFault, RowWords};
pub use rows::ReadRow;

use fault::file_fault;
use grid::Workbook;
use sha2::{Digest, Sha256};

/// A ledger that was read, with the first guess of what its columns hold.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The file's name without any path.
    pub name: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// The sheets that have a head and rows.
    pub sheets: Vec<LedgerSheet>,
    /// The names of sheets in which no head or no row was found.
    pub without_rows: Vec<String>,
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

/// Reads a ledger from a file's bytes.
///
/// # Errors
/// [`FileFault`] if the file cannot be read or no sheet has a head with rows below it.
pub fn read_ledger(name: &str, bytes: &[u8]) -> Result<Ledger, FileFault> {
    let workbook = grid::read(name, bytes)?;
    let (mut sheets, mut without_rows) = (Vec::new(), Vec::new());
    for sheet in &workbook.sheets {
        match ledger_sheet(sheet) {
            Some(read) => sheets.push(read),
            None => without_rows.push(sheet.name.clone()),
        }
    }
    let mapping = sheets.first().map(|sheet| sheet.mapping.clone()).ok_or_else(|| file_fault!(no_head))?;
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Ledger { name: workbook.name.clone(), sha256, sheets, without_rows, mapping, workbook })
}

fn ledger_sheet(sheet: &grid::Sheet) -> Option<LedgerSheet> {
    let head = head::find(sheet)?;
    let (rows, skipped) = head::rows_below(sheet, &head);
    if rows.is_empty() {
        return None;
    }
    let mapping = Mapping::guess(&head);
    Some(LedgerSheet { name: sheet.name.clone(), head, rows, skipped, mapping, ragged: sheet.ragged })
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
