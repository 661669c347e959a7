//! The use cases: load, decide, commit; who may; the engine's tick; imports; delivery; queries for pages.
//!
//! Start reading at the module of the use case at hand.

pub mod import;
