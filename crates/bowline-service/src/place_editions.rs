//! The places as they stand: those of the pack, and what mergers made of them while the server runs.
//!
//! This module must never change an edition that somebody reads: a merger makes the next one, and whoever holds the earlier goes
//! on with it. There are few, so none is thrown away. Start at [`PlaceEditions::latest`].

use bowline_core::facts::PlaceMerged;
use bowline_core::ids::PlaceCode;
use bowline_core::places::PlaceTree;
use bowline_core::time::Day;
use bowline_store::{Store, StoreFault};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Every edition of the places since the start, the oldest first.
pub(crate) struct PlaceEditions {
    first: Edition,
    merging: Mutex<()>,
}

struct Edition {
    tree: PlaceTree,
    next: OnceLock<Box<Edition>>,
}

impl PlaceEditions {
    /// The places of the pack with every merger that is recorded.
    pub(crate) fn read(mut tree: PlaceTree, store: &Store) -> Result<Self, StoreFault> {
        for PlaceMerged { place, into, from, .. } in store.registry().mergers()? {
            if !tree.merge(place, into, from) {
                tracing::warn!(%place, %into, "the places in force do not have this merger any more");
            }
        }
        Ok(Self { first: Edition { tree, next: OnceLock::new() }, merging: Mutex::new(()) })
    }

    pub(crate) fn latest(&self) -> &PlaceTree {
        &self.newest().tree
    }

    fn newest(&self) -> &Edition {
        let mut newest = &self.first;
        while let Some(next) = newest.next.get() {
            newest = next;
        }
        newest
    }

    /// One merger at a time.
    pub(crate) fn merging(&self) -> MutexGuard<'_, ()> {
        self.merging.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows a merger that has been committed.
    pub(crate) fn follow(&self, merged: &PlaceMerged) {
        let newest = self.newest();
        let mut tree = newest.tree.clone();
        tree.merge(merged.place, merged.into, merged.from);
        // One merger at a time: nobody else has put an edition there.
        let _ = newest.next.set(Box::new(Edition { tree, next: OnceLock::new() }));
    }

    /// Under which places that is kept which counts in a place: its own, and those that became part of it.
    pub(crate) fn counted_in(&self, place: PlaceCode) -> Vec<PlaceCode> {
        std::iter::once(place).chain(self.latest().merged_from(place)).collect()
    }

    /// The day from which what happens to matters of a merged place counts in a place of which it became part. None: it is that place.
    pub(crate) fn counts_since(&self, place: PlaceCode, within: PlaceCode) -> Option<Day> {
        let (into, from) = self.latest().merged_into(place).filter(|_| place != within)?;
        Some(self.counts_since(into, within).map_or(from, |later| later.max(from)))
    }
}
