//! A policy pack, loaded, is law as data with dates and sources. Everything that decides reads it from here.
//!
//! This module must never change after loading, and never do I/O: files are handed in. Start at [`Pack::load`]; each
//! sort of rule is handed out in its [`Editions`].

use super::country::Tables;
use super::load::{Beside, CaseFile};
use super::{
    Book, Checklist, Citation, Clock, Country, Criterion, Diagnostic, Editions, HeldFacts, Input, Instruments, Ladder,
    LightSet, ListedFact, Measure, Overlay, Procedure, Proposal, Requirement, Rule, RuleSets, Scale, Trigger, Word,
};
use crate::facts::InputId;
use crate::ids::RuleId;
use crate::time::Day;
use crate::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The files of a pack: path relative to its root, and text. Files under `places/` are somebody else's.
pub type PackFiles = BTreeMap<String, String>;

/// A loaded pack.
#[derive(Clone, Debug)]
pub struct Pack {
    pub(super) parts: Parts,
    pub(super) country: Country,
    pub(super) checked_on: Day,
    pub(super) overlay: Option<Overlay>,
}

/// What the loader collects.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) checked_on: Option<Day>,
    pub(super) country: Tables,
    pub(super) inputs: BTreeMap<InputId, Input>,
    pub(super) sets: RuleSets,
    pub(super) criteria: Editions<Criterion>,
    pub(super) scales: Editions<Scale>,
    pub(super) triggers: Editions<Trigger>,
    pub(super) measures: Editions<Measure>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) clocks: Editions<Clock>,
    pub(super) requirements: Editions<Requirement>,
    pub(super) listed_facts: Vec<ListedFact>,
    /// How many facts of the dossier the pack undertakes to hold. None: it does not say.
    pub(super) facts_to_hold: Option<usize>,
    pub(super) procedures: Editions<Procedure>,
    pub(super) ladders: Editions<Ladder>,
    pub(super) lights: Editions<LightSet>,
    pub(super) checklists: Editions<Checklist>,
    pub(super) terms: Vec<Word>,
    pub(super) instruments: Instruments,
    pub(super) cases: Vec<CaseFile>,
    /// File and id of everything that may have cases beside it.
    pub(super) case_files: Vec<(String, RuleId, Beside)>,
}

impl Parts {
    /// Every citation of a rule, with the rule; those of a checklist with the check.
    pub(super) fn cites(&self) -> impl Iterator<Item = (&RuleId, &Citation)> {
        let checks = self.checklists.iter().flat_map(|list| &list.checks);
        cites(&self.procedures)
            .chain(checks.flat_map(|check| check.cite.iter().map(move |cite| (&check.id, cite))))
            .chain(cites(&self.criteria))
            .chain(cites(&self.ladders))
            .chain(cites(&self.lights))
            .chain(cites(&self.scales))
            .chain(cites(&self.triggers))
            .chain(cites(&self.clocks))
            .chain(cites(&self.requirements))
            .chain(cites(&self.measures))
    }
}

fn cites<R: Rule>(rules: &Editions<R>) -> impl Iterator<Item = (&RuleId, &Citation)> {
    rules.iter().flat_map(|rule| rule.cites().map(move |cite| (rule.id(), cite)))
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

    /// The overlay at the top. None: the pack lies over no other.
    #[must_use]
    pub const fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }
    /// Name and version, such as `cn-national@1`: kept in every fact.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.parts.name
    }
    /// What it is.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.parts.title
    }
    /// The day somebody last compared the pack with its sources.
    #[must_use]
    pub const fn checked_on(&self) -> Day {
        self.checked_on
    }
    /// What it says of its country besides its law.
    #[must_use]
    pub const fn country(&self) -> &Country {
        &self.country
    }
    /// Inputs by id.
    #[must_use]
    pub const fn inputs(&self) -> &BTreeMap<InputId, Input> {
        &self.parts.inputs
    }
    /// Sets of criteria.
    #[must_use]
    pub const fn sets(&self) -> &RuleSets {
        &self.parts.sets
    }
    /// Criteria.
    #[must_use]
    pub const fn criteria(&self) -> &Editions<Criterion> {
        &self.parts.criteria
    }
    /// Criteria in force on a day whose set applies to a sector (a GB/T 4754 code or a prefix of one).
    pub fn criteria_for(&self, sector: &str, day: Day) -> impl Iterator<Item = &Criterion> {
        let sets: BTreeSet<&str> =
            self.sets().iter().filter(|set| set.applies_to(sector)).map(|set| set.id.as_str()).collect();
        self.criteria().in_force(day).filter(move |criterion| sets.contains(criterion.set.as_str()))
    }
    /// Scales of grades.
    #[must_use]
    pub const fn scales(&self) -> &Editions<Scale> {
        &self.parts.scales
    }
    /// Triggers.
    #[must_use]
    pub const fn triggers(&self) -> &Editions<Trigger> {
        &self.parts.triggers
    }
    /// Acts that triggers may propose.
    #[must_use]
    pub fn proposals(&self) -> &[Proposal] {
        &self.parts.proposals
    }
    /// Clocks.
    #[must_use]
    pub const fn clocks(&self) -> &Editions<Clock> {
        &self.parts.clocks
    }
    /// Requirements.
    #[must_use]
    pub const fn requirements(&self) -> &Editions<Requirement> {
        &self.parts.requirements
    }
    /// Measures, those of the pack below included.
    #[must_use]
    pub const fn measures(&self) -> &Editions<Measure> {
        &self.parts.measures
    }
    /// Procedures. A new edition takes a new id, so that what began under the old one goes on under it.
    #[must_use]
    pub const fn procedures(&self) -> &Editions<Procedure> {
        &self.parts.procedures
    }
    /// Ladders.
    #[must_use]
    pub const fn ladders(&self) -> &Editions<Ladder> {
        &self.parts.ladders
    }
    /// Light rules.
    #[must_use]
    pub const fn lights(&self) -> &Editions<LightSet> {
        &self.parts.lights
    }
    /// Checklists.
    #[must_use]
    pub const fn checklists(&self) -> &Editions<Checklist> {
        &self.parts.checklists
    }
    /// What may be cited.
    #[must_use]
    pub const fn instruments(&self) -> &Instruments {
        &self.parts.instruments
    }
    /// What it holds of the dossier of facts.
    #[must_use]
    pub const fn held_facts(&self) -> HeldFacts<'_> {
        HeldFacts(self)
    }
    /// Every rule of every sort, to be read.
    #[must_use]
    pub const fn book(&self) -> Book<'_> {
        Book(self)
    }
}
