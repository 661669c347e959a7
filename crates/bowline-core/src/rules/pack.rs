//! A policy pack, loaded: law as data, dated and cited. Everything that decides reads it from here.
//!
//! Must never change after loading, and never do I/O: files are handed in. Start at [`Pack::load`].

use super::country::Country;
use super::load::{Beside, CaseFile};
use super::{
    Checklist, Citation, Clock, Criterion, Department, Diagnostic, Input, Ladder, LevelInputs, LightSet, ListedFact,
    MatterKind, Measure, OverlayRule, Procedure, Proposal, Requirement, RuleSet, Scale, Tag, Trigger, Verdict, Word,
};
use crate::facts::{InputId, Light};
use crate::ids::{DepartmentId, PlaceCode, RuleId};
use crate::places::PlaceTree;
use crate::time::{Day, WorkingCalendar};
use crate::words::Text;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// The files of a pack: path relative to its root, and text. Files under `places/` are somebody else's.
pub type PackFiles = BTreeMap<String, String>;

/// A loaded pack.
#[derive(Clone, Debug)]
pub struct Pack {
    parts: Parts,
    zone: TimeZone,
    calendar: WorkingCalendar,
    default_department: DepartmentId,
    checked_on: Day,
}

/// What the loader collects.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) country: Country,
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) licence: String,
    pub(super) checked_on: Option<Day>,
    pub(super) zone: Option<TimeZone>,
    pub(super) calendar: Option<WorkingCalendar>,
    pub(super) inputs: BTreeMap<InputId, Input>,
    pub(super) sets: Vec<RuleSet>,
    pub(super) criteria: Vec<Criterion>,
    pub(super) scales: Vec<Scale>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) measures: Vec<Measure>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) clocks: Vec<Clock>,
    pub(super) requirements: Vec<Requirement>,
    pub(super) listed_facts: Vec<ListedFact>,
    /// How many facts of the dossier the pack undertakes to hold. None: it does not say.
    pub(super) facts_to_hold: Option<usize>,
    pub(super) procedures: Vec<Procedure>,
    pub(super) ladders: BTreeMap<RuleId, Ladder>,
    pub(super) lights: Vec<LightSet>,
    pub(super) checklists: Vec<Checklist>,
    pub(super) departments: Vec<Department>,
    pub(super) sectors: BTreeMap<String, Text>,
    pub(super) supervision: BTreeMap<String, DepartmentId>,
    pub(super) default_department: Option<DepartmentId>,
    pub(super) terms: Vec<Word>,
    /// By their Chinese name.
    pub(super) instruments: BTreeMap<String, Text>,
    /// The place of an overlay.
    pub(super) place: Option<PlaceCode>,
    /// The rules of an overlay.
    pub(super) overlay: Vec<OverlayRule>,
    pub(super) cases: Vec<CaseFile>,
    /// File and id of everything that may have cases beside it.
    pub(super) case_files: Vec<(String, RuleId, Beside)>,
}

impl Parts {
    /// Every citation of a rule, with the rule.
    pub(super) fn cites(&self) -> impl Iterator<Item = (&RuleId, &Citation)> {
        let steps = self.procedures.iter().flat_map(|rule| rule.steps.iter().map(move |step| (&rule.id, &step.cite)));
        let checks = self.checklists.iter().flat_map(|list| list.checks.iter().map(|check| (&check.id, &check.cite)));
        let of = steps
            .chain(checks)
            .chain(self.criteria.iter().map(|rule| (&rule.id, &rule.cite)))
            .chain(self.ladders.values().map(|rule| (&rule.id, &rule.cite)))
            .chain(self.lights.iter().map(|set| (&set.id, &set.cite)))
            .chain(self.scales.iter().map(|rule| (&rule.id, &rule.cite)))
            .chain(self.triggers.iter().map(|rule| (&rule.id, &rule.cite)))
            .chain(self.clocks.iter().map(|rule| (&rule.id, &rule.cite)))
            .chain(self.requirements.iter().map(|rule| (&rule.id, &rule.cite)))
            .chain(self.measures.iter().map(|rule| (&rule.id, &rule.cite)));
        of.flat_map(|(id, cites)| cites.iter().map(move |cite| (id, cite)))
    }
}

impl Pack {
    /// Loads a pack from its files.
    ///
    /// # Errors
    /// Everything that is wrong with it, by file and line, in both languages.
    pub fn load(files: &PackFiles) -> Result<Self, Vec<Diagnostic>> {
        super::load::load(files)
    }

    /// Loads a pack of a province or city over this one: the whole pack for that place, such as `cn-shandong@1 over cn-national@1`.
    ///
    /// # Errors
    /// Everything that is wrong with it; also each rule that is looser than the one that it replaces, or that cannot be compared
    /// with it and does not say why.
    pub fn load_over(&self, overlay: &PackFiles) -> Result<Self, Vec<Diagnostic>> {
        super::load::load_over(self, overlay)
    }

    /// The name of the pack over which these files of a pack lie. None: over none.
    #[must_use]
    pub fn base_of(files: &PackFiles) -> Option<String> {
        super::load::base_of(files)
    }

    /// The place of an overlay. None: the pack lies over no other.
    #[must_use]
    pub const fn place(&self) -> Option<PlaceCode> {
        self.parts.place
    }

    /// Whether the place of an overlay is one, and lies in that of the pack below.
    ///
    /// # Errors
    /// What is wrong with the place.
    pub fn check_place(&self, below: &Self, tree: &PlaceTree) -> Result<(), Vec<Diagnostic>> {
        super::load::check_place(self, below, tree)
    }

    /// The rules of the overlay at the top, with how each stands to the pack below. Empty: the pack lies over no other.
    #[must_use]
    pub fn overlay(&self) -> &[OverlayRule] {
        &self.parts.overlay
    }

    pub(super) fn set_overlay(&mut self, rules: Vec<OverlayRule>) {
        self.parts.overlay = rules;
    }

    pub(super) fn from_parts(mut parts: Parts) -> Option<Self> {
        parts.criteria.sort_by(|a, b| (&a.id, a.valid.from).cmp(&(&b.id, b.valid.from)));
        parts.scales.sort_by(|a, b| (&a.id, a.valid.from).cmp(&(&b.id, b.valid.from)));
        parts.triggers.sort_by(|a, b| (&a.id, a.valid.from).cmp(&(&b.id, b.valid.from)));
        parts.clocks.sort_by(|a, b| (&a.id, a.valid.from).cmp(&(&b.id, b.valid.from)));
        parts.requirements.sort_by(|a, b| (&a.id, a.valid.from).cmp(&(&b.id, b.valid.from)));
        parts.procedures.sort_by(|a, b| a.id.cmp(&b.id));
        parts.measures.sort_by(|a, b| a.id.cmp(&b.id));
        Some(Self {
            zone: parts.zone.take()?,
            calendar: parts.calendar.take()?,
            default_department: parts.default_department.take()?,
            checked_on: parts.checked_on?,
            parts,
        })
    }

    /// Name and version, such as `cn-national@1`: kept in every fact.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.parts.name
    }
    /// What it is.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.parts.title
    }
    /// Its licence (SPDX).
    #[must_use]
    pub fn licence(&self) -> &str {
        &self.parts.licence
    }
    /// The day somebody last compared the pack with its sources.
    #[must_use]
    pub const fn checked_on(&self) -> Day {
        self.checked_on
    }
    /// The zone in which its days begin and end.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }
    /// The working calendar.
    #[must_use]
    pub const fn calendar(&self) -> &WorkingCalendar {
        &self.calendar
    }
    /// Line departments, in the order in which pages offer them.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.parts.departments
    }
    /// One department.
    #[must_use]
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.parts.departments.iter().find(|department| department.id == *id)
    }
    /// The department in charge of a sector, by the longest prefix of its GB/T 4754 code; else the pack's default.
    #[must_use]
    pub fn department_for(&self, sector: &str) -> &DepartmentId {
        longest_prefix(&self.parts.supervision, sector).unwrap_or(&self.default_department)
    }
    /// The name of a sector, by the longest prefix of its code that has a name.
    #[must_use]
    pub fn sector_name(&self, sector: &str) -> Option<&Text> {
        longest_prefix(&self.parts.sectors, sector)
    }
    /// Sectors by code.
    #[must_use]
    pub const fn sectors(&self) -> &BTreeMap<String, Text> {
        &self.parts.sectors
    }
    /// Inputs by id.
    #[must_use]
    pub const fn inputs(&self) -> &BTreeMap<InputId, Input> {
        &self.parts.inputs
    }
    /// One input.
    #[must_use]
    pub fn input(&self, id: &InputId) -> Option<&Input> {
        self.parts.inputs.get(id)
    }
    /// Criteria of every edition, by id and first day.
    #[must_use]
    pub fn criteria(&self) -> &[Criterion] {
        &self.parts.criteria
    }
    /// The latest edition of a criterion.
    #[must_use]
    pub fn criterion(&self, id: &RuleId) -> Option<&Criterion> {
        self.editions(id).last()
    }
    /// The edition of a criterion in force on a day.
    #[must_use]
    pub fn criterion_on(&self, id: &RuleId, day: Day) -> Option<&Criterion> {
        self.editions(id).iter().find(|criterion| criterion.valid.holds_on(day))
    }
    fn editions(&self, id: &RuleId) -> &[Criterion] {
        let all = &self.parts.criteria;
        let from = all.partition_point(|criterion| criterion.id < *id);
        let to = all.partition_point(|criterion| criterion.id <= *id);
        all.get(from..to).unwrap_or_default()
    }
    /// Criteria in force on a day.
    pub fn criteria_on(&self, day: Day) -> impl Iterator<Item = &Criterion> {
        self.parts.criteria.iter().filter(move |criterion| criterion.valid.holds_on(day))
    }
    /// The procedure for a matter that began on a day.
    #[must_use]
    pub fn procedure_for(&self, matter: MatterKind, day: Day) -> Option<&Procedure> {
        self.parts.procedures.iter().find(|procedure| procedure.for_matter == matter && procedure.valid.holds_on(day))
    }
    /// One procedure. A new edition takes a new id, so that what began under the old one goes on under it.
    #[must_use]
    pub fn procedure(&self, id: &RuleId) -> Option<&Procedure> {
        self.parts.procedures.iter().find(|procedure| procedure.id == *id)
    }
    /// Procedures by id.
    #[must_use]
    pub fn procedures(&self) -> &[Procedure] {
        &self.parts.procedures
    }
    /// One ladder.
    #[must_use]
    pub fn ladder(&self, id: &RuleId) -> Option<&Ladder> {
        self.parts.ladders.get(id)
    }
    /// Ladders by id.
    #[must_use]
    pub const fn ladders(&self) -> &BTreeMap<RuleId, Ladder> {
        &self.parts.ladders
    }
    /// Light rules.
    #[must_use]
    pub fn lights(&self) -> &[LightSet] {
        &self.parts.lights
    }
    /// Checklists.
    #[must_use]
    pub fn checklists(&self) -> &[Checklist] {
        &self.parts.checklists
    }
    /// The words of the product.
    #[must_use]
    pub fn terms(&self) -> &[Word] {
        &self.parts.terms
    }
    /// The name of a cited instrument in both languages; as cited if the pack does not list it.
    #[must_use]
    pub fn instrument(&self, cited: &str) -> Text {
        self.parts.instruments.get(cited).cloned().unwrap_or_else(|| Text::same(cited))
    }
    /// Instrument and article of a citation, in both languages.
    #[must_use]
    pub fn cited(&self, cite: &Citation) -> Text {
        let (instrument, article) = (self.instrument(&cite.instrument), self.article(cite));
        // The pack's own defaults have no article, only a remark that says so.
        let english = if cite.tag == Tag::Default { String::new() } else { format!(" {}", article.en) };
        Text::new(format!("{} {}", instrument.zh, article.zh), format!("{}{english}", instrument.en))
    }
    /// The article of a citation in both languages; a named part as the list of instruments has it.
    #[must_use]
    pub fn article(&self, cite: &Citation) -> Text {
        self.parts.instruments.get(&cite.article).cloned().unwrap_or_else(|| cite.article_text())
    }
    pub(super) const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The light of a place, why it shows, and what would turn it green. A pack without lights shows none but green
    /// when nothing is late and red otherwise.
    #[must_use]
    pub fn light(&self, numbers: LevelInputs) -> (Light, Text, Text) {
        let answers = numbers.answers();
        for set in &self.parts.lights {
            for rule in &set.lights {
                let shows = match &rule.program {
                    Some(program) => {
                        matches!(super::evaluate::run(&set.id, program, self, &answers), Verdict::Holds(_))
                    }
                    None => true,
                };
                if shows {
                    return (rule.light, numbers.fill(&rule.reason), numbers.fill(&rule.turns_green));
                }
            }
        }
        let light = if numbers.overdue + numbers.alarms == 0 { Light::Green } else { Light::Red };
        (light, Text::new("规则包未定义灯", "the pack defines no lights"), Text::default())
    }

    /// The title of any rule: criterion, procedure, ladder, scale, trigger, clock, requirement, measure, checklist item, term
    /// or set of lights.
    #[must_use]
    pub fn rule_text(&self, id: &RuleId) -> Option<Text> {
        let checks = || self.parts.checklists.iter().flat_map(|list| &list.checks);
        let found = self.criterion(id).map(|rule| &rule.title);
        let found = found.or_else(|| self.procedure(id).map(|rule| &rule.title));
        let found = found.or_else(|| self.ladder(id).map(|rule| &rule.title));
        let found = found.or_else(|| self.scales().iter().rfind(|rule| rule.id == *id).map(|rule| &rule.title));
        let found = found.or_else(|| self.triggers().iter().rfind(|rule| rule.id == *id).map(|rule| &rule.title));
        let found = found.or_else(|| self.measures().iter().find(|rule| rule.id == *id).map(|rule| &rule.title));
        let found = found.or_else(|| self.clocks().iter().rfind(|rule| rule.id == *id).map(|rule| &rule.title));
        let found = found.or_else(|| self.requirements().iter().rfind(|rule| rule.id == *id).map(|rule| &rule.title));
        let found = found.or_else(|| checks().find(|check| check.id == *id).map(|check| &check.title));
        let found = found.or_else(|| self.parts.checklists.iter().find(|list| list.id == *id).map(|list| &list.title));
        let found = found.or_else(|| self.parts.lights.iter().find(|set| set.id == *id).map(|set| &set.title));
        found.or_else(|| self.parts.terms.iter().find(|word| word.id == *id).map(|word| &word.term)).cloned()
    }
}

/// The value of the longest key that the text begins with.
fn longest_prefix<'m, V>(map: &'m BTreeMap<String, V>, text: &str) -> Option<&'m V> {
    (1..=text.len().min(8)).rev().filter_map(|end| text.get(..end)).find_map(|prefix| map.get(prefix))
}
