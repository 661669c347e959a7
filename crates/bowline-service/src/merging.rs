//! A county merges into its neighbour: the places change, and the work of its offices goes to those of the neighbour.
//!
//! What began before the day still counts where it was, so that figures of earlier years stay right. This module must never
//! write a place anew: where a matter lies is a fact. Start at [`Merging::merge`].

use crate::Refused;
use crate::app::Inner;
use crate::refused::{TryAgain, retried};
use crate::requests::Request;
use crate::succession::{Signed, Succession, ground};
use crate::views::Who;
use bowline_core::facts::{Actor, PlaceMerged, What};
use bowline_core::ids::{Body, OfficeId, PlaceCode, PostId, Role};
use bowline_core::obligations::Registry as _;
use bowline_core::time::Day;
use bowline_core::words::Text;
use bowline_store::Commit;

/// The merger of a place into its neighbour.
#[derive(Clone, Copy)]
pub struct Merging<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

/// A place that may merge into another, and what would move.
#[derive(Clone, Debug, PartialEq)]
pub struct Mergeable {
    /// Which.
    pub place: PlaceCode,
    /// Its name.
    pub name: Text,
    /// The places beside it.
    pub beside: Vec<(PlaceCode, Text)>,
    /// What moves, once one of them is chosen.
    pub moves: Option<MergerMoves>,
}

/// What moves in a merger.
#[derive(Clone, Debug, PartialEq)]
pub struct MergerMoves {
    /// The place of which the other becomes part.
    pub into: PlaceCode,
    /// Its name.
    pub into_name: Text,
    /// The day from which new matters count there.
    pub from: Day,
    /// Each office that ends, and the one that has its work.
    pub offices: Vec<(Text, Text)>,
    /// Open matters in which one of the offices has a part.
    pub matters: u64,
    /// The places below, which lie in the other then.
    pub below: Vec<Text>,
}

/// The act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merger {
    /// The place of which the other becomes part.
    pub into: PlaceCode,
    /// The decision on which it rests.
    pub ground: String,
}

impl Merging<'_> {
    /// What would move, told before anybody signs.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a place that is not the person's to merge; [`Refused::Field`] for one into which it cannot.
    pub fn view(&self, who: &Who, place: PlaceCode, into: Option<PlaceCode>) -> Result<Mergeable, Refused> {
        self.may(who, place)?;
        let (names, beside) = (self.inner.names(), self.beside(place));
        Ok(Mergeable {
            place,
            name: names.short_place(place),
            beside: beside.into_iter().map(|code| (code, names.short_place(code))).collect(),
            moves: into.map(|into| self.moves(place, into)).transpose()?,
        })
    }

    /// Merges a place into its neighbour: what begins from tomorrow on counts there, its offices end today and theirs have the
    /// work. One act, every clock unchanged.
    ///
    /// # Errors
    /// As [`Merging::view`]; [`Refused::Field`] for an act without a ground or one that moves too much.
    pub fn merge(&self, who: &Who, place: PlaceCode, act: &Merger) -> Result<(), Refused> {
        let above = self.may(who, place)?;
        let _one_at_a_time = self.inner.places.merging();
        self.vet(place, act.into)?;
        let by = Signed { by: who.person, above: Body::Office(above), ground: ground(&act.ground)?, along: None };
        let merged = PlaceMerged { place, into: act.into, from: self.first_day(), ground: by.ground.clone() };
        let succession = self.succession(place, act.into);
        retried(|| {
            let subject = PlaceMerged::subject(place);
            let mut commit = Commit { once: self.request.map(|it| it.led_to(subject)), ..Commit::default() };
            let fact = What::PlaceMerged(Box::new(merged.clone()));
            succession.note(&mut commit, (subject, act.into), &by, vec![fact])?;
            succession.add(&mut commit, &by)?;
            Ok::<_, TryAgain>(self.inner.commit(commit)?)
        })?;
        self.inner.places.follow(&merged);
        succession.settle(&by)
    }

    /// Tomorrow: whatever began today was counted already.
    fn first_day(&self) -> Day {
        self.inner.today().tomorrow().unwrap_or(Day::MAX)
    }

    /// Whether the person may merge a place: somebody who heads the general authority of the place above.
    pub(crate) fn may(&self, who: &Who, place: PlaceCode) -> Result<OfficeId, Refused> {
        let above = self.inner.places.latest().get(place).and_then(|it| it.parent).ok_or(Refused::NotFound)?;
        let department = self.inner.pack().country().department_for("").clone();
        let office = OfficeId { place: above, department };
        let heads = who.posts.iter().any(|held| held.post == PostId::office(office.clone(), Role::Head));
        let may = heads && self.inner.offices.exists(&office) && !self.beside(place).is_empty();
        may.then_some(office).ok_or(Refused::NotFound)
    }

    fn beside(&self, place: PlaceCode) -> Vec<PlaceCode> {
        let tree = self.inner.places.latest();
        let above = tree.get(place).and_then(|it| it.parent);
        let beside = above.map(|above| tree.children(above)).unwrap_or_default();
        beside.iter().copied().filter(|into| tree.may_merge(place, *into)).collect()
    }

    fn vet(&self, place: PlaceCode, into: PlaceCode) -> Result<(), Refused> {
        let (zh, en) = (
            "请从列表中选择并入的地方：只能是同一上级之下、现存的同级地方。",
            "Choose from the list: only a place of the same level that stands beside it.",
        );
        self.inner.places.latest().may_merge(place, into).then_some(()).ok_or_else(|| Refused::field("into", zh, en))
    }

    fn moves(&self, place: PlaceCode, into: PlaceCode) -> Result<MergerMoves, Refused> {
        self.vet(place, into)?;
        let (names, succession) = (self.inner.names(), self.succession(place, into));
        let offices = succession.pairs.iter().map(|(from, to)| (names.office(from), names.office(to))).collect();
        Ok(MergerMoves {
            into,
            into_name: names.short_place(into),
            from: self.first_day(),
            offices,
            matters: succession.handed(Actor::Engine)?.len() as u64,
            below: self.inner.places.latest().children(place).iter().map(|code| names.short_place(*code)).collect(),
        })
    }

    /// Each office of the place ends; the one of its line in the other place has the work, or the next above.
    fn succession(&self, place: PlaceCode, into: PlaceCode) -> Succession<'_> {
        let taker = |office: &OfficeId| {
            let beside = OfficeId { place: into, department: office.department.clone() };
            if self.inner.offices.exists(&beside) { Some(beside) } else { self.inner.seen().superior(office) }
        };
        let departments = self.inner.pack().country().departments().iter();
        let offices = departments.map(|it| OfficeId { place, department: it.id.clone() });
        let ending = offices.filter(|office| self.inner.offices.exists(office));
        let pairs = ending.filter_map(|office| Some((office.clone(), taker(&office)?))).collect();
        Succession { inner: self.inner, pairs }
    }
}
