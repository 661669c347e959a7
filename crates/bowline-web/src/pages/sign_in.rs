//! People sign in here: with one click per persona in the demo, else with the key that the system administrator issued.
//!
//! This module must never put a token where scripts can read it.

use super::{Frame, Tab};
use crate::answer::{Answer, redirect, redirect_with_cookie, show as show_page, show_refused};
use crate::blocking::ask;
use crate::posted::Posted;
use crate::reader::Reader;
use crate::visit::{SESSION, Visit};
use crate::words::SignInWords;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use bowline_service::views::Persona;
use bowline_service::{Bowline, Refused};
use serde::Serialize;

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
pub async fn as_persona(State(app): State<Bowline>, headers: HeaderMap, form: Posted) -> Answer {
    let key = form.get("persona").to_owned();
    let token = ask(&app, move |app| app.demo().sign_in(&key)).await?;
    Ok(redirect_with_cookie("/desk", &session_cookie(&token, &headers)))
}

/// Signs in with a key.
///
/// # Errors
/// Faults.
pub async fn with_key(State(app): State<Bowline>, visit: Visit, headers: HeaderMap, form: Posted) -> Answer {
    let key = form.get("key").to_owned();
    match ask(&app, move |app| app.sessions().sign_in(&key)).await {
        Ok(token) => Ok(redirect_with_cookie("/desk", &session_cookie(&token, &headers))),
        Err(refused @ Refused::Fault(_)) => Err(refused.into()),
        Err(refused) => {
            let (visit, said) = (visit.at("/sign-in".to_owned()), refused.text());
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
    if let Some(token) = visit.token {
        ask(&app, move |app| app.sessions().sign_out(&token)).await?;
    }
    Ok(redirect_with_cookie("/sign-in", &format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")))
}

/// The session's cookie; only over TLS where the visitor came over TLS.
fn session_cookie(token: &str, headers: &HeaderMap) -> String {
    let tls = headers.get("x-forwarded-proto").is_some_and(|value| value == "https");
    format!("{SESSION}={token}; Path=/; HttpOnly; SameSite=Lax{}", if tls { "; Secure" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
        assert_eq!(session_cookie("abc", &HeaderMap::new()), "bowline=abc; Path=/; HttpOnly; SameSite=Lax");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert!(session_cookie("abc", &headers).ends_with("; Secure"));
    }
}
