//! These facts say which law is in force here: one person proposes a pack, and another puts it in force.

use serde::{Deserialize, Serialize};

/// `pack.proposed`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackProposed {
    /// Name and version, such as `cn-national@2`.
    pub name: String,
    /// SHA-256 over its files, in hex: of each in order of its path, the path, a zero byte, and the SHA-256 of the bytes.
    pub sha256: String,
    /// How many files it has.
    pub files: u32,
}

/// `pack.activated`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackActivated {
    /// Name and version.
    pub name: String,
    /// The digest that the second person signed: that of the proposal.
    pub sha256: String,
}
