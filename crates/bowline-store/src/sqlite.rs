//! The SQLite database: one folder, one writer, several readers. WAL, `synchronous=FULL`.

use crate::fault::Doing;
use crate::wal::{TornEnd, torn_end};
use crate::writer::Writer;
use crate::{Commit, Sickness, StoreFault};
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

const SCHEMA: &str = include_str!("schema.sql");
const SCHEMA_VERSION: i64 = 1;
/// Idle reading connections kept.
const MOST_READERS: usize = 16;
const FILE: &str = "bowline.sqlite";
const WAL: &str = "bowline.sqlite-wal";
const LOCK: &str = "lock";

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
    /// None where the folder is only looked at.
    writer: Option<Writer>,
    /// The database as readers name it.
    readable: PathBuf,
    torn: Option<TornEnd>,
    readers: Mutex<Vec<Connection>>,
    /// Held as long as the store is open: a second process is refused.
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
        let torn = torn_end(&folder.join(WAL)).doing("looking at the write-ahead log")?;
        let connection = Connection::open(folder.join(FILE)).doing("opening the database")?;
        if connection.is_readonly(MAIN_DB).doing("opening the database")? {
            return Err(StoreFault::sick("opening the database", Some(Sickness::ReadOnly), "the file is read-only"));
        }
        prepare(&connection, durability).doing("preparing the database")?;
        check_version(&connection)?;
        if let Some(torn) = torn {
            tracing::error!(torn.bytes, "the end of the write-ahead log was not whole: see `bowline doctor check`");
        }
        let (writer, readable) = (Some(Writer::start(connection)?), folder.join(FILE));
        Ok(Self::of(Inner {
            folder: folder.to_owned(),
            writer,
            readable,
            torn,
            readers: Mutex::default(),
            _lock: Some(lock),
        }))
    }

    /// Opens what is there to look at it: nothing is made, recovered or written, so a read-only folder opens too.
    ///
    /// # Errors
    /// [`StoreFault::InUse`] if another process has it open; [`StoreFault::Sick`] if there is nothing that can be read.
    pub fn look(folder: &Path) -> Result<Self, StoreFault> {
        let there = |file: &str| std::fs::metadata(folder.join(file)).is_ok_and(|file| file.len() > 0);
        if !there(FILE) {
            let shown = folder.display();
            return Err(StoreFault::sick("opening the database", Some(Sickness::Absent), format!("{shown} has none")));
        }
        let lock = lock_to_look(folder)?;
        let torn = torn_end(&folder.join(WAL)).doing("looking at the write-ahead log")?;
        // Beside a write-ahead log SQLite needs its index; without one, and on a read-only disk, it must be told to need neither.
        let readable = if there(WAL) { folder.join(FILE) } else { immutable(&folder.join(FILE)) };
        let inner =
            Inner { folder: folder.to_owned(), writer: None, readable, torn, readers: Mutex::default(), _lock: lock };
        let store = Self::of(inner);
        match store.read("reading the schema version", schema_version)? {
            SCHEMA_VERSION => Ok(store),
            other => Err(other_version(other)),
        }
    }

    fn of(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// What was torn off the end of the write-ahead log when this store was opened.
    #[must_use]
    pub fn torn_end(&self) -> Option<TornEnd> {
        self.inner.torn
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
        value.ok_or_else(|| StoreFault::sick("writing", None, "the writer answered without a value"))
    }

    fn writer(&self) -> Result<&Writer, StoreFault> {
        let only_looking = || StoreFault::sick("writing", Some(Sickness::ReadOnly), "the folder was opened to look at");
        self.inner.writer.as_ref().ok_or_else(only_looking)
    }

    /// Lets the database grow by so many pages (of 4 KiB) and no further; without a number, as far as the disk does. For tests
    /// of a full disk.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn limit_growth(&self, pages: Option<u32>) -> Result<(), StoreFault> {
        self.write(move |connection| {
            let limit = || -> rusqlite::Result<()> {
                let now: u32 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
                let most = pages.map_or(u32::MAX - 1, |pages| now.saturating_add(pages));
                connection.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))
            };
            limit().doing("limiting the growth")
        })
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
        let rights = match self.inner.writer {
            Some(_) => OpenFlags::SQLITE_OPEN_READ_WRITE,
            None => OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        };
        let connection = Connection::open_with_flags(&self.inner.readable, rights | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.execute_batch("PRAGMA query_only = 1; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -1024; PRAGMA mmap_size = 1073741824;")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }
}

fn lock(folder: &Path) -> Result<File, StoreFault> {
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK));
    hold(file.doing("opening the lock file")?, folder)
}

/// Where nobody ever held the folder there is no lock file, and none is made.
fn lock_to_look(folder: &Path) -> Result<Option<File>, StoreFault> {
    match File::open(folder.join(LOCK)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        file => hold(file.doing("opening the lock file")?, folder).map(Some),
    }
}

fn hold(file: File, folder: &Path) -> Result<File, StoreFault> {
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreFault::InUse { folder: folder.display().to_string() }),
        Err(std::fs::TryLockError::Error(error)) => Err(error).doing("locking the data folder"),
    }
}

/// The address under which SQLite reads a file that nobody writes.
fn immutable(file: &Path) -> PathBuf {
    let path = file.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    PathBuf::from(format!("file:{path}?immutable=1"))
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

fn schema_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn other_version(version: i64) -> StoreFault {
    let cause = format!("the data was written by another version (schema {version}, this is {SCHEMA_VERSION})");
    StoreFault::sick("opening the database", Some(Sickness::OtherVersion), cause)
}

fn check_version(connection: &Connection) -> Result<(), StoreFault> {
    match schema_version(connection).doing("reading the schema version")? {
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
