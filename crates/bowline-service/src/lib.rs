//! The use cases: load → decide → commit; who may; the engine's tick; imports; queries for pages.
//!
//! Must never hold a rule of law, SQL or HTML. Start reading at [`Bowline`], then [`Bowline::act`] for the way of one
//! decision and [`Bowline::tick`] for the way of the engine.

mod acts;
mod adopt;
mod app;
pub mod chance;
pub mod clock;
mod demo;
mod engine;
pub mod import;
mod ledgers;
mod nation;
mod packs;
mod people;
mod proofs;
mod rebuild;
mod refused;
mod registry;
mod rehearse;
mod sentences;
mod session;
mod sites;
mod uploads;
pub mod views;
mod views_of;

pub use adopt::pack_digest;
pub use app::{Bowline, Parts};
pub use demo::DEMO_LEDGER;
pub use ledgers::{LedgerImport, ledger_subject};
pub use packs::{PackNotUsable, check_pack_files, embedded_pack, open_pack, pack_files, shipped_files};
pub use refused::Refused;
pub use registry::Places;
pub use rehearse::{Example, Group, Rehearsal};
pub use sites::{SiteForm, risk_grade};
