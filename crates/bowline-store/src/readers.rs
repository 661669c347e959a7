//! The connections that read: a few, lent out one at a time. More would only share the same cores and cost memory.
//! Must never write. Start at [`Readers::with`].

use crate::sqlite::settle;
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

/// Most reading connections at once, for each core; who comes later waits for one.
const MOST_A_CORE: usize = 2;
/// At least so many, so that one long question does not stand in everybody's way.
const LEAST: usize = 4;

pub(crate) struct Readers {
    file: PathBuf,
    rights: OpenFlags,
    most: usize,
    lent: Mutex<Lent>,
    back: Condvar,
}

#[derive(Default)]
struct Lent {
    idle: Vec<Connection>,
    /// Idle and lent together.
    open: usize,
}

impl Readers {
    /// Of a database that is also written here.
    pub(crate) fn of(file: PathBuf) -> Self {
        let most = std::thread::available_parallelism().map_or(LEAST, |cores| LEAST.max(MOST_A_CORE * cores.get()));
        let rights = OpenFlags::SQLITE_OPEN_READ_WRITE;
        Self { file, rights, most, lent: Mutex::default(), back: Condvar::new() }
    }

    /// Of a database that is only looked at: not even its index of the write-ahead log is made.
    pub(crate) fn looking(file: PathBuf) -> Self {
        Self { rights: OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI, ..Self::of(file) }
    }

    /// Runs a job on a connection that nobody else uses meanwhile. The job must not ask for a second one.
    pub(crate) fn with<T>(&self, job: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let guard = Guard { readers: self, connection: Some(self.take()?) };
        match &guard.connection {
            Some(connection) => job(connection),
            None => Err(rusqlite::Error::InvalidQuery),
        }
    }

    fn take(&self) -> rusqlite::Result<Connection> {
        let mut lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        while lent.idle.is_empty() && lent.open == self.most {
            lent = self.back.wait(lent).unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(connection) = lent.idle.pop() {
            return Ok(connection);
        }
        lent.open += 1;
        drop(lent);
        self.connect().inspect_err(|_| self.give(None))
    }

    fn give(&self, connection: Option<Connection>) {
        let mut lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        match connection {
            Some(connection) => lent.idle.push(connection),
            None => lent.open -= 1,
        }
        self.back.notify_one();
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(&self.file, self.rights | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.execute_batch(
            "PRAGMA query_only = 1; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -1024; PRAGMA mmap_size = 0;",
        )?;
        settle(&connection)?;
        Ok(connection)
    }
}

/// Gives the connection back, whatever became of the job.
struct Guard<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.readers.give(self.connection.take());
    }
}
