//! This page switches the language.

use crate::answer::{Answer, Problem, redirect_with_cookie};
use crate::security::local_path;
use crate::visit::LANGUAGE;
use axum::extract::{Path, Query};
use bowline_core::words::Lang;
use std::collections::BTreeMap;

/// Keeps the choice for a year and goes back.
///
/// # Errors
/// [`Problem::NotFound`] for a language that we do not speak.
pub async fn switch(Path(tag): Path<String>, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let lang = Lang::parse(&tag).ok_or(Problem::NotFound)?;
    let back = local_path(query.get("back").map_or("/", String::as_str));
    let cookie = format!("{LANGUAGE}={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.tag());
    Ok(redirect_with_cookie(back, &cookie))
}
