//! This module reads .xls (BIFF8, Excel 97 to 2003 and WPS), after its records were counted.
//!
//! The library that reads the values believes the sizes that a file declares, so the records are walked here first:
//! sizes, hidden rows, formats. This module must never hand a file to the library that was not walked. Start reading at
//! [`sheets`].

use super::biff::{Book, Marks};
use super::fault::{FileFault, file_fault};
use super::grid::{Cell, Kept, Meter, Sheet};
use super::shown::Formats;
use super::xlsx::{block, dated, text_of, wide};
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};
use std::io::{Cursor, Read};

/// The sheets of an old workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let walked = walk(bytes)?;
    let book = Xls::new(Cursor::new(bytes)).map_err(|fault| match fault {
        XlsError::Password => file_fault!(encrypted),
        _ => file_fault!(broken),
    });
    let mut book = book?;
    let metadata = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<(String, bool)> =
        metadata.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect();
    let (mut formats, mut meter) = (Formats::new(walked.dates_1904), Meter::default());
    let mut sheets = Vec::new();
    for (name, hidden) in names {
        meter.sheet()?;
        let marks = walked.sheets.get(&name);
        let mut sheet = Sheet { name: name.clone(), hidden, dates_1904: walked.dates_1904, ..Sheet::default() };
        fill(&mut book, &mut sheet, &walked, marks, &mut formats, &mut meter)?;
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheet.merged = merged.iter().filter_map(block).collect();
        sheet.hidden_rows = marks.map(|marks| marks.hidden_rows.clone()).unwrap_or_default();
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// The records of the workbook, if it is one.
fn walk(bytes: &[u8]) -> Result<Book, FileFault> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| file_fault!(broken))?;
    let streams: Vec<(String, std::path::PathBuf)> =
        file.walk().map(|entry| (entry.name().to_lowercase(), entry.path().to_owned())).collect();
    let find = |name: &str| streams.iter().find(|(own, _)| own == name).map(|(_, path)| path);
    if find("encryptedpackage").is_some() {
        return Err(file_fault!(encrypted));
    }
    if find("_vba_project_cur").is_some() || find("vba").is_some() {
        return Err(file_fault!(macros));
    }
    let Some(path) = find("workbook") else {
        let other = if find("book").is_some() { file_fault!(old_excel) } else { file_fault!(not_workbook) };
        return Err(other);
    };
    let mut stream = Vec::new();
    let limit = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let open = file.open_stream(path).map_err(|_| file_fault!(broken))?;
    open.take(limit).read_to_end(&mut stream).map_err(|_| file_fault!(broken))?;
    Book::walk(&stream)
}

fn fill(
    book: &mut Xls<Cursor<&[u8]>>,
    sheet: &mut Sheet,
    walked: &Book,
    marks: Option<&Marks>,
    formats: &mut Formats,
    meter: &mut Meter,
) -> Result<(), FileFault> {
    let range = book.worksheet_range(&sheet.name).map_err(|_| file_fault!(broken))?;
    let (top, left) = range.start().map_or((0, 0), |(top, left)| (wide(top), wide(left)));
    for (row, column, value) in range.used_cells() {
        let (row, column) = (top + row, left + column);
        let code = marks.and_then(|marks| marks.formats.get(&(row, column))).and_then(|style| walked.format(*style));
        let kept = match value {
            Data::Empty => Cell::Empty,
            Data::Int(number) => {
                let number = f64::from(i32::try_from(*number).unwrap_or(i32::MAX));
                formats.cell(Kept::Number(number), number, code)
            }
            Data::Float(number) => formats.cell(Kept::Number(*number), *number, code),
            Data::DateTime(moment) => dated(moment, code, formats),
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text_of(text),
            Data::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
            Data::Error(error) => Cell::Unknown(error.to_string()),
        };
        meter.put(sheet, row, column, kept)?;
    }
    Ok(())
}
