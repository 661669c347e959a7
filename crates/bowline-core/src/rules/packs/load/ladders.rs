//! This module reads `ladders/*.toml`.
//!
//! This module must never let a ladder through that could loop without time passing.

use super::parts::{self, Heading};
use super::reader::{Fields, Node, Sink, Spot};
use crate::facts::Light;
use crate::ids::RuleId;
use crate::rules::law::{Ladder, ReplyTerm, Rung, RungAct, RungTime};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::time::Term;
use crate::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// A ladder and where it and its references stand.
pub(super) struct ReadLadder<'s> {
    pub(super) ladder: Ladder,
    pub(super) spot: Spot,
    supervised_by: Vec<(RuleId, Node<'s>)>,
}

/// One file.
pub(super) fn read<'s>(f: &Fields<'s>) -> Option<ReadLadder<'s>> {
    let head = parts::head(f);
    let mut supervised_by = Vec::new();
    let rungs = parts::each(f.items("rung"), |node| rung(node, &mut supervised_by));
    let reply = f.optional("reply", |node| reply(node, &mut supervised_by))?;
    let at = head.id?;
    let Heading { id, title, valid, cite, spot, .. } = head.read()?;
    let ladder = Ladder { id, title, valid, cite, reply, rungs };
    check_order(&ladder, at);
    Some(ReadLadder { ladder, spot, supervised_by })
}

fn rung<'s>(node: Node<'s>, supervised_by: &mut Vec<(RuleId, Node<'s>)>) -> Option<Rung> {
    let f = node.table(&["id", "before", "after", "remind", "light", "supervise"])?;
    let id = f.need("id")?.text()?.to_owned();
    let when = match (f.get("before"), f.get("after")) {
        (Some(before), None) => RungTime::Before(before_term(before)?),
        (None, Some(after)) => RungTime::After(parts::term(after)?),
        _ => {
            return refuse(node, "pack.bad_rung", "须写 before 或 after 之一", "a rung has either `before` or `after`");
        }
    };
    let act = match (f.get("remind"), f.get("light"), f.get("supervise")) {
        (Some(remind), None, None) if remind.yes()? => RungAct::Remind,
        (None, Some(light), None) => RungAct::Light(light.word::<Light>()?),
        (None, None, Some(node)) => supervise(node, supervised_by)?,
        _ => {
            return refuse(
                node,
                "pack.bad_rung",
                "须写 remind = true、light 或 supervise 之一",
                "a rung does one of `remind = true`, `light`, `supervise`",
            );
        }
    };
    Some(Rung { id, when, act })
}

fn refuse<T>(node: Node<'_>, code: &'static str, zh: &str, en: &str) -> Option<T> {
    node.fault(code, Text::new(zh, en));
    None
}

fn before_term(node: Node<'_>) -> Option<Term> {
    match parts::term(node)? {
        Term::WorkingDays(_) => {
            refuse(node, "pack.bad_term", "提前量只能用小时或自然日", "`before` takes hours or calendar days")
        }
        term => Some(term),
    }
}

fn supervise<'s>(node: Node<'s>, supervised_by: &mut Vec<(RuleId, Node<'s>)>) -> Option<RungAct> {
    let (term, ladder) = term_and_ladder(node, supervised_by)?;
    Some(RungAct::Supervise { term, ladder })
}

fn reply<'s>(node: Node<'s>, supervised_by: &mut Vec<(RuleId, Node<'s>)>) -> Option<ReplyTerm> {
    let (term, ladder) = term_and_ladder(node, supervised_by)?;
    Some(ReplyTerm { term, ladder })
}

fn term_and_ladder<'s>(node: Node<'s>, supervised_by: &mut Vec<(RuleId, Node<'s>)>) -> Option<(Term, RuleId)> {
    let f = node.table(&["term", "ladder"])?;
    let (term_node, ladder_node) = (f.need("term")?, f.need("ladder")?);
    let term = parts::term(term_node)?;
    if term.is_zero() {
        return refuse(
            term_node,
            "pack.zero_term",
            "督办期限不能为零：会无时间流逝地循环",
            "a supervise term of zero would climb without time passing",
        );
    }
    let ladder: RuleId = ladder_node.id()?;
    supervised_by.push((ladder.clone(), ladder_node));
    Some((term, ladder))
}

fn check_order(ladder: &Ladder, at: Node<'_>) {
    let mut seen = BTreeSet::new();
    for rung in &ladder.rungs {
        if !seen.insert(rung.id.as_str()) {
            at.fault(
                "pack.duplicate_id",
                Text::new(format!("梯级 `{}` 重复", rung.id), format!("rung `{}` stands twice", rung.id)),
            );
        }
    }
    let first_after = ladder.rungs.iter().position(|r| matches!(r.when, RungTime::After(_)));
    let last_before = ladder.rungs.iter().rposition(|r| matches!(r.when, RungTime::Before(_)));
    if first_after.zip(last_before).is_some_and(|(after, before)| before > after) {
        at.fault("pack.bad_order", Text::new("提前的梯级须写在前面", "rungs before the due moment stand first"));
    }
    let at_due = |r: &Rung| matches!(r.when, RungTime::After(term) if term.is_zero());
    if !ladder.rungs.iter().any(at_due) {
        at.fault("pack.silent_ladder", Text::new("到期当刻没有任何梯级", "no rung fires at the due moment"));
    }
}

/// References exist; no cycle except a ladder that refers to itself.
pub(super) fn check(ladders: &[ReadLadder<'_>], sink: &Sink) {
    let known: BTreeSet<&RuleId> = ladders.iter().map(|l| &l.ladder.id).collect();
    for (target, node) in ladders.iter().flat_map(|l| &l.supervised_by) {
        if !known.contains(target) {
            unknown_ladder(*node, target, known.iter().map(|id| id.as_str()));
        }
    }
    check_cycles(ladders, sink);
}

/// Reports a reference to a ladder that does not exist.
pub(super) fn unknown_ladder<'a>(node: Node<'_>, target: &RuleId, known: impl IntoIterator<Item = &'a str>) {
    let message = Text::new(format!("没有梯级 `{target}`"), format!("there is no ladder `{target}`"));
    node.fault_with("pack.unknown_ladder", message, did_you_mean(target.as_str(), known));
}

/// Takes away ladders that lead nowhere else, until none is left or all that are left lie on or behind a cycle.
fn check_cycles(ladders: &[ReadLadder<'_>], sink: &Sink) {
    let targets = |l: &ReadLadder<'_>| -> BTreeSet<RuleId> {
        l.supervised_by.iter().map(|(id, _)| id.clone()).filter(|id| *id != l.ladder.id).collect()
    };
    let mut left: BTreeMap<RuleId, (BTreeSet<RuleId>, &Spot)> =
        ladders.iter().map(|l| (l.ladder.id.clone(), (targets(l), &l.spot))).collect();
    loop {
        let ends: Vec<RuleId> = left
            .iter()
            .filter(|(_, (to, _))| !to.iter().any(|t| left.contains_key(t)))
            .map(|(id, _)| id.clone())
            .collect();
        if ends.is_empty() {
            break;
        }
        left.retain(|id, _| !ends.contains(id));
    }
    for (id, (_, spot)) in left {
        let message = Text::new(
            format!("梯级 `{id}` 处于循环之中：梯级只可引用自身"),
            format!("ladder `{id}` lies on or behind a cycle: a ladder may refer only to itself"),
        );
        super::push_at(sink, spot, "pack.cyclic_ladders", message);
    }
}
