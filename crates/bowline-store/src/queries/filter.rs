//! Conditions of a list in the making: what an index walks along, and what each row is asked.
//!
//! This module must never put a value into the text of a query. Start at [`Filter`].

use super::Within;
use bowline_core::ids::SubjectId;
use rusqlite::{ToSql, types::ToSqlOutput, types::Value};

/// A value, lent to a statement.
pub(super) struct Bound<'a>(pub(super) &'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// The id of a dossier as a value.
pub(super) fn blob(of: &SubjectId) -> Value {
    Value::from(of.0.as_bytes().to_vec())
}

/// Conditions in the making, with their values in order.
pub(super) struct Filter {
    /// What the index walks along.
    pub(super) walked: String,
    /// What each row is asked.
    pub(super) fits: String,
    pub(super) values: Vec<Value>,
}

impl Default for Filter {
    fn default() -> Self {
        Self { walked: "1 = 1".to_owned(), fits: "1 = 1".to_owned(), values: Vec::new() }
    }
}

impl Filter {
    /// Only the rows with these numbers.
    pub(super) fn only(&mut self, numbers: &[i64]) {
        let numbers = format!("[{}]", numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
        self.walk("id IN (SELECT value FROM json_each({}))", vec![Value::from(numbers)]);
    }

    /// Only what lies within a scope.
    pub(super) fn scope(&mut self, within: &Within, add: fn(&mut Self, &str, Vec<Value>)) {
        match within {
            Within::Everywhere => {}
            Within::Place { code, depth, also } => {
                let column = match depth {
                    1 => "province",
                    2 => "city",
                    3 => "county",
                    _ => "township",
                };
                let codes = std::iter::once(code).chain(also).map(|code| Value::from(code.as_str().to_owned()));
                let marks = vec!["{}"; also.len() + 1].join(", ");
                add(self, &format!("{column} IN ({marks})"), codes.collect());
            }
            Within::Sites(sites) => {
                let marks = vec!["{}"; sites.len()].join(", ");
                let sites = sites.iter().map(|site| Value::from(site.0.as_bytes().to_vec()));
                add(self, &format!("site IN ({marks})"), sites.collect());
            }
        }
    }

    /// A condition that an index walks along.
    pub(super) fn walk(&mut self, condition: &str, values: Vec<Value>) {
        let condition = self.numbered(condition, values);
        self.walked.push_str(&condition);
    }

    /// A condition that each row is asked.
    pub(super) fn fit(&mut self, condition: &str, values: Vec<Value>) {
        let condition = self.numbered(condition, values);
        self.fits.push_str(&condition);
    }

    /// A further condition; each `{}` becomes the next placeholder (`?1`, since `$1` is a name, numbered as it first appears).
    fn numbered(&mut self, condition: &str, values: Vec<Value>) -> String {
        let mut number = self.values.len();
        self.values.extend(values);
        let mut out = " AND ".to_owned();
        for (place, piece) in condition.split("{}").enumerate() {
            if place > 0 {
                number += 1;
                out.push_str(&format!("?{number}"));
            }
            out.push_str(piece);
        }
        out
    }
}
