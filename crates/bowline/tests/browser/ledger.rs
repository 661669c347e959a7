//! An office's ledger on the import pages.

use crate::common::process::root;
use crate::common::sheet;
use crate::tab::{Tab, test};
use crate::world::walk;
use std::path::Path;

async fn upload(tab: &Tab, file: &Path) {
    tab.press(&test("nav-import")).await;
    tab.attach(&test("import-file"), file).await;
    tab.press(&test("import-upload")).await;
}

async fn counts(tab: &Tab) -> [u64; 4] {
    let mut counts = [0; 4];
    for (count, name) in counts.iter_mut().zip(["rows", "accepted", "duplicates", "refused"]) {
        *count = tab.number(&test(&format!("import-{name}"))).await;
    }
    counts
}

#[test]
fn a_ledger_that_is_in_already_adds_nothing() {
    walk(async |world| {
        let tab = world.sign_in("province").await;
        upload(&tab, &root("examples/jilin-lpg-2022.xlsx").canonicalize().unwrap()).await;
        // Nine rows by the answer key, and four that were completed after the day on which the demo begins.
        assert_eq!(counts(&tab).await, [60, 0, 47, 13]);
        assert_eq!(tab.count(&test("fault")).await, 13);
        assert_eq!(tab.count(&test("import-commit")).await, 0, "nothing to take in, no button for it");
        tab.shot("import-duplicates").await;
    });
}

#[test]
fn the_county_can_import_the_ledger_that_the_readme_names() {
    walk(async |world| {
        let tab = world.sign_in("county").await;
        upload(&tab, &root("examples/chaoyang-lpg-2022.xlsx").canonicalize().unwrap()).await;
        assert_eq!(counts(&tab).await, [10, 7, 1, 2], "some of its rows are new");
        assert_eq!(tab.count(&test("skipped")).await, 2, "the total and the signatures are named");
        assert_eq!(tab.count(&test("import-commit")).await, 1);
    });
}

#[test]
fn rows_are_checked_before_they_are_taken_in_and_refused_ones_come_back() {
    walk(async |world| {
        let tab = world.sign_in("county").await;
        let file = tab.folder.path().join("朝阳区 台账.xlsx");
        let mut bad = sheet::good("甲第三饭店", "气瓶间无通风");
        bad[1] = "91220104609984990K";
        sheet::write(
            &file,
            &[sheet::HEAD, sheet::good("甲第一饭店", "软管老化甲"), sheet::good("甲第二饭店", "无报警器甲"), bad],
        );
        upload(&tab, &file).await;
        assert_eq!(counts(&tab).await, [3, 2, 0, 1]);
        assert_eq!(tab.count(&test("column")).await, sheet::HEAD.len());
        let chosen: Vec<String> =
            tab.run("return [...document.querySelectorAll('[data-test=column] select')].map((it) => it.value)").await;
        assert_eq!(chosen[..3], ["unit_name", "credit_code", "city"], "columns are recognised by their heads");
        let chinese = tab.text(&test("fault")).await;
        assert!(chinese.contains("校验位"), "{chinese}");
        tab.press(&test("language-en")).await;
        let english = tab.text(&test("fault")).await;
        assert!(english.contains("check character"), "{english}");
        tab.shot("import-preview-en").await;
        tab.press(&test("language-zh")).await;
        tab.press(&test("import-commit")).await;
        tab.find(&test("import-finished")).await;
        assert_eq!(counts(&tab).await, [3, 2, 0, 1]);
        download(&tab).await;
        tab.press(&test("to-hazards")).await;
        tab.fill(&test("search"), "软管老化甲").await;
        tab.press(&test("apply")).await;
        assert_eq!((tab.number(&test("total")).await, tab.count(&test("hazard")).await), (1, 1));
        upload(&tab, &file).await;
        assert_eq!(counts(&tab).await, [3, 0, 2, 1], "the same file again");
    });
}

/// The refused rows are a workbook to be saved.
async fn download(tab: &Tab) {
    let address = tab.attribute(&test("download-refused"), "href").await;
    let script = format!(
        "return fetch('{address}').then(async (it) => [it.status, it.headers.get('content-disposition'),
         String.fromCharCode(...new Uint8Array(await it.arrayBuffer()).slice(0, 2))])"
    );
    let (status, disposition, start): (u16, String, String) = tab.run(&script).await;
    assert!(status == 200 && start == "PK", "{status} {start}");
    assert!(disposition.starts_with("attachment") && disposition.contains("refused.xlsx"), "{disposition}");
}
