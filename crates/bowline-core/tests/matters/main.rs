//! Declared kinds of matter on the one machine, as the national pack declares them: an accident from report to close.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test says so when it fails")]

mod births;
mod cases;
mod closing;
#[path = "../common/mod.rs"]
mod common;
mod invented;
mod kept_words;
mod periods;
mod play;
mod proposing;
mod rights;
mod stage;

use bowline_core::facts::{Answer, Answers, Stage};
use bowline_core::obligations::{MatterRefusal, Rejected, Setting, Standing, earliest_due};
use stage::{Accident, day, moment, number, text};

#[test]
fn the_report_goes_up_hop_by_hop_and_each_level_has_its_own_two_hours() {
    let mut it = Accident::reported("2026-03-02 08:00", 4.0);
    assert_eq!(it.grade(), "larger");
    assert_eq!(it.owed(), ["casualties", "team", "unit", "county"], "the unit too, since the county reported first");
    assert_eq!(it.due("county"), moment("2026-03-02 10:30"), "two hours from the report at 08:30");
    it.at("2026-03-02 09:00").does("county", "pass_on", &[("accident.told_others", text("市应急局、总工会"))]).unwrap();
    assert_eq!(it.due("city"), moment("2026-03-02 11:00"), "two hours from when the county passed it on");
    it.at("2026-03-02 12:00").does("city", "pass_on", &[("accident.told_others", text("市应急局、总工会"))]).unwrap();
    assert!(!it.owed().contains(&"province".to_owned()), "a larger accident ends with the province's office");
}

#[test]
fn a_death_in_the_window_regrades_and_the_team_is_then_owed_by_the_level_above() {
    let mut it = Accident::reported("2026-03-02 08:00", 9.0);
    assert_eq!(it.owner("team"), "220100/emergency#head");
    it.at("2026-03-05 09:00").does("county", "supplement", &Accident::casualties(10.0)).unwrap();
    assert_eq!(it.grade(), "major");
    assert_eq!(it.owner("team"), "220000/emergency#head", "who investigates follows the grade");
    let refused = it.at("2026-04-20 09:00").does("county", "supplement", &Accident::casualties(11.0)).unwrap_err();
    assert!(
        matches!(&refused, Rejected::Matter(why) if matches!(**why, MatterRefusal::WindowClosed(..))),
        "{refused:?}"
    );
}

#[test]
fn an_investigation_is_extended_once_paused_exactly_sent_back_and_approved_by_somebody_else() {
    let mut it = Accident::reported("2026-03-02 08:00", 4.0);
    it.at("2026-03-03 09:00").does("city_head", "form_team", &Accident::team()).unwrap();
    let first = it.due("investigate");
    it.at("2026-03-20 09:00").does("city_head", "extend", &[("accident.reason", text("现场封闭，取证困难"))]).unwrap();
    let longer = it.due("investigate");
    assert!(longer > first);
    let again = it.does("city_head", "extend", &[("accident.reason", text("再延"))]).unwrap_err();
    assert_eq!(again.code(), "clock.not_extensible");

    let until = [("accident.appraised_by", text("检测中心")), ("accident.appraised_until", day("2026-04-10"))];
    it.at("2026-03-21 09:00").does("team", "pause", &until).unwrap();
    assert!(matches!(it.standing("investigate"), Standing::Paused(_)));
    assert!(it.owed().contains(&"appraise".to_owned()), "nothing waits without a clock");
    it.at("2026-03-31 09:00").does("team", "resume", &[("accident.files", Accident::file())]).unwrap();
    assert_eq!(it.due("investigate").duration_since(longer).as_hours(), 240, "ten days paused, ten days later");

    it.at("2026-04-02 09:00")
        .does("team", "submit", &[("accident.cause", text("违章动火")), ("accident.files", Accident::file())])
        .unwrap();
    it.at("2026-04-03 09:00").does("city_head", "send_back", &[("accident.reason", text("原因不清"))]).unwrap();
    assert_eq!(it.standing("investigate"), Standing::Open);
    it.at("2026-04-06 09:00")
        .does("team", "submit", &[("accident.cause", text("违章动火")), ("accident.files", Accident::file())])
        .unwrap();
    let own = it.does("team", "approve", &Accident::approval()).unwrap_err();
    assert!(["act.not_yours", "act.apart"].contains(&own.code()), "{}", own.code());
    it.at("2026-04-07 09:00").does("city_head", "approve", &Accident::approval()).unwrap();
    assert_eq!(it.phase(), ("decided", Stage::Open));
}

#[test]
fn an_accident_that_is_none_owes_nothing_any_more() {
    let mut it = Accident::reported("2026-03-02 08:00", 4.0);
    it.at("2026-03-04 09:00").does("city", "refute", &[("accident.reason", text("系突发疾病死亡"))]).unwrap();
    assert_eq!(it.phase(), ("refuted", Stage::Void));
    assert!(it.owed().is_empty());
    assert_eq!(it.does("county", "supplement", &Accident::casualties(5.0)).unwrap_err().code(), "act.not_now");
}

#[test]
fn what_is_asked_is_answered_and_nothing_else() {
    let mut it = Accident::reported("2026-03-02 08:00", 4.0);
    let refused = it.does("county", "pass_on", &[]).unwrap_err();
    assert_eq!(refused.code(), "answers.missing");
    let refused = it.does("county", "pass_on", &[("accident.told_others", Answer::Number(2.0))]).unwrap_err();
    assert_eq!(refused.code(), "answer.other_kind");
    let more = [("accident.told_others", text("市应急局")), ("accident.deaths", number(2.0))];
    assert_eq!(it.does("county", "pass_on", &more).unwrap_err().code(), "answer.not_asked");
    assert_eq!(
        it.does("city", "pass_on", &[("accident.told_others", text("市应急局、总工会"))]).unwrap_err().code(),
        "act.not_yours"
    );
    assert_eq!(it.version(), Accident::reported("2026-03-02 08:00", 4.0).version(), "a refusal writes nothing");
}

#[test]
fn a_local_rule_that_is_stricter_is_the_clock_of_the_step_there() {
    let it = Accident::reported_under(stage::shandong(), "2026-03-02 08:00", 4.0);
    assert_eq!(it.due("county"), moment("2026-03-02 09:00"), "half an hour from the report at 08:30");
}

#[test]
fn a_bound_that_a_clock_sets_follows_the_local_rule() {
    let bound = |pack| {
        let setting = Setting { pack, registry: &stage::Line, now: moment("2026-03-02 08:00") };
        earliest_due(setting, &"CN-ACC-10-1".parse().unwrap(), &Answers::new())
    };
    assert_eq!(bound(stage::shandong()), Some(moment("2026-03-02 08:30")));
    assert_ne!(bound(common::national()), bound(stage::shandong()));
}
