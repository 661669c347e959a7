//! This view lists hazards.
//!
//! This module must never reach beyond the person's scope, whatever the filter says.

use crate::app::Inner;
use crate::export::{MANY_LINES, Take, each_line};
use crate::sought::Searcher;
use crate::views::{HazardFilter, HazardLine, HazardList, NumberSought, Page, PostView, Scope, Who};
use crate::{Refused, Request};
use bowline_core::ids::{PlaceCode, PostId, SubjectId};
use bowline_core::signals::{HazardRow, Tally};
use bowline_core::time::{Day, Moment};
use bowline_store::{HazardQuery, HazardSort, Named, Sought, Total, Within};

/// Lines of one page.
const LINES: usize = 50;

/// Hazards: reported, acted on, listed, told.
#[derive(Clone, Copy)]
pub struct Hazards<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

impl Hazards<'_> {
    /// One page of hazards within the person's scope.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a place outside the scope.
    pub fn list(&self, who: &Who, filter: &HazardFilter) -> Result<HazardList, Refused> {
        self.inner.store.at_one_moment(|| self.read_list(who, filter)).map(|(list, _)| list)
    }

    /// Every hazard of a list, in its order and as at one moment, as long as `take` goes on.
    ///
    /// # Errors
    /// As [`Self::list`], and what `take` meets.
    pub fn each(&self, who: &Who, filter: &HazardFilter, take: &mut Take<'_, HazardLine>) -> Result<(), Refused> {
        let first = HazardFilter { after: None, ..filter.clone() };
        self.inner.store.at_one_moment(|| {
            let (HazardList { page, .. }, query) = self.read_list(who, &first)?;
            let next = query.zip(page.next.as_deref().and_then(cursor));
            let more = |(query, sort)| {
                let query = HazardQuery { sort, ..query };
                let found = self.inner.store.hazards().list(&query, MANY_LINES)?;
                Ok((self.lines(found.rows)?, found.next.map(|next| (query, next))))
            };
            each_line((page.lines, next), more, take)
        })
    }

    /// One page, and the query that found it, where one did.
    fn read_list(&self, who: &Who, filter: &HazardFilter) -> Result<(HazardList, Option<HazardQuery>), Refused> {
        let Some(within) = self.within(who, filter.place)? else { return Ok((nothing(), None)) };
        if Sought::by(&filter.search) == Sought::Nothing {
            return Ok((nothing(), None));
        }
        let searcher = Searcher { inner: self.inner, who };
        if let Some(number) = searcher.number(&filter.search)? {
            let rows: Vec<HazardRow> =
                if let NumberSought::Of(row) = &number { vec![(**row).clone()] } else { Vec::new() };
            let total = Some(rows.len() as u64);
            let page = Page { lines: self.lines(rows)?, next: None };
            return Ok((HazardList { page, total, number: Some(number), ..nothing() }, None));
        }
        let named = searcher.named(&filter.search)?;
        let query = HazardQuery {
            within,
            grade: filter.grade,
            phase: filter.phase,
            open: filter.open,
            late: filter.late,
            search: filter.search.clone(),
            named,
            sort: sort(filter),
        };
        if query.named.owners.is_empty() {
            return Ok((found(self, &query)?, Some(query)));
        }
        // Of every page by the first: a later one must not be taken for another list.
        let first = HazardQuery { sort: sort(&HazardFilter { after: None, ..filter.clone() }), ..query.clone() };
        let first = self.inner.store.hazards().list(&first, 1)?;
        if first.rows.is_empty() && first.next.is_none() {
            // Nothing waits for them: their name may stand in a text.
            let query = HazardQuery { named: Named { owners: Vec::new(), ..query.named }, ..query };
            return Ok((found(self, &query)?, Some(query)));
        }
        let theirs = found(self, &query)?;
        let waits_for = searcher.titles(&query.named.owners)?;
        Ok((HazardList { waits_for, ..theirs }, Some(query)))
    }

    /// The scope of a person as the store asks for it, narrowed to a place. None: nothing can be seen.
    pub(crate) fn within(&self, who: &Who, place: Option<PlaceCode>) -> Result<Option<Within>, Refused> {
        let scope = match &who.scope {
            Scope::Nothing => return Ok(None),
            Scope::Sites(sites) => return Ok(Some(Within::Sites(sites.clone()))),
            Scope::Place(scope) => *scope,
        };
        let code = place.unwrap_or(scope);
        if !self.inner.places.latest().is_within(code, scope) {
            return Err(Refused::NotFound);
        }
        // A place that became part of another stands in the column in which it stood before.
        let last = self.inner.places.latest().merged_into(code).and_then(|(_, from)| from.yesterday().ok());
        let depth = self.inner.places.latest().lineage(code, last.unwrap_or(Day::MAX)).len().saturating_sub(1);
        let also = self.inner.places.latest().merged_from(code);
        Ok(Some(if depth == 0 { Within::Everywhere } else { Within::Place { code, depth, also } }))
    }

    fn lines(&self, rows: Vec<HazardRow>) -> Result<Vec<HazardLine>, Refused> {
        let subjects: Vec<SubjectId> = rows.iter().map(|row| row.subject).collect();
        let numbers = self.inner.store.log().numbers(&subjects)?;
        let owners: Vec<PostId> = rows.iter().filter_map(|row| row.owner.clone()).collect();
        let mut owners = self.inner.names().posts(&owners)?.into_iter();
        let line = |(row, number): (HazardRow, _)| {
            let owner = row.owner.as_ref().and_then(|_| owners.next());
            HazardLine { number, ..self.line(row, owner) }
        };
        Ok(rows.into_iter().zip(numbers).map(line).collect())
    }

    pub(crate) fn line(&self, row: HazardRow, owner: Option<PostView>) -> HazardLine {
        HazardLine {
            subject: row.subject,
            number: None,
            unit: row.unit,
            description: row.description,
            place: self.inner.names().place(row.place),
            grade: row.grade,
            phase: row.phase,
            light: row.light,
            found_on: row.found_on,
            due_at: row.due_at,
            provisional: row.provisional,
            late_beside: row.late_beside,
            act: row.act,
            owner,
            raised_to: row.raised_to.map(|office| self.inner.names().office(&office)),
        }
    }
}

fn found(app: &Hazards<'_>, query: &HazardQuery) -> Result<HazardList, Refused> {
    let found = app.inner.store.hazards().list(query, LINES)?;
    let page = Page { lines: app.lines(found.rows)?, next: found.next.as_ref().and_then(cursor_text) };
    let total = match found.total {
        Total::Is(number) => Some(number),
        // Of what has a tally, a long list knows its number too.
        Total::TooMany | Total::NotCounted if is_tallied(query) => tallied(app, query)?,
        Total::TooMany => None,
        Total::NotCounted => app.inner.store.hazards().count(query)?,
    };
    Ok(HazardList { page, total, newest_recorded: found.newest_recorded, ..nothing() })
}

const fn nothing() -> HazardList {
    let page = Page { lines: Vec::new(), next: None };
    HazardList { page, total: Some(0), newest_recorded: false, number: None, waits_for: Vec::new() }
}

/// Whether the tally of a place counts just these.
fn is_tallied(query: &HazardQuery) -> bool {
    query.phase.is_none() && query.search.trim().is_empty() && !matches!(query.within, Within::Sites(_))
}

/// How many there are, as the tally of the place says.
fn tallied(app: &Hazards<'_>, query: &HazardQuery) -> Result<Option<u64>, Refused> {
    let place = match &query.within {
        Within::Place { code, .. } => *code,
        Within::Everywhere | Within::Sites(_) => app.inner.places.latest().nation(),
    };
    let tally = match query.grade {
        None => {
            let mut sum = Tally::default();
            let totals = app.inner.store.signals().totals(&app.inner.places.counted_in(place))?;
            totals.into_iter().for_each(|(_, tally)| sum += tally);
            sum
        }
        grade => {
            let mut sum = Tally::default();
            let sections = app.inner.store.signals().sector_tallies(&app.inner.places.counted_in(place))?;
            sections.into_iter().filter(|(_, of, _)| *of == grade).for_each(|(_, _, tally)| sum += tally);
            sum
        }
    };
    let number = match query.sort {
        _ if query.late => tally.overdue,
        HazardSort::Due(_) => tally.open,
        HazardSort::Found(_) | HazardSort::Recorded(_) => tally.found,
    };
    Ok(u64::try_from(number).ok())
}

/// The order of a list, and where it goes on. A cursor of another order counts for nothing.
fn sort(filter: &HazardFilter) -> HazardSort {
    let by_due = filter.open || filter.late;
    match (filter.after.as_deref().and_then(cursor), by_due) {
        (Some(cursor @ HazardSort::Recorded(_)), _)
        | (Some(cursor @ HazardSort::Due(_)), true)
        | (Some(cursor @ HazardSort::Found(_)), false) => cursor,
        (_, true) => HazardSort::Due(None),
        (_, false) => HazardSort::Found(None),
    }
}

/// Where a list goes on, as an address says it.
fn cursor_text(sort: &HazardSort) -> Option<String> {
    Some(match sort {
        HazardSort::Due(after) => {
            let (at, last) = (*after)?;
            format!("due_{}_{last}", at.map_or_else(String::new, |at| at.as_millisecond().to_string()))
        }
        HazardSort::Found(after) => {
            let (on, last) = (*after)?;
            format!("found_{on}_{last}")
        }
        HazardSort::Recorded(before) => format!("recorded_{}", (*before)?),
    })
}

fn cursor(text: &str) -> Option<HazardSort> {
    let mut parts = text.splitn(3, '_');
    let (kind, value) = (parts.next()?, parts.next()?);
    if kind == "recorded" {
        return Some(HazardSort::Recorded(Some(value.parse().ok()?)));
    }
    let last: SubjectId = parts.next()?.parse().ok()?;
    match kind {
        "due" if value.is_empty() => Some(HazardSort::Due(Some((None, last)))),
        "due" => Some(HazardSort::Due(Some((Some(Moment::from_millisecond(value.parse().ok()?).ok()?), last)))),
        "found" => Some(HazardSort::Found(Some((value.parse().ok()?, last)))),
        _ => None,
    }
}
