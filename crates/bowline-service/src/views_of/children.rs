//! This view says how the matters stand that one matter began for many: where they are on their way, where they lie, and who has
//! not acted yet.
//!
//! This module must never count what the person may not see. Start at [`ChildrenOf::views`].

use super::matters::phase_of;
use crate::app::Inner;
use crate::views::Who;
use crate::views::matters::{ChildTally, ChildrenMap, ChildrenPlace, ChildrenView, MatterLine};
use crate::{Bowline, Hazards, Matters, Refused};
use bowline_core::facts::Stage;
use bowline_core::ids::{PlaceCode, RuleId, SubjectId};
use bowline_core::obligations::{Declared, Dossier};
use bowline_core::places::Tile;
use bowline_core::rules::kinds::Kind;
use bowline_store::{ChildCount, Children, MatterQuery, MatterSort, Within};
use std::collections::BTreeSet;

/// Fewer than this are told one by one, as matters that a matter is tied to.
const MANY: u64 = 8;
/// Who has not acted is told one by one up to here; the list has all.
const LINES: usize = 6;

/// How the children of matters stand.
#[derive(Clone, Copy)]
pub struct ChildrenOf<'a> {
    pub(crate) inner: &'a Inner,
}

/// Matters of one kind that were called for.
struct Called<'k> {
    kind: &'k Kind,
    first: &'k str,
    total: u64,
    reached: u64,
}

impl<'a> ChildrenOf<'a> {
    /// Those of an installation.
    #[must_use]
    pub fn of(app: &'a Bowline) -> Self {
        Self { inner: &app.inner }
    }

    /// How many matters a dossier began for many, and how many it called for; `None` where the person may not see it, or it
    /// called for none.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn progress(&self, who: &Who, subject: SubjectId) -> Result<Option<(u64, u64)>, Refused> {
        let dossier = Dossier::replay(subject, &self.inner.store.log().facts(subject)?);
        let matter = dossier.declared().filter(|_| self.inner.may_see(who, &dossier));
        let sum = |matter: &Declared| {
            let each = matter.bearing.iter();
            each.fold((0, 0), |(reached, total), it| (reached + u64::from(it.upto), total + u64::from(it.total)))
        };
        Ok(matter.map(sum).filter(|(_, total)| *total > 0))
    }

    /// How the children of a dossier stand, by kind.
    pub(crate) fn views(&self, who: &Who, dossier: &Dossier) -> Result<Vec<ChildrenView>, Refused> {
        let called = self.called(dossier);
        if called.is_empty() {
            return Ok(Vec::new());
        }
        let store = Children::of(&self.inner.store);
        let all = store.counted(dossier.subject, &Within::Everywhere)?;
        let within = Hazards { inner: self.inner, request: None }.within(who, None)?;
        let seen = match &within {
            Some(Within::Everywhere) => all.clone(),
            Some(within) => store.counted(dossier.subject, within)?,
            None => Vec::new(),
        };
        let view = |it: &Called<'_>| self.view(dossier.subject, it, (&all, &seen), within.as_ref());
        called.iter().map(view).collect()
    }

    /// What the deeds of a dossier called for, by kind.
    fn called(&self, dossier: &Dossier) -> Vec<Called<'_>> {
        let pack = self.inner.pack_of(dossier);
        let kind_on = |id| pack.kind_of(id, self.inner.today());
        let parent = dossier.declared().and_then(|it| pack.kind_of(&it.kind, it.begun.edition).zip(Some(it)));
        let mut called: Vec<Called<'_>> = Vec::new();
        for (bearing, kind) in parent.iter().flat_map(|(kind, it)| it.bearing.iter().map(move |each| (each, kind))) {
            let births = kind.act_of_fact(&bearing.verb).map(|act| act.births.as_slice()).unwrap_or_default();
            let birth = usize::try_from(bearing.birth).ok().and_then(|at| births.get(at));
            let Some((birth, child)) = birth.and_then(|it| kind_on(&it.kind).map(|child| (it, child))) else {
                continue;
            };
            let first = child.act(&birth.act).and_then(|act| act.phase.as_deref());
            let Some(first) = first.filter(|_| birth.for_each.is_some()) else { continue };
            let (total, reached) = (u64::from(bearing.total), u64::from(bearing.upto));
            match called.iter_mut().find(|it| it.kind.id == child.id) {
                Some(known) => {
                    known.total += total;
                    known.reached += reached;
                }
                None => called.push(Called { kind: child, first, total, reached }),
            }
        }
        called.retain(|it| it.total >= MANY);
        called
    }

    fn view(
        &self,
        from: SubjectId,
        called: &Called<'_>,
        (all, seen): (&[ChildCount], &[ChildCount]),
        within: Option<&Within>,
    ) -> Result<ChildrenView, Refused> {
        let Called { kind, first, total, reached } = *called;
        let all: u64 = of_kind(all, &kind.id).map(|it| it.number).sum();
        let seen: Vec<&ChildCount> = of_kind(seen, &kind.id).collect();
        let phase = |id: &str, stage| phase_of(Some(kind), id, stage);
        let mut phases: Vec<(&str, Stage, ChildTally)> = Vec::new();
        for it in &seen {
            match phases.iter_mut().find(|(id, ..)| *id == it.phase) {
                Some((_, _, tally)) => *tally += tally_of(it),
                None => phases.push((&it.phase, it.stage, tally_of(it))),
            }
        }
        phases.sort_by_key(|(id, ..)| kind.phases.iter().position(|phase| phase.id == *id));
        Ok(ChildrenView {
            kind: kind.id.clone(),
            address: kind.address.clone(),
            title: kind.title.clone(),
            total,
            reached,
            failed: reached.saturating_sub(all),
            unseen: all - seen.iter().map(|it| it.number).sum::<u64>(),
            first: phase(first, Stage::Open),
            phases: phases.into_iter().map(|(id, stage, tally)| (phase(id, stage), tally)).collect(),
            map: self.map(&seen, first),
            waiting: within.map_or(Ok(Vec::new()), |within| self.waiting(from, kind, first, within))?,
        })
    }

    /// Who has not acted yet, the latest first.
    fn waiting(&self, from: SubjectId, kind: &Kind, first: &str, within: &Within) -> Result<Vec<MatterLine>, Refused> {
        let query = MatterQuery {
            kind: kind.id.clone(),
            within: within.clone(),
            open: Some(true),
            phase: Some(first.to_owned()),
            facet: None,
            grave: false,
            late: false,
            from: Some(from),
            search: String::new(),
            sort: MatterSort::Due(None),
        };
        let found = bowline_store::Matters::of(&self.inner.store).list(&query, LINES)?;
        Ok(Matters { inner: self.inner, request: None }.lines(found.rows)?)
    }

    /// The map of the deepest place below which all of them lie.
    fn map(&self, seen: &[&ChildCount], first: &str) -> Option<ChildrenMap> {
        let tree = self.inner.places.latest();
        let at = |depth: usize| seen.iter().map(|it| it.lineage.get(depth).copied()).collect::<BTreeSet<_>>();
        let shared =
            |depth: &usize| Vec::from_iter(at(*depth)).as_slice().iter().all(Option::is_some) && at(*depth).len() == 1;
        let depth = (0..).take_while(shared).count();
        let place = match depth.checked_sub(1) {
            None => tree.nation(),
            Some(last) => at(last).into_iter().flatten().next()?,
        };
        let here = |code: PlaceCode| seen.iter().filter(move |it| it.lineage.get(depth) == Some(&code));
        let square = |tile: Tile| {
            let (mut all, mut waiting) = (ChildTally::default(), ChildTally::default());
            here(tile.place).for_each(|it| all += tally_of(it));
            here(tile.place).filter(|it| it.phase == first).for_each(|it| waiting += tally_of(it));
            ChildrenPlace { name: self.inner.names().short_place(tile.place), tile, all, waiting }
        };
        let squares: Vec<ChildrenPlace> = tree.tiles(place).into_iter().map(square).collect();
        if squares.iter().filter(|it| it.all.number > 0).count() < 2 {
            return None;
        }
        let (all, drawn): (u64, u64) =
            (seen.iter().map(|it| it.number).sum(), squares.iter().map(|it| it.all.number).sum());
        Some(ChildrenMap { place, squares, elsewhere: all - drawn })
    }
}

fn of_kind<'c>(counts: &'c [ChildCount], kind: &RuleId) -> impl Iterator<Item = &'c ChildCount> {
    counts.iter().filter(move |it| it.kind == *kind)
}

const fn tally_of(it: &ChildCount) -> ChildTally {
    ChildTally { number: it.number, late: it.late, raised: it.raised }
}
