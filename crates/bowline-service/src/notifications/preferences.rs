//! How a person wants to be told: where, when, in which language. Nobody is told anything at an address that they have not
//! confirmed by a code.
//!
//! This module must never keep a code, only its hash, and must never let one person choose for another. Start at
//! [`MyNotifications::preferences`].

use super::text::Content;
use super::{Notifications, read_json, to_json};
use crate::app::Inner;
use crate::chance::{hex, sha256_hex};
use crate::refused::Refused;
use bowline_core::ids::PersonId;
use bowline_core::time::{Day, Moment, day_of};
use bowline_core::words::Lang;
use bowline_store::{MessageRow, MessageState};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

/// How long a code may be used.
const CODE_HOURS: i64 = 24;
/// How often a wrong code may be typed.
const TRIES: u8 = 5;
/// Letters of a code.
const CODE: usize = 8;
/// Codes that one person may ask for on one day: the receiver may be a stranger.
const CODES_A_DAY: u8 = 5;
/// Most characters of an address.
const LONGEST: usize = 254;

/// How a person wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// The confirmed address. None: the person is told on the pages only.
    pub address: Option<String>,
    /// An address that waits for its code.
    asked: Option<Asked>,
    /// Why the receiver's server does not take this address any more.
    pub refused: Option<String>,
    /// The choices.
    pub choices: Choices,
    /// The codes that were asked for on a day.
    codes: Option<(Day, u8)>,
}

/// What a person chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// In which language.
    pub lang: Lang,
    /// At which hour the daily message is made, 0 to 23.
    pub digest_hour: u8,
    /// Whether what cannot wait is told at once.
    pub at_once: bool,
    /// The hour at which the quiet hours begin,
    pub quiet_from: u8,
    /// and the hour at which they end; the same: there are none.
    pub quiet_until: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    address: String,
    code_sha256: String,
    until: Moment,
    tries: u8,
}

impl Default for Choices {
    fn default() -> Self {
        Self { lang: Lang::Zh, digest_hour: 8, at_once: true, quiet_from: 22, quiet_until: 7 }
    }
}

impl Preferences {
    const fn new(choices: Choices) -> Self {
        Self { address: None, asked: None, refused: None, choices, codes: None }
    }

    /// The address that waits for its code.
    #[must_use]
    pub fn asked(&self) -> Option<&str> {
        self.asked.as_ref().map(|asked| asked.address.as_str())
    }

    /// Where this person is told. None: nowhere but on the pages.
    #[must_use]
    pub fn reached_at(&self) -> Option<&str> {
        self.address.as_deref().filter(|_| self.refused.is_none())
    }
}

impl Choices {
    fn vet(self) -> Result<Self, Refused> {
        let hours =
            [("digest_hour", self.digest_hour), ("quiet_from", self.quiet_from), ("quiet_until", self.quiet_until)];
        match hours.into_iter().find(|(_, hour)| *hour > 23) {
            Some((field, _)) => Err(Refused::field(field, "请选择 0 至 23 时。", "Choose an hour from 0 to 23.")),
            None => Ok(self),
        }
    }

    /// When the next daily message is made, after a moment.
    pub(super) fn next_digest(self, now: Moment, inner: &Inner) -> Moment {
        next_hour(now, self.digest_hour, inner)
    }

    /// When the quiet hours end that a moment lies in. None: it lies in none.
    pub(super) fn quiet_end(self, at: Moment, inner: &Inner) -> Option<Moment> {
        let hour = u8::try_from(inner.pack().country().zone().to_datetime(at).hour()).unwrap_or(0);
        let quiet = match self.quiet_from <= self.quiet_until {
            true => (self.quiet_from..self.quiet_until).contains(&hour),
            false => hour >= self.quiet_from || hour < self.quiet_until,
        };
        quiet.then(|| next_hour(at, self.quiet_until, inner))
    }
}

/// The first moment after this one at which the clock of the country shows a full hour.
fn next_hour(after: Moment, hour: u8, inner: &Inner) -> Moment {
    let zone = inner.pack().country().zone();
    let today = day_of(after, zone);
    let on = |day: Day| {
        let local = day.at(i8::try_from(hour).unwrap_or(0), 0, 0, 0);
        local.to_zoned(zone.clone()).map_or(Moment::MAX, |zoned| zoned.timestamp())
    };
    let first = on(today);
    if first > after { first } else { today.tomorrow().map_or(Moment::MAX, on) }
}

/// How one person is told, for that person to choose.
#[derive(Clone, Copy)]
pub struct MyNotifications<'a> {
    all: Notifications<'a>,
    person: PersonId,
    lang: Lang,
}

impl<'a> Notifications<'a> {
    /// How a person is told, who reads pages in this language.
    #[must_use]
    pub const fn of_person(self, person: PersonId, lang: Lang) -> MyNotifications<'a> {
        MyNotifications { all: self, person, lang }
    }
}

impl MyNotifications<'_> {
    fn keep(&self, kept: &Preferences, messages: Vec<MessageRow>) -> Result<(), Refused> {
        Ok(self.all.messages().put_preference(self.person, to_json(kept)?, messages)?)
    }

    /// How the person wants to be told; without any choice, in the language of their pages.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn preferences(&self) -> Result<Preferences, Refused> {
        let (kept, lang) = (self.all.messages().preference(self.person)?, self.lang);
        let new = || Ok(Preferences::new(Choices { lang, ..Choices::default() }));
        kept.map_or_else(new, |row| read_json("reading how a person wants to be told", &row.choices))
    }

    /// Sends a code to an address that a person typed. The address counts once the code comes back.
    ///
    /// # Errors
    /// [`Refused::Field`] for what is no address, or too many codes on one day.
    pub fn ask_address(&self, typed: &str) -> Result<(), Refused> {
        let address = address_of(typed)?;
        let mut kept = self.preferences()?;
        let (now, today) = (self.all.inner.now(), self.all.inner.today());
        let asked_today = kept.codes.filter(|(day, _)| *day == today).map_or(0, |(_, count)| count);
        if asked_today >= CODES_A_DAY {
            let (zh, en) = ("今天索取验证码的次数已用完，请明天再试。", "No more codes today. Try again tomorrow.");
            return Err(Refused::field("address", zh, en));
        }
        let code: String = hex(&self.all.inner.chance.draw()).chars().take(CODE).collect();
        let until = now.saturating_add(CODE_HOURS.hours()).unwrap_or(now);
        let code_sha256 = sha256_hex(code.as_bytes());
        kept.asked = Some(Asked { address: address.clone(), code_sha256: code_sha256.clone(), until, tries: 0 });
        kept.codes = Some((today, asked_today + 1));
        let message = MessageRow {
            id: sha256_hex(format!("code {} {code_sha256}", self.person).as_bytes()),
            person: self.person,
            made: now,
            state: MessageState::Waiting,
            attempts: 0,
            next_try: now,
            failure: String::new(),
            content: to_json(&Content::of_code(kept.choices.lang, address, &code))?,
        };
        self.keep(&kept, vec![message])
    }

    /// Takes the code that was sent: from now on the person is told at that address.
    ///
    /// # Errors
    /// [`Refused::Field`] for a wrong code, one that has run out, or after too many tries.
    pub fn confirm(&self, code: &str) -> Result<(), Refused> {
        let mut kept = self.preferences()?;
        let (zh, en) =
            ("验证码不对或者已失效；可重新索取。", "This code is wrong or has run out. You can ask for a new one.");
        let wrong = || Refused::field("code", zh, en);
        let mut asked = kept.asked.take().filter(|it| it.until > self.all.inner.now()).ok_or_else(wrong)?;
        if asked.code_sha256 == sha256_hex(code.trim().to_ascii_lowercase().as_bytes()) {
            kept.address = Some(asked.address);
            kept.refused = None;
            return self.keep(&kept, Vec::new());
        }
        asked.tries += 1;
        kept.asked = Some(asked).filter(|it| it.tries < TRIES);
        self.keep(&kept, Vec::new())?;
        Err(wrong())
    }

    /// Keeps what a person chose.
    ///
    /// # Errors
    /// [`Refused::Field`] for an hour that is none.
    pub fn choose(&self, choices: Choices) -> Result<(), Refused> {
        let kept = Preferences { choices: choices.vet()?, ..self.preferences()? };
        self.keep(&kept, Vec::new())
    }

    /// Forgets a person's address: from now on they are told on the pages only.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn forget_address(&self) -> Result<(), Refused> {
        let kept = self.preferences()?;
        let kept = Preferences { address: None, asked: None, refused: None, ..kept };
        self.keep(&kept, Vec::new())
    }

    /// Notes that the receiver's server does not take an address.
    pub(super) fn note_refused(&self, address: &str, why: &str) -> Result<(), Refused> {
        let mut kept = self.preferences()?;
        if kept.address.as_deref() == Some(address) {
            kept.refused = Some(why.to_owned());
        }
        kept.asked = kept.asked.filter(|asked| asked.address != address);
        self.keep(&kept, Vec::new())
    }
}

/// An address as people have one: one `@`, nothing that a mail server could read as something else.
fn address_of(typed: &str) -> Result<String, Refused> {
    let address = typed.trim();
    let fits = |part: &str| {
        let plain = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(it);
        !part.is_empty() && part.chars().all(plain) && !part.starts_with('.') && !part.ends_with('.')
    };
    let whole = address.split_once('@').is_some_and(|(local, domain)| fits(local) && fits(domain));
    if whole && address.len() <= LONGEST {
        return Ok(address.to_owned());
    }
    Err(Refused::field(
        "address",
        "这不是电子邮箱地址；请按“姓名@单位域名”填写。",
        "This is no e-mail address. Enter one such as name@office.gov.cn.",
    ))
}
