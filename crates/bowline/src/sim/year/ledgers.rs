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

impl Simulation {
    /// An office's own ledger is taken in, and once more by mistake: the second time must add nothing.
    pub(super) fn import_twice(&mut self) -> Result<(), String> {
        let Some(county) = self.dice.pick(&self.counties).copied() else { return Ok(()) };
        let rows = 1 + self.dice.below(4);
        let book = Book { county, rows: (0..rows).map(|number| self.row(county, number)).collect() };
        let faulty: Vec<Row> = (0..rows).filter_map(|number| self.spoilt(county, 100 + number)).collect();
        let file = self.text_of(book.rows.iter().chain(&faulty));
        let mut facts = Vec::new();
        for _ in 0..2 {
            let import = self.read(&file, county, faulty.len())?;
            let report = self.app.imports().take_in(Actor::System, &import, &mut |_, _| {}).map_err(refusal)?;
            facts.push((self.facts()?, report.duplicates));
            self.follow(&import);
        }
        self.books.push(book);
        match facts.as_slice() {
            [(once, _), (twice, duplicates)] if once == twice && *duplicates > 0 => Ok(()),
            other => Err(format!("the same ledger twice: facts and duplicates {other:?}")),
        }
    }

    /// An office sends a ledger again, some of its rows changed. What differs is taken over, left, or taken over in part.
    pub(super) fn later_edition(&mut self) -> Result<(), String> {
        let known = usize::try_from(self.dice.below(self.books.len() as u64)).unwrap_or(0);
        let Some(mut book) = self.books.get(known).cloned() else { return Ok(()) };
        for row in &mut book.rows {
            self.change(row);
        }
        let file = self.text_of(&book.rows);
        let import = self.read(&file, book.county, 0)?;
        let (take, before) = (self.some_of(&import), self.facts()?);
        self.app.imports().take_in_with(Actor::System, &import, &take, &mut |_, _| {}).map_err(refusal)?;
        self.follow(&import);
        let again = self.read(&file, book.county, 0)?;
        let left = again.differences.iter().find(|it| it.stays.is_none());
        if let Some(slot) = self.books.get_mut(known) {
            *slot = book;
        }
        match (&take, left) {
            (Take::Nothing, _) if self.facts()? != before => Err("differences were left, and yet written".to_owned()),
            (Take::All, Some(left)) => Err(format!("a difference was taken over and is still there: {left:?}")),
            _ => Ok(()),
        }
    }

    fn some_of(&mut self, import: &LedgerImport) -> Take {
        match self.dice.below(3) {
            0 => Take::Nothing,
            1 => Take::All,
            _ => {
                let mut these: Vec<_> = import.differences.iter().map(|it| (it.at, it.aspect)).collect();
                these.retain(|_| self.dice.below(2) == 0);
                Take::These(these)
            }
        }
    }

    fn read(&self, file: &str, county: PlaceCode, faulty: usize) -> Result<LedgerImport, String> {
        let import = self.app.imports().read("ledger.csv", file.as_bytes(), None, Some(county)).map_err(refusal)?;
        let refused = import.checked.refused().count();
        if refused == faulty {
            return Ok(import);
        }
        Err(format!("{refused} rows were refused, {faulty} have a fault: {:?}", import.report().refused))
    }

    fn follow(&mut self, import: &LedgerImport) {
        self.open.extend(import.checked.accepted().map(ledger_subject));
        self.open.sort_unstable();
        self.open.dedup();
    }

    /// A row as an office of this country would write it.
    fn row(&self, county: PlaceCode, number: u64) -> Row {
        let (lang, world, today) = (self.lang(), &self.world, self.app.today());
        let place = self.app.places().get(county).map(|place| place.name.get(lang).to_owned()).unwrap_or_default();
        let deadline = today.saturating_add(i64::try_from(number).unwrap_or(0).days());
        Row::from([
            (Field::UnitName, world.unit.replace("{n}", &(100 + number).to_string())),
            (Field::County, place),
            (Field::Description, format!("{} {}-{number}", world.hazard, self.day)),
            (Field::Grade, self.grade(true)),
            (Field::FoundOn, today.saturating_sub(20.days()).to_string()),
            (Field::Person, self.name("ledger")),
            (Field::Deadline, deadline.to_string()),
        ])
    }

    fn spoilt(&mut self, county: PlaceCode, number: u64) -> Option<Row> {
        let (field, by) = *FAULTS.get(usize::try_from(self.dice.below(20)).unwrap_or(usize::MAX))?;
        let mut row = self.row(county, number);
        row.insert(field, by.to_owned());
        Some(row)
    }

    /// What the office writes otherwise a month later. What the hazard is, where and when, stays: by that it is known.
    fn change(&mut self, row: &mut Row) {
        let far = i64::try_from(self.dice.below(80)).unwrap_or(0) - 20;
        let (field, cell) = match self.dice.below(8) {
            0 | 1 => (Field::Deadline, self.app.today().saturating_add(far.days()).to_string()),
            2 => (Field::Grade, self.grade(far > 20)),
            3 => (Field::Measures, self.name(&format!("measures {far}"))),
            4 => (Field::Person, self.name(&format!("ledger {far}"))),
            5 => (Field::Closed, Text::new("是", "yes").get(self.lang()).to_owned()),
            6 => {
                row.insert(Field::Measures, self.name("measures"));
                row.insert(Field::Funds, "1".to_owned());
                (Field::Contingency, self.name("contingency"))
            }
            _ => return,
        };
        row.insert(field, cell);
    }

    fn lang(&self) -> Lang {
        self.app.pack().country().languages().first().copied().unwrap_or_default()
    }

    fn grade(&self, major: bool) -> String {
        let names = self.app.pack().country().grade_names();
        let name = match (names, major) {
            (Some(names), true) => names.major.clone(),
            (Some(names), false) => names.general.clone(),
            (None, true) => Text::new("重大", "major"),
            (None, false) => Text::new("一般", "general"),
        };
        name.get(self.lang()).to_owned()
    }

    fn name(&self, of: &str) -> String {
        self.app.pack().country().demo().map(|demo| demo.name_of(of)).unwrap_or_default()
    }

    fn text_of<'a>(&self, rows: impl IntoIterator<Item = &'a Row>) -> String {
        let line = |cells: Vec<&str>| format!("\"{}\"\n", cells.join("\",\""));
        let names = COLUMNS.map(|field| field.name().get(self.lang()).to_owned());
        let head = line(names.iter().map(String::as_str).collect());
        let cell = |row: &'a Row, field| row.get(&field).map_or("", String::as_str);
        let body = rows.into_iter().map(|row| line(COLUMNS.iter().map(|field| cell(row, *field)).collect()));
        head + &body.collect::<String>()
    }
}
