//! A letter of supervision: who must reply by when, how long the office that wrote may wait, and that nothing stands
//! still for it.

use super::common::national;
use super::play::{Move, Person, Play, moves};
use bowline_core::facts::{Act, Light, Outcome, What};
use bowline_core::obligations::{Dossier, Obligation, Phase, Standing, Waiting, next_check_at, owed_beside, turn};
use bowline_core::signals::obligation_rows;
use bowline_core::time::Moment;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

fn of(dossier: &Dossier, act: Act) -> Vec<&Obligation> {
    dossier.obligations.iter().filter(|it| it.opened.act == act).collect()
}

fn ask(play: &mut Play, who: Person, act: Act) {
    let before = play.facts.len();
    play.makes(&Move::Ask(who, act, 1));
    assert!(
        play.facts.len() > before,
        "{who:?} may {act:?}: {:?}",
        play.dossier.live().map(|it| it.opened.act).collect::<Vec<_>>()
    );
}

/// A major hazard, ordered, with the unit late: the county has a duty to supervise it.
fn late() -> Play {
    let mut play = Play::begun();
    play.makes(&Move::Ask(Person::Inspector, Act::GRADE, 2));
    play.makes(&Move::Ask(Person::Head, Act::ORDER, 29));
    assert_eq!(play.dossier.phase(), Some(Phase::Ordered));
    while of(&play.dossier, Act::SUPERVISE).is_empty() {
        play.makes(&Move::Wait(6));
    }
    play
}

#[test]
fn a_letter_asks_for_a_reply_and_the_duty_waits_for_it_with_its_old_date() {
    let mut play = late();
    let duty = of(&play.dossier, Act::SUPERVISE)[0].clone();
    ask(&mut play, Person::Head, Act::SUPERVISE);
    let reply = of(&play.dossier, Act::REPLY)[0].clone();
    let late = play.dossier.obligation(duty.watches().unwrap()).unwrap();
    assert_eq!((&reply.opened.owner, &reply.opened.verifier), (&late.opened.owner, &duty.opened.owner));
    let waiting = play.dossier.obligation(duty.opened.no).unwrap();
    assert_eq!((waiting.waiting, waiting.due.at), (Waiting::Until(reply.due.at), duty.due.at));
    assert!(
        waiting.is_live() && next_check_at(national(), waiting) == waiting.waiting.end(),
        "its clock goes on at that moment"
    );
    let row = obligation_rows(national(), &play.dossier).into_iter().find(|row| row.id.no == duty.opened.no).unwrap();
    assert_eq!(row.quiet_until, Some(reply.due.at));
}

#[test]
fn a_reply_that_came_wakes_the_duty_and_one_that_did_not_come_does_so_when_it_is_due() {
    let mut answered = late();
    ask(&mut answered, Person::Head, Act::SUPERVISE);
    let mut silent = answered.clone();
    answered.makes(&Move::Wait(2));
    ask(&mut answered, Person::SafetyOfficer, Act::REPLY);
    assert!(matches!(of(&answered.dossier, Act::REPLY)[0].standing, Standing::Settled(Outcome::Done, _)));
    assert!(of(&answered.dossier, Act::SUPERVISE).iter().all(|it| it.is_live() && !it.is_quiet(answered.now)));
    let until = of(&silent.dossier, Act::REPLY)[0].due.at;
    let others = |play: &Play| {
        of(&play.dossier, Act::SUPERVISE)
            .iter()
            .filter(|it| it.watches() == Some(of(&play.dossier, Act::SUPERVISE)[0].opened.no))
            .count()
    };
    while silent.now < until {
        assert_eq!(others(&silent), 0, "nobody above is called before the reply is due");
        silent.makes(&Move::Wait(1));
    }
    while others(&silent) == 0 {
        silent.makes(&Move::Wait(1));
        assert!(silent.now.as_second() - until.as_second() < 5 * 86_400, "then it climbs on");
    }
    let reply = of(&silent.dossier, Act::REPLY)[0];
    assert!(reply.is_live() && !reply.fired.is_empty(), "the reply is still owed, and late");
}

#[test]
fn a_second_letter_buys_no_more_time() {
    let mut play = late();
    ask(&mut play, Person::Head, Act::SUPERVISE);
    let first = of(&play.dossier, Act::SUPERVISE)[0].waiting;
    play.makes(&Move::Wait(1));
    ask(&mut play, Person::Head, Act::SUPERVISE);
    assert_eq!(of(&play.dossier, Act::SUPERVISE)[0].waiting, first);
    assert_eq!(of(&play.dossier, Act::REPLY).len(), 1, "one reply answers both");
    ask(&mut play, Person::Principal, Act::REPLY);
    ask(&mut play, Person::Head, Act::SUPERVISE);
    assert!(!of(&play.dossier, Act::SUPERVISE)[0].is_quiet(play.now));
    assert_eq!(
        of(&play.dossier, Act::REPLY).iter().filter(|it| it.is_live()).count(),
        1,
        "a third must be answered too"
    );
}

#[test]
fn what_is_done_ends_the_duty_to_reply_too() {
    let mut play = late();
    ask(&mut play, Person::Head, Act::SUPERVISE);
    while play.dossier.is_open() {
        play.makes(&Move::Ask(Person::SafetyOfficer, Act::RECTIFY, 1));
        play.makes(&Move::Ask(Person::Inspector, Act::VERIFY, 1));
        if play.dossier.phase() == Some(Phase::Verified) {
            let replies = of(&play.dossier, Act::REPLY);
            let gone = of(&play.dossier, Act::SUPERVISE).iter().all(|it| !it.is_unsettled());
            assert!(!gone || replies.iter().all(|it| matches!(it.standing, Standing::Settled(Outcome::Discharged, _))));
        }
        play.makes(&Move::Ask(Person::Head, Act::CLOSE_OFF, 1));
    }
}

#[test]
fn once_proof_is_in_the_matter_waits_for_the_inspector_and_once_verified_the_plan_is_not_owed() {
    let mut play = late();
    ask(&mut play, Person::SafetyOfficer, Act::ACCEPT);
    ask(&mut play, Person::SafetyOfficer, Act::RECTIFY);
    let first = turn(national(), &play.dossier).unwrap();
    assert_eq!(first.opened.act, Act::VERIFY);
    let beside: Vec<Act> = owed_beside(national(), &play.dossier).iter().map(|it| it.opened.act).collect();
    assert!(beside.contains(&Act::PLAN) && beside.contains(&Act::CONTROL), "{beside:?}");
    ask(&mut play, Person::Inspector, Act::VERIFY);
    for act in [Act::PLAN, Act::CONTROL] {
        assert!(matches!(of(&play.dossier, act)[0].standing, Standing::Settled(Outcome::Lapsed, _)), "{act:?}");
    }
    assert!(
        of(&play.dossier, Act::SUPERVISE).iter().all(|it| !it.is_unsettled()),
        "nobody supervises what is not owed"
    );
    assert_eq!(turn(national(), &play.dossier).unwrap().opened.act, Act::CLOSE_OFF);
}

#[test]
fn duties_over_one_matter_for_one_post_are_one_row() {
    let mut play = late();
    while of(&play.dossier, Act::SUPERVISE)
        .iter()
        .filter(|it| it.opened.owner == of(&play.dossier, Act::SUPERVISE)[0].opened.owner)
        .count()
        < 2
    {
        play.makes(&Move::Wait(6));
    }
    let rows = obligation_rows(national(), &play.dossier);
    for row in rows.iter().filter(|row| row.act == Act::SUPERVISE) {
        let same = rows
            .iter()
            .filter(|it| it.act == Act::SUPERVISE && it.owner == row.owner && it.quiet_until == row.quiet_until);
        assert_eq!(same.clone().filter(|it| it.stands_for > 0).count(), 1, "{}: one row", row.owner);
        assert_eq!(same.clone().map(|it| it.stands_for as usize).sum::<usize>(), same.count(), "it stands for all");
        assert_eq!(row.stands_for > 0, !row.watched.is_empty(), "it says what it watches over");
    }
}

#[test]
fn random_stories_hold_letters_replies_and_waits_that_ended_without_one() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut letters, mut replies, mut in_vain) = (0, 0, 0);
    for _ in 0..200 {
        let mut play = Play::begun();
        moves().new_tree(&mut runner).unwrap().current().iter().for_each(|step| play.makes(step));
        letters += play.facts.iter().filter(|fact| matches!(fact.what, What::ObligationQuieted(_))).count();
        replies += play.facts.iter().filter(|fact| matches!(fact.what, What::Replied(_))).count();
        in_vain += of(&play.dossier, Act::REPLY).iter().filter(|it| it.light() > Light::Green).count();
    }
    assert!(letters > 10 && replies > 3 && in_vain > 3, "{letters} {replies} {in_vain}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_waits_waits_for_a_live_duty_of_somebody_below_and_only_once(story in moves()) {
        let mut play = Play::begun();
        for step in &story {
            play.makes(step);
            let live: Vec<&Obligation> = play.dossier.live().collect();
            for duty in live.iter().filter(|it| it.is_quiet(play.now)) {
                let reply = live.iter().find(|reply| play.dossier.awaits(duty, reply));
                prop_assert!(reply.is_some_and(|reply| duty.waiting == Waiting::Until(reply.due.at)), "it waits for nothing");
            }
            for reply in live.iter().filter(|it| it.opened.act == Act::REPLY) {
                let awaited = play.dossier.obligations.iter().any(|it| it.is_unsettled() && play.dossier.awaits(it, reply));
                prop_assert!(awaited, "a reply that nobody waits for");
            }
            for duty in live {
                let fired = duty.fired.iter().filter(|rung| duty.waiting.end().is_some_and(|until| rung.scheduled < until && rung.scheduled > asked(&play, duty)));
                prop_assert_eq!(fired.count(), 0, "a rung fired while it waited");
            }
        }
        let quieted = |no: u32| play.facts.iter().filter(|fact| matches!(&fact.what, What::ObligationQuieted(it) if it.no == no)).count();
        prop_assert!(play.dossier.obligations.iter().all(|it| quieted(it.opened.no) <= 1), "time is bought once");
    }
}

/// When a duty began to wait.
fn asked(play: &Play, duty: &Obligation) -> Moment {
    let quieted = |what: &What| matches!(what, What::ObligationQuieted(it) if it.no == duty.opened.no);
    play.facts.iter().find(|fact| quieted(&fact.what)).map_or(Moment::MAX, |fact| fact.held)
}
