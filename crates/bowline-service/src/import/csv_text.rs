//! Reads text files with separators: UTF-8 with or without a mark, UTF-16 with a mark, GB18030.
//!
//! Must never guess at a text that is in none of these. Start reading at [`sheet`].

use super::fault::{FileFault, file_fault};
use super::grid::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Meter, Sheet};
use encoding_rs::{Encoding, GB18030};
use std::borrow::Cow;

/// The one sheet of a text file.
pub(super) fn sheet(name: &str, bytes: &[u8]) -> Result<Sheet, FileFault> {
    let text = decode(bytes)?;
    let start: String = text.trim_start().chars().take(200).collect::<String>().to_lowercase();
    if start.starts_with("<!doctype html") || start.contains("<html") || start.contains("<table") {
        return Err(file_fault!(web_page));
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if !matches!(ending.as_str(), "csv" | "txt" | "tsv" | "xls") {
        return Err(file_fault!(not_workbook));
    }
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut sheet = Sheet { name: stem.to_owned(), ragged: true, ..Sheet::default() };
    fill(&text, &mut sheet)?;
    Ok(sheet)
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, FileFault> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if broken || text.contains('\0') { Err(file_fault!(encoding)) } else { Ok(text) };
    }
    if bytes.contains(&0) {
        return Err(file_fault!(not_workbook));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text),
        None => Err(file_fault!(encoding)),
    }
}

fn fill(text: &str, sheet: &mut Sheet) -> Result<(), FileFault> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut meter = Meter::default();
    let mut record = csv::StringRecord::new();
    let mut padded = 0;
    let mut inner = 0;
    while reader.read_record(&mut record).map_err(|_| file_fault!(broken))? {
        // A line break inside quotes makes no new line of the sheet.
        inner += record.iter().map(|field| field.matches('\n').count()).sum::<usize>();
        let after = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        let row = after.saturating_sub(inner + 2).max(sheet.rows.len());
        if row >= MAX_ROWS {
            return Err(file_fault!(too_many_rows, MAX_ROWS));
        }
        if record.len() > MAX_COLUMNS {
            return Err(file_fault!(too_many_columns, MAX_COLUMNS));
        }
        for (column, field) in record.iter().enumerate() {
            meter.put(sheet, row, column, Cell::Text(field.to_owned()))?;
        }
        // A row keeps its length, so that a row that lost cells can be told from one with nothing at its end.
        padded += record.len();
        if padded > MAX_CELLS {
            return Err(file_fault!(too_many_cells, MAX_CELLS));
        }
        if let Some(cells) = sheet.rows.get_mut(row) {
            cells.resize(record.len(), Cell::Empty);
        }
    }
    Ok(())
}

/// The separator that is most frequent in the first lines.
fn separator(text: &str) -> u8 {
    let start: String = text.chars().take(4_000).collect();
    let count = |separator: char| start.matches(separator).count();
    let (comma, tab, semicolon) = (count(','), count('\t'), count(';'));
    if tab > comma && tab > semicolon {
        b'\t'
    } else if semicolon > comma {
        b';'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn encodings_are_told_apart() {
        let words = "单位名称,隐患";
        for bytes in
            [words.as_bytes().to_vec(), [b"\xEF\xBB\xBF", words.as_bytes()].concat(), GB18030.encode(words).0.to_vec()]
        {
            assert_eq!(sheet("a.csv", &bytes).unwrap().rows[0][0], Cell::Text("单位名称".into()));
        }
        assert_eq!(sheet("a.csv", b"\xFF\xFE\x00").unwrap_err().code, "encoding");
        assert_eq!(sheet("a.csv", b"a,\xFFb").unwrap_err().code, "encoding");
        assert_eq!(sheet("a.csv", b"a,\0b").unwrap_err().code, "not_workbook");
    }
}
