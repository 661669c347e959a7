//! The one writer: a thread that takes work from a queue and commits as many commits as wait together, so that one sync
//! to disk serves them all, and counts that many of them change are written once. Whatever does not fit is left out alone.
//!
//! Must never answer before the data is durable. Start at [`Writer::run`].

use crate::StoreFault;
use crate::fault::Doing;
use crate::write::{Counts, Prepared};
use rusqlite::Connection;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Most commits together.
const MOST: usize = 256;

type Job = Box<dyn FnOnce(&Connection) -> Result<(), StoreFault> + Send>;

/// What is to be written.
pub(crate) enum Work {
    /// Facts with their read rows.
    Commit(Box<Prepared>),
    /// What the installation keeps for itself.
    Own(Job),
}

type Done = Result<(), StoreFault>;
type Asked = (Work, SyncSender<Done>);

pub(crate) struct Writer {
    /// None only while closing.
    queue: Option<Sender<Asked>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(connection: Connection) -> Result<Self, StoreFault> {
        let (queue, asked) = channel();
        let thread = std::thread::Builder::new()
            .name("bowline-writer".into())
            .spawn(move || serve(&connection, &asked))
            .doing("starting the writer")?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Writes, and waits until it is durable.
    pub(crate) fn run(&self, work: Work) -> Done {
        self.begin(work)?.wait()
    }

    /// Hands work over without waiting for it.
    pub(crate) fn begin(&self, work: Work) -> Result<Pending, StoreFault> {
        let (answer, wait) = sync_channel(1);
        self.queue.as_ref().ok_or_else(gone)?.send((work, answer)).map_err(|_| gone())?;
        Ok(Pending(wait))
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
    StoreFault::Sick { doing: "writing", source: "the writer has stopped".into() }
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

fn serve(connection: &Connection, asked: &Receiver<Asked>) {
    while let Ok(first) = asked.recv() {
        let mut commits = Vec::new();
        for (work, answer) in gather(asked, first) {
            match work {
                Work::Commit(commit) => commits.push((commit, answer)),
                Work::Own(job) => reply(&answer, in_transaction(connection, || job(connection))),
            }
        }
        together(connection, commits);
    }
}

/// Takes what else waits; a short yield lets those who were just answered ask again, so that they share the next sync.
fn gather(asked: &Receiver<Asked>, first: Asked) -> Vec<Asked> {
    let mut waiting = vec![first];
    for _ in 0..4 {
        let before = waiting.len();
        waiting.extend(asked.try_iter().take(MOST.saturating_sub(before)));
        if waiting.len() == before {
            break;
        }
        std::thread::yield_now();
    }
    waiting
}

/// Commits all of them at once. If the database refuses one, each is written alone, so that it takes nobody else with it.
fn together(connection: &Connection, commits: Vec<(Box<Prepared>, SyncSender<Done>)>) {
    if commits.is_empty() {
        return;
    }
    let mut conflicts = Vec::new();
    let written = in_transaction(connection, || {
        let mut counts = Counts::default();
        conflicts = commits.iter().map(|_| None).collect();
        for ((commit, _), conflict) in commits.iter().zip(&mut conflicts) {
            match commit.write(connection, &mut counts) {
                Err(fault @ StoreFault::Conflict { .. }) => *conflict = Some(fault),
                written => written?,
            }
        }
        counts.write(connection)
    });
    for (index, (commit, answer)) in commits.iter().enumerate() {
        let conflict = conflicts.get_mut(index).and_then(Option::take);
        let done = match &written {
            Ok(()) => conflict.map_or(Ok(()), Err),
            Err(_) => alone(connection, commit),
        };
        reply(answer, done);
    }
}

fn alone(connection: &Connection, commit: &Prepared) -> Done {
    in_transaction(connection, || {
        let mut counts = Counts::default();
        commit.write(connection, &mut counts)?;
        counts.write(connection)
    })
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

fn reply(answer: &SyncSender<Done>, done: Done) {
    // The caller may have gone away; the data is safe all the same.
    let _ = answer.send(done);
}
