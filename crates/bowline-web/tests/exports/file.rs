//! A file as somebody reads it who gets it: its name, what it says about itself, heads and rows.

use crate::http::Answered;
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

pub struct File {
    /// Its name, as the address writes it.
    pub name: String,
    /// Names and values.
    pub about: Vec<(String, String)>,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Whether it is a workbook.
    pub is_workbook: bool,
}

impl File {
    pub fn of_workbook(answer: &Answered) -> Self {
        let mut book = Xlsx::new(Cursor::new(answer.bytes.clone())).unwrap();
        let names = book.sheet_names();
        assert_eq!(names.len(), 2, "{names:?}");
        let mut sheet = |name: &String| {
            assert_eq!(book.worksheet_formula(name).unwrap().used_cells().count(), 0, "a formula in {name}");
            let cells = book.worksheet_range(name).unwrap();
            let rows = cells.rows().map(|row| row.iter().map(shown).collect::<Vec<_>>());
            rows.collect::<Vec<_>>()
        };
        let (mut rows, about) = (sheet(&names[0]), sheet(&names[1]));
        let heads = rows.remove(0);
        let about = about.into_iter().map(pair).collect();
        Self { name: name(answer), about, heads, rows, is_workbook: true }
    }

    pub fn of_text(answer: &Answered) -> Self {
        let text = String::from_utf8(answer.bytes.clone()).unwrap();
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let (about, table) = text.split_once("\r\n\r\n").unwrap();
        let read = |text: &str| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
            rows.collect::<Vec<_>>()
        };
        let mut rows = read(table);
        let heads = rows.remove(0);
        Self { name: name(answer), about: read(about).into_iter().map(pair).collect(), heads, rows, is_workbook: false }
    }

    /// The column below a head.
    pub fn column(&self, head: &str) -> Vec<&str> {
        let at = self.heads.iter().position(|it| it == head).unwrap_or_else(|| panic!("{head}: {:?}", self.heads));
        self.rows.iter().map(|row| row.get(at).map_or("", String::as_str)).collect()
    }

    /// What it says about itself.
    pub fn says(&self, name: &str) -> &str {
        let line = self.about.iter().find(|(it, _)| it == name);
        line.map_or_else(|| panic!("{name}: {:?}", self.about), |(_, value)| value.as_str())
    }
}

fn pair(row: Vec<String>) -> (String, String) {
    let mut cells = row.into_iter();
    (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
}

fn name(answer: &Answered) -> String {
    answer.header("content-disposition").unwrap().to_owned()
}

/// A cell as both forms write it; a date in a workbook must be a date.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if at.as_f64().fract() == 0.0 { day } else { format!("{day} {hour:02}:{minute:02}") }
        }
        other => panic!("{other:?}"),
    }
}
