//! Templates hold no letters of their own; every sentence of the dictionaries is used somewhere. (That both languages
//! are there, the compiler checks.)

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

use bowline_core::obligations::Field;
use bowline_core::words::Lang;
use bowline_web::words::*;
use std::fs;
use std::path::{Path, PathBuf};

fn files(dir: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, into);
        } else if path.extension().is_some_and(|it| it == ending) {
            into.push(path);
        }
    }
}

fn texts(dir: &str, ending: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir), ending, &mut paths);
    paths.into_iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

/// Cuts everything between an opening and a closing mark.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    kept + rest
}

#[test]
fn templates_hold_no_words_of_their_own() {
    for (path, text) in texts("templates", "html") {
        let plain = without(&without(&without(&text, "{#", "#}"), "{%", "%}"), "{{", "}}");
        for attribute in ["placeholder=\"", "aria-label=\"", "title=\"", "alt=\""] {
            for value in plain.split(attribute).skip(1).filter_map(|after| after.split('"').next()) {
                assert!(!value.chars().any(char::is_alphabetic), "{path}: {attribute}{value}");
            }
        }
        let shown = without(&plain, "<", ">").replace("&amp;", "");
        let letters: String = shown.chars().filter(|letter| letter.is_alphabetic()).collect();
        assert_eq!(letters, "", "{path}");
    }
}

#[test]
fn a_refusal_names_a_field_as_the_form_does() {
    for lang in Lang::ALL {
        let (form, report) = (FormWords(lang), ReportWords(lang));
        for (field, label) in [
            (Field::Description, report.description()),
            (Field::FoundOn, report.found_on()),
            (Field::Unit, report.unit()),
            (Field::Place, report.place()),
            (Field::OrderText, form.order_text()),
            (Field::Deadline, form.deadline()),
            (Field::Person, form.plan_person()),
            (Field::Measures, form.plan_measures()),
            (Field::Controls, form.control_text()),
            (Field::Until, form.plan_until()),
            (Field::Contingency, form.plan_contingency()),
            (Field::Note, form.rectify_note()),
            (Field::Finding, form.finding()),
            (Field::Reason, form.reason()),
            (Field::Letter, form.letter()),
        ] {
            assert_eq!(field.name().get(lang), label, "{field:?}");
        }
    }
}

#[test]
fn every_sentence_is_used() {
    let mut all = texts("templates", "html");
    all.extend(texts("src", "rs").into_iter().filter(|(path, _)| !path.contains("/src/words/")));
    let all: String = all.into_iter().map(|(_, text)| text).collect();
    let dictionaries: &[(&str, &[&str])] = &[
        ("frame", FrameWords::KEYS),
        ("show", ShowWords::KEYS),
        ("sign in", SignInWords::KEYS),
        ("account", AccountWords::KEYS),
        ("second step", SecondWords::KEYS),
        ("problem", ProblemWords::KEYS),
        ("doors", DoorWords::KEYS),
        ("hazard", HazardWords::KEYS),
        ("story", StoryWords::KEYS),
        ("matter", MatterWords::KEYS),
        ("form", FormWords::KEYS),
        ("engine", EngineWords::KEYS),
        ("import", ImportWords::KEYS),
        ("import reading", ImportReadingWords::KEYS),
        ("report", ReportWords::KEYS),
        ("desk", DeskWords::KEYS),
        ("ahead", AheadWords::KEYS),
        ("list", ListWords::KEYS),
        ("place", PlaceWords::KEYS),
        ("law", LawWords::KEYS),
        ("look-backs", LookBackWords::KEYS),
        ("draws", DrawWords::KEYS),
    ];
    let idle = |key: &&&str| !all.contains(&format!(".{key}("));
    let unused: Vec<_> =
        dictionaries.iter().flat_map(|(name, keys)| keys.iter().filter(idle).map(move |key| (name, key))).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_form_that_changes_something_carries_a_key() {
    let mut posts = 0;
    for (path, text) in texts("templates", "html") {
        for form in text.split("<form ").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let head = form.split("</form>").next().unwrap();
            // A session more or less changes nothing; what waits behind signing in has its own key.
            let keyed =
                ["parts/once.html", "parts/waiting.html", "action=\"/sign-out\""].iter().any(|it| head.contains(it));
            assert!(keyed, "{path}: {}", head.chars().take(120).collect::<String>());
            posts += 1;
        }
    }
    assert!(posts >= 10, "{posts}");
}
