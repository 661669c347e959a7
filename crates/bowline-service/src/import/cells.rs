//! This module reads the cells of one row by field, and keeps the faults found in them so far.
//!
//! This module must never drop a fault: [`Cells::into_fault`] says them all. Start reading at [`Cells`].

use super::LedgerSheet;
use super::dates::{DateFault, DateRules, read_day};
use super::fields::Field;
use super::grid::{Cell, looks_active};
use super::mapping::Mapping;
use super::row::{RowFault, RowWords, is_nothing};
use super::table::DataRow;
use bowline_core::time::Day;
use bowline_core::words::{Lang, Text, unseen, unseen_in};

/// One row being read.
pub(super) struct Cells<'a> {
    sheet: &'a LedgerSheet,
    mapping: &'a Mapping,
    row: &'a DataRow,
    faults: Vec<(Field, &'static str, Text)>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(sheet: &'a LedgerSheet, mapping: &'a Mapping, row: &'a DataRow) -> Self {
        Self { sheet, mapping, row, faults: Vec::new() }
    }

    /// The cell of a field; empty if there is no such column.
    pub(super) fn cell(&self, field: Field) -> &'a Cell {
        self.mapping.column(field).and_then(|at| self.row.cells.get(at)).unwrap_or(&Cell::Empty)
    }

    /// The text of a field; `None` if it says that there is nothing.
    pub(super) fn text(&self, field: Field) -> Option<String> {
        let text = self.cell(field).shown();
        if is_nothing(&text) { None } else { Some(text.into_owned()) }
    }

    /// Whether there is nothing in a field, and the row was not cut off before it.
    pub(super) fn is_nothing(&self, field: Field) -> bool {
        self.text(field).is_none() && !self.is_lost(field) && !matches!(self.cell(field), Cell::Unknown(_))
    }

    /// Whether the ledger has a column for a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.mapping.column(field).is_some()
    }

    /// Whether the column of a field has a name that contains a word.
    pub(super) fn is_named(&self, field: Field, word: &str) -> bool {
        self.mapping.column(field).is_some_and(|at| self.label(at).contains(word))
    }

    /// The day in a field. What is no day is a fault.
    pub(super) fn day(&mut self, field: Field) -> Option<Day> {
        let cell = self.cell(field);
        let rules = DateRules {
            dates_1904: self.sheet.dates_1904,
            bounds: field == Field::Deadline,
            ..self.mapping.defaults.dates.clone()
        };
        let fault = match read_day(cell, &rules) {
            Ok(day) => return day,
            Err(fault) => fault,
        };
        let column = self.mapping.column(field).map_or_else(String::new, |at| self.label(at));
        let text: String = cell.shown().chars().take(40).collect();
        self.fault(field, fault.code(), |say| match fault {
            DateFault::Unreadable => say.date_unreadable(&column, &text),
            DateFault::Vague => say.date_vague(&column, &text),
            DateFault::NoYear => say.date_without_year(&column, &text),
            DateFault::ShortYear => say.date_short_year(&column, &text),
            DateFault::NoDay => say.date_without_day(&column, &text),
            DateFault::Order => say.date_order(&column, &text),
            DateFault::Bound => say.date_bound(&column, &text),
            DateFault::Weekday => say.date_weekday(&column, &text),
            DateFault::Impossible => say.date_impossible(&column, &text),
            DateFault::Year => say.date_year(&column, &text),
        });
        None
    }

    /// Formula text in any cell is a fault, and so is a value that nobody can tell or that holds what nobody can see.
    pub(super) fn note_formulas(&mut self) {
        for (at, cell) in self.row.cells.iter().enumerate() {
            if let Cell::Unknown(shown) = cell {
                self.note_unknown(at, shown);
            }
            let Cell::Text(_) = cell else { continue };
            let text = cell.shown();
            self.note_unreadable(at, &text);
            let calls = text.starts_with(['+', '-', '＋', '－']) && text.contains(['(', '|', '!']);
            let formula = text.starts_with(['=', '@', '＝', '＠']) || calls;
            if formula && looks_active(&text) && !super::head_reason(self.sheet, at) {
                let label = self.label(at);
                let field = self.mapping.field(at).unwrap_or(Field::Remark);
                self.fault(field, "formula_text", |say| say.formula_text(&label));
            }
        }
    }

    /// A formula whose value was not kept, or that failed, in a column that is read.
    fn note_unknown(&mut self, at: usize, shown: &str) {
        let Some(field) = self.mapping.field(at).filter(|field| *field != Field::RowNumber) else { return };
        let label = self.label(at);
        if shown.is_empty() {
            self.fault(field, "formula_without_value", |say| say.formula_without_value(&label));
        } else {
            self.fault(field, "cell_unreadable", |say| say.cell_unreadable(&label, shown));
        }
    }

    /// Bytes that are no character, and characters that nobody sees.
    fn note_unreadable(&mut self, at: usize, text: &str) {
        let Some(field) = self.mapping.field(at) else { return };
        let label = self.label(at);
        if text.contains(super::decode::UNREADABLE) {
            self.fault(field, "character_unreadable", |say| say.character_unreadable(&label));
        }
        // A code is read without them.
        if let Some(found) = unseen(text).filter(|_| field != Field::CreditCode) {
            self.faults.push((field, "character_unseen", unseen_in(&field.name(), found)));
        }
    }

    /// A row of a text file that is shorter than the head lost cells.
    pub(super) fn note_lost_cells(&mut self) {
        let (found, wanted) = (self.row.cells.len(), self.sheet.head.columns.len());
        let beyond = self.row.cells.iter().skip(wanted).filter(|cell| !cell.is_blank()).count();
        if self.sheet.ragged && beyond > 0 {
            self.fault(Field::Remark, "row_long", |say| say.row_long(wanted + beyond, wanted));
        }
        if self.is_cut_off() {
            let lost = self.mapping.columns.iter().skip(found).flatten().next().copied();
            self.fault(lost.unwrap_or(Field::Remark), "row_short", |say| say.row_short(found, wanted));
        }
    }

    /// Whether the row has lost cells. Programs that leave out empty cells at the end of every row lose none, as long as only
    /// columns are missing that may be empty.
    fn is_cut_off(&self) -> bool {
        let needed =
            [Field::UnitName, Field::Description, Field::Person, Field::Deadline, Field::FoundOn, Field::Grade];
        let found = self.row.cells.len();
        let short = self.sheet.ragged && found < self.sheet.head.columns.len();
        short
            && !(self.sheet.trimmed
                && needed.into_iter().all(|field| self.mapping.column(field).is_none_or(|at| at < found)))
    }

    /// Whether the row ends before the column of a field.
    pub(super) fn is_lost(&self, field: Field) -> bool {
        self.is_cut_off() && self.mapping.column(field).is_some_and(|at| at >= self.row.cells.len())
    }

    /// Everything in the row except its number and the reason of an earlier return.
    pub(super) fn content(&self, sheet: &str) -> String {
        let places = [Field::Province, Field::City, Field::County, Field::Township];
        let mut content = String::new();
        if !places.into_iter().any(|field| self.has(field)) {
            content.push_str(sheet);
        }
        let last = self.row.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |at| at + 1);
        for (at, cell) in self.row.cells.iter().enumerate().take(last) {
            content.push('\u{1f}');
            if self.mapping.field(at) != Some(Field::RowNumber) && !super::head_reason(self.sheet, at) {
                content.push_str(&cell.shown());
            }
        }
        content.truncate(content.trim_end_matches('\u{1f}').len());
        content
    }

    /// Adds a fault.
    pub(super) fn fault(&mut self, field: Field, code: &'static str, say: impl Fn(RowWords) -> String) {
        self.faults.push((field, code, Text { zh: say(RowWords(Lang::Zh)), en: say(RowWords(Lang::En)) }));
    }

    /// Adds a fault that is more telling than the others.
    pub(super) fn first_fault(&mut self, field: Field, code: &'static str, say: impl Fn(RowWords) -> String) {
        self.fault(field, code, say);
        self.faults.rotate_right(1);
    }

    pub(super) fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// All faults as the one entry of the row.
    pub(super) fn into_fault(self, row: String, line: u32, sheet: &str) -> RowFault {
        let mut fault = RowFault {
            row,
            line,
            sheet: sheet.to_owned(),
            field: Field::RowNumber,
            code: "row_unreadable",
            zh: String::new(),
            en: String::new(),
            all: Vec::new(),
        };
        for (field, code, text) in self.faults {
            if fault.all.is_empty() {
                (fault.field, fault.code) = (field, code);
            } else {
                fault.zh.push('。');
                fault.en.push_str(". ");
            }
            fault.zh.push_str(&text.zh);
            fault.en.push_str(&text.en);
            fault.all.push((field, code));
        }
        fault
    }

    fn label(&self, at: usize) -> String {
        let column = self.sheet.head.columns.get(at);
        column
            .map(|column| column.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("{}", at + 1))
    }
}
