//! Requests that are carried out once however often they arrive, and forms that wait for whoever filled them in.
//!
//! Must never remember a request before it was carried out, unless carrying it out twice only costs time. Start at
//! [`Requests::of`].

use crate::app::Inner;
use crate::chance::{hex, sha256_hex};
use crate::clock::{SystemClock, WallClock};
use crate::{Hazards, Inspections, LookBacks, Matters, Refused};
use bowline_core::ids::{PersonId, SubjectId};
use bowline_store::{Commit, Draft, Once};
use sha2::{Digest, Sha256};

/// What was typed into a form: names of fields and what stood in them.
pub type Typed = Vec<(String, String)>;

/// A request: who sent what where, under which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request(Once);

impl Request {
    /// The request, once it is known what it led to.
    pub(crate) const fn led_to(self, subject: SubjectId) -> Once {
        Once { led_to: Some(subject), ..self.0 }
    }
}

/// Hash of parts, each told apart from its neighbours.
fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Requests that are carried out once, and forms that wait.
#[derive(Clone, Copy)]
pub struct Requests<'a> {
    pub(crate) inner: &'a Inner,
}

impl<'a> Requests<'a> {
    /// Hazards, for a request that must not be carried out twice.
    #[must_use]
    pub const fn hazards(self, request: Option<&'a Request>) -> Hazards<'a> {
        Hazards { inner: self.inner, request }
    }

    /// Matters of declared kinds, for a request that must not be carried out twice.
    #[must_use]
    pub const fn matters(self, request: Option<&'a Request>) -> Matters<'a> {
        Matters { inner: self.inner, request }
    }

    /// Look-backs: counted, told, and drawn for a request that must not be carried out twice.
    #[must_use]
    pub const fn look_backs(self, request: Option<&'a Request>) -> LookBacks<'a> {
        LookBacks { inner: self.inner, request }
    }

    /// Double-random draws, prepared for a request that must not be carried out twice.
    #[must_use]
    pub const fn inspections(self, request: Option<&'a Request>) -> Inspections<'a> {
        Inspections { inner: self.inner, request }
    }

    /// A key for a form that is about to be shown.
    #[must_use]
    pub fn new_key(&self) -> String {
        hex(&self.inner.chance.draw()).chars().take(32).collect()
    }

    /// A request as it was sent: by whom, to which address, under which key, with what content.
    #[must_use]
    pub fn of<'b>(
        &self,
        person: Option<PersonId>,
        action: &str,
        key: &str,
        content: impl IntoIterator<Item = &'b [u8]>,
    ) -> Request {
        let person = person.map(|it| it.0.into_bytes()).unwrap_or_default();
        let key = hash([&person[..], action.as_bytes(), key.as_bytes()]);
        // By the machine's time, so that turning the demo's clock forgets nothing.
        Request(Once { key, content: hash(content), at: SystemClock.now(), led_to: None })
    }

    /// Says so if a request was carried out before.
    ///
    /// # Errors
    /// [`Refused::Done`] if it was.
    pub fn not_done(&self, request: &Request) -> Result<(), Refused> {
        Ok(self.inner.store.own().not_done(&request.0)?)
    }

    /// Remembers a request that writes no fact of its own, before it is carried out.
    ///
    /// # Errors
    /// [`Refused::Done`] if it was there before.
    pub fn claim(&self, request: &Request) -> Result<(), Refused> {
        Ok(self.inner.store.commit(Commit { once: Some(request.0), ..Commit::default() })?)
    }

    /// Keeps what a person typed into a form. Answers the id under which the same person finds it again.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn keep(&self, person: PersonId, action: &str, fields: &[(String, String)]) -> Result<String, Refused> {
        let fields = serde_json::to_string(fields).map_err(|error| Refused::fault("keeping a form", error))?;
        let id = self.new_key();
        let draft = Draft { action: action.to_owned(), fields };
        self.inner.store.own().put_draft(sha256_hex(id.as_bytes()), person, SystemClock.now(), draft)?;
        Ok(id)
    }

    /// What a person typed into a form that is sent to `action`; none if it is not there, or another's.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn kept(&self, person: PersonId, id: &str) -> Result<Option<(String, Typed)>, Refused> {
        let draft = self.inner.store.own().draft(&sha256_hex(id.as_bytes()), person)?;
        let read = |draft: Draft| {
            let fields =
                serde_json::from_str(&draft.fields).map_err(|error| Refused::fault("reading a form", error))?;
            Ok((draft.action, fields))
        };
        draft.map(read).transpose()
    }
}
