//! Takes in one row of an office's own ledger: what the office wrote becomes facts; what it left out becomes obligations.
//!
//! Must never call anything verified: an office's own closing is `closed_by_ledger` (decision 0011).

use super::ask::{Draft, Finding, Setting};
use super::decide::{found, held_on, within_longest};
use super::dossier::Dossier;
use super::follow::Writing;
use super::rejected::{Field, Rejected};
use crate::facts::{
    Accepted, Actor, ClosedOff, Closing, Controlled, Grade, GradeBasis, Graded, Ordered, Plan, Planned, What,
};
use crate::ids::{PlaceCode, PostId, SubjectId};
use crate::rules::MatterKind;
use crate::time::Day;
use std::sync::Arc;

/// One row, checked by the importer.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    /// The hazard as found.
    pub finding: Finding,
    /// The office's own grade; none: to be graded here.
    pub grade: Option<Grade>,
    /// Post of the unit responsible.
    pub to: PostId,
    /// Last day for rectification.
    pub deadline: Day,
    /// What the office ordered: its measures, else the description.
    pub order: String,
    /// The five, if the office wrote all of them.
    pub plan: Option<Plan>,
    /// Interim control, if the office wrote one.
    pub control: Option<String>,
    /// The day on which the office closed it off.
    pub closed_on: Option<Day>,
}

/// The facts of one row. Clocks of what the office left out start now, so that nobody is late for what nobody asked.
///
/// # Errors
/// [`Rejected::NoProcedure`] where the pack has none for the day; [`Rejected::BeyondLongest`] where the row sets a date that an order
/// of today could not set.
pub fn take_in(
    setting: Setting<'_>,
    subject: SubjectId,
    place: PlaceCode,
    by: Actor,
    entry: LedgerEntry,
) -> Result<Vec<Draft>, Rejected> {
    within_longest(setting.pack, entry.grade, setting.today(), entry.deadline)?;
    if entry.plan.as_ref().is_some_and(|plan| plan.until > entry.deadline) {
        return Err(Rejected::TooLate { field: Field::Until, latest: entry.deadline });
    }
    let found_on = entry.finding.found_on;
    let held = held_on(setting, found_on);
    let intake =
        setting.pack.procedures().for_matter(MatterKind::UngradedHazard, found_on).ok_or(Rejected::NoProcedure)?;
    let mut writing = Writing::on(setting, by, Dossier::new(subject), place);
    let what = What::Found(Arc::new(found(entry.finding, intake.id.clone())));
    let Some(grade) = entry.grade else {
        match entry.closed_on {
            Some(on) => {
                writing.write(held, what);
                writing.write(held_on(setting, on), What::ClosedOff(ClosedOff { closing: Closing::Ledger, on }));
            }
            None => writing.record(held, setting.now, what),
        }
        return Ok(writing.drafts);
    };
    let procedure = setting.pack.procedures().for_matter(grade.into(), found_on).ok_or(Rejected::NoProcedure)?;
    writing.write(held, what);
    let graded = Graded { grade, basis: GradeBasis::Ledger, procedure: procedure.id.clone() };
    writing.write(held, What::Graded(Arc::new(graded)));
    let ordered = What::Ordered(Arc::new(Ordered { to: entry.to, deadline: entry.deadline, text: entry.order }));
    if let Some(on) = entry.closed_on {
        writing.write(held, ordered);
        writing.write(held_on(setting, on), What::ClosedOff(ClosedOff { closing: Closing::Ledger, on }));
        return Ok(writing.drafts);
    }
    writing.record(held, setting.now, ordered);
    writing.record(held, setting.now, What::Accepted(Accepted {}));
    if let Some(measures) = entry.control {
        writing.record(held, setting.now, What::Controlled(Box::new(Controlled { measures, proofs: Vec::new() })));
    }
    if let Some(plan) = entry.plan {
        writing.record(held, setting.now, What::Planned(Box::new(Planned { plan })));
    }
    Ok(writing.drafts)
}
