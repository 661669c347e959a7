//! Places form a tree: nation → province → city → county → township. Each has a code and the days on which it stood.
//!
//! The tree is pack data (`packs/*/places/*.csv`), never code: a code's digits say nothing here, only `parent` does.
//! This module must never guess: a name that fits two places is a [`NameFault`] that lists both. Start reading at
//! [`PlaceTree`]; names are turned into codes in [`PlaceTree::resolve`].

mod fault;
mod level;
mod merge;
mod names;
mod parse;
mod resolve;
mod tiles;
mod tree;

#[cfg(test)]
mod tests;

pub use fault::{NameFault, PlaceFault, PlaceWords};
pub use level::Level;
pub use parse::MAX_PLACES;
pub use tiles::Tile;
pub use tree::{Place, PlaceTree};
