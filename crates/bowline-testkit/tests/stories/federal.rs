//! The same loop under the law of another country: not a line of the program knows it.

use crate::climb;
use bowline_core::ids::{Role, SubjectId};
use bowline_core::obligations::{Ask, Phase, Rejected};
use bowline_core::signals::Tally;
use bowline_service::{Refused, open_pack, shipped_files};
use bowline_testkit::{AMERICA, World};

/// The area office of Toledo, Ohio.
const AREA: &str = "USOH04";
const SERIOUS: &str = "US-OSH-666K";
const YES: &[(&str, bool)] =
    &[("osh.harm_probable", true), ("osh.employer_knew", true), ("osh.employer_could_know", true)];
const NO: &[(&str, bool)] = &[("osh.harm_probable", false)];

fn world() -> World {
    World::in_county(AREA).under(AMERICA).on("2025-06-30")
}

fn cited(w: &World) -> SubjectId {
    let h = w.inspector().finds("Point of operation of a press not guarded", &w.site());
    w.inspector().grades_major(h, SERIOUS, YES);
    w.county().orders(h, "2025-08-29");
    h
}

#[test]
fn a_serious_violation_goes_from_found_to_closed() {
    let w = world();
    let h = cited(&w);
    w.after_hours(1);
    w.safety_officer().accepts(h);
    w.safety_officer().controls(h);
    w.after_days(1);
    w.safety_officer().plans(h);
    w.after_days(3);
    w.safety_officer().submits_proof(h);
    let own = w.safety_officer().asks(h, Ask::Verify { finding: "gone".to_owned() });
    assert!(matches!(own, Err(Refused::Rejected(Rejected::SelfVerification))), "{own:?}");
    w.after_days(2);
    w.inspector().verifies(h);
    w.county().closes_off(h);
    insta::assert_snapshot!(w.story(h), @r#"
    2025-06-30 09:00 Dana Ortiz finds: Point of operation of a press not guarded [inspection]
    2025-06-30 09:00 Dana Ortiz opens 1 grade: USOH04/osha#inspector, due 2025-07-09 00:00, above USCHI/osha
    2025-06-30 09:00 Dana Ortiz grades major: US-OSH-666K
    2025-06-30 09:00 Dana Ortiz settles 1 grade: done
    2025-06-30 09:00 Dana Ortiz opens 2 order: USOH04/osha#head, due 2025-07-09 00:00, above USCHI/osha
    2025-06-30 09:00 Grace Kowalski orders to unit#principal by 2025-08-29
    2025-06-30 09:00 Grace Kowalski settles 2 order: done
    2025-06-30 09:00 Grace Kowalski opens 3 accept: unit#principal, due 2025-07-02 00:00, above USOH04/osha
    2025-06-30 09:00 Grace Kowalski opens 4 control: unit#principal, due 2025-07-01 09:00, above USOH04/osha
    2025-06-30 09:00 Grace Kowalski opens 5 rectify: unit#principal, due 2025-08-30 00:00, above USOH04/osha
    2025-06-30 10:00 Maria Jensen accepts
    2025-06-30 10:00 Maria Jensen settles 3 accept: done
    2025-06-30 10:00 Maria Jensen opens 6 plan: unit#principal, due 2025-07-26 00:00, above USOH04/osha
    2025-06-30 10:00 Maria Jensen controls: Locked out and tagged
    2025-06-30 10:00 Maria Jensen settles 4 control: done
    2025-07-01 10:00 Maria Jensen plans until 2025-08-29
    2025-07-01 10:00 Maria Jensen settles 6 plan: done
    2025-07-04 10:00 Maria Jensen submits 1 proof: Guard fitted
    2025-07-04 10:00 Maria Jensen opens 7 verify: USOH04/osha#inspector, due 2025-07-12 00:00, above USCHI/osha
    2025-07-06 10:00 Dana Ortiz verifies: Guard in place and working
    2025-07-06 10:00 Dana Ortiz settles 5 rectify: done
    2025-07-06 10:00 Dana Ortiz settles 7 verify: done
    2025-07-06 10:00 Dana Ortiz opens 8 close_off: USOH04/osha#head, due 2025-07-10 00:00, above USCHI/osha
    2025-07-06 10:00 Grace Kowalski closes off on 2025-07-06
    2025-07-06 10:00 Grace Kowalski settles 8 close_off: done
    "#);
    assert_eq!(w.dossier(h).phase(), Some(Phase::ClosedOff));
    assert_eq!(w.tally(3), Tally { found: 1, verified: 1, ..Tally::default() });
}

#[test]
fn what_nobody_does_climbs_from_the_area_to_the_region_and_the_national_office() {
    let w = world();
    let h = w.inspector().finds("Exit chained", &w.site());
    w.inspector().grades_major(h, SERIOUS, YES);
    w.after_days(30);
    insta::assert_snapshot!(climb(&w, h), @"
    2025-07-10 00:00 engine opens 3 supervise over 2: USCHI/osha#head, due 2025-07-15 00:00, above US/osha (learned 2025-07-10 09:00)
    2025-07-15 00:00 engine opens 4 supervise over 3: US/osha#head, due 2025-07-18 00:00, above nobody (learned 2025-07-15 09:00)
    ");
    // The national office is late and nobody is above it; the last resort that answers for that is late too.
    assert_eq!(w.tally(3).alarms, 2);
}

#[test]
fn an_other_than_serious_violation_asks_for_no_plan() {
    let w = world();
    let h = w.inspector().finds("Labels missing", &w.site());
    w.inspector().grades_general(h, SERIOUS, NO);
    w.county().orders(h, "2025-08-29");
    w.safety_officer().accepts(h);
    w.safety_officer().submits_proof(h);
    w.inspector().returns(h, "Two drums have none");
    w.safety_officer().submits_proof(h);
    w.inspector().verifies(h);
    w.county().closes_off(h);
    assert_eq!(w.dossier(h).phase(), Some(Phase::ClosedOff));
    let dossier = w.dossier(h);
    let acts: Vec<&str> = dossier.obligations.iter().map(|it| it.opened.act.as_str()).collect();
    assert_eq!(acts, ["grade", "order", "accept", "rectify", "verify", "verify", "close_off"]);
}

#[test]
fn a_vacant_post_is_an_alarm_of_the_region() {
    let w = World::in_county(AREA).under(AMERICA).vacant(AREA, Role::Inspector).on("2025-06-30");
    let ran = {
        let _ = w.county().finds("Crane not inspected", &w.site());
        w.ticks()
    };
    assert_eq!(ran.alarms, 1);
    assert_eq!(w.tally(2).alarms, 1);
}

#[test]
fn a_ledger_is_read_by_the_countrys_own_words() {
    let w = world();
    let ledger = "\"Metal shops, June 2025\"\n\
        No,Unit,State,Area office,Description,Grade,Found,Person,Deadline\n\
        1,Glass City Fabricators,Ohio,Toledo Area,No lockout procedures,Serious,2025-06-20,Tom Szabo,2025-07-18\n\
        2,Glass City Fabricators,Ohio,Toledo Area,Labels missing,Other-than-serious,2025-06-20,Tom Szabo,2025-07-18\n\
        3,Cuyahoga Plating,Ohio,Cleveland Area,Exit blocked,Serious,2025-06-20,Irene Dolan,2025-07-18\n";
    // The third lies in another area.
    assert_eq!(w.county().imports("shops.csv", ledger.as_bytes()).unwrap(), (2, 0, 1));
    let import = w.app().imports().read("x.csv", ledger.replace("Serious", "grave").as_bytes(), None, None).unwrap();
    let said: Vec<String> = import.checked.refused().map(|fault| fault.en.clone()).collect();
    assert!(said[0].contains("write Serious or Other-than-serious"), "{said:?}");
    assert_eq!(w.tally(0), Tally { found: 2, open: 2, open_major: 1, ..Tally::default() });
}

#[test]
fn a_rehearsal_says_grades_by_the_countrys_own_names() {
    let w = world();
    cited(&w);
    let mut files = shipped_files("us-federal");
    let rule = files.get_mut("rules/osh/us-osh-666k.toml").unwrap();
    *rule = rule.replace(r#""osh.harm_probable", is = true"#, r#""osh.harm_probable", is = false"#);
    let told = w.app().packs().rehearse(&open_pack("changed", &files).unwrap().0.into(), 3, &mut |_, _| {}).unwrap();
    let general = told.groups.iter().find(|group| group.key == "to_general").unwrap();
    assert_eq!(general.title.en, "Would be classified as Other-than-serious");
    assert_eq!(general.examples[0].says.en, "Serious → Other-than-serious");
}
