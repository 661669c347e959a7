//! One matter to many: who has acted and who has not, seen by the sender. Silence climbs, and the sender's page says so.

use crate::kinds_campaign::{acts, begins, province};
use crate::kinds_warning::time;
use bowline_core::ids::{OfficeId, PostId, Role, SubjectId};
use bowline_core::places::Level;
use bowline_service::views::matters::{ChildrenView, MatterFilter, MatterList, MatterState};
use bowline_service::{ChildrenOf, Refused};
use bowline_testkit::{Handler, Person, World};

const STORM: &[(&str, &str)] = &[
    ("warning.title", "暴雪红色预警"),
    ("warning.source_no", "22000041600000_20221120060000"),
    ("warning.event", "other"),
    ("warning.level", "red"),
    ("warning.issuer", "吉林省气象局"),
    ("warning.issued_at", "2022-11-20T09:00"),
    ("warning.received_at", "2022-11-20T09:05"),
    ("warning.from", "2022-11-20T09:05"),
    ("warning.until", "2022-11-21T18:00"),
    ("warning.area", "全省"),
    ("warning.advice", "非必要不外出"),
    ("warning.measures", "停工停课，检查供暖供气"),
];

/// Counties in which somebody is on duty.
const ON_DUTY: [&str; 3] = ["220102", "220103", "220202"];

/// Every office of the province stands; in some of them somebody is on duty.
fn on_duty(w: &World) -> Vec<Person<'_>> {
    w.app().offices().load(w.level(2), &mut |_, _| {}).unwrap();
    let office = |place: &&str| OfficeId { place: place.parse().unwrap(), ..w.office(0) };
    ON_DUTY.iter().map(|it| w.hires("值班员", PostId::office(office(it), Role::DutyOfficer))).collect()
}

fn slips(w: &World, warning: SubjectId) -> ChildrenView {
    let view = Handler(province(w)).opens(warning).unwrap();
    assert!(view.related.is_empty(), "what is counted is not told one by one too");
    let [children] = &view.children[..] else { panic!("one kind: {:?}", view.children) };
    children.clone()
}

fn list(w: &World, who: Person<'_>, filter: MatterFilter) -> Result<MatterList, Refused> {
    w.app().matters().list(&who.who(), &"warning_slip".parse().unwrap(), &filter)
}

/// The province passes a warning on to each of its counties at 9:10; the slips are there.
fn passed_on(w: &World) -> (SubjectId, u64) {
    let (province_place, tree) = (w.level(2), w.app().places());
    let counties = tree.iter().filter(|it| it.level == Level::County && it.valid_to.is_none());
    let counties = counties.filter(|it| tree.is_within(it.code, province_place)).count() as u64;
    time(w, "2022-11-20T09:10");
    let warning = begins(w, province(w), 2, ("warning", "ingest"), STORM).unwrap();
    let sender = w.office(2).to_string();
    let pass = [
        ("warning.sender", sender.as_str()),
        ("warning.addressees", "every:county"),
        ("warning.passed_at", "2022-11-20T09:10"),
        ("warning.relay", "no"),
    ];
    acts(province(w), warning, "pass_on", &pass);
    let before = slips(w, warning);
    assert_eq!(
        (before.total, before.reached, before.phases.len()),
        (counties, 0, 0),
        "none is there yet, and it says so"
    );
    let progress = |who: Person<'_>| ChildrenOf::of(w.app()).progress(&who.who(), warning).unwrap();
    assert_eq!(progress(province(w)), Some((0, counties)));
    w.ticks();
    assert_eq!(progress(province(w)), Some((counties, counties)));
    assert_eq!(progress(w.county()), None, "whoever may not see the matter learns no number");
    (warning, counties)
}

#[test]
fn the_sender_sees_who_of_many_has_not_acted_and_silence_climbs() {
    let w = World::in_county("220104").on("2022-11-20");
    let duty = on_duty(&w);
    let (warning, counties) = passed_on(&w);
    let all = slips(&w, warning);
    assert_eq!((all.not_acted().number, all.not_acted().late, all.open().raised), (counties, 0, 0));
    assert_eq!((all.failed, all.unseen, all.first.id.as_str()), (0, 0, "received"));

    // Three answer in time. The rest is silent.
    time(&w, "2022-11-20T09:20");
    let answer = [("warning.responder", "值班员"), ("warning.channel", "phone")];
    for who in &duty {
        acts(*who, crate::kinds_campaign::only(&w, *who, "warning_slip"), "answer", &answer);
    }
    let silent = counties - 3;
    let after = slips(&w, warning);
    assert_eq!((after.not_acted().number, after.not_acted().late, after.on_time()), (silent, 0, 3));

    // Fifteen minutes after the sending they are late, and the map says where.
    time(&w, "2022-11-20T09:26");
    let late = slips(&w, warning);
    assert_eq!((late.not_acted().late, late.open().late, late.open().raised), (silent, silent, 0));
    let map = late.map.as_ref().expect("a map of the province");
    assert_eq!((map.place, map.elsewhere), (w.level(2), 0));
    let square = |code: &str| map.squares.iter().find(|it| it.tile.place.as_str() == code).unwrap();
    let of_city = w.app().places().children("220100".parse().unwrap()).len() as u64;
    assert_eq!((square("220100").all.number, square("220100").waiting.late), (of_city, of_city - 2));
    assert_eq!(map.squares.iter().map(|it| it.waiting.number).sum::<u64>(), silent);

    // Each number leads to the very matters, latest first, page by page.
    let not_acted = MatterFilter {
        from: Some(warning),
        phase: Some("received".to_owned()),
        state: MatterState::Open,
        late: true,
        ..MatterFilter::default()
    };
    let found = list(&w, province(&w), not_acted.clone()).unwrap();
    assert_eq!(found.total, Some(silent));
    assert_eq!(found.from.as_ref().map(|(page, _)| page.clone()), Some(format!("/matters/warnings/{warning}")));
    assert!(found.page.lines.iter().all(|line| line.owner.is_some() && line.due_at.is_some()), "office and clock");
    assert_eq!(found.page.lines[..late.waiting.len()], late.waiting[..], "the page shows the head of that list");
    let second = MatterFilter { after: found.page.next, ..not_acted.clone() };
    assert_eq!(list(&w, province(&w), second).unwrap().page.lines.len() as u64, silent - 50);
    let in_city = MatterFilter { place: "220100".parse().ok(), ..not_acted.clone() };
    assert_eq!(list(&w, province(&w), in_city).unwrap().total, Some(of_city - 2));
    let own = list(&w, w.city(), not_acted).unwrap();
    assert_eq!((own.total, own.from), (Some(of_city - 2), None), "a city sees its own, and not the province's dossier");

    // Half an hour after the sending the offices above have it, and the sender's page says how many.
    time(&w, "2022-11-20T09:41");
    let raised = slips(&w, warning);
    assert_eq!((raised.open().late, raised.open().raised), (silent, silent));
    assert!(raised.waiting.iter().all(|line| line.raised_to.is_some()));
}

#[test]
fn what_is_over_counts_as_over_and_is_told_in_one_line() {
    let w = World::in_county("220104").on("2022-11-20");
    let who = on_duty(&w);
    let (warning, counties) = passed_on(&w);
    time(&w, "2022-11-20T09:15");
    for who in &who {
        let slip = crate::kinds_campaign::only(&w, *who, "warning_slip");
        acts(*who, slip, "answer", &[("warning.responder", "值班员"), ("warning.channel", "phone")]);
        acts(*who, slip, "tell_sites", &[("warning.sites_due", "12"), ("warning.sites_told", "12")]);
        acts(*who, slip, "act_on", &[("warning.done", "停工停课"), ("warning.people_moved", "0")]);
        acts(province(&w), slip, "accept", &[("warning.reason", "抽查属实")]);
        acts(*who, slip, "report", &[("warning.outcome", "平稳")]);
    }
    w.ticks();
    let view = slips(&w, warning);
    assert_eq!((view.over(), view.open().number), (3, counties - 3));
    let story = Handler(province(&w)).opens(warning).unwrap().timeline;
    let over: Vec<_> = story.iter().filter(|it| it.title.en.contains("are over")).collect();
    assert_eq!(over.len(), 1, "three ends are one line");
    assert!(over[0].title.en.contains('3'), "{:?}", over[0].title);
    let closed = MatterFilter { from: Some(warning), state: MatterState::Closed, ..MatterFilter::default() };
    assert_eq!(list(&w, province(&w), closed).unwrap().total, Some(3));
}
