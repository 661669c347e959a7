//! Warnings and what they ask of places: slips that are answered within minutes, people moved and brought back, roll calls,
//! the ring around a protected place, teams that are sent. The dates are those of the specification.

use super::kinds_campaign::{acts, begins, due, form, found, only, owed, phase, province, refused};
use bowline_core::facts::Stage;
use bowline_core::ids::{OfficeId, PlaceCode, PostId, Role, SubjectId};
use bowline_core::time::Moment;
use bowline_service::views::matters::Filled;
use bowline_testkit::{Handler, Person, World, filled};

/// It becomes this time of day in China, and the engine runs.
pub(crate) fn time(w: &World, at: &str) {
    let moment: Moment = format!("{at}:00+08:00").parse().expect("a moment");
    assert!(moment >= w.app().now(), "{at} is past");
    w.clock_is_set(moment);
    w.ticks();
}

/// A form with a photo in one of its fields.
pub(crate) fn with_photo(w: &World, field: &str, values: &[(&str, &str)]) -> Filled {
    let mut stage = w.app().proofs().stage().expect("a file may arrive");
    stage.write(&bowline_testkit::photo(b"photo")).expect("it arrives");
    Filled {
        files: vec![(field.to_owned(), bowline_service::Handed::new("photo.png", stage.done()))],
        ..filled(values)
    }
}

/// Somebody acts and hands in a photo.
pub(crate) fn shows(w: &World, who: Person<'_>, of: SubjectId, act: &str, field: &str, values: &[(&str, &str)]) {
    let seen = w.app().store().log().version(of).unwrap();
    let shown = w.app().matters().act(&who.who(), of, seen, act, &with_photo(w, field, values));
    shown.unwrap_or_else(|why| panic!("{act}: {} {}", why.code(), why.text().en));
}

fn office(w: &World, place: &str) -> String {
    OfficeId { place: place.parse::<PlaceCode>().unwrap(), ..w.office(0) }.to_string()
}

/// Whoever heads the emergency office of another county.
fn head_of(w: &World, place: &str) -> PostId {
    PostId::office(OfficeId { place: place.parse().unwrap(), ..w.office(0) }, Role::Head)
}

const COUNTIES: [&str; 4] = ["441702", "441704", "441721", "441781"];

const TYPHOON: &[(&str, &str)] = &[
    ("warning.title", "台风红色预警"),
    ("warning.source_no", "44000041600000_20250813172800"),
    ("warning.event", "typhoon"),
    ("warning.level", "red"),
    ("warning.issuer", "广东省气象局"),
    ("warning.issued_at", "2025-08-13T17:28"),
    ("warning.received_at", "2025-08-13T17:30"),
    ("warning.from", "2025-08-13T17:30"),
    ("warning.until", "2025-08-15T06:00"),
    ("warning.area", "阳江市全域"),
    ("warning.advice", "阵风十四级以上，不要外出"),
    ("warning.measures", "停工停课，转移危险区人员"),
];

/// The province takes it in and passes it to the city, the city to its counties.
fn passed_down(w: &World) -> (SubjectId, SubjectId) {
    time(w, "2025-08-13T17:40");
    let warning = begins(w, province(w), 2, ("warning", "ingest"), TYPHOON).unwrap();
    assert_eq!(due(w, warning, "assess"), "2025-08-13 17:45", "fifteen minutes from when it arrived");
    time(w, "2025-08-13T17:45");
    let (sender, city) = (w.office(2).to_string(), w.office(1).to_string());
    let pass = [
        ("warning.sender", sender.as_str()),
        ("warning.addressees", city.as_str()),
        ("warning.passed_at", "2025-08-13T17:45"),
        ("warning.relay", "yes"),
    ];
    acts(province(w), warning, "pass_on", &pass);
    w.ticks();
    let slip = only(w, w.city(), "warning_slip");
    assert_eq!(due(w, slip, "answer"), "2025-08-13 18:00");
    time(w, "2025-08-13T17:58");
    acts(w.city(), slip, "answer", &[("warning.responder", "市应急局值班员"), ("warning.channel", "phone")]);
    let counties: Vec<_> = COUNTIES.iter().map(|place| ("warning.addressees", office(w, place))).collect();
    let down = [("warning.passed_below_at", "2025-08-13T17:58"), ("warning.relay_below", "no")];
    let down = form(&down, &counties);
    super::kinds_campaign::establish(w, &down);
    acts(w.city(), slip, "pass_down", &down);
    w.ticks();
    (warning, slip)
}

#[test]
fn a_red_typhoon_goes_down_level_by_level_and_the_county_that_stays_silent_is_called_by_the_city() {
    let w = World::in_county("441781").on("2025-08-13");
    let (warning, city_slip) = passed_down(&w);
    assert!(!owed(&w, city_slip).contains(&"pass_down".to_owned()), "its hop is done");
    assert_eq!(due(&w, city_slip, "report_day"), "2025-08-14 12:00", "each day by noon of the next");
    let slip = only(&w, w.county(), "warning_slip");
    assert_eq!(due(&w, slip, "answer"), "2025-08-13 18:13");
    let answer = [("warning.responder", "值班员"), ("warning.channel", "phone")];
    assert_eq!(refused(w.city(), slip, "answer", &answer), "act.not_yours", "nobody answers for another");
    let other = w.hires("江城值班", head_of(&w, "441702"));
    time(&w, "2025-08-13T18:05");
    let theirs = only(&w, other, "warning_slip");
    acts(other, theirs, "answer", &answer);
    assert_eq!(due(&w, theirs, "measures"), "2025-08-13 20:05", "two hours from its own answer");

    time(&w, "2025-08-13T18:13");
    assert!(!w.story(slip).contains("supervise"), "late, and not yet up");
    time(&w, "2025-08-13T18:28");
    let watching: Vec<String> =
        w.dossier(slip).live().filter(|it| it.watches().is_some()).map(|it| it.opened.owner.to_string()).collect();
    assert!(watching.iter().any(|owner| owner.starts_with("441700")), "the city owes it now: {watching:?}");
    time(&w, "2025-08-13T18:41");
    acts(w.county(), slip, "answer", &answer);
    assert_eq!(due(&w, slip, "measures"), "2025-08-13 20:41");
    assert_eq!(refused(w.county(), slip, "report", &[("warning.outcome", "已落实")]), "act.not_now");
    acts(w.county(), slip, "tell_sites", &[("warning.sites_due", "12"), ("warning.sites_told", "12")]);
    acts(w.county(), slip, "act_on", &[("warning.done", "停工停课，转移到位"), ("warning.people_moved", "1240")]);
    assert_eq!(refused(w.county(), slip, "accept", &[("warning.reason", "属实")]), "act.not_yours");
    acts(w.city(), slip, "accept", &[("warning.reason", "抽查属实")]);

    time(&w, "2025-08-15T06:00");
    acts(province(&w), warning, "lift", &[("warning.facts", "台风已减弱北上")]);
    assert_eq!(refused(province(&w), warning, "close", &[("warning.outcome", "平稳")]), "act.not_now", "one is silent");
    assert_eq!(due(&w, slip, "report"), "2025-08-16 06:00");
    acts(w.county(), slip, "report", &[("warning.outcome", "无人员伤亡")]);
    assert_eq!(phase(&w, slip), ("reported".to_owned(), Stage::Done));
}

#[test]
fn a_warning_without_area_or_end_is_refused_and_a_response_is_decided_apart_from_it() {
    let w = World::in_county("441781").on("2025-08-13");
    time(&w, "2025-08-13T17:40");
    for missing in ["warning.area", "warning.until"] {
        let part: Vec<_> = TYPHOON.iter().copied().filter(|(field, _)| *field != missing).collect();
        let why = begins(&w, w.city(), 1, ("warning", "ingest"), &part).unwrap_err();
        assert_eq!(super::kinds_campaign::code(&why), missing);
    }
    let early: Vec<_> =
        TYPHOON.iter().map(|(f, v)| (*f, if *f == "warning.until" { "2025-08-13T17:00" } else { *v })).collect();
    let why = begins(&w, w.city(), 1, ("warning", "ingest"), &early).unwrap_err();
    assert_eq!(super::kinds_campaign::code(&why), "answer.too_early");
    let warning = begins(&w, w.city(), 1, ("warning", "ingest"), TYPHOON).unwrap();
    acts(w.city(), warning, "change_level", &[("warning.level", "yellow"), ("warning.reason", "风力减弱")]);
    assert_eq!(due(&w, warning, "assess"), "2025-08-13 18:30", "an hour for the lower levels, from the same start");
    acts(w.city(), warning, "dismiss", &[("warning.reason", "路径不经过本市")]);
    assert_eq!(phase(&w, warning).1, Stage::Void);
}

#[test]
fn people_are_moved_counted_hourly_and_go_back_only_after_the_warning_is_lifted() {
    let w = World::in_county("441721").on("2025-08-13");
    let opened = [
        ("relocation.area", "六处地质灾害危险区"),
        ("relocation.opened_on", "2025-08-13"),
        ("relocation.account", "台风红色预警"),
    ];
    let mover = PostId::office(w.office(0), Role::DutyOfficer).to_string();
    let roster = |on: &'static str| {
        vec![
            ("relocation.area", "六处地质灾害危险区".to_owned()),
            ("relocation.list_on", on.to_owned()),
            ("relocation.due", "1240".to_owned()),
            ("relocation.special", "86".to_owned()),
            ("relocation.mover", mover.clone()),
            ("relocation.shelters", "县一中，1500 人".to_owned()),
        ]
    };
    time(&w, "2025-08-13T18:00");
    let stale = begins(&w, w.county(), 0, ("relocation", "open"), &opened).unwrap();
    acts(w.county(), stale, "list", &form(&[], &roster("2024-06-01")));
    let by = [("relocation.by", "2025-08-13T20:20")];
    assert_eq!(refused(w.county(), stale, "order", &by), "act.window_closed", "a roster older than a year");

    let m = begins(&w, w.county(), 0, ("relocation", "open"), &opened).unwrap();
    acts(w.county(), m, "list", &form(&[], &roster("2025-05-10")));
    time(&w, "2025-08-13T18:20");
    acts(w.county(), m, "order", &by);
    assert_eq!(due(&w, m, "move"), "2025-08-13 20:20");
    time(&w, "2025-08-13T20:10");
    let duty = w.hires("转移责任人", PostId::office(w.office(0), Role::DutyOfficer));
    let counts = [("relocation.moved", "1102"), ("relocation.elsewhere", "121"), ("relocation.stayed", "9")];
    let missing = |n| [counts.as_slice(), &[("relocation.missing", n), ("relocation.account", "逐户核对")]].concat();
    assert_eq!(refused(duty, m, "report_missing", &missing("0")), "relocation.missing");
    acts(duty, m, "report_missing", &missing("8"));
    assert_eq!(due(&w, m, "hourly"), "2025-08-13 21:10");
    time(&w, "2025-08-13T21:05");
    acts(duty, m, "report_clear", &[counts.as_slice(), &[("relocation.account", "均已找到")]].concat());
    assert_eq!(
        refused(duty, m, "count", &[("relocation.counted", "1110")]),
        "act.apart",
        "who moved them does not count them"
    );
    acts(w.county(), m, "count", &[("relocation.counted", "1110")]);
    time(&w, "2025-08-14T07:00");
    acts(w.county(), m, "note_return", &[("relocation.households", "2"), ("relocation.account", "擅自返回")]);
    assert_eq!(due(&w, m, "bring_out"), "2025-08-14 09:00");
    acts(duty, m, "bring_out", &[("relocation.moved", "1109"), ("relocation.account", "已劝回")]);
    acts(w.county(), m, "keep_away", &[("relocation.reason", "预警未解除")]);
    time(&w, "2025-08-15T09:00");
    let back = [("relocation.lifted_at", "2025-08-15T06:00"), ("relocation.checked_at", "2025-08-15T05:00")];
    let early = Handler(w.county()).acts(m, "order_return", &back).unwrap_err();
    assert_eq!(super::kinds_campaign::code(&early), "relocation.files", "no return without the record of a check");
    let good = [("relocation.lifted_at", "2025-08-15T06:00"), ("relocation.checked_at", "2025-08-15T08:30")];
    shows(&w, w.county(), m, "order_return", "relocation.files", &good);
    assert_eq!(due(&w, m, "count_back"), "2025-08-16 09:00");
    time(&w, "2025-08-16T08:40");
    acts(duty, m, "count_back", &[("relocation.back", "1109"), ("relocation.account", "全部返回")]);
    assert_eq!(phase(&w, m), ("back".to_owned(), Stage::Done));
}

#[test]
fn a_roster_is_due_three_days_ahead_and_a_call_at_night_is_answered_by_the_leader() {
    let w = World::in_county("220113").on("2022-09-26");
    let drawn = [
        ("roster.title", "国庆值班表"),
        ("roster.drawn_on", "2022-09-26"),
        ("roster.from", "2022-10-01"),
        ("roster.until", "2022-10-07"),
        ("roster.key_period", "yes"),
    ];
    let roster = begins(&w, w.county(), 0, ("duty_roster", "draw_up"), &drawn).unwrap();
    let last = due(&w, roster, "publish");
    assert!(last.starts_with("2022-09-28") || last == "2022-09-29 00:00", "{last}");
    let slots = |gaps| {
        [
            ("roster.slots", "每日 08:00—20:00、20:00—08:00"),
            ("roster.phone", "0431-1"),
            ("roster.gaps", gaps),
            ("roster.no_leader", "0"),
        ]
    };
    assert_eq!(refused(w.county(), roster, "publish", &slots("1")), "roster.gaps");
    w.after_days(3);
    acts(w.county(), roster, "publish", &slots("0"));
    time(&w, "2022-10-03T02:17");
    let past = [("roster.swap_from", "2022-10-03T02:00"), ("roster.swap", "甲与乙"), ("roster.slots", "已换")];
    assert_eq!(refused(w.county(), roster, "swap", &past), "answer.too_early", "no swap after the call");

    let (caller, called) = (w.office(1).to_string(), w.office(0).to_string());
    let call = [
        ("roll_call.title", "夜间抽查"),
        ("roll_call.at", "2022-10-03T02:17"),
        ("roll_call.caller", caller.as_str()),
        ("roll_call.drawn_by", "drawn"),
        ("roll_call.offices", called.as_str()),
    ];
    let round = begins(&w, w.city(), 1, ("roll_call_round", "call"), &call).unwrap();
    w.ticks();
    let own = only(&w, w.county(), "roll_call");
    assert_eq!(due(&w, own, "answer"), "2022-10-03 02:27");
    let who = [("roll_call.answered_by", "带班领导"), ("roll_call.place", "值班室")];
    assert_eq!(refused(w.city(), own, "answer", &who), "act.not_yours");
    time(&w, "2022-10-03T02:40");
    let said = [who.as_slice(), &[("roll_call.account", "值班员未应答")]].concat();
    acts(w.county(), own, "leader_answers", &said);
    time(&w, "2022-10-03T02:50");
    let story = w.story(own);
    assert!(story.contains("yellow") && !story.contains("supervise"), "the rung at 02:42 did not fire:\n{story}");
    assert_eq!(phase(&w, round).0, "answered");
}

#[test]
fn a_ring_stands_until_what_it_stopped_is_traced_to_its_origin() {
    let w = World::in_county("131003").on("2023-02-24");
    let (issuer, ring) = (w.office(3).to_string(), w.office(1).to_string());
    let open = [
        ("moat.title", "两会护城河"),
        ("moat.opened_on", "2023-02-24"),
        ("moat.protected", "110000"),
        ("moat.event", "全国两会"),
        ("moat.from", "2023-03-04"),
        ("moat.until", "2023-03-13"),
        ("moat.watch", "液化石油气瓶、烟花爆竹"),
        ("moat.issuer", issuer.as_str()),
        ("moat.ring", ring.as_str()),
    ];
    let moat = begins(&w, w.nation(), 3, ("moat", "open"), &open).unwrap();
    w.ticks();
    let own = only(&w, w.city(), "moat_place");
    assert_eq!(due(&w, own, "plan_gates"), "2023-03-01 00:00", "two working days: Mon 27, Tue 28");
    acts(w.city(), own, "plan_gates", &[("moat.gates", "京台高速廊坊站")]);
    time(&w, "2023-02-28T10:30");
    w.app().offices().load("130900".parse().unwrap(), &mut |_, _| {}).unwrap();
    let origin = office(&w, "130900");
    let stopped = [
        ("moat.input_at", "2023-02-28T10:20"),
        ("moat.input", "无证运输液化石油气瓶 38 只"),
        ("moat.origin", origin.as_str()),
        ("moat.office", ring.as_str()),
    ];
    acts(w.city(), own, "stop_input", &stopped);
    w.ticks();
    let there = w.hires("沧州检查员", PostId::office(origin.parse().unwrap(), Role::Inspector));
    let trace = only(&w, there, "moat_trace");
    assert_eq!(due(&w, trace, "trace"), "2023-03-04 00:00", "three working days, until 03-03");
    let left = [("moat.untraced", "1"), ("moat.outcome", "收尾")];
    assert_eq!(refused(w.city(), own, "end", &left), "moat.untraced");
    shows(&w, there, trace, "trace", "moat.files", &[("moat.source", "沧州某充装站，已立案")]);
    acts(w.city(), trace, "accept", &[("moat.reason", "属实")]);
    assert_eq!(phase(&w, trace).1, Stage::Done);
    time(&w, "2023-03-14T09:00");
    acts(w.city(), own, "end", &[("moat.untraced", "0"), ("moat.outcome", "平稳")]);
    w.ticks();
    w.ticks();
    acts(w.nation(), moat, "ease", &[("moat.untraced", "0"), ("moat.outcome", "平稳")]);
    assert_eq!(phase(&w, moat), ("eased".to_owned(), Stage::Done));
}

#[test]
fn a_team_is_ordered_from_above_arrives_and_goes_home() {
    let w = World::in_county("152921").on("2023-02-22");
    let asked = [
        ("reinforcement.for", "露天煤矿坍塌救援"),
        ("reinforcement.kind", "mine"),
        ("reinforcement.people", "80"),
        ("reinforcement.vehicles", "20"),
        ("reinforcement.asked_at", "2023-02-22T09:00"),
    ];
    let m = begins(&w, w.county(), 0, ("reinforcement", "ask"), &asked).unwrap();
    assert_eq!(due(&w, m, "decide"), "2023-02-22 09:30");
    let (team, by) = (w.office(1).to_string(), w.office(2).to_string());
    let order = [
        ("reinforcement.teams", team.as_str()),
        ("reinforcement.ordered_by", by.as_str()),
        ("reinforcement.ordered_at", "2023-02-22T09:00"),
        ("reinforcement.arrive_by", "2023-02-22T15:00"),
        ("reinforcement.command", "现场指挥部"),
    ];
    assert_eq!(refused(w.city(), m, "order", &order), "act.not_yours");
    acts(province(&w), m, "order", &order);
    w.ticks();
    let [sent] = found(&w, w.city(), "reinforcement_team")[..] else { panic!("one team") };
    time(&w, "2023-02-22T09:20");
    let left = [
        ("reinforcement.sent_people", "80"),
        ("reinforcement.sent_vehicles", "20"),
        ("reinforcement.left_at", "2023-02-22T09:15"),
    ];
    acts(w.city(), sent, "depart", &left);
    time(&w, "2023-02-22T14:00");
    acts(
        w.city(),
        sent,
        "arrive",
        &[("reinforcement.there_at", "2023-02-22T13:50"), ("reinforcement.commander", "白音")],
    );
    let danger = [
        ("duty.rescuers_in_danger", "yes"),
        ("duty.danger_removable", "no"),
        ("reinforcement.account", "边坡再次滑动"),
    ];
    acts(w.city(), sent, "withdraw", &danger);
    assert_eq!(due(&w, sent, "go_back_in"), "2023-02-22 18:00");
    acts(w.city(), sent, "go_back_in", &[("reinforcement.account", "已清坡")]);
    acts(
        w.city(),
        sent,
        "go_home",
        &[("reinforcement.home_at", "2023-02-22T14:00"), ("reinforcement.account", "归建")],
    );
    w.ticks();
    assert_eq!(phase(&w, m).0, "home");
    assert!(Handler(w.county()).opens(m).is_ok());
}
