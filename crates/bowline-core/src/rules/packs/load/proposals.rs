//! This module reads `proposals.toml`: what triggers may propose, which matter a proposal begins, and where the answers
//! to the questions of triggers come from.
//!
//! This module must never fill what a person must judge: only days, yes or no, and the facet of the new matter are counted. Start at [`read`].

use super::Doc;
use super::lists::level;
use super::parts;
use super::reader::{Node, Sink, Spot};
use crate::facts::InputId;
use crate::ids::RuleId;
use crate::rules::law::kinds::ENGINE;
use crate::rules::law::{Fill, Input, InputKind, Opening, Proposal, Sorts};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeMap;

/// The file.
const FILE: &str = "proposals.toml";

type Inputs = BTreeMap<InputId, Input>;

/// The file: proposals with where they stand, and fills.
pub(super) fn read(doc: &Doc<'_>, inputs: &Inputs, sink: &Sink) -> (Vec<(Proposal, Spot)>, Vec<Fill>) {
    let f = doc.fields(sink, &["proposal", "fill"]);
    let proposals = parts::each(f.items("proposal"), |node| proposal(node, inputs));
    (proposals, parts::each(f.items("fill"), |node| fill(node, inputs)))
}

fn proposal(node: Node<'_>, inputs: &Inputs) -> Option<(Proposal, Spot)> {
    let f = node.table(&["id", "name", "opens"])?;
    let (id, name) = (f.need("id"), f.need("name"));
    let opens = f.optional("opens", |node| opening(node, inputs))?;
    Some((Proposal { id: id?.text()?.to_owned(), name: name?.both()?, opens }, id?.spot()))
}

/// `{ kind = "interview", act = "propose", rule = "…", evidence = "…", day = "…", more = "…", gone = "…" }`
fn opening(node: Node<'_>, inputs: &Inputs) -> Option<Opening> {
    let f = node.table(&["kind", "act", "rule", "evidence", "day", "more", "gone"])?;
    let (kind, act, more, gone) = (f.need("kind"), f.need("act"), f.need("more"), f.need("gone"));
    let (rule, evidence, day) = (f.need("rule"), f.need("evidence"), f.need("day"));
    let input = |node: Node<'_>| known(node, inputs).map(|input| input.id.clone());
    Some(Opening {
        kind: kind?.id()?,
        act: act?.text()?.to_owned(),
        rule: input(rule?)?,
        evidence: input(evidence?)?,
        day: input(day?)?,
        more: more?.text()?.to_owned(),
        gone: gone?.text()?.to_owned(),
    })
}

/// `[[fill]] input = "…", kind = "accident", facets = ["larger"], within = "city", span = 186`
fn fill(node: Node<'_>, inputs: &Inputs) -> Option<Fill> {
    let f = node.table(&["input", "kind", "facets", "within", "span"])?;
    let (input, kind, within, span) = (f.need("input"), f.need("kind"), f.need("within"), f.need("span"));
    let facets = parts::each(f.items("facets"), |node| node.text().map(str::to_owned));
    let asked = known(input?, inputs)?;
    if !matches!(asked.kind, InputKind::Yes | InputKind::Dates | InputKind::Choice { .. }) {
        let message = Text::new(
            "只有日期列表、是否类和选择类问题可以自动填写",
            "only days, yes or no, and choices are filled from a list",
        );
        input?.fault("pack.bad_fill", message);
        return None;
    }
    Some(Fill {
        input: asked.id.clone(),
        kind: kind?.id()?,
        facets: facets.into_iter().collect(),
        within: level(within?)?,
        span: span?.count(1..=1_100)?,
    })
}

fn known<'i>(node: Node<'_>, inputs: &'i Inputs) -> Option<&'i Input> {
    let id: InputId = node.id()?;
    let input = inputs.get(&id);
    if input.is_none() {
        let message =
            Text::new(format!("填写项 `{}` 未声明", id.as_str()), format!("input `{}` is not declared", id.as_str()));
        node.fault_with("pack.unknown_input", message, did_you_mean(id.as_str(), inputs.keys().map(InputId::as_str)));
    }
    input
}

/// What proposals begin and fills count is declared: the kind, its acts for the engine, the choices of its facet.
pub(super) fn check(sorts: &Sorts, sink: &Sink) {
    let kind = |id: &RuleId| {
        let kind = sorts.kinds.latest(id);
        if kind.is_none() {
            let help = did_you_mean(id.as_str(), sorts.kinds.iter().map(|kind| kind.id.as_str()));
            let help = help.unwrap_or_default();
            let zh = format!("事项类别 `{id}` 未声明{}", help.zh);
            sink.file(
                FILE,
                "pack.unknown_kind",
                Text::new(zh, format!("kind of matter `{id}` is not declared {}", help.en)),
            );
        }
        kind
    };
    for opens in sorts.proposals.iter().filter_map(|proposal| proposal.opens.as_ref()) {
        let Some(kind) = kind(&opens.kind) else { continue };
        for act in [&opens.act, &opens.more, &opens.gone] {
            let engine = kind.act(act).is_some_and(|act| act.may.iter().any(|party| party == ENGINE));
            if !engine {
                let zh = format!("`{}` 没有由系统办理（may = [\"{ENGINE}\"]）的 `{act}`", kind.id);
                let en = format!("`{}` has no act `{act}` that is the engine's (may = [\"{ENGINE}\"])", kind.id);
                sink.file(FILE, "pack.bad_opening", Text::new(zh, en));
            }
        }
    }
    for fill in &sorts.fills {
        let Some(facet) = kind(&fill.kind).and_then(|kind| kind.line.facet.as_ref()) else { continue };
        let Some(InputKind::Choice { choices }) = sorts.inputs.get(facet).map(|input| &input.kind) else { continue };
        for word in fill.facets.iter().filter(|word| !choices.contains_key(*word)) {
            let zh = format!("`{}` 没有选项 `{word}`", facet.as_str());
            sink.file(
                FILE,
                "pack.unknown_choice",
                Text::new(zh, format!("`{}` has no choice `{word}`", facet.as_str())),
            );
        }
    }
}
