//! These queries count the matters that come from one dossier, by where they are on their way and where they lie.
//!
//! This module must never know what a phase means, and never count beyond a scope where one is asked for. Start at
//! [`Children::counted`].

use super::Within;
use super::filter::{Bound, Filter, blob};
use crate::convert::{parse, stage};
use crate::{Store, StoreFault};
use bowline_core::facts::Stage;
use bowline_core::ids::{PlaceCode, RuleId, SubjectId};
use rusqlite::Row;

/// How many matters of one kind stand in one phase in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildCount {
    /// The kind.
    pub kind: RuleId,
    /// The phase, by its word.
    pub phase: String,
    /// What the phase means.
    pub stage: Stage,
    /// The place with those above it, as it was when they began, from the top down; the top itself is left out.
    pub lineage: Vec<PlaceCode>,
    /// How many.
    pub number: u64,
    /// Of these, open with something late.
    pub late: u64,
    /// Of these, open ones that stand before an office above the one in charge.
    pub raised: u64,
}

/// What comes from a dossier, counted.
#[derive(Clone, Copy)]
pub struct Children<'a> {
    store: &'a Store,
}

impl<'a> Children<'a> {
    /// Those of a store.
    #[must_use]
    pub const fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// Counts of what comes from a dossier within a scope, by kind, phase and county.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn counted(&self, from: SubjectId, within: &Within) -> Result<Vec<ChildCount>, StoreFault> {
        let mut filter = Filter::default();
        filter.walk("from_subject = {}", vec![blob(&from)]);
        filter.scope(within, Filter::fit);
        let Filter { walked, fits, values } = filter;
        let sql = format!(
            "SELECT kind, phase, stage, province, city, county, count(*), count(CASE WHEN open = 1 AND light > 0 THEN 1 END),
             count(CASE WHEN open = 1 AND raised_to IS NOT NULL THEN 1 END)
             FROM matter WHERE {walked} AND {fits} GROUP BY kind, phase, stage, province, city, county"
        );
        self.store.read("counting what comes from a matter", |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map(rusqlite::params_from_iter(values.iter().map(Bound)), child_count)?;
            rows.collect()
        })
    }
}

fn child_count(row: &Row<'_>) -> rusqlite::Result<ChildCount> {
    let mut lineage = Vec::new();
    for column in ["province", "city", "county"] {
        if let Some(code) = row.get_ref(column)?.as_str_or_null()? {
            lineage.push(parse(code)?);
        }
    }
    Ok(ChildCount {
        kind: parse(row.get_ref(0)?.as_str()?)?,
        phase: row.get(1)?,
        stage: stage(row.get_ref(2)?.as_str()?)?,
        lineage,
        number: row.get(6)?,
        late: row.get(7)?,
        raised: row.get(8)?,
    })
}
