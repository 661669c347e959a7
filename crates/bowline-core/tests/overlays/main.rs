//! Packs that lie over others: the shipped ones check and pass their cases, looser and hostile ones are refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

#[path = "../common/mod.rs"]
mod common;
mod hostile;
mod longest;
mod shipped;

use bowline_core::rules::{Pack, PackHead};
use common::{files, national, packs};

/// A shipped pack with all that it lies over.
fn shipped(name: &str) -> Pack {
    let files = files(name);
    let base = PackHead::of(&files).over.unwrap();
    let below = if base == "cn-national" { national() } else { &shipped(&base) };
    below.load_over(&files).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}
