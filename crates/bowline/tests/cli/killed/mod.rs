//! These tests kill a server at work. Several people report hazards, act on them, import ledgers and turn the clock
//! over HTTP. At any moment the test kills the process and starts it again: a third of the times in the middle of an
//! import, a third while the engine runs. What was answered is there, what nobody asked for is not, and nothing is half
//! done. A report that was cut off is sent again under its key, and is there once. An import that was cut off is there row by row; importing it again goes on where it stopped and adds nothing
//! twice.
//!
//! `BOWLINE_KILLS=300 BOWLINE_SEED=7 cargo test -p bowline --test cli killed -- --nocapture` for longer or other
//! nights.

mod heard;
mod people;
mod power;

use crate::common::http::post;
use crate::common::process::{Server, bowline_on};
use bowline_testkit::Dice;
use heard::{During, Found, Heard};
use people::Person;
use reqwest::Client;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A small country: a start of the server takes no time.
const PACK: &str = "us-federal";
/// Personas of its demo; who stands here twice has two windows open.
const PEOPLE: [&str; 8] = [
    "safety-officer",
    "safety-officer",
    "inspector",
    "inspector",
    "area-director",
    "area-director",
    "region",
    "nation",
];
/// How what people report begins.
const SEEN: &str = "seen-";
/// How what stands in their ledgers begins.
const FROM_LEDGER: &str = "row-";
/// Kills on one folder; then a fresh one, because every check reads all that was answered.
const KILLS_A_NIGHT: u64 = 50;

/// The longest wait for a kill in the middle of something, in microseconds.
const LONGEST_US: u64 = 40_000;
/// The longest wait for somebody to be in the middle of it.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// A folder with the demo, everybody's cookies, which outlive every kill, and the enterprise of the safety officer.
fn signed_in() -> (TempDir, Vec<String>, String) {
    let folder = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
    let server = Server::demo_on(folder.path(), PACK);
    let sign_in = |who| post(&server.address, "/sign-in/demo", "", &format!("persona={who}")).cookies();
    let cookies: Vec<String> = PEOPLE.into_iter().map(sign_in).collect();
    let form = crate::common::http::get(&server.address, "/report?format=json", &cookies[0]);
    let form: Value = serde_json::from_str(&form.body).unwrap();
    let site = form["sites"][0]["id"].as_str().unwrap().to_owned();
    drop(server);
    (folder, cookies, site)
}

/// Some kills on one folder. Answers what was heard, what the log says of it, and how many fell into what was wanted.
fn night(kills: u64, dice: &mut Dice) -> (Heard, Found, [u64; 2]) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (folder, cookies, site) = signed_in();
    let heard = Arc::new(Mutex::new(Heard::default()));
    let (mut found, mut fell) = (Found::default(), [0, 0]);
    for kill in 1..=kills {
        let server = Server::demo_on(folder.path(), PACK);
        let people = PEOPLE.into_iter().zip(&cookies).map(|(who, cookies)| {
            let http = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
            let (address, cookies, site) = (server.address.clone(), cookies.clone(), site.clone());
            let (dice, heard) = (Dice::new(dice.throw()), Arc::clone(&heard));
            runtime.spawn(Person { http, address, cookies, who, site, dice, heard }.works())
        });
        let people: Vec<_> = people.collect();
        let enough = heard.lock().unwrap().answers + 1 + dice.below(40);
        wait_until(&heard, |heard| heard.answers >= enough);
        fell_into(&heard, dice, &mut fell);
        drop(server);
        for person in people {
            runtime.block_on(person).unwrap();
        }
        let in_part = found.in_part;
        found = heard.lock().unwrap().is_kept(folder.path());
        found.in_part += in_part;
        heard.lock().unwrap().forgets_what_was_under_way();
        if kill % 8 == 0 || kill == kills {
            for doctor in [["doctor", "check"].as_slice(), &["doctor", "rebuild", "--compare"]] {
                let ran = bowline_on(folder.path(), doctor);
                assert_eq!(ran.status, 0, "after kill {kill}: {ran:?}");
            }
        }
    }
    let heard = std::mem::take(&mut *heard.lock().unwrap());
    (heard, found, fell)
}

fn wait_until(heard: &Mutex<Heard>, so: impl Fn(&Heard) -> bool) {
    let began = Instant::now();
    while !so(&heard.lock().unwrap()) {
        assert!(began.elapsed() < Duration::from_secs(60), "people wait for answers");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Waits for the moment of the kill: any, or one after a part of an import was written, or one in a run of the engine.
fn fell_into(heard: &Mutex<Heard>, dice: &mut Dice, fell: &mut [u64; 2]) {
    let during = [None, Some(During::Import), Some(During::Engine)];
    let (wanted, soon) = (*dice.pick(&during).unwrap(), Duration::from_micros(dice.below(LONGEST_US)));
    if let Some(wanted) = wanted {
        let mut now = heard.lock().unwrap();
        now.wanted = Some(wanted);
        let parts = now.parts;
        drop(now);
        let so = |heard: &Heard| match wanted {
            During::Import => heard.parts > parts,
            During::Engine => heard.turning,
        };
        // On a slow machine the moment may be missed; then any will do.
        let began = Instant::now();
        while !so(&heard.lock().unwrap()) && began.elapsed() < LONGEST_WAIT {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    std::thread::sleep(soon);
    let mut heard = heard.lock().unwrap();
    heard.wanted = None;
    let into = [heard.importing > 0, heard.turning].map(u64::from);
    *fell = [fell[0] + into[0], fell[1] + into[1]];
}

#[test]
fn what_a_killed_server_answered_is_there() {
    let (kills, seed) = (number("BOWLINE_KILLS", 24), number("BOWLINE_SEED", 22));
    let mut dice = Dice::new(seed);
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut reports, mut ledgers, mut asked, mut runs_cut, mut in_all) = (0, 0, 0, 0, Found::default());
    let mut again = 0;
    let mut fell = [0, 0];
    for first in (0..kills).step_by(usize::try_from(KILLS_A_NIGHT).unwrap()) {
        let (heard, found, into) = night(KILLS_A_NIGHT.min(kills - first), &mut dice);
        for ((_, kind), times) in &heard.acts {
            *kinds.entry(kind).or_default() += times.answered;
        }
        in_all += found;
        fell = [fell[0] + into[0], fell[1] + into[1]];
        reports += heard.reported.len();
        again += heard.sent_again;
        (ledgers, asked) =
            (ledgers + heard.ledgers.len(), asked + heard.ledgers.iter().map(|it| it.asked).sum::<u64>());
        runs_cut += heard.turns.open;
        println!(
            "{} kills, {} in an import, {} in a run: {reports} reports, {again} sent again, {ledgers} ledgers imported {asked} times, {runs_cut} \
             runs cut off; {in_all:?}; {kinds:?}",
            kills.min(first + KILLS_A_NIGHT),
            fell[0],
            fell[1],
        );
    }
    let loop_of = ["graded", "ordered", "accepted", "proof_submitted", "verified"];
    let done = |kind: &str| kinds.get(format!("hazard.{kind}").as_str()).is_some_and(|times| *times > 0);
    assert!(loop_of.into_iter().all(done) && in_all.acts_cut > 0, "people did work, and were cut off: {kinds:?}");
    assert!(again > 0, "reports that were cut off are sent again");
    assert!(fell.iter().all(|times| *times > 0) && in_all.rows > 0 && in_all.rungs > 0, "{fell:?} {in_all:?}");
}
