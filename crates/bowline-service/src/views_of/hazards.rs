//! Lists of hazards.

use crate::Refused;
use crate::app::Inner;
use crate::views::{HazardFilter, HazardLine, HazardList, Page, Scope, Who};
use bowline_core::ids::{PlaceCode, SubjectId};
use bowline_core::signals::HazardRow;
use bowline_core::time::{Day, Moment};
use bowline_store::{HazardQuery, HazardSort, Recorded, Within};

/// Lines of one page.
const LINES: u32 = 50;
/// Hazards counted at most for the total of a list.
const MOST_COUNTED: u32 = 10_000;

/// Hazards: reported, acted on, listed, told.
#[derive(Clone, Copy)]
pub struct Hazards<'a> {
    pub(crate) inner: &'a Inner,
}

impl Hazards<'_> {
    /// One page of hazards within the person's scope.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a place outside the scope.
    pub fn list(&self, who: &Who, filter: &HazardFilter) -> Result<HazardList, Refused> {
        let Some(within) = self.within(who, filter.place)? else {
            let page = Page { lines: Vec::new(), next: None };
            return Ok(HazardList { page, total: Some(0), newest_recorded: false });
        };
        let by_due = filter.open || filter.late;
        let cursor = filter.after.as_deref();
        let query = HazardQuery {
            within,
            grade: filter.grade,
            phase: filter.phase,
            late: filter.late,
            search: filter.search.clone(),
            sort: if by_due {
                HazardSort::Due(cursor.and_then(due_cursor))
            } else {
                HazardSort::Found(cursor.and_then(found_cursor))
            },
        };
        let recorded = cursor.and_then(recorded_cursor);
        if recorded.is_some() || self.inner.store.finds_many(&query)? {
            return self.newest_recorded(&query, recorded);
        }
        let mut rows = self.inner.store.hazards(&query, LINES + 1)?;
        let more = rows.len() > LINES as usize;
        rows.truncate(LINES as usize);
        let next = rows.last().filter(|_| more).map(|row| match (by_due, row.due_at) {
            (true, Some(due_at)) => format!("{}_{}", due_at.as_millisecond(), row.subject),
            _ => format!("{}_{}", row.found_on, row.subject),
        });
        let page = Page { lines: self.hazard_lines(rows)?, next };
        Ok(HazardList { page, total: total(self, &query)?, newest_recorded: false })
    }

    fn newest_recorded(&self, query: &HazardQuery, before: Option<Recorded>) -> Result<HazardList, Refused> {
        let found = self.inner.store.search_hazards(query, before, LINES as usize)?;
        let next = found.next.map(|Recorded(row)| format!("recorded_{row}"));
        let page = Page { lines: self.hazard_lines(found.rows)?, next };
        Ok(HazardList { page, total: None, newest_recorded: true })
    }

    fn hazard_lines(&self, rows: Vec<HazardRow>) -> Result<Vec<HazardLine>, Refused> {
        rows.into_iter().map(|row| self.hazard_line(row)).collect()
    }

    /// The scope of a person as the store asks for it, narrowed to a place. None: nothing can be seen.
    fn within(&self, who: &Who, place: Option<PlaceCode>) -> Result<Option<Within>, Refused> {
        let scope = match &who.scope {
            Scope::Nothing => return Ok(None),
            Scope::Sites(sites) => return Ok(Some(Within::Sites(sites.clone()))),
            Scope::Place(scope) => *scope,
        };
        let code = place.unwrap_or(scope);
        if !self.inner.places.is_within(code, scope) {
            return Err(Refused::NotFound);
        }
        let depth = self.inner.places.ancestors(code).len().saturating_sub(1);
        Ok(Some(if depth == 0 { Within::Everywhere } else { Within::Place { code, depth } }))
    }

    pub(crate) fn hazard_line(&self, row: HazardRow) -> Result<HazardLine, Refused> {
        let raised_to = row
            .raised_to
            .map(|office| self.inner.names().body(&bowline_core::ids::Body::Office(office)))
            .transpose()?;
        Ok(HazardLine {
            subject: row.subject,
            unit: row.unit,
            description: row.description,
            place: self.inner.names().place(row.place),
            grade: row.grade,
            phase: row.phase,
            light: row.light,
            found_on: row.found_on,
            due_at: row.due_at,
            act: row.act,
            owner: row.owner.map(|post| self.inner.names().post(post)).transpose()?,
            raised_to,
        })
    }
}

/// How many there are: what the place's tally says, where it counts just these; else counted, as far as it is worth it.
fn total(app: &Hazards<'_>, query: &HazardQuery) -> Result<Option<u64>, Refused> {
    let place = match &query.within {
        Within::Everywhere => Some(app.inner.places.nation()),
        Within::Place { code, .. } => Some(*code),
        Within::Sites(_) => None,
    };
    let plain = query.grade.is_none() && query.phase.is_none() && query.search.trim().is_empty();
    if let Some(place) = place.filter(|_| plain) {
        let tally = app.inner.store.totals(&[place])?.first().map(|(_, tally)| *tally).unwrap_or_default();
        let number = match query.sort {
            _ if query.late => tally.overdue,
            HazardSort::Due(_) => tally.open,
            HazardSort::Found(_) => tally.found,
        };
        return Ok(u64::try_from(number).ok());
    }
    let counted = app.inner.store.count_hazards(query, MOST_COUNTED)?;
    Ok((counted < u64::from(MOST_COUNTED)).then_some(counted))
}

fn due_cursor(text: &str) -> Option<(Moment, SubjectId)> {
    let (at, subject) = text.split_once('_')?;
    Some((Moment::from_millisecond(at.parse().ok()?).ok()?, subject.parse().ok()?))
}

fn found_cursor(text: &str) -> Option<(Day, SubjectId)> {
    let (on, subject) = text.split_once('_')?;
    Some((on.parse().ok()?, subject.parse().ok()?))
}

fn recorded_cursor(text: &str) -> Option<Recorded> {
    Some(Recorded(text.strip_prefix("recorded_")?.parse().ok()?))
}
