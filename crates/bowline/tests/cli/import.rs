//! `bowline import` on an office's real-looking ledger.

use crate::common::process::{bowline_on, facts, filled, root};
use crate::common::sheet;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tempfile::TempDir;

/// The report, with not one field more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    rows: usize,
    accepted: usize,
    duplicates: usize,
    differing: usize,
    revised: usize,
    refused: Vec<Refused>,
    differences: Vec<serde_json::Value>,
    reading: Reading,
}

#[derive(Debug, Deserialize)]
struct Reading {
    tables: Vec<Table>,
}

#[derive(Debug, Deserialize)]
struct Table {
    lines: u32,
    above: u32,
    head: u32,
    rows: u32,
    blank: u32,
    skipped: Vec<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    row: String,
    line: u32,
    sheet: String,
    field: String,
    code: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct Key {
    rows: usize,
    errors: BTreeMap<String, String>,
}

fn import(data: &Path, file: &Path, status: i32, more: &[&str]) -> Report {
    let mut arguments = vec!["import", file.to_str().unwrap(), "--json"];
    arguments.extend(more);
    let ran = bowline_on(data, &arguments);
    assert_eq!(ran.status, status, "{ran:?}");
    assert_eq!(ran.out.lines().count(), 1, "one line of JSON and nothing else: {}", ran.out);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn the_example_gives_its_answer_key_and_the_second_time_nothing() {
    let (data, file) = (TempDir::new().unwrap(), root("examples/jilin-lpg-2022.xlsx"));
    let key: Key =
        serde_json::from_str(&std::fs::read_to_string(root("examples/jilin-lpg-2022.key.json")).unwrap()).unwrap();
    let first = import(data.path(), &file, 3, &[]);
    let found: BTreeSet<&str> = first.refused.iter().map(|it| it.row.as_str()).collect();
    assert_eq!(found, key.errors.keys().map(String::as_str).collect());
    assert_eq!(first.refused.len(), key.errors.len());
    assert_eq!((first.rows, first.accepted, first.duplicates), (key.rows, key.rows - key.errors.len(), 0));
    let table = &first.reading.tables[0];
    let skipped = u32::try_from(table.skipped.len()).unwrap();
    assert_eq!((table.lines, table.rows, skipped), (66, 60, 2), "{table:?}");
    assert_eq!(
        table.lines,
        table.above + table.head + table.rows + table.blank + skipped,
        "every line is accounted for"
    );
    for it in &first.refused {
        assert!(!it.field.is_empty() && !it.code.is_empty() && it.sheet == "台账" && it.line > 4, "{it:?}");
        assert!(!it.zh.is_ascii() && it.en.len() > 10 && it.en != it.zh, "{it:?}");
    }
    let before = facts(data.path());
    let second = import(data.path(), &file, 3, &[]);
    assert_eq!((second.rows, second.accepted, second.duplicates, second.refused.len()), (60, 0, 51, 9));
    assert_eq!(facts(data.path()), before, "the second time writes no fact");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let (data, file) = (TempDir::new().unwrap(), root("examples/jilin-lpg-2022.xlsx"));
    let report = import(data.path(), &file, 3, &["--dry-run"]);
    assert_eq!((report.rows, report.accepted, report.duplicates, report.refused.len()), (60, 51, 0, 9));
    assert_eq!(facts(data.path()), 0);
}

#[test]
fn a_dry_run_prints_each_row_by_field_and_typed() {
    let (data, file) = (filled(), root("examples/jilin-lpg-2022.xlsx"));
    let read = |data: &Path| -> serde_json::Value {
        let ran = bowline_on(data, &["import", file.to_str().unwrap(), "--dry-run", "--json", "--rows"]);
        assert_eq!((ran.status, ran.out.lines().count()), (3, 1), "{ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    };
    let whole = read(data.path());
    let rows = whole["read"].as_array().unwrap();
    assert_eq!((rows.len(), whole["rows"].as_u64()), (60, Some(60)));
    let first = &rows[0];
    assert_eq!((&first["outcome"], &first["row"], &first["line"]), (&"accepted".into(), &"1".into(), &5.into()));
    let fields = &first["fields"];
    assert_eq!(fields["funds"], serde_json::json!({ "amount": 5_000, "currency": "CNY" }));
    assert_eq!((&fields["place"], &fields["grade"]), (&"220523".into(), &"major".into()));
    assert_eq!((&fields["found_on"], &fields["closed"]), (&"2022-10-06".into(), &false.into()));
    let refused = &rows[6];
    assert_eq!((&refused["outcome"], &refused["fields"]), (&"refused".into(), &serde_json::Value::Null));
    assert_eq!(refused["faults"][0], serde_json::json!({ "field": "credit_code", "code": "credit_code_check" }));
    import(data.path(), &file, 3, &[]);
    assert_eq!(read(data.path())["read"][0]["outcome"], "known", "what is in the register already is said");
    assert_eq!(bowline_on(data.path(), &["import", file.to_str().unwrap(), "--rows"]).status, 2, "only in a dry run");
}

#[test]
fn the_terminal_reads_both_languages() {
    let data = filled();
    let ran = bowline_on(data.path(), &["import", root("examples/jilin-lpg-2022.xlsx").to_str().unwrap()]);
    assert_eq!(ran.status, 3);
    assert!(ran.out.contains("共 60 行：已导入 51，台账中已有 0，未通过校验 9"), "{}", ran.out);
    assert!(ran.out.contains("60 rows: 51 imported, 0 already in the register, 9 rejected"), "{}", ran.out);
    assert!(ran.out.contains("不存在县") && ran.out.contains("the location is not known"), "{}", ran.out);
    assert!(ran.out.contains("台账 共 66 行：表头以上 2，表头 2，数据 60，跳过 2，空行 0"), "{}", ran.out);
    assert!(ran.out.contains("line 65: total"), "{}", ran.out);
    assert!(ran.err.is_empty(), "no progress bar where nobody looks: {}", ran.err);
}

#[test]
fn a_ledger_without_a_fault_ends_with_success() {
    let (data, file) = (filled(), TempDir::new().unwrap());
    let path = file.path().join("台账.xlsx");
    sheet::write(&path, &[sheet::HEAD, sheet::good("小南饭店", "软管老化"), sheet::good("小北饭店", "无报警器")]);
    let report = import(data.path(), &path, 0, &[]);
    assert_eq!((report.rows, report.accepted, report.duplicates, report.refused.len()), (2, 2, 0, 0), "{report:?}");
}

#[test]
fn a_csv_is_taken_in_too() {
    let (data, file) = (filled(), TempDir::new().unwrap());
    let path = file.path().join("ledger.csv");
    let rows = [sheet::HEAD, sheet::good("小南饭店", "软管老化")].map(|row| row.join(","));
    std::fs::write(&path, rows.join("\n")).unwrap();
    assert_eq!(import(data.path(), &path, 0, &[]).accepted, 1);
}

#[test]
fn refused_rows_are_corrected_and_imported_again() {
    let (data, folder) = (filled(), TempDir::new().unwrap());
    let refused = folder.path().join("refused.xlsx");
    let example = root("examples/jilin-lpg-2022.xlsx");
    import(data.path(), &example, 3, &["--refused", refused.to_str().unwrap()]);
    let mut rows = sheet::read(&refused);
    let reason = rows[2].iter().position(|text| text.contains("退回原因")).unwrap();
    let mut corrected = 0;
    for row in &mut rows {
        let why = row[reason].clone();
        corrected += usize::from(correct(row, &why));
    }
    assert_eq!(corrected, 3);
    sheet::write(&refused, &rows);
    let report = import(data.path(), &refused, 3, &[]);
    let left: Vec<&str> = report.refused.iter().map(|it| it.code.as_str()).collect();
    assert_eq!((report.rows, report.accepted), (9, 3 + report.rows - 3 - left.len() - report.duplicates), "{report:?}");
    assert!(!left.contains(&"person_missing") && !left.contains(&"place_unknown"), "{left:?}");
    assert!(left.contains(&"credit_code_check"), "what was not corrected comes back: {left:?}");
}

/// Names a person and a county that exists. Whether there was something to correct.
fn correct(row: &mut [String], why: &str) -> bool {
    if why.contains("no person responsible is named") {
        let date = row.iter().position(|cell| cell.starts_with("2022")).unwrap();
        row[date + 1] = "钱某".to_owned();
        return true;
    }
    let unknown = row.iter().position(|cell| cell == "不存在县");
    if let Some(at) = unknown {
        row[at - 1] = "长春市".to_owned();
        row[at] = "朝阳区".to_owned();
    }
    unknown.is_some()
}

#[test]
fn a_later_edition_is_shown_and_taken_over_when_asked() {
    let (data, folder) = (filled(), TempDir::new().unwrap());
    let (first, next) = (folder.path().join("9月.csv"), folder.path().join("10月.csv"));
    let head = "序号,单位名称,市,区县,隐患描述,隐患等级,排查时间,责任人,整改措施,整改时限,完成时间,是否销号";
    let row = |no: u8, rest: &str| {
        format!("{no},澄波食品{no}厂,长春市,朝阳区,配电箱未接地,一般,2022-09-01,秦某,限期整改,{rest}")
    };
    let write = |path: &Path, rows: &[String]| std::fs::write(path, format!("{head}\n{}", rows.join("\n"))).unwrap();
    write(&first, &[row(1, "2022-09-21,,否"), row(2, "2022-09-21,,否"), row(3, "2022-09-21,,否")]);
    write(&next, &[row(1, "2022-09-21,2022-09-19,是"), row(2, "2022-10-21,,否"), row(3, "2022-09-21,,否")]);
    assert_eq!(import(data.path(), &first, 0, &[]).accepted, 3);
    let shown = import(data.path(), &next, 3, &[]);
    assert_eq!((shown.accepted, shown.duplicates, shown.differing, shown.revised), (0, 1, 2, 0), "{shown:?}");
    let told: Vec<&str> = shown.differences.iter().map(|it| it["aspect"].as_str().unwrap()).collect();
    assert_eq!(told, ["closed", "deadline"]);
    let ran = bowline_on(data.path(), &["import", next.to_str().unwrap()]);
    assert!(ran.out.contains("与台账不同 2") && ran.out.contains("2022-09-21 → 2022-10-21"), "{}", ran.out);
    let before = facts(data.path());
    assert_eq!(import(data.path(), &next, 0, &["--differences", "leave"]).differing, 2);
    assert_eq!(facts(data.path()), before, "what is left writes nothing");
    let taken = import(data.path(), &next, 0, &["--differences", "take"]);
    assert_eq!((taken.revised, taken.differing, taken.duplicates), (2, 0, 1), "{taken:?}");
    assert!(facts(data.path()) > before);
    assert_eq!(import(data.path(), &next, 0, &[]).duplicates, 3);
}

#[test]
fn columns_are_those_of_the_headings_or_of_the_office_that_is_named() {
    let (data, folder) = (filled(), TempDir::new().unwrap());
    let path = folder.path().join("ledger.csv");
    let rows = [sheet::HEAD, sheet::good("小南饭店", "软管老化")].map(|row| row.join(","));
    std::fs::write(&path, rows.join("\n")).unwrap();
    let ran = bowline_on(data.path(), &["import", path.to_str().unwrap(), "--mapping", "220104/emergency"]);
    assert!(ran.status == 1 && ran.err.contains("220104/emergency has saved no column mapping"), "{ran:?}");
    assert_eq!(import(data.path(), &path, 0, &[]).accepted, 1);
}
