//! Signals add obligations up. They are the read rows of one dossier, and the counts that the dossier adds to its
//! places.
//!
//! Pure: a row is a function of a dossier, so every read table can be rebuilt from the log and compared. This module
//! must never count by scanning: counts are differences of [`Tally`]. Start reading at [`project`].

mod draw;
mod false_closing;
mod matters;
mod notices;
mod registry;
mod rows;
mod tally;

pub use draw::{Came, Code, INSPECTOR, Key, Line, List, Size, UNIT, Walked, walk, walked_text};
pub use false_closing::{FalseClosing, Looked, rate};
pub use matters::{MatterRow, MatterTally, matter_row, matter_tally};
pub use notices::{Event, Notice, notices};
pub use registry::{HoldingRow, ImportRow, OfficeRow, PersonRow, RegistryRow, RunRow, SiteRow, registry_rows};
pub use rows::{AlarmRow, HazardRow, Lineage, ObligationRow, Watched, alarm_row, hazard_row, obligation_rows};
pub use tally::{Flow, FlowKind, Tally, flows_of, tally_of};

use crate::facts::{Fact, Grade, ProofKind};
use crate::ids::{ObligationId, PlaceCode, RuleId, SubjectId};
use crate::obligations::{Dossier, Matter};
use crate::rules::Pack;
use crate::time::{Day, day_of};
use std::collections::{BTreeMap, BTreeSet};

/// A count's address: place, sector section letter, grade. Empty sector and no grade: the total of the place.
pub type TallyKey = (PlaceCode, String, Option<Grade>);

/// What a change of one dossier does to the read tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowChanges {
    /// Hazard rows to put.
    pub hazards: BTreeMap<SubjectId, HazardRow>,
    /// Rows of matters of declared kinds to put.
    pub matters: BTreeMap<SubjectId, MatterRow>,
    /// Obligation rows to put, with their clocks; none: settled, to be removed.
    pub obligations: BTreeMap<ObligationId, Option<ObligationRow>>,
    /// Alarm rows to put.
    pub alarms: BTreeMap<SubjectId, AlarmRow>,
    /// Differences of counts.
    pub tallies: BTreeMap<TallyKey, Tally>,
    /// Differences of counts of matters, by place and kind.
    pub matter_tallies: BTreeMap<(PlaceCode, RuleId), MatterTally>,
    /// Differences of counts a day.
    pub flows: BTreeMap<(PlaceCode, Day), Flow>,
    /// How many more facts of a dossier carry a file, by its hash.
    pub evidence: BTreeMap<(String, SubjectId), u32>,
    /// Rows about who and what exists.
    pub registry: Vec<RegistryRow>,
}

impl RowChanges {
    /// Adds later changes, of the same dossier or another.
    pub fn absorb(&mut self, other: Self) {
        self.hazards.extend(other.hazards);
        self.matters.extend(other.matters);
        self.obligations.extend(other.obligations);
        self.alarms.extend(other.alarms);
        for (key, tally) in other.tallies {
            *self.tallies.entry(key).or_default() += tally;
        }
        for (key, tally) in other.matter_tallies {
            *self.matter_tallies.entry(key).or_default() += tally;
        }
        for (key, flow) in other.flows {
            *self.flows.entry(key).or_default() += flow;
        }
        for (key, times) in other.evidence {
            *self.evidence.entry(key).or_default() += times;
        }
        self.registry.extend(other.registry);
    }

    /// Counts the files that facts carry, each once a fact. What stands in a ledger is its own evidence and has no file.
    pub fn count_files(&mut self, facts: &[Fact]) {
        for fact in facts {
            let files = fact.what.proofs().into_iter().filter(|proof| proof.kind != ProofKind::Record);
            for sha256 in files.map(|proof| &proof.sha256).collect::<BTreeSet<_>>() {
                *self.evidence.entry((sha256.clone(), fact.subject)).or_default() += 1;
            }
        }
    }
}

/// The difference that a change of a dossier makes. `lineage` gives the places above a place, itself first.
#[must_use]
pub fn project(pack: &Pack, lineage: &dyn Lineage, before: &Dossier, after: &Dossier) -> RowChanges {
    let mut changes = RowChanges::default();
    // The version is part of the row: it changes with every fact.
    if after.version != before.version {
        changes.hazards.extend(hazard_row(pack, lineage, after).map(|row| (row.subject, row)));
        changes.matters.extend(matter_row(pack, lineage, after).map(|row| (row.subject, row)));
    }
    let was: BTreeMap<_, _> = obligation_rows(pack, before).into_iter().map(|row| (row.id, row)).collect();
    let now: BTreeMap<_, _> = obligation_rows(pack, after).into_iter().map(|row| (row.id, row)).collect();
    changes.obligations = was.keys().filter(|id| !now.contains_key(id)).map(|id| (*id, None)).collect();
    changes
        .obligations
        .extend(now.into_iter().filter(|(id, row)| was.get(id) != Some(row)).map(|(id, row)| (id, Some(row))));
    let alarm = alarm_row(after);
    if alarm != alarm_row(before) {
        changes.alarms.extend(alarm.map(|row| (row.subject, row)));
    }
    count(&mut changes, pack, lineage, before, after);
    changes
}

fn count(changes: &mut RowChanges, pack: &Pack, lineage: &dyn Lineage, before: &Dossier, after: &Dossier) {
    add_counts(changes, pack, lineage, before, -1);
    add_counts(changes, pack, lineage, after, 1);
    changes.tallies.retain(|_, tally| *tally != Tally::default());
    changes.matter_tallies.retain(|_, tally| *tally != MatterTally::default());
    changes.flows.retain(|_, flow| *flow != Flow::default());
}

/// The places in which a dossier counts: those in which it lay on the day on which its matter began.
#[must_use]
pub fn places_of(pack: &Pack, lineage: &dyn Lineage, dossier: &Dossier) -> Vec<PlaceCode> {
    let began = match &dossier.matter {
        Some(Matter::Hazard(hazard)) => Some(hazard.found.found_on),
        Some(Matter::Declared(matter)) => Some(matters::began_on(pack, matter)),
        Some(Matter::Alarm(_)) | None => dossier.touched.map(|at| day_of(at, pack.country().zone())),
    };
    dossier.place.zip(began).map(|(place, began)| lineage.of(place, began)).unwrap_or_default()
}

fn add_counts(changes: &mut RowChanges, pack: &Pack, lineage: &dyn Lineage, dossier: &Dossier, sign: i64) {
    let places = places_of(pack, lineage, dossier);
    if let Some((kind, tally)) = matter_tally(pack, dossier) {
        for above in places {
            *changes.matter_tallies.entry((above, kind.clone())).or_default() += tally * sign;
        }
        return;
    }
    let tally = tally_of(dossier) * sign;
    let section = dossier.hazard().map(|hazard| pack.country().section_of(&hazard.found.sector).to_owned());
    let grade = dossier.hazard().and_then(|hazard| hazard.graded.as_ref()).map(|graded| graded.grade);
    for above in places {
        *changes.tallies.entry((above, String::new(), None)).or_default() += tally;
        if let Some(section) = &section {
            *changes.tallies.entry((above, section.clone(), grade)).or_default() += tally;
        }
        for (day, kind) in flows_of(dossier, pack.country().zone()) {
            changes.flows.entry((above, day)).or_default().add(kind, sign);
        }
    }
}
