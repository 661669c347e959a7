//! The pack, made-up findings with every question answered, and their answers as values of the other engines.

use bowline_core::facts::{Answer, Answers};
use bowline_core::rules::{Comparison, Condition, Criterion, InputKind, Pack, PackFiles};
use std::path::Path;

/// Rounds of each engine; odd, so that there is a middle one.
pub const ROUNDS: usize = 7;
const FINDINGS: usize = 1_000;

/// The national pack of this working copy.
pub fn pack() -> Result<Pack, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-national");
    let (mut files, mut folders) = (PackFiles::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.insert(path.strip_prefix(&root)?.to_string_lossy().into_owned(), text);
            }
        }
    }
    Pack::load(&files).map_err(|faults| format!("{faults:?}").into())
}

/// Seeded (splitmix64): one number below `below`.
fn draw(seed: &mut u64, below: usize) -> usize {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 1) as usize % below.max(1)
}

/// Half of the yes/no answers of a quarter of the findings are yes, one in ten of the rest; numbers lie on and around the
/// limits of the ten.
pub fn findings(pack: &Pack, ten: &[&Criterion]) -> Vec<Answers> {
    let mut seed = 7;
    let mut limits = Vec::new();
    ten.iter().flat_map(|rule| &rule.condition).for_each(|condition| collect(condition, &mut limits));
    let inputs: std::collections::BTreeSet<_> = ten.iter().flat_map(|rule| rule.inputs()).collect();
    (0..FINDINGS)
        .map(|number| {
            let yes = if number % 4 == 0 { 50 } else { 10 };
            let answer = |kind: &InputKind, seed: &mut u64| match kind {
                InputKind::Yes => Answer::Yes(draw(seed, 100) < yes),
                InputKind::Number { .. } => {
                    Answer::Number(limits[draw(seed, limits.len())] + [-0.5, 0.0, 0.5][draw(seed, 3)])
                }
                InputKind::Choice { choices } => {
                    Answer::Choice(choices.keys().nth(draw(seed, choices.len())).expect("a choice").clone())
                }
                InputKind::Day
                | InputKind::Dates
                | InputKind::Text
                | InputKind::Person
                | InputKind::Moment
                | InputKind::Files
                | InputKind::Named(_) => panic!("none of the ten asks for this"),
            };
            let one = inputs
                .iter()
                .map(|input| (input.clone(), answer(&pack.inputs().get(input).expect("declared").kind, &mut seed)));
            one.collect()
        })
        .collect()
}

fn collect(condition: &Condition, limits: &mut Vec<f64>) {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast { of, .. } => {
            of.iter().for_each(|part| collect(part, limits));
        }
        Condition::Not(inner) => collect(inner, limits),
        Condition::Input { is, .. } => {
            if let Comparison::AtLeast(limit, _)
            | Comparison::MoreThan(limit, _)
            | Comparison::AtMost(limit, _)
            | Comparison::Below(limit, _) = is
            {
                limits.push(*limit);
            }
        }
    }
}

/// Answers as JSON, dots in names replaced.
pub fn flat(answers: &Answers) -> serde_json::Map<String, serde_json::Value> {
    let value = |answer: &Answer| match answer {
        Answer::Yes(yes) => serde_json::Value::from(*yes),
        Answer::Number(number) => serde_json::Value::from(*number),
        Answer::Choice(word) => serde_json::Value::from(word.as_str()),
        other => panic!("none of the ten asks for {other:?}"),
    };
    answers.iter().map(|(input, answer)| (super::translate::variable(input.as_str()), value(answer))).collect()
}

/// As a value of CEL.
pub fn cel_value(value: &serde_json::Value) -> cel::Value {
    match value {
        serde_json::Value::Bool(yes) => cel::Value::Bool(*yes),
        serde_json::Value::String(word) => cel::Value::String(word.clone().into()),
        number => cel::Value::Float(number.as_f64().expect("a number")),
    }
}

/// As a value of Zen.
pub fn zen_value(values: &serde_json::Map<String, serde_json::Value>) -> zen_expression::Variable {
    serde_json::Value::from(values.clone()).into()
}
