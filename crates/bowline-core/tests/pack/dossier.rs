//! What of the dossier is held: cited by a rule, or listed with a reason.

use super::{bare, codes};
use bowline_core::rules::{Diagnostic, HeldAs, Pack, PackFiles};

/// A fact that a rule of the pack cites.
const CITED: &str = "CN-ACC-03-1";

fn fact(id: &str, held_as: &str, more: &str) -> String {
    format!("[[fact]]\nid = \"{id}\"\nheld_as = \"{held_as}\"\nwhy = {{ zh = \"因\", en = \"because\" }}\n{more}\n")
}

fn with(facts: &str, ids: Option<&str>) -> PackFiles {
    let mut files = bare();
    files.extend(super::files().into_iter().filter(|(path, _)| path.starts_with("scales/cn-acc-03")));
    files.insert("dossier.toml".into(), facts.into());
    match ids {
        Some(ids) => files.insert("dossier-ids.txt".into(), ids.into()),
        None => files.remove("dossier-ids.txt"),
    };
    files
}

fn faults(facts: &str, ids: Option<&str>) -> Vec<Diagnostic> {
    Pack::load(&with(facts, ids)).err().unwrap_or_default()
}

#[test]
fn an_id_is_cited_or_listed_and_what_is_neither_is_named() {
    let facts = fact("X-1", "definition", "") + &fact("X-2-2", "duty", "");
    assert_eq!(faults(&facts, Some(&format!("{CITED}\nX-1\n\nX-2-2\n"))), []);
    let found = faults(&facts, Some(&format!("{CITED}\nX-1\nX-3\n")));
    assert_eq!(codes(&found), ["pack.fact_missing"]);
    assert_eq!((found[0].file.as_str(), found[0].line), ("dossier-ids.txt", 3));
    assert_eq!(found[0].message.en, "no rule cites `X-3`, and dossier.toml does not list it");
    let pack = Pack::load(&with(&facts, None)).unwrap();
    assert_eq!(pack.held_facts().listed().len(), 2);
    assert_eq!(pack.held_facts().listed()[1].held_as, HeldAs::Duty);
    assert!(pack.held_facts().cited().contains(CITED));
}

#[test]
fn an_id_of_two_is_held_as_itself_or_by_both() {
    let one = fact("X-2-4", "duty", "");
    assert_eq!(codes(&faults(&one, Some("X-2-4/5"))), ["pack.fact_missing"]);
    assert_eq!(faults(&(one + &fact("X-2-5", "duty", "")), Some("X-2-4/5")), []);
    assert_eq!(faults(&fact("X-2-4/5", "duty", ""), Some("X-2-4/5")), []);
}

#[test]
fn what_is_wrong_with_the_list_is_told() {
    let twice = fact("X-1", "duty", "") + &fact("X-1", "practice", "");
    for (facts, code) in [
        (twice, "pack.duplicate_id"),
        (fact(CITED, "duty", ""), "pack.fact_twice"),
        (fact("X-1", "dutty", ""), "pack.unknown_word"),
        (fact("X-1", "in", ""), "pack.bad_fact"),
        (fact("X-1", "in", "rule = \"CN-NO-SUCH\""), "pack.unknown_rule"),
        (fact("X-1", "duty", "rule = \"CN-ACC-03\""), "pack.bad_fact"),
        (fact("X-1", "overlay", ""), "pack.bad_fact"),
    ] {
        assert_eq!(codes(&faults(&facts, None)), [code], "{facts}");
    }
    let fine = fact(CITED, "in", "rule = \"CN-ACC-03\"")
        + &fact("X-1", "overlay", "pack = \"cn-shandong\"")
        + &fact("X-2", "in", "rule = \"CN-ACC-03-2\"");
    assert_eq!(faults(&fine, None), []);
}
