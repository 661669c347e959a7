//! This page shows one rule: what it says, its sources, its editions, its worked cases, and a form to try it. A try is
//! a GET, so that the try has an address.
//!
//! This module must never write: a try leaves nothing behind.

use super::drawing::Drawing;
use super::law::{PLACE, address, days, force_badge, kind_word};
use super::question::Question;
use super::{Frame, Tab};
use crate::address::{encode, with_query};
use crate::answer::{Answer as Page, Problem, show as show_page};
use crate::blocking::ask;
use crate::reader::{Badge, Reader};
use crate::visit::Visit;
use crate::words::{FormWords, LawWords, TryOutWords};
use askama::Template;
use axum::extract::{Path, Query, State};
use bowline_core::facts::Answers;
use bowline_core::ids::{PlaceCode, RuleId};
use bowline_core::rules::{Given, Input, Outcome, RuleKind, Trial, WorkedCase, read_answers, typed};
use bowline_core::time::Day;
use bowline_core::words::Text;
use bowline_service::views::law::{CiteLine, EditionLine, LawFilter, RuleView};
use bowline_service::{Bowline, Refused};
use serde::Serialize;
use std::collections::BTreeMap;

/// The field that says that somebody tries.
const TRY: &str = "try";
/// The field of the edition's first day.
const EDITION: &str = "edition";

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "rule.html")]
pub struct RulePage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: LawWords,
    #[serde(skip)]
    f: FormWords,
    #[serde(skip)]
    t: TryOutWords,
    id: String,
    /// Pack and place of which this is the law.
    pack: String,
    /// The code of the place; empty: the nation.
    place: String,
    /// The page without a trial.
    href: String,
    kind: String,
    title: String,
    crumb: Option<(String, String)>,
    sectors: Vec<(String, String)>,
    words: Vec<Sentence>,
    picture: Option<Drawing>,
    cites: Vec<Cite>,
    editions: Vec<Edition>,
    line: TimeLine,
    today: String,
    /// Where a kind of matter is tried by playing it.
    tryout: Option<String>,
    questions: Vec<Question>,
    decided: bool,
    checklist: bool,
    edition: String,
    refused: Option<String>,
    trials: Vec<Tried>,
    cases: Vec<Case>,
    cases_line: String,
    cases_pass: bool,
}

/// A line of a rule and how deep it stands.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    depth: usize,
    head: bool,
    text: String,
}

/// A source.
#[derive(Debug, Serialize)]
pub struct Cite {
    source: String,
    href: Option<String>,
    tag: Badge,
    checked: String,
    recheck: bool,
}

/// An edition.
#[derive(Debug, Serialize)]
pub struct Edition {
    days: String,
    href: String,
    force: Badge,
    shown: bool,
}

/// The editions over the years; positions in percent.
#[derive(Debug, Default, Serialize)]
pub struct TimeLine {
    bars: Vec<Bar>,
    years: Vec<(String, i16)>,
    today: String,
    height: usize,
}

/// The bar of an edition.
#[derive(Debug, Serialize)]
pub struct Bar {
    from: String,
    width: String,
    top: usize,
    class: &'static str,
}

/// What came of a try.
#[derive(Debug, Serialize)]
pub struct Tried {
    of: Option<String>,
    outcome: Outcome,
    mark: Badge,
    says: String,
    reasons: Vec<String>,
    missing: Vec<String>,
}

/// A worked case.
#[derive(Debug, Serialize)]
pub struct Case {
    name: String,
    expects: String,
    failed: Option<String>,
    href: Option<String>,
}

impl RulePage {
    /// The page of a rule, with what was tried.
    #[must_use]
    pub fn from(visit: &Visit, view: &RuleView, query: &BTreeMap<String, String>, tried: &Tries) -> Self {
        let (reader, w) = (&visit.reader, LawWords(visit.reader.lang()));
        let id = view.id.to_string();
        let place = place_of(view);
        let (refused, trials) = match tried {
            Err(refused) => (Some(reader.text(&refused.text())), Vec::new()),
            Ok(trials) => (None, trials.iter().map(|it| trial(reader, w, it)).collect()),
        };
        let beside = tried.as_ref().err().map(Refused::beside).unwrap_or_default();
        let shown = view.editions.iter().find(|it| it.shown);
        let failed = view.cases.iter().filter(|case| case.failed.is_some()).count();
        let set = view.set.as_ref();
        let door = |set: &(String, _)| {
            (address(&LawFilter { set: set.0.clone(), place, ..LawFilter::default() }), reader.text(&set.1))
        };
        let kinds =
            || (address(&LawFilter { kind: Some(view.kind), place, ..LawFilter::default() }), kind_word(w, view.kind));
        Self {
            frame: Frame::new(visit, Tab::Law, reader.text(&view.title)),
            w,
            f: FormWords(reader.lang()),
            t: TryOutWords(reader.lang()),
            kind: kind_word(w, view.kind),
            title: reader.text(&view.title),
            crumb: Some(set.map_or_else(kinds, door)),
            sectors: sectors(reader, view),
            words: view.words.iter().map(|text| sentence(text.get(reader.lang()))).collect(),
            picture: view.picture.as_ref().map(|it| Drawing::of(reader, it)),
            cites: view.cites.iter().map(|it| cite(reader, w, place, it)).collect(),
            editions: view.editions.iter().map(|it| edition(reader, w, view, it)).collect(),
            line: time_line(view),
            today: w.today(&reader.day(view.on)),
            tryout: (view.picture.is_some() && !view.cases.is_empty())
                .then(|| with_query(&format!("/law/{id}/try"), [(PLACE, place.map(|place| place.to_string()))])),
            questions: question_fields(reader, view, query, &beside),
            decided: view.decided,
            checklist: view.kind == RuleKind::Checklist,
            edition: shown.map(|it| it.valid.from.to_string()).unwrap_or_default(),
            refused,
            trials,
            cases: view.cases.iter().map(|it| case(reader, w, view, it)).collect(),
            cases_line: match (view.cases.len(), failed) {
                (0, _) => w.cases_none(),
                (all, 0) => w.cases_pass(&all.to_string()),
                (_, failed) => w.cases_fail(&failed.to_string()),
            },
            cases_pass: failed == 0,
            pack: pack_line(reader, w, view),
            href: address_of(view, [(EDITION, shown.map(|it| it.valid.from.to_string()))]),
            place: place.map(|place| place.to_string()).unwrap_or_default(),
            id,
        }
    }
}

fn question_fields(
    reader: &Reader,
    view: &RuleView,
    query: &BTreeMap<String, String>,
    beside: &[(String, Text)],
) -> Vec<Question> {
    let field = |it: &Input| {
        let name = it.id.as_str();
        let given: Vec<&str> = query.get(name).map(String::as_str).into_iter().collect();
        Question::new(reader, it, name.to_owned(), &given).refused(reader, beside)
    };
    view.questions.iter().map(field).collect()
}

fn sectors(reader: &Reader, view: &RuleView) -> Vec<(String, String)> {
    let link = |(code, name): &(String, _)| {
        let href = address(&LawFilter { sector: code.clone(), place: place_of(view), ..LawFilter::default() });
        (href, format!("{code} {}", reader.text(name)))
    };
    view.sectors.iter().map(link).collect()
}

/// The dots before a line tell how deep it stands.
fn sentence(line: &str) -> Sentence {
    let text = line.trim_start_matches("· ");
    let depth = (line.len() - text.len()) / "· ".len();
    Sentence { depth: depth.min(6), head: depth == 0, text: text.to_owned() }
}

fn cite(reader: &Reader, w: LawWords, place: Option<PlaceCode>, it: &CiteLine) -> Cite {
    let href = || address(&LawFilter { instrument: it.instrument.clone(), place, ..LawFilter::default() });
    Cite {
        source: reader.text(&it.source),
        href: (!it.own).then(href),
        tag: Badge { class: if it.verified { "good" } else { "general" }, word: reader.text(&it.tag) },
        checked: w.checked_on(&reader.day(it.checked_on)),
        recheck: it.recheck,
    }
}

fn place_of(view: &RuleView) -> Option<PlaceCode> {
    view.place.as_ref().map(|(place, _)| *place)
}

/// The address of the rule in its place, with fields of the form.
fn address_of<'q>(view: &RuleView, fields: impl IntoIterator<Item = (&'q str, Option<String>)>) -> String {
    let place = (PLACE, place_of(view).map(|place| place.to_string()));
    with_query(&format!("/law/{}", encode(view.id.as_str())), std::iter::once(place).chain(fields))
}

/// The pack in one line, and where it is the law.
fn pack_line(reader: &Reader, w: LawWords, view: &RuleView) -> String {
    let pack = crate::reader::named(reader, &view.pack.title, &view.pack.name);
    let place = view.place.as_ref().map(|(_, name)| w.holds_in(&reader.text(name)));
    place.map_or_else(|| pack.clone(), |place| format!("{place} · {pack}"))
}

fn edition(reader: &Reader, w: LawWords, view: &RuleView, it: &EditionLine) -> Edition {
    Edition {
        days: days(reader, w, it.valid),
        href: address_of(view, [(EDITION, Some(it.valid.from.to_string()))]),
        force: force_badge(w, it.force),
        shown: it.shown,
    }
}

fn trial(reader: &Reader, w: LawWords, it: &Trial) -> Tried {
    let (class, word) = match it.outcome {
        Outcome::Holds => ("holds", w.holds()),
        Outcome::Fails => ("fails", w.fails()),
        Outcome::Unknown => ("unknown", w.unknown()),
        Outcome::Broken => ("broken", w.broken()),
        Outcome::Told => ("told", String::new()),
    };
    Tried {
        of: it.of.as_ref().map(|of| reader.text(of)),
        outcome: it.outcome,
        mark: Badge { class, word },
        says: reader.text(&it.says),
        reasons: it.reasons.iter().map(|text| reader.text(text)).collect(),
        missing: it.missing.iter().map(|text| reader.text(text)).collect(),
    }
}

fn case(reader: &Reader, w: LawWords, view: &RuleView, it: &WorkedCase) -> Case {
    let word = match it.expects.as_str() {
        "holds" => w.holds(),
        "fails" => w.fails(),
        "unknown" => w.unknown(),
        "broken" => w.broken(),
        "not_in_force" => w.not_in_force(),
        _ => String::new(),
    };
    let given = it.answers.iter().map(|(input, answer)| (input.as_str(), Some(typed(answer, &view.zone).join(" "))));
    let tried = std::iter::once((TRY, Some("1".to_owned()))).chain(given);
    let href = (!it.answers.is_empty()).then(|| address_of(view, tried));
    Case {
        name: reader.text(&it.name),
        expects: if word.is_empty() { word } else { w.expects(&word) },
        failed: it.failed.as_ref().map(|text| reader.text(text)),
        href,
    }
}

/// Height of an edition's bar with the space above it, in pixels.
const ROW: usize = 18;

fn time_line(view: &RuleView) -> TimeLine {
    let ends = view.editions.iter().flat_map(|it| [Some(it.valid.from), it.valid.to]).flatten().chain([view.on]);
    let (mut first, mut last) = (view.on.year(), view.on.year());
    for day in ends {
        (first, last) = (first.min(day.year()), last.max(day.year()));
    }
    let (from, to) = (f64::from(first), f64::from(last) + 1.5);
    let at = |day: Day| (f64::from(day.year()) + f64::from(day.day_of_year() - 1) / 366.0 - from) * 100.0 / (to - from);
    let bar = |(row, it): (usize, &EditionLine)| {
        let (start, end) = (at(it.valid.from), it.valid.to.map_or(100.0, at));
        let class = if it.shown { "shown" } else { "other" };
        Bar { from: percent(start), width: percent(end - start), top: row * ROW, class }
    };
    let step = ((last - first) / 6).max(1);
    let years = (first..=last).step_by(usize::try_from(step).unwrap_or(1));
    TimeLine {
        bars: view.editions.iter().enumerate().map(bar).collect(),
        years: years.map(|year| (percent((f64::from(year) - from) * 100.0 / (to - from)), year)).collect(),
        today: percent(at(view.on)),
        height: view.editions.len() * ROW,
    }
}

fn percent(part: f64) -> String {
    format!("{part:.2}%")
}

/// What came of a try: nothing tried, or an answer that cannot be read.
type Tries = Result<Vec<Trial>, Refused>;

fn answers_of(view: &RuleView, query: &BTreeMap<String, String>) -> Result<Answers, Refused> {
    let given = |input: &Input| query.get(input.id.as_str()).map_or_else(Given::default, |value| Given::value(value));
    let asked = view.questions.iter().map(|input| (input, false));
    read_answers(asked, given, &view.zone).map_err(|faults| {
        Refused::Answers(faults.into_iter().map(|fault| (fault.input.as_str().to_owned(), fault)).collect())
    })
}

/// Shows a rule, and what it says on the answers in the address.
///
/// # Errors
/// Not there.
pub async fn show(
    State(app): State<Bowline>,
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Page {
    let id: RuleId = id.parse().map_err(|_| Problem::NotFound)?;
    let edition: Option<Day> = query.get(EDITION).and_then(|day| day.parse().ok());
    let place = query.get(PLACE).and_then(|place| place.parse().ok());
    let fields = query.clone();
    let asked = ask(&app, move |app| {
        let view = app.law().at(place).rule(&id, edition)?;
        let tried = match fields.contains_key(TRY) {
            true => answers_of(&view, &fields).and_then(|answers| app.law().at(place).trial(&id, edition, &answers)),
            false => Ok(Vec::new()),
        };
        Ok((view, tried))
    });
    let (view, tried) = asked.await?;
    show_page(&visit, &RulePage::from(&visit, &view, &query, &tried))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_tell_how_deep_a_line_stands() {
        let told = |line| (sentence(line).depth, sentence(line).text);
        assert_eq!(told("当下列成立时："), (0, "当下列成立时：".to_owned()));
        assert_eq!(told("· · 气瓶 · 数"), (2, "气瓶 · 数".to_owned()));
    }
}
