//! Who is connected. When the house is full, whoever has been quiet longest without asking anything makes room.
//!
//! This module must never send anybody away in the middle of a request. Start at [`Guests::place`].

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// While everybody is in the middle of a request, how often to look whether somebody has become quiet.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Everybody who is connected.
pub struct Guests {
    places: Arc<Semaphore>,
    present: Arc<Present>,
}

#[derive(Default)]
struct Present {
    /// Counts arrivals and requests: whoever has the lowest number has been quiet longest.
    clock: AtomicU64,
    guests: Mutex<BTreeMap<u64, Arc<Guest>>>,
}

#[derive(Default)]
struct Guest {
    last: AtomicU64,
    asking: AtomicUsize,
    stopping: AtomicBool,
    close: Notify,
}

/// Why a connection is to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Others wait for its place.
    Full,
    /// The server stops.
    Stop,
}

impl Guests {
    /// With room for so many.
    pub fn new(most: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(most)), present: Arc::default() }
    }

    /// A place for the next guest; where there is none, the quietest is asked to leave.
    pub async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        loop {
            self.present.send_away_the_quietest();
            let place = Arc::clone(&self.places).acquire_owned();
            if let Ok(place) = tokio::time::timeout(LOOK_AGAIN, place).await {
                return place.ok();
            }
        }
    }

    /// Somebody has come and takes a place.
    pub fn welcome(&self, place: Option<OwnedSemaphorePermit>) -> Stay {
        let number = self.present.tick();
        let guest = Arc::new(Guest { last: AtomicU64::new(number), ..Guest::default() });
        self.present.guests().insert(number, Arc::clone(&guest));
        Stay { number, guest, present: Arc::clone(&self.present), _place: place }
    }

    /// Asks everybody to leave.
    pub fn close_all(&self) {
        for guest in self.present.guests().values() {
            guest.stopping.store(true, Ordering::Relaxed);
            guest.close.notify_one();
        }
    }
}

impl Present {
    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    fn guests(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Guest>>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send_away_the_quietest(&self) {
        let guests = self.guests();
        let quiet = guests.values().filter(|it| it.asking.load(Ordering::Relaxed) == 0);
        if let Some(guest) = quiet.min_by_key(|it| it.last.load(Ordering::Relaxed)) {
            guest.close.notify_one();
        }
    }
}

/// One connection's stay; its place is free when it is dropped.
pub struct Stay {
    number: u64,
    guest: Arc<Guest>,
    present: Arc<Present>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Stay {
    /// A request has come; it is under way until the answer is dropped.
    pub fn asks(&self) -> Asking {
        self.guest.asking.fetch_add(1, Ordering::Relaxed);
        self.guest.last.store(self.present.tick(), Ordering::Relaxed);
        Asking { guest: Arc::clone(&self.guest), present: Arc::clone(&self.present) }
    }

    /// Whether a request is under way.
    pub fn is_asking(&self) -> bool {
        self.guest.asking.load(Ordering::Relaxed) > 0
    }

    /// Done when the connection is to be closed.
    pub async fn closing(&self) -> Why {
        self.guest.close.notified().await;
        if self.guest.stopping.load(Ordering::Relaxed) { Why::Stop } else { Why::Full }
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        self.present.guests().remove(&self.number);
    }
}

/// A request under way.
pub struct Asking {
    guest: Arc<Guest>,
    present: Arc<Present>,
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.guest.last.store(self.present.tick(), Ordering::Relaxed);
        self.guest.asking.fetch_sub(1, Ordering::Relaxed);
    }
}
