//! This module reads conditions and checks them against the declared inputs: type, unit, choices, depth, size.
//!
//! This module must never let an undeclared input through.

use super::reader::{Fields, Node};
use super::tables;
use crate::facts::InputId;
use crate::rules::law::program::{MAX_DEPTH, MAX_NODES, Program};
use crate::rules::law::{Bound, Comparison, Condition, Criterion, Input, InputKind};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::cell::Cell;
use std::collections::BTreeMap;

/// Declared inputs by id.
pub(super) type Inputs = BTreeMap<InputId, Input>;

const KEYS: [&str; 13] = [
    "all",
    "any",
    "not",
    "at_least",
    "input",
    "is",
    "one_of",
    "more_than",
    "at_most",
    "below",
    "from",
    "before",
    "window",
];
const COMPARISONS: [&str; 9] =
    ["is", "one_of", "at_least", "more_than", "at_most", "below", "from", "before", "window"];

/// A condition. Reports what is wrong with it.
pub(super) fn read(node: Node<'_>, inputs: &Inputs) -> Option<Condition> {
    Reader { inputs, nodes: Cell::new(0) }.condition(node, 1)
}

/// A condition under a key that may be absent, and compiled. None: it is there and cannot be read.
pub(super) fn optional(f: &Fields<'_>, key: &str, inputs: &Inputs) -> Option<Option<(Condition, Program)>> {
    f.optional(key, |node| {
        let condition = read(node, inputs)?;
        let program = Program::compile(&condition).ok()?;
        Some((condition, program))
    })
}

/// What decides a rule: whom it speaks about, when not, when it holds; or why it is never decided.
pub(super) struct Decided {
    pub(super) scope: Option<Condition>,
    pub(super) except: Option<Condition>,
    pub(super) condition: Option<Condition>,
    pub(super) undecided: Option<Text>,
    pub(super) program: Option<Program>,
}

/// `scope`, `except`, the condition under its key, or `undecided`.
pub(super) fn decided(f: &Fields<'_>, inputs: &Inputs, key: &str, code: &'static str) -> Option<Decided> {
    let part = |key: &str| f.optional(key, |node| read(node, inputs));
    let (scope, except, condition) = (part("scope"), part("except"), part(key));
    let (scope, except, condition) = (scope?, except?, condition?);
    let undecided = f.get("undecided").and_then(|node| node.both());
    if condition.is_some() == undecided.is_some() {
        let message = Text::new(
            format!("须写 {key}；无从判定的写 undecided 说明缘由"),
            format!("write `{key}`, or `undecided` with the reason why it is never decided"),
        );
        f.fault(code, message);
    }
    let Ok(program) = Criterion::compile(scope.as_ref(), except.as_ref(), condition.as_ref()) else {
        f.fault("pack.condition_too_large", Text::new("条件过深或过大", "the condition is too deep or too large"));
        return None;
    };
    Some(Decided { scope, except, condition, undecided, program })
}

struct Reader<'i> {
    inputs: &'i Inputs,
    nodes: Cell<usize>,
}

impl Reader<'_> {
    fn condition(&self, node: Node<'_>, depth: usize) -> Option<Condition> {
        self.nodes.set(self.nodes.get() + 1);
        if depth > MAX_DEPTH || self.nodes.get() > MAX_NODES {
            let message = Text::new(
                format!("条件过深（至多 {MAX_DEPTH} 层）或过大（至多 {MAX_NODES} 项）"),
                format!("the condition is too deep (at most {MAX_DEPTH}) or too large (at most {MAX_NODES} nodes)"),
            );
            node.fault("pack.condition_too_large", message);
            return None;
        }
        let f = node.table(&KEYS)?;
        if let Some(input) = f.get("input") {
            return self.test(node, &f, input);
        }
        match (f.get("all"), f.get("any"), f.get("not"), f.get("at_least")) {
            (Some(of), None, None, None) => Some(Condition::All(self.several(of, depth)?)),
            (None, Some(of), None, None) => Some(Condition::Any(self.several(of, depth)?)),
            (None, None, Some(of), None) => Some(Condition::Not(Box::new(self.condition(of, depth + 1)?))),
            (None, None, None, Some(of)) => self.at_least(of, depth),
            _ => {
                let message = Text::new(
                    "条件须是 input、all、any、not、at_least 之一",
                    "a condition is exactly one of input, all, any, not, at_least",
                );
                node.fault("pack.bad_condition", message);
                None
            }
        }
    }

    fn several(&self, node: Node<'_>, depth: usize) -> Option<Vec<Condition>> {
        let list = node.list()?;
        if list.is_empty() {
            node.fault("pack.empty_list", Text::new("条件列表为空", "the list of conditions is empty"));
            return None;
        }
        let read: Vec<_> = list.into_iter().map(|item| self.condition(item, depth + 1)).collect();
        read.into_iter().collect()
    }

    fn at_least(&self, node: Node<'_>, depth: usize) -> Option<Condition> {
        let f = node.table(&["n", "of"])?;
        let (n, of) = (f.need("n"), f.need("of"));
        let of = self.several(of?, depth)?;
        let most = u32::try_from(of.len()).unwrap_or(u32::MAX);
        Some(Condition::AtLeast { n: n?.count(1..=most)?, of })
    }

    fn test(&self, node: Node<'_>, f: &Fields<'_>, name: Node<'_>) -> Option<Condition> {
        let id: InputId = name.id()?;
        let input = declared(name, &id, self.inputs)?;
        let given: Vec<_> = COMPARISONS.iter().filter_map(|key| f.get(key).map(|value| (*key, value))).collect();
        let [(key, value)] = given.as_slice() else {
            let message = Text::new("每个输入须且只须一个比较", "an input has exactly one comparison");
            node.fault("pack.bad_condition", message);
            return None;
        };
        Some(Condition::Input { input: id, is: comparison(key, *value, &input.kind, self.inputs)? })
    }
}

/// A declared input.
pub(super) fn declared<'i>(name: Node<'_>, id: &InputId, inputs: &'i Inputs) -> Option<&'i Input> {
    let input = inputs.get(id);
    if input.is_none() {
        let message =
            Text::new(format!("没有声明输入 `{}`", id.as_str()), format!("input `{}` is not declared", id.as_str()));
        name.fault_with("pack.unknown_input", message, did_you_mean(id.as_str(), inputs.keys().map(InputId::as_str)));
    }
    input
}

fn comparison(key: &str, value: Node<'_>, kind: &InputKind, inputs: &Inputs) -> Option<Comparison> {
    match (key, kind) {
        ("is", InputKind::Yes) => value.yes().map(Comparison::Is),
        ("one_of", InputKind::Choice { choices }) => one_of(value, choices),
        ("at_least", InputKind::Number { unit }) => tables::limit(value, Bound::AtLeast, unit, inputs),
        ("more_than", InputKind::Number { unit }) => tables::limit(value, Bound::MoreThan, unit, inputs),
        ("at_most", InputKind::Number { unit }) => tables::limit(value, Bound::AtMost, unit, inputs),
        ("below", InputKind::Number { unit }) => tables::limit(value, Bound::Below, unit, inputs),
        ("from", InputKind::Day) => value.day().map(Comparison::From),
        ("before", InputKind::Day) => value.day().map(Comparison::Before),
        ("window", InputKind::Dates) => tables::window(value, inputs).map(Comparison::Window),
        _ => {
            let (message, help) = no_comparison(key, kind);
            value.fault_with("pack.type_mismatch", message, Some(help));
            None
        }
    }
}

/// Why a comparison does not fit, and what would.
fn no_comparison(key: &str, kind: &InputKind) -> (Text, Text) {
    let (word, fitting) = (kind.word(), kind.comparisons().join(", "));
    if fitting.is_empty() {
        return (
            Text::new(
                format!("`{word}` 类输入只供填写和查阅，不能用于条件"),
                format!("an input of kind `{word}` is written down and read; no condition compares it"),
            ),
            Text::new(
                "条件可用 yes、number、day、dates、choice 类输入",
                "a condition takes inputs of kind yes, number, day, dates or choice",
            ),
        );
    }
    (
        Text::new(format!("`{key}` 不能用于此类输入"), format!("`{key}` does not fit an input of this type")),
        Text::new(format!("可用：{fitting}"), format!("use {fitting}")),
    )
}

fn one_of(value: Node<'_>, choices: &BTreeMap<String, Text>) -> Option<Comparison> {
    let mut words = Vec::new();
    for node in value.list()? {
        let word = node.text()?;
        if !choices.contains_key(word) {
            let message = Text::new(format!("没有选项 `{word}`"), format!("there is no choice `{word}`"));
            node.fault_with("pack.unknown_choice", message, did_you_mean(word, choices.keys().map(String::as_str)));
            return None;
        }
        words.push(word.to_owned());
    }
    Some(Comparison::OneOf(words))
}
