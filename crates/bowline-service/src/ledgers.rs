//! Takes in an office's own ledger: dry run, commit, refused rows. The same file twice adds nothing.
//!
//! Must never write in a dry run. Start at [`Imports::read`].

use crate::Refused;
use crate::app::{Entry, Inner};
use crate::import::{
    self, Checked, Defaults, Field, FileFault, Head, ImportReport, Ledger, LedgerRow, Mapping, ReadRow, Reading,
    RowFault,
};
use crate::refused::retried;
use bowline_core::facts::{
    Actor, ImportCommitted, PersonRegistered, Plan, PostTaken, SiteRegistered, Source, UnitName, What,
};
use bowline_core::ids::{PersonId, PlaceCode, PostId, Role, SubjectId};
use bowline_core::obligations::{Dossier, Draft, Finding, LedgerEntry, take_in};
use bowline_core::rules::Pack;
use bowline_core::words::Text;
use bowline_store::{Commit, Pending, StoreFault};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Rows in one commit.
const BATCH: usize = 200;

/// A ledger that was read and checked: what would happen.
pub struct LedgerImport {
    /// The file.
    pub ledger: Ledger,
    /// What its columns hold.
    pub mapping: Mapping,
    /// Its rows, right or with faults.
    pub checked: Checked,
    /// Rows that are right but in the ledger already.
    pub duplicates: usize,
    /// Whether the mapping was saved earlier for this head.
    pub remembered: bool,
    /// The jurisdiction of whoever imports; none: the whole nation.
    pub scope: Option<PlaceCode>,
}

impl LedgerImport {
    /// What would happen, or has happened.
    #[must_use]
    pub fn report(&self) -> ImportReport {
        ImportReport::new(&self.checked, self.duplicates)
    }

    /// What was read of the file and what was not, line by line.
    #[must_use]
    pub fn reading(&self) -> Reading {
        Reading::new(&self.ledger, &self.mapping)
    }

    /// The refused rows as a workbook.
    ///
    /// # Errors
    /// [`FileFault`] if it cannot be written.
    pub fn refused_file(&self) -> Result<Vec<u8>, FileFault> {
        let faults: Vec<&RowFault> = self.checked.refused().collect();
        self.ledger.refused_file(&faults)
    }
}

impl From<FileFault> for Refused {
    fn from(fault: FileFault) -> Self {
        Self::Field { field: "file", text: fault.text }
    }
}

/// Ledgers of offices, taken in from files.
#[derive(Clone, Copy)]
pub struct Imports<'a> {
    pub(crate) inner: &'a Arc<Inner>,
    /// Whether sheets that are hidden in a workbook are read too.
    pub(crate) hidden_sheets: bool,
}

impl Imports<'_> {
    /// The same, but sheets that are hidden in a workbook are read too.
    #[must_use]
    pub const fn with_hidden_sheets(self) -> Self {
        Self { hidden_sheets: true, ..self }
    }

    /// Reads and checks a ledger; writes nothing. `fields`: the field codes of a form, one per column, empty for none.
    ///
    /// # Errors
    /// [`Refused::Field`] if the file cannot be used at all.
    pub fn read(
        &self,
        name: &str,
        bytes: &[u8],
        fields: Option<&[String]>,
        within: Option<PlaceCode>,
    ) -> Result<LedgerImport, Refused> {
        let ledger = import::read_ledger_with(name, bytes, self.hidden_sheets)?;
        let saved = self
            .inner
            .store
            .own()
            .setting(&setting_name(&ledger.mapping))?
            .and_then(|json| serde_json::from_str::<Mapping>(&json).ok());
        let remembered = saved.is_some();
        let mut mapping = saved.unwrap_or_else(|| ledger.mapping.clone());
        if let Some(fields) = fields {
            mapping.columns =
                fields.iter().map(|code| Field::ALL.iter().copied().find(|field| field.code() == code)).collect();
        }
        let first = ledger.sheets.first().map(|sheet| &sheet.head);
        if let Some(head) = first {
            name_levels(&self.inner.pack, head, &mut mapping);
        }
        let titled =
            first.and_then(|head| self.inner.pack.country().sector_titled(head.title.as_deref()?)).map(str::to_owned);
        mapping.defaults.sector = titled.or(mapping.defaults.sector);
        mapping.defaults.grade_names = self.inner.pack.country().grade_names().cloned();
        mapping.defaults.dates = self.inner.pack.country().into();
        let scope = within.filter(|place| *place != self.inner.places.nation());
        let checked = self.check_within(&ledger, &mapping, scope)?;
        let mut duplicates = 0;
        let mut seen = BTreeSet::new();
        for row in checked.accepted() {
            let subject = ledger_subject(row);
            duplicates += usize::from(!seen.insert(subject) || self.inner.store.log().version(subject)? > 0);
        }
        Ok(LedgerImport { ledger, mapping, checked, duplicates, remembered, scope })
    }

    /// Each row as it would be imported, in the order of the file.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn rows<'i>(&'i self, import: &'i LedgerImport) -> Result<Vec<ReadRow<'i>>, Refused> {
        let currency = self.inner.pack.country().currency().map(|currency| currency.code.as_str());
        let mut seen = BTreeSet::new();
        let row = |row: &'i Result<LedgerRow, RowFault>| match row {
            Ok(row) => {
                let subject = ledger_subject(row);
                let known = !seen.insert(subject) || self.inner.store.log().version(subject)? > 0;
                Ok(ReadRow::good(row, known, currency))
            }
            Err(fault) => Ok(ReadRow::refused(fault)),
        };
        import.checked.rows.iter().map(row).collect()
    }

    /// Checks the rows. Names are looked for within the scope first (a county's clerk writes 朝阳区 and means their own city),
    /// then in the whole nation: a row that lies elsewhere is refused as such, unless it is in the ledger already.
    fn check_within(&self, ledger: &Ledger, mapping: &Mapping, scope: Option<PlaceCode>) -> Result<Checked, Refused> {
        let everywhere = Mapping { defaults: Defaults { within: None, ..mapping.defaults.clone() }, ..mapping.clone() };
        let mut checked = ledger.check(&everywhere, &self.inner.places);
        let Some(scope) = scope else { return Ok(checked) };
        let narrowed =
            Mapping { defaults: Defaults { within: Some(scope), ..mapping.defaults.clone() }, ..mapping.clone() };
        let near = ledger.check(&narrowed, &self.inner.places);
        for (row, near) in checked.rows.iter_mut().zip(near.rows) {
            if near.is_ok() {
                *row = near;
            } else if let Ok(elsewhere) = row
                && self.inner.store.log().version(ledger_subject(elsewhere))? == 0
            {
                *row = Err(elsewhere.outside());
            }
        }
        Ok(checked)
    }

    /// Takes the rows in that are right and not in the ledger yet. `progress` is told how many rows are done and on disk, of
    /// how many.
    ///
    /// # Errors
    /// [`Refused::Fault`] if it cannot be written; running it again goes on where it stopped.
    pub fn take_in(
        &self,
        by: Actor,
        import: &LedgerImport,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<ImportReport, Refused> {
        let json =
            serde_json::to_string(&import.mapping).map_err(|error| Refused::fault("saving the mapping", error))?;
        self.inner.store.own().put_setting(setting_name(&import.mapping), json)?;
        let rows: Vec<&LedgerRow> = import.checked.accepted().collect();
        let taken = self.take_rows(by, Some(import), &rows, progress)?;
        Ok(ImportReport::new(&import.checked, rows.len() - taken))
    }

    /// Takes rows in that are not in the ledger yet, batch by batch. Answers how many.
    ///
    /// # Errors
    /// [`Refused::Fault`] if it cannot be written; running it again goes on where it stopped.
    pub fn take_in_rows(
        &self,
        by: Actor,
        rows: &[&LedgerRow],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<usize, Refused> {
        self.take_rows(by, None, rows, progress)
    }

    fn take_rows(
        &self,
        by: Actor,
        import: Option<&LedgerImport>,
        rows: &[&LedgerRow],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<usize, Refused> {
        let (mut done, mut taken) = (0, 0);
        let mut flying: Option<Flying<'_>> = None;
        for batch in rows.chunks(BATCH) {
            let written = done;
            done += batch.len();
            // While one batch is being written, the next is prepared.
            let next = if done < rows.len() {
                let Taking { commit, own, .. } = self.prepare(by, batch, flying.as_ref().map(|it| &it.own))?;
                Some((commit, own))
            } else {
                None
            };
            taken += flying.take().map_or(Ok(0), |before| self.land_batch(by, before))?;
            progress(written, rows.len());
            match next {
                Some((commit, own)) => {
                    flying = Some(Flying { batch, own, pending: self.inner.store.begin_commit(commit)? });
                }
                None => taken = self.take_batch(by, import, batch, taken)?,
            }
        }
        progress(done, rows.len());
        Ok(taken)
    }

    /// One batch for one commit. What the one before registers counts as there already.
    fn prepare<'a>(
        &'a self,
        by: Actor,
        batch: &[&LedgerRow],
        before: Option<&'a Registered>,
    ) -> Result<Taking<'a>, Refused> {
        let mut taking =
            Taking { inner: self.inner, by, commit: Commit::default(), own: Registered::default(), before };
        batch.iter().try_for_each(|row| taking.row(row))?;
        Ok(taking)
    }

    /// Waits for a batch. If somebody else wrote meanwhile (the same ledger, say), it is looked at again.
    fn land_batch(&self, by: Actor, flying: Flying<'_>) -> Result<usize, Refused> {
        match flying.pending.wait() {
            Ok(()) => Ok(flying.own.subjects.len()),
            Err(StoreFault::Conflict { .. }) => self.take_batch(by, None, flying.batch, 0),
            Err(fault) => Err(fault.into()),
        }
    }

    /// A batch that is waited for; the last one of a file carries the note of the import. Answers how many rows were taken so
    /// far.
    fn take_batch(
        &self,
        by: Actor,
        note: Option<&LedgerImport>,
        batch: &[&LedgerRow],
        before: usize,
    ) -> Result<usize, Refused> {
        retried(|| {
            let mut taking = self.prepare(by, batch, None)?;
            let taken = before + taking.own.subjects.len();
            if let Some(import) = note.filter(|_| taken > 0) {
                let rows = import.checked.accepted().count();
                self.note_import(&mut taking.commit, by, import, &ImportReport::new(&import.checked, rows - taken))?;
            }
            self.inner.commit(taking.commit)?;
            Ok(taken)
        })
    }

    fn note_import(
        &self,
        commit: &mut Commit,
        by: Actor,
        import: &LedgerImport,
        report: &ImportReport,
    ) -> Result<(), Refused> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let what = What::ImportCommitted(Box::new(ImportCommitted {
            file: import.ledger.name.clone(),
            sha256: import.ledger.sha256.clone(),
            rows: count(report.rows),
            accepted: count(report.accepted),
            duplicates: count(report.duplicates),
            refused: count(report.refused.len()),
        }));
        let subject = SubjectId::derived(&["imports"]);
        let now = self.inner.now();
        let place = import.scope.unwrap_or_else(|| self.inner.places.nation());
        let entry = Entry { subject, place, by, behalf: None, now };
        let expected = self.inner.store.log().version(subject)?;
        self.inner.add_registry(commit, &entry, expected, vec![Draft { held: now, what }]);
        Ok(())
    }
}

/// Columns that the pack knows by other names for its levels of places.
fn name_levels(pack: &Pack, head: &Head, mapping: &mut Mapping) {
    for (at, column) in head.columns.iter().enumerate() {
        let field = pack.country().level_of_column(&column.name).and_then(Field::of_level);
        let free = field.filter(|field| mapping.column(*field).is_none());
        if let (Some(place @ None), Some(field)) = (mapping.columns.get_mut(at), free) {
            *place = Some(field);
        }
    }
}

fn setting_name(mapping: &Mapping) -> String {
    format!("mapping:{}", mapping.head)
}

/// The dossier of a row: the same for the same hazard, however often and in whatever file it is imported.
#[must_use]
pub fn ledger_subject(row: &LedgerRow) -> SubjectId {
    SubjectId::derived_on(row.place, row.found_on, &["ledger", &row.key()])
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
    by: Actor,
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
}

impl Taking<'_> {
    /// This batch and the one before it.
    fn registered(&self) -> impl Iterator<Item = &Registered> {
        std::iter::once(&self.own).chain(self.before)
    }

    fn row(&mut self, row: &LedgerRow) -> Result<(), Refused> {
        let subject = ledger_subject(row);
        let store = &self.inner.store;
        if self.registered().any(|it| it.subjects.contains(&subject)) || store.log().version(subject)? > 0 {
            return Ok(());
        }
        let site = self.site(row)?;
        let to = PostId::site(site.site, Role::Principal);
        self.person(row, &site, &to)?;
        let seen = self.inner.seen();
        let office = seen.office_for(row.place, &site.sector).ok_or_else(crate::acts::no_office)?;
        let now = self.inner.now();
        let entry = ledger_entry(row, &site, to, office);
        let drafts = take_in(self.inner.setting(&seen, now), subject, row.place, self.by, entry)?;
        let envelope = Entry { subject, place: row.place, by: self.by, behalf: None, now };
        self.inner.add(&mut self.commit, &envelope, &Dossier::new(subject), drafts);
        self.own.subjects.insert(subject);
        Ok(())
    }

    /// The site of a row, registered in the same commit if it is new.
    fn site(&mut self, row: &LedgerRow) -> Result<SiteRegistered, Refused> {
        let key = (row.place, row.credit_code.as_ref().map_or_else(|| row.unit_name.clone(), ToString::to_string));
        if let Some(site) = self.registered().find_map(|it| it.sites.get(&key)) {
            return Ok(site.clone());
        }
        let known = self.inner.store.registry().find_site(row.credit_code.as_ref(), row.place, &row.unit_name)?;
        let site = match known {
            Some(known) => known.site,
            None => self.register_site(row),
        };
        self.own.sites.insert(key, site.clone());
        Ok(site)
    }

    fn register_site(&mut self, row: &LedgerRow) -> SiteRegistered {
        let site = SiteRegistered {
            site: crate::sites::site_id(row.place, row.credit_code.as_ref(), &row.unit_name),
            name: row.unit_name.clone(),
            credit_code: row.credit_code.clone(),
            sector: row.sector.clone().unwrap_or_default(),
            operator: row.owner.clone(),
            group: None,
            risk: None,
            coordinates: None,
        };
        let now = self.inner.now();
        let entry = Entry { subject: site.site.into(), place: row.place, by: self.by, behalf: None, now };
        let draft = Draft { held: now, what: What::SiteRegistered(Box::new(site.clone())) };
        self.inner.add_registry(&mut self.commit, &entry, 0, vec![draft]);
        site
    }

    /// The person whom the ledger names holds the unit's post, so that it is not vacant.
    fn person(&mut self, row: &LedgerRow, site: &SiteRegistered, post: &PostId) -> Result<(), Refused> {
        let person = PersonId::derived_in(row.place, &["ledger-person", &site.site.to_string(), &row.person]);
        let known = self.registered().any(|it| it.people.contains(&person));
        self.own.people.insert(person);
        if known || self.inner.store.registry().person_name(person)?.is_some() {
            return Ok(());
        }
        let now = self.inner.now();
        let entry = Entry { subject: person.into(), place: row.place, by: self.by, behalf: None, now };
        let registered = What::PersonRegistered(PersonRegistered { person, name: row.person.clone() });
        let taken = What::PostTaken(PostTaken { person, post: post.clone(), from: row.found_on, until: None });
        let drafts = vec![Draft { held: now, what: registered }, Draft { held: now, what: taken }];
        self.inner.add_registry(&mut self.commit, &entry, 0, drafts);
        Ok(())
    }
}

fn ledger_entry(
    row: &LedgerRow,
    site: &SiteRegistered,
    to: PostId,
    office: bowline_core::ids::OfficeId,
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
    let five = (row.measures.clone(), row.funds_yuan, row.contingency.clone());
    let plan = if let (Some(measures), Some(funds_yuan), Some(contingency)) = five {
        Some(Plan { person: row.person.clone(), measures, funds_yuan, until: row.deadline, contingency })
    } else {
        None
    };
    LedgerEntry {
        finding,
        grade: row.grade,
        to,
        deadline: row.deadline,
        order: row.measures.clone().unwrap_or_else(|| row.description.clone()),
        plan,
        control: row.contingency.clone(),
        closed_on: row.closed.then(|| row.completed_on.unwrap_or(row.deadline)),
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

/// The sentence of a row's fault.
pub(crate) fn fault_text(fault: &RowFault) -> Text {
    Text::new(&fault.zh, &fault.en)
}
