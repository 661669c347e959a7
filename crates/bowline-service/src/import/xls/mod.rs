//! Reads .xls, the binary workbooks of Excel 97 to 2003 (MS-XLS, BIFF8).
//!
//! Written here because the reader at hand believes the sizes that a file declares and expands every formula. Formulas
//! are not looked at: the value kept beside one is read. Must never trust a size. Start reading at [`sheets`].

mod bytes;
mod compound;

use super::fault::{FileFault, file_fault};
use super::grid::{Cell, MAX_COLUMNS, MAX_ROWS, Merged, Meter, Sheet};
use bytes::{Parts, Records, f64_at, short_text, u16_at, u32_at};
use calamine::{Data, ExcelDateTime, ExcelDateTimeType};
use compound::Compound;
use std::collections::{BTreeMap, BTreeSet};

/// The sheets of a workbook.
pub(super) fn sheets(file: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let file = Compound::open(file).ok_or_else(|| file_fault!(broken))?;
    if file.has("EncryptedPackage") {
        return Err(file_fault!(encrypted));
    }
    if ["_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "Macros"].into_iter().any(|name| file.has(name)) {
        return Err(file_fault!(macros));
    }
    if !file.has("Workbook") {
        return Err(file_fault!(not_workbook));
    }
    let stream = file.stream("Workbook").ok_or_else(|| file_fault!(broken))?;
    let book = Book::read(&stream)?;
    let mut meter = Meter::default();
    let mut sheets = Vec::new();
    for (name, from) in &book.sheets {
        meter.sheet()?;
        let content = stream.get(*from..).ok_or_else(|| file_fault!(broken))?;
        sheets.push(book.sheet(name, content, &mut meter)?);
    }
    Ok(sheets)
}

/// What holds for all sheets.
#[derive(Default)]
struct Book {
    since_1904: bool,
    /// Formats, by their number, that show a date.
    dates: BTreeSet<u16>,
    /// The format of each style.
    styles: Vec<u16>,
    texts: Vec<String>,
    sheets: Vec<(String, usize)>,
}

impl Book {
    fn read(stream: &[u8]) -> Result<Self, FileFault> {
        let mut book = Self { dates: (14..=22).chain(27..=36).chain(50..=58).collect(), ..Self::default() };
        for (kind, parts) in Records(stream) {
            let data = parts.first().copied().unwrap_or_default();
            match kind {
                0x0809 if u16_at(data, 0) != Some(0x0600) => return Err(file_fault!(not_workbook)),
                0x002F => return Err(file_fault!(encrypted)),
                0x000A => break,
                0x00FC => book.read_texts(parts).ok_or_else(|| file_fault!(broken))?,
                _ => book.note(kind, data).ok_or_else(|| file_fault!(broken))?,
            }
        }
        Ok(book)
    }

    fn note(&mut self, kind: u16, data: &[u8]) -> Option<()> {
        match kind {
            0x0022 => self.since_1904 = u16_at(data, 0)? == 1,
            0x041E => {
                let number = u16_at(data, 0)?;
                if shows_date(&short_text(data.get(2..)?, true)?) {
                    self.dates.insert(number);
                } else {
                    self.dates.remove(&number);
                }
            }
            0x00E0 => self.styles.push(u16_at(data, 2)?),
            // A worksheet; charts and macro sheets have another type.
            0x0085 if data.get(5) == Some(&0) => {
                let name = short_text(data.get(6..)?, false)?;
                self.sheets.push((name, usize::try_from(u32_at(data, 0)?).ok()?));
            }
            _ => {}
        }
        Some(())
    }

    fn read_texts(&mut self, parts: Vec<&[u8]>) -> Option<()> {
        let mut parts = Parts::new(parts);
        parts.skip(8)?;
        while !parts.is_done() {
            self.texts.push(parts.text()?);
        }
        Some(())
    }

    fn sheet(&self, name: &str, content: &[u8], meter: &mut Meter) -> Result<Sheet, FileFault> {
        let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        let mut depth = 0_usize;
        let mut formula = None;
        for (kind, parts) in Records(content) {
            let data = parts.first().copied().unwrap_or_default();
            match kind {
                0x0809 => depth += 1,
                0x000A if depth <= 1 => return Ok(sheet),
                0x000A => depth -= 1,
                // Inside an embedded chart.
                _ if depth > 1 => {}
                0x00E5 => merge(&mut sheet, data),
                0x0006 => formula = self.formula(data, &mut sheet, meter)?,
                0x0207 => {
                    if let (Some((row, column)), Some(text)) = (formula.take(), Parts::new(parts).text()) {
                        meter.put(&mut sheet, row, column, Cell::Text(text))?;
                    }
                }
                _ => {
                    for (row, column, cell) in self.cells(kind, data).ok_or_else(|| file_fault!(broken))? {
                        meter.put(&mut sheet, row, column, cell)?;
                    }
                }
            }
        }
        Err(file_fault!(broken))
    }

    /// The cells in a record.
    fn cells(&self, kind: u16, data: &[u8]) -> Option<Vec<(usize, usize, Cell)>> {
        if !matches!(kind, 0x00FD | 0x0203 | 0x027E | 0x00BD | 0x0204 | 0x00D6 | 0x0205) {
            return Some(Vec::new());
        }
        let (row, column) = (usize::from(u16_at(data, 0)?), usize::from(u16_at(data, 2)?));
        let cell = match kind {
            0x00FD => Cell::Text(self.texts.get(usize::try_from(u32_at(data, 6)?).ok()?)?.clone()),
            0x0203 => self.number(f64_at(data, 6)?, u16_at(data, 4)?),
            0x027E => self.number(packed(u32_at(data, 6)?), u16_at(data, 4)?),
            0x0204 | 0x00D6 => Cell::Text(short_text(data.get(6..)?, true)?),
            0x0205 if data.get(7) == Some(&0) => Cell::Text(if data.get(6) == Some(&0) { "FALSE" } else { "TRUE" }.to_owned()),
            0x0205 => Cell::Text("#ERROR".to_owned()),
            _ => {
                let several = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6).enumerate();
                let cell = |(at, chunk): (usize, &[u8])| {
                    Some((row, column + at, self.number(packed(u32_at(chunk, 2)?), u16_at(chunk, 0)?)))
                };
                return several.map(cell).collect();
            }
        };
        Some(vec![(row, column, cell)])
    }

    /// The value kept beside a formula; where it is a text, the place at which the next record puts it.
    fn formula(&self, data: &[u8], sheet: &mut Sheet, meter: &mut Meter) -> Result<Option<(usize, usize)>, FileFault> {
        let broken = || file_fault!(broken);
        let row = usize::from(u16_at(data, 0).ok_or_else(broken)?);
        let column = usize::from(u16_at(data, 2).ok_or_else(broken)?);
        if u16_at(data, 12) != Some(0xFFFF) {
            let number = f64_at(data, 6).ok_or_else(broken)?;
            meter.put(sheet, row, column, self.number(number, u16_at(data, 4).unwrap_or(0)))?;
            return Ok(None);
        }
        match data.get(6) {
            Some(0) => return Ok(Some((row, column))),
            Some(1) => {
                let yes = data.get(8) != Some(&0);
                meter.put(sheet, row, column, Cell::Text(if yes { "TRUE" } else { "FALSE" }.to_owned()))?;
            }
            Some(2) => meter.put(sheet, row, column, Cell::Text("#ERROR".to_owned()))?,
            _ => {}
        }
        Ok(None)
    }

    fn number(&self, number: f64, style: u16) -> Cell {
        let is_date = self.styles.get(usize::from(style)).is_some_and(|format| self.dates.contains(format));
        if !is_date {
            return Cell::Number(number);
        }
        let moment = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.since_1904);
        super::xlsx::kept(&Data::DateTime(moment))
    }
}

/// A number packed into 30 bits.
fn packed(bits: u32) -> f64 {
    let number = if bits & 2 != 0 {
        // The upper 30 bits are a whole number with its sign.
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

fn merge(sheet: &mut Sheet, data: &[u8]) {
    let corner = |chunk: &[u8], at| u16_at(chunk, at).map_or(usize::MAX, usize::from);
    for chunk in data.get(2..).unwrap_or_default().chunks_exact(8) {
        let block = Merged { top: corner(chunk, 0), bottom: corner(chunk, 2), left: corner(chunk, 4), right: corner(chunk, 6) };
        let fits = block.top <= block.bottom && block.left <= block.right && block.bottom < MAX_ROWS && block.right < MAX_COLUMNS;
        if fits && sheet.merged.len() < super::xlsx::MAX_MERGED {
            sheet.merged.push(block);
        }
    }
}

/// Whether a format shows a day: a year or a day outside quotes and brackets.
fn shows_date(format: &str) -> bool {
    let mut quiet: BTreeMap<char, bool> = BTreeMap::new();
    let mut escaped = false;
    for c in format.chars() {
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '\\' | '_' | '*' => escaped = true,
            '"' => {
                let inside = quiet.entry('"').or_default();
                *inside = !*inside;
            }
            '[' | ']' => {
                quiet.insert('[', c == '[');
            }
            'y' | 'Y' | 'd' | 'D' if !quiet.values().any(|inside| *inside) => return true,
            _ => {}
        }
    }
    false
}
