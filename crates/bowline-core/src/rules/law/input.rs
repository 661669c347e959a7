//! Inputs are the questions of a pack: what its rules compare, and what is written down to be read. Each says what sort of
//! answer it takes and within which limits.
//!
//! This module must never decide anything by an answer. Start at [`Input`]; `answering` reads what a form gives.

use crate::facts::{Answer, InputId};
use crate::words::Text;
use std::collections::BTreeMap;

/// A question in both languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name.
    pub id: InputId,
    /// What sort of answer it takes.
    pub kind: InputKind,
    /// The question.
    pub ask: Text,
    /// What helps to answer it.
    pub help: Option<Text>,
    /// What an answer is held to.
    pub limits: Limits,
}

/// What an answer is held to. No rule looks at it: it is for those who answer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// The least number, in the input's unit; of files and lists, how many at least.
    pub least: Option<f64>,
    /// The largest number, in the input's unit; of files and lists, how many at most.
    pub most: Option<f64>,
    /// Whether a number is whole: things that are counted, money.
    pub whole: bool,
    /// Lines that a page offers for a text. None: one line, and no more may be written.
    pub lines: Option<u32>,
    /// Characters that a text may have.
    pub longest: Option<u32>,
}

/// Characters of a text whose input says nothing else: the bound of every text in the ledger.
pub const LONGEST_TEXT: u32 = 4_000;
/// Characters that an input can ask for at most: a text in which the program writes a line for each of thousands.
pub const LONGEST_LISTING: u32 = 400_000;
/// Characters of a person's name.
pub const LONGEST_NAME: u32 = 60;
/// Files, or things named in a list, where the input says nothing else.
pub const MOST_NAMED: usize = 4_000;

/// What sort of answer an input takes.
#[derive(Clone, Debug, PartialEq)]
pub enum InputKind {
    /// Yes or no.
    Yes,
    /// A number in a unit. Money is a whole number in the code of the pack's currency.
    Number {
        /// Such as `kg`, `m`, `%LEL`, `person`, `CNY`.
        unit: String,
    },
    /// A day.
    Day,
    /// A list of days, such as those of every larger accident. Taken as complete: a day not listed did not happen.
    Dates,
    /// One of these.
    Choice {
        /// Word and its text.
        choices: BTreeMap<String, Text>,
    },
    /// What somebody writes.
    Text,
    /// The name of a person, as written.
    Person,
    /// A day and a time in the pack's zone.
    Moment,
    /// Evidence.
    Files,
    /// Something that has an id.
    Named(Named),
}

/// Things with ids that an answer may name: one, or several in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A post.
    Post,
    /// Posts.
    Posts,
    /// An office.
    Office,
    /// Offices.
    Offices,
    /// A site.
    Site,
    /// Sites.
    Sites,
    /// A place.
    Place,
    /// Places.
    Places,
    /// Rules of the pack.
    Rules,
    /// Another matter.
    Link,
    /// Other matters.
    Links,
}

impl Input {
    /// A question without help or limits.
    #[must_use]
    pub fn plain(id: InputId, kind: InputKind, ask: Text) -> Self {
        Self { id, kind, ask, help: None, limits: Limits::default() }
    }
}

impl InputKind {
    /// The word by which packs call it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Number { .. } => "number",
            Self::Day => "day",
            Self::Dates => "dates",
            Self::Choice { .. } => "choice",
            Self::Text => "text",
            Self::Person => "person",
            Self::Moment => "moment",
            Self::Files => "files",
            Self::Named(named) => named.word(),
        }
    }

    /// The comparisons that a condition may make of it, as a pack writes them. Empty: it is written down and read, and no
    /// condition compares it. A moment is not compared, because no condition knows the zone.
    #[must_use]
    pub const fn comparisons(&self) -> &'static [&'static str] {
        match self {
            Self::Yes => &["is"],
            Self::Number { .. } => &["at_least", "more_than", "at_most", "below"],
            Self::Day => &["from", "before"],
            Self::Dates => &["window"],
            Self::Choice { .. } => &["one_of"],
            Self::Text | Self::Person | Self::Moment | Self::Files | Self::Named(_) => &[],
        }
    }
}

impl Named {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Links,
        Self::Post,
        Self::Posts,
        Self::Office,
        Self::Offices,
        Self::Site,
        Self::Sites,
        Self::Place,
        Self::Places,
        Self::Rules,
        Self::Link,
    ];

    /// The word by which packs and the log call it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Posts => "posts",
            Self::Office => "office",
            Self::Offices => "offices",
            Self::Site => "site",
            Self::Sites => "sites",
            Self::Place => "place",
            Self::Places => "places",
            Self::Rules => "rules",
            Self::Link => "link",
            Self::Links => "links",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Post => Text::new("岗位", "a post"),
            Self::Posts => Text::new("岗位（可多选）", "posts"),
            Self::Office => Text::new("部门", "an office"),
            Self::Offices => Text::new("部门（可多选）", "offices"),
            Self::Site => Text::new("单位", "a site"),
            Self::Sites => Text::new("单位（可多选）", "sites"),
            Self::Place => Text::new("属地", "a place"),
            Self::Places => Text::new("属地（可多选）", "places"),
            Self::Rules => Text::new("规则（可多选）", "rules"),
            Self::Link => Text::new("关联事项", "another matter"),
            Self::Links => Text::new("关联事项（可多选）", "other matters"),
        }
    }

    /// Whether several are named.
    #[must_use]
    pub const fn is_several(self) -> bool {
        match self {
            Self::Posts | Self::Offices | Self::Sites | Self::Places | Self::Rules | Self::Links => true,
            Self::Post | Self::Office | Self::Site | Self::Place | Self::Link => false,
        }
    }

    /// How many of these things an answer names. None: it is an answer of another kind.
    #[must_use]
    pub const fn count(self, answer: &Answer) -> Option<usize> {
        match (self, answer) {
            (Self::Post, Answer::Post(_))
            | (Self::Office, Answer::Office(_))
            | (Self::Site, Answer::Site(_))
            | (Self::Place, Answer::Place(_))
            | (Self::Link, Answer::Link(_)) => Some(1),
            (Self::Posts, Answer::Posts(posts)) => Some(posts.len()),
            (Self::Offices, Answer::Offices(offices)) => Some(offices.len()),
            (Self::Sites, Answer::Sites(sites)) => Some(sites.len()),
            (Self::Links, Answer::Links(links)) => Some(links.len()),
            (Self::Places, Answer::Places(places)) => Some(places.len()),
            (Self::Rules, Answer::Rules(rules)) => Some(rules.len()),
            _ => None,
        }
    }

    /// The answer that these ids give. None: one is not well formed, or one thing is asked for and the ids are not just one.
    #[must_use]
    pub fn answer(self, ids: &[&str]) -> Option<Answer> {
        Some(match self {
            Self::Post => Answer::Post(only(ids)?),
            Self::Posts => Answer::Posts(all(ids)?),
            Self::Office => Answer::Office(only(ids)?),
            Self::Offices => Answer::Offices(all(ids)?),
            Self::Site => Answer::Site(only(ids)?),
            Self::Sites => Answer::Sites(all(ids)?),
            Self::Links => Answer::Links(all(ids)?),
            Self::Place => Answer::Place(only(ids)?),
            Self::Places => Answer::Places(all(ids)?),
            Self::Rules => Answer::Rules(all(ids)?),
            Self::Link => Answer::Link(only(ids)?),
        })
    }
}

fn only<T: std::str::FromStr>(ids: &[&str]) -> Option<T> {
    let [id] = ids else { return None };
    id.parse().ok()
}

/// In the order given, each once.
fn all<T: std::str::FromStr + PartialEq>(ids: &[&str]) -> Option<Vec<T>> {
    let mut read = Vec::new();
    for id in ids {
        let id = id.parse().ok()?;
        if !read.contains(&id) {
            read.push(id);
        }
    }
    Some(read)
}
