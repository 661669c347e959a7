//! A dossier is the state that its facts leave. [`evolve`] is total: it never fails and never asks.

use super::declared::Declared;
use crate::facts::{
    Act, AlarmCause, Answers, Because, Deed, Fact, Found, Graded, Light, ObligationOpened, Ordered, Outcome, Plan,
    RungFired, Stage, What, deed_of,
};
use crate::ids::{ObligationId, PlaceCode, RuleId, SubjectId};
use crate::time::{Due, Moment};
use std::collections::BTreeSet;
use std::sync::Arc;

/// All that decisions need to know of one stream of facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// Whose stream.
    pub subject: SubjectId,
    /// The version of the last fact; 0 before the first.
    pub version: u32,
    /// Where the matter lies.
    pub place: Option<PlaceCode>,
    /// What it is about; none before the first fact.
    pub matter: Option<Matter>,
    /// The procedure it follows now.
    pub procedure: Option<RuleId>,
    /// Every obligation it ever had, by number.
    pub obligations: Vec<Obligation>,
    /// When its last fact was learned.
    pub touched: Option<Moment>,
}

/// What a dossier is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Matter {
    /// A hazard.
    Hazard(Box<Hazard>),
    /// An alarm.
    Alarm(Alarm),
    /// A matter of a declared kind.
    Declared(Box<Declared>),
}

/// A hazard as its facts left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    /// How it was found.
    pub found: Arc<Found>,
    /// Its grade, once graded.
    pub graded: Option<Arc<Graded>>,
    /// The order, once served.
    pub ordered: Option<Arc<Ordered>>,
    /// The five, once fixed.
    pub plan: Option<Plan>,
    /// When it was verified as gone.
    pub verified: Option<Moment>,
    /// It as a matter of its declared kind: how far it is, who did what, how often it was sent back and how it ended.
    pub declared: Declared,
}

/// An alarm as its facts left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Why.
    pub cause: AlarmCause,
    /// Whether the cause is still there.
    pub open: bool,
}

/// An obligation with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// As it was opened.
    pub opened: Arc<ObligationOpened>,
    /// By when: as it was opened, until a fact moves it.
    pub due: Due,
    /// Rungs that fired.
    pub fired: Vec<RungFired>,
    /// How it stands.
    pub standing: Standing,
    /// Whether it waits for a reply.
    pub waiting: Waiting,
    /// Whether the duty of a later period has been opened.
    pub followed: bool,
}

/// Whether an obligation waits for a reply that its office asked for. No rung of it fires before the wait ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Its office never wrote.
    Never,
    /// Until the reply is there, and no longer than until then.
    Until(Moment),
    /// The wait ended then: the reply is there, or nobody owes it any more. It waits no longer, whatever the clock says.
    Over(Moment),
}

impl Waiting {
    /// When the wait ends, or ended. None: it never waited.
    #[must_use]
    pub const fn end(self) -> Option<Moment> {
        match self {
            Self::Never => None,
            Self::Until(end) | Self::Over(end) => Some(end),
        }
    }
    /// Until when the reply is awaited. None: it is not.
    #[must_use]
    pub const fn until(self) -> Option<Moment> {
        if let Self::Until(until) = self { Some(until) } else { None }
    }
}

/// How an obligation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be done; its clock runs.
    Open,
    /// Said to be done; the verifier's clock runs.
    Submitted,
    /// Its clock stands still on a legal ground, since this moment.
    Paused(Moment),
    /// Over.
    Settled(Outcome, Moment),
}

/// Where a hazard is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Found, not graded.
    Found,
    /// Graded, not ordered.
    Graded,
    /// Ordered; being fixed.
    Ordered,
    /// Proof handed in; to be verified.
    Submitted,
    /// Verified; to be closed off.
    Verified,
    /// Closed off after verification here.
    ClosedOff,
    /// Closed off by the office's own ledger; not verified here.
    ClosedByLedger,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 7] = [
        Self::Found,
        Self::Graded,
        Self::Ordered,
        Self::Submitted,
        Self::Verified,
        Self::ClosedOff,
        Self::ClosedByLedger,
    ];
    /// The word in columns and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Graded => "graded",
            Self::Ordered => "ordered",
            Self::Submitted => "submitted",
            Self::Verified => "verified",
            Self::ClosedOff => "closed_off",
            Self::ClosedByLedger => "closed_by_ledger",
        }
    }
    /// Whether the matter is still open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::ClosedOff | Self::ClosedByLedger)
    }
}

impl Obligation {
    /// Whether its own clock runs.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.standing, Standing::Open)
    }
    /// Whether it is not over yet.
    #[must_use]
    pub const fn is_unsettled(&self) -> bool {
        !matches!(self.standing, Standing::Settled(..))
    }
    /// The light that its rungs have set.
    #[must_use]
    pub fn light(&self) -> Light {
        self.fired.iter().filter_map(|rung| rung.light).max().unwrap_or_default()
    }
    /// Whether it waits for a reply.
    #[must_use]
    pub fn is_quiet(&self, now: Moment) -> bool {
        self.waiting.until().is_some_and(|until| until > now)
    }
    /// The late obligation this one watches over, if it is a supervise duty.
    #[must_use]
    pub fn watches(&self) -> Option<u32> {
        self.opened.because.iter().find_map(|because| match because {
            Because::Late(no) => Some(*no),
            _ => None,
        })
    }
}

impl Dossier {
    /// Before anything happened.
    #[must_use]
    pub const fn new(subject: SubjectId) -> Self {
        Self { subject, version: 0, place: None, matter: None, procedure: None, obligations: Vec::new(), touched: None }
    }

    /// The state after all these facts.
    pub fn replay<'a>(subject: SubjectId, facts: impl IntoIterator<Item = &'a Fact>) -> Self {
        facts.into_iter().fold(Self::new(subject), evolve)
    }

    /// The hazard, if it is about one.
    #[must_use]
    pub fn hazard(&self) -> Option<&Hazard> {
        match &self.matter {
            Some(Matter::Hazard(hazard)) => Some(hazard),
            _ => None,
        }
    }

    /// The matter of a declared kind, if it is about one.
    #[must_use]
    pub fn declared(&self) -> Option<&Declared> {
        match &self.matter {
            Some(Matter::Declared(declared)) => Some(declared),
            _ => None,
        }
    }

    /// Where the hazard is on its way.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        let id = &self.hazard()?.declared.phase.id;
        Phase::ALL.into_iter().find(|phase| phase.as_str() == id)
    }

    /// Whether the matter is still open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match &self.matter {
            None => false,
            Some(Matter::Alarm(alarm)) => alarm.open,
            Some(Matter::Hazard(hazard)) => hazard.declared.phase.stage == Stage::Open,
            Some(Matter::Declared(it)) => it.phase.stage == Stage::Open,
        }
    }

    /// Obligations whose clocks run.
    pub fn live(&self) -> impl Iterator<Item = &Obligation> {
        self.obligations.iter().filter(|it| it.is_live())
    }

    /// The worst light of what is not settled.
    #[must_use]
    pub fn light(&self) -> Light {
        self.obligations.iter().filter(|it| it.is_unsettled()).map(Obligation::light).max().unwrap_or_default()
    }

    /// The obligation with this number.
    #[must_use]
    pub fn obligation(&self, no: u32) -> Option<&Obligation> {
        self.obligations.iter().find(|it| it.opened.no == no)
    }

    /// The id of an obligation of this dossier.
    #[must_use]
    pub const fn obligation_id(&self, no: u32) -> ObligationId {
        ObligationId { subject: self.subject, no }
    }

    /// The number the next obligation gets.
    #[must_use]
    pub fn next_no(&self) -> u32 {
        u32::try_from(self.obligations.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Whether a duty to supervise waits for this duty to reply: its post wrote to the post that is late.
    #[must_use]
    pub fn awaits(&self, duty: &Obligation, reply: &Obligation) -> bool {
        let late = duty.watches().and_then(|no| self.obligation(no));
        reply.opened.act == Act::REPLY
            && duty.opened.owner == reply.opened.verifier
            && late.is_some_and(|late| late.opened.owner == reply.opened.owner)
    }

    /// Once a reply is there, nobody waits for it.
    fn wake(&mut self, reply: u32, at: Moment) {
        let Some(reply) = self.obligation(reply) else { return };
        let waiting = |it: &&Obligation| it.waiting.until().is_some() && self.awaits(it, reply);
        let waiting: BTreeSet<u32> = self.obligations.iter().filter(waiting).map(|it| it.opened.no).collect();
        for each in self.obligations.iter_mut().filter(|it| waiting.contains(&it.opened.no)) {
            each.waiting = Waiting::Over(each.waiting.until().map_or(at, |until| until.min(at)));
        }
    }

    /// Of a step that is owed for two periods, the earlier one.
    fn set_standing_of(&mut self, step: &str, from: Standing, to: Standing) {
        if let Some(it) = self.obligations.iter_mut().find(|it| it.opened.step == step && it.standing == from) {
            it.standing = to;
        }
    }

    fn open(&mut self, opened: &Arc<ObligationOpened>) {
        if opened.period.is_some() {
            for it in self.obligations.iter_mut().filter(|it| it.opened.step == opened.step) {
                it.followed = true;
            }
        }
        self.obligations.push(Obligation {
            opened: Arc::clone(opened),
            due: opened.due.clone(),
            fired: Vec::new(),
            standing: Standing::Open,
            waiting: Waiting::Never,
            followed: false,
        });
    }

    /// Moves when an obligation is due; one that was paused runs again.
    fn set_due(&mut self, no: u32, due: &Due, resume: bool) {
        for it in self.obligations.iter_mut().filter(|it| it.opened.no == no) {
            it.due = due.clone();
            if resume && matches!(it.standing, Standing::Paused(_)) {
                it.standing = Standing::Open;
            }
        }
    }

    /// A deed moves the matter, the procedure that it follows, and the duties that it submits or sends back.
    fn fold(&mut self, fact: &Fact, deed: &Deed) {
        if let Some(procedure) = &deed.procedure {
            self.procedure = Some(procedure.clone());
        }
        if let Some(step) = &deed.submits {
            self.set_standing_of(step, Standing::Open, Standing::Submitted);
        }
        if let Some(step) = &deed.returns {
            self.set_standing_of(step, Standing::Submitted, Standing::Open);
        }
        match &mut self.matter {
            Some(Matter::Declared(declared)) => declared.fold(fact, deed),
            Some(Matter::Hazard(hazard)) => hazard.declared.fold(fact, deed),
            _ => {}
        }
    }
}

/// Folds one fact into a dossier.
#[must_use]
pub fn evolve(mut it: Dossier, fact: &Fact) -> Dossier {
    it.version = it.version.max(fact.version);
    it.place = Some(fact.place);
    it.touched = Some(fact.learned);
    match &fact.what {
        What::ObligationOpened(opened) => it.open(opened),
        What::ObligationSettled(settled) => {
            for each in it.obligations.iter_mut().filter(|each| each.opened.no == settled.no) {
                each.standing = Standing::Settled(settled.outcome, fact.held);
            }
            it.wake(settled.no, fact.held);
        }
        What::ObligationQuieted(quieted) => {
            for each in it.obligations.iter_mut().filter(|each| each.opened.no == quieted.no) {
                each.waiting = Waiting::Until(quieted.until);
            }
        }
        What::RungFired(rung) => {
            for each in it.obligations.iter_mut().filter(|each| each.opened.no == rung.no) {
                each.fired.push(rung.clone());
            }
        }
        What::AlarmRaised(raised) => it.matter = Some(Matter::Alarm(Alarm { cause: raised.cause.clone(), open: true })),
        What::AlarmSettled(_) => {
            if let Some(Matter::Alarm(alarm)) = &mut it.matter {
                alarm.open = false;
            }
        }
        What::ObligationExtended(extended) => it.set_due(extended.no, &extended.due, false),
        What::ObligationPaused(paused) => {
            for each in it.obligations.iter_mut().filter(|each| each.opened.no == paused.no && each.is_live()) {
                each.standing = Standing::Paused(fact.held);
            }
        }
        What::ObligationResumed(resumed) => it.set_due(resumed.no, &resumed.due, true),
        What::Deed(deed) => evolve_declared(&mut it, fact, deed),
        What::MatterBore(_) | What::MatterLinked(_) | What::MatterJoined(_) => {
            if let Some(Matter::Declared(matter)) = &mut it.matter {
                matter.told(&fact.what);
            }
        }
        What::MatterHandedOver(handed) => handed.fold(&mut it),
        _ => evolve_hazard(&mut it, fact),
    }
    it
}

/// Folds a word that is older than deeds, which reads as one.
fn evolve_hazard(it: &mut Dossier, fact: &Fact) {
    let known = it.hazard().map(|hazard| &hazard.declared.answers);
    let Some(deed) = deed_of(&fact.what, known.unwrap_or(&Answers::new())) else { return };
    if let (What::Found(found), Some(begun), Ok(kind)) = (&fact.what, &deed.begun, deed.word.noun().parse()) {
        it.matter = Some(Matter::Hazard(Box::new(Hazard {
            found: Arc::clone(found),
            graded: None,
            ordered: None,
            plan: None,
            verified: None,
            declared: Declared::begin(kind, begun, fact),
        })));
    }
    it.fold(fact, &deed);
    let Some(Matter::Hazard(hazard)) = &mut it.matter else { return };
    match &fact.what {
        What::Graded(graded) => hazard.graded = Some(Arc::clone(graded)),
        What::Ordered(ordered) => hazard.ordered = Some(Arc::clone(ordered)),
        What::Planned(planned) => hazard.plan = Some(planned.plan.clone()),
        What::Verified(_) => hazard.verified = Some(fact.held),
        _ => {}
    }
}

/// Folds a deed into the matter that it began or belongs to.
fn evolve_declared(it: &mut Dossier, fact: &Fact, deed: &Deed) {
    if let (Some(begun), None) = (&deed.begun, &it.matter) {
        let Ok(kind) = deed.word.noun().parse::<RuleId>() else { return };
        it.procedure = Some(kind.clone());
        it.matter = Some(Matter::Declared(Box::new(Declared::begin(kind, begun, fact))));
    }
    it.fold(fact, deed);
}
