//! An invented matter over HTTP: anybody who reads the law plays it by links and GET forms, is refused in a sentence, moves the
//! clock, and the log stays as it was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

#[path = "../../bowline/tests/common/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;

#[path = "common/served.rs"]
mod served;

use bowline_testkit::World;
use http::get;
use served::{Served, serve};

const PAGE: &str = "/law/interview/try";

fn served() -> (Served, String) {
    let served = serve(World::in_county("220104").on("2026-04-08"));
    let token = served.token_of(&served.world.inspector());
    (served, format!("bowline={token}"))
}

impl Served {
    fn page(&self, cookies: &str, lang: &str, query: &str) -> String {
        let page = get(&self.address, &format!("{PAGE}{query}"), &format!("{cookies}; lang={lang}"));
        assert_eq!(page.status, 200, "{query}: {page:?}");
        page.body
    }
}

/// The act that suggests an interview, as the page's own form sends it.
const OPEN: &str =
    "?0.by=inspector&0.do=open&0.interview.rule=CN-INT-13-2&0.interview.called_on=2026-03-02&0.interview.reason=x";

#[test]
fn a_matter_is_played_in_the_address_and_says_everywhere_that_it_is_invented() {
    let (served, cookies) = served();
    let rule = get(&served.address, "/law/interview", &format!("{cookies}; lang=en"));
    assert!(rule.body.contains("href=\"/law/interview/try\""), "the page of the kind leads there");
    let before = served.world.app().store().log().count().unwrap();
    let first = served.page(&cookies, "en", "");
    assert!(first.contains("Invented") && first.contains("Not begun") && first.contains("data-test=\"offer-open\""));
    let begun = served.page(&cookies, "en", OPEN);
    assert!(begun.contains("data-test=\"offer-decide\"") && begun.contains("Everything on this page is invented"));
    assert!(begun.contains("Ministry") || begun.contains("(invented city)"), "offices of the stage have names");
    assert!(begun.contains("name=\"0.do\" value=\"open\"") && begun.contains("name=\"1.do\" value=\"decide\""));
    let zh = served.page(&cookies, "zh", OPEN);
    assert!(zh.contains("虚构") && zh.contains("某市应急管理局"), "{zh}");
    assert_eq!(served.world.app().store().log().count().unwrap(), before, "nothing was written");
}

#[test]
fn a_refusal_is_told_beside_the_form_and_the_story_before_it_stays() {
    let (served, cookies) = served();
    let refused =
        served.page(&cookies, "en", &format!("{OPEN}&1.by=interviewer&1.do=decide&1.interview.reason=because"));
    assert!(refused.contains("data-test=\"refusal\"") && refused.contains("because</textarea>"), "{refused}");
    assert!(refused.contains("name=\"1.do\" value=\"decide\""), "the refused move is none: the next takes its number");
    let stranger = served.page(&cookies, "en", &format!("{OPEN}&1.by=interviewed&1.do=decide"));
    assert!(stranger.contains("data-test=\"refusal\""));
    let back = served.page(&cookies, "en", &format!("{OPEN}&1.at=2020-01-01T00:00"));
    assert!(back.contains("The invented clock goes forward only"));
    let unread = served.page(&cookies, "en", &format!("{OPEN}&1.at=soon"));
    assert!(unread.contains("The invented clock goes forward only"));
}

#[test]
fn the_clock_is_moved_by_links_and_brings_what_is_late() {
    let (served, cookies) = served();
    let begun = served.page(&cookies, "en", OPEN);
    assert!(begun.contains("To the next deadline: 9 Mar 2026, end of day"), "{begun}");
    let late = served.page(&cookies, "en", &format!("{OPEN}&1.at=2026-03-20T09:00"));
    assert!(late.contains("overdue") && late.contains("data-kind=\"rung.fired\""), "{late}");
    assert_eq!(late.matches("name=\"2.do\"").count(), late.matches("name=\"2.by\"").count());
    assert!(late.contains("1.at=2026-03-21T09%3A00"), "a further wait takes the place of the last: {late}");
}

#[test]
fn a_story_too_long_and_a_rule_that_is_no_kind_are_refused_plainly() {
    let (served, cookies) = served();
    let many: String = (1..70).map(|no| format!("&{no}.at=2026-03-20T09:00")).collect();
    let page = served.page(&cookies, "en", &format!("{OPEN}{many}"));
    assert!(page.contains("takes at most 60 moves"));
    let long = "字".repeat(1_400);
    let page = served.page(
        &cookies,
        "en",
        &OPEN.replace("reason=x", &format!("reason={}", bowline_web::address::encode(&long))),
    );
    assert!(page.contains("The address has grown too long"));
    let none = get(&served.address, "/law/CN-HAZ-GAS-09-1/try", &cookies);
    assert_eq!(none.status, 404);
}

#[test]
fn the_hazard_and_kinds_that_begin_others_are_played_too() {
    let (served, cookies) = served();
    for kind in ["hazard", "accident", "instruction", "tip"] {
        let page = get(&served.address, &format!("/law/{kind}/try"), &format!("{cookies}; lang=zh"));
        assert_eq!(page.status, 200, "{kind}");
        assert!(page.body.contains("data-test=\"offer-"), "{kind}: {}", page.body);
    }
}
