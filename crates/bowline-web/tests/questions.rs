//! One template shows any question: its mark, help, limits, what was given before, and what is wrong beside the field.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]

use askama::Template;
use bowline_core::rules::{Given, Input, InputKind, Limits, Misread, Named};
use bowline_core::words::{Lang, Text};
use bowline_web::pages::question::{Question, Questions};
use bowline_web::reader::Reader;
use jiff::tz::TimeZone;

fn reader(lang: Lang) -> Reader {
    Reader::new(lang, TimeZone::UTC, "2026-11-27T06:00:00Z".parse().unwrap())
}

fn input(kind: InputKind, limits: Limits) -> Input {
    let help = Some(Text::new("说明", "Some help"));
    Input { help, limits, ..Input::plain("x.a".parse().unwrap(), kind, Text::new("问题", "Question")) }
}

fn shown(lang: Lang, questions: Vec<Question>) -> String {
    Questions::new(&reader(lang), questions).render().unwrap()
}

/// Every kind with what the page must hold of it.
fn kinds() -> Vec<(InputKind, Limits, &'static str, &'static str)> {
    let none = Limits::default();
    let number = InputKind::Number { unit: "person".to_owned() };
    let whole = Limits { least: Some(1.0), most: Some(9.0), whole: true, ..none };
    let choices = [("a".to_owned(), Text::new("甲", "First")), ("b".to_owned(), Text::new("乙", "Second"))].into();
    vec![
        (InputKind::Yes, none, "yes", "type=\"radio\" name=\"f\" value=\"yes\" checked"),
        (number, whole, "7", "inputmode=\"numeric\" value=\"7\""),
        (InputKind::Day, none, "2022-10-08", "type=\"date\" name=\"f\" value=\"2022-10-08\""),
        (InputKind::Dates, none, "2022-10-08", "name=\"f\" value=\"2022-10-08\""),
        (InputKind::Choice { choices }, none, "b", "<option value=\"b\" selected>"),
        (InputKind::Text, none, "one", "<input name=\"f\" value=\"one\""),
        (
            InputKind::Text,
            Limits { lines: Some(6), longest: Some(50), ..none },
            "two",
            "<textarea name=\"f\" rows=\"6\"",
        ),
        (InputKind::Person, none, "Li", "<input name=\"f\" value=\"Li\""),
        (InputKind::Moment, none, "2022-10-08T17:00", "type=\"datetime-local\" name=\"f\" value=\"2022-10-08T17:00\""),
        (InputKind::Files, none, "", "type=\"file\" name=\"f\" multiple"),
        (InputKind::Named(Named::Post), none, "220104/emergency#head", "name=\"f\" value=\"220104/emergency#head\""),
    ]
}

#[test]
fn every_kind_is_shown_with_its_mark_help_and_what_was_given() {
    for (kind, limits, value, held) in kinds() {
        let input = input(kind, limits);
        for (lang, ask, help) in [(Lang::Zh, "问题", "说明"), (Lang::En, "Question", "Some help")] {
            let question = Question::new(&reader(lang), &input, "f".to_owned(), &[value]).required(true);
            let page = shown(lang, vec![question]);
            let word = input.kind.word();
            assert!(page.contains(held), "{word}: {page}");
            assert!(page.contains(ask) && page.contains(&format!("id=\"help-f\">{help}")), "{word}: {page}");
            assert!(page.contains("class=\"must\"") && !page.contains("field-error"), "{word}: {page}");
        }
    }
    let number = &kinds()[1];
    let limited = Question::new(&reader(Lang::En), &input(number.0.clone(), number.1), "f".to_owned(), &[]);
    assert!(shown(Lang::En, vec![limited]).contains("From 1 to 9"));
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_markup_stays_text() {
    let asked = input(InputKind::Day, Limits::default());
    let fault = asked.read(&Given::value("soon"), &TimeZone::UTC).unwrap_err();
    assert_eq!(fault.why, Misread::Day);
    let beside = [("f".to_owned(), fault.text())];
    let [wrong, right] = ["f", "g"].map(|name| {
        Question::new(&reader(Lang::En), &asked, name.to_owned(), &["\"><script>"]).refused(&reader(Lang::En), &beside)
    });
    let page = shown(Lang::En, vec![wrong, right]);
    assert_eq!(page.matches("data-test=\"field-error\"").count(), 1, "{page}");
    assert!(page.contains("id=\"error-f\"") && page.contains("aria-describedby=\"error-f help-f\""), "{page}");
    assert!(!page.contains("<script>"), "{page}");
}

#[test]
fn things_are_chosen_from_what_the_page_offers() {
    let offered = || vec![("220104".to_owned(), "朝阳区".to_owned()), ("220105".to_owned(), "二道区".to_owned())];
    let ask = |named: Named, values: &[&str]| {
        let input = input(InputKind::Named(named), Limits::default());
        Question::new(&reader(Lang::Zh), &input, "f".to_owned(), values).offering(&input, offered(), values)
    };
    let one = shown(Lang::Zh, vec![ask(Named::Place, &["220105"])]);
    assert!(one.contains("<select") && one.contains("<option value=\"220105\" selected>二道区"), "{one}");
    let several = shown(Lang::Zh, vec![ask(Named::Places, &["220104", "220105"])]);
    assert_eq!(several.matches("type=\"checkbox\"").count(), 2, "{several}");
    assert_eq!(several.matches(" checked").count(), 2, "{several}");
}
