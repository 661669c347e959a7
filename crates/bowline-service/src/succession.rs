//! Offices that are no more pass on what they had: posts, people and open matters, in one commit.
//!
//! This module must never move a clock: the core says what is written in each matter. Start at [`Succession::add`].

use crate::Refused;
use crate::app::{Entry, Inner};
use crate::engine::Engine;
use crate::refused::{TryAgain, retried, seen};
use bowline_core::facts::{Actor, OfficeAbolished, PostLeft, PostTaken, What};
use bowline_core::ids::{Body, OfficeId, PersonId, PlaceCode, PostId, Role, SubjectId};
use bowline_core::obligations::{Decided, Dossier, Draft, hand_over};
use bowline_core::words::Text;
use bowline_store::Commit;
use std::collections::{BTreeMap, BTreeSet};

/// Most matters that one act moves: all of them stand in one commit.
const MOST_MATTERS: usize = 50_000;
/// Dossiers whose facts are read at once.
const PART: usize = 200;
/// Most characters of the decision on which an act rests.
const LONGEST_GROUND: usize = 200;

/// Which offices end, and who has the work of each.
pub(crate) struct Succession<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) pairs: Vec<(OfficeId, OfficeId)>,
}

/// Who signs, in whose name, on what ground, and who goes along into the same post (none: everybody).
pub(crate) struct Signed {
    pub(crate) by: PersonId,
    pub(crate) above: Body,
    pub(crate) ground: String,
    pub(crate) along: Option<BTreeSet<PersonId>>,
}

impl Succession<'_> {
    /// Adds the end of each office, what becomes of its people, and its open matters.
    pub(crate) fn add(&self, commit: &mut Commit, by: &Signed) -> Result<(), Refused> {
        for (office, to) in &self.pairs {
            let ground = Some(by.ground.clone());
            let abolished = OfficeAbolished { office: office.clone(), to: Some(to.clone()), ground };
            self.note(commit, (office.subject(), office.place), by, vec![What::OfficeAbolished(abolished)])?;
        }
        self.add_people(commit, by)?;
        self.add_matters(commit, by)
    }

    /// After the act: takes over whatever somebody began for an office while this was signed, and runs the engine, so that a post that
    /// nobody took is a responsibility gap now.
    pub(crate) fn settle(&self, by: &Signed) -> Result<(), Refused> {
        retried(|| {
            let mut commit = Commit::default();
            self.add_matters(&mut commit, by)?;
            if !commit.appends.is_empty() {
                self.inner.commit(commit)?;
            }
            Ok::<_, TryAgain>(())
        })?;
        Engine { inner: self.inner }.tick().map(drop)
    }

    /// Everybody leaves today; whoever goes along has the same post of the taker from today on.
    fn add_people(&self, commit: &mut Commit, by: &Signed) -> Result<(), Refused> {
        let (today, registry) = (self.inner.today(), self.inner.store.registry());
        let mut facts = BTreeMap::<PersonId, Vec<What>>::new();
        let mut taken = BTreeSet::new();
        for (from, to) in self.posts() {
            let there: BTreeSet<PersonId> =
                registry.holders(&to, today)?.into_iter().map(|(person, _)| person).collect();
            for (person, _) in registry.holders(&from, today)? {
                let goes = by.along.as_ref().is_none_or(|along| along.contains(&person)) && !there.contains(&person);
                let of = facts.entry(person).or_default();
                of.push(What::PostLeft(PostLeft { person, post: from.clone(), until: today }));
                if goes && taken.insert((person, to.clone())) {
                    of.push(What::PostTaken(PostTaken { person, post: to.clone(), from: today, until: None }));
                }
            }
        }
        let place = self.pairs.first().map_or_else(|| self.inner.places.latest().nation(), |(_, to)| to.place);
        facts.into_iter().try_for_each(|(person, facts)| self.note(commit, (person.into(), place), by, facts))
    }

    /// Each post that ends with the one that takes over.
    fn posts(&self) -> impl Iterator<Item = (PostId, PostId)> {
        let of = |office: &OfficeId, role| PostId::office(office.clone(), role);
        let each = move |(from, to): &(OfficeId, OfficeId)| Role::OF_OFFICE.map(|role| (of(from, role), of(to, role)));
        self.pairs.iter().flat_map(each)
    }

    /// Adds facts about who and what exists.
    pub(crate) fn note(
        &self,
        commit: &mut Commit,
        (subject, place): (SubjectId, PlaceCode),
        by: &Signed,
        facts: Vec<What>,
    ) -> Result<(), Refused> {
        let now = self.inner.now();
        let entry = Entry { subject, place, by: Actor::Person(by.by), behalf: Some(&by.above), now };
        let expected = self.inner.store.log().version(subject)?;
        let drafts = facts.into_iter().map(|what| Draft { held: now, what }).collect();
        self.inner.add_registry(commit, &entry, expected, drafts);
        Ok(())
    }

    /// Adds what is written in each open matter.
    pub(crate) fn add_matters(&self, commit: &mut Commit, by: &Signed) -> Result<(), Refused> {
        let by = Actor::Person(by.by);
        for (before, decided) in self.handed(by)? {
            self.inner.add(commit, by, &before, decided);
        }
        Ok(())
    }

    /// Every open matter in which one of the offices has a part, and what is written in it.
    pub(crate) fn handed(&self, by: Actor) -> Result<Vec<(Dossier, Decided)>, Refused> {
        let bodies: Vec<Body> = self.pairs.iter().map(|(from, _)| Body::Office(from.clone())).collect();
        let subjects = self.inner.store.duties().owing_around(&bodies, &self.around())?;
        let mut handed = Vec::new();
        for part in subjects.chunks(PART) {
            for (subject, facts) in part.iter().zip(self.inner.store.log().facts_of_each(part)?) {
                let before = Dossier::replay(*subject, &facts);
                handed.extend(self.hand_over(&before, by).map(|decided| (before, decided)));
            }
            if handed.len() > MOST_MATTERS {
                return Err(too_many());
            }
        }
        Ok(handed)
    }

    fn hand_over(&self, before: &Dossier, by: Actor) -> Option<Decided> {
        let (registry, now) = (self.inner.seen(), self.inner.now());
        let place = before.place.unwrap_or_else(|| self.inner.places.latest().nation());
        self.pairs.iter().fold(None, |so_far: Option<Decided>, (from, to)| {
            let dossier = so_far.as_ref().map_or(before, |it| &it.after);
            let [from, to] = [from, to].map(|office| Body::Office(office.clone()));
            let next = hand_over(self.inner.setting(&registry, now, place), dossier, by, &from, &to);
            match (so_far, next) {
                (Some(mut all), Some(next)) => {
                    all.drafts.extend(next.drafts);
                    Some(Decided { after: next.after, ..all })
                }
                (so_far, next) => next.or(so_far),
            }
        })
    }

    /// The places of the offices and all below.
    fn around(&self) -> Vec<PlaceCode> {
        let tops: BTreeSet<PlaceCode> = self.pairs.iter().map(|(from, _)| from.place).collect();
        let places = self.inner.places.latest();
        let codes: BTreeSet<PlaceCode> = places.iter().map(|it| it.code).collect();
        codes.into_iter().filter(|code| tops.iter().any(|top| places.is_within(*code, *top))).collect()
    }
}

fn too_many() -> Refused {
    Refused::field(
        "to",
        format!("在办事项超过 {MOST_MATTERS} 件，不能一次移交；请联系系统管理员。"),
        format!("More than {MOST_MATTERS} open matters cannot move in one act; ask the system administrator."),
    )
}

/// The decision on which an act rests, as typed.
pub(crate) fn ground(typed: &str) -> Result<String, Refused> {
    let ground = typed.trim();
    if ground.is_empty() || ground.chars().count() > LONGEST_GROUND {
        return Err(Refused::field(
            "ground",
            format!("请填写依据（文件名称或者文号），不超过 {LONGEST_GROUND} 个字。"),
            format!(
                "Enter the decision on which this rests, such as the number of a document; at most {LONGEST_GROUND} characters."
            ),
        ));
    }
    seen("ground", &Text::new("依据", "decision"), ground)?;
    Ok(ground.to_owned())
}
