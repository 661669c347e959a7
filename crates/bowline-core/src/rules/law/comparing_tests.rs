//! Tables and windows against a naive reading: every completion of what is missing is tried.

use super::{MAX_DATES, Test, Truth};
use crate::facts::{Answer, Answers, InputId};
use crate::rules::law::{Band, Bound, Comparison, Condition, Rows, Span, Table, Window};
use crate::time::Day;
use jiff::ToSpan;
use proptest::prelude::*;
use std::collections::BTreeSet;

const WORDS: [&str; 3] = ["a", "b", "c"];

fn truth(test: &Test, answers: &Answers) -> Option<Truth> {
    test.truth(test.seen(answers))
}

fn name(text: &str) -> InputId {
    text.parse().unwrap()
}

/// A day of 2024, a leap year, by its number.
fn day(n: u16) -> Day {
    jiff::civil::date(2024, 1, 1).checked_add(i64::from(n).days()).unwrap()
}

fn bound() -> impl Strategy<Value = Bound> {
    prop_oneof![Just(Bound::AtLeast), Just(Bound::MoreThan), Just(Bound::AtMost), Just(Bound::Below)]
}

fn table() -> impl Strategy<Value = Comparison> {
    let words = (0..4_u8, 0..4_u8, 4..6_u8).prop_map(|(a, b, rest)| {
        let rows = [("a", a), ("b", b)].map(|(word, value)| (word.to_owned(), f64::from(value)));
        (name("kind"), Rows::Words(rows.into()), f64::from(rest))
    });
    let bands = (1..5_u8, 1..5_u8, 0..4_u8, 0..4_u8, 4..6_u8).prop_map(|(from, gap, one, two, rest)| {
        let band = |from: u8, value: u8| Band { from: f64::from(from), value: f64::from(value) };
        (name("size"), Rows::Bands(vec![band(from, one), band(from + gap, two)]), f64::from(rest))
    });
    (bound(), prop_oneof![words, bands]).prop_map(|(bound, (by, rows, rest))| {
        Comparison::Table(Table { bound, unit: "m".into(), by, rows, otherwise: Some(rest) })
    })
}

fn window() -> impl Strategy<Value = Comparison> {
    let within = prop_oneof![(1..60_u32).prop_map(Span::Days), (1..4_u32).prop_map(Span::Months)];
    (1..5_u32, within, any::<bool>()).prop_map(|(count, within, ends)| {
        Comparison::Window(Window { count, within, ending: ends.then(|| name("end")) })
    })
}

/// A comparison with a table or a window.
pub(in crate::rules) fn table_or_window() -> impl Strategy<Value = Condition> {
    prop_oneof![
        table().prop_map(|is| Condition::Input { input: name("much"), is }),
        window().prop_map(|is| Condition::Input { input: name("dates"), is }),
    ]
}

/// Some of the five inputs that these look at.
pub(in crate::rules) fn table_or_window_answers() -> impl Strategy<Value = Answers> {
    let dates =
        prop::collection::vec(0..150_u16, 0..7).prop_map(|days| Answer::Days(days.into_iter().map(day).collect()));
    let number = || (0..10_u8).prop_map(|n| Answer::Number(f64::from(n)));
    let word = (0..3_usize).prop_map(|i| Answer::Choice(WORDS[i].to_owned()));
    let end = (0..150_u16).prop_map(|n| Answer::Day(day(n)));
    (
        prop::option::of(number()),
        prop::option::of(number()),
        prop::option::of(word),
        prop::option::of(dates),
        prop::option::of(end),
    )
        .prop_map(|(much, size, kind, dates, end)| {
            let given = [("much", much), ("size", size), ("kind", kind), ("dates", dates), ("end", end)];
            given.into_iter().filter_map(|(input, answer)| Some((name(input), answer?))).collect()
        })
}

/// What one full answer says.
fn said(is: &Comparison, answer: &Answer, other: Option<&Answer>) -> bool {
    match (is, answer, other) {
        (Comparison::Table(table), Answer::Number(n), Some(by)) => {
            let limit = match (&table.rows, by) {
                (Rows::Words(rows), Answer::Choice(word)) => rows.get(word).copied(),
                (Rows::Bands(bands), Answer::Number(size)) => {
                    bands.iter().filter(|band| band.from <= *size).map(|band| band.value).next_back()
                }
                _ => panic!("a fitting answer"),
            };
            let limit = limit.or(table.otherwise).unwrap();
            match table.bound {
                Bound::AtLeast => *n >= limit,
                Bound::MoreThan => *n > limit,
                Bound::AtMost => *n <= limit,
                Bound::Below => *n < limit,
            }
        }
        (Comparison::Window(window), Answer::Days(days), other) => {
            let last = |first: &Day| match window.within {
                Span::Days(n) => first.checked_add(i64::from(n).days()).unwrap(),
                Span::Months(n) => first.checked_add(i64::from(n).months()).unwrap(),
            };
            let enough = |n: usize| n >= window.count as usize;
            match other {
                Some(Answer::Day(end)) => enough(days.iter().filter(|day| *day <= end && *end <= last(day)).count()),
                _ => days
                    .iter()
                    .any(|first| enough(days.iter().filter(|day| *day >= first && **day <= last(first)).count())),
            }
        }
        _ => panic!("a fitting answer"),
    }
}

/// Every answer that an input could still get, as far as it makes a difference.
fn completions(input: &InputId) -> Vec<Answer> {
    match input.as_str() {
        "much" | "size" => (0..12_u8).map(|n| Answer::Number(f64::from(n) - 1.0)).collect(),
        "kind" => WORDS.iter().map(|word| Answer::Choice((*word).to_owned())).collect(),
        "end" => (0..300).map(|n| Answer::Day(day(n))).collect(),
        _ => vec![Answer::Days(Vec::new()), Answer::Days((0..600).map(|n| day(n / 4)).collect())],
    }
}

/// The reference: what all completions say in common; if not the same, unknown.
pub(in crate::rules) fn naive_test(input: &InputId, is: &Comparison, answers: &Answers) -> Truth {
    let could = |input: &InputId| answers.get(input).map_or_else(|| completions(input), |answer| vec![answer.clone()]);
    let others: Vec<Option<Answer>> =
        is.other_input().map_or(vec![None], |other| could(other).into_iter().map(Some).collect());
    let mut found = BTreeSet::new();
    for answer in could(input) {
        found.extend(others.iter().map(|other| said(is, &answer, other.as_ref())));
    }
    match found.len() {
        1 => found.contains(&true).into(),
        _ => Truth::Unknown,
    }
}

fn run(condition: Condition, answers: &Answers) -> Option<Truth> {
    let Condition::Input { input, is } = condition else { panic!("a comparison") };
    truth(&Test { input, is }, answers)
}

proptest! {
    #[test]
    fn says_what_every_completion_says(condition in table_or_window(), answers in table_or_window_answers()) {
        let Condition::Input { input, is } = condition.clone() else { panic!("a comparison") };
        prop_assert_eq!(run(condition, &answers), Some(naive_test(&input, &is, &answers)));
    }

    #[test]
    fn unknown_names_only_what_it_lacks(condition in table_or_window(), answers in table_or_window_answers()) {
        let Condition::Input { input, is } = condition else { panic!("a comparison") };
        let test = Test { input, is };
        let missing: Vec<&InputId> = test.missing(test.seen(&answers)).collect();
        prop_assert!(missing.iter().all(|input| !answers.contains_key(input)));
        if truth(&test, &answers) == Some(Truth::Unknown) {
            prop_assert!(!missing.is_empty());
        }
    }

    #[test]
    fn what_a_window_shows_is_enough_by_itself(is in window(), mut answers in table_or_window_answers()) {
        let Comparison::Window(window) = &is else { panic!("a window") };
        let Some(Answer::Days(days)) = answers.get(&name("dates")).cloned() else { return Ok(()) };
        let end = match answers.get(&name("end")) {
            Some(Answer::Day(end)) if window.ending.is_some() => Some(*end),
            _ if window.ending.is_some() => return Ok(()),
            _ => None,
        };
        let Some(hit) = window.hit(&days, end) else { return Ok(()) };
        answers.insert(name("dates"), Answer::Days(hit));
        prop_assert_eq!(run(Condition::Input { input: name("dates"), is: is.clone() }, &answers), Some(Truth::True));
    }
}

fn three_in(within: Span) -> Test {
    Test { input: name("dates"), is: Comparison::Window(Window { count: 3, within, ending: None }) }
}

fn listed(days: &[&str]) -> Answers {
    [(name("dates"), Answer::Days(days.iter().map(|day| day.parse().unwrap()).collect()))].into()
}

#[test]
fn the_first_day_is_not_counted_and_months_end_on_their_last_day() {
    let days = |last| listed(&["2025-01-01", last, "2025-03-03"]);
    let in_180 = three_in(Span::Days(180));
    assert_eq!(truth(&in_180, &days("2025-06-30")), Some(Truth::True));
    assert_eq!(truth(&in_180, &days("2025-07-01")), Some(Truth::False));
    let in_6 = three_in(Span::Months(6));
    assert_eq!(truth(&in_6, &listed(&["2024-08-31", "2024-10-01", "2025-02-28"])), Some(Truth::True));
    assert_eq!(truth(&in_6, &listed(&["2024-08-31", "2024-10-01", "2025-03-01"])), Some(Truth::False));
}

#[test]
fn two_on_one_day_are_two_and_none_is_an_answer() {
    assert_eq!(truth(&three_in(Span::Days(30)), &listed(&["2025-01-01"; 3])), Some(Truth::True));
    assert_eq!(truth(&three_in(Span::Days(30)), &listed(&[])), Some(Truth::False));
    assert_eq!(truth(&three_in(Span::Days(30)), &Answers::new()), Some(Truth::Unknown));
}

#[test]
fn what_does_not_fit_is_broken_and_never_no() {
    let test = three_in(Span::Days(30));
    let too_many: Answers = [(name("dates"), Answer::Days(vec![day(1); MAX_DATES + 1]))].into();
    assert_eq!(truth(&test, &too_many), None);
    assert_eq!(truth(&test, &[(name("dates"), Answer::Day(day(1)))].into()), None);
    let rows = Rows::Words([("a".to_owned(), 1.0)].into());
    let is =
        Comparison::Table(Table { bound: Bound::AtLeast, unit: "m".into(), by: name("kind"), rows, otherwise: None });
    let test = Test { input: name("much"), is };
    let answered = |kind: Answer| [(name("much"), Answer::Number(1.0)), (name("kind"), kind)].into();
    assert_eq!(truth(&test, &answered(Answer::Choice("b".into()))), None);
    assert_eq!(truth(&test, &answered(Answer::Number(1.0))), None);
    assert_eq!(truth(&test, &answered(Answer::Choice("a".into()))), Some(Truth::True));
}
