//! This page shows the engine: its runs with their checks, alarms with their owners, and imports.
//!
//! This module must never hand the engine an input: its button only runs it.

use super::alarms::{AlarmGroupLine, alarm_group};
use super::{Frame, Tab};
use crate::answer::{Answer, redirect, show as show_page};
use crate::blocking::{ask, attempt_once};
use crate::posted::Posted;
use crate::reader::{Counted, Reader};
use crate::visit::Visit;
use crate::words::EngineWords;
use askama::Template;
use axum::extract::State;
use bowline_core::facts::Completeness;
use bowline_core::signals::{ImportRow, RunRow};
use bowline_service::views::EngineView;
use bowline_service::views::Scope;
use bowline_service::{Bowline, MailStatus, Refused, Request};
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
    alarms: Vec<AlarmGroupLine>,
    open_alarms: Counted,
    offices: Counted,
    without_head: Counted,
    without_inspector: Counted,
    imports: Vec<Import>,
    facts: Counted,
    mail: Mail,
}

/// How e-mail fares.
#[derive(Debug, Serialize)]
pub struct Mail {
    open: bool,
    worked: bool,
    failing: Option<(String, String)>,
    waiting: Counted,
    in_doubt: Counted,
    refused: Counted,
}

/// A run.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    at: String,
    machine: String,
    dossiers: Counted,
    rungs: Counted,
    late_rungs: Counted,
    duties: Counted,
    alarms: Counted,
    open: Counted,
    clocks: Counted,
    proof: Completeness,
    holds: bool,
}

/// An import.
#[derive(Debug, Serialize)]
pub struct Import {
    at: String,
    file: String,
    rows: Counted,
    accepted: Counted,
    duplicates: Counted,
    refused: Counted,
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
            alarms: view.alarms.iter().map(|group| alarm_group(reader, group)).collect(),
            open_alarms: reader.counted(view.open_alarms),
            offices: reader.counted(view.offices),
            without_head: reader.counted(view.vacant.heads),
            without_inspector: reader.counted(view.vacant.inspectors),
            imports: view.imports.iter().map(|row| import(reader, row)).collect(),
            facts: reader.counted(view.facts),
            mail: mail(reader, &view.mail),
        }
    }
}

fn mail(reader: &Reader, it: &MailStatus) -> Mail {
    let health = it.health.clone().unwrap_or_default();
    Mail {
        open: health.open,
        worked: health.worked.is_some(),
        failing: health.failing_since.map(|since| (reader.moment(since), health.failure)),
        waiting: reader.counted(it.waiting),
        in_doubt: reader.counted(it.in_doubt),
        refused: reader.counted(it.refused),
    }
}

fn run_of(reader: &Reader, row: &RunRow) -> Run {
    Run {
        at: reader.moment(row.at),
        machine: reader.machine(row.at),
        dossiers: reader.counted(row.run.dossiers),
        rungs: reader.counted(row.run.rungs),
        late_rungs: reader.counted(row.run.late_rungs),
        duties: reader.counted(row.run.duties),
        alarms: reader.counted(row.run.alarms),
        open: reader.counted(row.run.completeness.open),
        clocks: reader.counted(row.run.completeness.clocks),
        proof: row.run.completeness,
        holds: row.run.completeness.holds(),
    }
}

fn import(reader: &Reader, row: &ImportRow) -> Import {
    let it = &row.import;
    Import {
        at: reader.moment(row.at),
        file: it.file.clone(),
        rows: reader.counted(it.rows),
        accepted: reader.counted(it.accepted),
        duplicates: reader.counted(it.duplicates),
        refused: reader.counted(it.refused),
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
pub async fn run(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let who = visit.person()?;
    // Every run is a fact for ever: the national office may ask for one at any time, others once something is due.
    let run = move |app: &Bowline, request: Option<&Request>, _: Posted| {
        request.map_or(Ok(()), |request| app.requests().claim(request))?;
        match who.scope {
            Scope::Place(place) if place == app.places().nation() => app.engine().tick().map(drop),
            _ => app.engine().tick_when_due().map(drop),
        }
    };
    match attempt_once(&app, &visit, form, run).await? {
        Ok(()) | Err(Refused::Done { .. }) => Ok(redirect("/engine")),
        Err(refused) => Err(refused.into()),
    }
}
