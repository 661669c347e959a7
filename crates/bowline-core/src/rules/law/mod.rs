//! The law of a pack as data: what a rule is, of each sort, and what is the country's. A rule holds its condition both as
//! it is written and compiled ([`Program`]).
//!
//! This room must never say what a rule makes of a case (`judging` does), and must never know files, overlays or worked
//! cases (`packs` does). Start at [`Law`], which hands out each sort of rule in its [`Editions`]; then [`Condition`].

mod answering;
mod citation;
mod clock;
pub(super) mod comparing;
mod condition;
pub(super) mod country;
mod criterion;
mod demo;
mod departments;
mod editions;
mod families;
mod input;
pub(super) mod instruments;
mod kind_judges;
pub mod kinds;
mod ladder;
mod lights;
mod look_back;
mod measure;
mod misread;
mod procedure;
pub(super) mod program;
mod requirement;
mod scale;
mod sets;
mod trigger;
pub(super) mod wording;

pub use answering::{Given, misfits, read_answers, typed};
pub use citation::{Citation, Tag, Validity};
pub use clock::{Clock, ClockStart, ClockTerm, Extension};
pub use comparing::MAX_DATES;
pub use condition::{Band, Bound, Comparison, Condition, Rows, Span, Table, Window};
pub use country::{Country, Currency, DateOrder, GradeNames, LevelWords, UnitCode};
pub use criterion::Criterion;
pub use demo::{Demo, DemoLedger, DemoPersona, DemoPost, SimWorld};
pub use departments::{Check, Checklist, Department, Word};
pub use editions::{Editions, Rule, RuleKind};
pub use families::Family;
pub use input::{Input, InputKind, LONGEST_LISTING, LONGEST_NAME, LONGEST_TEXT, Limits, MOST_NAMED, Named};
pub use instruments::Instruments;
pub use ladder::{Ladder, ReplyTerm, Rung, RungAct, RungTime};
pub use lights::{LevelInputs, LightRule, LightSet, Signal};
pub use look_back::SampleSize;
pub use measure::{Coverage, Measure, MeasureLevel};
pub use misread::{AnswerFault, Misread};
pub use procedure::{Event, MatterKind, OrderedWord, Party, Procedure, Step, StepTerm};
pub use program::{MAX_DEPTH, MAX_NODES, Program, TooLarge};
pub use requirement::Requirement;
pub use scale::{Amount, Entailed, Scale, ScaleGrade};
pub use sets::{RuleSet, RuleSets};
pub use trigger::{Fill, NamedPost, Opening, Proposal, Trigger};
pub use wording::{answer_text, ask_text, unit_text};

use crate::facts::InputId;
use crate::ids::RuleId;
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The law of a pack: everything by which something is decided. What is the same in packs that lie over one another is there once.
#[derive(Clone, Debug)]
pub struct Law {
    pub(super) country: Arc<Country>,
    pub(super) sorts: Sorts,
}

/// The rules of a law, by sort, and the questions that they ask. The loader fills it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorts {
    pub(super) inputs: BTreeMap<InputId, Input>,
    pub(super) sets: RuleSets,
    pub(super) criteria: Editions<Criterion>,
    pub(super) scales: Editions<Scale>,
    pub(super) triggers: Editions<Trigger>,
    pub(super) measures: Editions<Measure>,
    pub(super) proposals: Vec<Proposal>,
    pub(super) fills: Vec<Fill>,
    /// By the name of a rule: those that local packs put in its place, the nation's own first.
    pub(super) replaced: BTreeMap<RuleId, Vec<RuleId>>,
    pub(super) clocks: Editions<Clock>,
    pub(super) requirements: Editions<Requirement>,
    pub(super) procedures: Editions<Procedure>,
    pub(super) kinds: Editions<kinds::Kind>,
    pub(super) families: Vec<Family>,
    pub(super) ladders: Editions<Ladder>,
    pub(super) lights: Editions<LightSet>,
    pub(super) checklists: Editions<Checklist>,
    pub(super) instruments: Instruments,
}

impl Sorts {
    /// Every citation of a rule, with the rule; those of a checklist with the check.
    pub(super) fn cites(&self) -> impl Iterator<Item = (&RuleId, &Citation)> {
        let checks = self.checklists.iter().flat_map(|list| &list.checks);
        cites(&self.procedures)
            .chain(cites(&self.kinds))
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

impl Law {
    /// What it says of its country besides its law.
    #[must_use]
    pub fn country(&self) -> &Country {
        &self.country
    }
    /// Inputs by id.
    #[must_use]
    pub const fn inputs(&self) -> &BTreeMap<InputId, Input> {
        &self.sorts.inputs
    }
    /// Sets of criteria.
    #[must_use]
    pub const fn sets(&self) -> &RuleSets {
        &self.sorts.sets
    }
    /// Criteria.
    #[must_use]
    pub const fn criteria(&self) -> &Editions<Criterion> {
        &self.sorts.criteria
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
        &self.sorts.scales
    }
    /// Triggers.
    #[must_use]
    pub const fn triggers(&self) -> &Editions<Trigger> {
        &self.sorts.triggers
    }
    /// The matter that what a trigger proposes begins. None: it can only be read.
    #[must_use]
    pub fn opening(&self, trigger: &Trigger) -> Option<&Opening> {
        self.proposals().iter().find(|proposal| proposal.id == trigger.proposes)?.opens.as_ref()
    }
    /// The rules that local packs put in the place of one, and those in theirs.
    #[must_use]
    pub fn in_place_of(&self, id: &RuleId) -> Vec<&RuleId> {
        let (mut found, mut open) = (Vec::new(), vec![id]);
        while let Some(id) = open.pop() {
            for local in self.sorts.replaced.get(id).into_iter().flatten().filter(|local| *local != id) {
                if !found.contains(&local) {
                    found.push(local);
                    open.push(local);
                }
            }
        }
        found
    }
    /// Where answers to questions of triggers come from.
    #[must_use]
    pub fn fills(&self) -> &[Fill] {
        &self.sorts.fills
    }
    /// Acts that triggers may propose.
    #[must_use]
    pub fn proposals(&self) -> &[Proposal] {
        &self.sorts.proposals
    }
    /// Clocks.
    #[must_use]
    pub const fn clocks(&self) -> &Editions<Clock> {
        &self.sorts.clocks
    }
    /// Requirements.
    #[must_use]
    pub const fn requirements(&self) -> &Editions<Requirement> {
        &self.sorts.requirements
    }
    /// Measures, those of the pack below included.
    #[must_use]
    pub const fn measures(&self) -> &Editions<Measure> {
        &self.sorts.measures
    }
    /// Procedures. A new edition takes a new id, so that what began under the old one goes on under it.
    #[must_use]
    pub const fn procedures(&self) -> &Editions<Procedure> {
        &self.sorts.procedures
    }
    /// Kinds of matter.
    #[must_use]
    pub const fn kinds(&self) -> &Editions<kinds::Kind> {
        &self.sorts.kinds
    }
    /// Which kinds of matter stand below which heading.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.sorts.families
    }
    /// Ladders.
    #[must_use]
    pub const fn ladders(&self) -> &Editions<Ladder> {
        &self.sorts.ladders
    }
    /// Light rules.
    #[must_use]
    pub const fn lights(&self) -> &Editions<LightSet> {
        &self.sorts.lights
    }
    /// Checklists.
    #[must_use]
    pub const fn checklists(&self) -> &Editions<Checklist> {
        &self.sorts.checklists
    }
    /// What may be cited.
    #[must_use]
    pub const fn instruments(&self) -> &Instruments {
        &self.sorts.instruments
    }
}
