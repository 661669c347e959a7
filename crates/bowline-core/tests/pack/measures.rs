//! This module measures form trees, and a tree says how far it has been taken up.

use super::{codes, id, national, refused};
use bowline_core::rules::{MeasureLevel, Pack, explain};
use bowline_core::time::Period;

/// A province's action below a national measure.
const ACTION: &str = r#"
id = "CN-M15-T-1"
title = { zh = "制定任务清单", en = "Draw up the list of tasks" }
valid = { from = 2022-09-01 }
cite = [{ instrument = "关于进一步强化安全生产责任落实 坚决防范遏制重特大事故的若干措施（国务院安委会，2022）", article = "2", tag = "default", checked_on = 2026-11-21 }]
parent = "CN-M15-02"
level = "province"
party = { zh = "省政府", en = "the provincial government" }
act = { zh = "每季度检查任务清单", en = "check the list of tasks each quarter" }
every = "quarter"
"#;

#[test]
fn the_fifteen_are_there_and_explain_themselves() {
    let pack = national();
    let heads: Vec<&str> = pack.measures().coverage().iter().map(|it| it.measure.id.as_str()).collect();
    assert_eq!(heads.len(), 15);
    assert_eq!((heads[0], heads[14]), ("CN-M15-01", "CN-M15-15"));
    assert!(pack.measures().coverage().iter().all(|it| it.actions.is_empty() && it.below == 0));
    let second = pack.measures().iter().find(|it| it.id == id("CN-M15-02")).unwrap();
    assert_eq!((second.every, second.level), (Some(Period::Year), MeasureLevel::Nation));
    let explained = explain(pack, &second.id).unwrap();
    assert_eq!(explained.title, *pack.book().title(&second.id).unwrap());
    assert!(explained.paragraphs.iter().any(|line| line.en == "How often: every year"));
    assert!(explained.paragraphs.iter().any(|line| line.zh == "佐证材料：年度任务清单"));
}

#[test]
fn actions_at_any_depth_are_counted() {
    let mut files = super::files();
    files.insert("measures/t-1.toml".into(), ACTION.into());
    let task = ACTION.replace("CN-M15-T-1", "CN-M15-T-1-1").replace("\"CN-M15-02\"", "\"CN-M15-T-1\"");
    files.insert("measures/t-1-1.toml".into(), task.replace("\"province\"", "\"county\""));
    let pack = Pack::load(&files).unwrap();
    let coverage = pack.measures().coverage();
    let (second, third) = (&coverage[1], &coverage[2]);
    assert_eq!((second.actions.len(), second.below, third.below), (1, 2, 0));
}

#[test]
fn what_is_no_tree_is_refused() {
    for (from, to, code) in [
        ("parent = \"CN-M15-02\"", "parent = \"CN-M15-20\"", "pack.unknown_parent"),
        ("parent = \"CN-M15-02\"", "parent = \"CN-M15-T-1\"", "pack.measure_circle"),
        ("parent = \"CN-M15-02\"\n", "", "pack.no_parent"),
        ("level = \"province\"", "level = \"nation\"", "pack.measure_level"),
        ("level = \"province\"", "level = \"village\"", "pack.unknown_word"),
        ("every = \"quarter\"", "every = \"quarter\"\nby = 2022-12-31", "pack.bad_measure"),
        ("every = \"quarter\"", "evry = \"quarter\"", "pack.unknown_key"),
        ("CN-M15-T-1", "CN-M15-03", "pack.duplicate_id"),
        ("（国务院安委会，2022）", "（2021）", "pack.unknown_instrument"),
    ] {
        assert!(ACTION.contains(from), "{from}");
        let faults = refused(|files| {
            files.insert("measures/t-1.toml".into(), ACTION.replacen(from, to, 1));
        });
        assert!(codes(&faults).contains(&code), "{from} -> {to}: {faults:#?}");
        assert!(faults.iter().all(|fault| !fault.message.zh.is_empty() && !fault.message.en.is_empty()));
    }
}

#[test]
fn a_circle_of_two_is_told_and_ends() {
    let other = ACTION.replace("CN-M15-T-1", "CN-M15-T-2").replace("\"CN-M15-02\"", "\"CN-M15-T-1\"");
    let faults = refused(|files| {
        files.insert("measures/t-1.toml".into(), ACTION.replace("\"CN-M15-02\"", "\"CN-M15-T-2\""));
        files.insert("measures/t-2.toml".into(), other);
    });
    assert_eq!(codes(&faults), ["pack.measure_circle", "pack.measure_circle"]);
}
