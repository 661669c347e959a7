//! A count stands in sentences as people read it, and in models as a number.
//!
//! This module must never format: the reader knows how.

use serde::Serialize;

/// A count: its thousands parted for people, a number for machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    number: i64,
    told: String,
}

impl Counted {
    /// A number, and how it is told.
    pub(crate) const fn new(number: i64, told: String) -> Self {
        Self { number, told }
    }

    /// The number.
    #[must_use]
    pub const fn number(&self) -> i64 {
        self.number
    }
}

impl std::fmt::Display for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.told)
    }
}

impl Serialize for Counted {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(self.number)
    }
}
