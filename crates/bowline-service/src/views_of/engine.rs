//! The engine: runs, proofs, alarms, imports.

use crate::views::{AlarmLine, EngineView, Scope, Who};
use crate::{Engine, Refused};
use bowline_core::ids::{PlaceCode, PostId};
use bowline_core::signals::AlarmRow;

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
        let seen = |place| self.inner.places.is_within(place, scope);
        let totals = store.signals().totals(&[scope])?;
        Ok(EngineView {
            runs: store.signals().runs(50)?,
            alarms: self.alarm_lines(store.signals().alarms(false, &seen, 100)?)?,
            open_alarms: totals.first().map_or(0, |(_, tally)| tally.alarms),
            imports: store.signals().imports(&seen, 50)?,
            facts: store.log().count()?,
        })
    }

    fn alarm_lines(&self, rows: Vec<AlarmRow>) -> Result<Vec<AlarmLine>, Refused> {
        let names = self.inner.names();
        let owners: Vec<PostId> = rows.iter().filter_map(|row| row.owner.clone()).collect();
        let mut owners = names.posts(&owners)?.into_iter();
        let line = |row: AlarmRow| {
            Ok(AlarmLine {
                subject: row.subject,
                title: names.alarm(&row.cause)?,
                cause: row.cause,
                place: names.place(row.place),
                open: row.open,
                owner: row.owner.and_then(|_| owners.next()),
                due_at: row.due_at,
            })
        };
        rows.into_iter().map(line).collect()
    }
}
