//! The example ledgers give exactly what their answer keys say.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

mod import_common;

use bowline_core::facts::Grade;
use bowline_service::import::{Field, FundsUnit, ImportReport, LedgerRow, Mapping, PlaceNames};
use import_common::{Places, key, ledger, real_places};
use std::collections::{BTreeMap, BTreeSet};

/// The code that stands for a reason in the keys.
fn code(reason: &str) -> &'static str {
    match reason {
        "credit code check character" => "credit_code_check",
        "credit code has 17 characters" => "credit_code_length",
        "deadline before the day it was found" => "deadline_before_found",
        "nobody responsible" => "person_missing",
        "no description" => "description_missing",
        "place not known" => "place_unknown",
        "closed without a completion date" => "closed_without_date",
        "the same as row 3" => "duplicate_row",
        "no such day" => "date_impossible",
        "a day nobody can tell" | "a day without its year" => "date_vague",
        "grade missing: must be graded, not guessed" => "grade_missing",
        "row is short" => "row_short",
        "formula text: keep as text, never evaluate, and neutralise on export" => "formula_text",
        other => unreachable!("{other}"),
    }
}

fn agrees(file: &str, answers: &str) -> ImportReport {
    agrees_with(file, answers, &Places::new())
}

fn agrees_with(file: &str, answers: &str, places: &dyn PlaceNames) -> ImportReport {
    let (rows, errors) = key(answers);
    let ledger = ledger(file);
    let checked = ledger.check(&ledger.mapping, places);
    let report = ImportReport::new(&checked, 0);
    let found: BTreeMap<&str, &str> = report.refused.iter().map(|fault| (fault.row.as_str(), fault.code)).collect();
    let wanted: BTreeMap<&str, &str> = errors.iter().map(|(row, why)| (row.as_str(), code(why))).collect();
    assert_eq!(found, wanted, "{:#?}", report.refused);
    assert_eq!((report.rows, report.accepted, report.refused.len()), (rows, rows - errors.len(), errors.len()));
    let keys: BTreeSet<String> = checked.accepted().map(LedgerRow::key).collect();
    assert_eq!(keys.len(), report.accepted, "every row has a key of its own");
    report
}

#[test]
fn jilin_lpg() {
    let report = agrees("jilin-lpg-2022.xlsx", "jilin-lpg-2022.key.json");
    let repeated = report.refused.iter().find(|fault| fault.row == "56").unwrap();
    assert_eq!((repeated.line, repeated.sheet.as_str()), (60, "台账"));
    assert!(repeated.en.contains("the same as row 3") && repeated.zh.contains("第 3 行"));
}

/// The ledger that the README hands to the county's head: it lies in that county.
#[test]
fn chaoyang_lpg() {
    agrees("chaoyang-lpg-2022.xlsx", "chaoyang-lpg-2022.key.json");
    let ledger = ledger("chaoyang-lpg-2022.xlsx");
    let checked = ledger.check(&ledger.mapping, &real_places());
    assert!(checked.accepted().all(|row| row.place.as_str() == "220104"), "all in the county");
}

#[test]
fn neimenggu_coal() {
    agrees("neimenggu-coal-2023.gb18030.csv", "neimenggu-coal-2023.key.json");
}

#[test]
fn liaoning_vessels() {
    agrees("liaoning-vessels-2025.xlsx", "liaoning-vessels-2025.key.json");
}

/// The tests above know few places by exact names. The real tree knows the nation, short names and what it was called before:
/// it must neither refuse a place that they find nor find one that they refuse, nor lead elsewhere.
#[test]
fn the_real_tree_agrees_too() {
    let (real, few) = (real_places(), Places::new());
    for (name, ending, good, refused) in [
        ("jilin-lpg-2022", "xlsx", 51, 9),
        ("neimenggu-coal-2023", "gb18030.csv", 75, 5),
        ("liaoning-vessels-2025", "xlsx", 56, 4),
    ] {
        let file = format!("{name}.{ending}");
        let report = agrees_with(&file, &format!("{name}.key.json"), &real);
        assert_eq!((report.accepted, report.refused.len()), (good, refused), "{file}");
        let ledger = ledger(&file);
        let places = |places: &dyn PlaceNames| -> Vec<(String, String)> {
            let checked = ledger.check(&ledger.mapping, places);
            checked.accepted().map(|row| (row.row.clone(), row.place.to_string())).collect()
        };
        assert_eq!(places(&real), places(&few), "{file}");
    }
}

#[test]
fn the_jilin_head_is_understood() {
    let ledger = ledger("jilin-lpg-2022.xlsx");
    let sheet = &ledger.sheets[0];
    assert_eq!((sheet.head.first, sheet.head.last, sheet.head.columns.len()), (2, 3, 16));
    assert_eq!(sheet.head.columns[8].label(), "五落实责任人");
    assert_eq!(sheet.head.title.as_deref(), Some("吉林省餐饮场所瓶装液化石油气安全隐患排查整改台账"));
    assert_eq!(sheet.head.filled_on, Some(jiff::civil::date(2022, 10, 8)));
    assert_eq!(ledger.mapping.funds_unit, FundsUnit::TenThousandYuan);
    assert!(ledger.mapping.columns.iter().all(Option::is_some), "{:?}", ledger.mapping.columns);
    assert_eq!(sheet.skipped.iter().map(|line| line.line).collect::<Vec<_>>(), [65, 66]);
    assert_eq!(ledger.sha256.len(), 64);
    let json = serde_json::to_string(&ledger.mapping).unwrap();
    assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), ledger.mapping);
}

#[test]
fn a_jilin_row_is_read_whole() {
    let ledger = ledger("jilin-lpg-2022.xlsx");
    let checked = ledger.check(&ledger.mapping, &Places::new());
    let row = checked.accepted().find(|row| row.row == "5").unwrap();
    assert_eq!((row.line, row.place.as_str(), row.grade), (9, "220821", Some(Grade::General)));
    assert_eq!((row.found_on, row.deadline), (jiff::civil::date(2022, 10, 3), jiff::civil::date(2022, 10, 18)));
    assert_eq!((row.closed, row.completed_on), (true, Some(jiff::civil::date(2022, 10, 5))));
    assert_eq!((row.contingency.as_deref(), row.funds_yuan), (Some("停用并撤离"), None));
    let first = checked.accepted().next().unwrap();
    assert_eq!((first.funds_yuan, first.grade, first.place.as_str()), (Some(5_000), Some(Grade::Major), "220523"));
}

#[test]
fn vessels_without_a_name_are_called_by_their_owner() {
    let ledger = ledger("liaoning-vessels-2025.xlsx");
    let checked = ledger.check(&ledger.mapping, &Places::new());
    let row = checked.accepted().find(|row| row.row == "龙港区!4").unwrap();
    assert_eq!((row.unit_name.as_str(), row.place.as_str()), ("张某", "211403"));
    assert_eq!((row.grade, row.kind.as_deref()), (None, Some("三无船舶")));
    assert!(!row.closed && row.status.as_deref() == Some("扣押"));
}

#[test]
fn a_report_is_written_as_agreed() {
    let report = agrees("neimenggu-coal-2023.gb18030.csv", "neimenggu-coal-2023.key.json");
    let json = serde_json::to_value(&report).unwrap();
    let sorted = |object: &serde_json::Map<String, serde_json::Value>| {
        let mut keys: Vec<String> = object.keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(
        sorted(json.as_object().unwrap()),
        ["accepted", "differences", "differing", "duplicates", "refused", "revised", "rows"]
    );
    let first = json["refused"][0].as_object().unwrap();
    assert_eq!(sorted(first), ["code", "en", "field", "line", "row", "sheet", "zh"]);
    assert_eq!((&first["row"], &first["line"], &first["field"]), (&"NM-009".into(), &10.into(), &"found_on".into()));
}

#[test]
fn a_corrected_mapping_is_followed() {
    let ledger = ledger("jilin-lpg-2022.xlsx");
    let mut mapping = ledger.mapping.clone();
    let person = mapping.column(Field::Person).unwrap();
    mapping.columns[person] = None;
    let checked = ledger.check(&mapping, &Places::new());
    assert_eq!(checked.accepted().count(), 0);
    assert!(checked.refused().all(|fault| fault.all.iter().any(|(_, code)| *code == "person_missing")));
}
