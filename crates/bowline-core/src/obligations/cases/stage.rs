//! The world in which a worked case happens: one office at each level, one above the other, one site, and people who hold
//! just the posts that the case gives them.
//!
//! Places are named after their level: `county`, and `county2`, `county3` for others beside it. This module must never know
//! a place of the real tree. Start at [`Stage`].

use crate::facts::{Entered, UnitName};
use crate::ids::{Body, OfficeId, PersonId, PlaceCode, PostId, RuleId, SiteId, SubjectId};
use crate::obligations::ask::{Registry, Stands};
use crate::obligations::matters::{Beginning, Wish};
use crate::places::Level;
use crate::rules::kinds::{Kind, LevelOf, Party, PartyOf};
use crate::rules::{KindCase, Pack};
use crate::time::Day;

/// The world of one case.
pub(super) struct Stage<'c> {
    pack: &'c Pack,
    pub(super) office: OfficeId,
    pub(super) site: SiteId,
    /// What every other matter is: of the same kind, and just begun.
    other: Option<(RuleId, Entered)>,
}

impl<'c> Stage<'c> {
    pub(super) fn of(pack: &'c Pack, kind: &RuleId, case: &KindCase) -> Self {
        let first = |kind: &Kind| {
            let phase = kind.phase(kind.beginnings().next()?.phase.as_ref()?)?;
            Some((kind.id.clone(), Entered { id: phase.id.clone(), stage: phase.stage }))
        };
        let other = pack.kinds().latest(kind).and_then(first);
        Self { pack, office: case.office.clone(), site: SiteId::derived(&["case"]), other }
    }

    /// A matter of a kind that begins here.
    pub(super) fn beginning(&self, kind: &RuleId, wish: Wish) -> Beginning {
        Beginning {
            kind: kind.clone(),
            office: self.office.clone(),
            site: Some(self.site),
            unit: Some(UnitName { name: "…".to_owned(), credit_code: None }),
            sector: self.pack.country().sectors().keys().next().cloned(),
            from: None,
            wish,
        }
    }

    /// The person who is called after a party.
    pub(super) fn person(party: &str) -> PersonId {
        PersonId::derived(&["case", party])
    }

    /// The post that a party is before the matter begins. None: an answer will say.
    pub(super) fn post(&self, party: &Party) -> Option<PostId> {
        match &party.of {
            PartyOf::Site(role) => Some(PostId::site(self.site, *role)),
            PartyOf::Office { level: None, role } => Some(PostId::office(self.office.clone(), *role)),
            PartyOf::Office { level: Some(LevelOf::Level(level)), role } => {
                let mut office = self.office.clone();
                while self.level(office.place).is_some_and(|here| here > *level) {
                    office = self.superior(&office)?;
                }
                Some(PostId::office(office, *role))
            }
            PartyOf::Office { .. } | PartyOf::Above(_) | PartyOf::Answer(_) => None,
        }
    }

    /// A post as cases write it.
    pub(super) fn name(&self, post: &PostId) -> String {
        match &post.body {
            Body::Site(site) if *site == self.site => format!("site#{}", post.role.as_str()),
            _ => post.to_string(),
        }
    }

    fn at(&self, level: Level, of: &OfficeId) -> Option<OfficeId> {
        let place: PlaceCode = level.as_str().parse().ok()?;
        Some(OfficeId { place, department: of.department.clone() })
    }
}

impl Registry for Stage<'_> {
    fn exists(&self, office: &OfficeId) -> bool {
        let at =
            |level| self.pack.country().department(&office.department).is_some_and(|it| it.levels.contains(&level));
        self.level(office.place).is_some_and(at)
    }
    fn is_held(&self, _: &PostId, _: Day) -> bool {
        true
    }
    fn superior(&self, of: &OfficeId) -> Option<OfficeId> {
        let here = self.level(of.place)?;
        let above = Level::ALL.into_iter().rev().filter(|level| *level < here);
        above.filter_map(|level| self.at(level, of)).find(|office| self.exists(office))
    }
    fn level(&self, place: PlaceCode) -> Option<Level> {
        Level::parse(place.as_str().trim_end_matches(|letter: char| letter.is_ascii_digit())).ok()
    }
    fn in_charge(&self, _: SiteId) -> Option<OfficeId> {
        Some(self.office.clone())
    }
    /// Every other matter lies where the case happens, at its site.
    fn stands(&self, _: SubjectId) -> Option<Stands> {
        Some(Stands { matter: self.other.clone(), ..Stands::at_site(self.office.place, self.site) })
    }
    fn last_resort(&self) -> OfficeId {
        self.at(Level::Nation, &self.office).unwrap_or_else(|| self.office.clone())
    }
}
