//! This module says which facts of the dossier of sources a pack holds in rules, and which it lists without a rule,
//! with the reason. The lists are pack data.
//!
//! This module must never count a fact as held by a rule that does not cite it. Start at [`HeldFacts`].

use super::Pack;
use crate::ids::RuleId;
use crate::words::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a fact without a rule of its own is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldAs {
    /// It says what a word means.
    Definition,
    /// A way of working without a number or a date.
    Practice,
    /// A duty without a number or a clock.
    Duty,
    /// Another rule says it too.
    In,
    /// Known by name only; its text was not read.
    Unread,
    /// A local rule, for the pack of that place.
    Overlay,
}

/// A fact of the dossier that has no rule of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFact {
    /// Its id in the dossier, such as `CN-INT-02-1`.
    pub id: String,
    /// How it is held.
    pub held_as: HeldAs,
    /// The rule inside which it is said, or the fact that this rule cites, for [`HeldAs::In`].
    pub rule: Option<RuleId>,
    /// The pack to which it belongs, for [`HeldAs::Overlay`].
    pub pack: Option<String>,
    /// Why it has no rule.
    pub why: Text,
}

/// What a pack holds of the dossier of facts.
#[derive(Clone, Copy, Debug)]
pub struct HeldFacts<'p>(pub(super) &'p Pack);

impl<'p> HeldFacts<'p> {
    /// How many facts the pack undertakes to hold. None: it does not say.
    #[must_use]
    pub const fn to_hold(self) -> Option<usize> {
        self.0.about.facts_to_hold
    }
    /// Facts without a rule of their own, by id.
    #[must_use]
    pub fn listed(self) -> &'p [ListedFact] {
        &self.0.about.listed_facts
    }
    /// Ids of those that rules cite, each once.
    #[must_use]
    pub fn cited(self) -> BTreeSet<&'p str> {
        self.0.law.sorts.cites().filter_map(|(_, cite)| cite.dossier.as_deref()).collect()
    }
}
