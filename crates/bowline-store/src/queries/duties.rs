//! These queries read the duties of a person's posts, and which dossiers are due.
//!
//! This module must never ask what time it is: the moment is handed in.

use super::matters::rows_of;
use crate::convert::{act, bad, from_json, grade, light, moment, ms, parse, subject, to_json};
use crate::{Store, StoreFault};
use bowline_core::facts::{AlarmCause, Grade};
use bowline_core::ids::{Body, ObligationId, PlaceCode, PostId, Role, SubjectId};
use bowline_core::signals::{MatterRow, ObligationRow};
use bowline_core::time::Moment;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// The place in a desk after which the next page begins.
pub type DeskCursor = (Moment, ObligationId);

/// A row of a desk.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskRow {
    /// What is owed.
    pub duty: ObligationRow,
    /// In which matter.
    pub about: About,
}

/// The matter in which something is owed, as far as a desk tells it.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// One that people work on.
    Matter {
        /// The unit.
        unit: String,
        /// What is wrong.
        description: String,
        /// How grave it is, once somebody has said so.
        grade: Option<Grade>,
    },
    /// One of a declared kind.
    Declared(Box<MatterRow>),
    /// An alarm. None: no table knows the dossier.
    Alarm(Option<AlarmCause>),
}

/// What is owed, and by whom; what is due.
#[derive(Clone, Copy)]
pub struct Duties<'a> {
    pub(super) store: &'a Store,
}

impl Duties<'_> {
    /// Rows of the desk of these bodies (`None` role: any post of the body), earliest due first: their live duties, or of
    /// these only those that wait for a reply. What another row stands for has none.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn on_desk(
        &self,
        posts: &[(Body, Option<Role>)],
        waiting: bool,
        now: Moment,
        after: Option<DeskCursor>,
        limit: u32,
    ) -> Result<Vec<DeskRow>, StoreFault> {
        let (at, last) = after.map_or((i64::MIN, None), |(at, id)| (ms(at), Some(id)));
        let subject = last.map_or([0; 16], |id| *id.subject.0.as_bytes());
        let no = last.map_or(0, |id| id.no);
        self.store.read("reading a desk", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT subject, no, place, act, owner_body, owner_role, due_at, light, live, next_check, provisional, quiet_until,
                 stands_for, watched FROM obligation
                 WHERE live = 1 AND owner_body = $1 AND owner_role = $2 AND (due_at, subject, no) > ($3, $4, $5)
                 AND stands_for > 0 AND (coalesce(quiet_until, 0) > $6) = $7
                 ORDER BY due_at, subject, no LIMIT $8",
            )?;
            let mut duties = Vec::new();
            for post in posts_of(posts) {
                let owner = (post.body.to_string(), post.role.as_str(), at, subject, no, ms(now), waiting, limit);
                for duty in statement.query_map(owner, obligation_row)? {
                    duties.push(duty?);
                }
            }
            duties.sort_by_key(|duty: &ObligationRow| (duty.due_at, duty.id));
            duties.truncate(limit as usize);
            let about = about(connection, &duties)?;
            Ok(duties.into_iter().zip(about).map(|(duty, about)| DeskRow { duty, about }).collect())
        })
    }

    /// How many duties these posts have besides those of one dossier, and how many of them are late. Of each post's, only so many
    /// are looked at, earliest due first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn count(
        &self,
        posts: &[(Body, Option<Role>)],
        now: Moment,
        besides: Option<SubjectId>,
        at_most: u64,
    ) -> Result<(u64, u64), StoreFault> {
        let besides = besides.map(|it| *it.0.as_bytes());
        self.store.read("counting a desk", |connection| {
            let mut statement = connection.prepare_cached(
                "WITH owned AS (SELECT due_at FROM obligation
                 WHERE live = 1 AND owner_body = $1 AND owner_role = $2 AND subject IS NOT $3
                 ORDER BY due_at LIMIT $4)
                 SELECT count(*), count(CASE WHEN due_at <= $5 THEN 1 END) FROM owned",
            )?;
            let (mut all, mut late) = (0, 0);
            for post in posts_of(posts) {
                let owner = (post.body.to_string(), post.role.as_str(), besides, at_most, ms(now));
                let (owned, late_of_them): (u64, u64) =
                    statement.query_row(owner, |row| Ok((row.get(0)?, row.get(1)?)))?;
                all += owned;
                late += late_of_them;
            }
            Ok((all, late))
        })
    }

    /// How many rows the desk of these posts has, how many of them are late, and how many more wait for a reply. Of each post's
    /// duties, only so many are looked at, earliest due first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn count_on_desk(
        &self,
        posts: &[(Body, Option<Role>)],
        now: Moment,
        at_most: u64,
    ) -> Result<[u64; 3], StoreFault> {
        self.store.read("counting the rows of a desk", |connection| {
            let mut statement = connection.prepare_cached(
                "WITH owned AS (SELECT due_at, coalesce(quiet_until, 0) > $1 AS quiet FROM obligation
                 WHERE live = 1 AND owner_body = $2 AND owner_role = $3 AND stands_for > 0 ORDER BY due_at LIMIT $4)
                 SELECT count(CASE WHEN NOT quiet THEN 1 END), count(CASE WHEN NOT quiet AND due_at <= $1 THEN 1 END),
                 count(CASE WHEN quiet THEN 1 END) FROM owned",
            )?;
            let mut counts = [0; 3];
            for post in posts_of(posts) {
                let owner = (ms(now), post.body.to_string(), post.role.as_str(), at_most);
                let of_post: [u64; 3] =
                    statement.query_row(owner, |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
                counts.iter_mut().zip(of_post).for_each(|(sum, of_post)| *sum += of_post);
            }
            Ok(counts)
        })
    }

    /// Dossiers with a clock due until a moment, after a cursor, earliest first. A dossier may come more than once.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn due(
        &self,
        until: Moment,
        after: Option<(Moment, SubjectId)>,
        limit: u32,
    ) -> Result<Vec<(Moment, SubjectId)>, StoreFault> {
        let (at, last) = after.map_or((i64::MIN, [0; 16]), |(at, of)| (ms(at), *of.0.as_bytes()));
        self.store.read("reading what is due", |connection| {
            let mut query = connection.prepare_cached(
                "SELECT next_check, subject FROM obligation WHERE next_check <= $1 AND (next_check, subject) > ($2, $3)
                 ORDER BY next_check, subject LIMIT $4",
            )?;
            let rows = query.query_map(params![ms(until), at, last, limit], |row| {
                Ok((moment(row.get(0)?)?, subject(row.get_ref(1)?.as_blob()?)?))
            })?;
            rows.collect()
        })
    }

    /// Dossiers in which something is owed, after one of them, in the order of their numbers.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn owing_after(&self, after: Option<SubjectId>, limit: u32) -> Result<Vec<SubjectId>, StoreFault> {
        let after = after.map(|it| *it.0.as_bytes());
        self.store.read("reading where something is owed", |connection| {
            let mut query = connection.prepare_cached(
                "SELECT DISTINCT subject FROM obligation WHERE $1 IS NULL OR subject > $1 ORDER BY subject LIMIT $2",
            )?;
            let rows = query.query_map(params![after, limit], |row| subject(row.get_ref(0)?.as_blob()?))?;
            rows.collect()
        })
    }

    /// Dossiers in which something is owed by one of these bodies, or in one of these places. Reads the whole table: for rare acts.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn owing_around(&self, bodies: &[Body], places: &[PlaceCode]) -> Result<Vec<SubjectId>, StoreFault> {
        let (bodies, places) = (to_json(&bodies)?, to_json(&places)?);
        self.store.read("reading what a body has a part in", |connection| {
            let mut query = connection.prepare_cached(
                "SELECT DISTINCT subject FROM obligation
                 WHERE owner_body IN (SELECT value FROM json_each($1)) OR place IN (SELECT value FROM json_each($2))
                 ORDER BY subject",
            )?;
            let rows = query.query_map([bodies, places], |row| subject(row.get_ref(0)?.as_blob()?))?;
            rows.collect()
        })
    }

    /// What is owed in a dossier, with its clocks.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn owed_in(&self, of: SubjectId) -> Result<Vec<ObligationRow>, StoreFault> {
        self.store.read("reading what a dossier owes", |connection| {
            let mut query = connection.prepare_cached(
                "SELECT subject, no, place, act, owner_body, owner_role, due_at, light, live, next_check, provisional, quiet_until,
                 stands_for, watched FROM obligation WHERE subject = $1 ORDER BY no",
            )?;
            let rows = query.query_map([of.0.as_bytes()], obligation_row)?;
            rows.collect()
        })
    }

    /// How many live obligations are due from a moment on.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn due_from(&self, moment: Moment) -> Result<u64, StoreFault> {
        self.store.read("counting what is due later", |connection| {
            let sql = "SELECT count(*) FROM obligation WHERE live = 1 AND due_at > $1";
            connection.query_row(sql, [ms(moment)], |row| row.get(0))
        })
    }

    /// When the next clock is due.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn next_due(&self) -> Result<Option<Moment>, StoreFault> {
        self.store.read("reading what is due next", |connection| {
            let sql = "SELECT next_check FROM obligation WHERE next_check IS NOT NULL ORDER BY next_check LIMIT 1";
            let at: Option<i64> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
            at.filter(|at| *at < i64::MAX).map(moment).transpose()
        })
    }
}

/// Each post once, however it is named: by itself, or as one of a body. Each is read in the order of its index, however much it owes.
#[must_use]
pub fn posts_of(posts: &[(Body, Option<Role>)]) -> BTreeSet<PostId> {
    let of_body = |body: &Body, role: Option<Role>| {
        let roles = Role::ALL.into_iter().filter(move |it| role.is_none_or(|role| role == *it));
        roles.map(|role| PostId { body: body.clone(), role }).collect::<Vec<_>>()
    };
    posts.iter().flat_map(|(body, role)| of_body(body, *role)).collect()
}

/// In which matter each of these is owed. Read for what a desk shows, not for all that its posts owe.
fn about(connection: &Connection, duties: &[ObligationRow]) -> rusqlite::Result<Vec<About>> {
    let subjects =
        to_json(&duties.iter().map(|it| it.id.subject.0.simple().to_string()).collect::<Vec<_>>()).map_err(bad)?;
    let declared: BTreeMap<SubjectId, MatterRow> = rows_of(connection, &subjects)?;
    let mut statement = connection.prepare_cached(
        "SELECT h.unit, h.description, h.grade, a.cause FROM json_each($1) j
         LEFT JOIN hazard h ON h.subject = unhex(j.value) LEFT JOIN alarm a ON a.subject = unhex(j.value) ORDER BY j.key",
    )?;
    let mut rows = statement.query([subjects])?;
    let mut all = Vec::new();
    for duty in duties {
        let Some(row) = rows.next()? else { break };
        let declared = declared.get(&duty.id.subject).cloned();
        all.push(match (row.get(0)?, declared) {
            (Some(unit), _) => About::Matter {
                unit,
                description: row.get(1)?,
                grade: row.get_ref(2)?.as_str_or_null()?.map_or(Ok(None), grade)?,
            },
            (None, Some(matter)) => About::Declared(Box::new(matter)),
            (None, None) => About::Alarm(row.get_ref(3)?.as_str_or_null()?.map(from_json).transpose()?),
        });
    }
    Ok(all)
}

fn obligation_row(row: &Row<'_>) -> rusqlite::Result<ObligationRow> {
    let owner = format!("{}#{}", row.get_ref(4)?.as_str()?, row.get_ref(5)?.as_str()?);
    Ok(ObligationRow {
        id: ObligationId { subject: subject(row.get_ref(0)?.as_blob()?)?, no: row.get(1)? },
        place: parse(row.get_ref(2)?.as_str()?)?,
        act: act(row.get_ref(3)?.as_str()?)?,
        owner: parse(&owner)?,
        due_at: moment(row.get(6)?)?,
        light: light(row.get(7)?)?,
        live: row.get(8)?,
        next_check_at: row.get::<_, Option<i64>>(9)?.filter(|at| *at < i64::MAX).map(moment).transpose()?,
        provisional: row.get(10)?,
        quiet_until: row.get::<_, Option<i64>>(11)?.map(moment).transpose()?,
        stands_for: row.get(12)?,
        watched: row.get_ref(13)?.as_str_or_null()?.map_or(Ok(Vec::new()), from_json)?,
    })
}
