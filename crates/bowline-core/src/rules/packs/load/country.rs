//! This module reads what a pack says of its country: keys of `pack.toml`, `levels.toml`, titles in `sectors.toml`.

use super::lists::sector_code;
use super::parts;
use super::reader::{Fields, Node, Sink};
use crate::places::Level;
use crate::rules::law::SampleSize;
use crate::rules::law::country::{Currency, GradeNames, LedgerTitle, LevelWords, Tables};
use crate::words::{Lang, Text};
use std::collections::BTreeMap;

/// The keys of `pack.toml` that are read here.
pub(super) const KEYS: [&str; 8] =
    ["languages", "currency", "unit_code", "counted", "grades", "date_order", "at_once_grace", "look_back"];

/// The keys of `pack.toml`. From here on names may be written in one language where the pack has only one.
pub(super) fn read(f: &Fields<'_>, sink: &Sink) -> Tables {
    let mut languages = parts::each(f.items("languages"), |node| node.word::<Lang>());
    if languages.is_empty() {
        languages = Lang::ALL.to_vec();
    }
    if let [only] = languages.as_slice() {
        sink.speak_only(*only);
    }
    Tables {
        languages,
        currency: f.get("currency").and_then(currency),
        unit_code: f.get("unit_code").and_then(|node| node.word()),
        counted: parts::each(f.items("counted"), |node| node.text().map(str::to_owned)),
        grades: f.get("grades").and_then(grades),
        date_order: f.get("date_order").and_then(|node| node.word()),
        at_once_grace: f.get("at_once_grace").and_then(parts::grace),
        look_back: f.get("look_back").and_then(look_back),
        ..Tables::default()
    }
}

fn look_back(node: Node<'_>) -> Option<SampleSize> {
    let f = node.table(&["percent", "least"])?;
    let (percent, least) = (f.need("percent"), f.need("least"));
    Some(SampleSize { percent: percent?.count(1..=100)?, least: least?.count(1..=1_000)? })
}

fn currency(node: Node<'_>) -> Option<Currency> {
    let f = node.table(&["code", "name"])?;
    Some(Currency { code: f.need("code")?.text()?.to_owned(), name: f.need("name")?.both()? })
}

fn grades(node: Node<'_>) -> Option<GradeNames> {
    let f = node.table(&["major", "general"])?;
    Some(GradeNames { major: f.need("major")?.both()?, general: f.need("general")?.both()? })
}

/// `levels.toml`: what each level of places is called.
pub(super) fn levels(f: &Fields<'_>) -> BTreeMap<Level, LevelWords> {
    parts::each(f.items("level"), level).into_iter().collect()
}

fn level(node: Node<'_>) -> Option<(Level, LevelWords)> {
    let f = node.table(&["id", "name", "columns"])?;
    let columns = parts::each(f.items("columns"), |node| node.text().map(str::to_owned));
    let (id, name) = (f.need("id"), f.need("name"));
    Some((id?.word()?, LevelWords { name: name?.both()?, columns }))
}

/// One `[[ledger_title]]` of `sectors.toml`; its sector must have a name.
pub(super) fn ledger_title(node: Node<'_>, sectors: &BTreeMap<String, Text>) -> Option<LedgerTitle> {
    let f = node.table(&["says", "sector"])?;
    let (says, sector) = (f.need("says"), f.need("sector"));
    let code = sector_code(sector?)?;
    if !sectors.contains_key(&code) {
        let message = Text::new(format!("没有行业 `{code}`"), format!("there is no sector `{code}`"));
        sector?.fault("pack.unknown_sector", message);
    }
    Some(LedgerTitle { says: says?.text()?.to_owned(), sector: code })
}
