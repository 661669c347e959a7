//! How fast one person may report: as fast as anybody writes, not as fast as a script.
//!
//! Must never count what was refused for another reason. Start at [`Rate::take`].

use bowline_core::ids::PersonId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Reports that a person may send at once, after a day without a network,
const BURST: u32 = 300;
/// and the time after which one more may follow.
const EACH: Duration = Duration::from_secs(2);

/// What people may still send. Cheap to clone.
#[derive(Clone, Default)]
pub struct Rate {
    /// When each person's allowance is whole again.
    whole: Arc<Mutex<HashMap<PersonId, Instant>>>,
}

impl Rate {
    /// Takes one; false if the person has to wait.
    #[must_use]
    pub fn take(&self, person: PersonId, now: Instant) -> bool {
        let mut all = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, whole| *whole > now);
        let whole = all.get(&person).copied().unwrap_or(now) + EACH;
        let may = whole <= now + EACH * BURST;
        if may {
            all.insert(person, whole);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_one_after_another() {
        let (rate, now) = (Rate::default(), Instant::now());
        let (one, other) = (PersonId::derived(&["1"]), PersonId::derived(&["2"]));
        assert!((0..BURST).all(|_| rate.take(one, now)));
        assert!(!rate.take(one, now) && rate.take(other, now));
        assert!(rate.take(one, now + EACH) && !rate.take(one, now + EACH));
        assert!((0..BURST).all(|_| rate.take(one, now + EACH * (BURST + 1))));
    }
}
