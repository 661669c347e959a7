//! Packs of provinces and cities over the pack of an installation: those that are shipped, and those that two people
//! signed.
//!
//! This module must never leave out in silence what belongs to a place: what was signed is in force or the program does not
//! start, and what is shipped and does not fit is named. Start at [`LocalPacks::over`].

use crate::packs::{PackNotUsable, embedded_pack, shipped_files, shipped_names};
use bowline_core::places::PlaceTree;
use bowline_core::rules::{Diagnostic, Pack, PackFiles, PackHead, PackTree, id_of};
use std::collections::{BTreeMap, BTreeSet};

/// Local packs before they are read, by id.
#[derive(Clone, Default)]
pub(crate) struct LocalPacks(BTreeMap<String, LocalPack>);

#[derive(Clone)]
struct LocalPack {
    name: String,
    files: PackFiles,
    signed: bool,
}

impl LocalPacks {
    /// Those that are shipped, whatever they lie over.
    pub(crate) fn shipped() -> Self {
        let with_files = |name: String| (name.clone(), shipped_files(&name));
        let local = shipped_names().into_iter().map(with_files).filter(|(_, files)| PackHead::of(files).over.is_some());
        Self(local.map(|(name, files)| (name.clone(), LocalPack { name, files, signed: false })).collect())
    }

    /// Puts one that was signed, or is to be, in the place of the one with its id.
    pub(crate) fn sign(&mut self, name: &str, files: PackFiles) {
        self.0.insert(id_of(name).to_owned(), LocalPack { name: name.to_owned(), files, signed: true });
    }

    /// The packs of an installation: those over its pack are read, the provinces' before their cities'. Shipped ones that do
    /// not fit over this very pack are left out and answered.
    ///
    /// # Errors
    /// What is wrong with the first of those that were signed.
    pub(crate) fn over(&self, base: Pack, places: &PlaceTree) -> Result<(PackTree, Vec<PackNotUsable>), PackNotUsable> {
        let mut tree = PackTree::from(base);
        let mut left_out = Vec::new();
        for level in self.by_depth(tree.base(), places).into_values() {
            for (local, read) in read_all(&level, &tree, places) {
                let laid = read.and_then(|pack| tree.lay(pack, places));
                let Err(faults) = laid else { continue };
                let why = PackNotUsable::Refused { name: local.name.clone(), faults };
                if local.signed {
                    return Err(why);
                }
                left_out.push(why);
            }
        }
        Ok((tree, left_out))
    }

    /// Those that belong over a pack, by how deep their places lie; in one place what was signed comes first.
    fn by_depth(&self, base: &Pack, places: &PlaceTree) -> BTreeMap<usize, Vec<&LocalPack>> {
        let mut levels: BTreeMap<usize, Vec<&LocalPack>> = BTreeMap::new();
        let around = base.overlay().map(|overlay| overlay.place);
        for (id, local) in &self.0 {
            let place = PackHead::of(&local.files).place;
            let within = |place| around.is_none_or(|around| place != around && places.is_within(place, around));
            let belongs = self.lies_over(id, id_of(base.name())) && place.is_none_or(within);
            if belongs || local.signed {
                levels.entry(place.map_or(0, |place| places.ancestors(place).len())).or_default().push(local);
            }
        }
        levels.values_mut().for_each(|level| level.sort_by_key(|local| !local.signed));
        levels
    }

    /// Whether a pack lies over another, whatever lies between.
    fn lies_over(&self, id: &str, base: &str) -> bool {
        let (mut at, mut seen) = (id.to_owned(), BTreeSet::new());
        while let Some(below) = self.0.get(&at).and_then(|local| PackHead::of(&local.files).over) {
            if below == base {
                return true;
            }
            if !seen.insert(std::mem::replace(&mut at, below)) {
                return false;
            }
        }
        false
    }
}

/// A shipped pack with the shipped packs of provinces and cities over it, and its places.
///
/// # Errors
/// [`PackNotUsable`]; shipped packs are tested, so this is a fault of the build.
pub fn embedded_packs(name: &str) -> Result<(PackTree, PlaceTree), PackNotUsable> {
    let (base, places) = embedded_pack(name)?;
    let (tree, mut left_out) = LocalPacks::shipped().over(base, &places)?;
    left_out.pop().map_or(Ok((tree, places)), Err)
}

/// What is wrong with the shipped packs of provinces and cities over this very pack. Empty: all fit.
#[must_use]
pub fn unfit_over(pack: &Pack, places: &PlaceTree) -> Vec<PackNotUsable> {
    LocalPacks::shipped().over(pack.clone(), places).map_or_else(|fault| vec![fault], |(_, unfit)| unfit)
}

/// Reads packs whose places lie beside each other, at the same time.
fn read_all<'l>(
    level: &[&'l LocalPack],
    tree: &PackTree,
    places: &PlaceTree,
) -> Vec<(&'l LocalPack, Result<Pack, Vec<Diagnostic>>)> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let part = level.len().div_ceil(cores).max(1);
    let read = |part: &[&'l LocalPack]| -> Vec<_> {
        part.iter().map(|local| (*local, tree.read(&local.files, places))).collect()
    };
    std::thread::scope(|scope| {
        let read = &read;
        let parts: Vec<_> = level.chunks(part).map(|part| scope.spawn(move || read(part))).collect();
        parts.into_iter().flat_map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
