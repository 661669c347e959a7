//! This page tells the whole story of one hazard: who must do what by when and why, and the forms of what this person
//! may do now.
//!
//! This module must never decide whether an act is allowed: the service says what is next and refuses the rest. Start
//! at [`HazardPage::from`].

mod ask_of;
mod criteria;
mod step;

pub use ask_of::ask_of;

use super::attempt::Attempt;
use super::hazards::Line;
use super::story::{Duty, Entry, OwedLine, Shelf, Side, before_and_after, duty, entry, live_and_settled, owed};
use super::{Frame, Tab, evidence, law};
use crate::answer::{Answer, Problem, redirect, revisited, show as show_page, show_refused};
use crate::blocking::ask;
use crate::heavy::Heavy;
use crate::kept::waiting;
use crate::looking::attempt_once;
use crate::posted::{Posted, Upload};
use crate::reader::Reader;
use crate::visit::Visit;
use crate::words::{FormWords, HazardWords, StoryWords};
use askama::Template;
use axum::extract::{Path, Query, State};
use bowline_core::facts::Grade;
use bowline_core::ids::{PlaceCode, SubjectId};
use bowline_service::views::law::{LawFilter, PackLine};
use bowline_service::views::{HazardView, Who};
use bowline_service::{Bowline, Refused, Request};
use serde::Serialize;
use std::collections::BTreeMap;
use step::Step;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "hazard.html")]
pub struct HazardPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: HazardWords,
    #[serde(skip)]
    s: StoryWords,
    #[serde(skip)]
    f: FormWords,
    id: String,
    version: u32,
    line: Line,
    source: String,
    closed: bool,
    beside: Vec<OwedLine>,
    #[serde(skip)]
    steps: Vec<Step>,
    next: Vec<&'static str>,
    refused: Option<String>,
    /// What was typed into a form that is not offered any more.
    #[serde(skip)]
    typed: Option<Vec<String>>,
    criteria: Vec<criteria::Set>,
    deadline: (String, String, String),
    latest: Option<(String, String, String)>,
    ordered_until: Option<String>,
    today: String,
    timeline: Vec<Entry>,
    #[serde(skip)]
    states: Vec<Side>,
    open_duties: Vec<Duty>,
    settled_duties: Vec<Duty>,
    particulars: Vec<(String, String)>,
    /// The pack under which it stands: its name, and the page of the law there.
    rulebook: Option<(String, String)>,
    #[serde(skip)]
    money: String,
    #[serde(skip)]
    grade_help: String,
}

impl HazardPage {
    /// The page of a hazard; after a refused form with what was tried.
    #[must_use]
    pub fn from(visit: &Visit, view: &HazardView, attempt: Option<&Attempt>) -> Self {
        let (reader, lang) = (&visit.reader, visit.reader.lang());
        let (w, s, f) = (HazardWords(lang), StoryWords(lang), FormWords(lang));
        let (suggested, suggested_by) = &view.dates.suggested;
        let id = view.line.subject.to_string();
        let page = format!("/hazards/{id}");
        let shelf = Shelf { page: &page, site: view.site_at, reused: Some(&view.reused) };
        let timeline: Vec<Entry> = view.timeline.iter().map(|it| entry(reader, shelf, it)).collect();
        let (open, settled) = live_and_settled(&view.duties);
        let steps = step::steps(view, attempt);
        let homeless = attempt.filter(|attempt| !steps.iter().any(|step| step.key == attempt.key));
        let text = |(name, value): &(_, _)| (reader.text(name), reader.text(value));
        Self {
            frame: Frame::new(visit, Tab::Hazards, format!("{} · {}", w.title(), view.line.unit)),
            w,
            s,
            f,
            version: view.version,
            line: Line::from(reader, &view.line),
            source: reader.source(view.source),
            beside: view.beside.iter().map(|it| owed(reader, it)).collect(),
            closed: !view.line.phase.is_open(),
            next: steps.iter().map(|step| step.key).collect(),
            steps,
            refused: attempt.map(|attempt| match homeless {
                Some(_) => format!("{} {}", reader.text(&attempt.said), f.not_yours()),
                None => reader.text(&attempt.said),
            }),
            typed: homeless.map(|attempt| attempt.form.typed()),
            criteria: criteria::sets(reader, view, attempt),
            deadline: (suggested.to_string(), reader.day(*suggested), reader.text(suggested_by)),
            latest: view.dates.latest.as_ref().map(|(day, why)| (day.to_string(), reader.day(*day), reader.text(why))),
            ordered_until: view.dates.ordered.map(|day| day.to_string()),
            today: reader.today().to_string(),
            states: before_and_after(s, &timeline),
            timeline,
            open_duties: open.into_iter().map(|it| duty(reader, s, it)).collect(),
            settled_duties: settled.into_iter().map(|it| duty(reader, s, it)).collect(),
            particulars: view.particulars.iter().map(text).collect(),
            rulebook: Some(rulebook(reader, &view.rulebook)),
            money: reader.text(&view.forms.money),
            grade_help: f.grade_help(
                &reader.own_grade(Grade::Major).unwrap_or_else(|| f.grade_major()),
                &reader.own_grade(Grade::General).unwrap_or_else(|| f.grade_general()),
            ),
            id,
        }
    }

    fn has_just_done(mut self, done: Option<&String>) -> Self {
        let act = done.and_then(|done| step::done(self.f, done));
        self.frame.flash = act.map(|act| self.frame.w.done(&act));
        self
    }
}

fn rulebook(reader: &Reader, (pack, place): &(PackLine, PlaceCode)) -> (String, String) {
    let href = law::address(&LawFilter { place: Some(*place), ..LawFilter::default() });
    (crate::reader::named(reader, &pack.title, &pack.name), href)
}

/// The dossier that an address names.
///
/// # Errors
/// [`Problem::NotFound`] for what is no id.
pub fn subject(id: &str) -> Result<SubjectId, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

/// Shows the page.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn show(
    State(app): State<Bowline>,
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let (who, subject) = (visit.person()?, subject(&id)?);
    // What was done is said once: neither the clock nor the language leads back to it.
    let visit = if query.contains_key("done") { visit.at(format!("/hazards/{subject}")) } else { visit };
    let done = query.get("done").cloned();
    let (view, attempt) = ask(&app, move |app| {
        let kept = waiting(app, &who, &query, &format!("/hazards/{subject}"))?;
        let ours = |(key, _): &(String, Posted)| step::KEYS.contains(&key.as_str());
        let attempt = kept.filter(ours).map(|(key, form)| Attempt::waiting(key, form));
        Ok((app.hazards().one(&who, subject)?, attempt))
    })
    .await?;
    let visit = visit.under(attempt.as_ref().map_or("", |attempt| attempt.form.key()));
    let page = HazardPage::from(&visit, &view, attempt.as_ref()).has_just_done(done.as_ref());
    revisited(show_page(&visit, &page))
}

/// Does something with a hazard; a refusal shows the page again with the form as it was filled in.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn act(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
    form: Posted,
) -> Answer {
    let (who, subject) = (visit.person()?, subject(&id)?);
    let key = step::KEYS.into_iter().find(|it| *it == key).ok_or(Problem::NotFound)?;
    let (asked, tried) = (form.clone_fields(), who.clone());
    let carry_out =
        move |app: &Bowline, request: Option<&Request>, form| carry_out(app, &tried, subject, key, request, form);
    let refused = match attempt_once((&app, &heavy), &visit, form, carry_out).await? {
        Ok(()) | Err(Refused::Done { same: true, .. }) => return Ok(redirect(&format!("/hazards/{id}?done={key}"))),
        Err(refused) => refused,
    };
    let said = app.hazards().told(&refused);
    let (visit, attempt) = Attempt::refused(&app, visit, (key, asked), &refused, said).await?;
    let view = ask(&app, move |app| app.hazards().one(&who, subject)).await?;
    show_refused(&visit, &HazardPage::from(&visit, &view, Some(&attempt)))
}

fn carry_out(
    app: &Bowline,
    who: &Who,
    subject: SubjectId,
    key: &str,
    request: Option<&Request>,
    form: Posted,
) -> Result<(), Refused> {
    let seen = form.get("version").parse().unwrap_or(0);
    let forms = app.hazards().forms(who, subject)?;
    let wish = ask_of(&forms, app.pack().country().zone(), key, &form)?;
    let files: Vec<_> = form.files.iter().map(Upload::handed).collect();
    app.requests().hazards(request).act_with(who, subject, seen, wish, &files).map(|_| ())
}

/// Evidence.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn proof(State(app): State<Bowline>, visit: Visit, Path((id, sha256)): Path<(String, String)>) -> Answer {
    evidence::show(&app, &visit, subject(&id)?, sha256).await
}

/// The small picture of a photo.
///
/// # Errors
/// As [`proof`].
pub async fn small(State(app): State<Bowline>, visit: Visit, Path((id, sha256)): Path<(String, String)>) -> Answer {
    evidence::small(&app, &visit, subject(&id)?, sha256).await
}
