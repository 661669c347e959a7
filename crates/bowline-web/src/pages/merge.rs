//! On this page the head of the authority above merges a place into its neighbour: it shows what would move, and takes the
//! signature.
//!
//! This module must never decide what moves: the service does, and says it beforehand. Start at [`MergePage::from`].

use super::{Frame, Tab};
use crate::answer::{Answer, Problem, redirect, show as show_page, show_refused};
use crate::blocking::{ask, attempt_once};
use crate::heavy::Heavy;
use crate::posted::Posted;
use crate::visit::Visit;
use crate::words::{DissolveWords, MergeWords, both};
use askama::Template;
use axum::extract::{Path, Query, State};
use bowline_core::ids::PlaceCode;
use bowline_core::words::Text;
use bowline_service::{Bowline, Mergeable, Merger, Refused, Request};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "merge.html")]
pub struct MergePage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: MergeWords,
    #[serde(skip)]
    d: DissolveWords,
    #[serde(skip)]
    action: String,
    title: String,
    beside: Vec<(String, String)>,
    into: String,
    moves: Option<Moving>,
    refused: Option<String>,
    #[serde(skip)]
    kept: Posted,
}

/// What moves, written out.
#[derive(Debug, Serialize)]
struct Moving {
    title: String,
    matters: String,
    from: String,
    offices: Vec<(String, String)>,
    below: Vec<String>,
}

impl MergePage {
    fn from(visit: &Visit, it: &Mergeable, tried: Option<(Posted, Text)>) -> Self {
        let (reader, w) = (&visit.reader, MergeWords(visit.reader.lang()));
        let name = reader.text(&it.name);
        let (kept, refused) = tried.map_or_else(Default::default, |(form, said)| (form, Some(reader.text(&said))));
        let moving = |moves: &bowline_service::MergerMoves| Moving {
            title: w.moves(&name, &reader.text(&moves.into_name)),
            matters: DissolveWords(reader.lang()).matters(&reader.count(moves.matters)),
            from: w.from(&reader.day(moves.from)),
            offices: moves.offices.iter().map(|(from, to)| (reader.text(from), reader.text(to))).collect(),
            below: moves.below.iter().map(|name| reader.text(name)).collect(),
        };
        Self {
            frame: Frame::new(visit, Tab::Places, w.title(&name)),
            w,
            d: DissolveWords(reader.lang()),
            action: address(it.place),
            title: w.title(&name),
            beside: it.beside.iter().map(|(code, name)| (code.to_string(), reader.text(name))).collect(),
            into: it.moves.as_ref().map(|moves| moves.into.to_string()).unwrap_or_default(),
            moves: it.moves.as_ref().map(moving),
            refused,
            kept,
        }
    }
}

/// Where a place is merged.
#[must_use]
pub fn address(place: PlaceCode) -> String {
    format!("/places/{place}/merge")
}

/// Shows the places beside it and, once one is chosen, what moves.
///
/// # Errors
/// A place that is not the person's to merge; faults.
pub async fn show(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    visit: Visit,
    Path(place): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let (who, place) = (visit.person()?, code(&place)?);
    let into = query.get("into").filter(|into| !into.is_empty()).map(|into| code(into)).transpose()?;
    let (person, asker) = (who.person, who.clone());
    let view = move |app: &Bowline| app.offices().merging(None).view(&asker, place, into);
    match heavy.attempt(&app, person, view).await? {
        Ok(it) => show_page(&visit, &MergePage::from(&visit, &it, None)),
        Err(refused) => {
            let it = ask(&app, move |app| app.offices().merging(None).view(&who, place, None)).await?;
            show_refused(&visit, &MergePage::from(&visit, &it, Some((Posted::default(), refused.text()))))
        }
    }
}

/// Merges a place.
///
/// # Errors
/// A place that is not the person's to merge; faults.
pub async fn sign(State(app): State<Bowline>, visit: Visit, Path(place): Path<String>, form: Posted) -> Answer {
    let (who, place) = (visit.person()?, code(&place)?);
    let (asker, asked) = (who.clone(), form.clone_fields());
    let merge = move |app: &Bowline, request: Option<&Request>, form: Posted| {
        app.offices().merging(request).merge(&asker, place, &merger(&form)?)
    };
    let refused = match attempt_once(&app, &visit, form, merge).await? {
        Ok(()) | Err(Refused::Done { same: true, .. }) => return Ok(redirect(&format!("/places/{place}"))),
        Err(refused) => refused,
    };
    let into: Option<PlaceCode> = asked.get("into").parse().ok();
    let it = ask(&app, move |app| {
        let merging = app.offices().merging(None);
        // Where the choice itself is at fault, only the choice is shown again.
        merging.view(&who, place, into).or_else(|_| merging.view(&who, place, None))
    })
    .await?;
    let visit = visit.at(address(place));
    show_refused(&visit, &MergePage::from(&visit, &it, Some((asked, refused.text()))))
}

fn code(text: &str) -> Result<PlaceCode, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

fn merger(form: &Posted) -> Result<Merger, Refused> {
    let no_place = |_| Refused::Field { field: "into", text: both(MergeWords, |w| w.choose_place()) };
    Ok(Merger { into: form.get("into").parse().map_err(no_place)?, ground: form.get("ground").to_owned() })
}
