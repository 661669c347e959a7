//! Inputs of every kind load, wrong ones are refused at their line, and one parser reads what any form gives.

use super::{bare, codes};
use bowline_core::facts::{Answer, Proof, ProofKind};
use bowline_core::rules::{AnswerFault, Diagnostic, Given, Input, Pack, misfits, read_answers, typed};
use jiff::tz::TimeZone;

const FILE: &str = "inputs/x.toml";

/// An input of a kind, with what else is said of it.
fn declared(id: &str, rest: &str) -> String {
    format!("[[input]]\nid = \"x.{id}\"\nask = {{ zh = \"问{id}\", en = \"Ask {id}\" }}\n{rest}\n")
}

fn load(inputs: &str, more: &[(&str, &str)]) -> Result<Pack, Vec<Diagnostic>> {
    let mut files = bare();
    files.insert(FILE.to_owned(), inputs.to_owned());
    files.extend(more.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    Pack::load(&files)
}

fn input(rest: &str) -> Input {
    let pack = load(&declared("a", rest), &[]).unwrap_or_else(|faults| panic!("{faults:#?}"));
    pack.inputs()[&"x.a".parse().unwrap()].clone()
}

fn china() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

/// What is read of the values of a field, as the log writes it.
fn read(rest: &str, values: &[&str]) -> Result<Option<String>, AnswerFault> {
    let given = Given { values: values.to_vec(), proofs: &[] };
    let answer = input(rest).read(&given, &china())?;
    Ok(answer.map(|answer| serde_json::to_string(&answer).unwrap()))
}

const NUMBER: &str = "kind = \"number\"\nunit = \"kg\"";
const MONEY: &str = "kind = \"number\"\nunit = \"CNY\"\nwhole = true";
const CHOICE: &str = "kind = \"choice\"\nchoices = { kitchen = { zh = \"厨房\", en = \"kitchen\" }, room = { zh = \"室\", en = \"room\" } }";
const LONG: &str = "kind = \"text\"\nlines = 4\nlongest = 10";
const TWO_POSTS: &str = "kind = \"posts\"\nleast = 2\nmost = 3";
const POST: &str = "220104/emergency#head";
const SITE: &str = "00000000-0000-8000-8000-000000000001";

#[test]
fn what_a_form_gives_is_read_as_its_input_asks() {
    let site = format!("{{\"site\":\"{SITE}\"}}");
    for (rest, values, written) in [
        ("kind = \"yes\"", &["yes"][..], "{\"yes\":true}"),
        ("kind = \"yes\"", &["no"], "{\"yes\":false}"),
        (NUMBER, &[" 0.5 "], "{\"number\":0.5}"),
        (NUMBER, &["1,234,567.25"], "{\"number\":1234567.25}"),
        (NUMBER, &["３０ kg"], "{\"number\":30.0}"),
        (MONEY, &["300,000 元"], "{\"number\":300000.0}"),
        (MONEY, &["300000CNY"], "{\"number\":300000.0}"),
        ("kind = \"number\"\nunit = \"°C\"\nsigned = true", &["-3.5"], "{\"number\":-3.5}"),
        ("kind = \"number\"\nunit = \"person\"\nmost = 9", &["9 人"], "{\"number\":9.0}"),
        ("kind = \"day\"", &["2022-10-08"], "{\"day\":\"2022-10-08\"}"),
        ("kind = \"dates\"", &["0"], "{\"days\":[]}"),
        ("kind = \"dates\"", &["2022-10-08、2022-11-01"], "{\"days\":[\"2022-10-08\",\"2022-11-01\"]}"),
        (CHOICE, &["kitchen"], "{\"choice\":\"kitchen\"}"),
        ("kind = \"text\"", &[" 一行 "], "{\"text\":\"一行\"}"),
        (LONG, &["一\r\n二"], "{\"text\":\"一\\n二\"}"),
        ("kind = \"person\"", &["张伟"], "{\"person\":\"张伟\"}"),
        ("kind = \"moment\"", &["2026-11-27T14:05"], "{\"moment\":\"2026-11-27T06:05:00Z\"}"),
        ("kind = \"moment\"", &["2026-11-27T14:05:30"], "{\"moment\":\"2026-11-27T06:05:30Z\"}"),
        ("kind = \"moment\"", &["2026-11-27T14:05:00+08:00"], "{\"moment\":\"2026-11-27T06:05:00Z\"}"),
        ("kind = \"post\"", &[POST], "{\"post\":\"220104/emergency#head\"}"),
        (
            TWO_POSTS,
            &[POST, "", "220000/housing#head", POST],
            "{\"posts\":[\"220104/emergency#head\",\"220000/housing#head\"]}",
        ),
        ("kind = \"office\"", &["220104/emergency"], "{\"office\":\"220104/emergency\"}"),
        ("kind = \"site\"", &[SITE], &site),
        ("kind = \"places\"", &["220104"], "{\"places\":[\"220104\"]}"),
        ("kind = \"rules\"", &["CN-ACC-03"], "{\"rules\":[\"CN-ACC-03\"]}"),
    ] {
        assert_eq!(read(rest, values), Ok(Some(written.to_owned())), "{rest} {values:?}");
        let answer: Answer = serde_json::from_str(written).unwrap();
        let again = typed(&answer, &china());
        let again: Vec<&str> = again.iter().map(String::as_str).collect();
        assert_eq!(read(rest, &again), Ok(Some(written.to_owned())), "typed again: {again:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_the_name_of_the_question() {
    let long = "字".repeat(11);
    for (rest, values, code) in [
        ("kind = \"yes\"", &["ja"][..], "answer.bad_yes"),
        ("kind = \"yes\"", &["yes", "no"], "answer.several"),
        (NUMBER, &["viel"], "answer.bad_number"),
        (NUMBER, &["NaN"], "answer.bad_number"),
        (NUMBER, &["inf"], "answer.bad_number"),
        (NUMBER, &["1e400"], "answer.bad_number"),
        (NUMBER, &["0x10"], "answer.bad_number"),
        (NUMBER, &["1,2"], "answer.bad_number"),
        (NUMBER, &["10³"], "answer.bad_number"),
        (NUMBER, &["12 m"], "answer.bad_number"),
        (NUMBER, &["1234567890123456"], "answer.bad_number"),
        (NUMBER, &["-1"], "answer.below"),
        (MONEY, &["0.5"], "answer.not_whole"),
        (MONEY, &["999999999999999"], "answer.above"),
        ("kind = \"number\"\nunit = \"person\"", &["1.5"], "answer.not_whole"),
        ("kind = \"number\"\nunit = \"%\"\nmost = 100", &["100.1"], "answer.above"),
        ("kind = \"number\"\nunit = \"%\"\nleast = 10", &["9"], "answer.below"),
        ("kind = \"day\"", &["8.10.2022"], "answer.bad_day"),
        ("kind = \"day\"", &["20221008"], "answer.bad_day"),
        ("kind = \"day\"", &["2022-02-30"], "answer.bad_day"),
        ("kind = \"day\"", &["1022-10-08"], "answer.bad_day"),
        ("kind = \"dates\"", &["2022-10-08 soon"], "answer.bad_days"),
        ("kind = \"moment\"", &["2026-11-27"], "answer.bad_moment"),
        ("kind = \"moment\"", &["2026-11-27T25:00"], "answer.bad_moment"),
        ("kind = \"moment\"", &["1026-11-27T12:00"], "answer.bad_moment"),
        (CHOICE, &["attic"], "answer.bad_choice"),
        (LONG, &[&long], "answer.too_long"),
        (LONG, &["a\u{202e}b"], "answer.unseen"),
        ("kind = \"text\"", &["两\n行"], "answer.several_lines"),
        ("kind = \"person\"", &["张\u{200b}伟"], "answer.unseen"),
        ("kind = \"files\"", &["C:\\a.jpg"], "answer.file_gone"),
        ("kind = \"post\"", &["nobody"], "answer.bad_id"),
        ("kind = \"post\"", &[POST, POST], "answer.several"),
        (TWO_POSTS, &[POST, POST], "answer.too_few"),
        ("kind = \"site\"", &["' or 1=1 --"], "answer.bad_id"),
        ("kind = \"link\"", &["<script>"], "answer.bad_id"),
        ("kind = \"places\"\nmost = 1", &["220104", "220105"], "answer.too_many"),
    ] {
        let fault = read(rest, values).expect_err(&format!("{rest} {values:?}"));
        assert_eq!(fault.code(), code, "{rest} {values:?}");
        let said = fault.text();
        assert!(said.zh.contains("问a") && said.en.contains("Ask a"), "{said:?}");
        assert!(said.zh.ends_with('。') && said.en.ends_with('.') && !said.en.contains(".."), "{said:?}");
    }
    let below = read("kind = \"number\"\nunit = \"person\"\nleast = 2", &["1"]).unwrap_err().text();
    assert_eq!((below.zh.as_str(), below.en.as_str()), ("“问a”不得小于 2 人。", "“Ask a”: enter at least 2 persons."));
}

#[test]
fn nothing_given_is_no_answer_and_files_come_beside_the_fields() {
    for rest in
        ["kind = \"yes\"", NUMBER, "kind = \"text\"", "kind = \"moment\"", "kind = \"files\"", "kind = \"posts\""]
    {
        assert_eq!(read(rest, &["", "  "]), Ok(None), "{rest}");
    }
    let proofs = [Proof::new(ProofKind::Photo, "a.jpg", "00", 3)];
    let given = Given { values: Vec::new(), proofs: &proofs };
    assert_eq!(input("kind = \"files\"").read(&given, &china()), Ok(Some(Answer::Files(proofs.to_vec()))));
    let two = input("kind = \"files\"\nleast = 2").read(&given, &china());
    assert_eq!(two.unwrap_err().code(), "answer.too_few");
}

#[test]
fn an_hour_that_the_clock_leaves_out_is_refused_and_one_that_comes_twice_is_the_first() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let at = |value: &str| input("kind = \"moment\"").read(&Given::value(value), &zone);
    assert_eq!(at("2026-03-08T02:30").unwrap_err().code(), "answer.no_such_time");
    assert_eq!(at("2026-11-01T01:30"), Ok(Some(Answer::Moment("2026-11-01T05:30:00Z".parse().unwrap()))));
}

#[test]
fn a_whole_form_tells_all_its_faults_and_what_is_missing() {
    let inputs = [declared("a", NUMBER), declared("b", "kind = \"text\""), declared("c", "kind = \"day\"")].concat();
    let pack = load(&inputs, &[]).unwrap();
    let asked = |required: bool| {
        pack.inputs().values().filter(|it| it.id.as_str().starts_with("x.")).map(move |it| (it, required))
    };
    let given = |input: &Input| match input.id.as_str() {
        "x.a" => Given::value("many"),
        "x.c" => Given::value("2022-10-08"),
        _ => Given::default(),
    };
    let faults = read_answers(asked(true), given, &china()).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| (fault.input.as_str(), fault.code())).collect();
    assert_eq!(told, [("x.a", "answer.bad_number"), ("x.b", "answer.missing")]);
    let answers = read_answers(asked(false).skip(1), given, &china()).unwrap();
    assert_eq!(answers.len(), 1, "what may be left out is left out");
    let wrong = [("x.a", Answer::Number(-1.0)), ("x.b", Answer::Yes(true)), ("x.z", Answer::Yes(true))];
    let wrong = wrong.map(|(id, answer)| (id.parse().unwrap(), answer)).into();
    let codes: Vec<_> = misfits(&pack, &wrong).iter().map(AnswerFault::code).collect();
    assert_eq!(codes, ["answer.below", "answer.other_kind", "answer.not_asked"]);
}

#[test]
fn a_wrong_input_is_refused_at_its_line() {
    for (rest, code, help) in [
        ("kind = \"txt\"", "pack.unknown_word", "did you mean `text`?"),
        ("kind = \"ofice\"", "pack.unknown_word", "did you mean `office`?"),
        ("kind = \"money\"", "pack.unknown_word", "write kind = \"number\" with the currency or the unit as `unit`"),
        ("kind = \"text\"\nunit = \"m\"", "pack.bad_input", "it may have lines, longest"),
        (
            "kind = \"number\"\nunit = \"m\"\nlines = 2",
            "pack.bad_input",
            "it may have unit, signed, whole, least, most",
        ),
        ("kind = \"post\"\nmost = 2", "pack.bad_input", ""),
        ("kind = \"yes\"\nchoices = { a = { zh = \"一\", en = \"a\" } }", "pack.bad_input", ""),
        ("kind = \"number\"\nunit = \"m\"\nleast = 3\nmost = 2", "pack.bad_input", ""),
        ("kind = \"number\"\nunit = \"m\"\nleast = -3\nsigned = true", "pack.bad_input", ""),
        ("kind = \"number\"", "pack.missing_key", ""),
        ("kind = \"text\"\nlongest = 5000", "pack.out_of_bounds", ""),
        ("kind = \"text\"\nlongst = 50", "pack.unknown_key", "did you mean `longest`?"),
        ("kind = \"files\"\nleast = 0", "pack.out_of_bounds", ""),
    ] {
        let faults = load(&declared("a", rest), &[]).expect_err(rest);
        let fault = faults.iter().find(|fault| fault.file == FILE).expect(rest);
        assert_eq!((fault.code, fault.message.zh.is_empty()), (code, false), "{rest}: {faults:#?}");
        let line = if help.is_empty() { fault.line } else { rest.matches('\n').count() + 4 };
        assert_eq!(fault.line, line, "{rest}: {fault:?}");
        let said = fault.help.clone().unwrap_or_default();
        assert!(said.en.starts_with(help), "{rest}: {said:?}");
    }
}

#[test]
fn no_condition_compares_what_is_only_written_down() {
    let light = |is: &str| {
        let lights = format!("id = \"x\"\n[[light]]\nif = {{ input = \"level.x\", {is} }}\n");
        let inputs = "[[input]]\nid = \"level.x\"\nask = { zh = \"问\", en = \"Ask\" }\nkind = \"text\"\n";
        load(inputs, &[("lights/x.toml", &lights)]).expect_err("refused")
    };
    for is in ["one_of = [\"a\"]", "is = true", "at_least = { value = 1, unit = \"m\" }"] {
        let faults = light(is);
        let fault =
            faults.iter().find(|fault| fault.code == "pack.type_mismatch").unwrap_or_else(|| panic!("{faults:#?}"));
        assert_eq!(fault.message.en, "an input of kind `text` is written down and read; no condition compares it");
        assert!(fault.message.zh.contains("不能用于条件") && fault.line == 3, "{fault:?}");
    }
    assert!(!codes(&light("is = true")).is_empty());
}
