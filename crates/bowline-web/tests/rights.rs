//! Every address × every sort of visitor: who gets the page, who is sent to sign in, who is refused. A new address
//! changes this table, which is the point: somebody must look at it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

use axum::routing::{get, post};
use bowline_core::ids::{PersonId, SiteId};
use bowline_service::views::{Scope, Who};
use bowline_web::answer::Problem;
use bowline_web::routes::{ROUTES, Route};
use std::collections::BTreeSet;

fn who(scope: Scope) -> Who {
    Who {
        person: PersonId::derived(&["x"]),
        name: String::new(),
        posts: Vec::new(),
        scope,
        interests: Default::default(),
    }
}

fn verdict(route: &Route, who: Option<&Who>, demo: bool) -> char {
    match route.right.judge(who, demo) {
        Ok(()) => 'y',
        Err(Problem::SignInFirst) => 's',
        Err(Problem::Forbidden) => 'f',
        Err(Problem::NotFound) => '-',
        Err(other) => panic!("{other:?}"),
    }
}

/// Columns: nobody, nobody in the demo, a citizen, an enterprise, an official.
const EXPECTED: &str = "
yyyyy GET /
yyyyy GET /sign-in
yyyyy POST /sign-in
yyyyy GET /join
yyyyy POST /join
yyyyy POST /sign-in/second
yyyyy POST /sign-out
yyyyy GET /lang/{lang}
yyyyy GET /healthz
yyyyy GET /assets/{hash}/{name}
-y--- POST /sign-in/demo
-y--- POST /clock
ssyyy GET /desk
ssyyy GET /ahead
ssyyy GET /hazards
ssyyy GET /hazards/{id}
ssyyy POST /hazards/{id}/{act}
ssyyy GET /hazards/{id}/proofs/{sha256}
ssyyy GET /hazards/{id}/proofs/{sha256}/small
ssyyy GET /matters
ssyyy GET /matters/{kind}
ssyyy GET /matters/{kind}/new
ssyyy POST /matters/{kind}/new
ssyyy GET /matters/{kind}/{id}
ssyyy POST /matters/{kind}/{id}/{act}
ssyyy GET /matters/{kind}/{id}/children/progress
ssyyy GET /matters/{kind}/{id}/proofs/{sha256}
ssyyy GET /matters/{kind}/{id}/proofs/{sha256}/small
ssyyy GET /report
ssyyy POST /report
ssyyy GET /choices/places/{code}
ssyyy GET /posts
ssyyy POST /posts
ssyyy GET /notifications
ssyyy POST /notifications
ssyyy POST /posts/code
ssyyy GET /account
ssyyy POST /account
ssyyy POST /account/sessions
ssyyy GET /account/second
ssyyy POST /account/second
ssyyy GET /law
ssyyy GET /law/{id}
ssyyy GET /law/{id}/try
ssffy GET /places
ssffy GET /places/{code}
ssffy GET /places/{code}/merge
ssffy POST /places/{code}/merge
ssffy GET /offices/{place}/{department}/dissolve
ssffy POST /offices/{place}/{department}/dissolve
ssffy GET /look-backs
ssffy POST /look-backs
ssffy GET /draws
ssffy POST /draws
ssffy GET /draws/{id}
ssffy GET /engine
ssffy POST /engine/run
ssffy GET /law/proposal
ssffy POST /law/proposal
ssffy GET /import
ssffy POST /import
ssffy GET /import/{id}
ssffy POST /import/{id}
ssffy GET /import/{id}/progress
ssffy GET /import/{id}/refused
";

#[test]
fn every_address_by_every_sort_of_visitor() {
    let (citizen, firm, official) = (
        who(Scope::Nothing),
        who(Scope::Sites(vec![SiteId::derived(&["s"])])),
        who(Scope::Place("220104".parse().unwrap())),
    );
    let line = |route: &Route| {
        let columns =
            [(None, false), (None, true), (Some(&citizen), false), (Some(&firm), false), (Some(&official), false)];
        let columns: String = columns.into_iter().map(|(who, demo)| verdict(route, who, demo)).collect();
        format!("\n{columns} {} {}", route.method, route.path)
    };
    let found: String = ROUTES.iter().map(line).chain(["\n".to_owned()]).collect();
    assert_eq!(found, EXPECTED);
}

#[test]
fn every_address_stands_in_the_table_once() {
    let distinct: BTreeSet<_> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
    assert_eq!(distinct.len(), ROUTES.len());
}

#[test]
fn the_addresses_do_not_clash() {
    let add = |router: axum::Router, route: &Route| {
        let serve = || async {};
        router.route(route.path, if route.method == "GET" { get(serve) } else { post(serve) })
    };
    // A clash panics.
    let _ = ROUTES.iter().fold(axum::Router::new(), add);
}
