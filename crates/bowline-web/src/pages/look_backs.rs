//! On this page an office above draws closed hazards to be looked at again, and everybody of an office sees how often closings
//! do not hold.
//!
//! This module must never draw or judge: the service does. Start at [`LookBackPage::from`].

use super::{Frame, Tab};
use crate::answer::{Answer, Problem, redirect, show as show_page, show_refused};
use crate::blocking::{ask, attempt_once};
use crate::heavy::Heavy;
use crate::posted::Posted;
use crate::reader::Reader;
use crate::visit::Visit;
use crate::words::{LookBackWords, both};
use askama::Template;
use axum::extract::{Query, State};
use bowline_core::ids::{PlaceCode, SubjectId};
use bowline_core::signals::FalseClosing;
use bowline_core::words::Text;
use bowline_service::views::look_backs::{DrawForm, Frame as Counted, RateLine, Rates};
use bowline_service::{Bowline, Refused, Request};
use jiff::ToSpan;
use serde::Serialize;
use std::collections::BTreeMap;

/// Days back that the form offers.
const DAYS: i64 = 30;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "look_backs.html")]
pub struct LookBackPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: LookBackWords,
    name: String,
    groups: Vec<Group>,
    may_draw: bool,
    today: String,
    from: String,
    until: String,
    source: String,
    counted: Option<String>,
    share: Option<String>,
    refused: Option<String>,
}

/// Rates of one sort.
#[derive(Debug, Serialize)]
struct Group {
    key: &'static str,
    title: String,
    lines: Vec<Line>,
}

/// The rate of somebody or some place.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    rate: Option<Rate>,
    open: u64,
}

/// A rate, written out.
#[derive(Debug, Serialize)]
pub struct Rate {
    /// The estimate.
    pub rate: String,
    /// Lower end of the interval.
    pub low: String,
    /// Upper end of the interval.
    pub high: String,
    /// Sample size.
    pub looked: String,
    failed: String,
    closings: String,
    unseen: String,
}

impl Rate {
    /// As people read it.
    #[must_use]
    pub fn of(reader: &Reader, it: &FalseClosing) -> Self {
        let percent = |share: f64| format!("{:.1}%", share * 100.0);
        let count = |number: u64| reader.count(number);
        Self {
            rate: percent(it.rate),
            low: percent(it.low),
            high: percent(it.high),
            looked: count(it.looked),
            failed: count(it.failed),
            closings: count(it.closings),
            unseen: count(it.unseen),
        }
    }
}

/// What came of a form.
#[derive(Default)]
struct Told {
    counted: Option<Counted>,
    refused: Option<Text>,
}

impl LookBackPage {
    fn from(visit: &Visit, rates: &Rates, may_draw: bool, form: &Posted, told: &Told) -> Self {
        let (reader, w) = (&visit.reader, LookBackWords(visit.reader.lang()));
        let group = |key, title, lines: &[RateLine]| Group {
            key,
            title,
            lines: lines.iter().map(|line| self::line(reader, line)).collect(),
        };
        let groups = vec![
            group("here", w.here(), std::slice::from_ref(&rates.here)),
            group("counties", w.counties(), &rates.counties),
            group("offices", w.offices(), &rates.offices),
            group("verifiers", w.verifiers(), &rates.verifiers),
        ];
        let today = reader.today();
        let or =
            |name: &str, else_: String| Some(form.get(name)).filter(|it| !it.is_empty()).map_or(else_, str::to_owned);
        let count = |number: usize| reader.count(number as u64);
        Self {
            frame: Frame::new(visit, Tab::Places, w.title()),
            w,
            name: reader.text(&rates.here.name),
            groups: groups.into_iter().filter(|group| !group.lines.is_empty()).collect(),
            may_draw,
            from: or("from", today.saturating_sub(DAYS.days()).to_string()),
            until: or("until", today.to_string()),
            today: today.to_string(),
            source: form.get("source").to_owned(),
            counted: told.counted.map(|it| w.counted(&count(it.closings), &count(it.strata), &count(it.drawn))),
            share: told.counted.map(|it| w.share(it.percent, it.least)),
            refused: told.refused.as_ref().map(|text| reader.text(text)),
        }
    }
}

fn line(reader: &Reader, line: &RateLine) -> Line {
    let rate = line.rate.as_ref().map(|it| Rate::of(reader, it));
    Line { name: reader.text(&line.name), rate, open: line.open }
}

fn draw_form(form: &Posted) -> Result<DrawForm, Refused> {
    let bad_day = || both(LookBackWords, |w| w.bad_day());
    let day = |field: &'static str| form.get(field).parse().map_err(|_| Refused::Field { field, text: bad_day() });
    Ok(DrawForm { from: day("from")?, until: day("until")?, source: form.get("source").to_owned() })
}

/// Shows rates, and the form of a draw to whoever may draw.
///
/// # Errors
/// Not the person's to see.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let place = query.get("place").map(|code| code.parse::<PlaceCode>()).transpose().map_err(|_| Problem::NotFound)?;
    let page = page(&app, &visit, place, &Posted::default(), Told::default()).await?;
    show_page(&visit, &page)
}

/// Counts what would be drawn, or writes the list down.
///
/// # Errors
/// Not the person's to do.
pub async fn send(State(app): State<Bowline>, State(heavy): State<Heavy>, visit: Visit, form: Posted) -> Answer {
    let who = visit.person()?;
    let kept = form.clone_fields();
    if form.get("go") != "draw" {
        let person = who.person;
        let count = move |app: &Bowline| app.requests().look_backs(None).frame(&who, &draw_form(&form)?);
        let told = match heavy.attempt(&app, person, count).await? {
            Ok(counted) => Told { counted: Some(counted), refused: None },
            Err(refused) => Told { counted: None, refused: Some(refused.text()) },
        };
        let refused = told.refused.is_some();
        let page = page(&app, &visit, None, &kept, told).await?;
        return if refused { show_refused(&visit, &page) } else { show_page(&visit, &page) };
    }
    let draw = move |app: &Bowline, request: Option<&Request>, form: Posted| {
        app.requests().look_backs(request).commit(&who, &draw_form(&form)?)
    };
    match attempt_once(&app, &visit, form, draw).await? {
        Ok(subject) | Err(Refused::Done { same: true, led_to: Some(subject) }) => Ok(redirect(&address(subject))),
        Err(refused) => {
            let told = Told { counted: None, refused: Some(refused.text()) };
            show_refused(&visit, &page(&app, &visit, None, &kept, told).await?)
        }
    }
}

fn address(draw: SubjectId) -> String {
    format!("/draws/{draw}")
}

async fn page(
    app: &Bowline,
    visit: &Visit,
    place: Option<PlaceCode>,
    form: &Posted,
    told: Told,
) -> Result<LookBackPage, Problem> {
    let who = visit.person()?;
    let (rates, may_draw) = ask(app, move |app| {
        let backs = app.requests().look_backs(None);
        Ok((backs.rates(&who, place)?, backs.drawer(&who).is_some()))
    })
    .await?;
    Ok(LookBackPage::from(visit, &rates, may_draw, form, &told))
}
