//! The binary holds the style sheet, the script and the chart library, and serves them under their own hash for a year.
//!
//! This module must never serve anything else: evidence of a dossier has its own address and its own right. Start at
//! [`address`].

use crate::problem::Problem;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Own;

fn find(name: &str) -> Option<EmbeddedFile> {
    Own::get(name)
}

fn hash(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The address of an asset; changes with its content.
#[must_use]
pub fn address(name: &str) -> String {
    let hash = find(name).map(|file| hash(&file)).unwrap_or_default();
    format!("/assets/{hash}/{name}")
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

/// Serves an asset under its own hash.
///
/// # Errors
/// [`Problem::NotFound`] for another name or another hash.
pub async fn serve(Path((asked, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let file = find(&name).filter(|file| hash(file) == asked).ok_or(Problem::NotFound)?;
    let headers = [(CONTENT_TYPE, media_type(&name)), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, file.data.into_owned()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_the_hash_and_only_known_files_exist() {
        for name in ["bowline.css", "bowline.js", "icon.svg"] {
            assert!(find(name).is_some(), "{name}");
            assert_eq!(address(name).split('/').nth(2).unwrap().len(), 16, "{name}");
        }
        assert!(find("../Cargo.toml").is_none());
    }
}
