//! Clocks: when an act is due, in all kinds of term, and what the loader refuses.

use super::{bare, codes, id, survivors};
use bowline_core::facts::{Answer, Answers};
use bowline_core::rules::{ClockVerdict, Diagnostic, Pack, PackFiles, diff, explain, run_cases};
use bowline_core::time::Moment;

const INPUTS: &str = r#"
[[input]]
id = "x.fire"
kind = "yes"
ask = { zh = "火灾吗？", en = "A fire?" }
[[input]]
id = "x.coal"
kind = "yes"
ask = { zh = "煤矿吗？", en = "A coal mine?" }
"#;
const CITE: &str = r#"cite = [{ instrument = "系统暂定", article = "-", tag = "default", checked_on = 2026-11-21 }]"#;
const EVENT: &str = "starts = { zh = \"事件\", en = \"the event\" }\n";
const BY: &str = "by = { zh = \"上级\", en = \"the level above\" }";

/// The national pack with one more clock.
fn with(terms: &str, cases: &str) -> PackFiles {
    let mut files = bare();
    files.insert("inputs/x.toml".into(), INPUTS.into());
    let rule = format!(
        "id = \"X-1\"\ntitle = {{ zh = \"试\", en = \"trial\" }}\nvalid = {{ from = 2022-01-01 }}\n{CITE}\n\
         binds = {{ zh = \"单位\", en = \"the unit\" }}\nact = {{ zh = \"报告\", en = \"report\" }}\n{terms}\n"
    );
    files.insert("clocks/x/x-1.toml".into(), rule);
    files.insert("clocks/x/x-1.cases.toml".into(), cases.into());
    files
}

/// Cases from lines of `start | what comes out | answers`, in the zone of the pack. `+` in front: with the extension.
fn cases(lines: &[(&str, &str, &str)]) -> String {
    let one = |(start, out, answers): &(&str, &str, &str)| {
        let (extended, start) = start.strip_prefix('+').map_or((false, *start), |start| (true, start));
        let at = |moment: &str| format!("{}:00+08:00", moment.replace(' ', "T"));
        let out = match out.strip_prefix("unknown ") {
            Some(missing) => format!("expect = \"unknown\"\nmissing = [{missing}]"),
            None if out.starts_with("20") => format!("due = {}", at(out)),
            None => format!("expect = \"{out}\""),
        };
        format!(
            "[[case]]\nname = {{ zh = \"一\", en = \"one\" }}\nstart = {}\nextended = {extended}\n{out}\nanswers = {{ {answers} }}\n",
            at(start)
        )
    };
    lines.iter().map(one).collect()
}

/// Every case comes out, and no smallest change survives.
fn proven(terms: &str, lines: &[(&str, &str, &str)]) -> Pack {
    let pack = Pack::load(&with(terms, &cases(lines))).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(run_cases(&pack).failures, []);
    assert_eq!(survivors(&pack, "X-1"), [""; 0]);
    pack
}

fn told(pack: &Pack, start: &str, given: &[(&str, bool)], extended: bool) -> (Moment, String, Vec<String>) {
    let answers: Answers = given.iter().map(|(input, yes)| (input.parse().unwrap(), Answer::Yes(*yes))).collect();
    let start: Moment = format!("{}:00+08:00", start.replace(' ', "T")).parse().unwrap();
    let clock = pack.clocks().on(&id("X-1"), bowline_core::time::day_of(start, pack.country().zone())).unwrap();
    match clock.evaluate(pack, start, &answers, extended) {
        ClockVerdict::Due(due, why) => {
            (due.at, due.working.en, why.text(pack).into_iter().map(|text| text.en).collect())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_of_term_ends_where_the_law_says() {
    for (term, start, due) in [
        ("at_once = true", "2025-05-05 10:30", "2025-05-05 10:30"),
        ("minutes = 30", "2025-05-05 23:45", "2025-05-06 00:15"),
        ("hours = 24", "2025-05-05 10:30", "2025-05-06 10:30"),
        ("days = 1", "2025-05-05 10:30", "2025-05-07 00:00"),
        ("days = 60", "2025-05-05 10:30", "2025-07-05 00:00"),
        ("days = 0", "2025-05-05 10:30", "2025-05-06 00:00"),
        ("working_days = 3", "2025-09-28 09:00", "2025-10-10 00:00"),
        ("working_days = 10", "2026-02-10 09:00", "2026-03-03 00:00"),
        ("months = 1", "2025-01-31 09:00", "2025-03-01 00:00"),
        ("months = 3", "2025-05-05 09:00", "2025-08-06 00:00"),
        ("years = 1", "2024-02-29 09:00", "2025-03-01 00:00"),
        ("years = 3", "2025-05-05 09:00", "2028-05-06 00:00"),
    ] {
        let lines = [(start, due, ""), ("2021-12-31 23:59", "not_in_force", "")];
        proven(&format!("{EVENT}term = {{ {term} }}"), &lines);
    }
}

#[test]
fn the_term_follows_from_answers_and_may_be_lengthened() {
    let terms = format!(
        "{EVENT}if = {{ input = \"x.coal\", is = true }}\nextension = {{ term = {{ days = 60 }}, {BY} }}\n\
         [[terms]]\nif = {{ input = \"x.fire\", is = true }}\nterm = {{ days = 7 }}\n[[terms]]\nterm = {{ working_days = 3 }}"
    );
    let both = "\"x.coal\" = true, \"x.fire\" = true";
    let other = "\"x.coal\" = true, \"x.fire\" = false";
    let pack = proven(
        &terms,
        &[
            ("2025-05-05 10:30", "2025-05-13 00:00", both),
            ("+2025-05-05 10:30", "2025-07-12 00:00", both),
            ("2025-09-30 10:30", "2025-10-12 00:00", other),
            ("2025-05-05 10:30", "does_not_apply", "\"x.coal\" = false"),
            ("2025-05-05 10:30", "unknown \"x.fire\"", "\"x.coal\" = true"),
            ("2025-05-05 10:30", "unknown \"x.coal\"", "\"x.fire\" = true"),
            ("2025-05-05 10:30", "unknown \"x.coal\", \"x.fire\"", ""),
            ("2025-05-05 10:30", "broken", "\"x.coal\" = true, \"x.fire\" = \"yes\""),
        ],
    );
    let (_, working, why) = told(&pack, "2025-05-05 10:30", &[("x.coal", true), ("x.fire", true)], true);
    assert_eq!(
        working,
        "7 calendar days from 5 May 2025: until 12 May 2025; extended by the level above: 60 calendar days from 12 May 2025: until 11 Jul 2025"
    );
    assert_eq!(why, ["A coal mine? yes; “yes” is met", "A fire? yes; “yes” is met"]);
    let explained = explain(&pack, &id("X-1")).unwrap();
    let lines: Vec<&str> = explained.paragraphs.iter().map(|text| text.en.as_str()).collect();
    assert_eq!(
        lines[1..9],
        [
            "When:",
            "· A coal mine? — yes",
            "the unit must report",
            "Counted from: the event",
            "7 calendar days, when:",
            "· A fire? — yes",
            "Otherwise: 3 working days",
            "May be extended by 60 calendar days, with the approval of the level above",
        ]
    );
}

#[test]
fn a_missing_answer_that_changes_nothing_is_not_asked_for() {
    let terms = format!(
        "{EVENT}[[terms]]\nif = {{ input = \"x.fire\", is = true }}\nterm = {{ days = 7 }}\n\
         [[terms]]\nif = {{ input = \"x.coal\", is = true }}\nterm = {{ days = 7 }}\n[[terms]]\nterm = {{ days = 30 }}"
    );
    proven(
        &terms,
        &[
            ("2025-05-05 10:30", "2025-05-13 00:00", "\"x.coal\" = true"),
            ("2025-05-05 10:30", "2025-05-13 00:00", "\"x.coal\" = false, \"x.fire\" = true"),
            ("2025-05-05 10:30", "2025-06-05 00:00", "\"x.coal\" = false, \"x.fire\" = false"),
            ("2025-05-05 10:30", "unknown \"x.fire\"", "\"x.coal\" = false"),
            ("2025-05-05 10:30", "unknown \"x.coal\", \"x.fire\"", ""),
        ],
    );
}

#[test]
fn terms_count_back_and_periods_come_again() {
    proven(
        &format!("{EVENT}ahead = true\nterm = {{ months = 3 }}"),
        &[("2025-05-31 09:00", "2025-03-01 00:00", ""), ("2025-09-30 09:00", "2025-07-01 00:00", "")],
    );
    proven(&format!("{EVENT}ahead = true\nterm = {{ hours = 24 }}"), &[("2025-05-06 09:00", "2025-05-05 09:00", "")]);
    proven(
        &format!("{EVENT}ahead = true\nterm = {{ working_days = 5 }}"),
        &[("2025-10-10 09:00", "2025-09-27 00:00", "")],
    );
    let (_, working, _) = told(
        &proven(
            &format!("{EVENT}ahead = true\nterm = {{ days = 7 }}"),
            &[("2025-05-31 09:00", "2025-05-25 00:00", "")],
        ),
        "2025-05-31 09:00",
        &[],
        false,
    );
    assert_eq!(working, "7 calendar days before 31 May 2025: until 24 May 2025");
    for (period, term, due) in [
        ("quarter", "days = 15", "2025-07-16 00:00"),
        ("quarter", "days = 0", "2025-07-01 00:00"),
        ("month", "working_days = 5", "2025-06-10 00:00"),
        ("half_year", "months = 1", "2025-07-31 00:00"),
        ("year", "days = 31", "2026-02-01 00:00"),
        ("day", "hours = 2", "2025-05-06 02:00"),
    ] {
        proven(&format!("period = \"{period}\"\nterm = {{ {term} }}"), &[("2025-05-05 10:30", due, "")]);
    }
}

#[test]
fn an_extension_that_the_law_does_not_know_is_a_fault() {
    let pack = proven(&format!("{EVENT}term = {{ days = 7 }}"), &[("2025-05-05 10:30", "2025-05-13 00:00", "")]);
    let clock = pack.clocks().on(&id("X-1"), "2025-05-05".parse().unwrap()).unwrap();
    let said = clock.evaluate(&pack, "2025-05-05T10:30:00+08:00".parse().unwrap(), &Answers::new(), true);
    assert!(matches!(said, ClockVerdict::Broken(fault) if fault.text.en == "X-1 must not be extended"));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let faults = |terms: &str, cases: &str| -> Vec<Diagnostic> { Pack::load(&with(terms, cases)).unwrap_err() };
    let event = |terms: &str| format!("{EVENT}{terms}");
    for (terms, code) in [
        (event("term = { days = 1, hours = 2 }"), "pack.bad_term"),
        (event("term = { at_once = false }"), "pack.bad_term"),
        (event("term = { weeks = 1 }"), "pack.unknown_key"),
        (event("term = { hours = 0 }"), "pack.zero_term"),
        (event(&format!("term = {{ days = 1 }}\nextension = {{ term = {{ days = 0 }}, {BY} }}")), "pack.zero_term"),
        (
            event(&format!("term = {{ at_once = true }}\nextension = {{ term = {{ days = 1 }}, {BY} }}")),
            "pack.bad_clock",
        ),
        (
            event(&format!("ahead = true\nterm = {{ days = 1 }}\nextension = {{ term = {{ days = 1 }}, {BY} }}")),
            "pack.bad_clock",
        ),
        (event("period = \"month\"\nterm = { days = 1 }"), "pack.bad_clock"),
        (event("term = { days = 1 }\n[[terms]]\nterm = { days = 1 }"), "pack.bad_clock"),
        (event("[[terms]]\nterm = { days = 1 }"), "pack.bad_clock"),
        (event("[[terms]]\nterm = { days = 2 }\n[[terms]]\nterm = { days = 1 }"), "pack.bad_clock"),
        ("period = \"month\"\nrepeats = true\nterm = { days = 1 }".to_owned(), "pack.bad_clock"),
        ("period = \"moon\"\nterm = { days = 1 }".to_owned(), "pack.unknown_word"),
        ("term = { days = 1 }".to_owned(), "pack.bad_clock"),
        (event("term = { years = 101 }"), "pack.out_of_bounds"),
    ] {
        let found = faults(&terms, "");
        assert!(codes(&found).contains(&code), "{terms}: {found:#?}");
        assert!(found.iter().all(|fault| !fault.message.zh.is_empty() && !fault.message.en.is_empty()));
    }
    let terms = event(&format!(
        "term = {{ days = 1 }}\nif = {{ input = \"x.fire\", is = true }}\nextension = {{ term = {{ days = 1 }}, {BY} }}"
    ));
    let thin = faults(&terms, &cases(&[("2021-05-05 10:30", "not_in_force", "")]));
    assert_eq!(codes(&thin), ["pack.thin_cases"; 4], "due, extended, unknown, does_not_apply");
    let both = cases(&[("2025-05-05 10:30", "2025-05-07 00:00", "")]).replace("due =", "expect = \"unknown\"\ndue =");
    assert!(codes(&faults(&terms, &both)).contains(&"pack.bad_cases"));
    assert!(codes(&faults(&terms, &cases(&[("2025-05-05 10:30", "fails", "")]))).contains(&"pack.bad_cases"));
}

#[test]
fn a_changed_term_is_told_and_a_wrong_case_shows_the_time_of_the_place() {
    let load = |terms: &str, due: &str| {
        Pack::load(&with(&format!("{EVENT}{terms}"), &cases(&[("2025-05-05 10:30", due, "")]))).unwrap()
    };
    let (old, new) =
        (load("term = { days = 7 }", "2025-05-13 00:00"), load("term = { months = 1 }", "2025-06-06 00:00"));
    let changes = diff(&old, &new).changes;
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].headline().en, "deadline X-1 changed: trial");
    assert_eq!(changes[0].details[0].en, "Terms: Term: 7 calendar days → Term: 1 month");
    let report = run_cases(&load("term = { days = 7 }", "2025-05-12 00:00"));
    assert_eq!(report.failures[0].message.en, "due: expected \"2025-05-12 00:00:00\", got \"2025-05-13 00:00:00\"");
}
