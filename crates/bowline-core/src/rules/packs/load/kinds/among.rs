//! Holds the kinds of a pack against each other: names, addresses, and which begins which.
//!
//! This module must never let a birth through that goes on without end. Start at [`check_all`].

use super::ReadKind;
use crate::ids::RuleId;
use crate::rules::law::Sorts;
use crate::rules::law::kinds::{Act, Birth, Kind};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeSet;

/// Tells every clash, every birth that cannot be, and every circle of births.
pub(in crate::rules::packs::load) fn check_all(kinds: &[ReadKind<'_>], sorts: &Sorts) {
    for (no, read) in kinds.iter().enumerate() {
        names(read, kinds.split_at(no).0, sorts);
        for act in &read.kind.acts {
            act.births.iter().for_each(|birth| one_birth(read, act, birth, kinds));
        }
    }
    let ends = |read: &ReadKind<'_>, act: &Act| !comes_back(&read.kind, act, kinds);
    for read in kinds {
        for act in read.kind.beginnings().filter(|act| !ends(read, act)) {
            let zh = format!("`{}` 所引起的事项又引起自身：没有止境", act.id);
            let en = format!("what `{}` begins begins the same again: it never ends", act.id);
            read.act(act).fault("pack.endless_births", Text::new(zh, en));
        }
    }
}

fn names(read: &ReadKind<'_>, before: &[ReadKind<'_>], sorts: &Sorts) {
    let (id, address) = (&read.kind.id, &read.kind.address);
    for other in before.iter().map(|read| &read.kind).filter(|other| other.id != *id) {
        if other.address == *address {
            let zh = format!("地址 `{address}` 已由 `{}` 使用", other.id);
            let en = format!("the address `{address}` is that of `{}`", other.id);
            read.at.fault("pack.duplicate_id", Text::new(zh, en));
        }
    }
    if !sorts.procedures.of(id).is_empty() || !sorts.ladders.of(id).is_empty() {
        let zh = format!("`{id}` 已是其他规则的名称");
        read.at.fault("pack.duplicate_id", Text::new(zh, format!("`{id}` is the name of another rule")));
    }
}

/// The child's kind and act exist, and what the child needs is given.
fn one_birth(read: &ReadKind<'_>, act: &Act, birth: &Birth, kinds: &[ReadKind<'_>]) {
    let node = read.act(act);
    let unknown = |what: Text, word: &str, known: Vec<&str>| {
        let message = Text::new(format!("没有{} `{word}`", what.zh), format!("there is no {} `{word}`", what.en));
        node.fault_with("pack.unknown_word", message, did_you_mean(word, known));
    };
    let editions: Vec<&Kind> = kinds.iter().map(|read| &read.kind).filter(|kind| kind.id == birth.kind).collect();
    if let Some(coded) = editions.iter().find(|kind| kind.is_coded()) {
        let zh = format!("`{}` 有自己的上报页面，不能由其他事项引起", coded.id);
        let en = format!("a matter of the kind `{}` is begun on its own page only", coded.id);
        node.fault("pack.bad_birth", Text::new(zh, en));
    }
    if editions.is_empty() {
        let known = kinds.iter().map(|read| read.kind.id.as_str()).collect();
        unknown(Text::new("事项类别", "kind of matter"), birth.kind.as_str(), known);
    }
    for child in editions {
        let Some(first) = child.beginnings().find(|act| act.id == birth.act) else {
            let known = child.beginnings().map(|act| act.id.as_str()).collect();
            unknown(Text::new("开始事项的办理事项", "act that begins"), &birth.act, known);
            continue;
        };
        let given = |input| {
            birth.hands_down.contains_key(input)
                || birth.each_line.contains_key(input)
                || [&birth.sender, &birth.addressee].iter().any(|it| it.as_ref() == Some(input))
        };
        let needed = first.asks.iter().filter(|ask| !ask.optional && ask.input != child.began).map(|ask| &ask.input);
        for input in needed.filter(|input| !given(input)) {
            let id = input.as_str();
            let zh = format!("子事项 `{}` 须填 `{id}`，但没有交给它", child.id);
            let en = format!("the child `{}` needs `{id}`: hand it down", child.id);
            node.fault("pack.bad_birth", Text::new(zh, en));
        }
    }
    if birth.all_done.is_some() && editions_reopen(kinds, &birth.kind) {
        let zh = format!("`{}` 可以重开，父事项不能以其全部结束为准", birth.kind);
        let en = format!("`{}` may be reopened: nothing can follow from all of them being over", birth.kind);
        node.fault("pack.bad_birth", Text::new(zh, en));
    }
    let of_each = birth.addressee.is_some() || birth.all_done.is_some() || !birth.each_line.is_empty();
    if birth.for_each.is_none() && of_each {
        let text = Text::new(
            "addressee、each_line、all_done 只与 for_each 同用",
            "`addressee`, `each_line` and `all_done` go with `for_each`",
        );
        node.fault("pack.bad_birth", text);
    }
}

/// Whether a matter of this kind that is over may be open again.
fn editions_reopen(kinds: &[ReadKind<'_>], id: &RuleId) -> bool {
    let mut editions = kinds.iter().map(|read| &read.kind).filter(|kind| kind.id == *id);
    editions.any(|kind| kind.acts.iter().any(|act| act.reopens.is_some()))
}

/// Whether what an act begins, at once or through others, begins the same again.
fn comes_back(kind: &Kind, act: &Act, kinds: &[ReadKind<'_>]) -> bool {
    let start = (kind.id.as_str(), act.id.as_str());
    let mut seen = BTreeSet::new();
    let mut todo: Vec<&Act> = vec![act];
    while let Some(act) = todo.pop() {
        for birth in &act.births {
            let child = (birth.kind.as_str(), birth.act.as_str());
            if child == start {
                return true;
            }
            if seen.insert(child) {
                let kinds = kinds.iter().map(|read| &read.kind).filter(|kind| kind.id == birth.kind);
                todo.extend(kinds.filter_map(|kind| kind.act(&birth.act)));
            }
        }
    }
    false
}
