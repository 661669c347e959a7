//! A thread of its own makes transactions durable while the writer goes on. One sync of the write-ahead log serves all
//! transactions that were committed before the sync began; only then does the thread answer those who wait.
//!
//! This module must never answer before the data is on disk, nor trust a disk again that once failed to sync: the
//! system may have forgotten what it could not write, and a second sync would succeed. Start at [`Syncer::answer`].

use crate::chain::Tip;
use crate::fault::Doing;
use crate::mark::Mark;
use crate::{Sickness, StoreFault};
use std::fs::File;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

/// Transactions that may wait for the sync that is under way. More would not make the next one cheaper.
const AHEAD: usize = 8;
/// Transactions that can be written and not synced at any moment: those of the sync that is under way, those that wait, and the
/// one with which the writer waits.
pub(crate) const MOST_UNSYNCED: u64 = 2 * (AHEAD as u64 + 1);

/// What the writer has to say about one piece of work.
pub(crate) type Done = Result<(), StoreFault>;
/// Who waits for it, and what is to be said once it is durable.
pub(crate) type Answered = (SyncSender<Done>, Done);

pub(crate) struct Syncer {
    /// None only while closing.
    ask: Option<SyncSender<(Vec<Answered>, Tip)>>,
    failed: Arc<OnceLock<Failed>>,
    thread: Option<JoinHandle<()>>,
}

impl Syncer {
    /// Syncs this write-ahead log, and notes in this file how far; without them, answers at once.
    pub(crate) fn of(log: Option<(File, Mark)>) -> Result<Self, StoreFault> {
        let (ask, asked) = sync_channel(AHEAD);
        let failed = Arc::new(OnceLock::new());
        let seen = Arc::clone(&failed);
        let thread = std::thread::Builder::new()
            .name("bowline-syncer".into())
            .spawn(move || serve(log.as_ref(), &asked, &seen))
            .doing("starting the syncer")?;
        Ok(Self { ask: Some(ask), failed, thread: Some(thread) })
    }

    /// Gives these answers once everything committed until now is on disk: the log ends here.
    pub(crate) fn answer(&self, answers: Vec<Answered>, end: Tip) {
        // Without the thread the answers are dropped, which tells those who wait that the writer has stopped.
        let _ = self.ask.as_ref().map(|ask| ask.send((answers, end)));
    }

    /// Whoever wants to know without waiting for the writer.
    pub(crate) fn failing(&self) -> Failing {
        Failing(Arc::clone(&self.failed))
    }

    /// A fault once a sync has failed: nothing may be written any more.
    pub(crate) fn check(&self) -> Done {
        durable(&self.failed)
    }
}

impl Drop for Syncer {
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Whether a sync has failed.
pub(crate) struct Failing(Arc<OnceLock<Failed>>);

impl Failing {
    /// A fault once one has.
    pub(crate) fn check(&self) -> Done {
        durable(&self.0)
    }
}

/// Why a sync failed.
struct Failed {
    sickness: Sickness,
    cause: String,
}

impl Failed {
    fn of(error: &std::io::Error) -> Self {
        // Room that is made later does not help what was lost.
        let sickness = Sickness::of_io(error).filter(|it| *it != Sickness::Full).unwrap_or(Sickness::Disk);
        Self { sickness, cause: error.to_string() }
    }

    fn fault(&self) -> StoreFault {
        StoreFault::sick("syncing the write-ahead log", Some(self.sickness), self.cause.clone())
    }
}

fn serve(log: Option<&(File, Mark)>, asked: &Receiver<(Vec<Answered>, Tip)>, failed: &OnceLock<Failed>) {
    while let Ok((mut answers, mut end)) = asked.recv() {
        for (more, later) in asked.try_iter() {
            answers.extend(more);
            end = later;
        }
        let committed = answers.iter().any(|(_, done)| done.is_ok());
        if let Some((log, mark)) = log.filter(|_| committed && failed.get().is_none()) {
            match log.sync_data() {
                Ok(()) => mark.note(end),
                Err(error) => {
                    tracing::error!(%error, "the write-ahead log was not synced; nothing is written until a restart");
                    let _ = failed.set(Failed::of(&error));
                }
            }
        }
        for (answer, done) in answers {
            // The caller may have gone away; the data is safe all the same.
            let _ = answer.send(done.and_then(|()| durable(failed)));
        }
    }
}

fn durable(failed: &OnceLock<Failed>) -> Done {
    failed.get().map_or(Ok(()), |failed| Err(failed.fault()))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn mark() -> Option<Mark> {
        Mark::open(tempfile::tempdir().ok()?.path()).ok()
    }

    fn asked(syncer: &Syncer) -> Option<Sickness> {
        let (answer, wait) = sync_channel(1);
        syncer.answer(vec![(answer, Ok(()))], Tip::default());
        wait.recv().ok()?.err()?.sickness()
    }

    #[test]
    fn nobody_is_told_done_after_a_sync_has_failed() {
        // The system refuses to sync this one.
        let syncer = Syncer::of(Some((File::open("/dev/null").unwrap(), mark().unwrap()))).unwrap();
        assert!(syncer.check().is_ok());
        assert_eq!(asked(&syncer), Some(Sickness::Disk));
        assert!(syncer.check().is_err(), "nothing is written any more");
        assert_eq!(asked(&syncer), Some(Sickness::Disk));
    }

    #[test]
    fn what_could_not_be_written_is_told_as_it_was() {
        let file = tempfile::tempfile().unwrap();
        let syncer = Syncer::of(Some((file, mark().unwrap()))).unwrap();
        let (answer, wait) = sync_channel(1);
        let full = StoreFault::sick("writing", Some(Sickness::Full), "no room");
        syncer.answer(vec![(answer, Err(full))], Tip::default());
        assert_eq!(wait.recv().unwrap().unwrap_err().sickness(), Some(Sickness::Full));
        assert_eq!(asked(&syncer), None);
    }
}
