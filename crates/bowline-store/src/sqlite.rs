//! The SQLite database: one folder, one writer, several readers. WAL, `synchronous=FULL`.

use crate::fault::Doing;
use crate::readers::Readers;
use crate::write::Prepared;
use crate::writer::{Pending, Work, Writer};
use crate::{Commit, StoreFault};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const SCHEMA: &str = include_str!("schema.sql");
/// Raised with every addition to the schema; each statement of it can be run again.
const SCHEMA_VERSION: i64 = 2;
const FILE: &str = "bowline.sqlite";

/// How sure an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Answers come after the data is on disk. The only choice for people's data.
    Full,
    /// Answers come before; a power cut may lose the last seconds. For simulations and rebuilds.
    None,
}

/// The database of one data folder. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    writer: Writer,
    readers: Readers,
    /// Held as long as the store is open: a second process is refused.
    _lock: File,
}

impl Store {
    /// Opens the database of a folder, and makes both where they do not exist.
    ///
    /// # Errors
    /// [`StoreFault::InUse`] if another process has it open; [`StoreFault::Sick`] if it cannot be read or written.
    pub fn open(folder: &Path, durability: Durability) -> Result<Self, StoreFault> {
        std::fs::create_dir_all(folder).doing("making the data folder")?;
        let lock = lock(folder)?;
        let connection = Connection::open(folder.join(FILE)).doing("opening the database")?;
        prepare(&connection, durability).doing("preparing the database")?;
        check_version(&connection)?;
        let writer = Writer::start(connection)?;
        let readers = Readers::of(folder.join(FILE));
        let inner = Inner { folder: folder.to_owned(), writer, readers, _lock: lock };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The one function that writes facts: all of it becomes durable, or nothing.
    ///
    /// # Errors
    /// [`StoreFault::Conflict`] if a stream has moved on; [`StoreFault::Sick`] if the disk or database fails.
    pub fn commit(&self, commit: Commit) -> Result<(), StoreFault> {
        self.begin_commit(commit)?.wait()
    }

    /// Hands a commit to the writer without waiting for it, so that the next one can be prepared meanwhile.
    ///
    /// # Errors
    /// [`StoreFault::Sick`] if there is no writer any more; everything else comes from [`Pending::wait`].
    pub fn begin_commit(&self, commit: Commit) -> Result<Pending, StoreFault> {
        self.inner.writer.begin(Work::Commit(Box::new(Prepared::new(commit)?)))
    }

    /// Writes something that is not a fact (a session, a setting), through the same writer.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let slot = Arc::new(Mutex::new(None));
        let out = Arc::clone(&slot);
        self.inner.writer.run(Work::Own(Box::new(move |connection| {
            let value = job(connection)?;
            *out.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        })))?;
        let value = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or(StoreFault::Sick { doing: "writing", source: "the writer answered without a value".into() })
    }

    /// Reads on a connection of its own.
    pub(crate) fn read<T>(
        &self,
        doing: &'static str,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreFault> {
        self.inner.readers.with(job).doing(doing)
    }
}

fn lock(folder: &Path) -> Result<File, StoreFault> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("lock"))
        .doing("opening the lock file")?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreFault::InUse { folder: folder.display().to_string() }),
        Err(std::fs::TryLockError::Error(error)) => Err(error).doing("locking the data folder"),
    }
}

fn prepare(connection: &Connection, durability: Durability) -> rusqlite::Result<()> {
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::None => "OFF",
    };
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA busy_timeout = 5000;
         PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16000; PRAGMA temp_store = MEMORY;"
    ))?;
    settle(connection)
}

/// What every connection needs. Without stable plans SQLite compiles a statement anew for each value bound to it.
pub(crate) fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn check_version(connection: &Connection) -> Result<(), StoreFault> {
    let version: i64 =
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).doing("reading the schema version")?;
    match version {
        0..SCHEMA_VERSION => {
            connection.execute_batch(SCHEMA).doing("making the tables")?;
            connection
                .execute_batch(&format!("PRAGMA user_version = {SCHEMA_VERSION}"))
                .doing("noting the schema version")
        }
        SCHEMA_VERSION => Ok(()),
        other => Err(StoreFault::Sick {
            doing: "opening the database",
            source: format!("the data was written by another version (schema {other}, this is {SCHEMA_VERSION})")
                .into(),
        }),
    }
}
