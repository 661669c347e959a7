//! The one writer: a thread that takes jobs from a queue and commits as many as wait together, so that one
//! sync to disk serves them all. A job that fails is undone alone.

use crate::StoreFault;
use crate::fault::Doing;
use rusqlite::Connection;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Most jobs in one commit.
const MOST: usize = 256;

type Job = Box<dyn FnOnce(&Connection) -> Result<(), StoreFault> + Send>;
type Answer = SyncSender<Result<(), StoreFault>>;
type Asked = (Job, Answer);

pub(crate) struct Writer {
    /// None only while closing.
    queue: Option<Sender<Asked>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> Result<Self, StoreFault> {
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("bowline-writer".into())
            .spawn(move || work(&connection, &jobs))
            .doing("starting the writer")?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs a job and waits until it is durable.
    pub(crate) fn run(&self, job: Job) -> Result<(), StoreFault> {
        let (answer, wait) = sync_channel(1);
        let gone = || StoreFault::sick("writing", None, "the writer has stopped");
        self.queue.as_ref().ok_or_else(gone)?.send((job, answer)).map_err(|_| gone())?;
        wait.recv().map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has already answered its callers with a fault.
            let _ = thread.join();
        }
    }
}

fn work(connection: &Connection, jobs: &Receiver<Asked>) {
    while let Ok(first) = jobs.recv() {
        let mut waiting = vec![first];
        gather(jobs, &mut waiting);
        commit_together(connection, waiting);
    }
}

/// Takes what else waits; a short yield lets those who were just answered ask again, so that they share the next sync.
fn gather(jobs: &Receiver<Asked>, waiting: &mut Vec<Asked>) {
    for _ in 0..4 {
        let before = waiting.len();
        while waiting.len() < MOST {
            match jobs.try_recv() {
                Ok(job) => waiting.push(job),
                Err(_) => break,
            }
        }
        if waiting.len() == before {
            return;
        }
        std::thread::yield_now();
    }
}

fn commit_together(connection: &Connection, waiting: Vec<Asked>) {
    let begun = connection.execute_batch("BEGIN IMMEDIATE").doing("beginning a transaction");
    let mut answers = Vec::with_capacity(waiting.len());
    let mut whole = begun.is_ok();
    for (job, answer) in waiting {
        let result = if whole { alone(connection, job) } else { Ok(()) };
        // A full disk makes SQLite roll the whole transaction back: what follows must not be written outside of it.
        whole = whole && !connection.is_autocommit();
        answers.push((answer, result));
    }
    let committed = begun.and_then(|()| match whole {
        true => connection.execute_batch("COMMIT").doing("committing"),
        false => Err(rolled_back(&answers)),
    });
    if let Err(fault) = &committed {
        tracing::error!(fault = fault.chain(), "commit failed");
        // The transaction may still be open, or already rolled back by the failure.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for (answer, result) in answers {
        let result = match &committed {
            Ok(()) => result,
            Err(fault) => Err(fault.again("committing")),
        };
        // The caller may have gone away; the data is safe all the same.
        let _ = answer.send(result);
    }
}

/// Why the transaction is gone: the fault of the job after which it was.
fn rolled_back(answers: &[(Answer, Result<(), StoreFault>)]) -> StoreFault {
    let fault = answers.iter().find_map(|(_, result)| result.as_ref().err());
    let unknown = || StoreFault::sick("writing", None, "the database rolled the transaction back");
    fault.map_or_else(unknown, |fault| fault.again("writing"))
}

/// Runs one job; if it fails, undoes it and no other.
fn alone(connection: &Connection, job: Job) -> Result<(), StoreFault> {
    connection.execute_batch("SAVEPOINT job").doing("beginning a job")?;
    let result = job(connection);
    let end = if result.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    let ended = connection.execute_batch(end).doing("ending a job");
    // Where a full disk rolled everything back there is no savepoint left to end: what the job met is the cause.
    result.and(ended)
}
