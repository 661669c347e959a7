//! This module says what a trigger proposes when a matter joined a list: which matters it rests on, and what a person must
//! still judge. The questions that can be counted are filled from the list; those that must be judged never are.
//!
//! This module must never do the act, and never propose what the new matter has no part in. Start at [`proposed`].

use crate::facts::{Answer, Answers, InputId};
use crate::ids::SubjectId;
use crate::rules::{Comparison, Condition, Fill, InputKind, Pack, Span, Trigger, Verdict};
use crate::time::Day;
use jiff::ToSpan;
use std::collections::BTreeSet;

/// A matter of a list, as fills see it. Those that were found to be none are not listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The day on which it began.
    pub day: Day,
    /// The matter.
    pub subject: SubjectId,
    /// Its facet.
    pub facet: String,
}

/// What a trigger proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed<'p> {
    /// The trigger.
    pub trigger: &'p Trigger,
    /// The matters on which it rests, the earliest first.
    pub evidence: Vec<SubjectId>,
    /// What a person must judge before it holds.
    pub to_judge: Vec<InputId>,
    /// Whether the new matter calls for it. Else it held before, and the new one is more of the same.
    pub calls: bool,
}

/// What a trigger proposes because of one matter of a list. `listed` answers the list that a fill asks for: the matters of
/// its kind in the place at its level, the new one among them. None: it does not hold, or the new one has no part in it.
///
/// # Errors
/// The fault of `listed`, where a list cannot be read.
pub fn proposed<'p, Fault>(
    pack: &Pack,
    trigger: &'p Trigger,
    cause: &Listed,
    listed: impl Fn(&Fill) -> Result<Vec<Listed>, Fault>,
) -> Result<Option<Proposed<'p>>, Fault> {
    let near = |fill| {
        let span = window_of(trigger, fill).unwrap_or_else(|| i64::from(fill.span).days());
        let (first, last) = (cause.day.saturating_sub(span), cause.day.saturating_add(span));
        let fits = |it: &Listed| fits(fill, it) && (first..=last).contains(&it.day);
        let mut near: Vec<Listed> = listed(fill)?.into_iter().filter(fits).collect();
        near.sort();
        Ok((fill, near))
    };
    let lists: Vec<(&Fill, Vec<Listed>)> = fills_of(pack, trigger).into_iter().map(near).collect::<Result<_, _>>()?;
    Ok(resting_on(pack, trigger, cause, &lists))
}

/// What a trigger proposes because of one matter of the lists that its fills asked for.
fn resting_on<'p>(
    pack: &Pack,
    trigger: &'p Trigger,
    cause: &Listed,
    lists: &[(&Fill, Vec<Listed>)],
) -> Option<Proposed<'p>> {
    let with = answers(pack, lists, cause);
    let without: Vec<(&Fill, Vec<Listed>)> = lists
        .iter()
        .map(|(fill, list)| (*fill, list.iter().filter(|it| it.subject != cause.subject).cloned().collect()))
        .collect();
    let without = answers(pack, &without, cause);
    let to_judge = verdict_if_judged(pack, trigger, &with)?;
    // What held without it is not called for by it; it only adds to the evidence.
    let calls = verdict_if_judged(pack, trigger, &without).is_none();
    let evidence: BTreeSet<(Day, SubjectId)> =
        lists.iter().flat_map(|(_, list)| list).map(|it| (it.day, it.subject)).collect();
    let evidence: Vec<SubjectId> = evidence.into_iter().map(|(_, subject)| subject).collect();
    evidence.contains(&cause.subject).then_some(Proposed { trigger, evidence, to_judge, calls })
}

/// Whether a proposal still has its ground: whether its trigger still holds on what is left of the matters on which it
/// rests. `listed` are those of them that still are what they were.
#[must_use]
pub fn still_grounded(pack: &Pack, trigger: &Trigger, listed: &dyn Fn(&Fill) -> Vec<Listed>) -> bool {
    let fills = fills_of(pack, trigger);
    let list = |fill: &Fill| listed(fill).into_iter().filter(|it| fits(fill, it)).collect();
    let lists: Vec<(&Fill, Vec<Listed>)> = fills.into_iter().map(|fill| (fill, list(fill))).collect();
    // What a yes-or-no question asks for may be any of them.
    let causes = lists.iter().flat_map(|(_, list)| list);
    causes.into_iter().any(|cause| verdict_if_judged(pack, trigger, &answers(pack, &lists, cause)).is_some())
}

/// The fills of what a trigger asks.
fn fills_of<'p>(pack: &'p Pack, trigger: &Trigger) -> Vec<&'p Fill> {
    let asked = trigger.inputs();
    pack.fills().iter().filter(|fill| asked.contains(&fill.input)).collect()
}

/// The longest window in which a trigger counts what a fill lists: what lies further from the new matter has no part in it.
fn window_of(trigger: &Trigger, fill: &Fill) -> Option<jiff::Span> {
    let (mut open, mut longest): (Vec<&Condition>, Option<Span>) = (trigger.condition.iter().collect(), None);
    while let Some(condition) = open.pop() {
        match condition {
            Condition::All(of) | Condition::Any(of) | Condition::AtLeast { of, .. } => open.extend(of),
            Condition::Not(of) => open.push(of),
            Condition::Input { input, is: Comparison::Window(window) } if *input == fill.input => {
                longest = longest.filter(|it| about(*it) >= about(window.within)).or(Some(window.within));
            }
            Condition::Input { .. } => {}
        }
    }
    longest.map(|span| match span {
        Span::Days(days) => i64::from(days).days(),
        Span::Months(months) => i64::from(months).months(),
    })
}

/// About how many days a span has, to tell the longer one.
const fn about(span: Span) -> u32 {
    match span {
        Span::Days(days) => days,
        Span::Months(months) => months.saturating_mul(31),
    }
}

fn fits(fill: &Fill, it: &Listed) -> bool {
    fill.facets.is_empty() || fill.facets.contains(&it.facet)
}

/// The counted questions, answered: the days of a list, whether the cause is in it, or what the cause is.
fn answers(pack: &Pack, lists: &[(&Fill, Vec<Listed>)], cause: &Listed) -> Answers {
    let answer = |(fill, list): &(&Fill, Vec<Listed>)| {
        let counted = match pack.inputs().get(&fill.input)?.kind {
            InputKind::Dates => Answer::Days(list.iter().map(|it| it.day).collect()),
            InputKind::Choice { .. } => {
                Answer::Choice(list.iter().find(|it| it.subject == cause.subject)?.facet.clone())
            }
            _ => Answer::Yes(list.iter().any(|it| it.subject == cause.subject)),
        };
        Some((fill.input.clone(), counted))
    };
    lists.iter().filter_map(answer).collect()
}

/// What is left to judge where a trigger holds, or would if it is judged so. None: it does not hold, whatever is judged.
fn verdict_if_judged(pack: &Pack, trigger: &Trigger, answers: &Answers) -> Option<Vec<InputId>> {
    let mut to_judge = match trigger.evaluate(pack, answers)? {
        Verdict::Holds(_) => return Some(Vec::new()),
        Verdict::Unknown(inputs) => inputs,
        Verdict::Fails(_) | Verdict::Broken(_) => return None,
    };
    let mut judged = answers.clone();
    // Each yes may open another question; there are no more than the trigger asks.
    for _ in 0..trigger.inputs().len() {
        for input in &to_judge {
            if pack.inputs().get(input).is_some_and(|input| input.kind == InputKind::Yes) {
                judged.insert(input.clone(), Answer::Yes(true));
            }
        }
        match trigger.evaluate(pack, &judged)? {
            Verdict::Holds(_) => {
                to_judge.retain(|input| judged.contains_key(input));
                return Some(to_judge);
            }
            Verdict::Unknown(more) if more.iter().any(|input| !to_judge.contains(input)) => {
                to_judge.extend(more.into_iter().filter(|input| !judged.contains_key(input)));
            }
            _ => return None,
        }
    }
    None
}
