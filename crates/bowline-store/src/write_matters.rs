//! This module writes the rows of matters of declared kinds, their words and their counts.
//!
//! This module must never know what a kind is. Start at [`put_matter`].

use crate::convert::{light_number, ms};
use crate::words::{index_words, site_scope};
use bowline_core::facts::Stage;
use bowline_core::ids::{PlaceCode, RuleId};
use bowline_core::signals::{MatterRow, MatterTally};
use rusqlite::{Connection, OptionalExtension, params};

pub(crate) fn put_matter(connection: &Connection, row: &MatterRow) -> rusqlite::Result<()> {
    let [one, two] = finds(row);
    let known: Option<(i64, bool, bool)> = connection
        .prepare_cached(
            "WITH known AS (SELECT id, open, due_at, phase, began, unit, text, find_one, find_two FROM matter WHERE subject = $1)
             SELECT id, open = $2 AND due_at IS $3 AND phase = $4 AND began = $5,
             unit IS $6 AND text = $7 AND find_one IS $8 AND find_two IS $9 FROM known",
        )?
        .query_row(
            params![
                row.subject.0.as_bytes(), is_open(row), row.due_at.map(ms), row.phase, row.began.to_string(),
                row.unit, row.text, one, two,
            ],
            |known| Ok((known.get(0)?, known.get(1)?, known.get(2)?)),
        )
        .optional()?;
    let Some((id, in_place, same_words)) = known else { return add(connection, row) };
    change(connection, row, id)?;
    if !in_place {
        connection
            .prepare_cached("UPDATE matter SET open = $1, due_at = $2, phase = $3, began = $4 WHERE id = $5")?
            .execute(params![is_open(row), row.due_at.map(ms), row.phase, row.began.to_string(), id])?;
    }
    if same_words {
        return Ok(());
    }
    connection
        .prepare_cached("UPDATE matter SET unit = $1, text = $2, find_one = $3, find_two = $4 WHERE id = $5")?
        .execute(params![row.unit, row.text, one, two, id])?;
    connection.prepare_cached("DELETE FROM matter_text WHERE rowid = $1")?.execute([id])?;
    put_words(connection, row, id)
}

/// Writes what no index holds: an index is written anew for every column named in an UPDATE.
fn change(connection: &Connection, row: &MatterRow, id: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE matter SET version = $1, facet = $2, grave = $3, stage = $4, light = $5, owner = $6, act = $7, raised_to = $8,
             returned = $9, provisional = $10, late_beside = $11 WHERE id = $12",
        )?
        .execute(params![
            row.version, row.facet, row.grave, row.stage.as_str(), light_number(row.light), owner(row), act(row),
            raised_to(row), row.returned, row.provisional, row.late_beside, id,
        ])
        .map(drop)
}

fn add(connection: &Connection, row: &MatterRow) -> rusqlite::Result<()> {
    let mut above = row.lineage.iter().rev().map(PlaceCode::as_str);
    let [one, two] = finds(row);
    let (site, from) = (row.site.map(|site| site.0.as_bytes().to_vec()), row.from.as_ref());
    connection
        .prepare_cached(
            "INSERT INTO matter (subject, version, kind, place, province, city, county, township, site, unit, sector, text,
             facet, grave, phase, stage, open, light, began, due_at, provisional, late_beside, owner, act, raised_to, returned,
             find_one, find_two, from_subject, from_word) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
             $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)",
        )?
        .execute(params![
            row.subject.0.as_bytes(), row.version, row.kind.as_str(), row.place.as_str(), above.next(), above.next(),
            above.next(), above.next(), site, row.unit, row.sector, row.text, row.facet, row.grave, row.phase,
            row.stage.as_str(), is_open(row), light_number(row.light), row.began.to_string(), row.due_at.map(ms),
            row.provisional, row.late_beside, owner(row), act(row), raised_to(row), row.returned, one, two,
            from.map(|it| it.subject.0.as_bytes().to_vec()), from.map(|it| &it.word),
        ])?;
    put_words(connection, row, connection.last_insert_rowid())
}

/// Puts the words by which a matter is found into the index, with the scopes in which it can be seen: its site, and the places
/// that it lies in.
fn put_words(connection: &Connection, row: &MatterRow, id: i64) -> rusqlite::Result<()> {
    let unit = row.unit.as_deref().unwrap_or_default();
    let words = index_words(&format!("{unit} {} {}", row.text, row.finds.join(" ")));
    let places = row.lineage.iter().map(|place| place.as_str().to_owned());
    let scopes: Vec<String> = row.site.map(site_scope).into_iter().chain(places).collect();
    connection
        .prepare_cached("INSERT INTO matter_text (rowid, words, scope, kind) VALUES ($1, $2, $3, $4)")?
        .execute(params![id, words, scopes.join(" "), row.kind.as_str()])
        .map(drop)
}

fn finds(row: &MatterRow) -> [Option<&str>; 2] {
    let mut finds = row.finds.iter().map(String::as_str);
    [finds.next(), finds.next()]
}

fn is_open(row: &MatterRow) -> bool {
    row.stage == Stage::Open
}

fn owner(row: &MatterRow) -> Option<String> {
    row.owner.as_ref().map(ToString::to_string)
}

fn act(row: &MatterRow) -> Option<&str> {
    row.act.as_ref().map(bowline_core::facts::Act::as_str)
}

fn raised_to(row: &MatterRow) -> Option<String> {
    row.raised_to.as_ref().map(ToString::to_string)
}

pub(crate) fn add_matter_tally(
    connection: &Connection,
    (place, kind): &(PlaceCode, RuleId),
    tally: &MatterTally,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO matter_tally (place, kind, begun, open, open_grave, overdue, raised, done)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (place, kind) DO UPDATE SET begun = begun + excluded.begun, open = open + excluded.open,
             open_grave = open_grave + excluded.open_grave, overdue = overdue + excluded.overdue,
             raised = raised + excluded.raised, done = done + excluded.done",
        )?
        .execute(params![
            place.as_str(),
            kind.as_str(),
            tally.begun,
            tally.open,
            tally.open_grave,
            tally.overdue,
            tally.raised,
            tally.done,
        ])
        .map(drop)
}
