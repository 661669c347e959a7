//! An alarm says that a post has no holder, that an office has nobody above, or that nobody is told. An alarm is a dossier of its own, and
//! its obligation has an owner and a clock.
//!
//! This module must never raise the same alarm twice at once. Start at [`raise_alarm`].

use super::ask::{Decided, Setting};
use super::dossier::{Dossier, Matter, Obligation};
use super::follow::{Writing, verifier_of};
use super::rejected::Rejected;
use crate::facts::{Act, Actor, AlarmCause, AlarmRaised, AlarmSettled, Because, ObligationOpened, Outcome, What};
use crate::ids::{Body, OfficeId, PlaceCode, PostId, Role, SubjectId};
use crate::rules::{Event, MatterKind, Party, Procedure, Step, StepTerm};
use crate::time::{Moment, due, due_on};
use crate::words::Text;
use std::sync::Arc;

/// The dossier of an alarm: one per cause, so that the same alarm is never raised twice at once.
#[must_use]
pub fn alarm_subject(cause: &AlarmCause) -> SubjectId {
    match cause {
        AlarmCause::VacantPost(post) => SubjectId::derived(&["alarm", "vacant_post", &post.to_string()]),
        AlarmCause::NoSuperior(office) => SubjectId::derived(&["alarm", "no_superior", &office.to_string()]),
        AlarmCause::Undelivered(it) => SubjectId::derived(&["alarm", "undelivered", &it.channel]),
    }
}

/// Raises an alarm; nothing if it is raised already.
///
/// # Errors
/// [`Rejected::NoProcedure`] where the pack has none for alarms.
pub fn raise_alarm(
    setting: Setting<'_>,
    dossier: &Dossier,
    place: PlaceCode,
    cause: AlarmCause,
) -> Result<Decided, Rejected> {
    if dossier.is_open() {
        return Ok(Decided::nothing(dossier));
    }
    procedure_now(setting).ok_or(Rejected::NoProcedure)?;
    let mut writing = Writing::on(setting, Actor::Engine, dossier.clone(), place);
    writing.record(setting.now, What::AlarmRaised(AlarmRaised { cause }));
    Ok(writing.decided())
}

/// Moves an alarm whose owner is not there any more: its duty ends and begins anew with the nearest office above whose head
/// somebody holds. Nothing if its owner is there, or nobody else is.
#[must_use]
pub fn move_alarm(setting: Setting<'_>, dossier: &Dossier) -> Decided {
    let duty = dossier.live().find(|it| it.opened.act == Act::ANSWER_ALARM);
    let (Some(Matter::Alarm(alarm)), Some(place), Some(duty)) = (&dossier.matter, dossier.place, duty) else {
        return Decided::nothing(dossier);
    };
    let (owner, next) = (&duty.opened.owner, Body::Office(alarm_office(setting, &alarm.cause)));
    let exists = matches!(&owner.body, Body::Office(office) if setting.registry.exists(office));
    if owner.body == next || exists && setting.registry.is_held(owner, setting.today()) {
        return Decided::nothing(dossier);
    }
    let procedure = setting.pack.procedures().latest(&duty.opened.procedure);
    let step = procedure.and_then(|it| it.step(&duty.opened.step));
    let mut writing = Writing::on(setting, Actor::Engine, dossier.clone(), place);
    writing.settle(duty.opened.no, Outcome::Discharged, setting.now);
    if let Some((procedure, step)) = procedure.zip(step) {
        writing.open_for_alarm(procedure, step);
    }
    writing.decided()
}

/// Settles an alarm whose cause is gone; nothing if it is not raised.
#[must_use]
pub fn settle_alarm(setting: Setting<'_>, dossier: &Dossier, note: String) -> Decided {
    let (true, Some(place)) = (dossier.is_open(), dossier.place) else { return Decided::nothing(dossier) };
    let mut writing = Writing::on(setting, Actor::Engine, dossier.clone(), place);
    writing.record(setting.now, What::AlarmSettled(AlarmSettled { note }));
    writing.decided()
}

/// The procedure for alarms of today.
fn procedure_now<'a>(setting: Setting<'a>) -> Option<&'a Procedure> {
    setting.pack.procedures().for_matter(MatterKind::Alarm, setting.today())
}

impl Writing<'_> {
    /// What follows from raising an alarm: the duties that the procedure of today opens.
    pub(super) fn follow_raised(&mut self) {
        let Some(procedure) = procedure_now(self.setting) else { return };
        for step in procedure.steps.iter().filter(|step| step.opens_on.contains(&Event::AlarmRaised)) {
            self.open_for_alarm(procedure, step);
        }
    }

    /// What follows from settling it: what was owed for that is done, and nothing else is owed.
    pub(super) fn follow_settled(&mut self, held: Moment) {
        let procedures = self.setting.pack.procedures();
        let is_done = |it: &&Obligation| {
            let step = procedures.latest(&it.opened.procedure).and_then(|known| known.step(&it.opened.step));
            it.is_unsettled() && step.is_some_and(|step| step.settled_by.contains(&Event::AlarmSettled))
        };
        let done: Vec<u32> = self.dossier.obligations.iter().filter(is_done).map(|it| it.opened.no).collect();
        for no in done {
            self.settle(no, Outcome::Done, held);
        }
        self.end(Outcome::Discharged, held);
    }

    fn open_for_alarm(&mut self, procedure: &Procedure, step: &Step) {
        let Some(Matter::Alarm(alarm)) = &self.dossier.matter else { return };
        let (setting, office) = (self.setting, alarm_office(self.setting, &alarm.cause));
        let post = |party| match party {
            Party::OfficeInspector => PostId::office(office.clone(), Role::Inspector),
            Party::OfficeHead | Party::Unit => PostId::office(office.clone(), Role::Head),
        };
        let (owner, superior) = (post(step.owner), setting.registry.superior(&office));
        let (calendar, zone) = (setting.pack.country().calendar(), setting.pack.country().zone());
        let opened = ObligationOpened {
            no: self.dossier.next_no(),
            procedure: procedure.id.clone(),
            step: step.id.clone(),
            act: step.act,
            from: setting.now,
            due: match step.term {
                StepTerm::Term(term) => due(setting.now, term, calendar, zone),
                // Nobody orders a date for an alarm.
                StepTerm::Ordered(_) => due_on(setting.today(), &procedure.title, zone),
            },
            proof: step.proof.clone(),
            verifier: verifier_of(setting, &owner, post(step.verifier), superior.as_ref()),
            superior,
            ladder: step.ladder.clone(),
            right: false,
            period: None,
            because: vec![Because::Fact(self.dossier.version), Because::Rule(procedure.id.clone())],
            owner_because: Text::new(
                "属地主管部门负责人",
                "head of the authority responsible for this area and sector",
            ),
            owner,
        };
        self.write(setting.now, What::ObligationOpened(Arc::new(opened)));
    }
}

/// Who answers for an alarm: of the offices above the vacant post, the nearest whose head somebody holds, so that an alarm about
/// an empty chair does not wait on another one; where nobody holds any, the last resort.
fn alarm_office(setting: Setting<'_>, cause: &AlarmCause) -> OfficeId {
    let registry = setting.registry;
    let mut above = match cause {
        AlarmCause::VacantPost(PostId { body: Body::Office(office), .. }) => registry.superior(office),
        AlarmCause::VacantPost(PostId { body: Body::Site(site), .. }) => registry.in_charge(*site),
        AlarmCause::Undelivered(it) => Some(it.office.clone()),
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
