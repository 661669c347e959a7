//! This module says what follows from a deed: which duties it settles, renews and opens. The kind decides which.
//!
//! The order is always the same: settle, renew, open; a matter that is over owes nothing. This module must never know
//! which step follows which. Start at [`Writing::follow_deed`].

use super::{is_over, kind_of, periods, terms};
use crate::facts::{Answers, Because, InPeriod, ObligationOpened, Outcome, What, deed_of};
use crate::ids::Body;
use crate::obligations::declared::Declared;
use crate::obligations::dossier::{Dossier, Obligation};
use crate::obligations::follow::{Writing, verifier_of};
use crate::rules::Verdict;
use crate::rules::kinds::{Event, Kind, Step};
use crate::time::{Due, Moment};
use std::sync::Arc;

impl Writing<'_> {
    /// What follows from a deed about which nobody decides here: one that a ledger tells, or one that is played again.
    pub(in crate::obligations) fn follow_told(&mut self, what: &What, held: Moment) {
        let (kind, deed) = (kind_of(self.setting, &self.dossier), deed_of(what, &Answers::new()));
        if let (Ok(kind), Some(deed)) = (kind, deed) {
            self.follow_deed(kind, (deed.word.verb(), deed.party.as_deref()), None, held);
        }
    }

    /// What follows from a fact of a declared kind, by its verb and the party in whose name it was done. `own`: it settles this
    /// duty only. `held`: when what it ends has ended.
    pub(super) fn follow_deed(
        &mut self,
        kind: &Kind,
        (verb, party): (&str, Option<&str>),
        own: Option<u32>,
        held: Moment,
    ) {
        let now = self.setting.now;
        let is = |events: &[Event]| events.iter().any(|event| event.is(verb, party));
        let mut done = Vec::new();
        for (no, outcome) in settled_by(&self.dossier, kind, &is, own, now) {
            done.extend(self.dossier.obligation(no).filter(|_| outcome == Outcome::Done).cloned());
            self.settle(no, outcome, held);
        }
        if self.dossier.as_declared().is_none_or(|matter| is_over(matter.phase.stage)) {
            self.end_with_matter(held);
            return;
        }
        for duty in &done {
            periods::open_after(self, duty);
        }
        for (no, step) in renewed_by(&self.dossier, kind, &is) {
            self.renew(kind, step, no);
        }
        let follows = self.dossier.procedure.clone();
        let counts = |step: &&Step| step.procedure.is_none() || step.procedure == follows;
        let opens = kind.steps.iter().filter(counts).filter(|step| is(&step.opens_on)).collect::<Vec<_>>();
        for step in opens {
            lapse(self, step, now);
            let live = self.dossier.obligations.iter().any(|it| it.is_unsettled() && it.opened.step == step.id);
            if !live {
                self.open(kind, step, now, step.every.map(|every| periods::first_period(self.setting, every)));
            }
        }
    }

    /// A matter that is over owes nothing: what was not done is no longer owed, in the open; what watched over it ends with it.
    fn end_with_matter(&mut self, held: Moment) {
        let own = |it: &&Obligation| it.is_unsettled() && it.watches().is_none();
        let undone: Vec<u32> = self.dossier.obligations.iter().filter(own).map(|it| it.opened.no).collect();
        for no in undone {
            self.settle(no, Outcome::Lapsed, held);
        }
        self.end(Outcome::Discharged, held);
    }

    /// Lets these duties begin anew, under the procedure and the answers of now: each is discharged, and its step opens again.
    /// The duties that watch over one end with it.
    pub(in crate::obligations) fn begin_anew(&mut self, numbers: &[u32]) {
        let (now, procedure) = (self.setting.now, self.dossier.procedure.clone());
        let (Ok(kind), Some(procedure)) = (kind_of(self.setting, &self.dossier), procedure) else { return };
        for no in numbers {
            let step = self.dossier.obligation(*no).and_then(|it| kind.step_of(&procedure, &it.opened.step));
            self.settle(*no, Outcome::Discharged, now);
            if let Some(step) = step {
                self.open(kind, step, now, None);
            }
        }
    }

    /// When a duty is due by the answers of now, from its old start.
    pub(in crate::obligations) fn due_anew(&self, no: u32) -> Option<Due> {
        let duty = &self.dossier.obligation(no)?.opened;
        let step = kind_of(self.setting, &self.dossier).ok()?.step_of(&duty.procedure, &duty.step)?;
        terms::due_of(self.setting, step, self.dossier.as_declared()?, duty.from, false)
    }

    /// Lets a duty begin anew, for whoever is the party now and by the answers of now; its clock keeps its first start.
    fn renew(&mut self, kind: &Kind, step: &Step, no: u32) {
        let now = self.setting.now;
        let Some((from, period)) = self.dossier.obligation(no).map(|it| (it.opened.from, it.opened.period)) else {
            return;
        };
        self.settle(no, Outcome::Discharged, now);
        self.open(kind, step, from, period);
    }

    /// Opens a step whose clock starts at a moment, unless its condition fails or none of its clocks binds.
    fn open(&mut self, kind: &Kind, step: &Step, opened: Moment, period: Option<InPeriod>) {
        let Some(matter) = self.dossier.as_declared() else { return };
        let verdict = step.condition.as_ref().map(|it| it.judge(&kind.id, self.setting.pack, &matter.answers));
        if matches!(verdict, Some(Verdict::Fails(_))) {
            return;
        }
        let period = period.map(|period| periods::not_past(self.setting, step, matter, period));
        if let Some(opened) = self.duty(kind, step, matter, opened, period) {
            self.write(self.setting.now, What::ObligationOpened(Arc::new(opened)));
        }
    }

    pub(super) fn duty(
        &self,
        kind: &Kind,
        step: &Step,
        matter: &Declared,
        opened: Moment,
        period: Option<InPeriod>,
    ) -> Option<ObligationOpened> {
        let setting = self.setting;
        let act = kind.act(step.acts.first()?)?.word;
        let from = match period {
            Some(period) => periods::start(setting, period).max(opened),
            None => terms::start(setting, step, &matter.answers, opened),
        };
        let mut due = match period {
            Some(period) => periods::due_in(setting, step, matter, period)?,
            None => terms::due_of(setting, step, matter, from, false)?,
        };
        // Who is late only by what was just learned is late from now on, not before.
        if due.at < setting.now && opened < setting.now && period.is_none() {
            due.at = setting.now;
        }
        let (owner, owner_because) = terms::owner_of(setting, kind, matter, &step.owner);
        let superior = match &owner.body {
            Body::Site(_) => Some(matter.begun.office.clone()),
            Body::Office(own) => setting.registry.superior(own),
        };
        let (wanted, _) = terms::owner_of(setting, kind, matter, &step.verifier);
        let verifier = verifier_of(setting, &owner, wanted, superior.as_ref());
        let procedure = step.procedure.as_ref().unwrap_or(&kind.id);
        Some(ObligationOpened {
            no: self.dossier.next_no(),
            procedure: procedure.clone(),
            step: step.id.clone(),
            act,
            from,
            due,
            proof: step.proof.clone(),
            verifier,
            superior,
            // A right has no ladder: its kind stands in its place, and no rung is found there.
            ladder: step.ladder.clone().unwrap_or_else(|| kind.id.clone()),
            right: step.right,
            because: vec![Because::Fact(self.dossier.version), Because::Rule(procedure.clone())],
            owner_because,
            owner,
            period,
        })
    }
}

/// A right whose time is over gives way to a new one, if the engine has not looked yet.
fn lapse(writing: &mut Writing<'_>, step: &Step, now: Moment) {
    let over = |it: &&Obligation| periods::has_run_out(it, now) && it.opened.step == step.id;
    let found = writing.dossier.live().find(over).map(|it| (it.opened.no, it.due.at));
    if let Some((no, at)) = found {
        writing.settle(no, Outcome::Lapsed, at);
    }
}

/// The duties that a fact ends, and how. Of a step that is owed for two periods, the earlier one is done.
fn settled_by(
    dossier: &Dossier,
    kind: &Kind,
    is: &dyn Fn(&[Event]) -> bool,
    own: Option<u32>,
    now: Moment,
) -> Vec<(u32, Outcome)> {
    let outcome = |it: &Obligation| {
        let step = kind.step_of(&it.opened.procedure, &it.opened.step)?;
        let others = own.is_some_and(|own| own != it.opened.no) || !periods::is_next(dossier, it, now);
        if others && is(&step.settled_by) {
            return None;
        }
        let lapses = is(&step.lapses_on).then_some(Outcome::Lapsed);
        is(&step.settled_by).then_some(Outcome::Done).or(lapses)
    };
    let unsettled = dossier.obligations.iter().filter(|it| it.is_unsettled() && it.watches().is_none());
    unsettled.filter_map(|it| Some((it.opened.no, outcome(it)?))).collect()
}

/// The duties that a fact lets begin anew.
fn renewed_by<'k>(dossier: &Dossier, kind: &'k Kind, is: &dyn Fn(&[Event]) -> bool) -> Vec<(u32, &'k Step)> {
    let unsettled = dossier.obligations.iter().filter(|it| it.is_unsettled() && it.watches().is_none());
    let steps = unsettled.filter_map(|it| Some((it.opened.no, kind.step_of(&it.opened.procedure, &it.opened.step)?)));
    steps.filter(|(_, step)| is(&step.renews_on)).collect()
}
