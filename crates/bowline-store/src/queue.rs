//! Jobs wait here for the writer. The writer sleeps until as many wait as it hopes for: waking it for each of them
//! costs more than an earlier start would save.
//!
//! This module must never lose what was put in: whoever waits for an answer is told when the writer is gone. Start at
//! [`Queue::put`].

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A queue of many who ask and one who takes.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    enough: Condvar,
}

struct State<T> {
    waiting: Vec<T>,
    /// The one who takes sleeps until there are so many.
    hoped_for: usize,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        let state = State { waiting: Vec::new(), hoped_for: 1, closed: false };
        Self { state: Mutex::new(state), enough: Condvar::new() }
    }

    /// Puts one in. False if nobody takes any more.
    pub(crate) fn put(&self, one: T) -> bool {
        let mut state = self.state();
        if state.closed {
            return false;
        }
        state.waiting.push(one);
        if state.waiting.len() >= state.hoped_for {
            self.enough.notify_one();
        }
        true
    }

    /// Takes all that wait: at least one, and those that come within `patience` until there are `hoped_for`. None once the
    /// queue is closed and empty.
    pub(crate) fn take(&self, hoped_for: usize, patience: Duration) -> Option<Vec<T>> {
        let mut state = self.state();
        state.hoped_for = 1;
        let empty = |state: &mut State<T>| state.waiting.is_empty() && !state.closed;
        state = self.enough.wait_while(state, empty).unwrap_or_else(PoisonError::into_inner);
        state.hoped_for = hoped_for;
        let too_few = |state: &mut State<T>| state.waiting.len() < hoped_for && !state.closed;
        let waited = self.enough.wait_timeout_while(state, patience, too_few);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
        (!state.waiting.is_empty()).then(|| std::mem::take(&mut state.waiting))
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.state().waiting.len()
    }

    /// Lets nobody in any more; the one who takes gets what waits.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.enough.notify_one();
    }

    /// The same when nobody takes any more: what waits is dropped, which tells those who wait for it.
    pub(crate) fn abandon(&self) {
        self.close();
        self.state().waiting.clear();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
