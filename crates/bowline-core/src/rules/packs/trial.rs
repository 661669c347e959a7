//! A trial puts a rule to answers that somebody makes up. It tells what the rule says, why, and what is still missing.
//!
//! This module must never record anything, and never say more than the rule: the evaluators are those that decide.
//! Start at [`Entry::questions`] and [`Entry::trial`].

use super::Pack;
use super::book::{Body, Entry};
use super::explain::{act_text, entailed_text, grade_text, proposal_text, rung_act};
use crate::facts::{Answer, Answers, InputId};
use crate::rules::judging::{ClockVerdict, RuleFault, ScaleVerdict, Verdict, Why};
use crate::rules::law::ask_text;
use crate::rules::law::{Clock, Input, InputKind, Ladder, LevelInputs, Procedure, Scale, Signal, StepTerm};
use crate::time::{Day, Moment, due, due_on, moment_text};
use crate::words::Text;
use jiff::civil::time;
use serde::Serialize;

/// Most answers asked of a set of lights: those of a place.
const LEVEL: [(&str, &str, &str); 7] = [
    ("level.open", "未办结", "Open"),
    ("level.overdue", "逾期", "Overdue"),
    ("level.overdue_major", "逾期的重大事故隐患", "Overdue major accident hazards"),
    ("level.raised", "已提级督办", "Escalated"),
    ("level.alarms", "未处置的责任悬空", "Open responsibility gaps"),
    ("level.found", "累计发现", "Found to date"),
    ("level.silent_days", "距最近一次上报的天数", "Days since the last report"),
];

/// How a trial ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds, fires, is passed.
    Holds,
    /// It does not.
    Fails,
    /// It cannot be said yet.
    Unknown,
    /// The rule or an answer does not fit.
    Broken,
    /// Nothing to hold or fail: a grade, a light, a moment.
    Told,
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Of what, where a rule says several things: a check, a step, a rung.
    pub of: Option<Text>,
    /// How it ended.
    pub outcome: Outcome,
    /// In one sentence.
    pub says: Text,
    /// Why.
    pub reasons: Vec<Text>,
    /// Questions that are open.
    pub missing: Vec<Text>,
}

impl Entry<'_> {
    /// What it asks. Of procedures and ladders: the days from which their clocks are reckoned.
    #[must_use]
    pub fn questions(&self, pack: &Pack) -> Vec<Input> {
        let ids = match self.body {
            Body::Criterion(rule) => rule.inputs(),
            Body::Scale(rule) => rule.inputs(),
            Body::Trigger(rule) => rule.inputs(),
            Body::Checklist(list) => {
                let mut ids: Vec<InputId> = Vec::new();
                for id in list.checks.iter().flat_map(|check| &check.inputs) {
                    if !ids.contains(id) {
                        ids.push(id.clone());
                    }
                }
                ids
            }
            Body::Procedure(rule) => {
                let ordered = rule.steps.iter().any(|step| matches!(step.term, StepTerm::Ordered(_)));
                let from = day("from", "该环节从哪一日 9 时起算", "Date from which the action is counted, from 09:00");
                let until = day("ordered", "交办时确定的整改期限", "Due date set in the order");
                return from.into_iter().chain(until.filter(|_| ordered)).collect();
            }
            Body::Ladder(_) => return day("due", "办理期限届满之日", "Due date").into_iter().collect(),
            Body::Requirement(rule) => rule.inputs(),
            // A matter is tried by playing it, act by act.
            Body::Measure(_) | Body::Matter(_) => Vec::new(),
            Body::Clock(rule) => {
                let from = day("from", "从哪一日 9 时起算", "Date from which the term is counted, from 09:00");
                let asked = rule.inputs().into_iter().filter_map(|id| pack.inputs().get(&id).cloned());
                return from.into_iter().chain(asked).collect();
            }
            Body::Lights(_) => LEVEL.iter().filter_map(|(id, ..)| id.parse().ok()).collect(),
        };
        ids.iter().filter_map(|id| pack.inputs().get(id).cloned()).collect()
    }

    /// What it says on these answers. Empty: never decided.
    #[must_use]
    pub fn trial(&self, pack: &Pack, answers: &Answers) -> Vec<Trial> {
        match self.body {
            Body::Criterion(rule) => {
                let holds = grade_text(rule.grade);
                let verdict = rule.evaluate(pack, answers);
                verdict.map(|verdict| of_verdict(pack, None, verdict, &holds)).into_iter().collect()
            }
            Body::Trigger(rule) => {
                let verdict = rule.evaluate(pack, answers);
                verdict.map(|verdict| of_verdict(pack, None, verdict, &proposal_text(pack, rule))).into_iter().collect()
            }
            Body::Requirement(rule) => {
                let breached = Text::new("违反", "Breached");
                let verdict = rule.evaluate(pack, answers);
                verdict.map(|verdict| of_verdict(pack, None, verdict, &breached)).into_iter().collect()
            }
            Body::Clock(rule) => vec![of_clock(pack, rule, answers)],
            Body::Measure(_) | Body::Matter(_) => Vec::new(),
            Body::Scale(rule) => vec![of_scale(pack, rule, answers)],
            Body::Checklist(list) => {
                let passes = Text::new("合格", "Passes");
                let checks = list.checks.iter();
                let tried =
                    checks.map(|it| of_verdict(pack, Some(it.title.clone()), it.evaluate(pack, answers), &passes));
                tried.collect()
            }
            Body::Procedure(rule) => of_procedure(pack, rule, answers),
            Body::Ladder(rule) => of_ladder(pack, rule, answers),
            Body::Lights(_) => vec![of_lights(pack, answers)],
        }
    }
}

fn day(id: &str, zh: &str, en: &str) -> Option<Input> {
    Some(Input::plain(id.parse().ok()?, InputKind::Day, Text::new(zh, en)))
}

fn asks(pack: &Pack, inputs: &[InputId]) -> Vec<Text> {
    inputs.iter().map(|input| ask_text(pack, input)).collect()
}

fn told(of: Option<Text>, says: Text, reasons: Vec<Text>) -> Trial {
    Trial { of, outcome: Outcome::Told, says, reasons, missing: Vec::new() }
}

fn unknown(of: Option<Text>, missing: Vec<Text>) -> Trial {
    let says = Text::new("信息不全，尚不能判定", "Not enough information");
    Trial { of, outcome: Outcome::Unknown, says, reasons: Vec::new(), missing }
}

fn broken(of: Option<Text>, fault: &RuleFault) -> Trial {
    let says = Text::new("无法判定", "Cannot be evaluated");
    Trial { of, outcome: Outcome::Broken, says, reasons: vec![fault.text.clone()], missing: Vec::new() }
}

fn of_verdict(pack: &Pack, of: Option<Text>, verdict: Verdict, holds: &Text) -> Trial {
    let ended = |outcome, says: Text, why: &Why| Trial {
        of: of.clone(),
        outcome,
        says,
        reasons: why.text(pack),
        missing: Vec::new(),
    };
    match verdict {
        Verdict::Holds(why) => ended(Outcome::Holds, holds.clone(), &why),
        Verdict::Fails(why) => ended(Outcome::Fails, Text::new("不符合", "Not met"), &why),
        Verdict::Unknown(inputs) => unknown(of, asks(pack, &inputs)),
        Verdict::Broken(fault) => broken(of, &fault),
    }
}

fn of_scale(pack: &Pack, rule: &Scale, answers: &Answers) -> Trial {
    let name = |id: &str| {
        let grade = rule.grades.iter().find(|grade| grade.id == id);
        grade.map_or_else(|| Text::same(id), |grade| grade.name.clone())
    };
    match rule.evaluate(pack, answers) {
        ScaleVerdict::Reached(id, why) => {
            let reached = rule.grades.iter().find(|grade| grade.id == id);
            let follows = reached.into_iter().flat_map(|grade| &grade.entails).map(entailed_text);
            let follows = follows.map(|it| Text::new(format!("处理：{}", it.zh), format!("Consequence: {}", it.en)));
            told(None, name(&id), follows.chain(why.text(pack)).collect())
        }
        ScaleVerdict::AtLeast(id, inputs) => {
            let grade = name(&id);
            let says = Text::new(
                format!("至少为{}，可能更高", grade.zh),
                format!("At least {}; the grade may be higher", grade.en),
            );
            Trial { says, ..unknown(None, asks(pack, &inputs)) }
        }
        ScaleVerdict::Broken(fault) => broken(None, &fault),
    }
}

/// Nine in the morning of the day that was answered.
fn morning(pack: &Pack, answers: &Answers, id: &str) -> Option<Moment> {
    let day = day_of(answers, id)?;
    day.to_datetime(time(9, 0, 0, 0)).to_zoned(pack.country().zone().clone()).ok().map(|at| at.timestamp())
}

fn day_of(answers: &Answers, id: &str) -> Option<Day> {
    match answers.get(&id.parse::<InputId>().ok()?)? {
        Answer::Day(day) => Some(*day),
        _ => None,
    }
}

fn show(pack: &Pack, at: Moment) -> Text {
    moment_text(at, pack.country().zone())
}

fn of_procedure(pack: &Pack, rule: &Procedure, answers: &Answers) -> Vec<Trial> {
    let (from, ordered) = (morning(pack, answers, "from"), day_of(answers, "ordered"));
    let tried = rule.steps.iter().map(|step| {
        let of = Some(act_text(step.act));
        let due = match step.term {
            StepTerm::Term(term) => from.map(|from| due(from, term, pack.country().calendar(), pack.country().zone())),
            StepTerm::Ordered(_) => ordered.map(|last| {
                due_on(last, &Text::new("交办时确定的整改期限", "due date set in the order"), pack.country().zone())
            }),
        };
        match due {
            Some(due) => {
                let at = show(pack, due.at);
                let says = Text::new(format!("{} 起逾期", at.zh), format!("Overdue from {}", at.en));
                told(of, says, vec![due.working])
            }
            None => unknown(of, vec![Text::new("请填写日期", "Enter the date")]),
        }
    });
    tried.collect()
}

fn of_clock(pack: &Pack, rule: &Clock, answers: &Answers) -> Trial {
    let Some(start) = morning(pack, answers, "from") else {
        return unknown(None, vec![Text::new("请填写日期", "Enter the date")]);
    };
    match rule.evaluate(pack, start, answers, false) {
        ClockVerdict::Due(due, why) => {
            let at = show(pack, due.at);
            let reasons = std::iter::once(due.working).chain(why.text(pack)).collect();
            told(None, Text::new(format!("{} 起逾期", at.zh), format!("Overdue from {}", at.en)), reasons)
        }
        ClockVerdict::DoesNotApply(why) => {
            let says = Text::new("不适用", "Does not apply");
            Trial { of: None, outcome: Outcome::Fails, says, reasons: why.text(pack), missing: Vec::new() }
        }
        ClockVerdict::Unknown(inputs) => unknown(None, asks(pack, &inputs)),
        ClockVerdict::Broken(fault) => broken(None, &fault),
    }
}

fn of_ladder(pack: &Pack, rule: &Ladder, answers: &Answers) -> Vec<Trial> {
    let last = day_of(answers, "due").map(|day| due_on(day, &Text::default(), pack.country().zone()).at);
    let Some(due) = last else { return vec![unknown(None, vec![Text::new("请填写日期", "Enter the date")])] };
    let tried = rule.rungs.iter().map(|rung| {
        let at = show(pack, rung.when.moment(due, pack.country().calendar(), pack.country().zone()));
        told(Some(at), rung_act(pack, &rung.act), Vec::new())
    });
    tried.collect()
}

fn of_lights(pack: &Pack, answers: &Answers) -> Trial {
    let number = |id: &str| match id.parse::<InputId>().ok().and_then(|id| answers.get(&id)) {
        // Counts are whole and not negative; a form may send anything.
        Some(Answer::Number(n)) if *n >= 0.0 && *n < 1e12 => Some(*n as u64),
        _ => None,
    };
    let open: Vec<Text> =
        LEVEL.iter().filter(|(id, ..)| number(id).is_none()).map(|(_, zh, en)| Text::new(*zh, *en)).collect();
    if !open.is_empty() {
        return unknown(None, open);
    }
    let of = |at: usize| LEVEL.get(at).and_then(|(id, ..)| number(id)).unwrap_or(0);
    let numbers = LevelInputs {
        open: of(0),
        overdue: of(1),
        overdue_major: of(2),
        raised: of(3),
        alarms: of(4),
        found: of(5),
        silent_days: of(6),
        false_closing: number("level.false_closing"),
    };
    let (light, reason, turns_green) = numbers.light(pack);
    let says = match light {
        Signal::NoData => Text::new("无数据", "No data"),
        Signal::Green => Text::new("绿灯", "Green"),
        Signal::Silent => Text::new("长期未上报", "No reports"),
        Signal::Yellow => Text::new("黄灯", "Amber"),
        Signal::Red => Text::new("红灯", "Red"),
    };
    told(None, says, [reason, turns_green].into_iter().filter(|it| !it.zh.is_empty()).collect())
}
