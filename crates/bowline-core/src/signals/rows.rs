//! These are the read rows of one dossier. Lists, desks and the engine's index show them.
//!
//! This module must never show what the dossier does not hold: a rebuild must make the same row.

use crate::facts::{Act, AlarmCause, Grade, Light, Source};
use crate::ids::{ObligationId, OfficeId, PlaceCode, PostId, SiteId, SubjectId};
use crate::obligations::{Dossier, Matter, Obligation, Phase, Standing, next_check_at, owed_beside, turn};
use crate::rules::Pack;
use crate::time::{Day, Moment};
use serde::{Deserialize, Serialize};

/// Which places lie above a place.
pub trait Lineage {
    /// The place itself first, the nation last, for something that began on a day: a place that became part of another since still
    /// counts what began before.
    fn of(&self, place: PlaceCode, began: Day) -> Vec<PlaceCode>;
}

/// A hazard in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HazardRow {
    /// The dossier.
    pub subject: SubjectId,
    /// Its version.
    pub version: u32,
    /// Where.
    pub place: PlaceCode,
    /// The place and all above it but the nation, innermost first.
    pub lineage: Vec<PlaceCode>,
    /// The site.
    pub site: SiteId,
    /// The unit's name.
    pub unit: String,
    /// GB/T 4754 code.
    pub sector: String,
    /// What is wrong.
    pub description: String,
    /// Its source.
    pub source: Source,
    /// Its grade, once graded.
    pub grade: Option<Grade>,
    /// Where it is on its way.
    pub phase: Phase,
    /// Its light.
    pub light: Light,
    /// The day it was found.
    pub found_on: Day,
    /// When that is due for which the matter waits; none when closed.
    pub due_at: Option<Moment>,
    /// Whether that date may still move.
    pub provisional: bool,
    /// Of what is owed beside it: how much is late.
    pub late_beside: u32,
    /// Whose turn it is: the owner of that obligation, who holds the matter up.
    pub owner: Option<PostId>,
    /// What is to be done.
    pub act: Option<Act>,
    /// The highest office that has a supervise duty over it.
    pub raised_to: Option<OfficeId>,
    /// How often it was sent back.
    pub returned: u32,
}

/// An unsettled obligation, with its clock if it is live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObligationRow {
    /// Which.
    pub id: ObligationId,
    /// Where.
    pub place: PlaceCode,
    /// What must be done.
    pub act: Act,
    /// By whom.
    pub owner: PostId,
    /// By when.
    pub due_at: Moment,
    /// Whether that date may still move.
    pub provisional: bool,
    /// Its light.
    pub light: Light,
    /// Whether its own clock runs.
    pub live: bool,
    /// When the engine looks at it again; none: every rung has fired, the duty above watches.
    pub next_check_at: Option<Moment>,
    /// Until when it waits for a reply that its office asked for.
    pub quiet_until: Option<Moment>,
    /// How many duties its row on a desk stands for; 0: it has none of its own, another row or a count says it.
    pub stands_for: u32,
    /// What it watches over, with the duties for which it stands.
    pub watched: Vec<Watched>,
}

/// What a duty to supervise watches over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// The post that is late with it: a unit's or an inspector's, or an office that should itself have supervised.
    pub owner: PostId,
    /// What is not done in the end, however many offices stand between.
    pub act: Act,
}

/// An alarm in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRow {
    /// The dossier.
    pub subject: SubjectId,
    /// Why.
    pub cause: AlarmCause,
    /// Where.
    pub place: PlaceCode,
    /// Whether it is open.
    pub open: bool,
    /// Who answers for it.
    pub owner: Option<PostId>,
    /// By when.
    pub due_at: Option<Moment>,
    /// Whether that date may still move.
    pub provisional: bool,
}

/// The row of a hazard. None for other dossiers.
#[must_use]
pub fn hazard_row(pack: &Pack, lineage: &dyn Lineage, dossier: &Dossier) -> Option<HazardRow> {
    let (hazard, place, phase) = (dossier.hazard()?, dossier.place?, dossier.phase()?);
    let turn = turn(pack, dossier);
    let mut above = lineage.of(place, hazard.found.found_on);
    let raised_to = raised_to(&above, dossier);
    above.pop();
    Some(HazardRow {
        subject: dossier.subject,
        version: dossier.version,
        place,
        lineage: above,
        site: hazard.found.site,
        unit: hazard.found.unit.name.clone(),
        sector: hazard.found.sector.clone(),
        description: hazard.found.description.clone(),
        source: hazard.found.source,
        grade: hazard.graded.as_ref().map(|graded| graded.grade),
        phase,
        light: dossier.light(),
        found_on: hazard.found.found_on,
        due_at: turn.map(|it| it.due.at),
        provisional: turn.is_some_and(|it| it.due.provisional),
        late_beside: late_beside(pack, dossier),
        owner: turn.map(|it| it.opened.owner.clone()),
        act: turn.map(|it| it.opened.act),
        raised_to,
        returned: hazard.declared.returned,
    })
}

/// The highest office that has an unsettled supervise duty: of those above the one in charge, the last in the lineage.
pub(super) fn raised_to(lineage: &[PlaceCode], dossier: &Dossier) -> Option<OfficeId> {
    dossier.above().max_by_key(|office| lineage.iter().position(|place| *place == office.place)).cloned()
}

/// Of what is owed beside that for which the matter waits: how much is late.
pub(super) fn late_beside(pack: &Pack, dossier: &Dossier) -> u32 {
    let late = owed_beside(pack, dossier).iter().filter(|it| it.light() > Light::Green).count();
    u32::try_from(late).unwrap_or(u32::MAX)
}

/// The rows of all unsettled obligations.
#[must_use]
pub fn obligation_rows(pack: &Pack, dossier: &Dossier) -> Vec<ObligationRow> {
    let Some(place) = dossier.place else { return Vec::new() };
    let row = |it: &Obligation| {
        let twins = twins(dossier, it);
        ObligationRow {
            id: dossier.obligation_id(it.opened.no),
            place,
            act: it.opened.act,
            owner: it.opened.owner.clone(),
            due_at: it.due.at,
            provisional: it.due.provisional,
            light: it.light(),
            live: it.standing == Standing::Open,
            next_check_at: next_check_at(pack, it),
            quiet_until: it.waiting.until(),
            stands_for: u32::try_from(twins.len()).unwrap_or(u32::MAX),
            watched: watched(dossier, &twins),
        }
    };
    dossier.obligations.iter().filter(|it| it.is_unsettled()).map(row).collect()
}

/// The duties for which the row of this one stands on a desk. Those that watch over one matter for one post are one row, that of
/// the first; what answers an alarm is counted with other alarms.
fn twins<'a>(dossier: &'a Dossier, duty: &'a Obligation) -> Vec<&'a Obligation> {
    if duty.opened.act == Act::ANSWER_ALARM {
        return Vec::new();
    }
    if duty.watches().is_none() || !duty.is_live() {
        return vec![duty];
    }
    let twin =
        |it: &&Obligation| it.watches().is_some() && it.opened.owner == duty.opened.owner && it.waiting == duty.waiting;
    let mut twins: Vec<&Obligation> = dossier.live().filter(twin).collect();
    twins.sort_by_key(|it| (it.due.at, it.opened.no));
    if twins.first().is_some_and(|first| first.opened.no == duty.opened.no) { twins } else { Vec::new() }
}

/// What these duties watch over, each once.
fn watched(dossier: &Dossier, duties: &[&Obligation]) -> Vec<Watched> {
    let mut all = Vec::new();
    for late in duties.iter().filter_map(|duty| dossier.obligation(duty.watches()?)) {
        let mut last = late;
        // A duty watches over an earlier one, so that the way down has an end.
        while let Some(below) = last.watches().filter(|no| *no < last.opened.no).and_then(|no| dossier.obligation(no)) {
            last = below;
        }
        let one = Watched { owner: late.opened.owner.clone(), act: last.opened.act };
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// The row of an alarm. None for other dossiers.
#[must_use]
pub fn alarm_row(dossier: &Dossier) -> Option<AlarmRow> {
    let Some(Matter::Alarm(alarm)) = &dossier.matter else { return None };
    let duty = dossier.live().next();
    Some(AlarmRow {
        subject: dossier.subject,
        cause: alarm.cause.clone(),
        place: dossier.place?,
        open: alarm.open,
        owner: duty.map(|it| it.opened.owner.clone()),
        due_at: duty.map(|it| it.due.at),
        provisional: duty.is_some_and(|it| it.due.provisional),
    })
}
