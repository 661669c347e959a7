//! A server that is killed at work: several people report hazards and act on them over HTTP, and at any moment the process
//! is killed and started again. What was answered is there, what nobody asked for is not, and nothing is half done.
//!
//! `BOWLINE_KILLS=300 BOWLINE_SEED=7 cargo test -p bowline --test cli killed -- --nocapture` for longer or other nights.

use crate::common::http::post;
use crate::common::process::{Server, bowline_on};
use bowline_core::facts::{Fact, What};
use bowline_core::ids::SubjectId;
use bowline_store::Store;
use bowline_testkit::Dice;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
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
const FORM: &str = "application/x-www-form-urlencoded";
/// How what people report begins.
const SEEN: &str = "seen-";
/// Kills on one folder; then a fresh one, because every check reads all that was answered.
const KILLS_A_NIGHT: u64 = 50;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// How often something was done.
#[derive(Debug, Default)]
struct Times {
    answered: u64,
    /// Sent, and the server was killed before it answered.
    open: u64,
}

/// What people sent and what they were answered.
#[derive(Default)]
struct Heard {
    answers: u64,
    reported: BTreeMap<SubjectId, String>,
    unanswered: BTreeSet<String>,
    acts: BTreeMap<(SubjectId, &'static str), Times>,
    turns: u64,
}

/// What the log of a killed server says of it: acts that were answered; sent and not answered; of these, those written.
type Found = (u64, u64, u64);

impl Heard {
    fn is_kept(&self, data: &Path) -> Found {
        let mut streams: BTreeMap<SubjectId, Vec<Fact>> = BTreeMap::new();
        for (_, fact) in Store::look(data).unwrap().log_after(0, 1_000_000).unwrap() {
            streams.entry(fact.subject).or_default().push(fact);
        }
        let mut found = (0, 0, 0);
        assert!(self.reported.keys().all(|hazard| streams.contains_key(hazard)), "a report is gone");
        for (hazard, facts) in &streams {
            let Some(What::Found(first)) = facts.first().map(|fact| &fact.what) else { continue };
            let sent = self.reported.get(hazard) == Some(&first.description);
            assert!(sent || self.unanswered.contains(&first.description) || !first.description.starts_with(SEEN));
            evidence_is_there(data, facts);
            for ((_, kind), times) in self.acts.range((*hazard, "")..=(*hazard, "~")) {
                let there = facts.iter().filter(|fact| fact.what.kind() == *kind).count() as u64;
                let all = times.answered + times.open;
                assert!((times.answered..=all).contains(&there), "{there} times {kind} on {hazard}: {times:?}");
                found = (found.0 + times.answered, found.1 + times.open, found.2 + there - times.answered);
            }
        }
        let engine = streams[&SubjectId::derived(&["engine"])].len() as u64;
        assert!(engine >= self.turns, "{} runs were answered, {engine} are there", self.turns);
        found
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

/// Somebody in front of a browser.
struct Person {
    http: Client,
    address: String,
    cookies: String,
    who: &'static str,
    site: String,
    dice: Dice,
    heard: Arc<Mutex<Heard>>,
}

impl Person {
    /// Until the server is gone.
    async fn works(mut self) {
        while self.does_something().await.is_some() {
            self.heard.lock().unwrap().answers += 1;
        }
    }

    async fn does_something(&mut self) -> Option<()> {
        let known: Vec<SubjectId> = self.heard.lock().unwrap().reported.keys().rev().take(8).copied().collect();
        match self.dice.below(12) {
            0 if self.who == "nation" => self.turns_the_clock().await,
            1 if matches!(self.who, "safety-officer" | "inspector") => self.reports().await,
            _ if known.is_empty() => self.reports().await,
            _ => {
                let hazard = *self.dice.pick(&known).unwrap();
                self.goes_on(hazard).await
            }
        }
    }

    async fn reports(&mut self) -> Option<()> {
        let description = format!("{SEEN}{:016x}", self.dice.throw());
        self.heard.lock().unwrap().unanswered.insert(description.clone());
        let form = format!("go=send&site={}&description={description}&found_on=2025-06-02", self.site);
        let to = moved_to(self.post("/report").header("content-type", FORM).body(form).send().await.ok()?).await;
        let hazard: SubjectId = to.unwrap().strip_prefix("/hazards/").unwrap().parse().unwrap();
        let mut heard = self.heard.lock().unwrap();
        heard.unanswered.remove(&description);
        heard.reported.insert(hazard, description);
        Some(())
    }

    async fn turns_the_clock(&mut self) -> Option<()> {
        let form = format!("hours={}&back=/desk", 1 + self.dice.below(20));
        let to = moved_to(self.post("/clock").header("content-type", FORM).body(form).send().await.ok()?).await;
        assert_eq!(to.as_deref(), Some("/desk"));
        self.heard.lock().unwrap().turns += 1;
        Some(())
    }

    /// Opens a hazard and does one of the things that its page offers.
    async fn goes_on(&mut self, hazard: SubjectId) -> Option<()> {
        let path = format!("/hazards/{hazard}");
        let get = self.http.get(format!("http://{}{path}", self.address)).header("cookie", &self.cookies);
        let answer = get.header("accept", "application/json").send().await.ok()?;
        assert_eq!(answer.status(), StatusCode::OK, "{} looks at {hazard}", self.who);
        let page: Value = serde_json::from_slice(&answer.bytes().await.ok()?).unwrap();
        let next: Vec<&str> = page["next"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if next.is_empty() {
            return Some(());
        }
        let key = *self.dice.pick(&next).unwrap();
        let kind = kind_of(key);
        let (sort, body) = self.form(key, &page["version"].to_string());
        let ask = self.post(&format!("{path}/{key}")).header("content-type", sort).body(body);
        self.heard.lock().unwrap().acts.entry((hazard, kind)).or_default().open += 1;
        let to = moved_to(ask.send().await.ok()?).await;
        let mut heard = self.heard.lock().unwrap();
        let times = heard.acts.entry((hazard, kind)).or_default();
        times.open -= 1;
        if let Some(to) = to {
            assert_eq!(to, format!("{path}?done={key}"));
            times.answered += 1;
        }
        Some(())
    }

    fn post(&self, path: &str) -> RequestBuilder {
        let request = self.http.post(format!("http://{}{path}", self.address));
        request.header("cookie", &self.cookies).header("origin", format!("http://{}", self.address))
    }

    /// The form of an act, filled in: its sort and its bytes.
    fn form(&mut self, key: &str, version: &str) -> (&'static str, Vec<u8>) {
        if key == "rectify" {
            let photo = [b"\x89PNG\r\n\x1a\n".as_slice(), &self.dice.throw().to_be_bytes()].concat();
            return ("multipart/form-data; boundary=x", with_photo(version, &photo));
        }
        let yes = if self.dice.below(2) == 0 { "yes" } else { "no" };
        let rest = match key {
            "grade" => format!(
                "&criterion=US-OSH-666K&q:US-OSH-666K:osh.harm_probable={yes}&q:US-OSH-666K:osh.employer_knew=yes\
                 &q:US-OSH-666K:osh.employer_could_know=yes"
            ),
            "order" => "&deadline=2025-08-29&text=fit+a+guard".to_owned(),
            "control" => "&measures=locked+out".to_owned(),
            "plan" => "&person=Jensen&measures=guard&funds=1&until=2025-08-29&contingency=stop".to_owned(),
            "verify" => "&finding=gone".to_owned(),
            "return" => "&reason=still+there".to_owned(),
            "supervise" => "&letter=see+to+it".to_owned(),
            _ => String::new(),
        };
        (FORM, format!("version={version}{rest}").into_bytes())
    }
}

/// Where an answer leads; nowhere if what was asked for was refused. Anything else is never right.
async fn moved_to(answer: Response) -> Option<String> {
    match answer.status() {
        StatusCode::SEE_OTHER => Some(answer.headers()["location"].to_str().unwrap().to_owned()),
        StatusCode::UNPROCESSABLE_ENTITY => None,
        status => unreachable!("{status}: {:?}", answer.text().await),
    }
}

fn with_photo(version: &str, photo: &[u8]) -> Vec<u8> {
    let field = |name: &str, value: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
    };
    let head = b"--x\r\ncontent-disposition: form-data; name=\"proofs\"; filename=\"photo.png\"\r\n\r\n";
    [&field("version", version), &field("note", "done"), head.as_slice(), photo, b"\r\n--x--\r\n"].concat()
}

fn kind_of(key: &str) -> &'static str {
    match key {
        "grade" => "hazard.graded",
        "order" => "hazard.ordered",
        "accept" => "hazard.accepted",
        "control" => "hazard.controlled",
        "plan" => "hazard.planned",
        "rectify" => "hazard.proof_submitted",
        "verify" => "hazard.verified",
        "return" => "hazard.returned",
        "close_off" => "hazard.closed_off",
        "supervise" => "hazard.supervised",
        other => unreachable!("the page offers {other}"),
    }
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

/// Some kills on one folder. Answers what was heard, and what the log says of it.
fn night(kills: u64, dice: &mut Dice) -> (Heard, Found) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (folder, cookies, site) = signed_in();
    let heard = Arc::new(Mutex::new(Heard::default()));
    let mut found = (0, 0, 0);
    for kill in 1..=kills {
        let server = Server::demo_on(folder.path(), PACK);
        let people = PEOPLE.into_iter().zip(&cookies).map(|(who, cookies)| {
            let http = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
            let (address, cookies, site) = (server.address.clone(), cookies.clone(), site.clone());
            let (dice, heard) = (Dice::new(dice.throw()), Arc::clone(&heard));
            runtime.spawn(Person { http, address, cookies, who, site, dice, heard }.works())
        });
        let people: Vec<_> = people.collect();
        let enough = heard.lock().unwrap().answers + 1 + dice.below(60);
        let began = Instant::now();
        while heard.lock().unwrap().answers < enough {
            assert!(began.elapsed() < Duration::from_secs(60), "people wait for answers");
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(dice.below(20_000)));
        drop(server);
        for person in people {
            runtime.block_on(person).unwrap();
        }
        found = heard.lock().unwrap().is_kept(folder.path());
        if kill % 8 == 0 || kill == kills {
            for doctor in [["doctor", "check"].as_slice(), &["doctor", "rebuild", "--compare"]] {
                let ran = bowline_on(folder.path(), doctor);
                assert_eq!(ran.status, 0, "after kill {kill}: {ran:?}");
            }
        }
    }
    let heard = std::mem::take(&mut *heard.lock().unwrap());
    (heard, found)
}

#[test]
fn what_a_killed_server_answered_is_there() {
    let (kills, seed) = (number("BOWLINE_KILLS", 24), number("BOWLINE_SEED", 22));
    let mut dice = Dice::new(seed);
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut reports, mut turns, mut acts) = (0, 0, (0, 0, 0));
    for first in (0..kills).step_by(usize::try_from(KILLS_A_NIGHT).unwrap()) {
        let (heard, found) = night(KILLS_A_NIGHT.min(kills - first), &mut dice);
        for ((_, kind), times) in &heard.acts {
            *kinds.entry(kind).or_default() += times.answered;
        }
        (reports, turns) = (reports + heard.reported.len(), turns + heard.turns);
        acts = (acts.0 + found.0, acts.1 + found.1, acts.2 + found.2);
        println!(
            "{} kills: {reports} reports, {} acts, {turns} runs of the engine answered and kept; {} acts cut off, {} of \
             them written; {kinds:?}",
            kills.min(first + KILLS_A_NIGHT),
            acts.0,
            acts.1,
            acts.2
        );
    }
    let loop_of = ["graded", "ordered", "accepted", "proof_submitted", "verified"];
    let done = |kind: &str| kinds.get(format!("hazard.{kind}").as_str()).is_some_and(|times| *times > 0);
    assert!(loop_of.into_iter().all(done) && acts.1 > 0, "people did work, and were cut off: {kinds:?} {acts:?}");
}
