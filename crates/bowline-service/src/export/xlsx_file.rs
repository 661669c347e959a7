//! This module writes a table as a workbook: a sheet with the rows, and one about them.
//!
//! This module must never write a formula: every text is a string cell, whatever it begins with. It must never keep rows in
//! memory: they wait in an unnamed file. Start reading at [`XlsxFile`].

use super::{About, Cell, Head};
use crate::import::grid::MAX_TEXT;
use crate::import::sheet_name;
use jiff::civil::DateTime;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;
use std::path::Path;

pub(super) struct XlsxFile {
    book: Workbook,
    names: BTreeSet<String>,
    styles: Styles,
    line: u32,
}

struct Styles {
    head: Format,
    day: Format,
    moment: Format,
}

impl XlsxFile {
    pub(super) fn begin(title: &str, heads: &[Head], folder: &Path) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        let mut names = BTreeSet::new();
        let styles = Styles {
            head: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        };
        book.set_tempdir(folder)?;
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(title, &mut names))?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, head) in (0..).zip(heads) {
            sheet.set_column_width(column, head.width)?;
            sheet.write_string_with_format(0, column, cut(&head.title), &styles.head)?;
        }
        Ok(Self { book, names, styles, line: 1 })
    }

    pub(super) fn add(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, (self.line, column), cell, &self.styles)?;
        }
        self.line += 1;
        Ok(())
    }

    pub(super) fn finish(mut self, about: &About) -> Result<Vec<u8>, XlsxError> {
        let sheet = self.book.add_worksheet();
        sheet.set_name(sheet_name(&about.title, &mut self.names))?;
        sheet.set_column_width(0, 16)?.set_column_width(1, 80)?;
        for (line, (name, value)) in (0..).zip(&about.lines) {
            sheet.write_string_with_format(line, 0, cut(name), &self.styles.head)?;
            write(sheet, (line, 1), value, &self.styles)?;
        }
        self.book.save_to_buffer()
    }
}

fn write(sheet: &mut Worksheet, (line, column): (u32, u16), cell: &Cell, styles: &Styles) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string(line, column, cut(text))?,
        #[expect(clippy::cast_precision_loss, reason = "a workbook knows no other numbers; counts are small")]
        Cell::Number(number) => sheet.write_number(line, column, *number as f64)?,
        Cell::Day(day) => match excel(day.to_datetime(jiff::civil::Time::midnight())) {
            Ok(at) => sheet.write_datetime_with_format(line, column, &at, &styles.day)?,
            Err(_) => sheet.write_string(line, column, day.to_string())?,
        },
        Cell::Moment(moment) => match excel(*moment) {
            Ok(at) => sheet.write_datetime_with_format(line, column, &at, &styles.moment)?,
            Err(_) => sheet.write_string(line, column, moment.to_string())?,
        },
    };
    Ok(())
}

/// A date as a workbook counts it; years before 1900 it does not know.
fn excel(at: DateTime) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = (at.year().unsigned_abs(), at.month().unsigned_abs(), at.day().unsigned_abs());
    ExcelDateTime::from_ymd(year, month, day)?.and_hms(at.hour().unsigned_abs().into(), at.minute().unsigned_abs(), 0)
}

/// As much as a cell may hold, in the units in which spreadsheet programs count.
fn cut(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > MAX_TEXT
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}
