//! These queries list matters of a kind by scope, filter and search, page by page after a cursor and never by offset.
//!
//! An index walks what is asked for in its order; what no index knows (phase, facet, lateness) is looked up row by row.
//! This module must never know what a kind is: its words are values. Start at [`Matters::list`].

use super::filter::{Bound, Filter, blob};
use super::{Total, Within};
use crate::convert::{act, day, light, moment, ms, parse, stage, subject, to_json};
use crate::words::{match_query, site_scope, term};
use crate::{Store, StoreFault};
use bowline_core::facts::Link;
use bowline_core::ids::{PlaceCode, RuleId, SiteId, SubjectId};
use bowline_core::signals::{MatterRow, MatterTally};
use bowline_core::time::{Day, Moment};
use rusqlite::{Connection, OptionalExtension, Row, types::Value};
use std::collections::BTreeMap;

/// Rows looked at for one page, or to count.
const MOST_LOOKED_AT: usize = 2_000;
/// As many, where only those are walked along that come from one dossier.
const MOST_CHILDREN: usize = 100_000;
/// Matches of words that are sorted; more are listed as they were recorded.
const MOST_SORTED: usize = 250;

/// The order of a list, which is also its cursor: after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatterSort {
    /// Open ones, earliest due first, then in the order in which they were recorded.
    Due(Option<(Option<Moment>, SubjectId)>),
    /// Newest begun first, then newest recorded.
    Began(Option<(Day, SubjectId)>),
    /// What matches the words, newest recorded first. The number is the store's own.
    Recorded(Option<i64>),
}

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterQuery {
    /// Of which kind.
    pub kind: RuleId,
    /// Scope.
    pub within: Within,
    /// Only open ones, or only those that are over.
    pub open: Option<bool>,
    /// Only this phase.
    pub phase: Option<String>,
    /// Only this choice of the facet.
    pub facet: Option<String>,
    /// Only grave ones.
    pub grave: bool,
    /// Only open ones with something late.
    pub late: bool,
    /// Only those that come from this dossier.
    pub from: Option<SubjectId>,
    /// Only these words.
    pub search: String,
    /// Order and cursor.
    pub sort: MatterSort,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterPage {
    /// In the order asked for.
    pub rows: Vec<MatterRow>,
    /// Where to go on. A page can be short, even empty, and yet not be the last: further rows were not looked at.
    pub next: Option<MatterSort>,
    /// Whether it comes in the order of [`MatterSort::Recorded`].
    pub newest_recorded: bool,
    /// How many there are, as far as the page tells.
    pub total: Total,
}

const COLUMNS: &str = "subject, version, kind, place, province, city, county, township, site, unit, sector, text, facet, grave, \
     phase, stage, light, began, due_at, provisional, late_beside, owner, act, raised_to, returned, find_one, find_two, \
     from_subject, from_word";

/// Matters of declared kinds, as they are listed.
#[derive(Clone, Copy)]
pub struct Matters<'a> {
    store: &'a Store,
}

impl<'a> Matters<'a> {
    /// Those of a store.
    #[must_use]
    pub const fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// One page, of `limit` rows at most. What matches its words too often to be sorted comes as [`MatterSort::Recorded`].
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn list(&self, query: &MatterQuery, limit: usize) -> Result<MatterPage, StoreFault> {
        self.store.read("listing matters", |connection| {
            let matches = if query.is_sorted() { newest_matches(connection, query)? } else { None };
            let Some(matches) = matches else { return page(connection, query, None, limit) };
            if matches.len() <= MOST_SORTED {
                return page(connection, query, Some(&matches), limit);
            }
            page(connection, &MatterQuery { sort: MatterSort::Recorded(None), ..query.clone() }, None, limit)
        })
    }

    /// How many there are; none where too many rows would have to be looked at. A page often tells: [`MatterPage::total`].
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn count(&self, query: &MatterQuery) -> Result<Option<u64>, StoreFault> {
        if !query.is_sorted() {
            return Ok(None);
        }
        let Filter { walked, fits, values } = Filter::of_matters(query, None);
        let most = query.most_looked_at() + 1;
        let sql = format!(
            "SELECT count(*), count(CASE WHEN fits THEN 1 END) FROM (SELECT {fits} AS fits FROM matter WHERE {walked} LIMIT {most})"
        );
        self.store.read("counting matters", |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let values = rusqlite::params_from_iter(values.iter().map(Bound));
            let counted: (usize, u64) = statement.query_row(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((counted.0 < most).then_some(counted.1))
        })
    }

    /// The row of one matter.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn one(&self, of: SubjectId) -> Result<Option<MatterRow>, StoreFault> {
        self.store.read("reading a matter", |connection| {
            let sql = format!("SELECT {COLUMNS} FROM matter WHERE subject = $1");
            connection.prepare_cached(&sql)?.query_row([of.0.as_bytes()], matter_row).optional()
        })
    }

    /// The rows of several matters, in any order; those that are not there are left out.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn each(&self, of: &[SubjectId]) -> Result<Vec<MatterRow>, StoreFault> {
        let ids = to_json(&of.iter().map(|it| it.0.simple().to_string()).collect::<Vec<_>>())?;
        self.store.read("reading matters", |connection| Ok(rows_of(connection, &ids)?.into_values().collect()))
    }

    /// The rows of matters that come from a dossier, but for those of some kinds, in the order in which they were recorded, as
    /// many as are asked for.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn coming_from(&self, of: SubjectId, but: &[RuleId], limit: u32) -> Result<Vec<MatterRow>, StoreFault> {
        let but = to_json(&but)?;
        self.store.read("reading what comes from a matter", |connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM matter WHERE from_subject = $1 AND kind NOT IN (SELECT value FROM json_each($2))
                 ORDER BY id LIMIT $3"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map((of.0.as_bytes(), but, limit), matter_row)?;
            rows.collect()
        })
    }

    /// The counts of these places together, by kind. Kinds without any are left out.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn tallies(&self, places: &[PlaceCode]) -> Result<Vec<(RuleId, MatterTally)>, StoreFault> {
        let codes = to_json(&places)?;
        self.store.read("reading counts of matters", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT kind, sum(begun), sum(open), sum(open_grave), sum(overdue), sum(raised), sum(done) FROM matter_tally
                 WHERE place IN (SELECT value FROM json_each($1)) AND begun > 0 GROUP BY kind ORDER BY kind",
            )?;
            let rows = statement.query_map([codes], |row| {
                let tally = MatterTally {
                    begun: row.get(1)?,
                    open: row.get(2)?,
                    open_grave: row.get(3)?,
                    overdue: row.get(4)?,
                    raised: row.get(5)?,
                    done: row.get(6)?,
                };
                Ok((parse(row.get_ref(0)?.as_str()?)?, tally))
            })?;
            rows.collect()
        })
    }
}

/// One page; of a sorted search, `matches` are the rows that match its words.
fn page(
    connection: &Connection,
    query: &MatterQuery,
    matches: Option<&[i64]>,
    limit: usize,
) -> rusqlite::Result<MatterPage> {
    let mut walk = Walk { limit, looked_at: 0, rows: Vec::new(), last: None };
    let mut ended = true;
    for stretch in stretches(&query.sort) {
        ended = ended && walk.along(connection, query, matches, stretch)?;
    }
    let is_first = matches!(query.sort, MatterSort::Due(None) | MatterSort::Began(None) | MatterSort::Recorded(None));
    let total = if is_first && ended {
        Total::Is(walk.rows.len() as u64)
    } else if !query.is_sorted() || (!ended && walk.looked_at == query.most_looked_at()) {
        Total::TooMany
    } else {
        Total::NotCounted
    };
    let next = walk.last.filter(|_| !ended).map(|last| after(connection, &query.sort, last)).transpose()?;
    Ok(MatterPage { rows: walk.rows, next, newest_recorded: !query.is_sorted(), total })
}

/// What matches its words, newest recorded first, one more than can be sorted at most; none without words.
fn newest_matches(connection: &Connection, query: &MatterQuery) -> rusqlite::Result<Option<Vec<i64>>> {
    let Some(words) = query.words() else { return Ok(None) };
    let sql = "SELECT rowid FROM matter_text WHERE matter_text MATCH $1 ORDER BY rowid DESC LIMIT $2";
    let mut statement = connection.prepare_cached(sql)?;
    let matches = statement.query_map((words, MOST_SORTED + 1), |row| row.get(0))?;
    matches.collect::<rusqlite::Result<_>>().map(Some)
}

impl MatterQuery {
    fn is_sorted(&self) -> bool {
        !matches!(self.sort, MatterSort::Recorded(_))
    }

    /// Rows looked at for one page, or to count.
    const fn most_looked_at(&self) -> usize {
        if self.from.is_some() { MOST_CHILDREN } else { MOST_LOOKED_AT }
    }

    /// The words, the scope and the kind, as the index of words is asked; none without words.
    fn words(&self) -> Option<String> {
        let scopes: Vec<String> = match &self.within {
            Within::Everywhere => Vec::new(),
            Within::Place { code, also, .. } => {
                std::iter::once(code).chain(also).map(|code| code.as_str().to_owned()).collect()
            }
            Within::Sites(sites) => sites.iter().copied().map(site_scope).collect(),
        };
        let words = match_query(&self.search, &[], &scopes)?;
        Some(format!("{words} AND kind : {}", term(self.kind.as_str())))
    }
}

/// A stretch of a list: its condition, the values of it, and its order.
type Stretch = (&'static str, Vec<Value>, &'static str);

/// What comes after a cursor: the rest of the same moment or day, then what is later. One by one, since an index is entered by
/// its row id only where everything before it is equal.
fn stretches(sort: &MatterSort) -> Vec<Stretch> {
    let (order, same, later, cursor) = match sort {
        MatterSort::Recorded(before) => {
            let before = Value::from(before.unwrap_or(i64::MAX));
            return vec![("matter_text.rowid < {}", vec![before], "matter_text.rowid DESC")];
        }
        MatterSort::Due(after) => (
            "due_at, id",
            "due_at IS {} AND id > (SELECT id FROM matter WHERE subject = {})",
            // What has no due date comes first.
            if matches!(after, Some((None, _))) { "due_at IS NOT {}" } else { "due_at > {}" },
            after.map(|(at, last)| (Value::from(at.map(ms)), last)),
        ),
        MatterSort::Began(after) => (
            "began DESC, id DESC",
            "began = {} AND id < (SELECT id FROM matter WHERE subject = {})",
            "began < {}",
            after.map(|(on, last)| (Value::from(on.to_string()), last)),
        ),
    };
    match cursor {
        None => vec![("1 = 1", Vec::new(), order)],
        Some((at, last)) => vec![(same, vec![at.clone(), blob(&last)], order), (later, vec![at], order)],
    }
}

impl Filter {
    fn of_matters(query: &MatterQuery, matches: Option<&[i64]>) -> Self {
        let mut filter = Self::default();
        let sorted = query.is_sorted();
        if let Some(matches) = matches {
            filter.only(matches);
        } else if let Some(words) = query.words() {
            let one_by_one = "matter_text MATCH {}";
            let all = "id IN (SELECT rowid FROM matter_text WHERE matter_text MATCH {})";
            filter.walk(if sorted { all } else { one_by_one }, vec![Value::from(words)]);
        }
        let text = |text: &str| vec![Value::from(text.to_owned())];
        let add = if sorted { Self::walk } else { Self::fit };
        match &query.from {
            // The index of what comes from one dossier is walked, and no longer one.
            Some(from) => {
                add(&mut filter, "from_subject = {}", vec![blob(from)]);
                filter.fit("matter.kind = {}", text(query.kind.as_str()));
                filter.scope(&query.within, Self::fit);
            }
            None => {
                add(&mut filter, "matter.kind = {}", text(query.kind.as_str()));
                filter.scope(&query.within, add);
            }
        }
        match (query.open, &query.sort) {
            (_, MatterSort::Due(_)) => filter.walk("open = 1", Vec::new()),
            (Some(open), _) => filter.fit("open = {}", vec![Value::from(i64::from(open))]),
            _ => {}
        }
        if let Some(phase) = &query.phase {
            filter.fit("phase = {}", text(phase));
        }
        if let Some(facet) = &query.facet {
            filter.fit("facet = {}", text(facet));
        }
        if query.grave {
            filter.fit("grave = 1", Vec::new());
        }
        if query.late {
            filter.fit("open = 1 AND light > 0", Vec::new());
        }
        filter
    }
}

/// A page in the making.
struct Walk {
    limit: usize,
    looked_at: usize,
    rows: Vec<MatterRow>,
    /// The last row looked at, by its number.
    last: Option<i64>,
}

impl Walk {
    /// Looks at the rows of one stretch: walks along the index, and reads what fits. False: there are more, but the page is full or
    /// enough was looked at.
    fn along(
        &mut self,
        connection: &Connection,
        query: &MatterQuery,
        matches: Option<&[i64]>,
        stretch: Stretch,
    ) -> rusqlite::Result<bool> {
        let (condition, values, order) = stretch;
        let mut filter = Filter::of_matters(query, matches);
        filter.walk(condition, values);
        let by_word = "matter_text CROSS JOIN matter ON id = matter_text.rowid";
        let from = if query.is_sorted() { "matter" } else { by_word };
        let Filter { walked, fits, values } = filter;
        let sql = format!("SELECT id, ({fits}) IS TRUE FROM {from} WHERE {walked} ORDER BY {order}");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values.iter().map(Bound)))?;
        while let Some(row) = rows.next()? {
            let (id, fits) = (row.get(0)?, row.get(1)?);
            if self.looked_at == query.most_looked_at() || (fits && self.rows.len() == self.limit) {
                return Ok(false);
            }
            if fits {
                self.rows.push(numbered(connection, id)?);
            }
            self.looked_at += 1;
            self.last = Some(id);
        }
        Ok(true)
    }
}

/// The rows of these dossiers, whose ids come as JSON.
pub(super) fn rows_of(connection: &Connection, ids: &str) -> rusqlite::Result<BTreeMap<SubjectId, MatterRow>> {
    let sql = format!("SELECT {COLUMNS} FROM matter WHERE subject IN (SELECT unhex(value) FROM json_each($1))");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([ids], matter_row)?;
    rows.map(|row| row.map(|row| (row.subject, row))).collect()
}

/// The row with this number.
fn numbered(connection: &Connection, id: i64) -> rusqlite::Result<MatterRow> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM matter WHERE id = $1"))?.query_row([id], matter_row)
}

/// The cursor behind the row with this number.
fn after(connection: &Connection, sort: &MatterSort, id: i64) -> rusqlite::Result<MatterSort> {
    let row = || numbered(connection, id);
    Ok(match sort {
        MatterSort::Recorded(_) => MatterSort::Recorded(Some(id)),
        MatterSort::Due(_) => MatterSort::Due(Some(row().map(|row| (row.due_at, row.subject))?)),
        MatterSort::Began(_) => MatterSort::Began(Some(row().map(|row| (row.began, row.subject))?)),
    })
}

fn matter_row(row: &Row<'_>) -> rusqlite::Result<MatterRow> {
    let (mut lineage, mut finds) = (Vec::new(), Vec::new());
    for column in ["township", "county", "city", "province"] {
        if let Some(code) = row.get_ref(column)?.as_str_or_null()? {
            lineage.push(parse(code)?);
        }
    }
    for column in ["find_one", "find_two"] {
        finds.extend(row.get::<_, Option<String>>(column)?);
    }
    let from = match (row.get_ref("from_subject")?.as_blob_or_null()?, row.get("from_word")?) {
        (Some(of), Some(word)) => Some(Link { word, subject: subject(of)? }),
        _ => None,
    };
    Ok(MatterRow {
        subject: subject(row.get_ref("subject")?.as_blob()?)?,
        version: row.get("version")?,
        kind: parse(row.get_ref("kind")?.as_str()?)?,
        place: parse(row.get_ref("place")?.as_str()?)?,
        lineage,
        site: row.get_ref("site")?.as_blob_or_null()?.map(|site| subject(site).map(|it| SiteId(it.0))).transpose()?,
        unit: row.get("unit")?,
        sector: row.get("sector")?,
        text: row.get("text")?,
        facet: row.get("facet")?,
        grave: row.get("grave")?,
        phase: row.get("phase")?,
        stage: stage(row.get_ref("stage")?.as_str()?)?,
        light: light(row.get("light")?)?,
        began: day(row.get_ref("began")?.as_str()?)?,
        due_at: row.get::<_, Option<i64>>("due_at")?.map(moment).transpose()?,
        provisional: row.get("provisional")?,
        late_beside: row.get("late_beside")?,
        owner: row.get_ref("owner")?.as_str_or_null()?.map(parse).transpose()?,
        act: row.get_ref("act")?.as_str_or_null()?.map(act).transpose()?,
        raised_to: row.get_ref("raised_to")?.as_str_or_null()?.map(parse).transpose()?,
        returned: row.get("returned")?,
        from,
        finds,
    })
}
