//! Where packs come from: shipped in the binary, or a folder of the deployer.

use bowline_core::places::PlaceTree;
use bowline_core::rules::{Diagnostic, Pack, PackFiles};
use std::path::Path;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../packs/"]
struct Shipped;

/// A pack that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackNotUsable {
    /// There is none of this name, or the folder cannot be read.
    #[error("cannot read the pack `{name}`: {why}")]
    Unreadable {
        /// Name or folder.
        name: String,
        /// Why.
        why: String,
    },
    /// It was read and refused.
    #[error("the pack `{name}` has {} faults", .faults.len())]
    Refused {
        /// Name or folder.
        name: String,
        /// Every fault found.
        faults: Vec<Diagnostic>,
    },
    /// Its places were refused.
    #[error("the places of `{name}` have faults: {}", .faults.join("; "))]
    Places {
        /// Name or folder.
        name: String,
        /// Every fault found.
        faults: Vec<String>,
    },
}

/// The files of a shipped pack; empty if it is not shipped.
#[must_use]
pub fn shipped_files(name: &str) -> PackFiles {
    let prefix = format!("{name}/");
    Shipped::iter()
        .filter_map(|path| Some((path.strip_prefix(&prefix)?.to_owned(), Shipped::get(&path)?)))
        .filter_map(|(path, file)| Some((path, String::from_utf8(file.data.into_owned()).ok()?)))
        .collect()
}

/// The files of a pack in a folder.
///
/// # Errors
/// [`PackNotUsable::Unreadable`].
pub fn pack_files(folder: &Path) -> Result<PackFiles, PackNotUsable> {
    let unreadable =
        |why: std::io::Error| PackNotUsable::Unreadable { name: folder.display().to_string(), why: why.to_string() };
    let mut files = PackFiles::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.insert(name, text);
            }
            if files.len() > 20_000 {
                return Err(unreadable(std::io::Error::other("more than 20,000 files")));
            }
        }
    }
    Ok(files)
}

/// The files of a pack by its name, if it is shipped, else of a folder.
///
/// # Errors
/// [`PackNotUsable::Unreadable`].
pub fn files_of_pack(name: &str) -> Result<PackFiles, PackNotUsable> {
    let shipped = shipped_files(name);
    if shipped.is_empty() { pack_files(Path::new(name)) } else { Ok(shipped) }
}

/// A pack with its places, by its name, if it is shipped, else of a folder.
///
/// # Errors
/// [`PackNotUsable`] with every fault found.
pub fn named_pack(name: &str) -> Result<(Pack, PlaceTree), PackNotUsable> {
    open_pack(name, &files_of_pack(name)?)
}

/// A shipped pack with its places.
///
/// # Errors
/// [`PackNotUsable`]; a shipped pack is tested, so this is a fault of the build.
pub fn embedded_pack(name: &str) -> Result<(Pack, PlaceTree), PackNotUsable> {
    let files = shipped_files(name);
    if files.is_empty() {
        return Err(PackNotUsable::Unreadable {
            name: name.to_owned(),
            why: "not shipped with this binary".to_owned(),
        });
    }
    open_pack(name, &files)
}

/// Checks the files of a pack, its places included.
///
/// # Errors
/// [`PackNotUsable`] with every fault found.
pub fn check_pack_files(name: &str, files: &PackFiles) -> Result<Pack, PackNotUsable> {
    open_pack(name, files).map(|(pack, _)| pack)
}

/// A pack and its places from files.
///
/// # Errors
/// [`PackNotUsable`] with every fault found.
pub fn open_pack(name: &str, files: &PackFiles) -> Result<(Pack, PlaceTree), PackNotUsable> {
    let (places, rules): (PackFiles, PackFiles) = files
        .iter()
        .map(|(path, text)| (path.clone(), text.clone()))
        .partition(|(path, _)| path.starts_with("places/"));
    let pack = Pack::load(&rules).map_err(|faults| PackNotUsable::Refused { name: name.to_owned(), faults })?;
    let tables: Vec<(&str, &str)> =
        places.iter().filter(|(path, _)| path.ends_with(".csv")).map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let tree = PlaceTree::parse(&tables).map_err(|faults| PackNotUsable::Places {
        name: name.to_owned(),
        faults: faults.iter().take(20).map(ToString::to_string).collect(),
    })?;
    Ok((pack, tree))
}
