//! An answer goes back: a page, a redirect, or a problem that becomes a page in the visitor's language.
//!
//! The one place that turns refusals into statuses and logs faults. This module must never show the cause of a fault,
//! only the number under which it is logged. Start at [`Problem`] and [`show`].

use crate::address::encode;
use crate::kept::Waiting;
use crate::pages::problem::ProblemPage;
use crate::visit::Visit;
use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use bowline_core::words::Text;
use bowline_service::{Fault, Refused, Sickness};
use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Why there is no page.
#[derive(Clone, Debug)]
pub enum Problem {
    /// Nobody is signed in.
    SignInFirst,
    /// Not with the posts this person holds, or sent by a foreign page.
    Forbidden,
    /// Not there, or not yours to see.
    NotFound,
    /// A form or file is too large.
    TooLarge,
    /// A form that cannot be read.
    Unreadable,
    /// Asked under a name that is not this site's.
    OtherHost,
    /// A form came too slowly.
    TooSlow,
    /// Too much is asked at once; the same again will do in a while.
    Busy,
    /// The person's last heavy work is not done.
    OneAtATime,
    /// The core said no, outside a form that could show it.
    Refused(Text),
    /// Ours.
    Fault(Fault),
}

/// What handlers answer.
pub type Answer = Result<Response, Problem>;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotFound => Self::NotFound,
            Refused::Fault(fault) => Self::Fault(fault),
            refused => Self::Refused(refused.text()),
        }
    }
}

impl Problem {
    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst => StatusCode::SEE_OTHER,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::OneAtATime => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            // What is there is not what was handed in.
            Self::Fault(Fault { sickness: Some(Sickness::Evidence), .. }) => StatusCode::CONFLICT,
            // The same again will do once the operator has seen to it.
            Self::Fault(Fault { sickness: Some(_), .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What axum refused before a handler ran, by its status.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::FORBIDDEN => Self::Forbidden,
            status if status.is_client_error() => Self::Unreadable,
            status => Self::Fault(status.to_string().into()),
        }
    }
}

impl IntoResponse for Problem {
    /// Bare; [`dress`] makes the page, since only it knows the visitor.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Turns bare problems into pages.
#[must_use]
pub fn dress(visit: &Visit, response: Response) -> Response {
    let status = response.status();
    let marked = response.extensions().get::<Problem>().cloned();
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    let problem = match marked {
        Some(problem) => problem,
        None if status.as_u16() >= 400 && !is_page => Problem::of_status(status),
        None => return response,
    };
    let number = match &problem {
        Problem::SignInFirst if !visit.json => return redirect(&Waiting::for_page(&visit.here).sign_in()),
        Problem::Fault(fault) => Some(log(&fault.cause, visit)),
        _ => None,
    };
    let status = if matches!(problem, Problem::SignInFirst) { StatusCode::UNAUTHORIZED } else { problem.status() };
    let page = ProblemPage::of(visit, &problem, number);
    let mut response = (status, if visit.json { json(&page) } else { render(&page) }).into_response();
    if matches!(problem, Problem::Busy | Problem::OneAtATime) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(AGAIN_AFTER));
    }
    response
}

/// Seconds after which it is worth while to ask again.
const AGAIN_AFTER: &str = "10";

/// Logs a fault once, and answers its number.
fn log(cause: &str, visit: &Visit) -> String {
    let number = number_of(cause, visit);
    tracing::error!(number, cause, "a request failed");
    number
}

/// A number by which the operator finds the fault in the log.
fn number_of(cause: &str, visit: &Visit) -> String {
    let mut hasher = DefaultHasher::new();
    (cause, visit.reader.now().as_millisecond()).hash(&mut hasher);
    let all = format!("{:016X}", hasher.finish());
    all.chars().take(8).collect()
}

fn render(page: &impl Template) -> Response {
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
