//! A few connections read, and are lent out one at a time. More of them would only share the same cores and cost
//! memory. A thread that looks at one moment keeps its connection, in one transaction, until it has seen enough.
//!
//! This module must never write. Start at [`Readers::with`].

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// Most reading connections at once, for each core; who comes later waits for one.
const MOST_A_CORE: usize = 2;
/// At least so many, so that one long question does not stand in everybody's way.
const LEAST: usize = 4;

/// The connection on which a thread looks at one moment, and the readers to which it belongs.
type Kept = Option<(*const Readers, Rc<Connection>)>;

thread_local! {
    static KEPT: RefCell<Kept> = const { RefCell::new(None) };
}

pub(crate) struct Readers {
    file: PathBuf,
    rights: OpenFlags,
    most: usize,
    lent: Mutex<Lent>,
    back: Condvar,
    asked: AtomicU64,
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
        Self { file, rights, most, lent: Mutex::default(), back: Condvar::new(), asked: AtomicU64::new(0) }
    }

    /// Of a database that is only looked at: not even its index of the write-ahead log is made.
    pub(crate) fn looking(file: PathBuf) -> Self {
        Self { rights: OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI, ..Self::of(file) }
    }

    /// How many jobs were run so far.
    pub(crate) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Runs a job on a connection that nobody else uses meanwhile. The job must not ask for a second one.
    pub(crate) fn with<T>(&self, job: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if let Some(connection) = self.kept() {
            return job(&connection);
        }
        let guard = Guard { readers: self, connection: Some(self.take()?) };
        match &guard.connection {
            Some(connection) => job(connection),
            None => Err(rusqlite::Error::InvalidQuery),
        }
    }

    /// Lets this thread read on one connection, in one transaction, as long as it looks: everything is seen as it was when the
    /// first of it was read.
    pub(crate) fn at_one_moment<T>(&self, look: impl FnOnce() -> T) -> rusqlite::Result<T> {
        if self.kept().is_some() {
            return Ok(look());
        }
        let connection = Rc::new(self.take()?);
        let before = KEPT.replace(Some((std::ptr::from_ref(self), Rc::clone(&connection))));
        let keeping = Keeping { readers: self, connection: Some(connection), before };
        keeping.connection.iter().try_for_each(|it| it.prepare_cached("BEGIN")?.execute([]).map(drop))?;
        Ok(look())
    }

    /// The connection that this thread keeps, if it is one of these.
    fn kept(&self) -> Option<Rc<Connection>> {
        KEPT.with_borrow(|kept| {
            kept.as_ref().filter(|(of, _)| std::ptr::eq(*of, self)).map(|(_, connection)| Rc::clone(connection))
        })
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

/// Ends the transaction and gives the connection back, whatever became of the look.
struct Keeping<'a> {
    readers: &'a Readers,
    connection: Option<Rc<Connection>>,
    before: Kept,
}

impl Drop for Keeping<'_> {
    fn drop(&mut self) {
        KEPT.set(self.before.take());
        let connection = self.connection.take().and_then(Rc::into_inner);
        if let Some(connection) = &connection {
            // A transaction that only read has nothing to lose.
            let _ = connection.prepare_cached("COMMIT").and_then(|mut end| end.execute([]));
        }
        self.readers.give(connection);
    }
}

/// What every connection needs. Without stable plans SQLite compiles a statement anew for each value bound to it.
pub(crate) fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}
