//! Pages from made-up views, without HTTP: what browser tests hold on to is there, what was typed is kept, what is
//! written by others is escaped, and nothing needs an inline script or style.

#[path = "../examples/gallery/sample.rs"]
mod sample;

use bowline_core::words::Lang;
use std::collections::BTreeMap;

fn pages(lang: Lang) -> BTreeMap<String, String> {
    sample::pages(lang).into_iter().map(|(name, html)| (name.split('.').next().unwrap().to_owned(), html)).collect()
}

#[test]
fn browser_tests_find_what_they_hold_on_to() {
    let pages = pages(Lang::Zh);
    let has = |page: &str, names: &[&str]| {
        for name in names {
            assert!(pages[page].contains(&format!("data-test=\"{name}\"")), "{page}: {name}");
        }
    };
    has("sign-in", &["persona-inspector", "persona-county", "turn-hour", "turn-day", "turn-week", "language-en"]);
    has("sign-in-key", &["key", "sign-in", "refusal"]);
    has("desk", &["duty", "desk-all", "desk-late", "light", "group-late", "next-page", "nav-places", "sign-out"]);
    has("desk-empty", &["desk-empty"]);
    has("place", &["place-light", "tally-open", "tally-overdue", "tally-raised", "tally-verified", "tally-ledger", "child", "chart-days", "chart-sectors"]);
    has("hazards", &["filter", "search", "hazard", "raised-to", "next-page"]);
    has("hazard-verify", &["next-verify", "next-return", "next-supervise", "do-verify", "obligation", "timeline-entry", "working", "raised-to"]);
    has("hazard-order", &["next-order", "next-control", "next-plan", "next-rectify", "refusal", "proofs"]);
    has("hazard-grade", &["next-grade", "criterion-CN-HAZ-GAS-09-1"]);
    has("report", &["find-site", "unit", "place1", "sector", "description", "proofs", "send-report"]);
    has("import-preview", &["column", "import-commit", "import-accepted", "import-refused", "fault", "download-refused"]);
    has("import-progress", &["import-running"]);
    has("import-done", &["import-finished", "to-hazards"]);
    has("engine", &["proof", "proof-open", "proof-clocks", "alarm", "run", "import", "run-now"]);
    has("problem-500", &["fault-number", "way-back"]);
}

#[test]
fn a_refused_form_keeps_what_was_typed_beside_the_sentence() {
    for lang in Lang::ALL {
        let order = &pages(lang)["hazard-order"];
        assert!(order.contains("立即停用后厨气瓶间，安装可燃气体报警器。</textarea>"));
        assert!(order.contains("name=\"deadline\" value=\"2022-10-09\""));
        assert!(order.contains("name=\"version\" value=\"11\""));
        assert!(order.contains("2022-10-16"));
        let grade = &pages(lang)["hazard-grade"];
        assert!(grade.contains("value=\"CN-HAZ-GAS-09-1\" id=\"c-CN-HAZ-GAS-09-1\" checked"));
        assert!(grade.contains("name=\"q:CN-HAZ-GAS-09-1:gas.alarm_fitted\" value=\"no\" checked"));
        assert!(grade.contains("id=\"c-CN-HAZ-GAS-09-9\" disabled"));
    }
}

#[test]
fn both_times_stand_where_they_differ() {
    let page = &pages(Lang::En)["hazard-verify"];
    assert!(page.contains("should have happened") && page.contains("12 Oct 2022 00:00") && page.contains("12 Oct 2022 00:05"));
    assert!(page.contains("3 days late") && page.contains("11 Oct 2022, end of day"));
}

#[test]
fn nothing_is_inline_and_every_page_says_its_language() {
    for (lang, tag) in [(Lang::Zh, "zh-CN"), (Lang::En, "en")] {
        for (name, html) in pages(lang) {
            assert!(html.contains(&format!("<html lang=\"{tag}\">")), "{name}");
            assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick"), "{name}");
            let scripts = html.split("<script").skip(1).all(|script| script.starts_with(" src=\"/assets/"));
            assert!(scripts, "{name}");
            assert!(html.contains("class=\"skip\"") && html.matches("<h1").count() == 1, "{name}");
        }
    }
}
