//! This module says what every answer tells the browser, which POSTs are accepted at all, and where a "back" may lead.
//!
//! This module must never hold a right: those stand in `routes.rs`. Start at [`headers`] and [`guard`].

use crate::doors::Doors;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The content security policy: nothing from elsewhere, nothing inline.
pub const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; \
                          form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Refuses what another site posts, and what is asked of another site.
pub async fn guard(State(doors): State<Arc<Doors>>, request: Request, next: Next) -> Response {
    if !doors.is_ours(request.headers()) {
        return Problem::OtherHost.into_response();
    }
    let foreign = !request.method().is_safe() && !doors.is_same_origin(request.headers());
    if foreign { Problem::Forbidden.into_response() } else { next.run(request).await }
}

/// Puts the headers on every answer that does not bring its own.
pub async fn headers(State(doors): State<Arc<Doors>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if doors.https() {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A path of ours to go back to; anything else becomes the start page.
#[must_use]
pub fn local_path(asked: &str) -> &str {
    let fine = asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.starts_with("/\\")
        && asked.bytes().all(|byte| byte.is_ascii_graphic());
    if fine { asked } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_leads_to_local_paths_only() {
        assert_eq!(local_path("/hazards?place=220104&late=on"), "/hazards?place=220104&late=on");
        for away in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "",
            "/a b",
            "/a\r\nSet-Cookie:x",
        ] {
            assert_eq!(local_path(away), "/", "{away}");
        }
    }

    #[test]
    fn the_policy_allows_nothing_inline_and_nothing_foreign() {
        assert!(POLICY.contains("default-src 'self'") && POLICY.contains("frame-ancestors 'none'"));
        assert!(!POLICY.contains("unsafe"));
    }
}
