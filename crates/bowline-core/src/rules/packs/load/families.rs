//! This module reads `families.toml`: which kinds of matter stand below which heading, in which order.
//!
//! This module must never let a kind stand in two places. Start at [`read`].

use super::Doc;
use super::parts;
use super::reader::{Node, Sink};
use crate::ids::RuleId;
use crate::rules::law::kinds::Kind;
use crate::rules::law::{Editions, Family};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeSet;

/// The file. Each kind is declared, and named once.
pub(super) fn read(doc: &Doc<'_>, kinds: &Editions<Kind>, sink: &Sink) -> Vec<Family> {
    let f = doc.fields(sink, &["family"]);
    let (mut ids, mut named) = (BTreeSet::new(), BTreeSet::new());
    parts::each(f.items("family"), |node| family(node, kinds, &mut ids, &mut named))
}

fn family(
    node: Node<'_>,
    kinds: &Editions<Kind>,
    ids: &mut BTreeSet<String>,
    named: &mut BTreeSet<RuleId>,
) -> Option<Family> {
    let f = node.table(&["id", "name", "kinds"])?;
    let (id, name) = (f.need("id"), f.need("name"));
    let word = id?.text()?.to_owned();
    if !ids.insert(word.clone()) {
        twice(id?, &word);
    }
    let kinds = parts::each(f.need("kinds")?.list()?, |node| {
        let kind: RuleId = node.id()?;
        if kinds.latest(&kind).is_none() {
            let message =
                Text::new(format!("事项类别 `{kind}` 未声明"), format!("kind of matter `{kind}` is not declared"));
            let hint = did_you_mean(kind.as_str(), kinds.iter().map(|kind| kind.id.as_str()));
            node.fault_with("pack.unknown_kind", message, hint);
        } else if !named.insert(kind.clone()) {
            twice(node, kind.as_str());
        }
        Some(kind)
    });
    Some(Family { id: word, name: name?.both()?, kinds })
}

fn twice(node: Node<'_>, word: &str) {
    node.fault("pack.duplicate_id", Text::new(format!("`{word}` 出现两次"), format!("`{word}` is named twice")));
}
