//! All forms that are being read share one budget, on disk and in memory.
//!
//! This module must never be exceeded: whoever comes when it is used up is asked to come again. Start at
//! [`Budget::share`].

use crate::problem::Problem;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of all forms.
const ALL: usize = 1 << 30;

/// Bytes of forms that are being read or worked on. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Budget {
    left: Arc<AtomicUsize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self::of(ALL)
    }
}

impl Budget {
    /// Of so many bytes.
    #[must_use]
    pub fn of(bytes: usize) -> Self {
        Self { left: Arc::new(AtomicUsize::new(bytes)) }
    }

    /// So many bytes of it, until the share is dropped.
    ///
    /// # Errors
    /// [`Problem::Busy`] if less is left.
    pub fn share(&self, bytes: usize) -> Result<Share, Problem> {
        let mut share = Share::default();
        share.grow(self, bytes).map(|()| share)
    }
}

/// A part of a budget, given back when dropped.
#[derive(Debug, Default)]
pub struct Share {
    of: Option<Budget>,
    bytes: usize,
}

impl Share {
    /// Takes more.
    ///
    /// # Errors
    /// [`Problem::Busy`] if less is left.
    pub fn grow(&mut self, budget: &Budget, bytes: usize) -> Result<(), Problem> {
        let take = |left: usize| left.checked_sub(bytes);
        budget.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).map_err(|_| Problem::Busy)?;
        self.of.get_or_insert_with(|| budget.clone());
        self.bytes += bytes;
        Ok(())
    }

    /// How many it holds.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if let Some(budget) = &self.of {
            budget.left.fetch_add(self.bytes, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_can_be_shared_again() {
        let budget = Budget::of(10);
        let mut first = budget.share(6).unwrap();
        assert!(matches!(budget.share(5), Err(Problem::Busy)));
        assert!(first.grow(&budget, 4).is_ok() && matches!(first.grow(&budget, 1), Err(Problem::Busy)));
        assert_eq!(first.bytes(), 10);
        drop(first);
        assert!(budget.share(10).is_ok());
    }
}
