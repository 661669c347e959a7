//! Judges rows that were read: by the rules that hold for every door, by each other, and by what the ledger holds
//! already.
//!
//! This module must never drop a row without a word: it is new, or refused with its reason, or known, and then told in
//! what it differs. Start at [`Judge::judge`].

use crate::Refused;
use crate::app::Inner;
use crate::import::{Checked, Field, LedgerRow, RowDifference, RowFault};
use crate::ledger_import::ledger_subject;
use crate::named::{ledger_person, people_named};
use crate::registry::Seen;
use crate::taking::{ledger_entry, new_site, stated};
use bowline_core::facts::Fact;
use bowline_core::ids::{Body, PostId, Role, SiteId, SubjectId};
use bowline_core::obligations::{
    Aspect, Difference, Dossier, Field as Asked, Registry, Rejected, differences, vet_row,
};
use bowline_core::words::{Text, folded};
use std::collections::HashMap;

/// Rows whose facts are read at once.
const PART: usize = 200;

/// Judges the rows of one file.
pub(crate) struct Judge<'a> {
    pub(crate) inner: &'a Inner,
}

impl Judge<'_> {
    /// Refuses rows that cannot be taken in. Answers how many of the others are known, and in what these differ.
    pub(crate) fn judge(&self, checked: &mut Checked) -> Result<(usize, Vec<RowDifference>), Refused> {
        let seen = self.inner.seen();
        let mut first: HashMap<SubjectId, String> = HashMap::new();
        for row in &mut checked.rows {
            let Ok(it) = row else { continue };
            let subject = ledger_subject(it);
            let fault = match first.get(&subject) {
                Some(first) => Some(it.same_as(first)),
                None => self.fault_of(&seen, it),
            };
            match fault {
                Some(fault) => *row = Err(fault),
                None => drop(first.insert(subject, it.row.clone())),
            }
        }
        self.compare(checked)
    }

    /// Why a row that was read cannot be taken in all the same.
    fn fault_of(&self, seen: &Seen<'_>, row: &LedgerRow) -> Option<RowFault> {
        let responsible = people_named(&row.person);
        let verifiers = row.verified_by.as_deref().map(people_named).unwrap_or_default();
        let same = |name: &&String| responsible.iter().any(|own| folded(own) == folded(name));
        if let Some(name) = verifiers.iter().find(same) {
            return Some(row.self_verified(name));
        }
        let site = new_site(row);
        let to = PostId::site(site.site, Role::Principal);
        // A dry run in an empty folder: the offices are loaded before anything is taken in.
        let office = match seen.offices.is_empty() {
            true => Some(seen.last_resort()),
            false => seen.office_for(row.place, &site.sector),
        };
        let Some(office) = office else {
            return Some(row.refused(Field::County, "no_authority", |say| say.no_authority()));
        };
        let entry = ledger_entry(row, &site, to, office, self.inner.today());
        vet_row(self.inner.setting(seen, self.inner.now(), row.place), &entry).err().map(|why| fault_from(row, &why))
    }

    fn compare(&self, checked: &Checked) -> Result<(usize, Vec<RowDifference>), Refused> {
        let rows: Vec<(usize, &LedgerRow)> =
            checked.rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.as_ref().ok()?))).collect();
        let (mut known, mut differing) = (0, Vec::new());
        for part in rows.chunks(PART) {
            let subjects: Vec<SubjectId> = part.iter().map(|(_, row)| ledger_subject(row)).collect();
            let facts = self.inner.store.log().facts_of_each(&subjects)?;
            for (((at, row), subject), facts) in part.iter().zip(&subjects).zip(facts) {
                known += usize::from(!facts.is_empty());
                let found = self.differences_of(row, *subject, &facts)?;
                differing.extend(found.into_iter().map(|it| told(*at, row, it)));
            }
        }
        Ok((known, differing))
    }

    /// In what a row differs from the dossier that an earlier edition of the ledger began.
    fn differences_of(&self, row: &LedgerRow, subject: SubjectId, facts: &[Fact]) -> Result<Vec<Difference>, Refused> {
        if facts.is_empty() {
            return Ok(Vec::new());
        }
        let dossier = Dossier::replay(subject, facts);
        let mut found = differences(&dossier, &stated(row, self.inner.today()));
        if let Some(hazard) = dossier.hazard().filter(|_| dossier.is_open() && !row.closed) {
            found.extend(self.new_person(row, hazard.found.site)?);
        }
        Ok(found)
    }

    /// That a ledger names somebody who has no post at the site yet.
    fn new_person(&self, row: &LedgerRow, site: SiteId) -> Result<Option<Difference>, Refused> {
        let mut unknown = false;
        for name in people_named(&row.person) {
            let id = ledger_person(row.place, &Body::Site(site), &name);
            unknown |= self.inner.store.registry().person_name(id)?.is_none();
        }
        if !unknown {
            return Ok(None);
        }
        let posts = Role::OF_SITE.map(|role| PostId::site(site, role));
        let holders = self.inner.store.registry().holders_of_each(&posts, self.inner.today())?;
        let here: Vec<String> = holders.into_iter().flatten().map(|holder| holder.name).collect();
        let is_here = |name: &String| here.iter().any(|known| folded(known) == folded(name));
        if people_named(&row.person).iter().all(is_here) {
            return Ok(None);
        }
        let ledger = Text::same(&row.person);
        Ok(Some(Difference { aspect: Aspect::Person, here: Text::same(here.join("、")), ledger, stays: None }))
    }
}

fn told(at: usize, row: &LedgerRow, difference: Difference) -> RowDifference {
    let Difference { aspect, here, ledger, stays } = difference;
    RowDifference {
        at,
        row: row.row.clone(),
        line: row.line,
        sheet: row.sheet.clone(),
        unit: row.unit_name.clone(),
        aspect,
        here,
        file: ledger,
        stays,
    }
}

/// A refusal of the core as the fault of a row.
fn fault_from(row: &LedgerRow, why: &Rejected) -> RowFault {
    let (asked, code) = match why {
        Rejected::TooLate { field: Asked::FoundOn, .. } => (Asked::FoundOn, "found_on_in_future"),
        Rejected::TooLate { field: Asked::CompletedOn, .. } => (Asked::CompletedOn, "completed_on_in_future"),
        Rejected::BeyondLongest(_) => (Asked::Deadline, "deadline_beyond_longest"),
        Rejected::TooLate { field, .. } => (*field, "day_too_late"),
        Rejected::TooEarly { field, .. } => (*field, "day_too_early"),
        Rejected::TooLong { field, .. } => (*field, "text_too_long"),
        Rejected::Unseen { field, .. } => (*field, "character_unseen"),
        Rejected::Missing { field } => (*field, "text_missing"),
        _ => (Asked::Description, "not_possible"),
    };
    let field = match asked {
        Asked::FoundOn => Field::FoundOn,
        Asked::CompletedOn => Field::CompletedOn,
        Asked::Deadline | Asked::Until => Field::Deadline,
        Asked::Unit => Field::UnitName,
        Asked::Place => Field::County,
        Asked::Person => Field::Person,
        Asked::OrderText | Asked::Measures => Field::Measures,
        Asked::Contingency => Field::Contingency,
        _ => Field::Description,
    };
    let text = why.text();
    row.refused(field, code, |say| say.not_possible(text.get(say.0).trim_end_matches(['。', '.'])))
}
