//! Words of the vocabulary of kinds, on a real store: a kind that only the tests know, run by people and the engine.

use crate::world;
use bowline_core::facts::Outcome;
use bowline_core::ids::SubjectId;
use bowline_core::obligations::Standing;
use bowline_service::views::matters::Ground;
use bowline_service::{open_pack, shipped_files};
use bowline_testkit::{Handler, World};

/// A world whose law knows one more kind.
fn world_with(name: &str, kind: &str, inputs: &str) -> World {
    let mut w = world();
    learns(&mut w, name, kind, inputs);
    w
}

/// From now on the law knows one more kind.
fn learns(w: &mut World, name: &str, kind: &str, inputs: &str) {
    let mut files = shipped_files("cn-national");
    files.insert(format!("matters/{name}.toml"), kind.to_owned());
    files.insert(format!("inputs/{name}.toml"), inputs.to_owned());
    w.inspector().finds("灭火器过期", &w.site());
    w.restarts_under(open_pack("one kind more", &files).unwrap());
}

/// A matter with a duty of every day.
pub(crate) fn patrolled(w: &mut World) -> SubjectId {
    learns(w, "rota", ROTA, ROTA_INPUTS);
    let ground = Ground { site: Some(w.site_id(&w.site())), ..Ground::default() };
    let order = [("rota.where", "老旧小区"), ("rota.began_on", "2022-10-08")];
    let county = w.hires("值班员", w.cast().post(w.app().pack(), w.level(0), bowline_core::ids::Role::DutyOfficer));
    Handler(county).begins(&"rota".parse().unwrap(), "order", &ground, &order).unwrap()
}

/// How the duties of a step stand, in order.
fn standings(w: &World, of: SubjectId, step: &str) -> Vec<Standing> {
    let dossier = w.dossier(of);
    dossier.obligations.iter().filter(|it| it.opened.step == step).map(|it| it.standing).collect()
}

const ROTA: &str = include_str!("../../../bowline-core/tests/matters/kinds/rota.toml");
const ROTA_INPUTS: &str = include_str!("../../../bowline-core/tests/matters/kinds/rota.inputs.toml");

#[test]
fn a_patrol_is_owed_once_a_day_however_the_engine_runs_and_whatever_is_restarted() {
    let mut w = world();
    let a = patrolled(&mut w);
    let lawful = (w.app().pack().clone(), w.app().places().clone());
    w.after_days(3);
    w.restarts_under(lawful);
    w.unattended_hours(24 * 4);
    w.after_days(1);
    let missed = |it: &Standing| matches!(it, Standing::Settled(Outcome::Missed, _));
    let days = standings(&w, a, "patrol");
    assert_eq!((days.len(), days.iter().filter(|it| missed(it)).count()), (9, 8), "{days:?}");
    let dossier = w.dossier(a);
    let watched = dossier.obligations.iter().filter_map(|it| dossier.obligation(it.watches()?));
    let watched: Vec<&str> = watched.map(|it| it.opened.step.as_str()).collect();
    assert_eq!(watched, ["patrol", "supervise"], "one office above from the second day missed, then the one above it");

    let unit = bowline_core::ids::PostId::site(w.site_id(&w.site()), bowline_core::ids::Role::Principal);
    let unit = w.hires("单位负责人", unit);
    Handler(unit).acts(a, "patrol", &[("rota.found", "无异常")]).unwrap();
    let page = Handler(unit).opens(a).unwrap();
    assert!(page.forms.is_empty(), "done for today");
    assert!(page.duties.iter().any(|duty| duty.standing == "missed"));
    assert!(page.timeline.iter().any(|entry| entry.title.zh == "本期未办：“巡查”"));
    assert!(page.duties.iter().any(|duty| duty.working.zh.starts_with("每日（2022 年 10 月 17 日）")));
    let again = Handler(unit).acts(a, "patrol", &[("rota.found", "无异常")]).unwrap_err();
    assert_eq!(again.code(), "act.ahead", "{}", again.text().zh);
}

const PENALTY: &str = include_str!("../../../bowline-core/tests/matters/kinds/penalty_case.toml");
const PENALTY_INPUTS: &str = include_str!("../../../bowline-core/tests/matters/kinds/penalty_case.inputs.toml");

#[test]
fn a_right_that_nobody_used_lapses_in_a_run_of_the_engine_and_nobody_was_late() {
    let w = world_with("penalty_case", PENALTY, PENALTY_INPUTS);
    let ground = Ground { site: Some(w.site_id(&w.site())), ..Ground::default() };
    let told = [("penalty_case.what", "未制定应急预案"), ("penalty_case.told_on", "2022-10-08")];
    let county = w.hires("值班员", w.cast().post(w.app().pack(), w.level(0), bowline_core::ids::Role::DutyOfficer));
    let a = Handler(county).begins(&"penalty_case".parse().unwrap(), "tell", &ground, &told).unwrap();
    let page = Handler(county).opens(a).unwrap();
    assert!(page.duties.iter().any(|duty| duty.standing == "right"));
    assert!(page.timeline.iter().any(|entry| entry.title.zh.contains("可以“陈述申辩”")), "{:?}", page.timeline);
    Handler(county).acts(a, "seal", &[]).unwrap();
    w.after_days(5);
    let page = Handler(county).opens(a).unwrap();
    let lapsed = page.timeline.iter().find(|entry| entry.title.zh.contains("视为放弃"));
    assert!(lapsed.is_some() && page.line.light == bowline_core::facts::Light::Green);
    assert_eq!(page.line.act.as_ref().map(|it| it.name.zh.as_str()), Some("作出决定"));
}

#[test]
fn a_dossier_says_how_a_matter_ended_and_what_it_left_undone() {
    let w = world_with("penalty_case", PENALTY, PENALTY_INPUTS);
    let ground = Ground { site: Some(w.site_id(&w.site())), ..Ground::default() };
    let told = [("penalty_case.what", "未制定应急预案"), ("penalty_case.told_on", "2022-10-08")];
    let county = w.hires("值班员", w.cast().post(w.app().pack(), w.level(0), bowline_core::ids::Role::DutyOfficer));
    let a = Handler(county).begins(&"penalty_case".parse().unwrap(), "tell", &ground, &told).unwrap();
    let early = Handler(w.city()).acts(a, "decide", &[]).unwrap_err();
    assert_eq!(early.code(), "act.still_owed", "{}", early.text().zh);
    Handler(w.city()).acts(a, "drop", &[("penalty_case.what", "单位已注销")]).unwrap();
    let page = Handler(county).opens(a).unwrap();
    let line = |name: &str| page.particulars.iter().find(|(key, _)| key.zh == name).map(|(_, value)| value.zh.clone());
    assert_eq!(line("办理结果").as_deref(), Some("不再适用"));
    assert_eq!(line("结束时未办的事项").as_deref(), Some("封存现场、作出决定"));
}
