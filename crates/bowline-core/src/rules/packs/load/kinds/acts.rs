//! Reads the acts of a kind: what is asked, who may, what follows.
//!
//! This module must never let an act through whose word or fact is not well formed. Start at [`read`].

use super::super::reader::{Fields, Node};
use super::words::{Fits, Sort, Words, choice, name, own_word, rule};
use super::{all, steps};
use crate::facts::{Act as ActWord, CODED_NOUNS, FactWord, InputId, coded_word};
use crate::rules::law::kinds::{Act, Ask, Birth, Edge, Joining, Judge, Reopening, Replacement, StepTerm, Within};
use crate::rules::law::{Input, Scale};
use crate::words::Text;
use std::collections::BTreeMap;

const KEYS: [&str; 31] = [
    "id",
    "fact",
    "asks",
    "optional",
    "may",
    "begins",
    "free",
    "during",
    "apart_from",
    "within",
    "reopens",
    "replaces",
    "joins",
    "judge",
    "beforehand",
    "dates",
    "answers",
    "phase",
    "outcome",
    "closes_only_if",
    "submits",
    "returns",
    "extends",
    "pauses",
    "resumes",
    "settles",
    "births",
    "second_person",
    "name",
    "told",
    "help",
];

/// One `[[act]]` of a kind with this name.
pub(super) fn read(node: Node<'_>, kind: &str, words: &Words<'_>) -> Option<Act> {
    let f = node.table(&KEYS)?;
    let (id, fact, title, told) = (f.need("id"), f.need("fact"), f.need("name"), f.need("told"));
    let asks = asks(&f, words);
    let step = |key: &str| f.optional(key, |node| words.one(node, Sort::Step));
    let (submits, returns, extends) = (step("submits"), step("returns"), step("extends"));
    let (pauses, resumes) = (step("pauses"), step("resumes"));
    let phase = f.optional("phase", |node| words.one(node, Sort::Phase));
    let outcome = f.optional("outcome", |node| node.word());
    let closes_only_if = f.optional("closes_only_if", |node| only(node, "closes_only_if", "nothing_owed"));
    let within = f.optional("within", |node| within(node, words));
    let reopens = f.optional("reopens", |node| reopening(node, words));
    let replaces = f.optional("replaces", |node| replacement(node, words));
    let joins = f.optional("joins", |node| joining(node, words));
    let judge = f.optional("judge", |node| judge(node, words));
    let settles = f.optional("settles", |node| only(node, "settles", "own"));
    let (begins, free, beforehand) = (yes(&f, "begins"), yes(&f, "free"), yes(&f, "beforehand"));
    let dates = f.optional("dates", |node| words.input(node, Fits::Day));
    let births = all(&f.items("births"), |node| birth(node, words));
    let may = all(&f.items("may"), |node| words.one(node, Sort::Doer));
    let during = all(&f.items("during"), |node| words.one(node, Sort::Phase));
    let apart_from = all(&f.items("apart_from"), |node| words.act_or_party(node));
    let id = own_word(id?)?;
    Some(Act {
        word: word(node, kind, &id)?,
        fact: verb(fact?, kind)?,
        asks: asks?,
        may: may?,
        begins: begins?,
        free: free?,
        during: during?,
        apart_from: apart_from?,
        within: within?,
        reopens: reopens?,
        replaces: replaces?,
        joins: joins?,
        judge: judge?,
        beforehand: beforehand?,
        dates: dates?,
        phase: phase?,
        outcome: outcome?,
        closes_only_if_nothing_owed: closes_only_if?.unwrap_or_default(),
        submits: submits?,
        returns: returns?,
        extends: extends?,
        pauses: pauses?,
        resumes: resumes?,
        settles_own: settles?.unwrap_or_default(),
        births: births?,
        agreed_in: None,
        name: name(title?)?,
        told: name(told?)?,
        help: f.optional("help", |node| node.both())?,
        id,
    })
}

fn yes(f: &Fields<'_>, key: &str) -> Option<bool> {
    f.optional(key, |node| node.yes()).map(Option::unwrap_or_default)
}

pub(super) fn word(node: Node<'_>, kind: &str, id: &str) -> Option<ActWord> {
    let word = if CODED_NOUNS.contains(&kind) { id.parse().ok() } else { ActWord::of_kind(kind, id) };
    if word.is_none() {
        let zh = format!("`{kind}.{id}` 过长：类别与办理事项合计至多 54 个字符");
        let en = format!("`{kind}.{id}` is too long: kind and act have 54 letters together at most");
        node.fault("pack.bad_word", Text::new(zh, en));
    }
    word
}

/// The verb of a fact.
fn verb(node: Node<'_>, kind: &str) -> Option<String> {
    own_word(node).and_then(|verb| fact(node, kind, verb))
}

/// A verb that can be the word of a fact.
pub(super) fn fact(node: Node<'_>, kind: &str, verb: String) -> Option<String> {
    let known = format!("{kind}.{verb}").parse::<FactWord>().ok().or_else(|| coded_word(kind, &verb));
    if known.is_none() {
        let zh = format!("`{kind}.{verb}` 不能作为事实的名称");
        node.fault("pack.bad_word", Text::new(zh, format!("`{kind}.{verb}` cannot be the word of a fact")));
        return None;
    }
    Some(verb)
}

/// A key that takes one word alone.
fn only(node: Node<'_>, key: &str, word: &str) -> Option<bool> {
    let own = node.text()? == word;
    if !own {
        let zh = format!("{key} 只可写 \"{word}\"");
        node.fault("pack.unknown_word", Text::new(zh, format!("`{key}` is \"{word}\" or left out")));
    }
    own.then_some(true)
}

/// What is asked. `optional` lists those that may be left out.
pub(super) fn asks(f: &Fields<'_>, words: &Words<'_>) -> Option<Vec<Ask>> {
    let nodes = f.need("asks")?.list()?;
    let mut asks = all(&nodes, |node| ask(node, words))?;
    for (no, (ask, node)) in asks.iter().zip(&nodes).enumerate() {
        if asks.iter().take(no).any(|other| other.input == ask.input) {
            let id = ask.input.as_str();
            node.fault("pack.duplicate_id", Text::new(format!("`{id}` 重复"), format!("`{id}` is asked twice")));
        }
    }
    for node in f.items("optional") {
        let Some(input) = words.input(node, Fits::Any) else { continue };
        match asks.iter_mut().find(|ask| ask.input == input) {
            Some(ask) => ask.optional = true,
            None => {
                let id = input.as_str();
                let zh = format!("`{id}` 不在 asks 中");
                node.fault("pack.bad_ask", Text::new(zh, format!("`{id}` is not among the `asks`")));
            }
        }
    }
    Some(asks)
}

/// `"accident.deaths"`, or `{ input = …, optional = true, not_before = …, not_after = …, same_as = … }`.
fn ask(node: Node<'_>, words: &Words<'_>) -> Option<Ask> {
    if node.is_string() {
        let input = words.input(node, Fits::Any)?;
        return Some(Ask { input, optional: false, not_before: None, not_after: None, same_as: None, of: Vec::new() });
    }
    let f = node.table(&["input", "optional", "not_before", "not_after", "same_as", "of"])?;
    let edge = |key: &str| f.optional(key, |node| edge(node, words));
    let (optional, not_before, not_after) = (yes(&f, "optional"), edge("not_before"), edge("not_after"));
    let (not_before, not_after) = (not_before?, not_after?);
    let same_as = f.optional("same_as", |node| words.input(node, Fits::Text));
    let of = all(&f.items("of"), |node| node.word())?;
    let fits = match (not_before.is_some() || not_after.is_some(), of.is_empty()) {
        (true, _) => Fits::Time,
        (false, true) => Fits::Any,
        (false, false) => Fits::Post,
    };
    let input = words.input(f.need("input")?, fits)?;
    Some(Ask { input, optional: optional?, not_before, not_after, same_as: same_as?, of })
}

/// `"now"` or `"today"`, the name of an answer, `{ clock = RULE }`, or `{ longest = GRADE }`.
fn edge(node: Node<'_>, words: &Words<'_>) -> Option<Edge> {
    if node.under("longest").is_some() {
        let longest = node.table(&["longest"])?.need("longest")?;
        return words.input(longest, Fits::Choice).map(Edge::Longest);
    }
    if !node.is_string() {
        let clock = node.table(&["clock"])?.need("clock")?;
        return rule(clock, &words.sorts.clocks).map(Edge::Clock);
    }
    match node.text()? {
        "now" | "today" => Some(Edge::Now),
        _ => words.input(node, Fits::Time).map(Edge::Answer),
    }
}

fn within(node: Node<'_>, words: &Words<'_>) -> Option<Within> {
    let f = node.table(&["clock", "from"])?;
    let (clock, from) = (f.need("clock"), f.need("from"));
    let clock = rule(clock?, &words.sorts.clocks);
    Some(Within { from: words.input(from?, Fits::Time)?, clock: clock? })
}

/// `{ term = { calendar_days = 30 }, cite = […] }`, or `{ clock = ["RULE"] }`: counted from the end of the matter.
fn reopening(node: Node<'_>, words: &Words<'_>) -> Option<Reopening> {
    let f = node.table(&["term", "clock", "cite"])?;
    let term = steps::term(&f, words, None);
    let cite = steps::sources(&f, term.as_ref());
    let term = term?;
    if !matches!(term, StepTerm::Term(_) | StepTerm::Clocks(_)) {
        let text =
            Text::new("reopens 的期限只可为定长期限或 clock", "`reopens` has a term of a fixed length, or a `clock`");
        node.fault("pack.bad_term", text);
        return None;
    }
    Some(Reopening { term, cite: cite? })
}

/// `{ party = "verifier", by = "above" }`: who stands in the place of a party from now on.
fn replacement(node: Node<'_>, words: &Words<'_>) -> Option<Replacement> {
    let f = node.table(&["party", "by"])?;
    let (party, by) = (f.need("party"), f.need("by"));
    let party = party.and_then(|node| words.one(node, Sort::Party));
    let by = by.and_then(|node| words.one(node, Sort::Party));
    Some(Replacement { party: party?, by: by? })
}

/// `{ into = INPUT, over = "first_over", known_in = ["finished"] }`: the matter that is carried on, and what follows here then.
fn joining(node: Node<'_>, words: &Words<'_>) -> Option<Joining> {
    let f = node.table(&["into", "over", "known_in"])?;
    let (into, over) = (f.need("into"), f.need("over"));
    let known_in = all(&f.items("known_in"), |node| words.one(node, Sort::Phase));
    let over = over.and_then(|node| words.one(node, Sort::Act));
    Some(Joining { into: words.input(into?, Fits::Link)?, over: over?, known_in: known_in? })
}

/// `{ criteria = true, into = INPUT }`, `{ scale = RULE, into = INPUT, changed = "regraded" }`, or
/// `{ alike = INPUT, to = INPUT, percent = 90, into = INPUT }`.
fn judge(node: Node<'_>, words: &Words<'_>) -> Option<Judge> {
    let f = node.table(&["criteria", "scale", "alike", "to", "percent", "into", "changed"])?;
    let into_node = f.need("into")?;
    let into = words.answer(into_node, Fits::Choice)?;
    if f.get("alike").is_some() && f.get("criteria").is_none() && f.get("scale").is_none() {
        return alike(&f, into_node, into, words);
    }
    match (f.get("criteria"), f.get("scale")) {
        (Some(criteria), None) if criteria.yes()? => {
            if let Some(changed) = f.get("changed") {
                changed.fault("pack.bad_judge", Text::new("changed 只用于 scale", "`changed` belongs to `scale`"));
            }
            for grade in ["major", "general"] {
                choice(into_node, grade, into)?;
            }
            Some(Judge::Criteria { into: into.id.clone() })
        }
        (None, Some(scale)) => {
            let changed = f.optional("changed", own_word)?;
            let id = rule(scale, &words.sorts.scales)?;
            words.sorts.scales.of(&id).iter().for_each(|scale| grades_fit(into_node, scale, into));
            Some(Judge::Scale { rule: id, into: into.id.clone(), changed })
        }
        _ => {
            let message = Text::new(
                "judge 须写 criteria = true、scale、alike 之一",
                "a judge is one of `criteria = true`, a `scale` and `alike`",
            );
            node.fault("pack.bad_judge", message);
            None
        }
    }
}

/// One text is held against another; the verdict is `alike` or `unlike`.
fn alike(f: &Fields<'_>, into_node: Node<'_>, into: &Input, words: &Words<'_>) -> Option<Judge> {
    let (text, to) = (f.need("alike"), f.need("to"));
    let percent = f.need("percent").and_then(|node| node.count(1..=100));
    let (text, to) = (words.input(text?, Fits::Text), words.input(to?, Fits::Text));
    for verdict in ["alike", "unlike"] {
        choice(into_node, verdict, into)?;
    }
    Some(Judge::Alike { text: text?, to: to?, percent: percent?, into: into.id.clone() })
}

/// Every grade of a scale can be written into the answer.
fn grades_fit(node: Node<'_>, scale: &Scale, into: &Input) {
    for grade in &scale.grades {
        choice(node, &grade.id, into);
    }
}

/// A matter that the act begins. Whether there is such a kind is seen when all kinds are read.
fn birth(node: Node<'_>, words: &Words<'_>) -> Option<Birth> {
    let f =
        node.table(&["kind", "act", "for_each", "link", "hands_down", "each_line", "sender", "addressee", "all_done"])?;
    let (kind, act, link) = (f.need("kind"), f.need("act"), f.need("link"));
    let for_each = f.optional("for_each", |node| words.input(node, Fits::Addressees));
    let addressee = f.optional("addressee", |node| words.input(node, Fits::Any));
    let sender = f.optional("sender", |node| words.input(node, Fits::Office));
    let all_done = f.optional("all_done", |node| words.one(node, Sort::Act));
    let hands_down = handed(&f, "hands_down", words, Fits::Any);
    let each_line = handed(&f, "each_line", words, Fits::Text);
    Some(Birth {
        kind: kind?.id()?,
        act: own_word(act?)?,
        for_each: for_each?,
        link: own_word(link?)?,
        hands_down,
        each_line,
        sender: sender?,
        addressee: addressee?,
        all_done: all_done?,
    })
}

/// What a child takes from its parent: child's input, parent's input, of one kind.
fn handed(f: &Fields<'_>, key: &str, words: &Words<'_>, fits: Fits) -> BTreeMap<InputId, InputId> {
    let mut handed = BTreeMap::new();
    for (child, node) in f.get(key).and_then(|node| node.entries()).unwrap_or_default() {
        let Some(parent) = words.answer(node, fits) else { continue };
        let id = child.parse().ok();
        match id.as_ref().and_then(|id| words.sorts.inputs.get(id)) {
            Some(input) if input.kind == parent.kind => {
                handed.insert(input.id.clone(), parent.id.clone());
            }
            Some(_) => {
                let zh = format!("`{child}` 与 `{}` 类型不同", parent.id.as_str());
                let en = format!("`{child}` and `{}` are of different kinds", parent.id.as_str());
                node.fault("pack.wrong_input", Text::new(zh, en));
            }
            None => {
                let message = Text::new(format!("没有声明输入 `{child}`"), format!("input `{child}` is not declared"));
                node.fault("pack.unknown_input", message);
            }
        }
    }
    handed
}
