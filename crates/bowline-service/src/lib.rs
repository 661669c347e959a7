//! The use cases: load → decide → commit; who may; the engine's tick; imports; queries for pages.
//!
//! Must never hold a rule of law, SQL or HTML. Start reading at [`Bowline`].

mod app;
pub mod views;

pub use app::{Bowline, Refused};
