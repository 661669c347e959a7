//! This module writes one commit inside a transaction: facts first (a version conflict stops it), then read rows. Counts
//! are gathered and written once for all commits of the transaction.
//!
//! This module must never begin or end a transaction: the writer does. Start at [`Prepared::write`].

use crate::chain::{Digest, Tip};
use crate::convert::{grade_word, light_number, ms, seal, source_word, to_json};
use crate::fault::Doing;
use crate::heads::{Head, Moved};
use crate::words::{self, site_scope};
use crate::write_matters::{add_matter_tally, put_matter};
use crate::{Append, Commit, Once, StoreFault};
use bowline_core::facts::{AlarmCause, Fact, Grade};
use bowline_core::ids::{ObligationId, OfficeId, PlaceCode, PostId, RuleId, SubjectId};
use bowline_core::obligations::Phase;
use bowline_core::signals::{
    AlarmRow, Flow, HazardRow, HoldingRow, MatterTally, ObligationRow, OfficeRow, RegistryRow, RowChanges, SiteRow,
    Tally, TallyKey,
};
use bowline_core::time::Day;
use bowline_core::words::folded;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// A commit as the writer takes it: texts are made before, by whoever commits.
pub(crate) struct Prepared {
    streams: Vec<Stream>,
    changes: RowChanges,
    once: Option<Once>,
}

struct Stream {
    subject: SubjectId,
    expected: u32,
    facts: Vec<(String, Digest)>,
}

impl Prepared {
    pub(crate) fn new(commit: Commit) -> Result<Self, StoreFault> {
        let stream = |append: Append| -> Result<Stream, StoreFault> {
            let Append { subject, expected, facts } = append;
            let sealed = |(version, fact): (u32, &Fact)| -> Result<_, StoreFault> {
                let text = seal(fact)?;
                let digest = Digest::of(subject, version, &text);
                Ok((text, digest))
            };
            let facts = (expected.saturating_add(1)..).zip(&facts).map(sealed).collect::<Result<_, _>>()?;
            Ok(Stream { subject, expected, facts })
        };
        let streams = commit.appends.into_iter().map(stream).collect::<Result<_, _>>()?;
        Ok(Self { streams, changes: commit.changes, once: commit.once })
    }

    /// Writes it inside a transaction, all but the counts, which are added to those of others. A conflict is seen before
    /// anything is written.
    pub(crate) fn write(
        &self,
        connection: &Connection,
        moved: &mut Moved<'_>,
        tip: &mut Tip,
        counts: &mut Counts,
    ) -> Result<(), StoreFault> {
        if let Some(done) =
            self.once.map_or(Ok(None), |once| once.done(connection)).doing("reading the key of a request")?
        {
            return Err(done);
        }
        for (stream, number) in self.streams.iter().zip(self.numbers(connection, moved)?) {
            stream.write(connection, number, moved, tip).doing("appending facts")?;
        }
        write_rows(connection, &self.changes).doing("writing read rows")?;
        counts.add(&self.changes);
        self.once.map_or(Ok(()), |once| once.write(connection))
    }

    /// The numbers of its streams, of those that have begun.
    fn numbers(&self, connection: &Connection, moved: &Moved<'_>) -> Result<Vec<Option<i64>>, StoreFault> {
        let number = |stream: &Stream| {
            let head = moved.head(connection, stream.subject).doing("reading the version of a stream")?;
            if head.map_or(0, |head| head.version) == stream.expected {
                Ok(head.map(|head| head.stream))
            } else {
                Err(StoreFault::Conflict { subject: stream.subject })
            }
        };
        self.streams.iter().map(number).collect()
    }
}

impl Stream {
    fn write(
        &self,
        connection: &Connection,
        number: Option<i64>,
        moved: &mut Moved<'_>,
        tip: &mut Tip,
    ) -> rusqlite::Result<()> {
        let number = match number {
            Some(number) => number,
            None => {
                connection
                    .prepare_cached("INSERT INTO stream (subject) VALUES ($1)")?
                    .execute([self.subject.0.as_bytes()])?;
                connection.last_insert_rowid()
            }
        };
        let mut insert =
            connection.prepare_cached("INSERT INTO fact (stream, version, payload, chain) VALUES ($1, $2, $3, $4)")?;
        let mut version = self.expected;
        for (text, digest) in &self.facts {
            version = version.saturating_add(1);
            tip.chain = tip.chain.then(*digest);
            insert.execute(params![number, version, text, tip.chain])?;
            tip.seq = connection.last_insert_rowid();
        }
        moved.to(self.subject, Head { stream: number, version });
        Ok(())
    }
}

/// Counts that commits of one transaction change together: each is written once.
#[derive(Default)]
pub(crate) struct Counts {
    tallies: BTreeMap<TallyKey, Tally>,
    matters: BTreeMap<(PlaceCode, RuleId), MatterTally>,
    flows: BTreeMap<(PlaceCode, Day), Flow>,
}

impl Counts {
    fn add(&mut self, changes: &RowChanges) {
        for (key, tally) in &changes.tallies {
            match self.tallies.get_mut(key) {
                Some(sum) => *sum += *tally,
                None => drop(self.tallies.insert(key.clone(), *tally)),
            }
        }
        for (key, tally) in &changes.matter_tallies {
            *self.matters.entry(key.clone()).or_default() += *tally;
        }
        for (key, flow) in &changes.flows {
            *self.flows.entry(*key).or_default() += *flow;
        }
    }

    pub(crate) fn write(&self, connection: &Connection) -> Result<(), StoreFault> {
        let tallies = self.tallies.iter().filter(|(_, tally)| **tally != Tally::default());
        for (key, tally) in tallies {
            add_tally(connection, key, tally).doing("writing counts")?;
        }
        for (key, tally) in self.matters.iter().filter(|(_, tally)| **tally != MatterTally::default()) {
            add_matter_tally(connection, key, tally).doing("writing counts")?;
        }
        for ((place, day), flow) in self.flows.iter().filter(|(_, flow)| **flow != Flow::default()) {
            add_flow(connection, *place, *day, *flow).doing("writing counts")?;
        }
        Ok(())
    }
}

fn write_rows(connection: &Connection, changes: &RowChanges) -> rusqlite::Result<()> {
    for row in changes.hazards.values() {
        put_hazard(connection, row)?;
    }
    for row in changes.matters.values() {
        put_matter(connection, row)?;
    }
    for (id, row) in &changes.obligations {
        match row {
            Some(row) => put_obligation(connection, row)?,
            None => remove_obligation(connection, *id)?,
        }
    }
    for row in changes.alarms.values() {
        put_alarm(connection, row)?;
    }
    for ((sha256, subject), times) in &changes.evidence {
        add_evidence(connection, sha256, *subject, *times)?;
    }
    changes.registry.iter().try_for_each(|row| put_registry(connection, row))
}

fn put_hazard(connection: &Connection, row: &HazardRow) -> rusqlite::Result<()> {
    let known: Option<(i64, bool)> = connection
        .prepare_cached(
            "WITH known AS (SELECT id, open, due_at, phase FROM hazard WHERE subject = $1)
             SELECT id, open = $2 AND due_at IS $3 AND phase = $4 FROM known",
        )?
        .query_row(
            params![row.subject.0.as_bytes(), is_open(row.phase), row.due_at.map(ms), row.phase.as_str()],
            |known| Ok((known.get(0)?, known.get(1)?)),
        )
        .optional()?;
    match known {
        Some((id, in_place)) => change_hazard(connection, row, id, in_place),
        None => add_hazard(connection, row),
    }
}

/// An index is written anew for every column named in an UPDATE: where the row stays `in_place` in all of them, none is.
fn change_hazard(connection: &Connection, row: &HazardRow, id: i64, in_place: bool) -> rusqlite::Result<()> {
    let owner = row.owner.as_ref().map(ToString::to_string);
    let raised_to = row.raised_to.as_ref().map(ToString::to_string);
    let act = row.act.as_ref().map(bowline_core::facts::Act::as_str);
    let (grade, light) = (grade_or_null(row.grade), light_number(row.light));
    if in_place {
        connection
            .prepare_cached(
                "UPDATE hazard SET version = $1, grade = $2, light = $3, owner = $4, act = $5, raised_to = $6, returned = $7,
                 provisional = $8, late_beside = $9 WHERE id = $10",
            )?
            .execute(params![
                row.version, grade, light, owner, act, raised_to, row.returned, row.provisional, row.late_beside, id,
            ])?;
        return Ok(());
    }
    connection
        .prepare_cached(
            "UPDATE hazard SET version = $1, grade = $2, light = $3, owner = $4, act = $5, raised_to = $6, returned = $7,
             provisional = $8, late_beside = $9, open = $10, due_at = $11, phase = $12 WHERE id = $13",
        )?
        .execute(params![
            row.version, grade, light, owner, act, raised_to, row.returned, row.provisional, row.late_beside,
            is_open(row.phase), row.due_at.map(ms), row.phase.as_str(), id,
        ])?;
    Ok(())
}

fn add_hazard(connection: &Connection, row: &HazardRow) -> rusqlite::Result<()> {
    let owner = row.owner.as_ref().map(ToString::to_string);
    let raised_to = row.raised_to.as_ref().map(ToString::to_string);
    let (due_at, act) = (row.due_at.map(ms), row.act.as_ref().map(bowline_core::facts::Act::as_str));
    let subject = row.subject.0.as_bytes();
    let mut above = row.lineage.iter().rev().map(PlaceCode::as_str);
    connection
        .prepare_cached(
            "INSERT INTO hazard (version, grade, phase, open, light, due_at, owner, act, raised_to, returned, subject, place,
             province, city, county, township, site, unit, sector, description, source, found_on, provisional, late_beside)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)",
        )?
        .execute(params![
            row.version, grade_or_null(row.grade), row.phase.as_str(), is_open(row.phase), light_number(row.light), due_at,
            owner, act, raised_to, row.returned, subject, row.place.as_str(), above.next(), above.next(),
            above.next(), above.next(), row.site.0.as_bytes(), row.unit, row.sector, row.description,
            source_word(row.source), row.found_on.to_string(), row.provisional, row.late_beside,
        ])?;
    let words = words::index_words(&format!("{} {}", row.unit, row.description));
    connection
        .prepare_cached("INSERT INTO hazard_text (rowid, words, scope) VALUES ($1, $2, $3)")?
        .execute(params![connection.last_insert_rowid(), words, scope_words(row)])?;
    Ok(())
}

/// The scopes in which a hazard can be seen: its site, and the places that it lies in.
fn scope_words(row: &HazardRow) -> String {
    let mut scopes = site_scope(row.site);
    for place in &row.lineage {
        scopes.push(' ');
        scopes.push_str(place.as_str());
    }
    scopes
}

fn grade_or_null(grade: Option<Grade>) -> Option<&'static str> {
    grade.map(|grade| grade_word(Some(grade)))
}

fn is_open(phase: Phase) -> i64 {
    i64::from(phase.is_open())
}

fn remove_obligation(connection: &Connection, id: ObligationId) -> rusqlite::Result<()> {
    let key = params![id.subject.0.as_bytes(), id.no];
    connection.prepare_cached("DELETE FROM obligation WHERE subject = $1 AND no = $2")?.execute(key).map(drop)
}

fn put_obligation(connection: &Connection, row: &ObligationRow) -> rusqlite::Result<()> {
    let (light, live, next_check) = (light_number(row.light), i64::from(row.live), next_check(row));
    let quiet_until = row.quiet_until.map(ms);
    let watched = if row.watched.is_empty() { None } else { Some(to_json(&row.watched).map_err(crate::convert::bad)?) };
    let changed = connection
        .prepare_cached(
            "UPDATE obligation SET light = $1, next_check = $2, quiet_until = $3, stands_for = $4, watched = $5
             WHERE subject = $6 AND no = $7 AND live = $8 AND due_at = $9 AND provisional = $10 AND owner_body = $11",
        )?
        .execute(params![
            light,
            next_check,
            quiet_until,
            row.stands_for,
            watched,
            row.id.subject.0.as_bytes(),
            row.id.no,
            live,
            ms(row.due_at),
            row.provisional,
            row.owner.body.to_string(),
        ])?;
    if changed == 1 {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO obligation (subject, no, place, act, owner_body, owner_role, due_at, light, live, next_check, quiet_until,
             stands_for, watched, provisional) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             ON CONFLICT (subject, no) DO UPDATE SET light = excluded.light, live = excluded.live,
             next_check = excluded.next_check, quiet_until = excluded.quiet_until, stands_for = excluded.stands_for,
             watched = excluded.watched, due_at = excluded.due_at, provisional = excluded.provisional,
             owner_body = excluded.owner_body, owner_role = excluded.owner_role",
        )?
        .execute(params![
            row.id.subject.0.as_bytes(), row.id.no, row.place.as_str(), row.act.as_str(), row.owner.body.to_string(),
            row.owner.role.as_str(), ms(row.due_at), light, live, next_check, quiet_until, row.stands_for, watched,
            row.provisional,
        ])?;
    if row.live { check_post(connection, &row.owner) } else { Ok(()) }
}

/// The clock of a live obligation; one that has no rung left runs to the end of time.
fn next_check(row: &ObligationRow) -> Option<i64> {
    row.live.then(|| row.next_check_at.map_or(i64::MAX, ms))
}

/// The engine is to look whether somebody holds this post.
fn check_post(connection: &Connection, post: &PostId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO post_check (body, role) VALUES ($1, $2)")?
        .execute(params![post.body.to_string(), post.role.as_str()])
        .map(drop)
}

/// The same for all posts of an office that have a duty.
fn check_posts_of(connection: &Connection, office: &OfficeId) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO post_check (body, role)
             SELECT DISTINCT owner_body, owner_role FROM obligation WHERE live = 1 AND owner_body = $1",
        )?
        .execute([office.to_string()])
        .map(drop)
}

fn put_alarm(connection: &Connection, row: &AlarmRow) -> rusqlite::Result<()> {
    let cause = to_json(&row.cause).map_err(crate::convert::bad)?;
    connection
        .prepare_cached(
            "INSERT INTO alarm (subject, cause, place, open, owner, due_at, provisional) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (subject) DO UPDATE SET open = excluded.open, owner = excluded.owner, due_at = excluded.due_at,
             provisional = excluded.provisional",
        )?
        .execute(params![
            row.subject.0.as_bytes(), cause, row.place.as_str(), i64::from(row.open),
            row.owner.as_ref().map(ToString::to_string), row.due_at.map(ms), row.provisional,
        ])?;
    match &row.cause {
        AlarmCause::VacantPost(post) if !row.open => check_post(connection, post),
        _ => Ok(()),
    }
}

fn add_evidence(connection: &Connection, sha256: &str, subject: SubjectId, times: u32) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO evidence (sha256, subject, times) VALUES ($1, $2, $3)
             ON CONFLICT (sha256, subject) DO UPDATE SET times = times + excluded.times",
        )?
        .execute(params![sha256, subject.0.as_bytes(), times])
        .map(drop)
}

fn add_tally(connection: &Connection, (place, section, grade): &TallyKey, tally: &Tally) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO tally (place, section, grade, found, open, open_major, overdue, overdue_major, raised, verified,
             closed_by_ledger, alarms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             ON CONFLICT (place, section, grade) DO UPDATE SET found = found + excluded.found, open = open + excluded.open,
             open_major = open_major + excluded.open_major, overdue = overdue + excluded.overdue,
             overdue_major = overdue_major + excluded.overdue_major, raised = raised + excluded.raised,
             verified = verified + excluded.verified, closed_by_ledger = closed_by_ledger + excluded.closed_by_ledger,
             alarms = alarms + excluded.alarms",
        )?
        .execute(params![
            place.as_str(), section, grade_word(*grade), tally.found, tally.open, tally.open_major, tally.overdue,
            tally.overdue_major, tally.raised, tally.verified, tally.closed_by_ledger, tally.alarms,
        ])?;
    Ok(())
}

fn add_flow(connection: &Connection, place: PlaceCode, day: Day, flow: Flow) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO flow (place, day, found, verified, late) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (place, day) DO UPDATE SET found = found + excluded.found, verified = verified + excluded.verified,
             late = late + excluded.late",
        )?
        .execute(params![place.as_str(), day.to_string(), flow.found, flow.verified, flow.late])?;
    Ok(())
}

fn put_registry(connection: &Connection, row: &RegistryRow) -> rusqlite::Result<()> {
    match row {
        RegistryRow::Office(office) => put_office(connection, office),
        RegistryRow::OfficeGone(office, to) => {
            connection
                .prepare_cached("UPDATE office SET present = 0, passed_to = $1 WHERE office = $2")?
                .execute(params![to.as_ref().map(ToString::to_string), office.to_string()])?;
            check_posts_of(connection, office)
        }
        RegistryRow::Merged(it, at) => put_numbered(
            connection,
            "INSERT OR REPLACE INTO merger (place, into_place, from_day, ground, at) VALUES ($1, $2, $3, $4, $5)",
            params![it.place.as_str(), it.into.as_str(), it.from.to_string(), it.ground, ms(*at)],
        ),
        RegistryRow::Person(it) => connection
            .prepare_cached(
                "INSERT INTO person (person, name, confirmed) VALUES ($1, $2, $3)
                 ON CONFLICT (person) DO UPDATE SET name = excluded.name, confirmed = excluded.confirmed",
            )?
            .execute(params![it.person.0.as_bytes(), it.name, it.confirmed])
            .map(drop),
        RegistryRow::Confirmed(person) => connection
            .prepare_cached("UPDATE person SET confirmed = 1 WHERE person = $1")?
            .execute([person.0.as_bytes()])
            .map(drop),
        RegistryRow::Taken(it) => put_holding(connection, it),
        RegistryRow::Left(it) => {
            connection
                .prepare_cached("UPDATE holding SET until_day = $1 WHERE person = $2 AND post = $3 AND (until_day IS NULL OR until_day > $1)")?
                .execute(params![it.until.map(|day| day.to_string()), it.person.0.as_bytes(), it.post.to_string()])?;
            check_post(connection, &it.post)
        }
        RegistryRow::Site(it) => put_site(connection, it),
        RegistryRow::Run(it) => {
            let payload = to_json(&it.run).map_err(crate::convert::bad)?;
            put_numbered(
                connection,
                "INSERT OR REPLACE INTO run (subject, version, at, payload) VALUES ($1, $2, $3, $4)",
                params![it.subject.0.as_bytes(), it.version, ms(it.at), payload],
            )
        }
        RegistryRow::Import(it) => {
            let payload = to_json(&it.import).map_err(crate::convert::bad)?;
            put_numbered(
                connection,
                "INSERT OR REPLACE INTO import (subject, version, at, place, payload) VALUES ($1, $2, $3, $4, $5)",
                params![it.subject.0.as_bytes(), it.version, ms(it.at), it.place.as_str(), payload],
            )
        }
    }
}

fn put_numbered(connection: &Connection, sql: &'static str, params: &[&dyn rusqlite::ToSql]) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(params).map(drop)
}

fn put_office(connection: &Connection, row: &OfficeRow) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO office (office, name_zh, name_en, present) VALUES ($1, $2, $3, $4)
             ON CONFLICT (office) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
             present = excluded.present, passed_to = NULL",
        )?
        .execute(params![row.office.to_string(), row.name.zh, row.name.en, i64::from(row.exists)])
        .map(drop)
}

fn put_holding(connection: &Connection, row: &HoldingRow) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO holding (person, post, from_day, until_day) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person, post, from_day) DO UPDATE SET until_day = excluded.until_day",
        )?
        .execute(params![
            row.person.0.as_bytes(),
            row.post.to_string(),
            row.from.to_string(),
            row.until.map(|day| day.to_string()),
        ])?;
    check_post(connection, &row.post)
}

fn put_site(connection: &Connection, row: &SiteRow) -> rusqlite::Result<()> {
    let site = &row.site;
    let payload = to_json(site).map_err(crate::convert::bad)?;
    connection
        .prepare_cached(
            "INSERT INTO site (site, place, name, credit_code, group_code, sector, payload, folded)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (site) DO UPDATE SET place = excluded.place, name = excluded.name, credit_code = excluded.credit_code,
             group_code = excluded.group_code, sector = excluded.sector, payload = excluded.payload,
             folded = excluded.folded",
        )?
        .execute(params![
            site.site.0.as_bytes(), row.place.as_str(), site.name, site.credit_code.as_ref().map(|code| code.as_str()),
            site.group.as_ref().map(|code| code.as_str()), site.sector, payload, folded(&site.name),
        ])
        .map(drop)
}
