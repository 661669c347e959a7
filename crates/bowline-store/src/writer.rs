//! One thread writes. It takes work from a queue and commits together as many commits as wait, so that one sync to disk
//! serves them all, and counts that many of them change are written once. A commit that does not fit is left out alone.
//!
//! This module must never answer before the data is durable. Start at [`Writer::run`].

use crate::StoreFault;
use crate::chain::Tip;
use crate::checkpoint::Wal;
use crate::fault::Doing;
use crate::heads::{Heads, Moved};
use crate::mark::Mark;
use crate::queue::Queue;
use crate::syncer::{Answered, Done, Failing, Syncer};
use crate::write::{Counts, Prepared};
use rusqlite::Connection;
use std::fs::File;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// How long a commit waits for others at most.
const MOST_PATIENCE: Duration = Duration::from_millis(2);

type Job = Box<dyn FnOnce(&Connection) -> Result<(), StoreFault> + Send>;

/// What is to be written.
pub(crate) enum Work {
    /// Facts with their read rows.
    Commit(Box<Prepared>),
    /// What the installation keeps for itself.
    Own(Job),
}

type Asked = (Work, SyncSender<Done>);

/// The files that are to be synced before anybody is answered.
pub(crate) struct Files {
    pub(crate) database: Arc<File>,
    pub(crate) log: File,
    /// Where is noted how far the log was synced.
    pub(crate) mark: Mark,
}

pub(crate) struct Writer {
    queue: Arc<Queue<Asked>>,
    failed: Failing,
    /// None only while closing.
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    /// Writes through a connection, and tends its write-ahead log through another one.
    pub(crate) fn start(
        mut connection: Connection,
        second: Connection,
        files: Option<Files>,
        heads: Arc<Heads>,
        mut tip: Tip,
    ) -> Result<Self, StoreFault> {
        let (database, log) = files.map(|files| (files.database, (files.log, files.mark))).unzip();
        let mut wal = Wal::of(&mut connection, second, database)?;
        let syncer = Syncer::of(log)?;
        let failed = syncer.failing();
        let queue = Arc::new(Queue::new());
        let taken = Taken(Arc::clone(&queue));
        let thread = std::thread::Builder::new()
            .name("bowline-writer".into())
            .spawn(move || serve(&connection, &heads, &mut tip, &mut wal, &syncer, &taken.0))
            .doing("starting the writer")?;
        Ok(Self { queue, failed, thread: Some(thread) })
    }

    /// A fault once nothing can be written any more.
    pub(crate) fn check(&self) -> Done {
        self.failed.check()
    }

    /// Writes, and waits until it is durable.
    pub(crate) fn run(&self, work: Work) -> Done {
        self.begin(work)?.wait()
    }

    /// Hands work over without waiting for it.
    pub(crate) fn begin(&self, work: Work) -> Result<Pending, StoreFault> {
        let (answer, wait) = sync_channel(1);
        if self.queue.put((work, answer)) { Ok(Pending(wait)) } else { Err(gone()) }
    }
}

/// Held by the writer's thread: however it ends, nobody waits for it in vain.
struct Taken(Arc<Queue<Asked>>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// Work that the writer has and has not answered yet.
pub struct Pending(Receiver<Done>);

impl Pending {
    /// Waits until it is durable.
    ///
    /// # Errors
    /// As [`crate::Store::commit`].
    pub fn wait(self) -> Result<(), StoreFault> {
        self.0.recv().map_err(|_| gone())?
    }
}

fn gone() -> StoreFault {
    StoreFault::sick("writing", None, "the writer has stopped")
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has already answered its callers with a fault.
            let _ = thread.join();
        }
    }
}

/// Takes what waits, writes it, answers. The last commit tells how many write at the same time, and how long it is worth waiting
/// for half of them: one sync for all costs less than two.
fn serve(connection: &Connection, heads: &Heads, tip: &mut Tip, wal: &mut Wal, syncer: &Syncer, queue: &Queue<Asked>) {
    let (mut hoped_for, mut patience) = (1, Duration::ZERO);
    while let Some(waiting) = queue.take(hoped_for, patience) {
        let started = Instant::now();
        let answers = match syncer.check() {
            Ok(()) => write_all(connection, heads, tip, waiting),
            Err(_) => waiting.into_iter().map(|(_, answer)| (answer, syncer.check())).collect(),
        };
        (hoped_for, patience) = ((answers.len() + queue.len()).div_ceil(2), (started.elapsed() / 2).min(MOST_PATIENCE));
        syncer.answer(answers, *tip);
        wal.tend(connection);
    }
}

fn write_all(connection: &Connection, heads: &Heads, tip: &mut Tip, waiting: Vec<Asked>) -> Vec<Answered> {
    let (mut commits, mut answers) = (Vec::new(), Vec::new());
    for (work, answer) in waiting {
        match work {
            Work::Commit(commit) => commits.push((commit, answer)),
            Work::Own(job) => answers.push((answer, in_transaction(connection, || job(connection)))),
        }
    }
    if !commits.is_empty() {
        answers.extend(together(connection, heads, tip, commits));
    }
    answers
}

/// Commits all of them at once. If the database refuses one, each is written alone, so that it takes nobody else with it.
fn together(
    connection: &Connection,
    heads: &Heads,
    tip: &mut Tip,
    commits: Vec<(Box<Prepared>, SyncSender<Done>)>,
) -> Vec<Answered> {
    let prepared: Vec<&Prepared> = commits.iter().map(|(commit, _)| &**commit).collect();
    let results = write_commits(connection, heads, tip, &prepared).unwrap_or_else(|_| {
        let alone = |commit| write_commits(connection, heads, tip, &[commit])?.into_iter().collect();
        prepared.into_iter().map(alone).collect()
    });
    commits.into_iter().map(|(_, answer)| answer).zip(results).collect()
}

/// Commits what does not conflict, in one transaction.
fn write_commits(
    connection: &Connection,
    heads: &Heads,
    tip: &mut Tip,
    commits: &[&Prepared],
) -> Result<Vec<Done>, StoreFault> {
    let (mut moved, mut counts, mut end) = (Moved::since(heads), Counts::default(), *tip);
    let mut results = Vec::with_capacity(commits.len());
    in_transaction(connection, || {
        for commit in commits {
            match commit.write(connection, &mut moved, &mut end, &mut counts) {
                Err(told @ (StoreFault::Conflict { .. } | StoreFault::Done { .. })) => results.push(Err(told)),
                written => results.push(Ok(written?)),
            }
        }
        if end != *tip {
            end.note(connection).doing("noting the end of the log")?;
        }
        counts.write(connection)
    })?;
    heads.take(moved);
    *tip = end;
    Ok(results)
}

/// All or nothing.
fn in_transaction(connection: &Connection, job: impl FnOnce() -> Done) -> Done {
    let begin = || connection.prepare_cached("BEGIN IMMEDIATE")?.execute([]);
    let commit = || connection.prepare_cached("COMMIT")?.execute([]);
    begin().doing("beginning a transaction")?;
    let done = job().and_then(|()| commit().map(drop).doing("committing"));
    if let Err(fault) = &done {
        if !matches!(fault, StoreFault::Conflict { .. }) {
            tracing::error!(fault = fault.chain(), "writing failed");
        }
        // A full disk makes SQLite roll back by itself.
        let _ = connection.execute_batch("ROLLBACK");
    }
    done
}
