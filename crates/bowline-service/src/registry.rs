//! This module says who is above whom. It keeps the offices that exist in memory and writes changes through.
//!
//! This module must never judge who may do what.

use bowline_core::facts::UnitName;
use bowline_core::ids::{DepartmentId, OfficeId, PlaceCode, PostId, SiteId, SubjectId};
use bowline_core::obligations::{Registry, Stands};
use bowline_core::places::{Level, PlaceTree};
use bowline_core::rules::Pack;
use bowline_core::signals::{Lineage, OfficeRow, RegistryRow};
use bowline_core::time::Day;
use bowline_store::{Store, StoreFault};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

/// The places of the pack, as the core's projections ask for them.
pub struct Places<'a>(pub &'a PlaceTree);

impl Lineage for Places<'_> {
    fn of(&self, place: PlaceCode) -> Vec<PlaceCode> {
        self.0.ancestors(place)
    }
}

/// The offices that exist: each department's places. A nation has tens of thousands of offices and a handful of departments.
pub(crate) struct OfficesThere {
    present: RwLock<BTreeMap<DepartmentId, BTreeSet<PlaceCode>>>,
}

impl OfficesThere {
    pub(crate) fn read(store: &Store) -> Result<Self, StoreFault> {
        let mut present = BTreeMap::<DepartmentId, BTreeSet<PlaceCode>>::new();
        for OfficeId { place, department } in
            store.registry().offices()?.into_iter().filter(|row| row.exists).map(|row| row.office)
        {
            present.entry(department).or_default().insert(place);
        }
        Ok(Self { present: RwLock::new(present) })
    }

    /// Follows a change that has been committed.
    pub(crate) fn follow(&self, rows: &[RegistryRow]) {
        if rows.is_empty() {
            return;
        }
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            match row {
                RegistryRow::Office(OfficeRow { office, .. }) => {
                    present.entry(office.department.clone()).or_default().insert(office.place);
                }
                RegistryRow::OfficeGone(office) => {
                    if let Some(places) = present.get_mut(&office.department) {
                        places.remove(&office.place);
                    }
                }
                _ => {}
            }
        }
    }

    pub(crate) fn exists(&self, office: &OfficeId) -> bool {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        present.get(&office.department).is_some_and(|places| places.contains(&office.place))
    }

    /// Every office there is.
    pub(crate) fn all(&self) -> Vec<OfficeId> {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        let of = |(department, places): (&DepartmentId, &BTreeSet<PlaceCode>)| {
            let office = |place: &PlaceCode| OfficeId { place: *place, department: department.clone() };
            places.iter().map(office).collect::<Vec<_>>()
        };
        present.iter().flat_map(of).collect()
    }

    /// The offices of the same line whose next office above is this one.
    pub(crate) fn directly_below(&self, office: &OfficeId, places: &PlaceTree) -> Vec<OfficeId> {
        let below = |place: &PlaceCode| {
            let office = OfficeId { place: *place, department: office.department.clone() };
            if self.exists(&office) { vec![office] } else { self.directly_below(&office, places) }
        };
        places.children(office.place).iter().flat_map(below).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.present.read().unwrap_or_else(PoisonError::into_inner).values().all(BTreeSet::is_empty)
    }
}

/// The registry as decisions see it.
pub(crate) struct Seen<'a> {
    pub(crate) offices: &'a OfficesThere,
    pub(crate) places: &'a PlaceTree,
    pub(crate) pack: &'a Pack,
    pub(crate) store: &'a Store,
}

impl Seen<'_> {
    /// The office in charge of a place and sector: the nearest that exists, at the place or above it.
    pub(crate) fn office_for(&self, place: PlaceCode, sector: &str) -> Option<OfficeId> {
        let department = self.pack.country().department_for(sector);
        self.places
            .ancestors(place)
            .into_iter()
            .map(|place| OfficeId { place, department: department.clone() })
            .find(|office| self.offices.exists(office))
    }
}

impl Registry for Seen<'_> {
    fn exists(&self, office: &OfficeId) -> bool {
        self.offices.exists(office)
    }

    fn is_held(&self, post: &PostId, day: Day) -> bool {
        self.store.registry().holders(post, day).is_ok_and(|holders| !holders.is_empty())
    }

    fn superior(&self, office: &OfficeId) -> Option<OfficeId> {
        let above = self.places.ancestors(office.place).into_iter().skip(1);
        let mut offices = above.map(|place| OfficeId { place, department: office.department.clone() });
        offices.find(|office| self.offices.exists(office))
    }

    fn level(&self, place: PlaceCode) -> Option<Level> {
        self.places.get(place).map(|place| place.level)
    }

    fn in_charge(&self, site: SiteId) -> Option<OfficeId> {
        let row = self.store.registry().site(site).ok().flatten()?;
        self.office_for(row.place, &row.site.sector)
    }

    fn last_resort(&self) -> OfficeId {
        let place = self.places.nation();
        let named =
            self.pack.country().last_resort().map(|department| OfficeId { place, department: department.clone() });
        let named = named.filter(|office| self.offices.exists(office));
        named.unwrap_or_else(|| OfficeId { place, department: self.pack.country().department_for("").clone() })
    }

    fn stands(&self, matter: SubjectId) -> Option<Stands> {
        let named = |name: String| UnitName { name, credit_code: None };
        if let Some(row) = self.store.hazards().one(matter).ok().flatten() {
            let (site, unit, sector) = (Some(row.site), Some(named(row.unit)), Some(row.sector));
            return Some(Stands { place: row.place, site, unit, sector });
        }
        let row = bowline_store::Matters::of(self.store).one(matter).ok().flatten()?;
        Some(Stands { place: row.place, site: row.site, unit: row.unit.map(named), sector: row.sector })
    }
}
