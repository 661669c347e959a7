//! A post in a body can own a matter. A body is an office (a place and a line department) or the site of an enterprise.
//! A bare person never owns one.

use super::{IdFault, PlaceCode, SiteId, SubjectId};
use serde::{Deserialize, Serialize};

/// A line department, such as `emergency` (应急管理) or `housing` (住房和城乡建设). Names stand in the pack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DepartmentId(String);

impl DepartmentId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for DepartmentId {
    type Error = IdFault;
    fn try_from(text: String) -> Result<Self, IdFault> {
        let fine = (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if fine { Ok(Self(text)) } else { Err(IdFault::new("department", &text)) }
    }
}
impl std::str::FromStr for DepartmentId {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        text.to_owned().try_into()
    }
}
impl From<DepartmentId> for String {
    fn from(id: DepartmentId) -> Self {
        id.0
    }
}

/// An office: a line department at a place. Written `220104/emergency`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OfficeId {
    /// Where.
    pub place: PlaceCode,
    /// Which line.
    pub department: DepartmentId,
}

impl OfficeId {
    /// The stream of facts about this office.
    #[must_use]
    pub fn subject(&self) -> SubjectId {
        SubjectId::derived(&["office", &self.to_string()])
    }
}

/// What a person does in a body. Posts are (body, role).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Head of an office (负责人).
    Head,
    /// Certified inspector of an office (执法检查人员).
    Inspector,
    /// Duty officer of an office (值班员).
    DutyOfficer,
    /// Principal leader of an enterprise (主要负责人).
    Principal,
    /// Safety officer of an enterprise (安全管理人员).
    SafetyOfficer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Head, Self::Inspector, Self::DutyOfficer, Self::Principal, Self::SafetyOfficer];

    /// The roles of an office.
    pub const OF_OFFICE: [Self; 3] = [Self::Head, Self::Inspector, Self::DutyOfficer];
    /// The roles of an enterprise.
    pub const OF_SITE: [Self; 2] = [Self::Principal, Self::SafetyOfficer];

    /// The word used in ids and columns.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Inspector => "inspector",
            Self::DutyOfficer => "duty_officer",
            Self::Principal => "principal",
            Self::SafetyOfficer => "safety_officer",
        }
    }
}

/// An office or an enterprise's site: whatever has posts. Written `220104/emergency` or `site:<uuid>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Body {
    /// An office of government.
    Office(OfficeId),
    /// An enterprise at its site.
    Site(SiteId),
}

impl Body {
    /// The roles that it has.
    #[must_use]
    pub const fn roles(&self) -> &'static [Role] {
        match self {
            Self::Office(_) => &Role::OF_OFFICE,
            Self::Site(_) => &Role::OF_SITE,
        }
    }
}

/// A post: a role in a body. Written `220104/emergency#head`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PostId {
    /// The office or site.
    pub body: Body,
    /// The role there.
    pub role: Role,
}

impl PostId {
    /// A post of an office.
    #[must_use]
    pub const fn office(office: OfficeId, role: Role) -> Self {
        Self { body: Body::Office(office), role }
    }
    /// A post of a site.
    #[must_use]
    pub const fn site(site: SiteId, role: Role) -> Self {
        Self { body: Body::Site(site), role }
    }
}

impl std::fmt::Display for OfficeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.place, self.department.as_str())
    }
}
impl std::str::FromStr for OfficeId {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        let (place, department) = text.split_once('/').ok_or_else(|| IdFault::new("office", text))?;
        Ok(Self { place: place.parse()?, department: department.parse()? })
    }
}
impl std::fmt::Display for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Office(office) => office.fmt(f),
            Self::Site(site) => write!(f, "site:{site}"),
        }
    }
}
impl std::str::FromStr for Body {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        match text.strip_prefix("site:") {
            Some(site) => Ok(Self::Site(site.parse()?)),
            None => Ok(Self::Office(text.parse()?)),
        }
    }
}
impl std::str::FromStr for Role {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| IdFault::new("role", text))
    }
}
impl std::fmt::Display for PostId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.body, self.role.as_str())
    }
}
impl std::str::FromStr for PostId {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        let (body, role) = text.split_once('#').ok_or_else(|| IdFault::new("post", text))?;
        Ok(Self { body: body.parse()?, role: role.parse().map_err(|_| IdFault::new("post", text))? })
    }
}

macro_rules! string_conversions {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = IdFault;
            fn try_from(text: String) -> Result<Self, IdFault> { text.parse() }
        }
        impl From<$name> for String {
            fn from(id: $name) -> Self { id.to_string() }
        }
    )*};
}
string_conversions!(OfficeId, Body, PostId);
