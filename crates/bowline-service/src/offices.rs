//! This module loads the nation: an office of every line department at every place of the levels that the pack names.
//!
//! This module must never establish an office twice: running it again goes on where it stopped.

use crate::app::{Entry, Inner};
use crate::{Dissolving, Merging, Refused, Request};
use bowline_core::facts::{Actor, OfficeEstablished, What};
use bowline_core::ids::{OfficeId, PlaceCode, Role};
use bowline_core::obligations::Draft;
use bowline_store::Commit;

/// Offices in one commit.
const BATCH: usize = 2_000;

/// The offices of the nation.
#[derive(Clone, Copy)]
pub struct Offices<'a> {
    pub(crate) inner: &'a Inner,
}

impl<'a> Offices<'a> {
    /// The end of an office, for a request that must not be carried out twice.
    #[must_use]
    pub const fn dissolving(&self, request: Option<&'a Request>) -> Dissolving<'a> {
        Dissolving { inner: self.inner, request }
    }

    /// The merger of a place into its neighbour, for a request that must not be carried out twice.
    #[must_use]
    pub const fn merging(&self, request: Option<&'a Request>) -> Merging<'a> {
        Merging { inner: self.inner, request }
    }

    /// Whether no office exists yet: a fresh data folder.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.offices.is_empty()
    }

    /// Establishes the offices that do not exist yet, within a place and above it (the nation's own place: everywhere).
    /// Answers how many. `progress` is told how many are done, of how many.
    ///
    /// # Errors
    /// [`Refused::Fault`] if it cannot be written; running it again goes on.
    pub fn load(&self, within: PlaceCode, progress: &mut dyn FnMut(usize, usize)) -> Result<usize, Refused> {
        let places = self.inner.places.latest();
        let above = places.ancestors(within);
        let wanted: Vec<OfficeEstablished> = places
            .iter()
            .filter(|place| {
                place.valid_to.is_none() && (places.is_within(place.code, within) || above.contains(&place.code))
            })
            .flat_map(|place| self.at(place))
            .filter(|office| self.inner.offices.standing(&office.office).is_none())
            .collect();
        let all = wanted.len();
        let mut done = 0;
        for batch in wanted.chunks(BATCH) {
            let mut commit = Commit::default();
            for office in batch {
                self.add(&mut commit, office.clone())?;
            }
            self.inner.commit(commit)?;
            done += batch.len();
            progress(done, all);
        }
        Ok(all)
    }

    fn at(&self, place: &bowline_core::places::Place) -> Vec<OfficeEstablished> {
        let departments = self.inner.pack().country().departments().iter();
        departments
            .filter(|department| department.levels.contains(&place.level))
            .map(|department| OfficeEstablished {
                office: OfficeId { place: place.code, department: department.id.clone() },
                name: department.office_at(place),
                posts: Role::OF_OFFICE.to_vec(),
            })
            .collect()
    }

    fn add(&self, commit: &mut Commit, office: OfficeEstablished) -> Result<(), Refused> {
        let now = self.inner.now();
        let subject = office.office.subject();
        let entry = Entry { subject, place: office.office.place, by: Actor::System, behalf: None, now };
        // A fresh stream: an office that existed before begins where its stream ended.
        let expected = self.inner.store.log().version(subject)?;
        self.inner.add_registry(
            commit,
            &entry,
            expected,
            vec![Draft { held: now, what: What::OfficeEstablished(office) }],
        );
        Ok(())
    }

    /// Abolishes an office.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn abolish(&self, office: &OfficeId) -> Result<(), Refused> {
        let now = self.inner.now();
        let subject = office.subject();
        let entry = Entry { subject, place: office.place, by: Actor::System, behalf: None, now };
        let expected = self.inner.store.log().version(subject)?;
        let what = What::OfficeAbolished(bowline_core::facts::OfficeAbolished {
            office: office.clone(),
            to: None,
            ground: None,
        });
        let mut commit = Commit::default();
        self.inner.add_registry(&mut commit, &entry, expected, vec![Draft { held: now, what }]);
        Ok(self.inner.commit(commit)?)
    }
}
