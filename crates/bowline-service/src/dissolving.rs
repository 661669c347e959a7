//! An office is dissolved and its work goes to another: one signed act, told beforehand.
//!
//! This module must never move a clock, and never leave a duty with an office that is no more: what nobody takes is a
//! responsibility gap at once. Start at [`Dissolving::dissolve`].

use crate::Refused;
use crate::app::Inner;
use crate::names::role_name;
use crate::refused::{TryAgain, retried};
use crate::requests::Request;
use crate::succession::{Signed, Succession, ground};
use crate::views::Who;
use bowline_core::facts::Actor;
use bowline_core::ids::{Body, OfficeId, PersonId, PlaceCode, PostId, Role};
use bowline_core::obligations::Registry as _;
use bowline_core::words::Text;
use bowline_store::Commit;
use std::collections::BTreeSet;

/// Most duties of a post that are counted.
const MOST_COUNTED: u64 = 100_000;

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
        let by = Signed {
            by: who.person,
            above: Body::Office(above),
            ground: ground(&act.ground)?,
            along: Some(act.along.clone()),
        };
        let succession = self.succession(office, &act.to);
        retried(|| {
            let mut commit = Commit { once: self.request.map(|it| it.led_to(office.subject())), ..Commit::default() };
            succession.add(&mut commit, &by)?;
            Ok::<_, TryAgain>(self.inner.commit(commit)?)
        })?;
        succession.settle(&by)
    }

    fn succession(&self, office: &OfficeId, to: &OfficeId) -> Succession<'_> {
        Succession { inner: self.inner, pairs: vec![(office.clone(), to.clone())] }
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
        let places = self.inner.places.latest().ancestors(office.place);
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
        let below = inner.offices.directly_below(office, inner.places.latest());
        Ok(Moves {
            to: to.clone(),
            to_name: names.office(to),
            posts: Role::OF_OFFICE.iter().map(post).collect::<Result<_, Refused>>()?,
            matters: self.succession(office, to).handed(Actor::Engine)?.len() as u64,
            below: below.iter().map(|it| names.office(it)).collect(),
        })
    }
}
