//! Ledgers of the simulated offices: taken in, taken in again by mistake, some of their rows with a fault; and later
//! editions of the same ledgers, whose changed rows are taken over or left.
//!
//! This module must never expect a row to be mended: a faulty one is refused, the others are taken in. Start at
//! `import_twice` and `later_edition`.

use super::Simulation;
use crate::refusal;
use bowline_core::facts::Actor;
use bowline_core::ids::PlaceCode;
use bowline_core::words::{Lang, Text};
use bowline_service::import::{Field, Take};
use bowline_service::{LedgerImport, ledger_subject};
use jiff::ToSpan;
use std::collections::BTreeMap;

/// The columns of a ledger.
const COLUMNS: [Field; 11] = [
    Field::UnitName,
    Field::County,
    Field::Description,
    Field::Grade,
    Field::FoundOn,
    Field::Person,
    Field::Deadline,
    Field::Measures,
    Field::Funds,
    Field::Contingency,
    Field::Closed,
];

/// What clerks get wrong in a cell.
const FAULTS: &[(Field, &str)] = &[
    (Field::FoundOn, "31/02/2024"),
    (Field::FoundOn, "2999-01-01"),
    (Field::County, "Nowhere 无此地"),
    (Field::Description, " "),
    (Field::UnitName, ""),
    (Field::Deadline, "soon 尽快"),
];

type Row = BTreeMap<Field, String>;

/// A ledger as its office keeps it from month to month.
#[derive(Clone)]
pub(super) struct Book {
    county: PlaceCode,
    rows: Vec<Row>,
}

/// An office's own ledger is taken in, and once more by mistake: the second time must add nothing.
pub(super) fn import_twice(sim: &mut Simulation) -> Result<(), String> {
    let Some(county) = sim.dice.pick(&sim.counties).copied() else { return Ok(()) };
    let rows = 1 + sim.dice.below(4);
    let book = Book { county, rows: (0..rows).map(|number| row(sim, county, number)).collect() };
    let faulty: Vec<Row> = (0..rows).filter_map(|number| spoilt(sim, county, 100 + number)).collect();
    let file = text_of(sim, book.rows.iter().chain(&faulty));
    let mut facts = Vec::new();
    for _ in 0..2 {
        let import = read(sim, &file, county, faulty.len())?;
        let report = sim.app.imports().take_in(Actor::System, &import, &mut |_, _| {}).map_err(refusal)?;
        facts.push((sim.facts()?, report.duplicates));
        follow(sim, &import);
    }
    sim.books.push(book);
    match facts.as_slice() {
        [(once, _), (twice, duplicates)] if once == twice && *duplicates > 0 => Ok(()),
        other => Err(format!("the same ledger twice: facts and duplicates {other:?}")),
    }
}

/// An office sends a ledger again, some of its rows changed. What differs is taken over, left, or taken over in part.
pub(super) fn later_edition(sim: &mut Simulation) -> Result<(), String> {
    let known = usize::try_from(sim.dice.below(sim.books.len() as u64)).unwrap_or(0);
    let Some(mut book) = sim.books.get(known).cloned() else { return Ok(()) };
    for row in &mut book.rows {
        change(sim, row);
    }
    let file = text_of(sim, &book.rows);
    let import = read(sim, &file, book.county, 0)?;
    let (take, before) = (some_of(sim, &import), sim.facts()?);
    sim.app.imports().take_in_with(Actor::System, &import, &take, &mut |_, _| {}).map_err(refusal)?;
    follow(sim, &import);
    let again = read(sim, &file, book.county, 0)?;
    let left = again.differences.iter().find(|it| it.stays.is_none());
    if let Some(slot) = sim.books.get_mut(known) {
        *slot = book;
    }
    match (&take, left) {
        (Take::Nothing, _) if sim.facts()? != before => Err("differences were left, and yet written".to_owned()),
        (Take::All, Some(left)) => Err(format!("a difference was taken over and is still there: {left:?}")),
        _ => Ok(()),
    }
}

fn some_of(sim: &mut Simulation, import: &LedgerImport) -> Take {
    match sim.dice.below(3) {
        0 => Take::Nothing,
        1 => Take::All,
        _ => {
            let mut these: Vec<_> = import.differences.iter().map(|it| (it.at, it.aspect)).collect();
            these.retain(|_| sim.dice.below(2) == 0);
            Take::These(these)
        }
    }
}

fn read(sim: &Simulation, file: &str, county: PlaceCode, faulty: usize) -> Result<LedgerImport, String> {
    let import = sim.app.imports().read("ledger.csv", file.as_bytes(), None, Some(county)).map_err(refusal)?;
    let refused = import.checked.refused().count();
    if refused == faulty {
        return Ok(import);
    }
    Err(format!("{refused} rows were refused, {faulty} have a fault: {:?}", import.report().refused))
}

fn follow(sim: &mut Simulation, import: &LedgerImport) {
    sim.open.extend(import.checked.accepted().map(ledger_subject));
    sim.open.sort_unstable();
    sim.open.dedup();
}

/// A row as an office of this country would write it.
fn row(sim: &Simulation, county: PlaceCode, number: u64) -> Row {
    let (lang, world, today) = (lang(sim), &sim.world, sim.app.today());
    let place = sim.app.places().get(county).map(|place| place.name.get(lang).to_owned()).unwrap_or_default();
    let deadline = today.saturating_add(i64::try_from(number).unwrap_or(0).days());
    Row::from([
        (Field::UnitName, world.unit.replace("{n}", &(100 + number).to_string())),
        (Field::County, place),
        (Field::Description, format!("{} {}-{number}", world.hazard, sim.day)),
        (Field::Grade, grade(sim, true)),
        (Field::FoundOn, today.saturating_sub(20.days()).to_string()),
        (Field::Person, name(sim, "ledger")),
        (Field::Deadline, deadline.to_string()),
    ])
}

fn spoilt(sim: &mut Simulation, county: PlaceCode, number: u64) -> Option<Row> {
    let (field, by) = *FAULTS.get(usize::try_from(sim.dice.below(20)).unwrap_or(usize::MAX))?;
    let mut row = row(sim, county, number);
    row.insert(field, by.to_owned());
    Some(row)
}

/// What the office writes otherwise a month later. What the hazard is, where and when, stays: by that it is known.
fn change(sim: &mut Simulation, row: &mut Row) {
    let far = i64::try_from(sim.dice.below(80)).unwrap_or(0) - 20;
    let (field, cell) = match sim.dice.below(8) {
        0 | 1 => {
            // A clock that was set back may stand before the day on which the hazard was found.
            let found = row.get(&Field::FoundOn).cloned().unwrap_or_default();
            (Field::Deadline, sim.app.today().saturating_add(far.days()).to_string().max(found))
        }
        2 => (Field::Grade, grade(sim, far > 20)),
        3 => (Field::Measures, name(sim, &format!("measures {far}"))),
        4 => (Field::Person, name(sim, &format!("ledger {far}"))),
        5 => (Field::Closed, Text::new("是", "yes").get(lang(sim)).to_owned()),
        6 => {
            row.insert(Field::Measures, name(sim, "measures"));
            row.insert(Field::Funds, "1".to_owned());
            (Field::Contingency, name(sim, "contingency"))
        }
        _ => return,
    };
    row.insert(field, cell);
}

fn lang(sim: &Simulation) -> Lang {
    sim.app.pack().country().languages().first().copied().unwrap_or_default()
}

fn grade(sim: &Simulation, major: bool) -> String {
    let names = sim.app.pack().country().grade_names();
    let name = match (names, major) {
        (Some(names), true) => names.major.clone(),
        (Some(names), false) => names.general.clone(),
        (None, true) => Text::new("重大", "major"),
        (None, false) => Text::new("一般", "general"),
    };
    name.get(lang(sim)).to_owned()
}

fn name(sim: &Simulation, of: &str) -> String {
    sim.app.pack().country().demo().map(|demo| demo.name_of(of)).unwrap_or_default()
}

fn text_of<'a>(sim: &Simulation, rows: impl IntoIterator<Item = &'a Row>) -> String {
    let line = |cells: Vec<&str>| format!("\"{}\"\n", cells.join("\",\""));
    let names = COLUMNS.map(|field| field.name().get(lang(sim)).to_owned());
    let head = line(names.iter().map(String::as_str).collect());
    let cell = |row: &'a Row, field| row.get(&field).map_or("", String::as_str);
    let body = rows.into_iter().map(|row| line(COLUMNS.iter().map(|field| cell(row, *field)).collect()));
    head + body.collect::<String>().as_str()
}
