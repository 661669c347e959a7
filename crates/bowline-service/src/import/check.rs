//! This module reads the rows of a ledger with a mapping. Every fault of a row is found, and each says what to do.
//!
//! This module must never mend or guess a value. Start reading at [`check_sheet`].

#![allow(clippy::result_large_err, reason = "rows and faults are kept side by side; neither is rare")]

use super::LedgerSheet;
use super::cells::Cells;
use super::fields::Field;
use super::mapping::Mapping;
use super::places::{Finder, PlaceMiss, PlaceNames};
use super::row::{LedgerRow, RowFault};
use super::table::DataRow;
use super::values;
use bowline_core::facts::Grade;
use bowline_core::ids::PlaceCode;
use bowline_core::time::Day;
use std::collections::HashMap;

/// Contents of rows already seen in the file, with the row that had them first.
pub(super) type Seen = HashMap<String, String>;

/// Reads the rows of one sheet.
pub(super) fn check_sheet(
    sheet: &LedgerSheet,
    mapping: &Mapping,
    places: &dyn PlaceNames,
    several: bool,
    seen: &mut Seen,
) -> Vec<Result<LedgerRow, RowFault>> {
    let finder = Finder::new(places, mapping.defaults.within, sheet.head.title.as_deref(), &sheet.name);
    let day = sheet.head.filled_on;
    sheet
        .rows
        .iter()
        .map(|row| {
            let number = number_of(sheet, mapping, row, several);
            let mut cells = Cells::new(sheet, mapping, row);
            let read = read_row(&mut cells, mapping, &finder, day);
            repeated(&mut cells, &number, &sheet.name, seen);
            finish(cells, read, number, row.line, &sheet.name)
        })
        .collect()
}

/// The row as the office numbers it.
fn number_of(sheet: &LedgerSheet, mapping: &Mapping, row: &DataRow, several: bool) -> String {
    let own = mapping.column(Field::RowNumber).and_then(|at| row.cells.get(at)).map(|cell| cell.shown().into_owned());
    let number = own.filter(|own| !own.is_empty()).unwrap_or_else(|| row.ordinal.to_string());
    let number: String = number.chars().take(40).collect();
    if several { format!("{}!{number}", sheet.name) } else { number }
}

/// A row with the same content as an earlier one, apart from its number, is a fault.
fn repeated(cells: &mut Cells<'_>, number: &str, sheet: &str, seen: &mut Seen) {
    let content = cells.content(sheet);
    match seen.get(&content) {
        Some(first) => {
            let first = first.clone();
            cells.first_fault(Field::RowNumber, "duplicate_row", |say| say.duplicate_row(&first));
        }
        None => {
            seen.insert(content, number.to_owned());
        }
    }
}

/// What a row holds, before it is known whether it can be taken.
struct Read {
    place: Option<PlaceCode>,
    grade: Option<Grade>,
    kind: Option<String>,
    found_on: Option<Day>,
    deadline: Option<Day>,
    completed_on: Option<Day>,
    closed: bool,
    values: values::Values,
}

fn read_row(cells: &mut Cells<'_>, mapping: &Mapping, finder: &Finder<'_>, filled_on: Option<Day>) -> Read {
    cells.note_formulas();
    cells.note_lost_cells();
    let values = values::read(cells, mapping);
    let found_on = cells.day(Field::FoundOn);
    let deadline = cells.day(Field::Deadline);
    let completed_on = cells.day(Field::CompletedOn);
    let place = found_on.or(deadline).or(filled_on).and_then(|day| place(cells, finder, day));
    let (grade, kind) = values::grade(cells, mapping);
    let closed = values::closed(cells, completed_on);
    if let (Some(found), Some(last)) = (found_on, deadline)
        && last < found
    {
        cells.fault(Field::Deadline, "deadline_before_found", |say| say.deadline_before_found());
    }
    if let (Some(found), Some(done)) = (found_on, completed_on)
        && done < found
    {
        cells.fault(Field::CompletedOn, "completed_before_found", |say| say.completed_before_found());
    }
    if cells.is_nothing(Field::FoundOn) {
        cells.fault(Field::FoundOn, "found_on_missing", |say| say.found_on_missing());
    }
    if cells.is_nothing(Field::Deadline) {
        cells.fault(Field::Deadline, "deadline_missing", |say| say.deadline_missing());
    }
    Read { place, grade, kind, found_on, deadline, completed_on, closed, values }
}

fn place(cells: &mut Cells<'_>, finder: &Finder<'_>, day: Day) -> Option<PlaceCode> {
    let levels = [Field::Province, Field::City, Field::County, Field::Township];
    let texts: Vec<String> = levels.into_iter().filter_map(|field| cells.text(field)).collect();
    let names: Vec<&str> = texts.iter().map(String::as_str).collect();
    match finder.find(&names, day) {
        Some(Ok(code)) => return Some(code),
        Some(Err(PlaceMiss::Unknown(why))) => {
            cells.fault(Field::County, "place_unknown", |say| say.place_unknown(why.get(say.0)));
        }
        Some(Err(PlaceMiss::Ambiguous(why))) => {
            cells.fault(Field::County, "place_ambiguous", |say| say.place_ambiguous(why.get(say.0)));
        }
        None => cells.fault(Field::County, "place_missing", |say| say.place_missing()),
    }
    None
}

/// A row without a fault is a row to be taken.
fn finish(cells: Cells<'_>, read: Read, row: String, line: u32, sheet: &str) -> Result<LedgerRow, RowFault> {
    let whole = (cells.is_clean(), read.place, read.found_on, read.deadline);
    let (true, Some(place), Some(found_on), Some(deadline)) = whole else {
        return Err(cells.into_fault(row, line, sheet));
    };
    let values = read.values;
    Ok(LedgerRow {
        row,
        line,
        sheet: sheet.to_owned(),
        unit_name: values.unit_name,
        owner: values.owner,
        credit_code: values.credit_code,
        place,
        description: values.description,
        grade: read.grade,
        kind: read.kind,
        basis: values.basis,
        channel: values.channel,
        found_on,
        inspector: values.inspector,
        person: values.person,
        verified_by: values.verified_by,
        responsible_unit: values.responsible_unit,
        measures: values.measures,
        funds_yuan: values.funds_yuan,
        deadline,
        contingency: values.contingency,
        completed_on: read.completed_on,
        closed: read.closed,
        status: values.status,
        sector: values.sector,
        remark: values.remark,
    })
}
