//! A deed is what somebody did with a matter of a declared kind: the answers of one form, written as one fact. Its word,
//! such as `accident.passed_on`, stands in the pack.
//!
//! A deed holds all that the state after it needs, so that reading the log never needs a pack. This module must never
//! take a word whose noun belongs to the program. Start at [`Deed`].

use super::{Answers, UnitName};
use crate::ids::{IdFault, OfficeId, PostId, RuleId, SiteId, SubjectId};
use crate::time::Day;
use crate::words::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Nouns of the program's own facts: no kind of matter may take one.
pub const OWN_NOUNS: [&str; 14] = [
    "hazard",
    "matter",
    "obligation",
    "rung",
    "alarm",
    "office",
    "place",
    "person",
    "key",
    "post",
    "site",
    "engine",
    "pack",
    "import",
];

/// The word of a deed in the log: noun and verb, such as `accident.passed_on`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactWord {
    text: String,
    noun: usize,
}

impl FactWord {
    /// The whole word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// The kind of matter.
    #[must_use]
    pub fn noun(&self) -> &str {
        self.text.get(..self.noun).unwrap_or_default()
    }
    /// What happened to it.
    #[must_use]
    pub fn verb(&self) -> &str {
        self.text.get(self.noun + 1..).unwrap_or_default()
    }
}

impl FactWord {
    /// The word of a noun of the program whose matters a pack declares.
    pub(super) fn own(noun: &str, verb: &str) -> Self {
        Self { text: format!("{noun}.{verb}"), noun: noun.len() }
    }
}

impl Default for FactWord {
    fn default() -> Self {
        Self { text: ".".to_owned(), noun: 0 }
    }
}

impl std::str::FromStr for FactWord {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        let fault = || IdFault::new("word of a fact", text);
        let (noun, verb) = text.split_once('.').ok_or_else(fault)?;
        if is_word(noun) && is_word(verb) && !OWN_NOUNS.contains(&noun) {
            return Ok(Self { text: text.to_owned(), noun: noun.len() });
        }
        Err(fault())
    }
}

/// Whether a text can be half of a word: small letters, digits, `_`, beginning with a letter; at most 40.
#[must_use]
pub fn is_word(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// What somebody did with a matter of a declared kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    /// Its word; in the log the word stands before the deed.
    #[serde(skip)]
    pub word: FactWord,
    /// The party in whose name it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// What the first deed of a matter says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Box<Begun>>,
    /// The phase that the matter enters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Entered>,
    /// How the matter ended, of a deed that ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// The step whose duty now waits for its verifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submits: Option<String>,
    /// The step whose duty runs again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<String>,
    /// The procedure whose steps follow from here on, in a kind that takes its steps from procedures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<RuleId>,
    /// The posts that are parties from now on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub binds: BTreeMap<String, PostId>,
    /// The answers given, and what the rules made of them.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// The matter to which this one is joined from now on, until it enters another phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joins: Option<SubjectId>,
    /// How many matters it begins, by the order of its births: a page of them at a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bears: Vec<u32>,
    /// The rules that judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judged_by: Vec<RuleId>,
}

/// How a matter began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begun {
    /// The day whose edition of the kind the matter keeps.
    pub edition: Day,
    /// The office in charge.
    pub office: OfficeId,
    /// The site, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// The unit as named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitName>,
    /// GB/T 4754 code of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The matter that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Link>,
}

/// A tie to another matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// How, such as `part_of` or `arises_from`.
    pub word: String,
    /// The other dossier.
    pub subject: SubjectId,
}

/// A phase, and what it means for lists and the completeness proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entered {
    /// The phase, a word of the kind.
    pub id: String,
    /// What it means.
    pub stage: Stage,
}

/// What a phase means. Counts, lists and the completeness proof need no more, and so no pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Something is owed.
    Open,
    /// Over, as it should be.
    Done,
    /// Over by somebody's word alone.
    Unverified,
    /// Found to be none.
    Void,
}

impl Stage {
    /// The word in columns and packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Unverified => "unverified",
            Self::Void => "void",
        }
    }
}

/// How a matter ended: over is not the same as solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Done as it was meant (办结).
    Done,
    /// Done in another way (以其他方式办结).
    DoneOtherwise,
    /// What was done is not accepted (不予认可).
    Unacceptable,
    /// Another matter took its place (被替代).
    Superseded,
    /// What it was about is no more (不再适用).
    NoLongerApplies,
    /// Somebody took it back (撤回).
    Withdrawn,
    /// What it rested on is gone (依据消失).
    GroundGone,
    /// The office's own ledger says so (台账销号).
    ByLedger,
}

impl Ending {
    /// The word in columns and packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::DoneOtherwise => "done_otherwise",
            Self::Unacceptable => "unacceptable",
            Self::Superseded => "superseded",
            Self::NoLongerApplies => "no_longer_applies",
            Self::Withdrawn => "withdrawn",
            Self::GroundGone => "ground_gone",
            Self::ByLedger => "by_ledger",
        }
    }
    /// What people call it.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self {
            Self::Done => ("办结", "Done"),
            Self::DoneOtherwise => ("以其他方式办结", "Done in another way"),
            Self::Unacceptable => ("不予认可", "Not accepted"),
            Self::Superseded => ("被替代", "Superseded"),
            Self::NoLongerApplies => ("不再适用", "No longer applies"),
            Self::Withdrawn => ("撤回", "Withdrawn"),
            Self::GroundGone => ("依据消失", "Its ground is gone"),
            Self::ByLedger => ("台账销号", "Closed by a register"),
        };
        Text::new(zh, en)
    }
}

/// `obligation.extended`: it is due at another moment: an extension that the law allows, granted before the clock ran out, or
/// another day in a later edition of a ledger. Its light and the duties that watch over it stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationExtended {
    /// Which.
    pub no: u32,
    /// When it runs out now.
    pub due: crate::time::Due,
    /// The deed or the order that moved it, by its version.
    pub by: u32,
}

/// `obligation.paused`: its clock stands still on a legal ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationPaused {
    /// Which.
    pub no: u32,
    /// The deed that paused it, by its version.
    pub by: u32,
}

/// `obligation.resumed`: its clock runs again, for as long as was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationResumed {
    /// Which.
    pub no: u32,
    /// When it runs out now.
    pub due: crate::time::Due,
    /// The deed that ended the pause, by its version.
    pub by: u32,
}

/// `matter.bore`: some more of the matters exist that a deed began. Written with them, all or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterBore {
    /// The deed, by its version.
    pub deed: u32,
    /// Which of its births.
    pub birth: u32,
    /// How many exist now.
    pub upto: u32,
}

/// `matter.joined`: another matter about the same thing was joined to this one, or goes its own way again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterJoined {
    /// The other matter.
    pub other: SubjectId,
    /// Whether it is joined now.
    pub stands: bool,
}

/// `matter.linked`: a matter that this one began is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterLinked {
    /// The other matter.
    pub child: SubjectId,
    /// Where it ended.
    pub phase: Entered,
}
