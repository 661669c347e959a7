//! Two things go wrong below: a version conflict, or a sick folder. The fault says what we were doing.
//!
//! This module must never swallow a cause: all of them are said in the log.

use crate::Sickness;
use bowline_core::ids::SubjectId;

/// A fault of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// Somebody else wrote to the stream first; load and decide again.
    #[error("stream `{subject}` has moved on")]
    Conflict {
        /// Which stream.
        subject: SubjectId,
    },
    /// The same request was carried out before; nothing was written.
    #[error("a request was sent twice")]
    Done {
        /// Whether the same was sent under its key.
        same: bool,
        /// The matter that it began or changed.
        led_to: Option<SubjectId>,
    },
    /// Another process has the data folder open.
    #[error("the data folder `{folder}` is in use by another process")]
    InUse {
        /// The folder.
        folder: String,
    },
    /// The database, the disk or the data is sick.
    #[error("{doing}")]
    Sick {
        /// What we were doing.
        doing: &'static str,
        /// Its name, where it has one.
        sickness: Option<Sickness>,
        /// Why it failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Adds what we were doing to any error.
pub(crate) trait Doing<T> {
    fn doing(self, what: &'static str) -> Result<T, StoreFault>;
}

impl<T, E: std::error::Error + Send + Sync + 'static> Doing<T> for Result<T, E> {
    fn doing(self, doing: &'static str) -> Result<T, StoreFault> {
        self.map_err(|error| StoreFault::Sick { doing, sickness: Sickness::of(&error), source: Box::new(error) })
    }
}

impl StoreFault {
    /// A fault that no error of the database or disk stands behind.
    pub(crate) fn sick(doing: &'static str, sickness: Option<Sickness>, cause: impl Into<String>) -> Self {
        Self::Sick { doing, sickness, source: cause.into().into() }
    }

    /// The sickness, where it has a name.
    #[must_use]
    pub const fn sickness(&self) -> Option<Sickness> {
        match self {
            Self::Conflict { .. } | Self::Done { .. } => None,
            Self::InUse { .. } => Some(Sickness::InUse),
            Self::Sick { sickness, .. } => *sickness,
        }
    }

    /// The message with all its causes, for the log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}
