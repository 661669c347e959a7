//! Worked cases beside kinds of matter: they are played on the machine, and what is wrong with one is told at its line.

use super::common::{files, national};
use bowline_core::obligations::{run_all_cases, run_kind_mutants, stories_beside};
use bowline_core::rules::{CaseFailure, Diagnostic, Pack};
use std::collections::BTreeSet;

const SLIP: &str = "matters/instruction-slip.cases.toml";

/// The national pack with one line of the slip's cases changed.
fn changed(old: &str, new: &str) -> Result<Pack, Vec<Diagnostic>> {
    let mut all = files("cn-national");
    let text = all.get_mut(SLIP).unwrap();
    assert!(text.contains(old), "{old}");
    *text = text.replacen(old, new, 1);
    Pack::load(&all)
}

/// What the cases of the slip say once one of their lines is changed.
fn failed(old: &str, new: &str) -> CaseFailure {
    let mut failures = run_all_cases(&changed(old, new).unwrap()).failures;
    assert_eq!(failures.len(), 1, "{failures:#?}");
    failures.remove(0)
}

/// The one fault of the file, with the word that was probably meant.
fn fault(old: &str, new: &str) -> (String, String) {
    let faults = changed(old, new).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].file == SLIP && faults[0].line > 0, "{faults:?}");
    (faults[0].message.en.clone(), faults[0].help.clone().unwrap_or_default().en)
}

#[test]
fn the_stories_of_the_shipped_kinds_come_out() {
    let us = Pack::load(&files("us-federal")).unwrap();
    let told = |pack: &Pack| -> BTreeSet<String> {
        assert_eq!(run_all_cases(pack).failures, []);
        pack.kind_cases().into_iter().map(|(kind, _)| kind.as_str().to_owned()).collect()
    };
    let national = told(national());
    for kind in ["accident", "interview", "instruction", "instruction_slip"] {
        assert!(national.contains(kind), "{national:?}");
    }
    assert_eq!(told(&us), BTreeSet::from(["hazard".to_owned(), "severe_injury".to_owned()]));
}

#[test]
fn a_story_that_comes_out_otherwise_says_what_was_expected_and_what_came() {
    let late = failed("sign_for = { due = 2026-03-03T09:00:00", "sign_for = { due = 2026-03-03T09:01:00");
    assert_eq!((late.file.as_str(), late.rule.as_str()), (SLIP, "instruction_slip"));
    let written = &files("cn-national")[SLIP];
    let mut moments = (1..).zip(written.lines()).filter(|(_, line)| *line == "[[case.then]]");
    // The first moment sends an empty form.
    let (act, _) = moments.nth(1).unwrap();
    assert_eq!(late.line, act, "the moment of the story, not its head");
    assert!(late.message.en.contains("sign_for = 2026-03-03T09:01:00 county/emergency#head"), "{}", late.message.en);
    assert!(
        late.message
            .en
            .contains("got carry_out = 2026-04-01T00:00:00 county/emergency#head, sign_for = 2026-03-03T09:00:00")
    );
    assert!(late.message.zh.starts_with("owes：应为"), "{}", late.message.zh);

    let owner =
        failed("verify = { due = 2026-03-27, owner = \"city/", "verify = { due = 2026-03-27, owner = \"province/");
    assert!(owner.message.en.contains("got carry_out, verify = 2026-03-28T00:00:00 city/emergency#head"), "{owner:?}");
    let phase = failed("phase = \"reported\"", "phase = \"signed\"");
    assert_eq!(phase.message.en, "phase: expected signed, got reported");
}

#[test]
fn a_refusal_that_was_not_expected_and_one_that_did_not_come_are_both_told() {
    let undone = failed("act = \"sign_for\"", "act = \"accept\"");
    assert!(undone.message.en.starts_with("refused: expected that it is done, got act.not_now ("), "{undone:?}");
    let done = failed("by = [\"issuer\", \"addressee\"]\nact = \"accept\"", "by = \"issuer\"\nact = \"accept\"");
    assert_eq!(done.message.en, "refused: expected act.apart, but it was done");
    let stranger = failed("by = \"addressee\"\nact = \"sign_for\"", "by = \"issuer\"\nact = \"sign_for\"");
    assert!(stranger.message.en.contains("got act.not_yours"), "{stranger:?}");
}

#[test]
fn a_word_that_the_kind_does_not_have_is_told_at_its_line_with_the_one_that_was_meant() {
    for (old, new, meant) in [
        ("act = \"sign_for\"", "act = \"sing_for\"", "sign_for"),
        ("by = \"addressee\"", "by = \"adressee\"", "addressee"),
        ("phase = \"signed\"", "phase = \"singed\"", "signed"),
        ("late = [\"sign_for\"]", "late = [\"sign_fro\"]", "sign_for"),
        ("owes = { sign_for", "owes = { sign_fur", "sign_for"),
        ("expect = { phase", "expcet = { phase", "expect"),
        ("expect = { phase", "expect = { phsae", "phase"),
        ("office = \"county/emergency\"", "office = \"county/emergancy\"", "emergency"),
        ("office = \"county/emergency\"", "office = \"contry/emergency\"", "county"),
        ("\"instruction.until\"", "\"instruction.untill\"", "instruction.until"),
    ] {
        let (message, help) = fault(old, new);
        assert!(help.contains(meant), "{new}: {message} {help}");
    }
}

#[test]
fn a_story_goes_forward_and_says_when() {
    let (message, _) = fault("at = 2026-03-20T10:00:00", "at = 2026-03-19T10:00:00");
    assert_eq!(message, "it lies before the moment above it");
    let (message, _) = fault("at = 2026-03-02T15:00:00\n", "");
    assert_eq!(message, "missing key `at`");
    let faults = changed("office = \"county/emergency\"\n", "").unwrap_err();
    assert!(faults.iter().all(|fault| fault.message.en == "missing key `office`"), "each case says so: {faults:#?}");
}

#[test]
fn the_smallest_changes_of_a_kind_are_noticed_by_the_proof_or_by_a_story() {
    let report = run_kind_mutants(&Pack::load(&files("us-federal")).unwrap());
    let (hazard, own): (Vec<_>, Vec<_>) =
        report.survivors.iter().partition(|mutant| mutant.kind.id.as_str() == "hazard");
    let left: Vec<&str> = own.iter().map(|mutant| mutant.change.en.as_str()).collect();
    let expected = [
        // Such an act ends the matter, and with it all that is owed.
        "step triage: settled_by set_aside → ·",
        "step answer: settled_by accepted → ·",
        "step review: settled_by accepted → ·",
        "step conclude: settled_by concluded → ·",
        "step set_aside_second: settled_by set_aside → ·",
    ];
    assert_eq!(left, expected);
    assert!(report.noticed > 80, "{}", report.noticed);
    // What the stories of the hazard do not notice yet is held by the cases of its procedures and by the oracle over random
    // stories; it may become less, never more.
    assert!(hazard.len() <= 46, "{}", hazard.len());
    assert_eq!(report.without_cases, []);
}

#[test]
fn a_story_that_says_less_notices_less() {
    let mut all = files("us-federal");
    let text = all.get_mut("matters/severe-injury.cases.toml").unwrap();
    *text = text.replace("refused = \"act.apart\"", "phase = \"asked\"");
    let (first, _) = text.split_once("[[case.then]]\nat = 2026-03-10T09:00:00\nby = [").unwrap();
    *text = first.to_owned();
    let report = run_kind_mutants(&Pack::load(&all).unwrap());
    let left: Vec<&str> = report.survivors.iter().map(|mutant| mutant.change.en.as_str()).collect();
    for change in ["act accept: apart_from employer → ·", "act conclude: injury.files required → ·"] {
        assert!(left.contains(&change), "{left:?}");
    }
}

#[test]
fn the_page_of_a_kind_shows_its_own_stories() {
    let beside = stories_beside(national(), &"interview".parse().unwrap());
    assert!(beside.len() > 3 && beside.iter().all(|case| case.failed.is_none()), "{beside:#?}");
    assert_eq!(stories_beside(national(), &"CN-ACC-10-1".parse().unwrap()), [], "the cases of a clock are no stories");
}
