//! Notifications: whoever owes something is told by e-mail, once a day before it is due, and at once of what cannot wait. The log
//! is the outbox: each run reads it on from where the last one stopped.
//!
//! This module must never send anything twice, never speak to the network itself (a [`Carrier`] does), and never hold anything on
//! which a decision rests. What is promised where a run ends in the middle stands in decision 0068. Start at
//! [`Notifications::run`].

mod collect;
mod deliver;
mod digest;
mod preferences;
mod text;
mod webhooks;

pub use deliver::{Carrier, Mail, NotCarried};
pub use preferences::{Choices, MyNotifications, Preferences};
pub use webhooks::{Delivery, Poster, Webhook, Webhooks};

use digest::Digests;

use crate::app::{Bowline, Inner};
use crate::refused::Refused;
use bowline_core::facts::Undelivered;
use bowline_core::ids::OfficeId;
use bowline_core::time::Moment;
use bowline_store::{MessageRow, MessageState, Messages};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

/// The channel of e-mail.
const MAIL: &str = "mail";
/// Messages that a start looks through at once.
const PAGE: u32 = 500;

/// Tells people what they owe.
#[derive(Clone, Copy)]
pub struct Notifications<'a> {
    inner: &'a Inner,
    site: Option<&'a str>,
}

/// How a channel fares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Whether this server has the channel.
    pub open: bool,
    /// Since when nothing goes through. None: the last attempt did.
    pub failing_since: Option<Moment>,
    /// Attempts since then.
    pub attempts: u32,
    /// When it is tried again.
    pub next_try: Option<Moment>,
    /// The office that answers for it.
    pub office: Option<OfficeId>,
    /// What the last attempt failed of.
    pub failure: String,
    /// When something last went through.
    pub worked: Option<Moment>,
}

impl Health {
    /// At a start of a server that has the channel: it is tried at once.
    fn opened(self, office: &OfficeId) -> Self {
        Self { open: true, next_try: None, office: Some(office.clone()), ..self }
    }

    /// Where a server has it no more: nobody answers for it.
    fn closed(self) -> Self {
        Self { open: false, failing_since: None, ..self }
    }

    /// After an attempt that failed.
    fn failing(self, now: Moment, failure: String) -> Self {
        let attempts = self.attempts.saturating_add(1);
        let failing_since = self.failing_since.or(Some(now));
        Self { failing_since, attempts, next_try: Some(deliver::after(now, attempts)), failure, ..self }
    }

    /// After something went through.
    fn working(&self, now: Moment) -> Self {
        Self { open: true, worked: Some(now), office: self.office.clone(), ..Self::default() }
    }
}

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Messages that the receivers' servers took.
    pub sent: u64,
    /// Messages that will be tried again.
    pub later: u64,
    /// Messages that nobody will take.
    pub refused: u64,
    /// Messages of which nobody knows whether they arrived.
    pub in_doubt: u64,
}

/// How e-mail fares, for the operator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailStatus {
    /// The channel. None: this installation never had it.
    pub health: Option<Health>,
    /// Messages that wait.
    pub waiting: u64,
    /// Messages of which nobody knows whether they arrived, within 90 days.
    pub in_doubt: u64,
    /// Messages that the receivers' servers will not take.
    pub refused: u64,
}

impl<'a> Notifications<'a> {
    /// Those of an installation.
    #[must_use]
    pub fn of(app: &'a Bowline) -> Self {
        Self { inner: &app.inner, site: None }
    }

    /// With links to pages under the address that people open, such as `https://safety.example.gov.cn`.
    #[must_use]
    pub const fn at(self, site: Option<&'a str>) -> Self {
        Self { site, ..self }
    }

    pub(crate) const fn within(inner: &'a Inner) -> Self {
        Self { inner, site: None }
    }

    fn messages(&self) -> Messages<'a> {
        self.inner.store.own().messages()
    }

    /// Opens the channel, at each start, before the first run: the log is read from its present end where it was never open.
    /// What was being sent when the last process ended is in doubt from now on.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn open_mail(&self, office: &OfficeId) -> Result<(), Refused> {
        self.open(MAIL, office)?;
        loop {
            let sending = self.messages().in_state(MessageState::Sending, PAGE)?;
            if sending.is_empty() {
                return Ok(());
            }
            for row in sending {
                let failure = "the program ended while this was being sent".to_owned();
                self.note_state(MessageRow { state: MessageState::InDoubt, failure, ..row })?;
            }
        }
    }

    /// Says that this server has no channel, where one before it had.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn close_mail(&self) -> Result<(), Refused> {
        match self.channel(MAIL)?.filter(|(_, health)| health.open) {
            Some((seq, health)) => self.put_channel(MAIL, seq, &health.closed()),
            None => Ok(()),
        }
    }

    /// Whether this server sends e-mail.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn has_mail(&self) -> Result<bool, Refused> {
        Ok(self.channel(MAIL)?.is_some_and(|(_, health)| health.open))
    }

    /// Reads the log on, makes the messages that are due, and sends what is to be sent by now.
    ///
    /// # Errors
    /// [`Refused::Fault`]; what was kept stays, the next run goes on from there.
    pub fn run(&self, carrier: &dyn Carrier) -> Result<Delivered, Refused> {
        self.collect()?;
        Digests(*self).make()?;
        self.deliver(carrier)
    }

    /// How e-mail fares.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn mail_status(&self) -> Result<MailStatus, Refused> {
        let messages = self.messages();
        Ok(MailStatus {
            health: self.channel(MAIL)?.map(|(_, health)| health),
            waiting: messages.count(MessageState::Waiting)?,
            in_doubt: messages.count(MessageState::InDoubt)?,
            refused: messages.count(MessageState::Refused)?,
        })
    }

    /// Ways out through which nothing has gone for an hour, with the offices that answer for them.
    pub(crate) fn undelivered(&self) -> Result<Vec<Undelivered>, Refused> {
        let since = self.inner.now().saturating_sub(1.hour()).unwrap_or(Moment::MIN);
        let mut failing = Vec::new();
        for (channel, _, state) in self.messages().channels()? {
            let health: Health = read_json("reading how a channel fares", &state)?;
            let is_failing = health.open && health.failing_since.is_some_and(|at| at <= since);
            failing.extend(health.office.filter(|_| is_failing).map(|office| Undelivered { channel, office }));
        }
        Ok(failing)
    }

    /// Whether a way out works, as far as is known, or is not there any more.
    pub(crate) fn works(&self, channel: &str) -> Result<bool, Refused> {
        Ok(self.channel(channel)?.is_none_or(|(_, health)| !health.open || health.failing_since.is_none()))
    }

    /// Opens a channel: it reads the log from its present end where it was never open.
    fn open(&self, channel: &str, office: &OfficeId) -> Result<(), Refused> {
        let (seq, health) = match self.channel(channel)? {
            Some(kept) => kept,
            None => (log_end(self.inner)?, Health::default()),
        };
        self.put_channel(channel, seq, &health.opened(office))
    }

    /// How far a channel has read the log, and how it fares. None: it was never open.
    fn channel(&self, channel: &str) -> Result<Option<(i64, Health)>, Refused> {
        let kept = self.messages().channel(channel)?;
        kept.map(|(seq, state)| Ok((seq, read_json("reading how a channel fares", &state)?))).transpose()
    }

    fn put_channel(&self, channel: &str, seq: i64, health: &Health) -> Result<(), Refused> {
        Ok(self.messages().put_channel(channel.to_owned(), seq, to_json(health)?)?)
    }
}

/// The last place of the log.
fn log_end(inner: &Inner) -> Result<i64, Refused> {
    i64::try_from(inner.store.log().count()?).map_err(|error| Refused::fault("reading the end of the log", error))
}

fn to_json<T: Serialize>(value: &T) -> Result<String, Refused> {
    serde_json::to_string(value).map_err(|error| Refused::fault("writing JSON", error))
}

fn read_json<T: for<'de> Deserialize<'de>>(doing: &str, text: &str) -> Result<T, Refused> {
    serde_json::from_str(text).map_err(|error| Refused::fault(doing, error))
}
