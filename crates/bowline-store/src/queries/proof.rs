//! A run of the engine ends with these queries: the completeness check, and the posts that nobody holds.
//!
//! This module must never be believed to count changes only: the proof walks over every open duty and every open
//! matter, side by side in the order of their dossiers. Start at [`Duties::completeness`].

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

    /// Asks for a look at every post that has a live duty, whatever is known of it: a new day, or a clock that was set back,
    /// changes who holds a post without any change being written.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn look_at_all_posts(&self) -> Result<(), StoreFault> {
        self.store
            .write(|connection| connection.execute(ALL_POSTS, []).doing("asking for a look at all posts").map(drop))
    }

    /// Posts with live duties that nobody holds on a day, or whose office is no more, with no open alarm yet: of those that
    /// a look was asked for.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn vacancies(&self, day: Day, limit: u32) -> Result<Vacancies, StoreFault> {
        let look = |connection: &Connection| {
            let day = day.to_string();
            let slice = "SELECT coalesce(max(id), 0) FROM (SELECT id FROM post_check ORDER BY id LIMIT $1)";
            let checked: i64 = connection.prepare_cached(slice)?.query_row([SLICE], |row| row.get(0))?;
            let mut statement = connection.prepare_cached(VACANT)?;
            let rows = statement.query_map(params![checked, day, limit], |row| {
                Ok((parse(row.get_ref(0)?.as_str()?)?, parse(row.get_ref(1)?.as_str()?)?))
            })?;
            Ok(Vacancies { posts: rows.collect::<rusqlite::Result<_>>()?, checked })
        };
        self.store.at_one_moment(|| self.store.read("looking for vacant posts", look))
    }
}

impl Vacancies {
    /// Notes that these posts were looked at, and all have an alarm.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn note(&self, store: &Store) -> Result<(), StoreFault> {
        let checked = self.checked;
        store.write(move |connection| {
            let sql = "DELETE FROM post_check WHERE id <= $1";
            connection.execute(sql, [checked]).doing("noting the posts looked at").map(drop)
        })
    }
}

const ALL_POSTS: &str = "
INSERT INTO post_check (body, role) SELECT DISTINCT owner_body, owner_role FROM obligation WHERE live = 1";

const VACANT: &str = "
SELECT p.post, (SELECT o.place FROM obligation o WHERE o.live = 1 AND o.owner_body = p.body AND o.owner_role = p.role
                ORDER BY o.due_at, o.subject, o.no LIMIT 1)
FROM (SELECT DISTINCT body, role, body || '#' || role AS post FROM post_check WHERE id <= $1) p
WHERE (NOT EXISTS (SELECT 1 FROM holding h WHERE h.post = p.post
                   AND h.from_day <= $2 AND (h.until_day IS NULL OR h.until_day >= $2))
       OR EXISTS (SELECT 1 FROM office f WHERE f.office = p.body AND f.present = 0))
AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.open = 1 AND a.cause = '{\"vacant_post\":\"' || p.post || '\"}')
AND EXISTS (SELECT 1 FROM obligation o WHERE o.live = 1 AND o.owner_body = p.body AND o.owner_role = p.role)
ORDER BY p.post LIMIT $3";

/// Open obligations and open matters, side by side.
fn walk(connection: &Connection) -> rusqlite::Result<Completeness> {
    let mut matters = connection.prepare_cached(
        "SELECT subject FROM hazard WHERE open = 1 UNION ALL SELECT subject FROM matter WHERE open = 1
         UNION ALL SELECT subject FROM alarm WHERE open = 1 ORDER BY subject",
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
