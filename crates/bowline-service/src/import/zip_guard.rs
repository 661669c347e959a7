//! This module looks at a zipped workbook before anybody reads it: what it is, and how large it really is when unpacked.
//!
//! This module must never hand on a part that was not unpacked here within the limits. Start reading at [`check`].

use super::fault::{FileFault, file_fault};
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The most that all parts may unpack to, in megabytes.
const MAX_UNPACKED_MB: u64 = 200;
/// Above this size, parts that are more tightly packed than [`MAX_RATIO`] are refused.
const RATIO_FROM: u64 = 4 << 20;
/// How many times larger than packed a part may be.
const MAX_RATIO: u64 = 200;
/// The most parts.
const MAX_PARTS: usize = 5_000;

/// Unpacks every part once, within limits, and refuses what is no workbook. Parts that a reader would stumble over are mended: XML in
/// UTF-16 becomes UTF-8, a count of strings that cannot be true is taken away.
pub(super) fn check(bytes: &[u8]) -> Result<Cow<'_, [u8]>, FileFault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| file_fault!(broken))?;
    if zip.len() > MAX_PARTS {
        return Err(file_fault!(unpacked_too_big, MAX_UNPACKED_MB));
    }
    let mut left = MAX_UNPACKED_MB << 20;
    let mut seen = Seen::default();
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|_| file_fault!(broken))?;
        if part.encrypted() {
            return Err(file_fault!(encrypted));
        }
        let own = part.name().map_err(|_| file_fault!(broken))?.to_string();
        let name = own.replace('\\', "/").to_lowercase();
        let (declared, packed) = (part.size(), part.compressed_size());
        if declared > left {
            return Err(file_fault!(unpacked_too_big, MAX_UNPACKED_MB));
        }
        let mut content = Vec::new();
        part.take(left + 1).read_to_end(&mut content).map_err(|_| file_fault!(broken))?;
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(size).ok_or_else(|| file_fault!(unpacked_too_big, MAX_UNPACKED_MB))?;
        if size > RATIO_FROM && size / packed.max(1) > MAX_RATIO {
            return Err(file_fault!(ratio));
        }
        if let Some(mended) = seen.part(&name, &content)? {
            seen.mended.insert(own, mended);
        }
    }
    seen.kind()?;
    if seen.mended.is_empty() {
        return Ok(Cow::Borrowed(bytes));
    }
    repacked(&mut zip, &seen.mended).map(Cow::Owned).map_err(|_| file_fault!(broken))
}

/// The same zip with some parts replaced.
fn repacked(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    mended: &BTreeMap<String, Vec<u8>>,
) -> zip::result::ZipResult<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..zip.len() {
        let part = zip.by_index_raw(index)?;
        let name = part.name()?.to_string();
        match mended.get(&name) {
            Some(content) => {
                drop(part);
                out.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
                out.write_all(content)?;
            }
            None => out.raw_copy_file(part)?,
        }
    }
    Ok(out.finish()?.into_inner())
}

#[derive(Debug, Default)]
struct Seen {
    types: bool,
    workbook: bool,
    binary: bool,
    open_document: bool,
    document: bool,
    mended: BTreeMap<String, Vec<u8>>,
}

impl Seen {
    /// Looks at a part. Answers it mended, where it must be.
    fn part(&mut self, name: &str, content: &[u8]) -> Result<Option<Vec<u8>>, FileFault> {
        if name.contains("vbaproject") {
            return Err(file_fault!(macros));
        }
        let ending = name.rsplit('.').next().unwrap_or_default();
        let mended = if matches!(ending, "xml" | "rels" | "vml") { mended_xml(content)? } else { None };
        match name {
            "[content_types].xml" => self.types = true,
            "encryptedpackage" => return Err(file_fault!(encrypted)),
            "mimetype" => self.open_document = content.starts_with(b"application/vnd.oasis.opendocument"),
            "word/document.xml" | "ppt/presentation.xml" => self.document = true,
            _ => {
                self.workbook |= name.ends_with("workbook.xml") || name.starts_with("xl/worksheets/");
                self.binary |= name.ends_with("workbook.bin");
            }
        }
        Ok(mended)
    }

    fn kind(&self) -> Result<(), FileFault> {
        if self.open_document {
            return Err(file_fault!(open_document));
        }
        if self.binary {
            return Err(file_fault!(binary_workbook));
        }
        if self.types && self.workbook {
            return Ok(());
        }
        Err(if self.types || self.document { file_fault!(not_workbook) } else { file_fault!(archive) })
    }
}

/// Refuses declarations of entities. An XML that is mended is handed back: one in UTF-16, in which they could hide, is looked at as
/// UTF-8; a count of strings that is larger than the part itself would have a reader reserve memory for nothing.
fn mended_xml(content: &[u8]) -> Result<Option<Vec<u8>>, FileFault> {
    let plain = utf8(content)?;
    if plain.contains(&0) || find(&plain, b"<!DOCTYPE").is_some() || find(&plain, b"<!ENTITY").is_some() {
        return Err(file_fault!(entities));
    }
    let mut plain = plain;
    let mut from = 0;
    while let Some(at) = plain.get(from..).and_then(|rest| find(rest, b"uniqueCount")).map(|at| from + at) {
        from = at + b"uniqueCount".len();
        let digits = plain.get(from..).unwrap_or_default().iter();
        let digits = digits.skip_while(|b| b.is_ascii_whitespace() || b"='\"+".contains(*b));
        let count = digits
            .take_while(|b| b.is_ascii_digit())
            .fold(0_usize, |sum, digit| sum.saturating_mul(10).saturating_add(usize::from(digit.saturating_sub(b'0'))));
        if count > plain.len()
            && let Some(letter) = plain.to_mut().get_mut(at)
        {
            *letter = b'x';
        }
    }
    Ok(match plain {
        Cow::Borrowed(_) => None,
        Cow::Owned(mended) => Some(mended),
    })
}

/// An XML part as UTF-8, without the declaration of another encoding.
fn utf8(content: &[u8]) -> Result<Cow<'_, [u8]>, FileFault> {
    let encoding = match content {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => UTF_16BE,
        _ => return Ok(Cow::Borrowed(content)),
    };
    let (text, broken) = encoding.decode_with_bom_removal(content);
    if broken {
        return Err(file_fault!(broken));
    }
    let body = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map_or(&*text, |(_, body)| body);
    Ok(Cow::Owned(body.as_bytes().to_vec()))
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle.first()?;
    let mut from = 0;
    loop {
        let rest = hay.get(from..)?;
        let at = from + rest.iter().position(|byte| byte == first)?;
        if hay.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}
