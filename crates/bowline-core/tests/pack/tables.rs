//! Limits from a table and windows over days: as a pack writes them, judged, explained and refused.

use super::{bare, codes, id, refused, survivors};
use bowline_core::facts::{Answer, Answers};
use bowline_core::rules::{Diagnostic, Pack, PackFiles, Verdict, explain, run_cases};

const INPUTS: &str = r#"
[[input]]
id = "x.kg"
kind = "number"
unit = "kg"
ask = { zh = "存量", en = "Amount stored" }
[[input]]
id = "x.place"
kind = "choice"
choices = { kitchen = { zh = "厨房", en = "kitchen" }, room = { zh = "气瓶间", en = "room" }, yard = { zh = "院内", en = "yard" } }
ask = { zh = "场所", en = "Place" }
[[input]]
id = "x.height"
kind = "number"
unit = "m"
ask = { zh = "层高", en = "Height" }
[[input]]
id = "x.days"
kind = "dates"
ask = { zh = "较大事故日期", en = "Days of larger accidents" }
[[input]]
id = "x.today"
kind = "day"
ask = { zh = "判定日", en = "Day of the decision" }
"#;

const WORDS: &str = r#"{ input = "x.kg", more_than = { table = { input = "x.place", rows = { kitchen = 10, room = 100.5 }, otherwise = 420 }, unit = "kg" } }"#;
const BANDS: &str = r#"{ input = "x.kg", at_least = { table = { input = "x.height", unit = "m", rows = [{ from = 2.2, value = 50 }, { from = 4, value = 80 }], otherwise = 20 }, unit = "kg" } }"#;
const ANY: &str = r#"{ input = "x.days", window = { count = 3, within = { months = 6 } } }"#;
const UP_TO: &str = r#"{ input = "x.days", window = { count = 2, within = { days = 30 }, ending = "x.today" } }"#;

/// The national pack with one more rule.
fn with(condition: &str, cases: &str) -> PackFiles {
    let mut files = bare();
    files.insert("inputs/x.toml".into(), INPUTS.into());
    let rule = format!(
        "id = \"X-1\"\ntitle = {{ zh = \"试\", en = \"trial\" }}\nset = \"GAS\"\ngrade = \"major\"\nvalid = {{ from = 2023-09-21 }}\n\
         cite = [{{ instrument = \"系统暂定\", article = \"-\", tag = \"default\", checked_on = 2026-11-21 }}]\nif = {condition}\n"
    );
    files.insert("rules/x/x-1.toml".into(), rule);
    files.insert("rules/x/x-1.cases.toml".into(), cases.into());
    files
}

/// Cases from lines of `expect | answers`.
fn cases(lines: &[(&str, &str)]) -> String {
    let one = |(expect, answers): &(&str, &str)| {
        let missing =
            expect.strip_prefix("unknown ").map(|missing| format!("missing = [{missing}]\n")).unwrap_or_default();
        let expect = expect.split(' ').next().unwrap();
        let head = "[[case]]\nname = { zh = \"一\", en = \"one\" }\nday = 2025-01-01\n";
        format!("{head}expect = \"{expect}\"\n{missing}answers = {{ {answers} }}\n")
    };
    lines.iter().map(one).collect()
}

/// Every case comes out, and no smallest change survives.
fn proven(condition: &str, lines: &[(&str, &str)]) -> Pack {
    let pack = Pack::load(&with(condition, &cases(lines))).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(run_cases(&pack).failures, []);
    assert_eq!(survivors(&pack, "X-1"), [""; 0]);
    pack
}

fn told(pack: &Pack, answers: &[(&str, Answer)]) -> Vec<String> {
    let answers: Answers = answers.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect();
    match pack.criteria().latest(&id("X-1")).unwrap().evaluate(pack, &answers).unwrap() {
        Verdict::Holds(why) | Verdict::Fails(why) => why.text(pack).into_iter().map(|text| text.en).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_choice_chooses_the_limit() {
    let pack = proven(
        WORDS,
        &[
            ("fails", r#""x.kg" = 10, "x.place" = "kitchen""#),
            ("holds", r#""x.kg" = 11, "x.place" = "kitchen""#),
            ("fails", r#""x.kg" = 100.5, "x.place" = "room""#),
            ("holds", r#""x.kg" = 100.6, "x.place" = "room""#),
            ("fails", r#""x.kg" = 420, "x.place" = "yard""#),
            ("holds", r#""x.kg" = 421, "x.place" = "yard""#),
            (r#"unknown "x.place""#, r#""x.kg" = 50"#),
            (r#"unknown "x.kg""#, r#""x.place" = "room""#),
            (r#"unknown "x.kg", "x.place""#, ""),
            ("holds", r#""x.kg" = 421"#),
            ("fails", r#""x.kg" = 10"#),
            ("broken", r#""x.kg" = 421, "x.place" = "cellar""#),
        ],
    );
    assert_eq!(pack.criteria().latest(&id("X-1")).unwrap().inputs().len(), 2);
    assert_eq!(
        told(&pack, &[("x.kg", Answer::Number(50.0)), ("x.place", Answer::Choice("room".into()))]),
        ["Amount stored 50 kg (Place room); “more than 100.5 kg” is not met"]
    );
    assert_eq!(
        told(&pack, &[("x.kg", Answer::Number(500.0))]),
        [
            "Amount stored 500 kg; “more than the limit set by “Place” (kitchen: 10 kg; room: 100.5 kg; otherwise: 420 kg)” is met"
        ]
    );
    let explained = explain(&pack, &id("X-1")).unwrap().paragraphs;
    assert!(
        explained
            .iter()
            .any(|line| line.zh == "· 存量：大于 按“场所”确定的限值（厨房 10 kg；气瓶间 100.5 kg；其余 420 kg）"),
        "{explained:#?}"
    );
}

#[test]
fn a_number_chooses_the_band() {
    proven(
        BANDS,
        &[
            ("fails", r#""x.kg" = 19, "x.height" = 2.1"#),
            ("holds", r#""x.kg" = 20, "x.height" = 2.1"#),
            ("fails", r#""x.kg" = 49, "x.height" = 2.2"#),
            ("holds", r#""x.kg" = 50, "x.height" = 3"#),
            ("fails", r#""x.kg" = 79, "x.height" = 4"#),
            ("holds", r#""x.kg" = 80, "x.height" = 4"#),
            (r#"unknown "x.height""#, r#""x.kg" = 79"#),
        ],
    );
}

#[test]
fn three_within_six_months() {
    let pack = proven(
        ANY,
        &[
            ("holds", r#""x.days" = [2025-01-01, 2025-07-01, 2025-03-31]"#),
            ("fails", r#""x.days" = [2025-01-01, 2025-03-31, 2025-07-02]"#),
            ("fails", r#""x.days" = [2025-01-01, 2025-01-01]"#),
            ("fails", r#""x.days" = []"#),
            (r#"unknown "x.days""#, ""),
        ],
    );
    let day = |text: &str| text.parse().unwrap();
    let days = Answer::Days(vec![day("2020-05-05"), day("2025-07-01"), day("2025-01-01"), day("2025-03-31")]);
    assert_eq!(
        told(&pack, &[("x.days", days)]),
        [
            "Days of larger accidents 5 May 2020, 1 Jul 2025, 1 Jan 2025, 31 Mar 2025 (of which 1 Jan 2025, 31 Mar 2025, 1 Jul 2025); \
          “at least 3 within any 6 months” is met"
        ]
    );
}

#[test]
fn two_within_the_thirty_days_up_to_a_day() {
    proven(
        UP_TO,
        &[
            ("holds", r#""x.days" = [2025-01-01, 2025-01-20], "x.today" = 2025-01-31"#),
            ("fails", r#""x.days" = [2025-01-01, 2025-01-20], "x.today" = 2025-02-01"#),
            ("fails", r#""x.days" = [2025-01-20], "x.today" = 2025-01-31"#),
            (r#"unknown "x.today""#, r#""x.days" = [2025-01-01, 2025-01-20]"#),
            ("fails", r#""x.days" = [2025-01-01, 2025-03-20]"#),
        ],
    );
}

#[test]
fn what_leaves_a_gap_or_says_nothing_is_refused() {
    let faults = |condition: &str| -> Vec<Diagnostic> { refused(|files| *files = with(condition, "")) };
    for (condition, from, to, code) in [
        (WORDS, ", otherwise = 420", "", "pack.table_gap"),
        (WORDS, "room = 100.5", "room = 100.5, yard = 1", "pack.table_gap"),
        (WORDS, "room = 100.5", "rom = 100.5", "pack.unknown_choice"),
        (
            BANDS,
            "value = 50 }, { from = 4, value = 80 }], otherwise = 20",
            "value = 5 }], otherwise = 5",
            "pack.bad_table",
        ),
        (WORDS, "unit = \"kg\"", "unit = \"t\"", "pack.unit_mismatch"),
        (WORDS, "unit = \"kg\"", "value = 3, unit = \"kg\"", "pack.bad_table"),
        (WORDS, "\"x.place\"", "\"x.days\"", "pack.type_mismatch"),
        (WORDS, "\"x.place\"", "\"x.plce\"", "pack.unknown_input"),
        (BANDS, "from = 4", "from = 1", "pack.bad_order"),
        (BANDS, ", otherwise = 20", "", "pack.table_gap"),
        (BANDS, "unit = \"m\"", "unit = \"cm\"", "pack.unit_mismatch"),
        (ANY, "count = 3", "count = 1", "pack.bad_window"),
        (ANY, "count = 3", "count = 0", "pack.out_of_bounds"),
        (ANY, "months = 6", "months = 6, days = 1", "pack.bad_window"),
        (ANY, "x.days", "x.kg", "pack.type_mismatch"),
        (UP_TO, "x.today", "x.kg", "pack.type_mismatch"),
    ] {
        assert!(condition.contains(from));
        let found = faults(&condition.replacen(from, to, 1));
        assert!(codes(&found).contains(&code), "{from} -> {to}: {found:#?}");
    }
}
