//! This module holds the answers to the questions that a pack asks: those that its rules compare, and those that are
//! written down to be read. A question without an answer is unknown, never false.
//!
//! This module must never judge an answer: the input says what fits it. The words of [`Answer`] stand in the log for
//! ever. Start at [`Answer`].

use super::Proof;
use crate::ids::{IdFault, OfficeId, PlaceCode, PostId, RuleId, SiteId, SubjectId};
use crate::time::{Day, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of an input that a pack declares, such as `lpg.stored_kg`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InputId(String);

impl InputId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for InputId {
    type Error = IdFault;
    fn try_from(text: String) -> Result<Self, IdFault> {
        let fine = (1..=80).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'_');
        if fine { Ok(Self(text)) } else { Err(IdFault::new("input", &text)) }
    }
}
impl std::str::FromStr for InputId {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        text.to_owned().try_into()
    }
}
impl From<InputId> for String {
    fn from(id: InputId) -> Self {
        id.0
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes or no.
    Yes(bool),
    /// A number in the unit that the input declares.
    Number(f64),
    /// A day.
    Day(Day),
    /// One of the choices that the input declares.
    Choice(String),
    /// Days, in any order, one for each time it happened. Empty: it never happened.
    Days(Vec<Day>),
    /// What somebody wrote, in one line or several.
    Text(String),
    /// The name of a person as written: apart from other texts, so that the log can be masked without its pack.
    Person(String),
    /// An instant.
    Moment(Moment),
    /// Evidence that was handed in.
    Files(Vec<Proof>),
    /// A post.
    Post(PostId),
    /// Posts, such as those to whom a letter goes.
    Posts(Vec<PostId>),
    /// An office.
    Office(OfficeId),
    /// Offices.
    Offices(Vec<OfficeId>),
    /// A site.
    Site(SiteId),
    /// Sites.
    Sites(Vec<SiteId>),
    /// A place.
    Place(PlaceCode),
    /// Places.
    Places(Vec<PlaceCode>),
    /// Rules of the pack.
    Rules(Vec<RuleId>),
    /// Another matter.
    Link(SubjectId),
    /// Other matters.
    Links(Vec<SubjectId>),
}

/// The answers given so far.
pub type Answers = BTreeMap<InputId, Answer>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_written_before_an_answer_could_list_days_read_the_same() {
        let old = r#"{"a":{"yes":true},"b":{"number":0.5},"c":{"day":"2022-10-08"},"d":{"choice":"x"}}"#;
        let answers: Answers = serde_json::from_str(old).unwrap();
        assert_eq!(serde_json::to_string(&answers).unwrap(), old);
        let new = r#"{"days":["2022-10-08","2022-10-08"]}"#;
        let days = Answer::Days(vec!["2022-10-08".parse().unwrap(); 2]);
        assert_eq!(serde_json::to_string(&days).unwrap(), new);
        assert_eq!(serde_json::from_str::<Answer>(new).unwrap(), days);
        assert_eq!(serde_json::from_str::<Answer>(r#"{"days":[]}"#).unwrap(), Answer::Days(Vec::new()));
    }

    #[test]
    fn every_sort_of_answer_is_read_and_written_back_byte_for_byte() {
        const ID: &str = "00000000-0000-8000-8000-000000000001";
        let lines = [
            r#"{"yes":false}"#.to_owned(),
            r#"{"number":-0.5}"#.to_owned(),
            r#"{"number":300000.0}"#.to_owned(),
            r#"{"day":"2022-10-08"}"#.to_owned(),
            r#"{"choice":"kitchen"}"#.to_owned(),
            r#"{"days":[]}"#.to_owned(),
            r#"{"text":"两行\n“二”"}"#.to_owned(),
            r#"{"person":"张伟"}"#.to_owned(),
            r#"{"moment":"2026-11-27T06:05:00Z"}"#.to_owned(),
            r#"{"files":[{"kind":"photo","name":"a.jpg","sha256":"00","bytes":3}]}"#.to_owned(),
            r#"{"post":"220104/emergency#head"}"#.to_owned(),
            format!(r#"{{"posts":["site:{ID}#principal","220104/emergency#head"]}}"#),
            r#"{"office":"220104/emergency"}"#.to_owned(),
            r#"{"offices":["220104/emergency","220000/housing"]}"#.to_owned(),
            format!(r#"{{"site":"{ID}"}}"#),
            format!(r#"{{"sites":["{ID}"]}}"#),
            r#"{"place":"220104"}"#.to_owned(),
            r#"{"places":["220104","000000"]}"#.to_owned(),
            r#"{"rules":["CN-ACC-03"]}"#.to_owned(),
            format!(r#"{{"link":"{ID}"}}"#),
            format!(r#"{{"links":["{ID}"]}}"#),
        ];
        for line in lines {
            let answer: Answer = serde_json::from_str(&line).unwrap();
            assert_eq!(serde_json::to_string(&answer).unwrap(), line);
        }
    }
}
