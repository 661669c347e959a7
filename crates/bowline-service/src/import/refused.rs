//! This module writes the rejected rows into a workbook, which the office corrects and imports again.
//!
//! This module must never write a formula: texts are written as texts, and those that look like formulas get an
//! apostrophe. Start reading at [`write()`].

use super::fault::{FileFault, file_fault};
use super::grid::{Cell, Kept, Sheet, neutral};
use super::head::{Head, is_reason};
use super::row::RowFault;
use super::workbook::Workbook;
use super::{Ledger, LedgerSheet};
use bowline_core::time::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the last column. The reader knows it and does not read the column.
const REASON: &str = "退回原因 reason";
/// How many merged blocks of title and head are kept.
const MAX_BLOCKS: usize = 1_000;

/// Writes a workbook of the rows that have these faults.
pub(super) fn write(ledger: &Ledger, workbook: &Workbook, faults: &[&RowFault]) -> Result<Vec<u8>, FileFault> {
    build(ledger, workbook, faults).map_err(|_| file_fault!(not_written))
}

fn build(ledger: &Ledger, workbook: &Workbook, faults: &[&RowFault]) -> Result<Vec<u8>, XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut names = BTreeSet::new();
    for sheet in &ledger.sheets {
        let reasons: BTreeMap<u32, &RowFault> =
            faults.iter().filter(|fault| fault.sheet == sheet.name).map(|fault| (fault.line, *fault)).collect();
        let Some(source) = workbook.sheets.iter().find(|source| source.name == sheet.name) else { continue };
        if reasons.is_empty() {
            continue;
        }
        let page = book.add_worksheet();
        page.set_name(sheet_name(&sheet.name, &mut names))?;
        Page::new(page, sheet, source)?.fill(&reasons)?;
    }
    if names.is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

/// A name that spreadsheet programs allow, once in the workbook.
pub(crate) fn sheet_name(name: &str, names: &mut BTreeSet<String>) -> String {
    let plain: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(28).collect();
    let plain = if plain.trim().is_empty() { "sheet".to_owned() } else { plain.trim().to_owned() };
    let mut name = plain.clone();
    let mut count = 1;
    while !names.insert(name.to_lowercase()) {
        count += 1;
        name = format!("{plain} {count}");
    }
    name
}

struct Page<'a> {
    page: &'a mut Worksheet,
    sheet: &'a LedgerSheet,
    source: &'a Sheet,
    /// Columns of the source that are written, in order: all but those with reasons of an earlier return.
    columns: Vec<usize>,
    head: Format,
    date: Format,
    wrap: Format,
}

impl<'a> Page<'a> {
    fn new(page: &'a mut Worksheet, sheet: &'a LedgerSheet, source: &'a Sheet) -> Result<Self, XlsxError> {
        let head: &Head = &sheet.head;
        let columns: Vec<usize> =
            (0..head.columns.len()).filter(|at| !head.columns.get(*at).is_some_and(is_reason)).collect();
        let bold = Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let date = Format::new().set_num_format("yyyy-mm-dd");
        page.set_column_width(short(columns.len()), 80)?;
        Ok(Self { page, sheet, source, columns, head: bold, date, wrap: Format::new().set_text_wrap() })
    }

    fn fill(&mut self, reasons: &BTreeMap<u32, &RowFault>) -> Result<(), XlsxError> {
        let (head, start) = (&self.sheet.head, self.sheet.start);
        let (first, last) = (long(head.first - start), long(head.last - start));
        for (at, row) in self.source.rows.iter().enumerate().take(head.last + 1).skip(start) {
            self.cells(long(at - start), row, at >= head.first)?;
        }
        self.blocks()?;
        let reason = short(self.columns.len());
        if last > first {
            let format = self.head.clone();
            self.page.merge_range(first, reason, last, reason, REASON, &format)?;
        } else {
            self.page.write_string_with_format(first, reason, REASON, &self.head)?;
        }
        self.page.set_freeze_panes(last + 1, 0)?;
        let refused = self.sheet.rows.iter().filter_map(|row| reasons.get(&row.line).map(|fault| (row, *fault)));
        for (line, (row, fault)) in (last + 1..).zip(refused) {
            self.cells(line, &row.cells, false)?;
            let both = format!("{}\n{}", fault.zh, fault.en);
            self.page.write_string_with_format(line, reason, cut(&both), &self.wrap)?;
        }
        Ok(())
    }

    /// Merged blocks of title and head, as far as their columns are written.
    fn blocks(&mut self) -> Result<(), XlsxError> {
        let width = self.columns.len();
        let straight = self.columns.iter().enumerate().all(|(to, from)| to == *from);
        let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
        let start = self.sheet.start;
        let of_head = |block: &&super::grid::Merged| block.top >= start && block.bottom <= self.sheet.head.last;
        let above = self.source.merged.iter().filter(|block| straight && of_head(block));
        for block in above.take(MAX_BLOCKS) {
            let right = block.right.min(width.saturating_sub(1));
            let single = block.top == block.bottom && block.left >= right;
            let fields: Vec<(usize, usize)> = (block.top..=block.bottom)
                .flat_map(|row| (block.left..=right).map(move |column| (row, column)))
                .collect();
            if single || fields.is_empty() || fields.iter().any(|field| taken.contains(field)) {
                continue;
            }
            taken.extend(fields);
            let value = self.source.rows.get(block.top).and_then(|row| row.get(block.left)).unwrap_or(&Cell::Empty);
            let (text, format) = (neutral(&value.shown()).into_owned(), self.head.clone());
            self.page.merge_range(
                long(block.top - start),
                short(block.left),
                long(block.bottom - start),
                short(right),
                &cut(&text),
                &format,
            )?;
        }
        Ok(())
    }

    fn cells(&mut self, line: u32, cells: &[Cell], is_head: bool) -> Result<(), XlsxError> {
        for (to, from) in self.columns.iter().enumerate() {
            let column = short(to);
            match cells.get(*from).unwrap_or(&Cell::Empty) {
                Cell::Empty => {}
                Cell::Text(text) if is_head => {
                    self.page.write_string_with_format(line, column, cut(&neutral(text)), &self.head)?;
                }
                Cell::Text(text) => {
                    self.page.write_string(line, column, cut(&neutral(text)))?;
                }
                Cell::Number(number) => {
                    self.page.write_number(line, column, *number)?;
                }
                Cell::Unknown(text) => {
                    self.page.write_string(line, column, cut(&neutral(text)))?;
                }
                // As it was: the value in its own format.
                Cell::Formatted(it) => {
                    let format = Format::new().set_num_format(&it.code);
                    match it.value {
                        Kept::Number(number) => {
                            self.page.write_number_with_format(line, column, number, &format)?;
                        }
                        Kept::Date(day) => write_date(self.page, line, column, day, &format)?,
                    }
                }
                Cell::Date(day) => {
                    write_date(self.page, line, column, *day, &self.date)?;
                }
            }
        }
        Ok(())
    }
}

fn write_date(page: &mut Worksheet, line: u32, column: u16, day: Day, format: &Format) -> Result<(), XlsxError> {
    let (year, month, date) = (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
    match ExcelDateTime::from_ymd(year, month, date) {
        Ok(date) => page.write_datetime_with_format(line, column, &date, format)?,
        Err(_) => page.write_string(line, column, day.to_string())?,
    };
    Ok(())
}

/// As much as a cell may hold.
fn cut(text: &str) -> String {
    text.chars().take(super::grid::MAX_TEXT).collect()
}

fn long(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
