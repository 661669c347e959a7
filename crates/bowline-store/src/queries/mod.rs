//! The service reads here: the log by stream, what is due, and the read tables. Each noun has one view of the store,
//! and one file.
//!
//! A view must never hold anything but the store. Start at [`Store::log`] and its neighbours.

mod chain;
mod children;
mod clocks;
mod duties;
mod evidence;
mod filter;
mod hazards;
mod log;
mod look_backs;
mod matters;
mod messages;
mod own;
mod proof;
mod registry;
mod sign_in;
mod signals;
mod triggers;

pub use chain::Breach;
pub use children::{ChildCount, Children};
pub use clocks::Clock;
pub use duties::{About, DeskRow, Duties, posts_of};
pub use evidence::{Evidence, Uses};
pub use hazards::{HazardPage, HazardQuery, HazardSort, Hazards, Named, Total, Within};
pub use log::Log;
pub use look_backs::{LookBacks, LookedRow};
pub use matters::{MatterPage, MatterQuery, MatterSort, Matters};
pub use messages::{MessageRow, MessageState, Messages, Noted, PreferenceRow};
pub use own::{Draft, Own};
pub use proof::Vacancies;
pub use registry::{Holder, Registry};
pub use sign_in::{AccountRow, InvitationRow, SessionRow, SignIn, Written};
pub use signals::Signals;
pub use triggers::Triggers;

use crate::Store;

impl Store {
    /// The log of facts.
    #[must_use]
    pub fn log(&self) -> Log<'_> {
        Log { store: self }
    }

    /// Who and what exists: offices, people, posts, sites.
    #[must_use]
    pub fn registry(&self) -> Registry<'_> {
        Registry { store: self }
    }

    /// Hazards, as they are listed.
    #[must_use]
    pub fn hazards(&self) -> Hazards<'_> {
        Hazards { store: self }
    }

    /// What is owed, and by whom; what is due.
    #[must_use]
    pub fn duties(&self) -> Duties<'_> {
        Duties { store: self }
    }

    /// Counts, runs, imports and alarms.
    #[must_use]
    pub fn signals(&self) -> Signals<'_> {
        Signals { store: self }
    }

    /// What the installation keeps for itself: sessions, sign-in keys, settings.
    #[must_use]
    pub fn own(&self) -> Own<'_> {
        Own { store: self }
    }
}
