//! Files over which other software stumbled in public (`cases/`): each is read as a person sees it, or refused with the
//! true cause, and every line of it is accounted for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, where a panic is the failure")]

mod import_common;

use bowline_core::facts::Grade;
use bowline_core::rules::DateOrder;
use bowline_service::import::dates::DateRules;
use bowline_service::import::lines::LineKind;
use bowline_service::import::{
    Defaults, Ledger, LedgerRow, Mapping, Reading, RowFault, WhyLeftOut, read_ledger, read_ledger_with,
};
use import_common::real_places;
use std::sync::LazyLock;

static PLACES: LazyLock<bowline_core::places::PlaceTree> = LazyLock::new(real_places);

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cases/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A case, read; its lines add up.
fn ledger(name: &str) -> Ledger {
    let ledger = read_ledger(name, &bytes(name)).unwrap();
    adds_up(&ledger);
    ledger
}

/// The lines of each table are its titles, head, rows, skipped and blank lines.
fn adds_up(ledger: &Ledger) {
    for table in Reading::new(ledger, &ledger.mapping).tables {
        let skipped = u32::try_from(table.skipped.len()).unwrap();
        assert_eq!(table.lines, table.above + table.head + table.rows + table.blank + skipped, "{table:?}");
    }
}

fn rows(name: &str) -> Vec<Result<LedgerRow, RowFault>> {
    let ledger = ledger(name);
    ledger.check(&ledger.mapping, &*PLACES).rows
}

/// All rows of a case, none of them refused.
fn good(name: &str) -> Vec<LedgerRow> {
    rows(name).into_iter().map(Result::unwrap).collect()
}

/// The fault of a file that is refused as a whole.
fn refused(name: &str) -> (&'static str, String) {
    let fault = read_ledger(name, &bytes(name)).map(|ledger| ledger.name).unwrap_err();
    assert!(!fault.text.zh.is_ascii(), "{fault:?}");
    (fault.code, fault.text.en)
}

fn day(text: &str) -> bowline_core::time::Day {
    text.parse().unwrap()
}

#[test]
fn days_are_counted_by_the_workbooks_own_system() {
    for name in ["b01-1904.xlsx", "b01b-1904-fmt57.xlsx"] {
        for row in good(name) {
            assert_eq!((row.found_on, row.deadline), (day("2025-05-07"), day("2025-05-21")), "{name}");
        }
    }
    let found: Vec<String> = good("b20-fraction.xlsx").iter().map(|row| row.found_on.to_string()).collect();
    assert_eq!(found, ["2025-05-07", "2025-05-07", "2025-05-06", "2025-05-07"], "23:59:59.1 is still the day before");
}

#[test]
fn what_is_certain_of_a_day_is_read_and_the_rest_says_why_not() {
    let rows = rows("b02-text-dates.xlsx");
    for row in rows.iter().flatten() {
        assert_eq!(row.found_on, day("2025-05-07"), "{:?}", row.remark);
    }
    let why: Vec<(&str, &str)> =
        rows.iter().filter_map(|row| row.as_ref().err()).map(|it| (it.row.as_str(), it.en.as_str())).collect();
    assert_eq!(why.iter().map(|(row, _)| *row).collect::<Vec<_>>(), ["5", "16", "17"]);
    assert!(why[0].1.contains("a bound and not a day"), "{why:?}");
    assert!(why[1].1.contains("year of two digits"), "{why:?}");
    assert!(why[2].1.contains("has no year"), "{why:?}");
}

#[test]
fn the_pack_says_which_comes_first_day_or_month() {
    let ledger = ledger("b02b-us-dates.csv");
    let found = |order| {
        let defaults = Defaults { dates: DateRules { order, ..DateRules::default() }, ..Defaults::default() };
        let checked = ledger.check(&Mapping { defaults, ..ledger.mapping.clone() }, &*PLACES);
        let fault = checked.rows[0].as_ref().unwrap_err().clone();
        fault.all.iter().any(|(_, code)| code.starts_with("date_"))
    };
    assert!(!found(Some(DateOrder::Mdy)), "05/12/2025 and 06/13/2025 are read");
    assert!(found(Some(DateOrder::Ymd)), "nobody can tell");
}

#[test]
fn help_for_reading_aloud_is_no_text() {
    let named: Vec<(String, String)> =
        good("b04-phonetic.xlsx").into_iter().map(|row| (row.unit_name, row.description)).collect();
    assert_eq!(named[0], ("宁东大道加油站".into(), "油罐区护栏缺失".into()));
    assert_eq!(named[1], ("粗体餐馆".into(), "液化气瓶与灶具间距不足".into()));
    let inline = good("b04b-inline-phonetic.xlsx");
    assert_eq!((inline[0].unit_name.as_str(), inline[0].description.as_str()), ("内联单位", "消防水池"));
}

#[test]
fn what_is_hidden_is_said() {
    let seen = ledger("b05-hidden.xlsx");
    assert_eq!(seen.sheets.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["台账"]);
    assert_eq!(seen.sheets[0].hidden_rows, [4]);
    let left: Vec<(&str, WhyLeftOut)> = seen.left_out.iter().map(|it| (it.sheet.as_str(), it.why)).collect();
    assert_eq!(left, [("上年底稿", WhyLeftOut::Hidden), ("选项", WhyLeftOut::Hidden)]);
    assert!(!Reading::new(&seen, &seen.mapping).is_plain());
    let all = read_ledger_with("b05-hidden.xlsx", &bytes("b05-hidden.xlsx"), true).unwrap();
    assert_eq!(all.sheets.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["台账", "上年底稿"]);
}

#[test]
fn heads_follow_their_merged_blocks() {
    for row in good("b07-three-line-head.xlsx") {
        assert_eq!((row.person.as_str(), row.responsible_unit.as_deref()), ("陆某", Some("三表头工厂")));
        assert_eq!((row.funds_yuan, row.deadline), (Some(15_000), day("2025-05-21")));
    }
    let own = good("own-three-line-head.xlsx");
    assert_eq!(
        (own[0].unit_name.as_str(), own[0].description.as_str(), own[0].person.as_str()),
        ("甲厂", "漏电", "秦某")
    );
    assert_eq!((own[0].responsible_unit.as_deref(), own[0].funds_yuan, own.len()), (Some("甲厂"), Some(15_000), 1));
    assert_eq!(good("b07-three-line-head.xlsx").len(), 3, "the third line of the head is no row");
    for row in good("b07b-two-line-same-names.xlsx") {
        assert_eq!(row.person, "厂长乙", "not the official who stands beside the enterprise");
    }
}

#[test]
fn a_picture_in_a_cell_is_nothing_to_read() {
    assert_eq!(good("b08-dispimg.xlsx").len(), 2);
}

#[test]
fn money_counts_as_a_person_sees_it() {
    let funds = |name: &str| good(name).iter().map(|row| row.funds_yuan.unwrap()).collect::<Vec<_>>();
    assert_eq!(funds("b10-funds-format.xlsx"), [50_000, 50_000, 5_000, 1_200, 50_000]);
    assert_eq!(funds("b10b-funds-scaled.xlsx"), [50_000]);
}

#[test]
fn lines_that_are_no_rows_are_named() {
    let ledger = ledger("b11-totals.xlsx");
    assert_eq!(ledger.sheets[0].rows.len(), 2);
    let kinds: Vec<(u32, LineKind)> = ledger.sheets[0].skipped.iter().map(|it| (it.line, it.kind)).collect();
    let total = (5..=9).map(|line| (line, LineKind::Total));
    let rest = [
        (10, LineKind::Signature),
        (11, LineKind::Signature),
        (12, LineKind::Note),
        (13, LineKind::Note),
        (14, LineKind::End),
    ];
    assert_eq!(kinds, total.chain(rest).collect::<Vec<_>>());
    assert_eq!(ledger.sheets[0].skipped[0].text, "合计：2条");
}

#[test]
fn codes_are_read_as_meant_or_the_true_cause_is_named() {
    let outcome = |row: &Result<LedgerRow, RowFault>| match row {
        Ok(row) => row.credit_code.as_ref().map_or("none", |_| "code"),
        Err(fault) => fault.code,
    };
    let found: Vec<&str> = rows("b12-codes.xlsx").iter().map(outcome).collect();
    let wanted = [
        "code",
        "code",
        "code",
        "code",
        "code",
        "code",
        "credit_code_number",
        "credit_code_number",
        "none",
        "none",
        "none",
        "credit_code_old",
        "credit_code_character",
        "code",
        "code",
        "code",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn a_quote_that_never_closes_swallows_nothing() {
    let (code, sentence) = refused("b14-unclosed-quote.csv");
    assert_eq!(code, "open_quote");
    assert!(sentence.contains("line 3"), "{sentence}");
    let rows = good("b14b-inner-quotes.csv");
    assert_eq!(
        rows.iter().map(|row| row.description.as_str()).collect::<Vec<_>>(),
        ["配电箱未接地", "\"三违\"问题突出", "3\"管道漏气", "配电箱未接地"]
    );
    assert_eq!(rows[3].unit_name, "\"老地方\"饭店");
}

#[test]
fn any_separator_is_found() {
    let rows = good("b15-semicolon.csv");
    assert_eq!((rows.len(), rows[0].description.as_str()), (3, "1,2,3,4,5号罐阀门,法兰,垫片,螺栓,管线,均有渗漏"));
    for name in ["b15b-sep-line.csv", "b15c-tab.csv", "b15d-pipe.csv"] {
        assert_eq!(good(name).len(), 2, "{name}");
    }
    assert_eq!(good("b15b-sep-line.csv")[0].line, 3, "lines are those of the file");
}

#[test]
fn any_encoding_is_read_or_named() {
    assert_eq!(good("b16-cr-in-cell.gb18030.csv")[0].description, "第一行\n第二行,有逗号");
    assert_eq!(good("b16b-utf16le-nobom.csv").len(), 2);
    let rare = good("b16c-extb.gb18030.csv");
    assert_eq!((rare[0].unit_name.as_str(), rare[1].person.as_str()), ("𠮷野家快餐𫞩", "𬎆某"));
    let spoiled = rows("b16d-one-bad-byte.csv");
    assert!(spoiled[0].is_ok(), "the other rows are whole");
    assert_eq!(spoiled[1].as_ref().unwrap_err().code, "character_unreadable");
    assert_eq!(refused("b16e-big5.csv").0, "big5");
    assert_eq!((good("b16f-trailing-empty.csv").len(), good("b16g-short-trailing.csv").len()), (2, 2));
}

#[test]
fn a_workbook_is_told_by_what_it_holds() {
    for name in [
        "b17-base.xlsx",
        "b17d-utf16-part.xlsx",
        "b17e-wrong-uniquecount.xlsx",
        "b17m-biff.xls",
        "b17n-biff-renamed.xlsx",
        "b17q-leading-newline.xlsx",
    ] {
        let rows = good(name);
        assert_eq!(
            (rows.len(), rows[1].unit_name.as_str(), rows[1].found_on),
            (2, "澄波食品有限公司2", day("2025-05-07")),
            "{name}"
        );
    }
    assert_eq!((refused("b17j-html.xls").0, refused("b17l-mht.xls").0), ("web_page", "web_page"));
    let (code, sentence) = refused("b18-password.xlsx");
    assert!(code == "encrypted" && sentence.contains("remove the password"), "{sentence}");
    let (code, sentence) = refused("b18b-macro.xlsm");
    assert!(code == "macros" && sentence.contains("save it as .xlsx without macros"), "{sentence}");
}

/// Our own: number formats, a hidden row, a hidden sheet and a total in an old workbook.
#[test]
fn an_old_workbook_is_read_as_a_person_sees_it() {
    let book = ledger("own-formats-hidden.xls");
    assert_eq!((book.sheets[0].hidden_rows.as_slice(), book.left_out[0].why), ([3].as_slice(), WhyLeftOut::Hidden));
    assert_eq!(book.sheets[0].skipped[0].kind, LineKind::Total);
    let rows = good("own-formats-hidden.xls");
    let last = &rows[5];
    assert_eq!((last.unit_name.as_str(), last.description.as_str(), last.funds_yuan), ("007", "50%", Some(50_000)));
    assert_eq!((last.found_on, last.deadline), (day("2025-05-07"), day("2025-05-21")));
}

#[test]
fn merged_cells_hold_for_all_their_rows() {
    let rows = good("b21-merged-body.xlsx");
    let units: Vec<&str> = rows.iter().map(|row| row.unit_name.as_str()).collect();
    assert_eq!(units, ["合并单位甲", "合并单位甲", "合并单位乙", "合并单位乙"]);
    assert!(rows.iter().all(|row| row.found_on == day("2025-05-07")));
}

#[test]
fn every_table_of_a_sheet_is_read() {
    let rows = good("b26-two-tables.xlsx");
    assert_eq!((rows.len(), rows[2].unit_name.as_str(), rows[2].grade), (3, "第二表单位", Some(Grade::Major)));
}

/// A text alone where a number should be parts the rows or signs them; a row with a name only is refused as one.
#[test]
fn lines_of_one_text_are_named() {
    let text = "序号,单位名称,隐患描述,隐患等级,市,县,排查时间,责任人,整改时限\n\
                永昌街道,,,,,,,,\n\
                1,甲,漏电,一般,长春市,朝阳区,2025-05-07,王某,2025-05-21\n\
                （盖章）,,,,,,,,\n\
                ,乙,,,,,,,\n\
                3,,,,,,,,\n";
    let ledger = read_ledger("a.csv", text.as_bytes()).unwrap();
    adds_up(&ledger);
    assert_eq!(ledger.sheets[0].skipped.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4]);
    let lines: Vec<(u32, bool)> = ledger
        .check(&ledger.mapping, &*PLACES)
        .rows
        .iter()
        .map(|row| match row {
            Ok(row) => (row.line, true),
            Err(fault) => (fault.line, false),
        })
        .collect();
    assert_eq!(lines, [(3, true), (5, false), (6, false)]);
}

/// A second table under another head, in text: each is read by its own.
#[test]
fn two_heads_in_a_sheet_are_read_each_by_its_own() {
    let text = "一般隐患台账,,,,,,,\n\
                单位名称,隐患描述,隐患等级,市,县,排查时间,责任人,整改时限\n\
                甲,漏电,一般,长春市,朝阳区,2025-05-07,王某,2025-05-21\n\
                合计,1,,,,,,\n\
                ,,,,,,,\n\
                重大隐患台账,,,,,,,\n\
                责任人,单位名称,市,县,隐患等级,排查时间,隐患描述,整改时限\n\
                李某,乙,长春市,朝阳区,重大,2025-05-08,漏气,2025-06-21\n";
    let ledger = read_ledger("a.csv", text.as_bytes()).unwrap();
    adds_up(&ledger);
    assert_eq!(ledger.sheets.len(), 2);
    assert_eq!(ledger.sheets[1].head.title.as_deref(), Some("重大隐患台账"));
    let rows: Vec<LedgerRow> = ledger.check(&ledger.mapping, &*PLACES).rows.into_iter().map(Result::unwrap).collect();
    assert_eq!((rows[1].unit_name.as_str(), rows[1].person.as_str(), rows[1].line), ("乙", "李某", 8));
    let lines: u32 = Reading::new(&ledger, &ledger.mapping).tables.iter().map(|table| table.lines).sum();
    assert_eq!(lines, 8);
}

/// After each page's total, title and head stand once more, here with a head of two lines.
#[test]
fn a_ledger_printed_in_pages_is_read_whole() {
    let head = "隐患台账,,,,,,,\n单位,,隐患,,排查时间,责任人,整改时限,备注\n单位名称,市,隐患描述,隐患等级,,,,\n";
    let mut text = head.to_owned();
    for row in 1..=62 {
        text.push_str(&format!("单位{row},长春市,漏气{row},一般,2025-05-07,王某,2025-05-21,\n"));
        if row % 10 == 0 {
            text.push_str(&format!("本页小计：10条,,,,,,,\n第 {} 页,,,,,,,\n{head}", row / 10));
        }
    }
    text.push_str("合计：62条,,,,,,,\n");
    let ledger = read_ledger("a.csv", text.as_bytes()).unwrap();
    adds_up(&ledger);
    let rows: Vec<LedgerRow> = ledger.check(&ledger.mapping, &*PLACES).rows.into_iter().map(Result::unwrap).collect();
    assert_eq!((rows.len(), rows[61].description.as_str()), (62, "漏气62"));
    let reading = Reading::new(&ledger, &ledger.mapping);
    assert_eq!(usize::try_from(reading.tables[0].lines).unwrap(), text.lines().count());
}

#[test]
fn a_formula_counts_by_its_kept_value() {
    assert_eq!(
        good("b27-rownumber-formula.xlsx").iter().map(|row| row.row.as_str()).collect::<Vec<_>>(),
        ["1", "2", "3"]
    );
    let rows = rows("b27b-formula-nocache.xlsx");
    let fault = rows[0].as_ref().unwrap_err();
    assert_eq!(fault.all, [(bowline_service::import::Field::Deadline, "formula_without_value")]);
    assert!(rows[1].is_ok());
}

#[test]
fn escapes_are_what_they_stand_for() {
    let rows = good("b29-xescape.xlsx");
    assert_eq!(rows[0].description, "第一行\n第二行");
    assert_eq!((rows[1].description.as_str(), rows[2].unit_name.as_str()), ("文件_x0041_编号", "中文饭店"));
}

#[test]
fn texts_take_what_is_shown() {
    let rows = good("b32-number-formats.xlsx");
    assert_eq!((rows[0].unit_name.as_str(), rows[1].description.as_str()), ("007", "50%"));
    assert_eq!((rows[2].person.as_str(), rows[3].description.as_str()), ("1.1", "3月1日"));
}

#[test]
fn cells_far_away_are_named_and_harm_nothing() {
    let far = ledger("b35-far-column.xlsx");
    assert_eq!(far.stray, [("台账".to_owned(), "XFD3".to_owned())]);
    assert_eq!((good("b35-far-column.xlsx").len(), good("b35b-far-row.xlsx").len()), (2, 2));
    let sheets: Vec<String> = ledger("b34-two-sheets.xlsx").sheets.iter().map(|sheet| sheet.name.clone()).collect();
    assert_eq!(sheets, ["一月", "二月"]);
}

#[test]
fn heads_are_known_by_their_meaning() {
    let rows = good("b36-head-words.xlsx");
    assert_eq!((rows[0].unit_name.as_str(), rows[0].person.as_str()), ("澄波食品有限公司1", "秦某"));
    assert_eq!(
        (rows[0].grade, rows[0].deadline, rows[0].status.as_deref()),
        (Some(Grade::General), day("2025-05-21"), Some("否"))
    );
}
