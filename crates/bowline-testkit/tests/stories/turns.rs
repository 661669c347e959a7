//! Turns that a matter of any kind may take: what counts only once a second person agrees, and withdrawal by somebody else.

use crate::kinds_accident::{Play, refused};
use bowline_core::facts::{Ending, Outcome, Stage};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::Standing;
use bowline_service::views::matters::Ground;
use bowline_testkit::World;

fn tip(w: &World) -> SubjectId {
    w.inspector().finds("灭火器过期", &w.site());
    let site = Ground { site: Some(w.site_id(&w.site())), ..Ground::default() };
    let office = w.office(0).to_string();
    let told = [
        ("tip.what", "地下室存放七只液化石油气瓶"),
        ("whistle.kind", "major_hazard"),
        ("tip.received_at", "2022-10-10T09:00"),
        ("tip.channel", "code"),
        ("whistle.reports_death", "no"),
        ("tip.office", office.as_str()),
    ];
    let play = Play(w);
    play.at("2022-10-10T09:00");
    play.begins(w.inspector(), ("tip", "receive"), &site, &told).unwrap()
}

#[test]
fn a_withdrawal_counts_once_a_second_person_agrees_and_lapses_without() {
    let w = World::in_county("220104").on("2022-10-10");
    let (play, of) = (Play(&w), tip(&w));
    let reason = [("turn.reason", "与上月举报为同一事项")];
    assert_eq!(refused(play.by(w.inspector(), of, "withdraw", &reason)), "act.not_a_party", "nor whoever took it down");
    play.by(w.county(), of, "withdraw", &reason).unwrap();
    assert_eq!((play.phase(of).as_str(), play.due(of, "withdraw_second").as_str()), ("received", "2022-10-14 00:00"));
    assert_eq!(refused(play.by(w.county(), of, "withdraw", &reason)), "act.pending");
    assert_eq!(refused(play.by(w.county(), of, "withdraw_agree", &[])), "act.not_yours");
    let desk = w.app().duties().desk(&w.city().who(), None).unwrap();
    let listed = format!("{desk:?}");
    assert!(listed.contains("withdraw_agree"), "it stands on the desk of whoever is to agree: {listed}");

    play.at("2022-10-15T09:00");
    assert_eq!(refused(play.by(w.city(), of, "withdraw_agree", &[])), "act.not_now", "its time is over");
    let lapsed = |it: &bowline_core::obligations::Obligation| {
        it.opened.step == "withdraw_second" && matches!(it.standing, Standing::Settled(Outcome::Lapsed, _))
    };
    assert!(w.dossier(of).obligations.iter().any(lapsed), "that nobody answered is a fact");
    assert!(play.owed(of).contains(&"take".to_owned()), "and the report is owed still");

    play.by(w.county(), of, "withdraw", &reason).unwrap();
    play.by(w.city(), of, "withdraw_decline", &[("turn.declined", "并非同一处")]).unwrap();
    assert_eq!(play.phase(of), "received");
    play.by(w.county(), of, "withdraw", &reason).unwrap();
    play.by(w.city(), of, "withdraw_agree", &[]).unwrap();
    let dossier = w.dossier(of);
    let matter = dossier.declared().unwrap();
    assert_eq!((matter.phase.stage, matter.ending), (Stage::Void, Some(Ending::Withdrawn)));
    assert!(!dossier.is_open());
}

#[test]
fn a_reporter_who_disagrees_has_the_report_reopened_within_its_window() {
    let w = World::in_county("220104").on("2022-10-10");
    let (play, of) = (Play(&w), tip(&w));
    let (why, found) = (
        [("turn.reason", "气瓶仍在地下室")],
        [("whistle.proved", "no"), ("whistle.checked_by", "body"), ("tip.result", "未发现")],
    );
    let told = [("tip.told", "已书面告知"), ("tip.told_how", "receipt")];
    let close = || {
        play.by(w.inspector(), of, "check", &found).unwrap();
        play.by(w.county(), of, "finish", &[("tip.handled", "不实")]).unwrap();
        play.by(w.inspector(), of, "tell", &told).unwrap();
        play.by(w.inspector(), of, "close", &[]).unwrap();
    };
    play.by(w.inspector(), of, "take", &[("whistle.written_up", "yes"), ("tip.receipt", "JB-1")]).unwrap();
    assert_eq!(refused(play.by(w.inspector(), of, "reopen", &why)), "act.not_now", "it is open");
    close();
    let page = || w.app().matters().view(&w.inspector().who(), of).unwrap();
    let says = |view: &bowline_service::views::matters::MatterView, what: &str| {
        view.particulars.iter().find(|(name, _)| name.en == what).map(|(_, text)| text.en.clone())
    };
    assert_eq!(says(&page(), "May be reopened until").as_deref(), Some("9 Nov 2022"));
    assert_eq!(page().forms.iter().map(|form| form.act.as_str()).collect::<Vec<_>>(), ["reopen"]);

    play.at("2022-11-09T17:00");
    play.by(w.inspector(), of, "reopen", &why).unwrap();
    assert_eq!(play.phase(of), "taken");
    assert_eq!(
        (play.due(of, "check").as_str(), play.due(of, "finish").as_str()),
        ("2022-12-08 00:00", "2023-01-09 00:00")
    );
    assert_eq!(says(&page(), "Times reopened").as_deref(), Some("1"));
    assert!(page().timeline.len() > 10, "what happened before stays");
    w.app().engine().tick().unwrap();
    play.at("2022-12-09T09:00");
    w.app().engine().tick().unwrap();
    assert!(
        w.dossier(of).light() > bowline_core::facts::Light::Green,
        "the clock that began anew runs out as any other"
    );

    close();
    play.at("2023-01-09T09:00");
    let late = play.by(w.inspector(), of, "reopen", &why).unwrap_err();
    assert!(late.text().en.contains("was possible until 8 Jan 2023"), "{}", late.text().en);
    assert!(page().forms.is_empty(), "a form that would be refused is not shown");
    assert_eq!(says(&page(), "May be reopened until"), None);
}

#[test]
fn what_is_decided_not_to_be_required_is_owed_until_somebody_above_agrees() {
    let w = World::in_county("220104").on("2022-10-10");
    let (play, of) = (Play(&w), tip(&w));
    play.by(w.inspector(), of, "take", &[("whistle.written_up", "yes"), ("tip.receipt", "JB-1")]).unwrap();
    let found = [("whistle.proved", "yes"), ("whistle.checked_by", "body"), ("tip.result", "属实")];
    play.by(w.inspector(), of, "check", &found).unwrap();
    let due = play.due(of, "reward");
    play.by(w.county(), of, "no_reward", &[("tip.reason", "不属于奖励范围")]).unwrap();
    assert_eq!(play.due(of, "reward"), due, "asking moves no clock");
    play.by(w.city(), of, "no_reward_agree", &[]).unwrap();
    assert!(!play.owed(of).contains(&"reward".to_owned()));
}
