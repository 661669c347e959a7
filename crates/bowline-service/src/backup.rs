//! A copy of a data folder, made while a server runs: the database as it was at one moment, then all files that it can
//! name.
//!
//! This module must never leave half a copy under the name of a whole one. Start at [`back_up`].

use crate::{Bowline, Refused, seal};
use bowline_store::{Checkpoint, Store, copy_database};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Folders of files beside the database: evidence, signed packs, uploaded ledgers.
const FOLDERS: [&str; 3] = ["proofs", "packs", "uploads"];

/// Copies a data folder to `to`, which must not exist yet. `verify` looks at the copy before it gets its name.
///
/// # Errors
/// [`Refused::Field`] if `to` is there already; [`Refused::Fault`]; what `verify` says.
pub fn back_up<E: From<Refused>>(
    store: &Store,
    to: &Path,
    verify: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let shown = to.display();
    if to.exists() {
        let (zh, en) = (format!("{shown} 已存在；请另选目录。"), format!("{shown} is there already; choose another."));
        return Err(Refused::field("to", zh, en).into());
    }
    let half = beside(to);
    let copied = copy_all(store, &half).map_err(E::from).and_then(|()| verify(&half));
    let named = copied.and_then(|()| {
        let rename = || -> std::io::Result<()> {
            // Whoever looked at the copy left an index of an empty write-ahead log.
            for of_looking in ["bowline.sqlite-wal", "bowline.sqlite-shm", "lock"] {
                drop(std::fs::remove_file(half.join(of_looking)));
            }
            std::fs::rename(&half, to)?;
            to.parent().filter(|it| !it.as_os_str().is_empty()).map_or(Ok(()), |above| File::open(above)?.sync_all())
        };
        rename().map_err(|error| Refused::file("naming the copy", &error).into())
    });
    // Half a copy is worth nothing; what failed is said above.
    named.inspect_err(|_| drop(std::fs::remove_dir_all(&half)))
}

/// Where the copy is made before it is whole.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".half");
    to.with_file_name(name)
}

fn copy_all(store: &Store, to: &Path) -> Result<(), Refused> {
    let made = |error: std::io::Error| Refused::file("making the copy", &error);
    match std::fs::remove_dir_all(to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(made(error)),
        _ => std::fs::create_dir_all(to).map_err(made)?,
    }
    // Evidence is on disk before the log names it: what the copied log names is in the later copy of the files.
    copy_database(store, to)?;
    // Without the key nobody could sign in to what is restored.
    match std::fs::copy(store.folder().join(seal::FILE), to.join(seal::FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(made(error)),
        _ => {}
    }
    for name in FOLDERS {
        copy_folder(&store.folder().join(name), &to.join(name)).map_err(made)?;
    }
    File::open(to).and_then(|folder| folder.sync_all()).map_err(made)
}

/// Copies what lies in a folder, if it is there; links and files that are being written are left out.
fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(from) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    std::fs::create_dir_all(to)?;
    for entry in entries {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        if kind.is_dir() {
            copy_folder(&entry.path(), &to.join(&name))?;
        } else if kind.is_file() && !name.to_string_lossy().starts_with('.') {
            let copy = to.join(&name);
            match std::fs::copy(entry.path(), &copy) {
                // It was swept away meanwhile.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                copied => copied?,
            };
            File::open(copy)?.sync_all()?;
        }
    }
    File::open(to)?.sync_all()
}

/// Keeps where the log stands as today's checkpoint, unless today has one. Answers a new one, so that it can be kept elsewhere.
///
/// # Errors
/// [`Refused::Fault`].
pub fn keep_checkpoint(app: &Bowline) -> Result<Option<Checkpoint>, Refused> {
    let (log, today) = (app.store().log(), app.today());
    if log.checkpoint()?.is_some_and(|newest| newest.day >= today) {
        return Ok(None);
    }
    log.keep_checkpoint(today)?;
    Ok(log.checkpoint()?)
}
