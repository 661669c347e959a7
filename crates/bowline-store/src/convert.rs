//! This module turns the words of the core into the columns of the database, and back.
//!
//! This module must never change a word or a number that databases hold.

use crate::StoreFault;
use crate::fault::Doing;
use bowline_core::facts::{Act, Fact, Grade, Light, Source, Stage};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::Phase;
use bowline_core::time::{Day, Moment};
use rusqlite::types::FromSqlError;
use uuid::Uuid;

/// Milliseconds since 1970.
pub(crate) fn ms(moment: Moment) -> i64 {
    moment.as_millisecond()
}

/// A moment from milliseconds.
pub(crate) fn moment(ms: i64) -> rusqlite::Result<Moment> {
    Moment::from_millisecond(ms).map_err(bad)
}

/// A word of a column into a type of the core.
pub(crate) fn parse<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
) -> rusqlite::Result<T> {
    text.parse().map_err(bad)
}

pub(crate) fn bad(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    FromSqlError::Other(Box::new(error)).into()
}

pub(crate) fn unknown_word(text: &str) -> rusqlite::Error {
    bad(std::io::Error::other(format!("unknown word `{text}`")))
}

pub(crate) const fn grade_word(grade: Option<Grade>) -> &'static str {
    match grade {
        None => "",
        Some(Grade::General) => "general",
        Some(Grade::Major) => "major",
    }
}

pub(crate) fn grade(word: &str) -> rusqlite::Result<Option<Grade>> {
    Ok(match word {
        "" => None,
        "general" => Some(Grade::General),
        "major" => Some(Grade::Major),
        other => return Err(unknown_word(other)),
    })
}

pub(crate) const fn light_number(light: Light) -> i64 {
    match light {
        Light::Green => 0,
        Light::Yellow => 1,
        Light::Red => 2,
    }
}

pub(crate) fn light(number: i64) -> rusqlite::Result<Light> {
    Ok(match number {
        0 => Light::Green,
        1 => Light::Yellow,
        2 => Light::Red,
        other => return Err(unknown_word(&other.to_string())),
    })
}

pub(crate) const fn source_word(source: Source) -> &'static str {
    match source {
        Source::SelfCheck => "self_check",
        Source::Inspection => "inspection",
        Source::CadreExpert => "cadre_expert",
        Source::Tip => "tip",
        Source::AccidentLesson => "accident_lesson",
        Source::Ledger => "ledger",
    }
}

pub(crate) fn source(word: &str) -> rusqlite::Result<Source> {
    Ok(match word {
        "self_check" => Source::SelfCheck,
        "inspection" => Source::Inspection,
        "cadre_expert" => Source::CadreExpert,
        "tip" => Source::Tip,
        "accident_lesson" => Source::AccidentLesson,
        "ledger" => Source::Ledger,
        other => return Err(unknown_word(other)),
    })
}

pub(crate) fn act(word: &str) -> rusqlite::Result<Act> {
    word.parse().map_err(|_| unknown_word(word))
}

pub(crate) fn phase(word: &str) -> rusqlite::Result<Phase> {
    Phase::ALL.into_iter().find(|phase| phase.as_str() == word).ok_or_else(|| unknown_word(word))
}

pub(crate) fn stage(word: &str) -> rusqlite::Result<Stage> {
    let all = [Stage::Open, Stage::Done, Stage::Unverified, Stage::Void];
    all.into_iter().find(|stage| stage.as_str() == word).ok_or_else(|| unknown_word(word))
}

pub(crate) fn day(text: &str) -> rusqlite::Result<Day> {
    parse(text)
}

pub(crate) fn subject(bytes: &[u8]) -> rusqlite::Result<SubjectId> {
    uuid(bytes).map(SubjectId)
}

pub(crate) fn uuid(bytes: &[u8]) -> rusqlite::Result<Uuid> {
    Uuid::from_slice(bytes).map_err(bad)
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreFault> {
    serde_json::to_string(value).doing("writing a payload")
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(bad)
}

/// A fact as the log keeps it: its JSON, and on a second line a sum of its bytes (CRC-32), so that a byte that the disk changed
/// is seen.
pub(crate) fn seal(fact: &Fact) -> Result<String, StoreFault> {
    let json = to_json(fact)?;
    let sum = sum(&json);
    Ok(json + "\n" + &sum)
}

/// A fact from the log.
pub(crate) fn unseal(text: &str) -> rusqlite::Result<Fact> {
    let json = sealed(text);
    json.map_or_else(|| Err(bad(std::io::Error::other("a fact is not what was written: its sum differs"))), from_json)
}

/// Whether the bytes of a fact are those that its sum was made of.
pub(crate) fn is_sealed(text: &str) -> bool {
    sealed(text).is_some()
}

fn sealed(text: &str) -> Option<&str> {
    text.split_once('\n').filter(|(json, kept)| *kept == sum(json)).map(|(json, _)| json)
}

fn sum(json: &str) -> String {
    format!("{:08x}", crc32fast::hash(json.as_bytes()))
}
