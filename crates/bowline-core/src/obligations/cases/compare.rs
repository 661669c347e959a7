//! Holds what came of one moment of a story against what was expected, and says both.
//!
//! This module must never look at what a case leaves out. Start at [`with`].

use super::Came;
use super::stage::Stage;
use crate::facts::{Answers, InputId};
use crate::obligations::ask::Setting;
use crate::obligations::dossier::{Dossier, Obligation, Standing};
use crate::obligations::matters::has_run_out;
use crate::obligations::rejected::Rejected;
use crate::rules::{Expect, Owed, Then};
use crate::time::Moment;
use crate::words::Text;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// Everything that is expected of the matter, and of what the act came to.
pub(super) fn with(
    setting: Setting<'_>,
    then: &Then,
    dossier: &Dossier,
    came: Option<&Came>,
    stage: &Stage<'_>,
) -> Result<(), Text> {
    let Expect { phase, stage: means, owes, waits, paused, late, answers, facts, births, .. } = &then.expect;
    let zone = setting.pack.country().zone();
    let matter = dossier.as_declared();
    let got = matter.map(|it| it.phase.clone());
    same("phase", phase.as_ref(), &got.as_ref().map(|it| it.id.clone()).unwrap_or_default(), String::clone)?;
    same("stage", means.as_ref(), &got.map_or(crate::facts::Stage::Open, |it| it.stage), |it| format!("{it:?}"))?;
    let owed = dossier.obligations.iter().filter(|it| it.is_unsettled() && it.watches().is_none());
    // Nobody runs the engine in a story: a right whose time is over is no longer there.
    let owed: Vec<&Obligation> = owed.filter(|it| !has_run_out(it, setting.now)).collect();
    owes.as_ref().map_or(Ok(()), |wanted| owing(wanted, &owed, stage, zone))?;
    let steps = |which: &dyn Fn(&Obligation) -> bool| -> BTreeSet<String> {
        owed.iter().filter(|it| which(it)).map(|it| it.opened.step.clone()).collect()
    };
    same("waits", waits.as_ref(), &steps(&|it| it.standing == Standing::Submitted), |it| list(it))?;
    same("paused", paused.as_ref(), &steps(&|it| matches!(it.standing, Standing::Paused(_))), |it| list(it))?;
    same("late", late.as_ref(), &steps(&|it| it.is_live() && it.due.at <= setting.now), |it| list(it))?;
    let held = matter.map(|it| it.answers.clone()).unwrap_or_default();
    let asked = |from: &Answers| -> Answers {
        let of = |input: &InputId| from.get(input).map(|answer| (input.clone(), answer.clone()));
        answers.keys().filter_map(of).collect()
    };
    same("answers", Some(answers), &asked(&held), |it| {
        list(it.iter().map(|(input, answer)| format!("{} = {answer:?}", input.as_str())))
    })?;
    let (verbs, begun) = came.map_or_else(Default::default, |it| (it.facts.clone(), counted(it)));
    same("facts", facts.as_ref(), &verbs, |it| list(it))?;
    same("births", births.as_ref(), &begun, |it| list(it.iter().map(|(kind, n)| format!("{kind} = {n}"))))
}

fn counted(came: &Came) -> BTreeMap<crate::ids::RuleId, u32> {
    let mut counts = BTreeMap::new();
    came.births.iter().for_each(|(kind, n)| *counts.entry(kind.clone()).or_default() += n);
    counts
}

/// Every step that is owed, and how.
fn owing(
    wanted: &BTreeMap<String, Owed>,
    owed: &[&Obligation],
    stage: &Stage<'_>,
    zone: &TimeZone,
) -> Result<(), Text> {
    let shown = |step: &str, it: &Owed| {
        let how: Vec<String> = it.due.map(|at| moment(at, zone)).into_iter().chain(it.owner.clone()).collect();
        if how.is_empty() { step.to_owned() } else { format!("{step} = {}", how.join(" ")) }
    };
    let got: BTreeMap<String, Owed> = owed
        .iter()
        .map(|it| {
            let asked = wanted.get(&it.opened.step);
            let owner = asked.is_some_and(|it| it.owner.is_some()).then(|| stage.name(&it.opened.owner));
            let due = asked.is_none_or(|it| it.due.is_some()).then_some(it.due.at);
            (it.opened.step.clone(), Owed { due, owner })
        })
        .collect();
    same("owes", Some(wanted), &got, |it| list(it.iter().map(|(step, it)| shown(step, it))))
}

/// A moment as cases write it.
fn moment(at: Moment, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn same<T: PartialEq>(what: &str, wanted: Option<&T>, got: &T, show: impl Fn(&T) -> String) -> Result<(), Text> {
    match wanted {
        Some(wanted) if wanted != got => Err(otherwise(what, &show(wanted), &show(got))),
        _ => Ok(()),
    }
}

fn otherwise(what: &str, wanted: &str, got: &str) -> Text {
    let word = |text: &str, none: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
    Text::new(
        format!("{what}：应为 {}，得 {}", word(wanted, "无"), word(got, "无")),
        format!("{what}: expected {}, got {}", word(wanted, "nothing"), word(got, "nothing")),
    )
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|it| it.to_string()).collect::<Vec<_>>().join(", ")
}

/// The machine refused: whether that was expected.
pub(super) fn refused(expect: &Expect, why: &Rejected) -> Result<(), Text> {
    let (code, text) = (why.code(), why.text());
    if expect.refused.as_deref() != Some(code) {
        let wanted = expect.refused.clone();
        let zh = format!("refused：应{}，却被退回：{code}（{}）", wanted.as_deref().unwrap_or("办理"), text.zh);
        let en =
            format!("refused: expected {}, got {code} ({})", wanted.as_deref().unwrap_or("that it is done"), text.en);
        return Err(Text::new(zh, en));
    }
    let got = match why {
        Rejected::AnswersMissing { inputs } => inputs.iter().cloned().collect(),
        _ => BTreeSet::new(),
    };
    same("missing", expect.missing.as_ref(), &got, |it| list(it.iter().map(InputId::as_str)))
}

/// The machine did what it should have refused.
pub(super) fn not_refused(expect: &Expect) -> Text {
    let code = expect.refused.as_deref().unwrap_or_default();
    Text::new(format!("refused：应为 {code}，却已办理"), format!("refused: expected {code}, but it was done"))
}

/// The party names nobody.
pub(super) fn nobody(party: &str) -> Text {
    Text::new(format!("尚无人担任 `{party}`"), format!("nobody is `{party}` yet"))
}

/// What should have begun was refused.
pub(super) fn stillborn(why: &Rejected) -> Text {
    let text = why.text();
    Text::new(format!("births：未能开始：{}", text.zh), format!("births: it cannot begin: {}", text.en))
}

/// The pack has none of this name.
pub(super) fn gone(name: &str) -> Text {
    Text::new(format!("没有 `{name}`"), format!("there is no `{name}`"))
}
