//! The pack names the line departments and the words of the product.

use super::program::Program;
use super::{Citation, Condition, Validity};
use crate::facts::InputId;
use crate::ids::{DepartmentId, PlaceCode, RuleId};
use crate::places::{Level, Place};
use crate::words::Text;
use std::collections::BTreeMap;

/// A line department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: Text,
    /// Levels at which it has offices: from nation to county.
    pub levels: Vec<Level>,
    /// Name of its office at a place; `{place}` stands for the place.
    pub office_name: Text,
    /// Names that differ at a level.
    pub office_name_at: BTreeMap<Level, Text>,
    /// Names that differ at a place.
    pub office_name_in: BTreeMap<PlaceCode, Text>,
    /// Names that differ at the places directly below one.
    pub office_name_below: BTreeMap<PlaceCode, Text>,
}

impl Department {
    /// The name of its office at a place: its own, else that of places below its parent, else that of its level.
    #[must_use]
    pub fn office_at(&self, place: &Place) -> Text {
        let own = self.office_name_in.get(&place.code);
        let below = || place.parent.and_then(|parent| self.office_name_below.get(&parent));
        let name = own.or_else(below).or_else(|| self.office_name_at.get(&place.level)).unwrap_or(&self.office_name);
        Text::new(name.zh.replace("{place}", &place.name.zh), name.en.replace("{place}", &place.name.en))
    }
}

/// One check of a checklist. A failed check is a candidate, not a verdict (CN-HAZ-M-9).
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Its id, such as `CN-INS-LPG-04`.
    pub id: RuleId,
    /// What is checked.
    pub title: Text,
    /// What is asked, in order.
    pub inputs: Vec<InputId>,
    /// When it passes.
    pub passes: Condition,
    /// Criteria to try when it does not pass.
    pub candidates: Vec<RuleId>,
    /// Sources.
    pub cite: Vec<Citation>,
    pub(in crate::rules) program: Program,
}

/// An ordered list of checks.
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    /// Its name.
    pub id: RuleId,
    /// What it is.
    pub title: Text,
    /// Sectors it is for, as prefixes of GB/T 4754 codes.
    pub sectors: Vec<String>,
    /// Days in force.
    pub valid: Validity,
    /// The checks, in order.
    pub checks: Vec<Check>,
}

/// One word of the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its id, such as `CN-TRM-13`.
    pub id: RuleId,
    /// The word.
    pub term: Text,
    /// The Rust type or variant, if there is one.
    pub rust: Option<String>,
    /// The column, if there is one.
    pub column: Option<String>,
    /// What it means for the model.
    pub note: Option<Text>,
}
