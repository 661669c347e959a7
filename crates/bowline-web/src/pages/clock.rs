//! This page turns the clock forward, in the demo only.

use crate::answer::{Answer, Problem, redirect};
use crate::blocking::ask;
use crate::posted::Posted;
use crate::security::local_path;
use axum::extract::State;
use bowline_service::Bowline;

/// At most four weeks at once.
const MOST_HOURS: u32 = 24 * 28;

/// Turns the clock and goes back.
///
/// # Errors
/// [`Problem::Unreadable`] for anything but a small number of hours.
pub async fn turn(State(app): State<Bowline>, form: Posted) -> Answer {
    let hours = form.get("hours").parse().ok().filter(|hours| (1..=MOST_HOURS).contains(hours));
    let hours: u32 = hours.ok_or(Problem::Unreadable)?;
    ask(&app, move |app| app.demo().turn_clock(hours)).await?;
    Ok(redirect(local_path(form.get("back"))))
}
