//! This view shows the engine: runs, checks, alarms and imports.

use crate::views::{EngineView, Scope, Vacant, Who};
use crate::{Engine, Notifications, Refused};
use bowline_core::ids::{PlaceCode, PostId, Role};

impl Engine<'_> {
    /// Runs with their completeness proofs; alarms with their owners and imports within the person's scope.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn view(&self, who: &Who) -> Result<EngineView, Refused> {
        let Scope::Place(scope) = who.scope else { return Err(Refused::NotFound) };
        self.inner.store.at_one_moment(|| self.read_view(scope))
    }

    fn read_view(&self, scope: PlaceCode) -> Result<EngineView, Refused> {
        let store = &self.inner.store;
        let seen = |place| self.inner.places.latest().is_within(place, scope);
        let alarms = self.inner.alarm_groups(store.signals().alarms(true, &seen, usize::MAX)?)?;
        let (offices, vacant) = self.posts(scope)?;
        Ok(EngineView {
            runs: store.signals().runs(50)?,
            open_alarms: alarms.iter().map(|group| group.count).sum(),
            alarms,
            offices,
            vacant,
            imports: store.signals().imports(&seen, 50)?,
            facts: store.log().count()?,
            mail: Notifications::within(self.inner).mail_status()?,
        })
    }

    /// How many offices there are within a scope, and how many of them have nobody to lead or to inspect.
    fn posts(&self, scope: PlaceCode) -> Result<(u64, Vacant), Refused> {
        let held = self.inner.store.registry().held_posts(self.inner.today())?;
        let offices = self.inner.offices.all();
        let within = offices.iter().filter(|office| self.inner.places.latest().is_within(office.place, scope));
        let (mut number, mut vacant) = (0, Vacant::default());
        for office in within {
            let lacks = |role| u64::from(!held.contains(&PostId::office(office.clone(), role)));
            number += 1;
            vacant.heads += lacks(Role::Head);
            vacant.inspectors += lacks(Role::Inspector);
        }
        Ok((number, vacant))
    }
}
