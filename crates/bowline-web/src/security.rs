//! This module says what every answer tells the browser, which POSTs are accepted at all, and where a "back" may lead.
//!
//! This module must never hold a right: those stand in `routes.rs`. Start at [`headers`] and [`guard`].

use crate::answer::Problem;
use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

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

/// Refuses what another site posts.
pub async fn guard(request: Request, next: Next) -> Response {
    let foreign = !request.method().is_safe() && !is_same_origin(request.headers());
    if foreign { Problem::Forbidden.into_response() } else { next.run(request).await }
}

/// Puts the headers on every answer that does not bring its own.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether a request comes from a page of ours: the browser says so itself, or the origin is the host it asks.
#[must_use]
pub fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    origin.is_some() && origin == text(header::HOST)
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

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_pages_may_post() {
        assert!(is_same_origin(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_same_origin(&headers(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")])));
        assert!(!is_same_origin(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(is_same_origin(&headers(&[("origin", "http://ledger.example:8080"), ("host", "ledger.example:8080")])));
        assert!(!is_same_origin(&headers(&[("origin", "http://evil.example"), ("host", "ledger.example")])));
        assert!(!is_same_origin(&headers(&[("origin", "null"), ("host", "ledger.example")])));
        assert!(!is_same_origin(&headers(&[("host", "ledger.example")])));
    }

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
