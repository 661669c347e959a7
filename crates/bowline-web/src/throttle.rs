//! Wrong passwords: whoever tries one account from one place waits longer each time, and nobody else waits with them. Its owner
//! comes in from another address, or with a browser that is known.
//!
//! This module must never lock an account as such: whoever knows a name could lock its owner out. Start at [`Throttle::begin`].

use crate::tries::network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords of one account from one place that cost nothing: people mistype.
const FREE: u32 = 5;
/// Wrong passwords of one address over all accounts: an office behind one address has many people.
const FREE_OF_ADDRESS: u32 = 40;
/// The first wait; it doubles with each wrong password,
const FIRST: Duration = Duration::from_secs(2);
/// up to this.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// After so long without a try a place is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);
/// Places that are remembered.
const MOST: usize = 20_000;

/// From where an account is tried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// From an address, for the account of a name.
    Pair(String, IpAddr),
    /// From a browser whose person signed in to this account before.
    Device(String, String),
    /// From an address, for whatever account.
    Address(IpAddr),
}

/// Tries of late. Cheap to clone.
#[derive(Clone, Default)]
pub struct Throttle {
    of: Arc<Mutex<HashMap<Place, Of>>>,
}

#[derive(Clone, Copy)]
struct Of {
    wrong: u32,
    last: Instant,
    not_before: Instant,
}

impl Throttle {
    /// Begins a try, which counts as wrong until [`Self::right`] is told, so that many at once are no way around.
    ///
    /// # Errors
    /// After how long the next try is looked at.
    pub fn begin(&self, name: &str, known: Option<&str>, address: IpAddr, now: Instant) -> Result<Place, Duration> {
        let (name, address) = (name.trim().to_lowercase(), network(address));
        let place = match known {
            Some(mark) => Place::Device(name, mark.to_owned()),
            None => Place::Pair(name, address),
        };
        let mut all = self.all();
        forget(&mut all, now);
        // Whoever is known is not held up by others behind the same address.
        let beside = known.is_none().then_some((Place::Address(address), FREE_OF_ADDRESS));
        let places: Vec<(Place, u32)> = std::iter::once((place.clone(), FREE)).chain(beside).collect();
        let waits = places.iter().filter_map(|(place, _)| all.get(place)?.not_before.checked_duration_since(now));
        if let Some(wait) = waits.max().filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        for (place, free) in places {
            let it = all.entry(place).or_insert(Of { wrong: 0, last: now, not_before: now });
            if now.duration_since(it.last) >= FORGOTTEN {
                it.wrong = 0;
            }
            it.wrong = it.wrong.saturating_add(1);
            it.last = now;
            it.not_before = now + wait_after(it.wrong, free);
        }
        Ok(place)
    }

    /// The password was right: what was wrong before is forgotten.
    pub fn right(&self, place: &Place) {
        let mut all = self.all();
        all.remove(place);
        let Place::Pair(_, address) = place else { return };
        if let Some(it) = all.get_mut(&Place::Address(*address)) {
            it.wrong = it.wrong.saturating_sub(1);
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Place, Of>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room: what is old goes, and where that is not enough, what was tried longest ago.
fn forget(all: &mut HashMap<Place, Of>, now: Instant) {
    if all.len() < MOST {
        return;
    }
    all.retain(|_, it| now.duration_since(it.last) < FORGOTTEN);
    if all.len() >= MOST {
        let mut times: Vec<Instant> = all.values().map(|it| it.last).collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let median = *median;
        all.retain(|_, it| it.last > median);
    }
}

fn wait_after(wrong: u32, free: u32) -> Duration {
    match wrong.checked_sub(free) {
        None | Some(0) => Duration::ZERO,
        Some(over) => FIRST.saturating_mul(2_u32.saturating_pow(over - 1)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_waits_and_the_owner_does_not() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let stranger = address("203.0.113.7");
        for _ in 0..=FREE {
            throttle.begin("Wang", None, stranger, now).unwrap();
        }
        assert_eq!(throttle.begin("wang ", None, stranger, now).unwrap_err(), FIRST, "whatever the letters");
        assert!(throttle.begin("wang", None, address("198.51.100.1"), now).is_ok(), "from another address");
        assert!(throttle.begin("wang", Some("mark"), stranger, now).is_ok(), "with a browser that is known");
        assert!(throttle.begin("li", None, stranger, now).is_ok(), "a colleague behind the same address");
        let mut at = now;
        let mut waits = Vec::new();
        for _ in 0..12 {
            let wait = throttle.begin("wang", None, stranger, at).unwrap_err();
            waits.push(wait.as_secs());
            at += wait;
            throttle.begin("wang", None, stranger, at).unwrap();
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }

    #[test]
    fn a_right_password_forgets_and_many_names_from_one_address_are_held_up() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let office = address("10.0.0.1");
        for n in 0..200 {
            let place = throttle.begin(&format!("person{n}"), None, office, now).unwrap();
            throttle.right(&place);
        }
        for n in 0..=FREE_OF_ADDRESS {
            throttle.begin(&format!("guess{n}"), None, office, now).unwrap();
        }
        assert!(throttle.begin("guess", None, office, now).is_err());
        assert!(throttle.begin("person1", Some("mark"), office, now).is_ok(), "who is known comes in");
    }

    #[test]
    fn the_memory_has_an_end() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for n in 0..u32::try_from(MOST).unwrap() {
            let from = IpAddr::V4(std::net::Ipv4Addr::from_bits(n));
            throttle.begin("x", None, from, now + Duration::from_millis(n.into())).unwrap();
        }
        assert!(throttle.all().len() <= MOST + 2);
    }
}
