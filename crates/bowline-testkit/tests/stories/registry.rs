//! Who is there: vacant posts, people who leave, offices that are no more, nobody above. Each is an alarm with an
//! owner.

use crate::{COUNTY, FIRE_17, YES, climb, graded, world};
use bowline_core::facts::AlarmCause;
use bowline_core::ids::{OfficeId, Role};
use bowline_core::obligations::alarm_subject;
use bowline_core::signals::AlarmRow;
use bowline_testkit::{World, post};

fn alarm(w: &World, cause: AlarmCause) -> Option<AlarmRow> {
    w.app().store().signals().alarm(alarm_subject(&cause)).unwrap()
}

fn owner(w: &World, cause: AlarmCause) -> String {
    alarm(w, cause).and_then(|row| row.owner).expect("an open alarm with an owner").to_string()
}

#[test]
fn a_vacant_post_is_an_alarm_of_the_office_above_until_somebody_takes_it() {
    let w = World::in_county(COUNTY).vacant(COUNTY, Role::Inspector).on("2022-10-08");
    let h = w.county().finds("灭火器过期", &w.site());
    let vacant = post(COUNTY, Role::Inspector);
    assert_eq!(w.ticks().alarms, 1);
    assert_eq!(w.ticks().alarms, 0, "the same alarm is not raised twice");
    let cause = AlarmCause::VacantPost(vacant.clone());
    assert_eq!(owner(&w, cause.clone()), "220100/emergency#head");
    assert_eq!(w.tally(0).alarms, 1);
    w.app().offices().load("110105".parse().unwrap(), &mut |_, _| {}).unwrap();
    let elsewhere = w.hires("何晓明", post("110105", Role::Head));
    for (who, sees) in [(w.county(), 1), (w.city(), 1), (w.nation(), 1), (elsewhere, 0)] {
        let page = w.app().engine().view(&who.who()).unwrap();
        assert_eq!((page.alarms.len(), page.open_alarms), (sees, sees as u64), "{}", who.who().name);
    }
    w.after_hours(3);
    let _ = w.hires("李建国", vacant);
    w.after_hours(1);
    assert!(!alarm(&w, cause.clone()).unwrap().open);
    assert_eq!(w.tally(0).alarms, 0);
    insta::assert_snapshot!(w.story(alarm_subject(&cause)), @r#"
    2022-10-08 09:00 engine alarm: nobody holds 220104/emergency#inspector
    2022-10-08 09:00 engine opens 1 answer_alarm: 220100/emergency#head, due 2022-10-09 09:00, above 220000/emergency
    2022-10-08 13:00 engine alarm settled
    2022-10-08 13:00 engine settles 1 answer_alarm: done
    "#);
    w.inspector().grades_major(h, FIRE_17, YES);
}

#[test]
fn an_alarm_that_nobody_answers_climbs_like_a_hazard() {
    let w = World::in_county(COUNTY).vacant(COUNTY, Role::Inspector).on("2022-10-08");
    let _ = w.county().finds("灭火器过期", &w.site());
    w.after_days(6);
    insta::assert_snapshot!(climb(&w, alarm_subject(&AlarmCause::VacantPost(post(COUNTY, Role::Inspector)))), @r#"
    2022-10-11 09:00 engine opens 2 supervise over 1: 220000/emergency#head, due 2022-10-13 00:00, above 000000/emergency
    2022-10-13 00:00 engine opens 3 supervise over 2: 000000/emergency#head, due 2022-10-18 00:00, above nobody (learned 2022-10-13 09:00)
    "#);
}

#[test]
fn an_alarm_whose_owner_is_missing_too_goes_one_office_higher() {
    let w = World::in_county(COUNTY).vacant(COUNTY, Role::Inspector).vacant("220100", Role::Head).on("2022-10-08");
    let _ = w.county().finds("灭火器过期", &w.site());
    w.after_hours(1);
    w.after_hours(1);
    assert_eq!(owner(&w, AlarmCause::VacantPost(post(COUNTY, Role::Inspector))), "220000/emergency#head");
    assert!(alarm(&w, AlarmCause::VacantPost(post("220100", Role::Head))).is_none(), "an empty chair owes nothing");
    let page = w.app().engine().view(&w.holder(&post("220000", Role::Head)).who()).unwrap();
    let told: Vec<_> = page.alarms.iter().map(|group| (group.count, group.owner.is_some())).collect();
    assert_eq!((told, page.open_alarms), (vec![(1, true)], 1));
    assert!(page.vacant.heads > 0 && page.vacant.inspectors > 0, "what nobody holds is counted, alarm or not");
}

#[test]
fn an_alarm_moves_when_its_owner_leaves() {
    let w = World::in_county(COUNTY).vacant(COUNTY, Role::Inspector).on("2022-10-08");
    let _ = w.county().finds("灭火器过期", &w.site());
    w.ticks();
    let cause = || AlarmCause::VacantPost(post(COUNTY, Role::Inspector));
    let city = w.city().id();
    w.app().people().leave_post(city, post("220100", Role::Head), w.day(0)).unwrap();
    w.after_days(1);
    assert_eq!(owner(&w, cause()), "220000/emergency#head");
    assert!(alarm(&w, AlarmCause::VacantPost(post("220100", Role::Head))).is_none(), "an empty chair owes nothing");
    assert_eq!(w.ticks().alarms, 0);
    // Whoever comes later takes over what is owed then; the alarm has an owner already.
    let _ = w.hires("赵志强", post("220100", Role::Head));
    w.after_hours(1);
    assert_eq!(owner(&w, cause()), "220000/emergency#head");
    insta::assert_snapshot!(w.story(alarm_subject(&cause())), @r#"
    2022-10-08 09:00 engine alarm: nobody holds 220104/emergency#inspector
    2022-10-08 09:00 engine opens 1 answer_alarm: 220100/emergency#head, due 2022-10-09 09:00, above 220000/emergency
    2022-10-09 05:00 engine rung remind of 1 answer_alarm: scheduled 2022-10-09 05:00, noticed 2022-10-09 09:00
    2022-10-09 09:00 engine rung yellow of 1 answer_alarm: scheduled 2022-10-09 09:00, yellow
    2022-10-09 09:00 engine settles 1 answer_alarm: discharged
    2022-10-09 09:00 engine opens 2 answer_alarm: 220000/emergency#head, due 2022-10-10 09:00, above 000000/emergency
    "#);
}

#[test]
fn where_nobody_is_there_at_all_the_nation_answers() {
    let mut w = World::in_county(COUNTY).vacant(COUNTY, Role::Inspector);
    for place in ["220100", "220000", "000000"] {
        w = w.vacant(place, Role::Head);
    }
    let w = w.on("2022-10-08");
    let _ = w.county().finds("灭火器过期", &w.site());
    w.after_hours(1);
    assert_eq!(owner(&w, AlarmCause::VacantPost(post(COUNTY, Role::Inspector))), "000000/safety-committee#head");
}

#[test]
fn somebody_who_leaves_leaves_the_duty_with_the_post() {
    let w = world();
    let h = graded(&w);
    let wang = w.county();
    w.app().people().leave_post(wang.id(), post(COUNTY, Role::Head), w.day(0)).unwrap();
    w.after_days(1);
    assert_eq!(owner(&w, AlarmCause::VacantPost(post(COUNTY, Role::Head))), "220100/emergency#head");
    let ask = bowline_core::obligations::Ask::CloseOff;
    assert!(wang.asks(h, ask).is_err());
    let _ = w.hires("冯远", post(COUNTY, Role::Head));
    w.county().orders(h, "2022-10-20");
    w.after_hours(1);
    assert!(!alarm(&w, AlarmCause::VacantPost(post(COUNTY, Role::Head))).unwrap().open);
}

#[test]
fn without_a_city_office_the_province_answers() {
    let w = world();
    w.app().offices().abolish(&w.office(1)).unwrap();
    let h = graded(&w);
    w.after_days(8);
    insta::assert_snapshot!(climb(&w, h), @"
    2022-10-11 00:00 engine opens 3 supervise over 2: 220000/emergency#head, due 2022-10-14 00:00, above 000000/emergency (learned 2022-10-11 09:00)
    2022-10-14 00:00 engine opens 4 supervise over 3: 000000/emergency#head, due 2022-10-19 00:00, above nobody (learned 2022-10-14 09:00)
    ");
}

#[test]
fn an_office_abolished_while_a_clock_runs_is_passed_over() {
    let w = world();
    let h = graded(&w);
    w.app().offices().abolish(&w.office(1)).unwrap();
    w.after_days(8);
    insta::assert_snapshot!(climb(&w, h), @"
    2022-10-11 00:00 engine opens 3 supervise over 2: 220000/emergency#head, due 2022-10-14 00:00, above 000000/emergency (learned 2022-10-11 09:00)
    2022-10-14 00:00 engine opens 4 supervise over 3: 000000/emergency#head, due 2022-10-19 00:00, above nobody (learned 2022-10-14 09:00)
    ");
}

#[test]
fn nobody_above_is_an_alarm_of_the_last_resort() {
    let w = world();
    let h = graded(&w);
    for above in 1..4 {
        w.app().offices().abolish(&w.office(above)).unwrap();
    }
    w.after_days(8);
    assert_eq!(climb(&w, h), "");
    let cause = AlarmCause::NoSuperior(w.office(0));
    assert_eq!(owner(&w, cause.clone()), "000000/safety-committee#head");
    let page = w.app().hazards().one(&w.county().who(), h).unwrap();
    let told =
        |part: &str| page.timeline.iter().filter(|it| it.kind == "rung.fired" && it.title.en.contains(part)).count();
    assert_eq!((told("no authority above"), told("due soon")), (1, 1), "what a rung did is what its fact says");
    // An office that is established again does not make the late matter somebody's: the alarm stays until it is done.
    assert_eq!(w.app().offices().load(w.level(0), &mut |_, _| {}).unwrap(), 3);
    w.after_hours(1);
    assert!(alarm(&w, cause.clone()).unwrap().open);
    w.county().orders(h, "2022-12-20");
    w.after_hours(1);
    assert!(!alarm(&w, cause).unwrap().open);
}

#[test]
fn a_unit_that_is_late_with_no_office_left_is_an_alarm_too() {
    let w = world();
    let h = graded(&w);
    w.county().orders(h, "2022-10-10");
    for above in 0..4 {
        w.app().offices().abolish(&w.office(above)).unwrap();
    }
    w.after_days(8);
    assert_eq!(owner(&w, AlarmCause::NoSuperior(w.office(0))), "000000/safety-committee#head");
}

#[test]
fn the_duties_of_an_abolished_office_are_an_alarm_above_it() {
    let w = world();
    let h = graded(&w);
    w.app().offices().abolish(&w.office(0)).unwrap();
    w.after_hours(1);
    assert_eq!(owner(&w, AlarmCause::VacantPost(post(COUNTY, Role::Head))), "220100/emergency#head");
    let next = w.hires("冯远", post("220100", Role::Inspector)).finds("新隐患", &w.site());
    assert_eq!(w.dossier(next).hazard().unwrap().found.office, w.office(1));
    assert_eq!(w.app().offices().load(w.level(0), &mut |_, _| {}).unwrap(), 1);
    w.after_hours(1);
    assert!(!alarm(&w, AlarmCause::VacantPost(post(COUNTY, Role::Head))).unwrap().open);
    w.county().orders(h, "2022-10-20");
}

#[test]
fn the_last_resort_settles_its_own_alarm_when_the_matter_is_done() {
    let w = world();
    let committee: OfficeId = "000000/safety-committee".parse().unwrap();
    w.app().offices().abolish(&committee).unwrap();
    let h = graded(&w);
    w.after_days(40);
    let cause = AlarmCause::NoSuperior(w.office(3));
    assert_eq!(owner(&w, cause.clone()), "000000/emergency#head");
    w.county().orders(h, "2023-02-20");
    w.after_hours(1);
    assert!(!alarm(&w, cause).unwrap().open, "its own duty does not keep an alarm open");
}
