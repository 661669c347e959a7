//! The loop: found, graded, ordered, accepted, controlled, planned, fixed, verified by somebody else, closed off.

use crate::{FIRE_17, NO, graded, submitted, world};
use bowline_core::facts::{Light, Plan};
use bowline_core::ids::{PostId, Role};
use bowline_core::obligations::{Ask, Phase, Rejected};
use bowline_core::signals::Tally;
use bowline_core::time::Day;
use bowline_service::Refused;

#[test]
fn a_major_hazard_goes_from_found_to_closed_off() {
    let w = world();
    let h = graded(&w);
    w.after_hours(5);
    w.county().orders(h, "2022-10-20");
    w.after_hours(1);
    w.safety_officer().accepts(h);
    w.safety_officer().controls(h);
    w.after_days(1);
    w.safety_officer().plans(h);
    w.after_days(3);
    w.safety_officer().submits_proof(h);
    w.after_days(2);
    w.inspector().verifies(h);
    w.county().closes_off(h);
    insta::assert_snapshot!(w.story(h), @r#"
    2022-10-08 09:00 李建国 finds: 使用液化气罐，无报警装置 [inspection]
    2022-10-08 09:00 李建国 opens 1 grade: 220104/emergency#inspector, due 2022-10-12 00:00, above 220100/emergency
    2022-10-08 09:00 李建国 grades major: CN-HAZ-FIRE-17-6.8
    2022-10-08 09:00 李建国 settles 1 grade: done
    2022-10-08 09:00 李建国 opens 2 order: 220104/emergency#head, due 2022-10-10 00:00, above 220100/emergency
    2022-10-08 14:00 王海燕 orders to unit#principal by 2022-10-20
    2022-10-08 14:00 王海燕 settles 2 order: done
    2022-10-08 14:00 王海燕 opens 3 accept: unit#principal, due 2022-10-10 00:00, above 220104/emergency
    2022-10-08 14:00 王海燕 opens 4 control: unit#principal, due 2022-10-09 14:00, above 220104/emergency
    2022-10-08 14:00 王海燕 opens 5 rectify: unit#principal, due 2022-10-21 00:00, above 220104/emergency
    2022-10-08 15:00 周敏 accepts
    2022-10-08 15:00 周敏 settles 3 accept: done
    2022-10-08 15:00 周敏 opens 6 plan: unit#principal, due 2022-10-12 00:00, above 220104/emergency
    2022-10-08 15:00 周敏 controls: 停用，专人看守
    2022-10-08 15:00 周敏 settles 4 control: done
    2022-10-09 15:00 周敏 plans until 2022-10-20
    2022-10-09 15:00 周敏 settles 6 plan: done
    2022-10-12 15:00 周敏 submits 1 proof: 已整改
    2022-10-12 15:00 周敏 opens 7 verify: 220104/emergency#inspector, due 2022-10-23 00:00, above 220100/emergency
    2022-10-14 15:00 李建国 verifies: 已消除
    2022-10-14 15:00 李建国 settles 5 rectify: done
    2022-10-14 15:00 李建国 settles 7 verify: done
    2022-10-14 15:00 李建国 opens 8 close_off: 220104/emergency#head, due 2022-10-19 00:00, above 220100/emergency
    2022-10-14 15:00 王海燕 closes off on 2022-10-14
    2022-10-14 15:00 王海燕 settles 8 close_off: done
    "#);
    assert_eq!(w.dossier(h).phase(), Some(Phase::ClosedOff));
    assert_eq!(w.tally(3), Tally { found: 1, verified: 1, ..Tally::default() });
}

#[test]
fn what_is_not_gone_is_returned_with_a_reason_and_proven_a_second_time() {
    let w = world();
    let h = submitted(&w);
    w.after_days(1);
    let empty = w.inspector().asks(h, Ask::Return { reason: "  ".to_owned() });
    assert!(matches!(empty, Err(Refused::Rejected(Rejected::Missing { .. }))));
    w.inspector().returns(h, "报警器未通电");
    assert_eq!(w.dossier(h).phase(), Some(Phase::Ordered));
    w.after_days(1);
    w.safety_officer().submits_proof(h);
    w.inspector().verifies(h);
    w.county().closes_off(h);
    let story = w.story(h);
    let tail: Vec<&str> = story.lines().skip_while(|line| !line.contains("returns")).collect();
    insta::assert_snapshot!(tail.join("\n"), @r#"
    2022-10-09 09:00 李建国 returns: 报警器未通电
    2022-10-09 09:00 李建国 settles 7 verify: done
    2022-10-10 09:00 周敏 submits 1 proof: 已整改
    2022-10-10 09:00 周敏 opens 8 verify: 220104/emergency#inspector, due 2022-10-21 00:00, above 220100/emergency
    2022-10-10 09:00 李建国 verifies: 已消除
    2022-10-10 09:00 李建国 settles 5 rectify: done
    2022-10-10 09:00 李建国 settles 8 verify: done
    2022-10-10 09:00 李建国 opens 9 close_off: 220104/emergency#head, due 2022-10-13 00:00, above 220100/emergency
    2022-10-10 09:00 王海燕 closes off on 2022-10-10
    2022-10-10 09:00 王海燕 settles 9 close_off: done
    "#);
}

#[test]
fn what_is_closed_off_while_late_leaves_nothing_open_above() {
    let w = world();
    let h = graded(&w);
    w.county().orders(h, "2022-10-20");
    w.safety_officer().controls(h);
    w.after_days(20);
    assert!(w.dossier(h).light() > Light::Green);
    // The nation itself is late, and so is the last resort that answers for that.
    let late = Tally {
        found: 1,
        open: 1,
        open_major: 1,
        overdue: 1,
        overdue_major: 1,
        raised: 1,
        alarms: 2,
        ..Tally::default()
    };
    assert_eq!(w.tally(3), late);
    w.safety_officer().submits_proof(h);
    w.inspector().verifies(h);
    w.county().closes_off(h);
    let dossier = w.dossier(h);
    assert!(dossier.obligations.iter().all(|it| !it.is_unsettled()));
    assert_eq!(dossier.light(), Light::Green);
    assert_eq!(w.tally(0), Tally { found: 1, verified: 1, ..Tally::default() });
    let before = w.story(h);
    w.after_days(30);
    assert_eq!(w.tally(3), Tally { found: 1, verified: 1, ..Tally::default() });
    assert_eq!(w.story(h), before, "a closed matter climbs no further");
}

#[test]
fn an_act_is_refused_with_what_to_do_instead() {
    let w = world();
    let h = w.inspector().finds("疏散通道堵塞", &w.site());
    let refused = w.county().asks(h, Ask::CloseOff).unwrap_err();
    insta::assert_snapshot!(refused.text().en, @"“Close out” is not available now. Available: “Classify the hazard”.");
    let refused =
        w.safety_officer().asks(h, Ask::Grade { candidates: Vec::new(), answers: Default::default() }).unwrap_err();
    insta::assert_snapshot!(refused.text().en, @"“Classify the hazard” is assigned to another post; ask the holder of that post.");
    w.inspector().grades_general(h, FIRE_17, NO);
    let early = w.county().asks(
        h,
        Ask::Order {
            to: PostId::site(w.dossier(h).hazard().unwrap().found.site, Role::Principal),
            deadline: w.day(-1),
            text: "整改".to_owned(),
        },
    );
    insta::assert_snapshot!(early.unwrap_err().text().en, @"“Due date” cannot be before 8 Oct 2022; select that date or later.");
    w.county().orders(h, "2022-10-20");
    let no_proof = w.safety_officer().asks(h, Ask::SubmitProof { note: "已整改".to_owned(), proofs: Vec::new() });
    assert!(matches!(no_proof, Err(Refused::Rejected(Rejected::ProofMissing))));
    assert_eq!(w.inspector().asks(h, w.inspector().proof(h)).unwrap_err().code(), "act.not_yours");
}

#[test]
fn no_order_sets_a_date_beyond_the_longest_term_and_the_refusal_names_it() {
    let w = world();
    let h = graded(&w);
    let order = |deadline: Day| {
        let to = PostId::site(w.dossier(h).hazard().unwrap().found.site, Role::Principal);
        w.county().asks(h, Ask::Order { to, deadline, text: "整改".to_owned() })
    };
    for far in ["2099-01-01", "9999-12-31", "2023-04-07"] {
        let refused = order(far.parse().unwrap()).unwrap_err();
        assert_eq!(refused.code(), "deadline.beyond_longest");
        assert!(
            refused.text().zh.contains("2023 年 4 月 6 日") && refused.text().zh.contains("上一级主管部门"),
            "{far}"
        );
        assert!(refused.text().en.contains("6 Apr 2023") && refused.text().en.contains("office above"), "{far}");
    }
    assert_eq!(w.dossier(h).phase(), Some(Phase::Graded), "nothing was written");
    let page = w.app().hazards().one(&w.county().who(), h).unwrap();
    assert_eq!(page.dates.latest.map(|(day, _)| day.to_string()).as_deref(), Some("2023-04-06"));
    order("2023-04-06".parse().unwrap()).unwrap();
    w.after_days(1);
    w.safety_officer().accepts(h);
    let late = Plan {
        person: "周敏".to_owned(),
        measures: "换装".to_owned(),
        funds_yuan: 0,
        until: "2023-04-07".parse().unwrap(),
        contingency: "停用".to_owned(),
    };
    assert_eq!(w.safety_officer().asks(h, Ask::Plan(late)).unwrap_err().code(), "day.too_late");
}
