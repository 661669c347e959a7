//! Evidence: files kept under the hash of their bytes, in the data folder. The ledger holds name, size and hash.
//!
//! Must never believe a file's name: what it is, its first bytes say.

use crate::Refused;
use crate::app::Inner;
use crate::chance::{Chance, hex, sha256_hex};
use crate::views::Who;
use bowline_core::facts::{Proof, ProofKind, What};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::Dossier;
use bowline_core::words::unseen;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Most bytes of one file.
const MOST_BYTES: usize = 20 * 1024 * 1024;

/// Media types by the first bytes of a file: what it is, not what it is called.
const KNOWN: &[(&[u8], &str, ProofKind)] = &[
    (b"\xff\xd8\xff", "image/jpeg", ProofKind::Photo),
    (b"\x89PNG\r\n\x1a\n", "image/png", ProofKind::Photo),
    (b"GIF8", "image/gif", ProofKind::Photo),
    (b"%PDF-", "application/pdf", ProofKind::Document),
];

fn sort_of(bytes: &[u8]) -> (&'static str, ProofKind) {
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return ("image/webp", ProofKind::Photo);
    }
    let known = KNOWN.iter().find(|(start, ..)| bytes.starts_with(start));
    known.map_or(("application/octet-stream", ProofKind::Document), |(_, media, kind)| (media, *kind))
}

/// A file name without any path, unseen character or excess.
pub(crate) fn bare_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| is_seen(*c) && !"<>:\"|?*".contains(*c)).take(120).collect();
    if clean.trim_matches(['.', ' ']).is_empty() { "file".to_owned() } else { clean }
}

fn is_seen(c: char) -> bool {
    !c.is_control() && unseen(c.encode_utf8(&mut [0; 4])).is_none()
}

/// Evidence, kept under the hash of its bytes.
#[derive(Clone, Copy)]
pub struct Proofs<'a> {
    pub(crate) inner: &'a Inner,
}

impl Proofs<'_> {
    /// Keeps a piece of evidence. The bytes are on disk before the answer.
    ///
    /// # Errors
    /// [`Refused::Field`] for an empty or too large file.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<Proof, Refused> {
        if bytes.is_empty() {
            return Err(Refused::field(
                "proofs",
                "文件是空的；请重新选择。",
                "The file is empty; select another file.",
            ));
        }
        if bytes.len() > MOST_BYTES {
            return Err(Refused::field(
                "proofs",
                "单个文件不能超过 20 MB；请压缩后再传。",
                "A file may have 20 MB at most; make it smaller.",
            ));
        }
        let sha256 = sha256_hex(bytes);
        let path = self.path(&sha256);
        if !path.exists() {
            write_whole(&*self.inner.chance, &path, bytes)
                .map_err(|error| Refused::file("keeping evidence", &error))?;
        }
        let (_, kind) = sort_of(bytes);
        Ok(Proof { kind, name: bare_name(name), sha256, bytes: bytes.len() as u64 })
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.inner.store.folder().join("proofs").join(sha256.get(..2).unwrap_or("00")).join(sha256)
    }

    /// Evidence of a dossier that the person may see: media type, name, bytes.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn read(
        &self,
        who: &Who,
        subject: SubjectId,
        sha256: &str,
    ) -> Result<(&'static str, String, Vec<u8>), Refused> {
        let facts = self.inner.store.log().facts(subject)?;
        if !self.inner.may_see(who, &Dossier::replay(subject, &facts)) {
            return Err(Refused::NotFound);
        }
        let proof = facts.iter().flat_map(|fact| proofs_of(&fact.what)).find(|proof| proof.sha256 == sha256);
        let proof = proof.ok_or(Refused::NotFound)?;
        let bytes = std::fs::read(self.path(sha256)).map_err(|error| Refused::file("reading evidence", &error))?;
        Ok((sort_of(&bytes).0, proof.name.clone(), bytes))
    }
}

/// Writes a file so that it is there whole or not at all.
pub(crate) fn write_whole(chance: &dyn Chance, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let half = folder.join(format!(".{}", hex(&chance.draw())));
    let write = || {
        let mut file = std::fs::File::create(&half)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&half, path)
    };
    // Half a file on a full disk would take the room that everybody waits for.
    write().inspect_err(|_| drop(std::fs::remove_file(&half)))?;
    std::fs::File::open(folder)?.sync_all()
}

/// The evidence that a fact carries.
pub(crate) fn proofs_of(what: &What) -> &[Proof] {
    match what {
        What::Found(found) => &found.proofs,
        What::Controlled(controlled) => &controlled.proofs,
        What::ProofSubmitted(submitted) => &submitted.proofs,
        _ => &[],
    }
}
