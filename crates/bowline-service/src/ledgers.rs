//! This module imports an office's own ledger: it makes a dry run, commits, and hands back the rejected rows. The same
//! file twice adds nothing.
//!
//! This module must never write in a dry run. Start at [`Imports::read`]; rows are judged in `judge` and written in
//! `taking`.

use crate::Refused;
use crate::app::Inner;
use crate::import::{
    self, Checked, Defaults, Field, FileFault, ImportReport, Ledger, LedgerRow, Mapping, ReadRow, RowFault, Take,
};
use crate::judge::Judge;
use crate::ledger_import::{LedgerImport, ledger_subject};
use crate::mappings::ColumnsFrom;
use crate::taking::Job;
use bowline_core::facts::Actor;
use bowline_core::ids::PlaceCode;
use bowline_core::words::Text;
use std::sync::Arc;

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
        let scope = within.filter(|place| *place != self.inner.places.latest().nation());
        let mut checked = self.check_within(&ledger, &mapping, scope)?;
        let (known, differences) = Judge { inner: self.inner }.judge(&mut checked)?;
        Ok(LedgerImport { ledger, mapping, guess, columns, checked, known, differences, scope })
    }

    /// Each row as it would be imported, in the order of the file.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn rows<'i>(&'i self, import: &'i LedgerImport) -> Result<Vec<ReadRow<'i>>, Refused> {
        let currency = self.inner.pack().country().currency().map(|currency| currency.code.as_str());
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
        let mut checked = ledger.check(&everywhere, self.inner.places.latest());
        let Some(scope) = scope else { return Ok(checked) };
        let narrowed =
            Mapping { defaults: Defaults { within: Some(scope), ..mapping.defaults.clone() }, ..mapping.clone() };
        let near = ledger.check(&narrowed, self.inner.places.latest());
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

/// The sentence of a row's fault.
pub(crate) fn fault_text(fault: &RowFault) -> Text {
    Text::new(&fault.zh, &fault.en)
}
