//! An alarm says that a post has no holder or that an office has nobody above. An alarm is a dossier of its own, and
//! its obligation has an owner and a clock.

use super::ask::{Decided, Setting};
use super::dossier::{Dossier, Matter};
use super::follow::{Writing, alarm_office};
use super::rejected::Rejected;
use crate::facts::{Act, Actor, AlarmCause, AlarmRaised, AlarmSettled, What};
use crate::ids::{Body, PlaceCode, SubjectId};
use crate::rules::MatterKind;

/// The dossier of an alarm: one per cause, so that the same alarm is never raised twice at once.
#[must_use]
pub fn alarm_subject(cause: &AlarmCause) -> SubjectId {
    match cause {
        AlarmCause::VacantPost(post) => SubjectId::derived(&["alarm", "vacant_post", &post.to_string()]),
        AlarmCause::NoSuperior(office) => SubjectId::derived(&["alarm", "no_superior", &office.to_string()]),
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
    let procedure =
        setting.pack.procedures().for_matter(MatterKind::Alarm, setting.today()).ok_or(Rejected::NoProcedure)?;
    let mut start = dossier.clone();
    start.procedure = Some(procedure.id.clone());
    let mut writing = Writing::on(setting, Actor::Engine, start, place);
    writing.record(setting.now, setting.now, What::AlarmRaised(AlarmRaised { cause }));
    // Its facts do not name the procedure, its obligations do: what comes after is what the facts leave.
    writing.dossier.procedure.clone_from(&dossier.procedure);
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
    let start = Dossier { procedure: Some(duty.opened.procedure.clone()), ..dossier.clone() };
    let mut writing = Writing::on(setting, Actor::Engine, start, place);
    writing.begin_anew(&[duty.opened.no], setting.now);
    writing.dossier.procedure.clone_from(&dossier.procedure);
    writing.decided()
}

/// Settles an alarm whose cause is gone; nothing if it is not raised.
#[must_use]
pub fn settle_alarm(setting: Setting<'_>, dossier: &Dossier, note: String) -> Decided {
    let (true, Some(place)) = (dossier.is_open(), dossier.place) else { return Decided::nothing(dossier) };
    let mut writing = Writing::on(setting, Actor::Engine, dossier.clone(), place);
    writing.record(setting.now, setting.now, What::AlarmSettled(AlarmSettled { note }));
    writing.decided()
}
