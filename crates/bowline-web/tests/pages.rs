//! Pages from made-up views, without HTTP: what browser tests hold on to is there, what was typed is kept, what is
//! written by others is escaped, and nothing needs an inline script or style.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

#[path = "../examples/gallery/sample.rs"]
mod sample;

use bowline_core::facts::{Act, Answer};
use bowline_core::obligations::Ask;
use bowline_core::words::Lang;
use bowline_service::Refused;
use bowline_service::views::CriterionView;
use bowline_web::pages::hazard::ask_of;
use bowline_web::posted::Posted;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

fn pages(lang: Lang) -> BTreeMap<String, String> {
    sample::pages(lang).into_iter().map(|(name, html)| (name.split('.').next().unwrap().to_owned(), html)).collect()
}

#[test]
fn a_desk_that_is_not_counted_to_the_end_says_so() {
    assert!(pages(Lang::Zh)["desk"].contains("超过 2,000 项待办"));
    assert!(pages(Lang::En)["desk"].contains("Outstanding: more than 2,000"));
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
    has(
        "place",
        &[
            "place-light",
            "tally-open",
            "tally-overdue",
            "tally-raised",
            "tally-verified",
            "tally-ledger",
            "child",
            "chart-days",
            "chart-sectors",
        ],
    );
    has("hazards", &["filter", "search", "hazard", "raised-to", "next-page"]);
    has(
        "hazard-verify",
        &[
            "next-verify",
            "next-return",
            "next-supervise",
            "do-verify",
            "obligation",
            "timeline-entry",
            "working",
            "raised-to",
        ],
    );
    has("hazard-order", &["next-order", "next-control", "next-plan", "next-rectify", "refusal", "proofs"]);
    has("hazard-grade", &["next-grade", "criterion-CN-HAZ-GAS-09-1"]);
    has("report", &["find-site", "unit", "place1", "sector", "description", "proofs", "send-report"]);
    has(
        "import-preview",
        &["column", "import-commit", "import-accepted", "import-refused", "fault", "download-refused"],
    );
    has("import-progress", &["import-running"]);
    has("import-done", &["import-finished", "to-hazards"]);
    has("engine", &["proof", "proof-open", "proof-clocks", "alarm", "run", "import", "run-now"]);
    has("kinds", &["kind", "kind-open", "kind-late", "nav-matters"]);
    has("matters", &["filter", "search", "matter", "begin", "raised-to", "returned", "next-page"]);
    has(
        "matter",
        &["phase", "way", "next-pass_on", "do-pass_on", "next-letter-supervise", "turn-working", "recorded", "parties"],
    );
    has("matter-refused", &["refusal", "field-error"]);
    has("begin-where", &["form-where", "find-site", "go-on"]);
    has("begin", &["form-begin", "ground", "change", "do-report"]);
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
    assert!(page.contains("due at") && page.contains("12 Oct 2022 00:00") && page.contains("12 Oct 2022 00:05"));
    assert!(page.contains("3 days overdue") && page.contains("11 Oct 2022, end of day"));
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

#[test]
fn what_others_wrote_is_escaped() {
    let page = sample::hazard_with("<script>alert(1)</script>\" onload=\"x");
    assert!(!page.contains("<script>alert") && !page.contains("\" onload=\"x"));
    assert!(page.contains("&#60;script&#62;alert(1)"));
}

#[test]
fn an_unknown_answer_is_left_out_and_only_ticked_criteria_count() {
    let view = sample::hazard(&[Act::GRADE]).forms;
    let form = Posted::from([
        ("criterion", "CN-HAZ-GAS-09-1"),
        ("q:CN-HAZ-GAS-09-1:gas.alarm_fitted", "no"),
        ("q:CN-HAZ-GAS-09-1:lpg.stored_kg", "200"),
        ("q:CN-HAZ-GAS-09-1:unit.kind", ""),
        ("q:CN-HAZ-FIRE-06-2:exit.blocked", "yes"),
    ]);
    let Ok(Ask::Grade { candidates, answers }) = ask_of(&view, &TimeZone::UTC, "grade", &form) else {
        panic!("no grading")
    };
    assert_eq!(candidates.len(), 1);
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[&"gas.alarm_fitted".parse().unwrap()], Answer::Yes(false));
    assert_eq!(answers[&"lpg.stored_kg".parse().unwrap()], Answer::Number(200.0));
}

#[test]
fn two_answers_to_one_question_and_unreadable_fields_are_refused_by_name() {
    let mut view = sample::hazard(&[Act::GRADE]).forms;
    let twin = CriterionView { id: "TWIN".parse().unwrap(), ..view.criteria[0].clone() };
    view.criteria.push(twin);
    let twice = Posted::from([
        ("criterion", "CN-HAZ-GAS-09-1"),
        ("criterion", "TWIN"),
        ("q:CN-HAZ-GAS-09-1:gas.alarm_fitted", "no"),
        ("q:TWIN:gas.alarm_fitted", "yes"),
    ]);
    let field = |key: &str, form: &Posted| match ask_of(&view, &TimeZone::UTC, key, form) {
        Err(Refused::Field { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field("grade", &twice), "criterion");
    assert_eq!(field("order", &Posted::from([("deadline", "soon")])), "deadline");
    assert_eq!(field("plan", &Posted::from([("funds", "many"), ("until", "2022-10-20")])), "funds");
    assert_eq!(field("plan", &Posted::from([("funds", "1,200"), ("until", "")])), "until");
}

#[test]
fn the_desk_groups_by_urgency() {
    let desk = &pages(Lang::En)["desk"];
    let at = |name: &str| desk.find(&format!("data-test=\"group-{name}\"")).unwrap();
    assert!(at("late") < at("today") && at("today") < at("week") && at("week") < at("later"));
}
