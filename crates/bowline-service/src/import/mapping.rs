//! Which column holds what: a first guess from the names, to be corrected by a person and kept for the next ledger with
//! the same head.
//!
//! Must never decide about rows. Start reading at [`Mapping`].

use super::fields::{Field, field_of};
use super::head::Head;
use bowline_core::facts::Grade;
use bowline_core::ids::PlaceCode;
use bowline_core::rules::GradeNames;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In what the funds column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FundsUnit {
    /// 元
    #[default]
    Yuan,
    /// 万元
    TenThousandYuan,
}

impl FundsUnit {
    /// How many yuan one is.
    #[must_use]
    pub const fn yuan(self) -> u32 {
        match self {
            Self::Yuan => 1,
            Self::TenThousandYuan => 10_000,
        }
    }
}

/// What holds for every row that does not say otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Defaults {
    /// The place in which all places of the ledger lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<PlaceCode>,
    /// GB/T 4754 code of the sector, such as `H62`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The grade of every row, for ledgers that hold one grade only. Never guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The country's own names of the two grades; not kept, the pack gives them anew.
    #[serde(skip)]
    pub grade_names: Option<GradeNames>,
}

/// Which column holds what. Kept by others under [`Mapping::head`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The fingerprint of the head for which it is meant.
    pub head: String,
    /// What each column holds, in order; `None` is not read.
    pub columns: Vec<Option<Field>>,
    /// In what the funds column counts.
    #[serde(default)]
    pub funds_unit: FundsUnit,
    /// What holds for every row.
    #[serde(default)]
    pub defaults: Defaults,
}

impl Mapping {
    /// The first guess for a head. A field goes to one column only: to the one whose whole name is known, then to the
    /// first.
    #[must_use]
    pub fn guess(head: &Head) -> Self {
        let found: Vec<Option<(Field, bool)>> =
            head.columns.iter().map(|column| field_of(&column.name).or_else(|| field_of(&column.label()))).collect();
        let mut taken: BTreeMap<Field, usize> = BTreeMap::new();
        for whole in [true, false] {
            for (at, guess) in found.iter().enumerate() {
                if let Some((field, known)) = guess
                    && *known == whole
                {
                    taken.entry(*field).or_insert(at);
                }
            }
        }
        let keep = |(at, guess): (usize, &Option<(Field, bool)>)| {
            guess.map(|(field, _)| field).filter(|field| taken.get(field) == Some(&at))
        };
        Self {
            head: head.fingerprint(),
            columns: found.iter().enumerate().map(keep).collect(),
            funds_unit: head.funds_unit,
            defaults: Defaults::default(),
        }
    }

    /// The column that holds a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(field))
    }

    /// What a column holds.
    #[must_use]
    pub fn field(&self, column: usize) -> Option<Field> {
        self.columns.get(column).copied().flatten()
    }
}
