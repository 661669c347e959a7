//! The people whom ledgers named, as the administrator confirms them.
//!
//! This module must never give a key to somebody who is not confirmed: the product must refuse. Start at
//! `confirm_somebody`.

use super::Simulation;
use crate::refusal;
use bowline_service::Refused;

impl Simulation {
    /// Somebody whom a ledger named gets no key, is confirmed, gets one, and works from then on.
    pub(super) fn confirm_somebody(&mut self) -> Result<(), String> {
        let named = self.app.people().to_confirm().map_err(refusal)?;
        let Some((person, name, post)) = self.dice.pick(&named).cloned() else { return Ok(()) };
        match self.app.people().issue_key(person) {
            Err(Refused::Field { .. }) => self.refused += 1,
            other => return Err(format!("{name} is not confirmed, and a key was answered {:?}", other.map(drop))),
        }
        self.app.people().confirm(person).map_err(refusal)?;
        let once = self.facts()?;
        self.app.people().confirm(person).map_err(refusal)?;
        if self.facts()? != once {
            return Err(format!("{name} was confirmed a second time"));
        }
        if self.app.people().to_confirm().map_err(refusal)?.iter().any(|(other, ..)| *other == person) {
            return Err(format!("{name} is confirmed, and still to be confirmed"));
        }
        self.app.people().issue_key(person).map_err(refusal)?;
        self.people.came(post, person);
        Ok(())
    }
}
