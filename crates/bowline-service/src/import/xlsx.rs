//! This module reads .xlsx, cell by cell, so that no declared size is believed.
//!
//! This module must never be called before [`zip_guard`](super::zip_guard). Formulas are not evaluated: the value kept
//! beside one is read; where none was kept, or it is an error, nobody knows it. Start reading at [`sheets`].

use super::fault::{FileFault, file_fault};
use super::grid::{Cell, Kept, MAX_COLUMNS, MAX_ROWS, Merged, Meter, Sheet};
use super::marks::{self, Marks};
use super::shown::Formats;
use bowline_core::time::Day;
use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::Cursor;

/// How many merged blocks of a sheet are looked at.
const MAX_MERGED: usize = 50_000;

/// The sheets of a workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|fault| said(&fault))?;
    let metadata = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<(String, bool)> =
        metadata.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect();
    let mut marks = marks::of_workbook(bytes);
    let dates_1904 = book.has_1904_epoch();
    let mut formats = Formats::new(dates_1904);
    let mut meter = Meter::default();
    let mut sheets = Vec::new();
    for (name, hidden) in names {
        meter.sheet()?;
        let marks = marks.remove(&name).unwrap_or_default();
        let mut sheet = Sheet { name: name.clone(), hidden, dates_1904, ..Sheet::default() };
        fill(&mut book, &mut sheet, &marks, &mut formats, &mut meter)?;
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheet.merged = merged.iter().take(MAX_MERGED).filter_map(block).collect();
        sheet.hidden_rows = marks.hidden_rows;
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn fill(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &mut Sheet,
    marks: &Marks,
    formats: &mut Formats,
    meter: &mut Meter,
) -> Result<(), FileFault> {
    let name = sheet.name.clone();
    let mut cells = match book.worksheet_cells_reader(&name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(fault) => return Err(said(&fault)),
    };
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|fault| said(&fault))? {
        let (row, column) = cell.get_position();
        let at = (wide(row), wide(column));
        let code = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
        let kept = match cell.get_value() {
            _ if marks.pictures.contains(&at) => Cell::Empty,
            DataRef::Empty if marks.without_value.contains(&at) => Cell::Unknown(String::new()),
            value => kept(value, code.map(|code| code.format_code.as_str()), formats),
        };
        meter.put(sheet, at.0, at.1, kept)?;
    }
    Ok(())
}

/// A value of the library as a cell of ours.
fn kept(value: &DataRef<'_>, code: Option<&str>, formats: &mut Formats) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => formats.cell(Kept::Number(*number), *number, code),
        DataRef::SharedString(text) => text_of(text),
        DataRef::String(text) | DataRef::DurationIso(text) => text_of(text),
        DataRef::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(moment) => dated(moment, code, formats),
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Cell::Date(day),
            None => Cell::Text(text.clone()),
        },
        DataRef::Error(error) => Cell::Unknown(error.to_string()),
    }
}

/// A text with plain line ends. A picture in a cell leaves nothing to read.
pub(super) fn text_of(text: &str) -> Cell {
    if text.starts_with('=') && marks::is_picture(text) {
        return Cell::Empty;
    }
    Cell::Text(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() })
}

/// A date of the file; a length of time or a day outside the calendar stays a number.
pub(super) fn dated(moment: &ExcelDateTime, code: Option<&str>, formats: &mut Formats) -> Cell {
    let serial = moment.as_f64();
    let day = if moment.is_datetime() && (1.0..2_958_466.0).contains(&serial) {
        let (year, month, day, ..) = moment.to_ymd_hms_milli();
        let small = |part: u8| i8::try_from(part).unwrap_or(0);
        Day::new(i16::try_from(year).unwrap_or(0), small(month), small(day)).ok()
    } else {
        None
    };
    formats.cell(day.map_or(Kept::Number(serial), Kept::Date), serial, code)
}

/// A merged block within the limits.
pub(super) fn block(range: &Dimensions) -> Option<Merged> {
    let (top, left, bottom, right) = (wide(range.start.0), wide(range.start.1), wide(range.end.0), wide(range.end.1));
    let fits = top <= bottom && left <= right && bottom < MAX_ROWS && right < MAX_COLUMNS;
    fits.then_some(Merged { top, left, bottom, right })
}

pub(super) fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn said(fault: &XlsxError) -> FileFault {
    if matches!(fault, XlsxError::Password) { file_fault!(encrypted) } else { file_fault!(broken) }
}
