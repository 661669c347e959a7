//! The one place that draws randomness. Everything else is handed a [`Chance`].

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
