//! What dossiers ask about a piece of evidence: where else the same bytes were handed in.
//!
//! This module must never judge that: a photo may show two hazards. Start at [`Evidence`].

use crate::convert::subject;
use crate::{Store, StoreFault};
use bowline_core::ids::SubjectId;
use rusqlite::{OptionalExtension, params};

/// What dossiers ask about evidence.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    store: &'a Store,
}

/// Where a piece of evidence was handed in, seen from one dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// By how many facts of that dossier.
    pub here: u32,
    /// How many other dossiers have it.
    pub elsewhere: u64,
    /// Some of those, as many as were asked for.
    pub others: Vec<SubjectId>,
}

impl<'a> Evidence<'a> {
    /// What they ask of a store.
    #[must_use]
    pub const fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Where each of these pieces was handed in, seen from a dossier, with at most so many other dossiers each.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn uses(&self, from: SubjectId, sha256: &[&str], most: u32) -> Result<Vec<Uses>, StoreFault> {
        self.store.read("looking for earlier uses of evidence", |connection| {
            let mut here =
                connection.prepare_cached("SELECT times FROM evidence WHERE sha256 = $1 AND subject = $2")?;
            let mut count =
                connection.prepare_cached("SELECT count(*) FROM evidence WHERE sha256 = $1 AND subject <> $2")?;
            let mut others = connection.prepare_cached(
                "SELECT subject FROM evidence WHERE sha256 = $1 AND subject <> $2 ORDER BY subject LIMIT $3",
            )?;
            let mut uses = |sha256: &&str| {
                let of = params![sha256, from.0.as_bytes()];
                let rows = others
                    .query_map(params![sha256, from.0.as_bytes(), most], |row| subject(row.get_ref(0)?.as_blob()?))?;
                Ok(Uses {
                    here: here.query_row(of, |row| row.get(0)).optional()?.unwrap_or_default(),
                    elsewhere: count.query_row(of, |row| row.get(0))?,
                    others: rows.collect::<rusqlite::Result<_>>()?,
                })
            };
            sha256.iter().map(&mut uses).collect()
        })
    }
}
