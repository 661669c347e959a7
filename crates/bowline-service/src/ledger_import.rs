//! A ledger that was read and checked, before any of it is written: what would happen, and afterwards what did.
//!
//! This module must never write. Start at [`LedgerImport`].

use crate::import::{
    Checked, FileFault, ImportReport, Ledger, LedgerRow, Mapping, Reading, RowDifference, RowFault, Take,
};
use crate::mappings::ColumnsFrom;
use bowline_core::ids::{PlaceCode, SubjectId};
use std::collections::BTreeSet;

/// A ledger that was read and checked: what would happen.
pub struct LedgerImport {
    /// The file.
    pub ledger: Ledger,
    /// What its columns hold.
    pub mapping: Mapping,
    /// What they would hold by their names alone.
    pub guess: Mapping,
    /// Who said what they hold.
    pub columns: ColumnsFrom,
    /// Its rows, right or with faults.
    pub checked: Checked,
    /// Rows that are right and in the ledger already.
    pub known: usize,
    /// In what these differ from it.
    pub differences: Vec<RowDifference>,
    /// The jurisdiction of whoever imports; none: the whole nation.
    pub scope: Option<PlaceCode>,
}

impl LedgerImport {
    /// What would happen if no difference were taken over.
    #[must_use]
    pub fn report(&self) -> ImportReport {
        let new = self.checked.accepted().count().saturating_sub(self.known);
        self.report_of(Counted { taken: new, revised: 0 })
    }

    /// What has happened.
    pub(crate) fn report_of(&self, done: Counted) -> ImportReport {
        let differing = self.differing(&Take::All).saturating_sub(done.revised);
        let mut report = ImportReport::new(&self.checked, 0);
        report.duplicates = report.accepted.saturating_sub(done.taken + done.revised + differing);
        report.accepted = done.taken;
        (report.revised, report.differing) = (done.revised, differing);
        report.differences.clone_from(&self.differences);
        report
    }

    /// How many rows have a difference that is taken over.
    fn differing(&self, take: &Take) -> usize {
        let rows: BTreeSet<usize> = self.differences.iter().filter(|it| take.takes(it)).map(|it| it.at).collect();
        rows.len()
    }

    /// What was read of the file and what was not, line by line.
    #[must_use]
    pub fn reading(&self) -> Reading {
        Reading::new(&self.ledger, &self.mapping)
    }

    /// The refused rows as a workbook.
    ///
    /// # Errors
    /// [`FileFault`] if it cannot be written.
    pub fn refused_file(&self) -> Result<Vec<u8>, FileFault> {
        let faults: Vec<&RowFault> = self.checked.refused().collect();
        self.ledger.refused_file(&faults)
    }
}

/// How many rows were taken in, and how many of those known were revised.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counted {
    pub(crate) taken: usize,
    pub(crate) revised: usize,
}

/// The dossier of a row: the same for the same hazard, however often and in whatever file it is imported.
#[must_use]
pub fn ledger_subject(row: &LedgerRow) -> SubjectId {
    SubjectId::derived_on(row.place, row.found_on, &["ledger", &row.key()])
}
