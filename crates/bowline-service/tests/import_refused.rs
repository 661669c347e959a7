//! Refused rows go back as a workbook that is corrected in place and imported again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

mod import_common;

use bowline_service::import::grid::Cell;
use bowline_service::import::workbook::read;
use bowline_service::import::{Checked, Field, Ledger, RowFault, read_ledger};
use import_common::{Places, ledger};
use std::collections::BTreeMap;

fn returned(ledger: &Ledger) -> (Checked, Vec<u8>) {
    let checked = ledger.check(&ledger.mapping, &Places::new());
    let faults: Vec<&RowFault> = checked.refused().collect();
    let file = ledger.refused_file(&faults).unwrap();
    (checked, file)
}

/// Writes a workbook again with some cells changed, as its office does: (sheet, line, column) → text.
fn corrected(file: &[u8], changes: &BTreeMap<(String, usize, usize), &str>) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for sheet in read("a.xlsx", file).unwrap().sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name).unwrap();
        for (at, row) in sheet.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let (line, to) = (u32::try_from(at).unwrap(), u16::try_from(column).unwrap());
                match (changes.get(&(sheet.name.clone(), at + 1, column)), cell) {
                    (Some(text), _) => drop(page.write_string(line, to, *text).unwrap()),
                    (None, Cell::Text(text)) => drop(page.write_string(line, to, text).unwrap()),
                    (None, Cell::Number(number)) => drop(page.write_number(line, to, *number).unwrap()),
                    (None, Cell::Date(day)) => drop(page.write_string(line, to, day.to_string()).unwrap()),
                    (None, shown @ (Cell::Formatted(_) | Cell::Unknown(_))) => {
                        page.write_string(line, to, shown.shown()).unwrap();
                    }
                    (None, Cell::Empty) => {}
                }
            }
        }
        for block in sheet.merged {
            let corner = &sheet.rows[block.top][block.left];
            let (top, left) = (u32::try_from(block.top).unwrap(), u16::try_from(block.left).unwrap());
            let (bottom, right) = (u32::try_from(block.bottom).unwrap(), u16::try_from(block.right).unwrap());
            page.merge_range(top, left, bottom, right, &corner.shown(), &rust_xlsxwriter::Format::new()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn rows(checked: &Checked) -> Vec<(String, &'static str)> {
    checked.refused().map(|fault| (fault.row.clone(), fault.code)).collect()
}

#[test]
fn the_jilin_rows_come_back_as_they_were_and_can_be_corrected() {
    let first = ledger("jilin-lpg-2022.xlsx");
    let (checked, file) = returned(&first);
    let again = read_ledger("a.xlsx", &file).unwrap();
    let sheet = &again.sheets[0];
    assert_eq!(
        (sheet.head.title.clone(), sheet.head.filled_on),
        (first.sheets[0].head.title.clone(), first.sheets[0].head.filled_on)
    );
    assert_eq!(
        (again.mapping.head.clone(), again.mapping.funds_unit),
        (first.mapping.head.clone(), first.mapping.funds_unit)
    );
    assert_eq!(sheet.head.columns.len(), 17);
    assert_eq!(sheet.head.columns[16].name, "退回原因 reason");
    let reason = sheet.rows[0].cells[16].shown().into_owned();
    assert!(reason.contains("校验位") && reason.contains("check character"), "{reason}");
    // The row that repeated row 3 is alone now; the others are refused as before.
    let wanted: Vec<_> = rows(&checked).into_iter().filter(|(_, code)| *code != "duplicate_row").collect();
    assert_eq!(rows(&again.check(&first.mapping, &Places::new())), wanted);

    let columns = |field| again.mapping.column(field).unwrap();
    let at =
        |row: &str| usize::try_from(sheet.rows.iter().find(|data| data.cells[0].shown() == row).unwrap().line).unwrap();
    let change = |row: &str, field, text| (("台账".to_owned(), at(row), columns(field)), text);
    let changes = BTreeMap::from([
        change("7", Field::CreditCode, ""),
        change("12", Field::Deadline, "2022-10-14"),
        change("18", Field::Person, "周某"),
        change("25", Field::Description, "灭火器失效"),
        change("31", Field::CreditCode, "/"),
        change("39", Field::County, "朝阳区"),
        change("44", Field::Person, "周某"),
        change("50", Field::CompletedOn, "2022-10-14"),
    ]);
    let mended = read_ledger("a.xlsx", &corrected(&file, &changes)).unwrap();
    let mended = mended.check(&first.mapping, &Places::new());
    assert_eq!(rows(&mended), []);
    assert_eq!(mended.accepted().count(), 9);
    let repeated = mended.accepted().find(|row| row.row == "56").unwrap();
    let original = checked.accepted().find(|row| row.row == "3").unwrap();
    assert_eq!(repeated.key(), original.key(), "known by its key when it comes again");
}

#[test]
fn formula_text_comes_back_neutralised_and_is_not_lost() {
    let first = ledger("neimenggu-coal-2023.gb18030.csv");
    let (_, file) = returned(&first);
    let book = read("a.xlsx", &file).unwrap();
    let raw = book.sheets[0].rows.iter().flatten().find_map(|cell| match cell {
        Cell::Text(text) if text.contains("HYPERLINK") => Some(text.clone()),
        _ => None,
    });
    assert_eq!(raw.as_deref(), Some("'=HYPERLINK(\"http://127.0.0.1/x\",\"点击\")"));
    let again = read_ledger("a.xlsx", &file).unwrap();
    let codes: Vec<&str> = again.check(&first.mapping, &Places::new()).refused().map(|fault| fault.code).collect();
    assert_eq!(codes, ["date_impossible", "grade_missing", "credit_code_length", "person_missing", "formula_text"]);
    let twice = again.refused_file(&again.check(&first.mapping, &Places::new()).refused().collect::<Vec<_>>()).unwrap();
    let twice = read_ledger("a.xlsx", &twice).unwrap();
    assert_eq!(twice.sheets[0].head.columns, again.sheets[0].head.columns, "one column of reasons, however often");
}

#[test]
fn every_sheet_with_refused_rows_comes_back() {
    let first = ledger("liaoning-vessels-2025.xlsx");
    let (_, file) = returned(&first);
    let again = read_ledger("a.xlsx", &file).unwrap();
    let names: Vec<&str> = again.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["龙港区", "旅顺口区", "甘井子区", "连山区"]);
    let changes = names.iter().map(|name| (((*name).to_owned(), 4, 5), "2025-11-03")).collect();
    let mended = read_ledger("a.xlsx", &corrected(&file, &changes)).unwrap();
    let mended = mended.check(&first.mapping, &Places::new());
    assert_eq!(rows(&mended), []);
    assert_eq!(mended.accepted().count(), 4);
}

#[test]
fn nothing_refused_gives_an_empty_workbook() {
    assert!(ledger("jilin-lpg-2022.xlsx").refused_file(&[]).is_ok());
}
