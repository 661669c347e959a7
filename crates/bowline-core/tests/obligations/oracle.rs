//! The machine for declared kinds decides about hazards as the code that was written for them: at every act that anybody
//! tries, both refuse for the same reason or write the same facts and leave the same dossier, and so the same rows.
//!
//! Each run takes new stories and prints the seed of one that fails. `BOWLINE_SEED=7 cargo test -p bowline-core --test
//! obligations oracle` plays that story again; `BOWLINE_STORIES=500` plays so many.

use super::common::national;
use super::play::{Above, PEOPLE, Play, finding, moves};
use bowline_core::facts::{Act, Actor, Answer, Grade};
use bowline_core::ids::{PersonId, RuleId, SubjectId};
use bowline_core::obligations::{
    Acting, Ask, Beginning, By, Dossier, Finding, Rejected, Setting, Wish, begin, carry_out, decide, find, possible,
    possible_acts,
};
use bowline_core::time::Moment;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher};

/// Why the machine refuses what was refused for this reason before.
fn also(code: &str) -> &'static [&'static str] {
    match code {
        // Whoever may not verify and does not owe it either hears now that it is not theirs, or not open.
        "verify.self" => &["act.apart", "act.not_yours", "act.not_now"],
        "act.not_now" => &["act.not_now"],
        "act.not_yours" => &["act.not_yours"],
        "proof.missing" => &["answers.missing"],
        "field.missing" => &["answer.missing"],
        "field.unseen" => &["answer.unseen"],
        "field.too_long" => &["answer.too_long"],
        "answers.missing" => &["answers.missing"],
        "order.wrong_unit" => &["order.wrong_unit"],
        "criterion.not_in_force" => &["criterion.not_in_force"],
        // No form takes a day so far away; before, only the term forbade it.
        "deadline.beyond_longest" => &["deadline.beyond_longest", "answer.bad_day"],
        "day.too_early" => &["answer.too_early", "kind.unknown"],
        "day.too_late" => &["answer.too_late", "answer.bad_day"],
        _ => &[],
    }
}

fn compare<T: PartialEq + std::fmt::Debug>(of: &str, before: Result<T, Rejected>, machine: Result<T, Rejected>) {
    match (before, machine) {
        (Ok(before), Ok(machine)) => assert_eq!(before, machine, "{of}"),
        (Err(before), Err(machine)) => {
            assert!(also(before.code()).contains(&machine.code()), "{of}: {before:?}, and the machine: {machine:?}");
        }
        (before, machine) => panic!("{of}: {before:?}, and the machine: {machine:?}"),
    }
}

/// Both decide alike, and offer the same.
pub fn agree(setting: Setting<'_>, dossier: &Dossier, acting: &Acting, ask: Ask) {
    let of = format!("{ask:?}");
    let before = decide(setting, dossier, acting, ask.clone());
    if let Some(wish) = Wish::of(ask) {
        compare(&of, before, carry_out(setting, dossier, By::Person(acting), wish));
    }
    let own = |act: Act| act != Act::SUPERVISE && act != Act::REPLY;
    let offered = possible_acts(dossier, acting).into_iter().filter(|it| own(it.opened.act)).map(|it| it.opened.no);
    let machine = possible(setting, dossier, acting).into_iter().filter_map(|it| it.duty);
    assert_eq!(offered.collect::<BTreeSet<u32>>(), machine.collect::<BTreeSet<u32>>(), "{acting:?}");
}

/// The older words and the deeds that they read as leave the same matter.
pub fn read_alike(dossier: &Dossier) {
    let (Some(hazard), Some(phase)) = (dossier.hazard(), dossier.phase()) else { return };
    let declared = &hazard.declared;
    assert_eq!(declared.phase.id, phase.as_str());
    assert_eq!(declared.phase.stage == bowline_core::facts::Stage::Open, dossier.is_open());
    let fixing = ["accepted", "controlled", "planned", "proof_submitted"];
    let doers = fixing.iter().filter_map(|verb| declared.doers.get(*verb)).flatten().copied();
    assert_eq!(doers.collect::<BTreeSet<PersonId>>(), hazard.fixers);
    assert_eq!(declared.returned, hazard.returned);
    assert_eq!(declared.closed.map(|(_, at)| at), hazard.closing.map(|(_, at)| at));
    let answer = |input: &str| declared.answers.get(&input.parse().unwrap()).cloned();
    let grade = hazard.graded.as_ref().map(|it| Answer::Choice(it.grade.as_str().to_owned()));
    assert_eq!(answer("hazard.grade"), grade);
    assert_eq!(answer("hazard.to"), hazard.ordered.as_ref().map(|it| Answer::Post(it.to.clone())));
    assert_eq!(answer("hazard.deadline"), hazard.ordered.as_ref().map(|it| Answer::Day(it.deadline)));
}

/// Both begin alike.
fn begin_alike(now: Moment, finding: Finding, person: PersonId) {
    let setting = Setting { now, pack: national(), registry: &Above };
    let (subject, place) = (SubjectId::derived(&["begun"]), "220104".parse().unwrap());
    let mut answers = finding.answers.clone();
    let source = serde_json::to_value(finding.source).unwrap();
    let own = [
        ("hazard.description", Answer::Text(finding.description.trim().to_owned())),
        ("hazard.found_on", Answer::Day(finding.found_on)),
        ("hazard.source", Answer::Choice(source.as_str().unwrap().to_owned())),
    ];
    answers.extend(own.map(|(input, answer)| (input.parse().unwrap(), answer)));
    let beginning = Beginning {
        kind: "hazard".parse().unwrap(),
        office: finding.office.clone(),
        site: Some(finding.site),
        unit: Some(finding.unit.clone()),
        sector: Some(finding.sector.clone()),
        from: None,
        wish: Wish { act: "find".to_owned(), answers },
    };
    let of = format!("{finding:?}");
    let acting = Acting { person: Some(person), ..Acting::default() };
    let before = find(setting, subject, place, Actor::Person(person), finding);
    compare(&of, before, begin(setting, subject, place, By::Person(&acting), beginning));
}

/// One story from a seed: a hazard found or taken from a ledger, and what anybody tries with it.
fn story(seed: u64) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng);
    let until = |day: &str| Some(day.parse().unwrap());
    let mut play = match seed % 5 {
        0 => Play::from_ledger(None, None),
        1 => Play::from_ledger(Some(Grade::Major), until("2022-11-30")),
        2 => Play::from_ledger(Some(Grade::General), None),
        _ => Play::begun(),
    };
    play.wide = seed.is_multiple_of(3);
    for _ in 0..2 {
        for step in moves().new_tree(&mut runner).unwrap().current() {
            play.makes(&step);
        }
    }
    let day = (-20_i64..20_000, 0..4).new_tree(&mut runner).unwrap().current();
    let mut found = finding();
    found.found_on = play.setting().today().saturating_sub(jiff::Span::new().days(day.0));
    if day.1 == 0 && day.0 < 5_000 {
        found.description = " ".to_owned();
    }
    if day.1 == 1 {
        found.answers = [("fire.crowd_place".parse().unwrap(), Answer::Yes(true))].into_iter().collect();
    }
    begin_alike(play.now, found, PEOPLE[0].id());
}

#[test]
fn the_machine_decides_about_hazards_as_the_code_that_was_written_for_them() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("BOWLINE_SEED") {
        Some(seed) => vec![seed],
        None => {
            let first = std::collections::hash_map::RandomState::new().build_hasher().finish() >> 16;
            (first..first + number("BOWLINE_STORIES").unwrap_or(12)).collect()
        }
    };
    for seed in seeds {
        if std::panic::catch_unwind(|| story(seed)).is_err() {
            panic!("play it again with BOWLINE_SEED={seed}");
        }
    }
}

#[test]
fn answers_given_beforehand_count_when_a_hazard_is_graded() {
    let mut play = Play::begun();
    let found = match &play.facts[0].what {
        bowline_core::facts::What::Found(found) => (**found).clone(),
        other => panic!("{other:?}"),
    };
    let given = [
        ("fire.crowd_place", true),
        ("fire.corrected_at_once", false),
        ("fire.not_judged", false),
        ("fire.flammables_against_rules", true),
    ];
    let answers = given.map(|(input, yes)| (input.parse().unwrap(), Answer::Yes(yes)));
    let mut fact = play.facts[0].clone();
    fact.what = bowline_core::facts::What::Found(std::sync::Arc::new(bowline_core::facts::Found {
        answers: answers.into_iter().collect(),
        ..found
    }));
    let mut facts = play.facts.clone();
    facts[0] = fact;
    play.dossier = Dossier::replay(play.dossier.subject, &facts);
    let criterion: RuleId = "CN-HAZ-FIRE-17-6.8".parse().unwrap();
    let ask = Ask::Grade { candidates: vec![criterion], answers: bowline_core::facts::Answers::new() };
    let acting = PEOPLE[0].acting();
    assert!(decide(play.setting(), &play.dossier, &acting, ask.clone()).is_ok());
    agree(play.setting(), &play.dossier, &acting, ask);
}
