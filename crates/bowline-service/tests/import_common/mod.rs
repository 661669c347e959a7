//! What the tests of ledger import share: places, few and all, the example ledgers and their answer keys.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

use bowline_core::ids::PlaceCode;
use bowline_core::places::PlaceTree;
use bowline_core::time::Day;
use bowline_core::words::Text;
use bowline_service::import::{Ledger, PlaceMiss, PlaceNames, read_ledger};
use std::collections::BTreeMap;
use std::io::Write;

/// Four provinces, by exact names.
pub struct Places(BTreeMap<String, (String, String)>);

impl Places {
    pub fn new() -> Self {
        let mut reader = csv::Reader::from_reader(include_str!("../fixtures/places.csv").as_bytes());
        Self(
            reader
                .records()
                .map(|row| row.unwrap())
                .map(|row| (row[0].into(), (row[1].into(), row[2].into())))
                .collect(),
        )
    }

    /// The place and those above it, innermost first.
    fn chain(&self, code: &str) -> Vec<(&str, &str)> {
        let mut chain = Vec::new();
        let mut at = self.0.get_key_value(code);
        while let Some((code, (parent, name))) = at {
            chain.push((code.as_str(), name.as_str()));
            at = self.0.get_key_value(parent);
        }
        chain
    }

    fn fits(&self, code: &str, names: &[&str], within: Option<PlaceCode>) -> bool {
        let chain = self.chain(code);
        let inside = within.is_none_or(|of| chain.iter().any(|(code, _)| *code == of.as_str()));
        let mut above = chain.iter();
        inside
            && chain[0].1 == names[names.len() - 1]
            && names.iter().rev().all(|name| above.any(|(_, known)| known == name))
    }
}

impl PlaceNames for Places {
    fn resolve(&self, names: &[&str], within: Option<PlaceCode>, _: Day) -> Result<PlaceCode, PlaceMiss> {
        let found: Vec<&String> = self.0.keys().filter(|code| self.fits(code, names, within)).collect();
        match found.as_slice() {
            [one] => Ok(one.parse().unwrap()),
            [] => Err(PlaceMiss::Unknown(Text::same(names.join(" ")))),
            several => Err(PlaceMiss::Ambiguous(Text::same(format!("{several:?}")))),
        }
    }
}

/// The tree of the national pack, as the program loads it.
pub fn real_places() -> PlaceTree {
    let folder = format!("{}/../../packs/cn-national/places", env!("CARGO_MANIFEST_DIR"));
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    PlaceTree::parse(&files).unwrap()
}

/// The bytes of an example ledger.
pub fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// An example ledger, read.
pub fn ledger(name: &str) -> Ledger {
    read_ledger(name, &example(name)).unwrap()
}

/// The answer key of an example: number of rows, and why rows are refused.
pub fn key(name: &str) -> (usize, BTreeMap<String, String>) {
    let key: serde_json::Value = serde_json::from_slice(&example(name)).unwrap();
    let errors = key["errors"].as_object().unwrap();
    let errors = errors.iter().map(|(row, why)| (row.clone(), why.as_str().unwrap().to_owned())).collect();
    (usize::try_from(key["rows"].as_u64().unwrap()).unwrap(), errors)
}

/// A zip file of these parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet of this XML.
pub fn xlsx(sheet: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let rels = r#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let book_rels = r#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let sheet = format!("<?xml version=\"1.0\"?><worksheet><sheetData>{sheet}</sheetData></worksheet>");
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}
