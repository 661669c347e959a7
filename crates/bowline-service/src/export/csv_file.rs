//! This module writes a table as text: lines about it, an empty line, the heads, the rows.
//!
//! This module must never let a text through that a spreadsheet program would calculate: such a text gets an apostrophe
//! first. Start reading at [`CsvFile`].

use super::{About, Cell, Head};
use crate::import::grid::neutral;
use csv::{Error, Terminator, Writer, WriterBuilder};
use std::borrow::Cow;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

pub(super) struct CsvFile {
    rows: Writer<Vec<u8>>,
}

impl CsvFile {
    pub(super) fn begin(heads: &[Head]) -> Result<Self, Error> {
        let mut rows = writer();
        rows.write_record(heads.iter().map(|head| neutral(&head.title).into_owned()))?;
        Ok(Self { rows })
    }

    pub(super) fn add(&mut self, cells: &[Cell]) -> Result<(), Error> {
        self.rows.write_record(cells.iter().map(|cell| written(cell).into_owned()))
    }

    pub(super) fn finish(self, about: &About) -> Result<Vec<u8>, Error> {
        let mut lines = writer();
        for (name, value) in &about.lines {
            lines.write_record([neutral(name), written(value)].map(Cow::into_owned))?;
        }
        let (about, rows) = (bytes(lines)?, bytes(self.rows)?);
        Ok([BYTE_ORDER_MARK, &about, b"\r\n", &rows].concat())
    }
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new())
}

fn bytes(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, Error> {
    writer.into_inner().map_err(|cause| cause.into_error().into())
}

fn written(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => neutral(text),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Day(day) => Cow::Owned(day.to_string()),
        Cell::Moment(at) => Cow::Owned(at.strftime("%Y-%m-%d %H:%M").to_string()),
    }
}
