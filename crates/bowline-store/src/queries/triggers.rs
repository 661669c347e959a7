//! What triggers ask of the tables: which matters changed, which lie together in a place and a time, which proposals are
//! open there.
//!
//! This module must never leave a matter out because a page was full: it says where to go on. Start at [`Triggers`].

use crate::convert;
use crate::{Store, StoreFault};
use bowline_core::facts::Stage;
use bowline_core::ids::{PlaceCode, RuleId, SubjectId};
use bowline_core::obligations::Listed;
use bowline_core::places::Level;
use bowline_core::time::Day;

/// What triggers ask.
#[derive(Clone, Copy)]
pub struct Triggers<'a> {
    store: &'a Store,
}

impl<'a> Triggers<'a> {
    /// What they ask of a store.
    #[must_use]
    pub const fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// The number of the last fact.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn last(&self) -> Result<i64, StoreFault> {
        self.store.read("finding the last fact", |connection| {
            connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM fact")?.query_row([], |row| row.get(0))
        })
    }

    /// The dossiers with a fact of one of these kinds among the next facts after a number, and the number up to which was looked.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn changed(&self, kinds: &[RuleId], since: i64, facts: u32) -> Result<(Vec<SubjectId>, i64), StoreFault> {
        let sql = "SELECT DISTINCT stream.subject FROM fact JOIN stream ON stream.number = fact.stream \
                   WHERE fact.seq > $1 AND fact.seq <= $2 \
                   AND EXISTS (SELECT 1 FROM json_each($3) WHERE instr(fact.payload, value) > 0)";
        let upto = since.saturating_add(i64::from(facts)).min(self.last()?);
        let words: Vec<String> = kinds.iter().map(|kind| format!("\"what\":{{\"{kind}.")).collect();
        let words = convert::to_json(&words)?;
        self.store.read("finding what changed", |connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map((since, upto, words), |row| {
                let bytes: Vec<u8> = row.get(0)?;
                convert::subject(&bytes)
            })?;
            Ok((rows.collect::<rusqlite::Result<_>>()?, upto))
        })
    }

    /// The matters of a kind in a place that began between two days and were not found to be none.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn listed(
        &self,
        kind: &RuleId,
        (level, place): (Level, PlaceCode),
        (first, last): (Day, Day),
    ) -> Result<Vec<Listed>, StoreFault> {
        let within = match level {
            Level::Nation => "$5 = $5",
            Level::Province => "province = $5",
            Level::City => "city = $5",
            Level::County => "county = $5",
            Level::Township => "township = $5",
        };
        let sql = format!(
            "SELECT began, subject, coalesce(facet, '') FROM matter \
             WHERE kind = $1 AND began >= $2 AND began <= $3 AND stage <> $4 AND {within}"
        );
        self.store.read("listing what a trigger counts", |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let void = Stage::Void.as_str();
            let values = (kind.as_str(), first.to_string(), last.to_string(), void, place.as_str());
            let rows = statement.query_map(values, |row| {
                let (day, bytes): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
                Ok(Listed { day: convert::day(&day)?, subject: convert::subject(&bytes)?, facet: row.get(2)? })
            })?;
            rows.collect()
        })
    }

    /// The open matters of a kind that lie in one of these places themselves.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn open_at(&self, kind: &RuleId, places: &[PlaceCode]) -> Result<Vec<SubjectId>, StoreFault> {
        let sql = "SELECT subject FROM matter WHERE kind = $1 AND open = 1 AND place = $2";
        self.store.read("finding open proposals", |connection| {
            let mut found = Vec::new();
            for place in places {
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map((kind.as_str(), place.as_str()), |row| {
                    let bytes: Vec<u8> = row.get(0)?;
                    convert::subject(&bytes)
                })?;
                for row in rows {
                    found.push(row?);
                }
            }
            Ok(found)
        })
    }
}
