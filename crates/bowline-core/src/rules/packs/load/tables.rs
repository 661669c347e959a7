//! This module reads limits, the tables that may stand in place of one, and windows over dated facts.
//!
//! This module must never let one through that leaves a gap or could say nothing. Start at [`limit`] and [`window`].

use super::conditions::{Inputs, declared};
use super::reader::{Fields, Node};
use crate::facts::InputId;
use crate::rules::law::{Band, Bound, Comparison, InputKind, Rows, Span, Table, Window};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeMap;

/// Rows of a table.
const MAX_ROWS: usize = 200;
/// Longest window, and most days that it may ask for.
const MAX_DAYS: u32 = 36_600;
const MAX_MONTHS: u32 = 1_200;
const MAX_COUNT: u32 = 1_000;

/// `{ value = 100, unit = "kg" }`, or `{ table = { input = …, rows = … }, unit = "kg" }`, in the unit of the input.
pub(super) fn limit(node: Node<'_>, bound: Bound, unit: &str, inputs: &Inputs) -> Option<Comparison> {
    let f = node.table(&["value", "unit", "table"])?;
    let given = f.need("unit")?;
    same_unit(given, unit)?;
    let Some(table_node) = f.get("table") else { return Some(bound.with(f.need("value")?.number()?, unit.to_owned())) };
    if f.get("value").is_some() {
        let message = Text::new("value 与 table 只能写一个", "write either `value` or `table`");
        node.fault("pack.bad_table", message);
        return None;
    }
    let f = table_node.table(&["input", "unit", "rows", "otherwise"])?;
    let name = f.need("input")?;
    let by: InputId = name.id()?;
    let otherwise = f.optional("otherwise", |node| node.number())?;
    let rows = rows(&f, name, &declared(name, &by, inputs)?.kind, otherwise)?;
    let table = Table { bound, unit: unit.to_owned(), by, rows, otherwise };
    check_varied(&table, table_node);
    Some(Comparison::Table(table))
}

fn same_unit(given: Node<'_>, unit: &str) -> Option<()> {
    let word = given.text()?;
    if word == unit {
        return Some(());
    }
    let message = Text::new(
        format!("单位 `{word}` 与输入的单位 `{unit}` 不符"),
        format!("unit `{word}` differs from the input's unit `{unit}`"),
    );
    given.fault("pack.unit_mismatch", message);
    None
}

/// The rows, in the type of the input that chooses among them.
fn rows(f: &Fields<'_>, name: Node<'_>, kind: &InputKind, otherwise: Option<f64>) -> Option<Rows> {
    let node = f.need("rows")?;
    if !matches!(kind, InputKind::Number { .. }) && f.get("unit").is_some() {
        f.fault(
            "pack.bad_table",
            Text::new("只有按数选行的表才写 unit", "only a table whose rows are chosen by a number has a `unit`"),
        );
    }
    match kind {
        InputKind::Number { unit } => {
            same_unit(f.need("unit")?, unit)?;
            bands(f, node, otherwise)
        }
        InputKind::Choice { choices } => {
            words(node, &choices.keys().map(String::as_str).collect::<Vec<_>>(), otherwise)
        }
        InputKind::Yes => words(node, &["no", "yes"], otherwise),
        InputKind::Day
        | InputKind::Dates
        | InputKind::Text
        | InputKind::Person
        | InputKind::Moment
        | InputKind::Files
        | InputKind::Named(_) => {
            let message = Text::new(
                "表只能按 yes、number、choice 类输入选行",
                "rows are chosen by an input of kind yes, number or choice",
            );
            name.fault("pack.type_mismatch", message);
            None
        }
    }
}

/// `rows = { kitchen = 10, room = 20 }`: every choice has a row, or `otherwise` speaks for the rest.
fn words(node: Node<'_>, choices: &[&str], otherwise: Option<f64>) -> Option<Rows> {
    let mut rows = BTreeMap::new();
    for (word, value) in node.entries()? {
        if !choices.contains(&word) {
            let message = Text::new(format!("没有选项 `{word}`"), format!("there is no choice `{word}`"));
            value.fault_with("pack.unknown_choice", message, did_you_mean(word, choices.iter().copied()));
            return None;
        }
        rows.insert(word.to_owned(), value.number()?);
    }
    let without: Vec<&str> = choices.iter().copied().filter(|word| !rows.contains_key(*word)).collect();
    if without.is_empty() == otherwise.is_some() {
        let list = without.join(", ");
        let message = if otherwise.is_some() {
            Text::new("每个选项都有行，`otherwise` 多余", "every choice has a row: `otherwise` is never used")
        } else {
            Text::new(
                format!("这些选项没有行：{list}；补上或写 otherwise"),
                format!("no row for {list}; add them, or `otherwise`"),
            )
        };
        node.fault("pack.table_gap", message);
    }
    within_bounds(node, rows.len())?;
    Some(Rows::Words(rows))
}

/// `rows = [{ from = 50, value = 20 }, …]` in ascending order; `otherwise` speaks for what lies below the first.
fn bands(f: &Fields<'_>, node: Node<'_>, otherwise: Option<f64>) -> Option<Rows> {
    if otherwise.is_none() {
        f.fault(
            "pack.table_gap",
            Text::new(
                "缺 otherwise：首行之下的数没有行",
                "`otherwise` is missing: nothing speaks for numbers below the first row",
            ),
        );
    }
    let mut bands: Vec<Band> = Vec::new();
    for row in node.list()? {
        let f = row.table(&["from", "value"])?;
        let (from, value) = (f.need("from"), f.need("value"));
        let band = Band { from: from?.number()?, value: value?.number()? };
        if bands.last().is_some_and(|last| last.from >= band.from) {
            row.fault("pack.bad_order", Text::new("各行须按 from 递增", "rows stand in ascending order of `from`"));
        }
        bands.push(band);
    }
    within_bounds(node, bands.len())?;
    Some(Rows::Bands(bands))
}

fn within_bounds(node: Node<'_>, rows: usize) -> Option<()> {
    if (1..=MAX_ROWS).contains(&rows) {
        return Some(());
    }
    let message = Text::new(format!("表须有 1 至 {MAX_ROWS} 行"), format!("a table has 1 to {MAX_ROWS} rows"));
    node.fault("pack.bad_table", message);
    None
}

/// A table whose rows all say the same would ask a question that changes nothing.
fn check_varied(table: &Table, node: Node<'_>) {
    let mut limits = table.limits();
    let first = limits.next();
    if limits.all(|limit| Some(limit) == first) {
        let message = Text::new("各行相同：改写为 value", "every row says the same: write `value` instead");
        node.fault("pack.bad_table", message);
    }
}

/// `{ count = 3, within = { months = 6 }, ending = "a day input" }`.
pub(super) fn window(node: Node<'_>, inputs: &Inputs) -> Option<Window> {
    let f = node.table(&["count", "within", "ending"])?;
    let (count, within) = (f.need("count"), f.need("within").and_then(span));
    let ending = f.optional("ending", |name| ending(name, inputs))?;
    let count = count?.count(1..=MAX_COUNT)?;
    if count == 1 && ending.is_none() {
        let message = Text::new(
            "一次即成立，期间无意义：写 ending 或更大的 count",
            "one day is within any span: give `ending`, or a larger `count`",
        );
        node.fault("pack.bad_window", message);
    }
    Some(Window { count, within: within?, ending })
}

/// The input whose day ends a window.
fn ending(name: Node<'_>, inputs: &Inputs) -> Option<InputId> {
    let id: InputId = name.id()?;
    if !matches!(declared(name, &id, inputs)?.kind, InputKind::Day) {
        name.fault("pack.type_mismatch", Text::new("ending 须是 day 类输入", "`ending` names an input of kind day"));
        return None;
    }
    Some(id)
}

/// `{ days = 180 }` or `{ months = 6 }`.
fn span(node: Node<'_>) -> Option<Span> {
    let f = node.table(&["days", "months"])?;
    match (f.get("days"), f.get("months")) {
        (Some(n), None) => n.count(1..=MAX_DAYS).map(Span::Days),
        (None, Some(n)) => n.count(1..=MAX_MONTHS).map(Span::Months),
        _ => {
            node.fault(
                "pack.bad_window",
                Text::new("期间写 days 或 months 之一", "a span is either `days` or `months`"),
            );
            None
        }
    }
}
