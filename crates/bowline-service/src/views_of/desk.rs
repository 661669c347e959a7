//! The desk shows what waits for me and my body.
//!
//! This module must never show a duty of another body.

use crate::app::Inner;
use crate::names::NameBook;
use crate::views::{AlarmGroup, Count, Desk, DutyLine, MatterOnDesk, Page, WatchedLine, Who};
use crate::{Matters, Refused};
use bowline_core::facts::AlarmCause;
use bowline_core::ids::{ObligationId, SubjectId};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_store::{About, DeskRow, StoreFault, posts_of};

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
        let posts = who.desk_posts();
        let (store, now) = (&self.inner.store, self.inner.now());
        let mut rows = store.duties().on_desk(&posts, false, now, after.and_then(read_cursor), LINES + 1)?;
        let more = rows.len() > LINES as usize;
        rows.truncate(LINES as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}_{}_{}", row.duty.due_at.as_millisecond(), row.duty.id.subject, row.duty.id.no));
        let first = after.is_none();
        let waiting = if first { store.duties().on_desk(&posts, true, now, None, LINES)? } else { Vec::new() };
        let most = u32::try_from(MOST_COUNTED).unwrap_or(u32::MAX);
        let alarms = self.inner.alarm_groups(store.signals().alarms_of(&posts_of(&posts), most)?)?;
        let [all, late, quiet] = store.duties().count_on_desk(&posts, now, MOST_COUNTED + 1)?;
        let names = self.names_on(rows.iter().chain(&waiting))?;
        let (mine, waiting) = (self.duty_lines(&names, rows)?, self.duty_lines(&names, waiting)?);
        let of_alarms = |count: fn(&AlarmGroup) -> u64| alarms.iter().map(count).sum::<u64>();
        let counted = |seen| Count::up_to(MOST_COUNTED, seen);
        Ok(Desk {
            late: counted(late + of_alarms(|group| group.late)),
            all: counted(all + of_alarms(|group| group.count)),
            all_waiting: counted(quiet),
            mine: Page { lines: mine, next },
            waiting,
            alarms: if first { alarms } else { Vec::new() },
        })
    }

    /// The names of all posts on these rows.
    fn names_on<'r>(&self, rows: impl Iterator<Item = &'r DeskRow>) -> Result<NameBook<'_>, StoreFault> {
        let posts = rows.flat_map(|row| {
            let vacant = match &row.about {
                About::Alarm(Some(AlarmCause::VacantPost(post))) => Some(post),
                _ => None,
            };
            let watched = row.duty.watched.iter().map(|it| &it.owner);
            std::iter::once(&row.duty.owner).chain(watched).chain(vacant)
        });
        self.inner.names().of(posts, [])
    }

    fn duty_lines(&self, names: &NameBook<'_>, rows: Vec<DeskRow>) -> Result<Vec<DutyLine>, Refused> {
        let subjects: Vec<SubjectId> = rows.iter().map(|row| row.duty.id.subject).collect();
        let numbers = self.inner.store.log().numbers(&subjects)?;
        let line = |(row, number)| {
            let line = self.duty_line(names, row);
            DutyLine { number: if line.alarm { None } else { number }, ..line }
        };
        Ok(rows.into_iter().zip(numbers).map(line).collect())
    }

    fn duty_line(&self, names: &NameBook<'_>, DeskRow { duty: row, about }: DeskRow) -> DutyLine {
        let alarm = matches!(about, About::Alarm(_));
        let pack = self.inner.pack_at(row.place);
        let mut matter = None;
        let (about, description, grade) = match about {
            About::Matter { unit, description, grade } => (Text::same(unit), Text::same(description), grade),
            About::Declared(row) => {
                let line = Matters { inner: self.inner, request: None }.line(names, None, *row);
                let address = pack.kind_of(&line.kind, line.began).map(|kind| kind.address.clone());
                let about = line.unit.map_or_else(|| line.kind_title.clone(), Text::same);
                matter = Some(MatterOnDesk {
                    address: address.unwrap_or_default(),
                    title: line.kind_title,
                    facet: line.facet.map(|(_, name)| name),
                    grave: line.grave,
                });
                (about, Text::same(line.text), None)
            }
            About::Alarm(cause) => {
                let title = cause.map(|cause| names.alarm(&cause)).unwrap_or_default();
                (Text::new("责任悬空", "Responsibility gap"), title, None)
            }
        };
        let name = |act| pack.act_name(act);
        let watched = |it: &bowline_core::signals::Watched| WatchedLine {
            owner: names.post(&it.owner),
            act: it.act,
            name: name(it.act),
        };
        DutyLine {
            id: row.id,
            number: None,
            act: row.act,
            name: name(row.act),
            due_at: row.due_at,
            light: row.light,
            owner: names.post(&row.owner),
            about,
            description,
            place: self.inner.names().place(row.place),
            grade,
            alarm,
            matter,
            provisional: row.provisional,
            stands_for: row.stands_for,
            watched: row.watched.iter().map(watched).collect(),
            quiet_until: row.quiet_until,
        }
    }
}

fn read_cursor(text: &str) -> Option<(Moment, ObligationId)> {
    let mut parts = text.split('_');
    let at = Moment::from_millisecond(parts.next()?.parse().ok()?).ok()?;
    Some((at, ObligationId { subject: parts.next()?.parse().ok()?, no: parts.next()?.parse().ok()? }))
}
