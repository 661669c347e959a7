//! This module counts what a pack holds, so that anybody can compare the pack with its sources.
//!
//! This module must never hold a number of its own: everything is counted from the loaded pack. Start at
//! [`PackStats::of`].

use super::cases::{Cases, Given};
use super::{HeldAs, Pack};
use crate::rules::law::{Citation, Criterion, Rule, RuleKind, RuleSet, Tag};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many rules, and how many of them are decided by a condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// All.
    pub rules: usize,
    /// Those with a condition.
    pub decidable: usize,
    /// Those known by topic only, and residual clauses: cited by hand, never decided.
    pub undecidable: usize,
}

impl Count {
    fn add(&mut self, decidable: bool) {
        self.rules += 1;
        if decidable {
            self.decidable += 1;
        } else {
            self.undecidable += 1;
        }
    }
}

/// Rules of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// All, of every edition.
    pub all: Count,
    /// By folder; those that lie in none by the empty word.
    pub by_topic: BTreeMap<String, Count>,
    /// By the tag of the first source.
    pub by_tag: BTreeMap<Tag, Count>,
}

impl KindCount {
    fn add(&mut self, topic: &str, cite: &[Citation], decidable: bool) {
        self.all.add(decidable);
        self.by_topic.entry(topic.to_owned()).or_default().add(decidable);
        if let Some(cite) = cite.first() {
            self.by_tag.entry(cite.tag).or_default().add(decidable);
        }
    }
}

/// How much of the dossier of facts is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FactCount {
    /// Facts that the pack undertakes to hold. None: it does not say.
    pub to_hold: Option<usize>,
    /// Facts that rules cite.
    pub cited: usize,
    /// Facts listed without a rule of their own, by how they are held.
    pub listed: BTreeMap<HeldAs, usize>,
}

/// Worked cases by what they prove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CaseCount {
    /// All.
    pub all: usize,
    /// Of criteria.
    pub criteria: usize,
    /// Of procedures.
    pub procedures: usize,
    /// Of ladders.
    pub ladders: usize,
    /// Of checks.
    pub checks: usize,
    /// Of scales.
    pub scales: usize,
    /// Of triggers.
    pub triggers: usize,
    /// Of clocks.
    pub clocks: usize,
    /// Of requirements.
    pub requirements: usize,
}

/// What a pack holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PackStats {
    /// Name and version of the pack.
    pub pack: String,
    /// Criteria of every edition.
    pub criteria: Count,
    /// By folder under `rules/`.
    pub by_topic: BTreeMap<String, Count>,
    /// By set; declared sets without a rule count nothing.
    pub by_set: BTreeMap<String, Count>,
    /// By GB/T 4754 prefix as the sets declare it; `*`: every sector.
    pub by_sector: BTreeMap<String, Count>,
    /// By set and days in force, such as `GAS 2023-09-21/`.
    pub by_edition: BTreeMap<String, Count>,
    /// By the tag of the first source: how sure we are.
    pub by_tag: BTreeMap<Tag, Count>,
    /// Worked cases.
    pub cases: CaseCount,
    /// Questions.
    pub inputs: usize,
    /// Procedures, and the steps in them.
    pub procedures: usize,
    /// Steps of procedures.
    pub steps: usize,
    /// Ladders.
    pub ladders: usize,
    /// Rungs of ladders.
    pub rungs: usize,
    /// Scales of grades.
    pub scales: usize,
    /// Triggers.
    pub triggers: usize,
    /// Clocks.
    pub clocks: usize,
    /// Requirements.
    pub requirements: usize,
    /// Clocks, requirements, scales, triggers and kinds of matter, each by topic and tag.
    pub kinds: BTreeMap<RuleKind, KindCount>,
    /// Kinds of matter.
    pub matters: usize,
    /// What may be done in them.
    pub matter_acts: usize,
    /// What is owed in them.
    pub matter_steps: usize,
    /// Acts that triggers may propose.
    pub proposals: usize,
    /// The dossier of facts.
    pub facts: FactCount,
    /// Measures.
    pub measures: usize,
    /// Checklists.
    pub checklists: usize,
    /// Checks of checklists.
    pub checks: usize,
    /// Instruments that may be cited.
    pub instruments: usize,
}

impl PackStats {
    /// Counts.
    #[must_use]
    pub fn of(pack: &Pack) -> Self {
        let mut stats = Self { pack: pack.name().to_owned(), ..Self::default() };
        for set in pack.sets() {
            stats.by_set.entry(set.id.clone()).or_default();
        }
        for criterion in pack.criteria() {
            stats.add_criterion(criterion, pack.sets().named(&criterion.set));
        }
        for (_, case) in Cases::of(pack).each() {
            stats.cases.add(&case.given);
        }
        stats.inputs = pack.inputs().len();
        stats.procedures = pack.procedures().len();
        stats.steps = pack.procedures().iter().map(|procedure| procedure.steps.len()).sum();
        stats.ladders = pack.ladders().len();
        stats.rungs = pack.ladders().iter().map(|ladder| ladder.rungs.len()).sum();
        stats.scales = pack.scales().len();
        stats.triggers = pack.triggers().len();
        stats.clocks = pack.clocks().len();
        stats.requirements = pack.requirements().len();
        stats.matters = pack.kinds().len();
        stats.matter_acts = pack.kinds().iter().map(|kind| kind.acts.len()).sum();
        stats.matter_steps = pack.kinds().iter().map(|kind| kind.steps.len()).sum();
        stats.proposals = pack.proposals().len();
        stats.kinds = kinds(pack);
        stats.facts = facts(pack);
        stats.measures = pack.measures().len();
        stats.checklists = pack.checklists().len();
        stats.checks = pack.checklists().iter().map(|list| list.checks.len()).sum();
        stats.instruments = pack.law.sorts.instruments.0.len();
        stats
    }

    fn add_criterion(&mut self, criterion: &Criterion, set: Option<&RuleSet>) {
        let decidable = criterion.condition.is_some();
        self.criteria.add(decidable);
        self.by_topic.entry(criterion.topic.clone()).or_default().add(decidable);
        self.by_set.entry(criterion.set.clone()).or_default().add(decidable);
        self.by_edition.entry(edition(criterion)).or_default().add(decidable);
        if let Some(cite) = criterion.cite.first() {
            self.by_tag.entry(cite.tag).or_default().add(decidable);
        }
        let Some(set) = set else { return };
        if set.sectors.is_empty() {
            self.by_sector.entry("*".to_owned()).or_default().add(decidable);
        }
        for sector in &set.sectors {
            self.by_sector.entry(sector.clone()).or_default().add(decidable);
        }
    }
}

impl CaseCount {
    fn add(&mut self, given: &Given) {
        self.all += 1;
        match given {
            Given::Criterion { .. } => self.criteria += 1,
            Given::Procedure { .. } => self.procedures += 1,
            Given::Ladder { .. } => self.ladders += 1,
            Given::Check { .. } => self.checks += 1,
            Given::Scale { .. } => self.scales += 1,
            Given::Trigger { .. } => self.triggers += 1,
            Given::Clock { .. } => self.clocks += 1,
            Given::Requirement { .. } => self.requirements += 1,
        }
    }
}

fn kinds(pack: &Pack) -> BTreeMap<RuleKind, KindCount> {
    let mut counts: BTreeMap<RuleKind, KindCount> = BTreeMap::new();
    let mut add = |kind, topic: &str, cite: &[Citation], decidable| {
        counts.entry(kind).or_default().add(topic, cite, decidable);
    };
    for rule in pack.clocks() {
        add(RuleKind::Clock, &rule.topic, &rule.cite, true);
    }
    for rule in pack.requirements() {
        add(RuleKind::Requirement, &rule.topic, &rule.cite, rule.breached_if.is_some());
    }
    for rule in pack.scales() {
        add(RuleKind::Scale, &rule.topic, &rule.cite, true);
    }
    for rule in pack.triggers() {
        add(RuleKind::Trigger, &rule.topic, &rule.cite, rule.condition.is_some());
    }
    for kind in pack.kinds() {
        // Its first source is one of its own, or of its first step that is not borne by clocks.
        add(RuleKind::Matter, "", &kind.cites().cloned().collect::<Vec<_>>(), true);
    }
    counts
}

fn facts(pack: &Pack) -> FactCount {
    let mut count = FactCount {
        to_hold: pack.held_facts().to_hold(),
        cited: pack.held_facts().cited().len(),
        ..FactCount::default()
    };
    for fact in pack.held_facts().listed() {
        *count.listed.entry(fact.held_as).or_default() += 1;
    }
    count
}

fn edition(criterion: &Criterion) -> String {
    let to = criterion.valid.to.map(|day| day.to_string()).unwrap_or_default();
    format!("{} {}/{to}", criterion.set, criterion.valid.from)
}
