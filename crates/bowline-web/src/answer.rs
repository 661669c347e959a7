//! An answer goes back: a page, its model as JSON, or a redirect.
//!
//! This module must never decide what is told: pages and problems do. Start at [`show`].

use crate::address::encode;
pub use crate::problem::{Answer, Problem};
use crate::visit::Visit;
use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;

/// A page as HTML.
pub(crate) fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(cause) => {
            tracing::error!(%cause, "a template failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Shows a page, or its model as JSON where that was asked for.
///
/// # Errors
/// None today; handlers end with it.
pub fn show(visit: &Visit, page: &(impl Template + Serialize)) -> Answer {
    Ok(if visit.json { json(page) } else { render(page) })
}

/// An answer as JSON.
#[must_use]
pub fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(cause) => {
            tracing::error!(%cause, "an answer could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Shows a page in answer to a form that was refused.
///
/// # Errors
/// None today; handlers end with it.
pub fn show_refused(visit: &Visit, page: &(impl Template + Serialize)) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(visit, page)?).into_response())
}

/// A page with a form, which the browser may keep for its way back: what was typed is still there then. Whoever signs out
/// has all such pages cleared away.
///
/// # Errors
/// As the page.
pub fn revisited(page: Answer) -> Answer {
    let mut page = page?;
    page.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(page)
}

/// Leads to a page of ours (303).
#[must_use]
pub fn redirect(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Leads to a page of ours and sets a cookie.
#[must_use]
pub fn redirect_with_cookie(to: &str, cookie: &str) -> Response {
    let mut response = redirect(to);
    match HeaderValue::from_str(cookie) {
        Ok(cookie) => {
            response.headers_mut().append(SET_COOKIE, cookie);
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A `Content-Disposition` for any file name (RFC 6266).
#[must_use]
pub fn disposition(how: &str, name: &str) -> String {
    format!("{how}; filename*=UTF-8''{}", encode(name).replace('/', "%2F"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_header() {
        assert_eq!(
            disposition("attachment", "台账\r\n\"a/b.xlsx"),
            "attachment; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%0D%0A%22a%2Fb.xlsx"
        );
    }
}
