//! The read rows of one dossier: what lists, desks and the engine's index show of it.
//!
//! Must never show what the dossier does not hold: a rebuild must make the same row.

use crate::facts::{Act, AlarmCause, Fact, Grade, Light, Source, What};
use crate::ids::{Body, ObligationId, OfficeId, PlaceCode, PostId, SiteId, SubjectId};
use crate::obligations::{Dossier, Matter, Obligation, Phase, Standing, next_check_at};
use crate::rules::Pack;
use crate::time::{Day, Moment};

/// Which places lie above a place.
pub trait Lineage {
    /// The place itself first, the nation last.
    fn of(&self, place: PlaceCode) -> Vec<PlaceCode>;
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
    /// The earliest live due moment; none when closed.
    pub due_at: Option<Moment>,
    /// Whose turn it is: the owner of that obligation.
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
    /// Its light.
    pub light: Light,
    /// Whether its own clock runs.
    pub live: bool,
    /// When the engine looks at it again; none: every rung has fired, the duty above watches.
    pub next_check_at: Option<Moment>,
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
}

/// Something a post must be told: delivered from the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The dossier.
    pub subject: SubjectId,
    /// The fact that says it.
    pub version: u32,
    /// Who must be told.
    pub post: PostId,
    /// The kind of fact.
    pub kind: &'static str,
    /// When it was learned.
    pub at: Moment,
}

/// The row of a hazard. None for other dossiers.
#[must_use]
pub fn hazard_row(lineage: &dyn Lineage, dossier: &Dossier) -> Option<HazardRow> {
    let (hazard, place, phase) = (dossier.hazard()?, dossier.place?, dossier.phase()?);
    let turn = dossier.live().filter(|it| it.watches().is_none()).min_by_key(|it| (it.opened.due.at, it.opened.no));
    let mut above = lineage.of(place);
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
        due_at: turn.map(|it| it.opened.due.at),
        owner: turn.map(|it| it.opened.owner.clone()),
        act: turn.map(|it| it.opened.act),
        raised_to,
        returned: hazard.returned,
    })
}

/// The highest office that has an unsettled supervise duty: of those above the one in charge, the last in the lineage.
fn raised_to(lineage: &[PlaceCode], dossier: &Dossier) -> Option<OfficeId> {
    let in_charge = &dossier.hazard()?.found.office;
    let duties = dossier.obligations.iter().filter(|it| it.is_unsettled() && it.watches().is_some());
    let offices = duties.filter_map(|it| match &it.opened.owner.body {
        Body::Office(office) if office.place != in_charge.place => Some(office),
        _ => None,
    });
    offices.max_by_key(|office| lineage.iter().position(|place| *place == office.place)).cloned()
}

/// The rows of all unsettled obligations.
#[must_use]
pub fn obligation_rows(pack: &Pack, dossier: &Dossier) -> Vec<ObligationRow> {
    let Some(place) = dossier.place else { return Vec::new() };
    let row = |it: &Obligation| ObligationRow {
        id: dossier.obligation_id(it.opened.no),
        place,
        act: it.opened.act,
        owner: it.opened.owner.clone(),
        due_at: it.opened.due.at,
        light: it.light(),
        live: it.standing == Standing::Open,
        next_check_at: next_check_at(pack, it),
    };
    dossier.obligations.iter().filter(|it| it.is_unsettled()).map(row).collect()
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
        due_at: duty.map(|it| it.opened.due.at),
    })
}

/// Whom these facts of one dossier must be told.
#[must_use]
pub fn notices(dossier: &Dossier, facts: &[Fact]) -> Vec<Notice> {
    let post = |fact: &Fact| match &fact.what {
        What::ObligationOpened(opened) => Some(opened.owner.clone()),
        What::RungFired(rung) => dossier.obligation(rung.no).map(|it| it.opened.owner.clone()),
        _ => None,
    };
    let notice = |fact: &Fact| {
        Some(Notice {
            subject: fact.subject,
            version: fact.version,
            post: post(fact)?,
            kind: fact.what.kind(),
            at: fact.learned,
        })
    };
    facts.iter().filter_map(notice).collect()
}
