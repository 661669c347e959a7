//! What look-backs ask of the tables: which hazards were closed between two days, and how looks ended, by stratum.
//!
//! This module must never leave a closed matter out because a page was full. Start at [`LookBacks`].

use crate::convert::{day, parse, subject};
use crate::{Store, StoreFault};
use bowline_core::ids::{PlaceCode, RuleId, SubjectId};
use bowline_core::places::Level;
use bowline_core::time::Day;

/// What look-backs ask.
#[derive(Clone, Copy)]
pub struct LookBacks<'a> {
    store: &'a Store,
}

/// How the looks at one stratum of one draw ended, as far as they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedRow {
    /// The draw.
    pub draw: SubjectId,
    /// The stratum and its closings, as the draw wrote them.
    pub stratum: String,
    /// Where the matters lie: the innermost place of one of them.
    pub place: PlaceCode,
    /// On which day it was drawn.
    pub drawn_on: Day,
    /// Drawn.
    pub drawn: u64,
    /// Looked at with a result.
    pub looked: u64,
    /// Of these, those that do not hold.
    pub failed: u64,
    /// Those of which nothing can be told.
    pub untold: u64,
}

impl<'a> LookBacks<'a> {
    /// What they ask of a store.
    #[must_use]
    pub const fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Hazards in a place that are closed now, whenever they were.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn closed(&self, (level, place): (Level, PlaceCode)) -> Result<Vec<SubjectId>, StoreFault> {
        let within = within(level);
        let sql = format!("SELECT subject FROM hazard WHERE open = 0 AND {within} ORDER BY subject");
        self.store.read("listing closed hazards", |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([place.as_str()], |row| subject(row.get_ref(0)?.as_blob()?))?;
            rows.collect()
        })
    }

    /// How the looks of a kind in a place ended, by draw and stratum, of draws since a day.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn looked(
        &self,
        kind: &RuleId,
        (level, place): (Level, PlaceCode),
        since: Day,
    ) -> Result<Vec<LookedRow>, StoreFault> {
        let within = within(level);
        let sql = format!(
            "SELECT from_subject, find_one, min(place), min(began), count(*), sum(stage = 'done'), sum(stage = 'done' AND grave),
             sum(stage = 'void') FROM matter WHERE {within} AND kind = $2 AND began >= $3 AND from_subject IS NOT NULL
             AND find_one IS NOT NULL GROUP BY from_subject, find_one ORDER BY find_one, from_subject"
        );
        self.store.read("counting looks", |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let values = (place.as_str(), kind.as_str(), since.to_string());
            let rows = statement.query_map(values, |row| {
                Ok(LookedRow {
                    draw: subject(row.get_ref(0)?.as_blob()?)?,
                    stratum: row.get(1)?,
                    place: parse(row.get_ref(2)?.as_str()?)?,
                    drawn_on: day(row.get_ref(3)?.as_str()?)?,
                    drawn: row.get(4)?,
                    looked: row.get(5)?,
                    failed: row.get(6)?,
                    untold: row.get(7)?,
                })
            })?;
            rows.collect()
        })
    }
}

/// The condition that a row lies in the place `$1` of a level.
fn within(level: Level) -> &'static str {
    match level {
        Level::Nation => "$1 = $1",
        Level::Province => "province = $1",
        Level::City => "city = $1",
        Level::County => "county = $1",
        Level::Township => "township = $1",
    }
}
