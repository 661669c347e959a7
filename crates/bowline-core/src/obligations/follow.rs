//! This module says what follows from a fact: which steps of the procedure the fact settles and which it opens. The
//! pack decides which.
//!
//! This module must never know which step follows which.

use super::ask::{Decided, Draft, Setting};
use super::dossier::{Dossier, Matter, Obligation, Standing, evolve};
use crate::facts::{Actor, AlarmCause, Because, Fact, ObligationOpened, ObligationSettled, Outcome, What};
use crate::ids::{Body, OfficeId, PlaceCode, PostId, Role};
use crate::rules::{Event, OrderedWord, Party, Step, StepTerm};
use crate::time::{Due, Moment, due, due_on};
use crate::words::Text;
use std::sync::Arc;

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

    /// Writes a fact and all that follows from it; clocks of new obligations start at `from`.
    pub(super) fn record(&mut self, held: Moment, from: Moment, what: What) {
        let event = event_of(&what);
        let letter = event.is_none().then(|| what.clone());
        self.write(held, what);
        match (event, letter) {
            (Some(event), _) => self.follow(event, held, from),
            (None, Some(What::Supervised(letter) | What::ObligationSupervised(letter))) => {
                self.ask_for_replies(&letter.post, from)
            }
            (None, Some(What::Replied(reply) | What::ObligationReplied(reply))) => self.take_replies(&reply.post, held),
            _ => {}
        }
    }

    fn follow(&mut self, event: Event, held: Moment, from: Moment) {
        self.settle_steps(event, held);
        if self.dossier.is_open() {
            self.open_steps(event, from);
        } else {
            self.discharge_rest(held);
        }
    }

    /// Ends a dossier that was closed elsewhere: nothing that it owes was done here.
    pub(super) fn end(&mut self, outcome: Outcome, held: Moment) {
        while let Some(no) = self.dossier.obligations.iter().find(|it| it.is_unsettled()).map(|it| it.opened.no) {
            self.settle(no, outcome, held);
        }
    }

    /// Lets these obligations begin anew, under the procedure and the order of now: each is discharged, and its step opens
    /// again. The duties that watch over one end with it.
    pub(super) fn begin_anew(&mut self, numbers: &[u32], from: Moment) {
        let owed = self.dossier.obligations.iter().filter(|it| numbers.contains(&it.opened.no));
        let owed: Vec<(u32, String)> = owed.map(|it| (it.opened.no, it.opened.step.clone())).collect();
        let procedures = self.setting.pack.procedures();
        let procedure = self.dossier.procedure.as_ref().and_then(|id| procedures.latest(id));
        for (no, step) in owed {
            let step = procedure.and_then(|it| it.steps.iter().find(|known| known.id == step));
            self.settle(no, Outcome::Discharged, from);
            let opened = procedure.zip(step).and_then(|(it, step)| self.obligation_of(&it.id, step, from));
            if let Some(opened) = opened {
                self.write(from, What::ObligationOpened(Arc::new(opened)));
            }
        }
    }

    /// A closed dossier owes nothing: what is left (an order that was never accepted, a duty above) ends with it.
    fn discharge_rest(&mut self, held: Moment) {
        self.end(Outcome::Discharged, held);
    }

    fn settle_steps(&mut self, event: Event, held: Moment) {
        let pack = self.setting.pack;
        let outcome = |it: &Obligation| {
            let step = pack.procedures().latest(&it.opened.procedure)?.step(&it.opened.step)?;
            let lapses = step.lapses_on.contains(&event).then_some(Outcome::Lapsed);
            step.settled_by.contains(&event).then_some(Outcome::Done).or(lapses)
        };
        let unsettled = self.dossier.obligations.iter().filter(|it| it.is_unsettled());
        let ended: Vec<_> = unsettled.filter_map(|it| Some((it.opened.no, outcome(it)?))).collect();
        for (no, outcome) in ended {
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

    fn open_steps(&mut self, event: Event, from: Moment) {
        let Some(procedure) = self.dossier.procedure.as_ref().and_then(|id| self.setting.pack.procedures().latest(id))
        else {
            return;
        };
        for step in procedure.steps.iter().filter(|step| step.opens_on.contains(&event)) {
            let live = self.dossier.obligations.iter().any(|it| it.is_unsettled() && it.opened.step == step.id);
            if live {
                continue;
            }
            if let Some(opened) = self.obligation_of(&procedure.id, step, from) {
                self.write(from, What::ObligationOpened(Arc::new(opened)));
            }
        }
    }

    fn obligation_of(&self, procedure: &crate::ids::RuleId, step: &Step, from: Moment) -> Option<ObligationOpened> {
        let owner = self.post_of(step.owner)?;
        let office = self.office_in_charge()?;
        let superior = match &owner.body {
            Body::Site(_) => Some(office),
            Body::Office(own) => self.setting.registry.superior(own),
        };
        let verifier = self.post_of(step.verifier).filter(|post| *post != owner).or_else(|| {
            let office = superior.clone().unwrap_or_else(|| self.setting.registry.last_resort());
            Some(PostId::office(office, Role::Head)).filter(|post| *post != owner)
        });
        // At the very top nobody else is left: the duty officer of the same office sees it.
        let verifier = verifier.unwrap_or_else(|| PostId { body: owner.body.clone(), role: Role::DutyOfficer });
        Some(ObligationOpened {
            no: self.dossier.next_no(),
            procedure: procedure.clone(),
            step: step.id.clone(),
            act: step.act,
            from,
            due: self.due_of(step, from),
            proof: step.proof.clone(),
            verifier,
            superior,
            ladder: step.ladder.clone(),
            right: false,
            period: None,
            because: vec![Because::Fact(self.dossier.version), Because::Rule(procedure.clone())],
            owner_because: owner_because(step.owner),
            owner,
        })
    }

    pub(super) fn due_of(&self, step: &Step, from: Moment) -> Due {
        let pack = self.setting.pack;
        match step.term {
            StepTerm::Term(term) => due(from, term, pack.country().calendar(), pack.country().zone()),
            StepTerm::Ordered(OrderedWord::Ordered) => {
                let ordered = self.dossier.hazard().and_then(|hazard| hazard.ordered.as_ref());
                let last = ordered.map_or_else(|| self.setting.today(), |ordered| ordered.deadline);
                due_on(last, &Text::new("交办时确定的整改期限", "due date set in the order"), pack.country().zone())
            }
        }
    }

    fn office_in_charge(&self) -> Option<OfficeId> {
        match self.dossier.matter.as_ref()? {
            Matter::Hazard(hazard) => Some(hazard.found.office.clone()),
            Matter::Declared(it) => Some(it.begun.office.clone()),
            Matter::Alarm(alarm) => Some(alarm_office(self.setting, &alarm.cause)),
        }
    }

    fn post_of(&self, party: Party) -> Option<PostId> {
        match party {
            Party::Unit => Some(self.dossier.hazard()?.ordered.as_ref()?.to.clone()),
            Party::OfficeHead => Some(PostId::office(self.office_in_charge()?, Role::Head)),
            Party::OfficeInspector => Some(PostId::office(self.office_in_charge()?, Role::Inspector)),
        }
    }
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

fn owner_because(party: Party) -> Text {
    match party {
        Party::Unit => Text::new("交办的责任单位", "organisation that the order was issued to"),
        Party::OfficeHead => {
            Text::new("属地主管部门负责人", "head of the authority responsible for this area and sector")
        }
        Party::OfficeInspector => {
            Text::new("属地主管部门监督检查人员", "inspector of the authority responsible for this area and sector")
        }
    }
}

/// The event that a fact is for procedures; obligations' own facts are none.
pub(super) const fn event_of(what: &What) -> Option<Event> {
    Some(match what {
        What::Found(_) => Event::Found,
        What::Graded(_) => Event::Graded,
        What::Ordered(_) => Event::Ordered,
        What::Accepted(_) => Event::Accepted,
        What::Planned(_) => Event::Planned,
        What::Controlled(_) => Event::Controlled,
        What::ProofSubmitted(_) => Event::ProofSubmitted,
        What::Verified(_) => Event::Verified,
        What::Returned(_) => Event::Returned,
        What::ClosedOff(_) => Event::ClosedOff,
        What::AlarmRaised(_) => Event::AlarmRaised,
        What::AlarmSettled(_) => Event::AlarmSettled,
        _ => return None,
    })
}

/// Who answers for an alarm: of the offices above the vacant post, the nearest whose head somebody holds, so that an alarm about
/// an empty chair does not wait on another one; where nobody holds any, the last resort.
pub(super) fn alarm_office(setting: Setting<'_>, cause: &AlarmCause) -> OfficeId {
    let registry = setting.registry;
    let mut above = match cause {
        AlarmCause::VacantPost(PostId { body: Body::Office(office), .. }) => registry.superior(office),
        AlarmCause::VacantPost(PostId { body: Body::Site(site), .. }) => registry.in_charge(*site),
        AlarmCause::NoSuperior(_) => None,
    };
    while let Some(office) = above {
        let next = registry.superior(&office);
        if registry.is_held(&PostId::office(office.clone(), Role::Head), setting.today()) {
            return office;
        }
        above = next;
    }
    registry.last_resort()
}
