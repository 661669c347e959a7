//! Worked cases stand beside each rule, and a run checks that the rule decides each of them as expected. The same code
//! checks a pack before the product uses it.
//!
//! This module must never judge by itself: a case is put to the code that decides in earnest. Start at [`run_cases`].

use super::Pack;
use super::load::Spot;
use crate::facts::{Answers, InputId};
use crate::ids::RuleId;
use crate::rules::judging::{ClockVerdict, ScaleVerdict, Verdict};
use crate::rules::law::{Check, Event, Ladder, Procedure, Rule, StepTerm};
use crate::time::{Day, Moment, day_of, due, due_on};
use crate::words::Text;
use jiff::tz::TimeZone;
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};

/// The worked cases of a pack, read from its files. A pack keeps them as text only: whoever decides by it needs none.
#[derive(Clone, Debug)]
pub struct Cases(BTreeMap<RuleId, Vec<Case>>);

impl Cases {
    /// Every case of a pack, read anew.
    #[must_use]
    pub fn of(pack: &Pack) -> Self {
        let mut all = BTreeMap::<RuleId, Vec<Case>>::new();
        for file in &pack.about.cases {
            all.entry(file.rule.clone()).or_default().extend(file.cases(pack));
        }
        Self(all)
    }

    /// The cases beside one rule of a pack, read anew.
    pub(super) fn of_rule(pack: &Pack, rule: &RuleId) -> Vec<Case> {
        let files = pack.about.cases.iter().filter(|file| file.rule == *rule);
        files.flat_map(|file| file.cases(pack)).collect()
    }

    pub(super) fn each(&self) -> impl Iterator<Item = (&RuleId, &Case)> {
        self.0.iter().flat_map(|(rule, cases)| cases.iter().map(move |case| (rule, case)))
    }
}

/// One case.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) name: Text,
    pub(super) spot: Spot,
    pub(super) given: Given,
}

/// What is given and what must come out.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Criterion {
        day: Day,
        answers: Answers,
        expect: Expected,
        missing: Option<BTreeSet<InputId>>,
    },
    Procedure {
        events: Vec<(Event, Moment)>,
        ordered: Option<Day>,
        due: BTreeMap<String, Moment>,
        open: BTreeSet<String>,
    },
    Ladder {
        due: Moment,
        rungs: BTreeMap<String, Moment>,
    },
    Trigger {
        day: Day,
        answers: Answers,
        expect: Expected,
        missing: Option<BTreeSet<InputId>>,
    },
    Requirement {
        day: Day,
        answers: Answers,
        expect: Expected,
        missing: Option<BTreeSet<InputId>>,
    },
    Clock {
        start: Moment,
        answers: Answers,
        extended: bool,
        expect: ClockExpected,
        missing: Option<BTreeSet<InputId>>,
    },
    Scale {
        day: Day,
        answers: Answers,
        expect: ScaleExpected,
        missing: Option<BTreeSet<InputId>>,
        amounts: Option<Vec<Bounds>>,
    },
    Check {
        check: RuleId,
        answers: Answers,
        expect: Expected,
        missing: Option<BTreeSet<InputId>>,
    },
}

/// The bounds of an amount.
pub(super) type Bounds = (Option<f64>, Option<f64>);

/// What a clock must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClockExpected {
    Due(Moment),
    DoesNotApply,
    Unknown,
    Broken,
    NotInForce,
}

/// What a scale must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ScaleExpected {
    Reached(String),
    AtLeast(String),
    Broken,
    NotInForce,
}

impl Given {
    /// Day, answers and the word that is expected, as far as there are any.
    fn shown(&self) -> (Option<Day>, Answers, String) {
        match self {
            Self::Criterion { day, answers, expect, .. }
            | Self::Trigger { day, answers, expect, .. }
            | Self::Requirement { day, answers, expect, .. } => (Some(*day), answers.clone(), expect.word().to_owned()),
            Self::Clock { answers, expect, .. } => (None, answers.clone(), expect.word()),
            Self::Scale { day, answers, expect, .. } => (Some(*day), answers.clone(), expect.word().to_owned()),
            Self::Check { answers, expect, .. } => (None, answers.clone(), expect.word().to_owned()),
            Self::Procedure { .. } | Self::Ladder { .. } => (None, Answers::new(), String::new()),
        }
    }

    /// The check that it is a case of.
    pub(super) const fn check(&self) -> Option<&RuleId> {
        match self {
            Self::Check { check, .. } => Some(check),
            _ => None,
        }
    }
}

/// What a criterion, a check, a trigger or a requirement must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Expected {
    #[serde(alias = "passes", alias = "fires", alias = "breached")]
    Holds,
    #[serde(alias = "kept")]
    Fails,
    DoesNotApply,
    Unknown,
    Broken,
    NotInForce,
}

impl Expected {
    const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::DoesNotApply => "does_not_apply",
            Self::Unknown => "unknown",
            Self::Broken => "broken",
            Self::NotInForce => "not_in_force",
        }
    }
}

impl ClockExpected {
    fn word(self) -> String {
        match self {
            Self::Due(at) => at.to_string(),
            Self::DoesNotApply => Expected::DoesNotApply.word().to_owned(),
            Self::Unknown => Expected::Unknown.word().to_owned(),
            Self::Broken => Expected::Broken.word().to_owned(),
            Self::NotInForce => Expected::NotInForce.word().to_owned(),
        }
    }
}

impl ScaleExpected {
    fn word(&self) -> &str {
        match self {
            Self::Reached(grade) => grade,
            Self::AtLeast(_) => Expected::Unknown.word(),
            Self::Broken => Expected::Broken.word(),
            Self::NotInForce => Expected::NotInForce.word(),
        }
    }
}

/// What came of the cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseReport {
    /// Cases that came out as written.
    pub passed: usize,
    /// The others.
    pub failures: Vec<CaseFailure>,
}

/// A case that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFailure {
    /// The rule.
    pub rule: RuleId,
    /// The case's name.
    pub case: Text,
    /// File and line of the case.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What was expected and what came out.
    pub message: Text,
}

/// Runs every case of a pack.
#[must_use]
pub fn run_cases(pack: &Pack) -> CaseReport {
    let mut report = CaseReport::default();
    for (rule, case) in Cases::of(pack).each() {
        match run(pack, rule, &case.given, None) {
            Ok(()) => report.passed += 1,
            Err(message) => report.failures.push(CaseFailure {
                rule: rule.clone(),
                case: case.name.clone(),
                file: case.spot.file.clone(),
                line: case.spot.line,
                message,
            }),
        }
    }
    report
}

/// A case, run just now, for a reader of the rule.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkedCase {
    /// Its name.
    pub name: Text,
    /// The day on which it is judged, if it is about one.
    pub day: Option<Day>,
    /// What is answered in it.
    pub answers: Answers,
    /// The word that it expects: `holds`, `fails`, a grade.
    pub expects: String,
    /// What came out otherwise. None: as written.
    pub failed: Option<Text>,
}

impl WorkedCase {
    /// Runs the cases beside a rule.
    #[must_use]
    pub fn beside(pack: &Pack, rule: &RuleId) -> Vec<Self> {
        let worked = Cases::of_rule(pack, rule).into_iter().map(|case| {
            let (day, answers, expects) = case.given.shown();
            let failed = run(pack, rule, &case.given, None).err();
            Self { name: case.name, day, answers, expects, failed }
        });
        worked.collect()
    }
}

/// A rule put in the place of one of the pack, to see whether the cases notice: of any kind that cases speak about.
pub(super) type StandIn<'m> = &'m dyn Any;

/// Whether at least one case of a rule comes out otherwise with the stand-in.
pub(super) fn notices(pack: &Pack, cases: &Cases, rule: &RuleId, stand_in: StandIn<'_>) -> bool {
    let mut of_rule = cases.0.get(rule).into_iter().flatten();
    of_rule.any(|case| run(pack, rule, &case.given, Some(stand_in)).is_err())
}

/// Whether at least one case of a check comes out otherwise with the stand-in.
pub(super) fn notices_check(pack: &Pack, cases: &Cases, check: &Check) -> bool {
    let mut about = cases.each().filter(|(_, case)| case.given.check() == Some(&check.id));
    about.any(|(list, case)| run(pack, list, &case.given, Some(check)).is_err())
}

/// The edition in force on the day; in its place the stand-in, if it is one of the same kind and days.
fn edition<'r, R: Rule + 'static>(in_force: Option<&'r R>, stand_in: Option<StandIn<'r>>) -> Option<&'r R> {
    let in_force = in_force?;
    let other = stand_in.and_then(|other| other.downcast_ref::<R>());
    Some(other.filter(|other| other.valid() == in_force.valid()).unwrap_or(in_force))
}

fn run(pack: &Pack, rule: &RuleId, given: &Given, stand_in: Option<StandIn<'_>>) -> Result<(), Text> {
    match given {
        Given::Criterion { day, answers, expect, missing } => {
            let criterion = edition(pack.criteria().on(rule, *day), stand_in);
            let verdict = criterion.map(|it| it.evaluate(pack, answers).ok_or_else(|| gone(rule)));
            compare_verdict(*expect, missing.as_ref(), verdict.transpose()?)
        }
        Given::Trigger { day, answers, expect, missing } => {
            let trigger = edition(pack.triggers().on(rule, *day), stand_in);
            let verdict = trigger.map(|it| it.evaluate(pack, answers).ok_or_else(|| gone(rule)));
            compare_verdict(*expect, missing.as_ref(), verdict.transpose()?)
        }
        Given::Requirement { day, answers, expect, missing } => {
            let requirement = edition(pack.requirements().on(rule, *day), stand_in);
            let verdict = requirement.map(|it| it.evaluate(pack, answers).ok_or_else(|| gone(rule)));
            compare_verdict(*expect, missing.as_ref(), verdict.transpose()?)
        }
        Given::Clock { start, answers, extended, expect, missing } => {
            let clock = edition(pack.clocks().on(rule, day_of(*start, pack.country().zone())), stand_in);
            let verdict = clock.map(|clock| clock.evaluate(pack, *start, answers, *extended));
            compare_clock(*expect, missing.as_ref(), verdict, pack.country().zone())
        }
        Given::Scale { day, answers, expect, missing, amounts } => {
            let scale = edition(pack.scales().on(rule, *day), stand_in);
            compare_grade(expect, missing.as_ref(), scale.map(|scale| scale.evaluate(pack, answers)))?;
            match (amounts, expect, scale) {
                (Some(amounts), ScaleExpected::Reached(grade), Some(scale)) => {
                    let grade = scale.grade(grade).ok_or_else(|| gone(rule))?;
                    same("amounts", amounts, &grade.amounts().map(|amount| (amount.from, amount.to)).collect())
                }
                _ => Ok(()),
            }
        }
        Given::Check { check, answers, expect, missing } => {
            let known = || pack.checklists().iter().flat_map(|list| &list.checks).find(|it| it.id == *check);
            let check = stand_in.and_then(|other| other.downcast_ref::<Check>()).or_else(known);
            let verdict = check.ok_or_else(|| gone(rule))?.evaluate(pack, answers);
            compare_verdict(*expect, missing.as_ref(), Some(verdict))
        }
        Given::Procedure { events, ordered, due, open } => {
            let procedure = pack.procedures().latest(rule).ok_or_else(|| gone(rule))?;
            let (got_due, got_open) = play(pack, procedure, events, *ordered);
            same("due", due, &got_due.into_iter().filter(|(step, _)| due.contains_key(step)).collect())?;
            same("open", open, &got_open)
        }
        Given::Ladder { due, rungs } => {
            let ladder = pack.ladders().latest(rule).ok_or_else(|| gone(rule))?;
            same("rungs", rungs, &rung_moments(pack, ladder, *due))
        }
    }
}

fn gone(rule: &RuleId) -> Text {
    Text::new(format!("没有 {rule}"), format!("there is no {rule}"))
}

fn compare_verdict(expect: Expected, missing: Option<&BTreeSet<InputId>>, got: Option<Verdict>) -> Result<(), Text> {
    let (word, got_missing) = match got {
        None => (Expected::NotInForce, None),
        Some(Verdict::Holds(_)) => (Expected::Holds, None),
        Some(Verdict::Fails(_)) => (Expected::Fails, None),
        Some(Verdict::Broken(_)) => (Expected::Broken, None),
        Some(Verdict::Unknown(inputs)) => (Expected::Unknown, Some(inputs.into_iter().collect::<BTreeSet<_>>())),
    };
    same("expect", &expect, &word)?;
    match missing {
        Some(missing) => same("missing", &Some(missing), &got_missing.as_ref()),
        None => Ok(()),
    }
}

fn compare_clock(
    expect: ClockExpected,
    missing: Option<&BTreeSet<InputId>>,
    got: Option<ClockVerdict>,
    zone: &TimeZone,
) -> Result<(), Text> {
    let (word, got_missing) = match got {
        None => (ClockExpected::NotInForce, BTreeSet::new()),
        Some(ClockVerdict::Due(due, _)) => (ClockExpected::Due(due.at), BTreeSet::new()),
        Some(ClockVerdict::DoesNotApply(_)) => (ClockExpected::DoesNotApply, BTreeSet::new()),
        Some(ClockVerdict::Unknown(inputs)) => (ClockExpected::Unknown, inputs.into_iter().collect()),
        Some(ClockVerdict::Broken(_)) => (ClockExpected::Broken, BTreeSet::new()),
    };
    if let (ClockExpected::Due(expected), ClockExpected::Due(got)) = (expect, word) {
        let show = |at: Moment| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string();
        return same("due", &show(expected), &show(got));
    }
    same("expect", &expect, &word)?;
    missing.map_or(Ok(()), |missing| same("missing", missing, &got_missing))
}

fn compare_grade(
    expect: &ScaleExpected,
    missing: Option<&BTreeSet<InputId>>,
    got: Option<ScaleVerdict>,
) -> Result<(), Text> {
    let (word, got_missing) = match got {
        None => (ScaleExpected::NotInForce, BTreeSet::new()),
        Some(ScaleVerdict::Reached(grade, _)) => (ScaleExpected::Reached(grade), BTreeSet::new()),
        Some(ScaleVerdict::AtLeast(grade, inputs)) => (ScaleExpected::AtLeast(grade), inputs.into_iter().collect()),
        Some(ScaleVerdict::Broken(_)) => (ScaleExpected::Broken, BTreeSet::new()),
    };
    same("expect", expect, &word)?;
    missing.map_or(Ok(()), |missing| same("missing", missing, &got_missing))
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, got: &T) -> Result<(), Text> {
    if expected == got {
        return Ok(());
    }
    Err(Text::new(
        format!("{what}：应为 {expected:?}，得 {got:?}"),
        format!("{what}: expected {expected:?}, got {got:?}"),
    ))
}

/// Plays events through a procedure: the last due moment of each step, and the steps that are still open.
fn play(
    pack: &Pack,
    procedure: &Procedure,
    events: &[(Event, Moment)],
    ordered: Option<Day>,
) -> (BTreeMap<String, Moment>, BTreeSet<String>) {
    let mut dues = BTreeMap::new();
    let mut open = BTreeSet::new();
    let until = Text::new("整改期限", "ordered");
    for (event, at) in events {
        for step in
            procedure.steps.iter().filter(|step| step.settled_by.contains(event) || step.lapses_on.contains(event))
        {
            open.remove(&step.id);
        }
        for step in procedure.steps.iter().filter(|step| step.opens_on.contains(event)) {
            let moment = match step.term {
                StepTerm::Term(term) => Some(due(*at, term, pack.country().calendar(), pack.country().zone()).at),
                StepTerm::Ordered(_) => ordered.map(|day| due_on(day, &until, pack.country().zone()).at),
            };
            if open.insert(step.id.clone()) {
                dues.extend(moment.map(|moment| (step.id.clone(), moment)));
            }
        }
    }
    (dues, open)
}

fn rung_moments(pack: &Pack, ladder: &Ladder, due: Moment) -> BTreeMap<String, Moment> {
    ladder
        .rungs
        .iter()
        .map(|rung| (rung.id.clone(), rung.when.moment(due, pack.country().calendar(), pack.country().zone())))
        .collect()
}
