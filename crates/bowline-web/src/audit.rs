//! The trail of who came in, who was turned away and who took data out: one line each in the log, at `info`.
//!
//! Must never hold a key, a token, a name or what was read. Start at [`note`].

use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::Response;
use std::net::IpAddr;

/// Notes that a signed-in person did something that is traced.
pub fn note(event: &'static str, visit: &Visit) {
    let person = visit.who.as_ref().map(|who| who.person.to_string()).unwrap_or_default();
    tracing::info!(target: "audit", event, person, address = %visit.address, path = visit.path);
}

/// Notes who signed in, or tried to.
pub fn note_sign_in(event: &'static str, person: &str, address: IpAddr) {
    tracing::info!(target: "audit", event, person, address = %address);
}

/// Notes what was refused for want of a right, and what was asked of a site that this is not.
pub fn note_refused(visit: &Visit, response: &Response) {
    match response.status() {
        StatusCode::FORBIDDEN => note("forbidden", visit),
        StatusCode::MISDIRECTED_REQUEST => note("other_host", visit),
        _ => {}
    }
}
