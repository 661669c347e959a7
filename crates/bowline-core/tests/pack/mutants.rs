//! The cases notice when a rule changes by the smallest step.

use super::{files, national};
use bowline_core::rules::{Mutant, Pack, mutants, run_mutants};

fn told(survivors: &[Mutant]) -> String {
    let line = |it: &Mutant| {
        format!("{} {}: {}", it.rule, it.valid.map(|valid| valid.from.to_string()).unwrap_or_default(), it.change.en)
    };
    survivors.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_smallest_change_of_a_rule_breaks_one_of_its_cases() {
    let report = run_mutants(national());
    assert!(
        report.survivors.is_empty(),
        "{} of {} survive:\n{}",
        report.survivors.len(),
        mutants(national()).count(),
        told(&report.survivors)
    );
    assert!(report.noticed > 300, "{}", report.noticed);
    assert!(report.without_cases.is_empty(), "{:?}", report.without_cases);
}

/// The pack with a case of a file taken out: what then survives.
fn survivors_without(file: &str, case: &str) -> Vec<String> {
    let mut files = files();
    let text = &files[file];
    let kept: Vec<&str> = text.split("[[case]]").filter(|part| !part.contains(case)).collect();
    assert!(kept.len() < text.split("[[case]]").count());
    let thinner = kept.join("[[case]]");
    files.insert(file.to_owned(), thinner);
    let report = run_mutants(&Pack::load(&files).unwrap());
    report.survivors.iter().map(|it| format!("{}: {}", it.rule, it.change.en)).collect()
}

#[test]
fn a_missing_boundary_case_is_told_by_rule_and_number() {
    let found = survivors_without("rules/gas/cn-haz-gas-09-1.cases.toml", "相对密度小于 0.75");
    assert_eq!(found, ["CN-HAZ-GAS-09-1: Relative density of the gas (air is 1)? at least 0.75 → at least 0.74"]);
    let found = survivors_without("checklists/lpg-restaurant.cases.toml", "恰为 420 公斤");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|line| line.starts_with("CN-INS-LPG-05: ") && line.contains("420 kg → ")), "{found:#?}");
}

#[test]
fn cases_of_checks_are_checked_like_all_others() {
    let list = "checklists/lpg-restaurant.cases.toml";
    for (from, to, code) in [
        ("check = \"CN-INS-LPG-04\"", "check = \"CN-INS-LPG-44\"", "pack.unknown_word"),
        ("expect = \"fails\"", "expect = \"not_in_force\"", "pack.bad_cases"),
        ("\"lpg.cylinder_room\" = false", "\"lpg.cylinder_rom\" = false", "pack.unknown_input"),
    ] {
        let faults = super::refused_with(list, from, to);
        assert!(super::codes(&faults).contains(&code), "{faults:#?}");
    }
    let mut files = files();
    let text = files[list].replacen("\"lpg.stored_kg\" = 101", "\"lpg.stored_kg\" = 99", 1);
    files.insert(list.to_owned(), text);
    let report = bowline_core::rules::run_cases(&Pack::load(&files).unwrap());
    assert_eq!((report.failures.len(), report.failures[0].rule.as_str()), (1, "lpg-restaurant"));
}
