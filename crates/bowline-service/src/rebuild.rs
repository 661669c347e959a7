//! This module rebuilds every read table from the log, beside the live tables, and compares. The comparison checks that
//! the log is the only truth: the live tables followed every single fact, and the rebuilt ones see each dossier only as
//! its facts left it.
//!
//! This module must never write into the live tables.

use crate::Refused;
use crate::app::Bowline;
use bowline_core::facts::Fact;
use bowline_core::ids::SubjectId;
use bowline_core::obligations::Dossier;
use bowline_core::signals::RowChanges;
use bowline_store::{Commit, Difference, Durability, Pending, Store};
use std::collections::BTreeMap;
use std::path::Path;

/// Facts read at once.
const PAGE: u32 = 20_000;

/// Read tables made from the log alone, in a folder beside, fact by fact: follows the log as it grows, and remembers every
/// dossier. For a simulation that asks every day; a whole ledger is rebuilt by [`rebuild_and_compare`].
pub struct Rebuild {
    store: Store,
    dossiers: BTreeMap<SubjectId, Dossier>,
    seq: i64,
}

impl Rebuild {
    /// Starts an empty one in a fresh folder.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn beside(folder: &Path) -> Result<Self, Refused> {
        Ok(Self { store: Store::open(folder, Durability::None)?, dossiers: BTreeMap::new(), seq: 0 })
    }

    /// Reads the log on to its end; `progress` hears how many facts were read.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn follow(&mut self, app: &Bowline, progress: &mut dyn FnMut(u64)) -> Result<(), Refused> {
        loop {
            let page = app.inner.store.log().after(self.seq, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            self.seq = *last;
            let mut changes = RowChanges::default();
            for (_, fact) in &page {
                self.take(app, fact, &mut changes);
            }
            self.store.commit(Commit { changes, ..Commit::default() })?;
            progress(u64::try_from(self.seq).unwrap_or(0));
        }
    }

    /// What differs from the live tables. Empty: they are equal.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn differences(&self, app: &Bowline) -> Result<Vec<Difference>, Refused> {
        Ok(app.inner.store.compare(&self.store)?)
    }

    /// Computes every clock anew, as the packs demand that are in force by now.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn compute_clocks(&self, app: &Bowline) -> Result<(), Refused> {
        let mut changes = RowChanges::default();
        self.dossiers.values().for_each(|dossier| changes.absorb(app.inner.clocks_of(dossier, &[])));
        Ok(self.store.commit(Commit { changes, ..Commit::default() })?)
    }

    fn take(&mut self, app: &Bowline, fact: &Fact, changes: &mut RowChanges) {
        let before = self.dossiers.remove(&fact.subject).unwrap_or_else(|| Dossier::new(fact.subject));
        let after = app.inner.rows_of(&before, std::slice::from_ref(fact), changes);
        self.dossiers.insert(fact.subject, after);
    }
}

/// Rebuilds the read tables into a store in `beside` and compares. Empty: they are equal.
///
/// # Errors
/// [`Refused::Fault`].
pub fn rebuild_and_compare(
    app: &Bowline,
    beside: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<Difference>, Refused> {
    let store = &app.inner.store;
    let rebuilt = Store::open(beside, Durability::None)?;
    let (mut done, mut flying) = (0, None);
    for streams in store.log().stream_pages(PAGE) {
        let mut changes = RowChanges::default();
        for stream in streams? {
            if let Some(first) = stream.first() {
                app.inner.rows_of(&Dossier::new(first.subject), &stream, &mut changes);
            }
            done += stream.len() as u64;
        }
        let begun = rebuilt.begin_commit(Commit { changes, ..Commit::default() })?;
        flying.replace(begun).map_or(Ok(()), Pending::wait)?;
        progress(done);
    }
    flying.map_or(Ok(()), Pending::wait)?;
    Ok(store.compare(&rebuilt)?)
}
