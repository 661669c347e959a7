//! A visit is one request of one visitor: language, session, and the time of the installation. It is made once, before
//! any handler runs.
//!
//! This module must never decide a right. Start at [`greet`].

use crate::answer::{Problem, dress};
use crate::audit::note_refused;
use crate::blocking::ask;
use crate::doors::Doors;
use crate::house::House;
use crate::reader::Reader;
use crate::server::Peer;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bowline_core::words::Lang;
use bowline_service::Refused;
use bowline_service::views::Who;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// The header under which a machine sends the key of a request.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The cookie of the language.
pub const LANGUAGE: &str = "lang";

/// Where a request comes from that came by no connection of ours.
const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

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

/// Finds out who asks, and turns problems into pages on the way back.
pub async fn greet(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let visit = match visit_of(house, &request).await {
        Ok(visit) => visit,
        Err((refused, nobody)) => return dress(&nobody, Problem::from(refused).into_response()),
    };
    request.extensions_mut().insert(visit.clone());
    let response = dress(&visit, next.run(request).await);
    note_refused(&visit, &response);
    response
}

/// Reads the request at once, and asks the service later: a request cannot be shared while it waits.
fn visit_of(house: House, request: &Request) -> impl Future<Output = Result<Visit, (Refused, Visit)>> + Send + use<> {
    let House { app, doors, .. } = house;
    let (headers, uri) = (request.headers(), request.uri());
    let (lang, token) = (language(headers), only_cookie(headers, doors.session_name()));
    let peer = request.extensions().get::<Peer>().map_or(NOWHERE, |peer| peer.0);
    let (address_of, path) = (doors.address(headers, peer), uri.path().to_owned());
    let json = wants_json(headers, uri.query());
    let address = uri.path_and_query().map_or("/", |it| it.as_str());
    let here = if request.method() == Method::GET { address.to_owned() } else { "/".to_owned() };
    let idempotency_key = headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok()).map(str::to_owned);
    async move {
        let asked = token.clone();
        let found = ask(&app, move |app| asked.map_or(Ok(None), |token| app.sessions().who(&token))).await;
        let reader = Reader::under(app.pack(), lang, app.now());
        let (once, demo) = (app.requests().new_key(), app.is_demo());
        let who = None;
        let visit =
            Visit { reader, who, token, address: address_of, path, doors, here, once, idempotency_key, demo, json };
        match found {
            Ok(who) => Ok(Visit { who: who.map(Arc::new), ..visit }),
            Err(refused) => Err((refused, visit)),
        }
    }
}

fn wants_json(headers: &HeaderMap, query: Option<&str>) -> bool {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|accept| accept.starts_with("application/json"))
        || query.is_some_and(|query| query.split('&').any(|pair| pair == "format=json"))
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
