//! The chain over the log: what somebody with the right to write changes in the file is seen, or only a checkpoint
//! shows it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

use bowline_core::facts::{Actor, Fact, OfficeAbolished, What};
use bowline_core::ids::SubjectId;
use bowline_core::time::{Day, Moment};
use bowline_store::{Append, Breach, Checkpoint, Commit, Durability, Loss, Sickness, Store, StoreFault};
use rusqlite::Connection;
use std::path::Path;
use tempfile::TempDir;

fn append(name: &str, expected: u32, office: &str) -> Append {
    let fact = Fact {
        subject: SubjectId::derived(&[name]),
        version: expected + 1,
        place: "220104".parse().unwrap(),
        held: Moment::from_second(1_665_190_800).unwrap(),
        learned: Moment::from_second(1_665_190_800).unwrap(),
        by: Actor::System,
        behalf: None,
        pack: "cn-national@1".to_owned(),
        what: What::OfficeAbolished(OfficeAbolished {
            office: format!("220104/{office}").parse().unwrap(),
            to: None,
            ground: None,
        }),
    };
    Append { subject: fact.subject, expected, facts: vec![fact] }
}

/// Six facts of two streams, a checkpoint after the fourth; and that checkpoint.
fn written() -> (TempDir, Checkpoint) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    for (at, name) in [(0, "a"), (0, "b"), (1, "a"), (1, "b"), (2, "a"), (2, "b")] {
        if (at, name) == (2, "a") {
            store.log().keep_checkpoint(day("2026-11-26")).unwrap();
            store.log().keep_checkpoint(day("2026-11-26")).unwrap();
        }
        store.commit(Commit { appends: vec![append(name, at, "fire")], ..Commit::default() }).unwrap();
    }
    let kept = store.log().checkpoint().unwrap().unwrap();
    assert_eq!((kept.day, kept.seq), (day("2026-11-26"), 4));
    (folder, kept)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn meddle(folder: &Path) -> Connection {
    Connection::open(folder.join("bowline.sqlite")).unwrap()
}

fn breaches(folder: &Path, held: &[Checkpoint]) -> Vec<Breach> {
    Store::look(folder).unwrap().log().breaches(held).unwrap()
}

/// Writes another text into a fact and makes its sum anew, as somebody does who knows how facts are kept.
fn forge(connection: &Connection, seq: i64) {
    let text: String =
        connection.query_row("SELECT payload FROM fact WHERE seq = $1", [seq], |row| row.get(0)).unwrap();
    let json = text.split_once('\n').unwrap().0.replace("fire", "police");
    let sealed = format!("{json}\n{:08x}", crc32fast::hash(json.as_bytes()));
    connection.execute("UPDATE fact SET payload = $1 WHERE seq = $2", (sealed, seq)).unwrap();
}

#[test]
fn an_honest_log_has_no_breach_and_goes_on_after_a_restart() {
    let (folder, kept) = written();
    assert_eq!(breaches(folder.path(), &[kept]), []);
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    let several = vec![append("a", 3, "fire"), append("c", 0, "fire")];
    store.commit(Commit { appends: several, ..Commit::default() }).unwrap();
    let stale = store.commit(Commit { appends: vec![append("a", 3, "fire")], ..Commit::default() });
    assert!(matches!(stale, Err(StoreFault::Conflict { .. })), "what was refused leaves no trace in the chain");
    store.commit(Commit { appends: vec![append("a", 4, "fire")], ..Commit::default() }).unwrap();
    assert_eq!(store.log().breaches(&[kept]).unwrap(), []);
}

#[test]
fn a_fact_that_was_edited_is_named() {
    let (folder, _) = written();
    forge(&meddle(folder.path()), 3);
    assert_eq!(breaches(folder.path(), &[]), [Breach::Link(3)], "though its sum was made anew");
    let (folder, _) = written();
    meddle(folder.path())
        .execute("UPDATE fact SET payload = replace(payload, 'fire', 'gate') WHERE seq = 3", [])
        .unwrap();
    assert_eq!(breaches(folder.path(), &[]), [Breach::Sum(3)]);
}

#[test]
fn facts_in_another_order_or_of_another_stream_are_named() {
    let (folder, _) = written();
    let swap = "UPDATE fact SET seq = -1 WHERE seq = 2; UPDATE fact SET seq = 2 WHERE seq = 3; UPDATE fact SET seq = 3 WHERE seq = -1";
    meddle(folder.path()).execute_batch(swap).unwrap();
    assert_eq!(breaches(folder.path(), &[]), [Breach::Link(2), Breach::Link(3), Breach::Link(4)]);
    let (folder, _) = written();
    let swap = "UPDATE stream SET number = 9 WHERE number = 1; UPDATE stream SET number = 1 WHERE number = 2; UPDATE stream SET number = 2 WHERE number = 9";
    meddle(folder.path()).execute_batch(swap).unwrap();
    assert_eq!(breaches(folder.path(), &[]).len(), 6);
    let (folder, _) = written();
    meddle(folder.path()).execute("DELETE FROM stream WHERE number = 2", []).unwrap();
    assert_eq!(breaches(folder.path(), &[]), [Breach::Link(2), Breach::Link(4), Breach::Link(6)]);
}

#[test]
fn a_fact_that_was_removed_is_missed_and_the_last_one_keeps_the_folder_shut() {
    let (folder, _) = written();
    meddle(folder.path()).execute("DELETE FROM fact WHERE seq = 2", []).unwrap();
    assert_eq!(breaches(folder.path(), &[]), [Breach::Link(3)]);
    let (folder, kept) = written();
    meddle(folder.path()).execute("DELETE FROM fact WHERE seq = 6", []).unwrap();
    assert_eq!(breaches(folder.path(), &[]), [Breach::End(5, 6)]);
    let refused = Store::open(folder.path(), Durability::Full).err().unwrap();
    assert_eq!(refused.sickness(), Some(Sickness::LogChanged), "{}", refused.chain());
    let store = Store::open_with(folder.path(), Durability::Full, Loss::Accepted).unwrap();
    store.commit(Commit { appends: vec![append("b", 2, "fire")], ..Commit::default() }).unwrap();
    assert_eq!(store.log().breaches(&[kept]).unwrap(), []);
}

/// Whoever can write everything can remake every link, and the checkpoints kept in the folder too.
#[test]
fn a_log_rewritten_with_all_its_links_is_shown_by_a_checkpoint_kept_elsewhere_alone() {
    let (folder, kept) = written();
    let rewritten = TempDir::new().unwrap();
    let store = Store::open(rewritten.path(), Durability::Full).unwrap();
    for (at, name) in [(0, "a"), (0, "b"), (1, "a"), (1, "b"), (2, "a"), (2, "b")] {
        let office = if (at, name) == (1, "a") { "police" } else { "fire" };
        store.commit(Commit { appends: vec![append(name, at, office)], ..Commit::default() }).unwrap();
    }
    assert_eq!(store.log().breaches(&[]).unwrap(), [], "by itself it is consistent");
    assert_eq!(store.log().breaches(&[kept]).unwrap(), [Breach::Checkpoint(kept)]);
    store.log().keep_checkpoint(day("2026-11-27")).unwrap();
    let newer = store.log().checkpoint().unwrap().unwrap();
    assert_eq!(breaches(folder.path(), &[newer]), [Breach::Checkpoint(newer)]);
}

#[test]
fn a_folder_put_back_to_an_older_copy_is_shown_by_a_newer_checkpoint() {
    let (folder, older) = written();
    let copy = TempDir::new().unwrap();
    std::fs::copy(folder.path().join("bowline.sqlite"), copy.path().join("bowline.sqlite")).unwrap();
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    store.commit(Commit { appends: vec![append("a", 3, "fire")], ..Commit::default() }).unwrap();
    store.log().keep_checkpoint(day("2026-11-27")).unwrap();
    let newer = store.log().checkpoint().unwrap().unwrap();
    assert_eq!(newer.seq, 7);
    assert_eq!(breaches(copy.path(), &[older]), [], "nothing in it could tell");
    assert_eq!(breaches(copy.path(), &[older, newer]), [Breach::Checkpoint(newer)]);
}
