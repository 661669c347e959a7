//! Reads the steps of a kind: who owes what by when, what opens and what settles it.
//!
//! This module must never let a term through that no source bears. Start at [`read`].

use super::super::conditions;
use super::super::ladders::unknown_ladder;
use super::super::parts;
use super::super::reader::{Fields, Node};
use super::all;
use super::words::{Fits, Sort, Words, own_word, rule};
use crate::ids::RuleId;
use crate::rules::law::Citation;
use crate::rules::law::kinds::{Event, Every, Step, StepTerm};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::time::Term;
use crate::words::Text;

const KEYS: [&str; 17] = [
    "id",
    "act",
    "owner",
    "verifier",
    "opens_on",
    "settled_by",
    "lapses_on",
    "renews_on",
    "if",
    "term",
    "clock",
    "from",
    "every",
    "proof",
    "ladder",
    "right",
    "cite",
];

/// One `[[step]]`.
pub(super) fn read(node: Node<'_>, words: &Words<'_>) -> Option<Step> {
    let f = node.table(&KEYS)?;
    let (id, acts, owner, verifier) = (f.need("id"), f.need("act"), f.need("owner"), f.need("verifier"));
    let (opens_on, settled_by, proof) = (f.need("opens_on"), f.need("settled_by"), f.need("proof"));
    let right = f.optional("right", |node| node.yes()).map(Option::unwrap_or_default);
    let ladder = right.and_then(|right| ladder_unless(right, &f, words));
    let party = |node: Option<Node<'_>>| node.and_then(|node| words.one(node, Sort::Party));
    let (owner, verifier) = (party(owner), party(verifier));
    let condition = f.optional("if", |node| conditions::read(node, &words.sorts.inputs));
    let from = f.optional("from", |node| words.input(node, Fits::Time));
    let every = f.optional("every", every);
    let term = every.and_then(|every| term(&f, words, every.map(|(_, by)| by)));
    let cite = sources(&f, term.as_ref());
    let events = |nodes: Vec<Node<'_>>| all(&nodes, |node| event(node, words));
    let (lapses_on, renews_on) = (events(f.items("lapses_on")), events(f.items("renews_on")));
    let (opens_on, settled_by) = (events(opens_on?.list()?), events(settled_by?.list()?));
    let (acts, proof) =
        (all(&acts?.list()?, |node| words.one(node, Sort::Act)), all(&proof?.list()?, |node| node.word()));
    let step = Step {
        id: own_word(id?)?,
        procedure: None,
        acts: acts?,
        owner: owner?,
        verifier: verifier?,
        opens_on: opens_on?,
        settled_by: settled_by?,
        lapses_on: lapses_on?,
        renews_on: renews_on?,
        condition: condition?,
        term: term?,
        from: from?,
        every: every?.map(|(every, _)| every),
        proof: proof?,
        right: right?,
        ladder: ladder?,
        cite: cite?,
    };
    check(&step, node);
    Some(step)
}

/// What is late climbs; a right is never late.
fn ladder_unless(right: bool, f: &Fields<'_>, words: &Words<'_>) -> Option<Option<RuleId>> {
    if !right {
        return f.need("ladder").and_then(|node| ladder(node, words)).map(Some);
    }
    if let Some(node) = f.get("ladder") {
        let text = Text::new("right 不会逾期：不写 ladder", "a `right` is never late: it has no `ladder`");
        node.fault("pack.bad_step", text);
    }
    Some(None)
}

fn ladder(node: Node<'_>, words: &Words<'_>) -> Option<RuleId> {
    let id: RuleId = node.id()?;
    if words.sorts.ladders.of(&id).is_empty() {
        unknown_ladder(node, &id, words.sorts.ladders.iter().map(|ladder| ladder.id.as_str()));
        return None;
    }
    Some(id)
}

/// `passed_on`, or `passed_on@county`: done in the name of that party.
fn event(node: Node<'_>, words: &Words<'_>) -> Option<Event> {
    let text = node.text()?;
    let (fact, party) = match text.split_once('@') {
        Some((fact, party)) => (fact, Some(party)),
        None => (text, None),
    };
    let known = words.check(node, fact, Sort::Fact);
    let known = party.is_none_or(|party| words.check(node, party, Sort::Doer)) && known;
    known.then(|| Event { fact: fact.to_owned(), party: party.map(str::to_owned) })
}

/// `"month"`, or `{ period = "day", first = "next", by = { hours = 17 } }`: how often, and how long after a period begins.
fn every(node: Node<'_>) -> Option<(Every, Option<Term>)> {
    if node.is_string() {
        return Some((Every { period: node.word()?, from_next: false }, None));
    }
    let f = node.table(&["period", "first", "by"])?;
    let (period, first) = (f.need("period").and_then(|node| node.word()), f.optional("first", from_next));
    let by = f.optional("by", some_time);
    Some((Every { period: period?, from_next: first?.unwrap_or_default() }, by?))
}

/// `this` or `next`.
fn from_next(node: Node<'_>) -> Option<bool> {
    match node.text()? {
        "this" => Some(false),
        "next" => Some(true),
        other => {
            let help = Text::new("可用：this、next", "one of: this, next");
            let help = did_you_mean(other, ["this", "next"]).or(Some(help));
            let message = Text::new(format!("不认识 `{other}`"), format!("unknown word `{other}`"));
            node.fault_with("pack.unknown_word", message, help);
            None
        }
    }
}

/// `term` or `clock`, just one of them; a step that comes again may have neither, and is due when its period ends.
pub(super) fn term(f: &Fields<'_>, words: &Words<'_>, every: Option<Option<Term>>) -> Option<StepTerm> {
    match (f.get("term"), f.get("clock")) {
        (None, None) if let Some(by) = every => Some(StepTerm::Period { by }),
        _ if every.flatten().is_some() => {
            let text =
                Text::new("every 写了 by，就不写 term 或 clock", "an `every` with `by` has no `term` and no `clock`");
            f.fault("pack.bad_step", text);
            None
        }
        (Some(node), None) => bare_term(node, words),
        (None, Some(node)) => {
            let nodes = node.list()?;
            let clocks = all(&nodes, |node| rule(node, &words.sorts.clocks))?;
            if clocks.is_empty() {
                node.fault("pack.empty_list", Text::new("没有期限", "no clock is named"));
                return None;
            }
            Some(StepTerm::Clocks(clocks))
        }
        _ => {
            f.fault("pack.bad_step", Text::new("须写 term 或 clock 之一", "write either `term` or `clock`"));
            None
        }
    }
}

/// `{ working_days = 3 }`, `{ at_once = true }`, `{ at_once = true, grace = { minutes = 15 } }`, `{ until = INPUT }` or `{ ahead = INPUT, by = { working_days = 3 } }`.
fn bare_term(node: Node<'_>, words: &Words<'_>) -> Option<StepTerm> {
    if node.under("until").is_some() {
        let until = node.table(&["until"])?.need("until")?;
        return words.input(until, Fits::Time).map(StepTerm::Until);
    }
    if node.under("at_once").is_some() {
        let f = node.table(&["at_once", "grace"])?;
        let (yes, grace) = (f.need("at_once")?, f.optional("grace", parts::grace));
        if !yes.yes()? {
            yes.fault("pack.bad_term", Text::new("at_once 只可写 true", "`at_once` is true or left out"));
            return None;
        }
        return Some(StepTerm::AtOnce { grace: grace? });
    }
    if node.under("ahead").is_some() {
        let f = node.table(&["ahead", "by"])?;
        let (of, by) = (f.need("ahead"), f.need("by"));
        let by = by.and_then(some_time);
        return Some(StepTerm::Ahead { of: words.input(of?, Fits::Time)?, by: by? });
    }
    some_time(node).map(StepTerm::Term)
}

/// A term that is not zero.
fn some_time(node: Node<'_>) -> Option<Term> {
    let term = parts::term(node)?;
    if term.is_zero() {
        node.fault("pack.zero_term", Text::new("期限不能为零", "a term of zero leaves no time"));
        return None;
    }
    Some(term)
}

/// Its own sources. What a clock orders is cited there.
pub(super) fn sources(f: &Fields<'_>, term: Option<&StepTerm>) -> Option<Vec<Citation>> {
    let needless = matches!(term, Some(StepTerm::Clocks(_)) | None) && f.get("cite").is_none();
    if needless { Some(Vec::new()) } else { parts::citations(f) }
}

/// What the words of a step cannot mean together.
fn check(step: &Step, node: Node<'_>) {
    if step.owner == step.verifier {
        let message = Text::new("责任人不得自己验收", "the owner may not be the verifier");
        node.fault("pack.self_verification", message);
    }
    if step.acts.is_empty() || step.opens_on.is_empty() || step.settled_by.is_empty() || step.proof.is_empty() {
        let message = Text::new(
            "act、opens_on、settled_by、proof 均不可为空",
            "act, opens_on, settled_by and proof may not be empty",
        );
        node.fault("pack.empty_list", message);
    }
    if step.from.is_some() && matches!(step.term, StepTerm::Until(_) | StepTerm::Ahead { .. }) {
        let message = Text::new("由答案定期限的不写 from", "a term that an answer sets has no `from`");
        node.fault("pack.bad_step", message);
    }
    let set = matches!(step.term, StepTerm::Until(_) | StepTerm::Ahead { .. } | StepTerm::AtOnce { .. });
    if step.every.is_some() && step.right {
        let message = Text::new("right 与 every 不能并用", "a `right` does not come again: leave `every` out");
        node.fault("pack.bad_step", message);
    }
    if step.every.is_some() && (set || step.from.is_some()) {
        let message = Text::new(
            "every 的步骤按期计算：不写 from、until、ahead、at_once",
            "a step that comes again is due by its period: no `from`, `until`, `ahead` or `at_once`",
        );
        node.fault("pack.bad_step", message);
    }
}
