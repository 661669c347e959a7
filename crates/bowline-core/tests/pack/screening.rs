//! A screening of a finding against what each criterion says by itself: over the shipped pack, with any answers.

use super::{Pack, national};
use bowline_core::facts::{Answer, Answers, InputId};
use bowline_core::rules::{InputKind, Screened, Screening, Verdict};
use bowline_core::time::Day;
use jiff::ToSpan;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What each criterion says, put together.
fn one_by_one<'p>(pack: &'p Pack, sector: &str, day: Day, answers: &Answers) -> Screened<'p> {
    let mut all = Screened::default();
    let mut missing = BTreeSet::new();
    for criterion in pack.criteria_for(sector, day) {
        match criterion.evaluate(pack, answers) {
            Some(Verdict::Holds(why)) => all.holds.push((criterion, why)),
            Some(Verdict::Fails(_)) => all.fails += 1,
            Some(Verdict::Unknown(inputs)) => {
                all.unknown.push(criterion);
                missing.extend(inputs);
            }
            Some(Verdict::Broken(fault)) => all.broken.push(fault),
            None => {}
        }
    }
    all.missing = pack.inputs().keys().filter(|input| missing.contains(*input)).collect();
    all
}

/// An answer drawn by a number: mostly one that fits, else one of another type or a choice that is not declared.
fn answer(pack: &Pack, input: &InputId, drawn: u32, fits: bool) -> Answer {
    let day = |n: u32| jiff::civil::date(2020, 1, 1).saturating_add(i64::from(n % 3_000).days());
    match &pack.inputs().get(input).unwrap().kind {
        _ if !fits => {
            [Answer::Choice("?".into()), Answer::Number(f64::NAN), Answer::Yes(true)][drawn as usize % 3].clone()
        }
        InputKind::Yes => Answer::Yes(drawn.is_multiple_of(3)),
        InputKind::Number { .. } => {
            Answer::Number(f64::from(drawn % 1_000) / [1.0, 10.0, 100.0][drawn as usize / 1_000 % 3])
        }
        InputKind::Day => Answer::Day(day(drawn)),
        InputKind::Dates => Answer::Days((0..drawn % 5).map(|i| day(drawn.wrapping_mul(i * 7 + 1) % 90)).collect()),
        InputKind::Choice { choices } => {
            Answer::Choice(choices.keys().nth(drawn as usize % choices.len()).unwrap().clone())
        }
        InputKind::Text | InputKind::Person | InputKind::Moment | InputKind::Files | InputKind::Named(_) => {
            panic!("no condition compares these")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_screening_says_what_each_criterion_says(
        sector in 0..national().country().sectors().len(),
        later in 0..2_000_i64,
        draws in prop::collection::vec((any::<u32>(), 0..100_u8), 400),
        broken in 0..3_u8,
    ) {
        let sector = national().country().sectors().keys().nth(sector).unwrap();
        let day = jiff::civil::date(2022, 1, 1).saturating_add(later.days());
        let screening = Screening::of(national(), sector, day);
        let drawn = screening.inputs().zip(draws.iter().cycle());
        let answered = drawn.filter(|(_, (_, chance))| *chance < 90);
        let answers: Answers = answered
            .map(|(input, (drawn, chance))| (input.clone(), answer(national(), input, *drawn, *chance >= broken)))
            .chain([("a.stranger".parse().unwrap(), Answer::Yes(true)), ("zz.stranger".parse().unwrap(), Answer::Yes(true))])
            .collect();
        prop_assert_eq!(screening.run(&answers), one_by_one(national(), sector, day, &answers));
    }
}

#[test]
fn it_asks_what_its_criteria_ask_and_leaves_out_what_is_never_decided() {
    let day = "2026-11-21".parse().unwrap();
    let screening = Screening::of(national(), "B06", day);
    let in_force: Vec<_> = national().criteria_for("B06", day).collect();
    assert_eq!(screening.criteria().len(), in_force.iter().filter(|rule| rule.undecided.is_none()).count());
    assert!(screening.criteria().len() > 100 && in_force.len() > screening.criteria().len());
    let asked: BTreeSet<InputId> = in_force.iter().flat_map(|rule| rule.inputs()).collect();
    assert_eq!(screening.inputs().cloned().collect::<Vec<_>>(), asked.into_iter().collect::<Vec<_>>());
    let empty = screening.run(&Answers::new());
    assert_eq!((empty.unknown.len(), empty.fails), (screening.criteria().len(), 0));
}
