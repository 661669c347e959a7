//! This module reads `dossier.toml` (and `dossier-*.toml`, where one file would be long) and holds `dossier-ids.txt` against what
//! rules cite and what it lists.
//!
//! This module must never count a fact as held that neither a rule cites nor a list explains.

use super::parts;
use super::push_at;
use super::reader::{Node, Sink, Spot};
use crate::ids::RuleId;
use crate::rules::packs::pack::Parts;
use crate::rules::packs::{Diagnostic, HeldAs, ListedFact};
use crate::words::Text;
use std::collections::BTreeSet;

/// All ids of the dossier that the pack undertakes to hold, one a line.
pub(super) const IDS_FILE: &str = "dossier-ids.txt";

/// Whether a file lists facts.
pub(super) fn is_list(path: &str) -> bool {
    path == "dossier.toml" || (path.starts_with("dossier-") && path.ends_with(".toml") && !path.contains('/'))
}

/// Reads the list and checks it; everything that cites must be read before.
pub(super) fn read(listed: Vec<Node<'_>>, ids: Option<&str>, parts: &mut Parts, sink: &Sink) {
    let facts = parts::each(listed, fact);
    let cited: BTreeSet<&str> = parts.sorts.cites().filter_map(|(_, cite)| cite.dossier.as_deref()).collect();
    check_listed(&facts, &cited, parts, sink);
    let held: BTreeSet<&str> = cited.into_iter().chain(facts.iter().map(|(fact, _)| fact.id.as_str())).collect();
    for (no, id) in ids.unwrap_or_default().lines().enumerate().map(|(i, line)| (i + 1, line.trim())) {
        if !id.is_empty() && !is_held(id, &held) {
            missing(id, no, sink);
        }
    }
    parts.about.facts_to_hold = ids.map(|ids| ids.lines().filter(|line| !line.trim().is_empty()).count());
    parts.about.listed_facts = facts.into_iter().map(|(fact, _)| fact).collect();
    parts.about.listed_facts.sort_by(|a, b| a.id.cmp(&b.id));
}

/// One `[[fact]]`.
fn fact(node: Node<'_>) -> Option<(ListedFact, Spot)> {
    let f = node.table(&["id", "held_as", "why", "rule", "pack"])?;
    let (id, held_as, why) = (f.need("id"), f.need("held_as").and_then(|node| node.word()), f.need("why"));
    let rule: Option<RuleId> = f.optional("rule", |node| node.id())?;
    let pack = f.get("pack").and_then(|node| node.text()).map(str::to_owned);
    let held_as: HeldAs = held_as?;
    if rule.is_some() != (held_as == HeldAs::In) || pack.is_some() != (held_as == HeldAs::Overlay) {
        let message = Text::new(
            "in 须写 rule，overlay 须写 pack，其余都不写",
            "`in` names a `rule`, `overlay` a `pack`, the others neither",
        );
        node.fault("pack.bad_fact", message);
    }
    let id = id?;
    Some((ListedFact { id: id.text()?.to_owned(), held_as, rule, pack, why: why?.both()? }, id.spot()))
}

fn check_listed(facts: &[(ListedFact, Spot)], cited: &BTreeSet<&str>, parts: &Parts, sink: &Sink) {
    let rules: BTreeSet<&RuleId> = parts.sorts.cites().map(|(id, _)| id).collect();
    let mut seen = BTreeSet::new();
    for (fact, spot) in facts {
        let ListedFact { id, held_as, rule, .. } = fact;
        if !seen.insert(id.as_str()) {
            let message = Text::new(format!("`{id}` 重复"), format!("`{id}` stands twice"));
            push_at(sink, spot, "pack.duplicate_id", message);
        }
        if cited.contains(id.as_str()) && *held_as != HeldAs::In {
            let message = Text::new(
                format!("`{id}` 已有规则引用，不必列出"),
                format!("a rule cites `{id}`: it is not listed too"),
            );
            push_at(sink, spot, "pack.fact_twice", message);
        }
        if let Some(rule) = rule.as_ref().filter(|rule| !rules.contains(rule) && !cited.contains(rule.as_str())) {
            let message = Text::new(format!("没有规则 `{rule}`"), format!("there is no rule `{rule}`"));
            push_at(sink, spot, "pack.unknown_rule", message);
        }
    }
}

/// Whether an id is cited or listed. `CN-X-4/5` stands for two ids: itself, or both of them.
fn is_held(id: &str, held: &BTreeSet<&str>) -> bool {
    let split = || {
        let (stem, tail) = id.rsplit_once('-').filter(|(_, tail)| tail.contains('/'))?;
        Some(tail.split('/').all(|item| held.contains(format!("{stem}-{item}").as_str())))
    };
    held.contains(id) || split().unwrap_or(false)
}

fn missing(id: &str, line: usize, sink: &Sink) {
    let message = Text::new(
        format!("`{id}` 既无规则引用，也未列于 dossier.toml"),
        format!("no rule cites `{id}`, and dossier.toml does not list it"),
    );
    sink.push(Diagnostic {
        file: IDS_FILE.to_owned(),
        line,
        column: 1,
        code: "pack.fact_missing",
        message,
        help: None,
    });
}
