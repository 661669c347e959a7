//! This module holds the answers to the questions that rules ask: the inputs of conditions. A question without an
//! answer is unknown, never false.

use crate::ids::IdFault;
use crate::time::Day;
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
}
