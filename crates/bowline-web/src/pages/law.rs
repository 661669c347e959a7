//! This page browses the law by kind, set and instrument, or searches it with a GET form. It lists rules where
//! something is asked for.
//!
//! This module must never write a filter into an address by hand: [`address`] does, and [`filter_of`] reads it back.

use super::{Frame, Tab};
use crate::address::{encode, with_query};
use crate::answer::{Answer, show as show_page};
use crate::blocking::ask;
use crate::reader::{Badge, Reader};
use crate::rights::is_official;
use crate::visit::Visit;
use crate::words::LawWords;
use askama::Template;
use axum::extract::{Query, State};
use bowline_core::ids::PlaceCode;
use bowline_core::rules::{RuleKind, Validity};
use bowline_service::Bowline;
use bowline_service::views::law::{Force, LawFilter, LawList, LawPlace, RuleLine};
use serde::Serialize;
use std::collections::BTreeMap;

/// The field of the place whose law is asked for.
pub const PLACE: &str = "place";

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "law.html")]
pub struct LawPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: LawWords,
    pack: String,
    pack_title: String,
    /// The code of the place whose law is shown; empty: the nation's.
    place: String,
    place_name: Option<String>,
    places: Vec<Choice>,
    checked: String,
    search: String,
    on: String,
    set: String,
    instrument: String,
    recheck: bool,
    kinds: Vec<Choice>,
    sectors: Vec<Choice>,
    sets: Vec<Door>,
    instruments: Vec<Door>,
    recheck_line: String,
    recheck_any: bool,
    proposed: Option<String>,
    /// What is listed; none on the first page of the law.
    list: Option<List>,
}

/// A choice of the filter.
#[derive(Debug, Serialize)]
pub struct Choice {
    value: String,
    label: String,
    count: String,
    chosen: bool,
}

/// A way into the law.
#[derive(Debug, Serialize)]
pub struct Door {
    href: String,
    code: String,
    name: String,
    sub: String,
    rules: String,
}

/// Rules under a filter.
#[derive(Debug, Serialize)]
pub struct List {
    title: String,
    total: String,
    mixed: bool,
    lines: Vec<Line>,
    next: Option<String>,
}

/// A rule in a list.
#[derive(Debug, Serialize)]
pub struct Line {
    id: String,
    href: String,
    kind: String,
    kind_key: &'static str,
    title: String,
    source: String,
    days: String,
    force: Badge,
    decided: bool,
    checked: String,
    recheck: bool,
}

impl LawPage {
    /// The page under its filter.
    #[must_use]
    pub fn from(visit: &Visit, filter: &LawFilter, list: &LawList) -> Self {
        let (reader, w) = (&visit.reader, LawWords(visit.reader.lang()));
        let everything = *filter == LawFilter { on: filter.on, place: filter.place, ..LawFilter::default() };
        Self {
            frame: Frame::new(visit, Tab::Law, w.title()),
            w,
            pack: list.pack.name.clone(),
            pack_title: reader.text(&list.pack.title),
            place: filter.place.map(|place| place.to_string()).unwrap_or_default(),
            place_name: list.place.as_ref().map(|(_, name)| reader.text(name)),
            places: list.places.iter().map(|it| place_choice(reader, filter, it)).collect(),
            checked: w.checked(&reader.day(list.pack.checked_on)),
            search: filter.search.clone(),
            on: list.on.to_string(),
            set: filter.set.clone(),
            instrument: filter.instrument.clone(),
            recheck: filter.recheck,
            kinds: list.kinds.iter().map(|(kind, rules)| kind_choice(w, filter, *kind, *rules)).collect(),
            sectors: sectors(reader, filter, list),
            sets: sets(reader, w, filter.place, list),
            instruments: instruments(reader, w, filter.place, list),
            recheck_line: if list.recheck == 0 {
                w.recheck_none()
            } else {
                w.recheck_some(&count(reader, list.recheck))
            },
            recheck_any: list.recheck > 0,
            proposed: list.proposed.clone().filter(|_| visit.who.as_deref().is_some_and(is_official)),
            list: (!everything).then(|| list_of(reader, w, filter, list)),
        }
    }
}

fn count(reader: &Reader, number: usize) -> String {
    reader.count(i128::try_from(number).unwrap_or(i128::MAX))
}

fn rules(reader: &Reader, w: LawWords, number: usize) -> String {
    if number == 1 { w.one_rule() } else { w.rules(&count(reader, number)) }
}

/// The word of a kind.
#[must_use]
pub fn kind_word(w: LawWords, kind: RuleKind) -> String {
    match kind {
        RuleKind::Criterion => w.criterion(),
        RuleKind::Scale => w.scale(),
        RuleKind::Trigger => w.trigger(),
        RuleKind::Procedure => w.procedure(),
        RuleKind::Ladder => w.ladder(),
        RuleKind::Checklist => w.checklist(),
        RuleKind::Lights => w.lights(),
        RuleKind::Clock => w.clock(),
        RuleKind::Requirement => w.requirement(),
        RuleKind::Measure => w.measure(),
        _ => w.other_kind(),
    }
}

/// How an edition stands, as a badge.
#[must_use]
pub fn force_badge(w: LawWords, force: Force) -> Badge {
    match force {
        Force::InForce => Badge { class: "good", word: w.in_force() },
        Force::NotYet => Badge { class: "general", word: w.not_yet() },
        Force::NoLonger => Badge { class: "gone", word: w.no_longer() },
    }
}

/// The days of an edition.
#[must_use]
pub fn days(reader: &Reader, w: LawWords, valid: Validity) -> String {
    match valid.to {
        Some(to) => w.from_to(&reader.day(valid.from), &reader.day(to)),
        None => w.from_day(&reader.day(valid.from)),
    }
}

fn kind_choice(w: LawWords, filter: &LawFilter, kind: RuleKind, rules: usize) -> Choice {
    Choice {
        value: kind.as_str().to_owned(),
        label: kind_word(w, kind),
        count: rules.to_string(),
        chosen: filter.kind == Some(kind),
    }
}

/// A place of which the law may be asked, those below another set in a little. A place with a pack of its own names it.
fn place_choice(reader: &Reader, filter: &LawFilter, it: &LawPlace) -> Choice {
    let own = it.own.as_ref().map(|own| format!(" · {}", own.name)).unwrap_or_default();
    Choice {
        value: it.place.to_string(),
        label: format!("{}{}{own}", "　".repeat(it.depth), reader.text(&it.name)),
        count: String::new(),
        chosen: filter.place == Some(it.place),
    }
}

/// Sectors, those below a section set in a little.
fn sectors(reader: &Reader, filter: &LawFilter, list: &LawList) -> Vec<Choice> {
    let choice = |(code, name): &(String, _)| Choice {
        value: code.clone(),
        label: format!("{}{code} {}", if code.len() > 1 { "　" } else { "" }, reader.text(name)),
        count: String::new(),
        chosen: filter.sector == *code,
    };
    list.sectors.iter().map(choice).collect()
}

fn sets(reader: &Reader, w: LawWords, place: Option<PlaceCode>, list: &LawList) -> Vec<Door> {
    let door = |set: &bowline_service::views::law::SetLine| Door {
        href: address(&LawFilter { set: set.id.clone(), place, ..LawFilter::default() }),
        code: set.id.clone(),
        name: reader.text(&set.name),
        sub: w.lead_department(&reader.text(&set.lead)),
        rules: rules(reader, w, set.rules),
    };
    list.sets.iter().map(door).collect()
}

fn instruments(reader: &Reader, w: LawWords, place: Option<PlaceCode>, list: &LawList) -> Vec<Door> {
    let door = |(name, text, n): &(String, _, usize)| Door {
        href: address(&LawFilter { instrument: name.clone(), place, ..LawFilter::default() }),
        code: String::new(),
        name: reader.text(text),
        sub: String::new(),
        rules: rules(reader, w, *n),
    };
    list.instruments.iter().map(door).collect()
}

fn list_of(reader: &Reader, w: LawWords, filter: &LawFilter, list: &LawList) -> List {
    let set = list.sets.iter().find(|set| set.id == filter.set).map(|set| reader.text(&set.name));
    let cited = list.instruments.iter().find(|(name, ..)| *name == filter.instrument);
    let title = set
        .or_else(|| cited.map(|(_, text, _)| w.instrument(&reader.text(text))))
        .or_else(|| filter.recheck.then(|| w.recheck_title()))
        .or_else(|| filter.kind.map(|kind| kind_word(w, kind)))
        .unwrap_or_else(|| w.title());
    List {
        title,
        total: rules(reader, w, list.total),
        mixed: filter.set.is_empty() && filter.kind.is_none(),
        lines: list.lines.iter().map(|it| line(reader, w, filter.place, it)).collect(),
        next: list.next.map(|after| address(&LawFilter { after, ..filter.clone() })),
    }
}

fn line(reader: &Reader, w: LawWords, place: Option<PlaceCode>, it: &RuleLine) -> Line {
    Line {
        href: rule_address(it.id.as_str(), place.map(|place| place.to_string())),
        id: it.id.to_string(),
        kind: kind_word(w, it.kind),
        kind_key: it.kind.as_str(),
        title: reader.text(&it.title),
        source: reader.text(&it.source),
        days: days(reader, w, it.valid),
        force: force_badge(w, it.force),
        decided: it.decided,
        checked: it.checked_on.map(|day| w.checked_on(&reader.day(day))).unwrap_or_default(),
        recheck: it.recheck,
    }
}

/// Reads the filter from the address; what cannot be read filters nothing.
#[must_use]
pub fn filter_of(query: &BTreeMap<String, String>) -> LawFilter {
    let get = |name: &str| query.get(name).map_or("", |value| value.trim());
    LawFilter {
        kind: RuleKind::READ.into_iter().find(|kind| kind.as_str() == get("kind")),
        place: get(PLACE).parse().ok(),
        set: get("set").to_owned(),
        sector: get("sector").to_owned(),
        instrument: get("instrument").to_owned(),
        search: get("q").to_owned(),
        on: get("on").parse().ok(),
        recheck: get("recheck") == "on",
        after: get("after").parse().unwrap_or(0),
    }
}

/// The address of a rule as it holds in a place, with nothing else asked.
#[must_use]
pub fn rule_address(id: &str, place: Option<String>) -> String {
    with_query(&format!("/law/{}", encode(id)), [(PLACE, place)])
}

/// The address of a filter.
#[must_use]
pub fn address(filter: &LawFilter) -> String {
    let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
    let pairs = [
        ("kind", filter.kind.map(|kind| kind.as_str().to_owned())),
        (PLACE, filter.place.map(|place| place.to_string())),
        ("set", filled(&filter.set)),
        ("sector", filled(&filter.sector)),
        ("instrument", filled(&filter.instrument)),
        ("q", filled(&filter.search)),
        ("on", filter.on.map(|day| day.to_string())),
        ("recheck", filter.recheck.then(|| "on".to_owned())),
        ("after", (filter.after > 0).then(|| filter.after.to_string())),
    ];
    with_query("/law", pairs)
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let filter = filter_of(&query);
    let asked = filter.clone();
    let list = ask(&app, move |app| app.law().list(&asked)).await?;
    show_page(&visit, &LawPage::from(&visit, &filter, &list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_own_address() {
        let filter = LawFilter {
            kind: Some(RuleKind::Scale),
            place: "370100".parse().ok(),
            set: "GAS".to_owned(),
            sector: "H62".to_owned(),
            instrument: "安全生产法（2021）".to_owned(),
            search: "气瓶 & 报警器".to_owned(),
            on: "2027-12-01".parse().ok(),
            recheck: true,
            after: 60,
        };
        let Query(query) = Query::try_from_uri(&address(&filter).parse().unwrap()).unwrap();
        assert_eq!(filter_of(&query), filter);
    }
}
