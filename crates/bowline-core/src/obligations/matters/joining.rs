//! Two matters about the same thing become one: the one waits for the other, and what came out of that is told here too. Nothing is
//! moved from one dossier to the other, so that whoever reported either is kept, and a wrong joining is taken back by an act.
//!
//! This module must never end a matter because another ended. Start at [`tell_joined`] and [`follows_first`].

use super::{Case, MatterRefusal, Wish, kind_of};
use crate::facts::{Actor, Answer, Answers, MatterJoined, Stage, What};
use crate::ids::SubjectId;
use crate::obligations::ask::{Decided, Setting};
use crate::obligations::dossier::Dossier;
use crate::obligations::follow::Writing;
use crate::obligations::rejected::Rejected;

impl Case<'_> {
    /// The matter to which the act joins this one: another of the same kind and place, which is open and waits for no third.
    pub(super) fn joins(&self, given: &Answers) -> Result<Option<SubjectId>, Rejected> {
        let Some(joining) = &self.act.joins else { return Ok(None) };
        let (Some(Answer::Link(first)), Some(own)) = (given.get(&joining.into), self.dossier) else { return Ok(None) };
        let stands = self.setting.registry.stands(*first).filter(|it| own.place == Some(it.place));
        let fits = stands.and_then(|it| it.matter).is_some_and(|(kind, phase)| {
            kind == self.kind.id && phase.stage == Stage::Open && Some(&phase.id) != self.act.phase.as_ref()
        });
        if !fits || *first == own.subject {
            return Err(MatterRefusal::CannotJoin(self.act.name.clone()).into());
        }
        Ok(Some(*first))
    }
}

/// Tells a matter that another was joined to it, or goes its own way again. None: it knows.
#[must_use]
pub fn tell_joined(setting: Setting<'_>, first: &Dossier, other: &Dossier) -> Option<Decided> {
    let (of, joined) = (first.declared()?, other.declared()?);
    let stands = joined.first() == Some(first.subject);
    if of.joined.contains(&other.subject) == stands {
        return None;
    }
    let mut writing = Writing::on(setting, Actor::Engine, first.clone(), first.place?);
    writing.write(setting.now, What::MatterJoined(MatterJoined { other: other.subject, stands }));
    Some(writing.decided())
}

/// What the engine does with a matter that waits for another, once it is known what came out of that.
#[must_use]
pub fn follows_first(setting: Setting<'_>, first: &Dossier, other: &Dossier) -> Option<Wish> {
    let (of, joined) = (first.declared()?, other.declared()?);
    let kind = kind_of(setting, other).ok()?;
    let acts = kind.acts.iter().filter(|act| act.phase.as_ref() == Some(&joined.phase.id));
    let joining = acts.filter_map(|act| act.joins.as_ref()).next()?;
    let known = !first.is_open() || joining.known_in.contains(&of.phase.id);
    let waits = joined.first() == Some(first.subject);
    (known && waits).then(|| Wish { act: joining.over.clone(), answers: Answers::new() })
}
