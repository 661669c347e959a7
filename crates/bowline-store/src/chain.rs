//! A chain over the log in the order in which it was written: each fact's link is the SHA-256 of the link before it and
//! of the fact's own bytes. Whoever changes, removes or reorders facts must remake every link that follows; a
//! checkpoint kept elsewhere shows that too (decision 0038).
//!
//! This module must never be computed in two places: what the writer links, the doctor follows with the same two
//! functions. Start at [`Chain`].

use bowline_core::ids::SubjectId;
use bowline_core::time::Day;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use sha2::{Digest as _, Sha256};
use std::fmt::{Display, Formatter};
use std::str::FromStr;

const BYTES: usize = 32;
/// The word with which a checkpoint begins, so that it is found in the midst of a letter.
const WORD: &str = "bowline-checkpoint";

/// Where the chain stands after a fact; all zero before the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain([u8; BYTES]);

/// The digest of one fact, made by whoever commits it, so that the writer has little to do.
#[derive(Clone, Copy)]
pub(crate) struct Digest([u8; BYTES]);

impl Digest {
    /// Of a fact at its address, with its sealed text.
    pub(crate) fn of(subject: SubjectId, version: u32, sealed: &str) -> Self {
        let all = Sha256::new().chain_update(subject.0.as_bytes()).chain_update(version.to_be_bytes());
        Self(all.chain_update(sealed.as_bytes()).finalize().into())
    }
}

impl Chain {
    /// The link of the next fact.
    pub(crate) fn then(self, fact: Digest) -> Self {
        Self(Sha256::new().chain_update(self.0).chain_update(fact.0).finalize().into())
    }
}

impl Display for Chain {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Chain {
    type Err = NotACheckpoint;

    fn from_str(hex: &str) -> Result<Self, NotACheckpoint> {
        let bad = || NotACheckpoint(hex.to_owned());
        let digit = |at| hex.get(at..at + 2).filter(|two| two.bytes().all(|it| it.is_ascii_hexdigit())).ok_or_else(bad);
        if hex.len() != 2 * BYTES {
            return Err(bad());
        }
        let mut bytes = [0; BYTES];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(digit(2 * at)?, 16).map_err(|_| bad())?;
        }
        Ok(Self(bytes))
    }
}

impl FromSql for Chain {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob()?.try_into().map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

impl ToSql for Chain {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.as_slice().to_sql()
    }
}

/// How far the log had come on a day. One line; whoever keeps it elsewhere can tell later whether the log still says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The day on which it was taken.
    pub day: Day,
    /// The number of the last fact.
    pub seq: i64,
    /// The link of that fact.
    pub chain: Chain,
}

impl Checkpoint {
    /// Every checkpoint of a text, such as of a letter or a list. What begins like one and is none is a fault.
    ///
    /// # Errors
    /// [`NotACheckpoint`] with the line.
    pub fn all_of(text: &str) -> Result<Vec<Self>, NotACheckpoint> {
        let lines = text.lines().filter_map(|line| line.find(WORD).and_then(|at| line.get(at..)));
        lines.map(str::parse).collect()
    }
}

impl Display for Checkpoint {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{WORD} {} {} {}", self.day, self.seq, self.chain)
    }
}

impl FromStr for Checkpoint {
    type Err = NotACheckpoint;

    fn from_str(line: &str) -> Result<Self, NotACheckpoint> {
        let bad = || NotACheckpoint(line.to_owned());
        let mut words = line.split_whitespace();
        let (word, day, seq, chain) = (words.next(), words.next(), words.next(), words.next());
        let (Some(WORD), Some(day), Some(seq), Some(chain)) = (word, day, seq, chain) else { return Err(bad()) };
        let (day, seq) = (day.parse().map_err(|_| bad())?, seq.parse().map_err(|_| bad())?);
        Ok(Self { day, seq, chain: chain.parse().map_err(|_| bad())? })
    }
}

/// A line that should be a checkpoint and is not.
#[derive(Clone, Debug, thiserror::Error)]
#[error("`{0}` is not a checkpoint")]
pub struct NotACheckpoint(pub String);

/// The end of the log: the number of the last fact and its link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) seq: i64,
    pub(crate) chain: Chain,
}

impl Tip {
    /// The end as it is noted beside the log with each transaction; none in a database that has no log yet.
    pub(crate) fn noted(connection: &Connection) -> rusqlite::Result<Self> {
        connection.query_row("SELECT seq, chain FROM tip", [], |row| Ok(Self { seq: row.get(0)?, chain: row.get(1)? }))
    }

    /// The end as the log itself has it.
    pub(crate) fn of_log(connection: &Connection) -> rusqlite::Result<Self> {
        let last = "SELECT seq, chain FROM fact ORDER BY seq DESC LIMIT 1";
        let found = connection.query_row(last, [], |row| Ok(Self { seq: row.get(0)?, chain: row.get(1)? }));
        Ok(found.optional()?.unwrap_or_default())
    }

    /// Notes the end, inside the transaction that moved it.
    pub(crate) fn note(self, connection: &Connection) -> rusqlite::Result<()> {
        let sql = "UPDATE tip SET seq = $1, chain = $2";
        connection.prepare_cached(sql)?.execute(params![self.seq, self.chain]).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(name: &str) -> Chain {
        Chain::default().then(Digest::of(SubjectId::derived(&[name]), 1, name))
    }

    #[test]
    fn a_checkpoint_is_read_as_it_is_printed_wherever_it_stands() {
        let one = Checkpoint { day: "2026-11-27".parse().unwrap(), seq: 73_012, chain: link("a") };
        let letter = format!("Dear all,\n> {one}\nbest wishes\n{one} \n");
        assert_eq!(Checkpoint::all_of(&letter).unwrap(), [one, one]);
        assert_eq!(Checkpoint::all_of("nothing here").unwrap(), []);
        for bad in ["bowline-checkpoint", "bowline-checkpoint 2026-11-27 12 00", "bowline-checkpoint 2026-11-31 1 x"] {
            assert!(Checkpoint::all_of(bad).is_err(), "{bad}");
        }
        let odd = format!("bowline-checkpoint 2026-11-27 1 +{}", &link("a").to_string()[1..]);
        assert!(Checkpoint::all_of(&odd).is_err() && Checkpoint::all_of(&odd.replace('+', "é")).is_err());
    }

    #[test]
    fn every_part_of_a_fact_moves_its_link() {
        let of = |name: &str, version, text: &str| {
            Chain::default().then(Digest::of(SubjectId::derived(&[name]), version, text))
        };
        let links = [of("a", 1, "x"), of("b", 1, "x"), of("a", 2, "x"), of("a", 1, "y"), Chain::default()];
        for (at, one) in links.iter().enumerate() {
            assert!(links.iter().skip(at + 1).all(|other| other != one));
        }
        let (a, b) = (Digest::of(SubjectId::derived(&["a"]), 1, "a"), Digest::of(SubjectId::derived(&["b"]), 1, "b"));
        assert_ne!(Chain::default().then(a).then(b), Chain::default().then(b).then(a), "and so does the order");
    }
}
