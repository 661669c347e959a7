//! An office is dissolved: its work goes to another in one act, no clock moves, and nothing is left with nobody.

use crate::{FIRE_17, YES, graded, world};
use bowline_core::facts::{AlarmCause, Grade};
use bowline_core::ids::{Body, OfficeId, Role};
use bowline_core::obligations::alarm_subject;
use bowline_core::signals::ObligationRow;
use bowline_service::{Dissolution, Refused};
use bowline_testkit::{Person, World, post};

fn office(text: &str) -> OfficeId {
    text.parse().unwrap()
}

fn into(to: &str) -> Dissolution {
    Dissolution { to: office(to), ground: "长编〔2022〕15号".to_owned(), along: Default::default() }
}

fn dissolves(who: &Person<'_>, w: &World, of: &str, act: &Dissolution) -> Result<(), Refused> {
    w.app().offices().dissolving(None).dissolve(&who.who(), &office(of), act)
}

/// Everything that runs, by its dossier and number, with its owner and when it is due.
fn running(w: &World, owned_by: &str) -> Vec<ObligationRow> {
    let duties = w.app().store().duties();
    let owing = duties.owing_after(None, 1_000).unwrap();
    let rows = owing.into_iter().flat_map(|it| duties.owed_in(it).unwrap());
    rows.filter(|row| row.owner.body == Body::Office(office(owned_by))).collect()
}

#[test]
fn the_work_goes_to_another_office_and_no_clock_moves() {
    let w = world();
    let h = graded(&w);
    let old = running(&w, "220104/emergency");
    assert!(!old.is_empty());
    let view = |to: Option<&OfficeId>| {
        w.app().offices().dissolving(None).view(&w.city().who(), &office("220104/emergency"), to)
    };
    let takers = view(None).unwrap().takers;
    assert!(takers.iter().all(|(it, _)| ["220104", "220100", "220000", "000000"].contains(&it.place.as_str())));
    let moves = view(Some(&office("220104/housing"))).unwrap().moves.unwrap();
    assert_eq!((moves.matters, moves.posts.len()), (1, 3));
    assert!(moves.posts.iter().all(|it| it.takers.is_empty()), "nobody is there yet");
    let inspector = w.inspector().id();
    let act = Dissolution { along: [inspector].into(), ..into("220104/housing") };
    dissolves(&w.city(), &w, "220104/emergency", &act).unwrap();

    assert!(running(&w, "220104/emergency").is_empty(), "nothing is left with the office that is no more");
    let new = running(&w, "220104/housing");
    for duty in &old {
        let taken = new.iter().find(|it| it.id == duty.id).expect("every duty went over");
        assert_eq!(
            (taken.due_at, taken.next_check_at, taken.owner.role),
            (duty.due_at, duty.next_check_at, duty.owner.role)
        );
    }
    // Whoever went along goes on; the head's post has nobody, and that is a responsibility gap at once.
    assert_eq!(w.holder(&post_of("220104/housing", Role::Inspector)).id(), inspector);
    let gap = alarm_subject(&AlarmCause::VacantPost(post_of("220104/housing", Role::Head)));
    assert!(w.app().store().signals().alarm(gap).unwrap().is_some_and(|it| it.open));
    w.after_days(40);
    assert!(w.dossier(h).in_charge().is_some_and(|it| *it == office("220104/housing")));
}

fn post_of(of: &str, role: Role) -> bowline_core::ids::PostId {
    bowline_core::ids::PostId::office(office(of), role)
}

#[test]
fn a_matter_goes_its_whole_way_under_the_office_that_took_it() {
    let w = world();
    let h = w.inspector().finds("灭火器过期", &w.site());
    let act = Dissolution { along: [w.inspector().id(), w.county().id()].into(), ..into("220104/housing") };
    dissolves(&w.city(), &w, "220104/emergency", &act).unwrap();
    let (head, inspector) =
        (w.holder(&post_of("220104/housing", Role::Head)), w.holder(&post_of("220104/housing", Role::Inspector)));
    w.after_days(1);
    inspector.grades_major(h, FIRE_17, YES);
    head.orders(h, "2022-10-20");
    w.after_days(1);
    assert_eq!(w.dossier(h).hazard().unwrap().graded.as_ref().unwrap().grade, Grade::Major);
    // A new matter of the place goes to the taker as well.
    let next = inspector.finds("疏散通道堵塞", &w.site());
    assert_eq!(w.dossier(next).in_charge(), Some(&office("220104/housing")));
    w.after_days(30);
    assert!(w.story(h).contains("hands over from 220104/emergency to 220104/housing"));
    assert!(w.story(h).contains("220100/housing"), "late, it climbs the line of the taker");
}

#[test]
fn the_office_above_may_take_the_work_itself_and_verifies_nothing_of_its_own() {
    let w = world();
    let h = graded(&w);
    dissolves(&w.city(), &w, "220104/emergency", &into("220100/emergency")).unwrap();
    for duty in w.dossier(h).obligations.iter().filter(|it| it.is_unsettled()) {
        assert_ne!(duty.opened.owner, duty.opened.verifier);
        assert_eq!(duty.opened.superior, Some(office("220000/emergency")));
    }
    w.after_days(3);
    assert!(w.ticks().completeness.holds());
}

#[test]
fn the_offices_below_answer_to_the_taker() {
    let w = world();
    let h = graded(&w);
    let (province, city) = (w.holder(&post("220000", Role::Head)), "220100/emergency");
    let view = w.app().offices().dissolving(None).view(&province.who(), &office(city), Some(&office("220100/housing")));
    assert_eq!(view.unwrap().moves.unwrap().below.len(), 1, "the county below");
    dissolves(&province, &w, city, &into("220100/housing")).unwrap();
    let head = w.hires("郑新", post_of("220100/housing", Role::Head));
    let shown = w.app().people().staffing(None).view(&head.who()).unwrap();
    assert!(shown.iter().any(|it| it.body == Body::Office(office("220104/emergency"))), "staffed from above");
    let above =
        |w: &World| w.dossier(h).obligations.iter().filter_map(|it| it.opened.superior.clone()).collect::<Vec<_>>();
    assert!(above(&w).contains(&office("220100/housing")));
    w.after_days(30);
    assert!(running(&w, city).is_empty(), "nothing climbs to an office that is no more");
    assert!(!running(&w, "220100/housing").is_empty(), "what is late below climbs to the taker");
}

#[test]
fn only_the_head_above_dissolves_and_only_into_an_office_over_the_place() {
    let w = world();
    let _ = graded(&w);
    let says = |it: Result<(), Refused>| it.expect_err("refused").text().en;
    assert!(matches!(
        dissolves(&w.county(), &w, "220104/emergency", &into("220100/emergency")),
        Err(Refused::NotFound)
    ));
    assert!(matches!(
        dissolves(&w.nation(), &w, "220104/emergency", &into("220100/emergency")),
        Err(Refused::NotFound)
    ));
    let city = w.city();
    assert!(says(dissolves(&city, &w, "220104/emergency", &into("220104/emergency"))).contains("from the list"));
    let without = Dissolution { ground: " ".to_owned(), ..into("220104/housing") };
    assert!(says(dissolves(&city, &w, "220104/emergency", &without)).contains("document"));
    assert!(!running(&w, "220104/emergency").is_empty(), "what was refused changed nothing");
    dissolves(&city, &w, "220104/emergency", &into("220104/housing")).unwrap();
    assert!(matches!(dissolves(&city, &w, "220104/emergency", &into("220104/housing")), Err(Refused::NotFound)));
}

#[test]
fn a_restart_knows_who_took_over() {
    let mut w = world();
    let h = graded(&w);
    dissolves(&w.city(), &w, "220104/emergency", &into("220104/housing")).unwrap();
    let (packs, places) = bowline_service::packs_in_force(w.app().store(), "cn-national").unwrap();
    w.restarts_under((packs, places));
    w.app().offices().load("220104".parse().unwrap(), &mut |_, _| {}).unwrap();
    assert!(running(&w, "220104/emergency").is_empty(), "loading the nation again does not bring it back");
    w.after_days(2);
    assert_eq!(w.dossier(h).in_charge(), Some(&office("220104/housing")));
}
