//! The SQLite database: one folder, one writer, several readers. WAL, `synchronous=FULL`.

use crate::fault::Doing;
use crate::writer::Writer;
use crate::{Commit, StoreFault};
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const SCHEMA: &str = include_str!("schema.sql");
const SCHEMA_VERSION: i64 = 1;
/// Idle reading connections kept.
const MOST_READERS: usize = 16;
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
    /// None: opened to be read only.
    writer: Option<Writer>,
    readers: Mutex<Vec<Connection>>,
    /// Held as long as the store is open: a second process that writes is refused.
    _lock: Option<File>,
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
        let readers = Mutex::new(Vec::new());
        let inner = Inner { folder: folder.to_owned(), writer: Some(writer), readers, _lock: Some(lock) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Opens the database of a folder to be read only, beside whoever has it open.
    ///
    /// # Errors
    /// [`StoreFault::Sick`] if there is none or it cannot be read; every later write is refused the same way.
    pub fn open_read_only(folder: &Path) -> Result<Self, StoreFault> {
        let inner = Inner { folder: folder.to_owned(), writer: None, readers: Mutex::new(Vec::new()), _lock: None };
        let store = Self { inner: Arc::new(inner) };
        let version: i64 =
            store.read("opening the database", |it| it.query_row("PRAGMA user_version", [], |row| row.get(0)))?;
        if version == SCHEMA_VERSION { Ok(store) } else { Err(other_version(version)) }
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
        self.writer()?.run(Box::new(move |connection| crate::write::write(connection, &commit)))
    }

    /// Writes something that is not a fact (a session, a setting), through the same writer.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let slot = Arc::new(Mutex::new(None));
        let out = Arc::clone(&slot);
        self.writer()?.run(Box::new(move |connection| {
            let value = job(connection)?;
            *out.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        }))?;
        let value = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or(StoreFault::Sick { doing: "writing", source: "the writer answered without a value".into() })
    }

    fn writer(&self) -> Result<&Writer, StoreFault> {
        let refused = || StoreFault::Sick { doing: "writing", source: "the folder was opened to be read only".into() };
        self.inner.writer.as_ref().ok_or_else(refused)
    }

    /// Reads on a connection of its own.
    pub(crate) fn read<T>(
        &self,
        doing: &'static str,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreFault> {
        let kept = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match kept {
            Some(connection) => connection,
            None => self.reader().doing(doing)?,
        };
        let answer = job(&connection).doing(doing);
        let mut readers = self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < MOST_READERS {
            readers.push(connection);
        }
        answer
    }

    fn reader(&self) -> rusqlite::Result<Connection> {
        let access = match self.inner.writer {
            Some(_) => OpenFlags::SQLITE_OPEN_READ_WRITE,
            None => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.inner.folder.join(FILE), flags)?;
        connection.execute_batch("PRAGMA query_only = 1; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -1024; PRAGMA mmap_size = 1073741824;")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
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
         PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;"
    ))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn check_version(connection: &Connection) -> Result<(), StoreFault> {
    let version: i64 =
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).doing("reading the schema version")?;
    match version {
        0 => {
            connection.execute_batch(SCHEMA).doing("making the tables")?;
            connection
                .execute_batch(&format!("PRAGMA user_version = {SCHEMA_VERSION}"))
                .doing("noting the schema version")
        }
        SCHEMA_VERSION => Ok(()),
        other => Err(other_version(other)),
    }
}

fn other_version(other: i64) -> StoreFault {
    let source = format!("the data was written by another version (schema {other}, this is {SCHEMA_VERSION})").into();
    StoreFault::Sick { doing: "opening the database", source }
}
