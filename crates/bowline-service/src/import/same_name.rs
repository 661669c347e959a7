//! Rows that become one organisation because nothing tells them apart: the same name in one place, no credit code, and yet
//! other people responsible. Whoever imports is told before they do.
//!
//! This module must never part or join anything: it only says what becomes one. Start at [`same_names`].

use super::Checked;
use super::row::LedgerRow;
use bowline_core::ids::PlaceCode;
use bowline_core::words::{Text, folded};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Rows named in the sentence; of more it says that there are more.
const NAMED: usize = 20;

/// Rows of one name that are taken as one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameName {
    /// The name, as the first row has it.
    pub unit: String,
    /// Where it lies.
    pub place: PlaceCode,
    /// The rows as the office numbers them.
    pub rows: Vec<String>,
    /// What is made of them, and what to do if it is wrong.
    pub text: Text,
}

/// What is taken as one organisation by its name alone, though its rows name different people responsible.
pub(super) fn same_names(checked: &Checked) -> Vec<SameName> {
    let mut groups: BTreeMap<(PlaceCode, String), Vec<&LedgerRow>> = BTreeMap::new();
    for row in checked.accepted().filter(|row| row.credit_code.is_none()) {
        groups.entry((row.place, folded(&row.unit_name))).or_default().push(row);
    }
    let differ = |rows: &&Vec<&LedgerRow>| {
        let people: BTreeSet<String> = rows.iter().map(|row| folded(&row.person)).collect();
        people.len() > 1
    };
    groups.values().filter(differ).filter_map(|rows| Some(told(rows.first()?, rows))).collect()
}

fn told(first: &LedgerRow, rows: &[&LedgerRow]) -> SameName {
    let rows: Vec<String> = rows.iter().map(|row| row.row.clone()).collect();
    let shown: Vec<&str> = rows.iter().take(NAMED).map(String::as_str).collect();
    let more = if rows.len() > NAMED { ("等", " and more") } else { ("", "") };
    let unit = &first.unit_name;
    let text = Text::new(
        format!(
            "“{unit}”（第 {}{} 行）名称相同、无统一社会信用代码、责任人不同，按同一单位导入；如为不同单位，请填写信用代码或者在名称中加以区分。",
            shown.join("、"),
            more.0
        ),
        format!(
            "“{unit}” (rows {}{}): same name, no credit code, different persons responsible; taken as one organisation. If they are several, enter their credit codes or make the names differ.",
            shown.join(", "),
            more.1
        ),
    );
    SameName { unit: unit.clone(), place: first.place, rows, text }
}
