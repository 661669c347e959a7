//! Reads .xls, the binary workbooks of old.
//!
//! Must never be called outside [`grid::read`](super::grid::read), which catches what a broken file does to the reader.
//! Start reading at [`sheets`].

use super::fault::{FileFault, file_fault};
use super::grid::{Meter, Sheet};
use super::xlsx::{block, kept, wide};
use calamine::{Reader, Xls, XlsError};
use std::io::Cursor;

/// The sheets of a workbook.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|fault| match fault {
        XlsError::Password => file_fault!(encrypted),
        _ => file_fault!(broken),
    })?;
    let mut meter = Meter::default();
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        meter.sheet()?;
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        let range = book.worksheet_range(&name).map_err(|_| file_fault!(broken))?;
        let (top, left) = range.start().map_or((0, 0), |(row, column)| (wide(row), wide(column)));
        for (row, column, value) in range.used_cells() {
            meter.put(&mut sheet, top + row, left + column, kept(value))?;
        }
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheet.merged = merged.iter().filter_map(block).collect();
        sheets.push(sheet);
    }
    Ok(sheets)
}
