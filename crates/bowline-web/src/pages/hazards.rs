//! This page lists hazards. A GET form filters the list, and a cursor pages through it.
//!
//! This module must never write a filter into an address by hand: [`address`] does, and [`filter_of`] reads it back.

use super::{Frame, Tab};
use crate::address::with_query;
use crate::answer::{Answer, redirect, show as show_page};
use crate::blocking::ask;
use crate::exports::{self, Links, Sheet};
use crate::house::House;
use crate::reader::{Badge, Counted, Lamp, Lateness, PostLine, Reader};
use crate::visit::Visit;
use crate::words::ListWords;
use askama::Template;
use axum::extract::{Query, State};
use bowline_core::facts::Grade;
use bowline_core::obligations::Phase;
use bowline_core::words::Lang;
use bowline_service::Sought;
use bowline_service::export::Form;
use bowline_service::views::{HazardFilter, HazardLine, HazardList, NumberSought};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "hazards.html")]
pub struct HazardsPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: ListWords,
    total: Option<Counted>,
    search: String,
    place: Option<String>,
    within: Option<String>,
    open: bool,
    late: bool,
    filtered: bool,
    grades: Vec<Choice>,
    phases: Vec<Choice>,
    lines: Vec<Line>,
    newest_recorded: bool,
    /// What of the search was not looked for.
    unsought: Option<String>,
    /// What the search was read as, if not as words.
    read_as: Option<String>,
    first: Option<String>,
    next: Option<String>,
    exports: Links,
}

/// A choice of the filter.
#[derive(Debug, Serialize)]
pub struct Choice {
    value: &'static str,
    label: String,
    chosen: bool,
}

/// A hazard in a list.
#[derive(Debug, Serialize)]
pub struct Line {
    id: String,
    /// The number that people say on the phone.
    pub number: Option<String>,
    /// The unit.
    pub unit: String,
    /// What is wrong.
    pub description: String,
    /// Where.
    pub place: String,
    /// Grade.
    pub grade: Badge,
    /// Phase.
    pub phase: String,
    /// Phase, the stable word.
    pub phase_key: &'static str,
    /// Light.
    pub lamp: Lamp,
    /// Found on.
    pub found: String,
    /// Due, for people and machines.
    pub due: Option<(String, String, Lateness)>,
    /// How much is late beside that.
    pub late_beside: u32,
    /// What is to be done.
    pub act: Option<String>,
    /// By whom.
    pub owner: Option<PostLine>,
    /// Raised to.
    pub raised_to: Option<String>,
}

impl Line {
    /// A hazard in words.
    #[must_use]
    pub fn from(reader: &Reader, line: &HazardLine) -> Self {
        let due = |at| (reader.due_date(at, line.provisional), reader.machine(at), reader.lateness(at));
        Self {
            id: line.subject.to_string(),
            number: line.number.map(|number| number.to_string()),
            unit: line.unit.clone(),
            description: line.description.clone(),
            place: reader.text(&line.place),
            grade: reader.grade(line.grade),
            phase: reader.phase(line.phase),
            phase_key: line.phase.as_str(),
            lamp: reader.lamp(line.light),
            found: reader.day(line.found_on),
            due: line.due_at.map(due),
            late_beside: line.late_beside,
            act: line.act.map(|act| reader.heading(&act.name())),
            owner: line.owner.as_ref().map(|owner| reader.post(owner)),
            raised_to: line.raised_to.as_ref().map(|office| reader.text(office)),
        }
    }
}

impl HazardsPage {
    /// The page of a list under its filter.
    #[must_use]
    pub fn from(visit: &Visit, filter: &HazardFilter, list: &HazardList) -> Self {
        let (reader, w) = (&visit.reader, ListWords(visit.reader.lang()));
        let unpaged = HazardFilter { after: None, ..filter.clone() };
        let next = list.page.next.clone().map(|after| address(&HazardFilter { after: Some(after), ..filter.clone() }));
        Self {
            frame: Frame::new(visit, Tab::Hazards, w.title()),
            w,
            total: list.total.map(|total| reader.counted(total)),
            search: filter.search.clone(),
            place: filter.place.map(|place| place.to_string()),
            within: None,
            open: filter.open,
            late: filter.late,
            filtered: unpaged != HazardFilter::default(),
            grades: grades(reader, filter.grade),
            phases: phases(reader, filter.phase),
            lines: list.page.lines.iter().map(|line| Line::from(reader, line)).collect(),
            newest_recorded: list.newest_recorded,
            unsought: unsought(reader.lang(), &filter.search),
            read_as: read_as(reader, w, list),
            exports: Links::of(reader.lang(), &address(&unpaged)),
            first: filter.after.is_some().then(|| address(&unpaged)),
            next,
        }
    }
}

fn read_as(reader: &Reader, w: ListWords, list: &HazardList) -> Option<String> {
    match &list.number {
        Some(NumberSought::Miswritten) => return Some(w.number_miswritten()),
        Some(NumberSought::NotThere(number)) => return Some(w.number_not_there(&number.to_string())),
        Some(NumberSought::Of(_)) => return None,
        None => {}
    }
    let posts: Vec<String> = list.waits_for.iter().map(|post| reader.text(post)).collect();
    (!posts.is_empty()).then(|| w.waits_for(&posts.join(&w.and())))
}

/// What of a search is not looked for, if anything.
#[must_use]
pub fn unsought(lang: Lang, search: &str) -> Option<String> {
    let w = ListWords(lang);
    match Sought::by(search) {
        Sought::Nothing => Some(w.nothing_to_search()),
        Sought::AllBut(rest) => Some(w.too_many_words(&rest.join(" "))),
        Sought::Everything | Sought::Words => None,
    }
}

const GRADES: [(&str, Grade); 2] = [("major", Grade::Major), ("general", Grade::General)];

fn grades(reader: &Reader, chosen: Option<Grade>) -> Vec<Choice> {
    let choice =
        |(value, grade)| Choice { value, label: reader.grade(Some(grade)).word, chosen: chosen == Some(grade) };
    GRADES.into_iter().map(choice).collect()
}

fn phases(reader: &Reader, chosen: Option<Phase>) -> Vec<Choice> {
    let choice =
        |phase: Phase| Choice { value: phase.as_str(), label: reader.phase(phase), chosen: chosen == Some(phase) };
    Phase::ALL.into_iter().map(choice).collect()
}

/// Reads the filter from the address; what cannot be read filters nothing.
#[must_use]
pub fn filter_of(query: &BTreeMap<String, String>) -> HazardFilter {
    let get = |name: &str| query.get(name).map_or("", |value| value.trim());
    HazardFilter {
        place: get("place").parse().ok(),
        grade: GRADES.into_iter().find(|(word, _)| *word == get("grade")).map(|(_, grade)| grade),
        phase: Phase::ALL.into_iter().find(|phase| phase.as_str() == get("phase")),
        open: get("open") == "on",
        late: get("late") == "on",
        search: get("search").to_owned(),
        after: query.get("after").filter(|after| !after.is_empty()).cloned(),
    }
}

/// The address of a filter.
#[must_use]
pub fn address(filter: &HazardFilter) -> String {
    let grade = GRADES.into_iter().find(|(_, grade)| filter.grade == Some(*grade)).map(|(word, _)| word.to_owned());
    let pairs = [
        ("place", filter.place.map(|place| place.to_string())),
        ("grade", grade),
        ("phase", filter.phase.map(|phase| phase.as_str().to_owned())),
        ("open", filter.open.then(|| "on".to_owned())),
        ("late", filter.late.then(|| "on".to_owned())),
        ("search", (!filter.search.is_empty()).then(|| filter.search.clone())),
        ("after", filter.after.clone()),
    ];
    with_query("/hazards", pairs)
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(house): State<House>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let (who, filter, app) = (visit.person()?, filter_of(&query), &house.app);
    let asked = filter.clone();
    let within = filter.place.map(|place| app.places().full_name(place, visit.reader.lang()));
    if let Some(form) = visit.export {
        return send_file(&house, &visit, form, filter, within.as_deref()).await;
    }
    let list = ask(app, move |app| app.hazards().list(&who, &asked)).await?;
    if let (Some(NumberSought::Of(row)), false) = (&list.number, visit.json) {
        return Ok(redirect(&format!("/hazards/{}", row.subject)));
    }
    show_page(&visit, &HazardsPage { within, ..HazardsPage::from(&visit, &filter, &list) })
}

/// The list as a file.
async fn send_file(house: &House, visit: &Visit, form: Form, filter: HazardFilter, within: Option<&str>) -> Answer {
    let reader = visit.reader.clone();
    let filter = HazardFilter { after: None, ..filter };
    let sheet = Sheet {
        title: ListWords(reader.lang()).title(),
        filters: exports::hazards::told(&reader, &filter, within),
        address: address(&filter),
        heads: exports::hazards::columns(&reader),
    };
    exports::send(house, visit, form, sheet, move |app, who, file| {
        app.hazards().each(who, &filter, &mut |line| file.add(&exports::hazards::row(&reader, &line)))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_own_address() {
        let filter = HazardFilter {
            place: "220104".parse().ok(),
            grade: Some(Grade::Major),
            phase: Some(Phase::Submitted),
            open: true,
            late: true,
            search: "气瓶 & 报警器".to_owned(),
            after: Some("2022-10-08|7".to_owned()),
        };
        let uri = address(&filter).parse().unwrap();
        let Query(query) = Query::try_from_uri(&uri).unwrap();
        assert_eq!(filter_of(&query), filter);
    }

    #[test]
    fn nonsense_filters_nothing() {
        let query = [("place", "../etc"), ("grade", "huge"), ("phase", "x"), ("open", "1")];
        let query = query.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        assert_eq!(filter_of(&query), HazardFilter::default());
    }
}
