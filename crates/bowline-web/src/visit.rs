//! A visit is one request of one visitor: language, session, and the time of the installation. It is made once, before
//! any handler runs.
//!
//! This module must never decide a right. Start at [`Visit`]; `greeting` makes it.

use crate::doors::Doors;
use crate::problem::Problem;
use crate::reader::Reader;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use bowline_core::words::Lang;
use bowline_service::export::Form;
use bowline_service::views::Who;
use std::net::IpAddr;
use std::sync::Arc;

/// The cookie of the language.
pub const LANGUAGE: &str = "lang";

/// What every handler knows about the request.
#[derive(Clone, Debug)]
pub struct Visit {
    /// For whom pages are written.
    pub reader: Reader,
    /// The signed-in person.
    pub who: Option<Arc<Who>>,
    /// The session's token.
    pub token: Option<String>,
    /// Where the visitor comes from.
    pub address: IpAddr,
    /// The path that is asked for.
    pub path: String,
    /// Where the site is.
    pub doors: Arc<Doors>,
    /// The page the visitor looks at: where the language switch and the demo clock lead back to.
    pub here: String,
    /// The key for the forms of the page that answers; one that is sent twice under it is carried out once.
    pub once: String,
    /// The key of this request, where it came as a header.
    pub idempotency_key: Option<String>,
    /// Whether this is the demo.
    pub demo: bool,
    /// Whether JSON is asked for.
    pub json: bool,
    /// The form of the file that is asked for instead of a page.
    pub export: Option<Form>,
}

impl Visit {
    /// The signed-in person.
    ///
    /// # Errors
    /// [`Problem::SignInFirst`].
    pub fn person(&self) -> Result<Arc<Who>, Problem> {
        self.who.clone().ok_or(Problem::SignInFirst)
    }

    /// The same visit, leading back to another page: for pages shown in answer to a form.
    #[must_use]
    pub fn at(mut self, here: String) -> Self {
        self.here = here;
        self
    }

    /// The same visit, under the key that a form carried already.
    #[must_use]
    pub fn under(mut self, once: &str) -> Self {
        if !once.is_empty() {
            once.clone_into(&mut self.once);
        }
        self
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::Fault("a handler ran before the greeting".to_owned().into()))
    }
}

/// The value of a cookie that is sent once. A sibling site can set one of the same name beside ours: then none counts.
#[must_use]
pub fn only_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = cookies(headers, name);
    values.next().filter(|first| values.all(|other| other == *first)).map(str::to_owned)
}

/// The value of a cookie.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    cookies(headers, name).next().map(str::to_owned)
}

fn cookies<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(key, _)| *key == name).map(|(_, value)| value)
}

/// The language: by the visitor's own choice, else by the browser's wish, else Chinese.
#[must_use]
pub fn language(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, LANGUAGE).and_then(|tag| Lang::parse(&tag));
    let wished = || {
        let line = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        line.split(',').find_map(|tag| Lang::parse(tag.trim()))
    };
    chosen.or_else(wished).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(cookie: &'static str, wish: &'static str) -> HeaderMap {
        HeaderMap::from_iter([
            (COOKIE, HeaderValue::from_static(cookie)),
            (ACCEPT_LANGUAGE, HeaderValue::from_static(wish)),
        ])
    }

    #[test]
    fn the_chosen_language_wins_then_the_browser_then_chinese() {
        assert_eq!(language(&headers("a=b; lang=zh", "en-GB,en;q=0.9")), Lang::Zh);
        assert_eq!(language(&headers("", "fr;q=0.9, en-GB;q=0.8, zh")), Lang::En);
        assert_eq!(language(&headers("lang=xx", "fr")), Lang::Zh);
        assert_eq!(language(&HeaderMap::new()), Lang::Zh);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let only = |line| only_cookie(&headers(line, ""), "bowline");
        assert_eq!(only("xbowline=1; bowline=abc; lang=en").as_deref(), Some("abc"));
        assert_eq!(only("bowlines=1"), None);
        assert_eq!(only("bowline=tossed; bowline=abc"), None, "whose is it?");
        assert_eq!(only("bowline=abc; bowline=abc").as_deref(), Some("abc"));
    }
}
