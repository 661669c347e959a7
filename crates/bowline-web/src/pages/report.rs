//! A person reports a hazard here, phone first: where, what, a photo. The steps in between (find a site, load the next
//! level of places) keep the form and lead back to it, so that they work without scripts and the way back holds.
//!
//! This module must never judge a report: the service does. Start at [`ReportPage::from`].

use super::photos::FileRows;
use super::whereabouts::{Choices, Level, Where, choices_for, place_of, site_of};
use super::{Frame, Tab};
use crate::answer::{Answer, Problem, json, redirect, revisited, show as show_page, show_refused};
use crate::blocking::ask;
use crate::heavy::Heavy;
use crate::kept::{keeping, waiting};
use crate::looking::attempt_once;
use crate::posted::{ONCE, Posted, Upload};
use crate::rate::Rate;
use crate::reader::Reader;
use crate::visit::Visit;
use crate::words::{DoorWords, FormWords, ReportWords, both};
use askama::Template;
use axum::extract::{Path, Query, State};
use bowline_core::ids::{PlaceCode, SubjectId};
use bowline_core::words::Text;
use bowline_service::views::{Report, Scope, Who};
use bowline_service::{Bowline, Refused, Request};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "report.html")]
pub struct ReportPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: ReportWords,
    #[serde(skip)]
    f: FormWords,
    #[serde(skip)]
    kept: Posted,
    refused: Option<String>,
    /// What the form led to when it was sent before.
    pub earlier: Option<String>,
    #[serde(flatten)]
    at: Where,
    sectors: Vec<Level>,
    codes: bool,
    today: String,
    found_on: String,
    #[serde(skip)]
    files: FileRows,
}

impl ReportPage {
    /// The page with what was typed, and with the sentence of a refusal.
    #[must_use]
    pub fn from(visit: &Visit, choices: &Choices, kept: Posted, said: Option<&Text>) -> Self {
        let (reader, w) = (&visit.reader, ReportWords(visit.reader.lang()));
        let today = reader.today().to_string();
        let found_on = if kept.get("found_on").is_empty() { today.clone() } else { kept.get("found_on").to_owned() };
        Self {
            frame: Frame::new(visit, Tab::Report, w.title()),
            w,
            f: FormWords(reader.lang()),
            refused: said.map(|said| reader.text(said)),
            earlier: None,
            at: Where::from(reader, choices, &kept),
            sectors: sectors(reader, &choices.sectors, kept.get("sector")),
            codes: reader.has_codes(),
            today,
            found_on,
            files: FileRows::of("proofs", Some(&kept)),
            kept,
        }
    }
}

fn sectors(reader: &Reader, sectors: &[(String, Text)], chosen: &str) -> Vec<Level> {
    let options = sectors.iter().map(|(code, name)| (code.clone(), reader.text(name), code == chosen)).collect();
    vec![Level { name: "sector".to_owned(), options }]
}

fn refuse<T>(field: &'static str, say: impl Fn(ReportWords) -> String) -> Result<T, Refused> {
    Err(Refused::Field { field, text: both(ReportWords, say) })
}

fn refuse_by_door<T>(field: &'static str, say: impl Fn(DoorWords) -> String) -> Result<T, Refused> {
    Err(Refused::Field { field, text: both(DoorWords, say) })
}

/// Reads the form; evidence is attached later. `top`: the place of an official without places below.
///
/// # Errors
/// A field that cannot be read.
pub fn report_of(form: &Posted, top: Option<PlaceCode>) -> Result<Report, Refused> {
    let (site, place) = (site_of(form), place_of(form).or(top));
    if site.is_none() && (form.get("unit").is_empty() || place.is_none()) {
        return refuse("unit", |w| w.say_where());
    }
    if form.get("description").is_empty() {
        return refuse("description", |w| w.nothing_seen());
    }
    Ok(Report {
        site,
        unit: form.get("unit").to_owned(),
        credit_code: form.get("credit_code").to_owned(),
        place,
        sector: form.get("sector").to_owned(),
        description: form.get("description").to_owned(),
        found_on: form.get("found_on").parse().or_else(|_| refuse("found_on", |w| w.bad_day()))?,
        proofs: Vec::new(),
    })
}

fn file(app: &Bowline, who: &Who, request: Option<&Request>, form: Posted) -> Result<SubjectId, Refused> {
    let top = if let Scope::Place(place) = &who.scope { Some(*place) } else { None };
    let report = report_of(&form, top)?;
    let files: Vec<_> = form.files.iter().map(Upload::handed).collect();
    app.requests().hazards(request).report_with(who, report, &files)
}

/// Shows the form: as it was filled in, where it waits; else empty, with what the address says.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let who = visit.person()?;
    let (choices, form, waits) = ask(&app, move |app| {
        let kept = waiting(app, &who, &query, "/report")?.map(|(_, form)| form);
        let asked = |name: &str| (name.to_owned(), query.get(name).cloned().unwrap_or_default());
        let empty = || Posted::from(vec![(ONCE.to_owned(), asked("form").1), asked("find")]);
        // Whoever searches has not tried to send anything yet.
        let waits = kept.as_ref().is_some_and(|form| form.get("go") == "send");
        let form = kept.unwrap_or_else(empty);
        Ok((choices_for(app, &who, &form)?, form, waits))
    })
    .await?;
    let visit = visit.under(form.key());
    let mut page = ReportPage::from(&visit, &choices, form, None);
    page.frame.waits(waits);
    revisited(show_page(&visit, &page))
}

/// Takes the form: a round trip for choices, or the report itself.
///
/// # Errors
/// Faults.
pub async fn send(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    State(rate): State<Rate>,
    visit: Visit,
    form: Posted,
) -> Answer {
    let (who, kept) = (visit.person()?, form.clone_fields());
    if form.get("go") != "send" {
        return Ok(redirect(&keeping(&app, visit, &kept).await?.here));
    }
    let reporter = who.clone();
    let told = if rate.take(who.person, Instant::now()) {
        attempt_once((&app, &heavy), &visit, form, move |app, request, form| file(app, &reporter, request, form))
            .await?
    } else {
        refuse_by_door("rate", |w| w.too_fast())
    };
    let refused = match told {
        Ok(subject) | Err(Refused::Done { same: true, led_to: Some(subject) }) => {
            return Ok(redirect(&format!("/hazards/{subject}")));
        }
        Err(refused) => refused,
    };
    // What was sent under this key stands; what is sent next is another report.
    let kept = if matches!(refused, Refused::Done { .. }) { kept.without_key() } else { kept };
    let visit = keeping(&app, visit, &kept).await?;
    let typed = kept.clone();
    let choices = ask(&app, move |app| choices_for(app, &who, &typed)).await?;
    let mut page = ReportPage::from(&visit, &choices, kept, Some(&refused.text()));
    if let Refused::Done { led_to: Some(subject), .. } = refused {
        page.earlier = Some(format!("/hazards/{subject}"));
    }
    show_refused(&visit, &page)
}

/// The places one level below, for selects that load by script.
///
/// # Errors
/// [`Problem::NotFound`] for what is no place code.
pub async fn places(State(app): State<Bowline>, visit: Visit, Path(code): Path<String>) -> Answer {
    let code: PlaceCode = code.parse().map_err(|_| Problem::NotFound)?;
    let below = ask(&app, move |app| Ok(app.sites().places_below(Some(code)))).await?;
    let pairs: Vec<_> = below.iter().map(|(code, name)| (code.to_string(), visit.reader.text(name))).collect();
    Ok(json(&pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_place_counts_and_a_report_needs_where_and_what() {
        let form = Posted::from([
            ("unit", "某餐饮店"),
            ("place1", "220000"),
            ("place2", "220100"),
            ("place3", ""),
            ("description", "无报警器"),
            ("found_on", "2022-10-08"),
            ("sector", "H62"),
        ]);
        let report = report_of(&form, None).unwrap();
        assert_eq!(report.place, "220100".parse().ok());
        let refused = report_of(&Posted::from([("description", "x")]), None).unwrap_err();
        assert!(matches!(refused, Refused::Field { field: "unit", .. }));
        let refused = report_of(&Posted::from([("unit", "x")]), "220104".parse().ok()).unwrap_err();
        assert!(matches!(refused, Refused::Field { field: "description", .. }));
        let refused =
            report_of(&Posted::from([("unit", "x"), ("description", "y")]), "220104".parse().ok()).unwrap_err();
        assert!(matches!(refused, Refused::Field { field: "found_on", .. }));
    }
}
