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
