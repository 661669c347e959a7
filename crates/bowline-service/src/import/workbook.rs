//! This module reads a file as sheets of cells, whatever its format. It refuses hostile input and evaluates nothing.
//!
//! This module must never believe the name of a file: what it is, its bytes say. Start reading at [`read`].

use super::fault::{FileFault, file_fault};
use super::grid::{MAX_FILE_MB, Sheet};
use super::kinds::{FileKind, kind_of};
use super::{csv_text, xls, xlsx, zip_guard};

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Workbook {
    /// The file's name without any path.
    pub name: String,
    /// The sheets, in their order.
    pub sheets: Vec<Sheet>,
}

/// Reads .xlsx, .xls and text with separators from bytes. What it is, is told by the bytes, not by the name.
///
/// # Errors
/// [`FileFault`] if it is too large, hostile, broken, encrypted, has macros or is no workbook.
pub fn read(name: &str, bytes: &[u8]) -> Result<Workbook, FileFault> {
    let name = clean_name(name);
    if bytes.is_empty() {
        return Err(file_fault!(file_empty));
    }
    if bytes.len() > MAX_FILE_MB << 20 {
        return Err(file_fault!(file_too_big, MAX_FILE_MB));
    }
    let sheets = match kind_of(bytes)? {
        FileKind::Zipped(from) => {
            let bytes = bytes.get(from..).unwrap_or_default();
            let bytes = zip_guard::check(bytes)?;
            guarded(|| xlsx::sheets(&bytes))?
        }
        FileKind::Compound => guarded(|| xls::sheets(bytes))?,
        FileKind::Text => vec![csv_text::sheet(&name, bytes)?],
    };
    Ok(Workbook { name, sheets })
}

/// Runs a reader written by others: where it panics on a broken file, that is a broken file.
fn guarded<T>(read: impl FnOnce() -> Result<T, FileFault>) -> Result<T, FileFault> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| Err(file_fault!(broken)))
}

/// The last component of a path, without control characters, at most 120 characters.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = last.chars().filter(|c| !hidden(*c)).take(120).collect();
    let clean = clean.trim();
    if clean.is_empty() || clean.chars().all(|c| c == '.') { "ledger".to_owned() } else { clean.to_owned() }
}
