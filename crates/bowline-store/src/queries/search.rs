//! Hazards by words. Few matches are listed in the order of every other list; of many only the newest recorded are looked at,
//! since nobody reads thousands, and sorting them all would take seconds.
//!
//! Must never collect every match of a frequent word. Start at [`Store::search_hazards`].

use super::hazards::{Bound, COLUMNS, Filter, HazardQuery, Within, hazard_row};
use crate::words::{match_query, site_scope};
use crate::{Store, StoreFault};
use bowline_core::signals::HazardRow;
use rusqlite::Connection;
use rusqlite::types::Value;

/// So many matches are few.
const FEW: u32 = 500;
/// Matches looked at for one page, whether or not the rest of the filter lets them through.
const MOST_LOOKED_AT: usize = 2_000;

/// Where a search goes on: before the hazard that was recorded as this one in the order of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded(pub i64);

/// One page of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPage {
    /// Newest recorded first.
    pub rows: Vec<HazardRow>,
    /// Where to go on. A page can be short, even empty, and yet not be the last: the rest was not looked at.
    pub next: Option<Recorded>,
}

impl HazardQuery {
    /// The words and the scope, as the index is asked.
    pub(super) fn words(&self) -> Option<String> {
        let scopes: Vec<String> = match &self.within {
            Within::Everywhere => Vec::new(),
            Within::Place { code, .. } => vec![code.as_str().to_owned()],
            Within::Sites(sites) => sites.iter().copied().map(site_scope).collect(),
        };
        match_query(&self.search, &scopes)
    }
}

impl Store {
    /// Whether more hazards match the words of a query, within its scope, than can be sorted at once.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn finds_many(&self, query: &HazardQuery) -> Result<bool, StoreFault> {
        let Some(words) = query.words() else { return Ok(false) };
        let sql = "SELECT count(*) FROM (SELECT 1 FROM hazard_text WHERE hazard_text MATCH $1 LIMIT $2)";
        let found: u32 = self.read("counting matches", |connection| {
            connection.prepare_cached(sql)?.query_row((words, FEW + 1), |row| row.get(0))
        })?;
        Ok(found > FEW)
    }

    /// One page of what matches the words of a query, newest recorded first. Of its order only counts whether closed ones are
    /// listed.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn search_hazards(
        &self,
        query: &HazardQuery,
        before: Option<Recorded>,
        limit: usize,
    ) -> Result<SearchPage, StoreFault> {
        let Some(words) = query.words() else { return Ok(SearchPage { rows: Vec::new(), next: None }) };
        self.read("searching hazards", |connection| page(connection, Filter::of(query), words, before, limit))
    }
}

fn page(
    connection: &Connection,
    mut filter: Filter,
    words: String,
    before: Option<Recorded>,
    limit: usize,
) -> rusqlite::Result<SearchPage> {
    let known = filter.values.len();
    filter.values.extend([Value::from(words), Value::from(before.map_or(i64::MAX, |last| last.0))]);
    let sql = format!(
        "SELECT {COLUMNS}, id, ({fits}) IS TRUE FROM hazard_text CROSS JOIN hazard ON id = hazard_text.rowid
         WHERE hazard_text MATCH ${words} AND hazard_text.rowid < ${before} ORDER BY hazard_text.rowid DESC",
        fits = filter.sql,
        words = known + 1,
        before = known + 2,
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut matches = statement.query(rusqlite::params_from_iter(filter.values.iter().map(Bound)))?;
    let (mut rows, mut last) = (Vec::new(), None);
    for _ in 0..MOST_LOOKED_AT {
        let Some(row) = matches.next()? else { return Ok(SearchPage { rows, next: None }) };
        if row.get(22)? {
            if rows.len() == limit {
                break;
            }
            rows.push(hazard_row(row)?);
        }
        last = Some(Recorded(row.get(21)?));
    }
    Ok(SearchPage { rows, next: last })
}
