//! This module measures what the database can do without us. Our own figures stand beside it.

use crate::StoreFault;
use crate::fault::Doing;
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

/// Inserts rows of some bytes into a table without an index, 10,000 a commit. Answers how many, and how long it took.
///
/// # Errors
/// [`StoreFault::Sick`].
pub fn raw_inserts(file: &Path, rows: u64, bytes: usize) -> Result<(u64, Duration), StoreFault> {
    let insert = || -> rusqlite::Result<Duration> {
        let connection = Connection::open(file)?;
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE raw (id INTEGER PRIMARY KEY, payload TEXT)")?;
        let payload = "x".repeat(bytes);
        let started = Instant::now();
        let mut statement = connection.prepare("INSERT INTO raw (payload) VALUES ($1)")?;
        for row in 0..rows {
            if row % 10_000 == 0 {
                connection.execute_batch(if row == 0 { "BEGIN" } else { "COMMIT; BEGIN" })?;
            }
            statement.execute([&payload])?;
        }
        connection.execute_batch("COMMIT")?;
        Ok(started.elapsed())
    };
    insert().doing("measuring raw inserts").map(|took| (rows, took))
}
