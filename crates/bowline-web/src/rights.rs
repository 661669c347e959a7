//! A right says what an address needs of the visitor. Which hazards, places and acts a person may see is the service's
//! own rule.
//!
//! This module must never look at a dossier. Start at [`Right::judge`].

use crate::problem::Problem;
use bowline_service::views::{Scope, Who};

/// The right that an address needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Everybody.
    Anyone,
    /// Everybody, in a demo only.
    Demo,
    /// Whoever is signed in; the service shows each only their own.
    SignedIn,
    /// Whoever sees a place: people of government offices.
    Official,
}

impl Right {
    /// Whether a visitor has it.
    ///
    /// # Errors
    /// The problem to show instead of the page.
    pub fn judge(self, who: Option<&Who>, demo: bool) -> Result<(), Problem> {
        match (self, who) {
            (Self::Anyone, _) => Ok(()),
            (Self::Demo, _) if demo => Ok(()),
            (Self::Demo, _) => Err(Problem::NotFound),
            (_, None) => Err(Problem::SignInFirst),
            (Self::SignedIn, Some(_)) => Ok(()),
            (Self::Official, Some(who)) if is_official(who) => Ok(()),
            (Self::Official, Some(_)) => Err(Problem::Forbidden),
        }
    }
}

/// Whether a person sees a place and all below it.
#[must_use]
pub const fn is_official(who: &Who) -> bool {
    matches!(who.scope, Scope::Place(_))
}
