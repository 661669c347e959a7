//! This module says who is above whom. It keeps the offices that exist in memory and writes changes through.
//!
//! This module must never judge who may do what.

use bowline_core::facts::{Entered, UnitName};
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
    fn of(&self, place: PlaceCode, began: Day) -> Vec<PlaceCode> {
        self.0.lineage(place, began)
    }
}

/// The offices that exist: each department's places. A nation has tens of thousands of offices and a handful of departments.
pub(crate) struct OfficesThere {
    present: RwLock<BTreeMap<DepartmentId, BTreeSet<PlaceCode>>>,
    /// Offices that are no more, each with the one that has its work.
    passed: RwLock<BTreeMap<OfficeId, OfficeId>>,
}

impl OfficesThere {
    pub(crate) fn read(store: &Store) -> Result<Self, StoreFault> {
        let mut present = BTreeMap::<DepartmentId, BTreeSet<PlaceCode>>::new();
        let mut passed = BTreeMap::new();
        for OfficeRow { office, exists, passed_to, .. } in store.registry().offices()? {
            if exists {
                present.entry(office.department).or_default().insert(office.place);
            } else if let Some(to) = passed_to {
                passed.insert(office, to);
            }
        }
        Ok(Self { present: RwLock::new(present), passed: RwLock::new(passed) })
    }

    /// Follows a change that has been committed.
    pub(crate) fn follow(&self, rows: &[RegistryRow]) {
        if rows.is_empty() {
            return;
        }
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        let mut passed = self.passed.write().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            match row {
                RegistryRow::Office(OfficeRow { office, .. }) => {
                    present.entry(office.department.clone()).or_default().insert(office.place);
                    passed.remove(office);
                }
                RegistryRow::OfficeGone(office, to) => {
                    if let Some(places) = present.get_mut(&office.department) {
                        places.remove(&office.place);
                    }
                    passed.extend(to.clone().map(|to| (office.clone(), to)));
                }
                _ => {}
            }
        }
    }

    pub(crate) fn exists(&self, office: &OfficeId) -> bool {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        present.get(&office.department).is_some_and(|places| places.contains(&office.place))
    }

    /// The office itself, or the one that has its work since it is no more. None: nobody took it over.
    pub(crate) fn standing(&self, office: &OfficeId) -> Option<OfficeId> {
        let passed = self.passed.read().unwrap_or_else(PoisonError::into_inner);
        let next = |office: &OfficeId| passed.get(office).cloned();
        // Longer than any chain of successors: two that were each dissolved into the other would lead on for ever.
        let mut line = std::iter::successors(Some(office.clone()), next).take(passed.len() + 1);
        line.find(|office| self.exists(office))
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

    /// The offices whose next office above is this one: those of its line below it, and those that it has from an office that is
    /// no more.
    pub(crate) fn directly_below(&self, office: &OfficeId, places: &PlaceTree) -> Vec<OfficeId> {
        let passed: Vec<OfficeId> =
            self.passed.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        let inherited = passed.iter().filter(|gone| self.standing(gone).as_ref() == Some(office));
        let below = std::iter::once(office).chain(inherited).flat_map(|it| self.nearest_below(it, places));
        below.filter(|it| it != office).collect()
    }

    fn nearest_below(&self, office: &OfficeId, places: &PlaceTree) -> Vec<OfficeId> {
        let below = |place: &PlaceCode| {
            let office = OfficeId { place: *place, department: office.department.clone() };
            match self.standing(&office) {
                Some(standing) if standing == office => vec![office],
                Some(_) => Vec::new(),
                None => self.nearest_below(&office, places),
            }
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
            .find_map(|place| self.offices.standing(&OfficeId { place, department: department.clone() }))
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
        let standing = |place| self.offices.standing(&OfficeId { place, department: office.department.clone() });
        above.filter_map(standing).find(|above| above != office)
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
            return Some(Stands { place: row.place, site, unit, sector, matter: None });
        }
        let row = bowline_store::Matters::of(self.store).one(matter).ok().flatten()?;
        let matter = Some((row.kind, Entered { id: row.phase, stage: row.stage }));
        Some(Stands { place: row.place, site: row.site, unit: row.unit.map(named), sector: row.sector, matter })
    }
}
