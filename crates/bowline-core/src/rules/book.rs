//! The pack as a book to be read: every rule of every kind and edition as one sort of entry, in words.
//!
//! Must never decide: `trial` asks the rules themselves. A new kind of rule is a variant of `Body`, a line in
//! [`Pack::book`] and a function `of_…` here. Start at [`Pack::book`].

use super::{
    Checklist, Citation, Clock, Criterion, Ladder, LightSet, Measure, Pack, Procedure, Requirement, RuleKind, Scale,
    Trigger, Validity, explain,
};
use crate::ids::RuleId;
use crate::words::Text;

/// One edition of one rule.
#[derive(Clone, Debug)]
pub struct Entry<'p> {
    /// What it is.
    pub kind: RuleKind,
    /// Its name.
    pub id: &'p RuleId,
    /// What it says, short.
    pub title: &'p Text,
    /// Days in force.
    pub valid: Validity,
    /// Sources, each once.
    pub cites: Vec<&'p Citation>,
    /// The set of a criterion.
    pub set: Option<&'p str>,
    /// Prefixes of the sectors it speaks about; empty: every sector. None: not a matter of sectors.
    pub sectors: Option<&'p [String]>,
    /// Whether it is decided by a condition or a clock; the others are cited by hand.
    pub decided: bool,
    pub(super) body: Body<'p>,
}

/// The rule behind an entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'p> {
    Criterion(&'p Criterion),
    Scale(&'p Scale),
    Trigger(&'p Trigger),
    Procedure(&'p Procedure),
    Ladder(&'p Ladder),
    Checklist(&'p Checklist),
    Lights(&'p LightSet),
    Clock(&'p Clock),
    Requirement(&'p Requirement),
    Measure(&'p Measure),
}

impl Pack {
    /// Every rule of every edition, kind by kind, by name and first day.
    pub fn book(&self) -> impl Iterator<Item = Entry<'_>> {
        let criteria = self.criteria().iter().map(|rule| of_criterion(self, rule));
        criteria
            .chain(self.requirements().iter().map(of_requirement))
            .chain(self.clocks().iter().map(of_clock))
            .chain(self.scales().iter().map(of_scale))
            .chain(self.triggers().iter().map(of_trigger))
            .chain(self.procedures().iter().map(of_procedure))
            .chain(self.ladders().values().map(of_ladder))
            .chain(self.checklists().iter().map(of_checklist))
            .chain(self.lights().iter().map(of_lights))
            .chain(self.measures().iter().map(of_measure))
    }

    /// Every edition of a rule, the first first. The name of a check that is no rule's leads to its checklist.
    #[must_use]
    pub fn editions_of(&self, id: &RuleId) -> Vec<Entry<'_>> {
        let has_check = |entry: &Entry<'_>| match entry.body {
            Body::Checklist(list) => list.checks.iter().any(|check| check.id == *id),
            _ => false,
        };
        let named: Vec<Entry<'_>> = self.book().filter(|entry| entry.id == id).collect();
        if named.is_empty() { self.book().filter(has_check).collect() } else { named }
    }
}

impl Entry<'_> {
    /// What it says, in words, line by line; dots show how deep a line stands. Without its days and sources.
    #[must_use]
    pub fn words(&self, pack: &Pack) -> Vec<Text> {
        match self.body {
            Body::Criterion(rule) => explain::criterion(pack, rule),
            Body::Scale(rule) => explain::scale(pack, rule),
            Body::Trigger(rule) => explain::trigger(pack, rule),
            Body::Procedure(rule) => explain::procedure(pack, rule),
            Body::Ladder(rule) => explain::ladder(rule),
            Body::Checklist(rule) => explain::checklist(pack, rule),
            Body::Lights(rule) => explain::lights(pack, rule),
            Body::Clock(rule) => explain::clock(pack, rule),
            Body::Requirement(rule) => explain::requirement(pack, rule),
            Body::Measure(rule) => explain::measure(rule),
        }
    }

    /// Whether one of its names, its title or a source holds the text, which is in small letters.
    #[must_use]
    pub fn mentions(&self, pack: &Pack, text: &str) -> bool {
        let has = |word: &str| word.to_lowercase().contains(text);
        let cited = |cite: &&Citation| {
            let source = pack.cited(cite);
            has(&source.zh) || has(&source.en)
        };
        let checks = match self.body {
            Body::Checklist(list) => list.checks.as_slice(),
            _ => &[],
        };
        has(self.id.as_str())
            || has(&self.title.zh)
            || has(&self.title.en)
            || checks.iter().any(|check| has(check.id.as_str()) || has(&check.title.zh) || has(&check.title.en))
            || self.cites.iter().any(cited)
    }
}

fn once<'p>(cites: impl IntoIterator<Item = &'p Citation>) -> Vec<&'p Citation> {
    let mut found: Vec<&Citation> = Vec::new();
    for cite in cites {
        if !found.contains(&cite) {
            found.push(cite);
        }
    }
    found
}

fn of_criterion<'p>(pack: &'p Pack, rule: &'p Criterion) -> Entry<'p> {
    Entry {
        kind: RuleKind::Criterion,
        id: &rule.id,
        title: &rule.title,
        valid: rule.valid,
        cites: once(&rule.cite),
        set: Some(&rule.set),
        sectors: Some(pack.set(&rule.set).map_or(&[], |set| set.sectors.as_slice())),
        decided: rule.condition.is_some(),
        body: Body::Criterion(rule),
    }
}

fn of_scale(rule: &Scale) -> Entry<'_> {
    plain(RuleKind::Scale, &rule.id, &rule.title, rule.valid, once(&rule.cite), Body::Scale(rule))
}

fn of_trigger(rule: &Trigger) -> Entry<'_> {
    let entry = plain(RuleKind::Trigger, &rule.id, &rule.title, rule.valid, once(&rule.cite), Body::Trigger(rule));
    Entry { decided: rule.condition.is_some(), ..entry }
}

fn of_procedure(rule: &Procedure) -> Entry<'_> {
    let cites = once(rule.steps.iter().flat_map(|step| &step.cite));
    plain(RuleKind::Procedure, &rule.id, &rule.title, rule.valid, cites, Body::Procedure(rule))
}

fn of_ladder(rule: &Ladder) -> Entry<'_> {
    plain(RuleKind::Ladder, &rule.id, &rule.title, rule.valid, once(&rule.cite), Body::Ladder(rule))
}

fn of_checklist(rule: &Checklist) -> Entry<'_> {
    let cites = once(rule.checks.iter().flat_map(|check| &check.cite));
    let entry = plain(RuleKind::Checklist, &rule.id, &rule.title, rule.valid, cites, Body::Checklist(rule));
    Entry { sectors: Some(&rule.sectors), ..entry }
}

fn of_lights(rule: &LightSet) -> Entry<'_> {
    plain(RuleKind::Lights, &rule.id, &rule.title, rule.valid, once(&rule.cite), Body::Lights(rule))
}

fn of_clock(rule: &Clock) -> Entry<'_> {
    plain(RuleKind::Clock, &rule.id, &rule.title, rule.valid, once(&rule.cite), Body::Clock(rule))
}

fn of_requirement(rule: &Requirement) -> Entry<'_> {
    let kind = RuleKind::Requirement;
    let entry = plain(kind, &rule.id, &rule.title, rule.valid, once(&rule.cite), Body::Requirement(rule));
    Entry { decided: rule.breached_if.is_some(), ..entry }
}

fn of_measure(rule: &Measure) -> Entry<'_> {
    let entry = plain(RuleKind::Measure, &rule.id, &rule.title, rule.valid, once(&rule.cite), Body::Measure(rule));
    Entry { decided: false, ..entry }
}

const fn plain<'p>(
    kind: RuleKind,
    id: &'p RuleId,
    title: &'p Text,
    valid: Validity,
    cites: Vec<&'p Citation>,
    body: Body<'p>,
) -> Entry<'p> {
    Entry { kind, id, title, valid, cites, set: None, sectors: None, decided: true, body }
}
