//! Duties that come again in each day, week, month, quarter, half-year or year, until a fact lets them lapse or their matter is
//! over. Each period has its own duty. Once one is done, that of the next period is there at once, and waits until its period
//! begins; a duty that is not done is followed by the next when its period is over. So exactly one duty of each period is ever
//! opened, and there is always one to which a clock belongs.
//!
//! This module must never open the duty of a period twice, and never let one go unnoticed. Start at [`open_after`] and
//! [`next_begins`].

use super::terms;
use crate::facts::{InPeriod, Light, ObligationOpened, Outcome, What};
use crate::obligations::ask::Setting;
use crate::obligations::declared::Declared;
use crate::obligations::dossier::{Dossier, Obligation, Standing};
use crate::obligations::follow::Writing;
use crate::rules::kinds::{Every, Kind, Step, StepTerm};
use crate::rules::{Pack, Rung, RungAct};
use crate::time::{Due, Moment, day_text, due, due_after, due_on, start_of};
use crate::words::Text;
use std::sync::Arc;

/// Of a step that is owed for months or longer: so many periods at once. The earliest is missed when another comes.
const MOST_AT_ONCE: usize = 2;

/// When the duty of the next period is opened because this one was not done in time. None: it does not come again, its clock
/// does not run, or the next is there already.
pub(in crate::obligations) fn next_begins(pack: &Pack, it: &Obligation) -> Option<Moment> {
    let period = it.opened.period.filter(|_| it.is_live() && !it.followed)?;
    let over = due_on(period.last, &Text::default(), pack.country().zone()).at;
    // What ends with its period has at least as long as its own clock says.
    Some(if period.every.is_short() { over.max(it.due.at) } else { over })
}

/// Whether a fact of now does this duty, or an earlier one of the same step.
pub(super) fn is_next(dossier: &Dossier, duty: &Obligation, now: Moment) -> bool {
    let earlier = |it: &Obligation| {
        it.is_unsettled()
            && it.opened.step == duty.opened.step
            && it.opened.no < duty.opened.no
            && it.watches().is_none()
    };
    !is_ahead(duty, now) && (duty.opened.period.is_none() || !dossier.obligations.iter().any(earlier))
}

/// Whether the period of a duty has not begun.
pub(super) fn is_ahead(duty: &Obligation, now: Moment) -> bool {
    duty.opened.period.is_some() && duty.opened.from > now
}

/// Whether a duty is a right whose time is over, though the engine has not written so yet.
pub(in crate::obligations) fn has_run_out(it: &Obligation, now: Moment) -> bool {
    it.opened.right && it.is_live() && it.due.at <= now
}

/// When a period begins.
pub(super) fn start(setting: Setting<'_>, period: InPeriod) -> Moment {
    start_of(period.first, setting.pack.country().zone()).unwrap_or(setting.now)
}

/// A period, or the one after it if its time is past already: nobody is late at once.
pub(super) fn not_past(setting: Setting<'_>, step: &Step, matter: &Declared, period: InPeriod) -> InPeriod {
    let past = due_in(setting, step, matter, period).is_some_and(|due| due.at <= setting.now);
    if past { period.next() } else { period }
}

/// By when a step is due in a period. None: none of its clocks binds.
pub(super) fn due_in(setting: Setting<'_>, step: &Step, matter: &Declared, period: InPeriod) -> Option<Due> {
    let (calendar, zone) = (setting.pack.country().calendar(), setting.pack.country().zone());
    let end = due_on(period.last, &Text::default(), zone).at;
    let found = match &step.term {
        StepTerm::Period { by: None } => due_on(period.last, &Text::new("本期届满", "until the period ends"), zone),
        StepTerm::Period { by: Some(by) } => due(start(setting, period), *by, calendar, zone),
        StepTerm::Term(term) => due_after(end, *term, calendar, zone),
        _ => terms::due_of(setting, step, matter, start(setting, period), false)?,
    };
    let span = span_text(period);
    let zh = format!("{}；{}", span.zh, found.working.zh);
    Some(Due { working: Text::new(zh, format!("{}; {}", span.en, found.working.en)), ..found })
}

/// A period in words: `every month, 1 Mar 2026 to 31 Mar 2026`.
fn span_text(period: InPeriod) -> Text {
    let (every, first, last) = (period.every.text(), day_text(period.first), day_text(period.last));
    if period.first == period.last {
        return Text::new(format!("{}（{}）", every.zh, first.zh), format!("{} ({})", every.en, first.en));
    }
    let zh = format!("{}（{}至 {}）", every.zh, first.zh, last.zh);
    Text::new(zh, format!("{} ({} to {})", every.en, first.en, last.en))
}

/// The first period of a step that opens now.
pub(super) fn first_period(setting: Setting<'_>, every: Every) -> InPeriod {
    let this = InPeriod::of(every.period, setting.today());
    if every.from_next { this.next() } else { this }
}

/// Once a duty is done: opens that of the next period, unless it is there. Periods that went by while it waited for its
/// verifier or was paused are nobody's.
pub(super) fn open_after(writing: &mut Writing<'_>, done: &Obligation) {
    let Some(period) = done.opened.period.filter(|_| !done.followed) else { return };
    let (setting, mut next) = (writing.setting, period.next());
    if !done.is_live() && next.first < setting.today() {
        next = InPeriod::of(period.every, setting.today());
        let step = step_of(setting, &writing.dossier, &done.opened);
        next = step.map_or(next, |(_, step, matter)| not_past(setting, step, matter, next));
    }
    open_period(writing, &done.opened, next, setting.now);
}

/// A period is over and its duty was not done: the next one is owed. Days and weeks are missed; of longer periods the
/// earliest is, once there are three. What was missed twice running is red, and the office above answers: these rungs of
/// its ladder fire at once on the next.
pub(in crate::obligations) fn follow_period(writing: &mut Writing<'_>, no: u32, at: Moment) -> Vec<Rung> {
    let Some(duty) = writing.dossier.obligation(no).cloned() else { return Vec::new() };
    let Some(period) = duty.opened.period else { return Vec::new() };
    let short = period.every.is_short();
    let missed = if short { Some(no) } else { earliest_of_many(&writing.dossier, &duty) };
    if let Some(missed) = missed {
        writing.settle(missed, Outcome::Missed, at);
    }
    open_period(writing, &duty.opened, period.next(), at);
    if !short || !was_missed_before(&writing.dossier, &duty) {
        return Vec::new();
    }
    let of_step = |it: &Obligation| it.opened.step == duty.opened.step;
    let watched = writing.dossier.obligations.iter().filter(|it| it.is_unsettled());
    let watched = watched.filter_map(|it| writing.dossier.obligation(it.watches()?)).any(of_step);
    let now = |rung: &&Rung| match rung.act {
        RungAct::Light(light) => light == Light::Red,
        RungAct::Supervise { .. } => !watched,
        RungAct::Remind => false,
    };
    let ladder = writing.setting.pack.ladders().latest(&duty.opened.ladder);
    ladder.map(|ladder| ladder.rungs.iter().filter(now).cloned().collect()).unwrap_or_default()
}

/// The earliest of the duties of a step where there are as many as may be.
fn earliest_of_many(dossier: &Dossier, duty: &Obligation) -> Option<u32> {
    let same = |it: &&Obligation| it.is_unsettled() && it.opened.step == duty.opened.step;
    let all: Vec<u32> = dossier.obligations.iter().filter(same).map(|it| it.opened.no).collect();
    all.first().copied().filter(|_| all.len() >= MOST_AT_ONCE)
}

/// Whether the duty of the period before was missed too.
fn was_missed_before(dossier: &Dossier, duty: &Obligation) -> bool {
    let before = |it: &&Obligation| it.opened.no < duty.opened.no && it.opened.step == duty.opened.step;
    let last = dossier.obligations.iter().rfind(before);
    last.is_some_and(|it| matches!(it.standing, Standing::Settled(Outcome::Missed, _)))
}

/// Opens the duty of a period for whoever is the party now; where no pack knows the step any more, for whoever was.
fn open_period(writing: &mut Writing<'_>, before: &ObligationOpened, period: InPeriod, held: Moment) {
    let (setting, dossier) = (writing.setting, &writing.dossier);
    let of_now = step_of(setting, dossier, before)
        .and_then(|(kind, step, matter)| writing.duty(kind, step, matter, start(setting, period), Some(period)));
    let as_before = || {
        let due = due_on(period.last, &span_text(period), setting.pack.country().zone());
        let (no, from) = (dossier.next_no(), start(setting, period));
        ObligationOpened { no, from, due, period: Some(period), ..before.clone() }
    };
    let opened = of_now.unwrap_or_else(as_before);
    writing.write(held, What::ObligationOpened(Arc::new(opened)));
}

fn step_of<'a>(
    setting: Setting<'a>,
    dossier: &'a Dossier,
    duty: &ObligationOpened,
) -> Option<(&'a Kind, &'a Step, &'a Declared)> {
    let matter = dossier.as_declared()?;
    let kind = setting.pack.kind_of(&matter.kind, matter.begun.edition)?;
    Some((kind, kind.step(&duty.step)?, matter))
}
