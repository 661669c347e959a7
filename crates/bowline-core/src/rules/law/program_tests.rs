//! The flat program against a naive recursive reading of the same condition.

use super::{MAX_DEPTH, MAX_NODES, Misfit, Program, Stack, TooLarge, Truth};
use crate::facts::{Answer, Answers, InputId};
use crate::rules::law::comparing::tests::{naive_test, table_or_window, table_or_window_answers};
use crate::rules::law::{Comparison, Condition};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn name(i: usize) -> InputId {
    format!("i{i}").parse().unwrap()
}

fn yes(i: usize) -> Condition {
    Condition::Input { input: name(i), is: Comparison::Is(true) }
}

/// The reference: recursive Kleene logic, no reasons.
fn naive(condition: &Condition, answers: &Answers) -> Truth {
    let count = |n: usize, of: &[Condition]| {
        let truths: Vec<Truth> = of.iter().map(|c| naive(c, answers)).collect();
        let yes = truths.iter().filter(|t| **t == Truth::True).count();
        let no = truths.iter().filter(|t| **t == Truth::False).count();
        if yes >= n {
            Truth::True
        } else if of.len() - no < n {
            Truth::False
        } else {
            Truth::Unknown
        }
    };
    match condition {
        Condition::All(of) => count(of.len(), of),
        Condition::Any(of) => count(1, of),
        Condition::AtLeast { n, of } => count(*n as usize, of),
        Condition::Not(inner) => match naive(inner, answers) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        },
        Condition::Input { input, is } => match (answers.get(input), is) {
            (_, Comparison::Table(_) | Comparison::Window(_)) => naive_test(input, is, answers),
            (None, _) => Truth::Unknown,
            (Some(Answer::Yes(b)), Comparison::Is(want)) if b == want => Truth::True,
            (Some(Answer::Number(n)), Comparison::AtLeast(limit, _)) if n >= limit => Truth::True,
            _ => Truth::False,
        },
    }
}

/// Conditions over six yes/no inputs, two numbers, tables and windows; inputs may repeat.
fn conditions() -> impl Strategy<Value = Condition> {
    let test = prop_oneof![
        (0..6_usize, any::<bool>()).prop_map(|(i, want)| Condition::Input { input: name(i), is: Comparison::Is(want) }),
        (6..8_usize, 0..4_u8).prop_map(|(i, limit)| Condition::Input {
            input: name(i),
            is: Comparison::AtLeast(f64::from(limit), "m".into())
        }),
        table_or_window(),
    ];
    test.prop_recursive(5, 40, 5, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..5);
        prop_oneof![
            some().prop_map(Condition::All),
            some().prop_map(Condition::Any),
            inner.clone().prop_map(|c| Condition::Not(Box::new(c))),
            (some(), 1..5_u32).prop_map(|(of, n)| Condition::AtLeast { n, of }),
        ]
    })
}

/// Some of them answered.
fn answers() -> impl Strategy<Value = Answers> {
    let yes = prop::collection::vec(prop::option::of(any::<bool>()), 6);
    let numbers = prop::collection::vec(prop::option::of(0..4_u8), 2);
    (yes, numbers, table_or_window_answers()).prop_map(|(yes, numbers, others)| {
        let yes = yes.into_iter().enumerate().filter_map(|(i, b)| Some((name(i), Answer::Yes(b?))));
        let numbers =
            numbers.into_iter().enumerate().filter_map(|(i, n)| Some((name(i + 6), Answer::Number(f64::from(n?)))));
        yes.chain(numbers).chain(others).collect()
    })
}

/// Gives every input of a condition a number of its own, so that none occurs twice.
fn read_once(condition: &Condition, next: &mut usize) -> Condition {
    let mut several = |of: &[Condition]| of.iter().map(|c| read_once(c, next)).collect::<Vec<_>>();
    match condition {
        Condition::All(of) => Condition::All(several(of)),
        Condition::Any(of) => Condition::Any(several(of)),
        Condition::AtLeast { n, of } => Condition::AtLeast { n: (*n).min(of.len() as u32), of: several(of) },
        Condition::Not(inner) => Condition::Not(Box::new(read_once(inner, next))),
        Condition::Input { .. } => {
            *next += 1;
            yes(*next - 1)
        }
    }
}

fn inputs_of(program: &Program, trail: &[usize]) -> BTreeSet<InputId> {
    trail.iter().flat_map(|i| program.tests()[*i].inputs()).cloned().collect()
}

/// Inputs for which some completion of the answers has a verdict that turns with that input alone.
fn could_change(condition: &Condition, inputs: usize, known: &Answers) -> BTreeSet<InputId> {
    let open: Vec<usize> = (0..inputs).filter(|i| !known.contains_key(&name(*i))).collect();
    let mut found = BTreeSet::new();
    for bits in 0..1_u32 << open.len() {
        let mut full = known.clone();
        full.extend(open.iter().enumerate().map(|(k, i)| (name(*i), Answer::Yes(bits >> k & 1 == 1))));
        let truth = naive(condition, &full);
        for (k, i) in open.iter().enumerate() {
            let mut other = full.clone();
            other.insert(name(*i), Answer::Yes(bits >> k & 1 == 0));
            if naive(condition, &other) != truth {
                found.insert(name(*i));
            }
        }
    }
    found
}

fn run(program: &Program, answers: &Answers) -> Result<(Truth, Vec<usize>), Misfit> {
    let mut stack = Stack::default();
    let truth = program.run(&mut stack, |_, test| test.truth(test.seen(answers)))?;
    Ok((truth, stack.trail().to_vec()))
}

proptest! {
    #[test]
    fn says_what_the_naive_reading_says(condition in conditions(), answers in answers()) {
        let (truth, _) = run(&Program::compile(&condition).unwrap(), &answers).unwrap();
        prop_assert_eq!(truth, naive(&condition, &answers));
    }

    #[test]
    fn its_reasons_alone_suffice(condition in conditions(), answers in answers()) {
        let program = Program::compile(&condition).unwrap();
        let (truth, trail) = run(&program, &answers).unwrap();
        if truth != Truth::Unknown {
            let named = inputs_of(&program, &trail);
            let only: Answers = answers.into_iter().filter(|(input, _)| named.contains(input)).collect();
            prop_assert_eq!(run(&program, &only).unwrap().0, truth);
        }
    }

    #[test]
    fn a_further_answer_never_turns_a_verdict(condition in conditions(), answers in answers(), more in answers()) {
        let program = Program::compile(&condition).unwrap();
        let (truth, _) = run(&program, &answers).unwrap();
        let mut wider = more;
        wider.extend(answers);
        if truth != Truth::Unknown {
            prop_assert_eq!(run(&program, &wider).unwrap().0, truth);
        }
    }

    #[test]
    fn unknown_names_exactly_what_could_change_it(condition in conditions(), bits in prop::collection::vec(prop::option::of(any::<bool>()), 10)) {
        let mut inputs = 0;
        let condition = read_once(&condition, &mut inputs);
        prop_assume!(inputs <= 10);
        let known: Answers = bits.into_iter().take(inputs).enumerate().filter_map(|(i, b)| Some((name(i), Answer::Yes(b?)))).collect();
        let program = Program::compile(&condition).unwrap();
        let (truth, trail) = run(&program, &known).unwrap();
        let expected = could_change(&condition, inputs, &known);
        if truth == Truth::Unknown {
            prop_assert_eq!(inputs_of(&program, &trail), expected);
        } else {
            prop_assert!(expected.is_empty());
        }
    }

    #[test]
    fn a_wrong_type_is_never_silent(condition in conditions(), mut answers in answers()) {
        let program = Program::compile(&condition).unwrap();
        let first = program.tests()[0].input.clone();
        answers.insert(first, Answer::Choice("?".into()));
        prop_assert!(run(&program, &answers).is_err());
    }
}

#[test]
fn not_a_number_is_a_misfit() {
    let is = Comparison::AtMost(1.0, "m".into());
    let program = Program::compile(&Condition::Input { input: name(0), is }).unwrap();
    assert!(run(&program, &Answers::from([(name(0), Answer::Number(f64::NAN))])).is_err());
}

#[test]
fn too_deep_and_too_large_do_not_compile() {
    let deep = (0..MAX_DEPTH).fold(yes(0), |inner, _| Condition::Not(Box::new(inner)));
    assert_eq!(Program::compile(&deep), Err(TooLarge));
    let fits = (1..MAX_DEPTH).fold(yes(0), |inner, _| Condition::Not(Box::new(inner)));
    assert!(Program::compile(&fits).is_ok());
    let wide = Condition::Any((0..=MAX_NODES).map(yes).collect());
    assert_eq!(Program::compile(&wide), Err(TooLarge));
}
