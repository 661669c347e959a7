//! Desks: every row says something of its own, and what was done leaves the desk.

use crate::{COUNTY, graded, world};
use bowline_core::facts::Act;
use bowline_core::ids::{PostId, Role, SubjectId};
use bowline_service::views::{Count, Desk};
use bowline_testkit::{Person, World};
use std::collections::BTreeSet;

fn desk(w: &World, who: &Person<'_>) -> Desk {
    w.app().duties().desk(&who.who(), None).unwrap()
}

/// A major hazard of which the unit has not done three things in time: the county has three duties to supervise.
fn neglected(w: &World) -> SubjectId {
    let h = graded(w);
    w.county().orders(h, "2022-10-10");
    w.safety_officer().accepts(h);
    w.after_days(5);
    h
}

#[test]
fn duties_over_one_matter_are_one_row_that_says_what_is_late_and_with_whom() {
    let w = world();
    let h = neglected(&w);
    let duties = w.dossier(h).live().filter(|it| it.opened.act == Act::SUPERVISE).count();
    let desk = desk(&w, &w.county());
    let rows: Vec<_> = desk.mine.lines.iter().filter(|line| line.act == Act::SUPERVISE).collect();
    assert_eq!(rows.len(), 1, "{duties} duties, one row");
    assert_eq!(rows[0].stands_for as usize, duties);
    let late: BTreeSet<Act> = rows[0].watched.iter().map(|it| it.act).collect();
    assert_eq!(late, BTreeSet::from([Act::CONTROL, Act::PLAN, Act::RECTIFY]));
    assert!(rows[0].watched.iter().all(|it| matches!(it.owner.post.role, Role::Principal)), "whose duty it is");
    assert_eq!(desk.all, Count::Exactly(desk.mine.lines.len() as u64), "the number counts rows");
}

#[test]
fn a_letter_leaves_the_desk_until_the_reply_is_due_and_the_unit_must_reply() {
    let w = world();
    let h = neglected(&w);
    w.county().supervises(h, "请督促落实");
    let after = desk(&w, &w.county());
    assert!(after.mine.lines.iter().all(|line| line.act != Act::SUPERVISE), "what was done is gone");
    assert_eq!((after.waiting.len(), after.all_waiting), (1, Count::Exactly(1)), "and waits under its own heading");
    let unit = desk(&w, &w.safety_officer());
    assert!(unit.mine.lines.iter().any(|line| line.act == Act::REPLY), "the reply is a duty below");
    w.after_days(6);
    let back = desk(&w, &w.county());
    assert!(back.waiting.is_empty() && back.mine.lines.iter().any(|line| line.act == Act::SUPERVISE), "nobody replied");
    let city = desk(&w, &w.city());
    let over_county = city.mine.lines.iter().find(|line| line.act == Act::SUPERVISE).expect("it climbed on");
    assert_eq!(over_county.watched[0].owner.post, PostId::office(w.office(0), Role::Head));
    assert_ne!(over_county.watched[0].act, Act::SUPERVISE, "it says what is not done in the end");
}

#[test]
fn a_reply_brings_the_matter_back_to_whoever_asked() {
    let w = world();
    let h = neglected(&w);
    w.county().supervises(h, "请督促落实");
    w.safety_officer().replies(h, "配件已订购，三日内完成");
    let back = desk(&w, &w.county());
    assert!(back.waiting.is_empty() && back.mine.lines.iter().any(|line| line.act == Act::SUPERVISE));
    w.safety_officer().submits_proof(h);
    w.inspector().verifies(h);
    let done = desk(&w, &w.county());
    let acts: Vec<Act> = done.mine.lines.iter().map(|line| line.act).collect();
    assert_eq!(acts, [Act::CLOSE_OFF], "what is verified needs no supervision and no plan");
}

#[test]
fn alarms_of_one_kind_are_one_row_with_their_number() {
    let w = World::in_county(COUNTY).vacant(COUNTY, Role::Inspector).on("2022-10-08");
    let _ = w.county().finds("灭火器过期", &w.site());
    w.ticks();
    let desk = desk(&w, &w.city());
    let told: Vec<(u64, u64, usize)> =
        desk.alarms.iter().map(|group| (group.count, group.late, group.lines.len())).collect();
    assert_eq!(told, [(1, 0, 1)]);
    assert!(desk.mine.lines.is_empty() && desk.all == Count::Exactly(1), "it is counted, and stands once");
}
