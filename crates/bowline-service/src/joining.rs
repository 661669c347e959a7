//! Matters about the same thing that became one: each says so, and what came out of the one is told in the other.
//!
//! This module must never decide what follows: the core does. Start at [`Aftermath::follow_joined`].

use crate::Refused;
use crate::aftermath::Aftermath;
use crate::refused::retried;
use bowline_core::facts::Actor;
use bowline_core::ids::SubjectId;
use bowline_core::obligations::{Dossier, follows_first, tell_joined};
use bowline_store::Commit;

impl Aftermath<'_> {
    /// What a change of a matter does to those to which it is joined, and to those that are joined to it. Answers how much was written.
    pub(crate) fn follow_joined(&self, changed: &Dossier) -> Result<u64, Refused> {
        let Some(matter) = changed.declared() else { return Ok(0) };
        let mut written = 0;
        for first in matter.joined_to.keys() {
            written += u64::from(tell_first(*self, *first, changed)?);
            written += follow_first(*self, *first, changed)?;
        }
        for other in &matter.joined {
            written += follow_first(*self, changed.subject, &self.dossier(*other)?)?;
        }
        Ok(written)
    }
}

fn tell_first(run: Aftermath<'_>, first: SubjectId, other: &Dossier) -> Result<bool, Refused> {
    retried(|| {
        let first = run.dossier(first)?;
        let registry = run.inner.seen();
        let Some(decided) = tell_joined(run.setting(&registry, &first), &first, other) else { return Ok(false) };
        let mut commit = Commit::default();
        run.inner.add(&mut commit, Actor::Engine, &first, decided);
        run.inner.commit(commit)?;
        Ok(true)
    })
}

fn follow_first(run: Aftermath<'_>, first: SubjectId, other: &Dossier) -> Result<u64, Refused> {
    let wish = follows_first(run.setting(&run.inner.seen(), other), &run.dossier(first)?, other);
    wish.map_or(Ok(0), |wish| Ok(u64::from(run.act_by_engine(other, wish)?)))
}
