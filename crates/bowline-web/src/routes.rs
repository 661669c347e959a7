//! This table of contents lists every address once, with the right that it needs. The router and the permission test
//! read it.
//!
//! This module must never hold a handler. Start at [`ROUTES`].

use crate::answer::redirect;
use crate::blocking::ask;
use crate::greeting::greet;
use crate::house::House;
use crate::pages::{
    account, ahead, clock, desk, dissolve, draws, engine, hazard, hazards, health, import, join, language, law,
    look_backs, matter, merge, notifications, place, posts, proposal, report, rule, second_factor, second_step,
    sign_in, tryout,
};
use crate::posted::{FORM_LIMIT, PATIENCE, STRANGERS_LIMIT, Takes};
use crate::problem::Problem;
use crate::rights::Right;
use crate::visit::Visit;
use crate::{assets, security};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Version};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use bowline_service::Entrances;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

/// One address.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its pattern.
    pub path: &'static str,
    /// The right it needs.
    pub right: Right,
    /// Whether its form may bring files.
    pub files: bool,
    serve: fn() -> MethodRouter<House>,
}

const fn page(path: &'static str, right: Right, serve: fn() -> MethodRouter<House>) -> Route {
    Route { method: "GET", path, right, files: false, serve }
}

const fn form(path: &'static str, right: Right, serve: fn() -> MethodRouter<House>) -> Route {
    Route { method: "POST", path, right, files: false, serve }
}

const fn form_with_files(path: &'static str, right: Right, serve: fn() -> MethodRouter<House>) -> Route {
    Route { method: "POST", path, right, files: true, serve }
}

/// Every address of the pages.
pub const ROUTES: &[Route] = &[
    // Everybody.
    page("/", Right::Anyone, || get(sign_in::start)),
    page("/sign-in", Right::Anyone, || get(sign_in::show)),
    form("/sign-in", Right::Anyone, || post(sign_in::send)),
    page("/join", Right::Anyone, || get(join::show)),
    form("/join", Right::Anyone, || post(join::send)),
    form("/sign-in/second", Right::Anyone, || post(second_step::send)),
    form("/sign-out", Right::Anyone, || post(sign_in::sign_out)),
    page("/lang/{lang}", Right::Anyone, || get(language::switch)),
    page("/healthz", Right::Anyone, || get(health::show)),
    page("/assets/{hash}/{name}", Right::Anyone, || get(assets::serve)),
    // The demo.
    form("/sign-in/demo", Right::Demo, || post(sign_in::as_persona)),
    form("/clock", Right::Demo, || post(clock::turn)),
    // Whoever is signed in.
    page("/desk", Right::SignedIn, || get(desk::show)),
    page("/ahead", Right::SignedIn, || get(ahead::show)),
    page("/hazards", Right::SignedIn, || get(hazards::show)),
    page("/hazards/{id}", Right::SignedIn, || get(hazard::show)),
    form_with_files("/hazards/{id}/{act}", Right::SignedIn, || post(hazard::act)),
    page("/hazards/{id}/proofs/{sha256}", Right::SignedIn, || get(hazard::proof)),
    page("/hazards/{id}/proofs/{sha256}/small", Right::SignedIn, || get(hazard::small)),
    page("/matters", Right::SignedIn, || get(matter::kinds)),
    page("/matters/{kind}", Right::SignedIn, || get(matter::list)),
    page("/matters/{kind}/new", Right::SignedIn, || get(matter::begin)),
    form_with_files("/matters/{kind}/new", Right::SignedIn, || post(matter::send)),
    page("/matters/{kind}/{id}", Right::SignedIn, || get(matter::show)),
    form_with_files("/matters/{kind}/{id}/{act}", Right::SignedIn, || post(matter::act)),
    page("/matters/{kind}/{id}/children/progress", Right::SignedIn, || get(matter::progress)),
    page("/matters/{kind}/{id}/proofs/{sha256}", Right::SignedIn, || get(matter::proof)),
    page("/matters/{kind}/{id}/proofs/{sha256}/small", Right::SignedIn, || get(matter::small)),
    page("/report", Right::SignedIn, || get(report::show)),
    form_with_files("/report", Right::SignedIn, || post(report::send)),
    page("/choices/places/{code}", Right::SignedIn, || get(report::places)),
    page("/posts", Right::SignedIn, || get(posts::show)),
    form("/posts", Right::SignedIn, || post(posts::change)),
    page("/notifications", Right::SignedIn, || get(notifications::show)),
    form("/notifications", Right::SignedIn, || post(notifications::change)),
    form("/posts/code", Right::SignedIn, || post(posts::code)),
    page("/account", Right::SignedIn, || get(account::show)),
    form("/account", Right::SignedIn, || post(account::change)),
    form("/account/sessions", Right::SignedIn, || post(account::end)),
    page("/account/second", Right::SignedIn, || get(second_factor::show)),
    form("/account/second", Right::SignedIn, || post(second_factor::change)),
    page("/law", Right::SignedIn, || get(law::show)),
    page("/law/{id}", Right::SignedIn, || get(rule::show)),
    page("/law/{id}/try", Right::SignedIn, || get(tryout::show)),
    // People of offices.
    page("/places", Right::Official, || get(place::top)),
    page("/places/{code}", Right::Official, || get(place::show)),
    page("/places/{code}/merge", Right::Official, || get(merge::show)),
    form("/places/{code}/merge", Right::Official, || post(merge::sign)),
    page("/offices/{place}/{department}/dissolve", Right::Official, || get(dissolve::show)),
    form("/offices/{place}/{department}/dissolve", Right::Official, || post(dissolve::sign)),
    page("/look-backs", Right::Official, || get(look_backs::show)),
    form("/look-backs", Right::Official, || post(look_backs::send)),
    page("/draws", Right::Official, || get(draws::start)),
    form("/draws", Right::Official, || post(draws::send)),
    page("/draws/{id}", Right::Official, || get(draws::show)),
    page("/engine", Right::Official, || get(engine::show)),
    form("/engine/run", Right::Official, || post(engine::run)),
    page("/law/proposal", Right::Official, || get(proposal::show)),
    form("/law/proposal", Right::Official, || post(proposal::sign)),
    page("/import", Right::Official, || get(import::start)),
    form_with_files("/import", Right::Official, || post(import::upload)),
    page("/import/{id}", Right::Official, || get(import::preview)),
    form("/import/{id}", Right::Official, || post(import::go_on)),
    page("/import/{id}/progress", Right::Official, || get(import::progress)),
    page("/import/{id}/refused", Right::Official, || get(import::refused)),
];

/// The router of all addresses.
pub fn router(house: House) -> Router {
    let add = |router: Router<House>, route: &Route| {
        let gate = Gate { house: house.clone(), right: route.right, files: route.files };
        router.route(route.path, (route.serve)().route_layer(from_fn_with_state(gate, check)))
    };
    ROUTES
        .iter()
        .fold(Router::new(), add)
        .fallback(|| async { Problem::NotFound })
        .layer(DefaultBodyLimit::max(PATIENCE))
        .layer(from_fn_with_state(Arc::clone(&house.doors), security::guard))
        .layer(from_fn_with_state(house.clone(), greet))
        .layer(from_fn_with_state(Arc::clone(&house.doors), security::headers))
        .layer(CompressionLayer::new().compress_when(is_text))
        .with_state(house)
}

/// Pages, answers and assets shrink to a fifth; photos and office documents are packed already.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/") || kind.starts_with("application/json") || kind.starts_with("image/svg")
}

/// What stands before an address: the right, and what its form may hold.
#[derive(Clone)]
struct Gate {
    house: House,
    right: Right,
    files: bool,
}

impl Gate {
    /// Whether the posts of a person require a second step of signing in that the person has not set up. What leads there is open.
    async fn lacks_second(&self, visit: &Visit) -> bool {
        let Some(who) = visit.who.clone() else { return false };
        let free = self.right == Right::Anyone || visit.path.starts_with("/account") || visit.demo;
        if free || !self.house.requires_second(&who) {
            return false;
        }
        let is_set = ask(&self.house.app, move |app| Entrances::of_app(app).left(who.person));
        // What cannot be read is not let in.
        !is_set.await.is_ok_and(|left| left.is_some())
    }

    fn takes(&self) -> Takes {
        let for_strangers = matches!(self.right, Right::Anyone | Right::Demo);
        Takes {
            fields: if for_strangers { STRANGERS_LIMIT } else { FORM_LIMIT },
            files: self.files.then(|| self.house.app.clone()),
            budget: self.house.budget.clone(),
        }
    }
}

/// A form of somebody who is not signed in, or no more, waits on the sign-in page.
async fn check(State(gate): State<Gate>, visit: Visit, mut request: Request, next: Next) -> Response {
    match gate.right.judge(visit.who.as_deref(), visit.demo) {
        Ok(()) if gate.lacks_second(&visit).await => redirect("/account/second"),
        Ok(()) => {
            request.extensions_mut().insert(gate.takes());
            next.run(request).await
        }
        Err(Problem::SignInFirst) if request.method() == Method::POST && !visit.json => {
            sign_in::first(&gate.house, visit, request).await.unwrap_or_else(IntoResponse::into_response)
        }
        Err(problem) => problem.into_response(),
    }
}
