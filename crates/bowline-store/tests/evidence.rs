//! In which dossiers a file was handed in: the table that is kept, and the same table made from the log of an older version.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

use bowline_core::facts::{Actor, Answer, Deed, Fact, Proof, ProofKind, ProofSubmitted, What};
use bowline_core::ids::SubjectId;
use bowline_core::signals::RowChanges;
use bowline_core::time::Moment;
use bowline_store::{Append, Commit, Durability, Evidence, Store, Uses};
use rusqlite::Connection;
use std::sync::Arc;
use tempfile::TempDir;

fn stream(name: &str) -> SubjectId {
    SubjectId::derived(&[name])
}

fn file(kind: ProofKind, letter: &str) -> Proof {
    Proof::new(kind, "a.jpg", letter.repeat(64), 3)
}

fn submitted(proofs: &[Proof]) -> What {
    let note = "{\"kind\":\"photo\",\"sha256\":\"ee\"}".to_owned();
    What::ProofSubmitted(ProofSubmitted { note, proofs: proofs.to_vec() }.into())
}

fn deed(proofs: &[Proof]) -> What {
    let answers = [("tip.files".parse().unwrap(), Answer::Files(proofs.to_vec()))].into_iter().collect();
    What::Deed(Arc::new(Deed { word: "tip.received".parse().unwrap(), answers, ..Deed::default() }))
}

fn add(store: &Store, name: &str, expected: u32, facts: Vec<What>) {
    let fact = |(version, what)| Fact {
        subject: stream(name),
        version,
        place: "220104".parse().unwrap(),
        held: Moment::from_second(1_665_190_800).unwrap(),
        learned: Moment::from_second(1_665_190_800).unwrap(),
        by: Actor::System,
        behalf: None,
        pack: "cn-national@1".to_owned(),
        what,
    };
    let facts: Vec<Fact> = (expected + 1..).zip(facts).map(fact).collect();
    let mut changes = RowChanges::default();
    changes.count_files(&facts);
    let append = Append { subject: stream(name), expected, facts };
    store.commit(Commit { appends: vec![append], changes, once: None }).unwrap();
}

fn uses(store: &Store, from: &str, letter: &str) -> Uses {
    Evidence::of(store).uses(stream(from), &[&letter.repeat(64)], 5).unwrap().pop().unwrap()
}

/// What each of three dossiers is told of four files.
fn told(store: &Store) -> Vec<Uses> {
    ["one", "two", "three"].into_iter().flat_map(|from| ["a", "b", "c", "d"].map(|it| uses(store, from, it))).collect()
}

#[test]
fn a_file_is_found_again_in_every_dossier_that_has_it_also_those_of_an_older_version() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    let [a, b] = ["a", "b"].map(|letter| file(ProofKind::Photo, letter));
    let (record, paper) = (file(ProofKind::Record, "c"), file(ProofKind::Document, "d"));
    add(
        &store,
        "one",
        0,
        vec![submitted(&[a.clone(), a.clone(), record.clone()]), submitted(std::slice::from_ref(&a))],
    );
    add(&store, "one", 2, vec![submitted(&[a.clone(), b.clone()])]);
    add(&store, "two", 0, vec![deed(&[a.clone(), paper.clone()]), submitted(&[record])]);
    add(&store, "three", 0, vec![deed(&[paper])]);

    let found = uses(&store, "one", "a");
    assert_eq!(
        (found.here, found.elsewhere, &found.others),
        (3, 1, &vec![stream("two")]),
        "three facts, not four files"
    );
    assert_eq!(uses(&store, "one", "b"), Uses { here: 1, ..Uses::default() });
    assert_eq!(uses(&store, "one", "c"), Uses::default(), "a line of a ledger has no file");
    assert_eq!(uses(&store, "two", "d").others, [stream("three")]);
    let kept = told(&store);
    drop(store);

    // As the version before left it: without the table.
    let older = Connection::open(folder.path().join("bowline.sqlite")).unwrap();
    older.execute_batch("DROP TABLE evidence; PRAGMA user_version = 24;").unwrap();
    drop(older);
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    assert_eq!(told(&store), kept);
}
