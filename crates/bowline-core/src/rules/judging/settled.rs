//! Earlier answers make a later question idle where they already settle the condition that asks it.
//!
//! Two-valued on purpose: a missing answer proves nothing, so that a question is dropped only where it provably cannot
//! matter. This module must never drop a question on a missing answer. Start at [`Settled::for_input`].

use crate::facts::{Answers, InputId};
use crate::rules::law::comparing::{Test, Truth};
use crate::rules::law::{Comparison, Condition};
use std::collections::BTreeSet;

/// What earlier answers must show for a question to be idle.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// Nothing does: it is always asked.
    Never,
    /// The comparison was answered, and came out so.
    Test {
        /// The input compared.
        input: InputId,
        /// With what.
        is: Comparison,
        /// How it came out.
        holds: bool,
    },
    /// At least `n` of these are shown.
    AtLeast {
        /// How many.
        n: usize,
        /// Of these.
        of: Vec<Self>,
    },
}

impl Settled {
    /// When an input can change none of the conditions any more, told by inputs asked earlier only.
    #[must_use]
    pub fn for_input(input: &InputId, conditions: &[&Condition], earlier: &BTreeSet<InputId>) -> Self {
        let mut places = Vec::new();
        for condition in conditions {
            let mut search = Search { input, earlier, places: &mut places };
            search.visit(condition, &[]);
        }
        let all = places.len();
        at_least(all, places)
    }

    /// When an input is idle in checks: each that asks for it passes. A check that fails settles nothing, because whoever
    /// puts things right needs all that is wrong.
    #[must_use]
    pub fn for_check(_: &InputId, passes: &[&Condition], earlier: &BTreeSet<InputId>) -> Self {
        at_least(passes.len(), passes.iter().map(|passes| proves(passes, true, earlier)).collect())
    }

    /// Whether the answers show it.
    #[must_use]
    pub fn is_shown_by(&self, answers: &Answers) -> bool {
        match self {
            Self::Never => false,
            Self::Test { input, is, holds } => {
                let test = Test { input: input.clone(), is: is.clone() };
                test.truth(test.seen(answers)) == Some(Truth::from(*holds))
            }
            Self::AtLeast { n, of } => of.iter().filter(|part| part.is_shown_by(answers)).count() >= *n,
        }
    }
}

/// Collects, for each place where an input stands, what would settle a part around it.
struct Search<'s> {
    input: &'s InputId,
    earlier: &'s BTreeSet<InputId>,
    places: &'s mut Vec<Settled>,
}

impl Search<'_> {
    /// `around`: what settles one of the parts that contain this one.
    fn visit(&mut self, condition: &Condition, around: &[Settled]) {
        match condition {
            Condition::Input { input, is } => {
                if input == self.input || is.other_input() == Some(self.input) {
                    self.places.push(at_least(1, around.to_vec()));
                }
            }
            Condition::Not(inner) => self.visit(inner, around),
            Condition::All(of) => self.count(of.len(), of, around),
            Condition::Any(of) => self.count(1, of, around),
            Condition::AtLeast { n, of } => self.count(usize::try_from(*n).unwrap_or(usize::MAX), of, around),
        }
    }

    /// A part of `of` is idle once `n` others hold, or so many fail that `n` can no more be reached.
    fn count(&mut self, n: usize, of: &[Condition], around: &[Settled]) {
        for (at, part) in of.iter().enumerate() {
            let others = |want: bool| {
                let others = of.iter().enumerate().filter(|(other, _)| *other != at);
                others.map(|(_, other)| proves(other, want, self.earlier)).collect::<Vec<_>>()
            };
            let mut around = around.to_vec();
            around.push(at_least(n, others(true)));
            around.push(at_least((of.len() + 1).saturating_sub(n), others(false)));
            self.visit(part, &around);
        }
    }
}

/// What shows that a condition holds (or that it fails), by inputs asked earlier.
fn proves(condition: &Condition, want: bool, earlier: &BTreeSet<InputId>) -> Settled {
    let each = |of: &[Condition]| of.iter().map(|part| proves(part, want, earlier)).collect::<Vec<_>>();
    let reached = |n: usize, of: &[Condition]| {
        let needed = if want { n } else { (of.len() + 1).saturating_sub(n) };
        at_least(needed, each(of))
    };
    match condition {
        Condition::Input { input, is } => {
            let asked = earlier.contains(input) && is.other_input().is_none_or(|other| earlier.contains(other));
            let test = || Settled::Test { input: input.clone(), is: is.clone(), holds: want };
            if asked { test() } else { Settled::Never }
        }
        Condition::Not(inner) => proves(inner, !want, earlier),
        Condition::All(of) => reached(of.len(), of),
        Condition::Any(of) => reached(1, of),
        Condition::AtLeast { n, of } => reached(usize::try_from(*n).unwrap_or(usize::MAX), of),
    }
}

/// At least `n` of these, without what can never be shown and without saying the same twice.
fn at_least(n: usize, of: Vec<Settled>) -> Settled {
    let every = n == of.len();
    let mut kept: Vec<Settled> = of.into_iter().filter(|part| *part != Settled::Never).collect();
    if n == 0 || kept.len() < n {
        return Settled::Never;
    }
    if n == 1 {
        kept = once(kept.into_iter().flat_map(alternatives));
    } else if every {
        kept = absorbed(once(kept));
    }
    let n = if every && n > 1 { kept.len() } else { n };
    match (kept.len(), kept.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            kept.extend(last);
            Settled::AtLeast { n, of: kept }
        }
    }
}

/// The parts of which one suffices.
fn alternatives(settled: Settled) -> Vec<Settled> {
    match settled {
        Settled::AtLeast { n: 1, of } => of,
        other => vec![other],
    }
}

fn once(of: impl IntoIterator<Item = Settled>) -> Vec<Settled> {
    let mut once: Vec<Settled> = Vec::new();
    for part in of {
        if !once.contains(&part) {
            once.push(part);
        }
    }
    once
}

/// All of these, without those that follow from another: "a or b" follows from "a".
fn absorbed(of: Vec<Settled>) -> Vec<Settled> {
    let sets: Vec<Vec<Settled>> = of.iter().cloned().map(alternatives).collect();
    let within = |small: &[Settled], large: &[Settled]| small.iter().all(|part| large.contains(part));
    let follows = |at: usize, large: &[Settled]| {
        let mut others = sets.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(other, small)| within(small, large) && (small.len() < large.len() || other < at))
    };
    of.into_iter()
        .zip(&sets)
        .enumerate()
        .filter(|(at, (_, set))| !follows(*at, set))
        .map(|(_, (part, _))| part)
        .collect()
}
