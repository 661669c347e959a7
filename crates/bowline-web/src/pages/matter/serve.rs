//! The handlers of matters of declared kinds: the kinds, a list, one matter, and its forms.
//!
//! This module must never judge: it asks the service and shows the answer. Start at [`show`].

use super::MatterPage;
use super::form::{TEXT, letter_of};
use crate::address::with_query;
use crate::answer::{Answer, Problem, redirect, revisited, show as show_page, show_refused};
use crate::blocking::ask;
use crate::exports::{self, Sheet};
use crate::heavy::Heavy;
use crate::house::House;
use crate::kept::waiting;
use crate::looking::attempt_once;
use crate::pages::attempt::Attempt;
use crate::pages::evidence;
use crate::pages::hazard::subject;
use crate::pages::matters::{KindsPage, MattersPage, address, filter_of};
use crate::posted::Posted;
use crate::visit::Visit;
use axum::extract::{Path, Query, State};
use bowline_core::facts::Act;
use bowline_core::ids::{PlaceCode, SubjectId};
use bowline_core::obligations::Ask;
use bowline_core::words::{Lang, Text};
use bowline_service::export::Form;
use bowline_service::views::matters::{Filled, MatterFilter};
use bowline_service::views::{Scope, Who};
use bowline_service::{Bowline, Refused, Request};
use std::collections::BTreeMap;

/// What an address asks.
pub(super) type Asked = BTreeMap<String, String>;

/// Shows the kinds in force, with how many are open.
///
/// # Errors
/// Faults.
pub async fn kinds(State(app): State<Bowline>, visit: Visit) -> Answer {
    let who = visit.person()?;
    let (families, counts) =
        ask(&app, move |app| Ok((app.matters().families(), app.matters().counts(&who, None)?))).await?;
    show_page(&visit, &KindsPage::from(&visit, &families, &counts))
}

/// Shows the matters of a kind.
///
/// # Errors
/// No such kind, or a place that the person may not see.
pub async fn list(
    State(house): State<House>,
    visit: Visit,
    Path(kind): Path<String>,
    Query(query): Query<Asked>,
) -> Answer {
    let (who, filter, app) = (visit.person()?, filter_of(&query), &house.app);
    if let Some(form) = visit.export {
        return send_file(&house, &visit, form, &kind, filter).await;
    }
    let asked = filter.clone();
    let (list, below) = ask(app, move |app| {
        let kind = app.matters().kind_at(&kind)?;
        let list = app.matters().list(&who, &kind.id, &asked)?;
        Ok((list, places(app, &who, asked.place)))
    })
    .await?;
    show_page(&visit, &MattersPage::from(&visit, &filter, &list, &below))
}

/// The list as a file.
async fn send_file(house: &House, visit: &Visit, form: Form, kind: &str, filter: MatterFilter) -> Answer {
    let kind = house.app.matters().kind_at(kind)?;
    let (reader, filter) = (visit.reader.clone(), MatterFilter { after: None, ..filter });
    let within = filter.place.map(|place| house.app.places().full_name(place, reader.lang()));
    let sheet = Sheet {
        title: reader.text(&kind.title),
        filters: exports::matters::told(&reader, &kind, &filter, within.as_deref()),
        address: address(&kind.address, &filter),
        heads: exports::matters::columns(&reader, &kind),
    };
    exports::send(house, visit, form, sheet, move |app, who, file| {
        app.matters().each(who, &kind, &filter, &mut |line| file.add(&exports::matters::row(&reader, &kind, &line)))
    })
    .await
}

/// Places to choose from: the one that is chosen, and those below it.
fn places(app: &Bowline, who: &Who, chosen: Option<PlaceCode>) -> Vec<(PlaceCode, Text)> {
    let Scope::Place(scope) = &who.scope else { return Vec::new() };
    let here = chosen.filter(|place| place != scope);
    let name = |code| {
        let full = |lang| app.places().full_name(code, lang);
        (code, Text::new(full(Lang::Zh), full(Lang::En)))
    };
    here.map(name).into_iter().chain(app.sites().places_below(Some(here.unwrap_or(*scope)))).collect()
}

/// Shows a matter.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn show(
    State(app): State<Bowline>,
    visit: Visit,
    Path((kind, id)): Path<(String, String)>,
    Query(query): Query<Asked>,
) -> Answer {
    let (who, subject) = (visit.person()?, subject(&id)?);
    let page = format!("/matters/{kind}/{subject}");
    // What was done is said once: neither the clock nor the language leads back to it.
    let visit = if query.contains_key("done") { visit.at(page.clone()) } else { visit };
    let done = query.get("done").cloned();
    let (view, attempt) = ask(&app, move |app| {
        let kept = waiting(app, &who, &query, &page)?;
        Ok((app.matters().view(&who, subject)?, kept.map(|(key, form)| Attempt::waiting(key, form))))
    })
    .await?;
    if view.address != kind {
        return Err(Problem::NotFound);
    }
    let visit = visit.under(attempt.as_ref().map_or("", |attempt| attempt.form.key()));
    let page = MatterPage::from(&visit, &view, attempt.as_ref()).has_just_done(&view, done.as_ref());
    revisited(show_page(&visit, &page))
}

/// Does something with a matter; a refusal shows the page again with the form as it was filled in.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn act(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    visit: Visit,
    Path((kind, id, key)): Path<(String, String, String)>,
    form: Posted,
) -> Answer {
    let (who, subject) = (visit.person()?, subject(&id)?);
    let (asked, tried, done) = (form.clone_fields(), who.clone(), key.clone());
    let carry_out =
        move |app: &Bowline, request: Option<&Request>, form| carry_out(app, &tried, subject, &key, request, form);
    let refused = match attempt_once((&app, &heavy), &visit, form, carry_out).await? {
        Ok(()) | Err(Refused::Done { same: true, .. }) => {
            return Ok(redirect(&with_query(&format!("/matters/{kind}/{subject}"), [("done", Some(done))])));
        }
        Err(refused) => refused,
    };
    let said = app.matters().told(&refused);
    let (visit, attempt) = Attempt::refused(&app, visit, (&done, asked), &refused, said).await?;
    let view = ask(&app, move |app| app.matters().view(&who, subject)).await?;
    show_refused(&visit, &MatterPage::from(&visit, &view, Some(&attempt)))
}

fn carry_out(
    app: &Bowline,
    who: &Who,
    subject: SubjectId,
    key: &str,
    request: Option<&Request>,
    form: Posted,
) -> Result<(), Refused> {
    let seen = form.get("version").parse().unwrap_or(0);
    let matters = app.requests().matters(request);
    let text = || form.get(TEXT).to_owned();
    let done = match letter_of(key) {
        Some(Act::REPLY) => matters.write(who, subject, seen, Ask::Reply { reply: text() }),
        Some(_) => matters.write(who, subject, seen, Ask::Supervise { letter: text() }),
        None => matters.act(who, subject, seen, key, &filled(&form)),
    };
    done.map(|_| ())
}

/// A form as the service takes it.
pub(super) fn filled(form: &Posted) -> Filled {
    let files = form.files.iter().map(|it| (it.field.clone(), it.handed())).collect();
    Filled { values: form.fields().to_vec(), files }
}

/// Evidence.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn proof(
    State(app): State<Bowline>,
    visit: Visit,
    Path((_, id, sha256)): Path<(String, String, String)>,
) -> Answer {
    evidence::show(&app, &visit, subject(&id)?, sha256).await
}

/// The small picture of a photo.
///
/// # Errors
/// As [`proof`].
pub async fn small(
    State(app): State<Bowline>,
    visit: Visit,
    Path((_, id, sha256)): Path<(String, String, String)>,
) -> Answer {
    evidence::small(&app, &visit, subject(&id)?, sha256).await
}
