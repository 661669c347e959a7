//! Two reports of the same thing: one is carried on, the other waits for it, and both reporters are told.

use crate::kinds_accident::{Play, refused};
use bowline_core::ids::SubjectId;
use bowline_service::views::matters::Ground;
use bowline_testkit::World;

fn report(w: &World, what: &str) -> SubjectId {
    let site = Ground { site: Some(w.site_id(&w.site())), ..Ground::default() };
    let office = w.office(0).to_string();
    let told = [
        ("tip.what", what),
        ("whistle.kind", "major_hazard"),
        ("tip.received_at", "2022-10-10T09:00"),
        ("tip.channel", "code"),
        ("whistle.reports_death", "no"),
        ("tip.office", office.as_str()),
    ];
    Play(w).begins(w.inspector(), ("tip", "receive"), &site, &told).unwrap()
}

fn related(w: &World, of: SubjectId) -> Vec<SubjectId> {
    let view = w.app().matters().view(&w.county().who(), of).unwrap();
    view.related.iter().map(|line| line.subject).collect()
}

#[test]
fn a_second_report_waits_for_the_first_and_both_reporters_are_told() {
    let w = World::in_county("220104").on("2022-10-10");
    let play = Play(&w);
    w.inspector().finds("灭火器过期", &w.site());
    play.at("2022-10-10T09:00");
    let (first, second) = (report(&w, "地下室存放七只液化石油气瓶"), report(&w, "饭店地下有煤气罐"));
    let join = |of: SubjectId, into: SubjectId| {
        let into = into.to_string();
        let told = [
            ("tip.first_of", into.as_str()),
            ("tip.told", "与他人反映的为同一情况，合并核查"),
            ("tip.told_how", "receipt"),
        ];
        play.by(w.county(), of, "merge", &told)
    };
    assert_eq!(refused(join(second, second)), "act.cannot_join", "nothing is a duplicate of itself");
    assert_eq!(refused(join(second, SubjectId::derived(&["nobody"]))), "act.cannot_join");
    for of in [first, second] {
        play.by(w.inspector(), of, "take", &[("whistle.written_up", "yes"), ("tip.receipt", "JB-1")]).unwrap();
    }
    let due = play.due(second, "finish");
    join(second, first).unwrap();
    assert_eq!((play.phase(second).as_str(), play.owed(second)), ("joined", vec!["finish".to_owned()]));
    assert_eq!(play.due(second, "finish"), due, "its clock runs on");
    assert_eq!(refused(join(first, second)), "act.cannot_join", "two that wait for each other would wait for ever");
    w.ticks();
    assert_eq!((related(&w, first), related(&w, second)), (vec![second], vec![first]));

    // It was another cellar.
    play.by(w.county(), second, "part", &[("turn.reason", "并非同一地点")]).unwrap();
    w.ticks();
    assert!(w.dossier(first).declared().unwrap().joined.is_empty());
    assert_eq!((play.phase(second).as_str(), play.due(second, "finish")), ("taken", due));
    // And yet the same.
    join(second, first).unwrap();
    w.ticks();

    let found = [("whistle.proved", "no"), ("whistle.checked_by", "body"), ("tip.result", "未发现")];
    play.by(w.inspector(), first, "check", &found).unwrap();
    w.ticks();
    assert_eq!(play.phase(second), "joined", "nothing is known yet");
    play.by(w.county(), first, "finish", &[("tip.handled", "不实")]).unwrap();
    w.ticks();
    assert_eq!((play.owed(first), play.owed(second)), (vec!["tell".to_owned()], vec!["tell_joined".to_owned()]));
    let told = [("tip.told", "经查未发现"), ("tip.told_how", "receipt")];
    play.by(w.inspector(), first, "tell", &told).unwrap();
    play.by(w.inspector(), second, "tell_joined", &told).unwrap();
    let dossier = w.dossier(second);
    assert_eq!((play.phase(second).as_str(), dossier.is_open()), ("merged", false));
    let view = w.app().matters().view(&w.county().who(), first).unwrap();
    let titles: Vec<&str> = view.timeline.iter().map(|entry| entry.title.en.as_str()).collect();
    let joined = titles.iter().filter(|title| **title == "Another matter about the same thing was joined to this one");
    assert_eq!(joined.count(), 2, "{titles:#?}");
}
