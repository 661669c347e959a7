//! Only this module knows what time it is. Everything else is handed a [`WallClock`].
//!
//! This module must never turn the machine's own clock.

use bowline_core::time::Moment;
use jiff::ToSpan;
use std::sync::{Arc, Mutex, PoisonError};

/// How far clocks may differ before it is worth a sentence, in milliseconds.
pub const TOLERANCE_MS: i64 = 5 * 60_000;

/// Tells the time.
pub trait WallClock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
    /// Turns the clock forward, where it can be turned.
    fn turn(&self, hours: u32) -> bool;
    /// By how many milliseconds it is ahead of the machine's because that was set back.
    fn stood_still_ms(&self) -> i64 {
        0
    }
}

/// A clock that is shared, so that whoever handed it in can still set it.
impl<C: WallClock + ?Sized> WallClock for Arc<C> {
    fn now(&self) -> Moment {
        (**self).now()
    }
    fn turn(&self, hours: u32) -> bool {
        (**self).turn(hours)
    }
    fn stood_still_ms(&self) -> i64 {
        (**self).stood_still_ms()
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

/// A clock that never goes back: where the one behind it does, it stands still until that one has come there again.
#[derive(Debug)]
pub struct ForwardClock<C> {
    clock: C,
    latest: Mutex<Moment>,
}

impl<C: WallClock> ForwardClock<C> {
    /// Goes on from a moment, such as that of the last fact; without one, from now.
    #[must_use]
    pub fn from(clock: C, latest: Option<Moment>) -> Self {
        let latest = Mutex::new(latest.unwrap_or(Moment::MIN));
        Self { clock, latest }
    }
}

impl<C: WallClock> WallClock for ForwardClock<C> {
    fn now(&self) -> Moment {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        *latest = self.clock.now().max(*latest);
        *latest
    }
    fn turn(&self, hours: u32) -> bool {
        self.clock.turn(hours)
    }
    fn stood_still_ms(&self) -> i64 {
        let latest = *self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.as_millisecond().saturating_sub(self.clock.now().as_millisecond()).max(0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_stands_still_until_it_has_caught_up() {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        let machine = Arc::new(ManualClock::at(at("2026-11-27T08:00:00Z")));
        let clock = ForwardClock::from(Arc::clone(&machine), Some(at("2026-11-27T08:00:02Z")));
        assert_eq!((clock.now(), clock.stood_still_ms()), (at("2026-11-27T08:00:02Z"), 2_000), "from the last fact on");
        machine.set(at("2026-11-27T09:00:00Z"));
        assert_eq!((clock.now(), clock.stood_still_ms()), (at("2026-11-27T09:00:00Z"), 0));
        machine.set(at("2026-11-17T09:00:00Z"));
        assert_eq!((clock.now(), clock.stood_still_ms()), (at("2026-11-27T09:00:00Z"), 864_000_000));
        machine.set(at("2026-11-27T09:00:01Z"));
        assert_eq!((clock.now(), clock.stood_still_ms()), (at("2026-11-27T09:00:01Z"), 0));
    }
}
