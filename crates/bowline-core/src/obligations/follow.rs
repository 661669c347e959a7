//! This module writes facts, each folded in at once, and says what follows from one: of a deed what its kind says, of an
//! alarm or a letter of oversight what theirs says.
//!
//! This module must never know which step follows which. Start at [`Writing::record`].

use super::ask::{Decided, Draft, Setting};
use super::dossier::{Dossier, Obligation, Standing, evolve};
use crate::facts::{Actor, Answers, Fact, ObligationSettled, Outcome, What, deed_of};
use crate::ids::{OfficeId, PlaceCode, PostId, Role};
use crate::time::Moment;

/// Facts being written: each is folded in at once, so that the next sees it.
pub(super) struct Writing<'a> {
    pub setting: Setting<'a>,
    pub by: Actor,
    pub place: PlaceCode,
    pub dossier: Dossier,
    pub drafts: Vec<Draft>,
}

impl<'a> Writing<'a> {
    pub(super) fn on(setting: Setting<'a>, by: Actor, dossier: Dossier, place: PlaceCode) -> Self {
        Self { setting, by, place, dossier, drafts: Vec::new() }
    }

    /// All that was written.
    pub(super) fn decided(self) -> Decided {
        Decided { drafts: self.drafts, after: self.dossier, behalf: None }
    }

    /// Writes one fact, nothing more.
    pub(super) fn write(&mut self, held: Moment, what: What) {
        let fact = Fact {
            subject: self.dossier.subject,
            version: self.dossier.version.saturating_add(1),
            place: self.place,
            held,
            learned: self.setting.now,
            by: self.by,
            behalf: None,
            pack: String::new(),
            what,
        };
        let before = std::mem::replace(&mut self.dossier, Dossier::new(fact.subject));
        self.dossier = evolve(before, &fact);
        self.drafts.push(Draft { held, what: fact.what });
    }

    /// Writes a fact and all that follows from it: what it ends, it ends when it held; clocks that it starts run from now.
    pub(super) fn record(&mut self, held: Moment, what: What) {
        self.write(held, what.clone());
        match what {
            What::AlarmRaised(_) => self.follow_raised(),
            What::AlarmSettled(_) => self.follow_settled(held),
            What::Supervised(letter) | What::ObligationSupervised(letter) => {
                self.ask_for_replies(&letter.post, self.setting.now);
            }
            What::Replied(reply) | What::ObligationReplied(reply) => self.take_replies(&reply.post, held),
            told => self.follow_told(&told, held),
        }
    }

    /// Ends a dossier: nothing that it owes was done here.
    pub(super) fn end(&mut self, outcome: Outcome, held: Moment) {
        while let Some(no) = self.dossier.obligations.iter().find(|it| it.is_unsettled()).map(|it| it.opened.no) {
            self.settle(no, outcome, held);
        }
    }

    /// Settles an obligation, and with it every supervise duty that watches over it. Whoever watches over what was missed does so
    /// until it is done in a later period.
    pub(super) fn settle(&mut self, no: u32, outcome: Outcome, held: Moment) {
        self.write(held, What::ObligationSettled(ObligationSettled { no, outcome }));
        let watching = if outcome == Outcome::Missed { Vec::new() } else { watching(&self.dossier, no) };
        for no in watching {
            self.settle(no, Outcome::Discharged, held);
        }
        self.drop_idle_replies(held);
    }
}

/// Whether something follows from a fact: it is a deed, a letter or the reply to one, or an alarm's own.
pub(super) fn is_followed(what: &What) -> bool {
    let others = matches!(what, What::AlarmRaised(_) | What::AlarmSettled(_) | What::Supervised(_) | What::Replied(_));
    others || deed_of(what, &Answers::new()).is_some()
}

/// Who says whether what a post owes is done: never that post.
pub(super) fn verifier_of(setting: Setting<'_>, owner: &PostId, wanted: PostId, superior: Option<&OfficeId>) -> PostId {
    let above = || superior.cloned().unwrap_or_else(|| setting.registry.last_resort());
    let verifier = Some(wanted).filter(|post| post != owner);
    let verifier = verifier.or_else(|| Some(PostId::office(above(), Role::Head)).filter(|post| post != owner));
    // At the very top nobody else is left: the duty officer of the same office sees it.
    verifier.unwrap_or_else(|| PostId { body: owner.body.clone(), role: Role::DutyOfficer })
}

/// The duties that watch over one, or over an earlier period of it that was missed.
fn watching(dossier: &Dossier, no: u32) -> Vec<u32> {
    let step = dossier.obligation(no).filter(|it| it.opened.period.is_some()).map(|it| &it.opened.step);
    let missed =
        |it: &Obligation| Some(&it.opened.step) == step && matches!(it.standing, Standing::Settled(Outcome::Missed, _));
    let watches =
        |it: &&Obligation| it.watches().is_some_and(|late| late == no || dossier.obligation(late).is_some_and(missed));
    let watching = dossier.obligations.iter().filter(|it| it.is_unsettled()).filter(watches);
    watching.map(|it| it.opened.no).collect()
}
