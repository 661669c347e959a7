//! A new edition of a pack keeps every word that records may hold: what it drops, renames or means otherwise is told at its line.

use super::common::{files, loaded};
use bowline_core::rules::{Diagnostic, Filed, PackFiles, words_dropped};

const KIND: &str = "matters/severe-injury.toml";
const INPUTS: &str = "inputs/injury.toml";

/// What a pack that was changed so has lost.
fn lost(change: impl FnOnce(&mut PackFiles)) -> Vec<Diagnostic> {
    let (old, mut new) = (files("us-federal"), files("us-federal"));
    change(&mut new);
    against(&old, &new)
}

fn against(old: &PackFiles, new: &PackFiles) -> Vec<Diagnostic> {
    let (before, after) = (loaded(old), loaded(new));
    words_dropped(Filed { pack: &before, files: old }, Filed { pack: &after, files: new })
}

fn replace(files: &mut PackFiles, file: &str, from: &str, to: &str) {
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} no longer contains {from}");
    *text = text.replace(from, to);
}

fn line_of(file: &str, word: &str) -> usize {
    files("us-federal")[file].lines().position(|line| line.contains(word)).unwrap() + 1
}

#[test]
fn a_pack_keeps_its_own_words_and_may_add_more() {
    assert_eq!(lost(|_| ()), []);
    let more =
        "[[input]]\nid = \"injury.seats\"\nkind = \"number\"\nunit = \"item\"\nask = { en = \"Seats\" }\n\n[[input]]";
    let with_more =
        |files: &mut PackFiles| *files.get_mut(INPUTS).unwrap() = files[INPUTS].replacen("[[input]]", more, 1);
    assert_eq!(lost(with_more), [], "what is new is nobody's loss");
    let mut richer = files("us-federal");
    with_more(&mut richer);
    let gone = against(&richer, &files("us-federal"));
    assert_eq!(gone.len(), 1, "{gone:#?}");
    let said = "the question `injury.seats` is missing (old edition, inputs/injury.toml:";
    assert!(gone[0].message.en.starts_with(said) && gone[0].file == INPUTS && gone[0].line > 0, "{gone:#?}");
}

#[test]
fn words_of_a_kind_that_were_renamed_are_missed_at_the_line_of_the_kind() {
    for (from, to, word, what) in [
        ("\"inspect_after_all\"", "\"go_after_all\"", "inspect_after_all", "act"),
        ("\"answer_refused\"", "\"answer_rejected\"", "answer_refused", "fact"),
        ("\"not_covered\"", "\"outside\"", "not_covered", "phase"),
        ("\"region\"", "\"regional\"", "region", "party"),
        ("id = \"review\"", "id = \"revision\"", "review", "step"),
    ] {
        let found = lost(|files| {
            files.remove("matters/severe-injury.cases.toml");
            replace(files, KIND, from, to);
        });
        assert_eq!(found.len(), 1, "{word}: {found:#?}");
        let (fault, wanted) =
            (&found[0], format!("the {what} `{word}` of `severe_injury` is missing (old edition, {KIND}:"));
        assert!(fault.message.en.starts_with(&wanted), "{wanted}: {fault:?}");
        assert_eq!((fault.code, fault.file.as_str()), ("pack.word_dropped", KIND));
        assert_eq!(fault.line, line_of(KIND, "id = \"severe_injury\""));
        assert!(fault.message.zh.contains(&format!("`{word}`")) && fault.help.is_some(), "{fault:?}");
    }
}

#[test]
fn a_kind_that_is_gone_and_an_edition_that_begins_on_another_day_are_missed() {
    let gone = lost(|files| files.retain(|path, _| !path.starts_with("matters/severe-injury")));
    assert_eq!(gone.len(), 1, "{gone:#?}");
    let said = "the kind `severe_injury` of 2015-01-01 is missing (old edition, matters/severe-injury.toml:2)";
    assert!(gone[0].message.en.starts_with(said), "{gone:#?}");
    assert_eq!((gone[0].file.as_str(), gone[0].line), (KIND, 2), "where it stood");
    let moved = lost(|files| replace(files, KIND, "valid = { from = 2015-01-01 }", "valid = { from = 2016-01-01 }"));
    assert_eq!(moved.len(), 1, "{moved:#?}");
    assert_eq!((moved[0].file.as_str(), moved[0].line), (KIND, 2));
}

#[test]
fn a_question_in_another_unit_and_a_rung_that_was_renamed_are_told() {
    let found = lost(|files| replace(files, INPUTS, "unit = \"person\"", "unit = \"item\""));
    assert_eq!(found.len(), 1, "{found:#?}");
    let said = "question `injury.employees` was counted in `person` and is in `item`: records could not be read";
    assert_eq!((found[0].code, found[0].message.en.as_str()), ("pack.word_changed", said));
    assert_eq!((found[0].file.as_str(), found[0].line), (INPUTS, line_of(INPUTS, "id = \"injury.employees\"")));
    let found = lost(|files| {
        replace(files, "ladders/late-other.toml", "id = \"yellow\"", "id = \"amber\"");
        replace(files, "ladders/late-other.cases.toml", "yellow = ", "amber = ");
    });
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].message.en.starts_with("the escalation step `yellow` of `late-other` is missing"), "{found:#?}");
    assert_eq!(found[0].file, "ladders/late-other.toml");
}
