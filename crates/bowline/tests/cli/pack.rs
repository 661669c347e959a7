//! `bowline pack`: what those who write rules see.

use crate::common::process::{Ran, bowline, copy, root};
use tempfile::TempDir;

/// A copy of the national pack in which a piece of one file was exchanged.
fn broken(file: &str, from: &str, to: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&root("packs/cn-national"), folder.path());
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    folder
}

fn pack(folder: &TempDir, what: &str) -> Ran {
    bowline(&["pack", what, "--pack", folder.path().to_str().unwrap()])
}

const GAS: &str = "rules/gas/cn-haz-gas-09-1.toml";

#[test]
fn the_shipped_pack_is_whole_and_its_cases_pass() {
    let whole = bowline(&["pack", "check", "--pack", root("packs/cn-national").to_str().unwrap()]);
    assert!(whole.status == 0 && whole.out.contains("没有发现问题 / no faults found"), "{whole:?}");
    assert_eq!(bowline(&["pack", "check"]).status, 0);
    let cases = bowline(&["pack", "test"]);
    assert_eq!(cases.status, 0, "{cases:?}");
    let passed: u32 = cases.out.split(' ').next().unwrap().parse().unwrap();
    assert!(passed > 300 && cases.out.contains(" cases passed, 0 failed"), "{}", cases.out);
}

#[test]
fn a_misspelt_input_is_named_with_its_line_and_a_guess() {
    let ran = pack(&broken(GAS, "gas.used_underground", "gas.used_undergruond"), "check");
    assert_eq!(ran.status, 1, "{ran:?}");
    let place = ran.out.lines().find(|line| line.contains("cn-haz-gas-09-1.toml:")).unwrap();
    let text = std::fs::read_to_string(root("packs/cn-national").join(GAS)).unwrap();
    let at = 1 + text.lines().position(|line| line.contains("gas.used_underground")).unwrap();
    assert!(place.contains(&format!("cn-haz-gas-09-1.toml:{at}:")), "line {at} in {place}");
    assert!(ran.out.to_lowercase().contains("did you mean") && ran.out.contains("gas.used_underground"), "{}", ran.out);
    assert!(
        ran.out.lines().any(|line| line.contains("gas.used_undergruond") && !line.is_ascii()),
        "in Chinese too: {}",
        ran.out
    );
}

#[test]
fn a_misspelt_key_and_broken_toml_are_named_with_their_line() {
    let key = pack(&broken(GAS, "grade = ", "grad = "), "check");
    assert!(key.status == 1 && key.out.contains("cn-haz-gas-09-1.toml:5:"), "{key:?}");
    assert!(key.out.to_lowercase().contains("did you mean") && key.out.contains("grade"), "{}", key.out);
    let toml = pack(&broken(GAS, "set = \"GAS\"", "set = \"GAS"), "check");
    assert!(toml.status == 1 && toml.out.contains("cn-haz-gas-09-1.toml:4:"), "{toml:?}");
}

#[test]
fn a_worked_case_that_fails_is_named() {
    let ran = pack(&broken("rules/gas/cn-haz-gas-09-1.cases.toml", "expect = \"holds\"", "expect = \"fails\""), "test");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("cn-haz-gas-09-1.cases.toml:") && ran.out.contains("CN-HAZ-GAS-09-1"), "{}", ran.out);
    assert!(ran.out.trim_end().ends_with(", 1 failed"), "{}", ran.out);
}

#[test]
fn a_number_that_no_case_holds_is_named_on_request() {
    let folder = broken(
        "rules/gas/cn-haz-gas-09-1.cases.toml",
        "\"gas.relative_density\" = 0.74",
        "\"gas.relative_density\" = 0.7",
    );
    let ran = bowline(&["pack", "test", "--mutants", "--pack", folder.path().to_str().unwrap()]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("CN-HAZ-GAS-09-1 2023-09-21\n"), "{}", ran.out);
    assert!(ran.out.contains("at least 0.75 1 → at least 0.74 1"), "{}", ran.out);
    assert!(ran.out.trim_end().ends_with(" changes noticed, 1 noticed by no case"), "{}", ran.out);
}

#[test]
fn a_folder_that_is_no_pack_is_refused() {
    let ran = pack(&TempDir::new().unwrap(), "check");
    assert!(ran.status == 1 && !ran.err.contains("panicked") && !(ran.out + &ran.err).trim().is_empty());
}

#[test]
fn a_rule_is_explained_in_the_language_that_was_asked_for() {
    let explain = |more: &[&str]| bowline(&[&["pack", "explain", "CN-HAZ-GAS-09-1"], more].concat());
    let (zh, en, both) = (explain(&["--lang", "zh"]), explain(&["--lang", "en"]), explain(&[]));
    assert!(zh.status == 0 && en.status == 0 && both.status == 0);
    assert!(zh.out.contains("则为重大事故隐患") && !zh.out.contains("Then it is"), "{}", zh.out);
    assert!(en.out.contains("Then it is a major accident hazard") && !en.out.contains("则为"), "{}", en.out);
    assert!(both.out.contains("则为重大事故隐患") && both.out.contains("Then it is a major accident hazard"));
    for text in [&zh.out, &en.out] {
        assert!(text.contains("2023-09-21") && text.contains("0.75"), "{text}");
    }
    let procedure = bowline(&["pack", "explain", "hazard-major", "--lang", "en"]);
    assert!(procedure.status == 0 && procedure.out.lines().count() > 5, "{procedure:?}");
    let unknown = bowline(&["pack", "explain", "CN-HAZ-GAS-99-1"]);
    assert!(
        unknown.status == 1 && unknown.err.contains("规则包中没有") && unknown.err.contains("has no rule"),
        "{unknown:?}"
    );
}
