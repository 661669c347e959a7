//! Pages and the API show matters of declared kinds by these views: the kinds, a list, one matter, a form to begin one.
//!
//! Every name is here in both languages, so that a page needs no pack. This module must never hold HTML or a database
//! row. Start at [`MatterView`].

use super::{DutyView, Owed, Page, PostView, ReuseView, TimelineEntry};
use crate::Handed;
use bowline_core::facts::{Act, Answer, Light, Link, Stage};
use bowline_core::ids::{OfficeId, PlaceCode, RuleId, SiteId, SubjectId};
use bowline_core::places::Tile;
use bowline_core::rules::Input;
use bowline_core::rules::kinds::Ask;
use bowline_core::time::{Day, Moment};
use bowline_core::words::Text;
use std::collections::BTreeMap;

/// A kind of matter that is in force today.
#[derive(Clone, Debug, PartialEq)]
pub struct KindView {
    /// Its word, such as `accident`.
    pub id: RuleId,
    /// How addresses call it, such as `accidents`.
    pub address: String,
    /// What people call it.
    pub title: Text,
    /// Its phases, in the order of the way: what a list can be filtered by.
    pub phases: Vec<PhaseView>,
    /// The choice by which a list can be filtered too.
    pub facet: Option<FacetView>,
    /// The acts by which people begin a matter: word and name. Whether this person may do one at a place, [`FormView`] says.
    pub begins: Vec<(String, Text)>,
    /// Whether somebody at a site is party to it. Else it is a matter of a place.
    pub about_site: bool,
}

/// Kinds that stand together on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyView {
    /// The heading; none over those that the pack puts below none.
    pub title: Option<Text>,
    /// The kinds.
    pub kinds: Vec<KindView>,
}

/// A phase with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseView {
    /// Its word.
    pub id: String,
    /// Its name; the word itself, where no pack knows it any more.
    pub name: Text,
    /// What it means.
    pub stage: Stage,
}

/// The choice by which matters of a kind are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetView {
    /// The question, such as the grade of an accident.
    pub ask: Text,
    /// Its choices: word, name, whether it is grave.
    pub choices: Vec<(String, Text, bool)>,
}

/// Open or over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MatterState {
    /// Both, newest begun first.
    #[default]
    All,
    /// Open ones, earliest due first.
    Open,
    /// Those that are over, newest begun first.
    Closed,
}

/// What to list of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatterFilter {
    /// Below this place (within the person's scope).
    pub place: Option<PlaceCode>,
    /// Open or over.
    pub state: MatterState,
    /// Only this phase, by its word.
    pub phase: Option<String>,
    /// Only this choice of the facet, by its word.
    pub facet: Option<String>,
    /// Only grave ones.
    pub grave: bool,
    /// Only open ones with something late.
    pub late: bool,
    /// Only those that come from this matter.
    pub from: Option<SubjectId>,
    /// Words to search for: the text, the unit, the number, and what the kind adds. Chinese works without blanks.
    pub search: String,
    /// Cursor of the page.
    pub after: Option<String>,
}

/// A matter in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterLine {
    /// The dossier.
    pub subject: SubjectId,
    /// Its kind.
    pub kind: RuleId,
    /// What people call the kind.
    pub kind_title: Text,
    /// The number that people say on the phone, such as `048-2135`. A search finds it.
    pub number: String,
    /// What tells it from another, as somebody wrote it.
    pub text: String,
    /// The unit, if it is about one.
    pub unit: Option<String>,
    /// Where: full name.
    pub place: Text,
    /// Where: the code.
    pub place_code: PlaceCode,
    /// The choice of the facet, once made: word and name.
    pub facet: Option<(String, Text)>,
    /// Whether that is a grave one.
    pub grave: bool,
    /// Where it is on its way.
    pub phase: PhaseView,
    /// Light.
    pub light: Light,
    /// The day on which it began.
    pub began: Day,
    /// When that is due for which it waits. None: nothing is open.
    pub due_at: Option<Moment>,
    /// Whether that date may still move.
    pub provisional: bool,
    /// How much else is owed and late.
    pub late_beside: u32,
    /// What is to be done next.
    pub act: Option<ActName>,
    /// By whom: whose turn it is.
    pub owner: Option<PostView>,
    /// Raised to which office.
    pub raised_to: Option<Text>,
    /// How often it was sent back.
    pub returned: u32,
}

/// An act with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActName {
    /// Its word, such as `accident.pass_on`.
    pub act: Act,
    /// What to do, as a button says it.
    pub name: Text,
}

/// A list of matters of one kind. `total` counts by the same scope and filter; none where too many would have to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterList {
    /// The kind.
    pub kind: KindView,
    /// One page. It can be short, even empty, and yet not be the last.
    pub page: Page<MatterLine>,
    /// How many in all.
    pub total: Option<u64>,
    /// Too many match the words of the search: newest recorded first.
    pub newest_recorded: bool,
    /// The matter that they come from, with the address of its page, where the filter names one that the person may see.
    pub from: Option<(String, MatterLine)>,
}

/// The whole story of a matter.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterView {
    /// As in lists: number, phase, whose turn, by when.
    pub line: MatterLine,
    /// How addresses call its kind. Empty: no pack knows the kind any more.
    pub address: String,
    /// Version seen: sent back with every act.
    pub version: u32,
    /// The phases of its way in order, each with the moment at which the matter entered it last. None: it never did.
    pub way: Vec<(PhaseView, Option<Moment>)>,
    /// Site, credit code, sector, office in charge …: name and value.
    pub particulars: Vec<(Text, Text)>,
    /// Its site, if it is about one that is registered.
    pub site: Option<SiteId>,
    /// Latitude and longitude of that site in degrees, where somebody registered them.
    pub site_at: Option<(f64, f64)>,
    /// What stands now, by the act that last said it, in the order of the kind.
    pub answers: Vec<ActAnswers>,
    /// Why the turn is whose it is, and how the date is reckoned. None: nothing is open.
    pub turn: Option<Turn>,
    /// What is owed beside that for which it waits, earliest due first.
    pub beside: Vec<Owed>,
    /// Obligations, unsettled first.
    pub duties: Vec<DutyView>,
    /// Everything that happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Its files that were handed in more than once, by their hash; told to offices only.
    pub reused: BTreeMap<String, ReuseView>,
    /// Who is party to it, in the order of the kind.
    pub parties: Vec<PartyLine>,
    /// How the matters stand that it began for many, by kind.
    pub children: Vec<ChildrenView>,
    /// Matters that it came from, or that came from it one by one.
    pub related: Vec<RelatedLine>,
    /// What this person may do now, in the order of the kind: first what is owed, then what is free.
    pub forms: Vec<FormView>,
    /// Letters that this person may write now: a duty to supervise (`supervise`) or to answer a letter (`reply`). Each takes one
    /// text, and goes through `Matters::write`.
    pub letters: Vec<ActName>,
}

/// Whose turn it is, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Why this owner.
    pub because: Text,
    /// Why this date: the working.
    pub working: Text,
}

/// Answers that one act gave.
#[derive(Clone, Debug, PartialEq)]
pub struct ActAnswers {
    /// The word of the act.
    pub act: String,
    /// Its name.
    pub name: Text,
    /// The answers, in the order of the form.
    pub answers: Vec<AnswerLine>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerLine {
    /// The question.
    pub input: bowline_core::facts::InputId,
    /// The question in words; its id, where no pack knows it any more.
    pub ask: Text,
    /// The answer in words, with names of whatever it names.
    pub value: Text,
    /// The answer as data; evidence is in it.
    pub answer: Answer,
}

/// Somebody who is party to a matter.
#[derive(Clone, Debug, PartialEq)]
pub struct PartyLine {
    /// The word of the party.
    pub id: String,
    /// How sentences call it.
    pub name: Text,
    /// Who it is. None: nobody yet.
    pub post: Option<PostView>,
}

/// Another matter that this one is tied to.
#[derive(Clone, Debug, PartialEq)]
pub struct RelatedLine {
    /// The other dossier.
    pub subject: SubjectId,
    /// How they are tied: the word of the link.
    pub word: String,
    /// What people call its kind.
    pub kind_title: Text,
    /// Where pages of its kind are, such as `/matters/interviews`. Empty: it has no page that this person may see.
    pub address: String,
    /// Its number.
    pub number: String,
    /// What tells it from another, with its unit where that is another one.
    pub text: String,
    /// Where it is on its way.
    pub phase: Option<PhaseView>,
    /// The choice by which its kind is told apart, once made.
    pub facet: Option<Text>,
}

/// A form that this person may fill in now.
#[derive(Clone, Debug, PartialEq)]
pub struct FormView {
    /// The word of the act within its kind, such as `pass_on`: what is sent back.
    pub act: String,
    /// What to do, as a button says it.
    pub name: Text,
    /// What to know before doing it.
    pub help: Option<Text>,
    /// The party in whose name this person does it: its name.
    pub party: Option<Text>,
    /// By when it is owed. None: it is free, nobody must.
    pub due_at: Option<Moment>,
    /// What was written where this became owed, such as the question that is to be answered.
    pub said: Vec<AnswerLine>,
    /// The fields, in order. The name of each field in a form is the id of its input.
    pub fields: Vec<FieldView>,
    /// Whether any field takes files.
    pub takes_files: bool,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// The question.
    pub input: Input,
    /// Whether it may be left out, and what bounds it.
    pub ask: Ask,
    /// The answer given before, to be shown in the field. Files are not.
    pub given: Option<Answer>,
    /// The answer may not lie before this day or moment, as far as it can be told now.
    pub earliest: Option<Answer>,
    /// The answer may not lie after this.
    pub latest: Option<Answer>,
    /// Of inputs that name things: ids and names that are offered. None of them: the id is typed.
    pub offers: Vec<(String, Text)>,
}

/// A form to begin a matter, with where it would begin.
#[derive(Clone, Debug, PartialEq)]
pub struct BeginView {
    /// The kind.
    pub kind: KindView,
    /// The form.
    pub form: FormView,
    /// The site that was named.
    pub site: Option<(SiteId, String)>,
    /// The place.
    pub place: Option<(PlaceCode, Text)>,
    /// The office that would be in charge.
    pub office: Option<(OfficeId, Text)>,
}

/// Where a matter begins, and what it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ground {
    /// The site that it is about. It says the place, the unit and the sector.
    pub site: Option<SiteId>,
    /// The place, if it is about no registered site. None: the place of the first post of the person.
    pub place: Option<PlaceCode>,
    /// The unit as written, if it is about no registered site.
    pub unit: Option<String>,
    /// The matter that it comes from.
    pub from: Option<Link>,
}

/// A form as somebody filled it in.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// Names of fields, which are ids of inputs, and what stood in them. Fields of which the act asks nothing count for nothing.
    pub values: Vec<(String, String)>,
    /// Files that have arrived, each with its field.
    pub files: Vec<(String, Handed)>,
}

impl Filled {
    /// What stood in the fields of a name, in their order.
    pub(crate) fn values_of(&self, name: &str) -> Vec<&str> {
        self.values.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// The matters of one kind that a matter began for each of several offices, posts, places, sites or matters.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildrenView {
    /// Their kind.
    pub kind: RuleId,
    /// How addresses call it.
    pub address: String,
    /// What people call it.
    pub title: Text,
    /// How many were called for.
    pub total: u64,
    /// To how many of these the engine came; it is at work while they are fewer than `total`.
    pub reached: u64,
    /// Of these, those that the rules did not let begin.
    pub failed: u64,
    /// Those that are there, but outside what the person may see. They count in nothing below.
    pub unseen: u64,
    /// The phase in which they begin: whoever is still in it has not acted yet.
    pub first: PhaseView,
    /// Their phases in the order of the way, as far as some are in them.
    pub phases: Vec<(PhaseView, ChildTally)>,
    /// Where they lie. None: not in two places of one map.
    pub map: Option<ChildrenMap>,
    /// Some that have not acted yet, the latest first.
    pub waiting: Vec<MatterLine>,
}

/// Counts of children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChildTally {
    /// How many.
    pub number: u64,
    /// Of these, open with something late.
    pub late: u64,
    /// Of these, open ones that stand before an office above the one in charge.
    pub raised: u64,
}

impl std::ops::AddAssign for ChildTally {
    fn add_assign(&mut self, other: Self) {
        self.number += other.number;
        self.late += other.late;
        self.raised += other.raised;
    }
}

/// Where children lie.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildrenMap {
    /// The place below which all of them lie.
    pub place: PlaceCode,
    /// Its squares.
    pub squares: Vec<ChildrenPlace>,
    /// How many lie in none of the squares: at the place itself, or in one that is no more.
    pub elsewhere: u64,
}

/// Children of one place below, with all that lies in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildrenPlace {
    /// The square.
    pub tile: Tile,
    /// The name of the place.
    pub name: Text,
    /// All of them.
    pub all: ChildTally,
    /// Those that have not acted yet.
    pub waiting: ChildTally,
}

impl ChildrenView {
    /// Those that have not acted yet.
    #[must_use]
    pub fn not_acted(&self) -> ChildTally {
        self.sum(|phase| phase.id == self.first.id)
    }

    /// Those that are open.
    #[must_use]
    pub fn open(&self) -> ChildTally {
        self.sum(|phase| phase.stage == Stage::Open)
    }

    /// How many are over, however they ended.
    #[must_use]
    pub fn over(&self) -> u64 {
        self.sum(|phase| phase.stage != Stage::Open).number
    }

    /// How many have acted, go on and are late with nothing.
    #[must_use]
    pub fn on_time(&self) -> u64 {
        let going_on = self.sum(|phase| phase.stage == Stage::Open && phase.id != self.first.id);
        going_on.number - going_on.late
    }

    fn sum(&self, of: impl Fn(&PhaseView) -> bool) -> ChildTally {
        let mut sum = ChildTally::default();
        self.phases.iter().filter(|(phase, _)| of(phase)).for_each(|(_, tally)| sum += *tally);
        sum
    }
}
