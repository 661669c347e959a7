//! This module makes one comparison: numbers against a limit or a row of a table, days, choices, and windows over dated
//! facts.
//!
//! This module must never read a missing answer as "no": what could still turn the comparison makes it unknown. Start
//! at [`Test`].

use super::{Comparison, Rows, Span, Table, Window};
use crate::facts::{Answer, Answers, InputId};
use crate::time::Day;
use jiff::ToSpan;
use std::borrow::Cow;

/// Most days that an answer may list: what a window costs is bounded by it. More is a fault, never cut short.
pub const MAX_DATES: usize = 10_000;

/// What a comparison or a condition gave, apart from faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Truth {
    True,
    False,
    Unknown,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::rules) struct Test {
    pub(in crate::rules) input: InputId,
    pub(in crate::rules) is: Comparison,
}

impl Test {
    /// The inputs it looks at: what is compared, then what chooses the row of its table or ends its window.
    pub(in crate::rules) fn inputs(&self) -> impl Iterator<Item = &InputId> {
        std::iter::once(&self.input).chain(self.is.other_input())
    }

    /// Its answers among these.
    pub(in crate::rules) fn seen<'a>(&self, answers: &'a Answers) -> Seen<'a> {
        Seen { answer: answers.get(&self.input), other: self.is.other_input().and_then(|other| answers.get(other)) }
    }

    /// Inputs whose answer it lacks.
    pub(in crate::rules) fn missing(&self, seen: Seen<'_>) -> impl Iterator<Item = &InputId> {
        self.inputs().zip([seen.answer, seen.other]).filter(|(_, answer)| answer.is_none()).map(|(input, _)| input)
    }

    /// None: an answer does not fit the comparison.
    pub(in crate::rules) fn truth(&self, seen: Seen<'_>) -> Option<Truth> {
        match &self.is {
            Comparison::Table(table) => table.truth(seen.answer, seen.other),
            Comparison::Window(window) => window.truth(seen.answer, window.ending.as_ref().map(|_| seen.other)),
            is => seen.answer.map_or(Some(Truth::Unknown), |answer| is.compare(answer).map(Truth::from)),
        }
    }
}

/// The answers that one test looks at: to what it compares, and to what chooses its row or ends its window.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::rules) struct Seen<'a> {
    pub(in crate::rules) answer: Option<&'a Answer>,
    pub(in crate::rules) other: Option<&'a Answer>,
}

impl Comparison {
    /// The second input that it looks at, if any.
    pub(in crate::rules) const fn other_input(&self) -> Option<&InputId> {
        match self {
            Self::Table(table) => Some(&table.by),
            Self::Window(window) => window.ending.as_ref(),
            _ => None,
        }
    }

    /// A comparison with one answer. None: the answer does not fit.
    fn compare(&self, answer: &Answer) -> Option<bool> {
        Some(match (self, answer) {
            (Self::Is(want), Answer::Yes(yes)) => want == yes,
            (Self::OneOf(list), Answer::Choice(choice)) => list.contains(choice),
            (Self::AtLeast(limit, _), Answer::Number(n)) if n.is_finite() => n >= limit,
            (Self::MoreThan(limit, _), Answer::Number(n)) if n.is_finite() => n > limit,
            (Self::AtMost(limit, _), Answer::Number(n)) if n.is_finite() => n <= limit,
            (Self::Below(limit, _), Answer::Number(n)) if n.is_finite() => n < limit,
            (Self::From(limit), Answer::Day(day)) => day >= limit,
            (Self::Before(limit), Answer::Day(day)) => day < limit,
            _ => return None,
        })
    }
}

impl Table {
    /// Unknown while the number is missing; while only the row is, unknown unless every row says the same.
    fn truth(&self, answer: Option<&Answer>, by: Option<&Answer>) -> Option<Truth> {
        let row = match by {
            Some(by) => Some(self.row(by)?),
            None => None,
        };
        let number = match answer {
            Some(Answer::Number(n)) if n.is_finite() => *n,
            Some(_) => return None,
            None => return Some(Truth::Unknown),
        };
        if let Some(limit) = row {
            return Some(self.bound.holds(number, limit).into());
        }
        let mut truths = self.limits().map(|limit| self.bound.holds(number, limit));
        let first = truths.next()?;
        Some(if truths.all(|truth| truth == first) { first.into() } else { Truth::Unknown })
    }

    /// The limit that an answer chooses. None: the answer does not fit, or no row speaks about it.
    pub(in crate::rules) fn row(&self, by: &Answer) -> Option<f64> {
        match (&self.rows, by) {
            (Rows::Words(rows), Answer::Choice(word)) => rows.get(word).copied().or(self.otherwise),
            (Rows::Words(rows), Answer::Yes(yes)) => rows.get(yes_word(*yes)).copied().or(self.otherwise),
            (Rows::Bands(bands), Answer::Number(n)) if n.is_finite() => {
                bands.iter().rev().find(|band| *n >= band.from).map(|band| band.value).or(self.otherwise)
            }
            _ => None,
        }
    }

    /// Every limit it can choose.
    pub(in crate::rules) fn limits(&self) -> impl Iterator<Item = f64> {
        let (words, bands) = match &self.rows {
            Rows::Words(rows) => (Some(rows.values().copied()), None),
            Rows::Bands(bands) => (None, Some(bands.iter().map(|band| band.value))),
        };
        words.into_iter().flatten().chain(bands.into_iter().flatten()).chain(self.otherwise)
    }
}

/// The name of a row of a table over a yes/no input.
pub(in crate::rules) const fn yes_word(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

impl Window {
    /// `ending`: no such input, an input without an answer, or its answer.
    fn truth(&self, answer: Option<&Answer>, ending: Option<Option<&Answer>>) -> Option<Truth> {
        let ending = match ending {
            None => None,
            Some(None) => Some(None),
            Some(Some(Answer::Day(day))) => Some(Some(*day)),
            Some(Some(_)) => return None,
        };
        let days = match answer {
            None => return Some(Truth::Unknown),
            Some(Answer::Days(days)) if days.len() <= MAX_DATES => days,
            Some(_) => return None,
        };
        Some(match ending {
            None => self.anywhere(&ascending(days)).is_some().into(),
            Some(Some(end)) => (self.inside(days, end).count() >= self.needed()).into(),
            // No window anywhere: none ends on that day either, whichever it is.
            Some(None) if self.anywhere(&ascending(days)).is_none() => Truth::False,
            Some(None) => Truth::Unknown,
        })
    }

    /// The days of the first window that holds enough of them.
    pub(in crate::rules) fn hit(&self, days: &[Day], ending: Option<Day>) -> Option<Vec<Day>> {
        let Some(end) = ending else { return self.anywhere(&ascending(days)).map(<[Day]>::to_vec) };
        let mut inside: Vec<Day> = self.inside(days, end).collect();
        inside.sort_unstable();
        (inside.len() >= self.needed()).then_some(inside)
    }

    fn anywhere<'d>(&self, ascending: &'d [Day]) -> Option<&'d [Day]> {
        let fits =
            |run: &&[Day]| run.first().zip(run.last()).is_some_and(|(first, last)| *last <= self.within.after(*first));
        ascending.windows(self.needed()).find(fits)
    }

    fn inside(&self, days: &[Day], end: Day) -> impl Iterator<Item = Day> {
        days.iter().copied().filter(move |day| *day <= end && self.within.after(*day) >= end)
    }

    fn needed(&self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX).max(1)
    }
}

/// The days in order; copied only if they are not.
fn ascending(days: &[Day]) -> Cow<'_, [Day]> {
    if days.is_sorted() {
        return Cow::Borrowed(days);
    }
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    Cow::Owned(sorted)
}

impl Span {
    /// The last day of a span that begins on a day. The day itself is not counted (as with a term in calendar days); a
    /// month ends on the day of the same number, or on its last day if it has none.
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        match self {
            Self::Days(n) => day.saturating_add(i64::from(n).days()),
            Self::Months(n) => day.saturating_add(i64::from(n).months()),
        }
    }
}

#[cfg(test)]
#[path = "comparing_tests.rs"]
pub(in crate::rules) mod tests;
