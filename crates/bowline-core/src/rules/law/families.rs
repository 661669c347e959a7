//! Kinds of matter that belong together, as people look for them on a page.
//!
//! This module must never decide anything: a family is a heading. Start at [`Family`].

use crate::ids::RuleId;
use crate::words::Text;

/// A heading over kinds of matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its word.
    pub id: String,
    /// The heading.
    pub name: Text,
    /// The kinds below it, in the order in which pages show them.
    pub kinds: Vec<RuleId>,
}
