//! Every id of the product has a type of its own here. Two kinds of id cannot be mixed up, and an id exists only if it
//! is well formed.
//!
//! This module must never draw an id: random ids are handed in, derived ids are hashes of what they name. Start at
//! [`SubjectId`].

mod case_number;
mod credit_code;
mod place_code;
mod posts;

pub use case_number::{CaseNumber, WrongCheckDigit};
pub use credit_code::{CreditCode, CreditCodeFault};
pub use place_code::PlaceCode;
pub use posts::{Body, DepartmentId, OfficeId, PostId, Role};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A text that should be an id and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {kind}")]
pub struct IdFault {
    /// What was expected.
    pub kind: &'static str,
    /// What was found.
    pub text: String,
}

impl IdFault {
    pub(crate) fn new(kind: &'static str, text: &str) -> Self {
        Self { kind, text: text.chars().take(80).collect() }
    }
}

macro_rules! uuid_ids {
    ($($(#[$meta:meta])* $name:ident, $kind:literal;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id derived from what it names: the same parts always give the same id, so that writing
            /// the same thing twice is seen.
            #[must_use]
            pub fn derived(parts: &[&str]) -> Self {
                Self(derived_uuid($kind, parts))
            }

            /// As [`Self::derived`], of something that lies in a place: the first six letters of the place's code lead, so
            /// that what one office writes together lies together on disk. 74 bits of the hash remain.
            #[must_use]
            pub fn derived_in(place: PlaceCode, parts: &[&str]) -> Self {
                Self(in_place(derived_uuid($kind, &[&[place.as_str()], parts].concat()), place))
            }

            /// As [`Self::derived_in`], of something of a day, by which the ids of a place are then sorted for eleven years.
            /// 62 bits of the hash remain.
            #[must_use]
            pub fn derived_on(place: PlaceCode, day: crate::time::Day, parts: &[&str]) -> Self {
                Self(on_day(Self::derived_in(place, parts).0, day))
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = IdFault;
            fn from_str(text: &str) -> Result<Self, IdFault> {
                Uuid::parse_str(text).map(Self).map_err(|_| IdFault::new($kind, text))
            }
        }
    )*};
}

uuid_ids! {
    /// What a stream of facts is about (a dossier): a hazard, an office, a person, a site, an alarm, the engine.
    SubjectId, "subject";
    /// A natural person who acts.
    PersonId, "person";
    /// A place of work with one operator.
    SiteId, "site";
}

/// Version-8 UUID over SHA-256 of the kind and the parts (each closed by a zero byte).
fn derived_uuid(kind: &str, parts: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for part in std::iter::once(&kind).chain(parts) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// An id that begins with the first six letters of a place's code.
fn in_place(id: Uuid, place: PlaceCode) -> Uuid {
    let mut bytes = *id.as_bytes();
    for (to, from) in bytes.iter_mut().zip(place.as_str().bytes().take(6)) {
        *to = from;
    }
    Uuid::from_bytes(bytes)
}

/// An id that has a day in the twelve bits after its version.
fn on_day(id: Uuid, day: crate::time::Day) -> Uuid {
    let days = (i32::from(day.year()) * 366 + i32::from(day.day_of_year())).cast_unsigned();
    let lead = 0x0fff_u128 << 64;
    Uuid::from_u128((id.as_u128() & !lead) | (u128::from(days) << 64 & lead))
}

macro_rules! subject_conversions {
    ($($name:ident),*) => {$(
        impl From<$name> for SubjectId {
            /// A person's or site's stream carries the person's or site's own id.
            fn from(id: $name) -> Self { Self(id.0) }
        }
    )*};
}
subject_conversions!(PersonId, SiteId);

/// One obligation: the `no`-th of its dossier, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObligationId {
    /// The dossier.
    pub subject: SubjectId,
    /// Its number there.
    pub no: u32,
}

impl std::fmt::Display for ObligationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.subject, self.no)
    }
}

/// The name of a rule, procedure or ladder in a pack: letters, digits, `-`, `.`, `_`, `/`; at most 80.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RuleId(String);

impl RuleId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for RuleId {
    type Error = IdFault;
    fn try_from(text: String) -> Result<Self, IdFault> {
        let fine = !text.is_empty()
            && text.len() <= 80
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._/".contains(c));
        if fine { Ok(Self(text)) } else { Err(IdFault::new("rule id", &text)) }
    }
}
impl std::str::FromStr for RuleId {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        text.to_owned().try_into()
    }
}
impl From<RuleId> for String {
    fn from(id: RuleId) -> Self {
        id.0
    }
}
impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a pack: lower-case letters, digits and `-`; at most 64. It names a folder, so it can be nothing but one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackId(String);

impl PackId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl std::str::FromStr for PackId {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fine = (1..=64).contains(&text.len()) && text.chars().all(fine);
        if fine { Ok(Self(text.to_owned())) } else { Err(IdFault::new("pack id", text)) }
    }
}
impl std::fmt::Display for PackId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;

    #[test]
    fn the_id_of_a_pack_is_the_name_of_a_folder_and_nothing_else() {
        for fine in ["cn-national", "7", &"a".repeat(64)] {
            assert!(fine.parse::<PackId>().is_ok(), "{fine}");
        }
        for wrong in ["", ".", "..", "../a", "a/b", "/a", "a\\b", "A", "a b", "a@1", "a.b", "a\n", "é", &"a".repeat(65)]
        {
            assert!(wrong.parse::<PackId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn derived_ids_lie_together_by_place_and_day() {
        let place = |code: &str| code.parse::<PlaceCode>().unwrap();
        let on = |code, day, what| SubjectId::derived_on(place(code), day, &[what]);
        let (may, june) = (Day::constant(2022, 5, 31), Day::constant(2022, 6, 1));
        for what in ["a", "b", "c", "d"] {
            assert!(on("220104", may, what) < on("220104", june, "e"), "by day");
            assert!(on("220104", june, what) < on("220105", may, "e"), "by place");
            assert_eq!(on("220104", may, what), on("220104", may, what));
            assert_ne!(on("220104", may, what), on("220104", may, "e"));
            assert_ne!(SiteId::derived_in(place("220104"), &[what]).0, on("220104", may, what).0);
            assert_eq!(on("220104102000", may, what).0.get_version_num(), 8);
        }
    }
}
