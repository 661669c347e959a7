//! The ways in: a key, a name with its password, a one-time code; and the second step where one is set.
//!
//! This module must never open a session for the first half alone where a second factor is set. Start at
//! [`Entrances::with_password`] and [`Entrances::pass`].

use crate::Refused;
use crate::accounts::{Account, Accounts, Invitation};
use crate::app::Bowline;
use crate::chance::hex;
use crate::codes;
use crate::seal::alike;
use crate::second::{By, Second, recovery_hash};
use crate::sessions::{Caller, Sessions, later, machine_now};
use crate::views::Who;
use bowline_core::facts::{AccountChange, Actor};
use bowline_core::ids::PersonId;
use bowline_store::Written;
use jiff::ToSpan;

/// Recovery codes that a person gets.
const RECOVERY: usize = 10;
/// Groups of letters in one.
const GROUPS: usize = 2;
/// How long somebody has for the second step.
const TICKET_MINUTES: i64 = 10;

/// Somebody who proved who they are, or half of it.
#[derive(Debug)]
pub enum Entrance {
    /// The token of a session.
    Session(String),
    /// A second step is asked for; with this ticket.
    SecondStep(String),
}

impl Entrance {
    /// The token of the session; none if a second step is asked for.
    #[must_use]
    pub fn session(self) -> Option<String> {
        match self {
            Self::Session(token) => Some(token),
            Self::SecondStep(_) => None,
        }
    }
}

/// The ways in, and the second factor of people.
#[derive(Clone, Copy)]
pub struct Entrances<'a> {
    accounts: Accounts<'a>,
    sessions: Sessions<'a>,
}

impl<'a> Entrances<'a> {
    /// The ways into a product.
    #[must_use]
    pub fn of_app(app: &'a Bowline) -> Self {
        Self { accounts: Accounts::of_app(app), sessions: app.sessions() }
    }

    /// With the key that the operator issued.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown key.
    pub fn with_key(&self, key: &str, caller: &Caller) -> Result<Entrance, Refused> {
        self.enter(self.sessions.person_with_key(key)?, caller)
    }

    /// By name and password.
    ///
    /// # Errors
    /// [`Refused::Field`], in the same words and after the same work for a name that nobody has and for a wrong password.
    pub fn with_password(&self, name: &str, password: &str, caller: &Caller) -> Result<Entrance, Refused> {
        self.enter(self.accounts.prove(name, password)?, caller)
    }

    /// With a one-time code, which sets name and password of the account.
    ///
    /// # Errors
    /// [`Refused::Field`] for a code that is not valid, a name that somebody else has or that is none, a password that is not
    /// taken.
    pub fn join(&self, code: &str, name: &str, password: &str, caller: &Caller) -> Result<Entrance, Refused> {
        self.enter(self.accounts.join(code, name, password)?, caller)
    }

    /// Issues a one-time code to somebody who has lost device and recovery codes: no second factor is asked for any more.
    ///
    /// # Errors
    /// As [`Accounts::issue`].
    pub fn issue_without_second(&self, person: PersonId) -> Result<Invitation, Refused> {
        let invitation = self.accounts.issue(person)?;
        self.forget(person, Actor::System)?;
        Ok(invitation)
    }

    /// Whether a second factor of a person is asked for, and how many recovery codes are left.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn left(&self, person: PersonId) -> Result<Option<usize>, Refused> {
        let second = self.accounts.of(person)?.and_then(|account| account.proofs.second);
        Ok(second.filter(|second| second.set).map(|second| second.recovery.len()))
    }

    /// The secret for a device that is being set up; none if nothing is begun.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn secret(&self, person: PersonId) -> Result<Option<String>, Refused> {
        let seal = self.accounts.seal()?;
        let second = self.accounts.of(person)?.and_then(|account| account.proofs.second);
        Ok(second.filter(|second| !second.set).map(|second| second.secret(person, &seal)))
    }

    /// Begins to set one up. What is set goes on until then.
    ///
    /// # Errors
    /// [`Refused::Field`] for a wrong password or where one is set already.
    pub fn begin(&self, who: &Who, password: &str) -> Result<(), Refused> {
        let account = self.of_password(who.person, password)?;
        if account.proofs.second.as_ref().is_some_and(|second| second.set) {
            let (zh, en) = ("已启用两步验证；请先停用。", "A second step is set already; remove it first.");
            return Err(Refused::field("old", zh, en));
        }
        self.keep(account, Some(Second::begin(&self.accounts.inner.chance.draw())), None)
    }

    /// Sets it, with a code that the device made. Answers recovery codes, which are shown once.
    ///
    /// # Errors
    /// [`Refused::Field`] for a wrong code.
    pub fn set(&self, who: &Who, code: &str) -> Result<Vec<String>, Refused> {
        let account = self.accounts.of(who.person)?.ok_or(Refused::NotFound)?;
        let mut second = account.proofs.second.clone().filter(|second| !second.set).ok_or(Refused::NotFound)?;
        let seal = self.accounts.seal()?;
        second.take(who.person, code, seconds(), &seal).ok_or_else(wrong_code)?;
        let codes = self.draw();
        second.recovery = codes.iter().map(|code| recovery_hash(who.person, code, &seal)).collect();
        second.set = true;
        self.keep(account, Some(second), Some(AccountChange::SecondFactorSet))?;
        Ok(codes)
    }

    /// Removes it.
    ///
    /// # Errors
    /// [`Refused::Field`] for a wrong password.
    pub fn remove(&self, who: &Who, password: &str) -> Result<(), Refused> {
        let account = self.of_password(who.person, password)?;
        self.keep(account, None, Some(AccountChange::SecondFactorRemoved))
    }

    /// Forgets it, for somebody who has lost device and recovery codes.
    fn forget(&self, person: PersonId, by: Actor) -> Result<(), Refused> {
        let Some(mut account) = self.accounts.of(person)? else { return Ok(()) };
        if account.proofs.second.take().is_none() {
            return Ok(());
        }
        let before = Some(account.seal.clone());
        self.accounts.note(person, by, None, AccountChange::SecondFactorRemoved)?;
        self.accounts.put(account, before, None).map(drop)
    }

    /// What somebody gets who proved the first half: a session, or a ticket for the second step.
    fn enter(&self, person: PersonId, caller: &Caller) -> Result<Entrance, Refused> {
        let account = self.accounts.of(person)?;
        let asks = account.filter(|account| account.proofs.second.as_ref().is_some_and(|second| second.set));
        match asks {
            None => self.sessions.open(person, caller).map(Entrance::Session),
            Some(account) => {
                let until = later(machine_now(), TICKET_MINUTES.minutes()).as_millisecond().to_string();
                let made = hex(&self.ticket(&account, &until)?);
                Ok(Entrance::SecondStep(format!("{person}.{until}.{made}")))
            }
        }
    }

    /// Whose ticket it says it is. Only [`Self::pass`] judges it.
    #[must_use]
    pub fn person_of(&self, ticket: &str) -> Option<PersonId> {
        ticket.split('.').next()?.parse().ok()
    }

    /// The second step: a ticket and a code. Answers the token of the session.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a ticket that has run out or that was used; [`Refused::Field`] for a wrong code.
    pub fn pass(&self, ticket: &str, code: &str, caller: &Caller) -> Result<String, Refused> {
        let [person, until, made] = *ticket.split('.').collect::<Vec<_>>() else { return Err(Refused::NotFound) };
        let person: PersonId = person.parse().map_err(|_| Refused::NotFound)?;
        let account = self.accounts.of(person)?.ok_or(Refused::NotFound)?;
        let runs = until.parse::<i64>().is_ok_and(|until| until > machine_now().as_millisecond());
        // The seal of the account stands in it: a ticket ends with the first code that is taken.
        if !runs || !alike(&hex(&self.ticket(&account, until)?), made) {
            return Err(Refused::NotFound);
        }
        let mut second = account.proofs.second.clone().ok_or(Refused::NotFound)?;
        let by = second.take(person, code, seconds(), &self.accounts.seal()?).ok_or_else(wrong_code)?;
        let change = (by == By::Recovery).then_some(AccountChange::RecoveryUsed);
        self.keep(account, Some(second), change)?;
        self.sessions.open(person, caller)
    }

    fn ticket(&self, account: &Account, until: &str) -> Result<[u8; 32], Refused> {
        let parts: [&[u8]; 3] = [account.person.0.as_bytes(), until.as_bytes(), &account.seal];
        Ok(self.accounts.seal()?.over("ticket", &parts))
    }

    fn of_password(&self, person: PersonId, password: &str) -> Result<Account, Refused> {
        let account = self.accounts.with_password(self.accounts.of(person)?, password)?;
        account.ok_or_else(|| Refused::field("old", "现用密码不正确。", "The present password is not correct."))
    }

    fn keep(&self, mut account: Account, second: Option<Second>, change: Option<AccountChange>) -> Result<(), Refused> {
        let (person, before) = (account.person, Some(account.seal.clone()));
        account.proofs.second = second;
        if let Some(change) = change {
            self.accounts.note(person, Actor::Person(person), None, change)?;
        }
        match self.accounts.put(account, before, None)? {
            Written::Done => Ok(()),
            // Another request took a code meanwhile, perhaps the same one.
            Written::Stale | Written::NameTaken => Err(wrong_code()),
        }
    }

    fn draw(&self) -> Vec<String> {
        (0..RECOVERY).map(|_| codes::of(&self.accounts.inner.chance.draw(), GROUPS)).collect()
    }
}

fn wrong_code() -> Refused {
    Refused::field(
        "second",
        "验证码不正确或者已经用过；请等待下一个验证码再试。",
        "The code is not correct or was used already; wait for the next one and try again.",
    )
}

fn seconds() -> u64 {
    u64::try_from(machine_now().as_millisecond() / 1_000).unwrap_or(0)
}
