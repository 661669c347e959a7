//! A county merges into its neighbour: nothing is lost, figures of earlier days stay where they were, and every clock runs on.

use crate::{COUNTY, graded, world};
use bowline_core::facts::AlarmCause;
use bowline_core::ids::{OfficeId, PlaceCode, Role};
use bowline_core::obligations::alarm_subject;
use bowline_service::views::HazardFilter;
use bowline_service::{Merger, Refused};
use bowline_testkit::{Person, World, post};

/// 二道区, beside 朝阳区.
const INTO: &str = "220105";

fn code(text: &str) -> PlaceCode {
    text.parse().unwrap()
}

fn into(to: &str) -> Merger {
    Merger { into: code(to), ground: "国函〔2022〕100号".to_owned() }
}

fn merges(who: &Person<'_>, w: &World, place: &str, act: &Merger) -> Result<(), Refused> {
    w.app().offices().merging(None).merge(&who.who(), code(place), act)
}

/// Two counties side by side, with people in both.
fn two_counties() -> World {
    let w = world();
    w.app().offices().load(code(INTO), &mut |_, _| {}).unwrap();
    let _ = w.hires("何春敏", post(INTO, Role::Head));
    w
}

/// The head of the city, in whose county a merger changes what lies above the county.
fn city(w: &World) -> Person<'_> {
    w.holder(&post("220100", Role::Head))
}

fn listed(w: &World, place: &str) -> (u64, usize) {
    let filter = HazardFilter { place: Some(code(place)), ..HazardFilter::default() };
    let list = w.app().hazards().list(&city(w).who(), &filter).unwrap();
    (list.total.unwrap(), list.page.lines.len())
}

/// Found in all, and found by day.
fn counted(w: &World, place: &str) -> (i64, Vec<(String, i64)>) {
    let page = w.app().signals().jurisdiction(&city(w).who(), Some(code(place))).unwrap();
    let days = page.days.iter().filter(|(_, flow)| flow.found > 0).map(|(day, flow)| (day.to_string(), flow.found));
    (page.here.tally.found, days.collect())
}

#[test]
fn figures_of_earlier_days_stay_and_new_matters_count_in_the_new_county() {
    let w = two_counties();
    let old = graded(&w);
    let due = w.app().store().duties().owed_in(old).unwrap();
    let view = w.app().offices().merging(None).view(&city(&w).who(), code(COUNTY), Some(code(INTO))).unwrap();
    let moves = view.moves.unwrap();
    assert_eq!((moves.matters, moves.from), (1, w.day(1)));
    assert!(moves.offices.iter().any(|(from, to)| from.zh.contains("朝阳区应急") && to.zh.contains("二道区应急")));
    merges(&city(&w), &w, COUNTY, &into(INTO)).unwrap();

    let now = w.app().store().duties().owed_in(old).unwrap();
    assert_eq!(now.len(), due.len());
    for (before, after) in due.iter().zip(&now) {
        assert_eq!((before.id, before.due_at, before.next_check_at), (after.id, after.due_at, after.next_check_at));
        assert_eq!(after.owner.to_string().replace(INTO, COUNTY), before.owner.to_string());
    }
    w.after_days(1);
    let inspector = w.holder(&post(INTO, Role::Inspector));
    let new = inspector.finds("疏散通道堵塞", &w.site());
    assert_eq!(w.dossier(new).in_charge(), Some(&"220105/emergency".parse::<OfficeId>().unwrap()));
    assert_eq!(listed(&w, INTO), (2, 2), "what came from the old county, and what is new");
    assert_eq!(listed(&w, COUNTY), (1, 1), "what was there before");
    let (before, after) = (("2022-10-08".to_owned(), 1), ("2022-10-09".to_owned(), 1));
    assert_eq!(counted(&w, COUNTY), (1, vec![before]), "the figures of the old county stay");
    assert_eq!(counted(&w, INTO), (2, vec![after]), "a day before the merger is not the new county's");
    // Whoever was in the old county sees all of the new one, and the city has as much as before.
    assert!(inspector.who().posts.iter().all(|held| held.post == post(INTO, Role::Inspector)));
    assert_eq!(counted(&w, "220100").0, 2);
    for _ in 0..20 {
        w.after_days(1);
    }
}

#[test]
fn the_old_name_leads_on_after_a_restart_too() {
    let mut w = two_counties();
    let old = graded(&w);
    merges(&city(&w), &w, COUNTY, &into(INTO)).unwrap();
    w.after_days(2);
    let (packs, places) = bowline_service::packs_in_force(w.app().store(), "cn-national").unwrap();
    w.restarts_under((packs, places));
    let places = w.app().places();
    let found = places.resolve(&["长春市", "朝阳区"], Some(code(INTO)), w.app().today());
    assert_eq!(found.ok(), Some(code(COUNTY)));
    let page = w.app().signals().jurisdiction(&city(&w).who(), Some(code(COUNTY))).unwrap();
    assert_eq!(page.merged_into.map(|(into, ..)| into), Some(code(INTO)));
    let page = w.app().signals().jurisdiction(&city(&w).who(), Some(code(INTO))).unwrap();
    assert_eq!(page.merged_from.iter().map(|(place, ..)| *place).collect::<Vec<_>>(), [code(COUNTY)]);
    let above = w.app().signals().jurisdiction(&city(&w).who(), Some(code("220100"))).unwrap();
    assert!(
        !above.children.iter().any(|line| line.place == code(COUNTY)),
        "the county is no line of the city any more"
    );
    // The words of old matters are found in the new county.
    let filter = HazardFilter { place: Some(code(INTO)), search: "液化气".to_owned(), ..HazardFilter::default() };
    let head = w.holder(&post(INTO, Role::Head));
    let found = w.app().hazards().list(&head.who(), &filter).unwrap();
    assert_eq!(found.page.lines.iter().map(|line| line.subject).collect::<Vec<_>>(), [old]);
    assert!(w.app().hazards().one(&head.who(), old).is_ok());
    w.after_days(3);
}

#[test]
fn a_post_that_nobody_holds_in_the_new_county_is_a_gap_at_once() {
    let w = two_counties();
    let h = w.inspector().finds("灭火器过期", &w.site());
    let inspector = w.inspector().id();
    w.app().people().leave_post(inspector, post(COUNTY, Role::Inspector), w.day(-1)).unwrap();
    merges(&city(&w), &w, COUNTY, &into(INTO)).unwrap();
    let gap = alarm_subject(&AlarmCause::VacantPost(post(INTO, Role::Inspector)));
    assert!(w.app().store().signals().alarm(gap).unwrap().is_some_and(|it| it.open));
    assert!(w.dossier(h).is_open());
    w.after_days(2);
}

#[test]
fn who_may_merge_what() {
    let w = two_counties();
    let _ = graded(&w);
    let (above, county, nation) = (city(&w), w.county(), w.nation());
    for who in [&county, &nation] {
        assert!(matches!(merges(who, &w, COUNTY, &into(INTO)), Err(Refused::NotFound)));
    }
    let says = |it: Result<(), Refused>| it.expect_err("refused").text().en;
    assert!(says(merges(&above, &w, COUNTY, &into("220203"))).contains("from the list"), "in another city");
    assert!(says(merges(&above, &w, COUNTY, &into(COUNTY))).contains("from the list"));
    assert!(says(merges(&above, &w, COUNTY, &Merger { ground: String::new(), ..into(INTO) })).contains("document"));
    merges(&above, &w, COUNTY, &into(INTO)).unwrap();
    assert!(matches!(merges(&above, &w, COUNTY, &into("220102")), Err(Refused::Field { .. } | Refused::NotFound)));
}
