//! This page turns the clock forward, in the demo only.

use crate::answer::{Answer, Problem, redirect};
use crate::blocking::attempt_once;
use crate::posted::Posted;
use crate::security::local_path;
use crate::visit::Visit;
use axum::extract::State;
use bowline_service::{Bowline, Refused, Request};

/// At most four weeks at once.
const MOST_HOURS: u32 = 24 * 28;

/// Turns the clock and goes back.
///
/// # Errors
/// [`Problem::Unreadable`] for anything but a small number of hours.
pub async fn turn(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let hours = form.get("hours").parse().ok().filter(|hours| (1..=MOST_HOURS).contains(hours));
    let hours: u32 = hours.ok_or(Problem::Unreadable)?;
    let back = local_path(form.get("back")).to_owned();
    let turn = move |app: &Bowline, request: Option<&Request>, _: Posted| {
        request.map_or(Ok(()), |request| app.requests().claim(request))?;
        app.demo().turn_clock(hours)
    };
    match attempt_once(&app, &visit, form, turn).await? {
        Ok(_) | Err(Refused::Done { .. }) => Ok(redirect(&back)),
        Err(refused) => Err(refused.into()),
    }
}
