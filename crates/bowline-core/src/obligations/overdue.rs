//! The engine asks this module which rungs should have fired by now. The module catches up through every missed rung in
//! the order in which the rungs should have happened, so that one late run tells the same story as many punctual runs.
//!
//! This module must never drop a rung because it is late: it fires as of its own time. Start at [`overdue_steps`].

use super::ask::{Decided, Setting};
use super::dossier::{Dossier, Obligation};
use super::follow::Writing;
use super::matters::{follow_period, next_begins};
use crate::facts::{Act, Actor, AlarmCause, Because, ObligationOpened, Outcome, ProofKind, RungFired, What};
use crate::ids::{Body, OfficeId, PostId, Role, RuleId};
use crate::rules::{Pack, Rung, RungAct, RungTime};
use crate::time::{Moment, Term, due};
use crate::words::Text;
use std::sync::Arc;

/// What is due on a dossier.
#[derive(Clone, Debug, PartialEq)]
pub struct Overdue {
    /// Rungs fired and duties opened, in order.
    pub decided: Decided,
    /// Offices that were late with nobody above them, and since when.
    pub alarms: Vec<(Moment, AlarmCause)>,
}

/// Every rung that should have fired until now and has not, with the duties that they open, and theirs.
#[must_use]
pub fn overdue_steps(setting: Setting<'_>, dossier: &Dossier) -> Overdue {
    let mut alarms = Vec::new();
    let Some(place) = dossier.place else { return Overdue { decided: Decided::nothing(dossier), alarms } };
    let mut writing = Writing::on(setting, Actor::Engine, dossier.clone(), place);
    while let Some((scheduled, no, rung)) = earliest(setting.pack, &writing.dossier) {
        if scheduled > setting.now {
            break;
        }
        match rung {
            Some(rung) => fire(&mut writing, &mut alarms, scheduled, no, &rung),
            None if writing.dossier.obligation(no).is_some_and(|it| it.opened.right) => {
                writing.settle(no, Outcome::Lapsed, scheduled);
            }
            None => {
                let rungs = follow_period(&mut writing, no, scheduled);
                let next = writing.dossier.next_no().saturating_sub(1);
                rungs.iter().for_each(|rung| fire(&mut writing, &mut alarms, scheduled, next, rung));
            }
        }
    }
    Overdue { decided: writing.decided(), alarms }
}

/// When the engine must look at a dossier again: its earliest rung that has not fired, or when the time of a right or of a
/// period is over. None: nothing waits below the top.
#[must_use]
pub fn next_check_at(pack: &Pack, obligation: &Obligation) -> Option<Moment> {
    next_rung(pack, obligation).map(|(at, _)| at).into_iter().chain(over_at(pack, obligation)).min()
}

/// All that [`next_check_at`] reads of a pack, as text: the zone, the working calendar, the ladders. Clocks that were computed under
/// the same timetable are the same.
#[must_use]
pub fn timetable(pack: &Pack) -> String {
    let country = pack.country();
    format!("{:?}\n{:?}\n{:?}", country.zone().iana_name(), country.calendar(), &pack.ladders()[..])
}

/// When the time of a right or of a period is over.
fn over_at(pack: &Pack, it: &Obligation) -> Option<Moment> {
    if it.opened.right { Some(it.due.at).filter(|_| it.is_live()) } else { next_begins(pack, it) }
}

/// What happens first: a rung fires, or, without one, the time of a right or of a period is over. Rungs of the same moment come before.
fn earliest(pack: &Pack, dossier: &Dossier) -> Option<(Moment, u32, Option<Rung>)> {
    let rungs = dossier.live().filter_map(|it| next_rung(pack, it).map(|(at, rung)| (at, it.opened.no, Some(rung))));
    let over = dossier.live().filter_map(|it| over_at(pack, it).map(|at| (at, it.opened.no, None)));
    let first = rungs.chain(over).min_by_key(|(at, no, rung)| (*at, rung.is_none(), *no));
    first.map(|(at, no, rung)| (at, no, rung.cloned()))
}

/// The first rung of a live obligation that has neither fired nor been passed before the obligation began.
fn next_rung<'a>(pack: &'a Pack, obligation: &Obligation) -> Option<(Moment, &'a Rung)> {
    if !obligation.is_live() {
        return None;
    }
    let opened = &obligation.opened;
    pack.ladders()
        .latest(&opened.ladder)?
        .rungs
        .iter()
        .filter(|rung| obligation.fired.iter().all(|fired| fired.rung != rung.id))
        .map(|rung| (rung.when.moment(obligation.due.at, pack.country().calendar(), pack.country().zone()), rung))
        .filter(|(at, rung)| *at > opened.from || matches!(rung.when, RungTime::After(_)))
        // What would have fired while it waited for a reply fires when the waiting ends.
        .map(|(at, rung)| (obligation.waiting.end().map_or(at, |end| end.max(at)), rung))
        .min_by_key(|(at, _)| *at)
}

fn fire(writing: &mut Writing<'_>, alarms: &mut Vec<(Moment, AlarmCause)>, scheduled: Moment, no: u32, rung: &Rung) {
    let (id, noticed) = (rung.id.clone(), writing.setting.now);
    let mut fired = RungFired { no, rung: id, scheduled, noticed, light: None, opened: None, unsupervised: false };
    let mut duty = None;
    match &rung.act {
        RungAct::Remind => {}
        RungAct::Light(light) => fired.light = Some(*light),
        RungAct::Supervise { term, ladder } => {
            let late = writing.dossier.obligation(no).map(|it| it.opened.clone());
            match late.as_ref().and_then(|late| superior_now(writing, late).map(|superior| (late, superior))) {
                Some((late, superior)) => {
                    let opened = supervise_duty(writing, late, superior, scheduled, *term, ladder);
                    fired.opened = Some(opened.no);
                    duty = Some(opened);
                }
                None => {
                    fired.unsupervised = true;
                    let office = late.and_then(|late| unsupervised(&late));
                    alarms.extend(office.map(|office| (scheduled, AlarmCause::NoSuperior(office))));
                }
            }
        }
    }
    writing.write(scheduled, What::RungFired(fired));
    if let Some(opened) = duty {
        writing.write(scheduled, What::ObligationOpened(Arc::new(opened)));
    }
}

/// The office above that exists today: the one noted when the obligation began, or the nearest one above it.
fn superior_now(writing: &Writing<'_>, late: &ObligationOpened) -> Option<OfficeId> {
    let registry = writing.setting.registry;
    late.superior.clone().filter(|noted| registry.exists(noted)).or_else(|| match (&late.superior, &late.owner.body) {
        (Some(gone), _) => registry.superior(gone),
        (None, Body::Office(own)) => registry.superior(own),
        (None, Body::Site(_)) => None,
    })
}

/// The office whose matter has nobody above: the late one; for a late unit the office that should have supervised it.
fn unsupervised(late: &ObligationOpened) -> Option<OfficeId> {
    match &late.owner.body {
        Body::Office(office) => Some(office.clone()),
        Body::Site(_) => late.superior.clone(),
    }
}

fn supervise_duty(
    writing: &Writing<'_>,
    late: &ObligationOpened,
    superior: OfficeId,
    scheduled: Moment,
    term: Term,
    ladder: &RuleId,
) -> ObligationOpened {
    let pack = writing.setting.pack;
    let above = writing.setting.registry.superior(&superior);
    let verifier = above.clone().unwrap_or_else(|| writing.setting.registry.last_resort());
    ObligationOpened {
        no: writing.dossier.next_no(),
        procedure: late.procedure.clone(),
        step: "supervise".to_owned(),
        act: Act::SUPERVISE,
        owner: PostId::office(superior.clone(), Role::Head),
        from: scheduled,
        due: due(scheduled, term, pack.country().calendar(), pack.country().zone()),
        proof: vec![ProofKind::Record],
        verifier: PostId::office(verifier, Role::DutyOfficer),
        superior: above,
        ladder: ladder.clone(),
        right: false,
        period: None,
        because: vec![Because::Late(late.no), Because::Rule(late.ladder.clone())],
        owner_because: Text::new("下级逾期，由上一级主管部门督办", "authority above the one whose action is overdue"),
    }
}
