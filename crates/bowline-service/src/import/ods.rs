//! Reads the cells of an OpenDocument spreadsheet.
//!
//! Written here because a truncated table must end and a repeated cell must not fill the memory. Must never be called
//! before [`zip_guard`](super::zip_guard). Start reading at [`sheets`].

use super::fault::{FileFault, file_fault};
use super::grid::{Cell, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Merged, Meter, Sheet};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The sheets in `content.xml`.
pub(super) fn sheets(content: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let text = std::str::from_utf8(content).map_err(|_| file_fault!(broken))?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State::default();
    loop {
        match reader.read_event().map_err(|_| file_fault!(broken))? {
            Event::Start(tag) => state.open(&tag)?,
            Event::End(tag) => state.close(tag.name().as_ref())?,
            Event::Text(words) => state.words(&words.xml10_content()),
            Event::CData(words) => state.words(&words.xml10_content()),
            Event::GeneralRef(name) => state.words(&entity(&name)),
            Event::Eof if state.sheet.is_some() => return Err(file_fault!(broken)),
            Event::Eof => return Ok(state.sheets),
            _ => {}
        }
    }
}

fn entity(name: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(letter)) = name.resolve_char_ref() {
        return letter.to_string();
    }
    match name.xml10_content().as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => "",
    }
    .to_owned()
}

#[derive(Default)]
struct State {
    sheets: Vec<Sheet>,
    meter: Meter,
    sheet: Option<Sheet>,
    row: usize,
    row_repeat: usize,
    cells: Vec<(usize, Cell)>,
    column: usize,
    cell: Option<Open>,
    /// How deep inside notes and tables within cells, which are not read.
    hidden: usize,
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    repeat: usize,
    kind: String,
    value: String,
    text: String,
    paragraphs: usize,
    across: usize,
    down: usize,
}

impl State {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), FileFault> {
        let name = tag.name();
        match (name.as_ref(), &mut self.cell) {
            ("office:annotation", _) | ("table:table", Some(_)) => self.hidden += 1,
            _ if self.hidden > 0 => {}
            ("table:table", None) => {
                self.meter.sheet()?;
                self.sheet = Some(Sheet { name: text_of(tag, "table:name"), ..Sheet::default() });
                self.row = 0;
            }
            ("table:table-row", None) => {
                self.row_repeat = number_of(tag, "table:number-rows-repeated");
                self.column = 0;
                self.cells.clear();
            }
            ("table:table-cell" | "table:covered-table-cell", None) => self.cell = Some(cell_of(tag)),
            ("text:p", Some(cell)) => {
                cell.paragraphs += 1;
                if cell.paragraphs > 1 {
                    cell.text.push('\n');
                }
            }
            ("text:s", Some(_)) => {
                let blanks = " ".repeat(number_of(tag, "text:c").min(1_000));
                self.words(&blanks);
            }
            ("text:tab", Some(cell)) => cell.text.push('\t'),
            ("text:line-break", Some(cell)) => cell.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    /// Text of a cell; more than a cell may hold is cut one past the limit, so that it is refused.
    fn words(&mut self, words: &str) {
        if let (0, Some(cell)) = (self.hidden, &mut self.cell)
            && cell.paragraphs > 0
            && cell.text.len() <= MAX_TEXT * 4
        {
            cell.text.push_str(words);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), FileFault> {
        match name {
            "office:annotation" => self.hidden = self.hidden.saturating_sub(1),
            "table:table" if self.hidden > 0 => self.hidden -= 1,
            _ if self.hidden > 0 => {}
            "table:table" => self.sheets.extend(self.sheet.take()),
            "table:table-cell" | "table:covered-table-cell" => self.cell_ends()?,
            "table:table-row" => self.row_ends()?,
            _ => {}
        }
        Ok(())
    }

    fn cell_ends(&mut self) -> Result<(), FileFault> {
        let Some(open) = self.cell.take() else { return Ok(()) };
        let (from, repeat) = (self.column, open.repeat);
        self.column = self.column.saturating_add(repeat);
        if let Some(sheet) = &mut self.sheet
            && (open.across > 1 || open.down > 1)
        {
            let (bottom, right) = (self.row.saturating_add(open.down - 1), from.saturating_add(open.across - 1));
            if bottom < MAX_ROWS && right < MAX_COLUMNS {
                sheet.merged.push(Merged { top: self.row, left: from, bottom, right });
            }
        }
        let cell = value_of(open);
        if cell.is_blank() {
            return Ok(());
        }
        if self.column > MAX_COLUMNS {
            return Err(file_fault!(too_many_columns, MAX_COLUMNS));
        }
        self.cells.extend((from..self.column).map(|column| (column, cell.clone())));
        Ok(())
    }

    fn row_ends(&mut self) -> Result<(), FileFault> {
        let from = self.row;
        self.row = self.row.saturating_add(self.row_repeat);
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        if self.cells.is_empty() {
            return Ok(());
        }
        if self.row > MAX_ROWS {
            return Err(file_fault!(too_many_rows, MAX_ROWS));
        }
        for row in from..self.row {
            for (column, cell) in &self.cells {
                self.meter.put(sheet, row, *column, cell.clone())?;
            }
        }
        Ok(())
    }
}

fn cell_of(tag: &BytesStart<'_>) -> Open {
    let kind = text_of(tag, "office:value-type");
    let value = match kind.as_str() {
        "float" | "currency" | "percentage" => text_of(tag, "office:value"),
        "date" => text_of(tag, "office:date-value"),
        "string" => text_of(tag, "office:string-value"),
        _ => String::new(),
    };
    Open {
        repeat: number_of(tag, "table:number-columns-repeated"),
        kind,
        value,
        across: number_of(tag, "table:number-columns-spanned"),
        down: number_of(tag, "table:number-rows-spanned"),
        ..Open::default()
    }
}

fn value_of(open: Open) -> Cell {
    match open.kind.as_str() {
        "float" | "currency" | "percentage" => match open.value.parse() {
            Ok(number) => Cell::Number(number),
            Err(_) => Cell::Text(open.text),
        },
        "date" => match open.value.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Cell::Date(day),
            None => Cell::Text(open.text),
        },
        "string" if open.text.is_empty() => Cell::Text(open.value),
        _ => Cell::Text(open.text),
    }
}

fn text_of(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name);
    let Some(found) = found else { return String::new() };
    quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |text| text.into_owned())
}

/// A count; what is missing or unreadable counts as 1.
fn number_of(tag: &BytesStart<'_>, name: &str) -> usize {
    text_of(tag, name).parse().unwrap_or(1).clamp(1, 1 << 30)
}
