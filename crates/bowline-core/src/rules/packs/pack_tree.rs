//! The packs of an installation: one that holds everywhere, and those of provinces and cities, each at its place. The
//! deepest pack over a place is the law there.
//!
//! This module must never let a place escape what holds above it: a local pack lies over the one in force around its place.
//! Start at [`PackTree::at`].

use super::{Diagnostic, Pack, PackFiles, PackHead};
use crate::ids::PlaceCode;
use crate::places::PlaceTree;
use crate::words::Text;
use std::collections::BTreeMap;

/// The packs in force, by place.
#[derive(Clone, Debug)]
pub struct PackTree {
    base: Pack,
    local: BTreeMap<PlaceCode, Pack>,
}

impl From<Pack> for PackTree {
    /// One pack for every place.
    fn from(base: Pack) -> Self {
        Self { base, local: BTreeMap::new() }
    }
}

impl PackTree {
    /// Reads a local pack over the one in force around its place, whichever of the packs below that is for which it was written.
    ///
    /// # Errors
    /// Everything that is wrong with it; see [`Pack::load_over`] and [`Overlay::check_place`](super::Overlay::check_place).
    pub fn read(&self, files: &PackFiles, places: &PlaceTree) -> Result<Pack, Vec<Diagnostic>> {
        let around = PackHead::of(files).place.map_or(&self.base, |place| self.around(places, place));
        let pack = around.load_over(files)?;
        pack.overlay().map_or(Ok(()), |overlay| overlay.check_place(around, places))?;
        Ok(pack)
    }

    /// Puts a local pack that was [read](Self::read) at its place. Those of provinces come before those of their cities.
    ///
    /// # Errors
    /// It has no place, its place has a pack, or it does not lie over the pack in force around its place.
    pub fn lay(&mut self, pack: Pack, places: &PlaceTree) -> Result<(), Vec<Diagnostic>> {
        let Some(place) = pack.overlay().map(|overlay| overlay.place) else { return Err(vec![no_overlay(&pack)]) };
        if let Some(other) = self.local.get(&place) {
            return Err(vec![same_place(place, &pack, other)]);
        }
        let around = self.around(places, place);
        if below(pack.name()) != Some(around.name()) {
            return Err(vec![wrong_base(&pack, around)]);
        }
        self.local.insert(place, pack);
        Ok(())
    }

    /// The law of a place: the deepest pack that covers it.
    #[must_use]
    pub fn at(&self, places: &PlaceTree, place: PlaceCode) -> &Pack {
        self.nearest(places, place, 0)
    }

    /// The law that would hold in a place without a pack of its own.
    #[must_use]
    pub fn around(&self, places: &PlaceTree, place: PlaceCode) -> &Pack {
        self.nearest(places, place, 1)
    }

    fn nearest(&self, places: &PlaceTree, place: PlaceCode, from: usize) -> &Pack {
        if self.local.is_empty() {
            return &self.base;
        }
        let up = places.ancestors(place);
        up.iter().skip(from).find_map(|place| self.local.get(place)).unwrap_or(&self.base)
    }

    /// The law of every place that has none of its own.
    #[must_use]
    pub const fn base(&self) -> &Pack {
        &self.base
    }

    /// Local packs with their places, by place.
    #[must_use]
    pub const fn local(&self) -> &BTreeMap<PlaceCode, Pack> {
        &self.local
    }

    /// Every pack, that of every place first.
    pub fn all(&self) -> impl Iterator<Item = &Pack> {
        std::iter::once(&self.base).chain(self.local.values())
    }

    /// The pack with an id, such as `cn-shandong`.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&Pack> {
        self.all().find(|pack| id_of(pack.name()) == id)
    }
}

/// Name and version of a pack alone: `cn-shandong@1` of `cn-shandong@1 over cn-national@1`.
#[must_use]
pub fn own_name(name: &str) -> &str {
    name.split(" over ").next().unwrap_or(name)
}

/// The id in the name of a pack: `cn-shandong` of `cn-shandong@1 over cn-national@1`.
#[must_use]
pub fn id_of(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

/// The name of the pack over which one lies.
fn below(name: &str) -> Option<&str> {
    name.split_once(" over ").map(|(_, below)| below)
}

fn fault(code: &'static str, zh: String, en: String) -> Diagnostic {
    Diagnostic { file: "pack.toml".to_owned(), line: 0, column: 0, code, message: Text::new(zh, en), help: None }
}

fn no_overlay(pack: &Pack) -> Diagnostic {
    let name = pack.name();
    fault(
        "overlay.no_place",
        format!("{name} 不是叠加包，没有 place"),
        format!("{name} is no overlay: it has no `place`"),
    )
}

fn same_place(place: PlaceCode, pack: &Pack, other: &Pack) -> Diagnostic {
    let (one, other) = (own_name(pack.name()), own_name(other.name()));
    fault(
        "overlay.same_place",
        format!("{one} 与 {other} 的 place 同为 `{place}`；一地只能有一个规则库"),
        format!("{one} and {other} are both for the place `{place}`; a place has one rulebook"),
    )
}

fn wrong_base(pack: &Pack, around: &Pack) -> Diagnostic {
    let (name, around) = (pack.name(), around.name());
    fault(
        "overlay.skips",
        format!("{name} 须叠加于其所在地现行的 {around} 之上；请修改 over"),
        format!("{name} must lie over {around}, which is in force around its place; correct `over`"),
    )
}
