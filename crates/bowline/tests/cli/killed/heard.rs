//! This module keeps what people were answered before the server was killed, and compares it with the log.
//!
//! These tests must never ask the server: the folder is looked at while nobody serves it. Start at [`Heard::is_kept`].

use super::{FROM_LEDGER, SEEN};
use bowline_core::facts::{Fact, What};
use bowline_core::ids::SubjectId;
use bowline_store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::path::Path;

/// How often something was done.
#[derive(Debug, Default)]
pub struct Times {
    pub answered: u64,
    /// Sent, and the server was killed before it answered.
    pub open: u64,
}

/// A ledger that somebody uploaded, and what its page said.
pub struct Ledger {
    /// The address of the upload.
    pub path: String,
    /// Its file name.
    pub file: String,
    /// What its rows describe, in their order.
    pub rows: Vec<String>,
    /// Rows that were shown as taken in.
    pub told: usize,
    pub finished: bool,
    /// How often somebody asked to take it in.
    pub asked: u64,
}

/// What people sent and what they were answered.
#[derive(Default)]
pub struct Heard {
    pub answers: u64,
    pub reported: BTreeMap<SubjectId, String>,
    /// Reports that were sent and not answered yet, with who sent them, and the form.
    pub unanswered: BTreeMap<String, (&'static str, String)>,
    /// How often such a report was sent again and answered.
    pub sent_again: u64,
    pub acts: BTreeMap<(SubjectId, &'static str), Times>,
    pub turns: Times,
    pub ledgers: Vec<Ledger>,
    /// Imports that are under way.
    pub importing: u64,
    /// How often a part of a ledger was shown as taken in.
    pub parts: u64,
    /// Whether the clock is being turned, which runs the engine.
    pub turning: bool,
    /// What somebody should do now, because the server is to be killed while it does it.
    pub wanted: Option<During>,
}

/// In the middle of what the server is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    Import,
    Engine,
}

/// What the log of a killed server says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// Acts that were answered.
    pub acts: u64,
    /// Acts that were sent and not answered.
    pub acts_cut: u64,
    /// Of these, those written.
    pub acts_cut_written: u64,
    /// Rows of ledgers.
    pub rows: u64,
    /// Ledgers that were there in part, after each kill.
    pub in_part: u64,
    /// Runs of the engine noted.
    pub runs: u64,
    /// Rungs fired.
    pub rungs: u64,
}

impl AddAssign for Found {
    fn add_assign(&mut self, other: Self) {
        self.acts += other.acts;
        self.acts_cut += other.acts_cut;
        self.acts_cut_written += other.acts_cut_written;
        self.rows += other.rows;
        self.in_part += other.in_part;
        self.runs += other.runs;
        self.rungs += other.rungs;
    }
}

/// All facts, by what they are about.
type Streams = BTreeMap<SubjectId, Vec<Fact>>;

impl Heard {
    /// The server is gone, and with it what it was doing.
    pub fn forgets_what_was_under_way(&mut self) {
        (self.importing, self.turning) = (0, false);
    }

    /// What was answered is there, and nothing that nobody asked for; every open duty has a clock.
    pub fn is_kept(&self, data: &Path) -> Found {
        let store = Store::look(data).unwrap();
        let mut streams = Streams::new();
        for (_, fact) in store.log().after(0, 1_000_000).unwrap() {
            streams.entry(fact.subject).or_default().push(fact);
        }
        let proof = store.duties().completeness(store.log().latest().unwrap().unwrap()).unwrap();
        let loose = proof.without_clock + proof.without_obligation + proof.silent;
        assert!(proof.open == proof.clocks && loose == 0, "{proof:?}");
        let mut found = Found::default();
        self.reports_and_acts(data, &streams, &mut found);
        self.imports(&streams, &mut found);
        self.engine(&streams, &mut found);
        found
    }

    fn reports_and_acts(&self, data: &Path, streams: &Streams, found: &mut Found) {
        assert!(self.reported.keys().all(|hazard| streams.contains_key(hazard)), "a report is gone");
        let mut seen = BTreeSet::new();
        for (hazard, facts) in streams {
            let Some(first) = described(facts) else { continue };
            let sent = self.reported.get(hazard).is_some_and(|it| it == first);
            assert!(sent || self.unanswered.contains_key(first) || !first.starts_with(SEEN));
            assert!(seen.insert(first) || !first.starts_with(SEEN), "{first} was reported once and is there twice");
            evidence_is_there(data, facts);
            for ((_, kind), times) in self.acts.range((*hazard, "")..=(*hazard, "~")) {
                let there = facts.iter().filter(|fact| fact.what.kind() == *kind).count() as u64;
                let all = times.answered + times.open;
                assert!((times.answered..=all).contains(&there), "{there} times {kind} on {hazard}: {times:?}");
                found.acts += times.answered;
                found.acts_cut += times.open;
                found.acts_cut_written += there - times.answered;
            }
        }
    }

    /// Each row that was shown as taken in is there, once and whole, however often its ledger was imported.
    fn imports(&self, streams: &Streams, found: &mut Found) {
        let mut rows: BTreeMap<&str, &Vec<Fact>> = BTreeMap::new();
        for facts in streams.values() {
            let Some(row) = described(facts).filter(|first| first.starts_with(FROM_LEDGER)) else { continue };
            assert!(rows.insert(row, facts).is_none(), "{row} was taken in twice");
            let kinds: BTreeSet<&str> = facts.iter().map(|fact| fact.what.kind()).collect();
            let whole = ["hazard.graded", "hazard.ordered", "obligation.opened"];
            assert!(whole.iter().all(|kind| kinds.contains(kind)), "half a row: {kinds:?}");
        }
        found.rows = rows.len() as u64;
        let notes = streams.get(&SubjectId::derived(&["imports"])).map_or(&[][..], Vec::as_slice);
        let noted: BTreeSet<&str> = notes.iter().filter_map(|fact| file_of(&fact.what)).collect();
        for ledger in &self.ledgers {
            let there: Vec<bool> = ledger.rows.iter().map(|row| rows.remove(row.as_str()).is_some()).collect();
            assert!(there.iter().take(ledger.told).all(|it| *it), "of the first {} rows some are gone", ledger.told);
            let there = there.into_iter().filter(|it| *it).count();
            assert!(ledger.asked > 0 || there == 0, "nobody asked to take {} in", ledger.file);
            assert_eq!(noted.contains(ledger.file.as_str()), there == ledger.rows.len(), "the note of {}", ledger.file);
            found.in_part += u64::from(0 < there && there < ledger.rows.len());
        }
        assert!(rows.is_empty(), "nobody sent {rows:?}");
    }

    /// Each run that was answered is there, and no rung fired twice, in however many runs it was tried.
    fn engine(&self, streams: &Streams, found: &mut Found) {
        found.runs = streams[&SubjectId::derived(&["engine"])].len() as u64;
        assert!(found.runs >= self.turns.answered, "{:?} were answered, {} are there", self.turns, found.runs);
        let mut fired = BTreeSet::new();
        for fact in streams.values().flatten() {
            let What::RungFired(rung) = &fact.what else { continue };
            assert!(fired.insert((fact.subject, rung.no, rung.rung.as_str())), "fired twice: {fact:?}");
        }
        found.rungs = fired.len() as u64;
    }
}

fn described(facts: &[Fact]) -> Option<&str> {
    match &facts.first()?.what {
        What::Found(found) => Some(&found.description),
        _ => None,
    }
}

fn file_of(what: &What) -> Option<&str> {
    match what {
        What::ImportCommitted(import) => Some(&import.file),
        _ => None,
    }
}

fn evidence_is_there(data: &Path, facts: &[Fact]) {
    for fact in facts {
        let What::ProofSubmitted(submitted) = &fact.what else { continue };
        for proof in &submitted.proofs {
            let file = data.join("proofs").join(&proof.sha256[..2]).join(&proof.sha256);
            assert_eq!(std::fs::metadata(&file).unwrap().len(), proof.bytes);
        }
    }
}
