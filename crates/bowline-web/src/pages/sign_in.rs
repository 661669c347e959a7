//! People sign in here: with one click per persona in the demo, else with the key that the system administrator issued.
//!
//! This module must never put a token where scripts can read it.

use super::{Frame, Tab};
use crate::answer::{Answer, redirect, redirect_with_cookie, show as show_page, show_refused};
use crate::audit::{note, note_sign_in};
use crate::blocking::ask;
use crate::house::House;
use crate::kept::Waiting;
use crate::posted::Posted;
use crate::reader::Reader;
use crate::tries::{Answered, Tries};
use crate::visit::Visit;
use crate::words::{DoorWords, SignInWords};
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bowline_service::views::Persona;
use bowline_service::{Bowline, Refused};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: SignInWords,
    personas: Vec<PersonaCard>,
    refused: Option<String>,
    #[serde(skip)]
    waiting: Waiting,
    ended: Option<String>,
}

/// A persona of the demo.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct PersonaCard {
    key: String,
    name: String,
    initial: String,
    title: String,
    hint: String,
}

impl SignInPage {
    /// The page for these personas; none outside the demo.
    #[must_use]
    pub fn from(visit: &Visit, personas: &[Persona], waiting: Waiting, refused: Option<String>) -> Self {
        let w = SignInWords(visit.reader.lang());
        let personas = personas.iter().map(|persona| card(&visit.reader, persona)).collect();
        let mut frame = Frame::new(visit, Tab::None, w.title());
        if waiting.form.is_some() {
            // Another language or hour would lead away from the form that waits on this page.
            frame.languages.clear();
            frame.clock = None;
        }
        let ended = waiting.form.is_some().then(|| w.form_waits());
        Self { frame, w, personas, refused, waiting, ended }
    }
}

fn card(reader: &Reader, persona: &Persona) -> PersonaCard {
    PersonaCard {
        key: persona.key.clone(),
        name: persona.name.clone(),
        initial: persona.name.chars().take(1).collect(),
        title: reader.text(&persona.title),
        hint: reader.text(&persona.hint),
    }
}

/// The start page leads to the desk, or to signing in.
pub async fn start(visit: Visit) -> Response {
    redirect(if visit.who.is_some() { "/desk" } else { "/sign-in" })
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let waiting = Waiting::for_page(query.get("back").map_or("", String::as_str));
    let personas = personas(&app).await?;
    show_page(&visit, &SignInPage::from(&visit, &personas, waiting, None))
}

/// Asks somebody to sign in who sent a form: it waits on the page.
///
/// # Errors
/// Faults; a form that cannot be read.
pub async fn first(house: &House, visit: Visit, request: Request) -> Answer {
    let form = Posted::of_stranger(request, house.budget.clone()).await?;
    let waiting = Waiting::for_form(&visit.path, &form);
    let (visit, personas) = (visit.at("/sign-in".to_owned()), personas(&house.app).await?);
    let mut page = SignInPage::from(&visit, &personas, waiting, None);
    let nothing_typed = page.w.session_ended();
    page.ended.get_or_insert(nothing_typed);
    Ok((StatusCode::UNAUTHORIZED, show_page(&visit, &page)?).into_response())
}

async fn personas(app: &Bowline) -> Result<Vec<Persona>, Refused> {
    ask(app, |app| if app.is_demo() { app.demo().personas() } else { Ok(Vec::new()) }).await
}

/// Somebody who has just signed in.
struct Entered {
    person: String,
    token: String,
    to: String,
}

/// Signs in, and finds out where to go.
fn enter(
    app: &Bowline,
    form: &Posted,
    sign_in: impl FnOnce(&Bowline) -> Result<String, Refused>,
) -> Result<Entered, Refused> {
    let token = sign_in(app)?;
    let who = app.sessions().who(&token)?.ok_or(Refused::NotFound)?;
    let to = Waiting::of(form).goes_to(app, who.person)?;
    Ok(Entered { person: who.person.to_string(), token, to })
}

/// Signs in as a persona of the demo.
///
/// # Errors
/// No such persona.
pub async fn as_persona(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let (address, before) = (visit.address.to_string(), visit.token.clone());
    let entered = ask(&app, move |app| {
        enter(app, &form, |app| app.demo().sign_in(form.get("persona"), &address, before.as_deref()))
    });
    Ok(come_in(&visit, &entered.await?))
}

/// Signs in with a key.
///
/// # Errors
/// Faults.
pub async fn with_key(State(app): State<Bowline>, State(tries): State<Tries>, visit: Visit, form: Posted) -> Answer {
    let waiting = Waiting::of(&form);
    let (address, before) = (visit.address.to_string(), visit.token.clone());
    let entered = ask(&app, move |app| {
        enter(app, &form, |app| app.sessions().sign_in(form.get("key"), &address, before.as_deref()))
    });
    match entered.await {
        Ok(entered) => Ok(come_in(&visit, &entered)),
        Err(refused @ Refused::Fault(_)) => Err(refused.into()),
        Err(refused) => {
            note_sign_in("sign_in_refused", "", visit.address);
            let (visit, said) = (visit.at(waiting.sign_in()), refused.text());
            if let Some(later) = wait(&tries, &visit).await {
                return not_now(&app, &visit, waiting, later).await;
            }
            let personas = personas(&app).await?;
            show_refused(&visit, &SignInPage::from(&visit, &personas, waiting, Some(visit.reader.text(&said))))
        }
    }
}

/// Signs out.
///
/// # Errors
/// Faults.
pub async fn sign_out(State(app): State<Bowline>, visit: Visit) -> Answer {
    if let Some(token) = visit.token.clone() {
        ask(&app, move |app| app.sessions().sign_out(&token)).await?;
        note("sign_out", &visit);
    }
    let mut response = redirect_with_cookie("/sign-in", &visit.doors.session_cookie(None));
    // Pages with forms are kept by the browser for its way back; whoever uses it next must not find them.
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// Leads a person who has just signed in to where they wanted to go.
fn come_in(visit: &Visit, entered: &Entered) -> Response {
    note_sign_in("sign_in", &entered.person, visit.address);
    redirect_with_cookie(&entered.to, &visit.doors.session_cookie(Some(&entered.token)))
}

/// A wrong key is answered after a wait that grows with each; where too many wait already, not at all.
async fn wait(tries: &Tries, visit: &Visit) -> Option<Duration> {
    match tries.wrong(visit.address, Instant::now()) {
        Answered::After(wait, _waiting) => {
            tokio::time::sleep(wait).await;
            None
        }
        Answered::NotNow(later) => Some(later),
    }
}

async fn not_now(app: &Bowline, visit: &Visit, waiting: Waiting, later: Duration) -> Answer {
    let seconds = later.as_secs().max(1);
    let said = DoorWords(visit.reader.lang()).too_many_tries(seconds);
    let page = show_page(visit, &SignInPage::from(visit, &personas(app).await?, waiting, Some(said)))?;
    Ok((StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds)], page).into_response())
}
