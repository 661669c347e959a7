//! Reads .xlsx, cell by cell, so that no declared size is believed.
//!
//! Must never be called before [`zip_guard`](super::zip_guard). Formulas are not evaluated: the value kept beside one is
//! read. Start reading at [`sheets`].

use super::fault::{FileFault, file_fault};
use super::grid::{Cell, MAX_COLUMNS, MAX_ROWS, Merged, Meter, Sheet};
use bowline_core::time::Day;
use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use std::io::Cursor;

/// How many merged blocks of a sheet are looked at.
const MAX_MERGED: usize = 50_000;

/// The sheets of a workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|fault| said(&fault))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut meter = Meter::default();
    let mut sheets = Vec::new();
    for name in names {
        meter.sheet()?;
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        fill(&mut book, &mut sheet, &mut meter)?;
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheet.merged = merged.iter().take(MAX_MERGED).filter_map(block).collect();
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn fill(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet, meter: &mut Meter) -> Result<(), FileFault> {
    let name = sheet.name.clone();
    let mut cells = match book.worksheet_cells_reader(&name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(fault) => return Err(said(&fault)),
    };
    while let Some(cell) = cells.next_cell().map_err(|fault| said(&fault))? {
        let (row, column) = cell.get_position();
        meter.put(sheet, wide(row), wide(column), kept(cell.get_value()))?;
    }
    Ok(())
}

/// A value of the library as a cell of ours.
fn kept(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(moment) => day(moment),
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Cell::Date(day),
            None => Cell::Text(text.clone()),
        },
        DataRef::Error(error) => Cell::Text(error.to_string()),
    }
}

/// A date of the file; a length of time or a day outside the calendar stays a number.
fn day(moment: &ExcelDateTime) -> Cell {
    let number = Cell::Number(moment.as_f64());
    if !moment.is_datetime() || !(1.0..2_958_466.0).contains(&moment.as_f64()) {
        return number;
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let small = |part: u8| i8::try_from(part).unwrap_or(0);
    let day = Day::new(i16::try_from(year).unwrap_or(0), small(month), small(day));
    day.map_or(number, Cell::Date)
}

/// A merged block within the limits.
fn block(range: &Dimensions) -> Option<Merged> {
    let (top, left, bottom, right) = (wide(range.start.0), wide(range.start.1), wide(range.end.0), wide(range.end.1));
    let fits = top <= bottom && left <= right && bottom < MAX_ROWS && right < MAX_COLUMNS;
    fits.then_some(Merged { top, left, bottom, right })
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn said(fault: &XlsxError) -> FileFault {
    if matches!(fault, XlsxError::Password) { file_fault!(encrypted) } else { file_fault!(broken) }
}
