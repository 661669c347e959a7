//! The rows of a ledger as data: what each would become, by field and typed, so that anybody can compare it with the
//! file.
//!
//! This module must never hold a sentence or a formatted value: a day is `2025-05-07`, money a number with its
//! currency, a grade its key. Start reading at [`ReadRow`].

use super::fields::Field;
use super::row::{LedgerRow, RowFault};
use bowline_core::facts::Grade;
use bowline_core::ids::{CreditCode, PlaceCode};
use bowline_core::time::Day;
use serde::Serialize;

/// One row of the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadRow<'a> {
    /// The row as the office numbers it; see [`LedgerRow::row`].
    pub row: &'a str,
    /// The sheet.
    pub sheet: &'a str,
    /// The line in the sheet, counted from 1.
    pub line: u32,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What it holds; none for a refused row.
    pub fields: Option<RowFields<'a>>,
    /// What is wrong with it, the most telling first.
    pub faults: Vec<RowFaultKey>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is imported.
    Accepted,
    /// Its hazard is in the register already.
    Known,
    /// It is refused.
    Refused,
}

/// A fault by field and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RowFaultKey {
    /// The column at fault.
    pub field: Field,
    /// The stable code.
    pub code: &'static str,
}

/// Money with its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Money<'a> {
    /// In whole units.
    pub amount: u64,
    /// The code of the currency, such as `CNY`; none where the pack names none.
    pub currency: Option<&'a str>,
}

/// What a row holds, each under the code of its [`Field`]. The columns of places have become one `place`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "each is the field of that code, documented at `LedgerRow`")]
pub struct RowFields<'a> {
    pub unit_name: &'a str,
    pub owner: Option<&'a str>,
    pub credit_code: Option<&'a CreditCode>,
    pub place: PlaceCode,
    pub description: &'a str,
    pub grade: Option<Grade>,
    pub kind: Option<&'a str>,
    pub basis: Option<&'a str>,
    pub channel: Option<&'a str>,
    pub found_on: Day,
    pub inspector: Option<&'a str>,
    pub responsible_unit: Option<&'a str>,
    pub person: &'a str,
    pub verified_by: Option<&'a str>,
    pub measures: Option<&'a str>,
    pub funds: Option<Money<'a>>,
    pub deadline: Day,
    pub contingency: Option<&'a str>,
    pub completed_on: Option<Day>,
    pub closed: bool,
    pub status: Option<&'a str>,
    pub sector: Option<&'a str>,
    pub remark: Option<&'a str>,
}

impl<'a> ReadRow<'a> {
    /// A row without a fault.
    #[must_use]
    pub fn good(row: &'a LedgerRow, known: bool, currency: Option<&'a str>) -> Self {
        Self {
            row: &row.row,
            sheet: &row.sheet,
            line: row.line,
            outcome: if known { Outcome::Known } else { Outcome::Accepted },
            fields: Some(fields(row, currency)),
            faults: Vec::new(),
        }
    }

    /// A refused row.
    #[must_use]
    pub fn refused(fault: &'a RowFault) -> Self {
        let faults = fault.all.iter().map(|(field, code)| RowFaultKey { field: *field, code }).collect();
        Self { row: &fault.row, sheet: &fault.sheet, line: fault.line, outcome: Outcome::Refused, fields: None, faults }
    }
}

fn fields<'a>(row: &'a LedgerRow, currency: Option<&'a str>) -> RowFields<'a> {
    RowFields {
        unit_name: &row.unit_name,
        owner: row.owner.as_deref(),
        credit_code: row.credit_code.as_ref(),
        place: row.place,
        description: &row.description,
        grade: row.grade,
        kind: row.kind.as_deref(),
        basis: row.basis.as_deref(),
        channel: row.channel.as_deref(),
        found_on: row.found_on,
        inspector: row.inspector.as_deref(),
        responsible_unit: row.responsible_unit.as_deref(),
        person: &row.person,
        verified_by: row.verified_by.as_deref(),
        measures: row.measures.as_deref(),
        funds: row.funds_yuan.map(|amount| Money { amount, currency }),
        deadline: row.deadline,
        contingency: row.contingency.as_deref(),
        completed_on: row.completed_on,
        closed: row.closed,
        status: row.status.as_deref(),
        sector: row.sector.as_deref(),
        remark: row.remark.as_deref(),
    }
}
