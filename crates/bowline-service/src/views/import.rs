//! What the pages of an import show. Kept beside the upload, so that a page does not read the file again.
//!
//! This module must never hold a row of the file but those that are refused or differ.

use crate::import::{Reading, SameName, Take};
use bowline_core::words::Text;
use serde::{Deserialize, Serialize};

/// An uploaded ledger: what would happen, or has happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// Id of the upload, for the next steps.
    pub id: String,
    /// File name.
    pub file: String,
    /// What was read of it and what was not.
    pub reading: Reading,
    /// The columns as the office heads them, each with the field it is taken for.
    pub columns: Vec<ImportColumn>,
    /// Fields that a column can be taken for: code and name.
    pub fields: Vec<(String, Text)>,
    /// Rows of data.
    pub rows: u32,
    /// Rows that would be taken in.
    pub accepted: u32,
    /// Rows already in the ledger that say nothing new.
    pub duplicates: u32,
    /// Rows already in the ledger that differ from it.
    pub differing: u32,
    /// Rows already in the ledger from which differences were taken over.
    pub revised: u32,
    /// How many rows would be refused.
    pub refused_rows: u32,
    /// The first of them, each with its sentence.
    pub refused: Vec<ImportFault>,
    /// In what rows differ from the ledger.
    pub differences: Vec<ImportDifference>,
    /// Rows that become one organisation by their name alone.
    #[serde(default)]
    pub same_names: Vec<SameName>,
    /// Whether the columns are as the office chose them earlier for this head.
    pub remembered: bool,
    /// Whether that choice differs from what the names of the columns say, and must be confirmed.
    pub columns_to_confirm: bool,
    /// Why no row can be read by these columns.
    pub unusable: Option<Text>,
}

/// One column of an uploaded ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Head as written; group and name.
    pub head: String,
    /// A few values.
    pub samples: Vec<String>,
    /// Code of the field it is taken for; none: ignored.
    pub field: Option<String>,
    /// Code of the field that its name says.
    pub guessed: Option<String>,
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFault {
    /// Number as the office gives it.
    pub row: String,
    /// Line in the sheet, from 1.
    pub line: u32,
    /// Sheet.
    pub sheet: String,
    /// Name of the field.
    pub field: Text,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub text: Text,
}

/// In what a row differs from what the ledger holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDifference {
    /// Its name in the form.
    pub key: String,
    /// Number as the office gives it.
    pub row: String,
    /// Line in the sheet, from 1.
    pub line: u32,
    /// Sheet.
    pub sheet: String,
    /// The unit.
    pub unit: String,
    /// In what: a stable word.
    pub aspect: String,
    /// Its name.
    pub name: Text,
    /// What the ledger holds.
    pub here: Text,
    /// What the file says.
    pub file: Text,
    /// Why it cannot be taken over; none: it can.
    pub stays: Option<Text>,
}

/// What somebody decided about an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportChoice {
    /// The field codes of the columns; empty for none.
    pub fields: Vec<String>,
    /// Whether saved columns that differ from the heads were looked at.
    pub columns_confirmed: bool,
    /// Which differences are taken over; none: not decided.
    pub take: Option<Take>,
}

impl ImportPreview {
    /// Rows that an import goes through, whether they are new, known or different: all that are not refused.
    #[must_use]
    pub const fn readable(&self) -> u32 {
        self.rows.saturating_sub(self.refused_rows)
    }
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// Rows done and on disk; the rows up to where it stopped, if it failed.
    pub done: u32,
    /// As [`ImportPreview::readable`].
    pub total: u32,
    /// Finished: what was taken in.
    pub finished: Option<ImportPreview>,
    /// It could not go on: the sentence.
    pub failed: Option<Text>,
}

impl ImportProgress {
    /// Whether it goes no further.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.finished.is_some() || self.failed.is_some()
    }
}
