//! This module keeps dossiers as the last acts left them, so that the next act on a dossier need not read its whole
//! stream again.
//!
//! This module must never be believed without asking the store for the version. Start at [`Recent::dossier`].

use bowline_core::ids::SubjectId;
use bowline_core::obligations::Dossier;
use bowline_store::{Store, StoreFault};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// When so many are young, they become the old ones, and the old ones are forgotten.
const YOUNG: usize = 512;

/// Some hundred dossiers, in two generations.
#[derive(Default)]
pub(crate) struct Recent {
    generations: Mutex<[HashMap<SubjectId, Arc<Dossier>>; 2]>,
}

impl Recent {
    /// A dossier as it is now: the one that is known, if the log has no other version, else from its stream.
    pub(crate) fn dossier(&self, store: &Store, subject: SubjectId) -> Result<Arc<Dossier>, StoreFault> {
        let version = store.log().version(subject)?;
        match self.known(subject).filter(|it| it.version == version) {
            Some(known) => Ok(known),
            None => Ok(self.remember(Dossier::replay(subject, &store.log().facts(subject)?))),
        }
    }

    fn known(&self, subject: SubjectId) -> Option<Arc<Dossier>> {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.iter().find_map(|known| known.get(&subject)).cloned()
    }

    /// Remembers a dossier.
    pub(crate) fn remember(&self, dossier: Dossier) -> Arc<Dossier> {
        let dossier = Arc::new(dossier);
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let [young, old] = &mut *generations;
        if young.len() >= YOUNG {
            *old = std::mem::take(young);
        }
        young.insert(dossier.subject, Arc::clone(&dossier));
        dossier
    }
}
