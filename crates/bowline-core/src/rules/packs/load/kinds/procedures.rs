//! Reads the procedures from which a kind takes its steps, and makes them steps of the kind.
//!
//! A procedure stands in a file of its own, with its sources and cases beside it. This module must never let one through
//! that names a party, an act or a fact that the kind does not declare. Start at [`read`].

use super::super::conditions;
use super::super::reader::Node;
use super::all;
use super::words::{Fits, Sort, Words, rule};
use crate::facts::{InputId, Stage};
use crate::ids::RuleId;
use crate::rules::law::kinds::{Chosen, Event, Step, StepTerm};
use crate::rules::law::{self, Editions, Party, Procedure, Sorts};
use crate::words::Text;
use std::collections::BTreeSet;

/// What `procedures` says, before the words of the kind are known.
#[derive(Clone, Copy)]
pub(super) struct Named<'s> {
    node: Node<'s>,
}

impl<'s> Named<'s> {
    pub(super) const fn of(node: Node<'s>) -> Self {
        Self { node }
    }

    /// The procedures that are named, without a word about faults.
    fn known(self, procedures: &Editions<Procedure>) -> Vec<&Procedure> {
        let rules = self.node.under("first_of").and_then(|node| node.list()).unwrap_or_default();
        let ids = rules.iter().filter_map(|one| one.word_under("rule")?.parse::<RuleId>().ok());
        ids.filter_map(|id| procedures.latest(&id)).collect()
    }

    /// The words of their steps, so that acts can refer to them.
    pub(super) fn steps(self, sorts: &Sorts) -> BTreeSet<&str> {
        self.known(&sorts.procedures).into_iter().flat_map(|it| &it.steps).map(|step| step.id.as_str()).collect()
    }
}

/// `{ ordered = INPUT, first_of = [{ rule = RULE, if = … }, …] }`: which procedures, and their steps as steps of the kind.
pub(super) fn read(named: Named<'_>, acts: &[Node<'_>], words: &Words<'_>) -> Option<(Vec<Chosen>, Vec<Step>)> {
    let f = named.node.table(&["ordered", "first_of"])?;
    let ordered = f.optional("ordered", |node| words.input(node, Fits::Time))?;
    let nodes = f.need("first_of")?.list()?;
    let chosen = all(&nodes, |node| one(node, words))?;
    if chosen.iter().rev().skip(1).any(|it| it.condition.is_none()) {
        let text = Text::new("只有最后一个程序可以没有 if", "only the last procedure has no `if`");
        named.node.fault("pack.bad_kind", text);
    }
    for act in acts.iter().filter_map(|act| act.under("answers")) {
        words.one(act, Sort::Step);
    }
    let made = Made { node: named.node, acts, words, ordered };
    let mut steps = Vec::new();
    for procedure in named.known(&words.sorts.procedures) {
        for step in &procedure.steps {
            steps.push(made.step(&procedure.id, step)?);
        }
    }
    Some((chosen, steps))
}

fn one(node: Node<'_>, words: &Words<'_>) -> Option<Chosen> {
    let f = node.table(&["rule", "if"])?;
    let (id, condition) = (f.need("rule"), f.optional("if", |node| conditions::read(node, &words.sorts.inputs)));
    let rule = rule(id?, &words.sorts.procedures)?;
    Some(Chosen { rule, condition: condition? })
}

/// Steps being made of those of procedures.
struct Made<'m> {
    node: Node<'m>,
    acts: &'m [Node<'m>],
    words: &'m Words<'m>,
    ordered: Option<InputId>,
}

impl Made<'_> {
    fn step(&self, procedure: &RuleId, step: &law::Step) -> Option<Step> {
        let (owner, verifier) = (party(step.owner), party(step.verifier));
        let mut known = [owner, verifier].iter().all(|party| self.words.check(self.node, party, Sort::Party));
        known &= self.words.check(self.node, step.act.as_str(), Sort::Act);
        let also = self.acts.iter().filter(|act| act.word_under("answers") == Some(&step.id));
        let acts = std::iter::once(step.act.as_str()).chain(also.filter_map(|act| act.word_under("id")));
        let mut events = |events: &[law::Event]| -> Vec<Event> {
            events
                .iter()
                .map(|event| {
                    known &= self.words.check(self.node, event.as_str(), Sort::Fact);
                    Event { fact: event.as_str().to_owned(), party: None }
                })
                .collect()
        };
        let (opens_on, settled_by) = (events(&step.opens_on), events(&step.settled_by));
        let lapses_on = events(&step.lapses_on);
        let term = match (step.term, &self.ordered) {
            (law::StepTerm::Term(term), _) => StepTerm::Term(term),
            (law::StepTerm::Ordered(_), Some(input)) => StepTerm::Until(input.clone()),
            (law::StepTerm::Ordered(_), None) => {
                let zh = format!("`{procedure}` 的期限由交办确定：以 ordered 写明哪一项填写");
                let en = format!("a term of `{procedure}` is set by the order: say by `ordered` which answer that is");
                self.node.fault("pack.bad_kind", Text::new(zh, en));
                return None;
            }
        };
        known.then(|| Step {
            id: step.id.clone(),
            procedure: Some(procedure.clone()),
            acts: acts.map(str::to_owned).collect(),
            owner: owner.to_owned(),
            verifier: verifier.to_owned(),
            opens_on,
            settled_by,
            lapses_on,
            renews_on: Vec::new(),
            condition: None,
            term,
            from: None,
            every: None,
            right: false,
            proof: step.proof.clone(),
            ladder: Some(step.ladder.clone()),
            // They stand in the procedure.
            cite: Vec::new(),
        })
    }
}

/// The word by which a kind declares a party of procedures.
const fn party(party: Party) -> &'static str {
    match party {
        Party::Unit => "unit",
        Party::OfficeHead => "office_head",
        Party::OfficeInspector => "office_inspector",
    }
}

/// A phase that a ledger leads to stands for what nobody saw.
pub(super) fn imported(node: Node<'_>, imported: bool, stage: Stage) {
    if imported && stage != Stage::Unverified {
        let text = Text::new("imported 只用于 stage = \"unverified\"", "`imported` goes with `stage = \"unverified\"`");
        node.fault("pack.bad_kind", text);
    }
}
