//! Hazards run on the machine for declared kinds: what it offers is what the pages offer, and the older words of the log and
//! the deeds that they read as leave the same matter.
//!
//! Each run takes new stories and prints the seed of one that fails. `BOWLINE_SEED=7 cargo test -p bowline-core --test
//! obligations oracle` plays that story again; `BOWLINE_STORIES=500` plays so many.

use super::play::{PEOPLE, Play, moves};
use bowline_core::facts::{Act, Answer, Grade};
use bowline_core::ids::RuleId;
use bowline_core::obligations::{Acting, Ask, Dossier, Rejected, Setting, decide, possible, possible_acts};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher};

/// Pages offer what the machine offers, and the refusals that the hazard's own forms know name no other act.
pub fn agree(setting: Setting<'_>, dossier: &Dossier, acting: &Acting, ask: Ask) {
    let asked = ask.act();
    match decide(setting, dossier, acting, ask) {
        Err(Rejected::NotNow { act, .. } | Rejected::NotYours { act, .. }) => assert_eq!(act, asked),
        Err(Rejected::Matter(why)) => {
            assert_eq!(why.code(), "answer.bad_day", "no form of a hazard says this: {why:?}")
        }
        Err(why) => assert!(!why.text().zh.is_empty()),
        Ok(_) => assert!(dossier.live().any(|it| it.opened.act == asked)),
    }
    let own = |act: Act| act != Act::SUPERVISE && act != Act::REPLY;
    let offered =
        possible_acts(setting, dossier, acting).into_iter().filter(|it| own(it.opened.act)).map(|it| it.opened.no);
    let machine = possible(setting, dossier, acting).into_iter().filter_map(|it| it.duty);
    assert_eq!(offered.collect::<BTreeSet<u32>>(), machine.collect::<BTreeSet<u32>>(), "{acting:?}");
}

/// The older words and the deeds that they read as leave the same matter.
pub fn read_alike(dossier: &Dossier) {
    let (Some(hazard), Some(phase)) = (dossier.hazard(), dossier.phase()) else { return };
    let declared = &hazard.declared;
    assert_eq!(declared.phase.id, phase.as_str());
    assert_eq!(declared.phase.stage == bowline_core::facts::Stage::Open, dossier.is_open());
    let answer = |input: &str| declared.answers.get(&input.parse().unwrap()).cloned();
    let grade = hazard.graded.as_ref().map(|it| Answer::Choice(it.grade.as_str().to_owned()));
    assert_eq!(answer("hazard.grade"), grade);
    assert_eq!(answer("hazard.to"), hazard.ordered.as_ref().map(|it| Answer::Post(it.to.clone())));
    assert_eq!(answer("hazard.deadline"), hazard.ordered.as_ref().map(|it| Answer::Day(it.deadline)));
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
}

#[test]
fn the_machine_offers_what_it_takes_and_both_readings_of_the_log_are_one_matter() {
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
