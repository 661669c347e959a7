//! The same ledger gives the same rows, however it is encoded and laid out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

mod import_common;

use bowline_service::import::{Checked, Field, read_ledger};
use import_common::{Places, example};

fn checked(name: &str, bytes: &[u8]) -> Checked {
    let ledger = read_ledger(name, bytes).unwrap();
    ledger.check(&ledger.mapping, &Places::new())
}

#[test]
fn text_files_are_read_in_every_encoding() {
    let bytes = example("neimenggu-coal-2023.gb18030.csv");
    let text = encoding_rs::GB18030.decode(&bytes).0.into_owned();
    let wanted = checked("neimenggu-coal-2023.gb18030.csv", &example("neimenggu-coal-2023.gb18030.csv"));
    let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let semicolons = text.replace(',', ";").replace("\";\"", "\",\"");
    for bytes in
        [text.clone().into_bytes(), marked, wide, text.replace("\r\n", "\r").into_bytes(), semicolons.into_bytes()]
    {
        let found = checked("neimenggu-coal-2023.gb18030.csv", &bytes);
        let codes = |checked: &Checked| {
            checked.refused().map(|fault| (fault.row.clone(), fault.line, fault.code)).collect::<Vec<_>>()
        };
        assert_eq!(codes(&found), codes(&wanted));
        assert_eq!(found.rows.len(), 80);
    }
}

#[test]
fn one_row_may_have_several_faults_and_all_are_told() {
    let text = "单位名称,统一社会信用代码,市,县,隐患描述,隐患等级,排查时间,责任人,整改时限,完成时间,是否销号,资金(万元)\n\
                一品,9122,长春市,朝阳区,,较大,2022-10-06,/,2022-10-05,2022-10-01,也许,很多\n\
                二品,,,铁西区,漏气,一般,2022-10-06,王某,2022-10-07,,否,1.5\n\
                合 计,,,,,,,,,,,\n";
    let checked = checked("a.csv", text.as_bytes());
    let faults: Vec<_> = checked.refused().collect();
    let codes: Vec<&str> = faults[0].all.iter().map(|(_, code)| *code).collect();
    let wanted = [
        "credit_code_length",
        "description_missing",
        "person_missing",
        "funds_unreadable",
        "grade_unknown",
        "closed_unreadable",
        "deadline_before_found",
        "completed_before_found",
    ];
    assert_eq!(codes, wanted);
    assert_eq!(faults[0].zh.matches('。').count(), wanted.len() - 1, "{}", faults[0].zh);
    assert_eq!((faults[1].code, faults[1].field), ("place_ambiguous", Field::County));
    assert_eq!((checked.rows.len(), faults[1].row.as_str(), faults[1].line), (2, "2", 3));
}

#[test]
fn merged_cells_below_the_head_hold_for_every_row() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.set_name("龙港区").unwrap();
    for (column, name) in
        ["序号", "单位名称", "隐患描述", "隐患等级", "排查时间", "责任人", "整改时限"].into_iter().enumerate()
    {
        page.write_string(0, u16::try_from(column).unwrap(), name).unwrap();
    }
    for row in 1..=2_u32 {
        page.write_number(row, 0, row).unwrap();
        for (column, text) in [
            (2, format!("漏气{row}")),
            (3, "重大".into()),
            (4, "2022-10-06".into()),
            (5, "王某".into()),
            (6, "2022-10-07".into()),
        ] {
            page.write_string(row, column, text).unwrap();
        }
    }
    page.merge_range(1, 1, 2, 1, "一品酒楼", &rust_xlsxwriter::Format::new()).unwrap();
    let checked = checked("a.xlsx", &book.save_to_buffer().unwrap());
    let names: Vec<&str> = checked.accepted().map(|row| row.unit_name.as_str()).collect();
    assert_eq!(names, ["一品酒楼", "一品酒楼"]);
}
