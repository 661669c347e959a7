//! Rebuilds every read table from the log, beside the live ones, and compares. The proof that the log is the only truth.

use crate::Refused;
use crate::app::Bowline;
use crate::registry::Places;
use bowline_core::facts::Fact;
use bowline_core::ids::SubjectId;
use bowline_core::obligations::{Dossier, evolve};
use bowline_core::signals::{RowChanges, notices, project, registry_rows};
use bowline_store::{Commit, Difference, Durability, Store};
use std::collections::BTreeMap;
use std::path::Path;

/// Facts read at once.
const PAGE: u32 = 20_000;

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
        let mut dossiers = BTreeMap::new();
        let mut seq = 0;
        loop {
            let page = self.inner.store.log_after(seq, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            seq = *last;
            let mut changes = RowChanges::default();
            for (_, fact) in &page {
                self.follow(&mut dossiers, fact, &mut changes);
            }
            rebuilt.commit(Commit { appends: Vec::new(), changes })?;
            progress(u64::try_from(seq).unwrap_or(0));
        }
        Ok(self.inner.store.compare(&rebuilt)?)
    }

    fn follow(&self, dossiers: &mut BTreeMap<SubjectId, Dossier>, fact: &Fact, changes: &mut RowChanges) {
        if let Some(row) = registry_rows(fact) {
            changes.registry.push(row);
            return;
        }
        let before = dossiers.remove(&fact.subject).unwrap_or_else(|| Dossier::new(fact.subject));
        let after = evolve(before.clone(), fact);
        let mut change = project(&self.inner.pack, &Places(&self.inner.places), &before, &after);
        change.notices = notices(&after, std::slice::from_ref(fact));
        changes.absorb(change);
        dossiers.insert(fact.subject, after);
    }
}
