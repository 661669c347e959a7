//! The stage: offices of one line, one site, their people, and a clock.

use super::common::{files, national};
use bowline_core::facts::{Actor, Answer, Answers, Fact, Proof, ProofKind, Stage, UnitName};
use bowline_core::ids::{OfficeId, PersonId, PlaceCode, PostId, Role, SiteId, SubjectId};
use bowline_core::obligations::{
    Acting, Beginning, By, Dossier, Obligation, Registry, Rejected, Setting, Standing, Wish, begin, carry_out, evolve,
};
use bowline_core::places::Level;
use bowline_core::rules::Pack;
use bowline_core::time::{Day, Moment};

const PLACES: [&str; 4] = ["220104", "220100", "220000", "000000"];

pub fn office(above: usize) -> OfficeId {
    format!("{}/emergency", PLACES[above]).parse().unwrap()
}

/// Offices of one line, county to nation.
pub struct Line;

impl Registry for Line {
    fn exists(&self, of: &OfficeId) -> bool {
        // Besides the line itself, the three thousand counties of the births.
        PLACES.contains(&of.place.as_str()) || of.place.as_str().starts_with('3')
    }
    fn is_held(&self, _: &PostId, _: Day) -> bool {
        true
    }
    fn superior(&self, of: &OfficeId) -> Option<OfficeId> {
        let at = PLACES.iter().position(|place| *place == of.place.as_str())?;
        (at + 1 < PLACES.len()).then(|| office(at + 1))
    }
    fn level(&self, place: PlaceCode) -> Option<Level> {
        let at = PLACES.iter().position(|code| *code == place.as_str())?;
        [Level::County, Level::City, Level::Province, Level::Nation].get(at).copied()
    }
    fn in_charge(&self, _: SiteId) -> Option<OfficeId> {
        Some(office(0))
    }
    fn last_resort(&self) -> OfficeId {
        office(3)
    }
}

pub fn moment(text: &str) -> Moment {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    civil.to_zoned(national().country().zone().clone()).unwrap().timestamp()
}
pub fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}
pub fn day(text: &str) -> Answer {
    Answer::Day(text.parse().unwrap())
}
pub fn number(number: f64) -> Answer {
    Answer::Number(number)
}
pub fn choice(word: &str) -> Answer {
    Answer::Choice(word.to_owned())
}

pub fn site() -> SiteId {
    SiteId::derived(&["the mill"])
}

/// A person of the stage, by name.
pub fn person(name: &str) -> Acting {
    let post = match name {
        "unit" => PostId::site(site(), Role::Principal),
        "county" => PostId::office(office(0), Role::DutyOfficer),
        "city" => PostId::office(office(1), Role::DutyOfficer),
        "city_head" => PostId::office(office(1), Role::Head),
        "team" => PostId::office(office(1), Role::Inspector),
        "province_head" => PostId::office(office(2), Role::Head),
        other => panic!("nobody is called {other}"),
    };
    Acting { person: Some(PersonId::derived(&[name])), posts: vec![post], interests: Default::default() }
}

/// The pack of Shandong over the national one.
pub fn shandong() -> &'static Pack {
    static PACK: std::sync::LazyLock<Pack> =
        std::sync::LazyLock::new(|| national().load_over(&files("cn-shandong")).unwrap());
    &PACK
}

/// An accident on the stage.
#[derive(Clone)]
pub struct Accident {
    dossier: Dossier,
    now: Moment,
    pack: &'static Pack,
}

impl Accident {
    /// Reported by the county half an hour after it happened.
    pub fn reported(happened: &str, deaths: f64) -> Self {
        Self::reported_under(national(), happened, deaths)
    }

    /// The same under another pack.
    pub fn reported_under(pack: &'static Pack, happened: &str, deaths: f64) -> Self {
        let at = moment(happened);
        let now = at + jiff::SignedDuration::from_mins(30);
        let answers = [
            ("accident.happened_at", Answer::Moment(at)),
            ("accident.kind", choice("other")),
            ("accident.deaths", number(deaths)),
            ("accident.injured", number(0.0)),
            ("accident.summary", text("车间爆炸")),
            ("accident.measures", text("已疏散")),
        ];
        let mut it = Self { dossier: Dossier::new(SubjectId::derived(&["accident"])), now, pack };
        let beginning = Beginning {
            kind: "accident".parse().unwrap(),
            office: office(0),
            site: Some(site()),
            unit: Some(UnitName { name: "纺织厂".to_owned(), credit_code: None }),
            sector: Some("C17".to_owned()),
            from: None,
            wish: Wish { act: "report".to_owned(), answers: given(&answers) },
        };
        let place = PLACES[0].parse().unwrap();
        let who = person("county");
        let decided = begin(it.setting(), it.dossier.subject, place, By::Person(&who), beginning).unwrap();
        it.take(who, decided);
        it
    }

    fn setting(&self) -> Setting<'static> {
        Setting { now: self.now, pack: self.pack, registry: &Line }
    }

    pub fn at(&mut self, now: &str) -> &mut Self {
        self.now = moment(now);
        self
    }

    pub fn does(&mut self, who: &str, act: &str, answers: &[(&str, Answer)]) -> Result<(), Rejected> {
        let who = person(who);
        let wish = Wish { act: act.to_owned(), answers: given(answers) };
        let decided = carry_out(self.setting(), &self.dossier, By::Person(&who), wish)?;
        self.take(who, decided);
        Ok(())
    }

    /// Records what was decided as the log would, and holds the dossier after it against the one that was promised.
    fn take(&mut self, who: Acting, decided: bowline_core::obligations::Decided) {
        let mut dossier = self.dossier.clone();
        for draft in decided.drafts {
            let fact = Fact {
                subject: dossier.subject,
                version: dossier.version + 1,
                place: PLACES[0].parse().unwrap(),
                held: draft.held,
                learned: self.now,
                by: Actor::Person(who.person.unwrap()),
                behalf: None,
                pack: String::new(),
                what: draft.what,
            };
            let line = serde_json::to_string(&fact).unwrap();
            let read: Fact = serde_json::from_str(&line).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), line);
            let read = Fact { subject: fact.subject, version: fact.version, ..read };
            dossier = evolve(dossier, &read);
        }
        assert_eq!(dossier, decided.after);
        self.dossier = dossier;
    }

    pub fn version(&self) -> u32 {
        self.dossier.version
    }
    pub fn owed(&self) -> Vec<String> {
        self.dossier.live().map(|it| it.opened.step.clone()).collect()
    }
    fn duty(&self, step: &str) -> &Obligation {
        let mut all = self.dossier.obligations.iter().filter(|it| it.is_unsettled() && it.opened.step == step);
        all.next().unwrap_or_else(|| panic!("{step} is not owed, but {:?}", self.owed()))
    }
    pub fn due(&self, step: &str) -> Moment {
        self.duty(step).due.at
    }
    pub fn owner(&self, step: &str) -> String {
        self.duty(step).opened.owner.to_string()
    }
    pub fn standing(&self, step: &str) -> Standing {
        self.duty(step).standing
    }
    pub fn grade(&self) -> String {
        match &self.dossier.declared().unwrap().answers[&"accident.grade".parse().unwrap()] {
            Answer::Choice(grade) => grade.clone(),
            other => panic!("{other:?}"),
        }
    }
    pub fn phase(&self) -> (&str, Stage) {
        let phase = &self.dossier.declared().unwrap().phase;
        (&phase.id, phase.stage)
    }
    pub fn casualties(deaths: f64) -> Vec<(&'static str, Answer)> {
        vec![
            ("accident.deaths", number(deaths)),
            ("accident.injured", number(0.0)),
            ("accident.summary", text("一人经抢救无效死亡")),
        ]
    }
    pub fn team() -> Vec<(&'static str, Answer)> {
        let leader = PostId::office(office(1), Role::Inspector);
        vec![("accident.team_leader", Answer::Post(leader)), ("accident.files", Self::file())]
    }
    pub fn file() -> Answer {
        let proof = Proof::new(ProofKind::Document, "a.pdf".to_owned(), "00".repeat(32), 1);
        Answer::Files(vec![proof])
    }
    pub fn approval() -> Vec<(&'static str, Answer)> {
        vec![
            ("accident.decision", text("同意")),
            ("accident.decision_no", text("长政函〔2026〕1号")),
            ("accident.files", Self::file()),
        ]
    }
}

fn given(answers: &[(&str, Answer)]) -> Answers {
    answers.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect()
}
