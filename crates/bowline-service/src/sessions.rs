//! This module knows who is signed in. Tokens and keys are random, and only their hashes are kept.
//!
//! This module must never keep or log a token or a key itself.

use crate::Refused;
use crate::app::Inner;
use crate::chance::{hex, sha256_hex};
use crate::clock::{SystemClock, WallClock};
use crate::people::People;
use crate::seal::Seal;
use crate::views::Who;
use bowline_core::ids::PersonId;
use bowline_core::time::Moment;
use bowline_store::{SessionRow, SignIn};
use jiff::ToSpan;

/// How long a session lasts,
const SESSION_HOURS: i64 = 24 * 7;
/// and how long without being used.
const IDLE_HOURS: i64 = 12;
/// How exactly its last use is kept: a page is not worth a write.
const SEEN_MINUTES: i64 = 5;
/// Letters of the hash by which the operator names a session.
const SHORT: usize = 12;
/// Letters that are kept of what a browser says it is.
const LONGEST_DEVICE: usize = 200;

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
    /// When it ends at the latest.
    pub until: Moment,
    /// From where it was opened.
    pub address: String,
    /// What the browser said it is.
    pub device: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// From where somebody signs in.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The address.
    pub address: String,
    /// What the browser says it is.
    pub device: String,
    /// The token of the session that this browser had; it ends.
    pub before: Option<String>,
}

impl<'a> Sessions<'a> {
    /// Opens a session for a person. Answers the token for the cookie.
    pub(crate) fn open(&self, person: PersonId, caller: &Caller) -> Result<String, Refused> {
        if let Some(before) = &caller.before {
            self.sign_out(before)?;
        }
        let token = hex(&self.inner.chance.draw());
        // Sessions run by the machine's own time, so that turning the demo's clock signs nobody out.
        let opened = machine_now();
        let mut row = SessionRow {
            token_hash: self.hash_of(&token)?,
            person,
            opened,
            seen: opened,
            until: later(opened, SESSION_HOURS.hours()),
            address: caller.address.clone(),
            device: caller.device.chars().filter(|letter| !letter.is_control()).take(LONGEST_DEVICE).collect(),
            seal: Vec::new(),
        };
        row.seal = self.seal()?.over("session", &parts(&row, &times(&row))).to_vec();
        self.rows().put_session(row)?;
        Ok(token)
    }

    /// The hash under which a token is kept.
    pub(crate) fn hash_of(&self, token: &str) -> Result<String, Refused> {
        Ok(hex(&self.seal()?.over("token", &[token.as_bytes()])))
    }

    /// Whether a row still runs, and whether this installation made it.
    fn is_live(&self, row: &SessionRow) -> Result<bool, Refused> {
        let now = machine_now();
        if row.until <= now || later(row.seen, IDLE_HOURS.hours()) <= now {
            return Ok(false);
        }
        let fits = self.seal()?.fits("session", &parts(row, &times(row)), &row.seal);
        if !fits {
            tracing::error!("a session stands in the table without its seal: somebody wrote into the file");
        }
        Ok(fits)
    }

    fn live(&self, of: Option<PersonId>) -> Result<Vec<SessionRow>, Refused> {
        let mut live = Vec::new();
        for row in self.rows().sessions(of)? {
            if self.is_live(&row)? {
                live.push(row);
            }
        }
        Ok(live)
    }

    fn seal(&self) -> Result<Seal, Refused> {
        self.inner.keyring.seal(&*self.inner.chance)
    }

    fn rows(&self) -> SignIn<'a> {
        self.inner.store.own().sign_in()
    }

    /// The sessions of a person, the last used first. `token`: of the one that asks.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn of(&self, person: PersonId, token: &str) -> Result<Vec<SessionLine>, Refused> {
        let own = self.hash_of(token)?;
        self.live(Some(person))?.into_iter().map(|row| self.line(row, &own)).collect()
    }

    /// Ends a session of a person by its id, or all but the one that asks.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn end_own(&self, person: PersonId, id: Option<&str>, token: &str) -> Result<(), Refused> {
        let own = self.hash_of(token)?;
        let named = |row: &SessionRow| match id {
            Some(id) => row.token_hash.get(..SHORT) == Some(id),
            None => row.token_hash != own,
        };
        for row in self.rows().sessions(Some(person))?.into_iter().filter(named) {
            self.rows().remove_session(row.token_hash)?;
        }
        Ok(())
    }

    fn line(&self, row: SessionRow, own: &str) -> Result<SessionLine, Refused> {
        Ok(SessionLine {
            id: row.token_hash.get(..SHORT).unwrap_or_default().to_owned(),
            name: self.inner.store.registry().person_name(row.person)?.unwrap_or_default(),
            person: row.person,
            opened: row.opened,
            seen: row.seen,
            until: row.until,
            current: row.token_hash == own,
            address: row.address,
            device: row.device,
        })
    }

    /// Every session that has not run out, the last used first.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn all(&self) -> Result<Vec<SessionLine>, Refused> {
        self.live(None)?.into_iter().map(|row| self.line(row, "")).collect()
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
        let ended: Vec<SessionRow> = self.rows().sessions(None)?.into_iter().filter(is_named).collect();
        for session in &ended {
            self.rows().remove_session(session.token_hash.clone())?;
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

    pub(crate) fn person_with_key(&self, key: &str) -> Result<PersonId, Refused> {
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
        let Some(session) = self.rows().session(&self.hash_of(token)?)? else { return Ok(None) };
        if !self.is_live(&session)? {
            return Ok(None);
        }
        let now = machine_now();
        if now > later(session.seen, SEEN_MINUTES.minutes()) {
            // A disk that is full or read-only must not sign anybody out.
            if let Err(fault) = self.rows().touch_session(session.token_hash, now) {
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
        Ok(self.rows().remove_session(self.hash_of(token)?)?)
    }
}

pub(crate) fn machine_now() -> Moment {
    SystemClock.now()
}

pub(crate) fn later(moment: Moment, span: jiff::Span) -> Moment {
    moment.saturating_add(span).unwrap_or(moment)
}

/// What the seal of a session is made over: all that does not change while it lasts.
fn parts<'b>(row: &'b SessionRow, times: &'b [u8; 16]) -> [&'b [u8]; 5] {
    let (hash, person) = (row.token_hash.as_bytes(), row.person.0.as_bytes());
    [hash, person, times, row.address.as_bytes(), row.device.as_bytes()]
}

fn times(row: &SessionRow) -> [u8; 16] {
    let times = (i128::from(row.opened.as_millisecond()) << 64) | i128::from(row.until.as_millisecond());
    times.to_be_bytes()
}
