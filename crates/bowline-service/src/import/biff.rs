//! The records of an old workbook (BIFF8): how large its sheets really are, which rows are hidden, how numbers are
//! shown.
//!
//! This module must never read past the stream, whatever a record says of itself. Start reading at [`Book::walk`].

use super::fault::{FileFault, file_fault};
use super::grid::MAX_CELLS;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is kept of an old workbook.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Whether days are counted from 1904.
    pub(super) dates_1904: bool,
    /// By name.
    pub(super) sheets: BTreeMap<String, Marks>,
    /// The number of the format of each style.
    styles: Vec<u16>,
    /// Formats that the workbook defines.
    formats: BTreeMap<u16, String>,
}

/// What is kept of a sheet. Rows and columns are counted from 0.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) hidden_rows: BTreeSet<usize>,
    /// The style of each cell that holds a number.
    pub(super) formats: HashMap<(usize, usize), u16>,
}

/// A record: its kind and its content.
type Record<'a> = (u16, &'a [u8]);

fn record(stream: &[u8], at: usize) -> Option<(Record<'_>, usize)> {
    let kind = short(stream, at)?;
    let length = usize::from(short(stream, at + 2)?);
    let content = stream.get(at + 4..at + 4 + length)?;
    Some(((kind, content), at + 4 + length))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)?;
    usize::try_from(number).ok()
}

/// A text with its count of characters before it, one byte or two.
fn text(bytes: &[u8], at: usize, wide_count: bool) -> Option<String> {
    let (count, from) =
        if wide_count { (usize::from(short(bytes, at)?), at + 2) } else { (usize::from(*bytes.get(at)?), at + 1) };
    let wide = bytes.get(from)? & 1 == 1;
    let body = bytes.get(from + 1..)?;
    let letters = |step: usize| body.chunks_exact(step).take(count);
    Some(if wide {
        String::from_utf16_lossy(&letters(2).filter_map(|two| short(two, 0)).collect::<Vec<u16>>())
    } else {
        letters(1).flatten().map(|byte| char::from(*byte)).collect()
    })
}

impl Book {
    /// Walks the records of the workbook's stream.
    pub(super) fn walk(stream: &[u8]) -> Result<Self, FileFault> {
        let mut book = Self::default();
        let mut places = Vec::new();
        let mut at = 0;
        let mut begun = false;
        while let Some(((kind, content), next)) = record(stream, at) {
            match kind {
                0x0809 if !begun => {
                    begun = true;
                    if short(content, 0) != Some(0x0600) {
                        return Err(file_fault!(old_excel));
                    }
                }
                0x000A => break,
                0x002F => return Err(file_fault!(encrypted)),
                0x0022 => book.dates_1904 = short(content, 0) == Some(1),
                0x00E0 => book.styles.push(short(content, 2).unwrap_or(0)),
                0x041E => {
                    if let (Some(number), Some(code)) = (short(content, 0), text(content, 2, true)) {
                        book.formats.insert(number, code);
                    }
                }
                0x0085 => {
                    if let (Some(from), Some(name)) = (long(content, 0), text(content, 6, false)) {
                        places.push((from, name));
                    }
                }
                _ => {}
            }
            at = next;
        }
        for (from, name) in places {
            let marks = sheet(stream, from)?;
            book.sheets.insert(name, marks);
        }
        Ok(book)
    }

    /// The format of a style, as text.
    pub(super) fn format(&self, style: u16) -> Option<&str> {
        let number = *self.styles.get(usize::from(style))?;
        let own = self.formats.get(&number).map(String::as_str);
        own.or_else(|| ssfmt::format_code_from_id(u32::from(number)))
    }
}

fn sheet(stream: &[u8], from: usize) -> Result<Marks, FileFault> {
    let (mut marks, mut at) = (Marks::default(), from);
    let (mut depth, mut bounds) = (0_usize, None::<[usize; 4]>);
    while let Some(((kind, content), next)) = record(stream, at) {
        at = next;
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            _ if depth > 1 => {}
            // The declared size, and where cells really are: the library lays out both.
            0x0200 => {
                let (Some(top), Some(bottom)) = (long(content, 0), long(content, 4)) else { continue };
                let (left, right) = (short(content, 8).unwrap_or(0), short(content, 10).unwrap_or(0));
                let columns = usize::from(right).checked_sub(usize::from(left));
                let cells =
                    bottom.checked_sub(top).zip(columns).map(|(rows, columns)| (rows + 1).saturating_mul(columns + 1));
                if cells.is_none_or(|cells| cells > 4 * MAX_CELLS) {
                    return Err(file_fault!(broken));
                }
            }
            0x0208 if short(content, 12).unwrap_or(0) & 0x20 != 0 => {
                marks.hidden_rows.insert(usize::from(short(content, 0).unwrap_or(0)));
            }
            0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x027E | 0x00FD | 0x00D6 | 0x00BD => {
                let (Some(row), Some(column)) = (short(content, 0), short(content, 2)) else { continue };
                let (row, column) = (usize::from(row), usize::from(column));
                let styles = if kind == 0x00BD { content.len().saturating_sub(6) / 6 } else { 1 };
                for step in 0..styles.max(1) {
                    if let Some(style) = short(content, 4 + 6 * step) {
                        marks.formats.insert((row, column + step), style);
                    }
                }
                let last = column + styles.saturating_sub(1);
                let seen = bounds.unwrap_or([row, row, column, last]);
                let [top, bottom, left, right] = seen;
                bounds = Some([top.min(row), bottom.max(row), left.min(column), right.max(last)]);
            }
            _ => {}
        }
    }
    let [top, bottom, left, right] = bounds.unwrap_or_default();
    if (bottom - top + 1).saturating_mul(right - left + 1) > MAX_CELLS || marks.formats.len() > MAX_CELLS {
        return Err(file_fault!(too_many_cells, MAX_CELLS));
    }
    Ok(marks)
}
