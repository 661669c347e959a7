//! What was read of an imported file and what was not: how its lines add up, and each line, row or sheet that a person would miss.
//!
//! Must never leave out a line without saying how many are not shown. Start at [`Lines::of`].

use crate::visit::Visit;
use crate::words::ImportReadingWords;
use bowline_service::import::{ReadTable, Reading, WhyLeftOut};
use serde::Serialize;

/// Lines listed one by one; of the others the number is told.
const SHOWN: usize = 100;

/// The account of a file's lines.
#[derive(Debug, Serialize)]
pub struct Lines {
    /// As data.
    reading: Reading,
    #[serde(skip)]
    pub(super) w: ImportReadingWords,
    /// How the lines of each table add up.
    #[serde(skip)]
    pub(super) counts: Vec<String>,
    /// What else a person would miss: hidden rows and sheets, cells far away.
    #[serde(skip)]
    pub(super) notes: Vec<String>,
    /// Lines that are no rows.
    #[serde(skip)]
    pub(super) skipped: Vec<Skipped>,
    /// How many of them are not shown.
    #[serde(skip)]
    pub(super) more: Option<String>,
}

/// A line that is no row.
#[derive(Debug)]
pub(super) struct Skipped {
    pub(super) at: String,
    pub(super) kind: String,
    pub(super) text: String,
}

impl Lines {
    /// The account in the reader's language.
    #[must_use]
    pub fn of(visit: &Visit, reading: &Reading) -> Self {
        let w = ImportReadingWords(visit.reader.lang());
        let count = |table: &ReadTable| {
            let skipped = table.skipped.len();
            w.lines(&table.sheet, table.lines) + &w.of_these(table.above, table.head, table.rows, skipped, table.blank)
        };
        let skipped = reading.tables.iter().flat_map(|table| table.skipped.iter().map(move |it| (table, it)));
        let all = skipped.clone().count();
        let line = |(table, it): (&ReadTable, &bowline_service::import::Skipped)| Skipped {
            at: w.line_at(&table.sheet, it.line),
            kind: visit.reader.text(&it.kind.name()),
            text: it.text.clone(),
        };
        Self {
            w,
            counts: reading.tables.iter().map(count).collect(),
            notes: notes(w, reading),
            skipped: skipped.take(SHOWN).map(line).collect(),
            more: all.checked_sub(SHOWN).filter(|more| *more > 0).map(|more| w.more(more)),
            reading: reading.clone(),
        }
    }
}

fn notes(w: ImportReadingWords, reading: &Reading) -> Vec<String> {
    let mut notes = Vec::new();
    for table in reading.tables.iter().filter(|table| !table.hidden_rows.is_empty()) {
        let lines: Vec<String> = table.hidden_rows.iter().take(SHOWN).map(u32::to_string).collect();
        notes.push(w.hidden_rows(&table.sheet, table.hidden_rows.len(), &lines.join("、")));
    }
    for it in &reading.left_out {
        notes.push(match it.why {
            WhyLeftOut::Hidden => w.hidden_sheet(&it.sheet, it.lines),
            WhyLeftOut::NoRows => w.no_rows(&it.sheet, it.lines),
            WhyLeftOut::Empty => w.empty_sheet(&it.sheet),
        });
    }
    notes.extend(reading.stray_cells.iter().map(|it| w.stray(&it.sheet, &it.cell)));
    notes
}
