//! What the rules can make of the answers of an act.
//!
//! This module must never judge: the machine in `obligations` does. Start at [`Judge`].

use crate::facts::InputId;
use crate::ids::RuleId;

/// What the rules make of the answers. This is the closed list of what the program can judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judge {
    /// The criteria that the doer chose are tried on the answers.
    Criteria {
        /// Where the grade is written.
        into: InputId,
    },
    /// A scale gives a grade.
    Scale {
        /// The scale.
        rule: RuleId,
        /// Where the grade is written.
        into: InputId,
        /// The verb of a second fact, written where the grade moved.
        changed: Option<String>,
    },
    /// A text is held against another: `alike` where so much of it is the same, else `unlike`.
    Alike {
        /// The text.
        text: InputId,
        /// The text that it may repeat.
        to: InputId,
        /// From how much on, in percent.
        percent: u32,
        /// Where the verdict is written.
        into: InputId,
    },
}

impl Judge {
    /// The input in which its verdict is written.
    #[must_use]
    pub const fn into_input(&self) -> &InputId {
        match self {
            Self::Criteria { into } | Self::Scale { into, .. } | Self::Alike { into, .. } => into,
        }
    }
}
