//! People sit in front of their browsers: they report, act, import ledgers and turn the clock, until the server is
//! gone.
//!
//! These tests must never believe what was not answered. Start at [`Person::works`].

use super::heard::{During, Heard, Ledger};
use super::{FROM_LEDGER, SEEN};
use bowline_core::ids::SubjectId;
use bowline_testkit::Dice;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";
/// The head of a ledger, and what the columns are that the page does not recognise.
const HEAD: &str = "No,Unit,State,Area office,What was wrong,Grade,Found,Person,Deadline\n";
const MAPPED: [(&str, &str); 1] = [("What was wrong", "description")];

/// Rows of a ledger that go into one commit. A ledger here is longer.
const COMMIT: u64 = 200;
/// Who takes ledgers in.
const IMPORTER: &str = "area-director";
/// Who turns the clock.
const TURNER: &str = "nation";

/// Somebody in front of a browser.
pub struct Person {
    pub http: Client,
    pub address: String,
    pub cookies: String,
    pub who: &'static str,
    pub site: String,
    pub dice: Dice,
    pub heard: Arc<Mutex<Heard>>,
}

impl Person {
    /// Until the server is gone.
    pub async fn works(mut self) {
        if self.sends_again().await.is_none() {
            return;
        }
        while self.does_something().await.is_some() {
            self.heard.lock().unwrap().answers += 1;
        }
    }

    async fn does_something(&mut self) -> Option<()> {
        let (known, wanted) = {
            let heard = self.heard.lock().unwrap();
            let known: Vec<SubjectId> = heard.reported.keys().rev().take(8).copied().collect();
            (known, heard.wanted)
        };
        match (self.who, wanted) {
            (IMPORTER, Some(During::Import)) => return self.imports().await,
            (TURNER, Some(During::Engine)) => return self.turns_the_clock().await,
            _ => {}
        }
        match self.dice.below(12) {
            0 if self.who == TURNER => self.turns_the_clock().await,
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
        let key = self.key();
        let form = format!("once={key}&go=send&site={}&description={description}&found_on=2025-06-02", self.site);
        self.heard.lock().unwrap().unanswered.insert(description.clone(), (self.who, form.clone()));
        self.sends(description, form).await
    }

    /// Sends the reports again that were not answered: under the same key, so that each is there once.
    async fn sends_again(&mut self) -> Option<()> {
        let unanswered = self.heard.lock().unwrap().unanswered.clone();
        for (description, (_, form)) in unanswered.into_iter().filter(|(_, (who, _))| *who == self.who) {
            self.sends(description, form).await?;
            self.heard.lock().unwrap().sent_again += 1;
        }
        Some(())
    }

    async fn sends(&self, description: String, form: String) -> Option<()> {
        let to = moved_to(self.post("/report").header("content-type", FORM).body(form).send().await.ok()?).await;
        let hazard: SubjectId = to.unwrap().strip_prefix("/hazards/").unwrap().parse().unwrap();
        let mut heard = self.heard.lock().unwrap();
        heard.unanswered.remove(&description);
        heard.reported.insert(hazard, description);
        Some(())
    }

    async fn turns_the_clock(&mut self) -> Option<()> {
        let form = format!("once={}&hours={}&back=/desk", self.key(), 1 + self.dice.below(20));
        {
            let mut heard = self.heard.lock().unwrap();
            heard.turns.open += 1;
            heard.turning = true;
        }
        let to = moved_to(self.post("/clock").header("content-type", FORM).body(form).send().await.ok()?).await;
        assert_eq!(to.as_deref(), Some("/desk"));
        let mut heard = self.heard.lock().unwrap();
        heard.turns.open -= 1;
        heard.turns.answered += 1;
        heard.turning = false;
        Some(())
    }

    /// Takes a ledger in: one that was begun, if there is any, one that was finished to no effect, or a new one.
    async fn imports(&mut self) -> Option<()> {
        let begun = {
            let heard = self.heard.lock().unwrap();
            let again = self.dice.below(6) == 0;
            heard.ledgers.iter().rposition(|ledger| again || !ledger.finished)
        };
        let at = match begun {
            Some(at) => at,
            None => match self.uploads().await? {
                Some(at) => at,
                None => return Some(()),
            },
        };
        let path = self.heard.lock().unwrap().ledgers[at].path.clone();
        let Some(columns) = self.says_what_columns_are(&path).await? else { return Some(()) };
        self.heard.lock().unwrap().ledgers[at].asked += 1;
        let body = format!("once={}&go=commit&columns=confirmed{columns}", self.key());
        let asked = self.post(&path).header("content-type", FORM).body(body).send().await.ok()?;
        assert_eq!(moved_to(asked).await.unwrap(), format!("{path}/progress"));
        self.heard.lock().unwrap().importing += 1;
        // Half of those that were begun are finished before the kill.
        let undisturbed = begun.is_some() && self.dice.below(2) == 0;
        while !self.reads_progress(at, &path, undisturbed).await? {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        Some(())
    }

    /// Has a ledger checked with its columns as they should be. Answers the columns; none where the person must wait.
    async fn says_what_columns_are(&self, path: &str) -> Option<Option<String>> {
        let page = self.looks(path).await?;
        let columns: String = page["columns"].as_array().unwrap().iter().map(chosen).collect();
        let body = format!("go=preview{columns}");
        let checked = self.post(path).header("content-type", FORM).body(body).send().await.ok()?;
        if has_to_wait(&checked) {
            return Some(None);
        }
        assert_eq!(checked.status(), StatusCode::OK);
        Some(Some(columns))
    }

    /// Notes how far an import is. Answers whether it is finished.
    async fn reads_progress(&self, at: usize, path: &str, undisturbed: bool) -> Option<bool> {
        let page = self.looks(&format!("{path}/progress")).await?;
        assert!(page["failed"].is_null(), "{page}");
        let finished = !page["running"].as_bool().unwrap();
        let mut heard = self.heard.lock().unwrap();
        let ledger = &mut heard.ledgers[at];
        let done = usize::try_from(page["done"].as_u64().unwrap()).unwrap();
        let counted = |name: &str| page["finished"][name].as_u64().unwrap();
        let all = ledger.rows.len();
        assert!(!finished || (done == all && counted("accepted") + counted("duplicates") == all as u64), "{page}");
        ledger.told = ledger.told.max(done);
        ledger.finished |= finished;
        heard.parts += u64::from(done > 0 && !finished && !undisturbed);
        heard.importing -= u64::from(finished);
        Some(finished)
    }

    /// Uploads a new ledger. Answers which it is; none where the same person's other window uploads one: then later.
    async fn uploads(&mut self) -> Option<Option<usize>> {
        let rows: Vec<String> = (0..=COMMIT + self.dice.below(COMMIT))
            .map(|_| format!("{FROM_LEDGER}{:016x}", self.dice.throw()))
            .collect();
        let line = |(at, row): (usize, &String)| {
            let unit = at % 40;
            format!("{},Shop no. {unit},Ohio,Toledo Area,{row},Serious,2025-05-12,Frank Novak,2025-08-29\n", at + 1)
        };
        let text = format!("{HEAD}{}", rows.iter().enumerate().map(line).collect::<String>());
        let file = format!("shops-{:08x}.csv", self.dice.throw());
        let body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file}\"\r\n\r\n{text}\r\n--x--\r\n"
        );
        let ask = self.post("/import").header("content-type", "multipart/form-data; boundary=x").body(body);
        let answer = ask.send().await.ok()?;
        if has_to_wait(&answer) {
            return Some(None);
        }
        let path = moved_to(answer).await.unwrap();
        let mut heard = self.heard.lock().unwrap();
        heard.ledgers.push(Ledger { path, file, rows, told: 0, finished: false, asked: 0 });
        Some(Some(heard.ledgers.len() - 1))
    }

    /// The model of a page.
    async fn looks(&self, path: &str) -> Option<Value> {
        let get = self.http.get(format!("http://{}{path}", self.address)).header("cookie", &self.cookies);
        let answer = get.header("accept", "application/json").send().await.ok()?;
        assert_eq!(answer.status(), StatusCode::OK, "{} looks at {path}", self.who);
        Some(serde_json::from_slice(&answer.bytes().await.ok()?).unwrap())
    }

    /// Opens a hazard and does one of the things that its page offers.
    async fn goes_on(&mut self, hazard: SubjectId) -> Option<()> {
        let path = format!("/hazards/{hazard}");
        let page = self.looks(&path).await?;
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

    /// A key for a form, as a page gives one.
    fn key(&mut self) -> String {
        format!("{:016x}{:016x}", self.dice.throw(), self.dice.throw())
    }

    /// The form of an act, filled in: its sort and its bytes.
    fn form(&mut self, key: &str, version: &str) -> (&'static str, Vec<u8>) {
        let once = self.key();
        if key == "rectify" {
            let photo = bowline_testkit::photo(&self.dice.throw().to_be_bytes());
            return ("multipart/form-data; boundary=x", with_photo(&once, version, &photo));
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
        (FORM, format!("once={once}&version={version}{rest}").into_bytes())
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

/// Whether the same person's other window does heavy work, so that this one has to come again.
fn has_to_wait(answer: &Response) -> bool {
    let waits = answer.status() == StatusCode::TOO_MANY_REQUESTS;
    assert!(!waits || answer.headers().contains_key("retry-after"), "whoever must wait is told how long");
    waits
}

fn with_photo(once: &str, version: &str, photo: &[u8]) -> Vec<u8> {
    let field = |name: &str, value: &str| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
    };
    let head = b"--x\r\ncontent-disposition: form-data; name=\"proofs\"; filename=\"photo.png\"\r\n\r\n";
    [&field("once", once), &field("version", version), &field("note", "done"), head.as_slice(), photo, b"\r\n--x--\r\n"]
        .concat()
}

/// What the page has chosen for a column, or what it should have chosen.
fn chosen(column: &Value) -> String {
    let head = column["head"].as_str().unwrap();
    let mapped = MAPPED.into_iter().find(|(name, _)| *name == head).map(|(_, field)| field);
    format!("&field={}", mapped.or(column["field"].as_str()).unwrap_or_default())
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
