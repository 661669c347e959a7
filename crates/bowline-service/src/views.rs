//! Pages and the API show these views: plain data, already limited to what the person may see, with dates still as
//! moments. Each page has one struct.
//!
//! This module must never hold HTML or a database row. Start at [`HazardView`].

mod ahead;
pub mod dates;
mod desk;
pub mod draws;
pub mod import;
pub mod law;
pub mod look_backs;
pub mod matters;
mod place;
pub mod tryout;

pub use ahead::{AheadDay, AheadLine, AheadTold, AheadView};
pub use desk::{AlarmGroup, AlarmKind, Count, Desk, DutyLine, MatterOnDesk, WatchedLine};
pub use import::{ImportChoice, ImportColumn, ImportDifference, ImportFault, ImportPreview, ImportProgress};
pub use place::{Jurisdiction, PlaceLight, PlaceLine, SectorLine};

use bowline_core::facts::{Act, Grade, Light, Proof, RungFired, Source};
use bowline_core::ids::{CaseNumber, ObligationId, PersonId, PlaceCode, PostId, RuleId, SiteId, SubjectId};
use bowline_core::obligations::Phase;
use bowline_core::rules::Input;
use bowline_core::signals::{HazardRow, ImportRow, RunRow};
use bowline_core::time::{Day, Moment};
use bowline_core::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The signed-in person.
#[derive(Clone, Debug, PartialEq)]
pub struct Who {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Posts held today.
    pub posts: Vec<PostView>,
    /// What the person sees.
    pub scope: Scope,
    /// The sites of the enterprises, and of their groups, in which the person holds a post. They come from posts, not from what
    /// the person sees: an inspector who also holds a post in an enterprise has an interest in its whole group.
    pub interests: BTreeSet<SiteId>,
}

/// The one rule of who sees what: list = count = map = search = export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A place and all below it.
    Place(PlaceCode),
    /// The sites of one enterprise.
    Sites(Vec<SiteId>),
    /// Nothing.
    Nothing,
}

/// A post with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostView {
    /// Which.
    pub post: PostId,
    /// Such as `长春市应急管理局 负责人`.
    pub title: Text,
    /// Who holds it today; none: vacant.
    pub holders: Vec<Text>,
}

/// A persona of the demo: one click signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    /// Whom.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Stable word for tests and addresses, such as `safety-officer`.
    pub key: String,
    /// The post.
    pub title: Text,
    /// What to try as this persona.
    pub hint: Text,
}

/// A page of something, by keyset.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The lines.
    pub lines: Vec<T>,
    /// Cursor of the next page; none: this was the last.
    pub next: Option<String>,
}

/// What to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HazardFilter {
    /// Below this place (within the person's scope).
    pub place: Option<PlaceCode>,
    /// Only this grade.
    pub grade: Option<Grade>,
    /// Only this phase.
    pub phase: Option<Phase>,
    /// Only open ones.
    pub open: bool,
    /// Only late ones.
    pub late: bool,
    /// Words to search for in unit and description; Chinese works without blanks.
    pub search: String,
    /// Cursor of the page.
    pub after: Option<String>,
}

/// A hazard in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardLine {
    /// The dossier.
    pub subject: SubjectId,
    /// The number that people say on the phone.
    pub number: Option<CaseNumber>,
    /// The unit.
    pub unit: String,
    /// What is wrong.
    pub description: String,
    /// Where, full name.
    pub place: Text,
    /// Grade.
    pub grade: Option<Grade>,
    /// Phase.
    pub phase: Phase,
    /// Light.
    pub light: Light,
    /// Found on.
    pub found_on: Day,
    /// When that is due for which it waits.
    pub due_at: Option<Moment>,
    /// Whether that date may still move.
    pub provisional: bool,
    /// How much else is owed and late.
    pub late_beside: u32,
    /// What is to be done next.
    pub act: Option<Act>,
    /// By whom.
    pub owner: Option<PostView>,
    /// Raised to which office.
    pub raised_to: Option<Text>,
}

/// A list of hazards. `total` counts by the same scope and filter; none where too many would have to be looked at.
///
/// Open ones come by due date, all by the day when they were found, newest first; what a search finds too often to be sorted, in
/// the order in which it was recorded, newest first. A page can be short, even empty, and yet not be the last, where the filter
/// lets through too little of what was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardList {
    /// One page.
    pub page: Page<HazardLine>,
    /// How many in all.
    pub total: Option<u64>,
    /// Too many match the words of the search: newest recorded first.
    pub newest_recorded: bool,
    /// If a case number was searched for: what came of it.
    pub number: Option<NumberSought>,
    /// If the name of people in office was searched for: the posts whose matters are listed.
    pub waits_for: Vec<Text>,
}

/// What came of a search for a case number.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberSought {
    /// It is this one.
    Of(Box<HazardRow>),
    /// Nothing that the person may see has this number.
    NotThere(CaseNumber),
    /// Its check digit is wrong.
    Miswritten,
}

/// The whole story of a hazard.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardView {
    /// As in lists.
    pub line: HazardLine,
    /// Version seen: sent back with every act.
    pub version: u32,
    /// Site, credit code, sector, group …: name and value.
    pub particulars: Vec<(Text, Text)>,
    /// The pack under which it stands, and the place whose law that is.
    pub rulebook: (law::PackLine, PlaceCode),
    /// Source.
    pub source: Source,
    /// Latitude and longitude of its site in degrees, where somebody registered them.
    pub site_at: Option<(f64, f64)>,
    /// What its forms need.
    pub forms: FormsView,
    /// Dates that forms offer, and those that they may not pass.
    pub dates: dates::DueDates,
    /// What is owed beside that for which it waits, earliest due first.
    pub beside: Vec<Owed>,
    /// Everything that happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Its files that were handed in more than once, by their hash; told to offices only.
    pub reused: BTreeMap<String, ReuseView>,
    /// Obligations, unsettled first.
    pub duties: Vec<DutyView>,
    /// What this person may do now.
    pub next: Vec<Act>,
}

/// A file that was handed in more than once: the same bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct ReuseView {
    /// How often in this matter.
    pub here: u32,
    /// In how many other matters.
    pub elsewhere: u64,
    /// Those of them that the person may see; of many, some.
    pub lines: Vec<ReuseLine>,
}

/// Another matter in which the same file was handed in.
#[derive(Clone, Debug, PartialEq)]
pub struct ReuseLine {
    /// What people call its kind.
    pub kind_title: Text,
    /// Its page.
    pub address: String,
    /// Its number.
    pub number: String,
    /// Its unit. Empty: it is about none.
    pub unit: String,
}

/// What the forms of a hazard need to be shown, and to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct FormsView {
    /// The unit responsible by default: whom an order goes to.
    pub unit_post: PostId,
    /// For whoever may grade now: criteria in force on the day it was found.
    pub criteria: Vec<CriterionView>,
    /// The unit in which money is counted.
    pub money: Text,
}

/// Something owed, in one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Owed {
    /// What.
    pub act: Act,
    /// The name of that act.
    pub name: Text,
    /// By whom.
    pub owner: PostView,
    /// By when.
    pub due_at: Moment,
    /// Whether that date may still move.
    pub provisional: bool,
}

/// A criterion offered for grading.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionView {
    /// Which.
    pub id: RuleId,
    /// What it says.
    pub title: Text,
    /// Its set: `GAS`, `FIRE`.
    pub set: String,
    /// What people call the set.
    pub set_name: Text,
    /// Source in one line.
    pub citation: Text,
    /// Questions it asks.
    pub questions: Vec<Input>,
    /// Whether it can be decided (else topic only or residual).
    pub decidable: bool,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// Version of the fact.
    pub version: u32,
    /// Kind of fact, such as `hazard.verified`.
    pub kind: String,
    /// When it held.
    pub held: Moment,
    /// When we learned it.
    pub learned: Moment,
    /// Who.
    pub by: Text,
    /// The sentence.
    pub title: Text,
    /// More sentences: reasons, clauses, workings, what was written.
    pub details: Vec<Text>,
    /// Evidence.
    pub proofs: Vec<Proof>,
    /// The light it set, for rungs.
    pub light: Option<Light>,
}

/// An obligation, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyView {
    /// Which.
    pub id: ObligationId,
    /// What.
    pub act: Act,
    /// The name of that act.
    pub name: Text,
    /// Who.
    pub owner: PostView,
    /// Why this owner.
    pub owner_because: Text,
    /// By when.
    pub due_at: Moment,
    /// Why this date: the working.
    pub working: Text,
    /// Sources and reasons.
    pub because: Vec<Text>,
    /// Who says whether it is done.
    pub verifier: PostView,
    /// The office above.
    pub superior: Option<Text>,
    /// Its light.
    pub light: Light,
    /// Whether its date may still move.
    pub provisional: bool,
    /// Until when it waits for a reply.
    pub quiet_until: Option<Moment>,
    /// `open`, `quiet`, `submitted`, `done`, `discharged`, `ledger`, `lapsed`.
    pub standing: &'static str,
    /// Rungs that fired, with both times.
    pub rungs: Vec<RungFired>,
    /// The late duty it watches over.
    pub watches: Option<u32>,
}

/// The engine: runs, proofs, alarms.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineView {
    /// Newest first, at most 50.
    pub runs: Vec<RunRow>,
    /// Open alarms, by who answers for them and why they were raised, all counted.
    pub alarms: Vec<AlarmGroup>,
    /// How many are open.
    pub open_alarms: u64,
    /// How many offices there are within the person's scope.
    pub offices: u64,
    /// Of these: without a head, without an inspector.
    pub vacant: Vacant,
    /// Imports, newest first.
    pub imports: Vec<ImportRow>,
    /// Facts in the log.
    pub facts: u64,
    /// How e-mail fares, of the whole installation.
    pub mail: crate::MailStatus,
}

/// Posts of offices that nobody holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vacant {
    /// Offices without a head.
    pub heads: u64,
    /// Offices without an inspector.
    pub inspectors: u64,
}

/// A new hazard from a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Known site; else the unit's name, code, place and sector make or find one.
    pub site: Option<SiteId>,
    /// Unit's name.
    pub unit: String,
    /// Credit code as typed; may be empty.
    pub credit_code: String,
    /// Place code.
    pub place: Option<PlaceCode>,
    /// GB/T 4754 code.
    pub sector: String,
    /// What is wrong.
    pub description: String,
    /// When seen.
    pub found_on: Day,
    /// Evidence already stored.
    pub proofs: Vec<Proof>,
}

/// A site in the report form's list.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteLine {
    /// Which.
    pub site: SiteId,
    /// Name.
    pub name: String,
    /// Where.
    pub place: Text,
}
