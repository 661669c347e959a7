//! The book shows a pack to readers: every rule of every kind and edition is one sort of entry, in words.
//!
//! This module must never decide: `trial` asks the rules themselves. A new kind of rule is a variant of `Body` and a
//! line in [`Book::entries`] and [`Book::title`]. Start at [`Book::entries`].

use super::{Pack, explain};
use crate::ids::RuleId;
use crate::rules::law::kinds::Kind;
use crate::rules::law::{
    Checklist, Citation, Clock, Criterion, Editions, Ladder, LightSet, Measure, Procedure, Requirement, Rule, RuleKind,
    Scale, Trigger, Validity,
};
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
    Matter(&'p Kind),
}

/// Every rule of a pack, to be read.
#[derive(Clone, Copy, Debug)]
pub struct Book<'p>(pub(super) &'p Pack);

impl<'p> Book<'p> {
    /// Every rule of every edition, kind by kind, by name and first day.
    pub fn entries(self) -> impl Iterator<Item = Entry<'p>> {
        let pack = self.0;
        entries(pack.kinds(), Body::Matter)
            .chain(entries(pack.criteria(), Body::Criterion))
            .chain(entries(pack.requirements(), Body::Requirement))
            .chain(entries(pack.clocks(), Body::Clock))
            .chain(entries(pack.scales(), Body::Scale))
            .chain(entries(pack.triggers(), Body::Trigger))
            .chain(entries(pack.procedures(), Body::Procedure))
            .chain(entries(pack.ladders(), Body::Ladder))
            .chain(entries(pack.checklists(), Body::Checklist))
            .chain(entries(pack.lights(), Body::Lights))
            .chain(entries(pack.measures(), Body::Measure))
            .map(|entry| entry.placed(pack))
    }

    /// Every edition of a rule, the first first. The name of a check that is no rule's leads to its checklist.
    #[must_use]
    pub fn editions(self, id: &RuleId) -> Vec<Entry<'p>> {
        let has_check = |entry: &Entry<'_>| match entry.body {
            Body::Checklist(list) => list.checks.iter().any(|check| check.id == *id),
            _ => false,
        };
        let named: Vec<Entry<'_>> = self.entries().filter(|entry| entry.id == id).collect();
        if named.is_empty() { self.entries().filter(has_check).collect() } else { named }
    }

    /// The title of any rule, as its latest edition has it; also of a check of a checklist and of a word of the product.
    #[must_use]
    pub fn title(self, id: &RuleId) -> Option<&'p Text> {
        let pack = self.0;
        let check = || pack.checklists().iter().flat_map(|list| &list.checks).find(|check| check.id == *id);
        let word = || pack.about.terms.iter().find(|word| word.id == *id);
        title(pack.criteria(), id)
            .or_else(|| title(pack.procedures(), id))
            .or_else(|| title(pack.ladders(), id))
            .or_else(|| title(pack.scales(), id))
            .or_else(|| title(pack.triggers(), id))
            .or_else(|| title(pack.measures(), id))
            .or_else(|| title(pack.clocks(), id))
            .or_else(|| title(pack.requirements(), id))
            .or_else(|| title(pack.kinds(), id))
            .or_else(|| check().map(|check| &check.title))
            .or_else(|| title(pack.checklists(), id))
            .or_else(|| title(pack.lights(), id))
            .or_else(|| word().map(|word| &word.term))
    }
}

fn title<'p, R: Rule>(rules: &'p Editions<R>, id: &RuleId) -> Option<&'p Text> {
    rules.latest(id).map(Rule::title)
}

fn entries<'p, R: Rule>(rules: &'p Editions<R>, body: fn(&'p R) -> Body<'p>) -> impl Iterator<Item = Entry<'p>> {
    rules.iter().map(move |rule| Entry {
        kind: R::KIND,
        id: rule.id(),
        title: rule.title(),
        valid: rule.valid(),
        cites: once(rule.cites()),
        set: None,
        sectors: None,
        decided: rule.is_decided(),
        body: body(rule),
    })
}

impl<'p> Entry<'p> {
    /// The same with its set and sectors, if it is a matter of these.
    fn placed(mut self, pack: &'p Pack) -> Self {
        match self.body {
            Body::Criterion(rule) => {
                self.set = Some(&rule.set);
                self.sectors = Some(pack.sets().named(&rule.set).map_or(&[], |set| set.sectors.as_slice()));
            }
            Body::Checklist(rule) => self.sectors = Some(&rule.sectors),
            _ => {}
        }
        self
    }

    /// What it says, in words, line by line; dots show how deep a line stands. Without its days and sources.
    #[must_use]
    pub fn words(&self, pack: &Pack) -> Vec<Text> {
        match self.body {
            Body::Criterion(rule) => explain::criterion(pack, rule),
            Body::Scale(rule) => explain::scale(pack, rule),
            Body::Trigger(rule) => explain::trigger(pack, rule),
            Body::Procedure(rule) => explain::procedure(pack, rule),
            Body::Ladder(rule) => explain::ladder(pack, rule),
            Body::Checklist(rule) => explain::checklist(pack, rule),
            Body::Lights(rule) => explain::lights(pack, rule),
            Body::Clock(rule) => explain::clock(pack, rule),
            Body::Requirement(rule) => explain::requirement(pack, rule),
            Body::Measure(rule) => explain::measure(rule),
            Body::Matter(kind) => explain::kind(pack, kind),
        }
    }

    /// Whether one of its names, its title or a source holds the text, which is in small letters.
    #[must_use]
    pub fn mentions(&self, pack: &Pack, text: &str) -> bool {
        let has = |word: &str| word.to_lowercase().contains(text);
        let cited = |cite: &&Citation| {
            let source = pack.instruments().cited(cite);
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
