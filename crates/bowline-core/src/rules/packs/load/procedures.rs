//! This module reads `procedures/*.toml`.
//!
//! This module must never let two procedures hold for one matter on the same day.

use super::ladders::unknown_ladder;
use super::parts;
use super::reader::{Fields, Node, Spot};
use crate::facts::Act;
use crate::ids::RuleId;
use crate::rules::law::{Clock, Editions, Ladder, MatterKind, OrderedWord, Procedure, Step, StepTerm};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeSet;

const STEP_KEYS: [&str; 11] =
    ["id", "act", "owner", "verifier", "opens_on", "settled_by", "lapses_on", "term", "proof", "ladder", "cite"];

/// One file.
pub(super) fn read(f: &Fields<'_>, ladders: &Editions<Ladder>) -> Option<(Procedure, Spot)> {
    let (id, title, matter, valid) = (f.need("id"), f.need("title"), f.need("for_matter"), parts::validity(f));
    let nodes = f.need("step")?.list()?;
    if nodes.len() > 40 {
        f.fault("pack.too_long", Text::new("步骤超过 40 个", "more than 40 steps"));
        return None;
    }
    let steps = parts::each(nodes, |node| step(node, ladders));
    let mut seen = BTreeSet::new();
    for step in &steps {
        if !seen.insert(step.id.as_str()) {
            f.fault(
                "pack.duplicate_id",
                Text::new(format!("步骤 `{}` 重复", step.id), format!("step `{}` stands twice", step.id)),
            );
        }
    }
    let id = id?;
    let procedure =
        Procedure { id: id.id()?, title: title?.both()?, for_matter: matter?.word()?, valid: valid?, steps };
    Some((procedure, id.spot()))
}

fn step(node: Node<'_>, ladders: &Editions<Ladder>) -> Option<Step> {
    let f = node.table(&STEP_KEYS)?;
    let (id, act, owner, verifier) = (f.need("id"), f.need("act"), f.need("owner"), f.need("verifier"));
    let (opens_on, settled_by) = (f.need("opens_on"), f.need("settled_by"));
    let (term_node, proof, ladder_node, cite) =
        (f.need("term"), f.need("proof"), f.need("ladder"), parts::citations(&f));
    let ladder: RuleId = ladder_node?.id()?;
    if ladders.of(&ladder).is_empty() {
        unknown_ladder(ladder_node?, &ladder, ladders.iter().map(|ladder| ladder.id.as_str()));
    }
    let step = Step {
        id: id?.text()?.to_owned(),
        act: known_act(act?)?,
        owner: owner?.word()?,
        verifier: verifier?.word()?,
        opens_on: parts::each(opens_on?.list()?, |n| n.word()),
        settled_by: parts::each(settled_by?.list()?, |n| n.word()),
        lapses_on: parts::each(f.items("lapses_on"), |n| n.word()),
        term: step_term(term_node?)?,
        proof: parts::each(proof?.list()?, |n| n.word()),
        ladder,
        cite: cite?,
    };
    check(&step, node);
    Some(step)
}

/// One of the acts that the program itself knows.
fn known_act(node: Node<'_>) -> Option<Act> {
    let text = node.text()?;
    let known = Act::ALL.iter().find(|act| act.as_str() == text);
    if known.is_none() {
        let help = did_you_mean(text, Act::ALL.iter().map(Act::as_str));
        node.fault_with(
            "pack.unknown_word",
            Text::new(format!("不认识 `{text}`"), format!("unknown word `{text}`")),
            help,
        );
    }
    known.copied()
}

fn step_term(node: Node<'_>) -> Option<StepTerm> {
    if node.is_string() {
        return node.word::<OrderedWord>().map(StepTerm::Ordered);
    }
    let term = parts::term(node)?;
    if term.is_zero() {
        node.fault("pack.zero_term", Text::new("期限不能为零", "a term of zero leaves no time"));
        return None;
    }
    Some(StepTerm::Term(term))
}

fn check(step: &Step, node: Node<'_>) {
    if step.owner == step.verifier {
        let message = Text::new("责任人不得自己验收", "the owner may not be the verifier");
        node.fault("pack.self_verification", message);
    }
    if step.opens_on.is_empty() || step.settled_by.is_empty() || step.proof.is_empty() {
        let message =
            Text::new("opens_on、settled_by、proof 均不可为空", "opens_on, settled_by and proof may not be empty");
        node.fault("pack.empty_list", message);
    }
}

/// On every day on which an order may be given, something bounds the date that it sets.
pub(super) fn check_limits(procedures: &Editions<Procedure>, clocks: &Editions<Clock>, sink: &super::reader::Sink) {
    for procedure in procedures.iter() {
        let orders = procedure.steps.iter().any(|step| matches!(step.term, StepTerm::Ordered(_)));
        let limits = clocks.iter().filter(|it| it.limits.is_some_and(|to| procedure.for_matter == to.into()));
        let open = limits.fold(vec![procedure.valid], |left, limit| {
            left.iter().flat_map(|days| days.without(&limit.valid)).collect()
        });
        if let (true, Some(days)) = (orders, open.first()) {
            let (id, from) = (&procedure.id, days.from);
            let zh = format!("自 {from} 起，`{id}` 中由交办所定的期限没有上限：须有带 limits 的时限");
            let en =
                format!("from {from} nothing bounds the date that an order sets in `{id}`: add a clock with `limits`");
            sink.file("clocks", "pack.no_limit", Text::new(zh, en));
        }
    }
}

/// Every matter has a procedure.
pub(super) fn check_matters(procedures: &[(Procedure, Spot)], sink: &super::reader::Sink) {
    for matter in [MatterKind::UngradedHazard, MatterKind::GeneralHazard, MatterKind::MajorHazard, MatterKind::Alarm] {
        if !procedures.iter().any(|(procedure, _)| procedure.for_matter == matter) {
            let message = Text::new(format!("{matter:?} 没有程序"), format!("there is no procedure for {matter:?}"));
            sink.file("procedures", "pack.missing_procedure", message);
        }
    }
}

/// At most one procedure for a matter on any day.
pub(super) fn check_overlaps(procedures: &[(Procedure, Spot)], sink: &super::reader::Sink) {
    for (i, (one, _)) in procedures.iter().enumerate() {
        for (other, spot) in procedures.iter().skip(i + 1) {
            if one.for_matter == other.for_matter && one.valid.overlaps(&other.valid) {
                let message = Text::new(
                    format!("`{}` 与 `{}` 同时适用于同一事项", one.id, other.id),
                    format!("`{}` and `{}` hold for the same matter on the same days", one.id, other.id),
                );
                super::push_at(sink, spot, "pack.overlap", message);
            }
        }
    }
}
