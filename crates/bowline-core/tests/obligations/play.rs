//! A small play: one hazard, its people, and a clock. Every move is an ask that may be refused, or time that passes.

use super::common::national;
use bowline_core::facts::{Act, Actor, Answer, Answers, Fact, Grade, Plan, Proof, ProofKind, Source, UnitName};
use bowline_core::ids::{Body, OfficeId, PersonId, PlaceCode, PostId, Role, SiteId, SubjectId};
use bowline_core::obligations::{
    Acting, Ask, Decided, Dossier, Finding, LedgerEntry, Overdue, Registry, Rejected, Setting, Stated, decide, evolve,
    find, overdue_steps, take_in,
};
use bowline_core::signals::Lineage;
use bowline_core::time::{Day, Moment};
use jiff::ToSpan;
use proptest::prelude::*;

const PLACES: [&str; 4] = ["220104", "220100", "220000", "000000"];

fn office(above: usize) -> OfficeId {
    format!("{}/emergency", PLACES[above]).parse().unwrap()
}

fn site() -> SiteId {
    SiteId::derived(&["the restaurant"])
}

/// Offices of one line, county to nation.
pub struct Above;

impl Registry for Above {
    fn exists(&self, of: &OfficeId) -> bool {
        PLACES.contains(&of.place.as_str())
    }
    fn is_held(&self, _: &PostId, _: Day) -> bool {
        true
    }
    fn superior(&self, of: &OfficeId) -> Option<OfficeId> {
        let at = PLACES.iter().position(|place| *place == of.place.as_str())?;
        (at + 1 < PLACES.len()).then(|| office(at + 1))
    }
    fn level(&self, place: bowline_core::ids::PlaceCode) -> Option<bowline_core::places::Level> {
        use bowline_core::places::Level::{City, County, Nation, Province};
        PLACES.iter().position(|code| *code == place.as_str()).map(|at| [County, City, Province, Nation][at])
    }
    fn in_charge(&self, _: SiteId) -> Option<OfficeId> {
        Some(office(0))
    }
    fn last_resort(&self) -> OfficeId {
        "000000/safety-committee".parse().unwrap()
    }
}

impl Lineage for Above {
    fn of(&self, place: PlaceCode, _: Day) -> Vec<PlaceCode> {
        PLACES.iter().skip_while(|code| **code != place.as_str()).map(|code| code.parse().unwrap()).collect()
    }
}

/// The people of the play, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    Inspector,
    Head,
    Principal,
    SafetyOfficer,
    /// An inspector who is also a safety officer of the enterprise.
    Both,
    /// Somebody of a sister company of the group.
    Sister,
    City,
    Stranger,
}

pub const PEOPLE: [Person; 8] = [
    Person::Inspector,
    Person::Head,
    Person::Principal,
    Person::SafetyOfficer,
    Person::Both,
    Person::Sister,
    Person::City,
    Person::Stranger,
];

impl Person {
    pub fn id(self) -> PersonId {
        PersonId::derived(&[&format!("{self:?}")])
    }
    pub fn acting(self) -> Acting {
        let inspector = PostId::office(office(0), Role::Inspector);
        let (posts, interests) = match self {
            Self::Inspector => (vec![inspector], vec![]),
            Self::Head => (vec![PostId::office(office(0), Role::Head)], vec![]),
            Self::Principal => (vec![PostId::site(site(), Role::Principal)], vec![site()]),
            Self::SafetyOfficer => (vec![PostId::site(site(), Role::SafetyOfficer)], vec![site()]),
            Self::Both => (vec![inspector, PostId::site(site(), Role::SafetyOfficer)], vec![site()]),
            Self::Sister => {
                (vec![inspector, PostId::site(SiteId::derived(&["sister"]), Role::Principal)], vec![site()])
            }
            Self::City => (vec![PostId::office(office(1), Role::Head)], vec![]),
            Self::Stranger => (vec![], vec![]),
        };
        Acting { person: Some(self.id()), posts, interests: interests.into_iter().collect() }
    }
}

/// The person who recorded a fact.
pub fn person_of(fact: &Fact) -> PersonId {
    match fact.by {
        Actor::Person(person) => person,
        other => panic!("{other:?} is no person"),
    }
}

/// Whether somebody belongs to the enterprise or its group.
pub fn of_unit(by: PersonId) -> bool {
    [Person::Principal, Person::SafetyOfficer, Person::Both, Person::Sister].iter().any(|person| person.id() == by)
}

/// One move.
#[derive(Clone, Copy, Debug)]
pub enum Move {
    /// Somebody asks for an act; the number chooses between its forms.
    Ask(Person, Act, u8),
    /// Hours pass, then the engine runs.
    Wait(i64),
}

/// A story: what anybody tries, in any order.
pub fn moves() -> impl Strategy<Value = Vec<Move>> {
    let act = prop::sample::select(Act::ALL.to_vec());
    let ask = (prop::sample::select(PEOPLE.to_vec()), act, any::<u8>())
        .prop_map(|(who, act, form)| Move::Ask(who, act, form));
    // The usual next step, so that stories also come to an end.
    let usual = any::<u8>().prop_map(|form| Move::Ask(Person::Stranger, Act::ANSWER_ALARM, form));
    prop::collection::vec(prop_oneof![3 => ask, 4 => usual, 2 => (1_i64..200).prop_map(Move::Wait)], 0..30)
}

/// A row of a ledger found on the day of the play, as the office wrote it.
pub fn ledger_row(grade: Option<Grade>, deadline: Day, until: Option<Day>) -> Result<Decided, Rejected> {
    let play = Play::begun();
    let text = || "写明".to_owned();
    let plan = |until| Plan { person: text(), measures: text(), funds_yuan: 1, until, contingency: text() };
    let entry = LedgerEntry {
        finding: finding(),
        to: PostId::site(site(), Role::Principal),
        stated: Stated {
            grade,
            deadline,
            order: text(),
            plan: until.map(plan),
            control: None,
            completed_on: None,
            closed_on: None,
        },
    };
    take_in(
        play.setting(),
        SubjectId::derived(&["a row"]),
        PLACES[0].parse().unwrap(),
        Actor::Import(Person::Head.id()),
        entry,
    )
}

pub fn finding() -> Finding {
    Finding {
        site: site(),
        unit: UnitName { name: "春城小厨".to_owned(), credit_code: None },
        sector: "H62".to_owned(),
        source: Source::Inspection,
        description: "未装报警器".to_owned(),
        found_on: "2022-10-08".parse().unwrap(),
        office: office(0),
        answers: Answers::new(),
        proofs: Vec::new(),
    }
}

/// One hazard on its way.
#[derive(Clone)]
pub struct Play {
    pub now: Moment,
    pub dossier: Dossier,
    pub facts: Vec<Fact>,
    /// Whether orders also go to other bodies than the unit of the site.
    pub wide: bool,
}

impl Play {
    /// Found by the inspector on 2022-10-08.
    pub fn begun() -> Self {
        let subject = SubjectId::derived(&["the hazard"]);
        let now: Moment = "2022-10-08T01:00:00Z".parse().unwrap();
        let mut play = Self { now, dossier: Dossier::new(subject), facts: Vec::new(), wide: false };
        let finding = finding();
        let by = Actor::Person(Person::Inspector.id());
        let found = find(play.setting(), subject, PLACES[0].parse().unwrap(), by, finding).unwrap();
        play.writes(by, found);
        play
    }

    /// As a row of an office's ledger begins it.
    pub fn from_ledger(grade: Option<Grade>, until: Option<Day>) -> Self {
        let mut play =
            Self { facts: Vec::new(), dossier: Dossier::new(SubjectId::derived(&["a row"])), ..Self::begun() };
        let row = ledger_row(grade, "2022-11-30".parse().unwrap(), until).unwrap();
        play.writes(Actor::Import(Person::Head.id()), row);
        play
    }

    pub fn setting(&self) -> Setting<'static> {
        Setting { now: self.now, pack: national(), registry: &Above }
    }

    /// What the engine would write.
    pub fn overdue_of(&self, dossier: &Dossier) -> Overdue {
        overdue_steps(self.setting(), dossier)
    }

    /// Makes a move; what is refused writes nothing.
    pub fn makes(&mut self, step: &Move) {
        match *step {
            Move::Wait(hours) => {
                self.now += hours.hours();
                let overdue = self.overdue_of(&self.dossier);
                self.writes(Actor::Engine, overdue.decided);
            }
            Move::Ask(_, Act::ANSWER_ALARM, form) => self.takes_the_usual_step(form),
            Move::Ask(who, act, form) => {
                let _ = self.asks(who, act, form);
            }
        }
    }

    fn takes_the_usual_step(&mut self, form: u8) {
        let live: Vec<(Act, Body)> =
            self.dossier.live().map(|it| (it.opened.act, it.opened.owner.body.clone())).collect();
        let Some((act, body)) = live.get(usize::from(form) % live.len().max(1)) else { return };
        let who = match (*act, body) {
            (_, Body::Site(_)) => Person::SafetyOfficer,
            (Act::GRADE | Act::VERIFY, _) => Person::Inspector,
            (Act::SUPERVISE, Body::Office(of)) if *of == office(1) => Person::City,
            _ => Person::Head,
        };
        let _ = self.asks(who, *act, form / 7);
    }

    fn asks(&mut self, who: Person, act: Act, form: u8) -> bool {
        let Some(ask) = self.ask(act, form) else { return false };
        super::oracle::agree(self.setting(), &self.dossier, &who.acting(), ask.clone());
        match decide(self.setting(), &self.dossier, &who.acting(), ask) {
            Ok(decided) => {
                assert!(decided.behalf.as_ref().is_some_and(|body| who.acting().belongs_to(body)));
                self.writes(Actor::Person(who.id()), decided);
                true
            }
            Err(rejected) => {
                assert!(!rejected.text().zh.is_empty() && !rejected.code().is_empty());
                false
            }
        }
    }

    fn ask(&self, act: Act, form: u8) -> Option<Ask> {
        let today = self.setting().today();
        let text = || "写明".to_owned();
        let ahead = i64::from(form % 30) - 2;
        // Now and then a date far away: the end of time, a century, just beyond the longest term and just within it.
        let far = [
            Day::MAX,
            today.saturating_add(100.years()),
            today.saturating_add(181.days()),
            today.saturating_add(180.days()),
        ];
        Some(match act {
            Act::GRADE => {
                let given = [
                    ("fire.crowd_place", true),
                    ("fire.corrected_at_once", false),
                    ("fire.not_judged", false),
                    ("fire.flammables_against_rules", form.is_multiple_of(2)),
                ];
                let answers = given
                    .iter()
                    .take(3 + usize::from(!form.is_multiple_of(5)))
                    .map(|(input, yes)| (input.parse().unwrap(), Answer::Yes(*yes)))
                    .collect();
                Ask::Grade { candidates: vec!["CN-HAZ-FIRE-17-6.8".parse().unwrap()], answers }
            }
            Act::ORDER => Ask::Order {
                to: match form % 17 {
                    3 if self.wide => PostId::office(office(0), Role::Head),
                    5 if self.wide => PostId::office(office(1), Role::Head),
                    7 if self.wide => PostId::site(SiteId::derived(&["sister"]), Role::Principal),
                    _ => PostId::site(site(), Role::Principal),
                },
                deadline: match form {
                    200.. => far[usize::from(form) % far.len()],
                    _ => today.saturating_add(ahead.days()),
                },
                text: text(),
            },
            Act::ACCEPT => Ask::Accept,
            Act::CONTROL => Ask::Control { measures: text(), proofs: Vec::new() },
            Act::PLAN => {
                let until = if form > 250 {
                    far[usize::from(form) % far.len()]
                } else {
                    today.saturating_add((ahead - 10).days())
                };
                Ask::Plan(Plan { person: text(), measures: text(), funds_yuan: 1, until, contingency: text() })
            }
            Act::RECTIFY => {
                let proof = Proof::new(ProofKind::Photo, text(), "00".repeat(32), 1);
                Ask::SubmitProof { note: text(), proofs: if form.is_multiple_of(4) { Vec::new() } else { vec![proof] } }
            }
            Act::VERIFY if form.is_multiple_of(3) => Ask::Return { reason: text() },
            Act::VERIFY => Ask::Verify { finding: text() },
            Act::CLOSE_OFF => Ask::CloseOff,
            Act::SUPERVISE => Ask::Supervise { letter: text() },
            Act::REPLY => Ask::Reply { reply: text() },
            _ => return None,
        })
    }

    /// Writes what was decided; what the core says comes after is what the facts leave.
    fn writes(&mut self, by: Actor, decided: Decided) {
        for draft in decided.drafts {
            let fact = Fact {
                subject: self.dossier.subject,
                version: self.dossier.version + 1,
                place: PLACES[0].parse().unwrap(),
                held: draft.held,
                learned: self.now,
                by,
                behalf: None,
                pack: national().name().to_owned(),
                what: draft.what,
            };
            let before = std::mem::replace(&mut self.dossier, Dossier::new(fact.subject));
            self.dossier = evolve(before, &fact);
            self.facts.push(fact);
        }
        assert_eq!(decided.after, self.dossier);
        super::oracle::read_alike(&self.dossier);
    }
}
