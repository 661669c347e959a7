//! What triggers make of a list of accidents.

use super::common::national;
use bowline_core::ids::SubjectId;
use bowline_core::obligations::{Listed, proposed, still_grounded};
use bowline_core::rules::{Fill, Trigger};
use std::convert::Infallible;

fn accident(day: &str, facet: &str) -> Listed {
    Listed { day: day.parse().unwrap(), subject: SubjectId::derived(&[day]), facet: facet.to_owned() }
}

fn trigger(id: &str) -> &'static Trigger {
    national().triggers().latest(&id.parse().unwrap()).unwrap()
}

/// The evidence, by days, and what is left to judge.
fn evidence(id: &str, cause: &Listed, all: &[Listed]) -> Option<(usize, Vec<String>)> {
    let listed = |_: &Fill| Ok::<_, Infallible>(all.to_vec());
    let Ok(found) = proposed(national(), trigger(id), cause, listed);
    let found = found?;
    assert!(found.calls);
    Some((found.evidence.len(), found.to_judge.iter().map(|input| input.as_str().to_owned()).collect()))
}

#[test]
fn three_larger_accidents_in_half_a_year_ask_a_person_whether_the_work_was_weak() {
    let mut all = vec![accident("2026-01-10", "larger"), accident("2026-04-01", "larger")];
    assert_eq!(evidence("CN-INT-06-1", &all[1].clone(), &all), None, "two are not enough");
    all.push(accident("2026-07-10", "larger"));
    let cause = all[2].clone();
    let (found, to_judge) = evidence("CN-INT-06-1", &cause, &all).unwrap();
    assert_eq!((found, to_judge), (3, vec!["interview.weak_work".to_owned()]), "the same day six months later counts");
    all.push(accident("2026-07-11", "general"));
    assert_eq!(evidence("CN-INT-06-1", &all[3].clone(), &all), None, "a general one has no part in it");
    let late = [accident("2026-01-09", "larger"), all[1].clone(), cause];
    assert_eq!(evidence("CN-INT-06-1", &late[2].clone(), &late), None, "a day more does not count");
}

#[test]
fn two_major_accidents_within_thirty_days_hold_by_themselves_and_older_ones_are_no_evidence() {
    let all = [accident("2026-02-01", "major"), accident("2026-05-01", "major"), accident("2026-05-20", "major")];
    let (found, to_judge) = evidence("CN-INT-05-1", &all[2].clone(), &all).unwrap();
    assert_eq!((found, to_judge.len()), (2, 0));
}

#[test]
fn a_ground_is_gone_once_one_of_them_turns_out_to_be_none() {
    let all = [accident("2026-05-01", "major"), accident("2026-05-20", "major")];
    let grounded = |left: &[Listed]| still_grounded(national(), trigger("CN-INT-05-1"), &|_: &Fill| left.to_vec());
    assert!(grounded(&all));
    assert!(!grounded(&all[1..]));
    let regraded = [all[0].clone(), accident("2026-05-20", "larger")];
    assert!(!grounded(&regraded), "a lower grade is no ground any more");
}

#[test]
fn a_list_that_cannot_be_read_is_told_and_not_taken_for_an_empty_one() {
    let cause = accident("2026-05-20", "major");
    assert_eq!(proposed(national(), trigger("CN-INT-05-1"), &cause, |_| Err("unread")), Err("unread"));
}

#[test]
fn the_grade_of_the_very_accident_says_which_committee_lists_it() {
    let larger = accident("2026-03-02", "larger");
    let all = [accident("2026-03-01", "major"), larger.clone(), accident("2026-03-03", "general")];
    assert_eq!(evidence("CN-ACC-SUP-1-LARGER", &larger, &all).unwrap().1, Vec::<String>::new());
    assert_eq!(evidence("CN-ACC-SUP-1", &larger, &all), None, "the major one of the day before is another");
    let general = all[2].clone();
    assert_eq!(evidence("CN-ACC-SUP-1-LARGER", &general, &all), None);
}

#[test]
fn a_particularly_major_accident_calls_for_a_veto_and_a_major_one_does_not() {
    let (gravest, major) = (accident("2026-03-02", "particularly_major"), accident("2026-03-02", "major"));
    assert_eq!(evidence("CN-ASM-64-2-VETO", &gravest, std::slice::from_ref(&gravest)), Some((1, Vec::new())));
    assert_eq!(evidence("CN-ASM-64-2-VETO", &major, std::slice::from_ref(&major)), None);
    let grounded = |left: &[Listed]| still_grounded(national(), trigger("CN-ASM-64-2-VETO"), &|_: &Fill| left.to_vec());
    assert!(grounded(&[gravest]) && !grounded(&[major]), "regraded, it is no ground any more");
}
