//! A ledger that somebody uploads on a page is kept until it is imported. The import then runs in the background and
//! shows its progress.
//!
//! This module must never show an upload to anybody outside the office of whoever sent it, and never read the file anew
//! to show a page.

use crate::import::{Field, ImportReport, Take};
use crate::ledger_import::LedgerImport;
use crate::ledgers::fault_text;
use crate::mappings::{ColumnsFrom, unusable};
use crate::proofs::bare_name;
use crate::sessions::machine_now;
use crate::shelf::{Shelf, Upload, is_id};
use crate::views::{
    ImportChoice, ImportColumn, ImportDifference, ImportFault, ImportPreview, ImportProgress, Scope, Who,
};
use crate::{Imports, Refused};
use bowline_core::facts::Actor;
use bowline_core::ids::{Body, PlaceCode};
use bowline_core::obligations::Aspect;
use bowline_core::places::Level;
use bowline_core::rules::Pack;
use bowline_core::words::Text;
use std::sync::{Arc, PoisonError};

/// Values shown of each column.
const SAMPLES: usize = 3;
/// Refused rows and differences kept for the page; the refused rows are all in the workbook.
const KEPT: usize = 500;

impl Imports<'_> {
    /// Keeps an upload with what would happen, and answers its id.
    ///
    /// # Errors
    /// [`Refused::Field`] if it cannot be read as a ledger; [`Refused::NotFound`] for people without an office.
    pub fn upload(&self, who: &Who, name: &str, bytes: &[u8]) -> Result<String, Refused> {
        let (office, within) = office_of(who)?;
        let name = bare_name(name);
        let import = self.read_as(&office, &name, bytes, Some(within))?;
        let id = self.shelf().new_id();
        self.shelf().remove_old();
        self.shelf().keep(&id, "bytes", bytes)?;
        self.keep_result(&id, &import)?;
        // Last: without it there is no upload.
        self.shelf().keep_json(&id, "upload", &Upload { name, office, at: machine_now() })?;
        Ok(id)
    }

    /// What would happen. `fields`: the choices of the form, one per column; none: as the file was read last.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown upload.
    pub fn preview(&self, who: &Who, id: &str, fields: Option<&[String]>) -> Result<ImportPreview, Refused> {
        let (upload, within) = self.upload_of(who, id)?;
        let kept: ImportPreview = self.shelf().kept(id, "preview")?;
        let Some(fields) = fields.filter(|fields| !same_fields(&kept, fields)) else { return Ok(kept) };
        let import = self.read(&upload.name, &self.shelf().bytes(id)?, Some(fields), Some(within))?;
        self.keep_result(id, &import)
    }

    /// What would happen with these fields, where that is known already: nothing has to be read. None: the columns differ.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown upload.
    pub fn previewed(&self, who: &Who, id: &str, fields: &[String]) -> Result<Option<ImportPreview>, Refused> {
        self.upload_of(who, id)?;
        let kept: ImportPreview = self.shelf().kept(id, "preview")?;
        Ok(Some(kept).filter(|kept| same_fields(kept, fields)))
    }

    /// Keeps the columns for the next ledger of the office and takes the rows in, in the background.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown upload; [`Refused::Field`] for what has to be decided first.
    pub fn commit(&self, who: &Who, id: &str, choice: &ImportChoice) -> Result<(), Refused> {
        let (upload, within) = self.upload_of(who, id)?;
        let kept: ImportPreview = self.shelf().kept(id, "preview")?;
        decided(&kept, choice)?;
        let begun = ImportProgress { done: 0, total: kept.readable(), finished: None, failed: None };
        self.shelf().keep_progress(id, &begun)?;
        self.shelf().set_progress(id, begun.clone());
        let (inner, own_id, by) = (Arc::clone(self.inner), id.to_owned(), Actor::Import(who.person));
        let (fields, take) = (choice.fields.clone(), choice.take.clone().unwrap_or_default());
        let work = move || {
            let (imports, id) = (Imports { inner: &inner, hidden_sheets: false }, own_id.as_str());
            let _one = inner.importing.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = match imports.take_in_upload(by, id, &upload, within, (&fields, &take)) {
                Ok(preview) => {
                    let total = preview.readable();
                    ImportProgress { done: total, total, finished: Some(preview), failed: None }
                }
                Err(refused) => {
                    tracing::error!(?refused, "an import stopped");
                    let stopped = imports.shelf().progress(id).unwrap_or(begun);
                    ImportProgress { finished: None, failed: Some(refused.text()), ..stopped }
                }
            };
            if let Err(refused) = imports.shelf().keep_progress(id, &ended) {
                tracing::warn!(?refused, "how an import ended could not be kept");
            }
            imports.shelf().set_progress(id, ended);
        };
        let started = std::thread::Builder::new().name("bowline-import".into()).spawn(work);
        started.map(drop).map_err(|error| Refused::fault("starting an import", error))
    }

    fn take_in_upload(
        &self,
        by: Actor,
        id: &str,
        upload: &Upload,
        within: PlaceCode,
        (fields, take): (&[String], &Take),
    ) -> Result<ImportPreview, Refused> {
        let import = self.read(&upload.name, &self.shelf().bytes(id)?, Some(fields), Some(within))?;
        self.save_columns(&upload.office, &import.mapping)?;
        let report = self.take_in_with(by, &import, take, &mut |done, total| {
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            self.shelf().set_progress(
                id,
                ImportProgress { done: count(done), total: count(total), finished: None, failed: None },
            );
        })?;
        let done = preview(self.inner.pack(), id, &import, &report);
        // What was taken in is known from now on.
        let known = ImportPreview {
            accepted: 0,
            revised: 0,
            duplicates: done.duplicates + done.accepted + done.revised,
            differences: done.differences.iter().filter(|it| !taken(take, it)).cloned().collect(),
            ..done.clone()
        };
        self.shelf().keep_json(id, "preview", &known)?;
        Ok(done)
    }

    /// How far an import is.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if none was started for this upload.
    pub fn progress(&self, who: &Who, id: &str) -> Result<ImportProgress, Refused> {
        self.upload_of(who, id)?;
        self.shelf().progress(id).ok_or(Refused::NotFound)
    }

    /// The refused rows as a workbook: file name and bytes.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown upload.
    pub fn refused(&self, who: &Who, id: &str) -> Result<(String, Vec<u8>), Refused> {
        let (upload, _) = self.upload_of(who, id)?;
        let bytes = std::fs::read(self.shelf().folder(id).join("refused.xlsx")).map_err(|_| Refused::NotFound)?;
        let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |(stem, _)| stem);
        Ok((format!("{stem}-refused.xlsx"), bytes))
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { inner: self.inner }
    }

    /// The upload of this id, if somebody of the person's office sent it.
    fn upload_of(&self, who: &Who, id: &str) -> Result<(Upload, PlaceCode), Refused> {
        let (_, within) = office_of(who)?;
        if !is_id(id) {
            return Err(Refused::NotFound);
        }
        let upload: Upload = self.shelf().kept(id, "upload")?;
        if upload.is_old() || !offices(who).any(|office| office == upload.office) {
            return Err(Refused::NotFound);
        }
        Ok((upload, within))
    }

    /// Keeps what the rows of an upload are, and the refused ones as a workbook.
    fn keep_result(&self, id: &str, import: &LedgerImport) -> Result<ImportPreview, Refused> {
        let preview = preview(self.inner.pack(), id, import, &import.report());
        if preview.refused_rows > 0 {
            self.shelf().keep(id, "refused.xlsx", &import.refused_file()?)?;
        }
        self.shelf().keep_json(id, "preview", &preview)?;
        Ok(preview)
    }
}

fn offices(who: &Who) -> impl Iterator<Item = String> {
    who.posts
        .iter()
        .filter_map(|post| if let Body::Office(office) = &post.post.body { Some(office.to_string()) } else { None })
}

/// The office for which a person imports, and its jurisdiction.
fn office_of(who: &Who) -> Result<(String, PlaceCode), Refused> {
    match (offices(who).next(), &who.scope) {
        (Some(office), Scope::Place(place)) => Ok((office, *place)),
        _ => Err(Refused::NotFound),
    }
}

fn same_fields(kept: &ImportPreview, fields: &[String]) -> bool {
    let known = kept.columns.iter().map(|column| column.field.as_deref().unwrap_or_default());
    known.eq(fields.iter().map(String::as_str))
}

/// Whether all is decided that has to be before rows are taken in.
fn decided(kept: &ImportPreview, choice: &ImportChoice) -> Result<(), Refused> {
    if let Some(text) = &kept.unusable {
        return Err(Refused::Field { field: "field", text: text.clone() });
    }
    if !same_fields(kept, &choice.fields) {
        return Err(Refused::field(
            "field",
            "列对应关系已更改，已按新的对应关系重新校验；请核对后再确认导入。",
            "The column mapping was changed, so the file was checked again. Review the result, then import.",
        ));
    }
    if kept.columns_to_confirm && !choice.columns_confirmed {
        return Err(Refused::field(
            "columns",
            "以前保存的列对应关系与按表头识别的不同；请逐列核对后勾选确认。",
            "The saved column mapping differs from what the headings say. Review the columns and tick the confirmation.",
        ));
    }
    if choice.take.is_none() && kept.differences.iter().any(|it| it.stays.is_none()) {
        return Err(Refused::field(
            "differences",
            "部分行与台账现有内容不同；请选择采纳或者保留。",
            "Some rows differ from the register. Choose whether to apply or leave the differences.",
        ));
    }
    Ok(())
}

fn preview(pack: &Pack, id: &str, import: &LedgerImport, report: &ImportReport) -> ImportPreview {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let refused = report.refused.iter().take(KEPT).map(|fault| ImportFault {
        row: fault.row.clone(),
        line: fault.line,
        sheet: fault.sheet.clone(),
        field: field_name(pack, fault.field),
        code: fault.code.to_owned(),
        text: fault_text(fault),
    });
    let differences = report.differences.iter().map(|it| ImportDifference {
        key: key_of(it.at, it.aspect),
        row: it.row.clone(),
        line: it.line,
        sheet: it.sheet.clone(),
        unit: it.unit.clone(),
        aspect: it.aspect.as_str().to_owned(),
        name: it.aspect.name(),
        here: it.here.clone(),
        file: it.file.clone(),
        stays: it.stays.clone(),
    });
    ImportPreview {
        id: id.to_owned(),
        file: import.ledger.name.clone(),
        reading: import.reading(),
        columns: columns(import),
        fields: Field::ALL.iter().map(|field| (field.code().to_owned(), field_name(pack, *field))).collect(),
        rows: count(report.rows),
        accepted: count(report.accepted),
        duplicates: count(report.duplicates),
        differing: count(report.differing),
        revised: count(report.revised),
        refused_rows: count(report.refused.len()),
        refused: refused.collect(),
        differences: differences.collect(),
        same_names: report.same_names.iter().take(KEPT).cloned().collect(),
        remembered: matches!(import.columns, ColumnsFrom::Saved(_)),
        columns_to_confirm: matches!(import.columns, ColumnsFrom::Saved(_))
            && import.mapping.columns != import.guess.columns,
        unusable: unusable(&import.mapping),
    }
}

/// The name of a difference in forms.
fn key_of(at: usize, aspect: Aspect) -> String {
    format!("{at}-{}", aspect.as_str())
}

/// Whether a difference was taken over.
fn taken(take: &Take, difference: &ImportDifference) -> bool {
    difference.stays.is_none()
        && match take {
            Take::Nothing => false,
            Take::All => true,
            Take::These(these) => these.iter().any(|(at, aspect)| key_of(*at, *aspect) == difference.key),
        }
}

impl Take {
    /// The differences whose names a form sends back.
    #[must_use]
    pub fn these<'a>(keys: impl Iterator<Item = &'a str>) -> Self {
        let one = |key: &str| {
            let (at, word) = key.split_once('-')?;
            let aspect = Aspect::ALL.into_iter().find(|aspect| aspect.as_str() == word)?;
            Some((at.parse().ok()?, aspect))
        };
        Self::These(keys.filter_map(one).collect())
    }
}

/// The name of a field; of a level of places as the pack calls it.
fn field_name(pack: &Pack, field: Field) -> Text {
    let level = Level::ALL.into_iter().find(|level| Field::of_level(*level) == Some(field));
    level.map_or_else(|| field.name(), |level| pack.country().level_name(level))
}

fn columns(import: &LedgerImport) -> Vec<ImportColumn> {
    let Some(sheet) = import.ledger.sheets.first() else { return Vec::new() };
    let code = |field: Option<Field>| field.map(|field| field.code().to_owned());
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
        field: code(import.mapping.field(at)),
        guessed: code(import.guess.field(at)),
    };
    sheet.head.columns.iter().enumerate().map(column).collect()
}
