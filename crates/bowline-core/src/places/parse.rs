//! This module reads and checks the files of places. Every fault is collected, and where there is one there must never be a tree.
//!
//! Columns: `code,parent,level,zh,en,valid_from,valid_to`; both days count in, empty means open. The column of a
//! language that the country does not write is left out: its names are those of the other.

use super::{Level, Place, PlaceFault, PlaceTree};
use crate::ids::PlaceCode;
use crate::time::Day;
use crate::words::Text;
use serde::Deserialize;
use std::collections::BTreeMap;

/// More entries than this are refused.
pub const MAX_PLACES: usize = 100_000;
/// A name longer than this many characters is refused.
const MAX_NAME: usize = 120;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<'r> {
    code: &'r str,
    parent: &'r str,
    level: &'r str,
    /// A country of one language writes only one of the two columns.
    zh: Option<&'r str>,
    en: Option<&'r str>,
    valid_from: &'r str,
    valid_to: &'r str,
}

/// An entry and where it was written.
struct Entry<'f> {
    place: Place,
    file: &'f str,
    line: u64,
}

impl Entry<'_> {
    fn fault(&self, zh: String, en: String) -> PlaceFault {
        fault(self.file, self.line, zh, en)
    }
}

fn fault(file: &str, line: u64, zh: String, en: String) -> PlaceFault {
    PlaceFault { file: file.to_owned(), line, message: Text { zh, en } }
}

impl PlaceTree {
    /// Builds the tree from files of (name, CSV text): the national file, townships, history, overlays.
    ///
    /// # Errors
    /// Every row that cannot be read, and too many entries; where all can be read, every other fault: one code twice on one day,
    /// unknown or ended parents, levels that do not descend (so no cycle either), not exactly one nation.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<PlaceFault>> {
        let mut faults = Vec::new();
        let mut places: BTreeMap<PlaceCode, Vec<Entry>> = BTreeMap::new();
        let mut count = 0;
        for (file, text) in files {
            count += read_file(file, text, MAX_PLACES.saturating_sub(count), &mut places, &mut faults);
        }
        for entries in places.values_mut() {
            entries.sort_by_key(|entry| entry.place.valid_from);
        }
        // Without the rows that could not be read, what lies below them would seem to be wrong.
        if !faults.is_empty() {
            return Err(faults);
        }
        check_overlaps(&places, &mut faults);
        check_parents(&places, &mut faults);
        match check_nation(files, &places, &mut faults) {
            Some(nation) if faults.is_empty() => {
                let bare = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.place).collect::<Box<[Place]>>();
                Ok(Self::build(nation, places.into_iter().map(|(code, entries)| (code, bare(entries))).collect()))
            }
            _ => Err(faults),
        }
    }
}

/// Reads one file and says how many entries it gave.
fn read_file<'f>(
    file: &'f str,
    text: &str,
    room: usize,
    places: &mut BTreeMap<PlaceCode, Vec<Entry<'f>>>,
    faults: &mut Vec<PlaceFault>,
) -> usize {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    let both = ["zh", "en"].iter().all(|column| headers.iter().any(|header| header == *column));
    let mut count = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(fault(file, line, format!("读不出这一行：{error}"), format!("unreadable row: {error}")));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if count == room {
            let limit = MAX_PLACES;
            faults.push(fault(file, line, format!("地方多于 {limit} 个"), format!("more than {limit} places")));
            break;
        }
        count += 1;
        match record
            .deserialize::<Row>(Some(&headers))
            .map_err(|error| Text::same(error.to_string()))
            .and_then(|row| read_row(&row, both))
        {
            Ok(place) => places.entry(place.code).or_default().push(Entry { place, file, line }),
            Err(why) => faults.push(fault(file, line, format!("读不出这一行：{}", why.zh), why.en)),
        }
    }
    count
}

fn not_a(zh: &str, en: &str, text: &str) -> Text {
    Text::new(format!("“{text}”不是{zh}"), format!("`{text}` is not a {en}"))
}

/// `both`: the file has a column for each language.
fn read_row(row: &Row, both: bool) -> Result<Place, Text> {
    let day = |text: &str| -> Result<Option<Day>, Text> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| not_a("日期", "day", text)) }
    };
    let code = |text: &str| text.parse::<PlaceCode>().map_err(|_| not_a("地方代码", "place code", text));
    let name = if both {
        Text::new(row.zh.unwrap_or_default(), row.en.unwrap_or_default())
    } else {
        Text::same(row.zh.or(row.en).unwrap_or_default())
    };
    for name in [&name.zh, &name.en] {
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(Text::new(
                "名称为空、过长或含控制字符",
                "the name is empty, too long or holds control characters",
            ));
        }
    }
    let place = Place {
        code: code(row.code)?,
        parent: if row.parent.is_empty() { None } else { Some(code(row.parent)?) },
        level: Level::parse(row.level).map_err(|_| not_a("地方层级", "place level", row.level))?,
        name,
        valid_from: day(row.valid_from)?,
        valid_to: day(row.valid_to)?,
    };
    match (place.valid_from, place.valid_to) {
        (Some(from), Some(to)) if to < from => {
            Err(Text::new(format!("{to} 结束，早于 {from} 开始"), format!("ends on {to}, before it begins on {from}")))
        }
        _ => Ok(place),
    }
}

fn check_overlaps(places: &BTreeMap<PlaceCode, Vec<Entry>>, faults: &mut Vec<PlaceFault>) {
    for (code, entries) in places {
        for (older, newer) in entries.iter().zip(entries.iter().skip(1)) {
            if older.place.overlaps(&newer.place) {
                let (file, line) = (older.file, older.line);
                faults.push(newer.fault(
                    format!("代码 {code} 在同一天有两条，另一条在 {file}:{line}"),
                    format!("code {code} stands twice on one day, the other at {file}:{line}"),
                ));
            }
        }
    }
}

/// Parents exist, stand to this day if the child does, and are of an outer level in *every* entry: hence no cycle.
fn check_parents(places: &BTreeMap<PlaceCode, Vec<Entry>>, faults: &mut Vec<PlaceFault>) {
    for entry in places.values().flatten() {
        let place = &entry.place;
        let Some(parent) = place.parent else {
            if place.level != Level::Nation {
                faults.push(entry.fault(format!("{} 没有上级", place.code), format!("{} has no parent", place.code)));
            }
            continue;
        };
        let above = places.get(&parent).map_or(&[][..], Vec::as_slice);
        if above.is_empty() {
            faults.push(entry.fault(format!("没有代码为 {parent} 的上级"), format!("unknown parent {parent}")));
        } else if above.iter().any(|outer| outer.place.level >= place.level) {
            faults.push(entry.fault(
                format!("上级 {parent} 的层级不高于 {}", place.code),
                format!("parent {parent} is not of an outer level than {}", place.code),
            ));
        } else if !above.iter().any(|outer| outer.place.overlaps(place) && ends_no_sooner(&outer.place, place)) {
            faults.push(entry.fault(
                format!("上级 {parent} 先于 {} 撤销", place.code),
                format!("parent {parent} ends before {}", place.code),
            ));
        }
    }
}

fn ends_no_sooner(outer: &Place, inner: &Place) -> bool {
    match (outer.valid_to, inner.valid_to) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(outer), Some(inner)) => outer >= inner,
    }
}

fn check_nation(
    files: &[(&str, &str)],
    places: &BTreeMap<PlaceCode, Vec<Entry>>,
    faults: &mut Vec<PlaceFault>,
) -> Option<PlaceCode> {
    let mut nations = places.values().flatten().filter(|entry| entry.place.level == Level::Nation);
    let first = nations.next();
    if let Some(second) = nations.next() {
        faults.push(second.fault("国家多于一个".to_owned(), "more than one nation".to_owned()));
    }
    if first.is_none() {
        let file = files.first().map_or("", |(name, _)| name);
        faults.push(fault(file, 0, "没有国家".to_owned(), "no nation".to_owned()));
    }
    first.map(|entry| entry.place.code)
}
