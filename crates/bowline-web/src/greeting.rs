//! Every request is greeted: who asks and how is found out before any handler runs, and on the way back a problem becomes
//! a page in the visitor's language.
//!
//! The one place that makes refusals into pages and logs faults. This module must never decide a right, nor show the
//! cause of a fault, only the number under which it is logged. Start at [`greet`].

use crate::answer::{json, redirect, render};
use crate::audit::note_refused;
use crate::blocking::ask;
use crate::house::House;
use crate::kept::Waiting;
use crate::pages::problem::ProblemPage;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::server::Peer;
use crate::visit::{Visit, language, only_cookie};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bowline_service::Refused;
use bowline_service::export::Form;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// The header under which a machine sends the key of a request.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Where a request comes from that came by no connection of ours.
const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

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
    let (json, export) = (wants_json(headers, uri.query()), wanted_file(uri.query()));
    let address = uri.path_and_query().map_or("/", |it| it.as_str());
    let here = if request.method() == Method::GET { address.to_owned() } else { "/".to_owned() };
    let idempotency_key = headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok()).map(str::to_owned);
    async move {
        let asked = token.clone();
        let found = ask(&app, move |app| asked.map_or(Ok(None), |token| app.sessions().who(&token))).await;
        let reader = Reader::under(app.pack(), lang, app.now());
        let (once, demo) = (app.requests().new_key(), app.is_demo());
        let who = None;
        let address = address_of;
        let visit = Visit { reader, who, token, address, path, doors, here, once, idempotency_key, demo, json, export };
        match found {
            Ok(who) => Ok(Visit { who: who.map(Arc::new), ..visit }),
            Err(refused) => Err((refused, visit)),
        }
    }
}

fn wants_json(headers: &HeaderMap, query: Option<&str>) -> bool {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|accept| accept.starts_with("application/json")) || asks_for(query, "json")
}

fn wanted_file(query: Option<&str>) -> Option<Form> {
    Form::ALL.into_iter().find(|form| asks_for(query, form.as_str()))
}

fn asks_for(query: Option<&str>, format: &str) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair.strip_prefix("format=") == Some(format)))
}

/// Turns bare problems into pages.
fn dress(visit: &Visit, response: Response) -> Response {
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
