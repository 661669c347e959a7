//! The product as people use it: a real server, a real Chromium, whole walks from sign-in to the last click.
//!
//! This module needs Chromium and chromedriver; `cargo xtask test` sees to both. Screens are kept where `BOWLINE_SHOTS=DIR` says
//! so.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

mod common;

#[path = "browser/bare.rs"]
mod bare;
#[path = "browser/charts.rs"]
mod charts;
#[path = "browser/closing.rs"]
mod closing;
#[path = "browser/hostile.rs"]
mod hostile;
#[path = "browser/keys.rs"]
mod keys;
#[path = "browser/languages.rs"]
mod languages;
#[path = "browser/ledger.rs"]
mod ledger;
#[path = "browser/nation.rs"]
mod nation;
#[path = "browser/phone.rs"]
mod phone;
#[path = "browser/shots.rs"]
mod shots;
#[path = "browser/steps.rs"]
mod steps;
#[path = "browser/tab.rs"]
mod tab;
#[path = "browser/world.rs"]
mod world;
