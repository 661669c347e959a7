//! Passwords: which are taken, and how one is kept. Length counts, and whether somebody would try it early; letters of every
//! sort are not asked for.
//!
//! This module must never log a password nor keep one. Start at [`vet`] and [`Kept::of`].

use crate::Refused;
use crate::chance::hex;
use crate::seal::{Seal, alike};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use std::hint::black_box;

/// Fewest characters,
const SHORTEST: usize = 10;
/// and most.
const LONGEST: usize = 128;
/// Guesses within which a password must not be found.
const EARLY: u64 = 1_000_000;
/// What people who write Chinese try first, in Latin letters and digits: the estimator knows English habits only.
const HABITS: [&str; 14] = [
    "woaini",
    "woaiwojia",
    "nihao",
    "zhongguo",
    "woshishui",
    "caonima",
    "wodemima",
    "mima",
    "anquan",
    "yingji",
    "1314",
    "520",
    "5201314",
    "88888888",
];
/// Argon2id as OWASP advises: memory in KiB, rounds, lanes.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

/// Whether a password may be set by somebody of whom these words are known.
///
/// # Errors
/// [`Refused::Field`]: too short, too long, or among the first that somebody would try.
pub(crate) fn vet(password: &str, about: &[&str]) -> Result<(), Refused> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Refused::field(
            "password",
            format!("密码至少 {SHORTEST} 个字符，现为 {length} 个。"),
            format!("A password has at least {SHORTEST} characters; this has {length}."),
        ));
    }
    if length > LONGEST {
        return Err(Refused::field(
            "password",
            format!("密码最多 {LONGEST} 个字符。"),
            format!("A password has at most {LONGEST} characters."),
        ));
    }
    let early: Vec<&str> = about.iter().copied().chain(HABITS).collect();
    if zxcvbn::zxcvbn(password, &early).guesses() < EARLY {
        return Err(Refused::field(
            "password",
            "这个密码太容易猜到（常用密码、键盘顺序、姓名或者重复字符）；请换一个，例如几个不相关的词。",
            "This password is guessed early (a common one, a row of keys, a name, repeated characters); choose another, \
             such as some unrelated words.",
        ));
    }
    Ok(())
}

/// A password as it is kept: its slow hash, with the key of the installation in it, so that the database alone is not enough
/// to try words at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    cost: (u32, u32, u32),
    salt: String,
    hash: String,
}

impl Kept {
    /// Of a password, with a salt.
    pub(crate) fn of(password: &str, salt: &[u8; 32], seal: &Seal) -> Result<Self, Refused> {
        let salt = hex(salt);
        Ok(Self { cost: COST, hash: hash(password, &salt, COST, seal)?, salt })
    }

    /// Whether this is the password.
    pub(crate) fn is(&self, password: &str, seal: &Seal) -> Result<bool, Refused> {
        Ok(alike(&hash(password, &self.salt, self.cost, seal)?, &self.hash))
    }
}

/// Takes as long as a look at a password, for a name that nobody has.
pub(crate) fn take_as_long(password: &str, seal: &Seal) -> Result<(), Refused> {
    hash(password, "nobody has this name", COST, seal).map(|found| drop(black_box(found)))
}

fn hash(password: &str, salt: &str, (memory, rounds, lanes): (u32, u32, u32), seal: &Seal) -> Result<String, Refused> {
    let pepper = seal.over("password", &[]);
    let mut out = [0; 32];
    let hashed = Params::new(memory, rounds, lanes, Some(out.len())).and_then(|params| {
        Argon2::new_with_secret(&pepper, Algorithm::Argon2id, Version::V0x13, params)?.hash_password_into(
            password.as_bytes(),
            salt.as_bytes(),
            &mut out,
        )
    });
    hashed.map_err(|error| Refused::Fault(format!("hashing a password: {error}").into()))?;
    Ok(hex(&out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;

    #[test]
    fn length_counts_and_what_is_tried_first_is_refused() {
        for fine in ["四平市 应急 局 柳树", "correct horse battery", "gua9-Luft-tisch", "小河淌水清悠悠呀岸上走"]
        {
            assert!(vet(fine, &[]).is_ok(), "{fine}");
        }
        assert!(vet("小河淌水清悠悠呀", &[]).is_err(), "eight characters");
        for early in [
            "1234567890",
            "password123",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "woaini1314",
            "1q2w3e4r5t",
            "iloveyou123",
            "nihao5201314",
        ] {
            assert!(vet(early, &[]).is_err(), "{early}");
        }
        assert!(vet("wanghaiyan1", &["wanghaiyan"]).is_err(), "one's own name");
        assert!(vet(&"长".repeat(129), &[]).is_err());
    }

    #[test]
    fn a_password_is_known_by_its_hash_under_one_key_only() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let chance = SeededChance::new(1);
        let (seal, foreign) = (Seal::of(one.path(), &chance).unwrap(), Seal::of(other.path(), &chance).unwrap());
        let kept = Kept::of("correct horse battery", &[7; 32], &seal).unwrap();
        assert!(kept.is("correct horse battery", &seal).unwrap());
        assert!(!kept.is("correct horse batterz", &seal).unwrap());
        assert!(!kept.is("correct horse battery", &foreign).unwrap());
        assert!(!serde_json::to_string(&kept).unwrap().contains("horse"));
    }
}
