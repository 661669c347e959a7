//! The text of a file's bytes: UTF-8, UTF-16 with or without a mark, GB18030, Windows-1252.
//!
//! This module must never hand on a text that was read in the wrong encoding: what is in none of these is named as what
//! it is. Start reading at [`decode`].

use super::fault::{FileFault, file_fault};
use super::fields::field_of;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Stands for bytes that are no character; a row that holds one is refused.
pub(super) const UNREADABLE: char = '\u{fffd}';
/// Up to one bad byte in so many bytes of a text that is UTF-8 otherwise.
const RARE: usize = 50;

/// The text.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, FileFault> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        let usable = !text.contains('\0') && (!broken || encoding.name() == "UTF-8");
        return if usable { Ok(text) } else { Err(file_fault!(encoding)) };
    }
    if bytes.contains(&0) {
        return wide(bytes).ok_or_else(|| file_fault!(not_workbook));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    if nearly_utf8(bytes) {
        return Ok(String::from_utf8_lossy(bytes));
    }
    if single_letters(bytes) {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        let letters = !text.contains(|c| matches!(c, '\u{80}'..='\u{9f}' | 'ÿ'));
        return if letters { Ok(text) } else { Err(file_fault!(encoding)) };
    }
    let chinese = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    if chinese.as_deref().is_none_or(|text| known_names(text) == 0) {
        let traditional = BIG5.decode_without_bom_handling_and_without_replacement(bytes);
        if traditional.is_some_and(|text| TRADITIONAL.iter().any(|word| text.contains(word))) {
            return Err(file_fault!(big5));
        }
    }
    chinese.ok_or_else(|| file_fault!(encoding))
}

/// Words of heads in traditional characters.
const TRADITIONAL: [&str; 8] = ["單位", "隱患", "責任", "縣", "時間", "編號", "備註", "檢查"];

/// UTF-16 without a mark: its line ends and separators have a zero byte on one side.
fn wide(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let encoding = if zeros(1) > zeros(0) { UTF_16LE } else { UTF_16BE };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    let usable = bytes.len().is_multiple_of(2) && !broken && text.contains(['\n', '\r']) && text.chars().all(plain);
    usable.then_some(text)
}

/// Whether a text is UTF-8 but for a few bytes: enough letters of several bytes are whole.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * RARE <= whole
}

/// Whether letters beyond ASCII stand alone between others, as in Western European texts. Chinese ones come in pairs of bytes.
fn single_letters(bytes: &[u8]) -> bool {
    let runs = bytes.split(u8::is_ascii).filter(|run| !run.is_empty());
    let (single, all) =
        runs.fold((0_usize, 0_usize), |(single, all), run| (single + usize::from(run.len() == 1), all + 1));
    single * 10 >= all * 9
}

/// How many names of columns are known among the first cells.
fn known_names(text: &str) -> usize {
    let start: String = text.chars().take(4_000).collect();
    start.split([',', ';', '\t', '|', '\n', '\r', '"']).filter(|cell| field_of(cell).is_some()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let words = "单位名称,隐患描述\n一品,漏气";
        let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xFF\xFE".as_slice(), &little].concat();
        let gb = GB18030.encode(words).0.into_owned();
        for bytes in [words.as_bytes(), &[b"\xEF\xBB\xBF", words.as_bytes()].concat(), &gb, &little, &big, &marked] {
            assert_eq!(decode(bytes).unwrap(), words);
        }
        assert_eq!(decode(b"Unit,Hazard\nCaf\xe9s,It\x92s hot\n").unwrap(), "Unit,Hazard\nCafés,It’s hot\n");
        let mut spoiled = words.repeat(20).into_bytes();
        let at = spoiled.len() - 4;
        spoiled[at] = 0xff;
        assert!(decode(&spoiled).unwrap().contains(UNREADABLE));
        let big5 = BIG5.encode("單位名稱,隱患描述,責任人").0.into_owned();
        assert_eq!(decode(&big5).unwrap_err().code, "big5");
        assert_eq!(decode(b"\xFF\xFE\x00").unwrap_err().code, "encoding");
        assert_eq!(decode(b"a,\0b").unwrap_err().code, "not_workbook");
        assert_eq!(decode(b"\xb5\xa5\xce\xbb,\xff\xff\xff\xff").unwrap_err().code, "encoding");
    }
}
