//! The desk shows what waits for me, most urgent first.
//!
//! This module must never sort: duties come most urgent first.

use super::alarms::{AlarmGroupLine, alarm_group};
use super::{Frame, Tab};
use crate::address::with_query;
use crate::answer::{Answer, show as show_page};
use crate::blocking::ask;
use crate::reader::{Badge, Lamp, Lateness, PostLine, Reader};
use crate::visit::Visit;
use crate::words::{DeskWords, ShowWords};
use askama::Template;
use axum::extract::{Query, State};
use bowline_service::Bowline;
use bowline_service::views::{Count, Desk, DutyLine, MatterOnDesk, WatchedLine};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "desk.html")]
pub struct DeskPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: DeskWords,
    all: Number,
    late: Number,
    groups: Vec<Group>,
    alarms: Vec<AlarmGroupLine>,
    waiting: Vec<Duty>,
    all_waiting: Number,
    next: Option<String>,
}

/// A number that was counted as far as a page may take.
#[derive(Debug, Serialize)]
pub struct Number {
    number: u64,
    or_more: bool,
    #[serde(skip)]
    told: String,
}

/// Duties that are about equally urgent.
#[derive(Debug, Serialize)]
pub struct Group {
    key: &'static str,
    title: String,
    duties: Vec<Duty>,
}

/// A duty.
#[derive(Debug, Serialize)]
pub struct Duty {
    href: String,
    number: Option<String>,
    act: String,
    key: String,
    due: String,
    machine: String,
    lateness: Lateness,
    lamp: Lamp,
    owner: PostLine,
    about: String,
    description: String,
    place: String,
    grade: Option<Badge>,
    /// Of a matter of a declared kind: what people call the kind.
    kind: Option<String>,
    alarm: bool,
    stands_for: u32,
    watched: Vec<Watched>,
    reply_due: Option<String>,
}

/// What a duty to supervise watches over: who is late, and with what.
#[derive(Debug, Serialize)]
pub struct Watched {
    owner: PostLine,
    acts: Vec<String>,
    #[serde(skip)]
    joined: String,
}

impl DeskPage {
    /// The page of a desk.
    #[must_use]
    pub fn from(visit: &Visit, desk: &Desk) -> Self {
        let (reader, w) = (&visit.reader, DeskWords(visit.reader.lang()));
        let mut groups: Vec<Group> = Vec::new();
        for line in &desk.mine.lines {
            let (key, title) = urgency(reader, line, w);
            match groups.last_mut().filter(|group| group.key == key) {
                Some(group) => group.duties.push(duty(reader, line)),
                None => groups.push(Group { key, title, duties: vec![duty(reader, line)] }),
            }
        }
        let late = number(reader, w, desk.late);
        // The number of what is late stands first, where a browser's narrow tab still shows it.
        let title = if late.number > 0 { w.title_late(&late.told) } else { w.title() };
        Self {
            frame: Frame::new(visit, Tab::Desk, title),
            w,
            all: number(reader, w, desk.all),
            late,
            groups,
            alarms: desk.alarms.iter().map(|group| alarm_group(reader, group)).collect(),
            waiting: desk.waiting.iter().map(|line| duty(reader, line)).collect(),
            all_waiting: number(reader, w, desk.all_waiting),
            next: desk.mine.next.clone().map(|after| with_query("/desk", [("after", Some(after))])),
        }
    }
}

fn number(reader: &Reader, w: DeskWords, count: Count) -> Number {
    match count {
        Count::Exactly(number) => Number { number, or_more: false, told: reader.count(number) },
        Count::MoreThan(number) => Number { number, or_more: true, told: w.more_than(&reader.count(number)) },
    }
}

fn urgency(reader: &Reader, line: &DutyLine, w: DeskWords) -> (&'static str, String) {
    match line.due_at.as_second() - reader.now().as_second() {
        ..=0 => ("late", w.group_late()),
        1..=86_400 => ("today", w.group_today()),
        86_401..=604_800 => ("week", w.group_week()),
        _ => ("later", w.group_later()),
    }
}

/// Where a duty leads.
fn href(line: &DutyLine) -> String {
    match &line.matter {
        _ if line.alarm => "/engine#alarms".to_owned(),
        Some(matter) => format!("/matters/{}/{}", matter.address, line.id.subject),
        None => format!("/hazards/{}", line.id.subject),
    }
}

/// The grade of a hazard, or the choice of another matter's facet.
fn badge(reader: &Reader, line: &DutyLine) -> Option<Badge> {
    let of_matter = |matter: &MatterOnDesk| {
        let class = if matter.grave { "major" } else { "general" };
        matter.facet.as_ref().map(|facet| Badge { class, word: reader.text(facet) })
    };
    let grade = line.grade.map(|grade| reader.grade(Some(grade)));
    grade.or_else(|| line.matter.as_ref().and_then(of_matter))
}

fn duty(reader: &Reader, line: &DutyLine) -> Duty {
    Duty {
        number: line.number.map(|number| number.to_string()),
        href: href(line),
        act: reader.heading(&line.name),
        key: line.act.as_str().to_owned(),
        due: reader.due_date(line.due_at, line.provisional),
        machine: reader.machine(line.due_at),
        lateness: reader.lateness(line.due_at),
        lamp: reader.lamp(line.light),
        owner: reader.post(&line.owner),
        about: reader.text(&line.about),
        description: reader.text(&line.description),
        place: reader.text(&line.place),
        grade: badge(reader, line),
        kind: line.matter.as_ref().map(|matter| reader.text(&matter.title)),
        alarm: line.alarm,
        stands_for: line.stands_for,
        watched: watched(reader, &line.watched),
        reply_due: line.quiet_until.map(|until| reader.due(until)),
    }
}

/// What is watched over, by who is late.
fn watched(reader: &Reader, lines: &[WatchedLine]) -> Vec<Watched> {
    let mut all: Vec<Watched> = Vec::new();
    for line in lines {
        let (owner, act) = (reader.post(&line.owner), reader.heading(&line.name));
        match all.iter_mut().find(|it| it.owner == owner) {
            Some(it) => it.acts.push(act),
            None => all.push(Watched { owner, acts: vec![act], joined: String::new() }),
        }
    }
    all.iter_mut().for_each(|it| it.joined = it.acts.join(&ShowWords(reader.lang()).list_comma()));
    all
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let (who, after) = (visit.person()?, query.get("after").cloned());
    let desk = ask(&app, move |app| app.duties().desk(&who, after.as_deref())).await?;
    show_page(&visit, &DeskPage::from(&visit, &desk))
}
