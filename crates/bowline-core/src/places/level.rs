//! A place has one of five levels, outermost first.

use crate::ids::IdFault;
use serde::{Deserialize, Serialize};

/// How far down the tree a place stands. Outer levels sort before inner ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 国家: the root, exactly one.
    Nation,
    /// 省级: province, autonomous region, municipality under the central government.
    Province,
    /// 市级: city, prefecture, league, autonomous prefecture.
    City,
    /// 县级: county, district, banner, county-level city, development zone.
    County,
    /// 乡级: town, township, sub-district.
    Township,
}

impl Level {
    /// All levels, outermost first.
    pub const ALL: [Self; 5] = [Self::Nation, Self::Province, Self::City, Self::County, Self::Township];

    /// Reads the word used in pack data, such as `county`.
    ///
    /// # Errors
    /// Any other word.
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        Self::ALL.into_iter().find(|level| level.as_str() == text).ok_or_else(|| IdFault::new("place level", text))
    }

    /// The word used in pack data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
        }
    }
}
