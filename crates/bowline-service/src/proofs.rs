//! The data folder keeps files of evidence under the hash of their bytes. The log holds name, size and hash.
//!
//! This module must never believe a file's name: what it is, its first bytes say.

use crate::app::Inner;
use crate::capture::tells_where;
use crate::chance::{Chance, hex, sha256_hex};
use crate::evidence::{shown_as, sort_of};
use crate::pictures::{Looked, look_at, shown};
use crate::refused::seen;
use crate::staging::{Stage, Staged, sweep};
use crate::views::{Scope, Who};
use crate::{Fault, Refused};
use bowline_core::facts::{Proof, ProofKind};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::Dossier;
use bowline_core::words::{Text, unseen};
use bowline_store::{Sickness, Store};
use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Facts read at once.
const PAGE: u32 = 5_000;
/// Most characters of a caption.
const MOST_OF_CAPTION: usize = 200;
/// Most bytes of one file.
const MOST_BYTES: u64 = 20 * 1024 * 1024;

/// A file name without any path, unseen character or excess.
pub(crate) fn bare_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| is_seen(*c) && !"<>:\"|?*".contains(*c)).take(120).collect();
    if clean.trim_matches(['.', ' ']).is_empty() { "file".to_owned() } else { clean }
}

fn is_seen(c: char) -> bool {
    !c.is_control() && unseen(c.encode_utf8(&mut [0; 4])).is_none()
}

/// A file that somebody hands in as evidence.
#[derive(Clone, Debug)]
pub struct Handed {
    /// File name as sent.
    pub name: String,
    /// What it shows, in the sender's words. Empty: the sender does not say.
    pub caption: String,
    /// What is in it.
    pub file: Staged,
}

impl Handed {
    /// A file without a caption.
    #[must_use]
    pub fn new(name: impl Into<String>, file: Staged) -> Self {
        Self { name: name.into(), caption: String::new(), file }
    }
}

/// Evidence, kept under the hash of its bytes.
#[derive(Clone, Copy)]
pub struct Proofs<'a> {
    pub(crate) inner: &'a Inner,
}

impl Proofs<'_> {
    /// A file begins to arrive.
    ///
    /// # Errors
    /// [`Refused::Fault`] if the disk cannot take it.
    pub fn stage(&self) -> Result<Stage, Refused> {
        Stage::begin(self.inner)
    }

    /// Looks at files that have arrived, which takes up to a second for each photo. They remember what was seen, so that whatever
    /// takes them afterwards is quick.
    ///
    /// # Errors
    /// As [`Self::judge`], for the first that is no evidence.
    pub fn look_at(&self, files: &[Handed]) -> Result<(), Refused> {
        files.iter().try_for_each(|handed| self.judge(handed).map(drop))
    }

    /// What a file that has arrived is as evidence.
    ///
    /// # Errors
    /// [`Refused::Field`] for an empty or too large file, or one that is neither picture, PDF nor office document; for a caption
    /// that is too long or holds what nobody sees.
    pub fn judge(&self, handed: &Handed) -> Result<Proof, Refused> {
        let (name, file) = (bare_name(&handed.name), &handed.file);
        let caption = caption_of(handed)?;
        if file.bytes == 0 {
            return Err(Refused::field(
                "proofs",
                format!("“{name}”是空文件；请重新选择。"),
                format!("The file “{name}” is empty; choose another."),
            ));
        }
        if file.bytes > MOST_BYTES {
            return Err(Refused::field(
                "proofs",
                format!("“{name}”超过 20 MB；请压缩后再传。"),
                format!("“{name}” is larger than 20 MB; make it smaller."),
            ));
        }
        let (media, kind) = sort_of(&file.head, file.open()?)?;
        let named =
            |why: Text| Refused::field("proofs", format!("“{name}”：{}", why.zh), format!("“{name}”: {}", why.en));
        if kind == ProofKind::Photo && file.looked.get().is_none() {
            drop(file.looked.set(self.look(&file.read()?, media).map_err(named)?));
        }
        if media == "image/tiff" && tells_where(&file.read()?) {
            return Err(named(Text::new(
                "该 TIFF 图像带有拍摄位置，系统无法从中去除；请转换为 JPEG 或者 PDF 后再提交。",
                "This TIFF says where it was taken, and that cannot be taken out of it. Convert it to JPEG or PDF, then submit again.",
            )));
        }
        let capture = file.looked.get().map(|looked| looked.capture).unwrap_or_default();
        let name = named_as(name, media);
        Ok(Proof { caption, capture, ..Proof::new(kind, name, file.sha256.clone(), file.bytes) })
    }

    fn look(&self, bytes: &[u8], media: &str) -> Result<Looked, Text> {
        look_at(bytes, media, self.inner.pack().country().zone())
    }

    /// Puts a file that has arrived where evidence is kept. The bytes are on disk before the answer.
    pub(crate) fn settle(&self, file: &Staged) -> Result<(), Refused> {
        let path = place_of(&self.inner.store, &file.sha256);
        let kept = file.settle(&path).and_then(|()| match file.looked.get() {
            Some(it) => write_whole(&*self.inner.chance, &small_of(&self.inner.store, &file.sha256), &it.small),
            None => Ok(()),
        });
        kept.map_err(|error| Refused::file("keeping evidence", &error))
    }

    /// Keeps a piece of evidence that is in memory.
    ///
    /// # Errors
    /// As [`Self::judge`].
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<Proof, Refused> {
        let mut stage = self.stage()?;
        stage.write(bytes)?;
        let handed = Handed::new(name, stage.done());
        let proof = self.judge(&handed)?;
        self.settle(&handed.file)?;
        Ok(proof)
    }

    /// Removes what a kill left of files on their way in. Only whoever has the folder for themselves may call it.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn sweep(&self) -> Result<(), Refused> {
        sweep(self.inner, place_of)
    }

    /// Evidence of a dossier that the person may see: media type, name, bytes. A photo comes without what its camera wrote.
    ///
    /// # Errors
    /// [`Refused::NotFound`], also for a photo that cannot be taken apart.
    pub fn read(
        &self,
        who: &Who,
        subject: SubjectId,
        sha256: &str,
    ) -> Result<(&'static str, String, Vec<u8>), Refused> {
        let proof = self.named(who, subject, sha256)?;
        let bytes = self.whole(&proof)?;
        let (media, kind) = shown_as(&bytes);
        let bytes = if kind == ProofKind::Photo { shown(&bytes, media).ok_or(Refused::NotFound)? } else { bytes };
        Ok((media, proof.name, bytes))
    }

    /// The small picture of a photo that the person may see, a JPEG.
    ///
    /// # Errors
    /// [`Refused::NotFound`], also for what is no picture.
    pub fn small(&self, who: &Who, subject: SubjectId, sha256: &str) -> Result<Vec<u8>, Refused> {
        let proof = self.named(who, subject, sha256)?;
        let path = small_of(&self.inner.store, &proof.sha256);
        if let Ok(small) = std::fs::read(&path) {
            return Ok(small);
        }
        // It was handed in before there were small pictures, or a backup was restored: they can be made again.
        let bytes = self.whole(&proof)?;
        let small = self.look(&bytes, shown_as(&bytes).0).map_err(|_| Refused::NotFound)?.small;
        write_whole(&*self.inner.chance, &path, &small).map_err(|error| Refused::file("keeping a picture", &error))?;
        Ok(small)
    }

    /// A piece of evidence that a dossier names, if the person may see the dossier.
    fn named(&self, who: &Who, subject: SubjectId, sha256: &str) -> Result<Proof, Refused> {
        let facts = self.inner.store.log().facts(subject)?;
        if !self.inner.may_see(who, &Dossier::replay(subject, &facts)) {
            return Err(Refused::NotFound);
        }
        let mut proofs = facts.iter().flat_map(|fact| fact.what.proofs());
        proofs.find(|proof| proof.sha256 == sha256).cloned().ok_or(Refused::NotFound)
    }

    /// The bytes of a piece of evidence, if they are still those that were handed in. Nothing else is ever shown.
    pub(crate) fn whole(&self, proof: &Proof) -> Result<Vec<u8>, Refused> {
        let reading = |error: &std::io::Error| Refused::file("reading evidence", error);
        let path = place_of(&self.inner.store, &proof.sha256);
        let found = match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(changed(proof, "it is missing")),
            found => found.map_err(|error| reading(&error))?,
        };
        if !found.is_file() {
            return Err(changed(proof, "it is no file, but a link or something else"));
        }
        if found.len() != proof.bytes {
            let (now, then) = (found.len(), proof.bytes);
            return Err(changed(proof, &format!("it has {now} bytes, {then} were handed in")));
        }
        let bytes = std::fs::read(&path).map_err(|error| reading(&error))?;
        if sha256_hex(&bytes) == proof.sha256 { Ok(bytes) } else { Err(changed(proof, "its bytes were changed")) }
    }

    /// Reads every piece of evidence that the log names, once. Answers how many there are, and a line for each that is missing
    /// or is not what was handed in.
    ///
    /// # Errors
    /// [`Refused::Fault`] if the log or the disk cannot be read.
    pub fn check_all(&self) -> Result<(usize, Vec<String>), Refused> {
        let (mut seen, mut faults, mut last) = (BTreeSet::new(), Vec::new(), 0);
        loop {
            let page = self.inner.store.log().after(last, PAGE)?;
            let Some((seq, _)) = page.last() else { return Ok((seen.len(), faults)) };
            last = *seq;
            for (_, fact) in &page {
                for proof in fact.what.proofs().into_iter().filter(|proof| seen.insert(proof.sha256.clone())) {
                    match self.whole(proof) {
                        Err(Refused::Fault(Fault { sickness: Some(Sickness::Evidence), cause })) => {
                            faults.push(format!("{cause}, of {}", fact.subject));
                        }
                        read => drop(read?),
                    }
                }
            }
        }
    }
}

fn caption_of(handed: &Handed) -> Result<String, Refused> {
    let caption = handed.caption.trim();
    if caption.chars().count() > MOST_OF_CAPTION {
        return Err(Refused::field(
            "proofs",
            format!("照片说明不超过 {MOST_OF_CAPTION} 字；请精简后再提交。"),
            format!("A caption has at most {MOST_OF_CAPTION} characters. Shorten it, then submit again."),
        ));
    }
    seen("proofs", &Text::new("照片说明", "Caption"), caption)?;
    Ok(caption.to_owned())
}

/// A piece of evidence that is not what was handed in: said to whoever opens it, and logged.
fn changed(proof: &Proof, how: &str) -> Refused {
    let cause = format!("evidence {}: {how}", proof.sha256);
    Refused::Fault(Fault { cause, sickness: Some(Sickness::Evidence) })
}

/// Where evidence of this hash lies.
pub(crate) fn place_of(store: &Store, sha256: &str) -> PathBuf {
    in_folder(store, "proofs", sha256).join(sha256)
}

/// Where the small picture of this hash lies. Backups leave these out, because they can be made again.
fn small_of(store: &Store, sha256: &str) -> PathBuf {
    in_folder(store, "small", sha256).join(format!("{sha256}.jpg"))
}

/// The folder of what has this hash: never too many files lie in one.
fn in_folder(store: &Store, name: &str, sha256: &str) -> PathBuf {
    store.folder().join(name).join(sha256.get(..2).unwrap_or("00"))
}

/// A picture whose name ends as another sort of file gets the ending of what it is, so that it opens.
fn named_as(name: String, media: &str) -> String {
    let endings: &[&str] = match media {
        "image/jpeg" => &["jpg", "jpeg"],
        "image/png" => &["png"],
        "image/webp" => &["webp"],
        _ => return name,
    };
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    match endings.first() {
        Some(right) if !endings.iter().any(|it| ending.eq_ignore_ascii_case(it)) => format!("{stem}.{right}"),
        _ => name,
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

/// Where a photo was taken is for offices only: it can tell who took it, and where they live. Time stays.
pub(crate) fn hide_spots<'p>(who: &Who, proofs: impl Iterator<Item = &'p mut Proof>) {
    if !matches!(who.scope, Scope::Place(_)) {
        proofs.for_each(|proof| proof.capture.spot = None);
    }
}
