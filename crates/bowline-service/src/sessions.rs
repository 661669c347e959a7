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
use jiff::ToSpan;

/// How long a session lasts.
const SESSION_HOURS: i64 = 24 * 7;

/// Who is signed in.
#[derive(Clone, Copy)]
pub struct Sessions<'a> {
    pub(crate) inner: &'a Inner,
}

impl Sessions<'_> {
    /// Opens a session for a person. Answers the token for the cookie.
    pub(crate) fn open(&self, person: PersonId) -> Result<String, Refused> {
        let token = hex(&self.inner.chance.draw());
        // Sessions run by the machine's own time, so that turning the demo's clock signs nobody out.
        let until = machine_now().saturating_add(SESSION_HOURS.hours()).unwrap_or_else(|_| machine_now());
        self.inner.store.own().put_session(sha256_hex(token.as_bytes()), person, until, machine_now())?;
        Ok(token)
    }

    /// Signs in with the key that the operator issued.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown key.
    pub fn sign_in(&self, key: &str) -> Result<String, Refused> {
        self.open(self.person_with_key(key)?)
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
        match self.inner.store.own().session(&sha256_hex(token.as_bytes()), machine_now())? {
            Some(person) => self.people().who(person).map(Some),
            None => Ok(None),
        }
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
