//! Workbooks: made on the fly, and refused ones corrected as an office would.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use std::path::Path;

/// A row of a ledger of bottled gas: unit, credit code, city, county, description, grade, found, person, deadline.
pub type Row<'a> = [&'a str; 9];

/// The head of these rows.
pub const HEAD: Row<'static> = [
    "单位名称",
    "统一社会信用代码",
    "市（州）",
    "县（市、区）",
    "隐患描述",
    "隐患等级",
    "排查时间",
    "责任人",
    "整改时限",
];

/// Writes a workbook of texts.
pub fn write<S: AsRef<str>>(path: &Path, rows: &[impl AsRef<[S]>]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0..).zip(rows) {
        for (column, text) in (0..).zip(row.as_ref()) {
            sheet.write_string(at, column, text.as_ref()).unwrap();
        }
    }
    book.save(path).unwrap();
}

/// Every field of the first sheet as text.
pub fn read(path: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: &Data| match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        cell => cell.to_string(),
    };
    sheet.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// A row that can be taken in.
pub const fn good<'a>(unit: &'a str, description: &'a str) -> Row<'a> {
    [unit, "", "长春市", "朝阳区", description, "一般", "2022-10-05", "钱某", "2022-11-01"]
}
