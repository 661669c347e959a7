//! Sends what waits. A message is marked as being sent before it goes out, and as sent once the receiver's server has taken it:
//! whatever ends in between is in doubt, is not sent again, and its news stand in the next daily message.
//!
//! This module must never try one message in two ways at once. Start at [`Notifications::deliver`].

use super::text::Content;
use super::{Delivered, Health, MAIL, Notifications, read_json};
use crate::refused::Refused;
use bowline_core::time::Moment;
use bowline_core::words::Lang;
use bowline_store::{MessageRow, MessageState};
use jiff::ToSpan;

/// Messages that are read at once.
const PAGE: u32 = 100;
/// The first wait after a failure; each further one is twice as long,
const FIRST_WAIT_MINUTES: i64 = 1;
/// up to this.
const LONGEST_WAIT_MINUTES: i64 = 60;
/// How long a message is tried that its receiver's server puts off.
const LONGEST_TRIED_DAYS: i64 = 3;

/// Brings messages to the mail server.
pub trait Carrier {
    /// Brings one message.
    ///
    /// # Errors
    /// [`NotCarried`], by what is to be done about it.
    fn carry(&self, mail: &Mail) -> Result<(), NotCarried>;
}

/// A message as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Tells it apart from every other, and is the same in each attempt.
    pub id: String,
    /// The receiver's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When it was made.
    pub made: Moment,
}

/// Why a message was not brought, in words for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCarried {
    /// The mail server cannot be spoken to: no message gets through.
    Closed(String),
    /// Not this message now.
    Later(String),
    /// Never this message.
    Refused(String),
    /// Never any message to this address.
    NoSuchAddress(String),
    /// The connection ended after the message and before the answer.
    InDoubt(String),
}

impl Notifications<'_> {
    /// Sends what is to be sent by now, until the way is closed.
    pub(super) fn deliver(&self, carrier: &dyn Carrier) -> Result<Delivered, Refused> {
        let mut done = Delivered::default();
        let Some((_, mut health)) = self.channel(MAIL)? else { return Ok(done) };
        if health.next_try.is_some_and(|next| next > self.inner.now()) {
            return Ok(done);
        }
        loop {
            let due = self.messages().due(self.inner.now(), PAGE)?;
            for row in &due {
                let still_open = self.send(carrier, row, &mut done, &mut health)?;
                if !still_open {
                    done.later += 1;
                    return Ok(done);
                }
            }
            if due.is_empty() {
                return Ok(done);
            }
        }
    }

    /// Sends one message. Answers whether the way is open.
    fn send(
        &self,
        carrier: &dyn Carrier,
        row: &MessageRow,
        done: &mut Delivered,
        health: &mut Health,
    ) -> Result<bool, Refused> {
        let Content { to, subject, body, .. } = read_json("reading a message", &row.content)?;
        let mail = Mail { id: row.id.clone(), to, subject, body, made: row.made };
        let attempts = row.attempts.saturating_add(1);
        self.note_state(MessageRow { state: MessageState::Sending, ..row.clone() })?;
        let now = self.inner.now();
        let became = |state, failure: String| MessageRow { state, failure, attempts, ..row.clone() };
        let answer = carrier.carry(&mail);
        let next = match answer {
            Err(NotCarried::Closed(why)) => {
                self.note_state(MessageRow { failure: why.clone(), ..row.clone() })?;
                self.note_health(health, now, Err(why))?;
                return Ok(false);
            }
            Ok(()) => {
                done.sent += 1;
                became(MessageState::Sent, String::new())
            }
            Err(NotCarried::Later(why)) if !is_too_old(row, now) => {
                done.later += 1;
                MessageRow { next_try: after(now, attempts), ..became(MessageState::Waiting, why) }
            }
            Err(NotCarried::InDoubt(why)) => {
                done.in_doubt += 1;
                became(MessageState::InDoubt, why)
            }
            Err(NotCarried::Refused(why) | NotCarried::Later(why)) => {
                done.refused += 1;
                became(MessageState::Refused, why)
            }
            Err(NotCarried::NoSuchAddress(why)) => {
                done.refused += 1;
                self.of_person(row.person, Lang::Zh).note_refused(&mail.to, &why)?;
                became(MessageState::Refused, why)
            }
        };
        self.note_state(next)?;
        self.note_health(health, now, Ok(()))?;
        Ok(true)
    }

    /// Keeps what became of a message. What it told and nobody may have read is told in the next daily message.
    pub(super) fn note_state(&self, row: MessageRow) -> Result<(), Refused> {
        let lost = matches!(row.state, MessageState::InDoubt | MessageState::Refused);
        let again = if lost { read_json::<Content>("reading a message", &row.content)?.seqs } else { Vec::new() };
        Ok(self.messages().put_state(row, again)?)
    }

    /// Keeps how the channel fares, where that changed.
    fn note_health(&self, health: &mut Health, now: Moment, answer: Result<(), String>) -> Result<(), Refused> {
        let next = match answer {
            Ok(()) => health.working(now),
            Err(failure) => {
                tracing::warn!(failure, "no e-mail gets through; it is tried again");
                health.clone().failing(now, failure)
            }
        };
        if next != *health {
            let seq = self.channel(MAIL)?.map_or(0, |(seq, _)| seq);
            self.put_channel(MAIL, seq, &next)?;
            *health = next;
        }
        Ok(())
    }
}

fn is_too_old(row: &MessageRow, now: Moment) -> bool {
    row.made.saturating_add((LONGEST_TRIED_DAYS * 24).hours()).is_ok_and(|until| until <= now)
}

/// When something is tried again that failed so often.
pub(super) fn after(now: Moment, attempts: u32) -> Moment {
    let doubled =
        FIRST_WAIT_MINUTES.saturating_mul(1_i64.checked_shl(attempts.saturating_sub(1).min(20)).unwrap_or(i64::MAX));
    now.saturating_add(doubled.min(LONGEST_WAIT_MINUTES).minutes()).unwrap_or(now)
}
