//! Reads `matters/*.toml`: the kinds of matter. This loader is their compiler: a kind that loads names nothing that is not
//! declared with the right sort, lets nobody verify himself, and never falls silent while it is open.
//!
//! This module must never stop at the first fault of a file. Start at [`read`]; `check` holds the parts of a kind against
//! each other, `among` kinds against kinds.

mod acts;
mod among;
pub(super) mod cases;
mod check;
mod coded;
mod made;
mod parties;
mod procedures;
mod second;
mod steps;
mod words;

pub(super) use among::check_all;

use super::parts;
use super::reader::{Fields, Node, Spot};
use crate::facts::{CODED_NOUNS, OWN_NOUNS, Stage};
use crate::ids::RuleId;
use crate::rules::law::Sorts;
use crate::rules::law::kinds::{Act, Kind, Line, Party, Phase, Step};
use crate::words::Text;
use procedures::Named;
use std::collections::BTreeSet;
use words::{Fits, Words};

/// Keys of a kind.
pub(super) const KEYS: [&str; 12] =
    ["id", "name", "address", "valid", "cite", "began", "line", "phases", "parties", "act", "step", "procedures"];

const MAX_ACTS: usize = 40;
const MAX_STEPS: usize = 40;
const MAX_PHASES: usize = 20;
const MAX_PARTIES: usize = 20;
const MAX_INPUTS: usize = 60;

/// A kind, and where its parts stand.
pub(super) struct ReadKind<'s> {
    pub(super) kind: Kind,
    pub(super) spot: Spot,
    at: Node<'s>,
    nodes: Nodes<'s>,
}

/// The parts of a file, not yet read.
#[derive(Clone)]
struct Nodes<'s> {
    phases: Vec<Node<'s>>,
    parties: Vec<Node<'s>>,
    acts: Vec<Node<'s>>,
    steps: Vec<Node<'s>>,
}

/// One file.
pub(super) fn read<'s>(f: &Fields<'s>, sorts: &Sorts) -> Option<ReadKind<'s>> {
    let (id, title, address) = (f.need("id"), f.need("name"), f.need("address"));
    let (valid, began, line) = (parts::validity(f), f.need("began"), f.need("line"));
    let cite = if f.get("cite").is_some() { parts::citations(f) } else { Some(Vec::new()) };
    let nodes = Nodes::of(f)?;
    let named = f.get("procedures").map(Named::of);
    let of_procedures = named.map(|named| named.steps(sorts)).unwrap_or_default();
    let words = Words::of(sorts, &nodes.phases, &nodes.parties, &nodes.acts, &nodes.steps, of_procedures);
    let at = id?;
    let id = noun(at)?;
    let phases = all(&nodes.phases, phase);
    let parties = all(&nodes.parties, |node| parties::read(node, &words));
    let acts = all(&nodes.acts, |node| acts::read(node, id.as_str(), &words));
    let steps = all(&nodes.steps, |node| steps::read(node, &words));
    let (acts, steps) = (acts?, steps?);
    let (acts, steps) = second::expand(id.as_str(), &nodes.acts, &words, acts, steps)?;
    let (procedures, of_procedures) =
        named.map_or_else(|| Some(Default::default()), |named| procedures::read(named, &nodes.acts, &words))?;
    let began = began.and_then(|node| words.input(node, Fits::Time));
    let line = line.and_then(|node| read_line(node, &words));
    let kind = Kind {
        title: title.and_then(words::name)?,
        address: address.and_then(words::own_word)?,
        valid: valid?,
        cite: cite?,
        began: began?,
        line: line?,
        phases: phases?,
        parties: parties?,
        acts,
        steps: of_procedures.into_iter().chain(steps).collect(),
        procedures,
        id,
    };
    let read = ReadKind { spot: at.spot(), kind, at, nodes };
    check::check(&read, sorts);
    Some(read)
}

impl<'s> Nodes<'s> {
    /// None: one is missing, or there are too many.
    fn of(f: &Fields<'s>) -> Option<Self> {
        let phases = list(f, "phases", MAX_PHASES);
        let parties = list(f, "parties", MAX_PARTIES);
        let no_steps = f.get("step").is_none() && f.get("procedures").is_some();
        let steps = if no_steps { Some(Vec::new()) } else { list(f, "step", MAX_STEPS) };
        let acts = list(f, "act", MAX_ACTS);
        Some(Self { phases: phases?, parties: parties?, acts: acts?, steps: steps? })
    }
}

impl<'s> ReadKind<'s> {
    /// Where parts of a kind stand, by their words.
    fn phase(&self, phase: &Phase) -> Node<'s> {
        at(&self.nodes.phases, &phase.id).unwrap_or(self.at)
    }
    fn party(&self, party: &Party) -> Node<'s> {
        at(&self.nodes.parties, &party.id).unwrap_or(self.at)
    }
    fn act(&self, act: &Act) -> Node<'s> {
        at(&self.nodes.acts, &act.id).or_else(|| made::made_by(&self.nodes.acts, &act.id)).unwrap_or(self.at)
    }
    fn step(&self, step: &Step) -> Node<'s> {
        at(&self.nodes.steps, &step.id).or_else(|| made::made_by(&self.nodes.acts, &step.id)).unwrap_or(self.at)
    }
}

fn at<'s>(nodes: &[Node<'s>], id: &str) -> Option<Node<'s>> {
    nodes.iter().find(|node| node.word_under("id") == Some(id)).copied()
}

/// A list that must be there, of at least one and at most so many.
fn list<'s>(f: &Fields<'s>, key: &str, most: usize) -> Option<Vec<Node<'s>>> {
    let node = f.need(key)?;
    let nodes = node.list()?;
    if nodes.is_empty() || nodes.len() > most {
        let zh = format!("`{key}` 须有 1 至 {most} 项，现有 {} 项", nodes.len());
        let en = format!("`{key}` has 1 to {most} items, not {}", nodes.len());
        node.fault("pack.out_of_bounds", Text::new(zh, en));
        return None;
    }
    Some(nodes)
}

/// Every part; None once one cannot be read, after all have told their faults.
fn all<'s, T>(nodes: &[Node<'s>], read: impl FnMut(Node<'s>) -> Option<T>) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = nodes.iter().copied().map(read).collect();
    read.into_iter().collect()
}

/// The name of a kind, which is the noun of its facts.
fn noun(node: Node<'_>) -> Option<RuleId> {
    let word = words::own_word(node)?;
    if OWN_NOUNS.contains(&word.as_str()) && !CODED_NOUNS.contains(&word.as_str()) {
        let zh = format!("`{word}` 是系统自用的名称：请另取名称");
        node.fault("pack.own_noun", Text::new(zh, format!("`{word}` is a noun of the program: take another")));
        return None;
    }
    node.id()
}

fn phase(node: Node<'_>) -> Option<Phase> {
    let f = node.table(&["id", "stage", "name", "imported"])?;
    let (id, stage, name) = (f.need("id"), f.need("stage"), f.need("name"));
    let (id, stage) = (id.and_then(words::own_word), stage.and_then(|node| node.word::<Stage>()));
    let imported = f.optional("imported", |node| node.yes())?.unwrap_or_default();
    procedures::imported(node, imported, stage?);
    Some(Phase { name: name.and_then(words::name)?, id: id?, stage: stage?, imported })
}

/// `{ text = INPUT, facet = INPUT, grave = [CHOICE], finds = [INPUT] }`.
fn read_line(node: Node<'_>, words: &Words<'_>) -> Option<Line> {
    let f = node.table(&["text", "facet", "grave", "finds"])?;
    let text = f.need("text").and_then(|node| words.input(node, Fits::Line));
    let facet = f.optional("facet", |node| words.answer(node, Fits::Choice))?;
    let mut grave = BTreeSet::new();
    for node in f.items("grave") {
        let Some(facet) = facet else {
            node.fault("pack.bad_line", Text::new("没有 facet 就没有 grave", "`grave` needs a `facet`"));
            break;
        };
        grave.extend(words::choice(node, node.text()?, facet));
    }
    let finds = parts::each(f.items("finds"), |node| words.input(node, Fits::Line));
    if finds.len() > 2 {
        node.fault("pack.out_of_bounds", Text::new("finds 至多两项", "`finds` has two inputs at most"));
    }
    Some(Line { text: text?, facet: facet.map(|input| input.id.clone()), grave, finds })
}
