//! This module leads from names to a code: the names above decide which of several places of one name is meant.
//!
//! This module must never guess: where several places still fit, all of them are named in the refusal. Start reading at
//! [`PlaceTree::resolve`].

use super::names::fold;
use super::{NameFault, PlaceTree};
use crate::ids::PlaceCode;
use crate::time::Day;
use std::collections::BTreeSet;

/// What tables write where there is no city between province and county.
const PLACEHOLDERS: [&str; 6] =
    ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖县级行政单位", "省直辖"];

/// Whether a place above must differ from the place below when both are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Descent {
    /// 吉林, 吉林: the city in the province.
    Strict,
    /// 北京市, 北京市, 朝阳区: the same place may be named twice.
    Repeating,
}

impl PlaceTree {
    /// The place meant by names, outermost first, as it was on a day. Levels may be left out; short forms and English
    /// names count; stand-ins for a missing city (市辖区) are skipped. A short form that fits a place and others inside
    /// it means the outer one (承德 is 承德市, not 承德县 in it).
    ///
    /// # Errors
    /// [`NameFault`] if no place or more than one fits.
    pub fn resolve(&self, names: &[&str], within: Option<PlaceCode>, day: Day) -> Result<PlaceCode, NameFault> {
        let names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| is_name(name)).collect();
        let Some((leaf, outer)) = names.split_last() else {
            return Err(NameFault::Unknown { name: String::new(), near: Vec::new() });
        };
        let called: Vec<PlaceCode> = self.names.on(leaf, day).into_iter().collect();
        let called: Vec<PlaceCode> = called.into_iter().filter(|code| self.lies_in(*code, within, day)).collect();
        for descent in [Descent::Strict, Descent::Repeating] {
            let fits = |code: &PlaceCode| self.lies_under(*code, outer, day, descent);
            let fitting: Vec<PlaceCode> = called.iter().copied().filter(fits).collect();
            match fitting.as_slice() {
                [] => {}
                [one] => return Ok(*one),
                several => {
                    return self
                        .outermost(several, day)
                        .ok_or_else(|| NameFault::Ambiguous { name: names.join(" "), candidates: several.to_vec() });
                }
            }
        }
        Err(self.unknown(leaf, outer, &called, within, day))
    }

    fn lies_in(&self, code: PlaceCode, within: Option<PlaceCode>, day: Day) -> bool {
        within.is_none_or(|of| self.ancestors_on(code, day).contains(&of))
    }

    /// Whether the places above carry these names, in this order, others in between allowed.
    fn lies_under(&self, code: PlaceCode, outer: &[&str], day: Day, descent: Descent) -> bool {
        let chain = self.ancestors_on(code, day);
        let mut above = chain.as_slice();
        outer.iter().rev().all(|name| {
            let called = self.names.on(name, day);
            let rest = if descent == Descent::Strict { above.get(1..) } else { Some(above) }.unwrap_or_default();
            let Some(at) = rest.iter().position(|place| called.contains(place)) else { return false };
            above = rest.get(at..).unwrap_or_default();
            true
        })
    }

    /// The one among several in which all the others lie.
    fn outermost(&self, several: &[PlaceCode], day: Day) -> Option<PlaceCode> {
        let chains: Vec<Vec<PlaceCode>> = several.iter().map(|code| self.ancestors_on(*code, day)).collect();
        several.iter().copied().find(|code| chains.iter().all(|chain| chain.contains(code)))
    }

    /// Says which name is at fault: the innermost unknown one, or that the names do not lie in one another.
    fn unknown(
        &self,
        leaf: &str,
        outer: &[&str],
        called: &[PlaceCode],
        within: Option<PlaceCode>,
        day: Day,
    ) -> NameFault {
        if called.is_empty() {
            let scopes: BTreeSet<PlaceCode> = match self.resolve(outer, within, day) {
                Ok(scope) => BTreeSet::from([scope]),
                Err(_) => within.into_iter().collect(),
            };
            let fits =
                |code| scopes.is_empty() || self.ancestors_on(code, day).iter().any(|above| scopes.contains(above));
            return NameFault::Unknown { name: leaf.to_owned(), near: self.names.near(leaf, day, fits) };
        }
        match outer.iter().rev().find(|name| self.names.on(name, day).is_empty()) {
            Some(name) => {
                let holds = |code| called.iter().any(|inner| self.ancestors_on(*inner, day).contains(&code));
                let near = self.names.near(name, day, holds);
                let near = if near.is_empty() { self.names.near(name, day, |_| true) } else { near };
                NameFault::Unknown { name: (*name).to_owned(), near }
            }
            None => NameFault::Unknown {
                name: outer.iter().chain([&leaf]).copied().collect::<Vec<_>>().join(" "),
                near: called.iter().copied().take(5).collect(),
            },
        }
    }
}

/// Whether a cell holds a name at all.
fn is_name(name: &str) -> bool {
    !fold(name).is_empty() && !PLACEHOLDERS.contains(&name)
}
