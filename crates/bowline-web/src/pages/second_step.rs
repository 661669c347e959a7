//! The second step of signing in: a code of the person's device, or a recovery code.
//!
//! This module must never open a session without one.

use super::entering::{Came, caller, come_in, enter};
use super::{Frame, Tab};
use crate::answer::{Answer, redirect, show as show_page, show_refused};
use crate::audit::note_sign_in;
use crate::blocking::ask;
use crate::house::House;
use crate::kept::Waiting;
use crate::posted::Posted;
use crate::visit::Visit;
use crate::words::{DoorWords, SecondWords};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use bowline_service::{Bowline, Entrance, Entrances, Refused};
use serde::Serialize;
use std::time::Instant;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "second_step.html")]
pub struct SecondStepPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: SecondWords,
    #[serde(skip)]
    waiting: Waiting,
    ticket: String,
    refused: Option<String>,
}

impl SecondStepPage {
    fn from(visit: &Visit, waiting: Waiting, ticket: String, refused: Option<String>) -> Self {
        let w = SecondWords(visit.reader.lang());
        let mut frame = Frame::new(visit, Tab::None, w.step());
        // Another language would lead away from the ticket of this page.
        frame.languages.clear();
        frame.clock = None;
        Self { frame, w, waiting, ticket, refused }
    }
}

/// Leads somebody on: in, or to this step.
///
/// # Errors
/// None today.
pub(super) fn lead_on(visit: &Visit, waiting: Waiting, came: Came) -> Answer {
    match came {
        Came::In(entered) => Ok(come_in(visit, &entered)),
        Came::Half(ticket) => show_page(visit, &SecondStepPage::from(visit, waiting, ticket, None)),
    }
}

/// Takes a code.
///
/// # Errors
/// Faults.
pub async fn send(State(house): State<House>, visit: Visit, headers: HeaderMap, form: Posted) -> Answer {
    let (waiting, ticket, caller) = (Waiting::of(&form), form.get("ticket").to_owned(), caller(&visit, &headers));
    let asked = ticket.clone();
    let person = ask(&house.app, move |app| Ok(Entrances::of_app(app).person_of(&asked))).await?;
    let Some(person) = person else { return Ok(redirect(&waiting.sign_in())) };
    let place = match house.throttle.begin(&format!("second {person}"), None, visit.address, Instant::now()) {
        Ok(place) => place,
        Err(later) => {
            let said = DoorWords(visit.reader.lang()).too_many_tries(later.as_secs() + 1);
            let page = show_page(&visit, &SecondStepPage::from(&visit, waiting, ticket, Some(said)))?;
            return Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response());
        }
    };
    let pass = move |app: &Bowline| {
        let second = |app: &Bowline| {
            let (ticket, code) = (form.get("ticket"), form.get("code"));
            Entrances::of_app(app).pass(ticket, code, &caller).map(Entrance::Session)
        };
        enter(app, &Waiting::of(&form), true, second)
    };
    match ask(&house.app, pass).await {
        Ok(Came::In(entered)) => {
            house.throttle.right(&place);
            Ok(come_in(&visit, &entered))
        }
        Ok(Came::Half(_)) | Err(Refused::NotFound) => Ok(redirect(&waiting.sign_in())),
        Err(refused @ Refused::Field { .. }) => {
            note_sign_in("second_step_refused", &person.to_string(), visit.address);
            let said = visit.reader.text(&refused.text());
            show_refused(&visit, &SecondStepPage::from(&visit, waiting, ticket, Some(said)))
        }
        Err(refused) => Err(refused.into()),
    }
}
