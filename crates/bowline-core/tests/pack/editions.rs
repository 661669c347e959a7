//! One finding, the same answers, the last day of an edition and the first of the next: verdict and citation are those
//! of the day. Where the pack does not hold the text of an edition, nothing is decided, and that is said.

use super::{id, national};
use bowline_core::facts::{Answer, Answers, Grade};
use bowline_core::rules::{Citation, Form, Grading, Pack, Tag, Verdict, grade};
use bowline_core::time::Day;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn given(list: &[(&str, Answer)]) -> Answers {
    list.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect()
}

fn yes(yes: bool) -> Answer {
    Answer::Yes(yes)
}

/// What the candidates say on a day; the first citation of each that is in force.
fn judged(pack: &Pack, candidates: &[&str], on: &str, answers: &Answers) -> (Grading, Vec<Citation>) {
    let ids: Vec<_> = candidates.iter().map(|candidate| id(candidate)).collect();
    let cited = ids.iter().filter_map(|rule| Some(pack.criteria().on(rule, day(on))?.cite[0].clone()));
    (grade(pack, &ids, day(on), answers), cited.collect())
}

/// The names of what was decided, and how.
fn decided(grading: &Grading) -> Vec<(&str, bool)> {
    let holds = |verdict: &Verdict| match verdict {
        Verdict::Holds(_) => true,
        Verdict::Fails(_) => false,
        other => panic!("{other:?}"),
    };
    grading.verdicts.iter().map(|(rule, verdict)| (rule.as_str(), holds(verdict))).collect()
}

#[test]
fn coal_changes_on_the_first_of_july_2026() {
    let pack = national();
    let candidates = ["CN-HAZ-COAL-D4", "CN-HAZ-COAL-04-1"];
    let mine = |percent: f64| {
        given(&[
            ("coal.mine_type", Answer::Choice("open_pit".to_owned())),
            ("coal.output_year_pct", Answer::Number(percent)),
        ])
    };
    let (before, cited) = judged(pack, &candidates, "2026-06-30", &mine(111.0));
    assert_eq!((before.grade, decided(&before)), (None, vec![]));
    assert_eq!(before.undecidable, [id("CN-HAZ-COAL-D4")], "the items of the 2020 edition are not in the dossier");
    assert_eq!(before.not_in_force, [id("CN-HAZ-COAL-04-1")]);
    assert_eq!((cited.len(), cited[0].tag), (1, Tag::TopicOnly));
    assert_eq!(cited[0].instrument, "煤矿重大事故隐患判定标准（应急管理部令第4号，2020）");
    let (after, cited) = judged(pack, &candidates, "2026-07-01", &mine(111.0));
    assert_eq!((after.grade, decided(&after)), (Some(Grade::Major), vec![("CN-HAZ-COAL-04-1", true)]));
    assert_eq!(after.not_in_force, [id("CN-HAZ-COAL-D4")]);
    assert_eq!((cited[0].tag, cited[0].article.as_str()), (Tag::Verified, "第四条第（一）项"));
    assert_eq!(cited[0].instrument, "煤矿重大事故隐患判定标准（应急管理部令第21号，2026）");
    let (at_the_limit, _) = judged(pack, &candidates, "2026-07-01", &mine(110.0));
    assert_eq!(at_the_limit.grade, Some(Grade::General));
}

#[test]
fn construction_changes_on_the_thirteenth_of_december_2024() {
    let pack = national();
    let item = ["CN-HAZ-CON-04-3"];
    let answers = given(&[
        ("con.project", yes(true)),
        ("con.handed_over", yes(false)),
        ("con.special_operator", yes(true)),
        ("con.special_operator_certificate", yes(false)),
    ]);
    let (before, cited) = judged(pack, &item, "2024-12-12", &answers);
    assert_eq!((before.grade, decided(&before)), (None, vec![]));
    assert_eq!(before.undecidable, [id("CN-HAZ-CON-04-3")], "the 2022 edition is known by topic only");
    assert_eq!((cited[0].tag, cited[0].article.as_str()), (Tag::TopicOnly, "第四条"));
    assert!(cited[0].instrument.contains("2022版"));
    let (after, cited) = judged(pack, &item, "2024-12-13", &answers);
    assert_eq!((after.grade, decided(&after)), (Some(Grade::Major), vec![("CN-HAZ-CON-04-3", true)]));
    assert_eq!((cited[0].tag, cited[0].article.as_str()), (Tag::Verified, "第四条第（三）项"));
    assert!(cited[0].instrument.contains("2024版"));
}

#[test]
fn an_item_without_a_counterpart_begins_with_its_edition() {
    let pack = national();
    let both = ["CN-HAZ-CON-15-3", "CN-HAZ-CON-22-0"];
    let (before, _) = judged(pack, &both, "2024-12-12", &Answers::new());
    assert_eq!((before.not_in_force, before.undecidable), (vec![id(both[0])], vec![id(both[1])]));
    let (after, _) = judged(pack, &both, "2024-12-13", &Answers::new());
    assert_eq!((after.not_in_force, after.undecidable), (vec![id(both[1])], vec![]));
}

#[test]
fn fire_changes_on_the_first_of_november_2025() {
    let pack = national();
    let candidates = ["CN-HAZ-FIRE-17-6.9", "CN-HAZ-FIRE-25-5"];
    let answers = given(&[
        ("fire.nursery_or_elderly_rooms", yes(true)),
        ("fire.on_wrong_floor", yes(true)),
        ("fire.corrected_at_once", yes(false)),
        ("fire.not_judged", yes(false)),
    ]);
    let (before, cited) = judged(pack, &candidates, "2025-10-31", &answers);
    assert_eq!((before.grade, decided(&before)), (Some(Grade::Major), vec![("CN-HAZ-FIRE-17-6.9", true)]));
    assert_eq!(before.not_in_force, [id("CN-HAZ-FIRE-25-5")]);
    assert_eq!((cited.len(), cited[0].tag, cited[0].article.as_str()), (1, Tag::Verified, "6.9"));
    assert_eq!(cited[0].instrument, "重大火灾隐患判定方法（GB 35181-2017）");
    let (after, cited) = judged(pack, &candidates, "2025-11-01", &answers);
    assert_eq!((after.grade, decided(&after)), (None, vec![]));
    assert_eq!(after.not_in_force, [id("CN-HAZ-FIRE-17-6.9")]);
    assert_eq!(after.undecidable, [id("CN-HAZ-FIRE-25-5")], "the text of the 2025 edition was not read");
    assert_eq!((cited.len(), cited[0].tag, cited[0].article.as_str()), (1, Tag::TopicOnly, "第5章"));
    assert_eq!(cited[0].instrument, "重大火灾隐患判定规则（GB 35181-2025）");
}

#[test]
fn the_form_of_a_set_changes_with_its_edition() {
    let pack = national();
    let questions = |set: &str, on: &str| Form::of_set(pack, set, day(on)).unwrap().questions().count();
    for (set, last, first) in [("COAL", "2026-06-30", "2026-07-01"), ("FIRE", "2025-11-01", "2025-10-31")] {
        assert_eq!(questions(set, last), 0, "{set}: known by topic only, nothing to ask");
        assert!(questions(set, first) > 50, "{set}");
    }
    let (before, after) = (questions("CON", "2024-12-12"), questions("CON", "2024-12-13"));
    assert!(before > 40 && before < after, "the edition of 2022 is decided in part: {before} {after}");
}
