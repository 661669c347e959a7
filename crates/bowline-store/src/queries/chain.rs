//! Follows the chain over the log, fact by fact, and holds checkpoints against it.
//!
//! This module must never mend: what does not fit is told, and the chain is taken up again behind it, so that one
//! change is one finding.

use crate::chain::{Chain, Checkpoint, Digest, Tip};
use crate::convert::{bad, is_sealed, subject};
use crate::fault::Doing;
use crate::sqlite::lost;
use crate::{Log, Sickness, StoreFault};
use bowline_core::time::Day;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};

/// So many are told; a log that was rewritten from its beginning would tell each of its facts.
const MOST_TOLD: usize = 20;

/// Something in the log is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// The bytes of this fact are not those that its sum was made of.
    Sum(i64),
    /// This fact does not fit its link: it, or what came before it, was changed, removed or put elsewhere.
    Link(i64),
    /// The last fact is not the last one that was written: its number, and that of the last one written.
    End(i64, i64),
    /// The log does not hold what it held at this checkpoint.
    Checkpoint(Checkpoint),
}

impl Display for Breach {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sum(seq) => write!(f, "fact {seq}: its bytes are not those that were written"),
            Self::Link(seq) => write!(f, "fact {seq}: it does not follow from the facts before it"),
            Self::End(last, written) => write!(f, "the log ends with fact {last}, written was fact {written}"),
            Self::Checkpoint(it) => write!(f, "the log is not the one of {it}"),
        }
    }
}

impl Log<'_> {
    /// Follows the whole log from its first fact: sums, links, the end, the checkpoints kept in the folder and these others.
    /// Empty: nothing was changed since it was written, as far as these can tell.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn breaches(&self, held: &[Checkpoint]) -> Result<Vec<Breach>, StoreFault> {
        self.store.read("following the chain of the log", |connection| follow(connection, held))
    }

    /// What was answered and is gone, as far as the folder can tell: see [`crate::Store::open`].
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn lost(&self) -> Result<Option<(Sickness, String)>, StoreFault> {
        let (folder, torn) = (self.store.folder(), self.store.torn_end());
        self.store.read("looking for what is lost", |connection| lost(connection, folder, torn).map_err(bad))
    }

    /// The newest checkpoint kept in the folder.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreFault> {
        self.store.read("reading the newest checkpoint", |connection| {
            let newest = "SELECT day, seq, chain FROM checkpoint ORDER BY day DESC LIMIT 1";
            connection.query_row(newest, [], checkpoint).optional()
        })
    }

    /// Keeps where the log stands as the checkpoint of this day, unless the day has one.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn keep_checkpoint(&self, day: Day) -> Result<(), StoreFault> {
        let word = day.to_string();
        let sql = "INSERT OR IGNORE INTO checkpoint (day, seq, chain) SELECT $1, seq, chain FROM tip WHERE seq > 0";
        self.store.write(move |connection| connection.execute(sql, [word]).doing("keeping a checkpoint").map(drop))
    }
}

fn checkpoint(row: &Row<'_>) -> rusqlite::Result<Checkpoint> {
    Ok(Checkpoint { day: crate::convert::day(row.get_ref(0)?.as_str()?)?, seq: row.get(1)?, chain: row.get(2)? })
}

fn follow(connection: &Connection, others: &[Checkpoint]) -> rusqlite::Result<Vec<Breach>> {
    let mut kept = connection.prepare("SELECT day, seq, chain FROM checkpoint ORDER BY day")?;
    let kept: Vec<Checkpoint> = kept.query_map([], checkpoint)?.collect::<rusqlite::Result<_>>()?;
    let mut held: BTreeMap<i64, Vec<Checkpoint>> = BTreeMap::new();
    kept.iter().chain(others).for_each(|it| held.entry(it.seq).or_default().push(*it));
    let mut facts = connection.prepare(
        "SELECT seq, version, payload, chain, subject FROM fact LEFT JOIN stream ON number = stream ORDER BY seq",
    )?;
    let (mut rows, mut last, mut breaches) = (facts.query([])?, Tip::default(), Vec::new());
    while let Some(row) = rows.next()? {
        let (seq, sealed) = (row.get(0)?, row.get_ref(2)?.as_str()?);
        let link: Option<Chain> = row.get(3).ok();
        if !is_sealed(sealed) {
            breaches.push(Breach::Sum(seq));
        } else if link.is_none() || link != digest(row, sealed)?.map(|digest| last.chain.then(digest)) {
            breaches.push(Breach::Link(seq));
        }
        last = Tip { seq, chain: link.unwrap_or_default() };
        let differing = held.remove(&seq).unwrap_or_default().into_iter().filter(|it| Some(it.chain) != link);
        breaches.extend(differing.map(Breach::Checkpoint));
    }
    // What is left speaks of facts that are not there.
    breaches.extend(held.into_values().flatten().map(Breach::Checkpoint));
    let noted = Tip::noted(connection).optional()?.unwrap_or_default();
    if noted != last {
        breaches.push(Breach::End(last.seq, noted.seq));
    }
    breaches.truncate(MOST_TOLD);
    Ok(breaches)
}

/// None where the stream of the fact is gone.
fn digest(row: &Row<'_>, sealed: &str) -> rusqlite::Result<Option<Digest>> {
    let of = row.get_ref(4)?.as_blob_or_null()?.map(subject).transpose()?;
    let version = row.get(1)?;
    Ok(of.map(|of| Digest::of(of, version, sealed)))
}
