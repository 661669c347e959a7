//! How people prove who they are, and who is signed in: accounts, one-time codes, sessions.
//!
//! This module must never judge a row: whoever reads one looks at its seal first. Start at [`SignIn`].

use super::own::forget_requests;
use crate::convert::{moment, ms, uuid};
use crate::fault::Doing;
use crate::{Store, StoreFault};
use bowline_core::ids::PersonId;
use bowline_core::time::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Accounts, one-time codes and sessions.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
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
    /// What the browser said it is.
    pub device: String,
    /// Made over all of the above but `seen`.
    pub seal: Vec<u8>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Whose it is.
    pub person: PersonId,
    /// The name that the person types, folded.
    pub name: String,
    /// What the person proves it with, as JSON.
    pub proofs: String,
    /// Made over all of the above.
    pub seal: Vec<u8>,
}

/// A one-time code. The code itself is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// For whom.
    pub person: PersonId,
    /// The hash of the code.
    pub code_hash: String,
    /// When it ends.
    pub until: Moment,
    /// Made over all of the above.
    pub seal: Vec<u8>,
}

/// What became of an account that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was.
    Done,
    /// It, or the code, was changed or used meanwhile.
    Stale,
    /// Somebody else has this name.
    NameTaken,
}

impl SignIn<'_> {
    /// Keeps a session; those that have run out before it was opened go.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_session(&self, it: SessionRow) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute("DELETE FROM session WHERE until <= $1", [ms(it.opened)])
                .doing("removing old sessions")?;
            forget_requests(connection, it.opened).doing("forgetting old requests")?;
            connection
                .execute(
                    "INSERT OR REPLACE INTO session (token_hash, person, opened, seen, until, address, device, seal)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    params![
                        it.token_hash,
                        it.person.0.as_bytes(),
                        ms(it.opened),
                        ms(it.seen),
                        ms(it.until),
                        it.address,
                        it.device,
                        it.seal
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
                "SELECT token_hash, person, opened, seen, until, address, device, seal FROM session WHERE token_hash = $1",
            )?;
            statement.query_row([token_hash], session_row).optional()
        })
    }

    /// Every session, or those of a person, the last used first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn sessions(&self, of: Option<PersonId>) -> Result<Vec<SessionRow>, StoreFault> {
        self.store.read("reading sessions", |connection| {
            let mut statement = connection.prepare(
                "SELECT token_hash, person, opened, seen, until, address, device, seal FROM session
                 WHERE $1 IS NULL OR person = $1 ORDER BY seen DESC, token_hash",
            )?;
            statement.query_map([of.map(|person| person.0.as_bytes().to_vec())], session_row)?.collect()
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

    /// Forgets every session of a person but the one with this hash.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn remove_sessions_of(&self, person: PersonId, but: Option<String>) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute(
                    "DELETE FROM session WHERE person = $1 AND token_hash IS NOT $2",
                    params![person.0.as_bytes(), but],
                )
                .doing("removing the sessions of a person")
                .map(drop)
        })
    }

    /// The account of a name.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn account_named(&self, name: &str) -> Result<Option<AccountRow>, StoreFault> {
        self.store.read("reading an account", |connection| {
            let mut statement =
                connection.prepare_cached("SELECT person, name, proofs, seal FROM account WHERE name = $1")?;
            statement.query_row([name], account_row).optional()
        })
    }

    /// The account of a person.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn account_of(&self, person: PersonId) -> Result<Option<AccountRow>, StoreFault> {
        self.store.read("reading an account", |connection| account_of(connection, person))
    }

    /// Writes an account, if it still has the seal of `before`, and uses up a code, if it still is the person's.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_account(
        &self,
        it: AccountRow,
        before: Option<Vec<u8>>,
        code_hash: Option<String>,
    ) -> Result<Written, StoreFault> {
        self.store.write(move |connection| {
            let found = account_of(connection, it.person).doing("reading an account")?;
            if found.map(|found| found.seal) != before {
                return Ok(Written::Stale);
            }
            let other = "SELECT 1 FROM account WHERE name = $1 AND person <> $2";
            let taken = connection.query_row(other, params![it.name, it.person.0.as_bytes()], |_| Ok(())).optional();
            if taken.doing("looking for a name")?.is_some() {
                return Ok(Written::NameTaken);
            }
            if let Some(code_hash) = code_hash {
                let used = "DELETE FROM invitation WHERE person = $1 AND code_hash = $2";
                let used = connection.execute(used, params![it.person.0.as_bytes(), code_hash]);
                if used.doing("using a one-time code")? == 0 {
                    return Ok(Written::Stale);
                }
            }
            connection
                .execute(
                    "INSERT OR REPLACE INTO account (person, name, proofs, seal) VALUES ($1, $2, $3, $4)",
                    params![it.person.0.as_bytes(), it.name, it.proofs, it.seal],
                )
                .doing("writing an account")?;
            Ok(Written::Done)
        })
    }

    /// Keeps a one-time code; the earlier one of the person ends.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn put_invitation(&self, it: InvitationRow) -> Result<(), StoreFault> {
        self.store.write(move |connection| {
            connection
                .execute(
                    "INSERT OR REPLACE INTO invitation (person, code_hash, until, seal) VALUES ($1, $2, $3, $4)",
                    params![it.person.0.as_bytes(), it.code_hash, ms(it.until), it.seal],
                )
                .doing("writing a one-time code")
                .map(drop)
        })
    }

    /// A one-time code, run out or not.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn invitation(&self, code_hash: &str) -> Result<Option<InvitationRow>, StoreFault> {
        self.store.read("reading a one-time code", |connection| {
            let mut statement = connection
                .prepare_cached("SELECT person, code_hash, until, seal FROM invitation WHERE code_hash = $1")?;
            let row = |row: &Row<'_>| {
                Ok(InvitationRow {
                    person: PersonId(uuid(row.get_ref(0)?.as_blob()?)?),
                    code_hash: row.get(1)?,
                    until: moment(row.get(2)?)?,
                    seal: row.get(3)?,
                })
            };
            statement.query_row([code_hash], row).optional()
        })
    }
}

fn account_of(connection: &Connection, person: PersonId) -> rusqlite::Result<Option<AccountRow>> {
    connection
        .prepare_cached("SELECT person, name, proofs, seal FROM account WHERE person = $1")?
        .query_row([person.0.as_bytes()], account_row)
        .optional()
}

fn account_row(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    Ok(AccountRow {
        person: PersonId(uuid(row.get_ref(0)?.as_blob()?)?),
        name: row.get(1)?,
        proofs: row.get(2)?,
        seal: row.get(3)?,
    })
}

fn session_row(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        token_hash: row.get(0)?,
        person: PersonId(uuid(row.get_ref(1)?.as_blob()?)?),
        opened: moment(row.get(2)?)?,
        seen: moment(row.get(3)?)?,
        until: moment(row.get(4)?)?,
        address: row.get(5)?,
        device: row.get(6)?,
        seal: row.get(7)?,
    })
}
