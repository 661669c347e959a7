//! A screening holds one finding against every criterion of its sector, many findings a second. It works out once what
//! is the same for all findings, lays out answers once for each finding, and writes reasons only for what holds.
//!
//! This module must never decide otherwise than [`Criterion::evaluate`]: it runs the same programs. Start at
//! [`Screening::of`].

use super::evaluate::{declares, undeclared_choice, verdict};
use super::{RuleFault, Verdict, Why};
use crate::facts::{Answer, Answers, InputId};
use crate::rules::law::comparing::{Seen, Test, Truth};
use crate::rules::law::program::{Program, Stack};
use crate::rules::law::{Criterion, Input, Law};
use crate::time::Day;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The criteria of a sector that are in force on a day and can be decided, ready for many findings.
#[derive(Clone, Debug)]
pub struct Screening<'p> {
    law: &'p Law,
    /// Every input that one of them looks at, in order. Its position is its place.
    inputs: Vec<(&'p InputId, Option<&'p Input>)>,
    criteria: Vec<Placed<'p>>,
}

/// A criterion, with the places of the inputs of each of its tests.
#[derive(Clone, Debug)]
struct Placed<'p> {
    criterion: &'p Criterion,
    program: &'p Program,
    places: Vec<(usize, Option<usize>)>,
}

/// What the criteria of a sector say about a finding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screened<'p> {
    /// Those that hold, and why.
    pub holds: Vec<(&'p Criterion, Why)>,
    /// How many do not hold.
    pub fails: usize,
    /// Those that cannot be said.
    pub unknown: Vec<&'p Criterion>,
    /// The answers that are missing and could change one of these.
    pub missing: Vec<&'p InputId>,
    /// Those that an answer does not fit: never read as "no".
    pub broken: Vec<RuleFault>,
}

/// The answers of one finding, by place.
type Sheet<'a> = Vec<Option<&'a Answer>>;

impl<'p> Screening<'p> {
    /// The criteria of a sector (a GB/T 4754 code or a prefix of one) on a day. Those known by topic only are left out.
    #[must_use]
    pub fn of(law: &'p Law, sector: &str, day: Day) -> Self {
        Self::over(law, law.criteria_for(sector, day))
    }

    /// These criteria of the law. Those known by topic only are left out.
    #[must_use]
    pub fn over(law: &'p Law, criteria: impl Iterator<Item = &'p Criterion>) -> Self {
        let decided: Vec<(&Criterion, &Program)> =
            criteria.filter_map(|rule| Some((rule, rule.program.as_ref()?))).collect();
        let tests = |program: &'p Program| program.tests().iter();
        let asked = decided.iter().flat_map(|(_, program)| tests(program)).flat_map(Test::inputs);
        let mut places: BTreeMap<&InputId, usize> = asked.map(|input| (input, 0)).collect();
        places.values_mut().enumerate().for_each(|(place, of)| *of = place);
        let place = |input: &InputId| places.get(input).copied().unwrap_or(usize::MAX);
        let criteria = decided.into_iter().map(|(criterion, program)| {
            let places = tests(program).map(|test| (place(&test.input), test.is.other_input().map(place))).collect();
            Placed { criterion, program, places }
        });
        let criteria = criteria.collect();
        Self { law, inputs: places.into_keys().map(|input| (input, law.inputs().get(input))).collect(), criteria }
    }

    /// The criteria.
    pub fn criteria(&self) -> impl ExactSizeIterator<Item = &'p Criterion> {
        self.criteria.iter().map(|placed| placed.criterion)
    }

    /// Every input that one of them looks at.
    pub fn inputs(&self) -> impl ExactSizeIterator<Item = &'p InputId> {
        self.inputs.iter().map(|(input, _)| *input)
    }

    /// Holds a finding against all of them.
    #[must_use]
    pub fn run(&self, answers: &Answers) -> Screened<'p> {
        let mut screened = Screened::default();
        let (sheet, declared) = self.lay_out(answers);
        let (mut stack, mut missing) = (Stack::default(), vec![false; sheet.len()]);
        let at = |place: usize| sheet.get(place).copied().flatten();
        for Placed { criterion, program, places } in &self.criteria {
            if !declared && let Some(fault) = undeclared_choice(&criterion.id, program, self.law, answers) {
                screened.broken.push(fault);
                continue;
            }
            let seen = |test: usize, _: &Test| match places.get(test) {
                Some((of, other)) => Seen { answer: at(*of), other: other.and_then(at) },
                None => Seen::default(),
            };
            match program.run(&mut stack, |no, test| test.truth(seen(no, test))) {
                Ok(Truth::False) => screened.fails += 1,
                Ok(Truth::Unknown) => {
                    screened.unknown.push(criterion);
                    let deciding = stack.trail().iter().filter_map(|test| places.get(*test));
                    let looked_at = deciding.flat_map(|(of, other)| [Some(*of), *other]).flatten();
                    for place in looked_at.filter(|place| at(*place).is_none()) {
                        missing.get_mut(place).into_iter().for_each(|is| *is = true);
                    }
                }
                truth => match verdict(&criterion.id, program, truth, stack.trail(), seen) {
                    Verdict::Holds(why) => screened.holds.push((criterion, why)),
                    Verdict::Broken(fault) => screened.broken.push(fault),
                    Verdict::Fails(_) | Verdict::Unknown(_) => {}
                },
            }
        }
        screened.missing = self.inputs().zip(missing).filter(|(_, is)| *is).map(|(input, _)| input).collect();
        screened
    }

    /// Answers by place, and whether every choice among them is one that its input declares.
    fn lay_out<'a>(&self, answers: &'a Answers) -> (Sheet<'a>, bool) {
        let mut given = answers.iter().peekable();
        let mut declared = true;
        let mut sheet = Vec::with_capacity(self.inputs.len());
        for (id, input) in &self.inputs {
            let mut found = None;
            while let Some((name, answer)) = given.peek() {
                match name.cmp(id) {
                    Ordering::Less => {}
                    Ordering::Equal => found = Some(*answer),
                    Ordering::Greater => break,
                }
                given.next();
            }
            if let Some(Answer::Choice(word)) = found {
                declared &= declares(*input, word);
            }
            sheet.push(found);
        }
        (sheet, declared)
    }
}
