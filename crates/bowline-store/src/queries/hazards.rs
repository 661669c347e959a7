//! Lists of hazards: by scope, filter and search, page by page (keyset, never offset).

use crate::convert::{act, day, grade, grade_word, light, moment, ms, parse, phase, source, subject};
use crate::{Store, StoreFault};
use bowline_core::facts::Grade;
use bowline_core::ids::{PlaceCode, SiteId, SubjectId};
use bowline_core::obligations::Phase;
use bowline_core::signals::HazardRow;
use bowline_core::time::{Day, Moment};
use rusqlite::{Connection, Row, ToSql, types::ToSqlOutput, types::Value};

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
    },
    /// These sites.
    Sites(Vec<SiteId>),
}

/// The order of a list, which is also its cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HazardSort {
    /// Open ones, earliest due first, then in the order in which they were recorded; after this one.
    Due(Option<(Moment, SubjectId)>),
    /// All, newest found first, then newest recorded; after this one.
    Found(Option<(Day, SubjectId)>),
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
    /// Only late ones.
    pub late: bool,
    /// Only these words.
    pub search: String,
    /// Order and cursor.
    pub sort: HazardSort,
}

pub(super) const COLUMNS: &str = "subject, version, place, province, city, county, township, site, unit, sector, description, source, grade, \
     phase, light, found_on, due_at, owner, act, raised_to, returned";

impl Store {
    /// One page.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn hazards(&self, query: &HazardQuery, limit: u32) -> Result<Vec<HazardRow>, StoreFault> {
        let filter = Filter::with_words(query);
        self.read("listing hazards", |connection| {
            let mut page = Vec::new();
            for stretch in stretches(&query.sort) {
                let wanted = (limit as usize).saturating_sub(page.len());
                page.extend(filter.clone().page(connection, stretch, wanted)?);
            }
            Ok(page)
        })
    }

    /// How many there are, counted up to `most`.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn count_hazards(&self, query: &HazardQuery, most: u32) -> Result<u64, StoreFault> {
        let filter = Filter::with_words(query);
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM hazard WHERE {} LIMIT {most})", filter.sql);
        self.read("counting hazards", |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            statement.query_row(rusqlite::params_from_iter(filter.values.iter().map(Bound)), |row| row.get(0))
        })
    }

    /// The row of one hazard.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn hazard(&self, of: SubjectId) -> Result<Option<HazardRow>, StoreFault> {
        self.read("reading a hazard", |connection| {
            let mut statement =
                connection.prepare_cached(&format!("SELECT {COLUMNS} FROM hazard WHERE subject = $1"))?;
            let mut rows = statement.query_map([of.0.as_bytes()], hazard_row)?;
            rows.next().transpose()
        })
    }
}

pub(super) struct Bound<'a>(pub(super) &'a Value);
impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

fn blob(of: &SubjectId) -> Value {
    Value::from(of.0.as_bytes().to_vec())
}

/// A stretch of a list: its condition, the values of it, and its order.
type Stretch = (&'static str, Vec<Value>, &'static str);

/// What comes after a cursor: the rest of the same moment or day, then what is later. One by one, since an index is entered by
/// its row id only where everything before it is equal.
fn stretches(sort: &HazardSort) -> Vec<Stretch> {
    let (order, same, later, cursor) = match sort {
        HazardSort::Due(after) => (
            "due_at, id",
            "due_at = {} AND id > (SELECT id FROM hazard WHERE subject = {})",
            "due_at > {}",
            after.map(|(at, last)| (Value::from(ms(at)), last)),
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

/// A WHERE clause in the making, with its values in order.
#[derive(Clone)]
pub(super) struct Filter {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Filter {
    /// Everything but the words.
    pub(super) fn of(query: &HazardQuery) -> Self {
        let open = matches!(query.sort, HazardSort::Due(_));
        let mut filter = Self { sql: if open { "open = 1" } else { "1 = 1" }.to_owned(), values: Vec::new() };
        match &query.within {
            Within::Everywhere => {}
            Within::Place { code, depth } => {
                let column = match depth {
                    1 => "province",
                    2 => "city",
                    3 => "county",
                    _ => "township",
                };
                filter.also(&format!("{column} = {{}}"), [Value::from(code.as_str().to_owned())]);
            }
            Within::Sites(sites) => {
                let marks = vec!["{}"; sites.len()].join(", ");
                filter.also(
                    &format!("site IN ({marks})"),
                    sites.iter().map(|site| Value::from(site.0.as_bytes().to_vec())),
                );
            }
        }
        if let Some(grade) = query.grade {
            filter.also("grade = {}", [Value::from(grade_word(Some(grade)).to_owned())]);
        }
        if let Some(phase) = query.phase {
            filter.also("phase = {}", [Value::from(phase.as_str().to_owned())]);
        }
        if query.late {
            filter.also("light > 0", []);
        }
        filter
    }

    /// The same, and only what matches the words.
    fn with_words(query: &HazardQuery) -> Self {
        let mut filter = Self::of(query);
        if let Some(words) = query.words() {
            filter.also("id IN (SELECT rowid FROM hazard_text WHERE hazard_text MATCH {})", [Value::from(words)]);
        }
        filter
    }

    /// The rows of one stretch, `most` at most.
    fn page(mut self, connection: &Connection, stretch: Stretch, most: usize) -> rusqlite::Result<Vec<HazardRow>> {
        let (condition, values, order) = stretch;
        self.also(condition, values);
        self.values.push(Value::from(i64::try_from(most).unwrap_or(i64::MAX)));
        let (sql, limit) = (&self.sql, self.values.len());
        let sql = format!("SELECT {COLUMNS} FROM hazard WHERE {sql} ORDER BY {order} LIMIT ${limit}");
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(self.values.iter().map(Bound)), hazard_row)?;
        rows.collect()
    }

    /// Adds a condition; each `{}` becomes the next placeholder.
    pub(super) fn also(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.values.extend(values);
        let mut number = self.values.len().saturating_sub(condition.matches("{}").count());
        for (place, piece) in condition.split("{}").enumerate() {
            if place > 0 {
                number += 1;
                self.sql.push_str(&format!("${number}"));
            }
            self.sql.push_str(piece);
        }
    }
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
        grade: row.get_ref(12)?.as_str_or_null()?.and_then(grade),
        phase: phase(row.get_ref(13)?.as_str()?)?,
        light: light(row.get(14)?),
        found_on: day(row.get_ref(15)?.as_str()?)?,
        due_at: row.get::<_, Option<i64>>(16)?.map(moment).transpose()?,
        owner: row.get_ref(17)?.as_str_or_null()?.map(parse).transpose()?,
        act: row.get_ref(18)?.as_str_or_null()?.map(act).transpose()?,
        raised_to: row.get_ref(19)?.as_str_or_null()?.map(parse).transpose()?,
        returned: row.get(20)?,
    })
}
