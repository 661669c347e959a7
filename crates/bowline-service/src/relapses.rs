//! A closed hazard that a look-back finds again begins anew: as a hazard of its own that names the one before it, whose history
//! stays as it was.
//!
//! This module must never begin it twice: its id follows from the look. Start at [`Aftermath::reopen`].

use crate::Refused;
use crate::aftermath::Aftermath;
use crate::look_backs::LOOK;
use crate::refused::retried;
use bowline_core::facts::{Actor, Answer, InputId, Source, Stage};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::{Declared, Dossier, Finding, find};
use bowline_core::rules::Pack;
use bowline_store::Commit;

/// The answer of a hazard that names the one before it.
pub(crate) const FOLLOWS: &str = "hazard.follows";

impl Aftermath<'_> {
    /// Begins the hazard anew that a look found not to hold. Answers how much was written.
    pub(crate) fn reopen(&self, look: &Dossier) -> Result<u64, Refused> {
        let Some(matter) = look.declared().filter(|it| it.kind.as_str() == LOOK && it.phase.stage == Stage::Done)
        else {
            return Ok(0);
        };
        let (pack, Some(Answer::Link(of))) = (self.inner.pack_of(look), answer(matter, "look_back.of")) else {
            return Ok(0);
        };
        if !fails(pack, matter) {
            return Ok(0);
        }
        retried(|| {
            let old = self.dossier(*of)?;
            let (Some(hazard), Some(place)) = (old.hazard(), old.place) else { return Ok(0) };
            let subject = SubjectId::derived_in(place, &["relapse", &look.subject.to_string()]);
            let before = self.dossier(subject)?;
            if before.version > 0 {
                return Ok(0);
            }
            let (registry, now) = (self.inner.seen(), self.inner.now());
            let found = &hazard.found;
            let office = registry.office_for(place, &found.sector).unwrap_or_else(|| found.office.clone());
            let follows = FOLLOWS.parse::<InputId>().ok().map(|input| (input, Answer::Link(*of)));
            let finding = Finding {
                site: found.site,
                unit: found.unit.clone(),
                sector: found.sector.clone(),
                source: Source::Inspection,
                description: found.description.clone(),
                found_on: match answer(matter, "look_back.visited_on") {
                    Some(Answer::Day(day)) => *day,
                    _ => self.inner.today(),
                },
                office,
                answers: follows.into_iter().collect(),
                proofs: match answer(matter, "look_back.files") {
                    Some(Answer::Files(files)) => files.clone(),
                    _ => Vec::new(),
                },
            };
            let decided = match find(self.inner.setting(&registry, now, place), subject, place, Actor::Engine, finding)
            {
                Ok(decided) => decided,
                Err(refused) => {
                    let (look, why) = (look.subject, refused.text().en);
                    tracing::error!(%look, why, "a hazard that relapsed could not be begun anew");
                    return Ok(0);
                }
            };
            let mut commit = Commit::default();
            self.inner.add(&mut commit, Actor::Engine, &before, decided);
            self.inner.commit(commit)?;
            Ok(1)
        })
    }
}

fn answer<'m>(matter: &'m Declared, input: &str) -> Option<&'m Answer> {
    matter.answers.iter().find(|(id, _)| id.as_str() == input).map(|(_, answer)| answer)
}

/// Whether the result is one that the kind calls grave.
fn fails(pack: &Pack, look: &Declared) -> bool {
    let Some(line) = pack.kind_of(&look.kind, look.begun.edition).map(|kind| &kind.line) else { return false };
    let result = line.facet.as_ref().and_then(|input| look.answers.get(input));
    matches!(result, Some(Answer::Choice(word)) if line.grave.contains(word))
}
