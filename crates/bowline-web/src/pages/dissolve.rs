//! On this page the head of the office above dissolves an office: it shows what would move, and takes the signature.
//!
//! This module must never decide what moves: the service does, and says it beforehand. Start at [`DissolvePage::from`].

use super::{Frame, Tab};
use crate::answer::{Answer, Problem, redirect, show as show_page, show_refused};
use crate::blocking::{ask, attempt_once};
use crate::heavy::Heavy;
use crate::posted::Posted;
use crate::visit::Visit;
use crate::words::{DissolveWords, PostsWords, both};
use askama::Template;
use axum::extract::{Path, Query, State};
use bowline_core::ids::OfficeId;
use bowline_core::words::Text;
use bowline_service::{Bowline, Dissolution, Dissolvable, Moves, Refused, Request};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "dissolve.html")]
pub struct DissolvePage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: DissolveWords,
    #[serde(skip)]
    p: PostsWords,
    #[serde(skip)]
    action: String,
    name: String,
    takers: Vec<(String, String)>,
    to: String,
    moves: Option<Moving>,
    refused: Option<String>,
    #[serde(skip)]
    kept: Posted,
}

/// What moves, written out.
#[derive(Debug, Serialize)]
struct Moving {
    to_name: String,
    matters: String,
    duties: String,
    posts: Vec<MovingPost>,
    below: Vec<String>,
}

/// A post that moves.
#[derive(Debug, Serialize)]
struct MovingPost {
    role: String,
    holders: Vec<(String, String)>,
    duties: String,
    takers: String,
}

impl DissolvePage {
    fn from(visit: &Visit, it: &Dissolvable, to: Option<&OfficeId>, tried: Option<(Posted, Text)>) -> Self {
        let (reader, w) = (&visit.reader, DissolveWords(visit.reader.lang()));
        let name = reader.text(&it.name);
        let (kept, refused) = tried.map_or_else(Default::default, |(form, said)| (form, Some(reader.text(&said))));
        Self {
            frame: Frame::new(visit, Tab::None, w.title()),
            w,
            p: PostsWords(reader.lang()),
            action: address(&it.office),
            name,
            takers: it.takers.iter().map(|(id, name)| (id.to_string(), reader.text(name))).collect(),
            to: to.map(ToString::to_string).unwrap_or_default(),
            moves: it.moves.as_ref().map(|moves| moving(visit, moves)),
            refused,
            kept,
        }
    }
}

fn moving(visit: &Visit, moves: &Moves) -> Moving {
    let (reader, p) = (&visit.reader, PostsWords(visit.reader.lang()));
    let duties = |(all, late): (u64, u64)| match late {
        0 => p.duties(&reader.count(all)),
        _ => p.duties_late(&reader.count(all), &reader.count(late)),
    };
    let post = |it: &bowline_service::PostMoves| MovingPost {
        role: reader.heading(&it.role),
        holders: it.holders.iter().map(|(person, name)| (person.to_string(), name.clone())).collect(),
        duties: duties(it.duties),
        takers: it.takers.join(&DissolveWords(reader.lang()).between()),
    };
    let all = moves.posts.iter().fold((0, 0), |sum, it| (sum.0 + it.duties.0, sum.1 + it.duties.1));
    Moving {
        to_name: reader.text(&moves.to_name),
        matters: reader.count(moves.matters),
        duties: duties(all),
        posts: moves.posts.iter().map(post).collect(),
        below: moves.below.iter().map(|name| reader.text(name)).collect(),
    }
}

/// Where an office is dissolved.
#[must_use]
pub fn address(office: &OfficeId) -> String {
    format!("/offices/{office}/dissolve")
}

/// Shows who could take the work and, once somebody is chosen, what moves.
///
/// # Errors
/// An office that is not the person's to dissolve; faults.
pub async fn show(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    visit: Visit,
    Path(office): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    let (who, office) = (visit.person()?, office_of(&office)?);
    let to = query.get("to").filter(|to| !to.is_empty()).map(|to| to.parse::<OfficeId>());
    let to = to.transpose().map_err(|_| Problem::NotFound)?;
    let (person, chosen, of) = (who.person, to.clone(), office.clone());
    let view = move |app: &Bowline| app.offices().dissolving(None).view(&who, &of, chosen.as_ref());
    match heavy.attempt(&app, person, view).await? {
        Ok(it) => show_page(&visit, &DissolvePage::from(&visit, &it, to.as_ref(), None)),
        Err(refused) => {
            let who = visit.person()?;
            let it = ask(&app, move |app| app.offices().dissolving(None).view(&who, &office, None)).await?;
            show_refused(&visit, &DissolvePage::from(&visit, &it, None, Some((Posted::default(), refused.text()))))
        }
    }
}

/// Dissolves an office.
///
/// # Errors
/// An office that is not the person's to dissolve; faults.
pub async fn sign(
    State(app): State<Bowline>,
    visit: Visit,
    Path(office): Path<(String, String)>,
    form: Posted,
) -> Answer {
    let (who, office) = (visit.person()?, office_of(&office)?);
    let (asker, of, asked) = (who.clone(), office.clone(), form.clone_fields());
    let dissolve = move |app: &Bowline, request: Option<&Request>, form: Posted| {
        app.offices().dissolving(request).dissolve(&asker, &of, &dissolution(&form)?)
    };
    let refused = match attempt_once(&app, &visit, form, dissolve).await? {
        Ok(()) | Err(Refused::Done { same: true, .. }) => return Ok(redirect("/posts?dissolved=1")),
        Err(refused) => refused,
    };
    let to: Option<OfficeId> = asked.get("to").parse().ok();
    let (chosen, of) = (to.clone(), office.clone());
    let it = ask(&app, move |app| {
        let dissolving = app.offices().dissolving(None);
        // Where the taker itself is at fault, only the choice is shown again.
        dissolving.view(&who, &of, chosen.as_ref()).or_else(|_| dissolving.view(&who, &of, None))
    })
    .await?;
    let visit = visit.at(address(&office));
    show_refused(&visit, &DissolvePage::from(&visit, &it, to.as_ref(), Some((asked, refused.text()))))
}

fn office_of((place, department): &(String, String)) -> Result<OfficeId, Problem> {
    format!("{place}/{department}").parse().map_err(|_| Problem::NotFound)
}

fn dissolution(form: &Posted) -> Result<Dissolution, Refused> {
    let no_taker = |_| Refused::Field { field: "to", text: both(DissolveWords, |w| w.choose_taker()) };
    let along = form.all("along").filter_map(|person| person.parse().ok()).collect();
    Ok(Dissolution { to: form.get("to").parse().map_err(no_taker)?, ground: form.get("ground").to_owned(), along })
}
