//! Properties of the pure core over random stories: nothing is lost, nobody verifies their own work, counts add up, and
//! a late engine tells what a punctual one would have told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod coded;
#[path = "../common/mod.rs"]
mod common;
mod letters;
mod oracle;
mod play;

use bowline_core::facts::{Fact, Grade, What};
use bowline_core::obligations::{Dossier, Phase, Standing, evolve};
use bowline_core::signals::{Flow, Tally, flows_of, project, tally_of};
use bowline_core::time::day_of;
use common::national;
use play::{Above, Move, Play, moves};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::BTreeMap;

#[test]
fn random_stories_come_to_every_end() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut ends = BTreeMap::new();
    for _ in 0..200 {
        let mut play = Play::begun();
        for step in moves().new_tree(&mut runner).unwrap().current() {
            play.makes(&step);
        }
        *ends.entry(play.dossier.phase().unwrap()).or_insert(0) += 1;
    }
    let wanted = [Phase::Found, Phase::Graded, Phase::Ordered, Phase::Submitted, Phase::Verified, Phase::ClosedOff];
    assert!(wanted.iter().all(|phase| ends.get(phase).is_some_and(|times| *times > 1)), "{ends:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_obligation_is_lost_and_every_open_dossier_has_a_clock(story in moves()) {
        let mut play = Play::begun();
        let mut before = play.dossier.clone();
        for step in &story {
            play.makes(step);
            let after = &play.dossier;
            prop_assert!(!after.is_open() || after.live().next().is_some(), "open without a clock");
            prop_assert!(after.is_open() || after.obligations.iter().all(|it| !it.is_unsettled()), "closed with duties left");
            for (no, duty) in (1_u32..).zip(&after.obligations) {
                prop_assert_eq!(duty.opened.no, no);
                prop_assert!(duty.opened.owner != duty.opened.verifier, "verified by its owner");
                prop_assert!(!duty.opened.because.is_empty() && !duty.opened.proof.is_empty());
            }
            for duty in &before.obligations {
                let now = after.obligation(duty.opened.no).expect("no obligation disappears");
                prop_assert_eq!(&duty.opened, &now.opened);
                prop_assert!(duty.is_unsettled() || duty.standing == now.standing, "what is settled stays settled");
            }
            before = after.clone();
        }
    }

    #[test]
    fn no_order_and_no_plan_sets_a_date_beyond_the_longest_term(story in moves()) {
        let mut play = Play::begun();
        for step in &story {
            play.makes(step);
        }
        let zone = national().country().zone();
        let mut ordered = None;
        for fact in &play.facts {
            let day = day_of(fact.learned, zone);
            match &fact.what {
                What::Ordered(it) => {
                    let grade = play.dossier.hazard().unwrap().graded.as_ref().unwrap().grade;
                    let longest = national().longest_order(grade, day).unwrap().last;
                    prop_assert!(it.deadline <= longest, "{} is beyond {longest}", it.deadline);
                    ordered = Some(it.deadline);
                }
                What::Planned(it) => prop_assert!(Some(it.plan.until) <= ordered, "the plan passes the order"),
                _ => {}
            }
        }
    }

    #[test]
    fn nobody_verifies_what_they_or_their_unit_fixed(story in moves()) {
        let mut play = Play::begun();
        for step in &story {
            play.makes(step);
        }
        let mut hands = std::collections::BTreeSet::new();
        for fact in &play.facts {
            match &fact.what {
                What::Accepted(_) | What::Planned(_) | What::Controlled(_) | What::ProofSubmitted(_) => drop(hands.insert(play::person_of(fact))),
                What::Verified(_) | What::Returned(_) => {
                    let by = play::person_of(fact);
                    prop_assert!(!hands.contains(&by) && !play::of_unit(by), "{by:?} verified");
                }
                _ => {}
            }
        }
    }

    #[test]
    fn differences_add_up_to_the_count(story in moves()) {
        let mut play = Play::begun();
        for step in &story {
            play.makes(step);
        }
        let mut tallies: BTreeMap<_, Tally> = BTreeMap::new();
        let mut flows: BTreeMap<_, Flow> = BTreeMap::new();
        let mut dossier = Dossier::new(play.dossier.subject);
        for fact in &play.facts {
            let after = evolve(dossier.clone(), fact);
            let changes = project(national(), &Above, &dossier, &after);
            for (key, tally) in changes.tallies {
                *tallies.entry(key).or_default() += tally;
            }
            for (key, flow) in changes.flows {
                *flows.entry(key).or_default() += flow;
            }
            dossier = after;
        }
        prop_assert_eq!(&dossier, &play.dossier);
        let totals = tallies.iter().filter(|((_, section, _), _)| section.is_empty());
        prop_assert!(totals.clone().count() == 4 && totals.into_iter().all(|(_, tally)| *tally == tally_of(&dossier)));
        let by_grade: i64 = tallies.iter().filter(|((place, section, _), _)| place.as_str() == "000000" && !section.is_empty()).map(|(_, it)| it.found).sum();
        prop_assert_eq!(by_grade, 1);
        let mut counted: BTreeMap<_, Flow> = BTreeMap::new();
        for (day, kind) in flows_of(&dossier, national().country().zone()) {
            counted.entry(day).or_default().add(kind, 1);
        }
        flows.retain(|(place, _), flow| place.as_str() == "000000" && *flow != Flow::default());
        prop_assert_eq!(flows.into_iter().map(|((_, day), flow)| (day, flow)).collect::<BTreeMap<_, _>>(), counted);
    }

    #[test]
    fn facts_in_any_order_any_number_of_times_are_taken(story in moves(), order in proptest::collection::vec(any::<prop::sample::Index>(), 0..60)) {
        let mut play = Play::begun();
        for step in &story {
            play.makes(step);
        }
        let facts: Vec<&Fact> = order.iter().map(|at| at.get(&play.facts)).collect();
        let mut dossier = Dossier::new(play.dossier.subject);
        for fact in facts {
            let after = evolve(dossier.clone(), fact);
            let _ = project(national(), &Above, &dossier, &after);
            let _ = play.overdue_of(&after);
            let _ = (after.phase(), after.light(), after.is_open());
            dossier = after;
        }
    }

    #[test]
    fn a_late_engine_tells_what_a_punctual_one_would_have_told(story in moves(), days in 1_i64..90, steps in proptest::collection::vec(1_i64..60, 1..20)) {
        let mut punctual = Play::begun();
        for step in story.iter().filter(|step| !matches!(step, Move::Wait(_))) {
            punctual.makes(step);
        }
        let mut late = punctual.clone();
        let end = days * 24;
        let mut passed = 0;
        for step in steps.iter().cycle() {
            let step = (*step).min(end - passed);
            punctual.makes(&Move::Wait(step));
            passed += step;
            if passed == end {
                break;
            }
        }
        late.makes(&Move::Wait(end));
        let seen = |play: &Play| play.dossier.obligations.iter().map(|it| {
            let rungs: Vec<_> = it.fired.iter().map(|rung| (rung.rung.clone(), rung.scheduled, rung.light, rung.opened)).collect();
            (it.opened.clone(), rungs, matches!(it.standing, Standing::Open))
        }).collect::<Vec<_>>();
        // What a duty rests on is told by versions and moments that are the same too.
        prop_assert_eq!(seen(&punctual), seen(&late));
        prop_assert!(late.overdue_of(&late.dossier).decided.drafts.is_empty(), "a second run fires nothing");
    }
}

#[test]
fn a_row_of_a_ledger_sets_no_date_that_an_order_of_today_could_not_set() {
    let row = |grade, deadline: &str, until: Option<&str>| {
        play::ledger_row(grade, deadline.parse().unwrap(), until.map(|day| day.parse().unwrap()))
            .map_err(|it| it.code())
    };
    for (grade, last, beyond) in [
        (Some(Grade::Major), "2023-04-06", "2023-04-07"),
        (Some(Grade::General), "2023-01-06", "2023-01-07"),
        (None, "2023-04-06", "2099-01-01"),
    ] {
        assert!(row(grade, last, None).is_ok(), "{grade:?}");
        assert_eq!(row(grade, beyond, None).unwrap_err(), "deadline.beyond_longest", "{grade:?}");
        assert_eq!(row(grade, "9999-12-31", None).unwrap_err(), "deadline.beyond_longest", "{grade:?}");
    }
    assert!(row(Some(Grade::Major), "2022-11-30", Some("2022-11-30")).is_ok());
    assert_eq!(row(Some(Grade::Major), "2022-11-30", Some("2022-12-01")).unwrap_err(), "day.too_late");
}
