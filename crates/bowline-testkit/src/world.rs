//! A world is one county on one day, with people in its posts and above, over a real store in a folder of its own.
//!
//! This module must never end unproved: a world that is dropped asks after every promise. Start at
//! [`World::in_county`].

use crate::cast::{CHINA, Cast};
use crate::checks::broken_promises;
use crate::person::Person;
use crate::populate::{self, Site, populate_with};
use crate::story;
use bowline_core::facts::EngineRan;
use bowline_core::ids::{OfficeId, PlaceCode, PostId, Role, SiteId, SubjectId};
use bowline_core::obligations::Dossier;
use bowline_core::places::PlaceTree;
use bowline_core::rules::PackTree;
use bowline_core::signals::Tally;
use bowline_core::time::{Day, Moment};
use bowline_service::chance::SeededChance;
use bowline_service::clock::{ManualClock, WallClock};
use bowline_service::{Bowline, Setup};
use bowline_store::{Durability, Store};
use jiff::ToSpan;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// How far apart the engine's runs lie while time passes.
const TICK_HOURS: i64 = 24;

/// A world about to be opened.
pub struct Opening {
    cast: Cast,
    county: PlaceCode,
    vacant: Vec<(PlaceCode, Role)>,
}

/// A county and all above it, with people, a store and a clock.
pub struct World {
    app: Bowline,
    cast: Cast,
    clock: Arc<ManualClock>,
    county: PlaceCode,
    sites: Mutex<BTreeMap<String, SiteId>>,
    folder: TempDir,
}

impl Opening {
    /// Under the law of another pack.
    #[must_use]
    pub const fn under(mut self, cast: Cast) -> Self {
        self.cast = cast;
        self
    }

    /// Leaves a post of the line empty.
    #[must_use]
    pub fn vacant(mut self, place: &str, role: Role) -> Self {
        self.vacant.push((place.parse().expect("a place code"), role));
        self
    }

    /// Opens it at nine in the morning of a day.
    #[must_use]
    pub fn on(self, day: &str) -> World {
        let folder = TempDir::new().expect("a temporary folder");
        let store = Store::open(&folder.path().join("data"), Durability::None).expect("a fresh store opens");
        let clock = Arc::new(ManualClock::at(Moment::UNIX_EPOCH));
        let app = populate::open_under(store, Box::new(Arc::clone(&clock)), 7, self.cast.pack);
        clock.set(nine_on(day, app.pack().country().zone()));
        let vacant: Vec<PostId> =
            self.vacant.iter().map(|(place, role)| self.cast.post(app.pack(), *place, *role)).collect();
        populate_with(&app, &self.cast, self.county, &vacant);
        World { app, cast: self.cast, clock, county: self.county, sites: Mutex::default(), folder }
    }
}

fn nine_on(day: &str, zone: &TimeZone) -> Moment {
    let day: Day = day.parse().expect("a day");
    day.at(9, 0, 0, 0).to_zoned(zone.clone()).expect("a moment").timestamp()
}

impl World {
    /// A world whose matters lie in this county.
    #[must_use]
    pub fn in_county(code: &str) -> Opening {
        Opening { cast: CHINA, county: code.parse().expect("a place code"), vacant: Vec::new() }
    }

    /// Who plays.
    #[must_use]
    pub const fn cast(&self) -> &Cast {
        &self.cast
    }

    /// The product.
    #[must_use]
    pub const fn app(&self) -> &Bowline {
        &self.app
    }

    /// The places of the county and above it: county, city, province, nation.
    #[must_use]
    pub fn level(&self, above: usize) -> PlaceCode {
        self.app.places().ancestors(self.county)[above]
    }

    /// The office of the line so many levels above the county.
    #[must_use]
    pub fn office(&self, above: usize) -> OfficeId {
        self.cast.office(self.app.pack(), self.level(above))
    }

    // ------------------------------------------------------------------------------------------------ people

    /// Whoever holds a post today.
    #[must_use]
    pub fn holder(&self, post: &PostId) -> Person<'_> {
        let holders = self.app.store().registry().holders(post, self.app.today()).expect("holders can be read");
        let (person, _) = holders.first().unwrap_or_else(|| panic!("nobody holds {post}"));
        Person { world: self, id: *person }
    }
    /// The inspector of the county.
    #[must_use]
    pub fn inspector(&self) -> Person<'_> {
        self.holder(&PostId::office(self.office(0), Role::Inspector))
    }
    /// The head of the county's office.
    #[must_use]
    pub fn county(&self) -> Person<'_> {
        head(self, 0)
    }
    /// The head of the city's office.
    #[must_use]
    pub fn city(&self) -> Person<'_> {
        head(self, 1)
    }
    /// The head of the nation's office.
    #[must_use]
    pub fn nation(&self) -> Person<'_> {
        head(self, 3)
    }
    /// The safety officer of the site that has a hazard already.
    #[must_use]
    pub fn safety_officer(&self) -> Person<'_> {
        self.holder(&PostId::site(self.site_id(&self.site()), Role::SafetyOfficer))
    }
    /// A new person in a post, from today on.
    #[must_use]
    pub fn hires(&self, name: &str, post: PostId) -> Person<'_> {
        let person = self.app.people().register(name, post, self.app.today()).expect("a person registers");
        Person { world: self, id: person }
    }

    // ------------------------------------------------------------------------------------------------- sites

    /// The enterprise of these stories.
    #[must_use]
    pub fn site(&self) -> Site {
        Site { name: self.cast.unit.to_owned(), place: self.county, sector: self.cast.sector.to_owned() }
    }
    /// The id of a site that has a hazard already.
    #[must_use]
    pub fn site_id(&self, site: &Site) -> SiteId {
        let known = self.sites.lock().unwrap().get(&site.name).copied();
        known.unwrap_or_else(|| panic!("{} is not known yet", site.name))
    }

    /// Keeps the id of a site, and fills its posts when it is new: a principal and a safety officer.
    pub(crate) fn knows_site(&self, site: &Site, id: SiteId) {
        if self.sites.lock().unwrap().insert(site.name.clone(), id).is_none() {
            for (name, role) in
                [(self.cast.principal, Role::Principal), (self.cast.safety_officer, Role::SafetyOfficer)]
            {
                let _ = self.hires(name, PostId::site(id, role));
            }
        }
    }

    // -------------------------------------------------------------------------------------------------- time

    /// Hours pass; the engine runs at the end of them, and once a day meanwhile.
    pub fn after_hours(&self, hours: i64) {
        let end = self.app.now() + hours.hours();
        while self.app.now() + TICK_HOURS.hours() < end {
            self.clock.set(self.app.now() + TICK_HOURS.hours());
            self.ticks();
        }
        self.clock.set(end);
        self.ticks();
    }
    /// Days pass; the engine runs every day.
    pub fn after_days(&self, days: i64) {
        self.after_hours(days * 24);
    }
    /// Hours pass while the engine is off.
    pub fn unattended_hours(&self, hours: i64) {
        self.clock.set(self.clock.now() + hours.hours());
    }
    /// Somebody sets the machine's clock, forward or back.
    pub fn clock_is_set(&self, now: Moment) {
        self.clock.set(now);
    }
    /// The engine runs once, and proves that nothing slipped.
    pub fn ticks(&self) -> EngineRan {
        let ran = self.app.engine().tick().expect("the engine runs");
        assert!(ran.completeness.holds(), "the completeness proof fails: {:?}", ran.completeness);
        ran
    }
    /// Today, plus days.
    #[must_use]
    pub fn day(&self, ahead: i64) -> Day {
        self.app.today().saturating_add(ahead.days())
    }

    /// The process ends and starts again, with this law in force.
    pub fn restarts_under(&mut self, (packs, places): (impl Into<PackTree>, PlaceTree)) {
        let packs: PackTree = packs.into();
        let setup = |folder: &str, seed| Setup {
            store: Store::open(&self.folder.path().join(folder), Durability::None).expect("the store opens"),
            clock: Box::new(Arc::clone(&self.clock)),
            chance: Box::new(SeededChance::new(seed)),
            pack: String::new(),
            demo: false,
        };
        // The store must be closed before it is opened again: the old product goes first.
        let aside = Bowline::open_under(setup("aside", 0), packs.clone(), places.clone()).expect("the product opens");
        drop(std::mem::replace(&mut self.app, aside));
        self.app = Bowline::open_under(setup("data", self.app.now().as_second().unsigned_abs()), packs, places)
            .expect("the product opens again");
    }

    // ------------------------------------------------------------------------------------------- what is seen

    /// A dossier as its facts left it.
    #[must_use]
    pub fn dossier(&self, of: SubjectId) -> Dossier {
        Dossier::replay(of, &self.app.store().log().facts(of).expect("facts can be read"))
    }
    /// The log of a dossier as text; see the module `story`.
    #[must_use]
    pub fn story(&self, of: SubjectId) -> String {
        story::tell(&self.app, of)
    }
    /// The totals of a place.
    #[must_use]
    pub fn tally(&self, above: usize) -> Tally {
        let place = self.level(above);
        self.app
            .store()
            .signals()
            .totals(&[place])
            .expect("totals can be read")
            .first()
            .map(|(_, tally)| *tally)
            .unwrap_or_default()
    }
}

fn head(world: &World, above: usize) -> Person<'_> {
    world.holder(&PostId::office(world.office(above), Role::Head))
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let beside = TempDir::new_in(self.folder.path()).expect("a temporary folder");
            let broken = broken_promises(&self.app, beside.path());
            assert!(broken.is_empty(), "the world ends with broken promises:\n{}", broken.join("\n"));
        }
    }
}
