//! These pages show draws: the form that writes a list down, and a draw with its list, hash, seed, codes and order.
//!
//! This module must never draw or judge: the service does. Start at [`DrawPage::from`].

use super::hazard::subject;
use super::{Frame, Tab};
use crate::answer::{Answer, Problem, redirect, show as show_page, show_refused};
use crate::blocking::{ask, attempt_once};
use crate::posted::Posted;
use crate::reader::Reader;
use crate::visit::Visit;
use crate::words::{DrawWords, both};
use askama::Template;
use axum::extract::{Path, State};
use bowline_core::signals::Came;
use bowline_core::words::Text;
use bowline_service::views::draws::{DrawLine, DrawView, GroupView, ListView, Pool, PrepareForm, RoundView};
use bowline_service::{Bowline, Refused, Request};
use serde::Serialize;

/// The form that writes a list down.
#[derive(Debug, Serialize, Template)]
#[template(path = "draw_new.html")]
pub struct PreparePage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: DrawWords,
    pool: Option<PoolShown>,
    today: String,
    subject: String,
    planned_on: String,
    visits: String,
    officers: String,
    source: String,
    conflicts: String,
    refused: Option<String>,
}

/// What an office can draw from.
#[derive(Debug, Serialize)]
struct PoolShown {
    office: String,
    counted: String,
    inspectors: String,
}

impl PreparePage {
    fn from(visit: &Visit, pool: Option<&Pool>, form: &Posted, refused: Option<&Text>) -> Self {
        let (reader, w) = (&visit.reader, DrawWords(visit.reader.lang()));
        let or =
            |name: &str, other: String| Some(form.get(name)).filter(|it| !it.is_empty()).map_or(other, str::to_owned);
        let today = reader.today().to_string();
        let shown = |it: &Pool| PoolShown {
            office: reader.text(&it.office),
            counted: w.pool(&reader.count(it.units as u64), &reader.count(it.inspectors.len() as u64)),
            inspectors: w.inspectors(&it.inspectors.join("、")),
        };
        Self {
            frame: Frame::new(visit, Tab::Matters, w.title()),
            w,
            pool: pool.map(shown),
            planned_on: or("planned_on", today.clone()),
            today,
            subject: form.get("subject").to_owned(),
            visits: or("visits", "1".to_owned()),
            officers: or("officers", "2".to_owned()),
            source: form.get("source").to_owned(),
            conflicts: form.get("conflicts").to_owned(),
            refused: refused.map(|text| reader.text(text)),
        }
    }
}

/// A draw.
#[derive(Debug, Serialize, Template)]
#[template(path = "draw.html")]
pub struct DrawPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: DrawWords,
    id: String,
    kind: String,
    kind_title: String,
    dossier: String,
    title: String,
    phase: String,
    prepared_by: String,
    confirmed: Option<String>,
    published: String,
    source: String,
    seed: Option<String>,
    typed: String,
    list: List,
    rounds: Vec<Round>,
}

/// A list with its hash.
#[derive(Debug, Serialize)]
struct List {
    sha256: String,
    file: String,
    size: String,
    groups: Vec<Group>,
    passed_by: Vec<(String, String)>,
}

/// A round.
#[derive(Debug, Serialize)]
struct Round {
    title: String,
    code: String,
    leads_back: bool,
    checked: String,
    list: List,
    groups: Vec<Group>,
    command: String,
}

/// A group in order.
#[derive(Debug, Serialize)]
struct Group {
    name: String,
    lines: Vec<Line>,
    more: Option<String>,
}

/// A candidate.
#[derive(Debug, Serialize)]
struct Line {
    label: String,
    name: String,
    href: Option<String>,
    position: String,
    /// `drawn`, `skipped`, `left`, or empty: not drawn yet.
    came: &'static str,
    told: String,
}

impl DrawPage {
    /// As people read it.
    #[must_use]
    pub fn from(visit: &Visit, view: &DrawView) -> Self {
        let (reader, w) = (&visit.reader, DrawWords(visit.reader.lang()));
        let dossier = format!("/matters/{}/{}", view.address, view.subject);
        let seed = view.seed.as_ref().map(|(seed, _, _)| seed.clone());
        let typed = match &view.seed {
            Some((_, first, second)) => w.by_two(&reader.text(first), &reader.text(second)),
            None if view.is_typed => w.waits_second(),
            None => w.waits(),
        };
        let confirmed = view.confirmed_by.as_ref().map(|by| w.by(&reader.text(by)));
        let rounds = view.rounds.iter().map(|it| round(reader, w, &dossier, seed.as_deref().unwrap_or_default(), it));
        Self {
            frame: Frame::new(visit, Tab::Matters, view.title.clone()),
            w,
            id: view.subject.to_string(),
            kind: format!("/matters/{}", view.address),
            kind_title: reader.text(&view.kind_title),
            title: view.title.clone(),
            phase: reader.text(&view.phase),
            prepared_by: w.by(&reader.text(&view.prepared_by)),
            confirmed,
            published: view.published.clone(),
            source: view.source.clone(),
            list: list(reader, w, &dossier, &view.list),
            rounds: rounds.collect(),
            typed,
            seed,
            dossier,
        }
    }
}

fn round(reader: &Reader, w: DrawWords, dossier: &str, seed: &str, it: &RoundView) -> Round {
    Round {
        title: w.round(it.no),
        code: it.code.clone(),
        leads_back: it.leads_back,
        checked: if it.leads_back { w.leads_back(it.no) } else { w.leads_nowhere() },
        list: list(reader, w, dossier, &it.list),
        groups: it.groups.iter().map(|it| group(reader, w, it)).collect(),
        command: format!("python3 draw.py list.csv {} {}", it.code, quoted(seed)),
    }
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn list(reader: &Reader, w: DrawWords, dossier: &str, it: &ListView) -> List {
    List {
        sha256: it.sha256.clone(),
        file: format!("{dossier}/proofs/{}", it.sha256),
        size: reader.text(&it.size),
        groups: it.groups.iter().map(|it| group(reader, w, it)).collect(),
        passed_by: it.passed_by.iter().map(|(whom, why)| (reader.text(whom), why.clone())).collect(),
    }
}

fn group(reader: &Reader, w: DrawWords, it: &GroupView) -> Group {
    let line = |line: &DrawLine| {
        let (came, told) = match &line.came {
            Some(Came::Drawn) => ("drawn", w.drawn()),
            Some(Came::Skipped(reason)) => ("skipped", w.skipped(reason)),
            Some(Came::Left) => ("left", w.left()),
            None => ("", String::new()),
        };
        let (label, name, position) = (line.label.clone(), line.name.clone(), line.position.clone());
        Line { label, name, href: line.href.clone(), position, came, told }
    };
    let more = (it.more > 0).then(|| w.more(&reader.count(it.more as u64)));
    Group { name: reader.text(&it.name), lines: it.lines.iter().map(line).collect(), more }
}

/// Shows the form that writes a list down.
///
/// # Errors
/// Faults.
pub async fn start(State(app): State<Bowline>, visit: Visit) -> Answer {
    let page = prepare_page(&app, &visit, &Posted::default(), None).await?;
    show_page(&visit, &page)
}

/// Writes a list down.
///
/// # Errors
/// Not the person's to do.
pub async fn send(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let who = visit.person()?;
    let kept = form.clone_fields();
    let prepare = move |app: &Bowline, request: Option<&Request>, form: Posted| {
        app.requests().inspections(request).prepare(&who, &prepare_form(&form)?)
    };
    match attempt_once(&app, &visit, form, prepare).await? {
        Ok(subject) | Err(Refused::Done { same: true, led_to: Some(subject) }) => {
            Ok(redirect(&format!("/draws/{subject}")))
        }
        Err(refused) => show_refused(&visit, &prepare_page(&app, &visit, &kept, Some(refused.text())).await?),
    }
}

/// Shows a draw.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn show(State(app): State<Bowline>, visit: Visit, Path(id): Path<String>) -> Answer {
    let (who, subject) = (visit.person()?, subject(&id)?);
    let view = ask(&app, move |app| app.requests().inspections(None).view(&who, subject)).await?;
    show_page(&visit, &DrawPage::from(&visit, &view))
}

async fn prepare_page(
    app: &Bowline,
    visit: &Visit,
    form: &Posted,
    refused: Option<Text>,
) -> Result<PreparePage, Problem> {
    let who = visit.person()?;
    let pool = ask(app, move |app| app.requests().inspections(None).pool(&who)).await?;
    Ok(PreparePage::from(visit, pool.as_ref(), form, refused.as_ref()))
}

fn prepare_form(form: &Posted) -> Result<PrepareForm, Refused> {
    let bad = |field: &'static str, text| Refused::Field { field, text };
    let number = |field: &'static str| {
        form.get(field).trim().parse().map_err(|_| bad(field, both(DrawWords, |w| w.bad_number())))
    };
    let planned_on = form.get("planned_on").parse().map_err(|_| bad("planned_on", both(DrawWords, |w| w.bad_day())))?;
    Ok(PrepareForm {
        subject: form.get("subject").to_owned(),
        planned_on,
        visits: number("visits")?,
        officers: number("officers")?,
        source: form.get("source").to_owned(),
        conflicts: form.get("conflicts").to_owned(),
    })
}
