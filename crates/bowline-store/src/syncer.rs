//! Makes transactions durable on a thread of its own, while the writer goes on: one sync of the write-ahead log serves all that were
//! committed before it began, and only then are those who wait for them answered.
//!
//! Must never answer before the data is on disk, nor trust a disk again that once failed to sync: the system may have forgotten
//! what it could not write, and a second sync would succeed. Start at [`Syncer::answer`].

use crate::fault::Doing;
use crate::{Sickness, StoreFault};
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Transactions that may wait for the sync that is under way. More would not make the next one cheaper.
const AHEAD: usize = 8;

/// What the writer has to say about one piece of work.
pub(crate) type Done = Result<(), StoreFault>;
/// Who waits for it, and what is to be said once it is durable.
pub(crate) type Answered = (SyncSender<Done>, Done);

pub(crate) struct Syncer {
    /// None only while closing.
    ask: Option<SyncSender<Vec<Answered>>>,
    failed: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Syncer {
    /// Syncs this write-ahead log; without one, answers at once.
    pub(crate) fn of(log: Option<File>) -> Result<Self, StoreFault> {
        let (ask, asked) = sync_channel(AHEAD);
        let failed = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&failed);
        let thread = std::thread::Builder::new()
            .name("bowline-syncer".into())
            .spawn(move || serve(log.as_ref(), &asked, &seen))
            .doing("starting the syncer")?;
        Ok(Self { ask: Some(ask), failed, thread: Some(thread) })
    }

    /// Gives these answers once everything committed until now is on disk.
    pub(crate) fn answer(&self, answers: Vec<Answered>) {
        // Without the thread the answers are dropped, which tells those who wait that the writer has stopped.
        let _ = self.ask.as_ref().map(|ask| ask.send(answers));
    }

    /// A fault once a sync has failed: nothing may be written any more.
    pub(crate) fn check(&self) -> Done {
        if self.failed.load(Ordering::Acquire) { Err(not_synced("an earlier sync failed")) } else { Ok(()) }
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

fn serve(log: Option<&File>, asked: &Receiver<Vec<Answered>>, failed: &AtomicBool) {
    while let Ok(first) = asked.recv() {
        let answers: Vec<Answered> = first.into_iter().chain(asked.try_iter().flatten()).collect();
        let synced = if failed.load(Ordering::Relaxed) { Err("an earlier sync failed".to_owned()) } else { sync(log) };
        if let Err(cause) = &synced {
            failed.store(true, Ordering::Release);
            tracing::error!(cause, "the write-ahead log was not synced; nothing is written until a restart");
        }
        for (answer, done) in answers {
            let durable = || synced.as_ref().map_or_else(|cause| Err(not_synced(cause)), |()| Ok(()));
            // The caller may have gone away; the data is safe all the same.
            let _ = answer.send(done.and_then(|()| durable()));
        }
    }
}

fn sync(log: Option<&File>) -> Result<(), String> {
    log.map_or(Ok(()), |log| log.sync_data().map_err(|error| error.to_string()))
}

fn not_synced(cause: &str) -> StoreFault {
    StoreFault::sick("syncing the write-ahead log", Some(Sickness::Disk), cause)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn asked(syncer: &Syncer) -> Option<Sickness> {
        let (answer, wait) = sync_channel(1);
        syncer.answer(vec![(answer, Ok(()))]);
        wait.recv().ok()?.err()?.sickness()
    }

    #[test]
    fn nobody_is_told_done_after_a_sync_has_failed() {
        // The system refuses to sync this one.
        let syncer = Syncer::of(Some(File::open("/dev/null").unwrap())).unwrap();
        assert!(syncer.check().is_ok());
        assert_eq!(asked(&syncer), Some(Sickness::Disk));
        assert!(syncer.check().is_err(), "nothing is written any more");
        assert_eq!(asked(&syncer), Some(Sickness::Disk));
    }

    #[test]
    fn what_could_not_be_written_is_told_as_it_was() {
        let file = tempfile::tempfile().unwrap();
        let syncer = Syncer::of(Some(file)).unwrap();
        let (answer, wait) = sync_channel(1);
        syncer.answer(vec![(answer, Err(StoreFault::sick("writing", Some(Sickness::Full), "no room")))]);
        assert_eq!(wait.recv().unwrap().unwrap_err().sickness(), Some(Sickness::Full));
        assert_eq!(asked(&syncer), None);
    }
}
