//! A mapping says which column holds what. The names give a first guess; a person corrects it, and the program keeps it
//! for the next ledger with the same head.
//!
//! This module must never decide about rows. Start reading at [`Mapping`].

use super::dates::DateRules;
use super::fields::{Field, fold, is_none, ranked};
use super::funds::FundsUnit;
use super::head::{Column, Head};
use bowline_core::facts::Grade;
use bowline_core::ids::PlaceCode;
use bowline_core::rules::GradeNames;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// How the country writes days; not kept either.
    #[serde(skip)]
    pub dates: DateRules,
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

/// Names that say nothing without what stands above them.
const BARE: [&str; 12] =
    ["单位", "企业", "日期", "时间", "姓名", "人员", "内容", "情况", "部门", "名称", "date", "name"];
/// Words that a group of columns carries for its own sake.
const OF_GROUPS: [&str; 6] = ["基本情况", "落实情况", "情况", "信息", "内容", "details"];

/// What a column holds: by its name with what stands above it, else by its name alone.
fn meaning(column: &Column) -> Option<(Field, usize)> {
    let Some(group) = &column.group else { return ranked(&column.name) };
    let folded = fold(group);
    let short = OF_GROUPS.iter().find_map(|word| folded.strip_suffix(word)).unwrap_or(&folded);
    let name = fold(&column.name);
    let whole = [column.label(), format!("{short}{name}")];
    if let Some(found) =
        whole.iter().find_map(|label| ranked(label).filter(|(_, rank)| *rank < super::fields::BY_PARTS))
    {
        return Some(found);
    }
    if name == "名称" && ["单位", "企业", "场所"].iter().any(|word| folded.contains(word)) {
        return Some((Field::UnitName, 0));
    }
    let bare = BARE.contains(&name.as_str());
    if bare && whole.iter().any(|label| is_none(label)) { None } else { ranked(&column.name) }
}

impl Mapping {
    /// The first guess for a head. A field goes to one column only: to the one whose name is surest, then to the first. Where nobody
    /// is named responsible, 负责人 or owner is.
    #[must_use]
    pub fn guess(head: &Head) -> Self {
        let mut found: Vec<Option<(Field, usize)>> = head.columns.iter().map(meaning).collect();
        if !found.iter().flatten().any(|(field, _)| *field == Field::Person) {
            let names = head.columns.iter().map(|column| fold(&column.name));
            for (guess, _) in
                found.iter_mut().zip(names).filter(|(_, name)| matches!(name.as_str(), "负责人" | "owner"))
            {
                *guess = guess.map(|(_, rank)| (Field::Person, rank));
            }
        }
        let mut taken: BTreeMap<Field, (usize, usize)> = BTreeMap::new();
        for (at, (field, rank)) in found.iter().enumerate().filter_map(|(at, guess)| guess.map(|guess| (at, guess))) {
            let best = taken.entry(field).or_insert((rank, at));
            *best = (*best).min((rank, at));
        }
        let keep = |(at, guess): (usize, &Option<(Field, usize)>)| {
            guess.map(|(field, _)| field).filter(|field| taken.get(field).is_some_and(|(_, best)| *best == at))
        };
        Self {
            head: head.fingerprint(),
            columns: found.iter().enumerate().map(keep).collect(),
            funds_unit: FundsUnit::default(),
            defaults: Defaults::default(),
        }
        .with_funds_unit(head)
    }

    /// In what money is counted: as the column of money says, with what stands above it, else as the line above the head says.
    fn with_funds_unit(self, head: &Head) -> Self {
        let column = self.column(Field::Funds).and_then(|at| head.columns.get(at));
        let named = column.and_then(|column| {
            FundsUnit::named_in(&column.name).or_else(|| FundsUnit::named_in(column.group.as_deref()?))
        });
        Self { funds_unit: named.unwrap_or(head.funds_unit), ..self }
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
