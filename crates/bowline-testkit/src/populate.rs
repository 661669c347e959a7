//! This module fills one county, and all above it, with offices and people. Stories use it, and so does the program
//! that is killed at work.
//!
//! This module must never write past the use cases.

use crate::cast::{CHINA, Cast};
use bowline_core::ids::{OfficeId, PlaceCode, PostId, Role};
use bowline_core::places::PlaceTree;
use bowline_core::rules::PackTree;
use bowline_core::time::Day;
use bowline_service::chance::SeededChance;
use bowline_service::clock::WallClock;
use bowline_service::{Bowline, Refused, Setup, embedded_packs};
use bowline_store::Store;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The head of the ledgers that stories take in.
pub const LEDGER_HEAD: &str = "单位名称,统一社会信用代码,区县,隐患描述,隐患等级,排查时间,责任人,整改时限\n";

/// A line of such a ledger.
#[must_use]
pub fn ledger_row(unit: &str, county: &str, description: &str, grade: &str, found: &str, deadline: &str) -> String {
    format!("{unit},,{county},{description},{grade},{found},孙某,{deadline}\n")
}

/// An enterprise at its site, as a finder names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Its county.
    pub place: PlaceCode,
    /// Its code in the pack.
    pub sector: String,
}

/// The product over a store, with the pack of most stories.
#[must_use]
pub fn open(store: Store, clock: Box<dyn WallClock>, seed: u64) -> Bowline {
    open_under(store, clock, seed, CHINA.pack)
}

/// The product over a store, with a shipped pack.
#[must_use]
pub fn open_under(store: Store, clock: Box<dyn WallClock>, seed: u64, pack: &str) -> Bowline {
    try_open(store, clock, seed, pack).expect("the product opens")
}

/// The product over a store that may be sick. Each shipped pack is read once for all tests of a program.
///
/// # Errors
/// What the store refuses to read.
pub fn try_open(store: Store, clock: Box<dyn WallClock>, seed: u64, pack: &str) -> Result<Bowline, Refused> {
    static LAWS: Mutex<BTreeMap<String, (PackTree, PlaceTree)>> = Mutex::new(BTreeMap::new());
    let mut laws = LAWS.lock().expect("no test died while it read a pack");
    let read = || embedded_packs(pack).expect("the shipped pack opens");
    let (packs, places) = laws.entry(pack.to_owned()).or_insert_with(read).clone();
    drop(laws);
    let chance = Box::new(SeededChance::new(seed));
    Bowline::open_under(Setup { store, clock, chance, pack: String::new(), demo: false }, packs, places)
}

/// A post of the emergency line at a place.
#[must_use]
pub fn post(place: &str, role: Role) -> PostId {
    let office = OfficeId {
        place: place.parse().expect("a place code"),
        department: "emergency".parse().expect("a department"),
    };
    PostId::office(office, role)
}

/// As [`populate_with`], with the cast of most stories.
pub fn populate(app: &Bowline, county: PlaceCode, vacant: &[PostId]) {
    populate_with(app, &CHINA, county, vacant);
}

/// Establishes the offices of a county and above, and fills the posts of the cast's line but those in `vacant`: inspector
/// and head in the county, a head in the city, the province, the nation and the office of last resort. A level without an
/// office has no name in the cast.
pub fn populate_with(app: &Bowline, cast: &Cast, county: PlaceCode, vacant: &[PostId]) {
    app.offices().load(county, &mut |_, _| {}).expect("offices load");
    let pack = app.pack();
    let above = app.places().ancestors(county);
    let heads = above.iter().map(|place| cast.post(pack, *place, Role::Head));
    let mut posts = vec![(cast.inspector, cast.post(pack, county, Role::Inspector))];
    posts.extend(cast.heads.into_iter().zip(heads));
    let department = pack.country().last_resort().expect("a last resort").clone();
    posts.push((cast.last, PostId::office(OfficeId { place: app.places().nation(), department }, Role::Head)));
    for (name, post) in posts.into_iter().filter(|(name, post)| !name.is_empty() && !vacant.contains(post)) {
        app.people().register(name, post, Day::constant(2018, 1, 1)).expect("a person registers");
    }
}
