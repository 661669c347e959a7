//! This module imports one row of an office's own ledger. What the office wrote becomes facts; what the office left out
//! becomes obligations.
//!
//! This module must never call anything verified: an office's own closing is `closed_by_ledger` (decision 0011). Start
//! at [`take_in`]; what a later edition of the same ledger says otherwise is in `revise`.

use super::ask::{Decided, Finding, Setting};
use super::decide::{filled, found, held_on, not_after, procedure_of, vet};
use super::dossier::Dossier;
use super::follow::Writing;
use super::rejected::{Field, Rejected, within_longest};
use crate::facts::{
    Accepted, Actor, ClosedOff, Closing, Controlled, Grade, GradeBasis, Graded, Ordered, Plan, Planned, What,
};
use crate::ids::{PlaceCode, PostId, SubjectId};
use crate::time::{Day, Moment};
use std::sync::Arc;

/// One row, checked by the importer.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    /// The hazard as found.
    pub finding: Finding,
    /// Post of the unit responsible.
    pub to: PostId,
    /// How the matter stands, as the office wrote it.
    pub stated: Stated,
}

/// How a matter stands, as an office wrote it in its ledger. From month to month this is what changes in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The office's own grade; none: to be graded here.
    pub grade: Option<Grade>,
    /// Last day for rectification.
    pub deadline: Day,
    /// What the office ordered: its measures, else the description.
    pub order: String,
    /// The five, if the office wrote all of them.
    pub plan: Option<Plan>,
    /// Interim control, if the office wrote one.
    pub control: Option<String>,
    /// The day on which it was rectified, whether closed off or not.
    pub completed_on: Option<Day>,
    /// The day on which the office closed it off.
    pub closed_on: Option<Day>,
}

/// Whether a row can be taken in: the same rules as for a report, and those for what only a ledger says.
///
/// # Errors
/// [`Rejected`] with the field at fault.
pub fn vet_row(setting: Setting<'_>, entry: &LedgerEntry) -> Result<(), Rejected> {
    vet(setting, &entry.finding)?;
    let (stated, today) = (&entry.stated, setting.today());
    if let Some(grade) = stated.grade {
        procedure_of(setting, grade.into(), entry.finding.found_on)?;
    }
    if stated.closed_on.is_none() {
        within_longest(setting.pack, stated.grade, today, stated.deadline)?;
    }
    for day in stated.completed_on.into_iter().chain(stated.closed_on) {
        not_after(day, today, Field::CompletedOn)?;
    }
    filled(&stated.order, Field::OrderText)?;
    if let Some(plan) = &stated.plan {
        not_after(plan.until, stated.deadline, Field::Until)?;
        filled(&plan.measures, Field::Measures)?;
        filled(&plan.contingency, Field::Contingency)?;
    }
    stated.control.as_ref().map_or(Ok(()), |control| filled(control, Field::Contingency).map(drop))
}

/// The facts of one row. Clocks of what the office left out start now, so that nobody is late for what nobody asked.
///
/// # Errors
/// As [`vet_row`].
pub fn take_in(
    setting: Setting<'_>,
    subject: SubjectId,
    place: PlaceCode,
    by: Actor,
    entry: LedgerEntry,
) -> Result<Decided, Rejected> {
    vet_row(setting, &entry)?;
    let LedgerEntry { finding, to, stated } = entry;
    let held = held_on(setting, finding.found_on);
    let intake = vet(setting, &finding)?;
    let mut writing = Writing::on(setting, by, Dossier::new(subject), place);
    let found_on = finding.found_on;
    let what = What::Found(Arc::new(found(finding, intake.id.clone())));
    match (stated.grade, stated.closed_on) {
        (None, None) => writing.record(held, what),
        _ => writing.write(held, what),
    }
    if let Some(grade) = stated.grade {
        writing.write(held, graded_by_ledger(setting, grade, found_on)?);
        let ordered = Ordered { to, deadline: stated.deadline, text: stated.order.clone() };
        match stated.closed_on {
            Some(_) => writing.write(held, What::Ordered(Arc::new(ordered))),
            None => ordered_by_ledger(&mut writing, held, ordered, stated.control, stated.plan),
        }
    }
    if let Some(on) = stated.closed_on {
        writing.write(held_on(setting, on), What::ClosedOff(ClosedOff { closing: Closing::Ledger, on }));
    }
    Ok(writing.decided())
}

/// The office's own grade; no criterion was applied.
pub(super) fn graded_by_ledger(setting: Setting<'_>, grade: Grade, found_on: Day) -> Result<What, Rejected> {
    let procedure = procedure_of(setting, grade.into(), found_on)?;
    Ok(What::Graded(Arc::new(Graded { grade, basis: GradeBasis::Ledger, procedure: procedure.id.clone() })))
}

/// What the office ordered counts as accepted; what else it wrote is done.
pub(super) fn ordered_by_ledger(
    writing: &mut Writing<'_>,
    held: Moment,
    ordered: Ordered,
    control: Option<String>,
    plan: Option<Plan>,
) {
    writing.record(held, What::Ordered(Arc::new(ordered)));
    writing.record(held, What::Accepted(Accepted {}));
    if let Some(measures) = control {
        writing.record(held, What::Controlled(Box::new(Controlled { measures, proofs: Vec::new() })));
    }
    if let Some(plan) = plan {
        writing.record(held, What::Planned(Box::new(Planned { plan })));
    }
}
