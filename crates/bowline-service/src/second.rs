//! The second factor: six digits that a device makes from a secret and the time, or a recovery code. Each is taken once.
//!
//! The secret is made from the key of the installation, so that it stands nowhere. This module must never take a code twice.
//! Start at [`Second::take`].

use crate::chance::hex;
use crate::codes;
use crate::seal::Seal;
use bowline_core::ids::PersonId;
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

/// What is kept of a second factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Second {
    /// From which the secret is made with the key of the installation.
    nonce: String,
    /// Whether the person has shown that a device makes the codes.
    pub(crate) set: bool,
    /// The step of time of the last code that was taken.
    last: u64,
    /// Hashes of the recovery codes that are left.
    pub(crate) recovery: Vec<String>,
}

/// How a code was right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Device,
    Recovery,
}

impl Second {
    pub(crate) fn begin(drawn: &[u8; 32]) -> Self {
        Self { nonce: hex(drawn), set: false, last: 0, recovery: Vec::new() }
    }

    /// The secret as devices read it.
    pub(crate) fn secret(&self, person: PersonId, seal: &Seal) -> String {
        self.totp(person, seal).secret().to_base32()
    }

    fn totp(&self, person: PersonId, seal: &Seal) -> Totp {
        let made = seal.over("second factor", &[person.0.as_bytes(), self.nonce.as_bytes()]);
        let mut secret = [0; 20];
        for (to, from) in secret.iter_mut().zip(made) {
            *to = from;
        }
        // Six digits, steps of 30 seconds, one step before and after: what devices expect.
        Builder::new().with_secret(Secret::new_stack(secret)).build_noncompliant()
    }

    /// Takes a code, which counts no more afterwards. `seconds`: since 1970.
    pub(crate) fn take(&mut self, person: PersonId, typed: &str, seconds: u64, seal: &Seal) -> Option<By> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let step = self.totp(person, seal).check(&digits, seconds).filter(|step| *step > self.last);
        if let Some(step) = step {
            self.last = step;
            return Some(By::Device);
        }
        let hash = recovery_hash(person, typed, seal);
        let before = self.recovery.len();
        self.recovery.retain(|it| *it != hash);
        (self.recovery.len() < before).then_some(By::Recovery)
    }
}

pub(crate) fn recovery_hash(person: PersonId, code: &str, seal: &Seal) -> String {
    hex(&seal.over("recovery", &[person.0.as_bytes(), codes::fold(code).as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;

    #[test]
    fn a_code_is_taken_once_one_step_early_or_late_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::of(folder.path(), &SeededChance::new(1)).unwrap();
        let person = PersonId::derived(&["x"]);
        let mut second = Second::begin(&[7; 32]);
        let device = second.totp(person, &seal);
        let code = |seconds: u64| device.generate(seconds).to_string();
        let now = 1_800_000_000;
        let mut takes = |typed: &str, at: u64| second.take(person, typed, at, &seal).is_some();
        assert!(!takes(&code(now - 60), now) && !takes(&code(now + 60), now), "two steps off");
        assert!(takes(&code(now - 30), now), "a clock that is behind");
        assert!(!takes(&code(now - 30), now), "once");
        assert!(takes(&code(now), now) && !takes(&code(now), now + 29));
        assert!(takes(&code(now + 30), now), "a clock that is ahead");
        assert!(!takes(&code(now), now), "none before the last");
        assert!(!takes("", now) && !takes("000000000", now));
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let secret = Secret::new_stack(*b"12345678901234567890");
        let device = Builder::new().with_secret(secret).build_noncompliant();
        assert_eq!(device.generate(59).to_string(), "287082");
        assert_eq!(device.generate(1_111_111_109).to_string(), "081804");
    }
}
