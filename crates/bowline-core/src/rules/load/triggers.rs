//! Reads `scales/*.toml` and `triggers/*.toml`.

use super::conditions::{self, Inputs};
use super::lists::level;
use super::parts;
use super::reader::{Fields, Node, Spot};
use crate::rules::program::Program;
use crate::rules::{NamedPost, Scale, ScaleGrade, Trigger};
use crate::words::Text;
use std::collections::BTreeSet;

/// Keys of a scale.
pub(super) const SCALE_KEYS: [&str; 5] = ["id", "title", "valid", "cite", "grade"];
/// Keys of a trigger.
pub(super) const TRIGGER_KEYS: [&str; 9] =
    ["id", "title", "valid", "cite", "proposes", "by", "whom", "if", "undecided"];

/// One file of `scales/`.
pub(super) fn scale(f: &Fields<'_>, inputs: &Inputs) -> Option<(Scale, Spot)> {
    let (id, title, valid, cite) = (f.need("id"), f.need("title"), parts::validity(f), parts::citations(f));
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
    let id = id?;
    Some((Scale { id: id.id()?, title: title?.both()?, valid: valid?, cite: cite?, grades }, id.spot()))
}

fn grade(node: Node<'_>, inputs: &Inputs) -> Option<ScaleGrade> {
    let f = node.table(&["id", "name", "if"])?;
    let (id, name) = (f.need("id"), f.need("name"));
    let condition = match f.get("if") {
        Some(node) => Some(conditions::read(node, inputs)?),
        None => None,
    };
    let program = condition.as_ref().and_then(|condition| Program::compile(condition).ok());
    Some(ScaleGrade { id: id?.text()?.to_owned(), name: name?.both()?, condition, program })
}

/// One file of `triggers/`.
pub(super) fn trigger(f: &Fields<'_>, inputs: &Inputs) -> Option<(Trigger, Spot)> {
    let (id, title, valid, cite) = (f.need("id"), f.need("title"), parts::validity(f), parts::citations(f));
    let (proposes, by, whom) = (f.need("proposes"), f.need("by"), f.need("whom"));
    let condition = match f.get("if") {
        Some(node) => Some(conditions::read(node, inputs)?),
        None => None,
    };
    let undecided = f.get("undecided").and_then(|node| node.both());
    if condition.is_some() == undecided.is_some() {
        let message = Text::new(
            "须写 if；无从判定的写 undecided 说明缘由",
            "write `if`, or `undecided` with the reason why it is never decided",
        );
        f.fault("pack.bad_trigger", message);
    }
    let by_node = by?;
    let by = parts::each(by_node.list()?, post);
    if by.is_empty() {
        by_node.fault("pack.empty_list", Text::new("没有行为主体", "nobody is named who would do it"));
    }
    let program = condition.as_ref().and_then(|condition| Program::compile(condition).ok());
    let id = id?;
    let trigger = Trigger {
        id: id.id()?,
        title: title?.both()?,
        valid: valid?,
        cite: cite?,
        proposes: proposes?.word()?,
        by,
        whom: post(whom?)?,
        condition,
        undecided,
        program,
    };
    Some((trigger, id.spot()))
}

/// `{ level = "province", name = { zh = "…", en = "…" } }`.
fn post(node: Node<'_>) -> Option<NamedPost> {
    let f = node.table(&["level", "name"])?;
    let (at, name) = (f.need("level"), f.need("name"));
    Some(NamedPost { level: level(at?)?, name: name?.both()? })
}
