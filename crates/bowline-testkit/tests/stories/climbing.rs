//! What nobody attends to climbs: county, city, province, nation, each with a duty and a clock of its own.

use crate::{FIRE_17, NO, YES, climb, graded, world};
use bowline_core::facts::{RungFired, What};
use bowline_core::ids::SubjectId;
use bowline_core::time::Moment;
use bowline_testkit::{Dice, World};

#[test]
fn a_major_hazard_left_alone_reaches_the_nation() {
    let w = world();
    let h = graded(&w);
    w.after_days(30);
    insta::assert_snapshot!(w.story(h), @"
    2022-10-08 09:00 李建国 finds: 使用液化气罐，无报警装置 [inspection]
    2022-10-08 09:00 李建国 opens 1 grade: 220104/emergency#inspector, due 2022-10-12 00:00, above 220100/emergency
    2022-10-08 09:00 李建国 grades major: CN-HAZ-FIRE-17-6.8
    2022-10-08 09:00 李建国 settles 1 grade: done
    2022-10-08 09:00 李建国 opens 2 order: 220104/emergency#head, due 2022-10-10 00:00, above 220100/emergency
    2022-10-09 00:00 engine rung remind of 2 order: scheduled 2022-10-09 00:00, noticed 2022-10-09 09:00
    2022-10-10 00:00 engine rung yellow of 2 order: scheduled 2022-10-10 00:00, noticed 2022-10-10 09:00, yellow
    2022-10-11 00:00 engine rung red of 2 order: scheduled 2022-10-11 00:00, noticed 2022-10-11 09:00, red
    2022-10-11 00:00 engine rung supervise of 2 order: scheduled 2022-10-11 00:00, noticed 2022-10-11 09:00
    2022-10-11 00:00 engine opens 3 supervise over 2: 220100/emergency#head, due 2022-10-14 00:00, above 220000/emergency (learned 2022-10-11 09:00)
    2022-10-13 00:00 engine rung remind of 3 supervise: scheduled 2022-10-13 00:00, noticed 2022-10-13 09:00
    2022-10-14 00:00 engine rung yellow of 3 supervise: scheduled 2022-10-14 00:00, noticed 2022-10-14 09:00, yellow
    2022-10-14 00:00 engine rung supervise of 3 supervise: scheduled 2022-10-14 00:00, noticed 2022-10-14 09:00
    2022-10-14 00:00 engine opens 4 supervise over 3: 220000/emergency#head, due 2022-10-19 00:00, above 000000/emergency (learned 2022-10-14 09:00)
    2022-10-15 00:00 engine rung red of 3 supervise: scheduled 2022-10-15 00:00, noticed 2022-10-15 09:00, red
    2022-10-18 00:00 engine rung remind of 4 supervise: scheduled 2022-10-18 00:00, noticed 2022-10-18 09:00
    2022-10-19 00:00 engine rung yellow of 4 supervise: scheduled 2022-10-19 00:00, noticed 2022-10-19 09:00, yellow
    2022-10-19 00:00 engine rung supervise of 4 supervise: scheduled 2022-10-19 00:00, noticed 2022-10-19 09:00
    2022-10-19 00:00 engine opens 5 supervise over 4: 000000/emergency#head, due 2022-10-22 00:00, above nobody (learned 2022-10-19 09:00)
    2022-10-20 00:00 engine rung red of 4 supervise: scheduled 2022-10-20 00:00, noticed 2022-10-20 09:00, red
    2022-10-21 00:00 engine rung remind of 5 supervise: scheduled 2022-10-21 00:00, noticed 2022-10-21 09:00
    2022-10-22 00:00 engine rung yellow of 5 supervise: scheduled 2022-10-22 00:00, noticed 2022-10-22 09:00, yellow
    2022-10-22 00:00 engine rung supervise of 5 supervise: scheduled 2022-10-22 00:00, noticed 2022-10-22 09:00
    2022-10-23 00:00 engine rung red of 5 supervise: scheduled 2022-10-23 00:00, noticed 2022-10-23 09:00, red
    ");
}

#[test]
fn a_general_hazard_left_alone_climbs_too_and_more_slowly() {
    let w = world();
    let h = w.inspector().finds("灭火器过期", &w.site());
    w.inspector().grades_general(h, FIRE_17, NO);
    w.after_days(60);
    insta::assert_snapshot!(climb(&w, h), @"
    2022-10-15 00:00 engine opens 3 supervise over 2: 220100/emergency#head, due 2022-10-22 00:00, above 220000/emergency (learned 2022-10-15 09:00)
    2022-10-25 00:00 engine opens 4 supervise over 3: 220000/emergency#head, due 2022-11-02 00:00, above 000000/emergency (learned 2022-10-25 09:00)
    2022-11-03 00:00 engine opens 5 supervise over 4: 000000/emergency#head, due 2022-11-11 00:00, above nobody (learned 2022-11-03 09:00)
    ");
    let major = world();
    let m = graded(&major);
    major.after_days(60);
    let reached = |w: &World, h: SubjectId| climb(w, h).lines().map(|line| line[..16].to_owned()).collect::<Vec<_>>();
    let (general, major) = (reached(&w, h), reached(&major, m));
    assert!(major.len() >= 3 && general.len() >= 3);
    assert!(major.iter().zip(&general).all(|(major, general)| major < general), "{major:?} {general:?}");
}

#[test]
fn the_upper_office_acts_but_the_clock_below_goes_on() {
    let w = world();
    let h = graded(&w);
    w.after_days(5);
    let before = w.dossier(h).live().count();
    w.city().supervises(h, "请三日内交办");
    assert_eq!(w.dossier(h).live().count(), before + 1, "every clock below goes on, and a reply is owed");
    w.county().orders(h, "2022-11-20");
    assert!(w.dossier(h).obligations.iter().filter(|it| it.watches().is_some()).all(|it| !it.is_unsettled()));
}

#[test]
fn a_second_run_at_the_same_moment_fires_nothing() {
    let w = world();
    let h = graded(&w);
    w.unattended_hours(24 * 12);
    let first = w.ticks();
    assert!(first.rungs > 0 && first.late_rungs > 0);
    let story = w.story(h);
    let second = w.ticks();
    assert_eq!((second.rungs, second.duties, second.dossiers), (0, 0, 0));
    assert_eq!(w.story(h), story);
}

/// Obligation, rung, when it should have happened, the duty it opened.
pub(crate) type Fired = (u32, String, Moment, Option<u32>);

/// Rungs as they were scheduled, and when they were noticed.
pub(crate) fn rungs(w: &World, h: SubjectId) -> (Vec<Fired>, Vec<Moment>) {
    let facts = w.app().store().log().facts(h).unwrap();
    let fired: Vec<RungFired> = facts
        .into_iter()
        .filter_map(|fact| if let What::RungFired(rung) = fact.what { Some(rung) } else { None })
        .collect();
    let noticed = fired.iter().map(|rung| rung.noticed).collect();
    (fired.into_iter().map(|rung| (rung.no, rung.rung, rung.scheduled, rung.opened)).collect(), noticed)
}

/// A few hazards at different steps, the same for the same seed.
pub(crate) fn some_hazards(w: &World, seed: u64) -> Vec<SubjectId> {
    let mut dice = Dice::new(seed);
    let mut hazards = Vec::new();
    for at in 0..4 {
        let h = w.inspector().finds(&format!("隐患{at}"), &w.site());
        hazards.push(h);
        if dice.below(4) == 0 {
            continue;
        }
        w.inspector().grades(h, FIRE_17, if dice.below(2) == 0 { YES } else { NO });
        if dice.below(3) == 0 {
            continue;
        }
        w.county().orders(h, &w.day(i64::try_from(dice.below(20)).unwrap()).to_string());
        if dice.below(2) == 0 {
            w.safety_officer().accepts(h);
        }
        if dice.below(3) == 0 {
            w.safety_officer().submits_proof(h);
        }
        w.unattended_hours(i64::try_from(dice.below(3)).unwrap());
    }
    hazards
}

#[test]
fn sixty_days_without_the_engine_tell_the_same_story_as_sixty_runs() {
    for seed in 0..6 {
        let (punctual, late) = (world(), world());
        let (ours, theirs) = (some_hazards(&punctual, seed), some_hazards(&late, seed));
        let mut dice = Dice::new(seed + 100);
        let mut left = 60 * 24;
        while left > 0 {
            let step = i64::try_from(1 + dice.below(24)).unwrap().min(left);
            punctual.unattended_hours(step);
            let _ = punctual.ticks();
            left -= step;
        }
        late.unattended_hours(60 * 24);
        let ran = late.ticks();
        assert!(ran.late_rungs > 0, "seed {seed}");
        for (one, other) in ours.into_iter().zip(theirs) {
            let ((then, soon), (now, at_once)) = (rungs(&punctual, one), rungs(&late, other));
            assert_eq!(then, now, "seed {seed}");
            assert!(!then.is_empty());
            assert!(at_once.iter().all(|noticed| *noticed == late.app().now()), "seed {seed}");
            assert!(soon.iter().zip(&then).all(|(noticed, rung)| *noticed >= rung.2));
        }
    }
}
