//! Wrong sign-in keys, by the address that they come from: each is answered later than the last.
//!
//! Must never hold up a right key: keys are random, so nobody guesses one, and a lock would only serve to lock others out.
//! Start at [`Tries::wrong`].

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wrong keys that are answered at once: people mistype.
const FREE: u32 = 3;
/// The first wait; it doubles with each wrong key,
const FIRST: Duration = Duration::from_millis(500);
/// up to this.
const LONGEST: Duration = Duration::from_secs(15);
/// Answers that wait for one address; more are refused at once.
const WAITING: u32 = 3;
/// After so long without a wrong key an address is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(15 * 60);
/// Addresses that are remembered.
const MOST: usize = 10_000;

/// Wrong keys of late. Cheap to clone.
#[derive(Clone, Default)]
pub struct Tries {
    of: Arc<Mutex<HashMap<IpAddr, Of>>>,
}

#[derive(Clone, Copy)]
struct Of {
    wrong: u32,
    waiting: u32,
    last: Instant,
}

/// How a wrong key is answered.
pub enum Answered {
    /// After a wait, which is over when the value is dropped.
    After(Duration, Waiting),
    /// Not now: others of the same address wait already. Come again after so long.
    NotNow(Duration),
}

/// An answer that waits.
pub struct Waiting {
    tries: Tries,
    address: IpAddr,
}

impl Tries {
    /// Notes a wrong key.
    #[must_use]
    pub fn wrong(&self, address: IpAddr, now: Instant) -> Answered {
        let address = network(address);
        let mut all = self.all();
        if all.len() >= MOST {
            all.retain(|_, it| it.waiting > 0 || now.duration_since(it.last) < FORGOTTEN);
        }
        if all.len() >= MOST && !all.contains_key(&address) {
            // So many addresses at once are not people who mistype.
            return Answered::NotNow(LONGEST);
        }
        let it = all.entry(address).or_insert(Of { wrong: 0, waiting: 0, last: now });
        if now.duration_since(it.last) >= FORGOTTEN {
            it.wrong = 0;
        }
        it.last = now;
        it.wrong = it.wrong.saturating_add(1);
        let wait = wait_after(it.wrong);
        if it.waiting >= WAITING {
            return Answered::NotNow(wait);
        }
        it.waiting += 1;
        Answered::After(wait, Waiting { tries: self.clone(), address })
    }

    fn all(&self) -> MutexGuard<'_, HashMap<IpAddr, Of>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(it) = self.tries.all().get_mut(&self.address) {
            it.waiting = it.waiting.saturating_sub(1);
        }
    }
}

fn wait_after(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE + 1) {
        None => Duration::ZERO,
        Some(doubled) => FIRST.saturating_mul(2_u32.saturating_pow(doubled)).min(LONGEST),
    }
}

/// A household has a whole network of version-6 addresses: it counts as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(it) => IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() >> 64 << 64)),
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waited(tries: &Tries, address: &str, now: Instant) -> u64 {
        match tries.wrong(address.parse().unwrap(), now) {
            Answered::After(wait, _) => wait.as_millis() as u64,
            Answered::NotNow(_) => u64::MAX,
        }
    }

    #[test]
    fn waits_grow_for_one_address_and_are_forgotten() {
        let (tries, now) = (Tries::default(), Instant::now());
        let waits: Vec<u64> = (0..10).map(|_| waited(&tries, "10.0.0.1", now)).collect();
        assert_eq!(waits, [0, 0, 0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
        assert_eq!(waited(&tries, "10.0.0.2", now), 0, "another address");
        assert_eq!(waited(&tries, "10.0.0.1", now + FORGOTTEN), 0);
        let v6: Vec<u64> = (1..=5).map(|n| waited(&tries, &format!("2001:db8::{n}"), now)).collect();
        assert_eq!(v6, [0, 0, 0, 500, 1_000], "a network is one");
    }

    #[test]
    fn few_answers_wait_at_once() {
        let (tries, now) = (Tries::default(), Instant::now());
        let address = "10.0.0.1".parse().unwrap();
        let held: Vec<Answered> = (0..WAITING).map(|_| tries.wrong(address, now)).collect();
        assert!(matches!(tries.wrong(address, now), Answered::NotNow(_)));
        drop(held);
        assert!(matches!(tries.wrong(address, now), Answered::After(..)));
    }
}
