//! A kind of matter as a picture: a lane for each party, a box for each step, in the order in which steps follow one another.
//!
//! This module must never decide anything, and never show what the kind does not say. Start at [`Picture::of`].

use super::Pack;
use super::explain::{clock_term, term_text};
use crate::rules::law::kinds::{Act, Kind, Step, StepTerm};
use crate::words::Text;

/// The picture of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Who owes something: a lane each, from above.
    pub lanes: Vec<Text>,
    /// The steps, in the order of the kind.
    pub boxes: Vec<StepBox>,
    /// Which step lets which other begin, by their places in [`Self::boxes`].
    pub arrows: Vec<(usize, usize)>,
}

/// A step in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepBox {
    /// The lane of its owner.
    pub lane: usize,
    /// How many steps come before it.
    pub column: usize,
    /// Its place among those of the same lane and column.
    pub row: usize,
    /// What is to be done.
    pub what: Text,
    /// By when.
    pub when: Text,
    /// Whether it may be done and need not.
    pub right: bool,
}

impl Picture {
    /// The picture of a kind in its pack.
    #[must_use]
    pub fn of(pack: &Pack, kind: &Kind) -> Self {
        let columns = columns(kind);
        let owners: Vec<&str> = kind.parties.iter().map(|party| party.id.as_str()).collect();
        let owners: Vec<&str> =
            owners.into_iter().filter(|id| kind.steps.iter().any(|step| step.owner == *id)).collect();
        let mut boxes: Vec<StepBox> = Vec::new();
        for (step, column) in kind.steps.iter().zip(&columns) {
            let lane = owners.iter().position(|id| *id == step.owner).unwrap_or_default();
            let row = boxes.iter().filter(|it| (it.lane, it.column) == (lane, *column)).count();
            let what = step.acts.first().and_then(|act| kind.act(act)).map(|act| act.name.clone()).unwrap_or_default();
            boxes.push(StepBox { lane, column: *column, row, what, when: when(pack, step), right: step.right });
        }
        let lanes = owners.iter().filter_map(|id| kind.party(id)).map(|party| party.name.clone()).collect();
        Self { lanes, boxes, arrows: arrows(kind, &columns) }
    }
}

/// By when, short: a clock by its only term, else by its title.
fn when(pack: &Pack, step: &Step) -> Text {
    let clock = match &step.term {
        StepTerm::Clocks(ids) if step.every.is_none() => ids.first().and_then(|id| pack.clocks().latest(id)),
        _ => None,
    };
    match clock.map(|clock| (clock, clock.terms.as_slice())) {
        Some((clock, [only])) if only.condition.is_none() => clock_term(clock, only.term),
        Some((clock, _)) => clock.title.clone(),
        None => term_text(pack, step),
    }
}

/// Whether an act that answers one step writes a fact that opens another.
fn opens(kind: &Kind, step: &Step, other: &Step) -> bool {
    let theirs = other.opens_on.iter().filter(|event| event.party.as_ref().is_none_or(|party| *party == step.owner));
    let mut acts = theirs.filter_map(|event| kind.act_of_fact(&event.fact));
    acts.any(|act| step.acts.contains(&act.id))
}

/// How many steps come before each, by the shortest way from the beginning. What only acts without a duty open stands first.
fn columns(kind: &Kind) -> Vec<usize> {
    let begun = |step: &Step| openers(kind, step).any(|act| act.begins);
    let mut known: Vec<Option<usize>> = kind.steps.iter().map(|step| begun(step).then_some(0)).collect();
    follow(kind, &mut known);
    for (step, found) in kind.steps.iter().zip(&mut known).filter(|(_, found)| found.is_none()) {
        let is_free = openers(kind, step).any(|act| !kind.steps.iter().any(|step| step.acts.contains(&act.id)));
        *found = is_free.then_some(0);
    }
    follow(kind, &mut known);
    known.into_iter().map(Option::unwrap_or_default).collect()
}

/// What follows on steps whose column is known.
fn follow(kind: &Kind, known: &mut [Option<usize>]) {
    for column in 1..=kind.steps.len() {
        let last: Vec<bool> = known.iter().map(|it| *it == Some(column - 1)).collect();
        for (other, found) in kind.steps.iter().zip(known.iter_mut()).filter(|(_, found)| found.is_none()) {
            let mut before = kind.steps.iter().zip(&last).filter(|(_, last)| **last);
            if before.any(|(step, _)| opens(kind, step, other)) {
                *found = Some(column);
            }
        }
    }
}

/// The acts whose facts open a step.
fn openers<'k>(kind: &'k Kind, step: &'k Step) -> impl Iterator<Item = &'k Act> {
    step.opens_on.iter().filter_map(|event| kind.act_of_fact(&event.fact))
}

/// From a step to the later ones that it opens.
fn arrows(kind: &Kind, columns: &[usize]) -> Vec<(usize, usize)> {
    let numbered = || kind.steps.iter().zip(columns).enumerate();
    let from = numbered().flat_map(|(from, (step, column))| {
        let later = numbered().filter(move |(_, (_, at))| *at > column);
        later.filter(move |(_, (other, _))| opens(kind, step, other)).map(move |(to, _)| (from, to))
    });
    from.collect()
}
