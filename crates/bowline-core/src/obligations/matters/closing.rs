//! This module says what an act that ends a matter would leave undone, what one that ended did, and until when it may be opened again.
//!
//! A matter that is over owes nothing. What was owed and not done lapses, one fact each, and pages say so. This module must never
//! call a matter solved. Start at [`vet_closing`] and [`undone`].

use super::{MatterRefusal, periods, terms};
use crate::facts::{Outcome, Stage};
use crate::obligations::ask::Setting;
use crate::obligations::dossier::{Dossier, Obligation, Standing};
use crate::obligations::rejected::Rejected;
use crate::rules::kinds::{Act, Event, Kind};
use crate::time::{Day, Moment, day_of};
use jiff::ToSpan;

/// An act that waits until nothing else is owed, and still something is.
pub(super) fn vet_closing(
    setting: Setting<'_>,
    kind: &Kind,
    act: &Act,
    dossier: &Dossier,
    (party, duty): (&str, Option<u32>),
) -> Result<(), Rejected> {
    if !act.closes_only_if_nothing_owed {
        return Ok(());
    }
    let is = |events: &[Event]| events.iter().any(|event| event.is(&act.fact, Some(party)));
    let done = |it: &Obligation| {
        let step = kind.step(&it.opened.step);
        duty == Some(it.opened.no) || step.is_some_and(|it| is(&it.settled_by) || is(&it.lapses_on))
    };
    let owed = dossier.obligations.iter().filter(|it| it.is_unsettled() && it.watches().is_none());
    let owed = owed.filter(|it| !it.opened.right && !periods::is_ahead(it, setting.now) && !done(it));
    let names: Vec<_> = owed.map(|it| setting.pack.act_name(it.opened.act)).collect();
    if names.is_empty() { Ok(()) } else { Err(MatterRefusal::StillOwed(act.name.clone(), names).into()) }
}

/// The last day on which an act may open a matter again that is over. None: the matter is open, or the act is for open ones.
#[must_use]
pub fn reopens_until(setting: Setting<'_>, act: &Act, dossier: &Dossier) -> Option<Day> {
    Some(last_in_time(setting, window(setting, act, dossier)?))
}

/// An act that would open a matter again after its time.
pub(super) fn vet_reopening(setting: Setting<'_>, act: &Act, dossier: &Dossier) -> Result<(), Rejected> {
    match window(setting, act, dossier) {
        Some(due) if due <= setting.now => {
            Err(MatterRefusal::TooLateToReopen(act.name.clone(), last_in_time(setting, due)).into())
        }
        _ => Ok(()),
    }
}

/// The first moment at which an act may no longer open a matter again: counted from the fact that ended it.
fn window(setting: Setting<'_>, act: &Act, dossier: &Dossier) -> Option<Moment> {
    let matter = dossier.as_declared()?;
    let (reopening, (_, closed)) = (act.reopens.as_ref()?, matter.closed?);
    Some(terms::due_by(setting, &reopening.term, matter, closed, false)?.at)
}

/// A due moment is the first one that is late.
fn last_in_time(setting: Setting<'_>, due: Moment) -> Day {
    day_of(due.saturating_sub(1.nanosecond()).unwrap_or(due), setting.pack.country().zone())
}

/// The duties that a matter left undone when it ended, in order. None of an open one.
#[must_use]
pub fn undone(dossier: &Dossier) -> Vec<&Obligation> {
    let closed = dossier.declared().filter(|it| it.phase.stage != Stage::Open).and_then(|it| it.closed);
    let Some((_, closed)) = closed else { return Vec::new() };
    let with_it = |it: &&Obligation| it.standing == Standing::Settled(Outcome::Lapsed, closed);
    dossier.obligations.iter().filter(with_it).filter(|it| !it.opened.right && it.opened.from <= closed).collect()
}
