//! The engine: runs, proofs, alarms, imports.

use crate::views::{AlarmLine, EngineView, Scope, Who};
use crate::{Bowline, Refused};
use bowline_core::facts::AlarmCause;
use bowline_core::ids::Body;
use bowline_core::words::Text;

impl Bowline {
    /// Runs with their completeness proofs; alarms with their owners and imports within the person's scope.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn engine(&self, who: &Who) -> Result<EngineView, Refused> {
        let store = &self.inner.store;
        let Scope::Place(scope) = who.scope else { return Err(Refused::NotFound) };
        let seen = |place| self.inner.places.is_within(place, scope);
        let rows: Vec<_> = store.alarms(false, 5_000)?.into_iter().filter(|row| seen(row.place)).collect();
        let open_alarms = rows.iter().filter(|row| row.open).count() as u64;
        let alarms = rows.into_iter().take(100).map(|row| {
            Ok(AlarmLine {
                subject: row.subject,
                title: self.alarm_title(&row.cause)?,
                cause: row.cause,
                place: self.place_name(row.place),
                open: row.open,
                owner: row.owner.map(|post| self.post_view(post)).transpose()?,
                due_at: row.due_at,
            })
        });
        Ok(EngineView {
            runs: store.runs(50)?,
            alarms: alarms.collect::<Result<_, Refused>>()?,
            open_alarms,
            imports: store.imports(500)?.into_iter().filter(|row| seen(row.place)).take(50).collect(),
            facts: store.fact_count()?,
        })
    }

    /// The sentence of an alarm.
    pub(crate) fn alarm_title(&self, cause: &AlarmCause) -> Result<Text, Refused> {
        Ok(match cause {
            AlarmCause::VacantPost(post) => {
                let post = self.post_view(post.clone())?;
                Text::new(
                    format!("岗位空缺：{}名下有待办事项，但无人在岗。", post.title.zh),
                    format!("Vacant post: {} owns open obligations and nobody holds it.", post.title.en),
                )
            }
            AlarmCause::NoSuperior(office) => {
                let name = self.body_name(&Body::Office(office.clone()))?;
                Text::new(
                    format!("没有上级：{}逾期，其上再无机构可以督办。", name.zh),
                    format!("No superior: {} is late and no office stands above it.", name.en),
                )
            }
        })
    }
}
