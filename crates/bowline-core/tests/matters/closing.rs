//! Closed is not the same as solved: how a matter ended is said, and what it left undone too.

use super::play::{Play, pack_with, with_kind};
use super::stage::{day, text};
use bowline_core::facts::{Ending, Outcome};
use bowline_core::obligations::{Standing, undone};
use bowline_core::rules::{Pack, explain};

const KIND: &str = include_str!("kinds/penalty_case.toml");
const INPUTS: &str = include_str!("kinds/penalty_case.inputs.toml");

fn told() -> Play {
    let answers = [("penalty_case.what", text("未制定预案")), ("penalty_case.told_on", day("2026-03-02"))];
    let pack = pack_with("penalty_case", KIND, INPUTS);
    Play::begun(pack, "penalty_case", "2026-03-02 09:00", "county", "tell", &answers)
}

fn left(it: &Play) -> Vec<&str> {
    undone(&it.dossier).into_iter().map(|it| it.opened.step.as_str()).collect()
}

#[test]
fn an_act_that_waits_until_nothing_is_owed_names_what_is_and_a_right_does_not_hold_it_up() {
    let mut it = told();
    it.at("2026-03-03 09:00");
    let before = it.dossier.version;
    let refused = it.does("city_head", "decide", &[]).unwrap_err();
    assert_eq!((refused.code(), it.dossier.version), ("act.still_owed", before));
    assert!(refused.text().zh.contains("封存现场") && !refused.text().zh.contains("申辩"), "{}", refused.text().zh);
    assert!(!it.may("city_head").contains(&"decide".to_owned()), "what would be refused is not offered");
    it.does("county", "seal", &[]).unwrap();
    it.does("city_head", "decide", &[]).unwrap();
    assert_eq!(it.dossier.declared().unwrap().ending, Some(Ending::Done));
    assert!(left(&it).is_empty(), "{:?}", left(&it));
}

#[test]
fn what_a_closed_matter_left_undone_lapsed_in_the_open() {
    let mut it = told();
    it.at("2026-03-03 09:00").does("city_head", "drop", &[("penalty_case.what", text("单位已注销"))]).unwrap();
    assert_eq!(it.dossier.declared().unwrap().ending, Some(Ending::NoLongerApplies));
    assert_eq!(left(&it), ["seal", "decide"]);
    let lapsed = |step| matches!(it.duties(step)[0].standing, Standing::Settled(Outcome::Lapsed, _));
    assert!(lapsed("seal") && lapsed("decide") && lapsed("claim"));
}

#[test]
fn outcome_words_are_known_and_belong_to_acts_that_end_a_matter() {
    for (old, new, code) in [
        ("outcome = \"done\"", "outcome = \"dome\"", "pack.unknown_word"),
        ("closes_only_if = \"nothing_owed\"", "closes_only_if = \"all\"", "pack.unknown_word"),
        ("fact = \"sealed\"", "fact = \"sealed\"\noutcome = \"done\"", "pack.bad_act"),
    ] {
        assert!(KIND.contains(old), "{old}");
        let faults = Pack::load(&with_kind("penalty_case", &KIND.replacen(old, new, 1), INPUTS)).unwrap_err();
        assert!(faults.iter().any(|it| it.code == code && it.line > 20), "{new}: {faults:#?}");
    }
    let told = explain(pack_with("penalty_case", KIND, INPUTS), &"penalty_case".parse().unwrap()).unwrap();
    let zh: Vec<&str> = told.paragraphs.iter().map(|line| line.zh.as_str()).collect();
    for line in ["· · 办理结果：办结", "· · 其他事项均已办结后方可办理", "· · 办理结果：不再适用"]
    {
        assert!(zh.contains(&line), "{zh:#?}");
    }
}
