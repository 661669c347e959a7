//! A copy of the database as it was at one moment, made while somebody writes.
//!
//! This module must never stand in a writer's way: it only reads. Start at [`copy_database`].

use crate::fault::Doing;
use crate::sqlite::FILE;
use crate::{Store, StoreFault};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

/// Copies the database of a store into a folder that has none.
///
/// # Errors
/// [`StoreFault::Sick`].
pub fn copy_database(store: &Store, folder: &Path) -> Result<(), StoreFault> {
    let file = folder.join(FILE);
    store.read("copying the database", |from| {
        let mut to = Connection::open(&file)?;
        // All in one step is all of one moment.
        let done = Backup::new(from, &mut to)?.step(-1)?;
        if done == StepResult::Done { Ok(()) } else { Err(rusqlite::Error::InvalidQuery) }
    })?;
    std::fs::File::open(&file).and_then(|file| file.sync_all()).doing("syncing the copy")
}
