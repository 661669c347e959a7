//! These queries read who and what exists: offices, people, posts and sites.
//!
//! This module must never leave out an office that is no more: old facts name it.

use crate::convert::{bad, day, from_json, parse, to_json, uuid};
use crate::{Store, StoreFault};
use bowline_core::facts::PlaceMerged;
use bowline_core::ids::{CreditCode, PersonId, PlaceCode, PostId, SiteId};
use bowline_core::signals::{HoldingRow, OfficeRow, SiteRow};
use bowline_core::time::Day;
use bowline_core::words::{Text, folded};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// Who holds a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Whether somebody knows who that is; a ledger's names have to be confirmed.
    pub confirmed: bool,
}

/// Who and what exists: offices, people, posts, sites.
#[derive(Clone, Copy)]
pub struct Registry<'a> {
    pub(super) store: &'a Store,
}

impl Registry<'_> {
    /// Every office, those that are no more included.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn offices(&self) -> Result<Vec<OfficeRow>, StoreFault> {
        self.store.read("reading offices", |connection| {
            let mut statement = connection
                .prepare_cached("SELECT office, name_zh, name_en, present, passed_to FROM office ORDER BY office")?;
            let rows = statement.query_map([], |row| {
                Ok(OfficeRow {
                    office: parse(row.get_ref(0)?.as_str()?)?,
                    name: Text::new(row.get::<_, String>(1)?, row.get::<_, String>(2)?),
                    exists: row.get(3)?,
                    passed_to: row.get_ref(4)?.as_str_or_null()?.map(parse).transpose()?,
                })
            })?;
            rows.collect()
        })
    }

    /// Every place that is part of another, in the order in which that was learned.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn mergers(&self) -> Result<Vec<PlaceMerged>, StoreFault> {
        self.store.read("reading mergers of places", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT place, into_place, from_day, ground FROM merger ORDER BY at, from_day, place",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(PlaceMerged {
                    place: parse(row.get_ref(0)?.as_str()?)?,
                    into: parse(row.get_ref(1)?.as_str()?)?,
                    from: day(row.get_ref(2)?.as_str()?)?,
                    ground: row.get(3)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Every post that somebody holds on a day.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn held_posts(&self, day: Day) -> Result<BTreeSet<PostId>, StoreFault> {
        self.store.read("reading the posts that are held", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT post FROM holding WHERE from_day <= $1 AND (until_day IS NULL OR until_day >= $1)",
            )?;
            let rows = statement.query_map([day.to_string()], |row| parse(row.get_ref(0)?.as_str()?))?;
            rows.collect()
        })
    }

    /// Whether anybody is registered.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn has_people(&self) -> Result<bool, StoreFault> {
        self.store.read("looking for people", |connection| {
            connection.query_row("SELECT EXISTS (SELECT 1 FROM person)", [], |row| row.get(0))
        })
    }

    /// The name of a person.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn person_name(&self, person: PersonId) -> Result<Option<String>, StoreFault> {
        self.store.read("reading a person", |connection| {
            let mut statement = connection.prepare_cached("SELECT name FROM person WHERE person = $1")?;
            statement.query_row([person.0.as_bytes()], |row| row.get(0)).optional()
        })
    }

    /// The names of these people; those who are not there are left out.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn person_names(&self, people: &[PersonId]) -> Result<BTreeMap<PersonId, String>, StoreFault> {
        let ids = to_json(&people.iter().map(|person| person.0.simple().to_string()).collect::<Vec<_>>())?;
        self.store.read("reading the names of people", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT p.person, p.name FROM json_each($1) j CROSS JOIN person p ON p.person = unhex(j.value)",
            )?;
            let rows =
                statement.query_map([ids], |row| Ok((PersonId(uuid(row.get_ref(0)?.as_blob()?)?), row.get(1)?)))?;
            rows.collect()
        })
    }

    /// Everybody with every post that they hold or held, by post: the name, and the post between its days.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn holdings(&self) -> Result<Vec<(String, HoldingRow)>, StoreFault> {
        self.store.read("reading who holds which post", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT p.name, p.person, h.post, h.from_day, h.until_day FROM holding h JOIN person p ON p.person = h.person
                 ORDER BY h.post, h.from_day, p.name",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, holding(row)?)))?;
            rows.collect()
        })
    }

    /// Everybody who holds or held one of these posts, with the days: the name, and the post between its days.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn holdings_of(&self, posts: &[PostId]) -> Result<Vec<(String, HoldingRow)>, StoreFault> {
        let texts = to_json(&posts.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        self.store.read("reading who holds or held some posts", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT p.name, p.person, h.post, h.from_day, h.until_day FROM json_each($1) j
                 CROSS JOIN holding h ON h.post = j.value CROSS JOIN person p ON p.person = h.person
                 ORDER BY h.post, h.from_day, p.name",
            )?;
            let rows = statement.query_map([texts], |row| Ok((row.get(0)?, holding(row)?)))?;
            rows.collect()
        })
    }

    /// Whether somebody knows who a person is; false for the names in ledgers and for unknown ids.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn is_confirmed(&self, person: PersonId) -> Result<bool, StoreFault> {
        self.store.read("reading a person", |connection| {
            let mut statement = connection.prepare_cached("SELECT confirmed FROM person WHERE person = $1")?;
            Ok(statement.query_row([person.0.as_bytes()], |row| row.get(0)).optional()?.unwrap_or_default())
        })
    }

    /// People whom only ledgers named, with the posts they hold on a day: id, name, post.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn to_confirm(&self, on: Day) -> Result<Vec<(PersonId, String, PostId)>, StoreFault> {
        self.store.read("reading people to be confirmed", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT p.person, p.name, h.post FROM person p JOIN holding h ON h.person = p.person
                 WHERE p.confirmed = 0 AND h.from_day <= $1 AND (h.until_day IS NULL OR h.until_day >= $1)
                 ORDER BY h.post, p.name",
            )?;
            let rows = statement.query_map([on.to_string()], |row| {
                Ok((PersonId(uuid(row.get_ref(0)?.as_blob()?)?), row.get(1)?, parse(row.get_ref(2)?.as_str()?)?))
            })?;
            rows.collect()
        })
    }

    /// The last time that a person took a post.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn last_holding(&self, person: PersonId, post: &PostId) -> Result<Option<HoldingRow>, StoreFault> {
        self.store.read("reading since when a post is held", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT '', person, post, from_day, until_day FROM holding WHERE person = $1 AND post = $2
                 ORDER BY from_day DESC LIMIT 1",
            )?;
            statement.query_row(params![person.0.as_bytes(), post.to_string()], holding).optional()
        })
    }

    /// Posts that a person holds on a day.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn posts_of(&self, person: PersonId, on: Day) -> Result<Vec<PostId>, StoreFault> {
        self.store.read("reading a person's posts", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT post FROM holding WHERE person = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day >= $2) ORDER BY post",
            )?;
            let rows = statement.query_map(params![person.0.as_bytes(), on.to_string()], |row| parse(row.get_ref(0)?.as_str()?))?;
            rows.collect()
        })
    }

    /// Names of those who hold a post on a day.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn holders(&self, post: &PostId, on: Day) -> Result<Vec<(PersonId, String)>, StoreFault> {
        let holders = self.holders_of_each(std::slice::from_ref(post), on)?.pop().unwrap_or_default();
        Ok(holders.into_iter().map(|holder| (holder.person, holder.name)).collect())
    }

    /// Those who hold each of these posts on a day, in the order of the posts; of each, those who are confirmed first.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn holders_of_each(&self, posts: &[PostId], on: Day) -> Result<Vec<Vec<Holder>>, StoreFault> {
        let texts = to_json(&posts.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        self.store.read("reading the holders of posts", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT j.key, h.person, p.name, p.confirmed FROM json_each($1) j CROSS JOIN holding h ON h.post = j.value
                 CROSS JOIN person p ON p.person = h.person
                 WHERE h.from_day <= $2 AND (h.until_day IS NULL OR h.until_day >= $2) ORDER BY j.key, p.confirmed DESC, p.name",
            )?;
            let mut each = vec![Vec::new(); posts.len()];
            let mut rows = statement.query(params![texts, on.to_string()])?;
            while let Some(row) = rows.next()? {
                if let Some(of) = each.get_mut(row.get::<_, usize>(0)?) {
                    of.push(Holder {
                        person: PersonId(uuid(row.get_ref(1)?.as_blob()?)?),
                        name: row.get(2)?,
                        confirmed: row.get(3)?,
                    });
                }
            }
            Ok(each)
        })
    }

    /// The names of these sites; those that are not there are left out.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn site_names(&self, sites: &[SiteId]) -> Result<BTreeMap<SiteId, String>, StoreFault> {
        let ids = to_json(&sites.iter().map(|site| site.0.simple().to_string()).collect::<Vec<_>>())?;
        self.store.read("reading the names of sites", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT s.site, s.name FROM json_each($1) j CROSS JOIN site s ON s.site = unhex(j.value)",
            )?;
            let rows =
                statement.query_map([ids], |row| Ok((SiteId(uuid(row.get_ref(0)?.as_blob()?)?), row.get(1)?)))?;
            rows.collect()
        })
    }

    /// A site.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn site(&self, site: SiteId) -> Result<Option<SiteRow>, StoreFault> {
        self.store.read("reading a site", |connection| {
            let mut statement = connection.prepare_cached("SELECT place, payload FROM site WHERE site = $1")?;
            statement.query_row([site.0.as_bytes()], site_row).optional()
        })
    }

    /// The site of a credit code at a place; without a code, by name, compared as [`folded`] compares.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn find_site(
        &self,
        code: Option<&CreditCode>,
        place: PlaceCode,
        name: &str,
    ) -> Result<Option<SiteRow>, StoreFault> {
        self.store.read("looking for a site", |connection| match code {
            Some(code) => connection
                .prepare_cached("SELECT place, payload FROM site WHERE credit_code = $1 AND place = $2 LIMIT 1")?
                .query_row(params![code.as_str(), place.as_str()], site_row)
                .optional(),
            None => connection
                .prepare_cached(
                    "SELECT place, payload FROM site WHERE place = $1 AND folded = $2 AND credit_code IS NULL LIMIT 1",
                )?
                .query_row(params![place.as_str(), folded(name)], site_row)
                .optional(),
        })
    }

    /// Sites of a group, by the credit code of the group's parent (the parent's own sites included).
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn sites_of_group(&self, parent: &CreditCode) -> Result<Vec<SiteId>, StoreFault> {
        self.store.read("reading the sites of a group", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT site FROM site WHERE group_code = $1 UNION SELECT site FROM site WHERE credit_code = $1",
            )?;
            let rows = statement.query_map([parent.as_str()], |row| Ok(SiteId(uuid(row.get_ref(0)?.as_blob()?)?)))?;
            rows.collect()
        })
    }

    /// Sites with a credit code.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn sites_with(&self, code: &CreditCode) -> Result<Vec<SiteId>, StoreFault> {
        self.store.read("reading the sites with a code", |connection| {
            let mut statement = connection.prepare_cached("SELECT site FROM site WHERE credit_code = $1")?;
            let rows = statement.query_map([code.as_str()], |row| Ok(SiteId(uuid(row.get_ref(0)?.as_blob()?)?)))?;
            rows.collect()
        })
    }

    /// The posts that people of a name hold on a day.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn posts_of_name(&self, name: &str, on: Day, limit: u32) -> Result<Vec<PostId>, StoreFault> {
        self.store.read("reading the posts of people of a name", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT h.post FROM person p CROSS JOIN holding h ON h.person = p.person
                 WHERE p.name = $1 AND h.from_day <= $2 AND (h.until_day IS NULL OR h.until_day >= $2) ORDER BY h.post LIMIT $3",
            )?;
            let rows = statement.query_map(params![name, on.to_string(), limit], |row| parse(row.get_ref(0)?.as_str()?))?;
            rows.collect()
        })
    }

    /// Sites whose name contains a text, below places with these codes (all where none is given).
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn search_sites(&self, places: &[PlaceCode], text: &str, limit: u32) -> Result<Vec<SiteRow>, StoreFault> {
        let codes = to_json(&places)?;
        self.store.read("searching sites", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT place, payload FROM site WHERE (json_array_length($1) = 0 OR place IN (SELECT value FROM json_each($1)))
                 AND instr(name, $2) > 0 ORDER BY place, name LIMIT $3",
            )?;
            let rows = statement.query_map(params![codes, text, limit], site_row)?;
            rows.collect()
        })
    }
}

/// A post between its days, from the columns behind the first.
fn holding(row: &Row<'_>) -> rusqlite::Result<HoldingRow> {
    Ok(HoldingRow {
        person: PersonId(uuid(row.get_ref(1)?.as_blob()?)?),
        post: parse(row.get_ref(2)?.as_str()?)?,
        from: day(row.get_ref(3)?.as_str()?)?,
        until: row.get_ref(4)?.as_str_or_null()?.map(day).transpose()?,
    })
}

fn site_row(row: &Row<'_>) -> rusqlite::Result<SiteRow> {
    Ok(SiteRow { place: row.get_ref(0)?.as_str()?.parse().map_err(bad)?, site: from_json(row.get_ref(1)?.as_str()?)? })
}
