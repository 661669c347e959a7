//! The folder of an upload: the file, whose it is, and what became of its rows when it was read.
//!
//! This module must never be asked for an id that [`is_id`] did not look at.

use crate::Refused;
use crate::app::Inner;
use crate::chance::hex;
use crate::proofs::write_whole;
use crate::sessions::machine_now;
use crate::views::ImportProgress;
use bowline_core::time::Moment;
use bowline_core::words::Text;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// Letters of an id.
const ID: usize = 32;
/// How long an upload is kept.
const DAYS: i64 = 14;

/// The file that says how far an import is.
const PROGRESS: &str = "progress";

/// Whose an upload is.
#[derive(Serialize, Deserialize)]
pub(crate) struct Upload {
    /// File name.
    pub(crate) name: String,
    /// The office of whoever sent it: nobody else sees it.
    pub(crate) office: String,
    /// When, by the machine's own time.
    pub(crate) at: Moment,
}

/// The folders of uploads.
pub(crate) struct Shelf<'a> {
    pub(crate) inner: &'a Inner,
}

impl Shelf<'_> {
    /// A new id, drawn: nobody can guess it from the file.
    pub(crate) fn new_id(&self) -> String {
        hex(&self.inner.chance.draw()).chars().take(ID).collect()
    }

    pub(crate) fn keep_json(&self, id: &str, name: &str, value: &impl Serialize) -> Result<(), Refused> {
        let json = serde_json::to_vec(value).map_err(|error| Refused::fault("keeping an upload", error))?;
        self.keep(id, name, &json)
    }

    pub(crate) fn keep(&self, id: &str, name: &str, bytes: &[u8]) -> Result<(), Refused> {
        write_whole(&*self.inner.chance, &self.folder(id).join(name), bytes)
            .map_err(|error| Refused::file("keeping an upload", &error))
    }

    pub(crate) fn kept<T: DeserializeOwned>(&self, id: &str, name: &str) -> Result<T, Refused> {
        let json = std::fs::read(self.folder(id).join(name)).map_err(|_| Refused::NotFound)?;
        serde_json::from_slice(&json).map_err(|_| Refused::NotFound)
    }

    pub(crate) fn bytes(&self, id: &str) -> Result<Vec<u8>, Refused> {
        std::fs::read(self.folder(id).join("bytes")).map_err(|error| Refused::file("reading an upload", &error))
    }

    /// The folder of an id that was looked at before: see [`is_id`].
    pub(crate) fn folder(&self, id: &str) -> PathBuf {
        self.uploads().join(id)
    }

    pub(crate) fn uploads(&self) -> PathBuf {
        self.inner.store.folder().join("uploads")
    }

    /// Uploads that are old go, and with them what is half there since a day.
    pub(crate) fn remove_old(&self) {
        let Ok(folders) = std::fs::read_dir(self.uploads()) else { return };
        for folder in folders.flatten() {
            let id = folder.file_name().to_string_lossy().into_owned();
            let old =
                self.kept::<Upload>(&id, "upload").map_or_else(|_| is_stale(&folder.path()), |upload| upload.is_old());
            if old {
                drop(std::fs::remove_dir_all(folder.path()));
                self.inner.imports.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            }
        }
    }

    /// How far an import is. One that this process did not begin and that did not end was cut off with the one before.
    pub(crate) fn progress(&self, id: &str) -> Option<ImportProgress> {
        let known = self.inner.imports.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        known.or_else(|| {
            let kept: ImportProgress = self.kept(id, PROGRESS).ok()?;
            Some(if kept.is_over() { kept } else { ImportProgress { failed: Some(cut_off()), ..kept } })
        })
    }

    /// Keeps that an import began or how it ended, so that the next process can tell.
    pub(crate) fn keep_progress(&self, id: &str, progress: &ImportProgress) -> Result<(), Refused> {
        self.keep_json(id, PROGRESS, progress)
    }

    pub(crate) fn set_progress(&self, id: &str, progress: ImportProgress) {
        self.inner.imports.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), progress);
    }
}

/// Whether a text can be the id of an upload at all; nothing else becomes a path.
pub(crate) fn is_id(id: &str) -> bool {
    id.len() == ID && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Upload {
    /// Whether nobody is to see it any more.
    pub(crate) fn is_old(&self) -> bool {
        machine_now().as_millisecond() - self.at.as_millisecond() > DAYS * 86_400_000
    }
}

fn cut_off() -> Text {
    Text::new(
        "服务重新启动，本次导入中断。中断前已导入的行均已保存；请重新上传同一文件继续导入，已导入的行不会重复。",
        "The server restarted and this import was interrupted. Rows imported before that are kept. Upload the same file again to import the rest: no row is imported twice.",
    )
}

fn is_stale(folder: &Path) -> bool {
    let age = std::fs::metadata(folder).and_then(|it| it.modified()).ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age.as_secs() > 86_400)
}
