//! The sample of a look-back: which closed matters are visited again. A list, a seed and a size give one draw, and whoever has
//! these three can repeat it with another program.
//!
//! This module must never draw by chance: the seed is the only source of it. Start at [`draw`]; `docs/how/repeat-a-draw.md`
//! says the same in words, and in twenty lines of Python that a test holds against this.

use crate::ids::SubjectId;
use crate::rules::SampleSize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A closed matter that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closed {
    /// The matter.
    pub subject: SubjectId,
    /// Its stratum: who verified it and in which county.
    pub stratum: String,
}

/// What was drawn of one stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The stratum.
    pub stratum: String,
    /// How many closings it has.
    pub of: u64,
    /// Those drawn, in the order of their ids.
    pub subjects: Vec<SubjectId>,
}

/// Draws: in each stratum the matters whose hash of seed and id comes first. Strata come in the order of their names.
#[must_use]
pub fn draw(list: &[Closed], seed: &str, size: SampleSize) -> Vec<Drawn> {
    let mut strata: BTreeMap<&str, Vec<(String, SubjectId)>> = BTreeMap::new();
    for closed in list {
        let key = hex(&[seed, "\n", &closed.subject.to_string()]);
        strata.entry(&closed.stratum).or_default().push((key, closed.subject));
    }
    let drawn = strata.into_iter().map(|(stratum, mut closings)| {
        closings.sort_unstable();
        closings.dedup();
        let of = closings.len();
        let mut subjects: Vec<_> = closings.into_iter().take(size.of(of)).map(|(_, subject)| subject).collect();
        subjects.sort_unstable();
        Drawn { stratum: stratum.to_owned(), of: u64::try_from(of).unwrap_or(u64::MAX), subjects }
    });
    drawn.collect()
}

/// The list as text, one line each: id, comma, stratum, in the order of the ids. It is published with the seed.
#[must_use]
pub fn list_text(list: &[Closed]) -> String {
    let mut lines: Vec<String> = list.iter().map(|it| format!("{},{}\n", it.subject, it.stratum)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.concat()
}

/// The SHA-256 of the list's text, in hexadecimal digits: whoever has the list can see that it is the one drawn from.
#[must_use]
pub fn list_hash(list: &[Closed]) -> String {
    hex(&[&list_text(list)])
}

fn hex(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part.as_bytes()));
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
