//! The engine: runs, proofs, alarms, imports.

use crate::views::{AlarmLine, EngineView, Scope, Who};
use crate::{Engine, Refused};

impl Engine<'_> {
    /// Runs with their completeness proofs; alarms with their owners and imports within the person's scope.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn view(&self, who: &Who) -> Result<EngineView, Refused> {
        let store = &self.inner.store;
        let Scope::Place(scope) = who.scope else { return Err(Refused::NotFound) };
        let seen = |place| self.inner.places.is_within(place, scope);
        let rows: Vec<_> = store.signals().alarms(false, 5_000)?.into_iter().filter(|row| seen(row.place)).collect();
        let open_alarms = rows.iter().filter(|row| row.open).count() as u64;
        let alarms = rows.into_iter().take(100).map(|row| {
            Ok(AlarmLine {
                subject: row.subject,
                title: self.inner.names().alarm(&row.cause)?,
                cause: row.cause,
                place: self.inner.names().place(row.place),
                open: row.open,
                owner: row.owner.map(|post| self.inner.names().post(post)).transpose()?,
                due_at: row.due_at,
            })
        });
        Ok(EngineView {
            runs: store.signals().runs(50)?,
            alarms: alarms.collect::<Result<_, Refused>>()?,
            open_alarms,
            imports: store.signals().imports(500)?.into_iter().filter(|row| seen(row.place)).take(50).collect(),
            facts: store.log().count()?,
        })
    }
}
