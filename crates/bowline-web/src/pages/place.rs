//! This page shows a jurisdiction: its light with the reason, its counts, its days, its sectors, and the places below.
//!
//! This module must never judge a light: colour and reason are the service's.

use super::chart::{Chart, Line};
use super::look_backs::Rate;
use super::matters::{KindLine, kind_lines};
use super::place_order::{Column, PlaceOrder, share_late};
use super::tile_map::TileMap;
use super::{Frame, Tab, hazards};
use crate::answer::{Answer, Problem, show as show_page};
use crate::blocking::ask;
use crate::reader::{Counted, Lamp, Reader};
use crate::visit::Visit;
use crate::words::{LookBackWords, MatterWords, MergeWords, PlaceWords, ShowWords};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use bowline_core::facts::Grade;
use bowline_core::ids::PlaceCode;
use bowline_core::rules::Signal;
use bowline_core::signals::{Flow, MatterTally, Tally};
use bowline_core::time::Day;
use bowline_service::Bowline;
use bowline_service::views::matters::KindView;
use bowline_service::views::{HazardFilter, Jurisdiction, PlaceLight, PlaceLine, SectorLine};
use serde::{Deserialize, Serialize};

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
    m: MatterWords,
    #[serde(skip)]
    major: String,
    #[serde(skip)]
    general: String,
    #[serde(skip)]
    open_list: String,
    #[serde(skip)]
    late_list: String,
    #[serde(skip)]
    newly_late: String,
    #[serde(skip)]
    columns: Vec<Column>,
    code: String,
    name: String,
    /// Where it is merged into its neighbour, for whoever may.
    merge: Option<String>,
    #[serde(skip)]
    m_merge: String,
    /// Mergers: the other place, and the sentence.
    mergers: Vec<(String, String)>,
    path: Vec<(String, String)>,
    light: LightReason,
    counts: Counts,
    /// Kinds of matter of which some are open here.
    kinds: Vec<KindLine>,
    days_back: i64,
    /// How often closings here did not hold; none: the rulebook knows no look-backs.
    false_closing: Option<String>,
    #[serde(skip)]
    map: Option<TileMap>,
    chart: Option<Chart>,
    sectors: Vec<SectorBar>,
    children: Vec<Child>,
    /// Places below of which nothing is known at all.
    quiet: Vec<Child>,
    without_data: Counted,
    silent: Counted,
}

/// A light, why, and what would turn it green.
#[derive(Debug, Serialize)]
pub struct LightReason {
    lamp: Lamp,
    reason: String,
    to_green: String,
    since: Option<String>,
}

/// Counts.
#[derive(Debug, Serialize)]
pub struct Counts {
    open: Counted,
    open_major: Counted,
    overdue: Counted,
    overdue_major: Counted,
    raised: Counted,
    verified: Counted,
    by_ledger: Counted,
    found: Counted,
    alarms: Counted,
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
    /// What of the open is overdue; none: nothing is open.
    share_late: String,
    last_found: Option<String>,
    deeper: bool,
}

impl Child {
    /// Whether all its counts are zero: it is folded away.
    const fn is_nothing(&self) -> bool {
        self.counts.found.number() == 0 && self.counts.alarms.number() == 0
    }
}

/// What a place became part of, and what became part of it.
fn mergers(reader: &Reader, view: &Jurisdiction) -> Vec<(String, String)> {
    let w = MergeWords(reader.lang());
    let into = view.merged_into.iter();
    let into = into.map(|(code, name, day)| (code.to_string(), w.is_part(&reader.text(name), &reader.day(*day))));
    let from = view.merged_from.iter();
    let from = from.map(|(code, name, day)| (code.to_string(), w.has_part(&reader.text(name), &reader.day(*day))));
    into.chain(from).collect()
}

impl PlacePage {
    /// The page of a jurisdiction.
    #[must_use]
    pub fn from(visit: &Visit, view: &Jurisdiction, matters: &[(KindView, MatterTally)], order: PlaceOrder) -> Self {
        let (reader, w) = (&visit.reader, PlaceWords(visit.reader.lang()));
        let name = reader.text(&view.here.name);
        let mut lines: Vec<&PlaceLine> = view.children.iter().collect();
        order.sort(&mut lines);
        let (quiet, children) = lines.into_iter().map(|line| child(reader, line)).partition(Child::is_nothing);
        let kinds = kind_lines(reader, matters, Some(view.here.place));
        let here = HazardFilter { place: Some(view.here.place), ..HazardFilter::default() };
        Self {
            frame: Frame::new(visit, Tab::Places, name.clone()),
            w,
            m: MatterWords(reader.lang()),
            merge: view.may_merge.then(|| super::merge::address(view.here.place)),
            m_merge: MergeWords(reader.lang()).open(),
            mergers: mergers(reader, view),
            major: reader.own_grade(Grade::Major).unwrap_or_else(|| w.legend_major()),
            general: reader.own_grade(Grade::General).unwrap_or_else(|| w.legend_general()),
            late_list: hazards::address(&HazardFilter { late: true, ..here.clone() }),
            open_list: hazards::address(&HazardFilter { open: true, ..here }),
            newly_late: newly_late(reader, &view.days),
            columns: order.columns(reader),
            code: view.here.place.to_string(),
            name,
            path: view.path.iter().map(|(code, name)| (code.to_string(), reader.text(name))).collect(),
            light: light(reader, &view.here.light),
            counts: counts(reader, &view.here.tally),
            kinds: kinds.into_iter().filter(|kind| !kind.is_nothing()).collect(),
            days_back: view.days_back,
            false_closing: view.has_look_backs.then(|| false_closing(reader, &view.here)),
            map: TileMap::of(reader, view, |signal| lamp(reader, signal)),
            chart: chart(reader, w, &view.days),
            sectors: bars(reader, &view.sectors),
            without_data: reader.counted(view.without_data as u64),
            silent: reader.counted(view.silent as u64),
            children,
            quiet,
        }
    }
}

fn false_closing(reader: &Reader, here: &PlaceLine) -> String {
    let w = LookBackWords(reader.lang());
    here.false_closing.as_ref().map_or_else(
        || w.of_place_none(),
        |it| {
            let rate = Rate::of(reader, it);
            w.of_place(&rate.rate, &rate.low, &rate.high, &rate.looked)
        },
    )
}

/// What a place shows: a light, or that there is nothing to tell one from.
fn lamp(reader: &Reader, signal: Signal) -> Lamp {
    let w = ShowWords(reader.lang());
    let word = match signal {
        Signal::NoData => w.no_data(),
        Signal::Green => w.green(),
        Signal::Silent => w.silent(),
        Signal::Yellow => w.yellow(),
        Signal::Red => w.red(),
    };
    Lamp { class: signal.as_str(), word }
}

fn light(reader: &Reader, light: &PlaceLight) -> LightReason {
    LightReason {
        lamp: lamp(reader, light.light),
        reason: reader.text(&light.reason),
        to_green: reader.text(&light.to_green),
        since: light.since.map(|day| reader.day(day)),
    }
}

fn counts(reader: &Reader, tally: &Tally) -> Counts {
    Counts {
        open: reader.counted(tally.open),
        open_major: reader.counted(tally.open_major),
        overdue: reader.counted(tally.overdue),
        overdue_major: reader.counted(tally.overdue_major),
        raised: reader.counted(tally.raised),
        verified: reader.counted(tally.verified),
        by_ledger: reader.counted(tally.closed_by_ledger),
        found: reader.counted(tally.found),
        alarms: reader.counted(tally.alarms),
    }
}

fn child(reader: &Reader, line: &PlaceLine) -> Child {
    Child {
        code: line.place.to_string(),
        name: reader.text(&line.name),
        light: light(reader, &line.light),
        counts: counts(reader, &line.tally),
        share_late: share_late(line).map_or_else(|| "–".to_owned(), |share| format!("{}%", (share + 50) / 100)),
        last_found: line.last_found.map(|day| reader.day(day)),
        deeper: line.has_children,
    }
}

/// What became overdue in the last seven days, and in the seven before.
fn newly_late(reader: &Reader, days: &[(Day, Flow)]) -> String {
    let of_week = |week: usize| days.iter().rev().skip(week * 7).take(7).map(|(_, flow)| flow.late).sum::<i64>();
    PlaceWords(reader.lang()).newly_late(&reader.count(of_week(0)), &reader.count(of_week(1)))
}

fn chart(reader: &Reader, w: PlaceWords, days: &[(Day, Flow)]) -> Option<Chart> {
    let lines: [Line<'_, Flow>; 3] = [
        (w.flow_found(), "found", &|flow| flow.found),
        (w.flow_verified(), "verified", &|flow| flow.verified),
        (w.flow_late(), "late", &|flow| flow.late),
    ];
    Chart::of(reader, w.days(), days, &lines)
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

/// How the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The column that the table is sorted by.
    #[serde(default)]
    sort: PlaceOrder,
}

/// The top of the person's scope.
///
/// # Errors
/// Faults.
pub async fn top(State(app): State<Bowline>, visit: Visit, asked: Result<Query<Asked>, QueryRejection>) -> Answer {
    page_of(&app, visit, None, asked).await
}

/// A place.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn show(
    State(app): State<Bowline>,
    visit: Visit,
    Path(code): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Answer {
    let code: PlaceCode = code.parse().map_err(|_| Problem::NotFound)?;
    page_of(&app, visit, Some(code), asked).await
}

async fn page_of(
    app: &Bowline,
    visit: Visit,
    code: Option<PlaceCode>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Answer {
    let who = visit.person()?;
    // A column that there is none of: the usual order, and the page.
    let Query(asked) = asked.unwrap_or_default();
    let (view, matters) = ask(app, move |app| {
        let view = app.signals().jurisdiction(&who, code)?;
        let matters = app.matters().counts(&who, Some(view.here.place))?;
        Ok((view, matters))
    })
    .await?;
    show_page(&visit, &PlacePage::from(&visit, &view, &matters, asked.sort))
}
