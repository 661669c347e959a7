//! What follows from a letter of supervision, and from the reply to it (decision 0042).
//!
//! A letter gives whoever is late a duty to reply, with a clock of its own, and lets the duty to supervise wait for it,
//! once. This module must never move a date, and never let a duty wait without a live clock beside it. Start at
//! [`Writing::ask_for_replies`].

use super::dossier::{Obligation, Waiting};
use super::follow::Writing;
use crate::facts::{Act, Because, ObligationOpened, ObligationQuieted, Outcome, ProofKind, What};
use crate::ids::{Body, PostId};
use crate::rules::ReplyTerm;
use crate::time::{Moment, due};
use crate::words::Text;
use std::sync::Arc;

impl Writing<'_> {
    /// A post wrote to all whom it supervises here: each must reply, and the duties to supervise wait for that.
    pub(super) fn ask_for_replies(&mut self, post: &PostId, at: Moment) {
        let letter = self.dossier.version;
        let of_post = |it: &&Obligation| it.is_live() && it.watches().is_some() && it.opened.owner == *post;
        let duties: Vec<Obligation> = self.dossier.obligations.iter().filter(of_post).cloned().collect();
        for duty in duties {
            let ladder = self.setting.pack.ladders().latest(&duty.opened.ladder);
            let Some(term) = ladder.and_then(|ladder| ladder.reply.clone()) else { continue };
            let Some(until) = self.reply_due(&duty, &term, letter, at) else { continue };
            // A letter buys time once: who writes again and again is late in the end, and the office above sees it.
            if duty.waiting == Waiting::Never {
                self.write(at, What::ObligationQuieted(ObligationQuieted { no: duty.opened.no, until }));
            }
        }
    }

    /// When the reply of whoever is late is due: the one that is owed already, else a new one.
    fn reply_due(&mut self, duty: &Obligation, term: &ReplyTerm, letter: u32, at: Moment) -> Option<Moment> {
        let owed = self.dossier.live().find(|reply| self.dossier.awaits(duty, reply));
        if let Some(owed) = owed.map(|reply| reply.due.at) {
            return Some(owed);
        }
        let late = self.dossier.obligation(duty.watches()?)?;
        let pack = self.setting.pack;
        let opened = ObligationOpened {
            no: self.dossier.next_no(),
            procedure: late.opened.procedure.clone(),
            step: "reply".to_owned(),
            act: Act::REPLY,
            owner: late.opened.owner.clone(),
            from: at,
            due: due(at, term.term, pack.country().calendar(), pack.country().zone()),
            proof: vec![ProofKind::Record],
            verifier: duty.opened.owner.clone(),
            superior: if let Body::Office(office) = &duty.opened.owner.body { Some(office.clone()) } else { None },
            ladder: term.ladder.clone(),
            right: false,
            period: None,
            because: vec![Because::Fact(letter), Because::Rule(duty.opened.ladder.clone())],
            owner_because: Text::new(
                "收到上级督办函的逾期承办岗位",
                "the overdue action owner to whom the oversight notice was sent",
            ),
        };
        let until = opened.due.at;
        self.write(at, What::ObligationOpened(Arc::new(opened)));
        Some(until)
    }

    /// A post replied: its duties to reply are done.
    pub(super) fn take_replies(&mut self, post: &PostId, held: Moment) {
        while let Some(no) = self.reply(|_, reply| reply.opened.owner == *post) {
            self.settle(no, Outcome::Done, held);
        }
    }

    /// Replies for which nobody waits any more are not owed.
    pub(super) fn drop_idle_replies(&mut self, held: Moment) {
        let idle = |writing: &Self, reply: &Obligation| {
            !writing.dossier.obligations.iter().any(|it| it.is_unsettled() && writing.dossier.awaits(it, reply))
        };
        while let Some(no) = self.reply(idle) {
            self.settle(no, Outcome::Discharged, held);
        }
    }

    fn reply(&self, wanted: impl Fn(&Self, &Obligation) -> bool) -> Option<u32> {
        let mut replies = self.dossier.obligations.iter().filter(|it| it.is_unsettled() && it.opened.act == Act::REPLY);
        replies.find(|reply| wanted(self, reply)).map(|it| it.opened.no)
    }
}
