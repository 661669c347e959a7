//! An office is dissolved and its work goes to another: one signed act, told beforehand.
//!
//! This module must never move a clock, and never leave a duty with an office that is no more: what nobody takes is a
//! responsibility gap at once. Start at [`Dissolving::dissolve`].

use crate::Refused;
use crate::app::{Entry, Inner};
use crate::engine::Engine;
use crate::names::role_name;
use crate::refused::{TryAgain, retried, seen};
use crate::requests::Request;
use crate::views::Who;
use bowline_core::facts::{Actor, OfficeAbolished, PostLeft, PostTaken, What};
use bowline_core::ids::{Body, OfficeId, PersonId, PlaceCode, PostId, Role, SubjectId};
use bowline_core::obligations::{Decided, Dossier, Draft, Registry as _, hand_over};
use bowline_core::words::Text;
use bowline_store::Commit;
use std::collections::{BTreeMap, BTreeSet};

/// Most matters that one act moves: all of them stand in one commit.
const MOST_MATTERS: usize = 50_000;
/// Dossiers whose facts are read at once.
const PART: usize = 200;
/// Most duties of a post that are counted.
const MOST_COUNTED: u64 = 100_000;
/// Most characters of the decision on which the act rests.
const LONGEST_GROUND: usize = 200;

/// The end of an office, and what becomes of its work.
#[derive(Clone, Copy)]
pub struct Dissolving<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

/// An office that may be dissolved, and what would move.
#[derive(Clone, Debug, PartialEq)]
pub struct Dissolvable {
    /// Which.
    pub office: OfficeId,
    /// Its name.
    pub name: Text,
    /// The offices that could take its work: at its place and above it, the nearest first.
    pub takers: Vec<(OfficeId, Text)>,
    /// What moves, once a taker is chosen.
    pub moves: Option<Moves>,
}

/// What moves when an office is dissolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    /// The office that takes the work.
    pub to: OfficeId,
    /// Its name.
    pub to_name: Text,
    /// Each post.
    pub posts: Vec<PostMoves>,
    /// Open matters in which the office has a part.
    pub matters: u64,
    /// The offices below, which answer to the taker from then on.
    pub below: Vec<Text>,
}

/// What moves with a post.
#[derive(Clone, Debug, PartialEq)]
pub struct PostMoves {
    /// What it is called.
    pub role: Text,
    /// Who holds it today.
    pub holders: Vec<(PersonId, String)>,
    /// Duties that run, and how many of them are late.
    pub duties: (u64, u64),
    /// Who holds the same post of the taker. Nobody: it is vacant, unless a holder goes along.
    pub takers: Vec<String>,
}

/// The act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dissolution {
    /// The office that takes the work.
    pub to: OfficeId,
    /// The decision on which it rests.
    pub ground: String,
    /// Who goes along into the same post of the taker; everybody else leaves.
    pub along: BTreeSet<PersonId>,
}

impl Dissolving<'_> {
    /// What would move, told before anybody signs.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an office that is not the person's to dissolve; [`Refused::Field`] for a taker that is none.
    pub fn view(&self, who: &Who, office: &OfficeId, to: Option<&OfficeId>) -> Result<Dissolvable, Refused> {
        self.may(who, office)?;
        let names = self.inner.names();
        let takers = self.takers(office);
        let moves = to.map(|to| self.moves(office, to)).transpose()?;
        let takers = takers.into_iter().map(|it| (it.clone(), names.office(&it))).collect();
        Ok(Dissolvable { office: office.clone(), name: names.office(office), takers, moves })
    }

    /// Dissolves an office: its posts, its duties and the offices below it go to another. One act, every clock unchanged.
    ///
    /// # Errors
    /// As [`Dissolving::view`]; [`Refused::Field`] for an act without a ground or one that moves too much.
    pub fn dissolve(&self, who: &Who, office: &OfficeId, act: &Dissolution) -> Result<(), Refused> {
        let above = self.may(who, office)?;
        self.vet_taker(office, &act.to)?;
        let ground = ground(&act.ground)?;
        let by = Signed { by: Actor::Person(who.person), above: Body::Office(above), ground };
        retried(|| {
            let mut commit = Commit { once: self.request.map(|it| it.led_to(office.subject())), ..Commit::default() };
            self.add_end(&mut commit, office, act, &by)?;
            self.add_people(&mut commit, office, act, &by)?;
            self.add_matters(&mut commit, office, &act.to, by.by)?;
            Ok::<_, TryAgain>(self.inner.commit(commit)?)
        })?;
        // Whatever somebody began for the office while this was signed.
        retried(|| {
            let mut commit = Commit::default();
            self.add_matters(&mut commit, office, &act.to, by.by)?;
            if !commit.appends.is_empty() {
                self.inner.commit(commit)?;
            }
            Ok::<_, TryAgain>(())
        })?;
        // A post that nobody took is a responsibility gap now, not at the next run.
        Engine { inner: self.inner }.tick().map(drop)
    }

    /// The office above, whose head this must be.
    pub(crate) fn may(&self, who: &Who, office: &OfficeId) -> Result<OfficeId, Refused> {
        let above = self.inner.seen().superior(office).filter(|_| self.inner.offices.exists(office));
        let heads =
            |above: &OfficeId| who.posts.iter().any(|held| held.post == PostId::office(above.clone(), Role::Head));
        above.filter(heads).ok_or(Refused::NotFound)
    }

    /// Whoever takes the work must answer for the place: an office there, or above it.
    fn takers(&self, office: &OfficeId) -> Vec<OfficeId> {
        let departments = self.inner.pack().country().departments();
        let at = |place: PlaceCode| departments.iter().map(move |it| OfficeId { place, department: it.id.clone() });
        let places = self.inner.places.ancestors(office.place);
        places.into_iter().flat_map(at).filter(|it| it != office && self.inner.offices.exists(it)).collect()
    }

    fn vet_taker(&self, office: &OfficeId, to: &OfficeId) -> Result<(), Refused> {
        let (zh, en) = (
            "请从列表中选择承接部门：只能是同一辖区或者上级辖区的部门。",
            "Choose from the list who takes the work: an authority of the same area or of one above it.",
        );
        self.takers(office).contains(to).then_some(()).ok_or_else(|| Refused::field("to", zh, en))
    }

    fn moves(&self, office: &OfficeId, to: &OfficeId) -> Result<Moves, Refused> {
        self.vet_taker(office, to)?;
        let (inner, names) = (self.inner, self.inner.names());
        let post = |role: &Role| {
            let [from, to] = [office, to].map(|office| PostId::office(office.clone(), *role));
            let mut holders = inner.store.registry().holders_of_each(&[from.clone(), to], inner.today())?.into_iter();
            let named = |it: Option<Vec<bowline_store::Holder>>| it.unwrap_or_default();
            let holders_of = named(holders.next()).into_iter().map(|it| (it.person, it.name)).collect();
            let takers = named(holders.next()).into_iter().map(|it| it.name).collect();
            let duties = inner.store.duties().count(&[(from.body, Some(*role))], inner.now(), None, MOST_COUNTED)?;
            Ok(PostMoves { role: role_name(*role), holders: holders_of, duties, takers })
        };
        let below = inner.offices.directly_below(office, &inner.places);
        Ok(Moves {
            to: to.clone(),
            to_name: names.office(to),
            posts: Role::OF_OFFICE.iter().map(post).collect::<Result<_, Refused>>()?,
            matters: self.handed(office, to, Actor::Engine)?.len() as u64,
            below: below.iter().map(|it| names.office(it)).collect(),
        })
    }

    fn add_end(&self, commit: &mut Commit, office: &OfficeId, act: &Dissolution, by: &Signed) -> Result<(), Refused> {
        let abolished =
            OfficeAbolished { office: office.clone(), to: Some(act.to.clone()), ground: Some(by.ground.clone()) };
        self.add(commit, office.subject(), office.place, by, vec![What::OfficeAbolished(abolished)])
    }

    /// Everybody leaves today; whoever goes along has the same post of the taker from today on.
    fn add_people(
        &self,
        commit: &mut Commit,
        office: &OfficeId,
        act: &Dissolution,
        by: &Signed,
    ) -> Result<(), Refused> {
        let (today, registry) = (self.inner.today(), self.inner.store.registry());
        let mut facts = BTreeMap::<PersonId, Vec<What>>::new();
        for role in Role::OF_OFFICE {
            let [from, to] = [office, &act.to].map(|office| PostId::office(office.clone(), role));
            let there: BTreeSet<PersonId> =
                registry.holders(&to, today)?.into_iter().map(|(person, _)| person).collect();
            for (person, _) in registry.holders(&from, today)? {
                let of = facts.entry(person).or_default();
                of.push(What::PostLeft(PostLeft { person, post: from.clone(), until: today }));
                if act.along.contains(&person) && !there.contains(&person) {
                    of.push(What::PostTaken(PostTaken { person, post: to.clone(), from: today, until: None }));
                }
            }
        }
        facts.into_iter().try_for_each(|(person, facts)| self.add(commit, person.into(), act.to.place, by, facts))
    }

    fn add(
        &self,
        commit: &mut Commit,
        subject: SubjectId,
        place: PlaceCode,
        by: &Signed,
        facts: Vec<What>,
    ) -> Result<(), Refused> {
        let now = self.inner.now();
        let entry = Entry { subject, place, by: by.by, behalf: Some(&by.above), now };
        let expected = self.inner.store.log().version(subject)?;
        let drafts = facts.into_iter().map(|what| Draft { held: now, what }).collect();
        self.inner.add_registry(commit, &entry, expected, drafts);
        Ok(())
    }

    fn add_matters(&self, commit: &mut Commit, from: &OfficeId, to: &OfficeId, by: Actor) -> Result<(), Refused> {
        for (before, decided) in self.handed(from, to, by)? {
            self.inner.add(commit, by, &before, decided);
        }
        Ok(())
    }

    /// Every open matter in which the office has a part, and what is written in it.
    fn handed(&self, from: &OfficeId, to: &OfficeId, by: Actor) -> Result<Vec<(Dossier, Decided)>, Refused> {
        let (inner, registry, now) = (self.inner, self.inner.seen(), self.inner.now());
        let within = inner.places.iter().map(|it| it.code).filter(|it| inner.places.is_within(*it, from.place));
        let within: Vec<PlaceCode> = within.collect::<BTreeSet<_>>().into_iter().collect();
        let [from, to] = [from, to].map(|office| Body::Office(office.clone()));
        let subjects = inner.store.duties().owing_around(&from, &within)?;
        let mut handed = Vec::new();
        for part in subjects.chunks(PART) {
            for (subject, facts) in part.iter().zip(inner.store.log().facts_of_each(part)?) {
                let before = Dossier::replay(*subject, &facts);
                let place = before.place.unwrap_or_else(|| inner.places.nation());
                let decided = hand_over(inner.setting(&registry, now, place), &before, by, &from, &to);
                handed.extend(decided.map(|decided| (before, decided)));
            }
            if handed.len() > MOST_MATTERS {
                return Err(Refused::field(
                    "to",
                    format!("在办事项超过 {MOST_MATTERS} 件，不能一次移交；请先撤并下级部门，或者联系系统管理员。"),
                    format!(
                        "More than {MOST_MATTERS} open matters cannot move in one act; dissolve offices below first, or ask the \
                         system administrator."
                    ),
                ));
            }
        }
        Ok(handed)
    }
}

/// Who signs, in whose name, and on what ground.
struct Signed {
    by: Actor,
    above: Body,
    ground: String,
}

fn ground(typed: &str) -> Result<String, Refused> {
    let ground = typed.trim();
    if ground.is_empty() || ground.chars().count() > LONGEST_GROUND {
        return Err(Refused::field(
            "ground",
            format!("请填写撤并依据（文件名称或者文号），不超过 {LONGEST_GROUND} 个字。"),
            format!(
                "Enter the decision on which this rests, such as the number of a document; at most {LONGEST_GROUND} characters."
            ),
        ));
    }
    seen("ground", &Text::new("撤并依据", "decision"), ground)?;
    Ok(ground.to_owned())
}
