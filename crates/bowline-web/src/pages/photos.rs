//! The part of a form that takes photos and documents: rows, each with files and what they show.
//!
//! This module must never promise that a browser keeps chosen files: only captions are kept. Start at [`FileRows`].

use crate::posted::{CAPTION, Posted};
use serde::Serialize;

/// Empty rows that wait folded below the first.
const MORE: usize = 3;

/// Rows of a form for the files of one field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileRows {
    /// The field.
    pub field: String,
    /// The field of captions.
    pub caption: String,
    /// Captions of the rows that are shown: those that were typed, at least one row.
    pub rows: Vec<String>,
    /// Rows that are folded.
    pub more: usize,
}

impl FileRows {
    /// For a field, with the captions of a form that is shown again.
    #[must_use]
    pub fn of(field: &str, kept: Option<&Posted>) -> Self {
        let caption = format!("{CAPTION}{field}");
        let typed = kept.into_iter().flat_map(|form| form.all(&caption)).filter(|text| !text.is_empty());
        let mut rows: Vec<String> = typed.map(str::to_owned).collect();
        if rows.is_empty() {
            rows.push(String::new());
        }
        Self { field: field.to_owned(), caption, rows, more: MORE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_shown_again_keeps_its_captions() {
        assert_eq!(FileRows::of("proofs", None).rows, [""]);
        let form = Posted::from([("caption.proofs", "报警器"), ("caption.proofs", ""), ("caption.proofs", "气瓶间")]);
        assert_eq!(FileRows::of("proofs", Some(&form)).rows, ["报警器", "气瓶间"]);
        assert_eq!(FileRows::of("tip.files", Some(&form)).rows, [""]);
    }
}
