//! Reads the parties of a kind: posts of its site, of the office in charge or one above, or named by an answer.
//!
//! This module must never let a post through that its body cannot have. Start at [`read`].

use super::super::lists::level;
use super::super::reader::{Fields, Node};
use super::words::{Fits, Sort, Words, choice, name, own_word};
use crate::ids::Role;
use crate::places::Level;
use crate::rules::law::InputKind;
use crate::rules::law::kinds::{ANYONE, ENGINE, LevelOf, Party, PartyOf};
use crate::words::Text;
use std::collections::BTreeMap;

/// One of `parties`.
pub(super) fn read(node: Node<'_>, words: &Words<'_>) -> Option<Party> {
    let f = node.table(&["id", "of", "role", "level", "answer", "above", "name"])?;
    let (id, title) = (f.need("id"), f.need("name"));
    let of = match (f.get("of"), f.get("answer"), f.get("above")) {
        (Some(of), None, None) => body(of, &f, words),
        (None, Some(answer), None) => {
            alone(&f);
            words.input(answer, Fits::Party).map(PartyOf::Answer)
        }
        (None, None, Some(above)) => {
            alone(&f);
            words.one(above, Sort::Party).map(PartyOf::Above)
        }
        _ => {
            let message = Text::new(
                "须写 of 与 role，或只写 answer，或只写 above",
                "write `of` and `role`, or `answer` alone, or `above` alone",
            );
            node.fault("pack.bad_party", message);
            None
        }
    };
    let id = id?;
    if id.text() == Some(ANYONE) {
        let text = Text::new("`anyone` 指任何人：请另取名称", "`anyone` is everybody: take another word");
        id.fault("pack.own_noun", text);
        return None;
    }
    if id.text() == Some(ENGINE) {
        id.fault(
            "pack.own_noun",
            Text::new("`engine` 指系统本身：请另取名称", "`engine` is the program itself: take another word"),
        );
        return None;
    }
    Some(Party { id: own_word(id)?, name: name(title?)?, of: of? })
}

/// A party that something else names says no role and no level of its own.
fn alone(f: &Fields<'_>) {
    for key in ["role", "level"] {
        if let Some(extra) = f.get(key) {
            let zh = format!("由答案或其他当事方确定的当事方不写 `{key}`");
            let en = format!("a party that an answer or another party names has no `{key}`");
            extra.fault("pack.bad_party", Text::new(zh, en));
        }
    }
}

fn body(of: Node<'_>, f: &Fields<'_>, words: &Words<'_>) -> Option<PartyOf> {
    let role_node = f.need("role")?;
    let role: Role = role_node.word()?;
    let of_site = matches!(role, Role::Principal | Role::SafetyOfficer);
    let site = match of.text()? {
        "site" => true,
        "office" => false,
        other => {
            let zh = format!("不认识 `{other}`");
            let help = Text::new("可用：site、office", "one of: site, office");
            of.fault_with("pack.unknown_word", Text::new(zh, format!("unknown word `{other}`")), Some(help));
            return None;
        }
    };
    if site != of_site {
        let (zh, en) = if site { ("单位", "a site") } else { ("部门", "an office") };
        let fit: Vec<&str> = Role::ALL
            .iter()
            .filter(|role| matches!(role, Role::Principal | Role::SafetyOfficer) == site)
            .map(|role| role.as_str())
            .collect();
        let help = Text::new(format!("可用：{}", fit.join(", ")), format!("one of: {}", fit.join(", ")));
        let message =
            Text::new(format!("{zh}没有 `{}` 岗位", role.as_str()), format!("{en} has no post `{}`", role.as_str()));
        role_node.fault_with("pack.bad_party", message, Some(help));
        return None;
    }
    let level = f.optional("level", |node| level_of(node, words))?;
    match (site, level) {
        (true, Some(_)) => {
            f.fault("pack.bad_party", Text::new("单位没有 level", "a site has no `level`"));
            None
        }
        (true, None) => Some(PartyOf::Site(role)),
        (false, level) => Some(PartyOf::Office { level, role }),
    }
}

/// `"city"`, or `{ table = { input = INPUT, rows = { CHOICE = "city", … } } }`.
fn level_of(node: Node<'_>, words: &Words<'_>) -> Option<LevelOf> {
    if node.is_string() {
        return level(node).map(LevelOf::Level);
    }
    let f = node.table(&["table"])?.need("table")?.table(&["input", "rows"])?;
    let (input, rows_node) = (f.need("input"), f.need("rows")?);
    let input = words.answer(input?, Fits::Choice)?;
    let mut rows: BTreeMap<String, Level> = BTreeMap::new();
    for (word, node) in rows_node.entries()? {
        if let (Some(choice), Some(level)) = (choice(node, word, input), level(node)) {
            rows.insert(choice, level);
        }
    }
    let InputKind::Choice { choices } = &input.kind else { return None };
    if let Some(left) = choices.keys().find(|word| !rows.contains_key(*word)) {
        let zh = format!("选项 `{left}` 没有层级");
        rows_node.fault("pack.missing_row", Text::new(zh, format!("the choice `{left}` has no level")));
        return None;
    }
    Some(LevelOf::Table { input: input.id.clone(), rows })
}
