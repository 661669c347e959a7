//! The engine: its runs with their proof, alarms with their owners, imports.
//!
//! Must never hand the engine an input: its button only runs it.

use super::{Frame, Tab};
use crate::answer::{Answer, redirect, show as show_page};
use crate::blocking::ask;
use crate::reader::{Lateness, PostLine, Reader};
use crate::visit::Visit;
use crate::words::EngineWords;
use askama::Template;
use axum::extract::State;
use bowline_core::facts::Completeness;
use bowline_core::signals::{ImportRow, RunRow};
use bowline_service::Bowline;
use bowline_service::views::{AlarmLine, EngineView};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "engine.html")]
pub struct EnginePage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: EngineWords,
    newest: Option<Run>,
    runs: Vec<Run>,
    alarms: Vec<Alarm>,
    open_alarms: String,
    imports: Vec<Import>,
    facts: String,
}

/// A run.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    at: String,
    machine: String,
    dossiers: String,
    rungs: String,
    late_rungs: String,
    duties: String,
    alarms: String,
    open: String,
    clocks: String,
    proof: Completeness,
    holds: bool,
}

/// An alarm.
#[derive(Debug, Serialize)]
pub struct Alarm {
    title: String,
    place: String,
    open: bool,
    owner: Option<PostLine>,
    due: Option<(String, Lateness)>,
}

/// An import.
#[derive(Debug, Serialize)]
pub struct Import {
    at: String,
    file: String,
    counts: String,
    sha256: String,
}

impl EnginePage {
    /// The page of the engine.
    #[must_use]
    pub fn from(visit: &Visit, view: &EngineView) -> Self {
        let (reader, w) = (&visit.reader, EngineWords(visit.reader.lang()));
        let runs: Vec<Run> = view.runs.iter().map(|row| run_of(reader, row)).collect();
        Self {
            frame: Frame::new(visit, Tab::Engine, w.title()),
            w,
            newest: runs.first().cloned(),
            runs,
            alarms: view.alarms.iter().map(|line| alarm(reader, line)).collect(),
            open_alarms: w.open_alarms(&reader.count(view.open_alarms)),
            imports: view.imports.iter().map(|row| import(reader, w, row)).collect(),
            facts: reader.count(view.facts),
        }
    }
}

fn run_of(reader: &Reader, row: &RunRow) -> Run {
    Run {
        at: reader.moment(row.at),
        machine: reader.machine(row.at),
        dossiers: reader.count(row.run.dossiers),
        rungs: reader.count(row.run.rungs),
        late_rungs: reader.count(row.run.late_rungs),
        duties: reader.count(row.run.duties),
        alarms: reader.count(row.run.alarms),
        open: reader.count(row.run.completeness.open),
        clocks: reader.count(row.run.completeness.clocks),
        proof: row.run.completeness,
        holds: row.run.completeness.holds(),
    }
}

fn alarm(reader: &Reader, line: &AlarmLine) -> Alarm {
    Alarm {
        title: reader.text(&line.title),
        place: reader.text(&line.place),
        open: line.open,
        owner: line.owner.as_ref().map(|owner| reader.post(owner)),
        due: line.due_at.map(|at| (reader.due(at), reader.lateness(at))),
    }
}

fn import(reader: &Reader, w: EngineWords, row: &ImportRow) -> Import {
    let it = &row.import;
    let count = |number: u32| reader.count(number);
    Import {
        at: reader.moment(row.at),
        file: it.file.clone(),
        counts: w.import_line(&count(it.rows), &count(it.accepted), &count(it.duplicates), &count(it.refused)),
        sha256: it.sha256.clone(),
    }
}

/// Shows the page.
///
/// # Errors
/// Faults, or not the person's to see.
pub async fn show(State(app): State<Bowline>, visit: Visit) -> Answer {
    let who = visit.person()?;
    let view = ask(&app, move |app| app.engine().view(&who)).await?;
    show_page(&visit, &EnginePage::from(&visit, &view))
}

/// Runs the engine now.
///
/// # Errors
/// Faults.
pub async fn run(State(app): State<Bowline>) -> Answer {
    ask(&app, |app| app.engine().tick()).await?;
    Ok(redirect("/engine"))
}
