//! This page hands out a piece of evidence of a matter, of whatever kind.
//!
//! This module must never show anything in the page but images. Start at [`show`].

use crate::answer::{Answer, disposition};
use crate::audit::note;
use crate::blocking::ask;
use crate::visit::Visit;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bowline_core::ids::SubjectId;
use bowline_service::Bowline;

/// Evidence: images are shown, everything else is saved.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn show(app: &Bowline, visit: &Visit, subject: SubjectId, sha256: String) -> Answer {
    let who = visit.person()?;
    let (media, name, bytes) = ask(app, move |app| app.proofs().read(&who, subject, &sha256)).await?;
    note("evidence", visit);
    let shown = matches!(media, "image/jpeg" | "image/png" | "image/webp");
    let disposition = disposition(if shown { "inline" } else { "attachment" }, &name);
    let media = if shown { media } else { "application/octet-stream" };
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The small picture of a photo.
///
/// # Errors
/// Not there, or not the person's to see.
pub async fn small(app: &Bowline, visit: &Visit, subject: SubjectId, sha256: String) -> Answer {
    let who = visit.person()?;
    let bytes = ask(app, move |app| app.proofs().small(&who, subject, &sha256)).await?;
    let headers = [(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "private, no-store")];
    Ok((headers, bytes).into_response())
}
