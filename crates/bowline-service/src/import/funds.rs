//! Ledgers count money in units of their own, such as 万元; the name of a column, the line above the head or the amount
//! itself says in which.
//!
//! This module must never guess a unit that nobody wrote. Start reading at [`FundsUnit`].

use serde::{Deserialize, Serialize};

/// In what the funds column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FundsUnit {
    /// 元
    #[default]
    Yuan,
    /// 百元
    Hundred,
    /// 千元
    Thousand,
    /// 万元
    TenThousandYuan,
    /// 百万元
    Million,
    /// 亿元
    HundredMillion,
}

/// Words for large amounts, the longer first.
const LARGE: [(&str, FundsUnit); 12] = [
    ("百万", FundsUnit::Million),
    ("million", FundsUnit::Million),
    ("亿", FundsUnit::HundredMillion),
    ("万", FundsUnit::TenThousandYuan),
    ("千元", FundsUnit::Thousand),
    ("千", FundsUnit::Thousand),
    ("thousand", FundsUnit::Thousand),
    ("$000", FundsUnit::Thousand),
    ("'000", FundsUnit::Thousand),
    ("000s", FundsUnit::Thousand),
    ("百元", FundsUnit::Hundred),
    ("百", FundsUnit::Hundred),
];

impl FundsUnit {
    /// How many yuan one is.
    #[must_use]
    pub const fn yuan(self) -> u32 {
        match self {
            Self::Yuan => 1,
            Self::Hundred => 100,
            Self::Thousand => 1_000,
            Self::TenThousandYuan => 10_000,
            Self::Million => 1_000_000,
            Self::HundredMillion => 100_000_000,
        }
    }

    /// The unit that the name of a column of money gives, such as 资金（万元） or Cost ($000).
    #[must_use]
    pub fn named_in(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let large = LARGE.iter().find(|(word, _)| name.contains(word)).map(|(_, unit)| *unit);
        large.or_else(|| name.contains('元').then_some(Self::Yuan))
    }

    /// An amount without the word for its size, and that size.
    pub(super) fn split(amount: &str) -> (&str, Option<Self>) {
        let bare = amount.strip_suffix('元').unwrap_or(amount);
        let large = LARGE.iter().find_map(|(word, unit)| Some((bare.strip_suffix(word)?, Some(*unit))));
        large.unwrap_or((bare, (bare.len() < amount.len()).then_some(Self::Yuan)))
    }
}
