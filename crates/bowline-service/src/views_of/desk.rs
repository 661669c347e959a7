//! My desk: what waits for me and my body.
//!
//! Must never show a duty of another body.

use crate::Refused;
use crate::app::Inner;
use crate::views::{Count, Desk, DutyLine, Page, PostView, Who};
use bowline_core::ids::{Body, ObligationId, PostId, Role};
use bowline_core::signals::ObligationRow;
use bowline_core::time::Moment;
use bowline_core::words::Text;

/// Lines of one page.
const LINES: u32 = 50;
/// Duties that are counted; of more, only that there are more (decision 0027).
const MOST_COUNTED: u64 = 2_000;

/// What is owed, and by whom.
#[derive(Clone, Copy)]
pub struct Duties<'a> {
    pub(crate) inner: &'a Inner,
}

impl Duties<'_> {
    /// The duties of the person's posts, earliest due first. A head sees the whole office, an enterprise's people the whole enterprise.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn desk(&self, who: &Who, after: Option<&str>) -> Result<Desk, Refused> {
        self.inner.store.at_one_moment(|| self.read_desk(who, after))
    }

    fn read_desk(&self, who: &Who, after: Option<&str>) -> Result<Desk, Refused> {
        let posts: Vec<(Body, Option<Role>)> = who
            .posts
            .iter()
            .map(|view| {
                let whole = view.post.role == Role::Head || matches!(view.post.body, Body::Site(_));
                (view.post.body.clone(), (!whole).then_some(view.post.role))
            })
            .collect();
        let store = &self.inner.store;
        let mut rows = store.duties().of(&posts, after.and_then(read_cursor), LINES + 1)?;
        let more = rows.len() > LINES as usize;
        rows.truncate(LINES as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}_{}_{}", row.due_at.as_millisecond(), row.id.subject, row.id.no));
        let owners: Vec<PostId> = rows.iter().map(|row| row.owner.clone()).collect();
        let owners = self.inner.names().posts(&owners)?;
        let lines =
            rows.into_iter().zip(owners).map(|(row, owner)| self.duty_line(row, owner)).collect::<Result<_, _>>()?;
        let (all, late) = store.duties().count(&posts, self.inner.now(), None, MOST_COUNTED + 1)?;
        let [all, late] = [all, late].map(|seen| Count::up_to(MOST_COUNTED, seen));
        Ok(Desk { mine: Page { lines, next }, late, all })
    }

    fn duty_line(&self, row: ObligationRow, owner: PostView) -> Result<DutyLine, Refused> {
        let hazard = self.inner.store.hazards().one(row.id.subject)?;
        let alarm = hazard.is_none();
        let (about, description, grade) = match hazard {
            Some(hazard) => (Text::same(hazard.unit), Text::same(hazard.description), hazard.grade),
            None => {
                let cause = self.inner.store.signals().alarm(row.id.subject)?.map(|alarm| alarm.cause);
                let title = cause.map(|cause| self.inner.names().alarm(&cause)).transpose()?.unwrap_or_default();
                (Text::new("责任悬空", "Responsibility gap"), title, None)
            }
        };
        Ok(DutyLine {
            id: row.id,
            act: row.act,
            due_at: row.due_at,
            light: row.light,
            owner,
            about,
            description,
            place: self.inner.names().place(row.place),
            grade,
            alarm,
        })
    }
}

fn read_cursor(text: &str) -> Option<(Moment, ObligationId)> {
    let mut parts = text.split('_');
    let at = Moment::from_millisecond(parts.next()?.parse().ok()?).ok()?;
    Some((at, ObligationId { subject: parts.next()?.parse().ok()?, no: parts.next()?.parse().ok()? }))
}
