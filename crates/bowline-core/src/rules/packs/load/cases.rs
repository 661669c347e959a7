//! This module reads `<rule>.cases.toml` beside each rule, procedure and ladder, and sees that there are enough of them. A file is
//! parsed on its own and let go: all cases together take three times the room of the rules.
//!
//! This module must never keep the cases themselves: they stay text until somebody asks (decision 0024).

use super::Doc;
use super::answers::{answer, known_input, known_name};
use super::parts;
use super::reader::{Fields, Node, Sink};
use super::{Docs, kinds, parse};
use crate::facts::{Answers, InputId};
use crate::ids::RuleId;
use crate::rules::law::{Clock, Event, Input, Scale, Sorts};
use crate::rules::packs::Pack;
use crate::rules::packs::cases::{Bounds, Case, ClockExpected, Expected, Given, ScaleExpected};
use crate::rules::packs::kind_cases::KindCase;
use crate::rules::packs::pack::Parts;
use crate::time::Moment;
use crate::words::Text;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a cases file is beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Beside {
    /// A criterion with a condition.
    Criterion,
    /// A criterion that is never decided: no cases.
    Undecided,
    /// A procedure.
    Procedure,
    /// A ladder.
    Ladder,
    /// A trigger with a condition.
    Trigger,
    /// A scale.
    Scale,
    /// A clock.
    Clock,
    /// A requirement with a condition.
    Requirement,
    /// A checklist: may have cases.
    Checklist,
    /// A kind of matter: its cases are stories.
    Kind,
}

/// The cases beside a rule, as they are written: they are parsed when somebody asks for them.
#[derive(Clone, Debug)]
pub(in crate::rules) struct CaseFile {
    pub(in crate::rules) rule: RuleId,
    path: Arc<str>,
    text: Arc<str>,
    beside: Beside,
}

impl CaseFile {
    /// The cases, under the pack that was loaded with them.
    pub(in crate::rules) fn cases(&self, pack: &Pack) -> Vec<Case> {
        if self.beside == Beside::Kind {
            return Vec::new();
        }
        self.reread(pack, &["case"], |f| read(f, &self.rule, self.beside, &pack.law.sorts))
    }

    /// As above, of those beside a kind of matter.
    pub(in crate::rules) fn kind_cases(&self, pack: &Pack) -> Vec<KindCase> {
        if self.beside != Beside::Kind {
            return Vec::new();
        }
        let country = (pack.country().departments(), pack.country().zone());
        self.reread(pack, &kinds::cases::KEYS, |f| kinds::cases::read(f, &self.rule, &pack.law.sorts, country))
    }

    fn reread<T>(&self, pack: &Pack, keys: &[&str], read: impl FnOnce(&Fields<'_>) -> Vec<T>) -> Vec<T> {
        let sink = Sink::default();
        if let [only] = pack.country().languages() {
            sink.speak_only(*only);
        }
        let doc = parse(&self.path, &self.text, &sink);
        doc.map(|doc| read(&doc.fields(&sink, keys))).unwrap_or_default()
    }
}

/// Whether a file holds cases.
pub(super) fn is_cases(path: &str) -> bool {
    path.ends_with(".cases.toml")
}

/// Every cases file; faults where one is missing, or says too little.
pub(super) fn read_all(parts: &Parts, docs: &Docs<'_>, sink: &Sink) -> Vec<CaseFile> {
    let mut left: BTreeSet<&str> = docs.paths().filter(|path| is_cases(path)).collect();
    let mut all = Vec::new();
    for (path, rule, beside) in &parts.case_files {
        let wanted = format!("{}.cases.toml", path.strip_suffix(".toml").unwrap_or(path));
        let found = left.take(wanted.as_str()).and_then(|path| docs.get(path));
        match (found, beside) {
            (None, Beside::Undecided | Beside::Checklist | Beside::Kind) => {}
            (None, _) => {
                let message = Text::new(
                    format!("{rule} 没有案例：缺 {wanted}"),
                    format!("{rule} has no cases: {wanted} is missing"),
                );
                sink.file(path, "pack.no_cases", message);
            }
            (Some(doc), Beside::Undecided) => {
                sink.file(
                    doc.path,
                    "pack.bad_cases",
                    Text::new("此规则从不判定，不能有案例", "this rule is never decided and has no cases"),
                );
            }
            (Some(doc), Beside::Kind) => all.push(checked_kind(&doc, rule, parts, sink)),
            (Some(doc), _) => all.push(checked(&doc, rule, *beside, &parts.sorts, sink)),
        }
    }
    for doc in left.into_iter().filter_map(|path| docs.get(path)) {
        sink.file(doc.path, "pack.orphan_cases", Text::new("案例旁边没有规则", "there is no rule beside these cases"));
    }
    all
}

/// A file, once its cases have been read and found to be enough.
fn checked(doc: &Doc<'_>, rule: &RuleId, beside: Beside, sorts: &Sorts, sink: &Sink) -> CaseFile {
    let f = doc.fields(sink, &["case"]);
    let cases = read(&f, rule, beside, sorts);
    if sink.is_empty() {
        check_enough(&f, rule, beside, sorts, &cases);
    }
    CaseFile { rule: rule.clone(), path: doc.path.into(), text: doc.text.into(), beside }
}

/// As above, of the stories beside a kind of matter.
fn checked_kind(doc: &Doc<'_>, kind: &RuleId, parts: &Parts, sink: &Sink) -> CaseFile {
    let f = doc.fields(sink, &kinds::cases::KEYS);
    let zone = parts.country.zone.clone().unwrap_or(TimeZone::UTC);
    let country = (parts.country.departments.as_slice(), &zone);
    if kinds::cases::read(&f, kind, &parts.sorts, country).is_empty() && sink.is_empty() {
        f.fault("pack.no_cases", Text::new("没有案例", "there are no cases"));
    }
    CaseFile { rule: kind.clone(), path: doc.path.into(), text: doc.text.into(), beside: Beside::Kind }
}

fn read(f: &Fields<'_>, rule: &RuleId, beside: Beside, sorts: &Sorts) -> Vec<Case> {
    parts::each(f.items("case"), |node| match beside {
        Beside::Procedure => procedure(node, rule, sorts),
        Beside::Ladder => ladder(node, rule, sorts),
        Beside::Checklist => check(node, rule, sorts),
        Beside::Scale => scale(node, rule, sorts),
        Beside::Clock => clock(node, &sorts.inputs),
        Beside::Criterion | Beside::Requirement | Beside::Trigger | Beside::Undecided => {
            decided(node, beside, &sorts.inputs)
        }
        Beside::Kind => None,
    })
}

/// What the cases of each kind of rule must show at least.
fn check_enough(f: &Fields<'_>, rule: &RuleId, beside: Beside, sorts: &Sorts, cases: &[Case]) {
    if cases.is_empty() {
        f.fault("pack.no_cases", Text::new("没有案例", "there are no cases"));
        return;
    }
    match beside {
        Beside::Criterion | Beside::Trigger => check_spread(f, cases, ["holds", "fails"]),
        Beside::Requirement => check_spread(f, cases, ["breached", "kept"]),
        Beside::Clock => {
            let clock = sorts.clocks.iter().find(|clock| clock.id == *rule);
            clock.into_iter().for_each(|clock| check_clock(f, clock, cases));
        }
        Beside::Scale => {
            let scale = sorts.scales.iter().find(|scale| scale.id == *rule);
            scale.into_iter().for_each(|scale| check_grades(f, scale, cases));
        }
        _ => {}
    }
}

/// A clock shows when it is due, with its extension too, and what it must know.
fn check_clock(f: &Fields<'_>, clock: &Clock, cases: &[Case]) {
    let said = |wanted: &dyn Fn(&ClockExpected, bool) -> bool| {
        cases
            .iter()
            .any(|case| matches!(&case.given, Given::Clock { expect, extended, .. } if wanted(expect, *extended)))
    };
    let is_due = |expect: &ClockExpected| matches!(expect, ClockExpected::Due(_));
    for (needed, shown, word) in [
        (true, said(&|expect, extended| is_due(expect) && !extended), "due"),
        (clock.extension.is_some(), said(&|expect, extended| is_due(expect) && extended), "extended = true"),
        (!clock.inputs().is_empty(), said(&|expect, _| *expect == ClockExpected::Unknown), "unknown"),
        (clock.applies.is_some(), said(&|expect, _| *expect == ClockExpected::DoesNotApply), "does_not_apply"),
    ] {
        if needed && !shown {
            let message = Text::new(format!("没有 `{word}` 的案例"), format!("no case shows `{word}`"));
            f.fault("pack.thin_cases", message);
        }
    }
}

/// At least one case holds, one fails, one is unknown.
fn check_spread(f: &Fields<'_>, cases: &[Case], [holds, fails]: [&str; 2]) {
    let seen: BTreeSet<Expected> = cases
        .iter()
        .filter_map(|case| match &case.given {
            Given::Criterion { expect, .. } | Given::Trigger { expect, .. } | Given::Requirement { expect, .. } => {
                Some(*expect)
            }
            _ => None,
        })
        .collect();
    for (want, word) in [(Expected::Holds, holds), (Expected::Fails, fails), (Expected::Unknown, "unknown")] {
        if !seen.contains(&want) {
            let message = Text::new(format!("没有结果为 `{word}` 的案例"), format!("no case expects `{word}`"));
            f.fault("pack.thin_cases", message);
        }
    }
}

/// Every grade is reached by a case, and one case leaves a higher one open.
fn check_grades(f: &Fields<'_>, scale: &Scale, cases: &[Case]) {
    let said = |wanted: &dyn Fn(&ScaleExpected) -> bool| {
        cases.iter().any(|case| matches!(&case.given, Given::Scale { expect, .. } if wanted(expect)))
    };
    for grade in
        scale.grades.iter().filter(|grade| !said(&|expect| *expect == ScaleExpected::Reached(grade.id.clone())))
    {
        let message = Text::new(format!("没有达到 `{}` 的案例", grade.id), format!("no case reaches `{}`", grade.id));
        f.fault("pack.thin_cases", message);
    }
    if !said(&|expect| matches!(expect, ScaleExpected::AtLeast(_))) {
        f.fault("pack.thin_cases", Text::new("没有结果为 `at_least` 的案例", "no case expects `at_least`"));
    }
}

/// A case of a clock: `start` and `due`, `extended = true` if it was; or `expect` in place of `due`.
fn clock(node: Node<'_>, inputs: &BTreeMap<InputId, Input>) -> Option<Case> {
    let f = node.table(&["name", "start", "due", "expect", "extended", "answers", "missing"])?;
    let (name, start) = (f.need("name"), f.need("start"));
    let expect = match (f.get("due"), f.get("expect")) {
        (Some(due), None) => ClockExpected::Due(due.moment()?),
        (None, Some(word)) => match word.word()? {
            Expected::DoesNotApply => ClockExpected::DoesNotApply,
            Expected::Unknown => ClockExpected::Unknown,
            Expected::Broken => ClockExpected::Broken,
            Expected::NotInForce => ClockExpected::NotInForce,
            Expected::Holds | Expected::Fails => return bad_clock_case(word),
        },
        _ => return bad_clock_case(node),
    };
    let extended = f.get("extended").is_some_and(|node| node.yes() == Some(true));
    let (answers, missing) = (answers(&f, inputs)?, missing(&f, inputs)?);
    let given = Given::Clock { start: start?.moment()?, answers, extended, expect, missing };
    Some(Case { name: name?.both()?, spot: node.spot(), given })
}

fn bad_clock_case(node: Node<'_>) -> Option<Case> {
    let message = Text::new(
        "须写 due，或 expect（does_not_apply、unknown、broken、not_in_force 之一）",
        "write `due`, or `expect` (one of does_not_apply, unknown, broken, not_in_force)",
    );
    node.fault("pack.bad_cases", message);
    None
}

/// A case of a scale: `reached = "major"`, `at_least = "general"` with `missing`, or `expect = "broken"` or `"not_in_force"`.
fn scale(node: Node<'_>, rule: &RuleId, sorts: &Sorts) -> Option<Case> {
    let f = node.table(&["name", "day", "answers", "reached", "at_least", "expect", "missing", "amounts"])?;
    let (name, day) = (f.need("name"), f.need("day"));
    let grades = sorts.scales.iter().filter(|scale| scale.id == *rule).flat_map(|scale| &scale.grades);
    let known: Vec<&str> = grades.map(|grade| grade.id.as_str()).collect();
    let grade = |node: Node<'_>| {
        let word = node.text()?;
        known_name(word, node, &known).map(|()| word.to_owned())
    };
    let expect = match (f.get("reached"), f.get("at_least"), f.get("expect")) {
        (Some(node), None, None) => ScaleExpected::Reached(grade(node)?),
        (None, Some(node), None) => ScaleExpected::AtLeast(grade(node)?),
        (None, None, Some(node)) => match node.word()? {
            Expected::Broken => ScaleExpected::Broken,
            Expected::NotInForce => ScaleExpected::NotInForce,
            _ => return bad_scale_case(node),
        },
        _ => return bad_scale_case(node),
    };
    let (answers, missing) = (answers(&f, &sorts.inputs)?, missing(&f, &sorts.inputs)?);
    let amounts = f.get("amounts").map(|node| amounts(node).ok_or(())).transpose().ok()?;
    if amounts.is_some() && !matches!(expect, ScaleExpected::Reached(_)) {
        node.fault("pack.bad_cases", Text::new("amounts 只与 reached 同用", "`amounts` belongs to `reached`"));
    }
    let given = Given::Scale { day: day?.day()?, answers, expect, missing, amounts };
    Some(Case { name: name?.both()?, spot: node.spot(), given })
}

/// `[[50000, 100000], [-1, 3]]`: the bounds of each amount in order, −1 where there is none.
fn amounts(node: Node<'_>) -> Option<Vec<Bounds>> {
    let bound = |node: &Node<'_>| node.number().map(|number| (number >= 0.0).then_some(number));
    let read = node.list()?.into_iter().map(|pair| match pair.list()?.as_slice() {
        [from, to] => Some((bound(from)?, bound(to)?)),
        _ => {
            pair.fault("pack.bad_cases", Text::new("须写 [from, to]", "write [from, to]"));
            None
        }
    });
    read.collect()
}

fn bad_scale_case(node: Node<'_>) -> Option<Case> {
    let message = Text::new(
        "须写 reached、at_least、expect（broken 或 not_in_force）之一",
        "write one of `reached`, `at_least`, `expect` (broken or not_in_force)",
    );
    node.fault("pack.bad_cases", message);
    None
}

fn decided(node: Node<'_>, beside: Beside, inputs: &BTreeMap<InputId, Input>) -> Option<Case> {
    let f = node.table(&["name", "day", "answers", "expect", "missing"])?;
    let (name, day, expect) = (f.need("name"), f.need("day"), f.need("expect"));
    let (answers, missing) = (answers(&f, inputs)?, missing(&f, inputs)?);
    let (day, expect) = (day?.day()?, expect?.word()?);
    let given = match beside {
        Beside::Trigger => Given::Trigger { day, answers, expect, missing },
        Beside::Requirement => Given::Requirement { day, answers, expect, missing },
        _ => Given::Criterion { day, answers, expect, missing },
    };
    Some(Case { name: name?.both()?, spot: node.spot(), given })
}

fn answers(f: &Fields<'_>, inputs: &BTreeMap<InputId, Input>) -> Option<Answers> {
    let mut answers = Answers::new();
    for (key, node) in f.get("answers").and_then(|node| node.entries()).unwrap_or_default() {
        let input = known_input(key, node, inputs)?;
        answers.insert(input.id.clone(), answer(node, &input.kind)?);
    }
    Some(answers)
}

/// None inside: the case does not say what is missing.
fn missing(f: &Fields<'_>, inputs: &BTreeMap<InputId, Input>) -> Option<Option<BTreeSet<InputId>>> {
    let Some(list) = f.get("missing") else { return Some(None) };
    Some(Some(
        parts::each(list.list()?, |node| Some(known_input(node.text()?, node, inputs)?.id.clone()))
            .into_iter()
            .collect(),
    ))
}

/// A case of a checklist names its check; `passes` and `fails` are its verdicts.
fn check(node: Node<'_>, rule: &RuleId, sorts: &Sorts) -> Option<Case> {
    let f = node.table(&["check", "name", "answers", "expect", "missing"])?;
    let (check, name, expect) = (f.need("check"), f.need("name"), f.need("expect"));
    let list = sorts.checklists.iter().find(|list| list.id == *rule)?;
    let known: Vec<&str> = list.checks.iter().map(|check| check.id.as_str()).collect();
    known_name(check?.text()?, check?, &known)?;
    let (answers, missing) = (answers(&f, &sorts.inputs)?, missing(&f, &sorts.inputs)?);
    let expect: Expected = expect?.word()?;
    if matches!(expect, Expected::NotInForce | Expected::DoesNotApply) {
        node.fault("pack.bad_cases", Text::new("检查项没有有效期", "a check has no days of its own"));
    }
    let given = Given::Check { check: check?.id()?, answers, expect, missing };
    Some(Case { name: name?.both()?, spot: node.spot(), given })
}

/// Names and moments, the names checked against those known.
fn moments(node: Node<'_>, known: &[&str]) -> Option<BTreeMap<String, Moment>> {
    let mut map = BTreeMap::new();
    for (name, node) in node.entries()? {
        known_name(name, node, known)?;
        map.insert(name.to_owned(), node.moment()?);
    }
    Some(map)
}

fn procedure(node: Node<'_>, rule: &RuleId, sorts: &Sorts) -> Option<Case> {
    let f = node.table(&["name", "events", "ordered", "due", "open"])?;
    let (name, events, due, open) = (f.need("name"), f.need("events"), f.need("due"), f.need("open"));
    let procedure = sorts.procedures.iter().find(|procedure| procedure.id == *rule)?;
    let steps: Vec<&str> = procedure.steps.iter().map(|step| step.id.as_str()).collect();
    let ordered = match f.get("ordered") {
        Some(node) => Some(node.day()?),
        None => None,
    };
    let events: Vec<(Event, Moment)> = parts::each(events?.list()?, |node| {
        let f = node.table(&["event", "at"])?;
        let (event, at) = (f.need("event"), f.need("at"));
        Some((event?.word()?, at?.moment()?))
    });
    let open = parts::each(open?.list()?, |node| {
        let name = node.text()?;
        known_name(name, node, &steps).map(|()| name.to_owned())
    });
    let given = Given::Procedure { events, ordered, due: moments(due?, &steps)?, open: open.into_iter().collect() };
    Some(Case { name: name?.both()?, spot: node.spot(), given })
}

fn ladder(node: Node<'_>, rule: &RuleId, sorts: &Sorts) -> Option<Case> {
    let f = node.table(&["name", "due", "rungs"])?;
    let (name, due, rungs) = (f.need("name"), f.need("due"), f.need("rungs"));
    let ladder = sorts.ladders.latest(rule)?;
    let known: Vec<&str> = ladder.rungs.iter().map(|rung| rung.id.as_str()).collect();
    let given = Given::Ladder { due: due?.moment()?, rungs: moments(rungs?, &known)? };
    Some(Case { name: name?.both()?, spot: node.spot(), given })
}
