//! This page shows what will escalate to whom in the next days if nobody acts: by day, and by who will be told.
//!
//! This module must never show another place than the person sees. Start at [`AheadPage`].

use super::{Frame, Tab};
use crate::address::with_query;
use crate::answer::{Answer, show as show_page};
use crate::blocking::ask;
use crate::reader::{Counted, Lamp, PostLine, Reader};
use crate::rights::is_official;
use crate::visit::Visit;
use crate::words::AheadWords;
use askama::Template;
use axum::extract::{Query, State};
use bowline_core::facts::Light;
use bowline_core::ids::Role;
use bowline_service::views::{AheadDay, AheadLine, AheadTold, AheadView, Who};
use bowline_service::{Bowline, Whose};
use serde::Serialize;
use std::collections::BTreeMap;

/// Days that the page offers; the first that it shows.
const CHOICES: [u32; 4] = [7, 3, 14, 30];
/// A longer list is folded by day.
const MOST_UNFOLDED: u64 = 20;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "ahead.html")]
pub struct AheadPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: AheadWords,
    until: String,
    cut: Option<String>,
    count: Counted,
    days: Vec<Day>,
    /// Whether the list is short enough to be read whole.
    #[serde(skip)]
    unfolded: bool,
    #[serde(skip)]
    spans: Vec<Choice>,
    #[serde(skip)]
    scopes: Vec<Choice>,
}

/// Another look at the same.
#[derive(Debug)]
struct Choice {
    label: String,
    href: String,
    current: bool,
}

/// A day.
#[derive(Debug, Serialize)]
struct Day {
    day: String,
    count: Counted,
    /// How often a light turns yellow or red, the worst first.
    lamps: Vec<(Lamp, Counted)>,
    told: Vec<Told>,
}

/// What a post is told on a day.
#[derive(Debug, Serialize)]
struct Told {
    post: PostLine,
    vacant: bool,
    lines: Vec<Line>,
}

/// Something that a post is told.
#[derive(Debug, Serialize)]
struct Line {
    at: String,
    machine: String,
    said: String,
    lamp: Option<Lamp>,
    about: String,
    description: String,
    place: String,
    number: Option<String>,
    href: Option<String>,
}

/// What is looked at.
#[derive(Clone, Copy)]
struct Look {
    days: u32,
    area: bool,
}

impl Look {
    /// As the address says; without it a week, of the whole place for who leads an office, and else of the own desk.
    fn of(who: &Who, query: &BTreeMap<String, String>) -> Self {
        let days = query.get("days").and_then(|days| days.parse().ok());
        let leads = is_official(who) && who.posts.iter().any(|post| post.post.role == Role::Head);
        let area = match query.get("of").map(String::as_str) {
            Some("area") => is_official(who),
            Some("own") => false,
            _ => leads,
        };
        Self { days: days.unwrap_or(CHOICES[0]), area }
    }

    fn address(self) -> String {
        let of = if self.area { "area" } else { "own" };
        with_query("/ahead", [("days", Some(self.days.to_string())), ("of", Some(of.to_owned()))])
    }
}

impl AheadPage {
    fn from(visit: &Visit, view: &AheadView, look: Look, official: bool) -> Self {
        let (reader, w) = (&visit.reader, AheadWords(visit.reader.lang()));
        let mut spans = CHOICES;
        spans.sort_unstable();
        let span =
            |days| Choice { label: w.days(days), href: Look { days, ..look }.address(), current: days == look.days };
        let scope = |(area, label)| Choice { label, href: Look { area, ..look }.address(), current: area == look.area };
        let scopes = [(false, w.own()), (true, w.area())];
        Self {
            frame: Frame::new(visit, Tab::Desk, w.title()),
            w,
            until: reader.moment(view.until),
            cut: view.cut.map(|cut| reader.moment(cut)),
            count: reader.counted(view.count),
            days: view.days.iter().map(|it| day(reader, it)).collect(),
            unfolded: view.count <= MOST_UNFOLDED,
            spans: spans.into_iter().map(span).collect(),
            scopes: if official { scopes.into_iter().map(scope).collect() } else { Vec::new() },
        }
    }
}

fn day(reader: &Reader, it: &AheadDay) -> Day {
    let lines = || it.told.iter().flat_map(|told| &told.lines);
    let lamp = |light| {
        let count = lines().filter(|line| line.light == Some(light)).count();
        (count > 0).then(|| (reader.lamp(light), reader.counted(count as u64)))
    };
    Day {
        day: reader.day(it.day),
        count: reader.counted(lines().count() as u64),
        lamps: [Light::Red, Light::Yellow].into_iter().filter_map(lamp).collect(),
        told: it.told.iter().map(|it| told(reader, it)).collect(),
    }
}

fn told(reader: &Reader, it: &AheadTold) -> Told {
    Told {
        post: reader.post(&it.post),
        vacant: it.post.holders.is_empty(),
        lines: it.lines.iter().map(|it| line(reader, it)).collect(),
    }
}

fn line(reader: &Reader, it: &AheadLine) -> Line {
    Line {
        at: reader.moment(it.at),
        machine: reader.machine(it.at),
        said: reader.text(&it.said),
        lamp: it.light.map(|light| reader.lamp(light)),
        about: reader.text(&it.about),
        description: reader.text(&it.description),
        place: reader.text(&it.place),
        number: it.number.map(|number| number.to_string()),
        href: it.address.clone(),
    }
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let who = visit.person()?;
    let (look, official) = (Look::of(&who, &query), is_official(&who));
    let view = ask(&app, move |app| app.engine().ahead(&Whose::of(&who, look.area), look.days)).await?;
    show_page(&visit, &AheadPage::from(&visit, &view, look, official))
}
