//! Conditions can tell apart only finitely many regions of answers. A condition compares inputs with constants, so its
//! truth is the same all over a region, and what holds in every region holds for every answer (decision 0017).
//!
//! This module must never leave a region out. Start at [`Regions::of`].

use crate::facts::{Answer, Answers, InputId};
use crate::rules::law::comparing::{Test, Truth};
use crate::rules::law::program::{Program, Stack};
use crate::rules::law::{Comparison, Input, InputKind, Rows, Span, Window};
use crate::time::Day;
use crate::words::Text;
use jiff::ToSpan;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Most regions that are looked at. Beyond it two rules are not compared.
const MAX_REGIONS: usize = 200_000;
/// Most different windows over one list of days.
const MAX_WINDOWS: usize = 6;

/// All regions of some conditions.
pub(super) struct Regions {
    axes: Vec<Axis>,
}

/// One input, and what can be answered as far as it makes a difference. The last of the values: not answered.
struct Axis {
    input: InputId,
    values: Vec<Value>,
    windows: Vec<Window>,
}

enum Value {
    Missing,
    Answer(Answer),
    /// A list of days for which the windows of the axis, in order, come out so.
    Days(Vec<Truth>),
}

/// One region.
pub(super) struct Region<'r> {
    regions: &'r Regions,
    /// A representative, but for lists of days.
    answers: Answers,
    at: Vec<usize>,
}

impl Regions {
    /// The regions of these conditions.
    ///
    /// # Errors
    /// Why they cannot be looked through.
    pub(super) fn of(programs: &[&Program], inputs: &BTreeMap<InputId, Input>) -> Result<Self, Text> {
        let tests: Vec<&Test> = programs.iter().flat_map(|program| program.tests()).collect();
        let names: BTreeSet<&InputId> = tests.iter().flat_map(|test| test.inputs()).collect();
        let axes: Option<Vec<Axis>> = names.into_iter().map(|name| axis(inputs.get(name)?, &tests)).collect();
        let too_many = || {
            let zh = format!("可能的回答组合超过 {MAX_REGIONS} 种，未作比较");
            Text::new(zh, format!("more than {MAX_REGIONS} combinations of answers: not compared"))
        };
        let axes = axes.ok_or_else(too_many)?;
        let size = axes.iter().try_fold(1_usize, |size, axis| size.checked_mul(axis.values.len()));
        if size.is_none_or(|size| size > MAX_REGIONS) {
            return Err(too_many());
        }
        Ok(Self { axes })
    }

    /// Visits each region, until told to stop.
    pub(super) fn each(&self, mut visit: impl FnMut(&Region<'_>) -> ControlFlow<()>) {
        let mut region = Region { regions: self, answers: Answers::new(), at: vec![0; self.axes.len()] };
        (0..self.axes.len()).for_each(|no| region.put(no));
        loop {
            if region.is_consistent() && visit(&region).is_break() {
                return;
            }
            if !region.advance() {
                return;
            }
        }
    }
}

impl Region<'_> {
    /// The truth of a condition all over the region. Unknown: an answer is missing that could still turn it.
    pub(super) fn truth(&self, program: &Program) -> Truth {
        program.run(&mut Stack::default(), |_, test| self.test(test)).unwrap_or(Truth::Unknown)
    }

    fn test(&self, test: &Test) -> Option<Truth> {
        let Comparison::Window(window) = &test.is else { return test.truth(test.seen(&self.answers)) };
        let (axis, value) = self.axis(&test.input)?;
        match value {
            Value::Days(truths) => {
                let no = axis.windows.iter().position(|it| it == window)?;
                truths.get(no).copied()
            }
            _ => Some(Truth::Unknown),
        }
    }

    fn axis(&self, input: &InputId) -> Option<(&Axis, &Value)> {
        let no = self.regions.axes.iter().position(|axis| axis.input == *input)?;
        let axis = self.regions.axes.get(no)?;
        Some((axis, axis.values.get(*self.at.get(no)?)?))
    }

    /// Sets the answer of an axis to its value.
    fn put(&mut self, no: usize) {
        let Some((axis, at)) = self.regions.axes.get(no).zip(self.at.get(no)) else { return };
        match axis.values.get(*at) {
            Some(Value::Answer(answer)) => self.answers.insert(axis.input.clone(), answer.clone()),
            _ => self.answers.remove(&axis.input),
        };
    }

    /// The next region; false after the last.
    fn advance(&mut self) -> bool {
        for no in 0..self.at.len() {
            let size = self.regions.axes.get(no).map_or(0, |axis| axis.values.len());
            let Some(at) = self.at.get_mut(no) else { return false };
            *at += 1;
            let wrapped = *at >= size;
            if wrapped {
                *at = 0;
            }
            self.put(no);
            if !wrapped {
                return true;
            }
        }
        false
    }

    /// A window that ends on a day is decided where that day is known; where it is not, it fails or stays open.
    fn is_consistent(&self) -> bool {
        self.lists().all(|(axis, truths)| {
            axis.windows.iter().zip(truths).all(|(window, truth)| match &window.ending {
                None => true,
                Some(ending) if self.answers.contains_key(ending) => *truth != Truth::Unknown,
                Some(_) => *truth != Truth::True,
            })
        })
    }

    fn lists(&self) -> impl Iterator<Item = (&Axis, &Vec<Truth>)> {
        let values = self.regions.axes.iter().zip(&self.at).map(|(axis, at)| (axis, axis.values.get(*at)));
        values.filter_map(|(axis, value)| match value {
            Some(Value::Days(truths)) => Some((axis, truths)),
            _ => None,
        })
    }

    /// Answers that lie in the region. None: no list of days was found for which its windows come out so; there may be none.
    pub(super) fn example(&self) -> Option<Answers> {
        let mut answers = self.answers.clone();
        for (axis, truths) in self.lists() {
            let fits = |days: &Vec<Day>, answers: &Answers| {
                let mut with = answers.clone();
                with.insert(axis.input.clone(), Answer::Days(days.clone()));
                axis.windows.iter().zip(truths).all(|(window, truth)| {
                    let test = Test { input: axis.input.clone(), is: Comparison::Window(window.clone()) };
                    test.truth(test.seen(&with)) == Some(*truth)
                })
            };
            let days = candidates(axis, &answers).into_iter().find(|days| fits(days, &answers))?;
            answers.insert(axis.input.clone(), Answer::Days(days));
        }
        Some(answers)
    }
}

/// What an input can be answered, as far as one of the tests can tell. None: too many windows over one list.
fn axis(input: &Input, tests: &[&Test]) -> Option<Axis> {
    let mut windows: Vec<Window> = Vec::new();
    let answers: Vec<Answer> = match &input.kind {
        InputKind::Yes => vec![Answer::Yes(true), Answer::Yes(false)],
        InputKind::Choice { choices } => choices.keys().map(|word| Answer::Choice(word.clone())).collect(),
        InputKind::Number { .. } => numbers(limits(input, tests)).into_iter().map(Answer::Number).collect(),
        InputKind::Day => days(input, tests).into_iter().map(Answer::Day).collect(),
        InputKind::Dates => {
            for test in tests.iter().filter(|test| test.input == input.id) {
                if let Comparison::Window(window) = &test.is
                    && !windows.contains(window)
                {
                    windows.push(window.clone());
                }
            }
            Vec::new()
        }
        // No condition compares these: the loader refuses it.
        InputKind::Text | InputKind::Person | InputKind::Moment | InputKind::Files | InputKind::Named(_) => Vec::new(),
    };
    if windows.len() > MAX_WINDOWS {
        return None;
    }
    let lists = if windows.is_empty() { Vec::new() } else { outcomes(&windows) };
    let values = answers.into_iter().map(Value::Answer).chain(lists.into_iter().map(Value::Days));
    Some(Axis { input: input.id.clone(), values: values.chain([Value::Missing]).collect(), windows })
}

/// Every number that the tests hold an input against.
fn limits(input: &Input, tests: &[&Test]) -> Vec<f64> {
    let mut found = Vec::new();
    for test in tests {
        match &test.is {
            Comparison::AtLeast(n, _)
            | Comparison::MoreThan(n, _)
            | Comparison::AtMost(n, _)
            | Comparison::Below(n, _)
                if test.input == input.id =>
            {
                found.push(*n);
            }
            Comparison::Table(table) => {
                if test.input == input.id {
                    found.extend(table.limits());
                }
                if let (true, Rows::Bands(bands)) = (table.by == input.id, &table.rows) {
                    found.extend(bands.iter().map(|band| band.from));
                }
            }
            _ => {}
        }
    }
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

/// Each limit, a number between any two, one below all and one above all.
fn numbers(limits: Vec<f64>) -> Vec<f64> {
    let (Some(first), Some(last)) = (limits.first().copied(), limits.last().copied()) else { return vec![0.0] };
    let between = limits.windows(2).filter_map(|pair| Some(f64::midpoint(*pair.first()?, *pair.last()?)));
    let outside = [(first - 1.0).min(first.next_down()), (last + 1.0).max(last.next_up())];
    let mut all: Vec<f64> = between.chain(outside).chain(limits.iter().copied()).filter(|n| n.is_finite()).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// Each day that an input is held against, the day before it and the day after it.
fn days(input: &Input, tests: &[&Test]) -> BTreeSet<Day> {
    let limit = |test: &&&Test| match &test.is {
        Comparison::From(day) | Comparison::Before(day) if test.input == input.id => Some(*day),
        _ => None,
    };
    let limits: Vec<Day> = tests.iter().filter_map(|test| limit(&test)).collect();
    let around = |day: Day| [day.saturating_sub(1.day()), day, day.saturating_add(1.day())];
    let all: BTreeSet<Day> = limits.into_iter().flat_map(around).collect();
    if all.is_empty() { BTreeSet::from([some_day()]) } else { all }
}

/// A day for those that nothing is held against.
fn some_day() -> Day {
    Day::constant(2024, 7, 15)
}

/// Every way in which the windows over one list can come out, those left out that contradict each other for certain.
fn outcomes(windows: &[Window]) -> Vec<Vec<Truth>> {
    let mut all = vec![Vec::new()];
    for window in windows {
        let open = window.ending.is_some().then_some(Truth::Unknown);
        let each: Vec<Truth> = [Truth::True, Truth::False].into_iter().chain(open).collect();
        all = all
            .into_iter()
            .flat_map(|row: Vec<Truth>| {
                each.iter().map(move |truth| [row.as_slice(), &[*truth]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    all.retain(|row| {
        let told: Vec<(&Window, Truth)> = windows.iter().zip(row.iter().copied()).collect();
        told.iter().all(|(one, truth)| {
            *truth == Truth::False
                || told.iter().all(|(other, its)| !implies(one, other) || !contradicts(one, *truth, other, *its))
        })
    });
    all
}

/// Whether a list that fills the one window fills the other too, for certain.
fn implies(one: &Window, other: &Window) -> bool {
    let same_end = other.ending.is_none() || one.ending == other.ending;
    same_end && one.count >= other.count && fits_in(one.within, other.within)
}

/// `one` implies `other`, and is true, or open because its last day is not known: then some span holds enough days.
fn contradicts(one: &Window, truth: Truth, other: &Window, its: Truth) -> bool {
    match (&one.ending, &other.ending) {
        (Some(_), None) | (None, None) => its == Truth::False,
        _ => its == Truth::False || (truth == Truth::True && its == Truth::Unknown),
    }
}

/// Whether the one span is never longer than the other, wherever it begins. A month has 28 to 31 days, m months at least 30 m - 2.
pub(super) fn fits_in(one: Span, other: Span) -> bool {
    match (one, other) {
        (Span::Days(one), Span::Days(other)) | (Span::Months(one), Span::Months(other)) => one <= other,
        (Span::Days(days), Span::Months(months)) => days.saturating_add(2) <= months.saturating_mul(30),
        (Span::Months(months), Span::Days(days)) => months.saturating_mul(31) <= days,
    }
}

/// Lists of days that lie at the edges of the windows: so many days spread out, or all but one at the end.
fn candidates(axis: &Axis, answers: &Answers) -> Vec<Vec<Day>> {
    let known = |window: &Window| match window.ending.as_ref().and_then(|ending| answers.get(ending)) {
        Some(Answer::Day(day)) => Some(*day),
        _ => None,
    };
    let ends: BTreeSet<Day> = axis.windows.iter().filter_map(known).chain([some_day()]).collect();
    let counts: BTreeSet<u32> = axis.windows.iter().flat_map(|it| [it.count.saturating_sub(1), it.count]).collect();
    let mut found = vec![Vec::new()];
    for end in ends {
        let edges = axis.windows.iter().flat_map(|window| edges(window.within, end));
        for first in edges.chain([end]).collect::<BTreeSet<Day>>() {
            for count in counts.iter().copied().filter(|count| *count > 0) {
                let length = i64::from(end.since(first).map_or(0, |span| span.get_days()));
                let step =
                    |no: u32| first.saturating_add((length * i64::from(no) / i64::from(count.max(2) - 1)).days());
                let mut bunched = vec![end; usize::try_from(count).unwrap_or(1)];
                if let Some(day) = bunched.first_mut() {
                    *day = first;
                }
                found.extend([(0..count).map(step).collect(), bunched]);
            }
        }
    }
    found
}

/// The earliest day from which a span reaches an end, and the day before it.
fn edges(within: Span, end: Day) -> [Day; 2] {
    let mut first = match within {
        Span::Days(n) => end.saturating_sub(i64::from(n).days()),
        Span::Months(n) => end.saturating_sub(i64::from(n).months()).saturating_sub(4.days()),
    };
    while within.after(first) < end {
        let next = first.saturating_add(1.day());
        if next == first {
            break;
        }
        first = next;
    }
    [first, first.saturating_sub(1.day())]
}
