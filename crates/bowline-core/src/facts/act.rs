//! An act is what somebody must do, as a word: `verify`, or `accident.pass_on` for an act of a declared kind of matter.
//!
//! This module must never say what an act means: its name and its form stand in the pack. Start at [`Act`].

use crate::ids::IdFault;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest word of an act, in bytes.
const LONGEST: usize = 55;

/// What somebody must do. Small enough to be copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Act {
    bytes: [u8; LONGEST],
    len: u8,
}

impl Act {
    /// Grade the hazard (分级).
    pub const GRADE: Self = Self::known("grade");
    /// Order it to the unit responsible (交办).
    pub const ORDER: Self = Self::known("order");
    /// Accept the order (签收).
    pub const ACCEPT: Self = Self::known("accept");
    /// Put interim control in place (临时管控).
    pub const CONTROL: Self = Self::known("control");
    /// Fix the five (五落实).
    pub const PLAN: Self = Self::known("plan");
    /// Remove the hazard and hand in proof (整改).
    pub const RECTIFY: Self = Self::known("rectify");
    /// Verify that it is gone (复查验收).
    pub const VERIFY: Self = Self::known("verify");
    /// Close it off the list (销号).
    pub const CLOSE_OFF: Self = Self::known("close_off");
    /// See to it that the late one below is done (督办).
    pub const SUPERVISE: Self = Self::known("supervise");
    /// Answer the letter of the office above (督办回复).
    pub const REPLY: Self = Self::known("reply");
    /// Remove the cause of an alarm (处置告警).
    pub const ANSWER_ALARM: Self = Self::known("answer_alarm");

    /// The acts that every pack knows. The others stand in the declared kinds of matter.
    pub const ALL: [Self; 11] = [
        Self::GRADE,
        Self::ORDER,
        Self::ACCEPT,
        Self::CONTROL,
        Self::PLAN,
        Self::RECTIFY,
        Self::VERIFY,
        Self::CLOSE_OFF,
        Self::SUPERVISE,
        Self::REPLY,
        Self::ANSWER_ALARM,
    ];

    /// A word that fits, letter by letter.
    const fn known(word: &str) -> Self {
        let from = word.as_bytes();
        let (mut bytes, mut rest, mut len) = ([0; LONGEST], from, 0_u8);
        let mut to = bytes.as_mut_slice();
        while let (Some((first, others)), Some((place, places))) = (rest.split_first(), to.split_first_mut()) {
            *place = *first;
            (rest, to, len) = (others, places, len + 1);
        }
        Self { bytes, len }
    }

    /// The word in columns, packs and the log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The act of a declared kind: `accident` and `pass_on` are `accident.pass_on`. None: the words are too long.
    #[must_use]
    pub fn of_kind(kind: &str, act: &str) -> Option<Self> {
        format!("{kind}.{act}").parse().ok()
    }

    /// The kind and its act, of an act of a declared kind.
    #[must_use]
    pub fn in_kind(&self) -> Option<(&str, &str)> {
        self.as_str().split_once('.')
    }
}

impl std::str::FromStr for Act {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        let fine = (1..=LONGEST).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.-".contains(&b));
        if fine { Ok(Self::known(text)) } else { Err(IdFault::new("act", text)) }
    }
}
impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
impl Serialize for Act {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
impl<'de> Deserialize<'de> for Act {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = Act;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the word of an act")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Act, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_str(Reader)
    }
}
