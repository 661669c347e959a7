//! Codes and keys of a draw, as in the IETF's draft on verifiable random selection (draft-thomson-elegy-vrs): HKDF with SHA-256
//! over the labels of a list.
//!
//! This module must never draw by chance: the secret and the seed are handed in. Start at [`Key::of`].

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// The code of one round. Its SHA-256 is the code that was published before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code([u8; 32]);

impl Code {
    /// A secret that was hashed so many times: once at least, so that the secret itself is never a code.
    #[must_use]
    pub fn of(secret: &[u8], times: u32) -> Self {
        let mut code = Sha256::digest(secret).into();
        (1..times).for_each(|_| code = Sha256::digest(code).into());
        Self(code)
    }

    /// As it is written: 64 hexadecimal digits.
    #[must_use]
    pub fn text(self) -> String {
        hex(&self.0)
    }

    /// As it was written. None: it is no code.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut code = [0; 32];
        let fine = text.len() == 64 && text.is_ascii();
        let mut digits = text.as_bytes().chunks(2).filter(|_| fine);
        for byte in &mut code {
            *byte = u8::from_str_radix(std::str::from_utf8(digits.next()?).ok()?, 16).ok()?;
        }
        Some(Self(code))
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(self) -> [u8; 32] {
        self.0
    }

    /// The code that was published before this one.
    #[must_use]
    pub fn before(self) -> Self {
        Self(Sha256::digest(self.0).into())
    }
}

/// What orders a list: it follows from the code of the round and the seed.
#[derive(Clone, Copy, Debug)]
pub struct Key([u8; 32]);

impl Key {
    /// HKDF-Extract with the code as salt and the seed, in UTF-8, as keying material.
    #[must_use]
    pub fn of(code: Code, seed: &str) -> Self {
        Self(hmac(&code.0, &[seed.as_bytes()]))
    }

    /// Where a label comes: the 32 bytes of HKDF-Expand in hexadecimal digits. The lowest comes first.
    #[must_use]
    pub fn position(self, label: &str) -> String {
        hex(&hmac(&self.0, &[label.as_bytes(), &[1]]))
    }
}

/// HMAC with SHA-256, under a key of 32 bytes.
fn hmac(key: &[u8; 32], message: &[&[u8]]) -> [u8; 32] {
    // A key shorter than a block is filled up with zeros.
    let mut block = [0; BLOCK];
    block.iter_mut().zip(key).for_each(|(byte, key)| *byte = *key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    message.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_draft_comes_out() {
        let secret = b"totally not a bikeshed";
        let (published, code) = (Code::of(secret, 10), Code::of(secret, 9));
        assert_eq!(published.text(), "950ea08d8d5fd3ae415b9967aba7a48aba39ca62a4d98f2e7fe25cb1b8f8c488");
        assert_eq!(code.text(), "5346f2efb5397a6788fc1f1d9c05c6d3f2abe9b7d16d8592a3695b6dbe9f2456");
        assert_eq!((code.before(), Code::read(&code.text())), (published, Some(code)));
        let key = Key::of(code, &"1.2.3.4.5.6./".repeat(3));
        let order = ["lavenderblush", "blue", "darkgoldenrod", "mediumvioletred", "bisque", "lightpink"];
        let positions: Vec<String> = order.iter().map(|label| key.position(label)).collect();
        assert!(positions.is_sorted(), "{positions:?}");
        assert!(positions[0].starts_with("002ed527ae0a44a86c205d1cdba") && positions[5].starts_with("13a07cc9abf3"));
    }

    #[test]
    fn the_first_vector_of_rfc_5869_comes_out() {
        let salt: Vec<u8> = (0..13).collect();
        let mut padded = [0; 32];
        padded[..13].copy_from_slice(&salt);
        // A key shorter than a block is filled up with zeros, so that the padded salt is the same key.
        let prk = hmac(&padded, &[&[0x0b; 22]]);
        assert_eq!(hex(&prk), "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        for text in ["", "00", &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(Code::read(text), None, "{text}");
        }
    }
}
