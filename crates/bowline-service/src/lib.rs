//! This crate holds the use cases: it loads, decides and commits, says who may do what, and has the engine's run,
//! imports and queries for pages.
//!
//! This crate must never hold a rule of law, SQL or HTML. Start reading at [`Bowline`], which leads to the use cases,
//! then [`Hazards::act`] for the way of one decision and [`Engine::tick`] for the way of the engine.

mod accounts;
mod acts;
mod adopt;
mod aftermath;
mod app;
mod backup;
mod capture;
pub mod chance;
pub mod clock;
mod codes;
mod deeds;
mod demo;
mod dissolving;
mod draws;
mod engine;
mod entrances;
mod evidence;
pub mod export;
mod forecast;
mod guard;
pub mod import;
mod inspections;
mod joining;
mod judge;
mod ledger_import;
mod ledgers;
mod leftovers;
mod local_packs;
mod look_backs;
mod mappings;
mod matters;
mod merging;
mod named;
mod names;
mod naming;
mod notifications;
mod offices;
mod pack_folder;
mod packs;
mod passwords;
mod people;
mod pictures;
mod place_editions;
mod proofs;
mod proposing;
mod rebuild;
mod recent;
mod refused;
mod registry;
mod rehearse;
mod relapses;
mod requests;
mod scope;
mod seal;
mod second;
mod sentences;
mod sessions;
mod shelf;
mod sites;
mod sought;
mod staffing;
mod staging;
mod strata;
mod strip;
mod succession;
mod taking;
mod uploads;
pub mod views;
mod views_of;
mod watchful;
pub mod xlsform;

pub use accounts::{AccountEvent, Accounts, Code, Invitation};
pub use adopt::{Packs, pack_digest, packs_in_force};
pub use app::{Bowline, Setup};
pub use backup::{back_up, keep_checkpoint};
pub use bowline_store::Sickness;
pub use bowline_store::Sought;
pub use demo::{Demo, demo_ahead_ms, kept_demo_ahead_ms};
pub use dissolving::{Dissolution, Dissolvable, Dissolving, Moves, PostMoves};
pub use engine::Engine;
pub use entrances::{Entrance, Entrances};
pub use forecast::{Ahead, Forecast, Whose};
pub use inspections::Inspections;
pub use ledger_import::{LedgerImport, ledger_subject};
pub use ledgers::Imports;
pub use leftovers::sweep_leftovers;
pub use local_packs::{embedded_packs, unfit_over};
pub use look_backs::LookBacks;
pub use mappings::ColumnsFrom;
pub use matters::Matters;
pub use merging::{Mergeable, Merger, MergerMoves, Merging};
pub use notifications::{
    Carrier, Choices, Delivered, Delivery, Health, Mail, MailStatus, MyNotifications, NotCarried, Notifications,
    Poster, Preferences, Webhook, Webhooks,
};
pub use offices::Offices;
pub use packs::{
    PackNotUsable, embedded_pack, files_of_pack, named_pack, open_pack, open_pack_folder, pack_files, shipped_files,
};
pub use people::People;
pub use proofs::{Handed, Proofs};
pub use rebuild::{Rebuild, rebuild_and_compare};
pub use refused::{Fault, Refused};
pub use registry::Places;
pub use rehearse::{Example, Group, Rehearsal};
pub use requests::{Request, Requests, Typed};
pub use sessions::{Caller, SessionLine, Sessions};
pub use sites::{SiteForm, Sites, risk_grade};
pub use staffing::{Change, Held, StaffedBody, StaffedPost, Staffing, Successor, Way};
pub use staging::{Stage, Staged};
pub use views_of::{ChildrenOf, Duties, Hazards, Law, Signals};
