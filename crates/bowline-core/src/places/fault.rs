//! This module says what can be wrong with a file of places, and with a name that should be a place.
//!
//! This module must never choose among candidates: it lists them.

use super::PlaceTree;
use crate::ids::PlaceCode;
use crate::words::{Lang, Text};

/// One thing wrong in a file of places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFault {
    /// The file's name as it was handed in.
    pub file: String,
    /// The line, counted from 1; 0 when the fault is not of one line.
    pub line: u64,
    /// What is wrong, in both languages.
    pub message: Text,
}

/// A name that does not lead to exactly one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// No place of that name (there, on that day).
    Unknown {
        /// The name as written; several names where each exists but they do not lie in one another.
        name: String,
        /// Places with a similar name, best first: did you mean …?
        near: Vec<PlaceCode>,
    },
    /// More than one place of that name.
    Ambiguous {
        /// The name as written.
        name: String,
        /// Every place it fits, by code.
        candidates: Vec<PlaceCode>,
    },
}

crate::words! {
    /// Sentences about names of places.
    pub struct PlaceWords {
        unknown(name: &str) { zh: "没有“{name}”这个地方", en: "no area is called “{name}”" }
        near(list: &str) { zh: "；是否指：{list}", en: "; did you mean {list}" }
        several(name: &str, list: &str) {
            zh: "“{name}”对应多个地方：{list}；请写明上级地名",
            en: "“{name}” matches several areas: {list}; name the area above",
        }
    }
}

impl NameFault {
    /// The fault as a sentence that lists the candidates with full names and codes.
    #[must_use]
    pub fn text(&self, tree: &PlaceTree) -> Text {
        Text { zh: self.sentence(tree, Lang::Zh), en: self.sentence(tree, Lang::En) }
    }

    fn sentence(&self, tree: &PlaceTree, lang: Lang) -> String {
        let say = PlaceWords(lang);
        match self {
            Self::Unknown { name, near } if near.is_empty() => say.unknown(name),
            Self::Unknown { name, near } => say.unknown(name) + &say.near(&listed(tree, near, lang)),
            Self::Ambiguous { name, candidates } => say.several(name, &listed(tree, candidates, lang)),
        }
    }
}

/// At most ten places with full name and code; a longer list says how many more there are.
fn listed(tree: &PlaceTree, codes: &[PlaceCode], lang: Lang) -> String {
    const SHOWN: usize = 10;
    let (open, close, between) = match lang {
        Lang::Zh => ("（", "）", "、"),
        Lang::En => (" (", ")", "; "),
    };
    let mut shown: Vec<String> =
        codes.iter().take(SHOWN).map(|code| format!("{}{open}{code}{close}", tree.full_name(*code, lang))).collect();
    if codes.len() > SHOWN {
        shown.push(format!("… +{}", codes.len() - SHOWN));
    }
    shown.join(between)
}
