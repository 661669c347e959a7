//! The installation keeps these things for itself: sessions, sign-in keys and settings. They are no facts, and losing
//! them does no harm.
//!
//! This module must never hold anything on which a decision rests.

use crate::convert::{ms, uuid};
use crate::fault::Doing;
use crate::{Store, StoreFault};
use bowline_core::ids::PersonId;
use bowline_core::time::Moment;
use rusqlite::{OptionalExtension, params};

/// What the installation keeps for itself: sessions, sign-in keys, settings.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    pub(super) store: &'a Store,
}

impl Own<'_> {
    /// Keeps a session under the hash of its token; those that have run out before `now` go.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_session(
        &self,
        token_hash: String,
        person: PersonId,
        until: Moment,
        now: Moment,
    ) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection.execute("DELETE FROM session WHERE until <= $1", [ms(now)]).doing("removing old sessions")?;
            connection
                .execute(
                    "INSERT OR REPLACE INTO session (token_hash, person, until) VALUES ($1, $2, $3)",
                    params![token_hash, person.0.as_bytes(), ms(until)],
                )
                .doing("writing a session")
                .map(drop)
        })
    }

    /// The person of a session that has not run out.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn session(&self, token_hash: &str, now: Moment) -> Result<Option<PersonId>, StoreFault> {
        self.store.read("reading a session", |connection| {
            let mut statement =
                connection.prepare_cached("SELECT person FROM session WHERE token_hash = $1 AND until > $2")?;
            statement
                .query_row(params![token_hash, ms(now)], |row| Ok(PersonId(uuid(row.get_ref(0)?.as_blob()?)?)))
                .optional()
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

    /// Keeps a sign-in key under its hash; earlier keys of the person end.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_sign_in_key(&self, key_hash: String, person: PersonId) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("DELETE FROM sign_in_key WHERE person = $1", [person.0.as_bytes()])
                .doing("ending earlier keys")?;
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
