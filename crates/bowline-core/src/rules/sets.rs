//! Sets of criteria: one standard of one trade, the sectors it speaks about, who leads. Pack data.
//!
//! Must never keep a criterion from being cited by hand: a set only says which questions are asked first.
//! Start at [`RuleSet`] and [`Pack::criteria_for`].

use super::{Criterion, Pack};
use crate::ids::DepartmentId;
use crate::time::Day;
use crate::words::Text;
use std::collections::BTreeSet;

/// A set of criteria, such as `COAL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Prefixes of GB/T 4754 codes to which it applies. Empty: every sector.
    pub sectors: Vec<String>,
    /// The department in the lead.
    pub lead: DepartmentId,
    /// The instruments from which its criteria come.
    pub instruments: Vec<Text>,
}

impl RuleSet {
    /// Whether it applies to a sector. A sector known only roughly (`C`) may be any below it, so it gets their sets too.
    #[must_use]
    pub fn applies_to(&self, sector: &str) -> bool {
        let one_of = |prefix: &String| sector.starts_with(prefix.as_str()) || prefix.starts_with(sector);
        self.sectors.is_empty() || self.sectors.iter().any(one_of)
    }
}

impl Pack {
    /// Sets of criteria, in the order in which pages offer them.
    #[must_use]
    pub fn sets(&self) -> &[RuleSet] {
        &self.parts().sets
    }
    /// One set.
    #[must_use]
    pub fn set(&self, id: &str) -> Option<&RuleSet> {
        self.sets().iter().find(|set| set.id == id)
    }
    /// Criteria in force on a day whose set applies to a sector (a GB/T 4754 code or a prefix of one).
    pub fn criteria_for(&self, sector: &str, day: Day) -> impl Iterator<Item = &Criterion> {
        let sets: BTreeSet<&str> =
            self.sets().iter().filter(|set| set.applies_to(sector)).map(|set| set.id.as_str()).collect();
        self.criteria_on(day).filter(move |criterion| sets.contains(criterion.set.as_str()))
    }
}
