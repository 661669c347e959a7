//! These queries read clocks that run out until a moment: of all that is owed, or of what some posts owe.
//!
//! This module must never ask what time it is: the moment is handed in. Start at [`Duties::clocks`].

use super::duties::{Duties, posts_of};
use crate::StoreFault;
use crate::convert::{moment, ms, parse, subject};
use bowline_core::ids::{Body, ObligationId, PlaceCode, Role};
use bowline_core::time::Moment;
use rusqlite::{Row, params};

/// When the engine looks next at what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// When.
    pub at: Moment,
    /// At what.
    pub id: ObligationId,
    /// Where that is owed.
    pub place: PlaceCode,
}

impl Duties<'_> {
    /// Clocks that run out until a moment, after one of them, earliest first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn clocks(&self, until: Moment, after: Option<Clock>, limit: u32) -> Result<Vec<Clock>, StoreFault> {
        let (at, of, no) =
            after.map_or((i64::MIN, [0; 16], 0), |it| (ms(it.at), *it.id.subject.0.as_bytes(), it.id.no));
        self.store.read("reading clocks", |connection| {
            let mut query = connection.prepare_cached(
                "SELECT next_check, subject, no, place FROM obligation
                 WHERE next_check <= $1 AND (next_check, subject, no) > ($2, $3, $4)
                 ORDER BY next_check, subject, no LIMIT $5",
            )?;
            query.query_map(params![ms(until), at, of, no, limit], clock)?.collect()
        })
    }

    /// Clocks of what these posts owe (`None` role: any post of the body) that run out until a moment, earliest first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn clocks_of(
        &self,
        posts: &[(Body, Option<Role>)],
        until: Moment,
        limit: u32,
    ) -> Result<Vec<Clock>, StoreFault> {
        self.store.read("reading the clocks of posts", |connection| {
            // By the index of owners: that of clocks would pass over everybody's.
            let mut query = connection.prepare_cached(
                "SELECT next_check, subject, no, place FROM obligation
                 WHERE live = 1 AND owner_body = $1 AND owner_role = $2 AND +next_check <= $3
                 ORDER BY +next_check, subject, no LIMIT $4",
            )?;
            let mut clocks = Vec::new();
            for post in posts_of(posts) {
                let owned = params![post.body.to_string(), post.role.as_str(), ms(until), limit];
                for found in query.query_map(owned, clock)? {
                    clocks.push(found?);
                }
            }
            clocks.sort_unstable();
            clocks.truncate(limit as usize);
            Ok(clocks)
        })
    }
}

fn clock(row: &Row<'_>) -> rusqlite::Result<Clock> {
    Ok(Clock {
        at: moment(row.get(0)?)?,
        id: ObligationId { subject: subject(row.get_ref(1)?.as_blob()?)?, no: row.get(2)? },
        place: parse(row.get_ref(3)?.as_str()?)?,
    })
}
