//! Broken on purpose: killed at work, a full disk, a torn log, flipped bytes, a clock that is set. What was
//! acknowledged is there, and nothing is half done.
//!
//! `BOWLINE_KILLS=1000 BOWLINE_SEED=7 cargo test -p bowline-testkit --test crash` for longer or other nights; a failing
//! one prints how to reproduce it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

mod births;
mod flipped;
mod full;
mod torn;

use bowline_core::facts::What;
use bowline_core::ids::{PostId, Role, SubjectId};
use bowline_service::clock::ManualClock;
use bowline_service::views::Report;
use bowline_store::{Durability, Store, StoreFault};
use bowline_testkit::{Dice, broken_promises, chains, open, populate, post};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const COUNTY: &str = "220104";

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// In memory where there is such a place: a killed process loses nothing that it wrote, on disk or not, and a night's kills
/// then wait for no disk that others use.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

/// A folder with offices, people, and nine enterprises that have a safety officer each (and no principal: alarms).
fn founded() -> TempDir {
    let folder = folder();
    let store = Store::open(folder.path(), Durability::None).unwrap();
    let clock = Box::new(ManualClock::at("2022-10-08T01:00:00Z".parse().unwrap()));
    let app = open(store, clock, 1);
    populate(&app, COUNTY.parse().unwrap(), &[]);
    let inspector = app.store().registry().holders(&post(COUNTY, Role::Inspector), app.today()).unwrap()[0].0;
    for at in 0..9 {
        let report = Report {
            site: None,
            unit: format!("饭店{at}"),
            credit_code: String::new(),
            place: COUNTY.parse().ok(),
            sector: "H62".to_owned(),
            description: "未装报警器".to_owned(),
            found_on: app.today(),
            proofs: Vec::new(),
        };
        let found = app.hazards().report(&app.people().who(inspector).unwrap(), report).unwrap();
        let site = app.store().hazards().one(found).unwrap().unwrap().site;
        app.people().register("周敏", PostId::site(site, Role::SafetyOfficer), app.today()).unwrap();
    }
    folder
}

fn spawn(folder: &Path, seed: u64) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_exercise"))
        .arg(folder)
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

/// In the middle of what the program is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Any,
    Import,
    EngineRun,
}

const MOMENTS: [Moment; 3] = [Moment::Any, Moment::Import, Moment::EngineRun];

impl Moment {
    /// Whether the program has just announced it.
    fn begins(self, said: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Import => said.starts_with("taking "),
            Self::EngineRun => said == "running",
        }
    }
}

/// What the program said before it was killed: whole lines only.
fn work_and_die(folder: &Path, seed: u64, dice: &mut Dice, moment: Moment) -> Vec<String> {
    let (mut child, mut out) = spawn(folder, seed);
    let mut said = Vec::new();
    for _ in 0..1 + dice.below(30) {
        said.extend(line(&mut out));
    }
    while !said.last().is_some_and(|last| moment.begins(last)) {
        said.push(line(&mut out).expect("the program works on"));
    }
    std::thread::sleep(Duration::from_micros(dice.below(4_000)));
    child.kill().unwrap();
    while let Some(line) = line(&mut out) {
        said.push(line);
    }
    child.wait().unwrap();
    said
}

fn line(out: &mut impl BufRead) -> Option<String> {
    let mut text = String::new();
    let read = out.read_line(&mut text).unwrap();
    (read > 0 && text.ends_with('\n')).then(|| text.trim_end().to_owned())
}

/// What must be found again.
#[derive(Default)]
struct Acknowledged {
    versions: BTreeMap<SubjectId, u32>,
    files: BTreeMap<String, BTreeSet<SubjectId>>,
    taken: BTreeSet<String>,
}

impl Acknowledged {
    fn hears(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let subject = |word: &str| word.parse::<SubjectId>().unwrap();
        let mut at_least = |of: SubjectId, version: u32| {
            let known = self.versions.entry(of).or_default();
            *known = version.max(*known);
        };
        match words.as_slice() {
            ["found" | "hired", of] => at_least(subject(of), 2),
            ["running"] | ["sick", _] => {}
            ["act", of, version] => at_least(subject(of), version.parse().unwrap()),
            ["ran", version] => at_least(SubjectId::derived(&["engine"]), version.parse().unwrap()),
            ["taking", file, subjects @ ..] => {
                self.files.insert((*file).to_owned(), subjects.iter().map(|of| subject(of)).collect());
            }
            ["taken", file] => drop(self.taken.insert((*file).to_owned())),
            _ => panic!("the program said: {line}"),
        }
    }

    /// Everything acknowledged is there; every import is there whole or not at all.
    fn is_kept(&self, store: &Store) {
        for (of, version) in &self.versions {
            let there = store.log().version(*of).unwrap();
            assert!(there >= *version, "stream {of} was acknowledged up to {version}, and ends at {there}");
        }
        for (file, subjects) in &self.files {
            let there = subjects.iter().filter(|of| store.log().version(**of).unwrap() > 0).count();
            let whole = there == subjects.len();
            assert!(
                whole || (there == 0 && !self.taken.contains(file)),
                "{there} of {} rows of {file}",
                subjects.len()
            );
        }
    }
}

/// Evidence that a fact speaks of is there, whole.
fn evidence_is_there(store: &Store) {
    for (_, fact) in store.log().after(0, 1_000_000).unwrap() {
        let What::ProofSubmitted(submitted) = &fact.what else { continue };
        for proof in &submitted.proofs {
            let file = store.folder().join("proofs").join(&proof.sha256[..2]).join(&proof.sha256);
            assert_eq!(std::fs::metadata(&file).unwrap().len(), proof.bytes);
        }
    }
}

fn is_whole(folder: &Path) {
    let store = Store::open(folder, Durability::Full).unwrap();
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    let clock = Box::new(ManualClock::at("2023-01-01T01:00:00Z".parse().unwrap()));
    let beside = self::folder();
    let broken = broken_promises(&open(store, clock, 0), beside.path());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Prints how to reproduce what just failed.
struct HowToReproduce(String);

impl Drop for HowToReproduce {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("reproduce: {} cargo test -p bowline-testkit --test crash", self.0);
        }
    }
}

/// Kills on one folder; then a fresh one, because every check reads the whole log.
const KILLS_A_NIGHT: u64 = 100;

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let (kills, seed) = (number("BOWLINE_KILLS", 40), number("BOWLINE_SEED", 22));
    let _told = HowToReproduce(format!("BOWLINE_KILLS={kills} BOWLINE_SEED={seed}"));
    let mut dice = Dice::new(seed);
    let mut half_way: BTreeMap<Moment, u64> = BTreeMap::new();
    let mut facts = 0;
    for first in (1..=kills).step_by(usize::try_from(KILLS_A_NIGHT).unwrap()) {
        let last = kills.min(first + KILLS_A_NIGHT - 1);
        facts += night(seed * 1_000_000, first..=last, &mut dice, &mut half_way);
        println!("{last} kills, half-way through {half_way:?}; {facts} facts");
    }
    assert!(MOMENTS.iter().all(|moment| half_way.get(moment).is_some_and(|hits| *hits > 0)), "{half_way:?}");
}

/// Some kills on one folder; answers how many facts there are at the end.
fn night(seed: u64, kills: RangeInclusive<u64>, dice: &mut Dice, half_way: &mut BTreeMap<Moment, u64>) -> u64 {
    let folder = founded();
    let last = *kills.end();
    let mut acknowledged = Acknowledged::default();
    for kill in kills {
        let moment = *dice.pick(&MOMENTS).unwrap();
        let said = work_and_die(folder.path(), seed + kill, dice, moment);
        *half_way.entry(moment).or_default() += u64::from(died_half_way(&said, moment));
        said.iter().for_each(|line| acknowledged.hears(line));
        let store = Store::open(folder.path(), Durability::Full).unwrap();
        acknowledged.is_kept(&store);
        let proof = store.duties().completeness("2022-01-01T00:00:00Z".parse().unwrap()).unwrap();
        assert!(proof.holds(), "after kill {kill}: {proof:?}");
        if kill % 5 == 0 {
            let (_, gaps) = chains(&store);
            assert!(gaps.is_empty(), "after kill {kill}: {}", gaps.join("\n"));
        }
        drop(store);
        if kill % 20 == 0 || kill == last {
            is_whole(folder.path());
        }
    }
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    evidence_is_there(&store);
    assert!(acknowledged.versions.len() > 100 && !acknowledged.taken.is_empty(), "the program did work");
    store.log().count().unwrap()
}

/// Whether the last import or run that was announced never ended.
fn died_half_way(said: &[String], moment: Moment) -> bool {
    let count = |word: &str| said.iter().filter(|line| line.split(' ').next() == Some(word)).count();
    match moment {
        Moment::Any => true,
        Moment::Import => count("taking") > count("taken"),
        Moment::EngineRun => count("running") > count("ran"),
    }
}

#[test]
fn a_second_process_is_refused() {
    let folder = founded();
    let (mut first, mut out) = spawn(folder.path(), 1);
    assert!(line(&mut out).is_some());
    assert!(matches!(Store::open(folder.path(), Durability::Full), Err(StoreFault::InUse { .. })));
    let (mut second, mut said) = spawn(folder.path(), 2);
    assert_eq!(line(&mut said).as_deref(), Some("in use"));
    assert_eq!(second.wait().unwrap().code(), Some(3));
    assert!(line(&mut out).is_some_and(|line| !line.starts_with("fault")), "the first works on");
    first.kill().unwrap();
    first.wait().unwrap();
    is_whole(folder.path());
}
