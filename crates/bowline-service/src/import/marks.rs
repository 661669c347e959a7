//! What stands in the XML of a sheet beside the values: hidden rows, formulas without a kept value, pictures in cells.
//!
//! This module must never read a value: the library does. A part that cannot be understood has no marks. Start reading
//! at [`of_workbook`].

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// How many marks of a kind are kept of a sheet.
const MOST: usize = 200_000;

/// The marks of one sheet. Rows and columns are counted from 0.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Marks {
    /// Rows that a person does not see.
    pub(super) hidden_rows: BTreeSet<usize>,
    /// Cells that hold a picture: =DISPIMG(…), IMAGE(…), or one placed in the cell.
    pub(super) pictures: BTreeSet<(usize, usize)>,
    /// Cells that hold a formula whose value was not kept.
    pub(super) without_value: BTreeSet<(usize, usize)>,
}

/// The marks of each sheet, by its name.
pub(super) fn of_workbook(bytes: &[u8]) -> BTreeMap<String, Marks> {
    read(bytes).unwrap_or_default()
}

fn read(bytes: &[u8]) -> Option<BTreeMap<String, Marks>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> = zip.file_names().filter_map(|name| name.ok().map(|name| name.to_string())).collect();
    let find = |wanted: &str| names.iter().find(|name| plain(name) == plain(wanted)).cloned();
    let book = find("xl/workbook.xml").or_else(|| names.iter().find(|name| name.ends_with("workbook.xml")).cloned())?;
    let (folder, file) = book.rsplit_once(['/', '\\']).unwrap_or(("", &book));
    let targets = targets(&part(&mut zip, &find(&format!("{folder}/_rels/{file}.rels"))?)?);
    let mut marks = BTreeMap::new();
    for (name, id) in sheets(&part(&mut zip, &book)?) {
        let Some(target) = targets.get(&id) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
        let content = find(&path).and_then(|path| part(&mut zip, &path));
        marks.insert(name, content.map(|content| of_sheet(&content)).unwrap_or_default());
    }
    Some(marks)
}

fn plain(name: &str) -> String {
    name.replace('\\', "/").to_lowercase()
}

/// A part, unpacked. Its size was looked at by [`zip_guard`](super::zip_guard).
fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    zip.by_name(name).ok()?.read_to_end(&mut content).ok()?;
    Some(content)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// Calls for each element that begins; an empty one counts as one.
fn elements(content: &[u8], mut each: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => each(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn targets(content: &[u8]) -> BTreeMap<String, String> {
    let mut targets = BTreeMap::new();
    elements(content, |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            targets.insert(id, target);
        }
    });
    targets
}

fn sheets(content: &[u8]) -> Vec<(String, String)> {
    let mut sheets = Vec::new();
    elements(content, |element| {
        if element.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "id"))
        {
            sheets.push((name, id));
        }
    });
    sheets
}

/// A cell being read.
#[derive(Default)]
struct Open {
    at: (usize, usize),
    is_text: bool,
    is_rich: bool,
    formula: Option<String>,
    in_formula: bool,
    has_value: bool,
}

fn of_sheet(content: &[u8]) -> Marks {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    reader.config_mut().expand_empty_elements = true;
    let (mut marks, mut buffer) = (Marks::default(), Vec::new());
    let (mut row, mut column, mut cell) = (0_usize, 0_usize, Open::default());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "row" => {
                    row = attribute(&element, "r").and_then(|r| r.parse().ok()).unwrap_or(row + 1);
                    column = 0;
                    let hidden = attribute(&element, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true");
                    if hidden && marks.hidden_rows.len() < MOST {
                        marks.hidden_rows.insert(row.saturating_sub(1));
                    }
                }
                "c" => {
                    let kind = attribute(&element, "t").unwrap_or_default();
                    column = attribute(&element, "r").and_then(|r| column_of(&r)).unwrap_or(column);
                    cell = Open {
                        at: (row.saturating_sub(1), column),
                        is_text: matches!(kind.as_str(), "str" | "s" | "inlineStr"),
                        is_rich: attribute(&element, "vm").is_some() && kind == "e",
                        ..Open::default()
                    };
                    column += 1;
                }
                "f" => (cell.formula, cell.in_formula) = (Some(String::new()), true),
                "is" => cell.has_value = true,
                _ => {}
            },
            Ok(Event::Text(text)) if cell.in_formula => {
                let formula = cell.formula.get_or_insert_default();
                formula.extend(text.xml10_content().chars().take(80));
            }
            Ok(Event::Text(text)) => cell.has_value |= !text.is_empty(),
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "f" => cell.in_formula = false,
                "c" => note(&mut marks, &cell),
                "sheetData" => return marks,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return marks,
            Ok(_) => {}
        }
    }
}

fn note(marks: &mut Marks, cell: &Open) {
    let picture = cell.is_rich || cell.formula.as_deref().is_some_and(is_picture);
    if picture && marks.pictures.len() < MOST {
        marks.pictures.insert(cell.at);
    } else if cell.formula.is_some() && !cell.has_value && !cell.is_text && marks.without_value.len() < MOST {
        marks.without_value.insert(cell.at);
    }
}

/// Whether a formula only shows a picture.
pub(super) fn is_picture(formula: &str) -> bool {
    let name = formula.trim_start_matches(['=', '@', ' ']).to_ascii_uppercase();
    let name = name.strip_prefix("_XLFN.").unwrap_or(&name);
    ["DISPIMG(", "IMAGE(", "_XLFN.IMAGE("].iter().any(|start| name.starts_with(start))
}

fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0_usize, |sum, letter| {
        sum.saturating_mul(26).saturating_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    column.checked_sub(1)
}
