//! Hostile and broken files are refused with a sentence; nothing panics, hangs or fills the memory.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

mod import_common;

use bowline_service::import::{FileFault, grid, read_ledger, workbook};
use import_common::{Places, example, xlsx, zipped};
use proptest::prelude::*;

fn refused(name: &str, bytes: &[u8]) -> &'static str {
    let fault: FileFault = read_ledger(name, bytes).map(|ledger| ledger.name).unwrap_err();
    assert!(!fault.text.zh.is_empty() && !fault.text.en.is_empty());
    fault.code
}

#[test]
fn what_is_no_workbook_is_refused() {
    assert_eq!(refused("a.xlsx", b""), "file_empty");
    assert_eq!(refused("a.xlsx", &vec![b'a'; (50 << 20) + 1]), "file_too_big");
    assert_eq!(refused("a.xlsx", b"\x7fELF\x02\x01\x01\0\0\0\0"), "not_workbook");
    assert_eq!(refused("a.pdf", b"%PDF-1.4 plain text"), "not_workbook");
    assert_eq!(refused("a.csv", b"a,b\0c\n1,2,3"), "not_workbook");
    assert_eq!(refused("a.xls", b"<html><table><tr><td>1</td></tr></table>"), "web_page");
    assert_eq!(refused("a.csv", "只有一句话".as_bytes()), "no_head");
    assert_eq!(refused("a.xlsx", &zipped(&[("word/document.xml", b"<a/>")])), "not_workbook");
    assert_eq!(
        refused("a.xlsb", &zipped(&[("[Content_Types].xml", b"<a/>"), ("xl/workbook.bin", b"x")])),
        "binary_workbook"
    );
    assert_eq!(refused("a.xlsm", &zipped(&[("[Content_Types].xml", b"<a/>"), ("xl/vbaProject.bin", b"x")])), "macros");
}

/// Formats of other programs are not read; the sentence says what to save the file as.
#[test]
fn other_formats_are_refused_with_a_way_out() {
    let old = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 1_024]].concat();
    let open = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"<?xml version=\"1.0\"?><office:document-content/>"),
        ("META-INF/manifest.xml", b"<?xml version=\"1.0\"?><manifest:manifest/>"),
    ]);
    let packed = zipped(&[("台账.xlsx", b"x")]);
    let old_word = {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        file.create_stream("WordDocument").unwrap();
        file.into_inner().into_inner()
    };
    for (name, bytes, code, word) in [
        ("a.xls", &old, "broken", "save it again"),
        ("a.ods", &open, "open_document", "save it as .xlsx"),
        ("a.xlsx", &open, "open_document", "save it as .xlsx"),
        ("a.zip", &packed, "archive", "unpack it"),
        ("a.xls", &old_word, "not_workbook", "as .xlsx"),
        ("a.xls", &b"%PDF-1.4".to_vec(), "not_workbook", "this is a PDF"),
        ("a.xlsx", &b"\xFF\xD8\xFF\xE0".to_vec(), "not_workbook", "this is a photo"),
    ] {
        let fault = read_ledger(name, bytes).map(|ledger| ledger.name).unwrap_err();
        assert_eq!(fault.code, code);
        assert!(fault.text.en.contains(word) && !fault.text.zh.is_ascii(), "{fault:?}");
    }
}

#[test]
fn truncated_files_are_refused() {
    let whole = example("jilin-lpg-2022.xlsx");
    for tenth in 0..10 {
        assert!(read_ledger("a.xlsx", &whole[..whole.len() * tenth / 10]).is_err());
    }
    assert_eq!(refused("a.xlsx", &xlsx("<row r=\"1\"><c r=\"A1\">")), "broken");
}

/// A zip file of one part that declares another size than it has.
fn declaring(zip: &[u8], size: u32) -> Vec<u8> {
    let mut bytes = zip.to_vec();
    let entry = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[22..26].copy_from_slice(&size.to_le_bytes());
    bytes[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
    bytes
}

#[test]
fn bombs_are_refused() {
    let blanks = vec![b' '; 8 << 20];
    let bomb = zipped(&[("xl/worksheets/sheet1.xml", &blanks)]);
    assert_eq!(refused("a.xlsx", &bomb), "ratio");
    assert_eq!(refused("a.xlsx", &declaring(&bomb, 300 << 20)), "unpacked_too_big");
    assert!(["ratio", "broken"].contains(&refused("a.xlsx", &declaring(&bomb, 10))), "small is not believed");
    let entities = br#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><sst>&c;</sst>"#;
    assert_eq!(refused("a.xlsx", &zipped(&[("xl/sharedStrings.xml", entities)])), "entities");
    let wide: Vec<u8> = "<!DOCTYPE a [<!ENTITY b \"b\">]><sst/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [b"\xFF\xFE".as_slice(), &wide].concat();
    assert_eq!(refused("a.xlsx", &zipped(&[("xl/sharedStrings.xml", &wide)])), "entities");
}

#[test]
fn sizes_are_counted_not_believed() {
    let head = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>单位名称</v></c><c r=\"B1\" t=\"str\"><v>隐患描述</v></c><c r=\"C1\" t=\"str\"><v>责任人</v></c></row>";
    let far = |cell: &str, row: u32| xlsx(&format!("{head}<row r=\"{row}\"><c r=\"{cell}{row}\"><v>1</v></c></row>"));
    // A single cell far away is a slip of the hand: it is left out and named. More than a few are a file that is too large.
    for (column, row) in [("XFD", 2), ("A", 1_048_576)] {
        let ledger = read_ledger("a.xlsx", &xlsx(&format!("{head}<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"{row}\"><c r=\"{column}{row}\"><v>1</v></c></row>"))).unwrap();
        assert_eq!(ledger.stray, [("S".to_owned(), format!("{column}{row}"))]);
        assert_eq!(ledger.sheets[0].rows.len(), 1);
    }
    let many = |far: fn(u32) -> String| -> Vec<u8> {
        let cells: String = (0..30)
            .map(|at| {
                let cell = far(at);
                let row: String = cell.chars().filter(char::is_ascii_digit).collect();
                format!("<row r=\"{row}\"><c r=\"{cell}\"><v>1</v></c></row>")
            })
            .collect();
        xlsx(&format!("{head}{cells}"))
    };
    assert_eq!(refused("a.xlsx", &many(|at| format!("XFD{}", at + 2))), "too_many_columns");
    assert_eq!(refused("a.xlsx", &many(|at| format!("A{}", 1_000_000 + at))), "too_many_rows");
    assert!(read_ledger("a.xlsx", &far("A", 2)).is_ok());
    let wide: String = (0..10_000).map(|at| format!("列{at},")).collect();
    assert_eq!(refused("a.csv", wide.as_bytes()), "too_many_columns");
    assert_eq!(refused("a.csv", &b"a,b\n".repeat(200_001)), "too_many_rows");
    let full = format!("{}\n", ",".repeat(grid::MAX_COLUMNS - 1)).repeat(grid::MAX_CELLS / grid::MAX_COLUMNS + 1);
    assert_eq!(refused("a.csv", full.as_bytes()), "too_many_cells");
    let mut book = rust_xlsxwriter::Workbook::new();
    for _ in 0..=grid::MAX_SHEETS {
        book.add_worksheet();
    }
    assert_eq!(refused("a.xlsx", &book.save_to_buffer().unwrap()), "too_many_sheets");
    let open_quote = format!("单位名称,隐患描述,责任人\n\"{}", "长".repeat(40_000));
    assert_eq!(refused("a.csv", open_quote.as_bytes()), "open_quote");
    let long = format!("单位名称,隐患描述,责任人\n{}", "长".repeat(40_000));
    assert_eq!(refused("a.csv", long.as_bytes()), "text_too_long");
    // Forty megabytes of one row are refused at its 257th cell, before anything is built of them.
    assert_eq!(refused("a.csv", "a,".repeat(20 << 20).as_bytes()), "too_many_columns");
}

#[test]
fn names_lose_their_paths() {
    for (name, clean) in [
        ("/etc/passwd", "passwd"),
        ("C:\\a\\台账.xlsx", "台账.xlsx"),
        ("../..", "ledger"),
        ("a\n\u{202e}b.csv", "ab.csv"),
        ("", "ledger"),
        ("a/", "ledger"),
    ] {
        assert_eq!(workbook::clean_name(name), clean);
    }
}

fn survives(name: &str, bytes: &[u8]) {
    if let Ok(ledger) = read_ledger(name, bytes) {
        let checked = ledger.check(&ledger.mapping, &Places::new());
        let faults: Vec<_> = checked.refused().collect();
        ledger.refused_file(&faults).unwrap();
    }
}

/// Puts bytes of chance into a file.
fn spoiled(whole: &[u8], changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    bytes
}

/// The parts of a workbook, one of them spoiled before it is packed again: the checksums of the zip are right.
fn respoiled(whole: &[u8], part: prop::sample::Index, changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(whole)).unwrap();
    let chosen = part.index(zip.len());
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        let name = file.name().unwrap().to_string();
        parts.push((name, if at == chosen { spoiled(&content, changes) } else { content }));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zipped(&parts)
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_workbooks_do_not_panic(changes in changes(), part in any::<prop::sample::Index>()) {
        let whole = example("jilin-lpg-2022.xlsx");
        survives("a.xlsx", &spoiled(&whole, &changes));
        survives("a.xlsx", &respoiled(&whole, part, &changes));
    }

    #[test]
    fn spoiled_text_does_not_panic(changes in changes()) {
        survives("a.csv", &spoiled(&example("neimenggu-coal-2023.gb18030.csv"), &changes));
    }

    #[test]
    fn any_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000), text in "(单位名称|隐患描述|责任人|,|\n|\"|=|[0-9./年月日])*") {
        survives("a.xlsx", &bytes);
        survives("a.csv", &bytes);
        survives("a.csv", text.as_bytes());
    }
}
