//! Some work takes a core for seconds: a ledger that is read, or a ledger that is played under another pack. Such work
//! has a pool of its own, so that a desk never waits for it.
//!
//! This module must never hold more than a few waiting, nor two of one person. Start at [`Heavy::claim`].

use crate::blocking;
use crate::problem::Problem;
use bowline_core::ids::PersonId;
use bowline_service::{Bowline, Refused};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Done at the same time.
const AT_ONCE: usize = 2;
/// Waiting behind them.
const WAITING: usize = 8;

/// The pool. Cheap to clone.
#[derive(Clone)]
pub struct Heavy {
    places: Arc<Semaphore>,
    people: Arc<Mutex<HashSet<PersonId>>>,
}

impl Default for Heavy {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), people: Arc::default() }
    }
}

impl Heavy {
    /// A place in the queue.
    ///
    /// # Errors
    /// [`Problem::OneAtATime`] if the person's last work is not done; [`Problem::Busy`] if the queue is full.
    pub fn claim(&self, person: PersonId) -> Result<Claim, Problem> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if people.contains(&person) {
            return Err(Problem::OneAtATime);
        }
        if people.len() >= AT_ONCE + WAITING {
            return Err(Problem::Busy);
        }
        people.insert(person);
        Ok(Claim { pool: self.clone(), person })
    }

    /// Claims a place, waits for it and does the work: done, or refused with a sentence that belongs on the form.
    ///
    /// # Errors
    /// As [`Self::claim`], and what no form can mend.
    pub async fn attempt<T, F>(&self, app: &Bowline, person: PersonId, work: F) -> Result<Result<T, Refused>, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Bowline) -> Result<T, Refused> + Send + 'static,
    {
        self.claim(person)?.attempt(app, work).await
    }
}

/// A place in the queue; given up when dropped.
pub struct Claim {
    pool: Heavy,
    person: PersonId,
}

impl Claim {
    /// Waits for its turn and does the work.
    ///
    /// # Errors
    /// What no form can mend.
    pub async fn attempt<T, F>(self, app: &Bowline, work: F) -> Result<Result<T, Refused>, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Bowline) -> Result<T, Refused> + Send + 'static,
    {
        let Ok(turn) = Arc::clone(&self.pool.places).acquire_owned().await else { return Err(Problem::Busy) };
        // Both go with the work: a visitor who leaves does not free a place that is still worked on.
        blocking::attempt(app, move |app| {
            let (_claim, _turn) = (self, turn);
            work(app)
        })
        .await
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.pool.people.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.person);
    }
}

/// Passwords that are looked at: each takes memory and a tenth of a second. Cheap to clone.
#[derive(Clone)]
pub struct Hashing {
    queue: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// Passwords that wait to be looked at.
const PASSWORDS_WAITING: usize = 64;

impl Default for Hashing {
    fn default() -> Self {
        Self { queue: Arc::new(Semaphore::new(AT_ONCE + PASSWORDS_WAITING)), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Hashing {
    /// Waits for a place and does the work.
    ///
    /// # Errors
    /// [`Problem::Busy`] if too many wait already; what no form can mend.
    pub async fn attempt<T, F>(&self, app: &Bowline, work: F) -> Result<Result<T, Refused>, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Bowline) -> Result<T, Refused> + Send + 'static,
    {
        let queued = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| Problem::Busy)?;
        let Ok(turn) = Arc::clone(&self.places).acquire_owned().await else { return Err(Problem::Busy) };
        blocking::attempt(app, move |app| {
            let (_queued, _turn) = (queued, turn);
            work(app)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: usize) -> PersonId {
        PersonId::derived(&[&n.to_string()])
    }

    #[test]
    fn one_of_a_person_and_a_short_queue() {
        let pool = Heavy::default();
        let mut held: Vec<Claim> = (0..AT_ONCE + WAITING).map(|n| pool.claim(person(n)).unwrap()).collect();
        assert!(matches!(pool.claim(person(0)), Err(Problem::OneAtATime)));
        assert!(matches!(pool.claim(person(99)), Err(Problem::Busy)));
        held.pop();
        assert!(pool.claim(person(99)).is_ok(), "who is done makes room");
    }
}
