//! This module imports an office's own ledger: it makes a dry run, commits, and hands back the rejected rows. The same
//! file twice adds nothing.
//!
//! This module must never write in a dry run. Start at [`Imports::read`]; rows are judged in `judge` and written in
//! `taking`.

use crate::Refused;
use crate::app::Inner;
use crate::import::{
    self, Checked, Defaults, Field, FileFault, ImportReport, Ledger, LedgerRow, Mapping, ReadRow, Reading,
    RowDifference, RowFault, Take,
};
use crate::judge::Judge;
use crate::mappings::ColumnsFrom;
use crate::taking::Job;
use bowline_core::facts::Actor;
use bowline_core::ids::{PlaceCode, SubjectId};
use bowline_core::words::Text;
use std::collections::BTreeSet;
use std::sync::Arc;

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

impl From<FileFault> for Refused {
    fn from(fault: FileFault) -> Self {
        Self::Field { field: "file", text: fault.text }
    }
}

/// Ledgers of offices, taken in from files.
#[derive(Clone, Copy)]
pub struct Imports<'a> {
    pub(crate) inner: &'a Arc<Inner>,
    /// Whether sheets that are hidden in a workbook are read too.
    pub(crate) hidden_sheets: bool,
}

impl Imports<'_> {
    /// The same, but sheets that are hidden in a workbook are read too.
    #[must_use]
    pub const fn with_hidden_sheets(self) -> Self {
        Self { hidden_sheets: true, ..self }
    }

    /// Reads and checks a ledger; writes nothing. `fields`: the field codes of a form, one per column, empty for none; without
    /// them the columns are what their names say.
    ///
    /// # Errors
    /// [`Refused::Field`] if the file cannot be used at all.
    pub fn read(
        &self,
        name: &str,
        bytes: &[u8],
        fields: Option<&[String]>,
        within: Option<PlaceCode>,
    ) -> Result<LedgerImport, Refused> {
        let ledger = import::read_ledger_with(name, bytes, self.hidden_sheets)?;
        let guess = self.guess(&ledger);
        let (mapping, columns) = match fields {
            Some(fields) => (chosen(&guess, fields), ColumnsFrom::Chosen),
            None => (guess.clone(), ColumnsFrom::Guessed),
        };
        self.check(ledger, guess, mapping, columns, within)
    }

    /// The same with the columns that an office chose for this head before; what the names say where it chose none.
    ///
    /// # Errors
    /// [`Refused::Field`] if the file cannot be used at all.
    pub fn read_as(
        &self,
        office: &str,
        name: &str,
        bytes: &[u8],
        within: Option<PlaceCode>,
    ) -> Result<LedgerImport, Refused> {
        let ledger = import::read_ledger_with(name, bytes, self.hidden_sheets)?;
        let guess = self.guess(&ledger);
        let saved = self.saved_columns(office, &guess)?;
        let columns = saved.as_ref().map_or(ColumnsFrom::Guessed, |_| ColumnsFrom::Saved(office.to_owned()));
        let mapping = saved.unwrap_or_else(|| guess.clone());
        self.check(ledger, guess, mapping, columns, within)
    }

    fn check(
        &self,
        ledger: Ledger,
        guess: Mapping,
        mapping: Mapping,
        columns: ColumnsFrom,
        within: Option<PlaceCode>,
    ) -> Result<LedgerImport, Refused> {
        let scope = within.filter(|place| *place != self.inner.places.nation());
        let mut checked = self.check_within(&ledger, &mapping, scope)?;
        let (known, differences) = Judge { inner: self.inner }.judge(&mut checked)?;
        Ok(LedgerImport { ledger, mapping, guess, columns, checked, known, differences, scope })
    }

    /// Each row as it would be imported, in the order of the file.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn rows<'i>(&'i self, import: &'i LedgerImport) -> Result<Vec<ReadRow<'i>>, Refused> {
        let currency = self.inner.pack.country().currency().map(|currency| currency.code.as_str());
        let row = |row: &'i Result<LedgerRow, RowFault>| match row {
            Ok(row) => Ok(ReadRow::good(row, self.inner.store.log().version(ledger_subject(row))? > 0, currency)),
            Err(fault) => Ok(ReadRow::refused(fault)),
        };
        import.checked.rows.iter().map(row).collect()
    }

    /// Checks the rows. Names are looked for within the scope first (a county's clerk writes 朝阳区 and means their own city),
    /// then in the whole nation: a row that lies elsewhere is refused as such, unless it is in the ledger already.
    fn check_within(&self, ledger: &Ledger, mapping: &Mapping, scope: Option<PlaceCode>) -> Result<Checked, Refused> {
        let everywhere = Mapping { defaults: Defaults { within: None, ..mapping.defaults.clone() }, ..mapping.clone() };
        let mut checked = ledger.check(&everywhere, &self.inner.places);
        let Some(scope) = scope else { return Ok(checked) };
        let narrowed =
            Mapping { defaults: Defaults { within: Some(scope), ..mapping.defaults.clone() }, ..mapping.clone() };
        let near = ledger.check(&narrowed, &self.inner.places);
        for (row, near) in checked.rows.iter_mut().zip(near.rows) {
            if near.is_ok() {
                *row = near;
            } else if let Ok(elsewhere) = row
                && self.inner.store.log().version(ledger_subject(elsewhere))? == 0
            {
                *row = Err(elsewhere.outside());
            }
        }
        Ok(checked)
    }

    /// Takes the rows in that are right and not in the ledger yet. `progress` is told how many rows are done and on disk, of
    /// how many. What differs in known rows stays as it is.
    ///
    /// # Errors
    /// [`Refused::Fault`] if it cannot be written; running it again goes on where it stopped.
    pub fn take_in(
        &self,
        by: Actor,
        import: &LedgerImport,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<ImportReport, Refused> {
        self.take_in_with(by, import, &Take::Nothing, progress)
    }

    /// The same, and takes over differences of rows that are in the ledger already, each as a fact.
    ///
    /// # Errors
    /// As [`Self::take_in`].
    pub fn take_in_with(
        &self,
        by: Actor,
        import: &LedgerImport,
        take: &Take,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<ImportReport, Refused> {
        let rows: Vec<&LedgerRow> = import.checked.accepted().collect();
        let done = Job::of_file(self.inner, by, import, take).take_rows(&rows, progress)?;
        Ok(import.report_of(done))
    }

    /// Takes rows in that are not in the ledger yet, batch by batch. Answers how many.
    ///
    /// # Errors
    /// [`Refused::Fault`] if it cannot be written; running it again goes on where it stopped.
    pub fn take_in_rows(
        &self,
        by: Actor,
        rows: &[&LedgerRow],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<usize, Refused> {
        Ok(Job::of_rows(self.inner, by).take_rows(rows, progress)?.taken)
    }
}

/// The columns that somebody chose on a form.
fn chosen(guess: &Mapping, fields: &[String]) -> Mapping {
    let field = |code: &String| Field::ALL.iter().copied().find(|field| field.code() == code);
    Mapping { columns: fields.iter().map(field).collect(), ..guess.clone() }
}

/// The dossier of a row: the same for the same hazard, however often and in whatever file it is imported.
#[must_use]
pub fn ledger_subject(row: &LedgerRow) -> SubjectId {
    SubjectId::derived_on(row.place, row.found_on, &["ledger", &row.key()])
}

/// The sentence of a row's fault.
pub(crate) fn fault_text(fault: &RowFault) -> Text {
    Text::new(&fault.zh, &fault.en)
}
