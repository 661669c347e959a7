//! What a page lists goes out as a file: one table of typed cells, written as XLSX or as CSV, with a sheet (in CSV: lines
//! above the table) that says as of when, for whom and under which filter it was made.
//!
//! This module must never write a formula, and never a file without a bound: what is cut says so in the file. Start reading
//! at [`Export`].

mod csv_file;
#[cfg(test)]
mod tests;
mod xlsx_file;

use crate::Refused;
use bowline_core::time::Day;
use csv_file::CsvFile;
use jiff::civil::DateTime;
use std::ops::ControlFlow;
use std::path::Path;
use xlsx_file::XlsxFile;

/// Rows that one file holds at most.
pub const MOST_ROWS: usize = 100_000;
/// Bytes of text that one file holds at most.
pub const MOST_BYTES: usize = 64 << 20;
/// Lines of a list that are read at a time.
pub(crate) const MANY_LINES: usize = 500;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A workbook.
    Xlsx,
    /// Text, UTF-8 with a byte order mark, so that spreadsheet programs read Chinese.
    Csv,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 2] = [Self::Xlsx, Self::Csv];

    /// Its word: in addresses, and the ending of its files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, whatever it looks like.
    Text(String),
    /// A number.
    Number(i64),
    /// A day.
    Day(Day),
    /// A moment on the clock of the reader's zone, to the minute.
    Moment(DateTime),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What stands above it.
    pub title: String,
    /// Its width in a workbook, in letters.
    pub width: u16,
}

/// What stands beside the table: how it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The name of its sheet.
    pub title: String,
    /// Names and values.
    pub lines: Vec<(String, Cell)>,
}

/// What takes the lines of a list one by one, and says when it has enough.
pub type Take<'a, T> = dyn FnMut(T) -> Result<ControlFlow<()>, Refused> + 'a;

/// Hands every line of a list on, page by page, as long as `take` goes on. `first` is the first page and where the next begins,
/// `more` reads the page that begins there.
///
/// # Errors
/// What `more` and `take` meet.
pub(crate) fn each_line<T, At>(
    first: (Vec<T>, Option<At>),
    mut more: impl FnMut(At) -> Result<(Vec<T>, Option<At>), Refused>,
    take: &mut Take<'_, T>,
) -> Result<(), Refused> {
    let (mut lines, mut next) = first;
    loop {
        for line in lines {
            if take(line)?.is_break() {
                return Ok(());
            }
        }
        let Some(at) = next else { return Ok(()) };
        (lines, next) = more(at)?;
    }
}

/// A file in the making: rows are added, then it is finished.
pub struct Export {
    file: File,
    rows: usize,
    bytes: usize,
    cut: bool,
}

enum File {
    Xlsx(Box<XlsxFile>),
    Csv(Box<CsvFile>),
}

impl Export {
    /// A file of this form with the heads of its columns. `title` names the sheet; a workbook in the making keeps its rows in an
    /// unnamed file in `folder`.
    ///
    /// # Errors
    /// [`Refused::Fault`] if nothing can be written there.
    pub fn begin(form: Form, title: &str, heads: &[Head], folder: &Path) -> Result<Self, Refused> {
        let file = match form {
            Form::Xlsx => File::Xlsx(Box::new(XlsxFile::begin(title, heads, folder).map_err(fault)?)),
            Form::Csv => File::Csv(Box::new(CsvFile::begin(heads).map_err(fault)?)),
        };
        Ok(Self { file, rows: 0, bytes: 0, cut: false })
    }

    /// Adds a row, or says that no more fits.
    ///
    /// # Errors
    /// [`Refused::Fault`] if it cannot be written.
    pub fn add(&mut self, cells: &[Cell]) -> Result<ControlFlow<()>, Refused> {
        let text = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
        self.bytes += cells.iter().map(text).sum::<usize>();
        if self.rows == MOST_ROWS || self.bytes > MOST_BYTES {
            self.cut = true;
            return Ok(ControlFlow::Break(()));
        }
        match &mut self.file {
            File::Xlsx(file) => file.add(cells).map_err(fault)?,
            File::Csv(file) => file.add(cells).map_err(fault)?,
        }
        self.rows += 1;
        Ok(ControlFlow::Continue(()))
    }

    /// How many rows were added.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there was more than fits.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.cut
    }

    /// The whole file.
    ///
    /// # Errors
    /// [`Refused::Fault`] if it cannot be written.
    pub fn finish(self, about: &About) -> Result<Vec<u8>, Refused> {
        match self.file {
            File::Xlsx(file) => file.finish(about).map_err(fault),
            File::Csv(file) => file.finish(about).map_err(fault),
        }
    }
}

fn fault(cause: impl std::error::Error) -> Refused {
    Refused::Fault(cause.to_string().into())
}
