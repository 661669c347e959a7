//! What comes again each day and each month: every period has one duty, whatever was done and whenever the engine ran.

use super::play::{Play, pack_with, with_kind};
use super::stage::{day, moment, text};
use bowline_core::facts::Light;
use bowline_core::rules::{Pack, explain};

const KIND: &str = include_str!("kinds/rota.toml");
const INPUTS: &str = include_str!("kinds/rota.inputs.toml");

/// Ordered on Monday, 2 March 2026 at 09:00.
fn ordered() -> Play {
    let answers = [("rota.where", text("老旧小区")), ("rota.began_on", day("2026-03-02"))];
    Play::begun(pack_with("rota", KIND, INPUTS), "rota", "2026-03-02 09:00", "county", "order", &answers)
}

fn patrols(it: &mut Play, at: &str) {
    it.at(at).does("unit", "patrol", &[("rota.found", text("无"))]).unwrap();
}

#[test]
fn what_is_done_is_owed_again_tomorrow_and_not_before() {
    let mut it = ordered();
    assert_eq!(it.duties("patrol")[0].due.at, moment("2026-03-02 17:00"));
    assert!(it.duties("patrol")[0].due.working.zh.contains("每日（2026 年 3 月 2 日）"));
    patrols(&mut it, "2026-03-02 10:00");
    assert_eq!(it.standings("patrol"), ["Done", "Open"]);
    assert_eq!(it.duties("patrol")[1].due.at, moment("2026-03-03 17:00"));
    assert!(!it.may("unit").contains(&"patrol".to_owned()), "the next day has not begun");
    let refused = it.does("unit", "patrol", &[("rota.found", text("无"))]).unwrap_err();
    assert_eq!(refused.code(), "act.ahead");
    assert!(refused.text().zh.contains("2026 年 3 月 3 日"), "{}", refused.text().zh);
    patrols(&mut it, "2026-03-03 00:00");
    assert_eq!(it.standings("patrol"), ["Done", "Done", "Open"]);
}

#[test]
fn an_order_after_the_hour_begins_with_the_next_day() {
    let answers = [("rota.where", text("老旧小区")), ("rota.began_on", day("2026-03-02"))];
    let pack = pack_with("rota", KIND, INPUTS);
    let it = Play::begun(pack, "rota", "2026-03-02 18:00", "county", "order", &answers);
    assert_eq!(it.duties("patrol")[0].due.at, moment("2026-03-03 17:00"), "nobody is late at birth");
}

#[test]
fn a_missed_day_ends_with_the_day_and_two_running_are_red_with_the_office_above() {
    let mut it = ordered();
    it.runs("2026-03-02 18:00");
    assert_eq!(it.dossier.light(), Light::Yellow, "late until the day is over");
    it.runs("2026-03-03 08:00");
    assert_eq!(it.standings("patrol"), ["Missed", "Open"]);
    assert_eq!(it.dossier.light(), Light::Green);
    it.runs("2026-03-04 08:00");
    assert_eq!(it.standings("patrol"), ["Missed", "Missed", "Open"]);
    assert_eq!(it.dossier.light(), Light::Red);
    assert_eq!(it.standings("supervise"), ["Open"]);
    it.runs("2026-03-05 08:00");
    assert_eq!(it.standings("supervise"), ["Open"], "one office above answers, however many days are missed");
    patrols(&mut it, "2026-03-05 09:00");
    assert_eq!(it.standings("supervise"), ["Discharged"], "once it is done again");
    assert_eq!(it.dossier.light(), Light::Green);
}

#[test]
fn one_late_run_opens_the_same_periods_as_many_punctual_ones() {
    let (mut often, mut once) = (ordered(), ordered());
    for day in 3..=31 {
        for hour in ["00:00", "17:00", "23:59"] {
            often.runs(&format!("2026-03-{day:02} {hour}"));
        }
    }
    often.runs("2026-05-20 08:00");
    once.runs("2026-05-20 08:00");
    for step in ["patrol", "report"] {
        assert_eq!(often.standings(step), once.standings(step));
        let periods = |it: &Play| it.duties(step).iter().map(|it| it.opened.period.unwrap().first).collect::<Vec<_>>();
        assert_eq!(periods(&often), periods(&once));
        let mut distinct = periods(&once);
        distinct.dedup();
        assert_eq!(distinct.len(), periods(&once).len(), "no period twice");
    }
    assert_eq!(once.duties("patrol").len(), 80, "a duty a day from 2 March to 20 May");
    let again = once.dossier.version;
    assert_eq!(once.runs("2026-05-20 08:00").dossier.version, again, "a run with nothing due writes nothing");
}

#[test]
fn a_month_stays_owed_and_no_more_than_two_are() {
    let mut it = ordered();
    assert_eq!(
        it.duties("report")[0].due.at,
        moment("2026-05-06 00:00"),
        "first the next month, five days after its end"
    );
    assert!(!it.may("county").contains(&"report".to_owned()));
    it.runs("2026-05-02 08:00");
    assert_eq!(it.standings("report"), ["Open", "Open"]);
    it.does("county", "report", &[("rota.found", text("四月"))]).unwrap();
    assert_eq!(it.standings("report"), ["Done", "Open"], "the earlier month");
    it.runs("2026-07-02 08:00");
    assert_eq!(it.standings("report"), ["Done", "Missed", "Open", "Open"], "of three the earliest is missed");
    it.runs("2026-08-02 08:00");
    assert_eq!(it.standings("report"), ["Done", "Missed", "Missed", "Open", "Open"]);
}

#[test]
fn nothing_comes_again_once_the_matter_is_over() {
    let mut it = ordered();
    it.at("2026-03-02 12:00").does("city_head", "close", &[]).unwrap();
    it.runs("2026-04-02 08:00");
    assert!(it.dossier.live().next().is_none());
    assert_eq!(it.duties("patrol").len(), 1);
}

#[test]
fn a_period_that_makes_no_sense_is_refused_at_its_line() {
    for (old, new, code, help) in [
        ("period = \"day\"", "period = \"dai\"", "pack.unknown_word", "day"),
        ("first = \"next\"", "first = \"nex\"", "pack.unknown_word", "next"),
        (
            "every = { period = \"day\", by = { hours = 17 } }",
            "every = \"day\"\nfrom = \"rota.began_on\"",
            "pack.bad_step",
            "",
        ),
        ("by = { hours = 17 }", "by = { hours = 0 }", "pack.zero_term", ""),
        (
            "every = { period = \"month\", first = \"next\" }",
            "every = { period = \"month\", by = { hours = 9 } }",
            "pack.bad_step",
            "",
        ),
    ] {
        assert!(KIND.contains(old), "{old}");
        let faults = Pack::load(&with_kind("rota", &KIND.replacen(old, new, 1), INPUTS)).unwrap_err();
        let found = faults.iter().find(|it| it.code == code).unwrap_or_else(|| panic!("{new}: {faults:#?}"));
        assert!(found.line > 50, "{found:?}");
        assert!(found.help.as_ref().map(|help| help.en.clone()).unwrap_or_default().contains(help), "{found:?}");
    }
}

#[test]
fn the_sentence_of_a_step_says_how_often() {
    let told = explain(pack_with("rota", KIND, INPUTS), &"rota".parse().unwrap()).unwrap();
    let zh: Vec<&str> = told.paragraphs.iter().map(|line| line.zh.as_str()).collect();
    let en: Vec<&str> = told.paragraphs.iter().map(|line| line.en.as_str()).collect();
    assert!(zh.iter().any(|line| line.contains("每日一次，本期开始后 17 小时")), "{zh:#?}");
    assert!(
        en.iter().any(|line| line.contains("every month, from the next period on, within 5 calendar days of its end")),
        "{en:#?}"
    );
}
