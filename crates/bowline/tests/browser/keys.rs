//! Somebody with a keyboard walks through rows by single letters, and switches that off.
//!
//! This walk must never click a row. Start at [`rows_are_walked_by_keys`].

use crate::common::process::Server;
use crate::tab::{Look, Tab, test};
use crate::world::walk;

/// Types a letter at whatever has the focus.
async fn types(tab: &Tab, key: &str) {
    tab.driver.active_element().await.unwrap().send_keys(key).await.unwrap();
}

/// Which of the rows has the focus; -1: none.
const AT: &str = "return [...document.querySelectorAll('main .hazards th a')].indexOf(document.activeElement);";

#[test]
fn rows_are_walked_by_keys() {
    walk(async |world| {
        let server = Server::demo();
        let tab = Tab::open(&world, &server, Look::Desktop).await;
        tab.be("province").await;
        tab.goto("/hazards").await;
        assert_eq!(tab.run::<i64>(AT).await, -1);
        for (key, at) in [("j", 0), ("j", 1), ("j", 2), ("k", 1)] {
            types(&tab, key).await;
            assert_eq!(tab.run::<i64>(AT).await, at, "{key}");
        }
        let second: String = tab.run("return document.activeElement.getAttribute('href');").await;
        types(&tab, "o").await;
        tab.find(".dossier").await;
        assert_eq!(tab.path().await, second);
        tab.goto("/hazards").await;
        types(&tab, "/").await;
        types(&tab, "jo?").await;
        assert_eq!(
            tab.run::<String>("return document.activeElement.value;").await,
            "jo?",
            "a letter is a letter in a field"
        );
        tab.goto("/hazards").await;
        types(&tab, "?").await;
        tab.find(&test("keys-on")).await.click().await.unwrap();
        tab.find(&test("keys-close")).await.click().await.unwrap();
        types(&tab, "j").await;
        assert_eq!(tab.run::<i64>(AT).await, -1, "switched off");
        tab.goto("/hazards").await;
        types(&tab, "j").await;
        assert_eq!(tab.run::<i64>(AT).await, -1, "and it stays so");
    });
}
