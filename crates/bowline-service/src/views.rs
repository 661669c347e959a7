//! What pages and the API show: plain data, already scoped, dates still as moments. One struct per page.
//!
//! Must never hold HTML or a database row. Start at [`HazardView`].

pub mod dates;
pub mod law;

use bowline_core::facts::{Act, AlarmCause, Grade, InputId, Light, Proof, RungFired, Source};
use bowline_core::ids::{ObligationId, PersonId, PlaceCode, PostId, RuleId, SiteId, SubjectId};
use bowline_core::obligations::Phase;
use bowline_core::signals::{Flow, ImportRow, RunRow, Tally};
use bowline_core::time::{Day, Moment};
use bowline_core::words::Text;
use std::collections::BTreeSet;

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
    pub holders: Vec<String>,
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

/// My desk: what waits for me and my body.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// Duties of my own posts, earliest due first.
    pub mine: Page<DutyLine>,
    /// Of these: late.
    pub late: Count,
    /// All of these.
    pub all: Count,
}

/// A number of rows that was counted as far as a page may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Counted to the end.
    Exactly(u64),
    /// There are more.
    MoreThan(u64),
}

impl Count {
    /// What to say of so many where one more than `most` would have been seen.
    #[must_use]
    pub const fn up_to(most: u64, seen: u64) -> Self {
        if seen > most { Self::MoreThan(most) } else { Self::Exactly(seen) }
    }
}

/// A duty in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyLine {
    /// Which.
    pub id: ObligationId,
    /// What to do.
    pub act: Act,
    /// By when.
    pub due_at: Moment,
    /// Its light.
    pub light: Light,
    /// Whose.
    pub owner: PostView,
    /// The unit of the hazard, or what the alarm is about.
    pub about: Text,
    /// What is wrong.
    pub description: Text,
    /// Where: full name.
    pub place: Text,
    /// The hazard's grade.
    pub grade: Option<Grade>,
    /// Whether it is about an alarm (not a hazard).
    pub alarm: bool,
}

/// A place's light with its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceLight {
    /// The light.
    pub light: Light,
    /// Why.
    pub reason: Text,
    /// What would turn it green; empty when green.
    pub to_green: Text,
}

/// One line of the jurisdiction table.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceLine {
    /// Which place.
    pub place: PlaceCode,
    /// Its name.
    pub name: Text,
    /// Counts, all below included.
    pub tally: Tally,
    /// Its light.
    pub light: PlaceLight,
    /// Whether there are places below.
    pub has_children: bool,
}

/// A jurisdiction: where does it stand?
#[derive(Clone, Debug, PartialEq)]
pub struct Jurisdiction {
    /// The place itself.
    pub here: PlaceLine,
    /// Nation first, the place itself last; only as far up as the person may see.
    pub path: Vec<(PlaceCode, Text)>,
    /// The places one level below.
    pub children: Vec<PlaceLine>,
    /// Counts by sector section and grade.
    pub sectors: Vec<SectorLine>,
    /// Counts by day, oldest first, days without anything included; at most 61.
    pub days: Vec<(Day, Flow)>,
}

/// Counts of one sector section.
#[derive(Clone, Debug, PartialEq)]
pub struct SectorLine {
    /// Its code: the outermost sector of the pack.
    pub section: String,
    /// Its name.
    pub name: Text,
    /// Grade.
    pub grade: Option<Grade>,
    /// Counts.
    pub tally: Tally,
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
    /// Earliest due.
    pub due_at: Option<Moment>,
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
    /// Source.
    pub source: Source,
    /// The unit responsible by default: whom an order goes to.
    pub unit_post: PostId,
    /// For whoever may grade now: criteria in force on the day it was found.
    pub criteria: Vec<CriterionView>,
    /// The unit in which money is counted.
    pub money: Text,
    /// Dates that forms offer, and those that they may not pass.
    pub dates: dates::DueDates,
    /// Everything that happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Obligations, unsettled first.
    pub duties: Vec<DutyView>,
    /// What this person may do now.
    pub next: Vec<Act>,
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
    /// Source in one line.
    pub citation: Text,
    /// Questions it asks.
    pub questions: Vec<QuestionView>,
    /// Whether it can be decided (else topic only or residual).
    pub decidable: bool,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionView {
    /// Input.
    pub input: InputId,
    /// The question.
    pub ask: Text,
    /// What sort of answer.
    pub kind: QuestionKind,
}

/// The sort of answer.
#[derive(Clone, Debug, PartialEq)]
pub enum QuestionKind {
    /// Yes or no.
    Yes,
    /// A number in a unit.
    Number(String),
    /// A day.
    Day,
    /// Any number of days; none at all is an answer too.
    Dates,
    /// One of these.
    Choice(Vec<(String, Text)>),
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineEntry {
    /// Version of the fact.
    pub version: u32,
    /// Kind of fact, such as `hazard.verified`.
    pub kind: &'static str,
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
    /// `open`, `submitted`, `done`, `discharged`, `ledger`.
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
    /// Open alarms first, at most 100.
    pub alarms: Vec<AlarmLine>,
    /// How many are open.
    pub open_alarms: i64,
    /// Imports, newest first.
    pub imports: Vec<ImportRow>,
    /// Facts in the log.
    pub facts: u64,
}

/// An alarm in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmLine {
    /// The dossier.
    pub subject: SubjectId,
    /// Why.
    pub cause: AlarmCause,
    /// The sentence.
    pub title: Text,
    /// Where.
    pub place: Text,
    /// Open?
    pub open: bool,
    /// Who answers for it.
    pub owner: Option<PostView>,
    /// By when.
    pub due_at: Option<Moment>,
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

/// An uploaded ledger before it is taken in: what would happen.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportPreview {
    /// Id of the upload, for the next steps.
    pub id: String,
    /// File name.
    pub file: String,
    /// The columns as the office heads them, each with the field it is taken for.
    pub columns: Vec<ImportColumn>,
    /// Fields that a column can be taken for: code and name.
    pub fields: Vec<(String, Text)>,
    /// Rows of data.
    pub rows: u32,
    /// Rows that would be taken in.
    pub accepted: u32,
    /// Rows already in the ledger.
    pub duplicates: u32,
    /// Rows that would be refused, each with its sentence.
    pub refused: Vec<ImportFault>,
    /// Whether the mapping was saved earlier for this head.
    pub remembered: bool,
}

/// One column of an uploaded ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportColumn {
    /// Head as written; group and name.
    pub head: String,
    /// A few values.
    pub samples: Vec<String>,
    /// Code of the field it is taken for; none: ignored.
    pub field: Option<String>,
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFault {
    /// Number as the office gives it.
    pub row: String,
    /// Line in the sheet, from 1.
    pub line: u32,
    /// Sheet.
    pub sheet: String,
    /// Name of the field.
    pub field: Text,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub text: Text,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportProgress {
    /// Rows done.
    pub done: u32,
    /// Rows in all.
    pub total: u32,
    /// Finished: what was taken in.
    pub finished: Option<ImportPreview>,
    /// It could not go on: the sentence.
    pub failed: Option<Text>,
}
