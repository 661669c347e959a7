//! This module reads and checks the unified social credit code (统一社会信用代码, GB 32100-2015).
//!
//! This module must never let a code through whose check character differs.

use super::IdFault;
use serde::{Deserialize, Serialize};

/// A unified social credit code whose check character has been verified. Eighteen characters, the last one the check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// Why a text is not a credit code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeFault {
    /// Not eighteen characters.
    #[error("{found} characters instead of 18")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// A character outside the alphabet of GB 32100 (no I, O, S, V, Z).
    #[error("`{found}` is not allowed")]
    Character {
        /// The first such character.
        found: char,
    },
    /// The last character is not the check character of the first seventeen.
    #[error("check character is `{found}`, should be `{expected}`")]
    Check {
        /// What the code ends with.
        found: char,
        /// What the standard computes.
        expected: char,
    },
}

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

impl CreditCode {
    /// Verifies length, alphabet and check character. Lower case and surrounding blanks are mended.
    ///
    /// # Errors
    /// [`CreditCodeFault`] with what is wrong.
    pub fn parse(text: &str) -> Result<Self, CreditCodeFault> {
        let code = text.trim().to_ascii_uppercase();
        let found = code.chars().count();
        if found != 18 {
            return Err(CreditCodeFault::Length { found });
        }
        let mut sum = 0;
        let mut weight = 1;
        let mut last = '0';
        for (place, letter) in code.chars().enumerate() {
            let value = ALPHABET.find(letter).ok_or(CreditCodeFault::Character { found: letter })?;
            if place < 17 {
                sum += value * weight;
                weight = weight * 3 % 31;
            }
            last = letter;
        }
        let expected = ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap_or('0');
        if last == expected { Ok(Self(code)) } else { Err(CreditCodeFault::Check { found: last, expected }) }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl TryFrom<String> for CreditCode {
    type Error = IdFault;
    fn try_from(text: String) -> Result<Self, IdFault> {
        Self::parse(&text).map_err(|_| IdFault::new("credit code", &text))
    }
}
impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}
impl std::fmt::Display for CreditCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_code_is_taken_and_a_wrong_check_character_is_named() {
        assert!(CreditCode::parse(" 91220104609984990j ").is_ok());
        assert_eq!(
            CreditCode::parse("912206051498669445"),
            Err(CreditCodeFault::Check { found: '5', expected: check("91220605149866944") })
        );
        assert_eq!(CreditCode::parse("9122"), Err(CreditCodeFault::Length { found: 4 }));
        assert_eq!(CreditCode::parse("9122010460998499IJ"), Err(CreditCodeFault::Character { found: 'I' }));
    }

    fn check(body: &str) -> char {
        ALPHABET.chars().find(|c| CreditCode::parse(&format!("{body}{c}")).is_ok()).unwrap()
    }
}
