//! This module is the tree itself. It looks up codes, and walks up and down.
//!
//! This module must never read anything out of a code: the tree alone says what lies where (decision 0010).

use super::Level;
use super::merge::{Merged, Moved};
use super::names::NameIndex;
use super::tiles::Tiles;
use crate::ids::PlaceCode;
use crate::time::Day;
use crate::words::{Lang, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One place as it stood between two days. A code that was renamed or moved has several of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Its code.
    pub code: PlaceCode,
    /// The place directly above; none for the nation only. A level may be skipped (北京市 → 朝阳区).
    pub parent: Option<PlaceCode>,
    /// Its level.
    pub level: Level,
    /// Its full name (`zh` official, `en` romanised).
    pub name: Text,
    /// First day it stood; none: since before our records.
    pub valid_from: Option<Day>,
    /// Last day it stood; none: it still stands.
    pub valid_to: Option<Day>,
}

impl Place {
    /// Whether it stood on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether two entries stood on one common day.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let ends_before =
            |a: &Self, b: &Self| matches!((a.valid_to, b.valid_from), (Some(to), Some(from)) if to < from);
        !ends_before(self, other) && !ends_before(other, self)
    }
}

/// All places of a pack. Built by [`PlaceTree::parse`] and, where there are maps, [`PlaceTree::with_tiles`]; only a merger
/// changes it.
#[derive(Clone, Debug)]
pub struct PlaceTree {
    /// Every entry by code, the entries of one code oldest first.
    pub(super) places: BTreeMap<PlaceCode, Box<[Place]>>,
    pub(super) children: BTreeMap<PlaceCode, Vec<PlaceCode>>,
    nation: PlaceCode,
    pub(super) names: NameIndex,
    pub(super) tiles: Tiles,
    /// Places that became part of another, and what lay in them.
    pub(super) merged: BTreeMap<PlaceCode, Merged>,
    pub(super) moved: BTreeMap<PlaceCode, Vec<Moved>>,
}

impl PlaceTree {
    /// Builds the look-up tables over entries that [`PlaceTree::parse`] has checked.
    pub(super) fn build(nation: PlaceCode, places: BTreeMap<PlaceCode, Box<[Place]>>) -> Self {
        let mut children: BTreeMap<PlaceCode, Vec<PlaceCode>> = BTreeMap::new();
        let mut names = NameIndex::default();
        for place in places.values().flatten() {
            names.add(place);
            if let (Some(parent), None) = (place.parent, place.valid_to) {
                children.entry(parent).or_default().push(place.code);
            }
        }
        names.shrink();
        let (merged, moved) = (BTreeMap::new(), BTreeMap::new());
        Self { places, children, nation, names, tiles: Tiles::new(), merged, moved }
    }

    /// The newest entry of a code, also when that place stands no more.
    #[must_use]
    pub fn get(&self, code: PlaceCode) -> Option<&Place> {
        self.places.get(&code)?.last()
    }

    /// The entry of a code on a day.
    #[must_use]
    pub fn get_on(&self, code: PlaceCode, day: Day) -> Option<&Place> {
        self.places.get(&code)?.iter().find(|place| place.is_valid_on(day))
    }

    /// The places directly below that stand without an end, sorted by code.
    #[must_use]
    pub fn children(&self, code: PlaceCode) -> &[PlaceCode] {
        self.children.get(&code).map_or(&[], Vec::as_slice)
    }

    /// The place itself first, then what it lies in, the nation last, by the newest entries. Empty for an unknown code.
    #[must_use]
    pub fn ancestors(&self, code: PlaceCode) -> Vec<PlaceCode> {
        match self.merged_into(code) {
            Some((into, _)) => std::iter::once(code).chain(self.ancestors(into)).collect(),
            None => self.climb(code, |code| self.get(code)),
        }
    }

    /// Like [`ancestors`](Self::ancestors), as it was on a day.
    #[must_use]
    pub fn ancestors_on(&self, code: PlaceCode, day: Day) -> Vec<PlaceCode> {
        match self.merged_into(code) {
            Some((into, from)) if from <= day => std::iter::once(code).chain(self.ancestors_on(into, day)).collect(),
            _ => self.climb(code, |code| self.get_on(code, day)),
        }
    }

    fn climb<'t>(&self, code: PlaceCode, entry: impl Fn(PlaceCode) -> Option<&'t Place>) -> Vec<PlaceCode> {
        chain(code, entry).map(|place| place.code).collect()
    }

    /// Whether a place is another place or lies in it.
    #[must_use]
    pub fn is_within(&self, code: PlaceCode, of: PlaceCode) -> bool {
        self.ancestors(code).contains(&of)
    }

    /// Every entry, by code, the entries of one code oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.places.values().flatten()
    }

    /// The root.
    #[must_use]
    pub const fn nation(&self) -> PlaceCode {
        self.nation
    }

    /// The name with all that it lies in below the nation: 吉林省长春市朝阳区, "Chaoyang District, Changchun, Jilin".
    /// An unknown code is shown as the code.
    #[must_use]
    pub fn full_name(&self, code: PlaceCode, lang: Lang) -> String {
        let places: Vec<&Place> = chain(code, |code| self.get(code)).collect();
        let below_the_nation = |place: &&&Place| place.code != self.nation || places.len() == 1;
        let mut names: Vec<&str> = places.iter().filter(below_the_nation).map(|place| place.name.get(lang)).collect();
        if names.is_empty() {
            return code.to_string();
        }
        match lang {
            Lang::Zh => {
                names.reverse();
                names.concat()
            }
            Lang::En => names.join(", "),
        }
    }
}

/// A place and what it lies in, upwards.
fn chain<'t>(code: PlaceCode, entry: impl Fn(PlaceCode) -> Option<&'t Place>) -> impl Iterator<Item = &'t Place> {
    let first = entry(code);
    // Levels rise strictly (checked when parsed), so a chain cannot be longer than there are levels.
    std::iter::successors(first, move |place| place.parent.and_then(&entry)).take(Level::ALL.len())
}
