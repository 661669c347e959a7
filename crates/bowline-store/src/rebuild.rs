//! This module compares the live read tables, row by row, with tables that were rebuilt from the log.
//!
//! This module must never mend either side.

use crate::convert::bad;
use crate::{Store, StoreFault};
use rusqlite::types::Value;
use rusqlite::{Connection, Rows};
use std::cmp::Ordering;

/// A read table: its key, in order, and the other columns that are compared (a row id is the database's own affair).
#[derive(Clone, Copy, Debug)]
pub struct ReadTable {
    /// Its name.
    pub name: &'static str,
    /// What tells its rows apart.
    pub key: &'static str,
    /// What else a row says.
    pub columns: &'static str,
    /// Rows that say nothing, and so are no difference.
    nothing: &'static str,
}

const fn table(name: &'static str, key: &'static str, columns: &'static str) -> ReadTable {
    ReadTable { name, key, columns, nothing: "0" }
}

/// Every read table.
pub const READ_TABLES: &[ReadTable] = &[
    table(
        "hazard",
        "subject",
        "version, place, province, city, county, township, site, unit, sector, description, source, grade, phase, open, light, \
         found_on, due_at, provisional, late_beside, owner, act, raised_to, returned",
    ),
    table(
        "matter",
        "subject",
        "version, kind, place, province, city, county, township, site, unit, sector, text, facet, grave, phase, stage, open, \
         light, began, due_at, provisional, late_beside, owner, act, raised_to, returned, from_subject, from_word, \
         find_one, find_two",
    ),
    table(
        "obligation",
        "subject, no",
        "place, act, owner_body, owner_role, due_at, provisional, light, live, next_check, quiet_until, stands_for, watched",
    ),
    table("alarm", "subject", "cause, place, open, owner, due_at, provisional"),
    ReadTable {
        nothing: "found = 0 AND alarms = 0",
        ..table(
            "tally",
            "place, section, grade",
            "found, open, open_major, overdue, overdue_major, raised, verified, closed_by_ledger, alarms",
        )
    },
    ReadTable {
        nothing: "begun = 0",
        ..table("matter_tally", "place, kind", "begun, open, open_grave, overdue, raised, done")
    },
    ReadTable {
        nothing: "found = 0 AND verified = 0 AND late = 0",
        ..table("flow", "place, day", "found, verified, late")
    },
    table("office", "office", "name_zh, name_en, present, passed_to"),
    table("merger", "place", "into_place, from_day, ground, at"),
    table("person", "person", "name, confirmed"),
    table("holding", "person, post, from_day", "until_day"),
    table("site", "site", "place, name, folded, credit_code, group_code, sector, payload"),
    table("evidence", "sha256, subject", "times"),
    table("run", "subject, version", "at, payload"),
    table("import", "subject, version", "at, place, payload"),
];

/// A table that differs from its rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which table.
    pub table: &'static str,
    /// Rows that only the live table has.
    pub only_live: u64,
    /// Rows that only the rebuilt table has.
    pub only_rebuilt: u64,
    /// One of them, as text.
    pub example: String,
}

impl Store {
    /// Compares this store's read tables with those of another, rebuilt one, both read in the order of their keys. Counts of
    /// nothing are not differences.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn compare(&self, rebuilt: &Self) -> Result<Vec<Difference>, StoreFault> {
        let mut differences = Vec::new();
        for table in READ_TABLES {
            let difference = self.read("comparing with a rebuild", |live| {
                rebuilt.read("comparing with a rebuild", |other| table.compare(live, other)).map_err(bad)
            })?;
            differences.extend(difference);
        }
        Ok(differences)
    }
}

impl ReadTable {
    fn compare(&self, live: &Connection, rebuilt: &Connection) -> rusqlite::Result<Option<Difference>> {
        let Self { name, key, columns, nothing } = self;
        let sql = format!("SELECT {key}, {columns} FROM {name} WHERE NOT ({nothing}) ORDER BY {key}");
        let (mut one, mut two) = (live.prepare(&sql)?, rebuilt.prepare(&sql)?);
        let (mut one, mut two) = (one.query([])?, two.query([])?);
        let (mut left, mut right) = (next(&mut one)?, next(&mut two)?);
        let keys = key.split(',').count();
        let mut found = Difference { table: name, only_live: 0, only_rebuilt: 0, example: String::new() };
        while let Some((order, row)) = first_of(&left, &right, keys) {
            let (step_left, step_right) = (order != Ordering::Greater, order != Ordering::Less);
            if left != right {
                if found.example.is_empty() {
                    found.example = row.iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>().join(" | ");
                }
                found.only_live += u64::from(step_left);
                found.only_rebuilt += u64::from(step_right);
            }
            if step_left {
                left = next(&mut one)?;
            }
            if step_right {
                right = next(&mut two)?;
            }
        }
        Ok((found.only_live + found.only_rebuilt > 0).then_some(found))
    }
}

type Cells = Vec<Value>;

fn next(rows: &mut Rows<'_>) -> rusqlite::Result<Option<Cells>> {
    let Some(row) = rows.next()? else { return Ok(None) };
    (0..row.as_ref().column_count()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>().map(Some)
}

/// Which of two rows comes first by its key, and that row. None at the end of both.
fn first_of<'a>(left: &'a Option<Cells>, right: &'a Option<Cells>, keys: usize) -> Option<(Ordering, &'a Cells)> {
    match (left, right) {
        (None, None) => None,
        (Some(left), None) => Some((Ordering::Less, left)),
        (None, Some(right)) => Some((Ordering::Greater, right)),
        (Some(left), Some(right)) => {
            let order = left.iter().zip(right).take(keys).map(|(one, two)| compare_cells(one, two));
            let order = order.fold(Ordering::Equal, Ordering::then);
            Some((order, if order == Ordering::Greater { right } else { left }))
        }
    }
}

/// The order of the database for cells of one column.
fn compare_cells(one: &Value, two: &Value) -> Ordering {
    match (one, two) {
        (Value::Integer(one), Value::Integer(two)) => one.cmp(two),
        (Value::Text(one), Value::Text(two)) => one.as_bytes().cmp(two.as_bytes()),
        (Value::Blob(one), Value::Blob(two)) => one.cmp(two),
        _ => Ordering::Equal,
    }
}
