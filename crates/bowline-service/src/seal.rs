//! The key of the installation lies in a file beside the database, and what must not be forged bears a seal made with it:
//! sessions, accounts, one-time codes. A row that somebody wrote into the database fits no seal.
//!
//! This module must never log the key, nor put it into the database. Start at [`Keyring`].

use crate::Refused;
use crate::chance::Chance;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fs::{File, OpenOptions};
use std::hint::black_box;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The name of the file in the data folder.
pub(crate) const FILE: &str = "seal";

/// Where the key of the installation is kept, and the key, once somebody asked for it.
pub(crate) struct Keyring {
    folder: PathBuf,
    known: Mutex<Option<Seal>>,
}

impl Keyring {
    /// Of a data folder.
    pub(crate) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), known: Mutex::default() }
    }

    /// The key.
    pub(crate) fn seal(&self, chance: &dyn Chance) -> Result<Seal, Refused> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let seal = known.map_or_else(|| Seal::of(&self.folder, chance), Ok)?;
        Ok(*known.insert(seal))
    }
}

/// The key of the installation.
#[derive(Clone, Copy)]
pub(crate) struct Seal {
    key: [u8; 32],
}

impl Seal {
    /// The key of a data folder; drawn and kept where there is none yet.
    pub(crate) fn of(folder: &Path, chance: &dyn Chance) -> Result<Self, Refused> {
        let file = folder.join(FILE);
        let fault = |error: std::io::Error| Refused::file("reading the key of the installation", &error);
        match std::fs::read(&file) {
            Ok(bytes) => {
                let key = bytes.try_into().map_err(|_| fault(ErrorKind::InvalidData.into()))?;
                Ok(Self { key })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let key = chance.draw();
                match keep(&file, &key) {
                    // Whoever only looks at a folder proves nobody.
                    Err(error) if error.kind() != ErrorKind::ReadOnlyFilesystem => Err(fault(error)),
                    _ => Ok(Self { key }),
                }
            }
            Err(error) => Err(fault(error)),
        }
    }

    /// A seal over parts, for one purpose.
    pub(crate) fn over(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(purpose, parts).finalize().into_bytes().into()
    }

    /// Whether a seal was made over these parts; takes as long for a wrong one.
    pub(crate) fn fits(&self, purpose: &str, parts: &[&[u8]], seal: &[u8]) -> bool {
        self.mac(purpose, parts).verify_slice(seal).is_ok()
    }

    #[expect(clippy::expect_used, reason = "a MAC takes keys of every length")]
    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of 32 bytes");
        // Each part behind its length, so that no two lists of parts read the same.
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

/// Whether two texts are the same; takes as long wherever they differ.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let differ = one.bytes().zip(other.bytes()).fold(0, |differ, (one, other)| differ | (one ^ other));
    black_box(differ) == 0 && one.len() == other.len()
}

fn keep(file: &Path, key: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    out.write_all(key)?;
    out.sync_all()?;
    file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;

    #[test]
    fn a_seal_is_for_one_purpose_one_list_of_parts_and_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let chance = SeededChance::new(1);
        let seal = Seal::of(folder.path(), &chance).unwrap();
        let made = seal.over("session", &[b"ab", b"c"]);
        assert!(Seal::of(folder.path(), &chance).unwrap().fits("session", &[b"ab", b"c"], &made), "the key is kept");
        assert!(!seal.fits("session", &[b"a", b"bc"], &made) && !seal.fits("account", &[b"ab", b"c"], &made));
        assert!(!seal.fits("session", &[b"ab", b"c"], &[]));
        let other = tempfile::tempdir().unwrap();
        assert!(!Seal::of(other.path(), &chance).unwrap().fits("session", &[b"ab", b"c"], &made));
        std::fs::write(other.path().join(FILE), b"short").unwrap();
        assert!(Seal::of(other.path(), &chance).is_err());
    }
}
