//! What a run of the engine ends with: the completeness proof, and the posts that nobody holds.
//!
//! Must never be believed to count changes only: the proof walks over every open duty and every open matter, side by side in
//! the order of their dossiers. Start at [`Duties::completeness`].

use super::Duties;
use crate::convert::{ms, parse};
use crate::fault::Doing;
use crate::{Store, StoreFault};
use bowline_core::facts::Completeness;
use bowline_core::ids::{PlaceCode, PostId};
use bowline_core::time::{Day, Moment};
use rusqlite::{Connection, Rows, params};

/// Posts that nobody holds, and how far the engine has looked for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vacancies {
    /// Each post with the place of one of its duties.
    pub posts: Vec<(PostId, PlaceCode)>,
    /// The last entry that was looked at; 0: there was none.
    pub checked: i64,
    /// Whether others wait to be looked at.
    pub more: bool,
}

/// Entries looked at in one go: as long as that, nobody can write.
const SLICE: u32 = 20_000;

impl Duties<'_> {
    /// Counts open obligations against live clocks, both ways, at one moment: people go on writing meanwhile.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn completeness(&self, now: Moment) -> Result<Completeness, StoreFault> {
        let prove = |connection: &Connection| {
            let mut proof = walk(connection)?;
            let still_due = "SELECT count(*) FROM obligation WHERE next_check <= $1";
            proof.still_due = connection.prepare_cached(still_due)?.query_row([ms(now)], |row| row.get(0))?;
            Ok(proof)
        };
        self.store.at_one_moment(|| self.store.read("proving completeness", prove))
    }

    /// Posts with live duties that nobody holds on a day, or whose office is no more, with no open alarm yet: of those that
    /// got a duty, or whose holders changed, since they were last looked at.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn vacancies(&self, day: Day, limit: u32) -> Result<Vacancies, StoreFault> {
        let look = |connection: &Connection| {
            let day = day.to_string();
            let slice = "SELECT coalesce(max(id), 0), count(*) FROM (SELECT id FROM post_check WHERE day <= $1 ORDER BY id LIMIT $2)";
            let (checked, looked_at): (i64, u32) = connection
                .prepare_cached(slice)?
                .query_row(params![day, SLICE], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let mut statement = connection.prepare_cached(VACANT)?;
            let rows = statement.query_map(params![day, checked, limit], |row| {
                Ok((parse(row.get_ref(0)?.as_str()?)?, parse(row.get_ref(1)?.as_str()?)?))
            })?;
            Ok(Vacancies { posts: rows.collect::<rusqlite::Result<_>>()?, checked, more: looked_at == SLICE })
        };
        self.store.at_one_moment(|| self.store.read("looking for vacant posts", look))
    }
}

impl Vacancies {
    /// Notes that these posts were looked at on a day, and all have an alarm. Those held until a known day are looked at again
    /// when it is over.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn note(&self, store: &Store, day: Day) -> Result<(), StoreFault> {
        let (checked, day) = (self.checked, day.to_string());
        store.write(move |connection| {
            let over = params![day, checked];
            connection.execute(LATER, over).doing("planning to look at posts again")?;
            let sql = "DELETE FROM post_check WHERE day <= $1 AND id <= $2";
            connection.execute(sql, over).doing("noting the posts looked at").map(drop)
        })
    }
}

const VACANT: &str = "
SELECT p.post, (SELECT o.place FROM obligation o WHERE o.live = 1 AND o.owner_body = p.body AND o.owner_role = p.role
                ORDER BY o.due_at, o.subject, o.no LIMIT 1)
FROM (SELECT DISTINCT body, role, body || '#' || role AS post FROM post_check WHERE day <= $1 AND id <= $2) p
WHERE (NOT EXISTS (SELECT 1 FROM holding h WHERE h.post = p.post
                   AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1))
       OR EXISTS (SELECT 1 FROM office f WHERE f.office = p.body AND f.present = 0))
AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.open = 1 AND a.cause = '{\"vacant_post\":\"' || p.post || '\"}')
AND EXISTS (SELECT 1 FROM obligation o WHERE o.live = 1 AND o.owner_body = p.body AND o.owner_role = p.role)
ORDER BY p.post LIMIT $3";

const LATER: &str = "
INSERT INTO post_check (body, role, day)
SELECT p.body, p.role, date(p.last, '+1 day') FROM (
  SELECT c.body, c.role, (SELECT max(coalesce(h.until_day, '9999-12-31')) FROM holding h WHERE h.post = c.body || '#' || c.role
                          AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1)) AS last
  FROM (SELECT DISTINCT body, role FROM post_check WHERE day <= $1 AND id <= $2) c) p
WHERE p.last < '9999-12-31' AND NOT EXISTS (
  SELECT 1 FROM post_check c WHERE c.day <> '' AND c.body = p.body AND c.role = p.role AND c.day = date(p.last, '+1 day'))";

/// Open obligations and open matters, side by side.
fn walk(connection: &Connection) -> rusqlite::Result<Completeness> {
    let mut matters = connection.prepare_cached(
        "SELECT subject FROM hazard WHERE open = 1 UNION ALL SELECT subject FROM alarm WHERE open = 1 ORDER BY subject",
    )?;
    let mut duties = connection
        .prepare_cached("SELECT subject, live, next_check IS NOT NULL FROM obligation ORDER BY subject, no")?;
    let (mut matters, mut duties) = (matters.query([])?, duties.query([])?);
    let mut proof = Completeness::default();
    let mut matter = next(&mut matters)?;
    while let Some(duty) = duties.next()? {
        let (subject, live, clock): (Subject, bool, bool) = (duty.get(0)?, duty.get(1)?, duty.get(2)?);
        proof.open += u64::from(live);
        proof.clocks += u64::from(clock);
        proof.without_clock += u64::from(live && !clock);
        proof.without_obligation += u64::from(clock && !live);
        while clock && let Some(open) = matter.filter(|open| *open <= subject) {
            proof.silent += u64::from(open < subject);
            matter = next(&mut matters)?;
        }
    }
    while matter.is_some() {
        proof.silent += 1;
        matter = next(&mut matters)?;
    }
    Ok(proof)
}

type Subject = [u8; 16];

fn next(matters: &mut Rows<'_>) -> rusqlite::Result<Option<Subject>> {
    matters.next()?.map(|row| row.get(0)).transpose()
}
