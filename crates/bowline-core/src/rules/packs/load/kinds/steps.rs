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
use crate::rules::law::kinds::{Event, Step, StepTerm};
use crate::time::Term;
use crate::words::Text;

const KEYS: [&str; 16] = [
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
    "cite",
];

/// One `[[step]]`.
pub(super) fn read(node: Node<'_>, words: &Words<'_>) -> Option<Step> {
    let f = node.table(&KEYS)?;
    let (id, acts, owner, verifier) = (f.need("id"), f.need("act"), f.need("owner"), f.need("verifier"));
    let (opens_on, settled_by, proof) = (f.need("opens_on"), f.need("settled_by"), f.need("proof"));
    let ladder = f.need("ladder").and_then(|node| ladder(node, words));
    let party = |node: Option<Node<'_>>| node.and_then(|node| words.one(node, Sort::Party));
    let (owner, verifier) = (party(owner), party(verifier));
    let term = term(&f, words);
    let condition = f.optional("if", |node| conditions::read(node, &words.sorts.inputs));
    let from = f.optional("from", |node| words.input(node, Fits::Time));
    let every = f.optional("every", |node| node.word());
    let cite = sources(&f, term.as_ref());
    let events = |nodes: Vec<Node<'_>>| all(&nodes, |node| event(node, words));
    let (lapses_on, renews_on) = (events(f.items("lapses_on")), events(f.items("renews_on")));
    let (opens_on, settled_by) = (events(opens_on?.list()?), events(settled_by?.list()?));
    let (acts, proof) =
        (all(&acts?.list()?, |node| words.one(node, Sort::Act)), all(&proof?.list()?, |node| node.word()));
    let step = Step {
        id: own_word(id?)?,
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
        every: every?,
        proof: proof?,
        ladder: ladder?,
        cite: cite?,
    };
    check(&step, node);
    Some(step)
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

/// `term` or `clock`, just one of them.
fn term(f: &Fields<'_>, words: &Words<'_>) -> Option<StepTerm> {
    match (f.get("term"), f.get("clock")) {
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

/// `{ working_days = 3 }`, `{ until = INPUT }` or `{ ahead = INPUT, by = { working_days = 3 } }`.
fn bare_term(node: Node<'_>, words: &Words<'_>) -> Option<StepTerm> {
    if node.under("until").is_some() {
        let until = node.table(&["until"])?.need("until")?;
        return words.input(until, Fits::Time).map(StepTerm::Until);
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
fn sources(f: &Fields<'_>, term: Option<&StepTerm>) -> Option<Vec<Citation>> {
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
}
