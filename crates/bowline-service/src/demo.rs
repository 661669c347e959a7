//! The demo: a province with people in its posts, an office's real-looking ledger, and six personas to be. All of it goes
//! through the same facts as everything else.

use crate::clock::{Clock, SystemClock};
use crate::views::Persona;
use crate::{Bowline, Refused};
use bowline_core::facts::Actor;
use bowline_core::ids::{CreditCode, OfficeId, PersonId, PlaceCode, PostId, Role};
use bowline_core::time::{Day, Moment};
use bowline_core::words::Text;
use bowline_store::Commit;

/// The ledger that the demo takes in: name and bytes.
pub const DEMO_LEDGER: (&str, &[u8]) = ("jilin-lpg-2022.xlsx", include_bytes!("../../../examples/jilin-lpg-2022.xlsx"));

/// 2022-10-08 09:00 in Jilin, the day on which the ledger was filled in.
const START: &str = "2022-10-08T01:00:00Z";
const AHEAD: &str = "demo.ahead_ms";
const PROVINCE: &str = "220000";
/// The county whose office nobody holds a post in, so that a newcomer who turns the clock sees an alarm with an owner.
const VACANT_COUNTY: &str = "220605";
/// The site of the safety officer.
const SITE_CODE: &str = "91220104609984990J";
const SITE_PLACE: &str = "220104";

struct PersonaPlan {
    key: &'static str,
    name: &'static str,
    office: Option<(&'static str, Role)>,
    hint: (&'static str, &'static str),
}

const PERSONAS: [PersonaPlan; 6] = [
    PersonaPlan {
        key: "safety-officer",
        name: "周敏",
        office: None,
        hint: ("提交整改证明；报告一处隐患", "Hand in proof that it is fixed; report a hazard"),
    },
    PersonaPlan {
        key: "inspector",
        name: "李建国",
        office: Some(("220104", Role::Inspector)),
        hint: ("复查验收，或退回并说明原因", "Verify that it is gone, or return it with a reason"),
    },
    PersonaPlan {
        key: "county",
        name: "王海燕",
        office: Some(("220104", Role::Head)),
        hint: ("交办、销号；导入台账", "Order and close off; import a ledger"),
    },
    PersonaPlan {
        key: "city",
        name: "赵志强",
        office: Some(("220100", Role::Head)),
        hint: ("督办县区逾期事项", "Supervise what is late in the counties"),
    },
    PersonaPlan {
        key: "province",
        name: "孙丽华",
        office: Some(("220000", Role::Head)),
        hint: ("全省现在怎么样？", "Where does the province stand?"),
    },
    PersonaPlan {
        key: "nation",
        name: "陈国栋",
        office: Some(("000000", Role::Head)),
        hint: ("拨快时钟，看逾期层层上报", "Turn the clock and watch lateness climb"),
    },
];

impl Bowline {
    /// How far the demo's clock is ahead of the machine's, in milliseconds: as kept, else so that it shows the start.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn demo_ahead_ms(store: &bowline_store::Store) -> Result<i64, Refused> {
        let kept = store.setting(AHEAD)?.and_then(|text| text.parse().ok());
        let start: Moment = START.parse().map_err(|error| Refused::fault("reading the start of the demo", error))?;
        let ahead = kept.unwrap_or_else(|| start.as_millisecond() - SystemClock.now().as_millisecond());
        store.put_setting(AHEAD.to_owned(), ahead.to_string())?;
        Ok(ahead)
    }

    /// Fills a fresh data folder; one that is filled is left alone.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn prepare_demo(&self, progress: &mut dyn FnMut(usize, usize)) -> Result<(), Refused> {
        let nation = self.inner.places.nation();
        self.load_offices(nation, progress)?;
        if self.inner.store.person_name(persona_id("nation"))?.is_some() {
            return Ok(());
        }
        self.register_demo_people()?;
        let import = self.read_ledger(DEMO_LEDGER.0, DEMO_LEDGER.1, None, None)?;
        self.take_in_ledger(Actor::System, &import, &mut |_, _| {})?;
        self.register_safety_officer()?;
        self.tick()?;
        Ok(())
    }

    /// The heads and inspectors of the line in Jilin, of the provinces and of the nation.
    fn register_demo_people(&self) -> Result<(), Refused> {
        let from = Day::constant(2022, 1, 1);
        let province = code(PROVINCE)?;
        let tree = &self.inner.places;
        let mut commit = Commit::default();
        let places: Vec<PlaceCode> = tree
            .ancestors(province)
            .into_iter()
            .chain(
                tree.iter()
                    .map(|place| place.code)
                    .filter(|place| *place != province && tree.is_within(*place, province)),
            )
            .collect();
        for place in places {
            for department in ["emergency", "safety-committee"] {
                let office = OfficeId { place, department: parse(department)? };
                for role in [Role::Head, Role::Inspector] {
                    let post = PostId::office(office.clone(), role);
                    let vacant = place.as_str() == VACANT_COUNTY;
                    if !self.inner.offices.exists(&office) || vacant {
                        continue;
                    }
                    let (person, name) = holder(&post);
                    self.add_person(&mut commit, person, &name, post, from)?;
                }
            }
        }
        Ok(self.commit(commit)?)
    }

    fn register_safety_officer(&self) -> Result<(), Refused> {
        let code = CreditCode::parse(SITE_CODE).map_err(|error| Refused::fault("reading the demo's site", error))?;
        let site = self.inner.store.find_site(Some(&code), self::code(SITE_PLACE)?, "")?;
        let Some(site) = site else { return Ok(()) };
        let post = PostId::site(site.site.site, Role::SafetyOfficer);
        let mut commit = Commit::default();
        self.add_person(&mut commit, persona_id("safety-officer"), "周敏", post, Day::constant(2022, 1, 1))?;
        Ok(self.commit(commit)?)
    }

    /// The personas: one click signs in.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn personas(&self) -> Result<Vec<Persona>, Refused> {
        if !self.inner.demo {
            return Ok(Vec::new());
        }
        let mut personas = Vec::new();
        for it in &PERSONAS {
            let person = persona_id(it.key);
            let post = self.inner.store.posts_of(person, self.today())?.into_iter().next();
            let title = post.map(|post| self.post_view(post)).transpose()?.map(|view| view.title).unwrap_or_default();
            personas.push(Persona {
                person,
                name: it.name.to_owned(),
                key: it.key,
                title,
                hint: Text::new(it.hint.0, it.hint.1),
            });
        }
        Ok(personas)
    }

    /// Signs in as a persona. Only in the demo.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn sign_in_persona(&self, key: &str) -> Result<String, Refused> {
        let known = self.inner.demo && PERSONAS.iter().any(|it| it.key == key);
        if known { self.open_session(persona_id(key)) } else { Err(Refused::NotFound) }
    }

    /// Turns the demo's clock forward and lets the engine run. Answers the new time.
    ///
    /// # Errors
    /// [`Refused::NotFound`] outside the demo.
    pub fn turn_clock(&self, hours: u32) -> Result<Moment, Refused> {
        if !self.inner.demo || !self.inner.clock.turn(hours.min(24 * 366)) {
            return Err(Refused::NotFound);
        }
        let now = self.now();
        let ahead = now.as_millisecond() - SystemClock.now().as_millisecond();
        self.inner.store.put_setting(AHEAD.to_owned(), ahead.to_string())?;
        self.tick()?;
        Ok(now)
    }
}

fn persona_id(key: &str) -> PersonId {
    PersonId::derived(&["persona", key])
}

/// The person of a post: a persona, or somebody made up.
fn holder(post: &PostId) -> (PersonId, String) {
    let persona = PERSONAS.iter().find(|it| {
        it.office
            .is_some_and(|(place, role)| post.role == role && post.body.to_string() == format!("{place}/emergency"))
    });
    match persona {
        Some(it) => (persona_id(it.key), it.name.to_owned()),
        None => (PersonId::derived(&["demo", &post.to_string()]), made_up_name(&post.to_string())),
    }
}

fn made_up_name(of: &str) -> String {
    let pick =
        |from: &str, by: usize| from.chars().nth(by % from.chars().count()).map(String::from).unwrap_or_default();
    let sum = of.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    format!(
        "{}{}{}",
        pick("张李王刘陈杨赵黄周吴徐孙马朱胡郭何林高罗", sum),
        pick("建志国海文晓丽春明永", sum / 20),
        pick("华军平敏强燕芳伟杰宁", sum / 200)
    )
}

fn code(text: &str) -> Result<PlaceCode, Refused> {
    parse(text)
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Refused> {
    text.parse().map_err(|error| Refused::fault("reading the demo's data", error))
}
