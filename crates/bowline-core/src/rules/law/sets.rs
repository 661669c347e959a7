//! A set of criteria is one standard of one trade, with the sectors that it covers and the department that leads. Sets
//! are pack data.
//!
//! This module must never keep a criterion from being cited by hand: a set only says which questions are asked first.
//! Start at [`RuleSet`] and [`super::Law::criteria_for`].

use crate::ids::DepartmentId;
use crate::words::Text;
use std::ops::Deref;

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

/// Sets of criteria, in the order in which pages offer them. To be read like a slice of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSets(pub(in crate::rules) Vec<RuleSet>);

impl RuleSets {
    /// One set.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&RuleSet> {
        self.iter().find(|set| set.id == id)
    }
}

impl Deref for RuleSets {
    type Target = [RuleSet];

    fn deref(&self) -> &[RuleSet] {
        &self.0
    }
}

impl<'s> IntoIterator for &'s RuleSets {
    type Item = &'s RuleSet;
    type IntoIter = std::slice::Iter<'s, RuleSet>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
