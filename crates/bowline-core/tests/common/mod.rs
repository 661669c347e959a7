//! The packs of the repository, read from their folders: what the tests of this crate stand on.
//!
//! These tests must never change a pack; a test that needs another one changes its own copy of the files. Start at
//! [`files`].

use bowline_core::rules::{Pack, PackFiles};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The folder of all packs.
pub fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

/// Every file of a pack that is text, its places included.
pub fn files(name: &str) -> PackFiles {
    let root = packs().join(name);
    let (mut files, mut folders) = (PackFiles::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"), text);
            }
        }
    }
    files
}

/// The pack of these files, which must be sound.
pub fn loaded(files: &PackFiles) -> Pack {
    Pack::load(files).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    })
}

/// The national pack, loaded once.
pub fn national() -> &'static Pack {
    static PACK: LazyLock<Pack> = LazyLock::new(|| loaded(&files("cn-national")));
    &PACK
}
