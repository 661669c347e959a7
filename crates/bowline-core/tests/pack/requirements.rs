//! Requirements and what grades entail: limits, fines, bans.

use super::{bare, codes, id, loaded, survivors};
use bowline_core::facts::{Answer, Answers};
use bowline_core::rules::{Diagnostic, Pack, PackFiles, Verdict, diff, explain, run_cases};

const INPUTS: &str = r#"
[[input]]
id = "x.percent"
kind = "number"
unit = "%"
ask = { zh = "浓度", en = "Concentration" }
[[input]]
id = "x.works"
kind = "yes"
ask = { zh = "动火吗？", en = "Hot work?" }
"#;
const HEAD: &str = r#"
title = { zh = "试", en = "trial" }
valid = { from = 2022-01-01 }
cite = [{ instrument = "系统暂定", article = "-", tag = "default", checked_on = 2026-11-21 }]
"#;
const REQUIREMENT: &str = r#"
binds = { zh = "单位", en = "the unit" }
scope = { input = "x.works", is = true }
breached_if = { input = "x.percent", more_than = { value = 0.5, unit = "%" } }
"#;
const SCALE: &str = r#"
[[grade]]
id = "serious"
name = { zh = "严重", en = "Serious" }
if = { input = "x.percent", at_least = { value = 4, unit = "%" } }
entails = [
  { act = { zh = "罚款", en = "fine" }, whom = { zh = "单位", en = "the unit" }, amount = { from = 0.6, to = 1, below = true, unit = "times", of = { zh = "上一年年收入", en = "last year's income" } } },
  { act = { zh = "禁止从业", en = "ban" }, amount = { from = 5, unit = "year" } },
  { act = { zh = "停产", en = "suspension" } },
]
[[grade]]
id = "none"
name = { zh = "无", en = "Nothing" }
"#;

/// The national pack with one more rule of a kind.
fn with(folder: &str, rule: &str, cases: &str) -> PackFiles {
    let mut files = bare();
    files.insert("inputs/x.toml".into(), INPUTS.into());
    files.insert(format!("{folder}/x/x-1.toml"), format!("id = \"X-1\"{HEAD}{rule}"));
    files.insert(format!("{folder}/x/x-1.cases.toml"), cases.into());
    files
}

/// Cases from lines of `outcome | answers`.
fn cases(lines: &[(&str, &str)]) -> String {
    let one = |(out, answers): &(&str, &str)| {
        format!(
            "[[case]]\nname = {{ zh = \"一\", en = \"one\" }}\nday = 2025-01-01\n{out}\nanswers = {{ {answers} }}\n"
        )
    };
    lines.iter().map(one).collect()
}

const KEPT: [(&str, &str); 5] = [
    ("expect = \"breached\"", r#""x.works" = true, "x.percent" = 0.6"#),
    ("expect = \"kept\"", r#""x.works" = true, "x.percent" = 0.5"#),
    ("expect = \"kept\"", r#""x.works" = false, "x.percent" = 0.6"#),
    ("expect = \"unknown\"\nmissing = [\"x.percent\"]", r#""x.works" = true"#),
    ("expect = \"broken\"", r#""x.works" = true, "x.percent" = "much""#),
];

#[test]
fn a_requirement_is_breached_kept_or_unknown() {
    let pack = loaded(&with("requirements", REQUIREMENT, &cases(&KEPT)));
    assert_eq!(run_cases(&pack).failures, []);
    assert_eq!(survivors(&pack, "X-1"), [""; 0]);
    let rule = pack.requirements().on(&id("X-1"), "2025-01-01".parse().unwrap()).unwrap();
    assert!(pack.requirements().on(&id("X-1"), "2021-12-31".parse().unwrap()).is_none());
    assert_eq!((rule.topic.as_str(), rule.inputs().len()), ("x", 2));
    let answers: Answers = [("x.works", Answer::Yes(true)), ("x.percent", Answer::Number(0.6))]
        .map(|(input, answer)| (input.parse().unwrap(), answer))
        .into();
    let Some(Verdict::Holds(why)) = rule.evaluate(&pack, &answers) else { panic!("it is breached") };
    assert_eq!(why.text(&pack)[1].en, "Concentration 0.6 %; “more than 0.5 %” is met");
    let explained = explain(&pack, &id("X-1")).unwrap();
    assert!(explained.paragraphs.iter().any(|line| line.en == "Breached when:"), "{explained:#?}");
    let looser = loaded(&with("requirements", &REQUIREMENT.replace("0.5", "0.4"), &cases(&KEPT)));
    let changes = diff(&pack, &looser).changes;
    assert_eq!(changes[0].headline().zh, "改动要求 X-1：试");
    assert_eq!(survivors(&looser, "X-1").len(), 1, "0.4 → 0.5 is noticed by nothing but the case at 0.5");
}

#[test]
fn every_number_of_an_amount_is_held_by_a_case() {
    let lines = |amounts: &str| {
        cases(&[
            (&format!("reached = \"serious\"\n{amounts}"), "\"x.percent\" = 4"),
            ("reached = \"none\"", "\"x.percent\" = 3"),
            ("at_least = \"\"", ""),
        ])
        .replace("at_least = \"\"", "at_least = \"none\"\nmissing = [\"x.percent\"]")
    };
    let pack = loaded(&with("scales", SCALE, &lines("amounts = [[0.6, 1], [5, -1]]")));
    assert_eq!(run_cases(&pack).failures, []);
    assert_eq!(survivors(&pack, "X-1"), [""; 0]);
    let explained = explain(&pack, &id("X-1")).unwrap().paragraphs;
    let then: Vec<&str> =
        explained.iter().map(|text| text.en.as_str()).filter(|line| line.starts_with("Consequence")).collect();
    assert_eq!(
        then,
        [
            "Consequence: fine for the unit: from 0.6 to below 1 times of last year's income",
            "Consequence: ban: at least 5 years",
            "Consequence: suspension"
        ]
    );
    let silent = loaded(&with("scales", SCALE, &lines("")));
    assert_eq!(survivors(&silent, "X-1").len(), 6, "{:#?}", survivors(&silent, "X-1"));
    let wrong = loaded(&with("scales", SCALE, &lines("amounts = [[0.6, 1], [-1, 5]]")));
    assert_eq!(run_cases(&wrong).failures.len(), 1);
    let changed = loaded(&with("scales", &SCALE.replace("from = 5,", "from = 3,"), &lines("")));
    let details = &diff(&pack, &changed).changes[0].details;
    assert_eq!(details[0].en, "Grade serious: ban: at least 5 years → ban: at least 3 years");
}

#[test]
fn what_is_wrong_with_them_is_told() {
    let faults = |folder: &str, rule: &str, lines: &[(&str, &str)]| -> Vec<Diagnostic> {
        Pack::load(&with(folder, rule, &cases(lines))).unwrap_err()
    };
    for (folder, rule, from, to, code) in [
        ("requirements", REQUIREMENT, "breached_if", "if", "pack.unknown_key"),
        ("requirements", REQUIREMENT, "binds", "# binds", "pack.missing_key"),
        (
            "requirements",
            REQUIREMENT,
            "breached_if = ",
            "undecided = { zh = \"一\", en = \"one\" } #",
            "pack.bad_cases",
        ),
        ("scales", SCALE, "from = 5,", "", "pack.bad_amount"),
        ("scales", SCALE, "from = 5,", "from = -5,", "pack.bad_amount"),
        ("scales", SCALE, "from = 5,", "from = 5, to = 4,", "pack.bad_amount"),
        ("scales", SCALE, "from = 5,", "from = 5, to = 5, below = true,", "pack.bad_amount"),
        ("scales", SCALE, "from = 5,", "from = 5, below = true,", "pack.bad_amount"),
        ("scales", SCALE, "unit = \"year\"", "unit = \"%\"", "pack.bad_amount"),
        ("scales", SCALE, "unit = \"year\"", "untl = \"year\"", "pack.unknown_key"),
    ] {
        assert!(rule.contains(from));
        let found = faults(folder, &rule.replacen(from, to, 1), &KEPT);
        assert!(codes(&found).contains(&code), "{from} -> {to}: {found:#?}");
    }
    assert_eq!(codes(&faults("requirements", REQUIREMENT, &KEPT[..1])), ["pack.thin_cases", "pack.thin_cases"]);
    let found = faults("scales", SCALE, &[("at_least = \"none\"\namounts = [[1, 2]]", "")]);
    assert!(codes(&found).contains(&"pack.bad_cases"), "{found:#?}");
}

#[test]
fn one_id_stands_for_one_rule_whatever_its_kind() {
    let mut files = with("requirements", REQUIREMENT, &cases(&KEPT));
    files.extend(with("scales", SCALE, "").into_iter().filter(|(path, _)| path == "scales/x/x-1.toml"));
    assert!(codes(&Pack::load(&files).unwrap_err()).contains(&"pack.overlap"));
}
