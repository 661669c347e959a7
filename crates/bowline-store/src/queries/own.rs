//! The installation keeps these things for itself: sign-in keys, forms, keys of requests and settings. They are
//! no facts.
//!
//! This module must never hold anything on which a decision rests.

use super::SignIn;
use crate::convert::{ms, uuid};
use crate::fault::Doing;
use crate::{Once, Store, StoreFault};
use bowline_core::ids::PersonId;
use bowline_core::time::Moment;
use rusqlite::{Connection, OptionalExtension, params};

/// How long requests are remembered and forms are kept.
const DAYS: i64 = 7;
/// Forms that are kept of one person.
const DRAFTS: u32 = 20;

/// What was typed into a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where the form is sent to.
    pub action: String,
    /// Its fields, as JSON.
    pub fields: String,
}

/// Removes what is older than it is useful.
pub(super) fn forget_requests(connection: &Connection, now: Moment) -> rusqlite::Result<()> {
    let before = ms(now) - DAYS * 86_400_000;
    connection.execute("DELETE FROM once WHERE at < $1", [before])?;
    connection.execute("DELETE FROM draft WHERE at < $1", [before]).map(drop)
}

/// What the installation keeps for itself: sessions, sign-in keys, settings.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    pub(super) store: &'a Store,
}

impl<'a> Own<'a> {
    /// Lets the database grow by so many pages (of 2 KiB) and no further; without a number, as far as the disk does. For tests
    /// of a full disk.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn limit_growth(&self, pages: Option<u32>) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            let limit = || -> rusqlite::Result<()> {
                let now: u32 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
                let most = pages.map_or(u32::MAX - 1, |pages| now.saturating_add(pages));
                connection.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))
            };
            limit().doing("limiting the growth")
        })
    }

    /// How people prove who they are, and who is signed in.
    #[must_use]
    pub const fn sign_in(&self) -> SignIn<'a> {
        SignIn { store: self.store }
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

    /// Says that a request was carried out before, as [`Store::commit`](crate::Store::commit) would.
    ///
    /// # Errors
    /// [`StoreFault::Done`] if it was; [`StoreFault::Sick`].
    pub fn not_done(&self, once: &Once) -> Result<(), StoreFault> {
        self.store.read("reading the key of a request", |connection| once.done(connection))?.map_or(Ok(()), Err)
    }

    /// Keeps what a person typed; of one person the newest few are kept.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_draft(&self, id: String, person: PersonId, at: Moment, draft: Draft) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            let insert = "INSERT OR REPLACE INTO draft (id, person, at, action, fields) VALUES ($1, $2, $3, $4, $5)";
            let fewer = "DELETE FROM draft WHERE id IN
                (SELECT id FROM draft WHERE person = $1 ORDER BY at DESC, id LIMIT -1 OFFSET $2)";
            connection
                .execute(insert, params![id, person.0.as_bytes(), ms(at), draft.action, draft.fields])
                .and_then(|_| connection.execute(fewer, params![person.0.as_bytes(), DRAFTS]))
                .map(drop)
                .doing("keeping a form")
        })
    }

    /// What a person typed.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn draft(&self, id: &str, person: PersonId) -> Result<Option<Draft>, StoreFault> {
        self.store.read("reading a form", |connection| {
            connection
                .prepare_cached("SELECT action, fields FROM draft WHERE id = $1 AND person = $2")?
                .query_row(params![id, person.0.as_bytes()], |row| {
                    Ok(Draft { action: row.get(0)?, fields: row.get(1)? })
                })
                .optional()
        })
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
