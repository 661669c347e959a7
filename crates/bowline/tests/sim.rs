//! Simulated years: nothing slips, the same seed tells the same year, and a fault put in on purpose is noticed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it breaks")]

use std::process::{Command, Output};

fn sim(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bowline")).arg("sim").args(arguments).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A dozen worlds; what each of them told.
fn dozen(from: u64) -> String {
    let data = tempfile::tempdir().unwrap();
    let from = from.to_string();
    let told = sim(&["--seed", &from, "--seeds", "12", "--days", "25", "--data", data.path().to_str().unwrap()]);
    let text = said(&told);
    assert!(told.status.success(), "{text}");
    assert_eq!(text.matches("nothing slipped").count(), 12, "{text}");
    text
}

/// How often something happened, of all lines: the number before its word.
fn count(text: &str, word: &str) -> u32 {
    let word = format!(" {word}");
    let before = text.split(word.as_str()).filter_map(|part| part.rsplit([' ', ',', '(']).next());
    before.filter_map(|number| number.parse::<u32>().ok()).sum()
}

#[test]
fn nothing_slips_in_a_dozen_worlds() {
    let text = dozen(100);
    for word in ["acts", "told to look again", "refused", "restarts", "crashes in a run", "noticed late"] {
        assert!(count(&text, word) > 0, "{word}: {text}");
    }
}

/// Worlds that nobody has seen: other seeds in every run. A failure prints the line that plays its world again.
#[test]
#[allow(clippy::disallowed_methods, reason = "whatever the clock says is a seed that nobody chose")]
fn nothing_slips_in_a_dozen_new_worlds() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let first = now.as_secs() * 16;
    println!("seeds from {first}");
    dozen(first);
}

#[test]
fn the_same_seed_tells_the_same_year() {
    let year = || {
        let data = tempfile::tempdir().unwrap();
        said(&sim(&["--seed", "7", "--days", "40", "--data", data.path().to_str().unwrap()]))
    };
    assert_eq!(year(), year());
}

#[test]
fn a_fault_put_in_on_purpose_is_noticed_and_can_be_reproduced() {
    for (fault, seen) in
        [("drop-rung", "an enterprise without an office above"), ("skip-stand-in", "completeness proof fails")]
    {
        let data = tempfile::tempdir().unwrap();
        let told = sim(&["--seed", "2", "--days", "40", "--fault", fault, "--data", data.path().to_str().unwrap()]);
        let text = said(&told);
        assert_eq!(told.status.code(), Some(1), "{text}");
        assert!(text.contains(seen), "{text}");
        assert!(text.contains(&format!("reproduce: bowline sim --seed 2 --days 40 --fault {fault}")), "{text}");
    }
}

#[test]
fn another_country_is_simulated_by_the_same_program() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let told = sim(&["--pack", "us-federal", "--seed", "100", "--seeds", "4", "--days", "40", "--data", folder]);
    assert!(told.status.success(), "{}", said(&told));
    assert_eq!(said(&told).matches("nothing slipped").count(), 4);
    for (fault, seen) in [("drop-rung", "without an office above"), ("skip-stand-in", "completeness proof fails")] {
        let arguments = ["--pack", "us-federal", "--seed", "7", "--days", "60", "--fault", fault, "--data", folder];
        let told = sim(&arguments);
        let text = said(&told);
        assert_eq!(told.status.code(), Some(1), "{text}");
        assert!(text.contains(seen), "{text}");
        assert!(text.contains("--days 60 --pack us-federal --fault"), "{text}");
    }
}
