//! An answered form comes back as the answers that rules take; relevance is said in the language of the form.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]

use bowline_core::facts::{Answer, Answers, Grade, InputId};
use bowline_core::rules::{Band, Bound, Comparison, Form, InputKind, Pack, Rows, Settled, Table, grade};
use bowline_service::xlsform::{answers_of, name_of, relevant, sheets, xlsform};
use bowline_service::{embedded_pack, open_pack, pack_files};
use std::path::Path;

fn pack() -> Pack {
    embedded_pack("cn-national").unwrap().0
}

fn id(text: &str) -> InputId {
    text.parse().unwrap()
}

/// An answer to each question and the text in which a form tool would export it.
fn answered(pack: &Pack, input: &InputId, n: usize) -> (Answer, String) {
    match &pack.inputs().get(input).unwrap().kind {
        InputKind::Yes => {
            let yes = n.is_multiple_of(2);
            (Answer::Yes(yes), if yes { "yes" } else { "no" }.to_owned())
        }
        InputKind::Number { .. } => {
            let limits = &pack.inputs().get(input).unwrap().limits;
            let parts = if limits.whole { 1.0 } else { 4.0 };
            let number = f64::from(u32::try_from(n).unwrap()) / parts;
            let number = number.clamp(limits.least.unwrap_or(f64::MIN), limits.most.unwrap_or(f64::MAX));
            (Answer::Number(number), number.to_string())
        }
        InputKind::Choice { choices } => {
            let word = choices.keys().nth(n % choices.len()).unwrap().clone();
            (Answer::Choice(word.clone()), word)
        }
        InputKind::Day => (Answer::Day("2026-01-31".parse().unwrap()), "2026-01-31".to_owned()),
        InputKind::Dates => (
            Answer::Days(["2026-01-31", "2026-02-01"].map(|day| day.parse().unwrap()).to_vec()),
            "2026-01-31 2026-02-01".to_owned(),
        ),
        kind => panic!("no form of the pack asks for {}", kind.word()),
    }
}

#[test]
fn every_question_of_every_form_comes_back_as_its_answer() {
    let pack = pack();
    for form in Form::all(&pack, "2026-11-22".parse().unwrap()) {
        let survey = sheets(&pack, &form).survey;
        let groups: Vec<&str> =
            survey.iter().filter(|row| row[0] == "begin_group").map(|row| row[1].as_str()).collect();
        let (mut whole, mut fields) = (Answers::new(), Vec::new());
        for (n, question) in form.questions().enumerate() {
            let (answer, text) = answered(&pack, &question.input, n);
            whole.insert(question.input.clone(), answer);
            fields.push((format!("{}-{}", groups[n % groups.len()], name_of(&question.input)), text));
        }
        fields.push(("meta-instanceID".to_owned(), "uuid:1".to_owned()));
        fields.push(("TODAY".to_owned(), "2026-11-22".to_owned()));
        let back = answers_of(&pack, fields.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        assert_eq!((back.answers, back.faults), (whole, vec![]), "{}", form.id);
        assert!(!xlsform(&pack, &form).unwrap().is_empty());
    }
}

#[test]
fn every_kind_of_answer_is_read_and_nothing_is_guessed() {
    let mut files = pack_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-national")).unwrap();
    let day = "[[input]]\nid = \"x.day\"\nkind = \"day\"\nask = { zh = \"哪天？\", en = \"Which day?\" }\n";
    files.insert("inputs/x.toml".to_owned(), day.to_owned());
    let pack = open_pack("with a day", &files).unwrap().0;
    let mut kinds = [0; 5];
    // What no rule compares is written down with a matter, and no form for phones asks for it.
    let compared = pack.inputs().iter().filter(|(_, declared)| !declared.kind.comparisons().is_empty());
    for (n, (input, declared)) in compared.enumerate() {
        kinds[match declared.kind {
            InputKind::Yes => 0,
            InputKind::Number { .. } => 1,
            InputKind::Day => 2,
            InputKind::Dates => 3,
            InputKind::Choice { .. } => 4,
            _ => panic!("no rule of the pack asks for {}", declared.kind.word()),
        }] += 1;
        let (answer, text) = answered(&pack, input, n);
        let name = name_of(input);
        let back = |text: &str| answers_of(&pack, [(name.as_str(), text)]);
        assert_eq!(back(&text).answers.get(input), Some(&answer), "{name}");
        assert_eq!(back("  ").answers.len() + back("  ").faults.len(), 0, "{name}");
        let wrong = back("NaN");
        assert!(wrong.answers.is_empty() && wrong.faults.len() == 1 && wrong.faults[0].zh.contains("NaN"), "{name}");
    }
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
}

#[test]
fn two_answers_to_one_question_are_none() {
    let pack = pack();
    let (yes, no) = (("A/gas_D_operator", "yes"), ("B/gas_D_operator", "no"));
    let back = answers_of(&pack, [yes, no]);
    assert!(back.answers.is_empty() && back.faults.len() == 1, "{back:?}");
    let back = answers_of(&pack, [yes, no, yes]);
    assert!(back.answers.is_empty() && back.faults.len() == 2, "{back:?}");
    let same = answers_of(&pack, [("A/gas_D_operator", "yes"), ("B/gas_D_operator", "yes")]);
    assert_eq!((same.answers.len(), same.faults.len()), (1, 0));
}

#[test]
fn a_submission_decides_the_criteria_of_its_set() {
    let pack = pack();
    let fields = [
        ("S1_SCOPE-ind_D_trade", "none"),
        ("S2_CN_HAZ_GAS_04_1-gas_D_operator", "yes"),
        ("S2_CN_HAZ_GAS_04_1-gas_D_licence", "no"),
        ("S3_CN_HAZ_GAS_04_2-gas_D_risk_grading_system", ""),
    ];
    let back = answers_of(&pack, fields);
    let candidates = ["CN-HAZ-GAS-04-1".parse().unwrap()];
    let grading = grade(&pack, &candidates, "2026-11-22".parse().unwrap(), &back.answers);
    assert_eq!((back.faults.len(), grading.grade), (0, Some(Grade::Major)));
}

#[test]
fn relevance_has_a_word_for_every_comparison() {
    let pack = pack();
    let said =
        |input: &str, is: Comparison, holds: bool| relevant(&pack, &Settled::Test { input: id(input), is, holds });
    let number = |is: fn(f64, String) -> Comparison, holds: bool| {
        said("lpg.stored_kg", is(100.0, "kg".to_owned()), holds).unwrap()
    };
    assert_eq!(relevant(&pack, &Settled::Never), None);
    assert_eq!(number(Comparison::AtLeast, true), "not(${lpg_D_stored_kg} >= 100)");
    assert_eq!(number(Comparison::AtLeast, false), "not(${lpg_D_stored_kg} < 100)");
    assert_eq!(number(Comparison::MoreThan, true), "not(${lpg_D_stored_kg} > 100)");
    assert_eq!(number(Comparison::AtMost, false), "not(${lpg_D_stored_kg} > 100)");
    assert_eq!(number(Comparison::Below, true), "not(${lpg_D_stored_kg} < 100)");
    let mine = |holds: bool| said("coal.mine_type", Comparison::OneOf(vec!["underground".to_owned()]), holds).unwrap();
    assert_eq!(mine(true), "not(${coal_D_mine_type} = 'underground')");
    assert_eq!(mine(false), "not(${coal_D_mine_type} = 'not_coal' or ${coal_D_mine_type} = 'open_pit')");
    let day =
        |is: fn(bowline_core::time::Day) -> Comparison, holds| said("x", is("2026-01-31".parse().unwrap()), holds);
    assert_eq!(day(Comparison::From, true).unwrap(), "not(${x} >= date('2026-01-31'))");
    assert_eq!(day(Comparison::Before, false).unwrap(), "not(${x} >= date('2026-01-31'))");
}

#[test]
fn relevance_follows_the_rows_of_a_table() {
    let pack = pack();
    let table = |by: &str, rows: Rows, otherwise: Option<f64>| {
        let is = Comparison::Table(Table { bound: Bound::AtMost, unit: "%".to_owned(), by: id(by), rows, otherwise });
        relevant(&pack, &Settled::Test { input: id("a.b"), is, holds: true }).unwrap()
    };
    let words = Rows::Words([("yes".to_owned(), 23.5)].into());
    assert_eq!(
        table("gas.operator", words, Some(21.0)),
        "not((${gas_D_operator} = 'yes' and ${a_D_b} <= 23.5) or (${gas_D_operator} = 'no' and ${a_D_b} <= 21))"
    );
    let bands = Rows::Bands(vec![Band { from: 4.0, value: 0.5 }, Band { from: 9.0, value: 0.7 }]);
    assert_eq!(
        table("c", bands, Some(0.2)),
        "not((${c} < 4 and ${a_D_b} <= 0.2) or (${c} >= 4 and ${c} < 9 and ${a_D_b} <= 0.5) or (${c} >= 9 and ${a_D_b} <= 0.7))"
    );
}

#[test]
fn relevance_counts() {
    let pack = pack();
    let yes = |input: &str| Settled::Test { input: id(input), is: Comparison::Is(true), holds: true };
    let of = vec![yes("a"), yes("b"), yes("c")];
    let said = |n: usize| relevant(&pack, &Settled::AtLeast { n, of: of.clone() }).unwrap();
    assert_eq!(said(1), "not(${a} = 'yes' or ${b} = 'yes' or ${c} = 'yes')");
    assert_eq!(said(3), "not(${a} = 'yes' and ${b} = 'yes' and ${c} = 'yes')");
    assert_eq!(said(2), "not(if(${a} = 'yes', 1, 0) + if(${b} = 'yes', 1, 0) + if(${c} = 'yes', 1, 0) >= 2)");
}
