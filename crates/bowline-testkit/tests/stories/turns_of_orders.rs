//! Turns that an order may take: questions about it, a contest before the body above, a referral; and a pause that is too long for
//! one person to decide.

use crate::kinds_accident::{Play, refused};
use bowline_core::facts::{Answer, Stage};
use bowline_core::ids::{PostId, Role, SiteId, SubjectId};
use bowline_service::views::matters::Ground;
use bowline_testkit::World;

fn on(day: &str) -> (World, SiteId) {
    let w = World::in_county("220104").on(day);
    w.inspector().finds("未安装可燃气体报警装置", &w.site());
    let site = w.site_id(&w.site());
    (w, site)
}

fn at(site: SiteId) -> Ground {
    Ground { site: Some(site), ..Ground::default() }
}

fn stopped(w: &World, site: SiteId) -> SubjectId {
    let stop = [
        ("stop.rule", "CN-HID-AWL-65-3"),
        ("stop.called_on", "2025-06-03"),
        ("stop.kind", "part"),
        ("stop.unit", "春城小厨"),
        ("stop.part", "后厨用气"),
        ("stop.reason", "报警装置缺失，不能保证安全"),
        ("stop.criterion", "CN-HID-AWL-65-3"),
        ("stop.restart", "安装并验收报警装置"),
        ("stop.number", "现处1号"),
        ("stop.until", "2025-09-30"),
        ("stop.coal", "no"),
    ];
    Play(w).begins(w.inspector(), ("stop_order", "order_on_site"), &at(site), &stop).unwrap()
}

#[test]
fn a_question_is_asked_and_answered_and_no_other_clock_moves() {
    let (w, site) = on("2025-06-03");
    let (play, order) = (Play(&w), stopped(&w, site));
    let unit = play.holder(&PostId::site(site, Role::Principal));
    let clocks = || (play.due(order, "obey"), play.due(order, "see_through"), play.phase(order));
    let before = clocks();
    play.by(unit, order, "ask_back", &[("turn.question_back", "是否须关闭冷库用气？")]).unwrap();
    assert_eq!(play.due(order, "answer_back"), "2025-06-07 00:00", "three working days");
    assert_eq!(refused(play.by(unit, order, "answer_back", &[("turn.answer_back", "否")])), "act.not_yours");
    play.by(w.inspector(), order, "answer_back", &[("turn.answer_back", "冷库不用气，不在其列")]).unwrap();
    play.by(w.inspector(), order, "ask", &[("turn.question", "钢瓶由哪家公司供应？")]).unwrap();
    assert_eq!(clocks(), before, "nothing was returned, and nothing moved");
    play.at("2025-06-09T09:00");
    let dossier = w.dossier(order);
    let late = dossier.live().find(|it| it.opened.step == "answer").unwrap();
    assert!(!late.fired.is_empty(), "a question without an answer climbs as any duty");
    play.by(unit, order, "answer", &[("turn.answer", "龙山燃气")]).unwrap();
    assert!(!play.owed(order).contains(&"answer".to_owned()));
}

#[test]
fn an_order_that_is_contested_stands_until_the_body_above_annuls_it() {
    let (w, site) = on("2025-06-03");
    let (play, order) = (Play(&w), stopped(&w, site));
    let unit = play.holder(&PostId::site(site, Role::Principal));
    assert_eq!(play.due(order, "contest"), "2025-06-11 00:00", "five working days");
    let obey = play.due(order, "obey");
    play.by(unit, order, "contest", &[("turn.contest", "已安装报警装置，检查未见")]).unwrap();
    assert_eq!((play.due(order, "obey"), play.phase(order).as_str()), (obey, "ordered"), "it stands meanwhile");
    assert_eq!(play.duty(order, "decide_contest").opened.owner, PostId::office(w.office(1), Role::Head));
    assert_eq!(refused(play.by(w.county(), order, "annul", &[("turn.finding", "撤销")])), "act.not_yours");
    play.by(w.city(), order, "annul", &[("turn.finding", "报警装置在检查前已安装并联动")]).unwrap();
    let dossier = w.dossier(order);
    assert_eq!(dossier.declared().unwrap().phase.stage, Stage::Void);
    assert_eq!(play.owed(order), Vec::<String>::new());

    let second = stopped(&w, site);
    play.at("2025-06-11T09:00");
    assert_eq!(refused(play.by(unit, second, "contest", &[("turn.contest", "…")])), "act.not_now", "its time is over");
}

#[test]
fn a_case_that_is_referred_keeps_the_clock_of_its_filing() {
    let (w, site) = on("2022-10-24");
    let play = Play(&w);
    let file = [
        ("case.party", "春城小厨"),
        ("case.facts", "使用瓶装液化气未安装可燃气体报警装置，逾期未改"),
        ("case.rule", "CN-ENF-99"),
        ("case.act_on", "2022-10-17"),
        ("case.filed_on", "2022-10-24"),
        ("enforcement.life_health", "yes"),
        ("case.officers", "李建国、某乙"),
    ];
    let case = play.begins(w.county(), ("case", "file"), &at(site), &file).unwrap();
    let due = play.due(case, "tell");
    play.at("2022-11-14T09:00");
    let city = w.office(1).to_string();
    let refer = [("turn.refer_to", city.as_str()), ("turn.reason", "案情重大")];
    play.by(w.county(), case, "refer", &refer).unwrap();
    w.ticks();
    let found = play.found(w.city(), "case").into_iter().filter(|it| *it != case).collect::<Vec<_>>();
    let [referred] = found[..] else { panic!("one is begun there: {found:?}") };
    assert_eq!(play.due(referred, "tell"), due, "the clock did not move");
    assert_eq!(play.duty(referred, "tell").opened.owner.body, bowline_core::ids::Body::Office(w.office(1)));
    assert_eq!(play.phase(case), "referred");
    let answers = w.dossier(referred).declared().unwrap().answers.clone();
    assert_eq!(answers[&"turn.referred_by".parse().unwrap()], Answer::Office(w.office(0)));
}

#[test]
fn whoever_declares_a_conflict_of_interest_gives_way_to_the_body_above() {
    let (w, site) = on("2025-06-03");
    let (play, order) = (Play(&w), stopped(&w, site));
    play.does(order, "obey", "report_obeyed", &[("stop.obeyed", "已停气"), ("stop.power_cut", "no")]).unwrap();
    let unit = play.holder(&PostId::site(site, Role::Principal));
    play.by(unit, order, "ask_restart", &[("stop.corrected", "已安装")]).unwrap();
    let due = play.due(order, "review");
    let other = w.hires("某乙", format!("{}#inspector", w.office(0)).parse().unwrap());
    play.at("2025-06-05T09:00");
    play.by(other, order, "declare_conflict", &[("turn.conflict", "与经营者系亲属")]).unwrap();
    assert_eq!(play.due(order, "review"), due, "the clock did not move");
    assert_eq!(play.duty(order, "review").opened.owner, PostId::office(w.office(1), Role::Head));
    let seen = [("stop.seen", "已安装并联动切断")];
    assert_eq!(refused(play.by(other, order, "lift", &seen)), "act.not_yours");
    play.by(w.city(), order, "lift", &seen).unwrap();
    assert_eq!(play.phase(order), "lifted");
    let told = w.app().matters().view(&w.city().who(), order).unwrap();
    assert!(told.timeline.iter().any(|entry| format!("{entry:?}").contains("Conflict of interest declared")));
}
