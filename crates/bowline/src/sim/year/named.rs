//! The people whom ledgers named, as the administrator confirms them.
//!
//! This module must never give a key to somebody who is not confirmed: the product must refuse. Start at
//! `confirm_somebody`.

use super::Simulation;
use crate::refusal;
use bowline_service::Refused;

/// Somebody whom a ledger named gets no key, is confirmed, gets one, and works from then on.
pub(super) fn confirm_somebody(sim: &mut Simulation) -> Result<(), String> {
    let named = sim.app.people().to_confirm().map_err(refusal)?;
    let Some((person, name, post)) = sim.dice.pick(&named).cloned() else { return Ok(()) };
    match sim.app.people().issue_key(person) {
        Err(Refused::Field { .. }) => sim.refused += 1,
        other => return Err(format!("{name} is not confirmed, and a key was answered {:?}", other.map(drop))),
    }
    sim.app.people().confirm(person).map_err(refusal)?;
    let once = sim.facts()?;
    sim.app.people().confirm(person).map_err(refusal)?;
    if sim.facts()? != once {
        return Err(format!("{name} was confirmed a second time"));
    }
    if sim.app.people().to_confirm().map_err(refusal)?.iter().any(|(other, ..)| *other == person) {
        return Err(format!("{name} is confirmed, and still to be confirmed"));
    }
    sim.app.people().issue_key(person).map_err(refusal)?;
    sim.people.came(post, person);
    Ok(())
}
