//! Overlays that must not load, and what is said about them.

use super::{files, national};
use bowline_core::rules::{Diagnostic, Pack, PackFiles};

const CLOCK: &str = "clocks/accident/cn-acc-l-sd-1.toml";

fn with(change: impl FnOnce(&mut PackFiles)) -> Vec<Diagnostic> {
    let mut files = files("cn-shandong");
    change(&mut files);
    national().load_over(&files).map(|pack| pack.overlay().cloned()).expect_err("it must be refused")
}

fn replaced(file: &str, from: &str, to: &str) -> Vec<Diagnostic> {
    with(|files| {
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} no longer contains {from}");
        *text = text.replacen(from, to, 1);
    })
}

#[test]
fn faults_have_their_codes_and_both_languages() {
    for (file, from, to, code) in [
        ("pack.toml", "over = \"cn-national\"", "over = \"cn-henan\"", "pack.wrong_base"),
        ("pack.toml", "over = \"cn-national\"\n", "", "pack.missing_key"),
        ("pack.toml", "place = \"370000\"", "place = \"37 0000\"", "pack.bad_id"),
        (CLOCK, "\"CN-ACC-10-1\"", "\"CN-ACC-10-9\"", "overlay.unknown_rule"),
        (CLOCK, "\"CN-ACC-10-1\"", "\"CN-ACC-03\"", "overlay.unknown_rule"),
        (CLOCK, "minutes = 30", "hours = 3", "overlay.looser"),
        (CLOCK, "minutes = 30", "days = 1", "overlay.looser"),
        (CLOCK, "接到报告", "发生事故", "overlay.not_comparable"),
        (CLOCK, "replaces", "replacse", "pack.unknown_key"),
        (
            CLOCK,
            "term = { minutes = 30 }",
            "term = { minutes = 30 }\nnot_comparable = { zh = \"另有规定\", en = \"otherwise\" }",
            "overlay.needless_reason",
        ),
        (
            CLOCK,
            "replaces = \"CN-ACC-10-1\"",
            "not_comparable = { zh = \"甲\", en = \"a\" }",
            "overlay.needless_reason",
        ),
    ] {
        let faults = replaced(file, from, to);
        assert!(faults.iter().any(|fault| fault.code == code), "{from} -> {to}: {faults:#?}");
        assert!(faults.iter().all(|fault| !fault.message.zh.is_empty() && !fault.message.en.is_empty()));
    }
}

#[test]
fn a_looser_rule_is_told_on_its_line_even_with_a_reason() {
    let reason = "term = { hours = 3 }\nnot_comparable = { zh = \"我们忙\", en = \"we are busy\" }";
    let faults = replaced(CLOCK, "term = { minutes = 30 }", reason);
    let at = files("cn-shandong")[CLOCK].lines().position(|line| line.starts_with("replaces")).unwrap();
    let fault = faults.iter().find(|fault| fault.code == "overlay.looser").unwrap();
    assert_eq!((fault.file.as_str(), fault.line), (CLOCK, at + 1));
    assert_eq!(fault.message.en, "CN-ACC-L-SD-1 is looser than CN-ACC-10-1, which it replaces: 2 hours → 3 hours");
}

#[test]
fn what_the_pack_below_decides_cannot_be_held() {
    for file in ["calendars/CN-2025.toml", "ladders/late.toml", "departments.toml", "lights/place.toml", "odd.toml"] {
        let faults = with(|files| drop(files.insert(file.into(), "id = \"x\"".into())));
        assert_eq!(faults[0].code, "pack.not_in_overlay", "{file}");
    }
}

#[test]
fn a_question_of_the_pack_below_cannot_be_turned_around() {
    let text = "[[input]]\nid = \"interview.weak_work\"\nkind = \"day\"\nask = { zh = \"哪天\", en = \"When\" }\n";
    let faults = with(|files| drop(files.insert("inputs/again.toml".into(), text.into())));
    assert!(faults.iter().any(|fault| fault.code == "pack.duplicate_id"), "{faults:#?}");
}

#[test]
fn an_overlay_is_not_a_pack_and_a_pack_is_no_overlay() {
    let alone = Pack::load(&files("cn-shandong")).unwrap_err();
    assert!(alone.iter().any(|fault| fault.code == "pack.needs_base"), "{alone:#?}");
    let twice = national().load_over(&files("cn-national")).unwrap_err();
    assert!(twice.iter().any(|fault| fault.code == "pack.not_in_overlay"));
    assert!(national().load_over(&PackFiles::new()).is_err());
}
