//! Looks at a zipped workbook before anybody reads it: what it is, and how large it really is when unpacked.
//!
//! Must never hand on a part that was not unpacked here within the limits. Start reading at [`check`].

use super::fault::{FileFault, file_fault};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most that all parts may unpack to, in megabytes.
const MAX_UNPACKED_MB: u64 = 200;
/// Above this size, parts that are more tightly packed than [`MAX_RATIO`] are refused.
const RATIO_FROM: u64 = 4 << 20;
/// How many times larger than packed a part may be.
const MAX_RATIO: u64 = 200;
/// The most parts.
const MAX_PARTS: usize = 5_000;

/// Unpacks every part once, within limits, and refuses what is no workbook.
pub(super) fn check(bytes: &[u8]) -> Result<(), FileFault> {
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
        let name = part.name().map_err(|_| file_fault!(broken))?.replace('\\', "/").to_lowercase();
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
        seen.part(&name, &content)?;
    }
    seen.kind()
}

#[derive(Debug, Default)]
struct Seen {
    types: bool,
    workbook: bool,
    binary: bool,
}

impl Seen {
    fn part(&mut self, name: &str, content: &[u8]) -> Result<(), FileFault> {
        if name.contains("vbaproject") {
            return Err(file_fault!(macros));
        }
        let ending = name.rsplit('.').next().unwrap_or_default();
        if matches!(ending, "xml" | "rels" | "vml") {
            check_xml(content)?;
        }
        match name {
            "[content_types].xml" => self.types = true,
            "encryptedpackage" => return Err(file_fault!(encrypted)),
            _ => {
                self.workbook |= name.ends_with("workbook.xml") || name.starts_with("xl/worksheets/");
                self.binary |= name.ends_with("workbook.bin");
            }
        }
        Ok(())
    }

    fn kind(self) -> Result<(), FileFault> {
        if self.binary {
            return Err(file_fault!(binary_workbook));
        }
        if self.types && self.workbook {
            return Ok(());
        }
        Err(file_fault!(not_workbook))
    }
}

/// Refuses declarations of entities, encodings in which they could hide, and counts of strings that cannot be true.
fn check_xml(content: &[u8]) -> Result<(), FileFault> {
    if content.contains(&0) || find(content, b"<!DOCTYPE").is_some() || find(content, b"<!ENTITY").is_some() {
        return Err(file_fault!(entities));
    }
    let mut rest = content;
    while let Some(at) = find(rest, b"uniqueCount") {
        rest = rest.get(at + b"uniqueCount".len()..).unwrap_or_default();
        let digits = rest.iter().skip_while(|b| b.is_ascii_whitespace() || b"='\"+".contains(*b));
        let count = digits
            .take_while(|b| b.is_ascii_digit())
            .fold(0_usize, |sum, digit| sum.saturating_mul(10).saturating_add(usize::from(digit.saturating_sub(b'0'))));
        if count > content.len() {
            return Err(file_fault!(broken));
        }
    }
    Ok(())
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
