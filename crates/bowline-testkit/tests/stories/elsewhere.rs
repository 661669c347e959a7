//! What went wrong in a comparable system: a backlog longer than one page, an item that is edited every day, an item
//! that nobody is assigned to. (An office without a superior: `nobody_above_is_an_alarm_of_the_last_resort` in
//! `registry.rs`.)

use crate::climbing::rungs;
use crate::{FIRE_17, YES, climb, submitted, world};
use bowline_core::facts::{Act, AlarmCause};
use bowline_core::ids::{PostId, Role};
use bowline_core::obligations::alarm_subject;
use bowline_store::{HazardQuery, HazardSort, Named, Within};
use bowline_testkit::{LEDGER_HEAD, World, ledger_row, post};
use std::collections::BTreeSet;

/// More than two pages of the engine.
const BACKLOG: usize = 1_101;

#[test]
fn an_old_backlog_longer_than_a_page_is_caught_up_in_one_run() {
    let w = world();
    let row = |at: usize| {
        let (unit, what) = (format!("饭店{}", at % 40), format!("隐患{at}"));
        ledger_row(&unit, "朝阳区", &what, "重大", "2022-06-01", "2022-07-01")
    };
    let rows: Vec<String> = (0..BACKLOG).map(row).collect();
    let file = [LEDGER_HEAD, &rows.concat()].concat().into_bytes();
    assert_eq!(w.county().imports("旧账.csv", &file).unwrap().0, BACKLOG);
    w.unattended_hours(24 * 30);
    let ran = w.ticks();
    assert_eq!(ran.completeness.still_due, 0);
    let again = w.ticks();
    assert_eq!((again.dossiers, again.rungs, again.duties), (0, 0, 0));
    let query = HazardQuery {
        within: Within::Everywhere,
        grade: None,
        phase: None,
        open: false,
        late: true,
        search: String::new(),
        named: Named::default(),
        sort: HazardSort::Found(None),
    };
    let late = w.app().store().hazards().list(&query, 2_000).unwrap().rows;
    assert_eq!(late.len(), BACKLOG);
    for row in late {
        assert!(row.raised_to.is_some(), "{} reached nobody above", row.description);
        let fired = rungs(&w, row.subject).0;
        let each: BTreeSet<_> = fired.iter().map(|rung| (rung.0, rung.1.as_str())).collect();
        assert_eq!(each.len(), fired.len(), "{}: a rung fired twice", row.description);
    }
    let county = [(post(crate::COUNTY, Role::Head).body, None)];
    let count = |at_most| w.app().store().duties().count(&county, w.app().now(), None, at_most).unwrap();
    let (all, late) = count(100_000);
    assert!(late > 500 && late <= all, "{late} of {all} are late");
    assert!(count(100).1 >= 100 && count(100).0 < late, "a desk is counted as far as asked");
}

#[test]
fn an_item_that_is_edited_every_day_is_late_on_the_same_day() {
    let (edited, left_alone) = (world(), world());
    let (h, other) = (submitted(&edited), submitted(&left_alone));
    left_alone.inspector().returns(other, "未消除");
    edited.inspector().returns(h, "未消除");
    let due = |w: &World, h| {
        let dossier = w.dossier(h);
        dossier.obligations.iter().find(|it| it.opened.act == Act::RECTIFY).unwrap().due.clone()
    };
    let first = due(&edited, h);
    for _ in 0..25 {
        edited.after_days(1);
        edited.safety_officer().submits_proof(h);
        assert_eq!(due(&edited, h), first);
        edited.inspector().returns(h, "仍未消除");
        left_alone.after_days(1);
    }
    assert_eq!(due(&edited, h), due(&left_alone, other));
    let climbed = |w: &World, h| climb(w, h).lines().map(|line| line[..16].to_owned()).collect::<Vec<_>>();
    let (busy, idle) = (climbed(&edited, h), climbed(&left_alone, other));
    assert!(idle.len() >= 2, "{idle:?}");
    assert_eq!(busy.first(), idle.first(), "the city is called on the same day");
}

#[test]
fn an_item_that_nobody_is_assigned_to_has_an_owner_above() {
    let w = world();
    let h = w.inspector().reports(w.app().today(), "无人负责的隐患", &w.site()).unwrap();
    w.inspector().grades_major(h, FIRE_17, YES);
    w.county().orders(h, "2022-10-20");
    w.after_hours(1);
    let site = w.dossier(h).hazard().unwrap().found.site;
    let vacant = alarm_subject(&AlarmCause::VacantPost(PostId::site(site, Role::Principal)));
    let owner = w.dossier(vacant).live().next().unwrap().opened.owner.clone();
    assert_eq!(owner, post("220104", Role::Head), "the county must see to it");
    w.after_days(20);
    assert!(
        climb(&w, h).contains("220104/emergency#head") && climb(&w, h).contains("220100/emergency#head"),
        "{}",
        climb(&w, h)
    );
    assert!(climb(&w, vacant).contains("220100/emergency#head"), "an alarm that is not answered climbs too");
    let _ = w.hires("钱程", PostId::site(site, Role::Principal));
    w.after_hours(1);
    assert!(!w.dossier(vacant).is_open());
}
