//! A diagnostic says what is wrong with a pack, and exactly where. People who write packs read it, in both languages.
//!
//! This module must never stop at the first fault: a loader collects as many as it can. Start at [`Diagnostic`].

use crate::words::Text;
use serde::Serialize;

/// One finding against a file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Path relative to the root of the pack.
    pub file: String,
    /// Line, from 1. 0: the file as a whole.
    pub line: usize,
    /// Column in characters, from 1. 0: the file as a whole.
    pub column: usize,
    /// Stable word, such as `pack.unknown_key`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Text,
    /// What to do about it.
    pub help: Option<Text>,
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { file, line, column, code, message, help } = self;
        write!(f, "{file}:{line}:{column}: {code}: {} / {}", message.en, message.zh)?;
        if let Some(help) = help {
            write!(f, " ({} / {})", help.en, help.zh)?;
        }
        Ok(())
    }
}

/// Line and column (in characters), both from 1, of a byte offset.
#[must_use]
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The known word nearest to a wrong one, as help. None if nothing is near.
#[must_use]
pub(super) fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    if wrong.len() > 200 {
        return None;
    }
    let score = |word: &str| strsim::jaro_winkler(wrong, word);
    let best = known.into_iter().map(|word| (score(word), word)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.75).then(|| Text::new(format!("是不是想写 `{}`？", best.1), format!("did you mean `{}`?", best.1)))
}
