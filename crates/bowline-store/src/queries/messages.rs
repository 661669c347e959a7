//! Messages to people: how each person wants to be told, what waits to be sent, what became of it, and how far each channel
//! has read the log.
//!
//! This module must never hold anything on which a decision rests, and must never let a message be written twice. Start at
//! [`Messages::note`].

use crate::convert::{moment, ms, parse, uuid};
use crate::fault::Doing;
use crate::{Own, Store, StoreFault};
use bowline_core::ids::PersonId;
use bowline_core::time::{Day, Moment};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// How long a message that was sent is kept.
const KEPT_DAYS: i64 = 90;

/// Messages to people.
#[derive(Clone, Copy)]
pub struct Messages<'a> {
    store: &'a Store,
}

/// A person's choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreferenceRow {
    /// Whose.
    pub person: PersonId,
    /// The choices, as JSON.
    pub choices: String,
    /// The day of the last daily message; none: there was none yet.
    pub digest_on: Option<Day>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Follows from what it tells.
    pub id: String,
    /// To whom.
    pub person: PersonId,
    /// When it was made.
    pub made: Moment,
    /// What became of it.
    pub state: MessageState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_try: Moment,
    /// What the last attempt failed of; empty: it did not.
    pub failure: String,
    /// What it says, as JSON.
    pub content: String,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It is to be sent.
    Waiting,
    /// It is being sent.
    Sending,
    /// The receiver's server took it.
    Sent,
    /// It was being sent when the connection or this program ended: nobody knows, and it is not sent again.
    InDoubt,
    /// The receiver's server will not take it.
    Refused,
}

impl MessageState {
    const ALL: [Self; 5] = [Self::Waiting, Self::Sending, Self::Sent, Self::InDoubt, Self::Refused];

    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::InDoubt => "in_doubt",
            Self::Refused => "refused",
        }
    }

    fn of(word: &str) -> rusqlite::Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.word() == word);
        found.ok_or_else(|| crate::convert::unknown_word(word))
    }
}

/// What becomes durable together: new messages, what the next daily message tells, and how far the log was read.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    /// New messages; one whose id is known is left out.
    pub messages: Vec<MessageRow>,
    /// Facts for the next daily message of a person.
    pub news: Vec<(PersonId, i64)>,
    /// Whose daily message was made on a day, with the last fact that it tells.
    pub digests: Vec<(PersonId, Day, i64)>,
    /// How far a channel has read the log.
    pub read: Option<(String, i64)>,
}

impl<'a> Own<'a> {
    /// Messages to people.
    #[must_use]
    pub const fn messages(self) -> Messages<'a> {
        Messages { store: self.store }
    }
}

impl Messages<'_> {
    /// A person's choices.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn preference(&self, person: PersonId) -> Result<Option<PreferenceRow>, StoreFault> {
        self.store.read("reading how a person wants to be told", |connection| {
            let sql = "SELECT person, choices, digest_on FROM preference WHERE person = $1";
            connection.prepare_cached(sql)?.query_row([person.0.as_bytes()], preference_row).optional()
        })
    }

    /// The choices of everybody who made any.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn preferences(&self) -> Result<Vec<PreferenceRow>, StoreFault> {
        self.store.read("reading how people want to be told", |connection| {
            let sql = "SELECT person, choices, digest_on FROM preference ORDER BY person";
            connection.prepare_cached(sql)?.query_map([], preference_row)?.collect()
        })
    }

    /// Keeps a person's choices, with messages that follow from them.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_preference(
        &self,
        person: PersonId,
        choices: String,
        messages: Vec<MessageRow>,
    ) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            let sql = "INSERT INTO preference (person, choices) VALUES ($1, $2)
                       ON CONFLICT (person) DO UPDATE SET choices = excluded.choices";
            connection
                .execute(sql, params![person.0.as_bytes(), choices])
                .and_then(|_| messages.iter().try_for_each(|message| add(connection, message)))
                .doing("keeping how a person wants to be told")
        })
    }

    /// Keeps new messages, what daily messages will tell, and how far the log was read: all of it or nothing.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn note(&self, noted: Noted) -> Result<(), StoreFault> {
        self.store.write(move |connection| noted.write(connection).doing("keeping messages"))
    }

    /// The facts that the next daily message of a person tells.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn news(&self, person: PersonId) -> Result<Vec<i64>, StoreFault> {
        self.store.read("reading what is to be told", |connection| {
            let mut statement = connection.prepare_cached("SELECT seq FROM news WHERE person = $1 ORDER BY seq")?;
            statement.query_map([person.0.as_bytes()], |row| row.get(0))?.collect()
        })
    }

    /// Messages that are to be sent by now, those that wait longest first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn due(&self, now: Moment, limit: u32) -> Result<Vec<MessageRow>, StoreFault> {
        self.read_rows(
            "WHERE state = 'waiting' AND next_try <= $1 ORDER BY next_try, id LIMIT $2",
            params![ms(now), limit],
        )
    }

    /// Messages in a state, the newest first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn in_state(&self, state: MessageState, limit: u32) -> Result<Vec<MessageRow>, StoreFault> {
        self.read_rows("WHERE state = $1 ORDER BY made DESC, id LIMIT $2", params![state.word(), limit])
    }

    /// How many messages are in a state.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn count(&self, state: MessageState) -> Result<u64, StoreFault> {
        self.store.read("counting messages", |connection| {
            let sql = "SELECT count(*) FROM message WHERE state = $1";
            connection.prepare_cached(sql)?.query_row([state.word()], |row| row.get(0))
        })
    }

    fn read_rows(&self, rest: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<MessageRow>, StoreFault> {
        self.store.read("reading messages", |connection| {
            let sql =
                format!("SELECT id, person, made, state, attempts, next_try, failure, content FROM message {rest}");
            connection.prepare_cached(&sql)?.query_map(values, message_row)?.collect()
        })
    }

    /// Keeps what became of a message, with facts that its reader is to be told again.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_state(&self, row: MessageRow, again: Vec<i64>) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            let sql = "UPDATE message SET state = $1, attempts = $2, next_try = $3, failure = $4 WHERE id = $5";
            connection
                .prepare_cached(sql)
                .and_then(|mut statement| {
                    statement.execute(params![row.state.word(), row.attempts, ms(row.next_try), row.failure, row.id])
                })
                .and_then(|_| again.iter().try_for_each(|seq| add_news(connection, row.person, *seq)))
                .doing("keeping what became of a message")
        })
    }

    /// How far a channel has read the log and how it fares, as JSON. None: it was never open.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn channel(&self, name: &str) -> Result<Option<(i64, String)>, StoreFault> {
        self.store.read("reading how a channel fares", |connection| {
            let mut statement = connection.prepare_cached("SELECT seq, state FROM channel WHERE name = $1")?;
            statement.query_row([name], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
    }

    /// Every channel that was ever open: name, how far it has read the log, how it fares.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn channels(&self) -> Result<Vec<(String, i64, String)>, StoreFault> {
        self.store.read("reading how channels fare", |connection| {
            let mut statement = connection.prepare_cached("SELECT name, seq, state FROM channel ORDER BY name")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
        })
    }

    /// Keeps how a channel fares and how far it has read the log.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_channel(&self, name: String, seq: i64, state: String) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            let sql = "INSERT OR REPLACE INTO channel (name, seq, state) VALUES ($1, $2, $3)";
            connection.execute(sql, params![name, seq, state]).doing("keeping how a channel fares").map(drop)
        })
    }
}

impl Noted {
    fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        for message in &self.messages {
            add(connection, message)?;
        }
        for (person, day, last) in &self.digests {
            connection
                .prepare_cached("UPDATE preference SET digest_on = $1 WHERE person = $2")?
                .execute(params![day.to_string(), person.0.as_bytes()])?;
            connection
                .prepare_cached("DELETE FROM news WHERE person = $1 AND seq <= $2")?
                .execute(params![person.0.as_bytes(), last])?;
        }
        for (person, seq) in &self.news {
            add_news(connection, *person, *seq)?;
        }
        if let Some((name, seq)) = &self.read {
            connection.prepare_cached("UPDATE channel SET seq = $1 WHERE name = $2")?.execute(params![seq, name])?;
        }
        Ok(())
    }
}

/// Adds a message unless its id is known, and removes what was sent long ago.
fn add(connection: &Connection, it: &MessageRow) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM message WHERE state = 'sent' AND made < $1")?
        .execute([ms(it.made) - KEPT_DAYS * 86_400_000])?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO message (id, person, made, state, attempts, next_try, failure, content)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )?
        .execute(params![
            it.id,
            it.person.0.as_bytes(),
            ms(it.made),
            it.state.word(),
            it.attempts,
            ms(it.next_try),
            it.failure,
            it.content
        ])
        .map(drop)
}

fn add_news(connection: &Connection, person: PersonId, seq: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO news (person, seq) VALUES ($1, $2)")?
        .execute(params![person.0.as_bytes(), seq])
        .map(drop)
}

fn preference_row(row: &Row<'_>) -> rusqlite::Result<PreferenceRow> {
    let day: Option<String> = row.get(2)?;
    Ok(PreferenceRow {
        person: PersonId(uuid(row.get_ref(0)?.as_blob()?)?),
        choices: row.get(1)?,
        digest_on: day.map(|day| parse(&day)).transpose()?,
    })
}

fn message_row(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        id: row.get(0)?,
        person: PersonId(uuid(row.get_ref(1)?.as_blob()?)?),
        made: moment(row.get(2)?)?,
        state: MessageState::of(row.get_ref(3)?.as_str()?)?,
        attempts: row.get(4)?,
        next_try: moment(row.get(5)?)?,
        failure: row.get(6)?,
        content: row.get(7)?,
    })
}
