//! The handlers of the form that begins a matter: it is shown, and it is carried out.
//!
//! This module must never judge who may begin what where: the service does. Start at [`begin`].

use super::begin::{BeginPage, WherePage, ground_of};
use super::serve::{Asked, filled};
use crate::answer::{Answer, redirect, revisited, show as show_page, show_refused};
use crate::blocking::ask;
use crate::heavy::Heavy;
use crate::kept::waiting;
use crate::looking::attempt_once;
use crate::pages::attempt::Attempt;
use crate::pages::whereabouts::{Choices, choices_for};
use crate::posted::Posted;
use crate::rate::Rate;
use crate::visit::Visit;
use crate::words::{DoorWords, ReportWords, both};
use axum::extract::{Path, Query, State};
use bowline_core::ids::SubjectId;
use bowline_core::words::Text;
use bowline_service::views::Who;
use bowline_service::views::matters::{BeginView, Ground, KindView};
use bowline_service::{Bowline, Refused, Request};
use std::time::Instant;

/// What stands on the page: where it begins, or the questions.
enum Shown {
    Where(Box<(KindView, Choices, Option<Text>)>),
    Questions(Box<(BeginView, Ground)>),
}

/// Where a matter begins, as far as it is said or can be known: the only site of a person; the person's own place, if the
/// kind is about no site and nothing below is chosen or could be.
fn known_ground(kind: &KindView, choices: &Choices, form: &Posted) -> Option<Ground> {
    let chosen = kind.begins.len() == 1 || !form.get("act").is_empty();
    let only = choices.only().filter(|_| chosen);
    let only = only.map(|site| Ground { site: Some(site), ..Ground::default() });
    let is_own_place = !kind.about_site && choices.searchable;
    let nothing_to_choose = chosen && choices.levels.is_empty();
    let own = (is_own_place && (nothing_to_choose || form.get("go") == "on")).then(Ground::default);
    ground_of(form).or(only).or(own)
}

/// Questions once it is said where the matter begins and this person may begin it there; until then, where.
///
/// # Errors
/// No such kind.
fn shown(app: &Bowline, who: &Who, kind: &str, form: &Posted) -> Result<Shown, Refused> {
    let kind = app.matters().kind_at(kind)?;
    let choices = choices_for(app, who, form)?;
    let goes_on = form.get("change").is_empty() && matches!(form.get("go"), "" | "on");
    let ground = known_ground(&kind, &choices, form).filter(|_| goes_on);
    let act = Some(form.get("act")).filter(|act| !act.is_empty());
    let act = act.or_else(|| kind.begins.first().map(|(act, _)| act.as_str())).unwrap_or_default();
    let said = match ground {
        Some(ground) => match app.matters().begin_view(who, &kind.id, act, &ground) {
            Ok(view) => return Ok(Shown::Questions(Box::new((view, ground)))),
            Err(refused @ Refused::Fault(_)) => return Err(refused),
            Err(refused) => Some(app.matters().told(&refused)),
        },
        None if form.get("go") == "on" && goes_on => Some(both(ReportWords, |w| w.say_where())),
        None => None,
    };
    Ok(Shown::Where(Box::new((kind, choices, said))))
}

/// Shows the form to begin a matter, as it was filled in if it waits.
///
/// # Errors
/// No such kind.
pub async fn begin(
    State(app): State<Bowline>,
    visit: Visit,
    Path(kind): Path<String>,
    Query(query): Query<Asked>,
) -> Answer {
    let who = visit.person()?;
    let (shown, form, waits) = ask(&app, move |app| {
        let kept = waiting(app, &who, &query, &format!("/matters/{kind}/new"))?.map(|(_, form)| form);
        let waits = kept.is_some();
        let form = kept.unwrap_or_else(|| Posted::from(query.into_iter().collect::<Vec<_>>()));
        Ok((shown(app, &who, &kind, &form)?, form, waits))
    })
    .await?;
    let visit = visit.under(form.key());
    revisited(match shown {
        Shown::Where(it) => {
            let (kind, choices, said) = *it;
            show_page(&visit, &WherePage::from(&visit, &kind, &choices, form, said.as_ref()))
        }
        Shown::Questions(it) => {
            let (view, ground) = *it;
            let attempt = waits.then(|| Attempt::waiting(view.form.act.clone(), form));
            show_page(&visit, &BeginPage::from(&visit, &view, &ground, attempt.as_ref()))
        }
    })
}

/// Begins a matter; a refusal shows the form again as it was filled in.
///
/// # Errors
/// No such kind.
pub async fn send(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    State(rate): State<Rate>,
    visit: Visit,
    Path(kind): Path<String>,
    form: Posted,
) -> Answer {
    let (who, asked, address) = (visit.person()?, form.clone_fields(), kind.clone());
    let act = asked.get("act").to_owned();
    let told = if rate.take(who.person, Instant::now()) {
        let beginner = who.clone();
        attempt_once((&app, &heavy), &visit, form, move |app, request, form| {
            file(app, &beginner, &address, request, form)
        })
        .await?
    } else {
        Err(Refused::Field { field: "rate", text: both(DoorWords, |w| w.too_fast()) })
    };
    let refused = match told {
        Ok(subject) | Err(Refused::Done { same: true, led_to: Some(subject) }) => {
            return Ok(redirect(&format!("/matters/{kind}/{subject}")));
        }
        Err(refused) => refused,
    };
    let said = app.matters().told(&refused);
    let (visit, attempt) = Attempt::refused(&app, visit, (&act, asked), &refused, said).await?;
    let typed = attempt.form.clone_fields();
    let address = kind.clone();
    let shown = ask(&app, move |app| shown(app, &who, &address, &typed)).await?;
    match shown {
        Shown::Where(it) => {
            let (kind, choices, _) = *it;
            show_refused(&visit, &WherePage::from(&visit, &kind, &choices, attempt.form, Some(&attempt.said)))
        }
        Shown::Questions(it) => {
            let mut page = BeginPage::from(&visit, &it.0, &it.1, Some(&attempt));
            if let Refused::Done { led_to: Some(subject), .. } = refused {
                page.earlier = Some(format!("/matters/{kind}/{subject}"));
            }
            show_refused(&visit, &page)
        }
    }
}

fn file(app: &Bowline, who: &Who, kind: &str, request: Option<&Request>, form: Posted) -> Result<SubjectId, Refused> {
    let kind = app.matters().kind_at(kind)?;
    let (act, ground) = (form.get("act").to_owned(), ground_of(&form).unwrap_or_default());
    app.requests().matters(request).begin(who, &kind.id, &act, &ground, &filled(&form))
}
