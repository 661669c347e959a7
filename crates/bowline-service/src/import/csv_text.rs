//! Text files with separators: what separates them, and their cells. Which encoding they are in is told by
//! [`decode`](super::decode).
//!
//! This module must never hold more than the cells that are kept: columns and cells are counted while the text is
//! split. A quote opens a cell only where it also closes one; otherwise it is a quote that somebody wrote. Start
//! reading at [`sheet`].

use super::decode::decode;
use super::fault::{FileFault, file_fault};
use super::fields::field_of;
use super::grid::{MAX_COLUMNS, MAX_TEXT, Meter, Sheet};
use super::xlsx::text_of;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What may separate cells, the likeliest first.
const SEPARATORS: [char; 4] = [',', '\t', ';', '|'];
/// How much of the start is looked at to tell the separator, in bytes.
const LOOKED_AT: usize = 20_000;

/// The one sheet of a text file.
pub(super) fn sheet(name: &str, bytes: &[u8]) -> Result<Sheet, FileFault> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if !matches!(ending.as_str(), "csv" | "txt" | "tsv" | "tab" | "xls" | "xlsx" | "et") {
        return Err(file_fault!(not_workbook));
    }
    let text = decode(bytes)?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut sheet = Sheet { name: stem.to_owned(), ragged: true, ..Sheet::default() };
    let (separator, declared) = match declared(&text) {
        Some((separator, length)) => (separator, length),
        None => (separator(&text), 0),
    };
    let rest = text.get(declared..).unwrap_or_default();
    let mut lines = Lines::new(rest, separator);
    if declared > 0 {
        lines.line = 2;
        sheet.rows.push(Vec::new());
    }
    fill(&mut lines, &mut sheet)?;
    Ok(sheet)
}

/// The separator of a first line such as `sep=;`, and how long that line is.
fn declared(text: &str) -> Option<(char, usize)> {
    let end = text.find(['\n', '\r'])?;
    let line = text.get(..end)?.trim().trim_matches('"');
    let (word, separator) = line.split_at_checked(4)?;
    let mut separator = separator.chars();
    let found = separator.next().filter(|_| separator.next().is_none())?;
    let after = if text.get(end..)?.starts_with("\r\n") { 2 } else { 1 };
    word.eq_ignore_ascii_case("sep=").then_some((found, end + after))
}

/// The separator by which most names of columns are known in one line; where none is, the one that cuts most lines alike.
fn separator(text: &str) -> char {
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let start = text.get(..end).unwrap_or_default();
    let worth = |separator: char| {
        let mut lines = Lines::new(start, separator);
        let (mut known, mut widths) = (0, Vec::new());
        let mut cells = Vec::new();
        while lines.next_line(&mut |_, cell| cells.push(cell.into_owned())).unwrap_or(false) {
            let fields: BTreeSet<_> = cells.iter().filter_map(|cell| field_of(cell)).map(|found| found.0).collect();
            known = known.max(fields.len());
            widths.push(cells.len());
            cells.clear();
        }
        let widest = widths.iter().copied().filter(|width| *width > 1).max().unwrap_or(0);
        (known, widths.iter().filter(|width| **width > 1 && **width == widest).count())
    };
    let mut best = (',', (0, 0));
    for separator in SEPARATORS {
        let worth = worth(separator);
        if worth > best.1 {
            best = (separator, worth);
        }
    }
    best.0
}

fn fill(lines: &mut Lines<'_>, sheet: &mut Sheet) -> Result<(), FileFault> {
    let mut meter = Meter::default();
    loop {
        let row = sheet.rows.len();
        let (mut width, mut put) = (0, Ok(()));
        let more = lines.next_line(&mut |column, cell| {
            width = column + 1;
            if put.is_ok() && !cell.is_empty() {
                put = meter.put(sheet, row, column, text_of(&cell));
            }
        })?;
        put?;
        if !more {
            return Ok(());
        }
        // A row keeps its length, so that one that lost cells can be told from one with nothing at its end.
        meter.widen(sheet, row, if width == 1 && sheet.rows.get(row).is_none_or(Vec::is_empty) { 0 } else { width })?;
    }
}

/// The lines of a text, split into cells.
struct Lines<'a> {
    text: &'a str,
    separator: char,
    /// Whether lines end with `\n` (or `\r\n`): then a lone `\r` stands inside a cell.
    feeds: bool,
    at: usize,
    /// The line of the text, counted from 1.
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, separator: char) -> Self {
        Self { text, separator, feeds: text.contains('\n'), at: 0, line: 1 }
    }

    /// Hands over the cells of the next line. False at the end of the text.
    fn next_line(&mut self, take: &mut dyn FnMut(usize, Cow<'a, str>)) -> Result<bool, FileFault> {
        if self.at >= self.text.len() {
            return Ok(false);
        }
        for column in 0.. {
            if column > MAX_COLUMNS {
                return Err(file_fault!(too_many_columns, MAX_COLUMNS));
            }
            let cell = match self.quoted()? {
                Some(cell) => cell,
                None => self.plain(),
            };
            take(column, cell);
            if !self.passes_separator() {
                break;
            }
        }
        self.pass_line_end();
        Ok(true)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn ends_line(&self, rest: &str) -> bool {
        rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n") || (!self.feeds && rest.starts_with('\r'))
    }

    /// A cell in quotes, if one begins here: up to a quote that a separator or the end of the line follows. A quote in the
    /// middle of a word opens nothing. One that no quote closes would swallow the rest of the file: it is refused.
    fn quoted(&mut self) -> Result<Option<Cow<'a, str>>, FileFault> {
        let rest = self.rest();
        let inside = rest.trim_start_matches(' ');
        let Some(inside) = inside.strip_prefix('"') else { return Ok(None) };
        let begin = rest.len() - inside.len();
        let mut from = 0;
        loop {
            let found = inside.get(from..).and_then(|rest| rest.find('"')).map(|at| from + at);
            let Some(close) = found.filter(|close| *close <= 4 * MAX_TEXT) else {
                return Err(file_fault!(open_quote, self.line));
            };
            let after = inside.get(close + 1..).unwrap_or_default();
            if after.starts_with('"') {
                from = close + 2;
                continue;
            }
            let trimmed = after.trim_start_matches(' ');
            if !trimmed.starts_with(self.separator) && !self.ends_line(trimmed) {
                return Ok(None);
            }
            let cell = inside.get(..close).unwrap_or_default();
            self.line += cell.matches('\n').count();
            self.at += begin + close + 1 + (after.len() - trimmed.len());
            let cell = if cell.contains("\"\"") { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
            return Ok(Some(cell));
        }
    }

    fn plain(&mut self) -> Cow<'a, str> {
        let rest = self.rest();
        let stops = |(at, c): &(usize, char)| {
            *c == self.separator
                || *c == '\n'
                || (*c == '\r' && (!self.feeds || rest.get(at + 1..).is_some_and(|next| next.starts_with('\n'))))
        };
        let end = rest.char_indices().find(stops).map_or(rest.len(), |(at, _)| at);
        self.at += end;
        Cow::Borrowed(rest.get(..end).unwrap_or_default())
    }

    fn passes_separator(&mut self) -> bool {
        let there = self.rest().starts_with(self.separator);
        self.at += if there { self.separator.len_utf8() } else { 0 };
        there
    }

    fn pass_line_end(&mut self) {
        let rest = self.rest();
        self.at += if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        self.line += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let read = sheet("a.csv", text.as_bytes()).unwrap();
        read.rows.iter().map(|row| row.iter().map(|cell| cell.shown().into_owned()).collect()).collect()
    }

    #[test]
    fn rows_stand_at_their_lines_and_keep_their_length() {
        let read = sheet("a.csv", "x,y,\n\n\n\"1\n2\",3\r\n4".as_bytes()).unwrap();
        let lines: Vec<(usize, usize)> = read
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.is_empty())
            .map(|(at, row)| (at + 1, row.len()))
            .collect();
        assert_eq!(lines, [(1, 3), (4, 2), (5, 1)]);
    }

    #[test]
    fn quotes_open_a_cell_only_where_they_close_one() {
        assert_eq!(rows("\"a,b\",\"c\"\"d\" ,e\n"), [["a,b", "c\"d", "e"]]);
        assert_eq!(rows("\"三违\"问题,3\"管,\"x\"y\n"), [["\"三违\"问题", "3\"管", "\"x\"y"]]);
        let open = sheet("a.csv", "a,b\n1,\"见附件\n2,x\n3,y\n".as_bytes()).unwrap_err();
        assert_eq!(open.code, "open_quote");
        assert!(open.text.zh.contains("第 2 行") && open.text.en.contains("line 2"), "{open:?}");
    }

    #[test]
    fn a_lone_carriage_return_is_a_line_end_only_where_nothing_else_is() {
        assert_eq!(rows("a,b\r1,2\r"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("a,b\r\n1\rx,2\r\n"), [["a", "b"], ["1\nx", "2"]]);
    }

    #[test]
    fn the_separator_is_the_one_under_which_names_are_known() {
        for separator in SEPARATORS {
            let text = "单位名称;隐患描述;责任人\n甲;1,2,3,4,5,6,7,8;乙\n".replace(';', &separator.to_string());
            assert_eq!(super::separator(&text), separator);
        }
        assert_eq!(rows("sep=|\r\nx|y\r\n"), [vec![], vec!["x".to_owned(), "y".to_owned()]]);
    }
}
