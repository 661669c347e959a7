//! A policy pack, loaded, is law as data with dates and sources, and what belongs to a pack as a whole: its name, its
//! worked cases, the facts it lists, the overlay at its top.
//!
//! This module must never change after loading, and never do I/O: files are handed in. Start at [`Pack::load`]; a pack is
//! read like its [`Law`], which hands out each sort of rule.

use super::kind_cases::KindCase;
use super::load::{Beside, CaseFile};
use super::{Book, Diagnostic, HeldFacts, ListedFact, Overlay};
use crate::ids::RuleId;
use crate::rules::law::country::Tables;
use crate::rules::law::kinds::Kind;
use crate::rules::law::{Country, Law, Sorts, Word};
use crate::time::Day;
use crate::words::Text;
use std::collections::BTreeMap;
use std::ops::Deref;

/// The files of a pack: path relative to its root, and text. Files under `places/` are somebody else's.
pub type PackFiles = BTreeMap<String, String>;

/// A loaded pack.
#[derive(Clone, Debug)]
pub struct Pack {
    pub(super) law: Law,
    pub(super) about: About,
    pub(super) checked_on: Day,
    pub(super) overlay: Option<Overlay>,
}

/// What a pack holds besides its law.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) name: String,
    pub(super) title: Text,
    pub(super) listed_facts: Vec<ListedFact>,
    /// How many facts of the dossier the pack undertakes to hold. None: it does not say.
    pub(super) facts_to_hold: Option<usize>,
    pub(super) terms: Vec<Word>,
    pub(super) cases: Vec<CaseFile>,
}

/// What the loader collects.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) about: About,
    pub(super) checked_on: Option<Day>,
    pub(super) country: Tables,
    pub(super) sorts: Sorts,
    /// File and id of everything that may have cases beside it.
    pub(super) case_files: Vec<(String, RuleId, Beside)>,
}

impl Parts {
    /// None: something is missing, and the loader has said so.
    pub(super) fn into_pack(self) -> Option<Pack> {
        let law = Law { country: Country::of(self.country)?.into(), sorts: self.sorts };
        Some(Pack { law, about: self.about, checked_on: self.checked_on?, overlay: None })
    }
}

impl Deref for Pack {
    type Target = Law;

    fn deref(&self) -> &Law {
        &self.law
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

    /// The worked cases beside its kinds of matter, read anew.
    #[must_use]
    pub fn kind_cases(&self) -> Vec<(RuleId, KindCase)> {
        let of_file = self.about.cases.iter().map(|file| (&file.rule, file.kind_cases(self)));
        of_file.flat_map(|(kind, cases)| cases.into_iter().map(move |case| (kind.clone(), case))).collect()
    }

    /// Those beside one kind.
    #[must_use]
    pub fn cases_of_kind(&self, kind: &RuleId) -> Vec<KindCase> {
        let files = self.about.cases.iter().filter(|file| file.rule == *kind);
        files.flat_map(|file| file.kind_cases(self)).collect()
    }

    /// The same pack with a kind in the place of the one of its name and days.
    #[must_use]
    pub fn with_kind(&self, kind: Kind) -> Self {
        let mut changed = self.clone();
        let kept = self.law.sorts.kinds.iter().filter(|it| (&it.id, it.valid) != (&kind.id, kind.valid)).cloned();
        changed.law.sorts.kinds = kept.chain([kind.clone()]).collect();
        changed
    }

    /// The overlay at the top. None: the pack lies over no other.
    #[must_use]
    pub const fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }
    /// Name and version, such as `cn-national@1`: kept in every fact.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.about.name
    }
    /// What it is.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.about.title
    }
    /// The day somebody last compared the pack with its sources.
    #[must_use]
    pub const fn checked_on(&self) -> Day {
        self.checked_on
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
