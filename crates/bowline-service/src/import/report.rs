//! What became of the rows of an import, in the form in which it is kept and handed out.
//!
//! `rows` is always `accepted + duplicates + refused.len()`. Start reading at [`ImportReport::new`].

use super::Checked;
use super::row::RowFault;
use serde::Serialize;

/// The report of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// How many rows of data the file has.
    pub rows: usize,
    /// How many were taken in.
    pub accepted: usize,
    /// How many are in the ledger already.
    pub duplicates: usize,
    /// Those refused, one entry each.
    pub refused: Vec<RowFault>,
}

impl ImportReport {
    /// The report of a checked ledger of which some rows without a fault were known already.
    #[must_use]
    pub fn new(checked: &Checked, duplicates: usize) -> Self {
        let refused: Vec<RowFault> = checked.refused().cloned().collect();
        let good = checked.rows.len() - refused.len();
        let duplicates = duplicates.min(good);
        Self { rows: checked.rows.len(), accepted: good - duplicates, duplicates, refused }
    }
}
