//! This module reads `scales/` and `triggers/`, and the acts that triggers may propose.
//!
//! This module must never let a trigger propose an act that the pack does not declare.

use super::conditions::{self, Inputs};
use super::lists::level;
use super::parts::{self, Heading};
use super::reader::{Fields, Node, Spot};
use crate::rules::law::{Amount, Entailed, NamedPost, Proposal, Scale, ScaleGrade, Trigger};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeSet;

/// Keys of a scale.
pub(super) const SCALE_KEYS: [&str; 5] = ["id", "title", "valid", "cite", "grade"];
/// Keys of a trigger.
pub(super) const TRIGGER_KEYS: [&str; 9] =
    ["id", "title", "valid", "cite", "proposes", "by", "whom", "if", "undecided"];

/// One file of `scales/`.
pub(super) fn scale(f: &Fields<'_>, inputs: &Inputs) -> Option<(Scale, Spot)> {
    let head = parts::head(f);
    let grades = parts::each(f.need("grade")?.list()?, |node| grade(node, inputs));
    let last = grades.len().saturating_sub(1);
    if grades.len() < 2 || grades.iter().enumerate().any(|(i, grade)| grade.condition.is_none() != (i == last)) {
        let message = Text::new(
            "等级由高到低，至少两级；只有最低一级没有条件",
            "grades go from the highest down, two at least; the lowest, and only it, has no condition",
        );
        f.fault("pack.bad_scale", message);
    }
    let mut seen = BTreeSet::new();
    for grade in grades.iter().filter(|grade| !seen.insert(grade.id.as_str())) {
        f.fault(
            "pack.duplicate_id",
            Text::new(format!("等级 `{}` 重复", grade.id), format!("grade `{}` stands twice", grade.id)),
        );
    }
    let Heading { id, title, topic, valid, cite, spot } = head.read()?;
    Some((Scale { id, title, topic, valid, cite, grades }, spot))
}

fn grade(node: Node<'_>, inputs: &Inputs) -> Option<ScaleGrade> {
    let f = node.table(&["id", "name", "if", "entails"])?;
    let (id, name) = (f.need("id"), f.need("name"));
    let (condition, program) = conditions::optional(&f, "if", inputs)?.unzip();
    let entails = parts::each(f.items("entails"), entailed);
    Some(ScaleGrade { id: id?.text()?.to_owned(), name: name?.both()?, condition, entails, program })
}

/// `{ act = …, whom = …, amount = … }`.
fn entailed(node: Node<'_>) -> Option<Entailed> {
    let f = node.table(&["act", "whom", "amount"])?;
    let act = f.need("act")?.both()?;
    let whom = f.optional("whom", |node| node.both())?;
    let amount = f.optional("amount", amount)?;
    Some(Entailed { act, whom, amount })
}

/// `{ from = 50000, to = 100000, unit = "CNY" }`; of a share or a multiple, `of` says of what.
fn amount(node: Node<'_>) -> Option<Amount> {
    let f = node.table(&["from", "to", "below", "unit", "of"])?;
    let bound = |key: &str| f.optional(key, |node| node.number());
    let (from, to) = (bound("from")?, bound("to")?);
    let below = f.get("below").is_some_and(|node| node.yes() == Some(true));
    let (unit, of) = (f.need("unit")?.text()?.to_owned(), f.get("of").and_then(|node| node.both()));
    let ordered = from.zip(to).is_none_or(|(from, to)| from < to || (from <= to && !below));
    let positive = from.iter().chain(&to).all(|bound| *bound >= 0.0);
    if from.or(to).is_none() || (below && to.is_none()) || !ordered || !positive {
        let message = Text::new(
            "数额须有 from 或 to（不为负、不倒置）；below 只用于 to",
            "an amount has `from` or `to`, not negative and in order; `below` belongs to `to`",
        );
        node.fault("pack.bad_amount", message);
    }
    if of.is_none() && ["%", "times"].contains(&unit.as_str()) {
        node.fault("pack.bad_amount", Text::new("比例与倍数须写 of：什么的", "a share or multiple says `of` what"));
    }
    Some(Amount { from, to, below, unit, of })
}

/// One file of `triggers/`.
pub(super) fn trigger(f: &Fields<'_>, inputs: &Inputs, proposals: &[Proposal]) -> Option<(Trigger, Spot)> {
    let head = parts::head(f);
    let (by, whom) = (f.need("by"), f.need("whom"));
    let proposes = f.need("proposes").and_then(|node| proposed(node, proposals));
    let decided = conditions::decided(f, inputs, "if", "pack.bad_trigger")?;
    let by_node = by?;
    let by = parts::each(by_node.list()?, post);
    if by.is_empty() {
        by_node.fault("pack.empty_list", Text::new("没有行为主体", "nobody is named who would do it"));
    }
    let Heading { id, title, topic, valid, cite, spot } = head.read()?;
    let trigger = Trigger {
        id,
        title,
        topic,
        valid,
        cite,
        proposes: proposes?,
        by,
        whom: post(whom?)?,
        condition: decided.condition,
        undecided: decided.undecided,
        program: decided.program,
    };
    Some((trigger, spot))
}

/// The word of a declared proposal.
fn proposed(node: Node<'_>, proposals: &[Proposal]) -> Option<String> {
    let word = node.text()?;
    let known = || proposals.iter().map(|proposal| proposal.id.as_str());
    if !known().any(|id| id == word) {
        let message = Text::new(
            format!("`{word}` 未在 proposals.toml 声明"),
            format!("`{word}` is not declared in proposals.toml"),
        );
        node.fault_with("pack.unknown_word", message, did_you_mean(word, known()));
        return None;
    }
    Some(word.to_owned())
}

/// `{ level = "province", name = { zh = "…", en = "…" } }`; no level where the law names none.
fn post(node: Node<'_>) -> Option<NamedPost> {
    let f = node.table(&["level", "name"])?;
    let name = f.need("name");
    let level = f.optional("level", level)?;
    Some(NamedPost { level, name: name?.both()? })
}
