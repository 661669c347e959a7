//! What the doors have in common: from where somebody comes, how far they came, and where they are led.
//!
//! This module must never put a token where scripts can read it. Start at [`enter`].

use crate::answer::redirect_with_cookie;
use crate::audit::note_sign_in;
use crate::kept::Waiting;
use crate::visit::Visit;
use axum::http::header::{HeaderMap, SET_COOKIE, USER_AGENT};
use axum::response::Response;
use bowline_core::ids::PersonId;
use bowline_service::{Accounts, Bowline, Caller, Entrance, Refused};

/// Somebody who has just signed in.
pub(super) struct Entered {
    person: PersonId,
    token: String,
    to: String,
    /// The mark by which the browser is known again; only where somebody proved a password.
    device: Option<String>,
}

/// From where somebody signs in.
pub(super) fn caller(visit: &Visit, headers: &HeaderMap) -> Caller {
    let device = headers.get(USER_AGENT).map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
    Caller { address: visit.address.to_string(), device: device.unwrap_or_default(), before: visit.token.clone() }
}

/// How far somebody came.
pub(super) enum Came {
    /// In.
    In(Entered),
    /// To the second step, with this ticket.
    Half(String),
}

/// Signs in, and finds out where to go. The browser of somebody who proved a password is known from now on.
pub(super) fn enter(
    app: &Bowline,
    waiting: &Waiting,
    is_known: bool,
    sign_in: impl FnOnce(&Bowline) -> Result<Entrance, Refused>,
) -> Result<Came, Refused> {
    let token = match sign_in(app)? {
        Entrance::Session(token) => token,
        Entrance::SecondStep(ticket) => return Ok(Came::Half(ticket)),
    };
    let person = app.sessions().who(&token)?.ok_or(Refused::NotFound)?.person;
    let mark = || Accounts::of_app(app).device_mark(person);
    let device = if is_known { Some(mark()?) } else { None };
    Ok(Came::In(Entered { person, token, to: waiting.goes_to(app, person)?, device }))
}

/// Leads a person who has just signed in to where they wanted to go.
pub(super) fn come_in(visit: &Visit, entered: &Entered) -> Response {
    note_sign_in("sign_in", &entered.person.to_string(), visit.address);
    let mut response = redirect_with_cookie(&entered.to, &visit.doors.session_cookie(Some(&entered.token)));
    let device = entered.device.as_ref().and_then(|mark| visit.doors.device_cookie(mark).parse().ok());
    response.headers_mut().extend(device.map(|cookie| (SET_COOKIE, cookie)));
    response
}
