//! What triggers make of a matter that joined a list, or left it: a proposal, or a proposal without its ground. A person
//! decides on each.
//!
//! This module must never propose twice: the id of a proposal follows from its trigger, its place and the matter that
//! called for it. Start at [`Aftermath::propose`].

use crate::Refused;
use crate::aftermath::Aftermath;
use crate::refused::{TryAgain, retried};
use bowline_core::facts::{Actor, Answer, Answers, Link};
use bowline_core::ids::{OfficeId, PlaceCode, RuleId, SubjectId};
use bowline_core::obligations::{
    Beginning, By, Decided, Dossier, Listed, Proposed, Registry, Wish, begin, carry_out, proposed, still_grounded,
};
use bowline_core::places::Level;
use bowline_core::rules::{Fill, Opening, Trigger};
use bowline_core::time::{Day, day_of};
use bowline_store::{Commit, Matters, Triggers};
use jiff::ToSpan;
use std::collections::BTreeSet;

impl Aftermath<'_> {
    /// Asks every trigger that counts matters of this kind about one of them.
    pub(crate) fn propose(&self, dossier: &Dossier) -> Result<u64, Refused> {
        let mut written = self.look_at_grounds(dossier)?;
        let Some(cause) = self.cause(dossier)? else { return Ok(written) };
        let (pack, place) =
            (self.inner.pack_of(dossier), dossier.place.unwrap_or_else(|| self.inner.places.latest().nation()));
        let kind = dossier.declared().map(|matter| matter.kind.clone());
        for trigger in pack.triggers().in_force(cause.day) {
            let Some(opening) = pack.opening(trigger) else { continue };
            let asked = trigger.inputs();
            let mut counted = pack.fills().iter().filter(|fill| asked.contains(&fill.input));
            if !counted.any(|fill| Some(&fill.kind) == kind.as_ref()) {
                continue;
            }
            if let Some(found) = proposed(pack, trigger, &cause, |fill| self.near(fill, place, cause.day))? {
                written += self.write_proposal(opening, &found, &cause, place)?;
            }
        }
        Ok(written)
    }

    /// The matters that a fill counts around a day, in the place at its level.
    fn near(&self, fill: &Fill, place: PlaceCode, day: Day) -> Result<Vec<Listed>, Refused> {
        let span = i64::from(fill.span).days();
        let days = (day.saturating_sub(span), day.saturating_add(span));
        let Some(at) = self.above(place, fill.within) else { return Ok(Vec::new()) };
        Ok(Triggers::of(&self.inner.store).listed(&fill.kind, (fill.within, at), days)?)
    }

    /// A matter as lists see it. None: it is none, or no matter of a declared kind.
    fn cause(&self, dossier: &Dossier) -> Result<Option<Listed>, Refused> {
        let row = Matters::of(&self.inner.store).one(dossier.subject)?;
        let row = row.filter(|row| row.stage != bowline_core::facts::Stage::Void);
        Ok(row.map(|row| Listed { day: row.began, subject: row.subject, facet: row.facet.unwrap_or_default() }))
    }

    fn write_proposal(
        &self,
        opening: &Opening,
        found: &Proposed<'_>,
        cause: &Listed,
        place: PlaceCode,
    ) -> Result<u64, Refused> {
        let trigger = found.trigger;
        let level = trigger.whom.level.unwrap_or(Level::County);
        let at = self.above(place, level).unwrap_or(place);
        for matter in &found.evidence {
            let before = self.dossier(proposal(trigger, at, *matter))?;
            let known = evidence_of(opening, &before);
            let is_known = before.version > 0 && found.evidence.iter().all(|it| known.contains(it));
            if is_known || (before.is_open() && self.add_evidence(opening, &before, &known, &found.evidence)?) {
                return Ok(0);
            }
        }
        let next = proposal(trigger, at, cause.subject);
        if !found.calls || self.dossier(next)?.version > 0 {
            return Ok(0);
        }
        self.begin_proposal(opening, found, cause, at, next)
    }

    fn begin_proposal(
        &self,
        opening: &Opening,
        found: &Proposed<'_>,
        cause: &Listed,
        place: PlaceCode,
        subject: SubjectId,
    ) -> Result<u64, Refused> {
        retried(|| {
            let now = self.inner.now();
            let registry = self.inner.seen();
            let office = self.proposer(found.trigger, place);
            let answers: Answers = [
                (opening.rule.clone(), Answer::Rules(vec![found.trigger.id.clone()])),
                (opening.evidence.clone(), Answer::Links(found.evidence.clone())),
                (opening.day.clone(), Answer::Day(day_of(now, self.inner.pack().country().zone()))),
            ]
            .into_iter()
            .collect();
            let beginning = Beginning {
                kind: opening.kind.clone(),
                office,
                site: None,
                unit: None,
                sector: None,
                from: Some(Link { word: "arises_from".to_owned(), subject: cause.subject }),
                wish: Wish { act: opening.act.clone(), answers },
            };
            let decided = begin(self.inner.setting(&registry, now, place), subject, place, By::Engine, beginning);
            let decided = match decided {
                Ok(decided) => decided,
                Err(refused) => {
                    let (trigger, why) = (&found.trigger.id, refused.text().en);
                    tracing::error!(%trigger, why, "a proposal could not be begun");
                    return Ok(0);
                }
            };
            self.commit_by_engine(&Dossier::new(subject), decided)?;
            Ok(1)
        })
    }

    /// Adds what is new to the evidence of a proposal on which nobody has decided. False: somebody has.
    fn add_evidence(
        &self,
        opening: &Opening,
        before: &Dossier,
        known: &[SubjectId],
        found: &[SubjectId],
    ) -> Result<bool, Refused> {
        let new = found.iter().filter(|it| !known.contains(it));
        let all = known.iter().chain(new).copied().collect();
        let answers = std::iter::once((opening.evidence.clone(), Answer::Links(all))).collect();
        self.act_by_engine(before, Wish { act: opening.more.clone(), answers })
    }

    /// Says of every open proposal that rests on a matter which changed, and no longer holds, that its ground is gone.
    fn look_at_grounds(&self, changed: &Dossier) -> Result<u64, Refused> {
        let (pack, mut written) = (self.inner.pack_of(changed), 0);
        let Some(place) = changed.place else { return Ok(0) };
        let places = self.inner.places.latest().ancestors(place);
        let openings: BTreeSet<&RuleId> =
            pack.proposals().iter().filter_map(|it| Some(&it.opens.as_ref()?.kind)).collect();
        for kind in openings {
            for subject in Triggers::of(&self.inner.store).open_at(kind, &places)? {
                let before = self.dossier(subject)?;
                let Some((opening, trigger)) = self.ground(&before) else { continue };
                let evidence = evidence_of(opening, &before);
                if !evidence.contains(&changed.subject) || self.is_said(opening, &before) {
                    continue;
                }
                let left = Matters::of(&self.inner.store).each(&evidence)?;
                let listed = |fill: &Fill| {
                    let standing = left
                        .iter()
                        .filter(|row| row.kind == fill.kind && row.stage != bowline_core::facts::Stage::Void);
                    let listed = |row: &bowline_core::signals::MatterRow| Listed {
                        day: row.began,
                        subject: row.subject,
                        facet: row.facet.clone().unwrap_or_default(),
                    };
                    standing.map(listed).collect()
                };
                if !still_grounded(pack, trigger, &listed) {
                    let wish = Wish { act: opening.gone.clone(), answers: Answers::new() };
                    written += u64::from(self.act_by_engine(&before, wish)?);
                }
            }
        }
        Ok(written)
    }

    /// What an open proposal rests on: how it was opened, and its trigger.
    fn ground(&self, proposal: &Dossier) -> Option<(&Opening, &Trigger)> {
        let (pack, matter) = (self.inner.pack_of(proposal), proposal.declared()?);
        let rule = |opening: &Opening| match matter.answers.get(&opening.rule)? {
            Answer::Rules(rules) => pack.triggers().latest(rules.first()?),
            _ => None,
        };
        let openings = pack.proposals().iter().filter_map(|it| it.opens.as_ref()).filter(|it| it.kind == matter.kind);
        // One kind may be opened by several proposals: the trigger says by which.
        let trigger = openings.into_iter().find_map(rule)?;
        Some((pack.opening(trigger)?, trigger))
    }

    /// Whether it was said before that the ground is gone.
    fn is_said(&self, opening: &Opening, proposal: &Dossier) -> bool {
        let kind = self.inner.pack_of(proposal).kinds().latest(&opening.kind);
        let fact = kind.and_then(|kind| kind.act(&opening.gone)).map(|act| act.fact.as_str());
        proposal.declared().zip(fact).is_some_and(|(matter, fact)| matter.doers.contains_key(fact))
    }

    pub(crate) fn act_by_engine(&self, before: &Dossier, wish: Wish) -> Result<bool, Refused> {
        retried(|| {
            let registry = self.inner.seen();
            let before = self.dossier(before.subject)?;
            match carry_out(self.setting(&registry, &before), &before, By::Engine, wish.clone()) {
                Ok(decided) => self.commit_by_engine(&before, decided).map(|()| true),
                Err(_) => Ok(false),
            }
        })
    }

    fn commit_by_engine(&self, before: &Dossier, decided: Decided) -> Result<(), TryAgain> {
        let mut commit = Commit::default();
        self.inner.add(&mut commit, Actor::Engine, before, decided);
        self.inner.commit(commit)?;
        Ok(())
    }

    pub(crate) fn dossier(&self, subject: SubjectId) -> Result<Dossier, Refused> {
        Ok(Dossier::replay(subject, &self.inner.store.log().facts(subject)?))
    }

    /// Who decides: the committee's office at the level that the rule names, else the last resort.
    fn proposer(&self, trigger: &Trigger, place: PlaceCode) -> OfficeId {
        let registry = self.inner.seen();
        let last = registry.last_resort();
        let level = trigger.by.first().and_then(|by| by.level);
        let at = level.and_then(|level| self.above(place, level));
        let office = at.map(|place| OfficeId { place, department: last.department.clone() });
        office.filter(|office| registry.exists(office)).unwrap_or(last)
    }

    fn above(&self, place: PlaceCode, level: Level) -> Option<PlaceCode> {
        let at = |code: &PlaceCode| self.inner.places.latest().get(*code).is_some_and(|place| place.level == level);
        self.inner.places.latest().ancestors(place).into_iter().find(at)
    }
}

/// The dossier of a proposal: by its trigger, its place and the matter that called for it.
fn proposal(trigger: &Trigger, place: PlaceCode, matter: SubjectId) -> SubjectId {
    SubjectId::derived_in(place, &["proposal", trigger.id.as_str(), &matter.to_string()])
}

fn evidence_of(opening: &Opening, proposal: &Dossier) -> Vec<SubjectId> {
    match proposal.declared().and_then(|matter| matter.answers.get(&opening.evidence)) {
        Some(Answer::Links(links)) => links.clone(),
        _ => Vec::new(),
    }
}
