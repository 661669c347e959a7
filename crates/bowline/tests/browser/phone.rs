//! The width of a phone: no page has to be moved sideways, and what is tapped is large enough.

use crate::languages::pages;
use crate::tab::{Look, Tab};
use crate::world::walk;

/// Elements that reach beyond the screen without scrolling by themselves.
const WIDE: &str = r#"
const wide = [...document.querySelectorAll('body *')].filter((it) => it.checkVisibility() && it.getBoundingClientRect().right > 391
  && !it.closest('.unseen, .skip') && ![...function* () { for (let up = it.parentElement; up; up = up.parentElement) yield up; }()].some((up) => /auto|scroll|hidden/.test(getComputedStyle(up).overflowX)));
return [document.documentElement.scrollWidth, wide.slice(0, 5).map((it) => it.outerHTML.slice(0, 90)).join(' | ')];
"#;

#[test]
fn no_page_scrolls_sideways_on_a_phone() {
    walk(async |world| {
        let tab = Tab::open(&world, &world.server, Look::Phone).await;
        let mut wide = Vec::new();
        for persona in ["safety-officer", "county", "nation"] {
            for page in pages(&tab, persona).await {
                for lang in ["en", "zh"] {
                    tab.goto_in(lang, &page).await;
                    let (width, what): (u32, String) = tab.run(WIDE).await;
                    if width > 390 {
                        wide.push(format!("{persona} {page} {lang}: {width} by {what}"));
                    }
                }
            }
        }
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    });
}

#[test]
fn a_hazard_is_reported_on_a_phone() {
    walk(async |world| {
        let tab = Tab::open(&world, &world.server, Look::Phone).await;
        tab.be("safety-officer").await;
        let photo = tab.photo("phone.png").await;
        let id = tab.report("手机上报：气瓶间堆放杂物", Some(&photo)).await;
        assert!(tab.tells("hazard.found").await);
        tab.be("inspector").await;
        tab.opens_from_desk(&id).await;
        tab.grade().await;
        assert!(tab.tells("hazard.graded").await);
    });
}
