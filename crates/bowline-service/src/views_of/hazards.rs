//! Lists of hazards.

use crate::views::{HazardFilter, HazardLine, HazardList, Page, Scope, SiteLine, Who};
use crate::{Bowline, Refused};
use bowline_core::ids::{PlaceCode, SubjectId};
use bowline_core::signals::{HazardRow, SiteRow};
use bowline_core::time::{Day, Moment};
use bowline_core::words::{Lang, Text};
use bowline_store::{HazardQuery, HazardSort, Within};

/// Lines of one page.
const LINES: u32 = 50;
/// Hazards counted at most for the total of a list.
const MOST_COUNTED: u32 = 10_000;

impl Bowline {
    /// One page of hazards within the person's scope.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a place outside the scope.
    pub fn hazards(&self, who: &Who, filter: &HazardFilter) -> Result<HazardList, Refused> {
        let Some(within) = self.within(who, filter.place)? else {
            return Ok(HazardList { page: Page { lines: Vec::new(), next: None }, total: Some(0) });
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
        let mut rows = self.inner.store.hazards(&query, LINES + 1)?;
        let more = rows.len() > LINES as usize;
        rows.truncate(LINES as usize);
        let next = rows.last().filter(|_| more).map(|row| match (by_due, row.due_at) {
            (true, Some(due_at)) => format!("{}_{}", due_at.as_millisecond(), row.subject),
            _ => format!("{}_{}", row.found_on, row.subject),
        });
        let lines = rows.into_iter().map(|row| self.hazard_line(row)).collect::<Result<_, _>>()?;
        Ok(HazardList { page: Page { lines, next }, total: total(self, &query)? })
    }

    /// The scope of a person as the store asks for it, narrowed to a place. None: nothing can be seen.
    pub(crate) fn within(&self, who: &Who, place: Option<PlaceCode>) -> Result<Option<Within>, Refused> {
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
        let raised_to =
            row.raised_to.map(|office| self.body_name(&bowline_core::ids::Body::Office(office))).transpose()?;
        Ok(HazardLine {
            subject: row.subject,
            unit: row.unit,
            description: row.description,
            place: self.place_name(row.place),
            grade: row.grade,
            phase: row.phase,
            light: row.light,
            found_on: row.found_on,
            due_at: row.due_at,
            act: row.act,
            owner: row.owner.map(|post| self.post_view(post)).transpose()?,
            raised_to,
        })
    }

    /// Sites that the person may choose from: own enterprise; for officials a search by name within scope.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn sites(&self, who: &Who, search: &str) -> Result<Vec<SiteLine>, Refused> {
        let rows: Vec<SiteRow> = match &who.scope {
            Scope::Nothing => Vec::new(),
            Scope::Sites(sites) => {
                sites.iter().filter_map(|site| self.inner.store.site(*site).transpose()).collect::<Result<_, _>>()?
            }
            Scope::Place(scope) => {
                let places: Vec<PlaceCode> = if *scope == self.inner.places.nation() {
                    Vec::new()
                } else {
                    self.inner
                        .places
                        .iter()
                        .map(|place| place.code)
                        .filter(|code| self.inner.places.is_within(*code, *scope))
                        .collect()
                };
                self.inner.store.search_sites(&places, search, 20)?
            }
        };
        Ok(rows
            .into_iter()
            .map(|row| SiteLine { site: row.site.site, name: row.site.name, place: self.place_name(row.place) })
            .collect())
    }

    /// Places one level below (the nation's where none is given): code and name.
    #[must_use]
    pub fn places_below(&self, place: Option<PlaceCode>) -> Vec<(PlaceCode, Text)> {
        let tree = &self.inner.places;
        let below = tree.children(place.unwrap_or_else(|| tree.nation()));
        below.iter().filter_map(|code| Some((*code, tree.get(*code)?.name.clone()))).collect()
    }

    /// GB/T 4754 codes for choosing.
    #[must_use]
    pub fn sectors(&self) -> Vec<(String, Text)> {
        self.inner.pack.country().sectors().iter().map(|(code, name)| (code.clone(), name.clone())).collect()
    }

    /// The name of a sector.
    pub(crate) fn sector_name(&self, code: &str) -> Text {
        self.inner.pack.country().sector_name(code).cloned().unwrap_or_else(|| Text::same(code))
    }

    /// The name of one place, without those above it.
    #[must_use]
    pub fn short_place_name(&self, place: PlaceCode) -> Text {
        let tree = &self.inner.places;
        tree.get(place)
            .map_or_else(|| Text::same(place.as_str()), |it| Text::new(it.name.get(Lang::Zh), it.name.get(Lang::En)))
    }
}

/// How many there are: what the place's tally says, where it counts just these; else counted, as far as it is worth it.
fn total(app: &Bowline, query: &HazardQuery) -> Result<Option<u64>, Refused> {
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
