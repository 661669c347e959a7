//! A jurisdiction: its light with the reason, its counts, its days, its sectors, the places below.
//!
//! Must never judge a light: colour and reason are the service's.

use super::{Frame, Tab, hazards};
use crate::answer::{Answer, Problem, show as show_page};
use crate::blocking::ask;
use crate::reader::{Lamp, Reader};
use crate::visit::Visit;
use crate::words::PlaceWords;
use askama::Template;
use axum::extract::{Path, State};
use bowline_core::facts::Grade;
use bowline_core::ids::PlaceCode;
use bowline_core::signals::{Flow, Tally};
use bowline_core::time::Day;
use bowline_service::Bowline;
use bowline_service::views::{HazardFilter, Jurisdiction, PlaceLight, PlaceLine, SectorLine};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "place.html")]
pub struct PlacePage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: PlaceWords,
    #[serde(skip)]
    major: String,
    #[serde(skip)]
    general: String,
    #[serde(skip)]
    open_list: String,
    #[serde(skip)]
    late_list: String,
    code: String,
    name: String,
    path: Vec<(String, String)>,
    light: LightReason,
    counts: Counts,
    chart: Option<Chart>,
    sectors: Vec<SectorBar>,
    children: Vec<Child>,
}

/// A light, why, and what would turn it green.
#[derive(Debug, Serialize)]
pub struct LightReason {
    lamp: Lamp,
    reason: String,
    to_green: String,
}

/// Counts, written out.
#[derive(Debug, Serialize)]
pub struct Counts {
    open: String,
    open_major: String,
    overdue: String,
    overdue_major: String,
    raised: String,
    verified: String,
    by_ledger: String,
    found: String,
    alarms: String,
    any_overdue: bool,
}

/// The days: data for the chart, and the same as a table.
#[derive(Debug, Serialize)]
pub struct Chart {
    data: String,
    rows: Vec<(String, i64, i64, i64)>,
}

/// Open hazards of a sector by grade; lengths in percent of the longest bar.
#[derive(Debug, PartialEq, Serialize)]
pub struct SectorBar {
    name: String,
    section: String,
    parts: Vec<Part>,
    total: String,
    sum: i64,
}

/// A part of a bar.
#[derive(Debug, PartialEq, Serialize)]
pub struct Part {
    class: &'static str,
    count: i64,
    from: f64,
    width: f64,
}

/// A place below.
#[derive(Debug, Serialize)]
pub struct Child {
    code: String,
    name: String,
    light: LightReason,
    counts: Counts,
    deeper: bool,
}

impl PlacePage {
    /// The page of a jurisdiction.
    #[must_use]
    pub fn from(visit: &Visit, view: &Jurisdiction) -> Self {
        let (reader, w) = (&visit.reader, PlaceWords(visit.reader.lang()));
        let name = reader.text(&view.here.name);
        let here = HazardFilter { place: Some(view.here.place), ..HazardFilter::default() };
        Self {
            frame: Frame::new(visit, Tab::Places, name.clone()).with_charts(),
            w,
            major: reader.own_grade(Grade::Major).unwrap_or_else(|| w.legend_major()),
            general: reader.own_grade(Grade::General).unwrap_or_else(|| w.legend_general()),
            late_list: hazards::address(&HazardFilter { late: true, ..here.clone() }),
            open_list: hazards::address(&HazardFilter { open: true, ..here }),
            code: view.here.place.to_string(),
            name,
            path: view.path.iter().map(|(code, name)| (code.to_string(), reader.text(name))).collect(),
            light: light(reader, &view.here.light),
            counts: counts(reader, &view.here.tally),
            chart: (!view.days.is_empty()).then(|| chart(reader, w, &view.days)),
            sectors: bars(reader, &view.sectors),
            children: view.children.iter().map(|line| child(reader, line)).collect(),
        }
    }
}

fn light(reader: &Reader, light: &PlaceLight) -> LightReason {
    LightReason {
        lamp: reader.lamp(light.light),
        reason: reader.text(&light.reason),
        to_green: reader.text(&light.to_green),
    }
}

fn counts(reader: &Reader, tally: &Tally) -> Counts {
    Counts {
        open: reader.count(tally.open),
        open_major: reader.count(tally.open_major),
        overdue: reader.count(tally.overdue),
        overdue_major: reader.count(tally.overdue_major),
        raised: reader.count(tally.raised),
        verified: reader.count(tally.verified),
        by_ledger: reader.count(tally.closed_by_ledger),
        found: reader.count(tally.found),
        alarms: reader.count(tally.alarms),
        any_overdue: tally.overdue > 0,
    }
}

fn child(reader: &Reader, line: &PlaceLine) -> Child {
    Child {
        code: line.place.to_string(),
        name: reader.text(&line.name),
        light: light(reader, &line.light),
        counts: counts(reader, &line.tally),
        deeper: line.has_children,
    }
}

/// Seconds of a day's midnight in UTC, as the chart library counts.
fn seconds(day: Day) -> i64 {
    day.to_datetime(jiff::civil::Time::midnight())
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map_or(0, |it| it.timestamp().as_second())
}

fn chart(reader: &Reader, w: PlaceWords, days: &[(Day, Flow)]) -> Chart {
    let series = |name: String, class: &str, pick: fn(&Flow) -> i64| {
        let values: Vec<i64> = days.iter().map(|(_, flow)| pick(flow)).collect();
        serde_json::json!({ "label": name, "class": class, "values": values })
    };
    let data = serde_json::json!({
        "days": days.iter().map(|(day, _)| seconds(*day)).collect::<Vec<_>>(),
        "names": days.iter().map(|(day, _)| reader.day(*day)).collect::<Vec<_>>(),
        "day": w.day(),
        "series": [
            series(w.flow_found(), "found", |flow| flow.found),
            series(w.flow_verified(), "verified", |flow| flow.verified),
            series(w.flow_late(), "late", |flow| flow.late),
        ],
    });
    let rows = days.iter().rev().map(|(day, flow)| (reader.day(*day), flow.found, flow.verified, flow.late));
    Chart { data: data.to_string(), rows: rows.collect() }
}

fn bars(reader: &Reader, lines: &[SectorLine]) -> Vec<SectorBar> {
    let mut bars: Vec<SectorBar> = Vec::new();
    for line in lines.iter().filter(|line| line.tally.open > 0) {
        let class = reader.grade(line.grade).class;
        let part = Part { class, count: line.tally.open, from: 0.0, width: 0.0 };
        match bars.iter_mut().find(|bar| bar.section == line.section) {
            Some(bar) => bar.parts.push(part),
            None => bars.push(SectorBar {
                name: reader.text(&line.name),
                section: line.section.clone(),
                parts: vec![part],
                total: String::new(),
                sum: 0,
            }),
        }
    }
    for bar in &mut bars {
        bar.sum = bar.parts.iter().map(|part| part.count).sum();
        bar.total = reader.count(bar.sum);
        bar.parts.sort_by_key(|part| ["major", "general", "ungraded"].iter().position(|class| *class == part.class));
    }
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.sum));
    let longest = bars.first().map_or(1, |bar| bar.sum.max(1));
    bars.iter_mut().for_each(|bar| measure(bar, longest));
    bars
}

#[expect(clippy::cast_precision_loss, reason = "lengths of bars")]
fn measure(bar: &mut SectorBar, longest: i64) {
    let mut at = 0.0;
    for part in &mut bar.parts {
        part.from = at;
        part.width = part.count as f64 * 100.0 / longest as f64;
        at += part.width;
    }
}

impl SectorBar {
    /// How many have a grade: for the legend in words.
    fn of(&self, class: &str) -> i64 {
        self.parts.iter().filter(|part| part.class == class).map(|part| part.count).sum()
    }
}

/// The top of the person's scope.
///
/// # Errors
/// Faults.
pub async fn top(State(app): State<Bowline>, visit: Visit) -> Answer {
    page_of(&app, visit, None).await
}

/// A place.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn show(State(app): State<Bowline>, visit: Visit, Path(code): Path<String>) -> Answer {
    let code: PlaceCode = code.parse().map_err(|_| Problem::NotFound)?;
    page_of(&app, visit, Some(code)).await
}

async fn page_of(app: &Bowline, visit: Visit, code: Option<PlaceCode>) -> Answer {
    let who = visit.person()?;
    let view = ask(app, move |app| app.signals().jurisdiction(&who, code)).await?;
    show_page(&visit, &PlacePage::from(&visit, &view))
}
