//! Whom a fact must be told: the post that owns the duty of which it speaks. The log is the outbox: whoever delivers reads it
//! on from where they stopped.
//!
//! This module must never say how somebody is told, nor when. Start at [`notices`].

use crate::facts::{Fact, Light, Outcome, What};
use crate::ids::{PostId, SubjectId};
use crate::obligations::Dossier;
use crate::time::Moment;

/// Something that a post must be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The dossier.
    pub subject: SubjectId,
    /// The fact that says it.
    pub version: u32,
    /// Who must be told.
    pub post: PostId,
    /// Which of the dossier's duties.
    pub no: u32,
    /// What happened to it.
    pub event: Event,
}

/// What happened to a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is owed from now on, until this moment.
    Opened(Moment),
    /// A step of its escalation schedule came, and set this light.
    Escalated(Option<Light>),
    /// It was not done in its period, and the next period has come.
    Missed,
    /// It is no longer owed, though nobody did it.
    Lapsed,
}

impl Event {
    /// Its word in messages to machines.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened(_) => "obligation.opened",
            Self::Escalated(_) => "rung.fired",
            Self::Missed => "obligation.missed",
            Self::Lapsed => "obligation.lapsed",
        }
    }

    /// Whether whoever is told once a day, next at this moment, would hear of it too late: the law's term ends within a day of
    /// that moment, or the escalation schedule sets the light to red.
    #[must_use]
    pub fn cannot_wait(self, next: Moment) -> bool {
        match self {
            Self::Opened(due) => due.as_millisecond() - next.as_millisecond() < DAY_MS,
            Self::Escalated(light) => light == Some(Light::Red),
            Self::Missed | Self::Lapsed => false,
        }
    }
}

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// Whom these facts of one dossier must be told. The dossier has folded them in; whatever came later does not matter.
#[must_use]
pub fn notices(dossier: &Dossier, facts: &[Fact]) -> Vec<Notice> {
    let told = |fact: &Fact| {
        let (no, event) = match &fact.what {
            What::ObligationOpened(opened) => (opened.no, Event::Opened(dossier.obligation(opened.no)?.due.at)),
            What::RungFired(rung) => (rung.no, Event::Escalated(rung.light)),
            What::ObligationSettled(settled) => match settled.outcome {
                Outcome::Missed => (settled.no, Event::Missed),
                Outcome::Lapsed => (settled.no, Event::Lapsed),
                Outcome::Done | Outcome::Discharged | Outcome::Ledger => return None,
            },
            _ => return None,
        };
        let post = dossier.obligation(no)?.opened.owner.clone();
        Some(Notice { subject: fact.subject, version: fact.version, post, no, event })
    };
    facts.iter().filter_map(told).collect()
}
