//! Offices and people of one county and all above it, the same for stories and for the program that is killed at work.

use bowline_core::ids::{OfficeId, PlaceCode, PostId, Role};
use bowline_core::places::PlaceTree;
use bowline_core::rules::Pack;
use bowline_core::time::Day;
use bowline_service::chance::SeededChance;
use bowline_service::clock::Clock;
use bowline_service::{Bowline, Parts, Refused, embedded_pack};
use bowline_store::Store;
use std::sync::OnceLock;

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
    /// GB/T 4754 code.
    pub sector: String,
}

/// The product over a store, with the shipped pack.
#[must_use]
pub fn open(store: Store, clock: Box<dyn Clock>, seed: u64) -> Bowline {
    try_open(store, clock, seed).expect("the product opens")
}

/// The product over a store that may be sick. The shipped pack is read once for all tests of a program.
///
/// # Errors
/// What the store refuses to read.
pub fn try_open(store: Store, clock: Box<dyn Clock>, seed: u64) -> Result<Bowline, Refused> {
    static LAW: OnceLock<(Pack, PlaceTree)> = OnceLock::new();
    let (pack, places) = LAW.get_or_init(|| embedded_pack("cn-national").expect("the shipped pack opens")).clone();
    let chance = Box::new(SeededChance::new(seed));
    Bowline::open_under(Parts { store, clock, chance, pack: String::new(), demo: false }, pack, places)
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

/// Establishes the offices of a county and above, and fills the posts of the emergency line but those in `vacant`:
/// inspector Li and head Wang in the county, a head in the city, the province, the nation and its safety committee.
pub fn populate(app: &Bowline, county: PlaceCode, vacant: &[PostId]) {
    app.load_offices(county, &mut |_, _| {}).expect("offices load");
    let above = app.places().ancestors(county);
    let head = |place: &PlaceCode| post(place.as_str(), Role::Head);
    let mut posts = vec![("李建国", post(county.as_str(), Role::Inspector))];
    posts.extend(["王海燕", "赵志强", "孙丽华", "陈国栋"].into_iter().zip(above.iter().map(head)));
    let committee =
        OfficeId { place: app.places().nation(), department: "safety-committee".parse().expect("a department") };
    posts.push(("何晓明", PostId::office(committee, Role::Head)));
    for (name, post) in posts.into_iter().filter(|(_, post)| !vacant.contains(post)) {
        app.register_person(name, post, Day::constant(2018, 1, 1)).expect("a person registers");
    }
}
