//! The SQLite database has one folder, one writer and several readers. It uses the write-ahead log, which
//! [`crate::syncer`] syncs.
//!
//! This module must never let two processes write one folder, nor answer from data of another schema version. Start at
//! [`Store::open`]; what can be asked stands in `queries`.

use crate::chain::Tip;
use crate::fault::Doing;
use crate::heads::Heads;
use crate::mark::{Mark, holds};
use crate::readers::{Readers, settle};
use crate::syncer::MOST_UNSYNCED;
use crate::wal::{PAGE_BYTES, TornEnd, torn_end};
use crate::write::Prepared;
use crate::writer::{Files, Pending, Work, Writer};
use crate::{Breach, Commit, Sickness, StoreFault};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const SCHEMA: &str = include_str!("schema.sql");
const MATTERS: &str = include_str!("matters.sql");
const MESSAGES: &str = include_str!("messages.sql");
const SIGN_IN: &str = include_str!("sign_in.sql");
const EVIDENCE: &str = include_str!("evidence.sql");
/// Raised with every change of the schema, or of what its columns hold.
const SCHEMA_VERSION: i64 = 25;
/// What brings the tables of an older version to this one, in order. Of versions that are not here, no data is carried over.
const STEPS: &[(i64, &str)] = &[
    (17, MATTERS),
    (17, "CREATE INDEX person_name ON person (name);"),
    (22, "DROP TABLE notice;"),
    (22, MESSAGES),
    (23, SIGN_IN),
    (24, EVIDENCE),
];
/// The writer's cache (8 MB). SQLite walks through the whole cache of a database below 1 GB after most transactions, so that a
/// large one costs more than the operating system's (decision 0030).
const WRITER_PAGES: u32 = 4_000;
pub(crate) const FILE: &str = "bowline.sqlite";
const WAL: &str = "bowline.sqlite-wal";
const LOCK: &str = "lock";

/// How long an opening waits for the process before it to be gone, and how often it looks.
const HANDED_OVER_WITHIN: Duration = Duration::from_millis(500);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(5);

/// How sure an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Answers come after the data is on disk. The only choice for people's data.
    Full,
    /// Answers come before; a power cut may lose the last seconds. For simulations and rebuilds.
    None,
}

impl Durability {
    fn synchronous(self) -> &'static str {
        match self {
            // A transaction is synced by the syncer, which answers after it; SQLite syncs where it takes its log over.
            Self::Full => "NORMAL",
            Self::None => "OFF",
        }
    }
}

/// Whether to go on where something that was answered is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Refuse to open.
    Refused,
    /// Somebody has decided to go on with what is left. The damaged write-ahead log is kept beside.
    Accepted,
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
    torn: Option<TornEnd>,
    readers: Readers,
    heads: Arc<Heads>,
    /// Whoever closes a file gives up the locks of the whole process on it, so this one is closed after all connections.
    _database: Option<Arc<File>>,
    /// Held as long as the store is open: a second process is refused.
    _lock: Option<File>,
}

impl Store {
    /// Opens the database of a folder, and makes both where they do not exist.
    ///
    /// # Errors
    /// [`StoreFault::InUse`] if another process has it open; [`StoreFault::Sick`] if it cannot be read or written, or if
    /// something that was written is gone.
    pub fn open(folder: &Path, durability: Durability) -> Result<Self, StoreFault> {
        Self::open_with(folder, durability, Loss::Refused)
    }

    /// The same, with or without a loss.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(folder: &Path, durability: Durability, loss: Loss) -> Result<Self, StoreFault> {
        make_folder(folder).doing("making the data folder")?;
        let lock = lock(folder)?;
        let torn = torn_end(&folder.join(WAL)).doing("looking at the write-ahead log")?;
        let connection = Connection::open(folder.join(FILE)).doing("opening the database")?;
        if connection.is_readonly(MAIN_DB).doing("opening the database")? {
            return Err(StoreFault::sick("opening the database", Some(Sickness::ReadOnly), "the file is read-only"));
        }
        // Whoever closes the last connection takes the log over and removes it, damaged or not.
        keep_log(&connection, true)?;
        prepare(&connection, durability).doing("preparing the database")?;
        check_version(&connection)?;
        let tip = end_of_log(&connection, folder, torn, loss)?;
        keep_log(&connection, false)?;
        if let Some(torn) = torn {
            tracing::error!(torn.bytes, "the end of the write-ahead log was not whole: see `bowline doctor check`");
            begin_log_anew(&connection).doing("taking over what is whole of the write-ahead log")?;
        }
        let second = Connection::open(folder.join(FILE)).doing("opening the database")?;
        second.pragma_update(None, "synchronous", durability.synchronous()).doing("preparing the database")?;
        let file =
            |name| File::options().write(true).open(folder.join(name)).doing("opening the files of the database");
        let mark = || Mark::open(folder).doing("opening the files of the database");
        let files = || Ok(Files { database: Arc::new(file(FILE)?), log: file(WAL)?, mark: mark()? });
        let files = (durability == Durability::Full).then(files).transpose()?;
        let database = files.as_ref().map(|files| Arc::clone(&files.database));
        let heads = Arc::new(Heads::default());
        let writer = Writer::start(connection, second, files, Arc::clone(&heads), tip)?;
        let readers = Readers::of(folder.join(FILE));
        Ok(Self::of(Inner {
            folder: folder.to_owned(),
            writer: Some(writer),
            torn,
            readers,
            heads,
            _database: database,
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
        let file = folder.join(FILE);
        let readers = Readers::looking(if there(WAL) { file } else { immutable(&file) });
        Self::seen(Inner {
            folder: folder.to_owned(),
            writer: None,
            torn,
            readers,
            heads: Arc::default(),
            _database: None,
            _lock: lock,
        })
    }

    /// Opens the database of a folder to be read only, beside whoever has it open.
    ///
    /// # Errors
    /// [`StoreFault::Sick`] if there is none or it cannot be read; every later write is refused the same way.
    pub fn open_read_only(folder: &Path) -> Result<Self, StoreFault> {
        let readers = Readers::looking(folder.join(FILE));
        Self::seen(Inner {
            folder: folder.to_owned(),
            writer: None,
            torn: None,
            readers,
            heads: Arc::default(),
            _database: None,
            _lock: None,
        })
    }

    fn seen(inner: Inner) -> Result<Self, StoreFault> {
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
        self.begin_commit(commit)?.wait()
    }

    /// Hands a commit to the writer without waiting for it, so that the next one can be prepared meanwhile.
    ///
    /// # Errors
    /// [`StoreFault::Sick`] if there is no writer any more; everything else comes from [`Pending::wait`].
    pub fn begin_commit(&self, commit: Commit) -> Result<Pending, StoreFault> {
        self.writer()?.begin(Work::Commit(Box::new(Prepared::new(commit)?)))
    }

    /// Writes something that is not a fact (a session, a setting), through the same writer.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let slot = Arc::new(Mutex::new(None));
        let out = Arc::clone(&slot);
        self.writer()?.run(Work::Own(Box::new(move |connection| {
            let value = job(connection)?;
            *out.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        })))?;
        let value = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(|| StoreFault::sick("writing", None, "the writer answered without a value"))
    }

    pub(crate) fn writer(&self) -> Result<&Writer, StoreFault> {
        let only_looking = || StoreFault::sick("writing", Some(Sickness::ReadOnly), "the folder was opened to look at");
        self.inner.writer.as_ref().ok_or_else(only_looking)
    }

    /// What SQLite itself finds wrong with the database file; empty: nothing.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn integrity(&self) -> Result<Vec<String>, StoreFault> {
        self.read("checking the database", |connection| {
            let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
            let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
            let lines: rusqlite::Result<Vec<String>> = lines.collect();
            Ok(lines?.into_iter().filter(|line| line != "ok").collect())
        })
    }

    /// How many questions this store has answered from the database since it was opened, so that tests can hold a page to its
    /// number.
    #[must_use]
    pub fn questions(&self) -> u64 {
        self.inner.readers.asked()
    }

    /// Bytes of the database file.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn bytes(&self) -> Result<u64, StoreFault> {
        self.read("measuring the database", |connection| {
            connection.query_row(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
                [],
                |row| row.get(0),
            )
        })
    }

    /// Where streams stand that this process wrote lately.
    pub(crate) fn heads(&self) -> &Heads {
        &self.inner.heads
    }

    /// Everything that `look` reads on this thread is seen as it was at one moment, whoever writes meanwhile. What it writes
    /// itself it does not see.
    ///
    /// # Errors
    /// [`StoreFault::Sick`], and what `look` answers.
    pub fn at_one_moment<T, E: From<StoreFault>>(&self, look: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.inner.readers.at_one_moment(look).doing("reading")?
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

/// Whose data this is, nobody else on the machine may read.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whether the write-ahead log stays when the connection is closed.
fn keep_log(connection: &Connection, keep: bool) -> Result<(), StoreFault> {
    let set = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
    set.doing("preparing the database").map(drop)
}

/// The end of the log, if everything is there that was ever answered; else a refusal, unless somebody has decided to go on.
fn end_of_log(connection: &Connection, folder: &Path, torn: Option<TornEnd>, loss: Loss) -> Result<Tip, StoreFault> {
    let found = Tip::of_log(connection).doing("reading the end of the log")?;
    let Some((sickness, shown)) = lost(connection, folder, torn)? else { return Ok(found) };
    if loss == Loss::Refused {
        return Err(StoreFault::sick("reading the end of the log", Some(sickness), shown));
    }
    let free = (1..).map(|no: u32| folder.join(format!("{WAL}.damaged-{no}"))).find(|path| !path.exists());
    if let Some(kept) = free.filter(|_| has_log(folder)) {
        std::fs::copy(folder.join(WAL), &kept).doing("keeping the damaged write-ahead log")?;
    }
    tracing::error!("{shown}: given up, as was decided");
    found.note(connection).doing("noting the end of the log")?;
    Mark::open(folder).doing("noting the end of the log")?.note(found);
    Ok(found)
}

fn has_log(folder: &Path) -> bool {
    std::fs::metadata(folder.join(WAL)).is_ok_and(|file| file.len() > 0)
}

/// What was answered and is gone, as far as the folder can tell: the mark of the last sync knows; without one, so many commits
/// behind a broken frame cannot all have waited for a sync.
pub(crate) fn lost(
    connection: &Connection,
    folder: &Path,
    torn: Option<TornEnd>,
) -> Result<Option<(Sickness, String)>, StoreFault> {
    let found = Tip::of_log(connection).doing("reading the end of the log")?;
    let noted = Tip::noted(connection).doing("reading the end of the log")?;
    let mark = Mark::read(folder).doing("reading how far the log was synced")?;
    let answered = mark.map_or(Ok(true), |mark| holds(connection, mark)).doing("reading the end of the log")?;
    let behind = torn.filter(|torn| !answered || (mark.is_none() && torn.later > MOST_UNSYNCED));
    let written = mark.filter(|_| !answered).map_or(noted.seq, |mark| mark.seq);
    let end = Breach::End(found.seq, written);
    Ok(if let Some(torn) = behind {
        Some((Sickness::LogDamaged, torn.to_string()))
    } else if !answered && has_log(folder) {
        Some((Sickness::LogDamaged, end.to_string()))
    } else {
        (noted != found || !answered).then(|| (Sickness::LogChanged, end.to_string()))
    })
}

/// What was torn off bears the marks of this use of the log: were it left there, it would pass for damage after the next kill.
fn begin_log_anew(connection: &Connection) -> rusqlite::Result<()> {
    match connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))? {
        0 => Ok(()),
        busy => Err(rusqlite::Error::IntegralValueOutOfRange(0, busy)),
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

/// A process that is just ending, or that was started beside it and has not yet become its own program, holds the lock
/// for some milliseconds longer than anybody uses the folder. [`HANDED_OVER_WITHIN`] is waited for it.
fn hold(file: File, folder: &Path) -> Result<File, StoreFault> {
    let asked = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) if asked.elapsed() < HANDED_OVER_WITHIN => {
                std::thread::sleep(LOOK_AGAIN_AFTER);
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(StoreFault::InUse { folder: folder.display().to_string() });
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(error).doing("locking the data folder"),
        }
    }
}

/// The address under which SQLite reads a file that nobody writes.
fn immutable(file: &Path) -> PathBuf {
    let path = file.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    PathBuf::from(format!("file:{path}?immutable=1"))
}

fn prepare(connection: &Connection, durability: Durability) -> rusqlite::Result<()> {
    let synchronous = durability.synchronous();
    connection.execute_batch(&format!(
        "PRAGMA page_size = {PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY;"
    ))?;
    settle(connection)?;
    connection.pragma_update(None, "cache_size", WRITER_PAGES)
}

fn schema_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn other_version(version: i64) -> StoreFault {
    let cause = format!("the data was written by another version (schema {version}, this is {SCHEMA_VERSION})");
    StoreFault::sick("opening the database", Some(Sickness::OtherVersion), cause)
}

/// Makes the tables of a new database, and brings those of an older version to this one.
fn check_version(connection: &Connection) -> Result<(), StoreFault> {
    let version = schema_version(connection).doing("reading the schema version")?;
    let script = match version {
        SCHEMA_VERSION => return Ok(()),
        0 => format!("{SCHEMA} {MATTERS} {MESSAGES} {SIGN_IN} {EVIDENCE}"),
        older if STEPS.iter().any(|(from, _)| *from == older) => {
            let steps = STEPS.iter().filter(|(from, _)| *from >= older);
            steps.map(|(_, script)| *script).collect::<Vec<_>>().join("\n")
        }
        other => return Err(other_version(other)),
    };
    let all = format!("BEGIN; {script} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;");
    connection.execute_batch(&all).doing("making the tables")
}
