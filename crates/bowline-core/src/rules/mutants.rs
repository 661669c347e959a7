//! Rules changed by the smallest step, to see whether their own cases notice: a case that notices nothing proves nothing.
//!
//! Must never change a pack. Start at [`mutants`]; `mutate` makes the steps.

use super::cases::{StandIn, notices};
use super::mutate::{Step, steps};
use super::program::Program;
use super::{Check, Condition, Criterion, Pack, Scale, Trigger, Validity};
use crate::ids::RuleId;
use crate::words::Text;

/// A rule changed by one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// The rule: a criterion, a trigger, a scale, or a check of a checklist.
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
    Trigger(Box<Trigger>),
    Scale(Box<Scale>),
}

impl Mutant {
    /// Whether at least one case of the rule comes out otherwise.
    #[must_use]
    pub fn is_noticed(&self, pack: &Pack) -> bool {
        match &self.body {
            Body::Criterion(criterion) => notices(pack, &StandIn::Criterion(criterion)),
            Body::Check(check) => notices(pack, &StandIn::Check(check)),
            Body::Trigger(trigger) => notices(pack, &StandIn::Trigger(trigger)),
            Body::Scale(scale) => notices(pack, &StandIn::Scale(scale)),
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
    let triggers = pack.triggers().iter().flat_map(move |trigger| of_trigger(pack, trigger));
    let scales = pack.scales().iter().flat_map(move |scale| of_scale(pack, scale));
    criteria
        .chain(triggers)
        .chain(scales)
        .chain(checks(pack).filter(|check| has_cases(pack, check)).flat_map(move |check| of_check(pack, check)))
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

fn of_trigger(pack: &Pack, trigger: &Trigger) -> Vec<Mutant> {
    let steps = trigger.condition.as_ref().map(|condition| steps(pack, condition)).unwrap_or_default();
    let changed = steps.into_iter().filter_map(|Step { condition, change }| {
        let program = Some(Program::compile(&condition).ok()?);
        let body = Trigger { condition: Some(condition), program, ..trigger.clone() };
        Some(Mutant {
            rule: trigger.id.clone(),
            valid: Some(trigger.valid),
            change,
            body: Body::Trigger(Box::new(body)),
        })
    });
    changed.collect()
}

fn of_scale(pack: &Pack, scale: &Scale) -> Vec<Mutant> {
    let mut made = Vec::new();
    for (i, grade) in scale.grades.iter().enumerate() {
        let steps = grade.condition.as_ref().map(|condition| steps(pack, condition)).unwrap_or_default();
        for Step { condition, change } in steps {
            let mut body = scale.clone();
            let (Ok(program), Some(grade)) = (Program::compile(&condition), body.grades.get_mut(i)) else { continue };
            (grade.condition, grade.program) = (Some(condition), Some(program));
            made.push(Mutant {
                rule: scale.id.clone(),
                valid: Some(scale.valid),
                change,
                body: Body::Scale(Box::new(body)),
            });
        }
    }
    made
}
