//! These pages list the kinds of matter that the pack declares, and the matters of one kind under a filter.
//!
//! This module must never name a kind, and never write a filter into an address by hand: [`address`] does, and
//! [`filter_of`] reads it back. Start at [`MattersPage`].

use super::hazards::unsought;
use super::{Frame, Tab};
use crate::address::with_query;
use crate::exports::Links;
use crate::reader::{Badge, Counted, Lamp, Lateness, PostLine, Reader};
use crate::rights::is_official;
use crate::visit::Visit;
use crate::words::{ListWords, MatterWords};
use askama::Template;
use bowline_core::facts::Stage;
use bowline_core::ids::PlaceCode;
use bowline_core::signals::MatterTally;
use bowline_core::words::Text;
use bowline_service::views::matters::{
    FacetView, FamilyView, KindView, MatterFilter, MatterLine, MatterList, MatterState,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The kinds in force, with what is open of each.
#[derive(Debug, Serialize, Template)]
#[template(path = "kinds.html")]
pub struct KindsPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    m: MatterWords,
    families: Vec<FamilyLines>,
}

/// Kinds below one heading.
#[derive(Debug, Serialize)]
pub struct FamilyLines {
    title: Option<String>,
    kinds: Vec<KindLine>,
}

/// A kind, with how many are open in a place.
#[derive(Debug, Serialize)]
pub struct KindLine {
    /// Its word.
    pub id: String,
    /// The address of the open ones.
    pub href: String,
    /// What people call it.
    pub title: String,
    /// Open ones.
    pub open: Counted,
    /// Of these, late.
    pub late: Counted,
}

impl KindLine {
    /// Whether none is open.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.open.number() == 0
    }
}

/// Kinds with their counts in a place; none: in all that the person sees.
#[must_use]
pub fn kind_lines(reader: &Reader, kinds: &[(KindView, MatterTally)], place: Option<PlaceCode>) -> Vec<KindLine> {
    let open = MatterFilter { state: MatterState::Open, place, ..MatterFilter::default() };
    let line = |(kind, tally): &(KindView, MatterTally)| KindLine {
        id: kind.id.to_string(),
        href: address(&kind.address, &open),
        title: reader.text(&kind.title),
        open: reader.counted(tally.open),
        late: reader.counted(tally.overdue),
    };
    kinds.iter().map(line).collect()
}

impl KindsPage {
    /// The page of kinds with their open and their late ones; `counts` has those of which there are any.
    #[must_use]
    pub fn from(visit: &Visit, families: &[FamilyView], counts: &[(KindView, MatterTally)]) -> Self {
        let (reader, m) = (&visit.reader, MatterWords(visit.reader.lang()));
        let count = |kind: &KindView| {
            let tally = counts.iter().find(|(it, _)| it.id == kind.id).map(|(_, tally)| *tally);
            (kind.clone(), tally.unwrap_or_default())
        };
        let lines = |family: &FamilyView| {
            let kinds: Vec<_> = family.kinds.iter().map(count).collect();
            let title = family.title.as_ref().map(|title| reader.text(title));
            FamilyLines { title, kinds: kind_lines(reader, &kinds, None) }
        };
        let families = families.iter().map(lines).collect();
        Self { frame: Frame::new(visit, Tab::Matters, m.title()), m, families }
    }
}

/// The matters of a kind.
#[derive(Debug, Serialize, Template)]
#[template(path = "matters.html")]
pub struct MattersPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: MatterWords,
    #[serde(skip)]
    l: ListWords,
    kind: String,
    address: String,
    title: String,
    /// The acts by which one begins: address and name.
    begins: Vec<(String, String)>,
    total: Option<Counted>,
    search: String,
    places: Vec<Choice>,
    phases: Vec<Choice>,
    facet: Option<(String, Vec<Choice>)>,
    states: Vec<Choice>,
    late: bool,
    /// Only those that come from this matter.
    from: Option<Parent>,
    filtered: bool,
    by_due: bool,
    lines: Vec<Line>,
    newest_recorded: bool,
    unsought: Option<String>,
    first: Option<String>,
    next: Option<String>,
    exports: Links,
}

/// A choice of the filter.
#[derive(Debug, Serialize)]
pub struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// The matter that those of a list come from.
#[derive(Debug, Serialize)]
pub struct Parent {
    /// The dossier.
    id: String,
    /// Its page, with number and text; none: the person may not see it.
    seen: Option<(String, String)>,
}

/// Characters that a heading may have.
const LONG: usize = 48;

/// A matter in a list.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The dossier.
    pub id: String,
    /// A number that one can say on the phone.
    pub number: String,
    /// What people call its kind.
    pub kind_title: String,
    /// What tells it from another.
    pub text: String,
    /// The unit.
    pub unit: Option<String>,
    /// Where.
    pub place: String,
    /// Where, as a code.
    pub place_code: String,
    /// The choice of the facet, the stable word.
    pub facet_key: Option<String>,
    /// The choice of the facet.
    pub facet: Option<Badge>,
    /// Phase.
    pub phase: String,
    /// Phase, the stable word.
    pub phase_key: String,
    /// What the phase means: `open`, or how it is over.
    pub stage: Stage,
    /// Light.
    pub lamp: Lamp,
    /// The day on which it began.
    pub began: String,
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
    /// How often it was sent back.
    pub returned: u32,
}

impl Line {
    /// A matter in words.
    #[must_use]
    pub fn from(reader: &Reader, line: &MatterLine) -> Self {
        let due = |at| (reader.due_date(at, line.provisional), reader.machine(at), reader.lateness(at));
        let badge =
            |name: &Text| Badge { class: if line.grave { "major" } else { "general" }, word: reader.text(name) };
        Self {
            id: line.subject.to_string(),
            number: line.number.clone(),
            kind_title: reader.text(&line.kind_title),
            text: line.text.clone(),
            unit: line.unit.clone(),
            place: reader.text(&line.place),
            place_code: line.place_code.to_string(),
            facet_key: line.facet.as_ref().map(|(word, _)| word.clone()),
            facet: line.facet.as_ref().map(|(_, name)| badge(name)),
            phase: reader.text(&line.phase.name),
            phase_key: line.phase.id.clone(),
            stage: line.phase.stage,
            lamp: reader.lamp(line.light),
            began: reader.day(line.began),
            due: line.due_at.map(due),
            late_beside: line.late_beside,
            act: line.act.as_ref().map(|act| reader.text(&act.name)),
            owner: line.owner.as_ref().map(|owner| reader.post(owner)),
            raised_to: line.raised_to.as_ref().map(|office| reader.text(office)),
            returned: line.returned,
        }
    }

    /// Whether its text is an account rather than a name.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.text.chars().count() > LONG
    }
}

/// Kinds that begin on a page of their own, by address.
const BEGUN_ON: [(&str, &str); 2] = [("inspection_draws", "/draws"), ("look_back_draws", "/look-backs")];

/// Where a list is written down, for kinds that begin with one.
fn own_page(w: MatterWords, address: &str, visit: &Visit) -> Option<(String, String)> {
    let (_, page) = BEGUN_ON.iter().find(|(kind, _)| *kind == address)?;
    let official = visit.person().is_ok_and(|who| is_official(&who));
    official.then(|| ((*page).to_owned(), w.own_page()))
}

impl MattersPage {
    /// The page of a list under its filter; `below` are the places to choose from.
    #[must_use]
    pub fn from(visit: &Visit, filter: &MatterFilter, list: &MatterList, below: &[(PlaceCode, Text)]) -> Self {
        let (reader, lang) = (&visit.reader, visit.reader.lang());
        let (w, kind) = (MatterWords(lang), &list.kind);
        let here = |filter: &MatterFilter| address(&kind.address, filter);
        let unpaged = MatterFilter { after: None, ..filter.clone() };
        let next = list.page.next.clone().map(|after| here(&MatterFilter { after: Some(after), ..filter.clone() }));
        let begin = |(act, name): &(String, Text)| {
            let page = format!("/matters/{}/new", kind.address);
            (with_query(&page, [("act", Some(act.clone()))]), reader.text(name))
        };
        let title = reader.text(&kind.title);
        let choice = |value: String, label: String, chosen: &Option<String>| {
            let chosen = chosen.as_ref() == Some(&value);
            Choice { value, label, chosen }
        };
        let place = filter.place.map(|place| place.to_string());
        let places = below.iter().map(|(code, name)| choice(code.to_string(), reader.text(name), &place));
        let phases = kind.phases.iter().map(|it| choice(it.id.clone(), reader.text(&it.name), &filter.phase));
        let facet = |facet: &FacetView| {
            let choices = facet.choices.iter();
            let choices = choices.map(|(word, name, _)| choice(word.clone(), reader.text(name), &filter.facet));
            (reader.text(&facet.ask), choices.collect())
        };
        Self {
            frame: Frame::new(visit, Tab::Matters, title.clone()),
            w,
            l: ListWords(lang),
            kind: kind.id.to_string(),
            address: kind.address.clone(),
            title,
            begins: kind.begins.iter().map(begin).chain(own_page(w, &kind.address, visit)).collect(),
            total: list.total.map(|total| reader.counted(total)),
            search: filter.search.clone(),
            places: places.collect(),
            phases: phases.collect(),
            facet: kind.facet.as_ref().map(facet),
            states: states(w, filter.state),
            late: filter.late,
            from: filter.from.map(|from| Parent {
                id: from.to_string(),
                seen: list.from.as_ref().map(|(page, line)| (page.clone(), format!("{} {}", line.number, line.text))),
            }),
            filtered: unpaged != MatterFilter::default(),
            by_due: filter.state == MatterState::Open || filter.late,
            lines: list.page.lines.iter().map(|line| Line::from(reader, line)).collect(),
            newest_recorded: list.newest_recorded,
            unsought: unsought(lang, &filter.search),
            exports: Links::of(lang, &here(&unpaged)),
            first: filter.after.is_some().then(|| here(&unpaged)),
            next,
        }
    }
}

const STATES: [(&str, MatterState); 2] = [("open", MatterState::Open), ("closed", MatterState::Closed)];

fn states(w: MatterWords, chosen: MatterState) -> Vec<Choice> {
    let label = |state| if state == MatterState::Open { w.state_open() } else { w.state_closed() };
    let choice = |(word, state): (&str, MatterState)| Choice {
        value: word.to_owned(),
        label: label(state),
        chosen: state == chosen,
    };
    STATES.into_iter().map(choice).collect()
}

/// Reads the filter from the address; what cannot be read filters nothing.
#[must_use]
pub fn filter_of(query: &BTreeMap<String, String>) -> MatterFilter {
    let get = |name: &str| query.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let state = STATES.into_iter().find(|(word, _)| get("state") == Some(word)).map(|(_, state)| state);
    MatterFilter {
        place: get("place").and_then(|place| place.parse().ok()),
        state: state.unwrap_or_default(),
        phase: get("phase").map(str::to_owned),
        facet: get("facet").map(str::to_owned),
        grave: get("grave") == Some("on"),
        late: get("late") == Some("on"),
        from: get("from").and_then(|from| from.parse().ok()),
        search: get("search").unwrap_or_default().to_owned(),
        after: get("after").map(str::to_owned),
    }
}

/// The address of a kind's list under a filter.
#[must_use]
pub fn address(kind: &str, filter: &MatterFilter) -> String {
    let on = |set: bool| set.then(|| "on".to_owned());
    let state = STATES.into_iter().find(|(_, state)| *state == filter.state).map(|(word, _)| word.to_owned());
    let pairs = [
        ("place", filter.place.map(|place| place.to_string())),
        ("state", state),
        ("phase", filter.phase.clone()),
        ("facet", filter.facet.clone()),
        ("grave", on(filter.grave)),
        ("late", on(filter.late)),
        ("from", filter.from.map(|from| from.to_string())),
        ("search", Some(filter.search.clone()).filter(|search| !search.is_empty())),
        ("after", filter.after.clone()),
    ];
    with_query(&format!("/matters/{kind}"), pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Query;

    #[test]
    fn a_filter_survives_its_own_address() {
        let filter = MatterFilter {
            place: "220104".parse().ok(),
            state: MatterState::Closed,
            phase: Some("reported".to_owned()),
            facet: Some("major".to_owned()),
            grave: true,
            late: true,
            from: Some(bowline_core::ids::SubjectId::derived(&["parent"])),
            search: "冷库 & 火灾".to_owned(),
            after: Some("2022-10-08|7".to_owned()),
        };
        let uri = address("accidents", &filter).parse().unwrap();
        let Query(query) = Query::try_from_uri(&uri).unwrap();
        assert_eq!(filter_of(&query), filter);
        assert_eq!(filter_of(&BTreeMap::new()), MatterFilter::default());
    }
}
