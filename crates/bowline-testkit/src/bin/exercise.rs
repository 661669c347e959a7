//! This module works on a data folder from several threads until it is killed, and says on its output what was acknowledged.
//!
//! `exercise FOLDER SEED`. A line is printed only after the use case has answered, so that whoever kills this program
//! knows what must be found again: `found SUBJECT`, `act SUBJECT VERSION`, `hired SUBJECT`, `running` before a run of
//! the engine and `ran VERSION` after it, `taking FILE SUBJECT…` before an import and `taken FILE` after it. `sick
//! CODE` is a refusal for a sickness of the disk; `fault …` is never right. For tests only.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's own program: whatever it cannot go on from should be seen"
)]

use bowline_core::facts::{Act, Actor, Answer, Answers, Plan};
use bowline_core::ids::{Body, PostId, Role, SubjectId};
use bowline_core::obligations::{Ask, Dossier, Obligation};
use bowline_core::time::Moment;
use bowline_service::clock::{ManualClock, WallClock};
use bowline_service::views::{Report, Who};
use bowline_service::{Bowline, Fault, Refused};
use bowline_store::{Durability, HazardQuery, HazardSort, Named, Store, StoreFault, Within};
use bowline_testkit::{Dice, LEDGER_HEAD, ledger_row, open, post};
use jiff::ToSpan;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

const COUNTY: &str = "220104";
const THREADS: u64 = 4;

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().expect("a folder");
    let seed: u64 = args.next().and_then(|text| text.parse().ok()).expect("a seed");
    let store = match Store::open(Path::new(&folder), Durability::Full) {
        Ok(store) => store,
        Err(StoreFault::InUse { .. }) => {
            say("in use");
            std::process::exit(3);
        }
        Err(fault) => panic!("{}", fault.chain()),
    };
    // Time never runs back: it goes on from the last run of the engine.
    let start: Moment = "2022-10-08T01:00:00Z".parse().expect("a moment");
    let last = store.signals().runs(1).expect("runs can be read").first().map_or(start, |run| run.at);
    let clock = Arc::new(ManualClock::at(last + 1.hour()));
    let app = open(store, Box::new(Arc::clone(&clock)), seed);
    let open_now = app.store().hazards().list(&open_ones(), 200).expect("hazards can be read").rows;
    let hazards = Mutex::new(open_now.into_iter().map(|row| row.subject).collect());
    std::thread::scope(|scope| {
        for at in 0..THREADS {
            let (app, clock, hazards) = (&app, &clock, &hazards);
            scope.spawn(move || {
                Hand { app, clock, hazards, dice: Dice::new(seed * THREADS + at), files: 0, seed, at }.works()
            });
        }
    });
}

fn open_ones() -> HazardQuery {
    HazardQuery {
        within: Within::Everywhere,
        grade: None,
        phase: None,
        open: false,
        late: false,
        search: String::new(),
        named: Named::default(),
        sort: HazardSort::Due(None),
    }
}

/// Prints a line at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("somebody listens");
}

/// One thread at work.
struct Hand<'a> {
    app: &'a Bowline,
    clock: &'a ManualClock,
    hazards: &'a Mutex<Vec<SubjectId>>,
    dice: Dice,
    files: u64,
    seed: u64,
    at: u64,
}

impl Hand<'_> {
    fn works(mut self) {
        loop {
            let answer = match self.dice.below(20) {
                0 => self.ticks(),
                1 => self.imports(),
                2 => self.hires(),
                3..7 => self.finds(),
                _ => self.goes_on(),
            };
            match answer {
                Err(Refused::Fault(Fault { sickness: Some(sickness), .. })) => {
                    say(&format!("sick {}", sickness.code()));
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
                Err(Refused::Fault(fault)) => say(&format!("fault {}", fault.cause)),
                _ => {}
            }
        }
    }

    fn ticks(&mut self) -> Result<(), Refused> {
        self.clock.turn(u32::try_from(self.dice.below(30)).unwrap());
        say("running");
        let ran = self.app.engine().tick()?;
        let version = self.app.store().log().version(SubjectId::derived(&["engine"])).map_err(Refused::from)?;
        say(&format!("ran {version}"));
        if !ran.completeness.holds() {
            say(&format!("fault {:?}", ran.completeness));
        }
        Ok(())
    }

    fn imports(&mut self) -> Result<(), Refused> {
        self.files += 1;
        let name = format!("{}-{}-{}.csv", self.seed, self.at, self.files);
        let rows: Vec<String> = (0..1 + self.dice.below(12))
            .map(|row| {
                ledger_row(
                    &format!("饭店{}", self.dice.below(9)),
                    "朝阳区",
                    &format!("隐患 {name} {row}"),
                    "重大",
                    "2022-09-20",
                    "2022-10-25",
                )
            })
            .collect();
        let bytes = [LEDGER_HEAD, &rows.concat()].concat().into_bytes();
        let within = COUNTY.parse().ok();
        let import = self.app.imports().read(&name, &bytes, None, within)?;
        let subjects: Vec<String> =
            import.checked.accepted().map(|row| bowline_service::ledger_subject(row).to_string()).collect();
        say(&format!("taking {name} {}", subjects.join(" ")));
        self.app.imports().take_in(
            Actor::Import(self.who(&post(COUNTY, Role::Head)).person),
            &import,
            &mut |_, _| {},
        )?;
        say(&format!("taken {name}"));
        Ok(())
    }

    /// Somebody takes a post in an enterprise, perhaps to leave it again.
    fn hires(&mut self) -> Result<(), Refused> {
        let known = self.app.store().hazards().list(&open_ones(), 20).map_err(Refused::from)?.rows;
        let Some(site) = known.first().map(|row| row.site) else { return Ok(()) };
        let (post, today) = (PostId::site(site, Role::Principal), self.app.today());
        let person = self.app.people().register("钱程", post.clone(), today)?;
        say(&format!("hired {}", SubjectId::from(person)));
        if self.dice.below(2) == 0 {
            self.app.people().leave_post(person, post, today)?;
        }
        Ok(())
    }

    fn finds(&mut self) -> Result<(), Refused> {
        let report = Report {
            site: None,
            unit: format!("饭店{}", self.dice.below(9)),
            credit_code: String::new(),
            place: COUNTY.parse().ok(),
            sector: "H62".to_owned(),
            description: format!("灭火器过期 {}", self.dice.throw()),
            found_on: self.app.today(),
            proofs: Vec::new(),
        };
        let found = self.app.hazards().report(&self.who(&post(COUNTY, Role::Inspector)), report)?;
        say(&format!("found {found}"));
        self.hazards.lock().unwrap().push(found);
        Ok(())
    }

    /// Does the next thing that is open on one of the hazards.
    fn goes_on(&mut self) -> Result<(), Refused> {
        let subject = {
            let hazards = self.hazards.lock().unwrap();
            self.dice.pick(&hazards).copied()
        };
        let Some(subject) = subject else { return Ok(()) };
        let dossier = Dossier::replay(subject, &self.app.store().log().facts(subject).map_err(Refused::from)?);
        let live: Vec<Obligation> = dossier.live().cloned().collect();
        let Some(duty) = self.dice.pick(&live) else {
            self.hazards.lock().unwrap().retain(|it| *it != subject);
            return Ok(());
        };
        let Some((who, ask)) = self.ask(&dossier, duty)? else { return Ok(()) };
        let version = self.app.hazards().act(&who, subject, dossier.version, ask)?;
        say(&format!("act {subject} {version}"));
        Ok(())
    }

    fn ask(&mut self, dossier: &Dossier, duty: &Obligation) -> Result<Option<(Who, Ask)>, Refused> {
        let site = dossier.hazard().expect("a hazard").found.site;
        let ask = match duty.opened.act {
            Act::GRADE => {
                Ask::Grade { candidates: vec!["CN-HAZ-FIRE-17-6.8".parse().expect("a rule")], answers: self.answers() }
            }
            Act::ORDER => {
                let deadline = self.app.today().saturating_add(i64::try_from(self.dice.below(9)).unwrap().days());
                Ask::Order { to: PostId::site(site, Role::Principal), deadline, text: "整改".to_owned() }
            }
            Act::ACCEPT => Ask::Accept,
            Act::CONTROL => Ask::Control { measures: "看守".to_owned(), proofs: Vec::new() },
            Act::PLAN => Ask::Plan(self.plan(dossier)),
            Act::RECTIFY => {
                let bytes = bowline_testkit::photo(&self.dice.throw().to_be_bytes());
                Ask::SubmitProof {
                    note: "已整改".to_owned(),
                    proofs: vec![self.app.proofs().keep("photo.png", &bytes)?],
                }
            }
            Act::VERIFY if self.dice.below(3) == 0 => Ask::Return { reason: "未消除".to_owned() },
            Act::VERIFY => Ask::Verify { finding: "已消除".to_owned() },
            Act::CLOSE_OFF => Ask::CloseOff,
            Act::SUPERVISE => Ask::Supervise { letter: "请办理".to_owned() },
            Act::REPLY => Ask::Reply { reply: "已安排".to_owned() },
            _ => return Ok(None),
        };
        let owner = match &duty.opened.owner.body {
            Body::Site(site) => PostId::site(*site, Role::SafetyOfficer),
            Body::Office(_) => duty.opened.owner.clone(),
        };
        let holders = self.app.store().registry().holders(&owner, self.app.today()).map_err(Refused::from)?;
        holders.first().map(|(person, _)| Ok((self.app.people().who(*person)?, ask))).transpose()
    }

    fn answers(&mut self) -> Answers {
        let yes = self.dice.below(2) == 0;
        let given = [
            ("fire.crowd_place", true),
            ("fire.flammables_against_rules", yes),
            ("fire.corrected_at_once", false),
            ("fire.not_judged", false),
        ];
        given.into_iter().map(|(input, yes)| (input.parse().expect("an input"), Answer::Yes(yes))).collect()
    }

    fn plan(&self, dossier: &Dossier) -> Plan {
        let until =
            dossier.hazard().and_then(|it| it.ordered.as_ref()).map_or_else(|| self.app.today(), |it| it.deadline);
        Plan {
            person: "周敏".to_owned(),
            measures: "更换".to_owned(),
            funds_yuan: 1,
            until,
            contingency: "疏散".to_owned(),
        }
    }

    fn who(&self, post: &PostId) -> Who {
        let holders = self.app.store().registry().holders(post, self.app.today()).expect("holders can be read");
        self.app.people().who(holders.first().expect("somebody holds it").0).expect("a known person")
    }
}
