//! This crate is the world for tests: people in their posts, a clock that stands until somebody turns it, and hazards
//! whose log reads as a story.
//!
//! Everything a person does goes through the public use cases, so that a story proves what a page can do. A [`World`]
//! proves itself when it ends: read tables equal a rebuild, counts equal a recount, nothing open is without a clock.
//! This crate must never be shipped, and never reach past the service to make a state that people could not make. Start
//! reading at [`World`].
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the world of tests: a broken world should stop the test"
)]

mod cast;
mod checks;
mod disk;
mod matters;
mod person;
mod populate;
mod story;
mod world;

pub use bowline_service::chance::Dice;
pub use cast::{AMERICA, CHINA, Cast};
pub use checks::{broken_promises, chains};
pub use disk::{FailingDisk, Immutable, ReadOnly, SmallDisk};
pub use matters::{Handler, filled};
pub use person::{Person, answers};
pub use populate::{LEDGER_HEAD, Site, ledger_row, open, populate, post, try_open};
pub use world::{Opening, World};

/// A picture of one pixel; what follows its end makes it another file.
#[must_use]
pub fn photo(tail: &[u8]) -> Vec<u8> {
    [include_bytes!("dot.png"), tail].concat()
}
