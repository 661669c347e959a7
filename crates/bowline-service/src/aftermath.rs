//! What a change of one matter does to others: it begins children, tells a parent that a child is over, and gives triggers
//! something to count. A run of the engine reads from the log what changed since the last one.
//!
//! This module must never move on past a fact before all that follows from it is committed: a crash then repeats work that
//! is there already, and loses none. Start at [`Aftermath::follow_changes`].

use crate::Refused;
use crate::app::Inner;
use crate::refused::retried;
use crate::registry::Seen;
use bowline_core::facts::Actor;
use bowline_core::ids::{RuleId, SubjectId};
use bowline_core::obligations::{Decided, Dossier, Setting, all_over, bear, child_is_over};
use bowline_core::places::Level;
use bowline_store::{Commit, Triggers};
use jiff::ToSpan;
use std::collections::BTreeMap;

/// Up to which fact of the log it was looked.
const FOLLOWED_TO: &str = "changes_followed_to";
/// Facts looked at in one run.
const MOST: u32 = 200_000;
/// Facts after which it is noted how far it was looked, though nothing changed: a run by itself writes no more than it did.
const NOTED_AFTER: i64 = 1_000;
/// Children that are begun in one commit.
const PAGE: u32 = 200;
/// Children of one parent whose end it is told in one commit.
const ENDS: usize = 200;
/// Days back that a first look goes, longer than any window of a trigger.
const FIRST_LOOK_DAYS: i64 = 1_100;

/// Children that are over, by the dossier from which they come.
type Over = BTreeMap<SubjectId, Vec<SubjectId>>;

/// What follows in other dossiers.
#[derive(Clone, Copy)]
pub(crate) struct Aftermath<'a> {
    pub(crate) inner: &'a Inner,
}

impl Aftermath<'_> {
    /// Does what follows in other dossiers from all that changed since the last run. Answers how much was written.
    pub(crate) fn follow_changes(&self) -> Result<u64, Refused> {
        let kinds: Vec<RuleId> = self.inner.pack().shared_kinds().map(|kind| kind.id.clone()).collect();
        if kinds.is_empty() {
            return Ok(0);
        }
        let (own, triggers) = (self.inner.store.own(), Triggers::of(&self.inner.store));
        let known = own.setting(FOLLOWED_TO)?.and_then(|seq| seq.parse::<i64>().ok());
        let (changed, upto) = match known {
            Some(since) => triggers.changed(&kinds, since, MOST)?,
            None => (self.listed_first(&kinds)?, triggers.last()?),
        };
        let (mut written, mut over) = (0, BTreeMap::new());
        let is_news = !changed.is_empty() || known.is_none_or(|since| upto - since >= NOTED_AFTER);
        for subject in changed {
            written += self.follow_change(subject, &mut over)?;
        }
        for (parent, children) in over {
            written += self.tell_parent(parent, &children)?;
        }
        if is_news {
            own.put_setting(FOLLOWED_TO.to_owned(), upto.to_string())?;
        }
        Ok(written)
    }

    /// What a first look finds: the log is long, and older matters are in no window any more.
    fn listed_first(&self, kinds: &[RuleId]) -> Result<Vec<SubjectId>, Refused> {
        let (today, nation) = (self.inner.today(), self.inner.places.latest().nation());
        // A matter that is planned begins on a day to come.
        let (first, last) =
            (today.saturating_sub(FIRST_LOOK_DAYS.days()), today.saturating_add(FIRST_LOOK_DAYS.days()));
        let mut found = Vec::new();
        for kind in kinds {
            let listed = Triggers::of(&self.inner.store).listed(kind, (Level::Nation, nation), (first, last))?;
            found.extend(listed.into_iter().map(|it| it.subject));
        }
        Ok(found)
    }

    /// The setting of a dossier: the law of its place, now.
    pub(crate) fn setting<'s>(&'s self, registry: &'s Seen<'s>, of: &Dossier) -> Setting<'s> {
        let place = of.place.unwrap_or_else(|| self.inner.places.latest().nation());
        self.inner.setting(registry, self.inner.now(), place)
    }

    /// Does what follows from one dossier. Where it is over, its parent is told later, together with its other children.
    fn follow_change(&self, subject: SubjectId, over: &mut Over) -> Result<u64, Refused> {
        let mut written = 0;
        while self.bear_page(subject)? {
            written += 1;
        }
        let dossier = self.dossier(subject)?;
        if self.draw(&dossier)? > 0 {
            // What was drawn begins in the same run.
            return Ok(written + 1 + self.follow_change(subject, over)?);
        }
        let from = dossier.declared().and_then(|matter| matter.begun.from.as_ref()).filter(|_| !dossier.is_open());
        if let Some(from) = from {
            over.entry(from.subject).or_default().push(subject);
        }
        written += self.reopen(&dossier)?;
        written += self.follow_joined(&dossier)?;
        if let Some(wish) = all_over(self.setting(&self.inner.seen(), &dossier), &dossier) {
            written += u64::from(self.act_by_engine(&dossier, wish)?);
        }
        Ok(written + self.propose(&dossier)?)
    }

    /// Begins the next children of a matter, together with the fact of the parent that says so. False: it has none to begin.
    fn bear_page(&self, subject: SubjectId) -> Result<bool, Refused> {
        retried(|| {
            let parent = self.dossier(subject)?;
            let (registry, now) = (self.inner.seen(), self.inner.now());
            let at = |place| self.inner.setting(&registry, now, place);
            let Some((told, born)) = bear(&at, &parent, PAGE) else {
                return Ok(false);
            };
            let mut commit = Commit::default();
            for child in born {
                match child.decided {
                    Ok(decided) => {
                        drop(self.inner.add(&mut commit, Actor::Engine, &Dossier::new(child.subject), decided))
                    }
                    Err(refused) => {
                        let (parent, why) = (subject, refused.text().en);
                        tracing::error!(%parent, why, "a child could not be begun; its parent stays open");
                    }
                }
            }
            self.inner.add(&mut commit, Actor::Engine, &parent, told);
            self.inner.commit(commit)?;
            Ok(true)
        })
    }

    /// Tells a parent which of its children are over, many in one commit; where those were the last, what follows from it.
    fn tell_parent(&self, parent: SubjectId, children: &[SubjectId]) -> Result<u64, Refused> {
        let mut written = 0;
        for page in children.chunks(ENDS) {
            let over = page.iter().map(|child| self.dossier(*child)).collect::<Result<Vec<_>, _>>()?;
            written += retried(|| {
                let (before, registry) = (self.dossier(parent)?, self.inner.seen());
                let mut told = Decided { drafts: Vec::new(), after: before.clone(), behalf: None };
                for child in &over {
                    if let Some(next) = child_is_over(self.setting(&registry, &told.after), &told.after, child) {
                        let drafts = told.drafts.into_iter().chain(next.drafts).collect();
                        told = Decided { drafts, ..next };
                    }
                }
                let ends = told.drafts.len() as u64;
                if ends > 0 {
                    let mut commit = Commit::default();
                    self.inner.add(&mut commit, Actor::Engine, &before, told);
                    self.inner.commit(commit)?;
                }
                Ok(ends)
            })?;
        }
        let parent = self.dossier(parent)?;
        if let Some(wish) = all_over(self.setting(&self.inner.seen(), &parent), &parent) {
            written += u64::from(self.act_by_engine(&parent, wish)?);
        }
        Ok(written)
    }
}
