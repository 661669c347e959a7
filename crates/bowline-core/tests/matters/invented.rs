//! An invented matter of every shipped kind: what is offered can be played, the clock brings lateness, and nothing real is touched.

use super::common::{files, national};
use super::stage::moment;
use bowline_core::facts::{Answers, What};
use bowline_core::obligations::{Invented, Offer, Rejected};
use bowline_core::rules::Pack;
use std::collections::BTreeSet;

/// The form of an offer, as the worked cases fill it in.
fn filled(matter: &Invented<'_>, offer: &Offer<'_>) -> Answers {
    let asks = offer.act.asks.iter().filter(|ask| !ask.optional);
    asks.filter_map(|ask| Some((ask.input.clone(), matter.sample(offer.act, &ask.input)?))).collect()
}

fn offered<'p>(matter: &Invented<'p>, act: &str) -> Offer<'p> {
    matter.offers().into_iter().find(|it| it.act.id == act).unwrap_or_else(|| panic!("{act}: {:#?}", names(matter)))
}

fn names(matter: &Invented<'_>) -> Vec<String> {
    matter.offers().iter().map(|it| format!("{}@{}", it.act.id, it.by)).collect()
}

fn does(matter: &mut Invented<'_>, act: &str) {
    let offer = offered(matter, act);
    let answers = filled(matter, &offer);
    matter.act(&offer.by, act, answers).unwrap();
}

fn owed<'m>(matter: &'m Invented<'_>) -> Vec<&'m str> {
    matter.dossier().live().filter(|it| it.watches().is_none()).map(|it| it.opened.step.as_str()).collect()
}

#[test]
fn an_interview_is_played_from_the_proposal_to_the_notice() {
    let mut matter = Invented::of(national(), &"interview".parse().unwrap()).unwrap();
    assert_eq!(names(&matter), ["propose@engine", "open@interviewer", "open@inspector"]);
    does(&mut matter, "open");
    assert_eq!(owed(&matter), ["decide"]);
    let offers = matter.offers();
    assert_eq!(offers[0].act.id, "decide", "what is owed comes first");
    assert!(offers[0].duty.is_some() && offers.iter().any(|it| it.act.id == "lose_ground" && it.duty.is_none()));
    does(&mut matter, "decide");
    assert_eq!(matter.dossier().as_declared().unwrap().phase.id, "decided");
    does(&mut matter, "notify");
    assert_eq!(owed(&matter), ["material", "hold"]);
    assert_eq!(matter.post_of("interviewed").unwrap().to_string(), "county/emergency#head");
}

#[test]
fn the_clock_brings_lateness_and_whoever_may_not_is_refused() {
    let mut matter = Invented::of(national(), &"interview".parse().unwrap()).unwrap();
    does(&mut matter, "propose");
    let due = matter.next_due().unwrap();
    assert_eq!(due, moment("2026-03-10 00:00"));
    matter.wait(due);
    assert_eq!(matter.next_due(), None, "the only duty is late now");
    let rungs =
        |matter: &Invented<'_>| matter.facts().iter().filter(|fact| matches!(fact.what, What::RungFired(_))).count();
    let before = rungs(&matter);
    matter.wait(matter.next_look().unwrap());
    assert!(rungs(&matter) > before, "the next look finds something");
    matter.wait(matter.latest());
    assert!(matter.dossier().live().any(|it| it.watches().is_some()), "an office above has it now");
    matter.wait(due);
    assert_eq!(matter.setting().now, matter.latest(), "the clock never goes back");
    let refused = matter.act("inspector", "decide", Answers::new()).unwrap_err();
    assert!(matches!(refused, Rejected::NotYours { .. }), "{refused:?}");
    let unknown = matter.act("nobody", "decide", Answers::new());
    assert!(unknown.is_err());
}

#[test]
fn whoever_took_part_is_told_apart_though_all_of_it_is_invented() {
    let mut matter = Invented::of(national(), &"interview".parse().unwrap()).unwrap();
    does(&mut matter, "open");
    does(&mut matter, "decline");
    assert_eq!(offered(&matter, "confirm_decline").by, "inspector");
    let answers = filled(&matter, &offered(&matter, "confirm_decline"));
    assert!(matter.act("interviewer", "confirm_decline", answers).is_err());
}

/// Plays a kind by doing what is owed first, and what was not done yet before what was. Answers how much was done.
fn played(pack: &Pack, kind: &str) -> usize {
    let mut matter = Invented::of(pack, &kind.parse().unwrap()).unwrap_or_else(|| panic!("{kind}"));
    let mut done = BTreeSet::new();
    for _ in 0..12 {
        let fresh = matter.offers().into_iter().find(|offer| done.insert(format!("{}@{}", offer.act.id, offer.by)));
        let Some(offer) = fresh else { break };
        let answers = filled(&matter, &offer);
        // A sample may not fit the moment: then the refusal is the machine's, and says so.
        if let Err(refused) = matter.act(&offer.by, &offer.act.id, answers) {
            assert!(!refused.text().zh.is_empty() && !refused.text().en.is_empty());
        }
    }
    matter.facts().len()
}

#[test]
fn every_shipped_kind_can_be_begun_and_played() {
    let us = Pack::load(&files("us-federal")).unwrap();
    for pack in [national(), &us] {
        for kind in pack.kinds().iter().map(|kind| kind.id.as_str()).collect::<BTreeSet<_>>() {
            assert!(played(pack, kind) > 1, "{kind} of {} never begins", pack.name());
        }
    }
}
