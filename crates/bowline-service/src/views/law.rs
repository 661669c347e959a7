//! What the pages of the law show: lists of rules, one rule in words, a trial of it.
//!
//! This module must never hold what only a person with a post may see: the law is open to everybody. Start at
//! [`LawList`].

use bowline_core::ids::{PlaceCode, RuleId};
use bowline_core::rules::{Input, Pack, PackDiff, Picture, RuleKind, Validity, WorkedCase};
use bowline_core::time::Day;
use bowline_core::words::Text;
use jiff::tz::TimeZone;

/// What to look for in the law. Empty: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LawFilter {
    /// Rules of this kind.
    pub kind: Option<RuleKind>,
    /// Criteria of this set.
    pub set: String,
    /// What speaks about this sector (a GB/T 4754 code or a prefix of one).
    pub sector: String,
    /// What cites this instrument, by its Chinese name.
    pub instrument: String,
    /// What holds these words in its name, title or sources.
    pub search: String,
    /// As it holds in this place; none: in the nation.
    pub place: Option<PlaceCode>,
    /// As of which day; today without it.
    pub on: Option<Day>,
    /// Only what is due for a re-check, the oldest first.
    pub recheck: bool,
    /// Go on after this many.
    pub after: usize,
}

/// Rules of a pack under a filter, and what may be browsed.
#[derive(Clone, Debug)]
pub struct LawList {
    /// The pack.
    pub pack: PackLine,
    /// The place whose law is shown, and its name; none: the nation's.
    pub place: Option<(PlaceCode, Text)>,
    /// Places to choose from. Empty: one pack holds everywhere.
    pub places: Vec<LawPlace>,
    /// The day as of which rules are shown.
    pub on: Day,
    /// How many rules of each kind the pack has.
    pub kinds: Vec<(RuleKind, usize)>,
    /// Sets of criteria.
    pub sets: Vec<SetLine>,
    /// Sectors by code.
    pub sectors: Vec<(String, Text)>,
    /// Instruments by their Chinese name, in both languages, and how many rules cite them; the most cited first.
    pub instruments: Vec<(String, Text, usize)>,
    /// How many rules are due for a re-check.
    pub recheck: usize,
    /// A pack that waits for its second signature.
    pub proposed: Option<String>,
    /// How many rules match.
    pub total: usize,
    /// A page of them.
    pub lines: Vec<RuleLine>,
    /// Where the next page begins.
    pub next: Option<usize>,
}

/// A pack that waits for its second signature.
#[derive(Clone, Debug)]
pub struct ProposalView {
    /// Name and version.
    pub name: String,
    /// The digest over its files.
    pub sha256: String,
    /// Who proposed it.
    pub by: String,
    /// How it differs from the pack in force.
    pub diff: PackDiff,
}

/// The pack in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackLine {
    /// Name and version.
    pub name: String,
    /// What it is.
    pub title: Text,
    /// When it was last compared with its sources.
    pub checked_on: Day,
}

impl PackLine {
    /// Of a pack.
    #[must_use]
    pub fn of(pack: &Pack) -> Self {
        Self { name: pack.name().to_owned(), title: pack.title().clone(), checked_on: pack.checked_on() }
    }
}

/// A place in which law may differ from that around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawPlace {
    /// Which.
    pub place: PlaceCode,
    /// Its name.
    pub name: Text,
    /// How far below the first level it lies.
    pub depth: usize,
    /// Its own pack, if it has one.
    pub own: Option<PackLine>,
}

/// A set of criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetLine {
    /// Its code.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The department in the lead.
    pub lead: Text,
    /// How many criteria it has.
    pub rules: usize,
}

/// How an edition stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// Its first day is still to come.
    NotYet,
    /// It holds.
    InForce,
    /// Its last day has passed.
    NoLonger,
}

impl Force {
    /// Of an edition on a day.
    #[must_use]
    pub fn of(valid: Validity, on: Day) -> Self {
        match valid.holds_on(on) {
            true => Self::InForce,
            false if valid.from > on => Self::NotYet,
            false => Self::NoLonger,
        }
    }
}

/// A rule in a list.
#[derive(Clone, Debug)]
pub struct RuleLine {
    /// What it is.
    pub kind: RuleKind,
    /// Its name.
    pub id: RuleId,
    /// What it says, short.
    pub title: Text,
    /// The days of the edition shown: the one in force, else the latest.
    pub valid: Validity,
    /// How that edition stands.
    pub force: Force,
    /// Its first source in one line.
    pub source: Text,
    /// Whether it is decided by a condition or a clock.
    pub decided: bool,
    /// When its source was last compared, the oldest of several.
    pub checked_on: Option<Day>,
    /// Whether that is more than a year ago.
    pub recheck: bool,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct RuleView {
    /// The pack as it holds in the place.
    pub pack: PackLine,
    /// The place, and its name; none: the nation.
    pub place: Option<(PlaceCode, Text)>,
    /// What it is.
    pub kind: RuleKind,
    /// Its name.
    pub id: RuleId,
    /// What it says, short.
    pub title: Text,
    /// Its set: code, name.
    pub set: Option<(String, Text)>,
    /// Sectors it speaks about: code, name. Empty: every sector, or not a matter of sectors.
    pub sectors: Vec<(String, Text)>,
    /// The day as of which it is shown.
    pub on: Day,
    /// Its editions.
    pub editions: Vec<EditionLine>,
    /// What the edition shown says, line by line.
    pub words: Vec<Text>,
    /// A kind of matter as a picture.
    pub picture: Option<Picture>,
    /// Its sources.
    pub cites: Vec<CiteLine>,
    /// What it asks.
    pub questions: Vec<Input>,
    /// The zone in which answers give the time.
    pub zone: TimeZone,
    /// Its worked cases, run just now.
    pub cases: Vec<WorkedCase>,
    /// Whether it is decided by a condition or a clock.
    pub decided: bool,
}

/// An edition of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditionLine {
    /// Days in force.
    pub valid: Validity,
    /// How it stands.
    pub force: Force,
    /// Whether it is the one shown.
    pub shown: bool,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiteLine {
    /// The instrument by its Chinese name, as filters take it.
    pub instrument: String,
    /// Instrument and article.
    pub source: Text,
    /// How sure we are, as a word.
    pub tag: Text,
    /// Whether the text was read.
    pub verified: bool,
    /// Whether it is the pack's own default.
    pub own: bool,
    /// The day somebody last compared it.
    pub checked_on: Day,
    /// Whether that is more than a year ago.
    pub recheck: bool,
}
