//! The hazard register as a file.

use crate::{Browser, HOSTILE, served};
use bowline_core::ids::CaseNumber;
use bowline_testkit::{LEDGER_HEAD, ledger_row};
use jiff::civil::DateTime;

/// What a machine is told of a due moment, as a file writes it.
fn due(told: &str) -> String {
    let at: DateTime = told.parse().unwrap();
    if told.ends_with("T00:00") { at.date().yesterday().unwrap().to_string() } else { told.replace('T', " ") }
}

fn text(line: &serde_json::Value, name: &str) -> String {
    line[name].as_str().unwrap_or_default().to_owned()
}

fn compare(browser: &Browser<'_>, path: &str) -> usize {
    let lines = browser.lines(path);
    for file in browser.files(path) {
        assert_eq!(file.rows.len(), lines.len(), "{path}");
        assert_eq!(file.says("行数"), lines.len().to_string());
        for (at, line) in lines.iter().enumerate() {
            let cell = |head: &str| file.column(head)[at].to_owned();
            assert_eq!(cell("编号"), text(line, "number"));
            assert_eq!(cell("单位"), text(line, "unit"));
            assert_eq!(cell("属地"), text(line, "place"));
            assert_eq!(cell("环节"), text(line, "phase"));
            assert_eq!(cell("隐患等级"), line["grade"]["word"].as_str().unwrap());
            assert_eq!(cell("办理期限"), line["due"][1].as_str().map(due).unwrap_or_default());
            assert_eq!(cell("当前承办"), line["owner"]["title"].as_str().unwrap_or_default());
            assert_eq!(cell("另有逾期项数"), line["late_beside"].to_string());
            let found: jiff::civil::Date = cell("发现日期").parse().unwrap();
            assert_eq!(found.strftime("%Y 年 %-m 月 %-d 日").to_string(), text(line, "found"));
            let written = text(line, "description");
            let neutral = if written == HOSTILE && !file.is_workbook { format!("'{written}") } else { written };
            assert_eq!(cell("隐患"), neutral);
        }
    }
    lines.len()
}

#[test]
fn a_file_holds_the_rows_of_the_list_as_a_machine_is_told_them() {
    let served = served();
    let rows: String = (0..130)
        .map(|n| {
            let grade = if n % 5 == 0 { "重大" } else { "一般" };
            ledger_row("一品酒楼", "朝阳区", &format!("气瓶间未设报警器{n}"), grade, "2022-09-20", "2022-09-30")
        })
        .collect();
    let ledger = format!("{LEDGER_HEAD}{rows}");
    let taken = served.world.inspector().imports("台账.csv", ledger.as_bytes()).unwrap();
    let browser = served.browser_of(served.world.inspector(), "zh");
    let all = compare(&browser, "/hazards");
    assert_eq!(all, taken.0 + 1, "{taken:?}");
    assert!(all > 100, "more than a page: {all}");
    assert_eq!(browser.model("/hazards")["total"].as_u64().unwrap(), all as u64);
    let late = compare(&browser, "/hazards?late=on");
    let major = compare(&browser, "/hazards?open=on&grade=major");
    let found = compare(&browser, &format!("/hazards?search={}", bowline_web::address::encode("报警器12")));
    assert!(major > 0 && major < all && found > 0 && found < all && late <= all, "{major} {found} {late} of {all}");
    assert_eq!(compare(&browser, "/hazards?search=zzz"), 0);
}

#[test]
fn it_says_as_of_when_for_whom_and_under_which_filter() {
    let served = served();
    let browser = served.browser_of(served.world.inspector(), "en");
    for file in browser.files("/hazards?open=on&search=HYPERLINK") {
        assert_eq!(file.rows.len(), 1);
        assert_eq!(file.says("As of"), "2022-10-08 09:00");
        assert_eq!(file.says("Filters"), "Search: HYPERLINK; Open only");
        assert_eq!(file.says("Address"), "/hazards?open=on&search=HYPERLINK");
        assert_eq!(file.says("List"), "Hazard register");
        let who = served.world.inspector().who();
        assert!(file.says("Exported by").starts_with(&who.name), "{:?}", file.about);
        assert!(file.name.contains("Hazard%20register-2022-10-08."), "{}", file.name);
        assert!(file.heads.contains(&"Organisation".to_owned()), "{:?}", file.heads);
        assert!(CaseNumber::written(file.column("Case number")[0]).is_some());
    }
}

#[test]
fn nobody_gets_more_than_the_list_shows() {
    let served = served();
    let neighbour = served.neighbour();
    assert_eq!(compare(&neighbour, "/hazards"), 0);
    let theirs = crate::http::get(&served.address, "/hazards?place=220104&format=csv", &neighbour.cookies);
    assert_eq!(theirs.status, 404);
    assert!(!theirs.body.contains("HYPERLINK"));
    for form in ["csv", "xlsx"] {
        let nobody = crate::http::get(&served.address, &format!("/hazards?format={form}"), "");
        assert!(nobody.header("location").unwrap().starts_with("/sign-in"), "{nobody:?}");
    }
}
