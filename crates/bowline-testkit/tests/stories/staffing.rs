//! An office staffs its posts itself: a post is handed over, somebody stands in, and what is owed does not move.

use crate::{COUNTY, graded, world};
use bowline_core::facts::Actor;
use bowline_core::ids::{PostId, Role};
use bowline_core::obligations::Ask;
use bowline_core::signals::ObligationRow;
use bowline_service::{Change, Refused, Successor, Way};
use bowline_testkit::{Person, World, post};

fn new(name: &str) -> Successor {
    Successor::New(name.to_owned())
}

fn changes(who: &Person<'_>, w: &World, post: &PostId, change: Change) -> Result<(), Refused> {
    w.app().people().staffing(None).change(&who.who(), post, change)
}

fn says(refused: Result<(), Refused>) -> String {
    refused.expect_err("refused").text().en
}

#[test]
fn a_post_is_handed_over_and_no_deadline_moves() {
    let w = world();
    let h = graded(&w);
    let (head, inspector, seat) = (w.county(), w.inspector().id(), post(COUNTY, Role::Inspector));
    let before = w.app().store().duties().owed_in(h).unwrap();
    w.after_days(1);
    let hand_over = Change::HandOver { leaver: inspector, to: new("陆新"), on: w.day(2) };
    changes(&head, &w, &seat, hand_over).unwrap();
    // Until the day of the hand-over the first holds the post alone, on that day both, then the other.
    assert_eq!(w.app().store().registry().holders(&seat, w.day(1)).unwrap().len(), 1);
    w.after_days(2);
    assert_eq!(w.app().store().registry().holders(&seat, w.app().today()).unwrap().len(), 2);
    w.after_days(1);
    let now = w.app().store().registry().holders(&seat, w.app().today()).unwrap();
    assert_eq!(now.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["陆新"]);
    assert!(w.ticks().completeness.holds());
    let after = w.app().store().duties().owed_in(h).unwrap();
    let runs = |duty| after.iter().any(|it: &ObligationRow| it.id == duty);
    let before: Vec<_> = before.into_iter().filter(|duty| runs(duty.id)).collect();
    assert!(!before.is_empty());
    for duty in before {
        let still = after.iter().find(|it| it.id == duty.id).unwrap();
        assert_eq!((still.due_at, &still.owner), (duty.due_at, &duty.owner));
    }
    // Who did it is a fact of the one who came.
    let facts = w.app().store().log().facts(now[0].0.into()).unwrap();
    assert!(facts.iter().all(|fact| fact.by == Actor::Person(head.id())));
    assert_eq!(facts.len(), 2);
    // What is owed is on the desk of the one who came.
    let duties = w.app().people().staffing(None).view(&head.who()).unwrap();
    let row = duties.iter().flat_map(|body| &body.posts).find(|it| it.post == seat).unwrap();
    assert_eq!(row.holders.len(), 1);
    assert_eq!(row.ways, [Way::HandOver, Way::StandIn, Way::Join, Way::Leave]);
}

#[test]
fn a_stand_in_ends_by_itself() {
    let w = world();
    let h = graded(&w);
    w.county().orders(h, "2022-10-20");
    let (inspector, seat) = (w.inspector(), post(COUNTY, Role::Inspector));
    let stand_in = Change::StandIn { to: new("代松"), from: w.day(0), until: w.day(2) };
    changes(&inspector, &w, &seat, stand_in).unwrap();
    let holders = w.app().store().registry().holders(&seat, w.day(0)).unwrap();
    let (dai, _) = holders.iter().find(|(_, name)| name == "代松").unwrap();
    assert_eq!(w.app().people().who(*dai).unwrap().posts.len(), 1);
    w.after_days(3);
    assert!(w.app().people().who(*dai).unwrap().posts.is_empty());
    assert!(w.ticks().completeness.holds());
    // Whoever holds the post may not let somebody join it, nor leave it without a word to the head.
    let join = Change::Join { to: new("何人"), from: w.day(0) };
    assert!(matches!(changes(&inspector, &w, &seat, join), Err(Refused::NotFound)));
}

#[test]
fn who_may_staff_a_post() {
    let w = world();
    let (head, city) = (w.county(), w.city());
    let own = post(COUNTY, Role::Head);
    let over = |to| Change::HandOver { leaver: head.id(), to, on: w.day(0) };
    assert!(matches!(changes(&head, &w, &own, over(new("何人"))), Err(Refused::NotFound)), "nobody names a successor");
    let shown = w.app().people().staffing(None).view(&city.who()).unwrap();
    assert!(shown.iter().flat_map(|body| &body.posts).any(|it| it.post == own && it.ways.contains(&Way::HandOver)));
    changes(&city, &w, &own, over(new("新任"))).unwrap();
    w.after_days(1);
    assert!(head.asks(graded(&w), Ask::CloseOff).is_err(), "who left acts no more");

    w.app().offices().load("110105".parse().unwrap(), &mut |_, _| {}).unwrap();
    let elsewhere = w.hires("何晓明", post("110105", Role::Head));
    let join = Change::Join { to: new("何人"), from: w.day(0) };
    assert!(matches!(changes(&elsewhere, &w, &post(COUNTY, Role::Inspector), join), Err(Refused::NotFound)));
}

#[test]
fn what_is_refused_changes_nothing() {
    let w = world();
    let (head, inspector, seat) = (w.county(), w.inspector().id(), post(COUNTY, Role::Inspector));
    let facts = || w.app().store().log().version(inspector.into()).unwrap();
    let before = facts();
    let known = Successor::Known;
    let hand_over = |to, on| Change::HandOver { leaver: inspector, to, on };
    assert!(says(changes(&head, &w, &seat, hand_over(new("何人"), w.day(-1)))).contains("before today"));
    assert!(says(changes(&head, &w, &seat, hand_over(known(inspector), w.day(0)))).contains("themselves"));
    assert!(says(changes(&head, &w, &seat, hand_over(known(w.nation().id()), w.day(0)))).contains("from the list"));
    assert!(says(changes(&head, &w, &seat, hand_over(new("  "), w.day(0)))).contains("name"));
    assert!(says(changes(&head, &w, &seat, Change::Join { to: known(inspector), from: w.day(0) })).contains("already"));
    let backwards = Change::StandIn { to: new("何人"), from: w.day(3), until: w.day(2) };
    assert!(says(changes(&head, &w, &seat, backwards)).contains("last date"));
    let stranger = Change::Leave { leaver: head.id(), until: w.day(0) };
    assert!(says(changes(&head, &w, &seat, stranger)).contains("does not hold"));
    assert_eq!(facts(), before, "half a hand-over would be worse than none");
}
