//! This module changes rules by the smallest step, to see whether their own cases notice. A case that notices no change
//! checks nothing.
//!
//! This module must never change a pack. Start at [`mutants`]; `mutate` makes the steps.

use super::Pack;
use super::cases::{Cases, notices, notices_check};
use super::mutate::{Step, moved, steps};
use crate::ids::RuleId;
use crate::rules::law::program::Program;
use crate::rules::law::{
    Amount, Check, Clock, Condition, Criterion, Entailed, Requirement, Scale, ScaleGrade, Trigger, Validity,
};
use crate::time::Term;
use crate::words::Text;
use std::collections::BTreeSet;

/// A rule changed by one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// The rule: a criterion, a trigger, a scale, a clock, a requirement, or a check of a checklist.
    pub rule: RuleId,
    /// Its edition; checks have none.
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
    Clock(Box<Clock>),
    Requirement(Box<Requirement>),
}

impl Mutant {
    /// Whether at least one case of the rule comes out otherwise. `cases`: those of the pack.
    #[must_use]
    pub fn is_noticed(&self, pack: &Pack, cases: &Cases) -> bool {
        match &self.body {
            Body::Criterion(rule) => notices(pack, cases, &self.rule, rule.as_ref()),
            Body::Check(check) => notices_check(pack, cases, check),
            Body::Trigger(rule) => notices(pack, cases, &self.rule, rule.as_ref()),
            Body::Scale(rule) => notices(pack, cases, &self.rule, rule.as_ref()),
            Body::Clock(rule) => notices(pack, cases, &self.rule, rule.as_ref()),
            Body::Requirement(rule) => notices(pack, cases, &self.rule, rule.as_ref()),
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
/// "not" left out; terms, extensions and amounts by one both ways, working days to calendar days.
pub fn mutants(pack: &Pack) -> impl Iterator<Item = Mutant> {
    let criteria = pack.criteria().iter().flat_map(move |criterion| of_criterion(pack, criterion));
    let triggers = pack.triggers().iter().flat_map(move |trigger| of_trigger(pack, trigger));
    let scales = pack.scales().iter().flat_map(move |scale| of_scale(pack, scale));
    let clocks = pack.clocks().iter().flat_map(move |clock| of_clock(pack, clock));
    let requirements = pack.requirements().iter().flat_map(move |rule| of_requirement(pack, rule));
    let told = told_checks(pack);
    criteria
        .chain(triggers)
        .chain(scales)
        .chain(clocks)
        .chain(requirements)
        .chain(checks(pack).filter(move |check| told.contains(&check.id)).flat_map(move |check| of_check(pack, check)))
}

/// Makes every mutant and runs the cases of its rule, and only those.
#[must_use]
pub fn run_mutants(pack: &Pack) -> MutationReport {
    let mut report = MutationReport::default();
    let cases = Cases::of(pack);
    for mutant in mutants(pack) {
        if mutant.is_noticed(pack, &cases) {
            report.noticed += 1;
        } else {
            report.survivors.push(mutant);
        }
    }
    let told = told_checks(pack);
    report.without_cases = checks(pack).map(|check| check.id.clone()).filter(|id| !told.contains(id)).collect();
    report
}

fn checks(pack: &Pack) -> impl Iterator<Item = &Check> {
    pack.checklists().iter().flat_map(|list| &list.checks)
}

/// The checks with cases.
fn told_checks(pack: &Pack) -> BTreeSet<RuleId> {
    let cases = pack.checklists().iter().flat_map(|list| Cases::of_rule(pack, &list.id));
    cases.filter_map(|case| case.given.check().cloned()).collect()
}

type Part<R> = fn(&mut R) -> &mut Option<Condition>;

/// Each condition of a rule, changed on its own and put in its place.
fn changed<R: Clone>(pack: &Pack, rule: &R, parts: &[Part<R>]) -> Vec<(R, Text)> {
    let mut made = Vec::new();
    let mut whole = rule.clone();
    for part in parts {
        let Some(condition) = part(&mut whole).clone() else { continue };
        for Step { condition, change } in steps(pack, &condition) {
            let mut body = rule.clone();
            *part(&mut body) = Some(condition);
            made.push((body, change));
        }
    }
    made
}

fn of_criterion(pack: &Pack, criterion: &Criterion) -> Vec<Mutant> {
    let parts: [Part<Criterion>; 3] = [|rule| &mut rule.scope, |rule| &mut rule.except, |rule| &mut rule.condition];
    let compiled = changed(pack, criterion, &parts).into_iter().filter_map(|(mut body, change)| {
        body.program = Criterion::compile(body.scope.as_ref(), body.except.as_ref(), body.condition.as_ref()).ok()?;
        let (rule, valid) = (body.id.clone(), Some(body.valid));
        Some(Mutant { rule, valid, change, body: Body::Criterion(Box::new(body)) })
    });
    compiled.collect()
}

fn of_requirement(pack: &Pack, requirement: &Requirement) -> Vec<Mutant> {
    let parts: [Part<Requirement>; 3] = [|rule| &mut rule.scope, |rule| &mut rule.except, |rule| &mut rule.breached_if];
    let compiled = changed(pack, requirement, &parts).into_iter().filter_map(|(mut body, change)| {
        body.program = Criterion::compile(body.scope.as_ref(), body.except.as_ref(), body.breached_if.as_ref()).ok()?;
        let (rule, valid) = (body.id.clone(), Some(body.valid));
        Some(Mutant { rule, valid, change, body: Body::Requirement(Box::new(body)) })
    });
    compiled.collect()
}

/// Its conditions, its terms and its extension.
fn of_clock(pack: &Pack, clock: &Clock) -> Vec<Mutant> {
    let mut made = Vec::new();
    let mut push = |body: Clock, change: Text| {
        let (rule, valid) = (body.id.clone(), Some(body.valid));
        made.push(Mutant { rule, valid, change, body: Body::Clock(Box::new(body)) });
    };
    for (mut body, change) in changed(pack, clock, &[|rule: &mut Clock| &mut rule.applies]) {
        body.program = body.applies.as_ref().and_then(|condition| Program::compile(condition).ok());
        push(body, change);
    }
    for (i, one) in clock.terms.iter().enumerate() {
        for (condition, change) in
            one.condition.iter().flat_map(|it| steps(pack, it)).map(|it| (it.condition, it.change))
        {
            let mut body = clock.clone();
            let (Ok(program), Some(term)) = (Program::compile(&condition), body.terms.get_mut(i)) else { continue };
            (term.condition, term.program) = (Some(condition), Some(program));
            push(body, change);
        }
        for (other, change) in one.term.into_iter().flat_map(terms) {
            let mut body = clock.clone();
            body.terms.get_mut(i).into_iter().for_each(|term| term.term = Some(other));
            push(body, change);
        }
    }
    for (other, change) in clock.extension.iter().flat_map(|extension| terms(extension.term)) {
        let mut body = clock.clone();
        body.extension.iter_mut().for_each(|extension| extension.term = other);
        push(body, change);
    }
    made
}

/// One less, one more; working days as calendar days.
pub(super) fn terms(term: Term) -> Vec<(Term, Text)> {
    let n = term.number();
    let around = [n.checked_sub(1), n.checked_add(1)].into_iter().flatten().map(|n| term.with(n));
    let calendar = matches!(term, Term::WorkingDays(n) if n > 0).then_some(Term::CalendarDays(n));
    let told = |other: Term| {
        let (was, now) = (term.text(), other.text());
        (other, Text::new(format!("{} → {}", was.zh, now.zh), format!("{} → {}", was.en, now.en)))
    };
    around.chain(calendar).map(told).collect()
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

/// Conditions and amounts of each grade.
fn of_scale(pack: &Pack, scale: &Scale) -> Vec<Mutant> {
    let mut made = Vec::new();
    let mut push = |body: Scale, change: Text| {
        let (rule, valid) = (body.id.clone(), Some(body.valid));
        made.push(Mutant { rule, valid, change, body: Body::Scale(Box::new(body)) });
    };
    for (i, grade) in scale.grades.iter().enumerate() {
        for Step { condition, change } in grade.condition.iter().flat_map(|condition| steps(pack, condition)) {
            let mut body = scale.clone();
            let (Ok(program), Some(grade)) = (Program::compile(&condition), body.grades.get_mut(i)) else { continue };
            (grade.condition, grade.program) = (Some(condition), Some(program));
            push(body, change);
        }
        for (entails, change) in amounts(grade) {
            let mut body = scale.clone();
            body.grades.get_mut(i).into_iter().for_each(|grade| grade.entails.clone_from(&entails));
            push(body, change);
        }
    }
    made
}

/// What a grade entails with one number moved by one unit of its last digit.
fn amounts(grade: &ScaleGrade) -> Vec<(Vec<Entailed>, Text)> {
    type Bound = fn(&mut Amount) -> &mut Option<f64>;
    let bounds: [Bound; 2] = [|amount| &mut amount.from, |amount| &mut amount.to];
    let mut made = Vec::new();
    for (i, entailed) in grade.entails.iter().enumerate() {
        let Some(mut amount) = entailed.amount.clone() else { continue };
        for bound in bounds {
            let Some(was) = *bound(&mut amount) else { continue };
            for now in moved(was) {
                let mut entails = grade.entails.clone();
                entails.get_mut(i).and_then(|it| it.amount.as_mut()).into_iter().for_each(|it| *bound(it) = Some(now));
                let (name, unit) = (&grade.name, &amount.unit);
                let zh = format!("{}：{}：{was} {unit} → {now} {unit}", name.zh, entailed.act.zh);
                let en = format!("{}: {}: {was} {unit} → {now} {unit}", name.en, entailed.act.en);
                made.push((entails, Text::new(zh, en)));
            }
        }
    }
    made
}
