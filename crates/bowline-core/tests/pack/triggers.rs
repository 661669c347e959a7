//! Scales and triggers: the highest grade reached, and when the law calls for an interview.

use super::{codes, id, national, refused_with};
use bowline_core::facts::{Answer, Answers};
use bowline_core::ids::RuleId;
use bowline_core::rules::{ScaleVerdict, Trigger, Verdict, explain};
use std::collections::BTreeSet;

fn answers(list: &[(&str, Answer)]) -> Answers {
    list.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect()
}

#[test]
fn a_grade_is_final_only_when_no_higher_one_is_open() {
    let pack = national();
    let scale = pack.scales().on(&id("CN-ACC-03"), "2025-01-01".parse().unwrap()).unwrap();
    let mut given = answers(&[("accident.deaths", Answer::Number(9.0))]);
    let open = ["accident.injured", "accident.loss"].map(|input| input.parse().unwrap()).to_vec();
    assert_eq!(scale.evaluate(pack, &given), ScaleVerdict::AtLeast("larger".into(), open));
    given.extend(answers(&[("accident.injured", Answer::Number(0.0)), ("accident.loss", Answer::Number(0.0))]));
    let ScaleVerdict::Reached(grade, why) = scale.evaluate(pack, &given) else { panic!("nothing is missing") };
    assert_eq!(grade, "larger");
    assert_eq!(why.text(pack)[0].zh, "死亡人数（含失踪）：9 人；“不小于 3 人”符合");
    given.insert("accident.deaths".parse().unwrap(), Answer::Number(10.0));
    assert!(matches!(scale.evaluate(pack, &given), ScaleVerdict::Reached(grade, _) if grade == "major"));
    given.insert("accident.loss".parse().unwrap(), Answer::Yes(true));
    assert!(matches!(scale.evaluate(pack, &given), ScaleVerdict::Broken(_)));
}

#[test]
fn the_same_facts_can_call_for_two_interviews() {
    let pack = national();
    let day = "2025-07-01".parse().unwrap();
    let days = |list: &[&str]| Answer::Days(list.iter().map(|day| day.parse().unwrap()).collect());
    let given = answers(&[
        ("interview.major", Answer::Yes(true)),
        ("interview.weak_work", Answer::Yes(true)),
        ("interview.major_days", days(&["2025-06-01", "2025-06-20"])),
        ("interview.larger_days", days(&[])),
    ]);
    let fired: Vec<&str> = pack
        .triggers()
        .in_force(day)
        .filter(|trigger| trigger.proposes == "interview")
        .filter(|trigger| matches!(trigger.evaluate(pack, &given), Some(Verdict::Holds(_))))
        .map(|trigger| trigger.id.as_str())
        .collect();
    assert_eq!(fired, ["CN-INT-05-1", "CN-INT-06-1"]);
    assert_eq!(pack.triggers().latest(&id("CN-INT-05-1")).unwrap().act(pack).zh, "约谈");
}

#[test]
fn they_explain_themselves() {
    let pack = national();
    let rules = pack.scales().iter().map(|rule| &rule.id).chain(pack.triggers().iter().map(|rule| &rule.id));
    for rule in rules {
        let explained = explain(pack, rule).unwrap();
        assert!(explained.paragraphs.iter().all(|text| !text.zh.is_empty() && !text.en.is_empty()));
        assert_eq!(*pack.book().title(rule).unwrap(), explained.title);
    }
    let explained = explain(pack, &id("CN-INT-05-1")).unwrap().paragraphs;
    assert_eq!(explained[2].en, "· Days of major accidents in the province — at least 2 within any 30 days");
    assert_eq!(
        explained[3].zh,
        "建议由国务院安委会办公室负责人或国务院安委会成员单位负责人对省级人民政府分管负责人实施约谈"
    );
}

#[test]
fn what_is_wrong_with_them_is_told() {
    let (scale, trigger) = ("scales/cn-acc-03.toml", "triggers/cn-int-05-1.toml");
    for (file, from, to, code) in [
        (scale, "id = \"general\"", "id = \"major\"", "pack.duplicate_id"),
        (
            scale,
            "id = \"general\"\n",
            "id = \"general\"\nif = { input = \"interview.major\", is = true }\n",
            "pack.bad_scale",
        ),
        (trigger, "proposes = \"interview\"", "proposes = \"interwiev\"", "pack.unknown_word"),
        ("proposals.toml", "id = \"interview\"", "id = \"interwiev\"", "pack.unknown_word"),
        (trigger, "level = \"province\"", "level = \"provinz\"", "pack.unknown_word"),
        (trigger, "if = ", "iff = ", "pack.bad_trigger"),
        (trigger, "安委〔2018〕2号", "安委〔2018〕3号", "pack.unknown_instrument"),
        ("scales/cn-acc-03.cases.toml", "reached = \"larger\"", "reached = \"largest\"", "pack.unknown_word"),
        ("scales/cn-acc-03.cases.toml", "at_least = \"major\"", "expect = \"fires\"", "pack.bad_cases"),
    ] {
        let faults = refused_with(file, from, to);
        assert!(codes(&faults).contains(&code), "{file}: {from} -> {to}: {faults:#?}");
    }
}

/// How the page of triggers must tell one: what it proposes, the matter that this begins, and who answers its questions.
fn told(trigger: &Trigger) -> (String, Option<String>, String) {
    let pack = national();
    let opens = pack.opening(trigger).map(|it| format!("a matter `{}`", it.kind));
    let asked = trigger.inputs();
    let fills = pack.fills().iter().filter(|fill| asked.contains(&fill.input));
    let kinds: BTreeSet<String> = fills.map(|fill| format!("`{}`", fill.kind)).collect();
    let questions = match kinds.is_empty() {
        true => "answered by a person".to_owned(),
        false => format!("from the list of {}", kinds.into_iter().collect::<Vec<_>>().join(", ")),
    };
    (format!("`{}`", trigger.proposes), opens, questions)
}

#[test]
fn the_page_of_triggers_says_of_each_what_the_pack_does() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/triggers.md")).unwrap();
    let lines = page.lines().filter(|line| line.starts_with("| `"));
    let cells =
        |line: &'_ str| -> Vec<String> { line.trim_matches('|').split(" | ").map(|it| it.trim().to_owned()).collect() };
    let rows: Vec<Vec<String>> = lines.map(cells).collect();
    let ids: BTreeSet<&RuleId> = national().triggers().iter().map(|trigger| &trigger.id).collect();
    assert_eq!(rows.len(), ids.len(), "one row for each");
    for id in ids {
        let (proposes, opens, questions) = told(national().triggers().latest(id).unwrap());
        let row = rows.iter().find(|row| row[0] == format!("`{id}`")).unwrap_or_else(|| panic!("{id} has no row"));
        assert_eq!((&row[1], &row[3]), (&proposes, &questions), "{id}");
        let leads = match &opens {
            Some(matter) => row[2].starts_with(matter.as_str()),
            None => row[2].starts_with("nothing: "),
        };
        assert!(leads, "{id}: {row:?}");
    }
}
