//! Worked cases that stand beside each rule, and the run that proves them. The same code checks a pack before it is used.
//!
//! Start at [`run_cases`].

use super::load::Spot;
use super::{
    Check, Clock, ClockVerdict, Criterion, Event, Ladder, Pack, Procedure, Requirement, Scale, ScaleVerdict, StepTerm,
    Trigger, Verdict,
};
use crate::facts::{Answers, InputId};
use crate::ids::RuleId;
use crate::time::{Day, Moment, day_of, due, due_on};
use crate::words::Text;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// The cases of one file.
#[derive(Clone, Debug)]
pub(super) struct RuleCases {
    pub(super) rule: RuleId,
    pub(super) cases: Vec<Case>,
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

    /// Whether it is a case of a check.
    pub(super) fn is_about(&self, id: &RuleId) -> bool {
        matches!(self, Self::Check { check, .. } if check == id)
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
    for of_rule in pack.cases() {
        for case in &of_rule.cases {
            match run(pack, &of_rule.rule, &case.given, None) {
                Ok(()) => report.passed += 1,
                Err(message) => report.failures.push(CaseFailure {
                    rule: of_rule.rule.clone(),
                    case: case.name.clone(),
                    file: case.spot.file.clone(),
                    line: case.spot.line,
                    message,
                }),
            }
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

impl Pack {
    /// Runs the cases beside a rule.
    #[must_use]
    pub fn worked_cases(&self, rule: &RuleId) -> Vec<WorkedCase> {
        let cases = self.cases().iter().filter(|cases| cases.rule == *rule).flat_map(|cases| &cases.cases);
        let worked = cases.map(|case| {
            let (day, answers, expects) = case.given.shown();
            let failed = run(self, rule, &case.given, None).err();
            WorkedCase { name: case.name.clone(), day, answers, expects, failed }
        });
        worked.collect()
    }
}

/// A rule put in the place of one of the pack, to see whether the cases notice.
pub(super) enum StandIn<'m> {
    Criterion(&'m Criterion),
    Check(&'m Check),
    Trigger(&'m Trigger),
    Scale(&'m Scale),
    Clock(&'m Clock),
    Requirement(&'m Requirement),
}

/// Whether at least one case of the rule comes out otherwise with the stand-in.
pub(super) fn notices(pack: &Pack, stand_in: &StandIn<'_>) -> bool {
    let of_rule = |cases: &&RuleCases| match stand_in {
        StandIn::Criterion(rule) => cases.rule == rule.id,
        StandIn::Trigger(rule) => cases.rule == rule.id,
        StandIn::Scale(rule) => cases.rule == rule.id,
        StandIn::Clock(rule) => cases.rule == rule.id,
        StandIn::Requirement(rule) => cases.rule == rule.id,
        StandIn::Check(_) => cases.cases.first().is_some_and(|case| matches!(case.given, Given::Check { .. })),
    };
    let speaks = |given: &Given| match stand_in {
        StandIn::Check(check) => given.is_about(&check.id),
        _ => true,
    };
    pack.cases().iter().filter(of_rule).any(|cases| {
        let mut speaking = cases.cases.iter().filter(|case| speaks(&case.given));
        speaking.any(|case| run(pack, &cases.rule, &case.given, Some(stand_in)).is_err())
    })
}

fn run(pack: &Pack, rule: &RuleId, given: &Given, stand_in: Option<&StandIn<'_>>) -> Result<(), Text> {
    match given {
        Given::Criterion { day, answers, expect, missing } => criterion(pack, rule, *day, answers, stand_in)
            .and_then(|got| compare_verdict(*expect, missing.as_ref(), got)),
        Given::Trigger { day, answers, expect, missing } => {
            let trigger = match (pack.trigger_on(rule, *day), stand_in) {
                (Some(trigger), Some(StandIn::Trigger(other))) if other.valid == trigger.valid => Some(*other),
                (trigger, _) => trigger,
            };
            let verdict = trigger.map(|trigger| trigger.evaluate(pack, answers).ok_or_else(|| gone(rule)));
            compare_verdict(*expect, missing.as_ref(), verdict.transpose()?)
        }
        Given::Requirement { day, answers, expect, missing } => {
            let rule_on = match (pack.requirement_on(rule, *day), stand_in) {
                (Some(rule), Some(StandIn::Requirement(other))) if other.valid == rule.valid => Some(*other),
                (rule, _) => rule,
            };
            let verdict = rule_on.map(|it| it.evaluate(pack, answers).ok_or_else(|| gone(rule)));
            compare_verdict(*expect, missing.as_ref(), verdict.transpose()?)
        }
        Given::Clock { start, answers, extended, expect, missing } => {
            let clock = match (pack.clock_on(rule, day_of(*start, pack.zone())), stand_in) {
                (Some(clock), Some(StandIn::Clock(other))) if other.valid == clock.valid => Some(*other),
                (clock, _) => clock,
            };
            let verdict = clock.map(|clock| clock.evaluate(pack, *start, answers, *extended));
            compare_clock(*expect, missing.as_ref(), verdict, pack.zone())
        }
        Given::Scale { day, answers, expect, missing, amounts } => {
            let scale = match (pack.scale_on(rule, *day), stand_in) {
                (Some(scale), Some(StandIn::Scale(other))) if other.valid == scale.valid => Some(*other),
                (scale, _) => scale,
            };
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
            let check = match stand_in {
                Some(StandIn::Check(check)) => Some(*check),
                _ => pack.checklists().iter().flat_map(|list| &list.checks).find(|it| it.id == *check),
            };
            let verdict = check.ok_or_else(|| gone(rule))?.evaluate(pack, answers);
            compare_verdict(*expect, missing.as_ref(), Some(verdict))
        }
        Given::Procedure { events, ordered, due, open } => {
            let procedure = pack.procedure(rule).ok_or_else(|| gone(rule))?;
            let (got_due, got_open) = play(pack, procedure, events, *ordered);
            same("due", due, &got_due.into_iter().filter(|(step, _)| due.contains_key(step)).collect())?;
            same("open", open, &got_open)
        }
        Given::Ladder { due, rungs } => {
            let ladder = pack.ladder(rule).ok_or_else(|| gone(rule))?;
            same("rungs", rungs, &rung_moments(pack, ladder, *due))
        }
    }
}

fn gone(rule: &RuleId) -> Text {
    Text::new(format!("没有 {rule}"), format!("there is no {rule}"))
}

fn criterion(
    pack: &Pack,
    rule: &RuleId,
    day: Day,
    answers: &Answers,
    stand_in: Option<&StandIn<'_>>,
) -> Result<Option<Verdict>, Text> {
    let Some(criterion) = pack.criterion_on(rule, day) else { return Ok(None) };
    let criterion = match stand_in {
        Some(StandIn::Criterion(other)) if other.valid == criterion.valid => *other,
        _ => criterion,
    };
    criterion.evaluate(pack, answers).map(Some).ok_or_else(|| gone(rule))
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
        for step in procedure.steps.iter().filter(|step| step.settled_by.contains(event)) {
            open.remove(&step.id);
        }
        for step in procedure.steps.iter().filter(|step| step.opens_on.contains(event)) {
            let moment = match step.term {
                StepTerm::Term(term) => Some(due(*at, term, pack.calendar(), pack.zone()).at),
                StepTerm::Ordered(_) => ordered.map(|day| due_on(day, &until, pack.zone()).at),
            };
            if open.insert(step.id.clone()) {
                dues.extend(moment.map(|moment| (step.id.clone(), moment)));
            }
        }
    }
    (dues, open)
}

fn rung_moments(pack: &Pack, ladder: &Ladder, due: Moment) -> BTreeMap<String, Moment> {
    ladder.rungs.iter().map(|rung| (rung.id.clone(), rung.when.moment(due, pack.calendar(), pack.zone()))).collect()
}
