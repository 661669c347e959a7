//! Rules changed by the smallest step, to see whether their own cases notice: a case that notices nothing proves nothing.
//!
//! Must never change a pack. Start at [`mutants`]; `mutate` makes the steps.

use super::cases::{StandIn, notices};
use super::mutate::{Step, steps};
use super::program::Program;
use super::{Check, Condition, Criterion, Pack, Validity};
use crate::ids::RuleId;
use crate::words::Text;

/// A rule changed by one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// The rule: a criterion, or a check of a checklist.
    pub rule: RuleId,
    /// The edition of a criterion.
    pub valid: Option<Validity>,
    /// What was changed: from, to.
    pub change: Text,
    body: Body,
}

#[derive(Clone, Debug, PartialEq)]
enum Body {
    Criterion(Box<Criterion>),
    Check(Box<Check>),
}

impl Mutant {
    /// Whether at least one case of the rule comes out otherwise.
    #[must_use]
    pub fn is_noticed(&self, pack: &Pack) -> bool {
        match &self.body {
            Body::Criterion(criterion) => notices(pack, &StandIn::Criterion(criterion)),
            Body::Check(check) => notices(pack, &StandIn::Check(check)),
        }
    }
}

/// What came of a mutation test.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MutationReport {
    /// Mutants that a case noticed.
    pub noticed: usize,
    /// The others: each is a case to be written, or a part of a condition that says nothing.
    pub survivors: Vec<Mutant>,
    /// Checks of checklists without any case; they are not changed.
    pub without_cases: Vec<RuleId>,
}

/// Every rule of the pack that has cases, changed by every single step: numbers, days and counts by one unit of the last
/// digit both ways, "at least" ↔ "more than", "at most" ↔ "below", yes ↔ no, a choice ↔ the other choices, all ↔ any,
/// "not" left out.
pub fn mutants(pack: &Pack) -> impl Iterator<Item = Mutant> {
    let criteria = pack.criteria().iter().flat_map(move |criterion| of_criterion(pack, criterion));
    criteria.chain(checks(pack).filter(|check| has_cases(pack, check)).flat_map(move |check| of_check(pack, check)))
}

/// Makes every mutant and runs the cases of its rule, and only those.
#[must_use]
pub fn run_mutants(pack: &Pack) -> MutationReport {
    let mut report = MutationReport::default();
    for mutant in mutants(pack) {
        if mutant.is_noticed(pack) {
            report.noticed += 1;
        } else {
            report.survivors.push(mutant);
        }
    }
    report.without_cases = checks(pack).filter(|check| !has_cases(pack, check)).map(|check| check.id.clone()).collect();
    report
}

fn checks(pack: &Pack) -> impl Iterator<Item = &Check> {
    pack.checklists().iter().flat_map(|list| &list.checks)
}

fn has_cases(pack: &Pack, check: &Check) -> bool {
    pack.cases().iter().flat_map(|of_rule| &of_rule.cases).any(|case| case.given.is_about(&check.id))
}

/// Each of the three conditions of a criterion, changed on its own.
fn of_criterion(pack: &Pack, criterion: &Criterion) -> Vec<Mutant> {
    type Part = fn(&mut Criterion) -> &mut Option<Condition>;
    let parts: [Part; 3] = [|rule| &mut rule.scope, |rule| &mut rule.except, |rule| &mut rule.condition];
    let mut made = Vec::new();
    let mut whole = criterion.clone();
    for part in parts {
        let Some(condition) = part(&mut whole).clone() else { continue };
        for Step { condition, change } in steps(pack, &condition) {
            let mut body = criterion.clone();
            *part(&mut body) = Some(condition);
            let compiled = Criterion::compile(body.scope.as_ref(), body.except.as_ref(), body.condition.as_ref());
            let Ok(program) = compiled else { continue };
            body.program = program;
            let (rule, valid) = (criterion.id.clone(), Some(criterion.valid));
            made.push(Mutant { rule, valid, change, body: Body::Criterion(Box::new(body)) });
        }
    }
    made
}

fn of_check(pack: &Pack, check: &Check) -> Vec<Mutant> {
    let changed = steps(pack, &check.passes).into_iter().filter_map(|Step { condition, change }| {
        let program = Program::compile(&condition).ok()?;
        let body = Check { passes: condition, program, ..check.clone() };
        Some(Mutant { rule: check.id.clone(), valid: None, change, body: Body::Check(Box::new(body)) })
    });
    changed.collect()
}
