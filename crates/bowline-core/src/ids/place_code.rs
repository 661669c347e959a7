//! The code of a place is opaque to the program. The tree says which place lies in which; the digits never do.

use super::IdFault;
use serde::{Deserialize, Serialize};

/// A place's code, such as `220104` (GB/T 2260: 朝阳区 of 长春). One to twelve ASCII letters or digits. The nation is `000000`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlaceCode {
    bytes: [u8; 12],
    len: u8,
}

impl PlaceCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl std::str::FromStr for PlaceCode {
    type Err = IdFault;
    fn from_str(text: &str) -> Result<Self, IdFault> {
        let fine = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if !fine {
            return Err(IdFault::new("place code", text));
        }
        let mut bytes = [0; 12];
        for (to, from) in bytes.iter_mut().zip(text.bytes()) {
            *to = from;
        }
        Ok(Self { bytes, len: u8::try_from(text.len()).unwrap_or(12) })
    }
}
impl TryFrom<String> for PlaceCode {
    type Error = IdFault;
    fn try_from(text: String) -> Result<Self, IdFault> {
        text.parse()
    }
}
impl From<PlaceCode> for String {
    fn from(code: PlaceCode) -> Self {
        code.as_str().to_owned()
    }
}
impl std::fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
impl std::fmt::Debug for PlaceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
