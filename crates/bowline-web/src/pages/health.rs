//! Whether this server is well, for whoever watches machines: no session, no words, nothing about the data.
//!
//! This module must never cost more than a look at an index: anybody can ask.

use crate::answer::{Answer, json};
use crate::blocking::ask;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use bowline_service::Bowline;
use serde::Serialize;

/// `ok` and no codes, or what is wrong, in the doctor's codes.
#[derive(Serialize)]
struct Health {
    ok: bool,
    codes: Vec<&'static str>,
}

/// Answers 200, or 503 with codes.
///
/// # Errors
/// None: a database that cannot be read is an answer too.
pub async fn show(State(app): State<Bowline>) -> Answer {
    let codes = ask(&app, |app| app.ails()).await.unwrap_or_else(|_| vec!["not_reading"]);
    let health = Health { ok: codes.is_empty(), codes };
    let status = if health.ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok((status, json(&health)).into_response())
}
