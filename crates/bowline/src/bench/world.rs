//! This is a made-up world for measuring: the nation's real tree, some counties with people, and a seed for everything
//! else.
//!
//! This module must never make a row that another run of the same seed would not make.

use bowline_core::facts::Grade;
use bowline_core::ids::{OfficeId, PersonId, PlaceCode, PostId, Role, SiteId};
use bowline_core::places::Level;
use bowline_core::time::{Day, Moment};
use bowline_service::chance::{Dice, SystemChance};
use bowline_service::clock::{ManualClock, WallClock};
use bowline_service::import::LedgerRow;
use bowline_service::views::Who;
use bowline_service::{Bowline, Entrances, Refused, Setup, SiteForm};
use bowline_store::{Durability, Store};
use jiff::{Span, ToSpan};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Counties whose people act.
const COUNTIES: usize = 64;
/// Rows of one city's ledger: half a year of it, in the order of days.
const LEDGER: u64 = 5_000;
/// Rows that the cities together hand in on one day, from the first on.
const A_DAY: i64 = 10_000;
/// Since when everybody holds their post.
const HIRED: Day = Day::constant(2022, 1, 1);
const FIRST_LEDGER: Day = Day::constant(2020, 1, 1);

/// The world.
pub struct World {
    /// The product, on a clock that stands still.
    pub app: Bowline,
    /// That clock.
    pub clock: Arc<ManualClock>,
    /// People of some counties.
    pub people: Vec<Staff>,
    /// The counties of every city of the nation.
    pub cities: Vec<Vec<PlaceCode>>,
    /// The seed.
    pub seed: u64,
}

/// The people of a county who take a hazard from found to closed off, each signed in: their cookies.
pub struct Staff {
    /// Where.
    pub county: PlaceCode,
    /// The enterprise that has hazards.
    pub unit: SiteId,
    /// The inspector of the office in charge.
    pub inspector: String,
    /// The head of that office.
    pub head: String,
    /// Somebody of the enterprise.
    pub worker: String,
}

const WRONG: [&str; 8] = [
    "连接软管老化开裂",
    "灭火器失效",
    "疏散通道堆放杂物",
    "使用不合格灶具",
    "外窗设置铁栅栏影响逃生",
    "调压阀可调且无切断功能",
    "未安装泄漏报警装置",
    "在营业期间违规动火作业",
];

impl World {
    /// Opens a fresh world.
    pub fn open(folder: &Path, seed: u64) -> Result<Self, Refused> {
        let store = Store::open(folder, Durability::Full)?;
        let start: Moment = "2022-10-08T01:00:00Z".parse().map_err(|_| Refused::NotFound)?;
        let clock = Arc::new(ManualClock::at(start));
        let setup = Setup {
            store,
            clock: Box::new(Arc::clone(&clock)),
            chance: Box::new(SystemChance),
            pack: "cn-national".to_owned(),
            demo: false,
        };
        let app = Bowline::open(setup)?;
        app.offices().load(app.places().nation(), &mut |_, _| {})?;
        let mut cities = BTreeMap::<_, Vec<PlaceCode>>::new();
        for county in app.places().iter().filter(|place| place.level == Level::County && place.valid_to.is_none()) {
            cities.entry(county.parent).or_default().push(county.code);
        }
        let cities: Vec<_> = cities.into_values().collect();
        let counties = cities.concat();
        let mut dice = Dice::new(seed);
        let mut people = Vec::new();
        for _ in 0..COUNTIES {
            let Some(county) = dice.pick(&counties).copied() else { continue };
            people.push(Staff::of(&app, county)?);
        }
        Ok(Self { app, clock, people, cities, seed })
    }

    /// The department in charge of restaurants.
    pub fn office(&self, place: PlaceCode) -> OfficeId {
        office(&self.app, place)
    }

    /// Somebody who holds a post of it.
    pub fn who(&self, place: PlaceCode, role: Role) -> Result<Who, Refused> {
        who(&self.app, place, role)
    }

    /// Lets time pass: what is found later gets a later id.
    pub fn pass(&self, span: Span) {
        self.clock.set(self.clock.now().saturating_add(span).unwrap_or(Moment::MAX));
    }

    /// Row number `number` of the cities' ledgers, one city after the other. One in ten is still open, due on `due`.
    pub fn row(&self, number: u64, due: Day, open_only: bool) -> Option<LedgerRow> {
        let mut dice = Dice::new(self.seed ^ number.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let (ledger, line) = (number / LEDGER, number % LEDGER);
        let cities = self.cities.len() as u64;
        let (round, city) = (ledger / cities, self.cities.get((ledger % cities) as usize)?);
        let unit = dice.below(LEDGER / 4);
        let handed_in = FIRST_LEDGER.saturating_add((ledger as i64 * LEDGER as i64 / A_DAY % 1_000).days());
        let found_on = handed_in.saturating_sub((180 - (line * 180 / LEDGER) as i64).days());
        let closed = !open_only && dice.below(10) > 0;
        let deadline = if closed { found_on.saturating_add((5 + dice.below(20) as i64).days()) } else { due };
        Some(LedgerRow {
            row: number.to_string(),
            line: 0,
            sheet: String::new(),
            unit_name: format!("{round}-{unit}号餐馆"),
            owner: None,
            credit_code: None,
            place: *city.get(unit as usize % city.len())?,
            description: format!("{}，第 {number} 处", dice.pick(&WRONG)?),
            grade: Some(if dice.below(4) == 0 { Grade::Major } else { Grade::General }),
            kind: None,
            basis: None,
            channel: None,
            found_on,
            inspector: None,
            person: "张某".to_owned(),
            verified_by: None,
            responsible_unit: None,
            measures: Some("立即更换".to_owned()),
            funds_yuan: Some(5_000),
            deadline,
            contingency: Some("专人看护".to_owned()),
            completed_on: closed.then_some(deadline),
            closed,
            status: None,
            sector: Some("H62".to_owned()),
            remark: None,
        })
    }
}

impl Staff {
    fn of(app: &Bowline, county: PlaceCode) -> Result<Self, Refused> {
        let form = SiteForm { name: "一号饭店".to_owned(), sector: "H62".to_owned(), ..SiteForm::default() };
        let unit = app.sites().register(county, &form)?;
        let worker = app.people().register("员工", PostId::site(unit, Role::Principal), HIRED)?;
        Ok(Self {
            county,
            unit,
            inspector: signed_in(app, who(app, county, Role::Inspector)?.person)?,
            head: signed_in(app, who(app, county, Role::Head)?.person)?,
            worker: signed_in(app, worker)?,
        })
    }
}

/// The cookie of a person who has just signed in.
pub fn signed_in(app: &Bowline, person: PersonId) -> Result<String, Refused> {
    let key = app.people().issue_key(person)?;
    let token = Entrances::of_app(app).with_key(&key, &Default::default())?.session().unwrap_or_default();
    Ok(format!("bowline={token}"))
}

/// The department in charge of restaurants.
fn office(app: &Bowline, place: PlaceCode) -> OfficeId {
    OfficeId { place, department: app.pack().country().department_for("H62").clone() }
}

fn who(app: &Bowline, place: PlaceCode, role: Role) -> Result<Who, Refused> {
    let post = PostId::office(office(app, place), role);
    let person = app.people().register("某某", post, HIRED)?;
    app.people().who(person)
}
