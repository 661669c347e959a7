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
mod recent;
mod refused;
mod registry;
mod rehearse;
mod sentences;
mod session;
mod sites;
mod uploads;
pub mod views;
mod views_of;
pub mod xlsform;

pub use adopt::{pack_digest, pack_in_force};
pub use app::{Bowline, Setup};
pub use ledgers::{LedgerImport, ledger_subject};
pub use packs::{
    PackNotUsable, embedded_pack, files_of_pack, named_pack, open_pack, open_pack_folder, pack_files, shipped_files,
};
pub use rebuild::Rebuild;
pub use refused::{Fault, Refused};
pub use registry::Places;
pub use rehearse::{Example, Group, Rehearsal};
pub use sites::{SiteForm, risk_grade};
