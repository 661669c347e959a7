//! Ten criteria of the national pack under Bowline and under cel, regorus and zen-expression: same findings, same
//! answers, checked to be equal before anything is timed. Prints a table; asserts only that all agree.
//!
//! Run by hand from this folder: `cargo run --release`. With `--show` it prints the translations. Must never time engines
//! that differ in an answer. Start at [`main`].

mod findings;
mod translate;

use bowline_core::facts::Answers;
use bowline_core::rules::{Criterion, Pack, Screening, Verdict};
use findings::{ROUNDS, findings, flat, pack, zen_value};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use std::hint::black_box;
use std::time::{Duration, Instant};
use translate::{Dialect, expression, rego};

type Fault = Box<dyn std::error::Error>;

/// Comparisons of numbers and choices, all, any, nested both, exceptions, "at least n of" from 11, 33 and twice 6 to 12.
const TEN: [&str; 10] = [
    "CN-HAZ-GAS-09-1",
    "CN-HAZ-FIRE-17-6.2",
    "CN-HAZ-FIRE-17-6.5",
    "CN-HAZ-FIRE-17-C1",
    "CN-HAZ-FIRE-17-C3",
    "CN-HAZ-CEX-01",
    "CN-HAZ-CEX-03",
    "CN-HAZ-CEX-07",
    "CN-HAZ-CEX-14",
    "CN-HAZ-WAT-A",
];

/// One way to judge a finding by its number: whether each of the ten holds.
type Engine<'e> = (&'static str, Box<dyn FnMut(usize) -> [bool; 10] + 'e>);

fn main() -> Result<(), Fault> {
    let pack = pack()?;
    let ten: Vec<&Criterion> = TEN
        .iter()
        .map(|id| pack.criteria().latest(&id.parse().expect("an id")).ok_or(format!("the pack has no {id}")))
        .collect::<Result<_, _>>()?;
    if std::env::args().any(|argument| argument == "--show") {
        show(&ten);
        return Ok(());
    }
    let findings = findings(&pack, &ten);
    let screening = Screening::over(&pack, ten.iter().copied());
    let mut engines = bowline(&pack, &ten, &screening, &findings);
    engines.extend([zen(&ten, &findings)?, cel(&ten, &findings)?]);
    engines.extend(regorus(&ten, &findings)?);
    let expected: Vec<[bool; 10]> = findings.iter().map(|answers| by_bowline(&pack, &ten, answers)).collect();
    for (name, judge) in &mut engines {
        for (number, expected) in expected.iter().enumerate() {
            assert_eq!(judge(number), *expected, "{name}, finding {number}");
        }
    }
    let holds = expected.iter().flatten().filter(|holds| **holds).count();
    println!("{} findings, 10 criteria, {holds} of {} hold; all engines agree", findings.len(), findings.len() * 10);
    time(&mut engines, findings.len());
    Ok(())
}

/// Rounds in turn, so that whatever else the machine does falls on all of them. The middle round counts.
fn time(engines: &mut [Engine<'_>], findings: usize) {
    let mut took = vec![Vec::new(); engines.len()];
    for _ in 0..ROUNDS {
        for ((_, judge), took) in engines.iter_mut().zip(&mut took) {
            let (started, mut judged) = (Instant::now(), 0_u32);
            while started.elapsed() < Duration::from_millis(60) {
                for number in 0..findings.min(200) {
                    black_box(judge(black_box(number)));
                }
                judged += findings.min(200) as u32;
            }
            took.push(started.elapsed().as_secs_f64() / f64::from(judged) / 10.0);
        }
    }
    println!("| engine | criteria a second | ns a criterion | fastest and slowest round, ns |\n|---|---:|---:|---:|");
    for ((name, _), mut took) in engines.iter().zip(took) {
        took.sort_by(f64::total_cmp);
        let ns = |at: usize| took[at] * 1e9;
        println!(
            "| {name} | {:.0} | {:.0} | {:.0} – {:.0} |",
            1e9 / ns(ROUNDS / 2),
            ns(ROUNDS / 2),
            ns(0),
            ns(ROUNDS - 1)
        );
    }
}

fn by_bowline(pack: &Pack, ten: &[&Criterion], answers: &Answers) -> [bool; 10] {
    std::array::from_fn(|i| match ten[i].evaluate(pack, answers) {
        Some(Verdict::Holds(_)) => true,
        Some(Verdict::Fails(_)) => false,
        other => panic!("{}: {other:?}", ten[i].id),
    })
}

fn bowline<'e>(
    pack: &'e Pack,
    ten: &'e [&Criterion],
    screening: &'e Screening<'e>,
    findings: &'e [Answers],
) -> Vec<Engine<'e>> {
    let screened = move |number: usize| {
        let screened = screening.run(&findings[number]);
        let mut holds = [false; 10];
        for (criterion, _) in &screened.holds {
            let place = ten.iter().position(|rule| std::ptr::eq(*rule, *criterion));
            holds[place.expect("one of the ten")] = true;
        }
        holds
    };
    vec![
        ("Bowline, screening: reasons where it holds", Box::new(screened)),
        ("Bowline, one by one: reasons always", Box::new(move |number| by_bowline(pack, ten, &findings[number]))),
    ]
}

/// Compiled once, findings turned into its values beforehand, one machine for all.
fn zen(ten: &[&Criterion], findings: &[Answers]) -> Result<Engine<'static>, Fault> {
    let mut isolate = zen_expression::Isolate::new();
    let compile = |rule: &&Criterion| isolate.compile_standard(&expression(rule, Dialect::Zen));
    let programs = ten.iter().map(compile).collect::<Result<Vec<_>, _>>()?;
    let values: Vec<_> = findings.iter().map(|answers| zen_value(&flat(answers))).collect();
    let mut machine = zen_expression::vm::VM::new();
    let judge = move |number: usize| {
        let scope = zen_expression::scope::Scope::new(values[number].clone());
        std::array::from_fn(|i| {
            let said = programs[i].evaluate_with_scope(&scope, &mut machine).expect("zen");
            said.as_bool().expect("a yes or no")
        })
    };
    Ok(("zen-expression 2.1.6: yes or no", Box::new(judge)))
}

/// Compiled once; the context of each finding is filled beforehand.
fn cel(ten: &[&Criterion], findings: &[Answers]) -> Result<Engine<'static>, Fault> {
    let compile = |rule: &&Criterion| cel::Program::compile(&expression(rule, Dialect::Cel));
    let programs = ten.iter().map(compile).collect::<Result<Vec<_>, _>>()?;
    let contexts: Vec<cel::Context<'static, 'static>> = findings
        .iter()
        .map(|answers| {
            let mut context = cel::Context::default();
            for (name, value) in flat(answers) {
                context.add_variable_from_value(name, findings::cel_value(&value));
            }
            context
        })
        .collect();
    let judge = move |number: usize| {
        std::array::from_fn(|i| match programs[i].execute(&contexts[number]) {
            Ok(cel::Value::Bool(holds)) => holds,
            other => panic!("cel: {other:?}"),
        })
    };
    Ok(("cel 0.15.0: yes or no", Box::new(judge)))
}

/// All ten in one query, compiled once, findings turned into its values beforehand: by its interpreter and its machine.
fn regorus(ten: &[&Criterion], findings: &[Answers]) -> Result<[Engine<'static>; 2], Fault> {
    let mut engine = regorus::Engine::new();
    engine.add_policy("ten.rego".into(), rego(ten))?;
    let policy = engine.compile_with_entrypoint(&"data.ten.out".into())?;
    let program = Compiler::compile_from_policy(&policy, &["data.ten.out"])?;
    let read = |answers: &Answers| regorus::Value::from_json_str(&serde_json::Value::from(flat(answers)).to_string());
    let inputs = findings.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut machine = RegoVM::new();
    machine.load_program(program);
    let same = inputs.clone();
    let interpreted = move |number: usize| ten_of(&policy.eval_with_input(inputs[number].clone()).expect("regorus"));
    let run = move |number: usize| {
        machine.set_input(same[number].clone());
        ten_of(&machine.execute().expect("regorus"))
    };
    Ok([
        ("regorus 0.14.1, machine: yes or no", Box::new(run)),
        ("regorus 0.14.1, interpreter: yes or no", Box::new(interpreted)),
    ])
}

fn ten_of(value: &regorus::Value) -> [bool; 10] {
    let list = value.as_array().expect("a list");
    std::array::from_fn(|i| *list.iter().nth(i).and_then(|item| item.as_bool().ok()).expect("a yes or no"))
}

fn show(ten: &[&Criterion]) {
    for rule in ten {
        println!("{}\n  cel: {}\n  zen: {}", rule.id, expression(rule, Dialect::Cel), expression(rule, Dialect::Zen));
    }
    println!("\n{}", rego(ten));
}
