//! When a question is shown, in the language of the form: not while earlier answers settle all that it is asked for.
//!
//! An empty answer compares as false there, so it proves nothing, as in the core. This module must never hide a
//! question that could still matter. Start at [`relevant`].

use super::names::name_of;
use bowline_core::facts::InputId;
use bowline_core::rules::{Bound, Comparison, InputKind, Pack, Rows, Settled, Table};

/// What can never be shown.
const NEVER: &str = "false()";

/// The expression. None: always shown.
#[must_use]
pub fn relevant(pack: &Pack, settled: &Settled) -> Option<String> {
    (*settled != Settled::Never).then(|| format!("not({})", bare(&shown(pack, settled))))
}

/// Without the brackets around the whole.
fn bare(text: &str) -> &str {
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).filter(|inner| closes(inner)).unwrap_or(text)
}

fn closes(text: &str) -> bool {
    let mut depth = 0_i64;
    text.chars().all(|c| {
        depth += i64::from(c == '(') - i64::from(c == ')');
        depth >= 0
    })
}

fn shown(pack: &Pack, settled: &Settled) -> String {
    match settled {
        Settled::Never => NEVER.to_owned(),
        Settled::Test { input, is, holds } => comparison(pack, input, is, *holds),
        Settled::AtLeast { n, of } => {
            let parts: Vec<String> = of.iter().map(|part| shown(pack, part)).collect();
            if *n == 1 {
                joined(&parts, " or ")
            } else if *n == parts.len() {
                joined(&parts, " and ")
            } else {
                let ones: Vec<String> = parts.iter().map(|part| format!("if({}, 1, 0)", bare(part))).collect();
                format!("({} >= {n})", ones.join(" + "))
            }
        }
    }
}

fn joined(parts: &[String], by: &str) -> String {
    match parts {
        [] => NEVER.to_owned(),
        [only] => only.clone(),
        parts => format!("({})", parts.join(by)),
    }
}

fn comparison(pack: &Pack, input: &InputId, is: &Comparison, holds: bool) -> String {
    let name = format!("${{{}}}", name_of(input));
    let number = |bound: Bound, limit: f64| format!("{name} {} {limit}", sign(bound, holds));
    match is {
        Comparison::Is(yes) => format!("{name} = '{}'", yes_word(*yes == holds)),
        Comparison::OneOf(words) => {
            let of = words_of(pack, input).into_iter().filter(|word| words.contains(word) == holds);
            joined(&of.map(|word| format!("{name} = '{word}'")).collect::<Vec<_>>(), " or ")
        }
        Comparison::AtLeast(n, _) => number(Bound::AtLeast, *n),
        Comparison::MoreThan(n, _) => number(Bound::MoreThan, *n),
        Comparison::AtMost(n, _) => number(Bound::AtMost, *n),
        Comparison::Below(n, _) => number(Bound::Below, *n),
        Comparison::From(day) => format!("{name} {} date('{day}')", if holds { ">=" } else { "<" }),
        Comparison::Before(day) => format!("{name} {} date('{day}')", if holds { "<" } else { ">=" }),
        Comparison::Table(table) => rows(pack, &name, table, holds),
        // A form has no lists of days to compare: the question that follows is asked.
        Comparison::Window(_) => NEVER.to_owned(),
    }
}

const fn sign(bound: Bound, holds: bool) -> &'static str {
    match (bound, holds) {
        (Bound::AtLeast, true) | (Bound::Below, false) => ">=",
        (Bound::AtLeast, false) | (Bound::Below, true) => "<",
        (Bound::MoreThan, true) | (Bound::AtMost, false) => ">",
        (Bound::MoreThan, false) | (Bound::AtMost, true) => "<=",
    }
}

const fn yes_word(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Every word that can be chosen.
fn words_of(pack: &Pack, input: &InputId) -> Vec<String> {
    match pack.inputs().get(input).map(|input| &input.kind) {
        Some(InputKind::Choice { choices }) => choices.keys().cloned().collect(),
        Some(InputKind::Yes) => vec!["yes".to_owned(), "no".to_owned()],
        _ => Vec::new(),
    }
}

/// One alternative per row: this row is chosen, and the number lies on that side of its limit.
fn rows(pack: &Pack, name: &str, table: &Table, holds: bool) -> String {
    let by = format!("${{{}}}", name_of(&table.by));
    let side = |limit: f64| format!("{name} {} {limit}", sign(table.bound, holds));
    let mut parts = Vec::new();
    match &table.rows {
        Rows::Words(rows) => {
            for word in words_of(pack, &table.by) {
                let limit = rows.get(&word).copied().or(table.otherwise);
                parts.extend(limit.map(|limit| format!("({by} = '{word}' and {})", side(limit))));
            }
        }
        Rows::Bands(bands) => {
            let first = bands.first().zip(table.otherwise);
            parts.extend(first.map(|(first, limit)| format!("({by} < {} and {})", first.from, side(limit))));
            for (at, band) in bands.iter().enumerate() {
                let below = bands.get(at + 1).map(|next| format!(" and {by} < {}", next.from)).unwrap_or_default();
                parts.push(format!("({by} >= {}{below} and {})", band.from, side(band.value)));
            }
        }
    }
    joined(&parts, " or ")
}
