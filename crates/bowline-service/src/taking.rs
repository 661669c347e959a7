//! This module writes the rows of a ledger, batch by batch: what is new is taken in, what differs is taken over where that was
//! asked.
//!
//! This module must never take a row in that was not judged, and never write half a batch. Start at [`Job::take_rows`].

use crate::Refused;
use crate::app::{Entry, Inner};
use crate::import::{LedgerRow, Take};
use crate::ledger_import::{Counted, LedgerImport, ledger_subject};
use crate::named::{ledger_person, people_named};
use crate::refused::retried;
use bowline_core::facts::{
    Actor, ImportCommitted, PersonRegistered, Plan, PostTaken, SiteRegistered, Source, UnitName, What,
};
use bowline_core::ids::{OfficeId, PersonId, PlaceCode, PostId, Role, SubjectId};
use bowline_core::obligations::{Aspect, Dossier, Draft, Finding, LedgerEntry, Stated, revise, take_in};
use bowline_core::time::Day;
use bowline_core::words::folded;
use bowline_store::{Commit, Pending, StoreFault};
use std::collections::{BTreeSet, HashMap};

/// Rows in one commit.
const BATCH: usize = 200;

/// The differences that are taken over, by dossier.
type Wanted = HashMap<SubjectId, Vec<Aspect>>;

/// What one file is taken in with.
pub(crate) struct Job<'a> {
    inner: &'a Inner,
    by: Actor,
    /// None: rows without a file, of which no note is kept.
    import: Option<&'a LedgerImport>,
    wanted: Wanted,
}

impl<'a> Job<'a> {
    pub(crate) fn of_file(inner: &'a Inner, by: Actor, import: &'a LedgerImport, take: &Take) -> Self {
        Self { inner, by, import: Some(import), wanted: wanted(import, take) }
    }

    pub(crate) fn of_rows(inner: &'a Inner, by: Actor) -> Self {
        Self { inner, by, import: None, wanted: Wanted::new() }
    }

    /// Takes rows in, batch by batch. `progress` is told how many are done and on disk, of how many.
    pub(crate) fn take_rows(
        &self,
        rows: &[&LedgerRow],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Counted, Refused> {
        let (mut done, mut counted) = (0, Counted::default());
        let mut flying: Option<Flying<'_>> = None;
        for batch in rows.chunks(BATCH) {
            let written = done;
            done += batch.len();
            // While one batch is being written, the next is prepared.
            let next = if done < rows.len() {
                let Taking { commit, own, .. } = self.prepare(batch, flying.as_ref().map(|it| &it.own))?;
                Some((commit, own))
            } else {
                None
            };
            if let Some(before) = flying.take() {
                counted = self.land_batch(before, counted)?;
            }
            progress(written, rows.len());
            match next {
                Some((commit, own)) => {
                    flying = Some(Flying { batch, own, pending: self.inner.store.begin_commit(commit)? });
                }
                None => counted = self.take_batch(batch, counted, self.import)?,
            }
        }
        progress(done, rows.len());
        Ok(counted)
    }

    /// One batch for one commit. What the one before registers counts as there already.
    fn prepare<'b>(&'b self, batch: &[&LedgerRow], before: Option<&'b Registered>) -> Result<Taking<'b>, Refused> {
        let mut taking =
            Taking { inner: self.inner, job: self, commit: Commit::default(), own: Registered::default(), before };
        batch.iter().try_for_each(|row| taking.row(row))?;
        Ok(taking)
    }

    /// Waits for a batch. If somebody else wrote meanwhile (the same ledger, say), it is looked at again.
    fn land_batch(&self, flying: Flying<'_>, counted: Counted) -> Result<Counted, Refused> {
        match flying.pending.wait() {
            Ok(()) => Ok(flying.own.counted(counted)),
            Err(StoreFault::Conflict { .. }) => self.take_batch(flying.batch, counted, None),
            Err(fault) => Err(fault.into()),
        }
    }

    /// A batch that is waited for; the last one of a file carries the note of the import.
    fn take_batch(
        &self,
        batch: &[&LedgerRow],
        before: Counted,
        note: Option<&LedgerImport>,
    ) -> Result<Counted, Refused> {
        retried(|| {
            let mut taking = self.prepare(batch, None)?;
            let counted = taking.own.counted(before);
            if let Some(import) = note.filter(|_| counted.taken + counted.revised > 0) {
                self.note_import(&mut taking.commit, import, counted)?;
            }
            self.inner.commit(taking.commit)?;
            Ok(counted)
        })
    }

    /// The note of an import: file, hash and numbers.
    fn note_import(&self, commit: &mut Commit, import: &LedgerImport, done: Counted) -> Result<(), Refused> {
        let report = import.report_of(done);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let what = What::ImportCommitted(Box::new(ImportCommitted {
            file: import.ledger.name.clone(),
            sha256: import.ledger.sha256.clone(),
            rows: count(report.rows),
            accepted: count(report.accepted),
            duplicates: count(report.duplicates + report.differing),
            refused: count(report.refused.len()),
            revised: count(report.revised),
        }));
        let subject = SubjectId::derived(&["imports"]);
        let now = self.inner.now();
        let place = import.scope.unwrap_or_else(|| self.inner.places.latest().nation());
        let entry = Entry { subject, place, by: self.by, behalf: None, now };
        let expected = self.inner.store.log().version(subject)?;
        self.inner.add_registry(commit, &entry, expected, vec![Draft { held: now, what }]);
        Ok(())
    }
}

fn wanted(import: &LedgerImport, take: &Take) -> Wanted {
    let mut wanted = Wanted::new();
    for difference in import.differences.iter().filter(|it| take.takes(it)) {
        if let Some(Ok(row)) = import.checked.rows.get(difference.at) {
            wanted.entry(ledger_subject(row)).or_default().push(difference.aspect);
        }
    }
    wanted
}

/// A batch that the writer has.
struct Flying<'a> {
    batch: &'a [&'a LedgerRow],
    own: Registered,
    pending: Pending,
}

/// One batch of rows on its way into one commit.
struct Taking<'a> {
    inner: &'a Inner,
    job: &'a Job<'a>,
    commit: Commit,
    own: Registered,
    /// What the batch before it registers, which may not be written yet.
    before: Option<&'a Registered>,
}

/// What a batch registers.
#[derive(Default)]
struct Registered {
    sites: HashMap<(PlaceCode, String), SiteRegistered>,
    people: BTreeSet<PersonId>,
    /// Hazards: two rows may be about the same one.
    subjects: BTreeSet<SubjectId>,
    revised: usize,
}

impl Registered {
    fn counted(&self, before: Counted) -> Counted {
        Counted { taken: before.taken + self.subjects.len(), revised: before.revised + self.revised }
    }
}

impl Taking<'_> {
    /// This batch and the one before it.
    fn registered(&self) -> impl Iterator<Item = &Registered> {
        std::iter::once(&self.own).chain(self.before)
    }

    fn row(&mut self, row: &LedgerRow) -> Result<(), Refused> {
        let subject = ledger_subject(row);
        if self.registered().any(|it| it.subjects.contains(&subject)) {
            return Ok(());
        }
        if self.inner.store.log().version(subject)? > 0 {
            return self.revise(row, subject);
        }
        let site = self.site(row)?;
        let to = PostId::site(site.site, Role::Principal);
        let seen = self.inner.seen();
        let office = seen.office_for(row.place, &site.sector).ok_or_else(crate::acts::no_office)?;
        self.people(row, &to, Some(&office))?;
        let entry = ledger_entry(row, &site, to, office, self.inner.today());
        let setting = self.inner.setting(&seen, self.inner.now(), row.place);
        let taken = take_in(setting, subject, row.place, self.job.by, entry)?;
        self.inner.add(&mut self.commit, self.job.by, &Dossier::new(subject), taken);
        self.own.subjects.insert(subject);
        Ok(())
    }

    /// What is taken over into a known dossier, as it stands now: what somebody did meanwhile is not undone.
    fn revise(&mut self, row: &LedgerRow, subject: SubjectId) -> Result<(), Refused> {
        let Some(aspects) = self.job.wanted.get(&subject) else { return Ok(()) };
        let dossier = Dossier::replay(subject, &self.inner.store.log().facts(subject)?);
        let Some(hazard) = dossier.hazard() else { return Ok(()) };
        let known = self.inner.store.registry().site(hazard.found.site)?.map(|known| known.site);
        let site = known.unwrap_or_else(|| new_site(row));
        let to = PostId::site(site.site, Role::Principal);
        let person = aspects.contains(&Aspect::Person);
        if person {
            self.people(row, &to, None)?;
        }
        let seen = self.inner.seen();
        let entry = ledger_entry(row, &site, to, hazard.found.office.clone(), self.inner.today());
        let place = dossier.place.unwrap_or(row.place);
        let setting = self.inner.setting(&seen, self.inner.now(), place);
        let revised = revise(setting, &dossier, self.job.by, entry, &|aspect| aspects.contains(&aspect))?;
        self.own.revised += usize::from(person || !revised.drafts.is_empty());
        if !revised.drafts.is_empty() {
            self.inner.add(&mut self.commit, self.job.by, &dossier, revised);
        }
        Ok(())
    }

    fn entry(&self, subject: SubjectId, place: PlaceCode) -> Entry<'static> {
        Entry { subject, place, by: self.job.by, behalf: None, now: self.inner.now() }
    }

    /// The site of a row, registered in the same commit if it is new.
    fn site(&mut self, row: &LedgerRow) -> Result<SiteRegistered, Refused> {
        let key = (row.place, row.credit_code.as_ref().map_or_else(|| folded(&row.unit_name), ToString::to_string));
        if let Some(site) = self.registered().find_map(|it| it.sites.get(&key)) {
            return Ok(site.clone());
        }
        let known = self.inner.store.registry().find_site(row.credit_code.as_ref(), row.place, &row.unit_name)?;
        let site = known.map(|known| known.site).unwrap_or_else(|| self.register_site(row));
        self.own.sites.insert(key, site.clone());
        Ok(site)
    }

    fn register_site(&mut self, row: &LedgerRow) -> SiteRegistered {
        let site = new_site(row);
        let draft = Draft { held: self.inner.now(), what: What::SiteRegistered(Box::new(site.clone())) };
        let entry = self.entry(site.site.into(), row.place);
        self.inner.add_registry(&mut self.commit, &entry, 0, vec![draft]);
        site
    }

    /// The people whom a row names hold their posts, so that these are not vacant: those responsible at the unit, those who
    /// inspected or verified at the office.
    fn people(&mut self, row: &LedgerRow, unit: &PostId, office: Option<&OfficeId>) -> Result<(), Refused> {
        for name in people_named(&row.person) {
            self.person(row, row.place, &name, unit)?;
        }
        let Some(office) = office else { return Ok(()) };
        let inspector = PostId::office(office.clone(), Role::Inspector);
        for name in [&row.inspector, &row.verified_by].into_iter().flatten().flat_map(|cell| people_named(cell)) {
            self.person(row, office.place, &name, &inspector)?;
        }
        Ok(())
    }

    /// Somebody whom nobody knows yet holds a post from the day of the row, to be confirmed.
    fn person(&mut self, row: &LedgerRow, place: PlaceCode, name: &str, post: &PostId) -> Result<(), Refused> {
        let person = ledger_person(place, &post.body, name);
        let known = self.registered().any(|it| it.people.contains(&person));
        self.own.people.insert(person);
        let (registry, now) = (self.inner.store.registry(), self.inner.now());
        if known || registry.person_name(person)?.is_some() {
            return Ok(());
        }
        let holders = registry.holders(post, self.inner.today())?;
        if holders.iter().any(|(_, holder)| folded(holder) == folded(name)) {
            return Ok(());
        }
        let entry = self.entry(person.into(), place);
        let registered = What::PersonRegistered(PersonRegistered { person, name: name.to_owned(), to_confirm: true });
        let taken = What::PostTaken(PostTaken { person, post: post.clone(), from: row.found_on, until: None });
        let drafts = vec![Draft { held: now, what: registered }, Draft { held: now, what: taken }];
        self.inner.add_registry(&mut self.commit, &entry, 0, drafts);
        Ok(())
    }
}

/// The site of a row, as it is registered where it is new.
pub(crate) fn new_site(row: &LedgerRow) -> SiteRegistered {
    SiteRegistered {
        site: crate::sites::site_id(row.place, row.credit_code.as_ref(), &row.unit_name),
        name: row.unit_name.clone(),
        credit_code: row.credit_code.clone(),
        sector: row.sector.clone().unwrap_or_default(),
        operator: row.owner.clone(),
        group: None,
        risk: None,
        coordinates: None,
    }
}

pub(crate) fn ledger_entry(
    row: &LedgerRow,
    site: &SiteRegistered,
    to: PostId,
    office: OfficeId,
    today: Day,
) -> LedgerEntry {
    let finding = Finding {
        site: site.site,
        unit: UnitName { name: row.unit_name.clone(), credit_code: row.credit_code.clone() },
        sector: site.sector.clone(),
        source: Source::Ledger,
        description: description(row),
        found_on: row.found_on,
        office,
        answers: Default::default(),
        proofs: Vec::new(),
    };
    LedgerEntry { finding, to, stated: stated(row, today) }
}

/// How a row says that its matter stands. A closing without a day of its own is of the last day for rectification, if that
/// has come.
pub(crate) fn stated(row: &LedgerRow, today: Day) -> Stated {
    let five = (row.measures.clone(), row.funds_yuan, row.contingency.clone());
    let plan = if let (Some(measures), Some(funds_yuan), Some(contingency)) = five {
        Some(Plan { person: row.person.clone(), measures, funds_yuan, until: row.deadline, contingency })
    } else {
        None
    };
    Stated {
        grade: row.grade,
        deadline: row.deadline,
        order: row.measures.clone().unwrap_or_else(|| row.description.clone()),
        plan,
        control: row.contingency.clone(),
        completed_on: row.completed_on,
        closed_on: row.closed.then(|| row.completed_on.unwrap_or(row.deadline.min(today))),
    }
}

/// What is wrong, as written. An ungraded row is ordered anew once it is graded, so what the office wrote of it is kept here.
fn description(row: &LedgerRow) -> String {
    if row.grade.is_some() {
        return row.description.clone();
    }
    let measures = row.measures.as_deref().unwrap_or_default();
    format!(
        "{}（台账所载：{} {} {} {measures}）",
        row.description,
        row.kind.as_deref().unwrap_or_default(),
        row.person,
        row.deadline
    )
}
