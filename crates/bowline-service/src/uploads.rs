//! A ledger uploaded on a page: kept until it is taken in, then worked on in the background with its progress shown.
//!
//! Must never show an upload to anybody without an office.

use crate::chance::sha256_hex;
use crate::import::{Field, ImportReport};
use crate::ledgers::{LedgerImport, fault_text};
use crate::proofs::{bare_name, write_whole};
use crate::views::{ImportColumn, ImportFault, ImportPreview, ImportProgress, Scope, Who};
use crate::{Imports, Refused};
use bowline_core::facts::Actor;
use bowline_core::ids::PlaceCode;
use bowline_core::places::Level;
use bowline_core::rules::Pack;
use bowline_core::words::Text;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

/// Values shown of each column.
const SAMPLES: usize = 3;

impl Imports<'_> {
    /// Keeps an upload and answers its id.
    ///
    /// # Errors
    /// [`Refused::Field`] if it cannot be read as a ledger; [`Refused::NotFound`] for people without an office.
    pub fn upload(&self, who: &Who, name: &str, bytes: &[u8]) -> Result<String, Refused> {
        let within = office_scope(who)?;
        let name = bare_name(name);
        self.read(&name, bytes, None, Some(within))?;
        let id = sha256_hex(bytes);
        let folder = self.upload_folder(&id);
        let chance = &*self.inner.chance;
        let keep = write_whole(chance, &folder.join("bytes"), bytes)
            .and_then(|()| write_whole(chance, &folder.join("name"), name.as_bytes()));
        keep.map_err(|error| Refused::file("keeping an upload", &error))?;
        Ok(id)
    }

    /// Dry run. `fields`: the choices of the form, one per column; none: saved or guessed.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown upload.
    pub fn preview(&self, who: &Who, id: &str, fields: Option<&[String]>) -> Result<ImportPreview, Refused> {
        let import = self.uploaded(who, id, fields)?;
        Ok(preview(&self.inner.pack, id, &import, import.report()))
    }

    /// Saves the mapping and takes the rows in, in the background.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown upload.
    pub fn commit(&self, who: &Who, id: &str, fields: &[String]) -> Result<(), Refused> {
        let import = self.uploaded(who, id, Some(fields))?;
        let total = u32::try_from(import.checked.accepted().count()).unwrap_or(u32::MAX);
        self.set_progress(id, ImportProgress { done: 0, total, finished: None, failed: None });
        let (inner, id, by) = (Arc::clone(self.inner), id.to_owned(), Actor::Import(who.person));
        let work = move || {
            let imports = Imports { inner: &inner, hidden_sheets: false };
            let told = imports.take_in(by, &import, &mut |done, _| {
                let done = u32::try_from(done).unwrap_or(u32::MAX);
                imports.set_progress(&id, ImportProgress { done, total, finished: None, failed: None });
            });
            let (finished, failed) = match told {
                Ok(report) => (Some(preview(&inner.pack, &id, &import, report)), None),
                Err(refused) => {
                    tracing::error!(?refused, "an import stopped");
                    (None, Some(refused.text()))
                }
            };
            imports.set_progress(&id, ImportProgress { done: total, total, finished, failed });
        };
        let started = std::thread::Builder::new().name("bowline-import".into()).spawn(work);
        started.map(drop).map_err(|error| Refused::fault("starting an import", error))
    }

    /// How far an import is.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if none was started for this upload.
    pub fn progress(&self, who: &Who, id: &str) -> Result<ImportProgress, Refused> {
        office_scope(who)?;
        self.inner.imports.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned().ok_or(Refused::NotFound)
    }

    /// The refused rows as a workbook: file name and bytes.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown upload.
    pub fn refused(&self, who: &Who, id: &str) -> Result<(String, Vec<u8>), Refused> {
        let import = self.uploaded(who, id, None)?;
        let stem = import.ledger.name.rsplit_once('.').map_or(import.ledger.name.as_str(), |(stem, _)| stem);
        Ok((format!("{stem}-refused.xlsx"), import.refused_file()?))
    }

    fn uploaded(&self, who: &Who, id: &str, fields: Option<&[String]>) -> Result<LedgerImport, Refused> {
        let within = office_scope(who)?;
        let folder = self.upload_folder(id);
        let (Ok(bytes), Ok(name)) = (std::fs::read(folder.join("bytes")), std::fs::read_to_string(folder.join("name")))
        else {
            return Err(Refused::NotFound);
        };
        self.read(&name, &bytes, fields, Some(within))
    }

    fn upload_folder(&self, id: &str) -> PathBuf {
        let safe: String = id.chars().filter(char::is_ascii_hexdigit).take(64).collect();
        self.inner.store.folder().join("uploads").join(safe)
    }

    fn set_progress(&self, id: &str, progress: ImportProgress) {
        self.inner.imports.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), progress);
    }
}

fn office_scope(who: &Who) -> Result<PlaceCode, Refused> {
    match who.scope {
        Scope::Place(place) => Ok(place),
        _ => Err(Refused::NotFound),
    }
}

fn preview(pack: &Pack, id: &str, import: &LedgerImport, report: ImportReport) -> ImportPreview {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let refused = report.refused.iter().map(|fault| ImportFault {
        row: fault.row.clone(),
        line: fault.line,
        sheet: fault.sheet.clone(),
        field: field_name(pack, fault.field),
        code: fault.code.to_owned(),
        text: fault_text(fault),
    });
    ImportPreview {
        id: id.to_owned(),
        file: import.ledger.name.clone(),
        columns: columns(import),
        fields: Field::ALL.iter().map(|field| (field.code().to_owned(), field_name(pack, *field))).collect(),
        rows: count(report.rows),
        accepted: count(report.accepted),
        duplicates: count(report.duplicates),
        refused: refused.collect(),
        remembered: import.remembered,
    }
}

/// The name of a field; of a level of places as the pack calls it.
fn field_name(pack: &Pack, field: Field) -> Text {
    let level = Level::ALL.into_iter().find(|level| Field::of_level(*level) == Some(field));
    level.map_or_else(|| field.name(), |level| pack.country().level_name(level))
}

fn columns(import: &LedgerImport) -> Vec<ImportColumn> {
    let Some(sheet) = import.ledger.sheets.first() else { return Vec::new() };
    let column = |(at, column): (usize, &crate::import::head::Column)| ImportColumn {
        head: match &column.group {
            Some(group) if *group != column.name => format!("{group} · {}", column.name),
            _ => column.name.clone(),
        },
        samples: sheet
            .rows
            .iter()
            .filter_map(|row| row.cells.get(at))
            .map(|cell| cell.shown().into_owned())
            .filter(|text| !text.is_empty())
            .take(SAMPLES)
            .collect(),
        field: import.mapping.field(at).map(|field| field.code().to_owned()),
    };
    sheet.head.columns.iter().enumerate().map(column).collect()
}
