//! The system administrator registers people and the posts that they hold.
//!
//! This module must never keep a sign-in key, only its hash.

use crate::Refused;
use crate::app::{Entry, Inner};
use crate::chance::{hex, new_subject, sha256_hex};
use crate::names::name_of_person;
use crate::requests::Request;
use crate::scope::place_of_post;
use crate::staffing::Staffing;
use crate::views::Who;
use bowline_core::facts::{Actor, KeyIssued, PersonConfirmed, PersonRegistered, PostLeft, PostTaken, What};
use bowline_core::ids::{Body, PersonId, PlaceCode, PostId};
use bowline_core::obligations::Draft;
use bowline_core::time::Day;
use bowline_store::Commit;

/// People and the posts they hold.
#[derive(Clone, Copy)]
pub struct People<'a> {
    pub(crate) inner: &'a Inner,
}

impl<'a> People<'a> {
    /// Registers a person who takes a post from a day on.
    ///
    /// # Errors
    /// [`Refused::Field`] for a name that is none, or a post of a body that does not exist.
    pub fn register(&self, name: &str, post: PostId, from: Day) -> Result<PersonId, Refused> {
        let name = &name_of_person(name)?;
        self.exists(&post)?;
        let person = PersonId(new_subject(&*self.inner.chance, self.inner.now()).0);
        let mut commit = Commit::default();
        self.add(&mut commit, person, name, post, from)?;
        self.inner.commit(commit)?;
        Ok(person)
    }

    /// Adds a new person with a post to a commit.
    pub(crate) fn add(
        &self,
        commit: &mut Commit,
        person: PersonId,
        name: &str,
        post: PostId,
        from: Day,
    ) -> Result<(), Refused> {
        let now = self.inner.now();
        let place = place_of_post(self.inner, &post)?;
        let entry = Entry { subject: person.into(), place, by: Actor::System, behalf: None, now };
        let registered = What::PersonRegistered(PersonRegistered { person, name: name.to_owned(), to_confirm: false });
        let taken = What::PostTaken(PostTaken { person, post, from, until: None });
        self.inner.add_registry(
            commit,
            &entry,
            0,
            vec![Draft { held: now, what: registered }, Draft { held: now, what: taken }],
        );
        Ok(())
    }

    /// A known person takes another post from a day on.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown person, a post of a body that does not exist, or one that the person holds then.
    pub fn take_post(&self, person: PersonId, post: PostId, from: Day) -> Result<(), Refused> {
        self.known(person)?;
        self.exists(&post)?;
        let held = self.inner.store.registry().last_holding(person, &post)?;
        if let Some(held) = held.filter(|it| it.until.is_none_or(|until| from <= until)) {
            let since = held.from;
            return Err(Refused::field(
                "from",
                format!("此人自 {since} 起已在该岗位任职。"),
                format!("This person holds that post since {since} already."),
            ));
        }
        self.note(person, &post, What::PostTaken(PostTaken { person, post: post.clone(), from, until: None }))
    }

    /// The posts that people staff themselves.
    #[must_use]
    pub const fn staffing(self, request: Option<&'a Request>) -> Staffing<'a> {
        Staffing { inner: self.inner, request }
    }

    /// A person leaves a post after a day. The person's sessions end.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown person, a post that the person does not hold, or a last day before the first.
    pub fn leave_post(&self, person: PersonId, post: PostId, until: Day) -> Result<(), Refused> {
        self.known(person)?;
        let Some(held) = self.inner.store.registry().last_holding(person, &post)? else {
            let (zh, en) = ("此人不在该岗位任职；请核对岗位。", "This person does not hold that post; check the post.");
            return Err(Refused::field("post", zh, en));
        };
        if let Some(last) = held.until.filter(|last| *last <= until) {
            let (zh, en) = (format!("此人已于 {last} 离开该岗位。"), format!("This person left that post on {last}."));
            return Err(Refused::field("until", zh, en));
        }
        let first = held.from;
        if until < first {
            return Err(Refused::field(
                "until",
                format!("最后一日不能早于任职首日 {first}。"),
                format!("The last date cannot be before the first, {first}."),
            ));
        }
        self.note(person, &post, What::PostLeft(PostLeft { person, post: post.clone(), until }))?;
        Ok(self.inner.store.own().sign_in().remove_sessions_of(person, None)?)
    }

    /// Writes what a known person does with a post.
    fn note(&self, person: PersonId, post: &PostId, what: What) -> Result<(), Refused> {
        self.write(person, place_of_post(self.inner, post)?, what)
    }

    /// The person to whom a key of this hash was issued last, by the log: a row that somebody put into the table of keys is no key.
    pub(crate) fn holder_of(&self, sha256: &str) -> Result<Option<PersonId>, Refused> {
        let Some(person) = self.inner.store.own().sign_in_key(sha256)? else { return Ok(None) };
        let facts = self.inner.store.log().facts(person.into())?;
        let last = facts.iter().rev().find_map(|fact| match &fact.what {
            What::KeyIssued(issued) => Some(issued),
            _ => None,
        });
        let is_his = last.is_some_and(|it| it.person == person && it.sha256 == sha256);
        if !is_his {
            tracing::error!(%person, "a sign-in key stands in the table that the log does not know: somebody wrote into the file");
        }
        Ok(is_his.then_some(person))
    }

    /// Adds to what is known of a person.
    fn write(&self, person: PersonId, place: PlaceCode, what: What) -> Result<(), Refused> {
        self.known(person)?;
        let now = self.inner.now();
        let entry = Entry { subject: person.into(), place, by: Actor::System, behalf: None, now };
        let expected = self.inner.store.log().version(person.into())?;
        let mut commit = Commit::default();
        self.inner.add_registry(&mut commit, &entry, expected, vec![Draft { held: now, what }]);
        Ok(self.inner.commit(commit)?)
    }

    /// Confirms a person whom a ledger named. Who is known already stays as they are.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown person.
    pub fn confirm(&self, person: PersonId) -> Result<(), Refused> {
        self.known(person)?;
        if self.inner.store.registry().is_confirmed(person)? {
            return Ok(());
        }
        let posts = self.inner.store.registry().posts_of(person, self.inner.today())?;
        let place = posts
            .first()
            .map_or_else(|| Ok(self.inner.places.latest().nation()), |post| place_of_post(self.inner, post))?;
        self.write(person, place, What::PersonConfirmed(PersonConfirmed { person }))
    }

    /// People whom only ledgers named, with their posts today: id, name, post.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn to_confirm(&self) -> Result<Vec<(PersonId, String, PostId)>, Refused> {
        Ok(self.inner.store.registry().to_confirm(self.inner.today())?)
    }

    /// Issues a new sign-in key for a person: 256 random bits, shown once; only its hash is kept. Earlier keys end, and
    /// every session.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown person.
    pub fn issue_key(&self, person: PersonId) -> Result<String, Refused> {
        self.known(person)?;
        if !self.inner.store.registry().is_confirmed(person)? {
            return Err(Refused::field(
                "person",
                "此人只在导入的台账中出现，尚未确认；请先核实身份并执行 bowline person confirm。",
                "Only an imported register names this person; check who it is and run bowline person confirm first.",
            ));
        }
        let key = hex(&self.inner.chance.draw());
        let sha256 = sha256_hex(key.as_bytes());
        let issued = KeyIssued { person, sha256: sha256.clone() };
        // The log first: a key that only the table knows is none.
        self.write(person, self.inner.places.latest().nation(), What::KeyIssued(issued))?;
        self.inner.store.own().put_sign_in_key(sha256, person)?;
        Ok(key)
    }

    /// A person with posts and scope as of today.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown person.
    pub fn who(&self, person: PersonId) -> Result<Who, Refused> {
        let name = self.inner.store.registry().person_name(person)?.ok_or(Refused::NotFound)?;
        let posts = self.inner.store.registry().posts_of(person, self.inner.today())?;
        let interests = self.inner.sites_of(&posts)?;
        let scope = self.inner.scope_of(&posts, &interests);
        Ok(Who { person, name, posts: self.inner.names().posts(&posts)?, scope, interests })
    }

    fn known(&self, person: PersonId) -> Result<(), Refused> {
        let unknown = || {
            Refused::field("person", "未登记此人；请核对编号。", "No person is registered under this id; check the id.")
        };
        self.inner.store.registry().person_name(person)?.map(drop).ok_or_else(unknown)
    }

    fn exists(&self, post: &PostId) -> Result<(), Refused> {
        let exists = match &post.body {
            Body::Office(office) => self.inner.offices.exists(office),
            Body::Site(site) => self.inner.store.registry().site(*site)?.is_some(),
        };
        let missing = || {
            Refused::field(
                "post",
                format!("没有 {} 这个部门或者单位；请核对行政区划代码和部门。", post.body),
                format!("There is no authority or site {}; check the area code and the department.", post.body),
            )
        };
        exists.then_some(()).ok_or_else(missing)
    }
}
