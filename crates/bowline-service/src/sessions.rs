//! This module knows who is signed in. Tokens and keys are random, and only their hashes are kept.
//!
//! This module must never keep or log a token or a key itself.

use crate::Refused;
use crate::app::Inner;
use crate::chance::{hex, sha256_hex};
use crate::clock::{SystemClock, WallClock};
use crate::people::People;
use crate::views::Who;
use bowline_core::ids::PersonId;
use bowline_core::time::Moment;
use bowline_store::SessionRow;
use jiff::ToSpan;

/// How long a session lasts,
const SESSION_HOURS: i64 = 24 * 7;
/// and how long without being used.
const IDLE_HOURS: i64 = 12;
/// How exactly its last use is kept: a page is not worth a write.
const SEEN_MINUTES: i64 = 5;
/// Letters of the hash by which the operator names a session.
const SHORT: usize = 12;

/// Who is signed in.
#[derive(Clone, Copy)]
pub struct Sessions<'a> {
    pub(crate) inner: &'a Inner,
}

/// A session, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// The first letters of the hash of its token.
    pub id: String,
    /// Whose it is.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// Since when.
    pub opened: Moment,
    /// When it was used last, to some minutes.
    pub seen: Moment,
    /// From where it was opened.
    pub address: String,
}

impl Sessions<'_> {
    /// Opens a session for a person who came from an address. Answers the token for the cookie.
    pub(crate) fn open(&self, person: PersonId, address: &str) -> Result<String, Refused> {
        let token = hex(&self.inner.chance.draw());
        // Sessions run by the machine's own time, so that turning the demo's clock signs nobody out.
        let opened = machine_now();
        self.inner.store.own().put_session(SessionRow {
            token_hash: sha256_hex(token.as_bytes()),
            person,
            opened,
            seen: opened,
            until: later(opened, SESSION_HOURS.hours()),
            address: address.to_owned(),
        })?;
        Ok(token)
    }

    /// Signs in with the key that the operator issued, from an address. `before`: the token of the session that this browser
    /// had; it ends.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown key.
    pub fn sign_in(&self, key: &str, address: &str, before: Option<&str>) -> Result<String, Refused> {
        let person = self.person_with_key(key)?;
        if let Some(before) = before {
            self.sign_out(before)?;
        }
        self.open(person, address)
    }

    /// Every session that has not run out, the last used first.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn all(&self) -> Result<Vec<SessionLine>, Refused> {
        let line = |it: SessionRow| {
            Ok(SessionLine {
                id: it.token_hash.get(..SHORT).unwrap_or_default().to_owned(),
                name: self.inner.store.registry().person_name(it.person)?.unwrap_or_default(),
                person: it.person,
                opened: it.opened,
                seen: it.seen,
                address: it.address,
            })
        };
        self.inner.store.own().sessions()?.into_iter().filter(is_live).map(line).collect()
    }

    /// Ends the sessions that an id or a person's id names, or all of them where none is given. Answers how many.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn end(&self, named: Option<&str>) -> Result<usize, Refused> {
        let is_named = |it: &SessionRow| {
            named.is_none_or(|named| {
                it.person.to_string() == named || named.len() >= SHORT && it.token_hash.starts_with(named)
            })
        };
        let ended: Vec<SessionRow> = self.inner.store.own().sessions()?.into_iter().filter(is_named).collect();
        for session in &ended {
            self.inner.store.own().remove_session(session.token_hash.clone())?;
        }
        Ok(ended.len())
    }

    /// The person who holds a sign-in key, without a session.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown key.
    pub fn holder(&self, key: &str) -> Result<Who, Refused> {
        self.people().who(self.person_with_key(key)?)
    }

    const fn people(&self) -> People<'_> {
        People { inner: self.inner }
    }

    fn person_with_key(&self, key: &str) -> Result<PersonId, Refused> {
        let person = self.people().holder_of(&sha256_hex(key.trim().as_bytes()))?;
        person.ok_or_else(|| {
            Refused::field(
                "key",
                "登录密钥无效；请向系统管理员重新领取。",
                "This sign-in key is not valid; ask the system administrator for a new one.",
            )
        })
    }

    /// The person of a session, with posts and scope as of today. None: not signed in.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn who(&self, token: &str) -> Result<Option<Who>, Refused> {
        let own = self.inner.store.own();
        let Some(session) = own.session(&sha256_hex(token.as_bytes()))?.filter(is_live) else { return Ok(None) };
        let now = machine_now();
        if now > later(session.seen, SEEN_MINUTES.minutes()) {
            // A disk that is full or read-only must not sign anybody out.
            if let Err(fault) = own.touch_session(session.token_hash, now) {
                tracing::warn!(fault = fault.chain(), "the use of a session could not be noted");
            }
        }
        self.people().who(session.person).map(Some)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn sign_out(&self, token: &str) -> Result<(), Refused> {
        Ok(self.inner.store.own().remove_session(sha256_hex(token.as_bytes()))?)
    }
}

pub(crate) fn machine_now() -> Moment {
    SystemClock.now()
}

fn later(moment: Moment, span: jiff::Span) -> Moment {
    moment.saturating_add(span).unwrap_or(moment)
}

fn is_live(session: &SessionRow) -> bool {
    let now = machine_now();
    session.until > now && later(session.seen, IDLE_HOURS.hours()) > now
}
