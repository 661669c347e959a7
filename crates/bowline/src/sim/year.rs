//! This module plays the simulated year, day by day.
//!
//! This module must never take chance or time from the machine: the same seed tells the same year. Start at
//! [`simulate`].

mod ledgers;
mod letters;
mod mischief;
mod named;
mod packs;

use super::checks::Auditor;
use super::law::{self, Law};
use super::people::People;
use crate::refusal;
use bowline_core::facts::{Act, Answer, Answers, Plan, Proof, ProofKind};
use bowline_core::ids::{OfficeId, PlaceCode, PostId, SubjectId};
use bowline_core::obligations::{Ask, Dossier, Rejected};
use bowline_core::places::{Level, PlaceTree};
use bowline_core::rules::{Pack, PackFiles, SimWorld};
use bowline_service::chance::{Dice, SeededChance};
use bowline_service::clock::{ManualClock, WallClock};
use bowline_service::views::Report;
use bowline_service::{Bowline, Fault, Rebuild, Refused, Setup};
use bowline_store::{Durability, Sickness, Store};
use jiff::ToSpan;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Simulates; answers what happened in a line.
pub fn simulate(law: &Law, seed: u64, days: u32, data: &Path) -> Result<String, String> {
    drop(std::fs::remove_dir_all(data));
    let mut simulation = Simulation::start(law, seed, data)?;
    for day in 1..=days {
        simulation.day().map_err(|failure| format!("day {day}: {failure}"))?;
    }
    Ok(simulation.told())
}

/// A world under way.
pub struct Simulation {
    app: Bowline,
    clock: Arc<ManualClock>,
    dice: Dice,
    people: People,
    counties: Vec<PlaceCode>,
    open: Vec<SubjectId>,
    books: Vec<ledgers::Book>,
    auditor: Auditor,
    rebuild: Rebuild,
    data: PathBuf,
    files: PackFiles,
    world: SimWorld,
    day: u64,
    acts: u64,
    stale: u64,
    refused: u64,
    restarts: u64,
    crashes: u64,
    packs: u64,
    /// Whether a pack was signed: from then on no other is used.
    signed: bool,
}

impl Simulation {
    fn start(law: &Law, seed: u64, data: &Path) -> Result<Self, String> {
        let clock = Arc::new(ManualClock::at(law.world.start));
        let (pack, places) = law.in_force.clone();
        let app = open(data, &clock, seed, Some((pack, places)))?;
        app.offices().load(law.world.place, &mut |_, _| {}).map_err(refusal)?;
        let counties: Vec<PlaceCode> = app
            .places()
            .iter()
            .filter(|place| place.level == Level::County && app.places().is_within(place.code, law.world.place))
            .map(|place| place.code)
            .take(12)
            .collect();
        let mut people = People::default();
        let department = app.pack().country().department_for(&law.world.sector).clone();
        let mut offices: Vec<PlaceCode> = counties.iter().flat_map(|county| app.places().ancestors(*county)).collect();
        offices.sort_unstable();
        offices.dedup();
        for place in offices {
            people.fill(&app, &OfficeId { place, department: department.clone() }, app.today()).map_err(refusal)?;
        }
        Ok(Self {
            app,
            clock,
            dice: Dice::new(seed),
            people,
            counties,
            open: Vec::new(),
            books: Vec::new(),
            auditor: Auditor::new(law.lawful.clone()),
            rebuild: Rebuild::beside(&data.join("rebuild")).map_err(refusal)?,
            data: data.to_owned(),
            files: law.files.clone(),
            world: law.world.clone(),
            day: 0,
            acts: 0,
            stale: 0,
            refused: 0,
            restarts: 0,
            crashes: 0,
            packs: 0,
            signed: false,
        })
    }

    /// One day: people come and go, hazards are found, some duties are done, the engine runs (or not), the auditor asks.
    pub fn day(&mut self) -> Result<(), String> {
        self.day += 1;
        self.clock.turn(20 + u32::try_from(self.dice.below(8)).unwrap_or(0));
        self.upheaval()?;
        self.people.come_back(&self.app).map_err(refusal)?;
        for _ in 0..self.dice.below(4) {
            self.find()?;
        }
        self.work()?;
        for _ in 0..self.dice.below(3) {
            letters::correspond(self)?;
        }
        for _ in 0..self.dice.below(6) {
            self.mischief()?;
        }
        match self.dice.below(10) {
            0 => {}
            1 => self.crash_in_a_run()?,
            _ => self.engine_runs()?,
        }
        self.auditor.read(&self.app)?;
        self.auditor.every_day()?;
        self.thorough_check()
    }

    fn engine_runs(&mut self) -> Result<(), String> {
        let ran = self.app.engine().tick().map_err(refusal)?;
        self.auditor.read(&self.app)?;
        self.auditor.after_run(&self.app, &ran)
    }

    /// The disk is full somewhere in a run, the process ends and starts again with room; its next run goes on.
    fn crash_in_a_run(&mut self) -> Result<(), String> {
        let room = u32::try_from(self.dice.below(6)).unwrap_or(0);
        self.app.store().own().limit_growth(Some(room)).map_err(|fault| fault.chain())?;
        match self.app.engine().tick() {
            Ok(ran) => {
                self.auditor.read(&self.app)?;
                self.auditor.after_run(&self.app, &ran)?;
            }
            Err(Refused::Fault(Fault { sickness: Some(Sickness::Full), .. })) => self.crashes += 1,
            Err(other) => return Err(refusal(other)),
        }
        self.restart()?;
        self.engine_runs()
    }

    /// What shakes the world now and then.
    fn upheaval(&mut self) -> Result<(), String> {
        match self.dice.below(40) {
            0..4 => self.people.send_on_leave(&self.app, &mut self.dice).map_err(refusal)?,
            4 | 5 => self.people.give_notice(&self.app, &mut self.dice).map_err(refusal)?,
            6 => {
                self.clock.turn(24 * 9);
            }
            7 => {
                let hours = 30 + i64::try_from(self.dice.below(200)).unwrap_or(0);
                let back = self.app.now().saturating_sub(hours.hours()).map_err(|error| error.to_string())?;
                self.clock.set(back);
            }
            8 | 9 => self.restart()?,
            10 if self.signed => packs::adopt(self)?,
            10 => {
                packs::add_holiday(&mut self.files, self.app.today().saturating_add(9.days()));
                self.restart_under_new_clocks()?;
            }
            11 => self.abolish_or_establish()?,
            12 | 13 => ledgers::import_twice(self)?,
            14..18 => ledgers::later_edition(self)?,
            18 => packs::adopt(self)?,
            19 | 20 => named::confirm_somebody(self)?,
            _ => {}
        }
        Ok(())
    }

    /// The process ends and starts again, under the pack that was signed last or, until one was, under the files at hand.
    fn restart(&mut self) -> Result<(), String> {
        self.restarts += 1;
        let at_hand = if self.signed { None } else { Some(law::read(&self.files)?) };
        // The store must be closed before it is opened again: the old product goes first.
        let aside = Some((self.app.pack().clone(), self.app.places().clone()));
        let nothing = open(&self.data.join("aside"), &self.clock, 0, aside)?;
        drop(std::mem::replace(&mut self.app, nothing));
        self.app = open(&self.data, &self.clock, self.dice.throw(), at_hand)?;
        Ok(())
    }

    /// As a server does when it starts under another calendar: its first run computes the clocks.
    fn restart_under_new_clocks(&mut self) -> Result<(), String> {
        self.restart()?;
        self.engine_runs()?;
        self.rebuild.compute_clocks(&self.app).map_err(refusal)
    }

    fn abolish_or_establish(&mut self) -> Result<(), String> {
        let cities: Vec<PlaceCode> = self.app.places().children(self.world.place).to_vec();
        let Some(place) = self.dice.pick(&cities).copied() else { return Ok(()) };
        let office =
            OfficeId { place, department: self.app.pack().country().department_for(&self.world.sector).clone() };
        if self.dice.below(2) == 0 {
            return self.app.offices().abolish(&office).map_err(refusal);
        }
        self.app.offices().load(place, &mut |_, _| {}).map(drop).map_err(refusal)
    }

    fn find(&mut self) -> Result<(), String> {
        let Some((county, inspector)) = self.people.some_inspector(&self.app, &mut self.dice, &self.counties) else {
            return Ok(());
        };
        let days_ago = i64::try_from(self.dice.below(6)).unwrap_or(0);
        let report = Report {
            site: None,
            unit: self.world.unit.replace("{n}", &self.dice.below(40).to_string()),
            credit_code: String::new(),
            place: Some(county),
            sector: self.world.sector.clone(),
            description: self.world.hazard.clone(),
            found_on: self.app.today().saturating_sub(days_ago.days()),
            proofs: Vec::new(),
        };
        self.open.push(self.app.hazards().report(&inspector, report.clone()).map_err(refusal)?);
        if self.dice.below(12) == 0 {
            // The same thing reported twice is two matters until somebody says otherwise; neither may slip.
            self.open.push(self.app.hazards().report(&inspector, report).map_err(refusal)?);
        }
        Ok(())
    }

    /// Every open hazard's duties, each done with a chance of one in three.
    fn work(&mut self) -> Result<(), String> {
        let open = std::mem::take(&mut self.open);
        for subject in open {
            let facts = self.app.store().log().facts(subject).map_err(|fault| fault.chain())?;
            let dossier = Dossier::replay(subject, &facts);
            let duties: Vec<(Act, PostId)> =
                dossier.live().map(|it| (it.opened.act, it.opened.owner.clone())).collect();
            for (act, owner) in duties {
                if self.dice.below(3) == 0 {
                    self.act(&dossier, act, &owner)?;
                }
            }
            if dossier.is_open() {
                self.open.push(subject);
            }
        }
        Ok(())
    }

    fn act(&mut self, dossier: &Dossier, act: Act, owner: &PostId) -> Result<(), String> {
        let Some(who) = self.people.who(&self.app, owner) else { return Ok(()) };
        let Some(ask) = self.ask(dossier, act) else { return Ok(()) };
        self.forbidden(dossier, act, &ask)?;
        let seen = dossier.version;
        let once = |ask: &Ask| self.app.hazards().act(&who, dossier.subject, seen, ask.clone());
        let (told, again) = match self.dice.below(8) {
            // Two at the same moment, the same wish: one of them is too late, whichever.
            0 => std::thread::scope(|scope| {
                let other = scope.spawn(|| once(&ask));
                let (mine, other) = (once(&ask), other.join().unwrap_or(Err(Refused::NotFound)));
                if mine.is_ok() { (mine, Some(other)) } else { (other, Some(mine)) }
            }),
            // Somebody else had the same page open and does the same later.
            1 => (once(&ask), Some(once(&ask))),
            _ => (once(&ask), None),
        };
        self.note(&told)?;
        match again.filter(|_| told.is_ok()) {
            // Must be told, and change nothing.
            None => Ok(()),
            Some(Err(Refused::Rejected(Rejected::Stale { happened }))) => {
                self.stale += 1;
                let nobody = happened.iter().find(|it| it.zh.starts_with('：') || it.en.starts_with(':'));
                nobody.map_or(Ok(()), |text| Err(format!("somebody did this, and nobody is named: {}", text.en)))
            }
            Some(other) => Err(format!("a second {act:?} on an old page was answered {other:?}")),
        }
    }

    fn note(&mut self, told: &Result<u32, Refused>) -> Result<(), String> {
        match told {
            Ok(_) => self.acts += 1,
            Err(Refused::Rejected(
                Rejected::Stale { .. } | Rejected::NotNow { .. } | Rejected::TooEarly { .. } | Rejected::TooLate { .. },
            )) => self.stale += 1,
            // Found, by mischief, long before the criterion existed: nobody grades it by this one.
            Err(Refused::Rejected(Rejected::NotInForce { .. })) => self.refused += 1,
            Err(other) => return Err(format!("refused: {other:?}")),
        }
        Ok(())
    }

    /// Whoever fixed it tries to verify it: must be refused, every time.
    fn forbidden(&mut self, dossier: &Dossier, act: Act, ask: &Ask) -> Result<(), String> {
        let unit = dossier.hazard().and_then(|hazard| hazard.ordered.as_ref()).map(|ordered| ordered.to.clone());
        let (Act::VERIFY, Some(fixer)) = (act, unit.and_then(|unit| self.people.who(&self.app, &unit))) else {
            return Ok(());
        };
        // Of the page as it stands now: what others did today must not be what the fixer is told.
        let seen = self.app.store().log().version(dossier.subject).map_err(|fault| fault.chain())?;
        match self.app.hazards().act(&fixer, dossier.subject, seen, ask.clone()) {
            Err(Refused::Rejected(Rejected::SelfVerification)) => Ok(()),
            other => Err(format!("the fixer's own verification was answered {other:?}")),
        }
    }

    fn ask(&mut self, dossier: &Dossier, act: Act) -> Option<Ask> {
        let hazard = dossier.hazard()?;
        let text = || "as asked".to_owned();
        let today = self.app.today();
        let proof = || vec![Proof::new(ProofKind::Photo, "a.jpg".to_owned(), "0".repeat(64), 1)];
        Some(match act {
            Act::GRADE => self.grading()?,
            Act::ORDER => Ask::Order {
                to: PostId::site(hazard.found.site, bowline_core::ids::Role::Principal),
                deadline: today.saturating_add(i64::try_from(2 + self.dice.below(20)).ok()?.days()),
                text: text(),
            },
            Act::ACCEPT => Ask::Accept,
            Act::CONTROL => Ask::Control { measures: text(), proofs: Vec::new() },
            Act::PLAN => {
                let until = hazard.ordered.as_ref()?.deadline;
                Ask::Plan(Plan { person: text(), measures: text(), funds_yuan: 1, until, contingency: text() })
            }
            Act::RECTIFY => Ask::SubmitProof { note: text(), proofs: proof() },
            Act::VERIFY if self.dice.below(4) < returned_in_four(dossier) => Ask::Return { reason: text() },
            Act::VERIFY => Ask::Verify { finding: text() },
            Act::CLOSE_OFF => Ask::CloseOff,
            Act::SUPERVISE => Ask::Supervise { letter: text() },
            Act::REPLY if letters::is_never_answered(dossier) => return None,
            Act::REPLY => Ask::Reply { reply: text() },
            _ => return None,
        })
    }

    fn grading(&mut self) -> Option<Ask> {
        let rule = self.world.criterion.clone();
        let holds = self.dice.below(2) == 0;
        let inputs = self.app.pack().criteria().latest(&rule)?.inputs();
        let answers: Answers = inputs.into_iter().map(|input| (input, Answer::Yes(holds))).collect();
        Some(Ask::Grade { candidates: vec![rule], answers })
    }

    /// Read tables against a rebuild that reads the log only, counts against a recount.
    fn thorough_check(&mut self) -> Result<(), String> {
        self.auditor.recount(&self.app)?;
        self.rebuild.follow(&self.app, &mut |_| {}).map_err(refusal)?;
        let differences = self.rebuild.differences(&self.app).map_err(refusal)?;
        if differences.is_empty() { Ok(()) } else { Err(format!("read tables differ from a rebuild: {differences:?}")) }
    }

    fn told(&self) -> String {
        let Self { acts, stale, refused, restarts, crashes, packs, auditor, .. } = self;
        format!(
            "{} ; {acts} acts, {stale} told to look again, {refused} refused, {restarts} restarts, {crashes} crashes in a run, {packs} packs signed",
            auditor.told()
        )
    }
}

/// How often of four times a proof is returned. Every fifth hazard is one that is never quite fixed.
fn returned_in_four(dossier: &Dossier) -> u64 {
    if dossier.subject.0.as_u128().is_multiple_of(5) { 3 } else { 1 }
}

/// Opens the product under a law at hand, else under the one that was signed.
fn open(
    data: &Path,
    clock: &Arc<ManualClock>,
    seed: u64,
    at_hand: Option<(Pack, PlaceTree)>,
) -> Result<Bowline, String> {
    let store = Store::open(data, Durability::None).map_err(|fault| fault.chain())?;
    let setup = Setup {
        store,
        clock: Box::new(Arc::clone(clock)),
        chance: Box::new(SeededChance::new(seed)),
        pack: String::new(),
        demo: false,
    };
    let opened = match at_hand {
        Some((pack, places)) => Bowline::open_under(setup, pack, places),
        None => Bowline::open(setup),
    };
    opened.map_err(refusal)
}
