//! These queries read the log, by stream and as a whole.
//!
//! This module must never write: facts come by [`Store::commit`] alone.

use crate::convert::{moment, subject, unseal};
use crate::heads::read_head;
use crate::{Store, StoreFault};
use bowline_core::facts::Fact;
use bowline_core::ids::{CaseNumber, SubjectId};
use bowline_core::time::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The log of facts.
#[derive(Clone, Copy)]
pub struct Log<'a> {
    pub(super) store: &'a Store,
}

impl Log<'_> {
    /// The facts of a stream, oldest first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn facts(&self, of: SubjectId) -> Result<Vec<Fact>, StoreFault> {
        self.store.read("reading a stream", |connection| stream(connection, of))
    }

    /// The facts of several streams, each oldest first, at one moment.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn facts_of_each(&self, subjects: &[SubjectId]) -> Result<Vec<Vec<Fact>>, StoreFault> {
        self.store.at_one_moment(|| subjects.iter().map(|of| self.facts(*of)).collect())
    }

    /// Every stream, whole and oldest first, in the order in which they began: page by page, each of about
    /// so many facts. A page that cannot be read is asked for again.
    pub fn stream_pages(self, facts: u32) -> impl Iterator<Item = Result<Vec<Vec<Fact>>, StoreFault>> {
        let mut after = 0;
        std::iter::from_fn(move || {
            let read = |connection: &Connection| streams_after(connection, after, facts);
            let page = self.store.read("reading the log by stream", read).map(|(last, streams)| {
                after = last;
                streams
            });
            page.map(|streams| (!streams.is_empty()).then_some(streams)).transpose()
        })
    }

    /// When the first fact was learned. None: there is none.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn began(&self) -> Result<Option<Moment>, StoreFault> {
        self.store.read("reading the first fact", |connection| {
            let mut statement = connection.prepare_cached("SELECT payload FROM fact ORDER BY seq LIMIT 1")?;
            let first = statement.query_row([], |row| unseal(row.get_ref(0)?.as_str()?)).optional()?;
            Ok(first.map(|fact| fact.learned))
        })
    }

    /// The version of the last fact of a stream, as of now even where one moment is looked at; 0 where there is none.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn version(&self, of: SubjectId) -> Result<u32, StoreFault> {
        let head = match self.store.heads().of(of) {
            Some(head) => Some(head),
            None => self.store.read("reading the version of a stream", |connection| read_head(connection, of))?,
        };
        Ok(head.map_or(0, |head| head.version))
    }

    /// The numbers of these streams, in the order in which the log knows them; none of one that has not begun. A stream keeps
    /// its number for ever: a rebuild reads it, and never gives another.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn numbers(&self, subjects: &[SubjectId]) -> Result<Vec<Option<CaseNumber>>, StoreFault> {
        self.store.read("reading the numbers of streams", |connection| {
            let mut statement = connection.prepare_cached("SELECT number FROM stream WHERE subject = $1")?;
            let number = |of: &SubjectId| {
                let number = statement.query_row([of.0.as_bytes()], |row| row.get(0)).optional()?;
                Ok(number.map(CaseNumber))
            };
            subjects.iter().map(number).collect()
        })
    }

    /// The stream with a number.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn numbered(&self, number: CaseNumber) -> Result<Option<SubjectId>, StoreFault> {
        let Ok(number) = i64::try_from(number.0) else { return Ok(None) };
        self.store.read("reading the stream of a number", |connection| {
            let mut statement = connection.prepare_cached("SELECT subject FROM stream WHERE number = $1")?;
            statement.query_row([number], |row| subject(row.get_ref(0)?.as_blob()?)).optional()
        })
    }

    /// A page of the whole log after a position: position, and the fact.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn after(&self, seq: i64, limit: u32) -> Result<Vec<(i64, Fact)>, StoreFault> {
        self.store.read("reading the log", |connection| {
            let mut query = connection.prepare_cached(
                "SELECT version, payload, subject, seq FROM fact JOIN stream ON number = stream
                 WHERE seq > $1 ORDER BY seq LIMIT $2",
            )?;
            let rows = query.query_map(params![seq, limit], |row| {
                let of = subject(row.get_ref(2)?.as_blob()?)?;
                Ok((row.get(3)?, fact(row, of)?))
            })?;
            rows.collect()
        })
    }

    /// Whether any of the last so many facts holds a word, such as the hash of a file.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn mentions(&self, word: &str, among: u64) -> Result<bool, StoreFault> {
        self.store.read("looking for a word in the log", |connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM fact
                       WHERE seq > (SELECT coalesce(max(seq), 0) FROM fact) - ?2 AND instr(payload, ?1) > 0)";
            connection.query_row(sql, params![word, among], |row| row.get(0))
        })
    }

    /// How many facts the log holds.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn count(&self) -> Result<u64, StoreFault> {
        self.store.read("counting facts", |connection| {
            connection.query_row("SELECT coalesce(max(seq), 0) FROM fact", [], |row| row.get(0))
        })
    }

    /// What is missing from the log, a line each: numbers that were given out, and facts of a stream. Reads the whole index.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn gaps(&self) -> Result<Vec<String>, StoreFault> {
        self.store.read("looking for gaps in the log", |connection| {
            let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0));
            let missing = count("SELECT coalesce(max(seq), 0) - count(*) FROM fact")?;
            let nowhere = count("SELECT count(*) FROM fact WHERE stream NOT IN (SELECT number FROM stream)")?;
            let mut gaps: Vec<String> = (missing > 0).then(|| format!("{missing} facts")).into_iter().collect();
            gaps.extend((nowhere > 0).then(|| format!("the streams of {nowhere} facts")));
            let mut streams = connection.prepare(
                "SELECT hex(subject), coalesce(max(version), 0), count(version) FROM stream LEFT JOIN fact ON stream = number
                 GROUP BY number HAVING max(version) IS NOT count(version) LIMIT 20",
            )?;
            let rows = streams.query_map([], |row| {
                let (subject, last, facts): (String, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(format!("stream {subject}: {facts} facts, the last has number {last}"))
            })?;
            for row in rows {
                gaps.push(row?);
            }
            Ok(gaps)
        })
    }

    /// By how many entries the index of search words differs from the hazards that it should hold.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn not_searchable(&self) -> Result<u64, StoreFault> {
        self.store.read("comparing the index of search words", |connection| {
            let sql = "SELECT (SELECT count(*) FROM hazard WHERE id NOT IN (SELECT id FROM hazard_text_docsize))
                            + (SELECT count(*) FROM hazard_text_docsize WHERE id NOT IN (SELECT id FROM hazard))";
            connection.query_row(sql, [], |row| row.get(0))
        })
    }

    /// The latest moment that the log knows of: that of its last fact, or of any run of the engine.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn latest(&self) -> Result<Option<Moment>, StoreFault> {
        self.store.read("reading the latest moment", |connection| {
            let last: Option<String> = connection
                .query_row("SELECT payload FROM fact ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
                .optional()?;
            let learned = last.map(|payload| unseal(&payload).map(|fact| fact.learned)).transpose()?;
            let ran: Option<i64> = connection.query_row("SELECT max(at) FROM run", [], |row| row.get(0))?;
            Ok(learned.max(ran.map(moment).transpose()?))
        })
    }
}

fn stream(connection: &Connection, of: SubjectId) -> rusqlite::Result<Vec<Fact>> {
    let mut query = connection.prepare_cached(
        "SELECT version, payload FROM fact WHERE stream = (SELECT number FROM stream WHERE subject = $1) ORDER BY version",
    )?;
    query.query_map([of.0.as_bytes()], |row| fact(row, of))?.collect()
}

/// The number of the last stream, and at least one stream if there is one.
fn streams_after(connection: &Connection, after: i64, facts: u32) -> rusqlite::Result<(i64, Vec<Vec<Fact>>)> {
    let sql = "SELECT version, payload, subject, number FROM stream CROSS JOIN fact ON stream = number
               WHERE number > $1 ORDER BY number, version";
    let mut query = connection.prepare_cached(sql)?;
    let mut rows = query.query([after])?;
    let (mut last, mut streams, mut count) = (after, Vec::<Vec<Fact>>::new(), 0);
    while let Some(row) = rows.next()? {
        let number = row.get(3)?;
        let fact = fact(row, subject(row.get_ref(2)?.as_blob()?)?)?;
        match streams.last_mut().filter(|_| number == last) {
            Some(stream) => stream.push(fact),
            None if count >= facts => break,
            None => streams.push(vec![fact]),
        }
        last = number;
        count += 1;
    }
    Ok((last, streams))
}

/// A fact from its version and payload, the first two columns.
fn fact(row: &Row<'_>, subject: SubjectId) -> rusqlite::Result<Fact> {
    let mut fact = unseal(row.get_ref(1)?.as_str()?)?;
    fact.subject = subject;
    fact.version = row.get(0)?;
    Ok(fact)
}
