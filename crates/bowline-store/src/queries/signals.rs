//! These queries read counts, runs, imports and alarms as they were kept. The queries must never count
//! anew.

use crate::convert::{day, from_json, grade, moment, parse, subject, to_json};
use crate::{Store, StoreFault};
use bowline_core::facts::Grade;
use bowline_core::ids::{PlaceCode, PostId, SubjectId};
use bowline_core::signals::{AlarmRow, Flow, ImportRow, RunRow, Tally};
use bowline_core::time::Day;
use rusqlite::{Row, params};
use std::collections::BTreeSet;

/// Whether something of a place is wanted.
pub type Wanted<'a> = &'a dyn Fn(PlaceCode) -> bool;

/// Counts, runs, imports and alarms.
#[derive(Clone, Copy)]
pub struct Signals<'a> {
    pub(super) store: &'a Store,
}

impl Signals<'_> {
    /// The totals of places.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn totals(&self, places: &[PlaceCode]) -> Result<Vec<(PlaceCode, Tally)>, StoreFault> {
        let codes = to_json(&places)?;
        self.store.read("reading totals", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT place, found, open, open_major, overdue, overdue_major, raised, verified, closed_by_ledger, alarms
                 FROM tally WHERE section = '' AND grade = '' AND place IN (SELECT value FROM json_each($1))",
            )?;
            let rows = statement.query_map([codes], |row| Ok((parse(row.get_ref(0)?.as_str()?)?, tally(row, 1)?)))?;
            rows.collect()
        })
    }

    /// The counts of places together by sector section and grade.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn sector_tallies(&self, places: &[PlaceCode]) -> Result<Vec<(String, Option<Grade>, Tally)>, StoreFault> {
        let codes = to_json(&places)?;
        self.store.read("reading counts by sector", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT section, grade, sum(found), sum(open), sum(open_major), sum(overdue), sum(overdue_major), sum(raised),
                 sum(verified), sum(closed_by_ledger), sum(alarms) FROM tally
                 WHERE place IN (SELECT value FROM json_each($1)) AND section <> '' GROUP BY section, grade ORDER BY section, grade",
            )?;
            let rows = statement.query_map([codes], |row| Ok((row.get(0)?, grade(row.get_ref(1)?.as_str()?)?, tally(row, 2)?)))?;
            rows.collect()
        })
    }

    /// The counts of a place by day, between days (both included).
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn flows(&self, place: PlaceCode, from: Day, to: Day) -> Result<Vec<(Day, Flow)>, StoreFault> {
        self.store.read("reading counts by day", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT day, found, verified, late FROM flow WHERE place = $1 AND day BETWEEN $2 AND $3 ORDER BY day",
            )?;
            let rows = statement.query_map(params![place.as_str(), from.to_string(), to.to_string()], |row| {
                Ok((
                    day(row.get_ref(0)?.as_str()?)?,
                    Flow { found: row.get(1)?, verified: row.get(2)?, late: row.get(3)? },
                ))
            })?;
            rows.collect()
        })
    }

    /// Of these places: the last day on which a hazard was found, where one ever was.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn last_found(&self, places: &[PlaceCode]) -> Result<Vec<(PlaceCode, Day)>, StoreFault> {
        let codes = to_json(&places)?;
        self.store.read("reading when hazards were last found", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at.value, (SELECT day FROM flow WHERE place = at.value AND found > 0 ORDER BY day DESC LIMIT 1) AS last
                 FROM json_each($1) at WHERE last IS NOT NULL",
            )?;
            let rows = statement
                .query_map([codes], |row| Ok((parse(row.get_ref(0)?.as_str()?)?, day(row.get_ref(1)?.as_str()?)?)))?;
            rows.collect()
        })
    }

    /// Runs of the engine, newest first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn runs(&self, limit: u32) -> Result<Vec<RunRow>, StoreFault> {
        self.store.read("reading runs", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT subject, version, at, payload FROM run ORDER BY subject, version DESC LIMIT $1",
            )?;
            let rows = statement.query_map([limit], |row| {
                Ok(RunRow {
                    subject: subject(row.get_ref(0)?.as_blob()?)?,
                    version: row.get(1)?,
                    at: moment(row.get(2)?)?,
                    run: from_json(row.get_ref(3)?.as_str()?)?,
                })
            })?;
            rows.collect()
        })
    }

    /// The newest imports of the places that are wanted.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn imports(&self, wanted: Wanted<'_>, limit: usize) -> Result<Vec<ImportRow>, StoreFault> {
        self.store.read("reading imports", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT subject, version, at, payload, place FROM import ORDER BY at DESC, version DESC",
            )?;
            let rows = statement.query_and_then([], |row| if_wanted(row, 4, wanted, import_row))?;
            rows.filter_map(Result::transpose).take(limit).collect()
        })
    }

    /// Alarms of the places that are wanted, open ones first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn alarms(&self, open_only: bool, wanted: Wanted<'_>, limit: usize) -> Result<Vec<AlarmRow>, StoreFault> {
        self.store.read("reading alarms", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT subject, cause, place, open, owner, due_at, provisional FROM alarm WHERE open >= $1 ORDER BY open DESC, due_at, subject",
            )?;
            let rows = statement.query_and_then([open_only], |row| if_wanted(row, 2, wanted, alarm_row))?;
            rows.filter_map(Result::transpose).take(limit).collect()
        })
    }

    /// Open alarms for which these posts answer, by when they are due.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn alarms_of(&self, posts: &BTreeSet<PostId>, limit: u32) -> Result<Vec<AlarmRow>, StoreFault> {
        self.store.read("reading the alarms of a desk", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT subject, cause, place, open, owner, due_at, provisional FROM alarm WHERE open = 1 AND owner = $1
                 ORDER BY due_at LIMIT $2",
            )?;
            let mut alarms = Vec::new();
            for post in posts {
                for alarm in statement.query_map(params![post.to_string(), limit], alarm_row)? {
                    alarms.push(alarm?);
                }
            }
            Ok(alarms)
        })
    }

    /// One alarm.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn alarm(&self, of: SubjectId) -> Result<Option<AlarmRow>, StoreFault> {
        self.store.read("reading an alarm", |connection| {
            let sql = "SELECT subject, cause, place, open, owner, due_at, provisional FROM alarm WHERE subject = $1";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query_map([of.0.as_bytes()], alarm_row)?;
            rows.next().transpose()
        })
    }
}

fn tally(row: &Row<'_>, first: usize) -> rusqlite::Result<Tally> {
    Ok(Tally {
        found: row.get(first)?,
        open: row.get(first + 1)?,
        open_major: row.get(first + 2)?,
        overdue: row.get(first + 3)?,
        overdue_major: row.get(first + 4)?,
        raised: row.get(first + 5)?,
        verified: row.get(first + 6)?,
        closed_by_ledger: row.get(first + 7)?,
        alarms: row.get(first + 8)?,
    })
}

/// Reads a row whose place stands in this column, if the place is wanted.
fn if_wanted<T>(
    row: &Row<'_>,
    column: usize,
    wanted: Wanted<'_>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    if wanted(parse(row.get_ref(column)?.as_str()?)?) { read(row).map(Some) } else { Ok(None) }
}

fn import_row(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        subject: subject(row.get_ref(0)?.as_blob()?)?,
        version: row.get(1)?,
        at: moment(row.get(2)?)?,
        place: parse(row.get_ref(4)?.as_str()?)?,
        import: from_json(row.get_ref(3)?.as_str()?)?,
    })
}

fn alarm_row(row: &Row<'_>) -> rusqlite::Result<AlarmRow> {
    Ok(AlarmRow {
        subject: subject(row.get_ref(0)?.as_blob()?)?,
        cause: from_json(row.get_ref(1)?.as_str()?)?,
        place: parse(row.get_ref(2)?.as_str()?)?,
        open: row.get(3)?,
        owner: row.get_ref(4)?.as_str_or_null()?.map(parse).transpose()?,
        due_at: row.get::<_, Option<i64>>(5)?.map(moment).transpose()?,
        provisional: row.get(6)?,
    })
}
