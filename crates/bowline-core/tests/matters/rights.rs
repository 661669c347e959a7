//! A right lapses and nobody is late; what is owed at once has a grace and is never late at birth.

use super::play::{Play, pack_with, with_kind};
use super::stage::{day, moment, text};
use bowline_core::facts::Light;
use bowline_core::obligations::turn;
use bowline_core::rules::{Pack, explain, unproven};

const KIND: &str = include_str!("kinds/penalty_case.toml");
const INPUTS: &str = include_str!("kinds/penalty_case.inputs.toml");

fn pack() -> &'static Pack {
    pack_with("penalty_case", KIND, INPUTS)
}

/// Told on Monday, 2 March 2026 at 09:00.
fn told() -> Play {
    let answers = [("penalty_case.what", text("未制定预案")), ("penalty_case.told_on", day("2026-03-02"))];
    Play::begun(pack(), "penalty_case", "2026-03-02 09:00", "county", "tell", &answers)
}

#[test]
fn a_right_is_used_in_time_or_lapses_and_nobody_is_late() {
    let mut it = told();
    assert!(it.may("unit").contains(&"claim".to_owned()));
    let due = it.duties("claim")[0].due.at;
    assert_eq!(due, moment("2026-03-06 00:00"));
    it.does("county", "seal", &[]).unwrap();
    it.runs("2026-03-05 23:59");
    assert_eq!((it.standings("claim"), it.dossier.light()), (vec!["Open".to_owned()], Light::Green));
    let mut used = it.clone();
    used.does("unit", "claim", &[("penalty_case.what", text("已有预案"))]).unwrap();
    assert_eq!(used.standings("claim"), ["Done"]);
    it.runs("2026-03-06 08:00");
    assert_eq!((it.standings("claim"), it.dossier.light()), (vec!["Lapsed".to_owned()], Light::Green));
    assert!(it.duties("claim")[0].fired.is_empty(), "no rung of any ladder");
    let refused = it.does("unit", "claim", &[("penalty_case.what", text("已有预案"))]).unwrap_err();
    assert_eq!(refused.code(), "act.not_now");
}

#[test]
fn the_matter_waits_for_whoever_must_and_never_for_whoever_may() {
    let it = told();
    assert_ne!(turn(pack(), &it.dossier).unwrap().opened.step, "claim");
}

#[test]
fn at_once_has_the_grace_of_the_pack_and_is_not_late_at_birth() {
    let mut it = told();
    assert_eq!(it.duties("seal")[0].due.at, moment("2026-03-02 09:30"));
    assert!(it.duties("seal")[0].due.working.zh.contains("立即办理"));
    it.runs("2026-03-02 09:29");
    assert_eq!(it.dossier.light(), Light::Green);
    it.runs("2026-03-02 09:30");
    assert_eq!(it.dossier.light(), Light::Yellow);
    let own = KIND.replacen("{ at_once = true }", "{ at_once = true, grace = { minutes = 15 } }", 1);
    let answers = [("penalty_case.what", text("未制定预案")), ("penalty_case.told_on", day("2026-03-02"))];
    let pack = pack_with("penalty_case", &own, INPUTS);
    let it = Play::begun(pack, "penalty_case", "2026-03-02 09:00", "county", "tell", &answers);
    assert_eq!(it.duties("seal")[0].due.at, moment("2026-03-02 09:15"));
}

#[test]
fn a_right_keeps_nobody_awake_in_the_proof() {
    let mut kind = pack().kinds().latest(&"penalty_case".parse().unwrap()).unwrap().clone();
    assert_eq!(unproven(&kind, pack().clocks(), pack().inputs()), []);
    kind.steps.retain(|step| step.id == "claim");
    let found: Vec<String> =
        unproven(&kind, pack().clocks(), pack().inputs()).into_iter().map(|it| it.text.en).collect();
    assert!(found.iter().any(|text| text.contains("nobody may owe anything")), "{found:#?}");
}

#[test]
fn what_makes_no_sense_is_refused_at_its_line_and_the_sentence_says_may() {
    for (old, new, code) in [
        ("right = true", "right = true\nladder = \"late-paper\"", "pack.bad_step"),
        ("right = true\n", "", "pack.missing"),
        ("right = true", "right = true\nevery = \"day\"", "pack.bad_step"),
        ("{ at_once = true }", "{ at_once = false }", "pack.bad_term"),
        ("{ at_once = true }", "{ at_once = true, grace = { minutes = 0 } }", "pack.bad_term"),
        ("{ at_once = true }", "{ at_once = true, grace = { working_days = 1 } }", "pack.bad_term"),
    ] {
        let faults = Pack::load(&with_kind("penalty_case", &KIND.replacen(old, new, 1), INPUTS)).unwrap_err();
        let found = faults.iter().find(|it| it.code.starts_with(code));
        assert!(found.is_some_and(|it| it.line > 40), "{new}: {faults:#?}");
    }
    let told = explain(pack(), &"penalty_case".parse().unwrap()).unwrap();
    let zh: Vec<&str> = told.paragraphs.iter().map(|line| line.zh.as_str()).collect();
    assert!(zh.iter().any(|line| line.contains("当事人可以办理") && line.contains("视为放弃")), "{zh:#?}");
    assert!(zh.iter().any(|line| line.contains("立即（宽限 30 分钟）")), "{zh:#?}");
}
