//! Files on their way in: written to a folder of their own as they arrive, moved to their place once it is decided that
//! they are wanted, removed if they are not.
//!
//! This module must never leave a file behind: whoever drops a [`Staged`] removes it, and the next start sweeps after a
//! kill. Start at [`Stage`].

use crate::Refused;
use crate::app::Inner;
use crate::chance::hex;
use crate::evidence::HEAD;
use crate::pictures::Looked;
use bowline_store::Store;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The folder, in the data folder.
const FOLDER: &str = "staged";
/// How far back in the log to look for a file whose act may have been the last before a kill.
const LOOK_BACK: u64 = 1_000_000;

/// A file that is arriving.
pub struct Stage {
    half: Half,
    file: File,
    hasher: Sha256,
    bytes: u64,
    head: Vec<u8>,
}

/// A path that is removed when dropped.
struct Half(PathBuf);

impl Drop for Half {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "a file on its way in could not be removed");
        }
    }
}

/// A file that has arrived and is not wanted yet. Cheap to clone; with the last clone it is gone.
#[derive(Clone)]
pub struct Staged {
    half: Arc<Half>,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its first bytes.
    pub(crate) head: Vec<u8>,
    /// What was seen of a picture, once somebody looked at it.
    pub(crate) looked: Arc<OnceLock<Looked>>,
}

impl std::fmt::Debug for Staged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Staged({}, {} bytes)", self.sha256, self.bytes)
    }
}

impl Stage {
    pub(crate) fn begin(inner: &Inner) -> Result<Self, Refused> {
        let folder = folder_of(&inner.store);
        let open = || {
            std::fs::create_dir_all(&folder)?;
            let path = folder.join(hex(&inner.chance.draw()));
            let file = File::options().write(true).create_new(true).open(&path)?;
            Ok((Half(path), file))
        };
        let (half, file) = open().map_err(|error| Refused::file("taking a file in", &error))?;
        Ok(Self { half, file, hasher: Sha256::new(), bytes: 0, head: Vec::new() })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Refused::Fault`] if the disk does not.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), Refused> {
        self.file.write_all(piece).map_err(|error| Refused::file("taking a file in", &error))?;
        self.hasher.update(piece);
        self.bytes += piece.len() as u64;
        let missing = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(piece.get(..missing).unwrap_or_default());
        Ok(())
    }

    /// All has come.
    #[must_use]
    pub fn done(self) -> Staged {
        let Self { half, hasher, bytes, head, .. } = self;
        Staged { half: Arc::new(half), sha256: hex(&hasher.finalize()), bytes, head, looked: Arc::default() }
    }
}

impl Staged {
    /// Its bytes.
    ///
    /// # Errors
    /// [`Refused::Fault`] if they cannot be read.
    pub fn read(&self) -> Result<Vec<u8>, Refused> {
        std::fs::read(&self.half.0).map_err(|error| Refused::file("reading a file on its way in", &error))
    }

    pub(crate) fn open(&self) -> Result<File, Refused> {
        File::open(&self.half.0).map_err(|error| Refused::file("reading a file on its way in", &error))
    }

    /// Puts it in its place, on disk before the answer. It stays here too until it is dropped, so that a kill before the commit
    /// leaves a trace.
    pub(crate) fn settle(&self, to: &Path) -> std::io::Result<()> {
        File::open(&self.half.0)?.sync_all()?;
        let folder = to.parent().unwrap_or(to);
        std::fs::create_dir_all(folder)?;
        match std::fs::hard_link(&self.half.0, to) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            Ok(()) => File::open(folder)?.sync_all(),
        }
    }
}

fn folder_of(store: &Store) -> PathBuf {
    store.folder().join(FOLDER)
}

/// Removes what a kill left: files on their way in, and those that had their place already but whose act was not committed.
///
/// `place_of`: where evidence with this hash rests.
pub(crate) fn sweep(inner: &Inner, place_of: fn(&Store, &str) -> PathBuf) -> Result<(), Refused> {
    let folder = folder_of(&inner.store);
    let Ok(left) = std::fs::read_dir(&folder) else { return Ok(()) };
    for entry in left {
        let path = entry.map_err(|error| Refused::file("sweeping", &error))?.path();
        let bytes = std::fs::read(&path).map_err(|error| Refused::file("sweeping", &error))?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let settled = place_of(&inner.store, &sha256);
        if settled.exists() && !inner.store.log().mentions(&sha256, LOOK_BACK)? {
            std::fs::remove_file(&settled).map_err(|error| Refused::file("sweeping", &error))?;
        }
        std::fs::remove_file(&path).map_err(|error| Refused::file("sweeping", &error))?;
        tracing::info!(sha256, "removed a file that was on its way in when the server was killed");
    }
    Ok(())
}
