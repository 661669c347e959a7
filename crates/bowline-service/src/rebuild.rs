//! Rebuilds every read table from the log, beside the live ones, and compares. The proof that the log is the only truth: the
//! live tables followed every single fact, the rebuilt ones see each dossier only as its facts left it.

use crate::Refused;
use crate::app::Bowline;
use crate::registry::Places;
use bowline_core::facts::Fact;
use bowline_core::obligations::Dossier;
use bowline_core::signals::{RowChanges, notices, project, registry_rows};
use bowline_store::{Commit, Difference, Durability, Pending, Store};
use std::path::Path;

/// Facts read at once.
const PAGE: usize = 20_000;

impl Bowline {
    /// Rebuilds the read tables into a store in `beside` and compares. Empty: they are equal.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn rebuild_and_compare(
        &self,
        beside: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Vec<Difference>, Refused> {
        let rebuilt = Store::open(beside, Durability::None)?;
        let (mut after, mut done, mut flying) = (None, 0, None);
        loop {
            let streams = self.inner.store.streams_after(after, PAGE)?;
            let Some(last) = streams.last().and_then(|stream| stream.first()) else { break };
            after = Some(last.subject);
            let mut changes = RowChanges::default();
            for stream in &streams {
                self.rows_of(stream, &mut changes);
                done += stream.len() as u64;
            }
            let begun = rebuilt.begin_commit(Commit { appends: Vec::new(), changes })?;
            flying.replace(begun).map_or(Ok(()), Pending::wait)?;
            progress(done);
        }
        flying.map_or(Ok(()), Pending::wait)?;
        Ok(self.inner.store.compare(&rebuilt)?)
    }

    fn rows_of(&self, stream: &[Fact], changes: &mut RowChanges) {
        let Some(first) = stream.first() else { return };
        changes.registry.extend(stream.iter().filter_map(registry_rows));
        let dossier = Dossier::replay(first.subject, stream.iter().filter(|fact| registry_rows(fact).is_none()));
        let before = Dossier::new(first.subject);
        let mut change = project(&self.inner.pack, &Places(&self.inner.places), &before, &dossier);
        change.notices = notices(&dossier, stream);
        changes.absorb(change);
    }
}
