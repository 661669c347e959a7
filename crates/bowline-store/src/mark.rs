//! How far the log was on disk when somebody was last answered: the number and the link of the last fact, in a file of
//! its own beside the database. A log that ends before it has lost something that was answered, whatever its own end
//! looks like.
//!
//! This module must never say more than a sync has confirmed. It is not synced itself: after a power cut it may say
//! less. Start at [`Mark`].

use crate::chain::{Chain, Tip};
use rusqlite::{Connection, OptionalExtension};
use std::fs::File;
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

const FILE: &str = "synced";

/// The file of the mark.
pub(crate) struct Mark {
    file: Mutex<File>,
}

impl Mark {
    /// Opens it, and makes it where there is none.
    pub(crate) fn open(folder: &Path) -> std::io::Result<Self> {
        let file = File::options().create(true).truncate(false).write(true).open(folder.join(FILE))?;
        Ok(Self { file: Mutex::new(file) })
    }

    /// Notes that the log was on disk up to here.
    pub(crate) fn note(&self, end: Tip) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // Always as long as before, so that it needs no room.
        let line = format!("{:020} {}\n", end.seq, end.chain);
        if let Err(error) = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(line.as_bytes())) {
            tracing::warn!(%error, "how far the log was synced could not be noted");
        }
    }

    /// What it says of a folder; none where it says nothing that can be read.
    pub(crate) fn read(folder: &Path) -> std::io::Result<Option<Tip>> {
        let text = match std::fs::read(folder.join(FILE)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => String::from_utf8_lossy(&read?).into_owned(),
        };
        let read = || -> Option<Tip> {
            let (seq, chain) = text.strip_suffix('\n')?.split_once(' ')?;
            let chain: Chain = chain.parse().ok()?;
            Some(Tip { seq: seq.parse().ok()?, chain })
        };
        Ok(read())
    }
}

/// Whether a log holds what was once its end.
pub(crate) fn holds(connection: &Connection, end: Tip) -> rusqlite::Result<bool> {
    let link = connection.query_row("SELECT chain FROM fact WHERE seq = $1", [end.seq], |row| row.get::<_, Chain>(0));
    Ok(end == Tip::default() || link.optional()? == Some(end.chain))
}
