//! What a kill leaves beside the database, and nobody will finish: half-written uploads and packs, the tables of a
//! rebuild. Evidence has a sweep of its own (see `staging`).
//!
//! This module must never touch a file that has its name already. Start at [`sweep_leftovers`].

use bowline_store::Store;
use std::fs::DirEntry;
use std::path::Path;

/// Removes them. To be called by whoever holds the folder, before anybody else writes there.
pub fn sweep_leftovers(store: &Store) {
    let folder = store.folder();
    remove(&folder.join("rebuild"));
    for pack in entries(&folder.join("packs")).filter(|it| it.path().extension().is_some_and(|it| it == "new")) {
        remove(&pack.path());
    }
    for upload in entries(&folder.join("uploads")) {
        let half = |it: &DirEntry| it.file_name().to_string_lossy().starts_with('.');
        let inner = entries(&upload.path()).filter(half).collect::<Vec<_>>();
        inner.iter().chain(Some(&upload).filter(|it| half(it))).for_each(|it| remove(&it.path()));
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = DirEntry> {
    std::fs::read_dir(folder).into_iter().flatten().flatten()
}

/// What cannot be removed does no harm but the room that it takes.
fn remove(path: &Path) {
    let removed =
        if path.is_dir() && !path.is_symlink() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Ok(()) => tracing::info!(path = %path.display(), "removed what a kill had left half done"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!(path = %path.display(), %error, "what a kill left half done could not be removed"),
    }
}
