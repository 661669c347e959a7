//! What a file is, told by its first bytes. A name proves nothing: offices rename what their systems export.
//!
//! This module must never read a file. Start at [`kind_of`].

use super::decode::decode;
use super::fault::{FileFault, file_fault};

/// A kind of file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A zip of XML parts, beginning so many bytes into the file.
    Zipped(usize),
    /// A compound file: an old workbook, or one with a password.
    Compound,
    /// Text with separators.
    Text,
}

/// First bytes of files that are no ledger, and what they are.
const OTHERS: [(&[u8], &str, &str); 8] = [
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"\xFF\xD8\xFF", "照片", "a photo"),
    (b"\x89PNG", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"BM", "图片", "a picture"),
    (b"{\\rtf", "文档", "a text document"),
    (b"SQLite format 3\0", "数据库文件", "a database"),
    (b"\x7fELF", "程序", "a program"),
];
/// First bytes of archives.
const ARCHIVES: [&[u8]; 4] = [b"Rar!", b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B", b"BZh"];
/// How many blanks may stand before a workbook.
const BLANKS: usize = 64;

/// What a file is.
///
/// # Errors
/// [`FileFault`] naming what it is, if it is nothing that is read.
pub(super) fn kind_of(bytes: &[u8]) -> Result<FileKind, FileFault> {
    let blanks = bytes.iter().take(BLANKS).take_while(|byte| byte.is_ascii_whitespace()).count();
    let start = bytes.get(blanks..).unwrap_or_default();
    if start.starts_with(b"PK\x03\x04") {
        return Ok(FileKind::Zipped(blanks));
    }
    if start.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(FileKind::Compound);
    }
    if ARCHIVES.iter().any(|mark| start.starts_with(mark)) {
        return Err(file_fault!(archive));
    }
    let picture = |mark: &[u8]| mark != b"BM" || bytes.contains(&0);
    if let Some((_, zh, en)) = OTHERS.iter().find(|(mark, ..)| start.starts_with(mark) && picture(mark)) {
        return Err(FileFault { code: "not_workbook", text: said(zh, en) });
    }
    // Whatever the bytes mean, their ASCII letters tell a page.
    let head: String = match decode(bytes) {
        Ok(text) => text.trim_start().chars().take(2_000).collect(),
        Err(_) => String::from_utf8_lossy(start.get(..2_000).unwrap_or(start)).into_owned(),
    };
    let head = head.to_lowercase();
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Err(file_fault!(xml_workbook));
    }
    let page = ["<!doctype html", "<html", "<table", "mime-version:"].iter().any(|mark| head.contains(mark));
    if page && head.starts_with(['<', 'm']) {
        return Err(file_fault!(web_page));
    }
    Ok(FileKind::Text)
}

fn said(zh: &str, en: &str) -> bowline_core::words::Text {
    super::fault::both(|say| say.other_document(if say.0 == bowline_core::words::Lang::Zh { zh } else { en }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_its_bytes() {
        assert_eq!(kind_of(b"\r\nPK\x03\x04"), Ok(FileKind::Zipped(2)));
        assert_eq!(kind_of("单位,隐患\n".as_bytes()), Ok(FileKind::Text));
        assert_eq!(kind_of("BM机械厂,漏电\n".as_bytes()), Ok(FileKind::Text));
        for (bytes, code) in [
            (b"<html><table>".as_slice(), "web_page"),
            (b"MIME-Version: 1.0\r\n\r\n<html>", "web_page"),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "xml_workbook",
            ),
            (b"Rar!\x1a\x07\0", "archive"),
            (b"%PDF-1.7", "not_workbook"),
            (b"\xFF\xD8\xFF\xE0", "not_workbook"),
        ] {
            assert_eq!(kind_of(bytes).unwrap_err().code, code);
        }
    }
}
