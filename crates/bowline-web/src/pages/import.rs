//! This page imports an office's own ledger: a person uploads it, says what each column is, checks, and then imports.
//! Nothing is written before the last step, and rows that cannot be imported come back with their sentence.
//!
//! This module must never read a file itself: the service does. Start at [`PreviewPage::from`].

use super::import_reading::Lines;
use super::{Frame, Tab};
use crate::address::encode;
use crate::answer::{Answer, disposition, redirect, revisited, show as show_page, show_refused};
use crate::audit::note;
use crate::blocking::{ask, attempt_once};
use crate::heavy::Heavy;
use crate::kept::waiting;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::ImportWords;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bowline_service::import::Take;
use bowline_service::views::{ImportChoice, ImportColumn, ImportDifference, ImportPreview, ImportProgress, Who};
use bowline_service::{Bowline, Refused, Request};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    columns_to_confirm: bool,
    unusable: Option<String>,
    /// What is taken as one organisation by its name alone.
    same_names: Vec<String>,
    columns: Vec<Column>,
    result: Outcome,
    #[serde(skip)]
    chosen: Chosen,
}

/// What was chosen on the form so far.
#[derive(Debug, Default)]
struct Chosen {
    confirmed: bool,
    /// `all`, `some`, `none`; empty: nothing yet.
    differences: String,
    these: Vec<String>,
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
    samples: Vec<String>,
    field: Option<String>,
    guessed: Option<String>,
    /// What its name says, where something else is chosen.
    #[serde(skip)]
    guess: Option<String>,
    #[serde(skip)]
    options: Vec<(String, String, bool)>,
}

/// What would be or was taken in.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// How the lines of the file add up.
    #[serde(flatten)]
    lines: Lines,
    file: String,
    rows: u32,
    accepted: u32,
    duplicates: u32,
    differing: u32,
    revised: u32,
    refused: u32,
    faults: Vec<Fault>,
    differences: Vec<Difference>,
    #[serde(skip)]
    shown: Shown,
    #[serde(skip)]
    more: Option<String>,
    /// The label of the button that goes on; none: there is nothing to go on with.
    #[serde(skip)]
    commit: Option<String>,
    /// Why there is nothing to go on with.
    #[serde(skip)]
    nothing: String,
    /// Whether somebody must say what becomes of the differences.
    to_decide: bool,
}

/// The counts as people read them.
#[derive(Debug)]
struct Shown {
    rows: String,
    accepted: String,
    duplicates: String,
    differing: String,
    revised: String,
    refused: String,
}

/// In what a row differs from the register.
#[derive(Debug, Serialize)]
pub struct Difference {
    key: String,
    row: String,
    sheet: String,
    line: u32,
    unit: String,
    aspect: String,
    #[serde(skip)]
    name: String,
    here: String,
    file: String,
    stays: Option<String>,
    #[serde(skip)]
    chosen: bool,
}

/// A refused row.
#[derive(Debug, Serialize)]
pub struct Fault {
    row: String,
    sheet: String,
    line: u32,
    #[serde(skip)]
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
    pub fn from(visit: &Visit, view: &ImportPreview, refused: Option<String>, form: &Posted) -> Self {
        let w = ImportWords(visit.reader.lang());
        let chosen = Chosen {
            confirmed: form.get("columns") == "confirmed",
            differences: form.get("differences").to_owned(),
            these: form.all("take").map(str::to_owned).collect(),
        };
        let mut result = outcome(visit, w, view);
        for it in &mut result.differences {
            it.chosen = chosen.these.contains(&it.key);
        }
        Self {
            frame: Frame::new(visit, Tab::Import, w.title()),
            w,
            step: 2,
            id: view.id.clone(),
            refused,
            remembered: view.remembered,
            columns_to_confirm: view.columns_to_confirm,
            unusable: view.unusable.as_ref().map(|text| visit.reader.text(text)),
            same_names: view.same_names.iter().map(|it| visit.reader.text(&it.text)).collect(),
            columns: view.columns.iter().map(|column| column_of(visit, view, column)).collect(),
            result,
            chosen,
        }
    }
}

fn column_of(visit: &Visit, view: &ImportPreview, column: &ImportColumn) -> Column {
    let option =
        |(code, name): &(String, _)| (code.clone(), visit.reader.text(name), column.field.as_ref() == Some(code));
    let named =
        |code: &String| view.fields.iter().find(|(known, _)| known == code).map(|(_, name)| visit.reader.text(name));
    let differs = column.field != column.guessed && (view.remembered || column.guessed.is_some());
    let guess = column.guessed.as_ref().and_then(named);
    Column {
        head: column.head.clone(),
        samples: column.samples.clone(),
        field: column.field.clone(),
        guessed: column.guessed.clone(),
        guess: differs.then(|| guess.unwrap_or_else(|| ImportWords(visit.reader.lang()).ignore())),
        options: view.fields.iter().map(option).collect(),
    }
}

fn outcome(visit: &Visit, w: ImportWords, view: &ImportPreview) -> Outcome {
    let reader = &visit.reader;
    let fault = |it: &bowline_service::views::ImportFault| Fault {
        row: it.row.clone(),
        sheet: it.sheet.clone(),
        line: it.line,
        at: w.line_at(&it.sheet, it.line),
        field: reader.text(&it.field),
        text: reader.text(&it.text),
        code: it.code.clone(),
    };
    let difference = |it: &ImportDifference| Difference {
        key: it.key.clone(),
        row: it.row.clone(),
        sheet: it.sheet.clone(),
        line: it.line,
        unit: it.unit.clone(),
        aspect: it.aspect.clone(),
        name: reader.text(&it.name),
        here: reader.text(&it.here),
        file: reader.text(&it.file),
        stays: it.stays.as_ref().map(|why| reader.text(why)),
        chosen: false,
    };
    let faults: Vec<Fault> = view.refused.iter().take(SHOWN_FAULTS).map(fault).collect();
    let more = usize::try_from(view.refused_rows).unwrap_or(usize::MAX).saturating_sub(faults.len());
    let accepted = reader.count(view.accepted);
    let commit = match (view.accepted > 0, view.differing > 0) {
        (true, true) => Some(w.commit_both(&accepted)),
        (true, false) => Some(w.commit(&accepted)),
        (false, true) => Some(w.commit_differences()),
        (false, false) => None,
    };
    Outcome {
        lines: Lines::of(visit, &view.reading),
        file: view.file.clone(),
        rows: view.rows,
        accepted: view.accepted,
        duplicates: view.duplicates,
        differing: view.differing,
        revised: view.revised,
        refused: view.refused_rows,
        faults,
        differences: view.differences.iter().map(difference).collect(),
        shown: Shown {
            rows: reader.count(view.rows),
            accepted,
            duplicates: reader.count(view.duplicates),
            differing: reader.count(view.differing),
            revised: reader.count(view.revised),
            refused: reader.count(view.refused_rows),
        },
        more: (more > 0).then(|| w.more(more)),
        commit,
        nothing: match (view.duplicates > 0, view.refused_rows > 0) {
            (true, false) => w.nothing_new(),
            (true, true) => w.nothing_but_refused(),
            (false, _) => w.nothing(),
        },
        to_decide: view.differences.iter().any(|it| it.stays.is_none()),
    }
}

impl ProgressPage {
    /// How far an import is; asks again by itself where scripts do not run.
    #[must_use]
    pub fn from(visit: &Visit, id: &str, view: &ImportProgress) -> Self {
        let (reader, w) = (&visit.reader, ImportWords(visit.reader.lang()));
        let running = !view.is_over();
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
pub async fn upload(State(app): State<Bowline>, State(heavy): State<Heavy>, visit: Visit, mut form: Posted) -> Answer {
    let (who, visit) = (visit.person()?, visit.at("/import".to_owned()));
    let person = who.person;
    let Some(file) = form.files.pop() else {
        let sentence = ImportWords(visit.reader.lang()).file_missing();
        return show_refused(&visit, &StartPage::new(&visit, Some(sentence)));
    };
    let work = move |app: &Bowline| app.imports().upload(&who, &file.name, &file.file.read()?);
    match heavy.attempt(&app, person, work).await? {
        Ok(id) => Ok(redirect(&format!("/import/{}", encode(&id)))),
        Err(refused) => show_refused(&visit, &StartPage::new(&visit, Some(visit.reader.text(&refused.text())))),
    }
}

/// Shows the dry run.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn preview(
    State(app): State<Bowline>,
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let who = visit.person()?;
    let (view, kept) = ask(&app, move |app| {
        let kept = waiting(app, &who, &query, &format!("/import/{}", encode(&id)))?.map(|(_, form)| form);
        let fields = kept.as_ref().map(|form| form.all("field").map(str::to_owned).collect::<Vec<_>>());
        Ok((app.imports().preview(&who, &id, fields.as_deref())?, kept))
    })
    .await?;
    let mut page = PreviewPage::from(&visit, &view, None, &kept.clone().unwrap_or_default());
    page.frame.waits(kept.is_some());
    revisited(show_page(&visit, &page))
}

/// Tries again with other columns, or takes the rows in.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn go_on(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    visit: Visit,
    Path(id): Path<String>,
    form: Posted,
) -> Answer {
    let (who, visit) = (visit.person()?, visit.at(format!("/import/{}", encode(&id))));
    let choice = choice_of(&form);
    let mut said = None;
    if form.get("go") == "commit" {
        let (who, asked, choice) = (who.clone(), id.clone(), choice.clone());
        let commit = move |app: &Bowline, request: Option<&Request>, _: Posted| {
            app.imports().commit(&who, &asked, &choice)?;
            request.map_or(Ok(()), |request| app.requests().claim(request))
        };
        match attempt_once(&app, &visit, form.clone_fields(), commit).await? {
            Ok(()) | Err(Refused::Done { .. }) => return Ok(redirect(&format!("/import/{}/progress", encode(&id)))),
            Err(refused) => said = Some(visit.reader.text(&refused.text())),
        }
    }
    let view = checked(&app, &heavy, who, id, choice.fields).await?;
    let refused = said.is_some();
    let page = PreviewPage::from(&visit, &view, said, &form);
    if refused { show_refused(&visit, &page) } else { show_page(&visit, &page) }
}

/// What would happen with these columns. Only a file that has to be read anew needs a place among the heavy work.
async fn checked(
    app: &Bowline,
    heavy: &Heavy,
    who: Arc<Who>,
    id: String,
    fields: Vec<String>,
) -> Result<ImportPreview, Problem> {
    let (asker, upload, columns) = (Arc::clone(&who), id.clone(), fields.clone());
    if let Some(known) = ask(app, move |app| app.imports().previewed(&asker, &upload, &columns)).await? {
        return Ok(known);
    }
    let person = who.person;
    Ok(heavy.attempt(app, person, move |app| app.imports().preview(&who, &id, Some(&fields))).await??)
}

fn choice_of(form: &Posted) -> ImportChoice {
    ImportChoice {
        fields: form.all("field").map(str::to_owned).collect(),
        columns_confirmed: form.get("columns") == "confirmed",
        take: match form.get("differences") {
            "all" => Some(Take::All),
            "some" => Some(Take::these(form.all("take"))),
            "none" => Some(Take::Nothing),
            _ => None,
        },
    }
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
    note("export", &visit);
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(([(CONTENT_TYPE, media), (CONTENT_DISPOSITION, disposition("attachment", &name))], bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bowline_testkit::{LEDGER_HEAD, World, ledger_row};

    #[tokio::test]
    async fn what_is_known_is_shown_while_the_other_window_works() {
        let world = World::in_county("220104").on("2022-10-08");
        let (app, who, heavy) = (world.app().clone(), Arc::new(world.county().who()), Heavy::default());
        let row = ledger_row("春城小厨", "朝阳区", "未装报警器", "重大", "2022-09-20", "2022-10-30");
        let id = app.imports().upload(&who, "a.csv", format!("{LEDGER_HEAD}{row}").as_bytes()).unwrap();
        let known = app.imports().preview(&who, &id, None).unwrap();
        let fields: Vec<String> = known.columns.iter().map(|it| it.field.clone().unwrap_or_default()).collect();
        let _other_window = heavy.claim(who.person).unwrap();
        let shown = checked(&app, &heavy, Arc::clone(&who), id.clone(), fields.clone()).await;
        assert_eq!(shown.unwrap(), known);
        let changed = vec![String::new(); fields.len()];
        let told = checked(&app, &heavy, who, id, changed).await;
        assert!(matches!(told, Err(Problem::OneAtATime)), "{told:?}");
    }
}
