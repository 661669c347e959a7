//! Only this module draws randomness. Everything else is handed a [`Chance`].
//!
//! This module must never move a decision: chance makes ids, tokens and made-up people.

use bowline_core::ids::SubjectId;
use bowline_core::time::Moment;
use sha2::{Digest, Sha256};
use std::sync::{Mutex, PoisonError};

/// Draws random bytes.
pub trait Chance: Send + Sync {
    /// Thirty-two bytes.
    fn draw(&self) -> [u8; 32];
}

/// The machine's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "the one place that may draw")]
    #[expect(
        clippy::expect_used,
        reason = "a machine without randomness cannot make sessions or ids; stopping is the only safe answer"
    )]
    fn draw(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the machine gives no randomness");
        bytes
    }
}

/// The same draws for the same seed. For tests and simulation.
#[derive(Debug)]
pub struct SeededChance {
    state: Mutex<(u64, u64)>,
}

impl SeededChance {
    /// From a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: Mutex::new((seed, 0)) }
    }
}

impl Chance for SeededChance {
    fn draw(&self) -> [u8; 32] {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 += 1;
        Sha256::digest([state.0.to_be_bytes(), state.1.to_be_bytes()].concat()).into()
    }
}

/// Repeatable dice (SplitMix64): the same seed throws the same numbers. For choosing what made-up people do, never for ids.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 below 0.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.throw() % if bound == 0 { 1 } else { bound }
    }

    /// One of these; none of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(usize::try_from(self.below(from.len() as u64)).ok()?)
    }
}

/// A new stream's id: version-7 UUID, so that ids sort by the moment they were drawn.
pub(crate) fn new_subject(chance: &dyn Chance, now: Moment) -> SubjectId {
    let mut random = [0; 10];
    for (to, from) in random.iter_mut().zip(chance.draw()) {
        *to = from;
    }
    let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
    SubjectId(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
}

/// Bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 in hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
