//! Compares the live read tables with others that were rebuilt from the log, row by row.

use crate::{Store, StoreFault};

/// Every read table, with the columns that are compared (a row id is the database's own affair).
pub const READ_TABLES: &[(&str, &str)] = &[
    (
        "hazard",
        "hex(subject), version, place, province, city, county, township, hex(site), unit, sector, description, source, grade, phase, \
         open, light, found_on, due_at, owner, act, raised_to, returned",
    ),
    ("obligation", "hex(subject), no, place, act, owner_body, owner_role, due_at, light, live"),
    ("clock", "hex(subject), no, next_check_at"),
    ("alarm", "hex(subject), cause, place, open, owner, due_at"),
    (
        "tally",
        "place, section, grade, found, open, open_major, overdue, overdue_major, raised, verified, closed_by_ledger, alarms",
    ),
    ("flow", "place, day, found, verified, late"),
    ("office", "office, name_zh, name_en, present"),
    ("person", "hex(person), name"),
    ("holding", "hex(person), post, from_day, until_day"),
    ("site", "hex(site), place, name, credit_code, group_code, sector, payload"),
    ("run", "hex(subject), version, at, payload"),
    ("import", "hex(subject), version, at, place, payload"),
    ("notice", "hex(subject), version, post, kind, at"),
];

/// A table that differs from its rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which table.
    pub table: &'static str,
    /// Rows that only the live table has.
    pub only_live: u64,
    /// Rows that only the rebuilt table has.
    pub only_rebuilt: u64,
    /// One of them, as text.
    pub example: String,
}

impl Store {
    /// Compares this store's read tables with those of another, rebuilt one. Counts of nothing are not differences.
    ///
    /// # Errors
    /// [`StoreFault::Sick`].
    pub fn compare(&self, rebuilt: &Self) -> Result<Vec<Difference>, StoreFault> {
        let file = rebuilt.folder().join("bowline.sqlite").display().to_string();
        self.read("comparing with a rebuild", |connection| {
            connection.execute("ATTACH DATABASE $1 AS rebuilt", [file])?;
            let differences =
                READ_TABLES.iter().filter_map(|(table, columns)| compare_table(connection, table, columns).transpose());
            let differences: rusqlite::Result<Vec<Difference>> = differences.collect();
            connection.execute_batch("DETACH DATABASE rebuilt")?;
            differences
        })
    }
}

fn compare_table(
    connection: &rusqlite::Connection,
    table: &'static str,
    columns: &str,
) -> rusqlite::Result<Option<Difference>> {
    let nothing = match table {
        "tally" => " WHERE found <> 0 OR alarms <> 0",
        "flow" => " WHERE found <> 0 OR verified <> 0 OR late <> 0",
        _ => "",
    };
    let side = |one: &str, other: &str| {
        format!("SELECT {columns} FROM {one}.{table}{nothing} EXCEPT SELECT {columns} FROM {other}.{table}{nothing}")
    };
    let count =
        |sql: &str| connection.query_row(&format!("SELECT count(*) FROM ({sql})"), [], |row| row.get::<_, u64>(0));
    let (live, rebuilt) = (side("main", "rebuilt"), side("rebuilt", "main"));
    let (only_live, only_rebuilt) = (count(&live)?, count(&rebuilt)?);
    if only_live == 0 && only_rebuilt == 0 {
        return Ok(None);
    }
    let mut statement = connection.prepare(if only_live > 0 { &live } else { &rebuilt })?;
    let width = statement.column_count();
    let example = statement.query_row([], |row| {
        let cell = |at| row.get::<_, rusqlite::types::Value>(at).map(|value| format!("{value:?}"));
        (0..width).map(cell).collect::<rusqlite::Result<Vec<_>>>()
    })?;
    Ok(Some(Difference { table, only_live, only_rebuilt, example: example.join(" | ") }))
}
