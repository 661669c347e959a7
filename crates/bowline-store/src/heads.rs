//! This module remembers where lately written streams stand: the number of the stream and the version of its last fact.
//! The writer learns it here without asking the database, and a reader learns here that nothing has changed.
//!
//! This module must never hold what is not committed. Start at [`Heads::of`].

use bowline_core::ids::SubjectId;
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// When so many are young, they become the old ones, and the old ones are forgotten.
const YOUNG: usize = 8_192;

/// Where a stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Its number in the log.
    pub(crate) stream: i64,
    /// The version of its last fact.
    pub(crate) version: u32,
}

/// Some thousand heads, in two generations.
#[derive(Default)]
pub(crate) struct Heads {
    generations: Mutex<[HashMap<SubjectId, Head>; 2]>,
}

impl Heads {
    /// Where this stream stands, if it was written lately.
    pub(crate) fn of(&self, subject: SubjectId) -> Option<Head> {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.iter().find_map(|known| known.get(&subject)).copied()
    }

    /// Takes over where streams stand after a transaction was committed.
    pub(crate) fn take(&self, moved: Moved<'_>) {
        let moved = moved.moved;
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let [young, old] = &mut *generations;
        if young.len() >= YOUNG {
            *old = std::mem::take(young);
        }
        young.extend(moved);
    }
}

/// Where streams stand within a transaction that is not committed yet.
pub(crate) struct Moved<'a> {
    heads: &'a Heads,
    moved: HashMap<SubjectId, Head>,
}

impl<'a> Moved<'a> {
    /// At the beginning of a transaction.
    pub(crate) fn since(heads: &'a Heads) -> Self {
        Self { heads, moved: HashMap::new() }
    }

    /// Where this stream stands; none: it has not begun.
    pub(crate) fn head(&self, connection: &Connection, subject: SubjectId) -> rusqlite::Result<Option<Head>> {
        match self.moved.get(&subject).copied().or_else(|| self.heads.of(subject)) {
            Some(head) => Ok(Some(head)),
            None => read_head(connection, subject),
        }
    }

    /// The stream was written.
    pub(crate) fn to(&mut self, subject: SubjectId, head: Head) {
        self.moved.insert(subject, head);
    }
}

/// Where a stream stands, from the log.
pub(crate) fn read_head(connection: &Connection, subject: SubjectId) -> rusqlite::Result<Option<Head>> {
    let sql = "SELECT number, (SELECT max(version) FROM fact WHERE stream = number) FROM stream WHERE subject = $1";
    let head = |row: &rusqlite::Row<'_>| {
        Ok(Head { stream: row.get(0)?, version: row.get::<_, Option<u32>>(1)?.unwrap_or_default() })
    };
    connection.prepare_cached(sql)?.query_row([subject.0.as_bytes()], head).optional()
}
