//! A made-up ledger on the import pages of the gallery.

use super::t;
use bowline_core::words::Text;
use bowline_service::views::{ImportColumn, ImportDifference, ImportFault, ImportPreview};

pub(super) fn preview() -> ImportPreview {
    let fields = vec![
        ("unit".to_owned(), t("单位名称", "Unit")),
        ("description".to_owned(), t("隐患描述", "Description")),
        ("found_on".to_owned(), t("发现日期", "Found on")),
        ("grade".to_owned(), t("隐患级别", "Grade")),
    ];
    let column = |head: &str, samples: &[&str], field: Option<&str>| ImportColumn {
        head: head.to_owned(),
        samples: samples.iter().map(|it| (*it).to_owned()).collect(),
        field: field.map(str::to_owned),
        guessed: field.map(str::to_owned),
    };
    let fault = |row: &str, line, zh: &str, en: &str| ImportFault {
        row: row.to_owned(),
        line,
        sheet: "2022年".to_owned(),
        field: t("发现日期", "Found on"),
        code: "day.unreadable".to_owned(),
        text: t(zh, en),
    };
    ImportPreview {
        id: "7".to_owned(),
        file: "朝阳区2022年隐患台账.xlsx".to_owned(),
        reading: Default::default(),
        columns: vec![
            column("序号", &["1", "2", "3"], None),
            column("企业名称", &["春城火锅", "吉大印刷厂"], Some("unit")),
            column("隐患内容", &["无可燃气体报警器", "配电箱无盖"], Some("description")),
            column("检查时间", &["2022.10.8", "10月9日"], Some("found_on")),
            column("类别", &["重大", "一般"], Some("grade")),
        ],
        fields,
        rows: 4_312,
        accepted: 4_101,
        duplicates: 196,
        differing: 2,
        revised: 0,
        refused_rows: 13,
        differences: differences(),
        refused: vec![
            fault("17", 19, "“13月8日”不是日期；请写成 2022-10-08。", "“13月8日” is not a day; write 2022-10-08."),
            fault("230", 232, "日期晚于今天；请核对。", "The day lies in the future; check it."),
        ],
        same_names: Vec::new(),
        remembered: true,
        columns_to_confirm: false,
        unusable: None,
    }
}

fn differences() -> Vec<ImportDifference> {
    vec![
        ImportDifference {
            key: "3-closed".to_owned(),
            row: "4".to_owned(),
            line: 6,
            sheet: "2022年".to_owned(),
            unit: "春城火锅".to_owned(),
            aspect: "closed".to_owned(),
            name: t("销号", "close-out"),
            here: t("未销号", "not closed out"),
            file: t("已销号（2022-10-05）", "closed out (2022-10-05)"),
            stays: None,
        },
        ImportDifference {
            key: "8-deadline".to_owned(),
            row: "9".to_owned(),
            line: 11,
            sheet: "2022年".to_owned(),
            unit: "吉大印刷厂".to_owned(),
            aspect: "deadline".to_owned(),
            name: t("整改期限", "due date"),
            here: Text::same("2022-10-20"),
            file: Text::same("2022-11-20"),
            stays: Some(t(
                "已在本系统提交整改佐证材料，应当在本系统复查、销号",
                "evidence was submitted in this system: verify and close out the hazard here",
            )),
        },
    ]
}
