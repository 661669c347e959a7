//! What will happen if nobody does anything: the forecast says it, then nobody does anything, and the engine does just that.

use crate::climbing::some_hazards;
use crate::words::patrolled;
use crate::{COUNTY, world};
use bowline_core::facts::{Actor, Outcome, What};
use bowline_core::ids::{PostId, Role, SubjectId};
use bowline_core::time::Moment;
use bowline_service::Whose;
use bowline_service::chance::Dice;
use bowline_testkit::{World, post};
use jiff::ToSpan;
use std::collections::BTreeSet;

/// When, in which dossier, about which duty, what, who is told.
type Event = (Moment, SubjectId, u32, String, PostId);

fn foreseen(w: &World, whose: &Whose, days: i64) -> Vec<Event> {
    let forecast = w.app().engine().forecast(whose, w.app().now() + (days * 24).hours()).unwrap();
    assert_eq!(forecast.cut, None);
    let mut all: Vec<Event> =
        forecast.events.into_iter().map(|it| (it.at, it.subject, it.no, word(&it.what).unwrap(), it.told)).collect();
    all.sort();
    all
}

/// What the engine did, as it stands in the log after a fact.
fn done(w: &World, after: i64) -> Vec<Event> {
    let facts = w.app().store().log().after(after, u32::MAX).unwrap();
    let of_engine = facts.into_iter().map(|(_, fact)| fact).filter(|fact| fact.by == Actor::Engine);
    let event = |fact: bowline_core::facts::Fact| {
        let (word, no) = (word(&fact.what)?, no(&fact.what)?);
        let told = w.dossier(fact.subject).obligation(no)?.opened.owner.clone();
        Some((fact.held, fact.subject, no, word, told))
    };
    let mut all: Vec<Event> = of_engine.filter_map(event).collect();
    all.sort();
    all
}

fn no(what: &What) -> Option<u32> {
    match what {
        What::RungFired(rung) => Some(rung.no),
        What::ObligationOpened(opened) => Some(opened.no),
        What::ObligationSettled(settled) => Some(settled.no),
        _ => None,
    }
}

/// All that a forecast must get right, but for when the engine noticed it.
fn word(what: &What) -> Option<String> {
    match what {
        What::RungFired(it) => Some(format!("{} {:?} {:?} {}", it.rung, it.light, it.opened, it.unsupervised)),
        What::ObligationOpened(it) => Some(format!("{} due {} {}", it.act.as_str(), it.due.at, it.owner)),
        What::ObligationSettled(it) => Some(format!("{:?}", it.outcome)),
        _ => None,
    }
}

/// Days pass, and the engine runs whenever a clock is due.
fn nobody_acts(w: &World, days: i64) {
    let end = w.app().now() + (days * 24).hours();
    while let Some(due) = w.app().store().duties().next_due().unwrap().filter(|due| *due <= end) {
        w.clock_is_set(due.max(w.app().now()));
        w.ticks();
    }
    w.clock_is_set(end);
    w.ticks();
}

fn last_fact(w: &World) -> i64 {
    w.app().store().log().after(0, u32::MAX).unwrap().last().unwrap().0
}

#[test]
fn what_is_foreseen_is_what_happens_when_nobody_acts() {
    let (mut seen, mut outcomes) = (0, BTreeSet::new());
    for seed in 9_400..9_412 {
        let mut dice = Dice::new(seed);
        let opening = World::in_county(COUNTY);
        let w = match seed % 3 {
            0 => opening,
            1 => opening.vacant("220100", Role::Head),
            _ => opening.vacant("000000", Role::Head),
        };
        let mut w = w.on("2022-10-08");
        let _ = some_hazards(&w, seed);
        if seed % 2 == 0 {
            let _ = patrolled(&mut w);
        }
        w.unattended_hours(i64::try_from(dice.below(24 * 9)).unwrap());
        w.ticks();
        let (days, before) = (1 + i64::try_from(dice.below(45)).unwrap(), last_fact(&w));
        let foreseen = foreseen(&w, &Whose::Place(w.level(3)), days);
        assert_eq!(last_fact(&w), before, "nothing was written");
        nobody_acts(&w, days);
        assert_eq!(foreseen, done(&w, before), "seed {seed}, {days} days");
        seen += foreseen.len();
        outcomes.extend(foreseen.into_iter().map(|event| event.3.split(' ').next().unwrap().to_owned()));
    }
    assert!(seen > 200, "{seen}");
    for word in ["remind", "red", "supervise", "answer_alarm", &format!("{:?}", Outcome::Missed)] {
        assert!(outcomes.contains(word), "{word}: {outcomes:?}");
    }
}

#[test]
fn a_desk_and_a_county_foresee_their_own_matters_only() {
    let w = world();
    let _ = some_hazards(&w, 3);
    w.ticks();
    let of = |whose: &Whose| foreseen(&w, whose, 30);
    let county = of(&Whose::Place(w.level(0)));
    assert_eq!(county, of(&Whose::Place(w.level(3))), "all lie in the county");
    assert!(of(&Whose::Place("440000".parse().unwrap())).is_empty());
    let own = of(&Whose::of(&w.inspector().who(), false));
    assert!(!own.is_empty() && own.len() < county.len() && own.iter().all(|event| county.contains(event)));
    let first = own.iter().find(|event| event.4 == post(COUNTY, Role::Inspector));
    assert!(first.is_some(), "the inspector is told before the matter climbs");
    assert!(own.iter().any(|event| event.4.role == Role::Head), "and then those above");
    assert_eq!(Whose::of(&w.safety_officer().who(), true), Whose::of(&w.safety_officer().who(), false), "no place");
}

#[test]
fn a_view_tells_days_and_posts_in_words() {
    let w = world();
    let _ = some_hazards(&w, 3);
    w.ticks();
    let view = w.app().engine().ahead(&Whose::Place(w.level(0)), 30).unwrap();
    let lines: Vec<_> = view.days.iter().flat_map(|day| &day.told).flat_map(|told| &told.lines).collect();
    assert_eq!(view.count as usize, lines.len());
    assert!(view.days.windows(2).all(|days| days[0].day < days[1].day));
    assert!(
        lines.iter().any(|line| line.said.zh.starts_with("提级督办：") && line.said.en.starts_with("Escalated to you"))
    );
    assert!(lines.iter().all(|line| line.address.is_some() == line.number.is_some() && !line.about.zh.is_empty()));
    let short = w.app().engine().ahead(&Whose::Place(w.level(0)), 1).unwrap();
    assert!(short.count < view.count && short.until < view.until);
}
