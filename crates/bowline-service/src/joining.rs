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
            written += u64::from(self.tell_first(*first, changed)?);
            written += self.follow_first(*first, changed)?;
        }
        for other in &matter.joined {
            written += self.follow_first(changed.subject, &self.dossier(*other)?)?;
        }
        Ok(written)
    }

    fn tell_first(&self, first: SubjectId, other: &Dossier) -> Result<bool, Refused> {
        retried(|| {
            let first = self.dossier(first)?;
            let registry = self.inner.seen();
            let Some(decided) = tell_joined(self.setting(&registry, &first), &first, other) else { return Ok(false) };
            let mut commit = Commit::default();
            self.inner.add(&mut commit, Actor::Engine, &first, decided);
            self.inner.commit(commit)?;
            Ok(true)
        })
    }

    fn follow_first(&self, first: SubjectId, other: &Dossier) -> Result<u64, Refused> {
        let wish = follows_first(self.setting(&self.inner.seen(), other), &self.dossier(first)?, other);
        wish.map_or(Ok(0), |wish| Ok(u64::from(self.act_by_engine(other, wish)?)))
    }
}
