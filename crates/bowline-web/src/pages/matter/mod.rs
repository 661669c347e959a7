//! This page tells the whole story of one matter of a declared kind: whose turn it is, by when and why, the forms of what
//! this person may do now, and what was recorded.
//!
//! This module must never name a kind, and never decide whether an act is allowed: the service says what may be done.
//! Start at [`MatterPage::from`]; `serve` and `beginning` hold the handlers.

mod begin;
mod beginning;
mod children;
mod form;
mod serve;

pub use begin::{BeginPage, WherePage, ground_of};
pub use beginning::{begin, send};
pub use children::{Children, progress};
pub use form::ActForm;
pub use serve::{act, kinds, list, proof, show, small};

use super::attempt::Attempt;
use super::matters::Line;
use super::story::{self, Duty, Entry, OwedLine, ProofLink, Shelf, duty, entry, live_and_settled, owed};
use super::{Frame, Tab};
use crate::reader::{PostLine, Reader};
use crate::visit::Visit;
use crate::words::{FormWords, MatterWords, StoryWords};
use askama::Template;
use bowline_core::facts::{Answer as Given, Stage};
use bowline_core::time::Moment;
use bowline_service::views::matters::{ActAnswers, AnswerLine, MatterView, PartyLine, PhaseView, RelatedLine};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "matter.html")]
pub struct MatterPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: MatterWords,
    #[serde(skip)]
    s: StoryWords,
    #[serde(skip)]
    f: FormWords,
    /// Where the list of its kind is.
    kind: String,
    /// Where this page is.
    page: String,
    id: String,
    version: u32,
    line: Line,
    way: Vec<WayMark>,
    turn: Option<TurnLine>,
    beside: Vec<OwedLine>,
    forms: Vec<ActForm>,
    refused: Option<String>,
    /// What was typed into a form that is not offered any more.
    #[serde(skip)]
    typed: Option<Vec<String>>,
    answers: Vec<Recorded>,
    /// Where its list, seed and order are shown, if it is a draw.
    draw: Option<String>,
    parties: Vec<(String, Option<PostLine>)>,
    children: Vec<Children>,
    related: Vec<Related>,
    open_duties: Vec<Duty>,
    settled_duties: Vec<Duty>,
    particulars: Vec<(String, String)>,
    /// The rulebook it runs under, and where that is shown.
    rulebook: Option<(String, String)>,
    timeline: Vec<Entry>,
}

/// A phase on the way.
#[derive(Debug, Serialize)]
pub struct WayMark {
    /// Its word.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `past`, `now`, `ahead`. What was passed by, and other ends, are left out.
    pub standing: &'static str,
    /// When the matter entered it last, for people and machines.
    pub entered: Option<(String, String)>,
}

/// Why the turn is whose it is.
#[derive(Debug, Serialize)]
pub struct TurnLine {
    because: String,
    working: String,
}

/// What one act recorded.
#[derive(Debug, Serialize)]
pub struct Recorded {
    act: String,
    name: String,
    answers: Vec<AnswerRow>,
}

/// A question with its answer, for people and machines.
#[derive(Debug, Serialize)]
pub struct AnswerRow {
    input: String,
    ask: String,
    value: String,
    answer: Given,
    #[serde(skip)]
    proofs: Vec<ProofLink>,
}

/// A matter that this one is tied to.
#[derive(Debug, Serialize)]
pub struct Related {
    id: String,
    word: String,
    kind_title: String,
    href: Option<String>,
    number: String,
    text: String,
    phase: Option<String>,
    facet: Option<String>,
}

impl MatterPage {
    /// The page of a matter; after a refused form with what was tried.
    #[must_use]
    pub fn from(visit: &Visit, view: &MatterView, attempt: Option<&Attempt>) -> Self {
        let (reader, lang) = (&visit.reader, visit.reader.lang());
        let (w, s, f) = (MatterWords(lang), StoryWords(lang), FormWords(lang));
        let page = format!("/matters/{}/{}", view.address, view.line.subject);
        let shelf = Shelf { page: &page, site: view.site_at, reused: Some(&view.reused) };
        let (open, settled) = live_and_settled(&view.duties);
        let forms = form::forms(reader, view, attempt);
        let homeless = attempt.filter(|attempt| !forms.iter().any(|form| form.key == attempt.key));
        let text = |(name, value): &(_, _)| (reader.text(name), reader.text(value));
        Self {
            frame: Frame::new(
                visit,
                Tab::Matters,
                format!("{} · {}", reader.text(&view.line.kind_title), view.line.text),
            ),
            w,
            s,
            f,
            kind: format!("/matters/{}", view.address),
            id: view.line.subject.to_string(),
            version: view.version,
            line: Line::from(reader, &view.line),
            way: way(reader, &view.way, &view.line.phase),
            turn: view
                .turn
                .as_ref()
                .map(|it| TurnLine { because: reader.text(&it.because), working: reader.text(&it.working) }),
            beside: view.beside.iter().map(|it| owed(reader, it)).collect(),
            forms,
            refused: attempt.map(|attempt| match homeless {
                Some(_) => format!("{} {}", reader.text(&attempt.said), f.not_yours()),
                None => reader.text(&attempt.said),
            }),
            typed: homeless.map(|attempt| attempt.form.typed()),
            answers: view.answers.iter().map(|it| recorded(reader, shelf, it)).collect(),
            draw: is_draw(view).then(|| format!("/draws/{}", view.line.subject)),
            parties: view.parties.iter().map(|it| party(reader, it)).collect(),
            children: view.children.iter().map(|it| Children::of(reader, view.line.subject, &page, it)).collect(),
            related: view.related.iter().map(|it| related(reader, it)).collect(),
            open_duties: open.into_iter().map(|it| duty(reader, s, it)).collect(),
            settled_duties: settled.into_iter().map(|it| duty(reader, s, it)).collect(),
            particulars: view.particulars.iter().map(text).collect(),
            rulebook: None,
            timeline: view.timeline.iter().map(|it| entry(reader, shelf, it)).collect(),
            page: page.clone(),
        }
    }

    /// Says what was just done, if it is an act of this matter.
    #[must_use]
    pub fn has_just_done(mut self, view: &MatterView, done: Option<&String>) -> Self {
        let name = done.and_then(|key| {
            let recorded = || view.answers.iter().find(|it| it.act == *key).map(|it| it.name.get(self.f.0).to_owned());
            form::letter_title(self.f, key).or_else(recorded)
        });
        self.frame.flash = name.map(|name| self.frame.w.done(&name));
        self
    }
}

fn is_draw(view: &MatterView) -> bool {
    view.answers.iter().flat_map(|act| &act.answers).any(|line| line.input.as_str() == "draw.list")
}

/// The phases of a way, seen from the one in which a matter is.
pub(super) fn way(reader: &Reader, way: &[(PhaseView, Option<Moment>)], now: &PhaseView) -> Vec<WayMark> {
    let here = way.iter().position(|(phase, _)| phase.id == now.id);
    let mark = |(at, (phase, entered)): (usize, &(PhaseView, Option<Moment>))| WayMark {
        id: phase.id.clone(),
        name: reader.text(&phase.name),
        standing: match here {
            Some(here) if here == at => "now",
            _ if entered.is_some() => "past",
            Some(here) if at < here => "aside",
            // An end other than the right one, and any other end once it is over.
            _ if !matches!(phase.stage, Stage::Open | Stage::Done) || now.stage != Stage::Open => "aside",
            _ => "ahead",
        },
        entered: entered.map(|at| (reader.moment(at), reader.machine(at))),
    };
    let marks = way.iter().enumerate().map(mark);
    marks.filter(|it| it.standing != "aside").collect()
}

fn recorded(reader: &Reader, shelf: Shelf<'_>, it: &ActAnswers) -> Recorded {
    let row = |line: &AnswerLine| AnswerRow {
        input: line.input.as_str().to_owned(),
        ask: reader.text(&line.ask),
        value: reader.text(&line.value),
        answer: line.answer.clone(),
        proofs: match &line.answer {
            Given::Files(files) => files.iter().map(|it| story::proof(reader, shelf, it)).collect(),
            _ => Vec::new(),
        },
    };
    Recorded { act: it.act.clone(), name: reader.text(&it.name), answers: it.answers.iter().map(row).collect() }
}

fn party(reader: &Reader, it: &PartyLine) -> (String, Option<PostLine>) {
    (reader.text(&it.name), it.post.as_ref().map(|post| reader.post(post)))
}

fn related(reader: &Reader, it: &RelatedLine) -> Related {
    Related {
        id: it.subject.to_string(),
        word: it.word.clone(),
        kind_title: reader.text(&it.kind_title),
        href: (!it.address.is_empty()).then(|| format!("{}/{}", it.address, it.subject)),
        number: it.number.clone(),
        text: it.text.clone(),
        phase: it.phase.as_ref().map(|phase| reader.text(&phase.name)),
        facet: it.facet.as_ref().map(|facet| reader.text(facet)),
    }
}
