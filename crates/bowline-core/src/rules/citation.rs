//! Where a rule comes from and when it holds.

use crate::time::Day;
use serde::{Deserialize, Serialize};

/// How sure we are of the text (dossier §0.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// The text of the instrument was read.
    Verified,
    /// Seen in a summary, news report or partial copy.
    Partly,
    /// General knowledge; check before relying on it.
    FromMemory,
    /// A local rule, given as a sample.
    Local,
    /// Known as a topic only: can be cited by hand, is never decided.
    TopicOnly,
    /// No instrument sets it: this pack's own default, to be set by an overlay.
    Default,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The instrument, such as `安全生产法（2021）`.
    pub instrument: String,
    /// The article or item.
    pub article: String,
    /// Id in the dossier of facts, such as `CN-HID-D16-23-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<String>,
    /// How sure we are.
    pub tag: Tag,
    /// The day somebody last compared the rule with its source.
    pub checked_on: Day,
}

/// From which day to which day (both included) something holds. No `to`: until further notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// First day.
    pub from: Day,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

impl Validity {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        day >= self.from && self.to.is_none_or(|to| day <= to)
    }

    /// Whether both hold on some day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_in = |a: &Self, b: &Self| b.holds_on(a.from);
        starts_in(self, other) || starts_in(other, self)
    }
}
