//! This module reads the answers of worked cases, each in the type of its question, and the names that a case may use.
//!
//! This module must never let a name through that nothing declares. Start at [`answer`].

use super::reader::Node;
use crate::facts::{Answer, InputId};
use crate::rules::law::{Input, InputKind, Named};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeMap;

pub(super) fn known_input<'i>(key: &str, node: Node<'_>, inputs: &'i BTreeMap<InputId, Input>) -> Option<&'i Input> {
    let input = key.parse::<InputId>().ok().and_then(|id| inputs.get(&id));
    if input.is_none() {
        let message = Text::new(format!("没有声明输入 `{key}`"), format!("input `{key}` is not declared"));
        node.fault_with("pack.unknown_input", message, did_you_mean(key, inputs.keys().map(InputId::as_str)));
    }
    input
}

/// An answer in the type of its input. A string for a kind that has no strings is kept as a choice: a case may show that
/// a wrong type is broken, not silent.
pub(super) fn answer(node: Node<'_>, kind: &InputKind) -> Option<Answer> {
    match kind {
        InputKind::Text => node.text().map(|text| Answer::Text(text.to_owned())),
        InputKind::Person => node.text().map(|name| Answer::Person(name.to_owned())),
        InputKind::Named(named) => named_things(node, *named),
        InputKind::Files => {
            node.fault("pack.bad_answer", Text::new("案例不提供材料", "a case hands in no files"));
            None
        }
        InputKind::Choice { .. } => node.text().map(|word| Answer::Choice(word.to_owned())),
        _ if node.is_string() => node.text().map(|word| Answer::Choice(word.to_owned())),
        InputKind::Yes => node.yes().map(Answer::Yes),
        InputKind::Number { .. } => node.number().map(Answer::Number),
        InputKind::Day => node.day().map(Answer::Day),
        InputKind::Moment => node.moment().map(Answer::Moment),
        InputKind::Dates => {
            node.list()?.into_iter().map(|node| node.day()).collect::<Option<Vec<_>>>().map(Answer::Days)
        }
    }
}

/// One id, or a list of them.
fn named_things(node: Node<'_>, named: Named) -> Option<Answer> {
    let nodes = if named.is_several() { node.list()? } else { vec![node] };
    let ids = nodes.iter().map(Node::text).collect::<Option<Vec<_>>>()?;
    let answer = named.answer(&ids);
    if answer.is_none() {
        let name = named.name();
        node.fault(
            "pack.bad_id",
            Text::new(
                format!("不是合法的标识：应为{}", name.zh),
                format!("not a well-formed id: expected {}", name.en),
            ),
        );
    }
    answer
}

pub(super) fn known_name(name: &str, node: Node<'_>, known: &[&str]) -> Option<()> {
    if known.contains(&name) {
        return Some(());
    }
    let message = Text::new(format!("不认识 `{name}`"), format!("unknown name `{name}`"));
    node.fault_with("pack.unknown_word", message, did_you_mean(name, known.iter().copied()));
    None
}
