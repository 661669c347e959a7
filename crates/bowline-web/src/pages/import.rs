//! Taking in an office's own ledger: upload, say what each column is, try, then take in. Nothing is written before the
//! last step, and rows that cannot be taken in come back with their sentence.
//!
//! Must never read a file itself: the service does. Start at [`PreviewPage::from`].

use super::{Frame, Tab};
use crate::address::encode;
use crate::answer::{Answer, disposition, redirect, show as show_page, show_refused};
use crate::blocking::{ask, attempt};
use crate::posted::Posted;
use crate::visit::Visit;
use crate::words::ImportWords;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bowline_service::Bowline;
use bowline_service::views::{ImportColumn, ImportPreview, ImportProgress};
use serde::Serialize;

/// Refused rows shown on the page; the rest is in the download.
const SHOWN_FAULTS: usize = 200;

/// The first step.
#[derive(Debug, Serialize, Template)]
#[template(path = "import_start.html")]
pub struct StartPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: ImportWords,
    step: u8,
    refused: Option<String>,
}

/// The dry run.
#[derive(Debug, Serialize, Template)]
#[template(path = "import_preview.html")]
pub struct PreviewPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: ImportWords,
    step: u8,
    id: String,
    refused: Option<String>,
    remembered: bool,
    columns: Vec<Column>,
    result: Outcome,
}

/// Taking in.
#[derive(Debug, Serialize, Template)]
#[template(path = "import_progress.html")]
pub struct ProgressPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: ImportWords,
    step: u8,
    id: String,
    /// Rows done.
    pub done: u32,
    /// Rows in all.
    pub total: u32,
    /// As a sentence.
    pub sentence: String,
    finished: Option<Outcome>,
    failed: Option<String>,
    /// Whether it is still under way.
    pub running: bool,
}

/// A column.
#[derive(Debug, Serialize)]
pub struct Column {
    head: String,
    samples: String,
    options: Vec<(String, String, bool)>,
}

/// What would be or was taken in.
#[derive(Debug, Serialize)]
pub struct Outcome {
    file: String,
    rows: String,
    accepted: String,
    none: bool,
    duplicates: String,
    refused: String,
    any_refused: bool,
    faults: Vec<Fault>,
    more: Option<String>,
}

/// A refused row.
#[derive(Debug, Serialize)]
pub struct Fault {
    row: String,
    at: String,
    field: String,
    text: String,
    code: String,
}

impl StartPage {
    /// The first step, with the sentence of a refusal.
    #[must_use]
    pub fn new(visit: &Visit, refused: Option<String>) -> Self {
        let w = ImportWords(visit.reader.lang());
        Self { frame: Frame::new(visit, Tab::Import, w.title()), w, step: 1, refused }
    }
}

impl PreviewPage {
    /// The dry run of an upload.
    #[must_use]
    pub fn from(visit: &Visit, view: &ImportPreview, refused: Option<String>) -> Self {
        let w = ImportWords(visit.reader.lang());
        Self {
            frame: Frame::new(visit, Tab::Import, w.title()),
            w,
            step: 2,
            id: view.id.clone(),
            refused,
            remembered: view.remembered,
            columns: view.columns.iter().map(|column| column_of(visit, view, column)).collect(),
            result: outcome(visit, w, view),
        }
    }
}

fn column_of(visit: &Visit, view: &ImportPreview, column: &ImportColumn) -> Column {
    let option =
        |(code, name): &(String, _)| (code.clone(), visit.reader.text(name), column.field.as_ref() == Some(code));
    Column {
        head: column.head.clone(),
        samples: column.samples.join(" · "),
        options: view.fields.iter().map(option).collect(),
    }
}

fn outcome(visit: &Visit, w: ImportWords, view: &ImportPreview) -> Outcome {
    let reader = &visit.reader;
    let fault = |it: &bowline_service::views::ImportFault| Fault {
        row: it.row.clone(),
        at: w.line_at(&it.sheet, it.line),
        field: reader.text(&it.field),
        text: reader.text(&it.text),
        code: it.code.clone(),
    };
    Outcome {
        file: view.file.clone(),
        rows: reader.count(view.rows),
        accepted: reader.count(view.accepted),
        none: view.accepted == 0,
        duplicates: reader.count(view.duplicates),
        refused: reader.count(u64::try_from(view.refused.len()).unwrap_or(u64::MAX)),
        any_refused: !view.refused.is_empty(),
        faults: view.refused.iter().take(SHOWN_FAULTS).map(fault).collect(),
        more: view.refused.len().checked_sub(SHOWN_FAULTS).filter(|more| *more > 0).map(|more| w.more(more)),
    }
}

impl ProgressPage {
    /// How far an import is; asks again by itself where scripts do not run.
    #[must_use]
    pub fn from(visit: &Visit, id: &str, view: &ImportProgress) -> Self {
        let (reader, w) = (&visit.reader, ImportWords(visit.reader.lang()));
        let running = view.finished.is_none() && view.failed.is_none();
        let mut frame = Frame::new(visit, Tab::Import, w.title());
        frame.refresh = running.then_some(2);
        Self {
            frame,
            w,
            step: 3,
            id: id.to_owned(),
            done: view.done,
            total: view.total,
            sentence: w.progress(&reader.count(view.done), &reader.count(view.total)),
            finished: view.finished.as_ref().map(|view| outcome(visit, w, view)),
            failed: view.failed.as_ref().map(|text| reader.text(text)),
            running,
        }
    }
}

/// Shows the first step.
///
/// # Errors
/// None today.
pub async fn start(visit: Visit) -> Answer {
    show_page(&visit, &StartPage::new(&visit, None))
}

/// Takes an upload and leads to its dry run.
///
/// # Errors
/// Faults.
pub async fn upload(State(app): State<Bowline>, visit: Visit, mut form: Posted) -> Answer {
    let (who, visit) = (visit.person()?, visit.at("/import".to_owned()));
    let Some(file) = form.files.pop() else {
        let sentence = ImportWords(visit.reader.lang()).file_missing();
        return show_refused(&visit, &StartPage::new(&visit, Some(sentence)));
    };
    match attempt(&app, move |app| app.imports().upload(&who, &file.name, &file.file.read()?)).await? {
        Ok(id) => Ok(redirect(&format!("/import/{}", encode(&id)))),
        Err(refused) => show_refused(&visit, &StartPage::new(&visit, Some(visit.reader.text(&refused.text())))),
    }
}

/// Shows the dry run.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn preview(State(app): State<Bowline>, visit: Visit, Path(id): Path<String>) -> Answer {
    let who = visit.person()?;
    let view = ask(&app, move |app| app.imports().preview(&who, &id, None)).await?;
    show_page(&visit, &PreviewPage::from(&visit, &view, None))
}

/// Tries again with other columns, or takes the rows in.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn go_on(State(app): State<Bowline>, visit: Visit, Path(id): Path<String>, form: Posted) -> Answer {
    let (who, visit) = (visit.person()?, visit.at(format!("/import/{}", encode(&id))));
    let fields: Vec<String> = form.all("field").map(str::to_owned).collect();
    let mut said = None;
    if form.get("go") == "commit" {
        let (who, asked, fields) = (who.clone(), id.clone(), fields.clone());
        match attempt(&app, move |app| app.imports().commit(&who, &asked, &fields)).await? {
            Ok(()) => return Ok(redirect(&format!("/import/{}/progress", encode(&id)))),
            Err(refused) => said = Some(visit.reader.text(&refused.text())),
        }
    }
    let view = ask(&app, move |app| app.imports().preview(&who, &id, Some(&fields))).await?;
    let refused = said.is_some();
    let page = PreviewPage::from(&visit, &view, said);
    if refused { show_refused(&visit, &page) } else { show_page(&visit, &page) }
}

/// Shows how far it is; as JSON for the script.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn progress(State(app): State<Bowline>, visit: Visit, Path(id): Path<String>) -> Answer {
    let (who, asked) = (visit.person()?, id.clone());
    let view = ask(&app, move |app| app.imports().progress(&who, &asked)).await?;
    show_page(&visit, &ProgressPage::from(&visit, &id, &view))
}

/// The refused rows as a file.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn refused(State(app): State<Bowline>, visit: Visit, Path(id): Path<String>) -> Answer {
    let who = visit.person()?;
    let (name, bytes) = ask(&app, move |app| app.imports().refused(&who, &id)).await?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(([(CONTENT_TYPE, media), (CONTENT_DISPOSITION, disposition("attachment", &name))], bytes).into_response())
}
