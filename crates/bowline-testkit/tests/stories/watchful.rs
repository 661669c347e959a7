//! What becomes wrong without any change being written: a day that comes back, a calendar that changes. The engine sees
//! it.

use crate::{COUNTY, FIRE_17, NO, world};
use bowline_core::facts::AlarmCause;
use bowline_core::ids::{Role, SubjectId};
use bowline_core::obligations::alarm_subject;
use bowline_core::places::PlaceTree;
use bowline_core::rules::Pack;
use bowline_core::time::Moment;
use bowline_service::{open_pack, shipped_files};
use bowline_testkit::{World, post};
use jiff::ToSpan;

/// Whether the inspector's post is known to be held by nobody.
fn is_known_to_be_vacant(w: &World) -> bool {
    let cause = AlarmCause::VacantPost(post(COUNTY, Role::Inspector));
    w.app().store().signals().alarm(alarm_subject(&cause)).unwrap().is_some_and(|alarm| alarm.open)
}

/// When the engine looks at each duty of a dossier.
fn clocks(w: &World, of: SubjectId) -> Vec<Option<Moment>> {
    w.app().store().duties().owed_in(of).unwrap().into_iter().map(|row| row.next_check_at).collect()
}

/// The shipped law with more days off.
fn with_days_off() -> (Pack, PlaceTree) {
    let mut files = shipped_files("cn-national");
    for (_, text) in files.iter_mut().filter(|(path, _)| path.starts_with("calendars/")) {
        if text.contains("from = 2022-01-01") {
            *text = text.replacen(
                "holidays = [",
                "holidays = [\n  2022-10-11, 2022-10-12, 2022-10-13, 2022-10-14, 2022-10-17, 2022-10-18, 2022-10-19,",
                1,
            );
        }
    }
    open_pack("more days off", &files).unwrap()
}

#[test]
fn a_day_that_comes_back_brings_a_vacant_post_back() {
    let w = World::in_county(COUNTY).vacant(COUNTY, Role::Inspector).on("2022-10-08");
    let _ = w.county().finds("灭火器过期", &w.site());
    w.after_days(2);
    assert!(is_known_to_be_vacant(&w));
    w.after_days(10);
    let _ = w.hires("李建国", post(COUNTY, Role::Inspector));
    w.after_days(1);
    assert!(!is_known_to_be_vacant(&w), "somebody took the post");
    let now = w.app().now();
    w.clock_is_set(now - (24 * 5).hours());
    w.ticks();
    assert!(is_known_to_be_vacant(&w), "on that day nobody held it");
    w.clock_is_set(now);
    w.ticks();
    assert!(!is_known_to_be_vacant(&w));
}

#[test]
fn a_day_that_comes_back_does_not_hide_that_a_post_will_be_left() {
    let w = world();
    let _ = w.county().finds("灭火器过期", &w.site());
    let inspector = w.inspector().id();
    w.app().people().leave_post(inspector, post(COUNTY, Role::Inspector), w.day(6)).unwrap();
    w.after_days(8);
    assert!(is_known_to_be_vacant(&w), "the last day has passed");
    let now = w.app().now();
    w.clock_is_set(now - (24 * 5).hours());
    w.ticks();
    assert!(!is_known_to_be_vacant(&w), "on that day the post was held");
    w.clock_is_set(now);
    w.ticks();
    assert!(is_known_to_be_vacant(&w), "and is left again when the last day has passed again");
}

#[test]
fn clocks_follow_a_calendar_that_changed_while_the_process_was_down() {
    let mut w = world();
    let h = w.inspector().finds("灭火器过期", &w.site());
    w.inspector().grades_general(h, FIRE_17, NO);
    // Late by a day: what comes next counts in working days.
    let due = w.dossier(h).live().next().unwrap().due.at;
    w.clock_is_set(due + 1.hour());
    w.ticks();
    let before = clocks(&w, h);
    let lawful = (w.app().pack().clone(), w.app().places().clone());
    w.restarts_under(with_days_off());
    w.ticks();
    let later = clocks(&w, h);
    assert!(later.iter().zip(&before).all(|(later, before)| later > before), "{later:?} {before:?}");
    let fired = w.dossier(h).obligations.iter().map(|duty| duty.fired.len()).sum::<usize>();
    w.clock_is_set(before[0].unwrap() + 1.hour());
    w.ticks();
    assert_eq!(w.dossier(h).obligations.iter().map(|duty| duty.fired.len()).sum::<usize>(), fired, "not yet due");
    w.restarts_under(lawful);
    w.ticks();
    assert!(w.dossier(h).obligations.iter().map(|duty| duty.fired.len()).sum::<usize>() > fired, "due again at once");
}
