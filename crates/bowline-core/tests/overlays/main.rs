//! Packs that lie over others: the shipped ones check and pass their cases, looser and hostile ones are refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod hostile;
mod shipped;

use bowline_core::rules::{Diagnostic, Pack, PackFiles};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

/// The files of a shipped pack.
fn files(name: &str) -> PackFiles {
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

fn told(faults: Vec<Diagnostic>) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The national pack, loaded once.
fn national() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(&files("cn-national")).unwrap_or_else(|faults| panic!("{}", told(faults))))
}

/// A shipped pack with all that it lies over.
fn shipped(name: &str) -> Pack {
    let files = files(name);
    let base = Pack::base_of(&files).unwrap();
    let below = if base == "cn-national" { national() } else { &shipped(&base) };
    below.load_over(&files).unwrap_or_else(|faults| panic!("{name}:\n{}", told(faults)))
}
