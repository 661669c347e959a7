//! Accounts: a name and a password, which the person sets with a one-time code. A code comes from whoever staffs the person's
//! post; to somebody who has an account, only from above (decision 0081).
//!
//! This module must never answer differently for a name that nobody has, and never believe a row whose seal does not fit. Start
//! at [`Accounts::issue`].

use crate::Refused;
use crate::app::{Bowline, Entry, Inner};
use crate::chance::hex;
use crate::codes;
use crate::passwords::{Kept, take_as_long, vet};
use crate::people::People;
use crate::scope::place_of_post;
use crate::seal::{Seal, alike};
use crate::second::Second;
use crate::sessions::{Sessions, later, machine_now};
use crate::staffing::{StaffedBody, Staffing};
use crate::views::Who;
use bowline_core::facts::{AccountChange, AccountChanged, Actor, What};
use bowline_core::ids::{Body, PersonId, PostId, Role};
use bowline_core::obligations::{Draft, Registry as _};
use bowline_core::time::Moment;
use bowline_store::{AccountRow, Commit, InvitationRow, SignIn, Written};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a one-time code can be used.
const CODE_HOURS: i64 = 24 * 7;
/// What the first administrator is called until somebody takes over.
const FIRST: &str = "系统管理员 Admin";
/// Groups of letters in one.
const CODE_GROUPS: usize = 4;
/// Letters that the name of an account has at least,
const SHORTEST_NAME: usize = 2;
/// and at most.
const LONGEST_NAME: usize = 60;

/// Accounts of people.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    pub(crate) inner: &'a Inner,
}

/// A one-time code, shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// For whom.
    pub person: PersonId,
    /// The code, in groups of letters.
    pub code: String,
    /// When it ends.
    pub until: Moment,
    /// Whether the person had an account, whose password and sessions have ended now.
    pub reset: bool,
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEvent {
    /// When.
    pub at: Moment,
    /// What.
    pub change: AccountChange,
    /// The name of whoever did it; none: the operator of this machine.
    pub by: Option<String>,
}

/// What a person proves their account with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Proofs {
    /// None after a reset, until the person sets one.
    pub(crate) password: Option<Kept>,
    /// The second factor, set or being set up. A reset from above leaves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) second: Option<Second>,
}

/// An account whose seal fits.
pub(crate) struct Account {
    pub(crate) person: PersonId,
    name: String,
    pub(crate) proofs: Proofs,
    pub(crate) seal: Vec<u8>,
}

/// What a one-time code does for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// They set up an account.
    SetsUp,
    /// It replaces the password of the account that they have.
    Resets,
}

impl<'a> Accounts<'a> {
    /// The accounts of a product.
    #[must_use]
    pub fn of_app(app: &'a Bowline) -> Self {
        Self { inner: &app.inner }
    }

    /// Where nobody is registered yet: makes one administrator, who heads the topmost office, with a one-time code.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn first_administrator(&self) -> Result<Option<Invitation>, Refused> {
        if self.inner.store.registry().has_people()? {
            return Ok(None);
        }
        let top = PostId::office(self.inner.seen().last_resort(), Role::Head);
        let person = People { inner: self.inner }.register(FIRST, top, self.inner.today())?;
        self.issue(person).map(Some)
    }

    /// Issues a one-time code for a person, on behalf of whoever owns this machine.
    ///
    /// # Errors
    /// [`Refused::Field`] for somebody unknown or whom only a register names.
    pub fn issue(&self, person: PersonId) -> Result<Invitation, Refused> {
        self.issue_by(person, Actor::System, None)
    }

    /// Issues a one-time code for somebody whose posts the person staffs.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if it is not theirs to do; as [`Self::issue`].
    pub fn issue_as(&self, who: &Who, person: PersonId) -> Result<Invitation, Refused> {
        let (behalf, _) = self.may_issue(who, person)?.ok_or(Refused::NotFound)?;
        self.issue_by(person, Actor::Person(who.person), Some(&behalf))
    }

    /// The body for which somebody may issue a one-time code to a person, and what it does: they staff every post that the person
    /// holds. Where the person has an account already, they do so from above, so that nobody takes over the account of a
    /// colleague.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    fn may_issue(&self, who: &Who, person: PersonId) -> Result<Option<(Body, Code)>, Refused> {
        let registry = self.inner.store.registry();
        if person == who.person || !registry.is_confirmed(person)? {
            return Ok(None);
        }
        let code = if self.of(person)?.is_some() { Code::Resets } else { Code::SetsUp };
        let staffing = Staffing { inner: self.inner, request: None };
        let posts = registry.posts_of(person, self.inner.today())?;
        let bodies = posts.iter().map(|post| match code {
            Code::Resets => staffing.answers_above(who, post),
            Code::SetsUp => staffing.answers_for(who, post),
        });
        let bodies: Option<Vec<Body>> = bodies.collect();
        Ok(bodies.and_then(|bodies| bodies.into_iter().next()).map(|body| (body, code)))
    }

    /// What a code of the person would do for whoever holds these posts, where it is theirs to issue.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn codes(&self, who: &Who, bodies: &[StaffedBody]) -> Result<BTreeMap<PersonId, Code>, Refused> {
        let mut codes = BTreeMap::new();
        for held in bodies.iter().flat_map(|body| &body.posts).flat_map(|post| &post.holders) {
            if let Some((_, code)) = self.may_issue(who, held.person)? {
                codes.insert(held.person, code);
            }
        }
        Ok(codes)
    }

    /// The name of a person's account.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn name_of(&self, person: PersonId) -> Result<Option<String>, Refused> {
        Ok(self.of(person)?.map(|account| account.name))
    }

    fn issue_by(&self, person: PersonId, by: Actor, behalf: Option<&Body>) -> Result<Invitation, Refused> {
        self.is_to_be_known(person)?;
        let account = self.of(person)?;
        let change = if account.is_some() { AccountChange::Reset } else { AccountChange::Invited };
        self.note(person, by, behalf, change)?;
        let reset = account.is_some();
        if let Some(mut account) = account {
            let before = Some(account.seal.clone());
            account.proofs.password = None;
            if self.put(account, before, None)? != Written::Done {
                return Err(Refused::fault("resetting an account", "it changed meanwhile"));
            }
            self.sign_ins().remove_sessions_of(person, None)?;
        }
        let code = codes::of(&self.inner.chance.draw(), CODE_GROUPS);
        let (seal, code_hash, until) = (self.seal()?, self.hash_of(&code)?, later(machine_now(), CODE_HOURS.hours()));
        let made = seal.over("invitation", &parts_of_invitation(&person, &code_hash, &ms(until))).to_vec();
        self.sign_ins().put_invitation(InvitationRow { person, code_hash, until, seal: made })?;
        Ok(Invitation { person, code, until, reset })
    }

    /// Sets name and password of an account with a one-time code. Answers whose it is.
    ///
    /// # Errors
    /// [`Refused::Field`] for a code that is not valid, a name that somebody else has or that is none, a password that is not
    /// taken.
    pub(crate) fn join(&self, code: &str, name: &str, password: &str) -> Result<PersonId, Refused> {
        let invalid = || {
            Refused::field(
                "code",
                "一次性授权码无效、已使用或者已过期；请向签发人重新领取。",
                "This one-time code is not valid, was used, or has run out; ask whoever issued it for a new one.",
            )
        };
        let code_hash = self.hash_of(code)?;
        let invitation = self.sign_ins().invitation(&code_hash)?.filter(|it| it.until > machine_now());
        let invited = invitation.ok_or_else(invalid)?;
        let until = ms(invited.until);
        let parts = parts_of_invitation(&invited.person, &code_hash, &until);
        if !self.seal()?.fits("invitation", &parts, &invited.seal) {
            tracing::error!("a one-time code stands in the table without its seal: somebody wrote into the file");
            return Err(invalid());
        }
        let person = invited.person;
        let name = account_name(name)?;
        let own = self.inner.store.registry().person_name(person)?.unwrap_or_default();
        vet(password, &[&name, &own])?;
        let before = self.sign_ins().account_of(person)?.map(|row| row.seal);
        if self.sign_ins().account_named(&name)?.is_some_and(|other| other.person != person) {
            return Err(name_taken());
        }
        let second = self.of(person)?.and_then(|account| account.proofs.second);
        let proofs = Proofs { password: Some(self.kept(password)?), second };
        self.note(person, Actor::Person(person), None, AccountChange::PasswordSet)?;
        match self.put(Account { person, name, proofs, seal: Vec::new() }, before, Some(code_hash))? {
            Written::Done => {}
            Written::Stale => return Err(invalid()),
            Written::NameTaken => return Err(name_taken()),
        }
        self.sign_ins().remove_sessions_of(person, None)?;
        Ok(person)
    }

    /// The person who has an account of this name and knows its password.
    ///
    /// # Errors
    /// [`Refused::Field`], in the same words and after the same work for a name that nobody has and for a wrong password.
    pub(crate) fn prove(&self, name: &str, password: &str) -> Result<PersonId, Refused> {
        let account = self.known(self.sign_ins().account_named(&fold(name))?)?;
        let wrong =
            || Refused::field("account", "账号或者密码不正确。", "The account name or the password is not correct.");
        Ok(self.with_password(account, password)?.ok_or_else(wrong)?.person)
    }

    /// Sets another password. Every other session of the person ends.
    ///
    /// # Errors
    /// [`Refused::Field`] for a wrong present password or one that is not taken.
    pub fn change_password(&self, who: &Who, token: &str, old: &str, new: &str) -> Result<(), Refused> {
        let wrong = || Refused::field("old", "现用密码不正确。", "The present password is not correct.");
        let mut account = self.with_password(self.of(who.person)?, old)?.ok_or_else(wrong)?;
        vet(new, &[&account.name, &who.name, old])?;
        account.proofs.password = Some(self.kept(new)?);
        let before = Some(account.seal.clone());
        self.note(who.person, Actor::Person(who.person), None, AccountChange::PasswordSet)?;
        if self.put(account, before, None)? != Written::Done {
            return Err(wrong());
        }
        let kept = Sessions { inner: self.inner }.hash_of(token)?;
        Ok(self.sign_ins().remove_sessions_of(who.person, Some(kept))?)
    }

    /// What happened to the account of a person, the latest first.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn events(&self, person: PersonId) -> Result<Vec<AccountEvent>, Refused> {
        let mut events = Vec::new();
        for fact in self.inner.store.log().facts(person.into())?.iter().rev() {
            let What::AccountChanged(it) = &fact.what else { continue };
            let by = match fact.by {
                Actor::Person(by) => self.inner.store.registry().person_name(by)?,
                _ => None,
            };
            events.push(AccountEvent { at: fact.learned, change: it.change, by });
        }
        Ok(events)
    }

    /// A mark that a browser keeps after its person signed in with a password, by which it is known again.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn device_mark(&self, person: PersonId) -> Result<String, Refused> {
        let (drawn, seal) = (hex(&self.inner.chance.draw()), self.seal()?);
        let made = seal.over("device", &[person.0.as_bytes(), drawn.as_bytes()]);
        Ok(format!("{drawn}.{}", hex(&made)))
    }

    /// Whether a browser with this mark was signed in to the account of this name before.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn knows_device(&self, name: &str, mark: &str) -> Result<bool, Refused> {
        let Some((drawn, _)) = mark.split_once('.') else { return Ok(false) };
        let Some(account) = self.sign_ins().account_named(&fold(name))? else { return Ok(false) };
        let made = self.seal()?.over("device", &[account.person.0.as_bytes(), drawn.as_bytes()]);
        Ok(alike(&format!("{drawn}.{}", hex(&made)), mark))
    }

    /// The account, if this is its password.
    pub(crate) fn with_password(&self, account: Option<Account>, password: &str) -> Result<Option<Account>, Refused> {
        let seal = self.seal()?;
        match account.as_ref().and_then(|account| account.proofs.password.as_ref()) {
            Some(kept) => Ok(if kept.is(password, &seal)? { account } else { None }),
            None => take_as_long(password, &seal).map(|()| None),
        }
    }

    fn kept(&self, password: &str) -> Result<Kept, Refused> {
        Kept::of(password, &self.inner.chance.draw(), &self.seal()?)
    }

    pub(crate) fn of(&self, person: PersonId) -> Result<Option<Account>, Refused> {
        self.known(self.sign_ins().account_of(person)?)
    }

    /// The account of a row, if its seal fits.
    fn known(&self, row: Option<AccountRow>) -> Result<Option<Account>, Refused> {
        let Some(AccountRow { person, name, proofs, seal }) = row else { return Ok(None) };
        if !self.seal()?.fits("account", &parts_of_account(&person, &name, &proofs), &seal) {
            tracing::error!(%person, "an account stands in the table without its seal: somebody wrote into the file");
            return Ok(None);
        }
        let proofs = serde_json::from_str(&proofs).map_err(|error| Refused::fault("reading an account", error))?;
        Ok(Some(Account { person, name, proofs, seal }))
    }

    pub(crate) fn put(
        &self,
        it: Account,
        before: Option<Vec<u8>>,
        code_hash: Option<String>,
    ) -> Result<Written, Refused> {
        let Account { person, name, proofs, .. } = it;
        let proofs = serde_json::to_string(&proofs).map_err(|error| Refused::fault("writing an account", error))?;
        let seal = self.seal()?.over("account", &parts_of_account(&person, &name, &proofs)).to_vec();
        Ok(self.sign_ins().put_account(AccountRow { person, name, proofs, seal }, before, code_hash)?)
    }

    /// Writes into the log what happened to an account. The log comes first: nothing happens to one that it does not know.
    pub(crate) fn note(
        &self,
        person: PersonId,
        by: Actor,
        behalf: Option<&Body>,
        change: AccountChange,
    ) -> Result<(), Refused> {
        let inner = self.inner;
        let post = inner.store.registry().posts_of(person, inner.today())?.into_iter().next();
        let place = post.map_or_else(|| Ok(inner.places.latest().nation()), |post| place_of_post(inner, &post))?;
        let now = inner.now();
        let entry = Entry { subject: person.into(), place, by, behalf, now };
        let expected = inner.store.log().version(person.into())?;
        let what = What::AccountChanged(AccountChanged { person, change });
        let mut commit = Commit::default();
        inner.add_registry(&mut commit, &entry, expected, vec![Draft { held: now, what }]);
        Ok(inner.commit(commit)?)
    }

    fn is_to_be_known(&self, person: PersonId) -> Result<(), Refused> {
        let registry = self.inner.store.registry();
        if registry.person_name(person)?.is_none() {
            let (zh, en) = ("未登记此人；请核对编号。", "No person is registered under this id; check the id.");
            return Err(Refused::field("person", zh, en));
        }
        if !registry.is_confirmed(person)? {
            return Err(Refused::field(
                "person",
                "此人只在导入的台账中出现，尚未确认；请先由系统管理员核实身份。",
                "Only an imported register names this person; the system administrator has to confirm who it is first.",
            ));
        }
        Ok(())
    }

    fn hash_of(&self, code: &str) -> Result<String, Refused> {
        Ok(hex(&self.seal()?.over("code", &[codes::fold(code).as_bytes()])))
    }

    pub(crate) fn seal(&self) -> Result<Seal, Refused> {
        self.inner.keyring.seal(&*self.inner.chance)
    }

    fn sign_ins(&self) -> SignIn<'a> {
        self.inner.store.own().sign_in()
    }
}

/// The name of an account as it is compared.
fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

fn account_name(typed: &str) -> Result<String, Refused> {
    let name = fold(typed);
    let fine = |letter: char| letter.is_alphanumeric() || ['.', '-', '_', '@'].contains(&letter);
    if (SHORTEST_NAME..=LONGEST_NAME).contains(&name.chars().count()) && name.chars().all(fine) {
        return Ok(name);
    }
    Err(Refused::field(
        "account",
        format!("账号应为 {SHORTEST_NAME} 至 {LONGEST_NAME} 个汉字、字母或者数字，可用 . - _ @。"),
        format!(
            "An account name has {SHORTEST_NAME} to {LONGEST_NAME} letters or digits; . - _ @ may stand between them."
        ),
    ))
}

fn name_taken() -> Refused {
    Refused::field("account", "此账号已有人使用；请另取一个。", "Somebody else has this account name; choose another.")
}

fn ms(moment: Moment) -> [u8; 8] {
    moment.as_millisecond().to_be_bytes()
}

fn parts_of_account<'b>(person: &'b PersonId, name: &'b str, proofs: &'b str) -> [&'b [u8]; 3] {
    [person.0.as_bytes(), name.as_bytes(), proofs.as_bytes()]
}

fn parts_of_invitation<'b>(person: &'b PersonId, code_hash: &'b str, until: &'b [u8; 8]) -> [&'b [u8]; 3] {
    [person.0.as_bytes(), code_hash.as_bytes(), until]
}
