//! The installation keeps these things for itself: sessions, sign-in keys and settings. They are no facts, and losing
//! them does no harm.
//!
//! This module must never hold anything on which a decision rests.

use crate::convert::{moment, ms, uuid};
use crate::fault::Doing;
use crate::{Store, StoreFault};
use bowline_core::ids::PersonId;
use bowline_core::time::Moment;
use rusqlite::{OptionalExtension, Row, params};

/// What the installation keeps for itself: sessions, sign-in keys, settings.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    pub(super) store: &'a Store,
}

/// A session. The token itself is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The hash of its token.
    pub token_hash: String,
    /// Whose it is.
    pub person: PersonId,
    /// Since when.
    pub opened: Moment,
    /// When it was used last, to some minutes.
    pub seen: Moment,
    /// When it ends at the latest.
    pub until: Moment,
    /// From where it was opened.
    pub address: String,
}

impl Own<'_> {
    /// Keeps a session; those that have run out before it was opened go.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_session(&self, it: SessionRow) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("DELETE FROM session WHERE until <= $1", [ms(it.opened)])
                .doing("removing old sessions")?;
            connection
                .execute(
                    "INSERT OR REPLACE INTO session (token_hash, person, opened, seen, until, address)
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    params![
                        it.token_hash,
                        it.person.0.as_bytes(),
                        ms(it.opened),
                        ms(it.seen),
                        ms(it.until),
                        it.address
                    ],
                )
                .doing("writing a session")
                .map(drop)
        })
    }

    /// A session, run out or not.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn session(&self, token_hash: &str) -> Result<Option<SessionRow>, StoreFault> {
        self.store.read("reading a session", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT token_hash, person, opened, seen, until, address FROM session WHERE token_hash = $1",
            )?;
            statement.query_row([token_hash], session_row).optional()
        })
    }

    /// Every session, the last used first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn sessions(&self) -> Result<Vec<SessionRow>, StoreFault> {
        self.store.read("reading sessions", |connection| {
            let mut statement = connection.prepare(
                "SELECT token_hash, person, opened, seen, until, address FROM session ORDER BY seen DESC, token_hash",
            )?;
            statement.query_map([], session_row)?.collect()
        })
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn touch_session(&self, token_hash: String, seen: Moment) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("UPDATE session SET seen = $1 WHERE token_hash = $2", params![ms(seen), token_hash])
                .doing("noting the use of a session")
                .map(drop)
        })
    }

    /// Forgets a session.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn remove_session(&self, token_hash: String) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("DELETE FROM session WHERE token_hash = $1", [token_hash])
                .doing("removing a session")
                .map(drop)
        })
    }

    /// Forgets every session of a person.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn remove_sessions_of(&self, person: PersonId) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("DELETE FROM session WHERE person = $1", [person.0.as_bytes()])
                .doing("removing the sessions of a person")
                .map(drop)
        })
    }

    /// Keeps a sign-in key under its hash; earlier keys of the person end, and the sessions that were opened with them.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_sign_in_key(&self, key_hash: String, person: PersonId) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("DELETE FROM sign_in_key WHERE person = $1", [person.0.as_bytes()])
                .doing("ending earlier keys")?;
            connection
                .execute("DELETE FROM session WHERE person = $1", [person.0.as_bytes()])
                .doing("ending the sessions of earlier keys")?;
            connection
                .execute(
                    "INSERT INTO sign_in_key (key_hash, person) VALUES ($1, $2)",
                    params![key_hash, person.0.as_bytes()],
                )
                .doing("writing a sign-in key")
                .map(drop)
        })
    }

    /// The person of a sign-in key.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn sign_in_key(&self, key_hash: &str) -> Result<Option<PersonId>, StoreFault> {
        self.store.read("reading a sign-in key", |connection| {
            let mut statement = connection.prepare_cached("SELECT person FROM sign_in_key WHERE key_hash = $1")?;
            statement.query_row([key_hash], |row| Ok(PersonId(uuid(row.get_ref(0)?.as_blob()?)?))).optional()
        })
    }

    /// Whether what is written still becomes durable.
    ///
    /// # Errors
    /// [`StoreFault::Sick`] once a sync has failed, or where the folder is only looked at.
    pub fn is_writing(&self) -> Result<(), StoreFault> {
        self.store.writer()?.check()
    }

    /// A setting.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreFault> {
        self.store.read("reading a setting", |connection| {
            connection.query_row("SELECT value FROM setting WHERE name = $1", [name], |row| row.get(0)).optional()
        })
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_setting(&self, name: String, value: String) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("INSERT OR REPLACE INTO setting (name, value) VALUES ($1, $2)", [name, value])
                .doing("writing a setting")
                .map(drop)
        })
    }
}

fn session_row(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        token_hash: row.get(0)?,
        person: PersonId(uuid(row.get_ref(1)?.as_blob()?)?),
        opened: moment(row.get(2)?)?,
        seen: moment(row.get(3)?)?,
        until: moment(row.get(4)?)?,
        address: row.get(5)?,
    })
}
