//! One place becomes part of another: a county is merged into its neighbour.
//!
//! What lay in the old place before the day still counts there, so that figures of earlier years stay right; what begins from that
//! day on counts in the new one. The old code and its name stay good as an address. This module must never take an entry
//! away. Start at [`PlaceTree::merge`].

use super::{Place, PlaceTree};
use crate::ids::PlaceCode;
use crate::time::Day;
use std::collections::BTreeMap;

/// A place that is part of another from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    into: PlaceCode,
    from: Day,
}

/// In what a place lay until a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    was_in: PlaceCode,
    until: Day,
}

impl PlaceTree {
    /// Whether a place can become part of another: both stand, side by side, on one level.
    #[must_use]
    pub fn may_merge(&self, place: PlaceCode, into: PlaceCode) -> bool {
        let stands = |code| self.get(code).filter(|it| it.valid_to.is_none());
        let beside = |(one, other): (&Place, &Place)| {
            one.parent.is_some() && one.parent == other.parent && one.level == other.level
        };
        place != into && stands(place).zip(stands(into)).is_some_and(beside)
    }

    /// Makes a place part of another from a day on; what lies in the one lies in the other then. Answers whether it could.
    pub fn merge(&mut self, place: PlaceCode, into: PlaceCode, from: Day) -> bool {
        let Some(last) = from.yesterday().ok().filter(|_| self.may_merge(place, into)) else { return false };
        let below = self.children.remove(&place).unwrap_or_default();
        for child in &below {
            self.moved.entry(*child).or_default().push(Moved { was_in: place, until: last });
            move_into(&mut self.places, *child, into, from);
        }
        end(self.places.get_mut(&place), last);
        let beside = self.get(place).and_then(|it| it.parent).and_then(|above| self.children.get_mut(&above));
        if let Some(beside) = beside {
            beside.retain(|code| *code != place);
        }
        let inner = self.children.entry(into).or_default();
        inner.extend(below);
        inner.sort_unstable();
        self.merged.insert(place, Merged { into, from });
        true
    }

    /// The place of which this one is part since a merger, and the first day.
    #[must_use]
    pub fn merged_into(&self, code: PlaceCode) -> Option<(PlaceCode, Day)> {
        self.merged.get(&code).map(|it| (it.into, it.from))
    }

    /// The places that became part of this one, and of those: what lay there before still counts there.
    #[must_use]
    pub fn merged_from(&self, code: PlaceCode) -> Vec<PlaceCode> {
        let direct = self.merged.iter().filter(|(_, it)| it.into == code).map(|(place, _)| *place);
        direct.flat_map(|place| std::iter::once(place).chain(self.merged_from(place))).collect()
    }

    /// The place in which something at this one counts that began on a day, and what that lay in then, the nation last. Mergers
    /// count by their day, everything else by the newest entries.
    #[must_use]
    pub fn lineage(&self, code: PlaceCode, day: Day) -> Vec<PlaceCode> {
        let standing = std::iter::successors(Some(code), |code| {
            self.merged.get(code).filter(|it| it.from <= day).map(|it| it.into)
        });
        let first = standing.last().filter(|code| self.get(*code).is_some());
        std::iter::successors(first, |code| parent_on(self, *code, day)).collect()
    }
}

fn parent_on(tree: &PlaceTree, code: PlaceCode, day: Day) -> Option<PlaceCode> {
    let then = tree.moved.get(&code).and_then(|moved| moved.iter().find(|it| day <= it.until));
    then.map(|it| it.was_in).or_else(|| tree.get(code)?.parent)
}

fn end(entries: Option<&mut Box<[Place]>>, last: Day) {
    if let Some(newest) = entries.and_then(|entries| entries.last_mut()) {
        newest.valid_to = Some(last);
    }
}

fn move_into(places: &mut BTreeMap<PlaceCode, Box<[Place]>>, code: PlaceCode, into: PlaceCode, from: Day) {
    let Some(entries) = places.get_mut(&code) else { return };
    let moved = entries.last().map(|newest| Place {
        parent: Some(into),
        valid_from: Some(from),
        valid_to: None,
        ..newest.clone()
    });
    if let Ok(last) = from.yesterday() {
        end(Some(entries), last);
    }
    *entries = std::mem::take(entries).into_vec().into_iter().chain(moved).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: &str = "code,parent,level,zh,en,valid_from,valid_to
000000,,nation,国,Nation,,
110000,000000,province,甲省,Jia,,
110100,110000,city,乙市,Yi,,
110101,110100,county,丙县,Bing,,
110102,110100,county,丁县,Ding,,
110103,110100,county,戊县,Wu,,
110101001,110101,township,己镇,Ji,,
110200,110000,city,庚市,Geng,,
";

    fn code(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    fn lineage(tree: &PlaceTree, place: &str, day: &str) -> Vec<String> {
        let codes = tree.lineage(code(place), day.parse().unwrap());
        codes.into_iter().map(|it| it.to_string()).filter(|it| !it.ends_with("0000")).collect()
    }

    fn merged() -> PlaceTree {
        let mut tree = PlaceTree::parse(&[("places.csv", PLACES)]).unwrap();
        assert!(tree.merge(code("110101"), code("110102"), "2025-01-01".parse().unwrap()));
        tree
    }

    #[test]
    fn what_began_before_counts_where_it_was_and_what_begins_then_in_the_new_place() {
        let tree = merged();
        assert_eq!(lineage(&tree, "110101", "2024-12-31"), ["110101", "110100"]);
        assert_eq!(lineage(&tree, "110101", "2025-01-01"), ["110102", "110100"]);
        assert_eq!(lineage(&tree, "110101001", "2024-12-31"), ["110101001", "110101", "110100"]);
        assert_eq!(lineage(&tree, "110101001", "2025-01-01"), ["110101001", "110102", "110100"]);
        assert_eq!(lineage(&tree, "110102", "2024-12-31"), ["110102", "110100"]);
    }

    #[test]
    fn the_old_place_is_an_address_in_the_new_one_and_its_name_leads_there() {
        let tree = merged();
        assert!(tree.is_within(code("110101"), code("110102")) && tree.is_within(code("110101001"), code("110102")));
        assert!(!tree.children(code("110100")).contains(&code("110101")));
        assert_eq!(tree.children(code("110102")), [code("110101001")]);
        assert_eq!(tree.merged_from(code("110102")), [code("110101")]);
        for day in ["2024-06-01", "2025-06-01"] {
            let found = tree.resolve(&["乙市", "丙县"], Some(code("110100")), day.parse().unwrap());
            assert_eq!(found.ok(), Some(code("110101")), "{day}");
        }
        let in_new = tree.resolve(&["丙县"], Some(code("110102")), "2025-06-01".parse().unwrap());
        assert_eq!(in_new.ok(), Some(code("110101")));
    }

    #[test]
    fn a_second_merger_leads_on() {
        let mut tree = merged();
        assert!(tree.merge(code("110102"), code("110103"), "2026-01-01".parse().unwrap()));
        assert_eq!(lineage(&tree, "110101001", "2024-12-31"), ["110101001", "110101", "110100"]);
        assert_eq!(lineage(&tree, "110101001", "2025-12-31"), ["110101001", "110102", "110100"]);
        assert_eq!(lineage(&tree, "110101001", "2026-01-01"), ["110101001", "110103", "110100"]);
        assert_eq!(lineage(&tree, "110101", "2026-01-01"), ["110103", "110100"]);
        assert_eq!(tree.merged_from(code("110103")), [code("110102"), code("110101")]);
    }

    #[test]
    fn only_neighbours_of_one_level_that_stand_merge() {
        let mut tree = merged();
        let day = "2025-02-01".parse().unwrap();
        for (place, into) in [
            ("110101", "110102"),
            ("110102", "110101"),
            ("110102", "110102"),
            ("110102", "110200"),
            ("110101001", "110102"),
            ("000000", "110000"),
        ] {
            assert!(!tree.merge(code(place), code(into), day), "{place} into {into}");
        }
    }
}
