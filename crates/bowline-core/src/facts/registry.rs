//! These facts say who and what exists: offices, people, posts held and sites.
//!
//! This module must never take anything away: who leaves and what is abolished is a fact of its own.

use crate::ids::{CreditCode, OfficeId, PersonId, PlaceCode, PostId, Role, SiteId, SubjectId};
use crate::time::Day;
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// `office.established`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeEstablished {
    /// The office.
    pub office: OfficeId,
    /// Its name.
    pub name: Text,
    /// Its posts.
    pub posts: Vec<Role>,
}

/// `office.abolished`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeAbolished {
    /// The office.
    pub office: OfficeId,
    /// The office that has its work from then on. None: nobody took it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<OfficeId>,
    /// The decision on which it rests, such as the number of a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
}

/// `place.merged`: a place is part of another from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceMerged {
    /// Which.
    pub place: PlaceCode,
    /// The place of which it is part.
    pub into: PlaceCode,
    /// First day.
    pub from: Day,
    /// The decision on which it rests.
    pub ground: String,
}

impl PlaceMerged {
    /// The stream of facts about a place.
    #[must_use]
    pub fn subject(place: PlaceCode) -> SubjectId {
        SubjectId::derived(&["place", place.as_str()])
    }
}

/// `person.registered`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRegistered {
    /// The person.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Whether only a ledger named them: nobody has confirmed yet who that is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_confirm: bool,
}

/// `person.confirmed`: somebody knows who the person is that a ledger named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonConfirmed {
    /// The person.
    pub person: PersonId,
}

/// `key.issued`, on the person's stream: whoever holds this key is this person, and no earlier key is any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyIssued {
    /// The person.
    pub person: PersonId,
    /// SHA-256 of the key, in hex. The key is 256 random bits, so that nobody finds it from here.
    pub sha256: String,
}

/// `account.changed`, on the person's stream. Who did it stands in the envelope; no secret stands anywhere in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChanged {
    /// The person.
    pub person: PersonId,
    /// What happened to the account.
    pub change: AccountChange,
}

/// What happens to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountChange {
    /// A one-time code was issued to a person without an account.
    Invited,
    /// A one-time code was issued to a person with an account: its password and its sessions ended.
    Reset,
    /// The person set a password.
    PasswordSet,
    /// The person showed that a device makes the codes of a second factor.
    SecondFactorSet,
    /// The second factor is asked for no more.
    SecondFactorRemoved,
    /// A recovery code was used in place of the second factor.
    RecoveryUsed,
}

/// `post.taken`, on the person's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostTaken {
    /// The person.
    pub person: PersonId,
    /// The post.
    pub post: PostId,
    /// First day.
    pub from: Day,
    /// Last day, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// `post.left`, on the person's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostLeft {
    /// The person.
    pub person: PersonId,
    /// The post.
    pub post: PostId,
    /// Last day.
    pub until: Day,
}

/// Risk level of a unit (安全风险分级): not an accident grade, not a warning level, not a response level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskGrade {
    /// 低风险, blue.
    Low,
    /// 一般风险, yellow.
    General,
    /// 较大风险, orange.
    Larger,
    /// 重大风险, red.
    Major,
}

/// `site.registered`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteRegistered {
    /// The site.
    pub site: SiteId,
    /// Name.
    pub name: String,
    /// Credit code; a private boat has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_code: Option<CreditCode>,
    /// GB/T 4754 code, such as `H62`.
    pub sector: String,
    /// Who runs it, if not the unit named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The parent of its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<CreditCode>,
    /// Risk level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskGrade>,
    /// Latitude and longitude in degrees (CGCS2000).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<(f64, f64)>,
}
