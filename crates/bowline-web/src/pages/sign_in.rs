//! People sign in here: by name and password, with the key that the system administrator issued, or in the demo with one click.
//!
//! This module must never put a token where scripts can read it.

use super::entering::{caller, enter};
use super::second_step::lead_on;
use super::{Frame, Tab};
use crate::answer::{Answer, redirect, redirect_with_cookie, show as show_page, show_refused};
use crate::audit::{note, note_sign_in};
use crate::blocking::ask;
use crate::house::House;
use crate::kept::Waiting;
use crate::posted::Posted;
use crate::reader::Reader;
use crate::tries::{Answered, Tries};
use crate::visit::{Visit, only_cookie};
use crate::words::{DoorWords, SignInWords};
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::header::{HeaderMap, HeaderName, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bowline_service::views::Persona;
use bowline_service::{Accounts, Bowline, Entrance, Entrances, Refused};
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
    /// Whether that was a key.
    #[serde(skip)]
    by_key: bool,
    /// The name of the account that was tried.
    #[serde(skip)]
    account: String,
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
        Self { frame, w, personas, refused, by_key: false, account: String::new(), waiting, ended }
    }

    /// The same page in answer to a form: what was typed is there again, but for secrets.
    fn after(self, form: &Tried) -> Self {
        Self { by_key: form.by_key, account: form.account.clone(), ..self }
    }
}

/// What was tried, without its secret.
struct Tried {
    by_key: bool,
    account: String,
}

impl Tried {
    fn of(form: &Posted) -> Self {
        Self { by_key: !form.get("key").is_empty(), account: form.get("account").to_owned() }
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

/// Signs in as a persona of the demo.
///
/// # Errors
/// No such persona.
pub async fn as_persona(State(app): State<Bowline>, visit: Visit, headers: HeaderMap, form: Posted) -> Answer {
    let (waiting, caller) = (Waiting::of(&form), caller(&visit, &headers));
    let sign_in = move |app: &Bowline| app.demo().sign_in(form.get("persona"), &caller).map(Entrance::Session);
    let waits = waiting.clone();
    let came = ask(&app, move |app| enter(app, &waits, false, sign_in)).await?;
    lead_on(&visit, waiting, came)
}

/// Signs in by name and password, or with a key.
///
/// # Errors
/// Faults; too many at once.
pub async fn send(State(house): State<House>, visit: Visit, headers: HeaderMap, form: Posted) -> Answer {
    match form.get("key").is_empty() {
        true => with_password(&house, visit, &headers, form).await,
        false => with_key(&house, visit, &headers, form).await,
    }
}

/// A right key is never held up: nobody guesses one.
async fn with_key(house: &House, visit: Visit, headers: &HeaderMap, form: Posted) -> Answer {
    let (tried, waiting, caller) = (Tried::of(&form), Waiting::of(&form), caller(&visit, headers));
    let entered = ask(&house.app, move |app| {
        enter(app, &Waiting::of(&form), false, |app| Entrances::of_app(app).with_key(form.get("key"), &caller))
    });
    match entered.await {
        Ok(came) => lead_on(&visit, waiting, came),
        Err(refused @ Refused::Fault(_)) => Err(refused.into()),
        Err(refused) => {
            note_sign_in("sign_in_refused", "", visit.address);
            if let Some(later) = wait(&house.tries, &visit).await {
                return not_now(&house.app, visit, waiting, &tried, later).await;
            }
            refuse(&house.app, visit, waiting, &tried, &refused).await
        }
    }
}

async fn with_password(house: &House, visit: Visit, headers: &HeaderMap, form: Posted) -> Answer {
    let (tried, waiting, caller) = (Tried::of(&form), Waiting::of(&form), caller(&visit, headers));
    let mark = only_cookie(headers, visit.doors.device_name());
    let (name, asked) = (tried.account.clone(), mark.clone());
    let is_known =
        move |app: &Bowline| asked.map_or(Ok(false), |mark| Accounts::of_app(app).knows_device(&name, &mark));
    let known = ask(&house.app, is_known).await?;
    let known = mark.filter(|_| known);
    let place = match house.throttle.begin(&tried.account, known.as_deref(), visit.address, Instant::now()) {
        Ok(place) => place,
        Err(later) => return not_now(&house.app, visit, waiting, &tried, later).await,
    };
    let sign_in = move |app: &Bowline| {
        let (name, password) = (form.get("account"), form.get("password"));
        enter(app, &Waiting::of(&form), true, |app| Entrances::of_app(app).with_password(name, password, &caller))
    };
    match house.hashing.attempt(&house.app, sign_in).await? {
        Ok(came) => {
            house.throttle.right(&place);
            lead_on(&visit, waiting, came)
        }
        Err(refused) => {
            note_sign_in("sign_in_refused", "", visit.address);
            refuse(&house.app, visit, waiting, &tried, &refused).await
        }
    }
}

async fn refuse(app: &Bowline, visit: Visit, waiting: Waiting, tried: &Tried, refused: &Refused) -> Answer {
    let visit = visit.at(waiting.sign_in());
    let said = visit.reader.text(&refused.text());
    let page = SignInPage::from(&visit, &personas(app).await?, waiting, Some(said));
    show_refused(&visit, &page.after(tried))
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

async fn not_now(app: &Bowline, visit: Visit, waiting: Waiting, tried: &Tried, later: Duration) -> Answer {
    let visit = visit.at(waiting.sign_in());
    let seconds = later.as_secs() + 1;
    let said = DoorWords(visit.reader.lang()).too_many_tries(seconds);
    let page = SignInPage::from(&visit, &personas(app).await?, waiting, Some(said)).after(tried);
    Ok((StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds)], show_page(&visit, &page)?).into_response())
}
