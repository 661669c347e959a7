//! This module applies criteria to answers. The evaluator that decides is the one that explains.
//!
//! This module must never turn a missing answer or a broken rule into "no". Start at [`grade`].

use super::verdict::{Reason, RuleFault, Verdict, Why};
use crate::facts::{Answer, Answers, Grade, InputId};
use crate::ids::RuleId;
use crate::rules::law::comparing::{Seen, Test, Truth};
use crate::rules::law::program::{Misfit, Program, Stack};
use crate::rules::law::{Check, Comparison, Condition, Criterion, Input, InputKind, Law, Requirement, Trigger};
use crate::time::Day;
use crate::words::Text;
use std::collections::BTreeSet;

impl Criterion {
    /// The verdict on these answers: scope holds, exception does not, condition holds.
    /// None: topic only or residual; it can be cited by hand and is never decided.
    #[must_use]
    pub fn evaluate(&self, law: &Law, answers: &Answers) -> Option<Verdict> {
        self.program.as_ref().map(|program| run(&self.id, program, law, answers))
    }
}

impl Trigger {
    /// The verdict on these answers. None: residual; it can be cited by hand and is never decided.
    #[must_use]
    pub fn evaluate(&self, law: &Law, answers: &Answers) -> Option<Verdict> {
        self.program.as_ref().map(|program| run(&self.id, program, law, answers))
    }
}

impl Requirement {
    /// Whether it is breached: [`Verdict::Holds`] is a breach, [`Verdict::Fails`] that it is kept or does not bind.
    /// None: it is never decided.
    #[must_use]
    pub fn evaluate(&self, law: &Law, answers: &Answers) -> Option<Verdict> {
        self.program.as_ref().map(|program| run(&self.id, program, law, answers))
    }
}

/// Runs a compiled condition in the name of a rule.
pub(super) fn run(rule: &RuleId, program: &Program, law: &Law, answers: &Answers) -> Verdict {
    if let Some(fault) = undeclared_choice(rule, program, law, answers) {
        return Verdict::Broken(fault);
    }
    let seen = |_, test: &Test| test.seen(answers);
    let mut stack = Stack::default();
    let truth = program.run(&mut stack, |test, is| is.truth(seen(test, is)));
    verdict(rule, program, truth, stack.trail(), seen)
}

/// What a run gave, with its reasons.
pub(super) fn verdict<'a>(
    rule: &RuleId,
    program: &Program,
    truth: Result<Truth, Misfit>,
    trail: &[usize],
    seen: impl Fn(usize, &Test) -> Seen<'a>,
) -> Verdict {
    let tests = || trail.iter().filter_map(|i| program.tests().get(*i).map(|test| (test, seen(*i, test))));
    match truth {
        Err(misfit) => Verdict::Broken(misfit_fault(rule, program.tests().get(misfit.test).map(|test| &test.input))),
        Ok(Truth::Unknown) => {
            let missing: BTreeSet<&InputId> = tests().flat_map(|(test, seen)| test.missing(seen)).collect();
            Verdict::Unknown(missing.into_iter().cloned().collect())
        }
        Ok(Truth::True) => Verdict::Holds(why(tests())),
        Ok(Truth::False) => Verdict::Fails(why(tests())),
    }
}

fn why<'t>(tests: impl Iterator<Item = (&'t Test, Seen<'t>)>) -> Why {
    Why(tests.filter_map(|(test, seen)| Reason::new(test, seen)).collect())
}

/// An answer that is none of the declared choices would silently compare as "no": it is a fault.
pub(super) fn undeclared_choice(rule: &RuleId, program: &Program, law: &Law, answers: &Answers) -> Option<RuleFault> {
    let choices = program.tests().iter().filter_map(|test| match &test.is {
        Comparison::OneOf(_) => Some(&test.input),
        Comparison::Table(table) => Some(&table.by),
        _ => None,
    });
    for input in choices {
        let Some(Answer::Choice(word)) = answers.get(input) else { continue };
        if !declares(law.inputs().get(input), word) {
            return Some(misfit_fault(rule, Some(input)));
        }
    }
    None
}

/// Whether a word is one of the choices of an input.
pub(super) fn declares(input: Option<&Input>, word: &str) -> bool {
    match input.map(|input| &input.kind) {
        Some(InputKind::Choice { choices }) => choices.contains_key(word),
        _ => false,
    }
}

fn misfit_fault(rule: &RuleId, input: Option<&InputId>) -> RuleFault {
    let name = input.map_or("?", InputId::as_str);
    let text = Text::new(
        format!("“{name}”的填写内容与所问类型不符，规则 {rule} 无法判定"),
        format!("the answer to “{name}” does not fit the question, so rule {rule} cannot be evaluated"),
    );
    RuleFault { rule: rule.clone(), input: input.cloned(), text }
}

impl Condition {
    /// What a condition of a rule says on these answers. One that is too large to be compiled is broken.
    #[must_use]
    pub fn judge(&self, rule: &RuleId, law: &Law, answers: &Answers) -> Verdict {
        match Program::compile(self) {
            Ok(program) => run(rule, &program, law, answers),
            Err(_) => Verdict::Broken(misfit_fault(rule, None)),
        }
    }
}

/// What criteria say about a finding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grading {
    /// Every candidate that was decided or tried.
    pub verdicts: Vec<(RuleId, Verdict)>,
    /// The grade that follows. Major as soon as one holds; none while anything is unknown, broken or undecidable;
    /// general only when every candidate in force was tried and fails.
    pub grade: Option<Grade>,
    /// Answers that could still change the grade.
    pub missing: Vec<InputId>,
    /// Candidates whose edition was not in force on the day.
    pub not_in_force: Vec<RuleId>,
    /// Candidates known by topic only, and residual clauses: a person may cite them by hand.
    pub undecidable: Vec<RuleId>,
}

/// Tries candidates by their edition in force on the day of the finding.
#[must_use]
pub fn grade(law: &Law, candidates: &[RuleId], found_on: Day, answers: &Answers) -> Grading {
    let mut grading = Grading::default();
    let mut held: Option<Grade> = None;
    let mut open = false;
    let mut missing = BTreeSet::new();
    for id in candidates.iter().collect::<BTreeSet<_>>() {
        let Some(criterion) = law.criteria().on(id, found_on) else {
            if law.criteria().latest(id).is_some() {
                grading.not_in_force.push(id.clone());
            } else {
                open = true;
                grading.verdicts.push((id.clone(), Verdict::Broken(unknown_rule(id))));
            }
            continue;
        };
        let Some(verdict) = criterion.evaluate(law, answers) else {
            open = true;
            grading.undecidable.push(id.clone());
            continue;
        };
        match &verdict {
            Verdict::Holds(_) => held = held.max(Some(criterion.grade)),
            Verdict::Fails(_) => {}
            Verdict::Unknown(inputs) => {
                open = true;
                missing.extend(inputs.iter().cloned());
            }
            Verdict::Broken(_) => open = true,
        }
        grading.verdicts.push((id.clone(), verdict));
    }
    grading.missing = missing.into_iter().collect();
    grading.grade = match held {
        Some(Grade::Major) => Some(Grade::Major),
        _ if open || grading.verdicts.is_empty() => None,
        _ => Some(Grade::General),
    };
    grading
}

fn unknown_rule(id: &RuleId) -> RuleFault {
    let text = Text::new(format!("规则库中没有 {id}"), format!("the rulebook has no rule {id}"));
    RuleFault { rule: id.clone(), input: None, text }
}

impl Check {
    /// Whether the check passes. Failing is a candidate, not a verdict (CN-HAZ-M-9).
    #[must_use]
    pub fn evaluate(&self, law: &Law, answers: &Answers) -> Verdict {
        run(&self.id, &self.program, law, answers)
    }
}
