//! Ladders by the calendar: when a rung fires, and how a late matter climbs with the national pack.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod common;

use bowline_core::facts::{Act, Actor, AlarmCause, Because, Fact, Light, ObligationOpened, ProofKind, What};
use bowline_core::ids::{OfficeId, PostId, Role, SiteId, SubjectId};
use bowline_core::obligations::{Dossier, Overdue, Registry, Setting, next_check_at, overdue_steps};
use bowline_core::rules::{Pack, RungTime};
use bowline_core::time::{Day, Moment, Term, due};
use bowline_core::words::Text;
use common::national;
use std::sync::Arc;

/// A moment in China, such as `2022-10-12 15:30`.
fn at(text: &str) -> Moment {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

fn shown(pack: &Pack, moment: Moment) -> String {
    pack.country().zone().to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn days_after_are_counted_from_the_last_day_in_time() {
    let pack = national();
    for (late_from, after, fires) in [
        // Due until the end of a Wednesday: Thursday passes.
        ("2022-10-13 00:00", Term::WorkingDays(1), "2022-10-14 00:00"),
        ("2022-10-13 00:00", Term::CalendarDays(1), "2022-10-14 00:00"),
        // Due until the end of a Friday: Monday passes; by the calendar, Saturday.
        ("2022-10-15 00:00", Term::WorkingDays(1), "2022-10-18 00:00"),
        ("2022-10-15 00:00", Term::CalendarDays(1), "2022-10-16 00:00"),
        // Due until the end of the last day before the National Day holiday: the swapped Saturday 8 and Sunday 9 count.
        ("2022-10-01 00:00", Term::WorkingDays(1), "2022-10-09 00:00"),
        ("2022-10-01 00:00", Term::WorkingDays(2), "2022-10-10 00:00"),
        // Due in the middle of a Wednesday, by a term in hours: Wednesday itself is the last day in time.
        ("2022-10-12 15:30", Term::WorkingDays(1), "2022-10-14 00:00"),
        // Hours run from the due moment, and no days at all are that moment.
        ("2022-10-13 00:00", Term::Hours(24), "2022-10-14 00:00"),
        ("2022-10-12 15:30", Term::Hours(24), "2022-10-13 15:30"),
        ("2022-10-13 00:00", Term::Hours(0), "2022-10-13 00:00"),
        ("2022-10-13 00:00", Term::WorkingDays(0), "2022-10-13 00:00"),
        ("2022-10-12 15:30", Term::CalendarDays(0), "2022-10-12 15:30"),
    ] {
        let found = RungTime::After(after).moment(at(late_from), pack.country().calendar(), pack.country().zone());
        assert_eq!(shown(pack, found), fires, "{after:?} after {late_from}");
    }
}

/// Emergency management of a county, its city, its province and the nation.
struct Line;

const OFFICES: [&str; 4] = ["220104/emergency", "220100/emergency", "220000/emergency", "000000/emergency"];

impl Registry for Line {
    fn superior(&self, office: &OfficeId) -> Option<OfficeId> {
        let level = OFFICES.iter().position(|each| *each == office.to_string())?;
        OFFICES.get(level + 1).map(|above| above.parse().unwrap())
    }
    fn is_held(&self, _: &PostId, _: Day) -> bool {
        true
    }
    fn exists(&self, office: &OfficeId) -> bool {
        OFFICES.contains(&office.to_string().as_str())
    }
    fn level(&self, place: bowline_core::ids::PlaceCode) -> Option<bowline_core::places::Level> {
        use bowline_core::places::Level::{City, County, Nation, Province};
        OFFICES.iter().position(|each| each.starts_with(place.as_str())).map(|at| [County, City, Province, Nation][at])
    }
    fn in_charge(&self, _: SiteId) -> Option<OfficeId> {
        OFFICES[0].parse().ok()
    }
    fn last_resort(&self) -> OfficeId {
        OFFICES[3].parse().unwrap()
    }
}

/// A unit that had to accept the order of Tuesday 11 October by the end of Wednesday, and is under the county.
fn unaccepted(pack: &Pack) -> Dossier {
    let subject = SubjectId::derived(&["hazard"]);
    let from = at("2022-10-11 10:00");
    let opened = ObligationOpened {
        no: 1,
        procedure: "hazard-major".parse().unwrap(),
        step: "accept".to_owned(),
        act: Act::ACCEPT,
        owner: PostId::site(SiteId::derived(&["site"]), Role::Principal),
        from,
        due: due(from, Term::WorkingDays(1), pack.country().calendar(), pack.country().zone()),
        proof: vec![ProofKind::Record],
        verifier: PostId::office(OFFICES[0].parse().unwrap(), Role::Inspector),
        superior: Some(OFFICES[0].parse().unwrap()),
        ladder: "late-major".parse().unwrap(),
        right: false,
        period: None,
        because: vec![Because::Rule("hazard-major".parse().unwrap())],
        owner_because: Text::same(""),
    };
    let what = What::ObligationOpened(Arc::new(opened));
    let place = "220104".parse().unwrap();
    let fact = Fact {
        subject,
        version: 1,
        place,
        held: from,
        learned: from,
        by: Actor::System,
        behalf: None,
        pack: String::new(),
        what,
    };
    Dossier::replay(subject, [&fact])
}

/// Every step as a line: when it should have happened, on which obligation, what.
fn told(pack: &Pack, overdue: &Overdue) -> Vec<String> {
    let line = |what: &What, held| match what {
        What::RungFired(rung) => format!("{} {} {}", shown(pack, held), rung.no, rung.rung),
        What::ObligationOpened(duty) => {
            format!("{} {} for {} until {}", shown(pack, held), duty.no, duty.owner, shown(pack, duty.due.at))
        }
        other => panic!("{}", other.kind()),
    };
    overdue.decided.drafts.iter().map(|draft| line(&draft.what, draft.held)).collect()
}

/// A supervise duty starts at the midnight at which its rung fires. That day is the one on which it is noticed; as with every
/// term, day 1 is the next working day.
#[test]
fn a_late_major_hazard_climbs_to_the_nation() {
    let pack = national();
    let dossier = unaccepted(pack);
    assert_eq!(dossier.obligations[0].due.at, at("2022-10-13 00:00"), "until the end of Wednesday 12");
    assert_eq!(next_check_at(pack, &dossier.obligations[0]), Some(at("2022-10-12 00:00")));
    let run = |now| overdue_steps(Setting { now, pack, registry: &Line }, &dossier);
    let early = run(at("2022-10-11 23:59"));
    assert!(early.decided.drafts.is_empty() && early.alarms.is_empty() && early.decided.after == dossier);

    let whole = run(at("2022-11-01 00:00"));
    assert_eq!(
        told(pack, &whole),
        [
            "2022-10-12 00:00 1 remind",
            "2022-10-13 00:00 1 yellow",
            "2022-10-14 00:00 1 red",
            // Thursday 13 has passed. The county: Friday 14 is the day of notice, Monday 17 and Tuesday 18 are its two.
            "2022-10-14 00:00 1 supervise",
            "2022-10-14 00:00 2 for 220104/emergency#head until 2022-10-19 00:00",
            "2022-10-18 00:00 2 remind",
            "2022-10-19 00:00 2 yellow",
            // The city: Wednesday 19 is the day of notice, Thursday 20 and Friday 21 are its two.
            "2022-10-19 00:00 2 supervise",
            "2022-10-19 00:00 3 for 220100/emergency#head until 2022-10-22 00:00",
            "2022-10-20 00:00 2 red",
            "2022-10-21 00:00 3 remind",
            "2022-10-22 00:00 3 yellow",
            // The province: Saturday 22 is the day of notice, Monday 24 and Tuesday 25 are its two.
            "2022-10-22 00:00 3 supervise",
            "2022-10-22 00:00 4 for 220000/emergency#head until 2022-10-26 00:00",
            "2022-10-23 00:00 3 red",
            "2022-10-25 00:00 4 remind",
            "2022-10-26 00:00 4 yellow",
            // The nation: Wednesday 26 is the day of notice, Thursday 27 and Friday 28 are its two. Nobody is above it.
            "2022-10-26 00:00 4 supervise",
            "2022-10-26 00:00 5 for 000000/emergency#head until 2022-10-29 00:00",
            "2022-10-27 00:00 4 red",
            "2022-10-28 00:00 5 remind",
            "2022-10-29 00:00 5 yellow",
            "2022-10-29 00:00 5 supervise",
            "2022-10-30 00:00 5 red",
        ]
    );
    let since = at("2022-10-29 00:00");
    assert_eq!(whole.alarms, [(since, AlarmCause::NoSuperior(OFFICES[3].parse().unwrap()))]);
    let lights: Vec<Option<Light>> = whole
        .decided
        .drafts
        .iter()
        .take(3)
        .map(|draft| match &draft.what {
            What::RungFired(rung) => rung.light,
            _ => None,
        })
        .collect();
    assert_eq!(lights, [None, Some(Light::Yellow), Some(Light::Red)]);
}

/// One millisecond before the day has passed nothing is raised; at its end it is.
#[test]
fn nothing_is_raised_before_the_whole_day_has_passed() {
    let pack = national();
    let dossier = unaccepted(pack);
    let raised = |now: Moment| {
        let found = overdue_steps(Setting { now, pack, registry: &Line }, &dossier);
        found.decided.drafts.iter().any(|draft| matches!(draft.what, What::ObligationOpened(_)))
    };
    let end = at("2022-10-14 00:00");
    assert!(!raised(Moment::from_millisecond(end.as_millisecond() - 1).unwrap()));
    assert!(raised(end));
}
