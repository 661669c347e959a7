//! What bounds the date of an order, and what offices are called at their places.

use super::{codes, common, refused};
use bowline_core::facts::Grade;
use bowline_core::places::PlaceTree;
use common::national;

#[test]
fn a_pack_without_a_longest_term_for_its_orders_is_refused() {
    let limit = "clocks/hidden-hazard/bl-hid-longest-major.toml";
    let gone = refused(|files| files.retain(|path, _| !path.contains("bl-hid-longest-major")));
    assert_eq!(codes(&gone), ["pack.no_limit"], "{gone:#?}");
    assert!(gone[0].message.en.contains("hazard-major") && gone[0].message.en.contains("2008-02-01"), "{gone:#?}");
    let ends = refused(|files| {
        let text = files[limit].replace("from = 2008-02-01", "from = 2008-02-01, to = 2026-12-31");
        files.insert(limit.to_owned(), text);
    });
    assert!(
        ends.iter().any(|fault| fault.code == "pack.no_limit" && fault.message.en.contains("2027-01-01")),
        "{ends:#?}"
    );
    for unplain in [
        "term = { hours = 48 }",
        "at_once = true\nterm = { days = 180 }\nrepeats = true",
        "term = { days = 180 }\nahead = true",
    ] {
        let faults = refused(|files| {
            let text = files[limit].replace("term = { days = 180 }", unplain);
            files.insert(limit.to_owned(), text);
        });
        assert!(codes(&faults).iter().any(|code| code.starts_with("pack.")), "{unplain}: {faults:#?}");
    }
}

#[test]
fn each_grade_is_bounded_by_its_own_term() {
    let day = "2022-10-08".parse().unwrap();
    let last = |grade| national().longest_order(grade, day).map(|it| (it.last.to_string(), it.rule.to_string()));
    assert_eq!(last(Grade::Major), Some(("2023-04-06".to_owned(), "BL-HID-LONGEST-MAJOR".to_owned())));
    assert_eq!(last(Grade::General), Some(("2023-01-06".to_owned(), "BL-HID-LONGEST-GENERAL".to_owned())));
    assert_eq!(national().longest_order(Grade::Major, "2008-01-31".parse().unwrap()), None);
}

#[test]
fn offices_bear_names_that_exist() {
    let files = common::files("cn-national");
    let tables: Vec<(&str, &str)> = files
        .iter()
        .filter(|(path, _)| path.starts_with("places/") && path.ends_with(".csv"))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let tree = PlaceTree::parse(&tables).unwrap();
    let name = |department: &str, code: &str| {
        let department = national().country().department(&department.parse().unwrap()).unwrap();
        department.office_at(tree.get(code.parse().unwrap()).unwrap()).zh
    };
    for (department, code, expected) in [
        ("emergency", "110000", "北京市应急管理局"),
        ("emergency", "220000", "吉林省应急管理厅"),
        ("emergency", "110105", "朝阳区应急管理局"),
        ("market", "220000", "吉林省市场监督管理厅"),
        ("market", "210000", "辽宁省市场监督管理局"),
        ("housing", "310000", "上海市住房和城乡建设管理委员会"),
        ("fire", "220000", "吉林省消防救援总队"),
        ("fire", "220100", "长春市消防救援支队"),
        ("fire", "220104", "朝阳区消防救援大队"),
        ("fire", "110105", "朝阳区消防救援支队"),
        ("commerce", "500000", "重庆市商务委员会"),
    ] {
        assert_eq!(name(department, code), expected);
    }
    let bad = refused(|files| {
        let text = files["departments.toml"].replacen("\"120000\" =", "\"1 2\" =", 1);
        files.insert("departments.toml".to_owned(), text);
    });
    assert_eq!(codes(&bad), ["pack.bad_id"], "{bad:#?}");
}
