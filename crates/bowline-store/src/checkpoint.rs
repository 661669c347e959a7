//! This module takes the write-ahead log over into the database on a thread of its own, while the writer goes on. When it is
//! through, the writer takes over the little that came meanwhile, and the log begins anew.
//!
//! This module must never lose a log: what is not taken over stays in it, whatever fails here. Start at [`Wal::tend`].

use crate::StoreFault;
use crate::fault::Doing;
use rusqlite::Connection;
use rusqlite::hooks;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Pages after which a log is taken over (16 MB). A longer one could fill a small disk by itself, would then find no room to be taken
/// over, and costs whoever reads more than it saves.
const LONG: i32 = 8_000;

/// Each time the log is taken over, the writer has written some more meanwhile, and each time less: so often at most,
const PASSES: usize = 6;
/// or until so few pages are left for the writer itself.
const FEW: i32 = 400;

/// The write-ahead log, as the writer tends it.
pub(crate) struct Wal {
    /// Pages in it after the last commit.
    pages: Arc<AtomicI32>,
    /// None only while closing.
    ask: Option<SyncSender<()>>,
    done: Receiver<()>,
    being_taken_over: bool,
    thread: Option<JoinHandle<()>>,
}

impl Wal {
    /// Tends the log of the writer's connection; `own` is a second one to the same database, and `database` its file, if it is
    /// to be synced.
    pub(crate) fn of(
        writer: &mut Connection,
        own: Connection,
        database: Option<Arc<File>>,
    ) -> Result<Self, StoreFault> {
        let pages = Arc::new(AtomicI32::new(0));
        let seen = Arc::clone(&pages);
        // In place of the one that takes over in the midst of writing.
        let hook = move |_: &mut hooks::Wal, pages| {
            seen.store(pages, Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(hook)).doing("watching the write-ahead log")?;
        let (ask, asked) = sync_channel(1);
        let (tell, done) = sync_channel(1);
        let behind = Arc::clone(&pages);
        let work = move || {
            while asked.recv().is_ok() {
                for _ in 0..PASSES {
                    let taken = take_over(&own);
                    // SQLite syncs the database when the whole log is taken over: little is left to do for it then. What fails
                    // here fails there too, where it counts.
                    let _ = database.as_ref().map(|file| file.sync_data());
                    if behind.load(Ordering::Relaxed).saturating_sub(taken) <= FEW {
                        break;
                    }
                }
                let _ = tell.send(());
            }
        };
        let thread = std::thread::Builder::new().name("bowline-checkpoint".into()).spawn(work);
        let thread = Some(thread.doing("starting the checkpoint thread")?);
        Ok(Self { pages, ask: Some(ask), done, being_taken_over: false, thread })
    }

    /// To be called after each transaction.
    pub(crate) fn tend(&mut self, writer: &Connection) {
        if self.being_taken_over {
            if self.done.try_recv().is_ok() {
                self.being_taken_over = false;
                take_over(writer);
            }
        } else if self.pages.load(Ordering::Relaxed) >= LONG {
            self.being_taken_over = self.ask.as_ref().is_some_and(|ask| ask.try_send(()).is_ok());
        }
    }
}

impl Drop for Wal {
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Takes over what no reader needs where it was; answers how many pages of the log are. What fails is tried again with the next commit.
fn take_over(connection: &Connection) -> i32 {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(2)).unwrap_or_else(|error| {
        tracing::warn!(%error, "the write-ahead log was not taken over");
        0
    })
}
