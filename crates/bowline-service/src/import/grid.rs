//! Sheets of cells, as every format is read into them, and the bounds that hold for all formats.
//!
//! This module must never trust a size that the file declares: every format is counted while it is read. Start reading
//! at [`Sheet`] and [`Cell`]; `workbook` reads a file.

use super::fault::{FileFault, file_fault};
use bowline_core::time::Day;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The largest file, in megabytes.
pub const MAX_FILE_MB: usize = 50;
/// The most sheets.
pub const MAX_SHEETS: usize = 200;
/// The most rows of all sheets together.
pub const MAX_ROWS: usize = 200_000;
/// The most columns of a sheet.
pub const MAX_COLUMNS: usize = 256;
/// The most cells of all sheets together, empty ones to the left of full ones included.
pub const MAX_CELLS: usize = 4_000_000;
/// The most characters in a cell, as in spreadsheet programs.
pub const MAX_TEXT: usize = 32_767;
/// The most cells beyond these bounds that are left out and named; more of them, and the file is too large.
const MAX_STRAY: usize = 20;
/// The most bytes of text in all cells together.
const MAX_TEXT_BYTES: usize = 100 << 20;

/// One cell as it was kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, as written.
    Text(String),
    /// A number.
    Number(f64),
    /// A day that the file itself marks as a date.
    Date(Day),
    /// A number or day that is shown in a format of its own.
    Formatted(Box<Formatted>),
    /// A value that nobody can tell: a formula without a kept value, one that failed (`#REF!`), a format that is not understood.
    Unknown(String),
}

/// A number or day as a person sees it, and what the file keeps behind that.
#[derive(Clone, Debug, PartialEq)]
pub struct Formatted {
    /// What a person sees.
    pub shown: String,
    /// The number format, as the file has it.
    pub code: String,
    /// What is kept.
    pub value: Kept,
}

/// A value behind a number format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kept {
    /// A number.
    Number(f64),
    /// A day.
    Date(Day),
}

impl Cell {
    /// The cell as a person reads it, trimmed. An apostrophe that neutralises a formula is taken off.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => {
                let text = trimmed(text);
                Cow::Borrowed(text.strip_prefix('\'').filter(|rest| looks_active(rest)).unwrap_or(text))
            }
            Self::Number(number) => Cow::Owned(plain_number(*number)),
            Self::Date(day) => Cow::Owned(day.to_string()),
            Self::Formatted(it) => Cow::Borrowed(&it.shown),
            Self::Unknown(text) => Cow::Borrowed(trimmed(text)),
        }
    }

    /// Whether there is nothing to read in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => trimmed(text).is_empty(),
            Self::Number(_) | Self::Date(_) | Self::Unknown(_) => false,
            Self::Formatted(it) => it.shown.is_empty(),
        }
    }

    /// The number behind it, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Formatted(it) => match it.value {
                Kept::Number(number) => Some(number),
                Kept::Date(_) => None,
            },
            _ => None,
        }
    }
}

/// A number with the fifteen digits that spreadsheet programs keep: 0.1 + 0.2 is 0.3.
fn plain_number(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// Whether a character cannot be seen and changes nothing where it stands: a blank of no width, a mark of the encoding.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether a spreadsheet program could take a text for a formula.
#[must_use]
pub fn looks_active(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || text.starts_with(['\t', '\r'])
}

/// A text that no spreadsheet program takes for a formula: an apostrophe is put before it where needed.
#[must_use]
pub fn neutral(text: &str) -> Cow<'_, str> {
    if looks_active(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A block of merged cells, both corners included, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: usize,
    /// Last column.
    pub right: usize,
}

/// One sheet. Row `n` of `rows` is line `n + 1` as the spreadsheet program shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name; for text files the file's name without its ending.
    pub name: String,
    /// The rows, each up to its last full cell (of a text file: up to its last separator).
    pub rows: Vec<Vec<Cell>>,
    /// Merged cells.
    pub merged: Vec<Merged>,
    /// Whether a row shorter than the head has lost cells (text files) or only has nothing at its end.
    pub ragged: bool,
    /// Whether nobody sees the sheet in a spreadsheet program.
    pub hidden: bool,
    /// The rows that nobody sees in a spreadsheet program, counted from 0.
    pub hidden_rows: BTreeSet<usize>,
    /// Whether days are counted from 1904 instead of 1900.
    pub dates_1904: bool,
    /// Cells so far away that they are left out, such as `XFD3`.
    pub stray: Vec<String>,
}

/// Counts what is read, over all sheets, and refuses what is too much.
#[derive(Debug, Default)]
pub(super) struct Meter {
    sheets: usize,
    rows: usize,
    cells: usize,
    text: usize,
    stray: usize,
}

impl Meter {
    /// One more sheet.
    pub(super) fn sheet(&mut self) -> Result<(), FileFault> {
        self.sheets += 1;
        if self.sheets > MAX_SHEETS { Err(file_fault!(too_many_sheets, MAX_SHEETS)) } else { Ok(()) }
    }

    /// Puts a cell into its place, counted from 0. Empty cells are left out.
    pub(super) fn put(&mut self, sheet: &mut Sheet, row: usize, column: usize, cell: Cell) -> Result<(), FileFault> {
        let cell = match cell {
            Cell::Number(number) if !number.is_finite() => Cell::Text(number.to_string()),
            cell => cell,
        };
        if cell.is_blank() {
            return Ok(());
        }
        if column >= MAX_COLUMNS || row >= MAX_ROWS {
            return self.leave_out(sheet, row, column);
        }
        let cell = match cell {
            Cell::Text(text) if text.contains(is_invisible) => Cell::Text(text.replace(is_invisible, "")),
            cell => cell,
        };
        if let Cell::Text(text) = &cell {
            self.text += text.len();
            if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT || self.text > MAX_TEXT_BYTES {
                return Err(file_fault!(text_too_long, MAX_TEXT));
            }
        }
        self.grow(sheet, row)?;
        let Some(cells) = sheet.rows.get_mut(row) else { return Ok(()) };
        if cells.len() <= column {
            self.cells += column + 1 - cells.len();
            if self.cells > MAX_CELLS {
                return Err(file_fault!(too_many_cells, MAX_CELLS));
            }
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    /// A few cells far from the others are slips of the hand: they are left out and named.
    fn leave_out(&mut self, sheet: &mut Sheet, row: usize, column: usize) -> Result<(), FileFault> {
        self.stray += 1;
        if self.stray > MAX_STRAY {
            let columns = column >= MAX_COLUMNS;
            return Err(if columns {
                file_fault!(too_many_columns, MAX_COLUMNS)
            } else {
                file_fault!(too_many_rows, MAX_ROWS)
            });
        }
        sheet.stray.push(reference(row, column));
        Ok(())
    }

    /// Makes a row so wide, with empty cells at its end; what is beyond is blank and cut off.
    pub(super) fn widen(&mut self, sheet: &mut Sheet, row: usize, width: usize) -> Result<(), FileFault> {
        self.grow(sheet, row)?;
        let Some(cells) = sheet.rows.get_mut(row) else { return Ok(()) };
        self.cells += width.saturating_sub(cells.len());
        if self.cells > MAX_CELLS {
            return Err(file_fault!(too_many_cells, MAX_CELLS));
        }
        cells.resize(width, Cell::Empty);
        Ok(())
    }

    /// Makes room up to a row.
    fn grow(&mut self, sheet: &mut Sheet, row: usize) -> Result<(), FileFault> {
        if row < sheet.rows.len() {
            return Ok(());
        }
        self.rows = self.rows.saturating_add(row - sheet.rows.len() + 1);
        if self.rows > MAX_ROWS {
            return Err(file_fault!(too_many_rows, MAX_ROWS));
        }
        sheet.rows.resize(row + 1, Vec::new());
        Ok(())
    }
}

/// A cell as spreadsheet programs name it: row 2, column 27 (from 0) is `AB3`.
fn reference(row: usize, column: usize) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        letters.push(char::from_u32(65 + u32::try_from((left - 1) % 26).unwrap_or(0)).unwrap_or('A'));
        left = (left - 1) / 26;
    }
    letters.reverse();
    format!("{}{}", letters.into_iter().collect::<String>(), row + 1)
}
