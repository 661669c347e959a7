//! The one place that knows what time it is. Everything else is handed a [`WallClock`].
//!
//! Must never turn the machine's own clock.

use bowline_core::time::Moment;
use jiff::ToSpan;
use std::sync::{Arc, Mutex, PoisonError};

/// Tells the time.
pub trait WallClock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
    /// Turns the clock forward, where it can be turned.
    fn turn(&self, hours: u32) -> bool;
}

/// A clock that is shared, so that whoever handed it in can still set it.
impl<C: WallClock + ?Sized> WallClock for Arc<C> {
    fn now(&self) -> Moment {
        (**self).now()
    }
    fn turn(&self, hours: u32) -> bool {
        (**self).turn(hours)
    }
}

/// The machine's clock. Cannot be turned.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl WallClock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that may ask the machine")]
    fn now(&self) -> Moment {
        Moment::now()
    }
    fn turn(&self, _hours: u32) -> bool {
        false
    }
}

/// The demo's clock: runs like the machine's, from another moment, and can be turned forward.
#[derive(Debug)]
pub struct DemoClock {
    ahead_of_machine_ms: Mutex<i64>,
}

impl DemoClock {
    /// A clock so many milliseconds ahead of the machine's (negative: behind).
    #[must_use]
    pub const fn ahead(ms: i64) -> Self {
        Self { ahead_of_machine_ms: Mutex::new(ms) }
    }
}

impl WallClock for DemoClock {
    fn now(&self) -> Moment {
        let ahead = *self.ahead_of_machine_ms.lock().unwrap_or_else(PoisonError::into_inner);
        SystemClock.now().saturating_add(ahead.milliseconds()).unwrap_or(Moment::MAX)
    }
    fn turn(&self, hours: u32) -> bool {
        *self.ahead_of_machine_ms.lock().unwrap_or_else(PoisonError::into_inner) += i64::from(hours) * 3_600_000;
        true
    }
}

/// A clock that stands still until somebody turns it. For tests and simulation.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Moment>,
}

impl ManualClock {
    /// A clock that stands at a moment.
    #[must_use]
    pub const fn at(now: Moment) -> Self {
        Self { now: Mutex::new(now) }
    }
    /// Sets it, forward or back.
    pub fn set(&self, now: Moment) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl WallClock for ManualClock {
    fn now(&self) -> Moment {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn turn(&self, hours: u32) -> bool {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(i64::from(hours).hours()).unwrap_or(Moment::MAX);
        true
    }
}
