//! People sign in here: with one click per persona in the demo, else with the key that the system administrator issued.
//!
//! This module must never put a token where scripts can read it.

use super::{Frame, Tab};
use crate::answer::{Answer, redirect, redirect_with_cookie, show as show_page, show_refused};
use crate::audit::{note, note_sign_in};
use crate::blocking::ask;
use crate::posted::Posted;
use crate::reader::Reader;
use crate::tries::{Answered, Tries};
use crate::visit::Visit;
use crate::words::{DoorWords, SignInWords};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use bowline_service::views::Persona;
use bowline_service::{Bowline, Refused};
use serde::Serialize;
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
    pub fn from(visit: &Visit, personas: &[Persona], refused: Option<String>) -> Self {
        let w = SignInWords(visit.reader.lang());
        let personas = personas.iter().map(|persona| card(&visit.reader, persona)).collect();
        Self { frame: Frame::new(visit, Tab::None, w.title()), w, personas, refused }
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
pub async fn show(State(app): State<Bowline>, visit: Visit) -> Answer {
    let personas = personas(&app).await?;
    show_page(&visit, &SignInPage::from(&visit, &personas, None))
}

async fn personas(app: &Bowline) -> Result<Vec<Persona>, Refused> {
    ask(app, |app| if app.is_demo() { app.demo().personas() } else { Ok(Vec::new()) }).await
}

/// Signs in as a persona of the demo.
///
/// # Errors
/// No such persona.
pub async fn as_persona(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let key = form.get("persona").to_owned();
    let (address, before) = (visit.address.to_string(), visit.token.clone());
    let token = ask(&app, move |app| app.demo().sign_in(&key, &address, before.as_deref())).await?;
    Ok(come_in(&app, &visit, &token).await)
}

/// Signs in with a key.
///
/// # Errors
/// Faults.
pub async fn with_key(State(app): State<Bowline>, State(tries): State<Tries>, visit: Visit, form: Posted) -> Answer {
    let key = form.get("key").to_owned();
    let (address, before) = (visit.address.to_string(), visit.token.clone());
    match ask(&app, move |app| app.sessions().sign_in(&key, &address, before.as_deref())).await {
        Ok(token) => Ok(come_in(&app, &visit, &token).await),
        Err(refused @ Refused::Fault(_)) => Err(refused.into()),
        Err(refused) => {
            note_sign_in("sign_in_refused", "", visit.address);
            let (visit, said) = (visit.at("/sign-in".to_owned()), refused.text());
            if let Some(later) = wait(&tries, &visit).await {
                return not_now(&app, &visit, later).await;
            }
            let personas = personas(&app).await?;
            show_refused(&visit, &SignInPage::from(&visit, &personas, Some(visit.reader.text(&said))))
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
    Ok(redirect_with_cookie("/sign-in", &visit.doors.session_cookie(None)))
}

/// Leads a person who has just signed in to the desk.
async fn come_in(app: &Bowline, visit: &Visit, token: &str) -> Response {
    let asked = token.to_owned();
    if let Ok(Some(who)) = ask(app, move |app| app.sessions().who(&asked)).await {
        note_sign_in("sign_in", &who.person.to_string(), visit.address);
    }
    redirect_with_cookie("/desk", &visit.doors.session_cookie(Some(token)))
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

async fn not_now(app: &Bowline, visit: &Visit, later: Duration) -> Answer {
    let seconds = later.as_secs().max(1);
    let said = DoorWords(visit.reader.lang()).too_many_tries(seconds);
    let page = show_page(visit, &SignInPage::from(visit, &personas(app).await?, Some(said)))?;
    Ok((StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds)], page).into_response())
}
