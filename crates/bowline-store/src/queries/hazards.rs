//! These queries list hazards by scope, filter and search, page by page after a cursor and never by offset.
//!
//! An index walks what is asked for in its order; what no index knows (grade, phase, lateness) is looked up row by row.
//! This module must never look at more than some thousand rows for a page, however little fits and however frequent a
//! word is. Start at [`Hazards::list`].

use super::filter::{Bound, Filter, blob};
use crate::convert::{act, day, grade, grade_word, light, moment, ms, parse, phase, source, subject};
use crate::words::{match_query, site_scope};
use crate::{Store, StoreFault};
use bowline_core::facts::Grade;
use bowline_core::ids::{PlaceCode, PostId, SiteId, SubjectId};
use bowline_core::obligations::Phase;
use bowline_core::signals::HazardRow;
use bowline_core::time::{Day, Moment};
use rusqlite::{Connection, Row, types::Value};

/// Rows looked at for one page, or to count.
const MOST_LOOKED_AT: usize = 2_000;
/// Matches of words that are sorted; more are listed as they were recorded.
const MOST_SORTED: usize = 250;

/// The scope of a query: what may be seen at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// Everything.
    Everywhere,
    /// A place and all below it; `depth` places lie between it and the nation, itself included (province 1 … township 4).
    Place {
        /// Which.
        code: PlaceCode,
        /// How deep.
        depth: usize,
        /// Places that became part of it: what began there before counts here too.
        also: Vec<PlaceCode>,
    },
    /// These sites.
    Sites(Vec<SiteId>),
}

/// The order of a list, which is also its cursor: after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HazardSort {
    /// Open ones, earliest due first, then in the order in which they were recorded.
    Due(Option<(Option<Moment>, SubjectId)>),
    /// Newest found first, then newest recorded.
    Found(Option<(Day, SubjectId)>),
    /// What matches the words, newest recorded first. The number is the store's own.
    Recorded(Option<i64>),
}

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HazardQuery {
    /// Scope.
    pub within: Within,
    /// Only this grade.
    pub grade: Option<Grade>,
    /// Only this phase.
    pub phase: Option<Phase>,
    /// Only open ones.
    pub open: bool,
    /// Only late ones.
    pub late: bool,
    /// Only these words.
    pub search: String,
    /// What the words name: it is found too.
    pub named: Named,
    /// Order and cursor.
    pub sort: HazardSort,
}

/// What the words of a search name beside what stands in texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Places: all that lies in them.
    pub places: Vec<PlaceCode>,
    /// Sites: all that is theirs.
    pub sites: Vec<SiteId>,
    /// Posts: only what waits for them, whatever its words.
    pub owners: Vec<PostId>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardPage {
    /// In the order asked for.
    pub rows: Vec<HazardRow>,
    /// Where to go on. A page can be short, even empty, and yet not be the last: further rows were not looked at.
    pub next: Option<HazardSort>,
    /// Whether it comes in the order of [`HazardSort::Recorded`].
    pub newest_recorded: bool,
    /// How many there are, as far as the page tells.
    pub total: Total,
}

/// How many hazards a query finds in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Is(u64),
    /// More than are worth counting.
    TooMany,
    /// Not known without [`Hazards::count`].
    NotCounted,
}

const COLUMNS: &str = "subject, version, place, province, city, county, township, site, unit, sector, description, source, grade, \
     phase, light, found_on, due_at, owner, act, raised_to, returned, provisional, late_beside";

/// Hazards, as they are listed.
#[derive(Clone, Copy)]
pub struct Hazards<'a> {
    pub(super) store: &'a Store,
}

impl Hazards<'_> {
    /// One page, of `limit` rows at most. What matches its words too often to be sorted comes as [`HazardSort::Recorded`].
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn list(&self, query: &HazardQuery, limit: usize) -> Result<HazardPage, StoreFault> {
        self.store.read("listing hazards", |connection| {
            let matches = if query.is_sorted() { newest_matches(connection, query)? } else { None };
            let Some(matches) = matches else { return page(connection, query, None, limit) };
            if matches.len() <= MOST_SORTED {
                let page = page(connection, query, Some(&matches), limit)?;
                let total = if query.asks_only_words() { Total::Is(matches.len() as u64) } else { page.total };
                return Ok(HazardPage { total, ..page });
            }
            let query = HazardQuery { sort: HazardSort::Recorded(None), ..query.clone() };
            if query.asks_only_words() {
                recorded(connection, &matches, limit)
            } else {
                page(connection, &query, None, limit)
            }
        })
    }

    /// How many there are; none where too many rows would have to be looked at. A page often tells: [`HazardPage::total`].
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn count(&self, query: &HazardQuery) -> Result<Option<u64>, StoreFault> {
        if !query.is_sorted() {
            return Ok(None);
        }
        let Filter { walked, fits, values } = Filter::of(query, None);
        let most = MOST_LOOKED_AT + 1;
        let sql = format!(
            "SELECT count(*), count(CASE WHEN fits THEN 1 END) FROM (SELECT {fits} AS fits FROM hazard WHERE {walked} LIMIT {most})"
        );
        self.store.read("counting hazards", |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let counted: (usize, u64) = statement
                .query_row(rusqlite::params_from_iter(values.iter().map(Bound)), |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
            Ok((counted.0 < most).then_some(counted.1))
        })
    }

    /// The row of one hazard.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn one(&self, of: SubjectId) -> Result<Option<HazardRow>, StoreFault> {
        self.store.read("reading a hazard", |connection| {
            let mut statement =
                connection.prepare_cached(&format!("SELECT {COLUMNS} FROM hazard WHERE subject = $1"))?;
            let mut rows = statement.query_map([of.0.as_bytes()], hazard_row)?;
            rows.next().transpose()
        })
    }
}

/// One page; of a sorted search, `matches` are the rows that match its words.
fn page(
    connection: &Connection,
    query: &HazardQuery,
    matches: Option<&[i64]>,
    limit: usize,
) -> rusqlite::Result<HazardPage> {
    let mut walk = Walk { limit, looked_at: 0, rows: Vec::new(), last: None };
    let mut ended = true;
    for stretch in stretches(&query.sort) {
        ended = ended && walk.along(connection, query, matches, stretch)?;
    }
    let is_first = matches!(query.sort, HazardSort::Due(None) | HazardSort::Found(None) | HazardSort::Recorded(None));
    let total = if is_first && ended {
        Total::Is(walk.rows.len() as u64)
    } else if !query.is_sorted() || (!ended && walk.looked_at == MOST_LOOKED_AT) {
        Total::TooMany
    } else {
        Total::NotCounted
    };
    let next = walk.last.filter(|_| !ended).map(|last| after(connection, &query.sort, last)).transpose()?;
    Ok(HazardPage { rows: walk.rows, next, newest_recorded: !query.is_sorted(), total })
}

/// The first page of what matches too often to be sorted, if nothing else is asked.
fn recorded(connection: &Connection, matches: &[i64], limit: usize) -> rusqlite::Result<HazardPage> {
    let shown = matches.get(..limit).unwrap_or(matches);
    let next = shown.last().map(|last| HazardSort::Recorded(Some(*last)));
    let rows = shown.iter().map(|id| numbered(connection, *id)).collect::<rusqlite::Result<_>>()?;
    Ok(HazardPage { rows, next, newest_recorded: true, total: Total::TooMany })
}

/// What matches its words, newest recorded first, one more than can be sorted at most; none without words.
fn newest_matches(connection: &Connection, query: &HazardQuery) -> rusqlite::Result<Option<Vec<i64>>> {
    let Some(words) = query.words() else { return Ok(None) };
    let sql = "SELECT rowid FROM hazard_text WHERE hazard_text MATCH $1 ORDER BY rowid DESC LIMIT $2";
    let mut statement = connection.prepare_cached(sql)?;
    let matches = statement.query_map((words, MOST_SORTED + 1), |row| row.get(0))?;
    matches.collect::<rusqlite::Result<_>>().map(Some)
}

impl HazardQuery {
    fn is_sorted(&self) -> bool {
        !matches!(self.sort, HazardSort::Recorded(_))
    }

    /// Whether whatever matches the words is listed: the index of words knows the scope too.
    fn asks_only_words(&self) -> bool {
        let open = self.open || matches!(self.sort, HazardSort::Due(_));
        !open && self.grade.is_none() && self.phase.is_none() && !self.late
    }

    /// The words and the scope, as the index of words is asked; none without words.
    fn words(&self) -> Option<String> {
        let scopes: Vec<String> = match &self.within {
            Within::Everywhere => Vec::new(),
            Within::Place { code, also, .. } => {
                std::iter::once(code).chain(also).map(|code| code.as_str().to_owned()).collect()
            }
            Within::Sites(sites) => sites.iter().copied().map(site_scope).collect(),
        };
        if !self.named.owners.is_empty() {
            return None;
        }
        let places = self.named.places.iter().map(|place| place.as_str().to_owned());
        let named: Vec<String> = places.chain(self.named.sites.iter().copied().map(site_scope)).collect();
        match_query(&self.search, &named, &scopes)
    }
}

/// A stretch of a list: its condition, the values of it, and its order.
type Stretch = (&'static str, Vec<Value>, &'static str);

/// What comes after a cursor: the rest of the same moment or day, then what is later. One by one, since an index is entered by
/// its row id only where everything before it is equal.
fn stretches(sort: &HazardSort) -> Vec<Stretch> {
    let (order, same, later, cursor) = match sort {
        HazardSort::Recorded(before) => {
            let before = Value::from(before.unwrap_or(i64::MAX));
            return vec![("hazard_text.rowid < {}", vec![before], "hazard_text.rowid DESC")];
        }
        HazardSort::Due(after) => (
            "due_at, id",
            "due_at IS {} AND id > (SELECT id FROM hazard WHERE subject = {})",
            // What has no due date comes first.
            if matches!(after, Some((None, _))) { "due_at IS NOT {}" } else { "due_at > {}" },
            after.map(|(at, last)| (Value::from(at.map(ms)), last)),
        ),
        HazardSort::Found(after) => (
            "found_on DESC, id DESC",
            "found_on = {} AND id < (SELECT id FROM hazard WHERE subject = {})",
            "found_on < {}",
            after.map(|(on, last)| (Value::from(on.to_string()), last)),
        ),
    };
    match cursor {
        None => vec![("1 = 1", Vec::new(), order)],
        Some((at, last)) => vec![(same, vec![at.clone(), blob(&last)], order), (later, vec![at], order)],
    }
}

impl Filter {
    fn of(query: &HazardQuery, matches: Option<&[i64]>) -> Self {
        let mut filter = Self::default();
        let sorted = query.is_sorted();
        if let Some(matches) = matches {
            filter.only(matches);
        } else if let Some(words) = query.words() {
            let one_by_one = "hazard_text MATCH {}";
            let all = "id IN (SELECT rowid FROM hazard_text WHERE hazard_text MATCH {})";
            filter.walk(if sorted { all } else { one_by_one }, vec![Value::from(words)]);
        }
        filter.scope(&query.within, if sorted { Self::walk } else { Self::fit });
        match (query.open, &query.sort) {
            (_, HazardSort::Due(_)) => filter.walk("open = 1", Vec::new()),
            (true, _) => filter.fit("open = 1", Vec::new()),
            _ => {}
        }
        if let Some(grade) = query.grade {
            filter.fit("grade = {}", vec![Value::from(grade_word(Some(grade)).to_owned())]);
        }
        if let Some(phase) = query.phase {
            filter.fit("phase = {}", vec![Value::from(phase.as_str().to_owned())]);
        }
        if query.late {
            filter.fit("light > 0", Vec::new());
        }
        if !query.named.owners.is_empty() {
            let marks = vec!["{}"; query.named.owners.len()].join(", ");
            let owners = query.named.owners.iter().map(|post| Value::from(post.to_string()));
            filter.fit(&format!("owner IN ({marks})"), owners.collect());
        }
        filter
    }
}

/// A page in the making.
struct Walk {
    limit: usize,
    looked_at: usize,
    rows: Vec<HazardRow>,
    /// The last row looked at, by its number.
    last: Option<i64>,
}

impl Walk {
    /// Looks at the rows of one stretch: walks along the index, and reads what fits. False: there are more, but the page is full or
    /// enough was looked at.
    fn along(
        &mut self,
        connection: &Connection,
        query: &HazardQuery,
        matches: Option<&[i64]>,
        stretch: Stretch,
    ) -> rusqlite::Result<bool> {
        let (condition, values, order) = stretch;
        let mut filter = Filter::of(query, matches);
        filter.walk(condition, values);
        let by_word = "hazard_text CROSS JOIN hazard ON id = hazard_text.rowid";
        let from = if query.is_sorted() { "hazard" } else { by_word };
        let Filter { walked, fits, values } = filter;
        let sql = format!("SELECT id, ({fits}) IS TRUE FROM {from} WHERE {walked} ORDER BY {order}");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values.iter().map(Bound)))?;
        while let Some(row) = rows.next()? {
            let (id, fits) = (row.get(0)?, row.get(1)?);
            if self.looked_at == MOST_LOOKED_AT || (fits && self.rows.len() == self.limit) {
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

/// The row with this number.
fn numbered(connection: &Connection, id: i64) -> rusqlite::Result<HazardRow> {
    connection.prepare_cached(&format!("SELECT {COLUMNS} FROM hazard WHERE id = $1"))?.query_row([id], hazard_row)
}

/// The cursor behind the row with this number.
fn after(connection: &Connection, sort: &HazardSort, id: i64) -> rusqlite::Result<HazardSort> {
    let row = || numbered(connection, id);
    Ok(match sort {
        HazardSort::Recorded(_) => HazardSort::Recorded(Some(id)),
        HazardSort::Due(_) => HazardSort::Due(Some(row().map(|row| (row.due_at, row.subject))?)),
        HazardSort::Found(_) => HazardSort::Found(Some(row().map(|row| (row.found_on, row.subject))?)),
    })
}

fn due_at(row: &Row<'_>) -> rusqlite::Result<Option<Moment>> {
    row.get::<_, Option<i64>>(16)?.map(moment).transpose()
}

fn found_on(row: &Row<'_>) -> rusqlite::Result<Day> {
    day(row.get_ref(15)?.as_str()?)
}

pub(crate) fn hazard_row(row: &Row<'_>) -> rusqlite::Result<HazardRow> {
    let mut lineage = Vec::new();
    for column in [6, 5, 4, 3] {
        if let Some(code) = row.get_ref(column)?.as_str_or_null()? {
            lineage.push(parse(code)?);
        }
    }
    Ok(HazardRow {
        subject: subject(row.get_ref(0)?.as_blob()?)?,
        version: row.get(1)?,
        place: parse(row.get_ref(2)?.as_str()?)?,
        lineage,
        site: SiteId(subject(row.get_ref(7)?.as_blob()?)?.0),
        unit: row.get(8)?,
        sector: row.get(9)?,
        description: row.get(10)?,
        source: source(row.get_ref(11)?.as_str()?)?,
        grade: row.get_ref(12)?.as_str_or_null()?.map_or(Ok(None), grade)?,
        phase: phase(row.get_ref(13)?.as_str()?)?,
        light: light(row.get(14)?)?,
        found_on: found_on(row)?,
        due_at: due_at(row)?,
        provisional: row.get(21)?,
        late_beside: row.get(22)?,
        owner: row.get_ref(17)?.as_str_or_null()?.map(parse).transpose()?,
        act: row.get_ref(18)?.as_str_or_null()?.map(act).transpose()?,
        raised_to: row.get_ref(19)?.as_str_or_null()?.map(parse).transpose()?,
        returned: row.get(20)?,
    })
}
