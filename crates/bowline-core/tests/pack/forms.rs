//! Forms ask what rules need, once, and drop only questions that cannot matter.

use super::{files, id, national};
use bowline_core::facts::{Answer, Answers, InputId};
use bowline_core::rules::{Comparison, Condition, Form, InputKind, Pack, PackFiles, Rows, Settled, Verdict};
use bowline_core::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Days on which every edition of the pack is in force at least once.
const DAYS: [&str; 4] = ["2024-12-12", "2025-10-31", "2026-06-30", "2026-11-22"];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Numbers made from a seed, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// Every limit that a condition compares an input with.
fn limits(condition: &Condition, found: &mut BTreeMap<InputId, Vec<f64>>) {
    match condition {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast { of, .. } => {
            of.iter().for_each(|part| limits(part, found));
        }
        Condition::Not(inner) => limits(inner, found),
        Condition::Input { input, is } => match is {
            Comparison::AtLeast(n, _)
            | Comparison::MoreThan(n, _)
            | Comparison::AtMost(n, _)
            | Comparison::Below(n, _) => found.entry(input.clone()).or_default().push(*n),
            Comparison::Table(table) => {
                let values: Vec<f64> = match &table.rows {
                    Rows::Words(rows) => rows.values().copied().collect(),
                    Rows::Bands(bands) => {
                        found.entry(table.by.clone()).or_default().extend(bands.iter().map(|band| band.from));
                        bands.iter().map(|band| band.value).collect()
                    }
                };
                found.entry(input.clone()).or_default().extend(values.into_iter().chain(table.otherwise));
            }
            _ => {}
        },
    }
}

/// The conditions of a form, by rule.
fn conditions(pack: &Pack, form: &Form) -> Vec<Condition> {
    let checks = pack.checklists().iter().filter(|list| list.id.as_str() == form.id).flat_map(|list| &list.checks);
    let criteria =
        pack.criteria().in_force(form.day).filter(|rule| rule.set == form.id).filter_map(|rule| rule.whole());
    criteria.chain(checks.map(|check| check.passes.clone())).collect()
}

/// What each rule of a form says.
fn verdicts(pack: &Pack, form: &Form, answers: &Answers) -> Vec<(String, &'static str)> {
    let word = |verdict: Verdict| match verdict {
        Verdict::Holds(_) => "holds",
        Verdict::Fails(_) => "fails",
        Verdict::Unknown(_) => "unknown",
        Verdict::Broken(fault) => panic!("{}", fault.text.en),
    };
    let checks = pack.checklists().iter().filter(|list| list.id.as_str() == form.id).flat_map(|list| &list.checks);
    let criteria = pack.criteria().in_force(form.day).filter(|rule| rule.set == form.id);
    let decided = criteria.filter_map(|rule| Some((rule.id.to_string(), word(rule.evaluate(pack, answers)?))));
    decided.chain(checks.map(|check| (check.id.to_string(), word(check.evaluate(pack, answers))))).collect()
}

fn any_answer(pack: &Pack, input: &InputId, limits: &BTreeMap<InputId, Vec<f64>>, dice: &mut Dice) -> Answer {
    match &pack.inputs().get(input).unwrap().kind {
        InputKind::Yes => Answer::Yes(dice.below(2) == 0),
        InputKind::Number { .. } => {
            let around = &limits[input];
            let limit = around[dice.below(around.len())];
            Answer::Number([limit - 0.01, limit, limit + 0.01][dice.below(3)])
        }
        InputKind::Choice { choices } => Answer::Choice(choices.keys().nth(dice.below(choices.len())).unwrap().clone()),
        InputKind::Day | InputKind::Dates => panic!("no criterion asks for days yet"),
        InputKind::Text | InputKind::Person | InputKind::Moment | InputKind::Files | InputKind::Named(_) => {
            panic!("no condition compares these")
        }
    }
}

/// The answers of somebody who follows the form: what it drops is not answered.
fn followed(form: &Form, whole: &Answers) -> Answers {
    let mut answers = Answers::new();
    for question in form.questions().filter(|question| whole.contains_key(&question.input)) {
        if !question.settled.is_shown_by(&answers) {
            answers.insert(question.input.clone(), whole[&question.input].clone());
        }
    }
    answers
}

#[test]
fn a_followed_form_decides_as_if_everything_had_been_answered() {
    let pack = national();
    let (mut dice, mut dropped) = (Dice(7), 0);
    for form in DAYS.iter().flat_map(|text| Form::all(pack, day(text))) {
        let mut found = BTreeMap::new();
        conditions(pack, &form).iter().for_each(|condition| limits(condition, &mut found));
        for round in 0..25 {
            let one = |question: &bowline_core::rules::Question, dice: &mut Dice| {
                (question.input.clone(), any_answer(pack, &question.input, &found, dice))
            };
            let mut whole: Answers = form.questions().map(|question| one(question, &mut dice)).collect();
            if round % 2 == 1 {
                whole.retain(|_, _| dice.below(8) > 0);
            }
            let answers = followed(&form, &whole);
            dropped += whole.len() - answers.len();
            assert_eq!(verdicts(pack, &form, &answers), verdicts(pack, &form, &whole), "{} {}", form.id, form.day);
        }
    }
    assert!(dropped > 10_000, "{dropped}");
}

#[test]
fn every_set_and_list_has_a_form_that_asks_each_input_once() {
    let pack = national();
    let mut seen = BTreeSet::new();
    for form in DAYS.iter().flat_map(|text| Form::all(pack, day(text))) {
        let asked: Vec<&InputId> = form.questions().map(|question| &question.input).collect();
        let once: BTreeSet<&InputId> = asked.iter().copied().collect();
        assert_eq!(asked.len(), once.len(), "{}", form.id);
        let needed = conditions(pack, &form);
        let needed: BTreeSet<InputId> = needed.iter().flat_map(inputs).collect();
        assert_eq!(once.into_iter().cloned().collect::<BTreeSet<_>>(), needed, "{} {}", form.id, form.day);
        seen.insert(form.id);
    }
    let sets: BTreeSet<String> = pack.criteria().iter().map(|rule| rule.set.clone()).collect();
    let lists = pack.checklists().iter().map(|list| list.id.to_string());
    assert_eq!(sets.len(), 19);
    assert_eq!(seen, sets.into_iter().chain(lists).collect());
}

fn inputs(condition: &Condition) -> Vec<InputId> {
    bowline_core::rules::Program::compile(condition).unwrap().inputs()
}

/// How many questions somebody answers who gives this answer to the first.
fn asked_after(form: &Form, first: (&str, Answer)) -> usize {
    let first = Answers::from([(first.0.parse().unwrap(), first.1)]);
    1 + form.open(&first).count()
}

#[test]
fn scope_comes_first_and_spares_the_rest() {
    let pack = national();
    let today = day("2026-11-22");
    let gas = Form::of_set(pack, "GAS", today).unwrap();
    let first = gas.questions().next().unwrap();
    assert_eq!((first.input.as_str(), first.required, &first.settled), ("gas.operator", true, &Settled::Never));
    let all = gas.questions().count();
    assert_eq!(asked_after(&gas, ("gas.operator", Answer::Yes(true))), all);
    assert_eq!(asked_after(&gas, ("gas.operator", Answer::Yes(false))), 1 + user_questions(&gas));
    let coal = Form::of_set(pack, "COAL", today).unwrap();
    let mine = |kind: &str| asked_after(&coal, ("coal.mine_type", Answer::Choice(kind.to_owned())));
    assert!(mine("open_pit") < 80 && mine("underground") > 280, "{} {}", mine("open_pit"), mine("underground"));
    assert_eq!(mine("not_coal"), 1);
}

/// Questions of the one gas criterion that speaks about users' premises too.
fn user_questions(gas: &Form) -> usize {
    let free = |question: &&bowline_core::rules::Question| question.settled == Settled::Never && !question.required;
    gas.questions().filter(free).count()
}

#[test]
fn a_check_that_fails_goes_on_asking_and_one_that_passes_does_not() {
    let form = Form::of_checklist(national(), &id("lpg-restaurant"), day("2026-11-22")).unwrap();
    let open = |given: &[(&str, Answer)]| -> BTreeSet<String> {
        let given: Answers = given.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect();
        form.open(&given).map(|question| question.input.as_str().to_owned()).collect()
    };
    let late = open(&[("lpg.cylinders_in_test_date", Answer::Yes(false))]);
    assert!(late.contains("lpg.cylinders_tagged") && late.contains("lpg.two_phase_cylinder"));
    let little = open(&[("lpg.stored_kg", Answer::Number(100.0))]);
    assert!(!little.contains("lpg.forced_vaporising") && little.contains("lpg.room_underground"));
    assert!(open(&[("lpg.stored_kg", Answer::Number(100.01))]).contains("lpg.forced_vaporising"));
    assert!(!open(&[("lpg.cylinder_room", Answer::Yes(false))]).contains("lpg.room_underground"));
}

#[test]
fn what_is_never_decided_stands_in_the_form_with_its_reason() {
    let fire = Form::of_set(national(), "FIRE", day("2025-11-01")).unwrap();
    assert_eq!((fire.sections.len(), fire.questions().count()), (3, 0));
    assert!(fire.sections.iter().all(|section| section.remark.as_ref().unwrap().en.contains("cited by hand")));
    assert!(fire.sections.iter().all(|section| section.source.en.contains("GB 35181-2025")));
    assert!(Form::of_set(national(), "TOU", day("2025-11-01")).is_none());
}

/// A pack with one criterion of its own beside the national ones.
fn with_rule(condition: &str) -> Pack {
    let mut files: PackFiles = files();
    let mut text = "id = \"X-1\"\ntitle = { zh = \"一\", en = \"one\" }\nset = \"TOU\"\ngrade = \"major\"\n".to_owned();
    text += "valid = { from = 2020-01-01 }\ncite = [{ instrument = \"中华人民共和国消防法\", article = \"第十六条\", ";
    text += "tag = \"verified\", checked_on = 2026-11-22 }]\n";
    files.insert("rules/x/x-1.toml".to_owned(), text + "if = " + condition + "\n");
    let case = |expect: &str, n: usize| {
        format!("[[case]]\nname = {{ zh = \"{n}\", en = \"{n}\" }}\nday = 2020-01-01\nexpect = \"{expect}\"\n")
    };
    let cases = ["holds", "fails", "unknown"].iter().enumerate().map(|(n, expect)| case(expect, n)).collect();
    files.insert("rules/x/x-1.cases.toml".to_owned(), cases);
    Pack::load(&files).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

#[test]
fn counts_settle_when_enough_hold_or_too_few_can() {
    let yes = |input: &str| format!("{{ input = \"{input}\", is = true }}");
    let of = ["gas.operator", "gas.licence", "lpg.alarm_working"].map(yes).join(", ");
    let pack = with_rule(&format!("{{ not = {{ at_least = {{ n = 2, of = [{of}] }} }} }}"));
    let form = Form::of_set(&pack, "TOU", day("2026-11-22")).unwrap();
    let open = |given: &[(&str, bool)]| {
        let given = super::answers(given);
        form.open(&given).count()
    };
    assert_eq!(open(&[]), 3);
    assert_eq!(open(&[("gas.operator", true), ("gas.licence", false)]), 1);
    assert_eq!(open(&[("gas.operator", true), ("gas.licence", true)]), 0);
    assert_eq!(open(&[("gas.operator", false), ("gas.licence", false)]), 0);
}
