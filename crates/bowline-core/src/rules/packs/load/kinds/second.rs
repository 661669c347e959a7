//! Reads `second_person` of an act: what it asks for counts only once somebody else agrees, within a clock.
//!
//! One word stands for what a kind could write out. The act itself only asks; a right to agree opens for a party; two acts
//! answer it, and nobody who asked may do them. If nobody answers in time, the right lapses, which is a fact, and whoever
//! owed something owes it still. This module must never let an act count by one person alone. Start at [`expand`].

use super::super::reader::Node;
use super::made::Made;
use super::words::{Sort, Words};
use super::{acts, steps};
use crate::facts::ProofKind;
use crate::rules::law::InputKind;
use crate::rules::law::kinds::{Act, Event, Step};
use crate::words::Text;
use std::collections::BTreeMap;

/// The acts and steps of a kind, with those that its second persons add.
pub(super) fn expand(
    kind: &str,
    nodes: &[Node<'_>],
    words: &Words<'_>,
    acts: Vec<Act>,
    mut steps: Vec<Step>,
) -> Option<(Vec<Act>, Vec<Step>)> {
    nodes.iter().zip(&acts).for_each(|(node, act)| vet(node, act, &acts, words));
    let (mut all, mut sound) = (Vec::new(), true);
    for (node, act) in nodes.iter().zip(acts) {
        let Some(made) = Made::of(node) else {
            all.push(act);
            continue;
        };
        match add(kind, *node, words, act, made, &steps) {
            Some((three, step)) => {
                all.extend(three);
                steps.push(step);
            }
            None => sound = false,
        }
    }
    sound.then_some((all, steps))
}

/// `{ party = "head", term = { working_days = 3 }, cite = […], asks = ["x.reason"] }`: who agrees, within what, and what is asked of
/// who declines.
fn add(
    kind: &str,
    node: Node<'_>,
    words: &Words<'_>,
    act: Act,
    made: Made,
    steps: &[Step],
) -> Option<([Act; 3], Step)> {
    let f = node.under("second_person")?.table(&["party", "term", "clock", "cite", "asks", "optional"])?;
    let party = f.need("party").and_then(|node| words.one(node, Sort::Party));
    let term = steps::term(&f, words, None);
    let cite = steps::sources(&f, term.as_ref());
    let asks = acts::asks(&f, words);
    let word = |id: &str| acts::word(node, kind, id);
    let (agree_word, decline_word) = (word(&made.agree), word(&made.decline));
    let (asked, declined) = (acts::fact(node, kind, made.asked.clone()), acts::fact(node, kind, made.declined.clone()));
    let (party, agreed) = (party?, act.fact.clone());
    let owner = steps.iter().find(|step| step.acts.contains(&act.id)).map(|step| step.owner.clone());
    let step = Step {
        id: made.step.clone(),
        procedure: None,
        acts: vec![made.agree.clone(), made.decline.clone()],
        verifier: act.may.first().cloned().or(owner).unwrap_or_else(|| party.clone()),
        owner: party,
        opens_on: vec![event(asked.clone()?)],
        settled_by: vec![event(agreed), event(declined.clone()?)],
        lapses_on: Vec::new(),
        renews_on: Vec::new(),
        condition: None,
        term: term?,
        from: None,
        every: None,
        proof: vec![ProofKind::Record],
        right: true,
        ladder: None,
        cite: cite?,
    };
    let apart_from: Vec<String> = std::iter::once(act.id.clone()).chain(act.apart_from.iter().cloned()).collect();
    let (name, told) = (&act.name, &act.told);
    let asking =
        Act { fact: asked?, told: said("提请", "Asked for", name), agreed_in: Some(made.step), ..only(&act) };
    let declining = Act {
        word: decline_word?,
        fact: declined?,
        asks: asks?,
        name: said("不同意", "Decline", name),
        told: said("未获同意", "Declined", name),
        ..second(&act, made.decline, apart_from.clone())
    };
    let agreeing = Act {
        word: agree_word?,
        name: said("同意", "Agree", name),
        told: told.clone(),
        asks: Vec::new(),
        apart_from,
        id: made.agree,
        may: Vec::new(),
        free: false,
        within: None,
        ..act
    };
    Some(([asking, agreeing, declining], step))
}

/// The act without what it does.
fn only(act: &Act) -> Act {
    Act {
        dates: None,
        phase: None,
        outcome: None,
        closes_only_if_nothing_owed: false,
        submits: None,
        returns: None,
        extends: None,
        pauses: None,
        resumes: None,
        replaces: None,
        joins: None,
        ..act.clone()
    }
}

/// What the second person may do instead: it changes nothing.
fn second(act: &Act, id: String, apart_from: Vec<String>) -> Act {
    Act { id, apart_from, may: Vec::new(), free: false, within: None, help: None, ..only(act) }
}

const fn event(fact: String) -> Event {
    Event { fact, party: None }
}

fn said(zh: &str, en: &str, of: &Text) -> Text {
    Text::new(format!("{zh}：{}", of.zh), format!("{en}: {}", of.en))
}

/// What a second person cannot stand beside, and answers that would count before anybody agreed.
fn vet(node: &Node<'_>, act: &Act, acts: &[Act], words: &Words<'_>) {
    let Some(at) = node.under("second_person") else { return };
    let never = [
        ("begins", act.begins),
        ("beforehand", act.beforehand),
        ("judge", act.judge.is_some()),
        ("settles", act.settles_own),
        ("births", !act.births.is_empty()),
        ("reopens", act.reopens.is_some()),
    ];
    for (word, _) in never.iter().filter(|(_, stands)| *stands) {
        let zh = format!("second_person 不能与 {word} 并用");
        at.fault("pack.bad_act", Text::new(zh, format!("`second_person` does not go with `{word}`")));
    }
    let mut others = BTreeMap::new();
    for other in acts.iter().filter(|other| other.id != act.id) {
        let written = other.judge.iter().map(|judge| judge.into_input()).chain(&other.dates);
        others.extend(other.asks.iter().map(|ask| &ask.input).chain(written).map(|input| (input, &other.id)));
    }
    for ask in &act.asks {
        let kind = words.sorts.inputs.get(&ask.input).map(|input| &input.kind);
        let Some(other) = others.get(&ask.input) else { continue };
        if matches!(kind, Some(InputKind::Text | InputKind::Files) | None) {
            continue;
        }
        let id = ask.input.as_str();
        let zh = format!("`{id}` 也由 `{other}` 填写，未经同意即会改变：另设一项输入");
        let en = format!("`{other}` answers `{id}` too, so it would change before anybody agreed: ask another input");
        at.fault("pack.bad_ask", Text::new(zh, en));
    }
}
