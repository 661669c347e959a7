//! This crate holds the log, the one function that commits, the read tables and messages to people. It is the only crate with
//! SQL.
//!
//! [`Store::commit`] is the one function that writes facts: facts and read rows become durable together or not
//! at all, and it answers only after the data is on disk (WAL, group commit by one writer thread, one sync for many).
//! This crate must never decide anything. Start reading at [`Store`]; what another database must provide is [`Commit`]
//! in and the views of `queries` out.

mod backup;
mod chain;
mod checkpoint;
mod convert;
mod fault;
mod heads;
mod mark;
mod once;
mod queries;
mod queue;
mod raw;
mod readers;
mod rebuild;
mod sickness;
mod sqlite;
mod syncer;
mod wal;
mod words;
mod write;
mod write_matters;
mod writer;

pub use backup::copy_database;
pub use chain::{Chain, Checkpoint, NotACheckpoint};
pub use fault::StoreFault;
pub use once::Once;
pub use queries::{
    About, AccountRow, Breach, ChildCount, Children, Clock, DeskRow, Draft, Duties, Evidence, HazardPage, HazardQuery,
    HazardSort, Hazards, Holder, InvitationRow, Log, LookBacks, LookedRow, MatterPage, MatterQuery, MatterSort,
    Matters, MessageRow, MessageState, Messages, Named, Noted, Own, PreferenceRow, Registry, SessionRow, SignIn,
    Signals, Total, Triggers, Uses, Vacancies, Within, Written, posts_of,
};
pub use raw::raw_inserts;
pub use rebuild::{Difference, READ_TABLES};
pub use sickness::Sickness;
pub use sqlite::{Durability, Loss, Store};
pub use wal::{TornEnd, torn_end};
pub use words::Sought;
pub use writer::Pending;

use bowline_core::facts::Fact;
use bowline_core::ids::SubjectId;
use bowline_core::signals::RowChanges;

/// Facts for one stream, written only if the stream still has the expected version.
#[derive(Clone, Debug)]
pub struct Append {
    /// The stream.
    pub subject: SubjectId,
    /// The version of its last fact; 0 for a new stream.
    pub expected: u32,
    /// The facts, numbered from `expected + 1`.
    pub facts: Vec<Fact>,
}

/// All that becomes durable together.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// Facts, by stream.
    pub appends: Vec<Append>,
    /// Read rows.
    pub changes: RowChanges,
    /// The request that asked for it, where it must not be carried out twice.
    pub once: Option<Once>,
}
