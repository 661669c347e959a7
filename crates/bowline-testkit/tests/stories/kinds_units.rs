//! What units owe before anything happens, and what others tell about them: project gates, chains of contracts, dispatched
//! work, permits, self-checks, drills, reports by the public with their reward, analyses. The dates are those of the
//! specification.

use super::kinds_campaign::{acts, begins, code, due, form, found, only, owed, phase, refused};
use super::kinds_warning::{shows, time, with_photo};
use bowline_core::facts::Stage;
use bowline_core::ids::{PostId, Role, SubjectId};
use bowline_service::Refused;
use bowline_service::views::matters::{Filled, Ground};
use bowline_testkit::{Person, World, filled};

/// A site that is known, because a hazard was found there.
fn at_site(w: &World) -> Ground {
    w.inspector().finds("灭火器过期", &w.site());
    Ground { site: Some(w.site_id(&w.site())), ..Ground::default() }
}

fn principal(w: &World) -> Person<'_> {
    w.holder(&PostId::site(w.site_id(&w.site()), Role::Principal))
}

fn begin(
    w: &World,
    who: Person<'_>,
    of: (&str, &str),
    ground: &Ground,
    values: &[(&str, &str)],
) -> Result<SubjectId, Refused> {
    begin_form(w, who, of, ground, &filled(values))
}

fn begin_form(
    w: &World,
    who: Person<'_>,
    of: (&str, &str),
    ground: &Ground,
    form: &Filled,
) -> Result<SubjectId, Refused> {
    w.app().matters().begin(&who.who(), &of.0.parse().unwrap(), of.1, ground, form)
}

#[test]
fn a_tip_is_checked_told_and_rewarded_by_somebody_who_never_learns_the_name() {
    let w = World::in_county("220104").on("2022-10-10");
    let site = at_site(&w);
    time(&w, "2022-10-10T14:00");
    let office = w.office(0).to_string();
    let told = [
        ("tip.what", "地下室存放七只液化石油气瓶"),
        ("whistle.kind", "major_hazard"),
        ("tip.received_at", "2022-10-10T14:00"),
        ("tip.channel", "code"),
        ("whistle.reports_death", "no"),
        ("tip.office", office.as_str()),
    ];
    let tip = begin(&w, w.inspector(), ("tip", "receive"), &site, &told).unwrap();
    assert_eq!(due(&w, tip, "take"), "2022-10-14 00:00");
    acts(w.inspector(), tip, "take", &[("whistle.written_up", "yes"), ("tip.receipt", "JB-1010-7")]);
    assert_eq!(due(&w, tip, "finish"), "2022-12-10 00:00", "sixty days, until 12-09");
    assert_eq!(refused(w.county(), tip, "finish", &[("tip.handled", "已处理")]), "act.not_now", "not before the check");
    assert_eq!(
        refused(w.county(), tip, "tell", &[("tip.told", "已办"), ("tip.told_how", "phone")]),
        "act.not_now",
        "nor told"
    );
    acts(w.city(), tip, "extend", &[("tip.reason", "案情复杂")]);
    assert_eq!(due(&w, tip, "finish"), "2023-01-09 00:00", "thirty days more, until 01-08");

    time(&w, "2022-10-12T10:00");
    let found = [("whistle.proved", "yes"), ("whistle.checked_by", "body"), ("tip.result", "属实，构成重大事故隐患")];
    shows(&w, w.inspector(), tip, "check", "tip.files", &found);
    assert_eq!(due(&w, tip, "reward"), "2022-10-27 00:00");
    time(&w, "2022-12-08T10:00");
    acts(w.county(), tip, "reward", &[("reward.on", "2022-12-08")]);
    acts(w.county(), tip, "finish", &[("tip.handled", "罚款 15000 元，隐患已消除")]);
    time(&w, "2022-12-12T10:00");
    acts(w.inspector(), tip, "tell", &[("tip.told", "经查属实，已处罚"), ("tip.told_how", "receipt")]);
    assert_eq!(phase(&w, tip).0, "told");

    let reward = only(&w, w.county(), "reward");
    let sum = |amount| {
        [
            ("reward.first", "yes"),
            ("whistle.proved", "yes"),
            ("whistle.kind", "major_hazard"),
            ("reward.fine", "15000"),
            ("reward.amount", amount),
        ]
    };
    assert_eq!(refused(w.inspector(), reward, "assess", &sum("2250")), "reward.amount", "15 % lies under the floor");
    assert_eq!(refused(w.inspector(), reward, "assess", &sum("450000")), "reward.amount", "and this over the cap");
    acts(w.inspector(), reward, "assess", &sum("3000"));
    assert_eq!(refused(w.inspector(), reward, "approve", &[("reward.amount", "3000")]), "act.not_yours");
    acts(w.county(), reward, "approve", &[("reward.amount", "3000")]);
    acts(w.city(), reward, "notify", &[("reward.notified_at", "2022-12-12T10:00")]);
    assert_eq!(due(&w, reward, "claim"), "2023-02-11 00:00", "claim until 02-10");
    let paid = [("reward.paid_on", "2022-12-12"), ("reward.code_checked", "code")];
    assert_eq!(refused(w.county(), reward, "pay", &paid), "act.not_yours", "the local office never pays");
    acts(w.city(), reward, "pay", &paid);
    assert_eq!(phase(&w, reward), ("paid".to_owned(), Stage::Done));

    acts(w.city(), tip, "ask_review", &[("tip.reason", "对处理结果有异议")]);
    acts(w.city(), tip, "check_anew", &[("tip.review_result", "地下室另有两只")]);
    assert_eq!(phase(&w, tip).0, "taken");
}

#[test]
fn what_is_not_ours_goes_on_and_a_reprisal_is_checked_and_put_right() {
    let w = World::in_county("220104").on("2022-10-10");
    let site = at_site(&w);
    let (office, other) = (w.office(0).to_string(), w.office(1).to_string());
    let told = [
        ("tip.what", "桥梁限高架损坏"),
        ("whistle.kind", "other"),
        ("tip.received_at", "2022-10-10T09:00"),
        ("tip.channel", "city"),
        ("whistle.reports_death", "no"),
        ("tip.office", office.as_str()),
        ("tip.where", "某桥"),
    ];
    let tip = begin(&w, w.inspector(), ("tip", "receive"), &site, &told).unwrap();
    acts(w.inspector(), tip, "forward", &[("tip.forward_to", &other), ("tip.reason", "属市级职责")]);
    w.ticks();
    w.ticks();
    let all = found(&w, w.city(), "tip");
    let there = *all.iter().find(|it| **it != tip).expect("the city has one of its own");
    assert_eq!(due(&w, there, "take"), "2022-10-14 00:00", "its days run from the first taking");
    acts(w.inspector(), tip, "tell_sent_on", &[("tip.told", "已转市级"), ("tip.told_how", "phone")]);

    let begun = [("protection.what", "因举报被降薪"), ("protection.reported_on", "2022-10-10")];
    let m = begin(&w, w.inspector(), ("protection", "receive"), &site, &begun).unwrap();
    assert_eq!(due(&w, m, "check"), "2022-10-25 00:00");
    let found = [
        ("whistle.spoke_up", "yes"),
        ("whistle.safety_manager", "no"),
        ("whistle.pay_cut", "yes"),
        ("whistle.dismissed", "no"),
        ("protection.found", "proved"),
        ("protection.result", "工资单可证"),
    ];
    acts(w.inspector(), m, "check", &found);
    let order = [("protection.order", "补发工资"), ("protection.until", "2022-10-31")];
    assert_eq!(refused(w.county(), m, "confirm", &order), "act.not_yours", "the office above confirms");
    acts(w.city(), m, "confirm", &order);
    assert_eq!(due(&w, m, "put_right"), "2022-11-01 00:00");
    shows(&w, principal(&w), m, "put_right", "protection.files", &[("protection.done", "已补发")]);
    acts(w.inspector(), m, "verify", &[("protection.result", "已到账")]);
    assert_eq!(phase(&w, m).1, Stage::Done);
}

#[test]
fn a_coal_design_is_reviewed_in_thirty_days_and_no_gate_opens_before_the_one_before_it() {
    let w = World::in_county("220104").on("2024-06-03");
    let site = at_site(&w);
    let plan = [
        ("project.name", "某煤矿改扩建"),
        ("project.applied_on", "2024-06-03"),
        ("project.sector", "coal"),
        ("project.high_risk", "yes"),
        ("project.moved_in", "yes"),
    ];
    let p = begin(&w, principal(&w), ("project", "apply"), &site, &plan).unwrap();
    assert_eq!(due(&w, p, "list_key"), "2024-06-19 00:00", "ten working days, until 06-18: Dragon Boat off");
    let papers = [("project.summary", "报告")];
    let part = |act: &str| {
        shows(&w, principal(&w), p, act, "project.files", &papers);
    };
    let signed = |unmet| [("project.unmet", unmet), ("project.signer", "王海燕"), ("project.opinion", "条件具备")];
    assert_eq!(refused(w.county(), p, "approve_design", &signed("0")), "act.not_now", "no package approval");
    part("submit_risk");
    assert_eq!(refused(w.county(), p, "approve_risk", &signed("1")), "project.unmet");
    acts(w.county(), p, "approve_risk", &signed("0"));
    part("submit_evaluation");
    acts(w.county(), p, "approve_evaluation", &signed("0"));
    part("submit_coal_design");
    assert_eq!(due(&w, p, "review_coal_design"), "2024-07-04 00:00", "until 07-03");
    time(&w, "2024-07-01T09:00");
    acts(w.county(), p, "reject_design", &[("project.signer", "王海燕"), ("project.reason", "第 14 项不满足")]);
    time(&w, "2024-08-19T09:00");
    acts(w.inspector(), p, "find_ungated", &[("project.lapse", "现场正在出煤")]);
    assert_eq!(due(&w, p, "stop"), "2024-08-19 10:00");
    acts(w.inspector(), p, "stop", &[("project.reason", "未经审查擅自投产")]);
    assert!(owed(&w, p).contains(&"submit_design".to_owned()));
}

#[test]
fn a_chain_that_was_subcontracted_again_goes_up_and_to_the_group() {
    let w = World::in_county("210102").on("2024-03-04");
    let site = at_site(&w);
    let works = [
        ("contract.works", "沈河区某住宅"),
        ("contract.declared_on", "2024-03-04"),
        ("contract.nodes", "甲、乙、丙"),
        ("contract.edges", "甲→乙（同意）→丙（未同意）"),
        ("contract.depth", "3"),
        ("contract.holder", "甲"),
        ("contract.on_sign", "甲"),
        ("contract.licence_until", "2025-12-31"),
    ];
    let c = begin(&w, principal(&w), ("contract", "declare"), &site, &works).unwrap();
    assert_eq!(due(&w, c, "renew"), "2025-10-01 00:00", "three months before the licence ends");
    let from = [("contract.work_from", "2024-03-11")];
    assert_eq!(refused(principal(&w), c, "start", &from), "act.not_now", "no work before the agreement");
    time(&w, "2024-03-12T09:00");
    let found = [
        ("contract.finding", "sub_again"),
        ("contract.responsible", "甲、乙、丙"),
        ("contract.seen", "丙在作业，甲无人在场"),
    ];
    acts(w.inspector(), c, "find", &found);
    assert_eq!(due(&w, c, "tell_superior"), "2024-03-20 00:00", "until 03-19");
    assert_eq!(due(&w, c, "group"), "2024-04-11 00:00", "until 04-10: 04-04 and 04-05 off, 04-07 worked");
}

#[test]
fn dispatched_work_over_the_cap_is_brought_down_and_nobody_is_admitted_untrained() {
    let w = World::in_county("220104").on("2024-04-10");
    let site = at_site(&w);
    let counts = |own, dispatched, percent| {
        [
            ("labour.own", own),
            ("labour.dispatched", dispatched),
            ("labour.flexible", "0"),
            ("labour.dispatched_percent", percent),
            ("staff.coal_underground", "no"),
            ("staff.dispatched_underground", "0"),
        ]
    };
    let head = [("labour.period", "2024 年第一季度"), ("labour.declared_on", "2024-04-10")];
    let rest = [("labour.in_dangerous", "12"), ("labour.dismissed", "0")];
    let declared = [head.as_slice(), &counts("267", "33", "11"), &rest].concat();
    let m = begin(&w, w.safety_officer(), ("labour", "declare"), &site, &declared).unwrap();
    assert_eq!(due(&w, m, "bring_down"), "2024-05-11 00:00", "until 05-10");
    time(&w, "2024-05-08T09:00");
    let down = [counts("267", "29", "9.8").as_slice(), &[("labour.plan", "四人转为本单位")]].concat();
    shows(&w, principal(&w), m, "bring_down", "labour.files", &down);
    let over = [("labour.excess", "1"), ("labour.review", "仍超")];
    assert_eq!(refused(w.inspector(), m, "accept", &over), "labour.excess");
    acts(w.inspector(), m, "accept", &[("labour.excess", "0"), ("labour.review", "296 人中 29 人")]);
    acts(w.inspector(), m, "close", &[("labour.excess", "0"), ("labour.review", "已核")]);
    assert_eq!(phase(&w, m).1, Stage::Done);

    let one = [
        ("labour.person", "P-017"),
        ("labour.person_kind", "dispatched"),
        ("labour.post", "动火作业"),
        ("labour.proposed_on", "2024-05-08"),
        ("labour.start_on", "2024-05-20"),
        ("staff.training_high_danger", "yes"),
    ];
    let a = begin(&w, w.safety_officer(), ("admission", "propose"), &site, &one).unwrap();
    assert_eq!(refused(principal(&w), a, "admit", &[]), "act.not_now", "no admission before training");
    let trained = |hours| {
        [
            ("labour.hours_high", hours),
            ("labour.test_passed", "passed"),
            ("staff.training_record_time", "yes"),
            ("staff.training_record_content", "yes"),
            ("staff.training_record_people", "yes"),
            ("staff.training_record_results", "yes"),
        ]
    };
    assert_eq!(refused(w.safety_officer(), a, "pass_high", &trained("40")), "labour.hours_high", "40 of 72 hours");
    acts(w.safety_officer(), a, "pass_high", &trained("72"));
    acts(principal(&w), a, "admit", &[]);
    assert_eq!(phase(&w, a), ("admitted".to_owned(), Stage::Done));
}

#[test]
fn hot_work_on_a_sunday_is_special_expires_after_eight_hours_and_never_goes_on_without_a_test() {
    let w = World::in_county("220104").on("2023-03-04");
    let site = at_site(&w);
    time(&w, "2023-03-05T08:30");
    let permit = |tested| {
        [
            ("permit.where", "2 号反应釜平台"),
            ("permit.kind", "hot"),
            ("permit.from", "2023-03-05T08:30"),
            ("ptw.hot_level", "special"),
            ("ptw.hot_special_place", "no"),
            ("ptw.hot_explosion_place", "yes"),
            ("ptw.hot_stopped_and_approved", "no"),
            ("ptw.hot_off_hours", "yes"),
            ("permit.on_source", "yes"),
            ("permit.told_before", "yes"),
            ("ptw.hot_spot_cleared", "yes"),
            ("ptw.hot_near_isolated", "yes"),
            ("ptw.hot_continuous", "yes"),
            ("permit.tested_at", tested),
            ("permit.value", "0.1 %"),
            ("permit.attendant", "监护人"),
            ("permit.worker", "焊工"),
            ("ptw.attendant_trained", "yes"),
        ]
    };
    let issue = |tested| begin(&w, w.safety_officer(), ("permit", "issue_hot"), &site, &permit(tested));
    assert_eq!(code(&issue("2023-03-05T07:59").unwrap_err()), "answer.too_early", "an old test");
    let m = issue("2023-03-05T08:10").unwrap();
    assert_eq!(due(&w, m, "end_hot"), "2023-03-05 16:30", "eight hours");
    let level = w.dossier(m).declared().unwrap().answers[&"permit.level".parse().unwrap()].clone();
    assert_eq!(format!("{level:?}"), "Choice(\"special\")", "level 1, raised on a day of rest");
    time(&w, "2023-03-05T12:10");
    acts(w.safety_officer(), m, "break_off", &[("permit.broken_at", "2023-03-05T12:10")]);
    time(&w, "2023-03-05T12:50");
    let old = [("permit.retested_at", "2023-03-05T08:10"), ("permit.value", "0.1 %")];
    assert_eq!(refused(w.safety_officer(), m, "resume", &old), "answer.too_early", "no new test");
    time(&w, "2023-03-05T16:31");
    let new = [("permit.retested_at", "2023-03-05T16:30"), ("permit.value", "0.1 %")];
    assert_eq!(refused(w.safety_officer(), m, "resume", &new), "act.window_closed", "the permit has expired");
    acts(w.inspector(), m, "stop", &[("permit.account", "过期仍在焊接")]);
    acts(principal(&w), m, "close", &[("permit.cleared", "cleared")]);
    assert_eq!(phase(&w, m).1, Stage::Done);
}

#[test]
fn the_head_of_a_unit_signs_its_self_check_in_person_and_a_visit_contradicts_it() {
    let w = World::in_county("220104").on("2022-09-29");
    let site = at_site(&w);
    let (unit, by) = (site.site.unwrap().to_string(), w.office(0).to_string());
    let round = [
        ("self_check.title", "瓶装燃气自查"),
        ("self_check.text", "按 LPG 检查表逐项自查"),
        ("self_check.opened_on", "2022-09-29"),
        ("self_check.by", by.as_str()),
        ("self_check.sites", unit.as_str()),
        ("self_check.until", "2022-10-08"),
    ];
    begins(&w, w.county(), 0, ("self_check_round", "issue"), &round).unwrap();
    w.ticks();
    let own = only(&w, w.safety_officer(), "self_check");
    assert_eq!(due(&w, own, "answer"), "2022-10-09 00:00");
    time(&w, "2022-10-07T10:00");
    let said = [
        ("self_check.checked", "16"),
        ("self_check.failed", "0"),
        ("self_check.major", "0"),
        ("self_check.account", "全部合格"),
    ];
    shows(&w, w.safety_officer(), own, "answer", "self_check.photos", &said);
    let sign = [("self_check.statement", "true")];
    assert_eq!(refused(w.safety_officer(), own, "sign", &sign), "act.apart", "nobody signs what he answered himself");
    time(&w, "2022-10-08T10:00");
    acts(principal(&w), own, "sign", &sign);
    let three = [
        ("self_check.sampled", "16"),
        ("self_check.contradicted", "3"),
        ("self_check.reason", "窗口加装栅栏、无报警器、瓶间不合规"),
    ];
    assert_eq!(refused(principal(&w), own, "contradict", &three), "act.not_yours");
    acts(w.inspector(), own, "contradict", &three);
    assert_eq!(phase(&w, own).0, "contradicted");
}

#[test]
fn a_drill_needs_times_and_people_and_its_problem_corrects_the_plan() {
    let w = World::in_county("220104").on("2022-10-08");
    let site = at_site(&w);
    let plan = [("drill.title", "疏散演练"), ("drill.planned_on", "2022-10-08"), ("drill.scenario", "escape")];
    let d = begin(&w, w.safety_officer(), ("drill", "plan"), &site, &plan).unwrap();
    assert_eq!(due(&w, d, "hold"), "2023-01-01 00:00", "until 2022-12-31");
    time(&w, "2022-10-20T16:00");
    let held = [
        ("drill.at", "2022-10-20T15:00"),
        ("drill.led_by", "郑学军"),
        ("drill.to_report", "40"),
        ("drill.to_action", "35"),
        ("drill.last_out", "370"),
        ("drill.people", "42"),
    ];
    let version = w.app().store().log().version(d).unwrap();
    let nobody = with_photo(&w, "drill.photos", &held[..5]);
    let why = w.app().matters().act(&w.safety_officer().who(), d, version, "hold", &nobody).unwrap_err();
    assert_eq!(code(&why), "drill.people");
    shows(&w, w.safety_officer(), d, "hold", "drill.photos", &held);
    assert_eq!(due(&w, d, "report"), "2022-11-04 00:00", "until 11-03");
    acts(w.safety_officer(), d, "review", &[("duty.plan_problem_found", "yes"), ("drill.problems", "后门被锁")]);
    assert_eq!(due(&w, d, "correct_plan"), "2022-11-20 00:00", "until 11-19");
}

#[test]
fn an_analysis_is_issued_in_ten_days_and_advises_the_city_one_short() {
    let w = World::in_county("130202").on("2025-12-05");
    let opened = [
        ("analysis.title", "11 月安全生产形势分析"),
        ("analysis.kind", "month"),
        ("analysis.period_from", "2025-11-01"),
        ("analysis.period_until", "2025-11-30"),
    ];
    let province = super::kinds_campaign::province(&w);
    let a = begins(&w, province, 2, ("analysis", "open"), &opened).unwrap();
    assert_eq!(due(&w, a, "issue"), "2025-12-11 00:00", "until 12-10");
    let judged = [("analysis.judgement", "唐山差一起即达约谈情形"), ("analysis.grim", "yes")];
    acts(province, a, "issue", &judged);
    assert_eq!(due(&w, a, "advise"), "2025-12-10 00:00", "two working days, until 12-09");
    let (city, by) = (w.office(1).to_string(), w.office(2).to_string());
    let advice =
        [("analysis.advised_on", "2025-12-05"), ("analysis.advice", "提级管控"), ("analysis.until", "2025-12-19")];
    let to = [("analysis.offices", city), ("analysis.by", by)];
    acts(province, a, "advise", &form(&advice, &to));
    w.ticks();
    let own = only(&w, w.city(), "analysis_advice");
    acts(w.city(), own, "answer", &[("analysis.answer", "已开展专项整治")]);
    acts(province, own, "accept", &[("analysis.reason", "措施可行")]);
    assert_eq!(phase(&w, own).1, Stage::Done);
    time(&w, "2025-12-12T10:00");
    acts(province, a, "correct", &[("analysis.corrected_fact", "30 日内死亡 1 人，一起事故等级上升")]);
    assert_eq!(due(&w, a, "issue_again"), "2025-12-20 00:00", "until 12-19");
}

#[test]
fn what_a_unit_owes_again_and_again_comes_with_each_period() {
    let w = World::in_county("220104").on("2022-09-20");
    let site = at_site(&w);
    let open = [("periodic.title", "定期事项"), ("periodic.from", "2022-09-20"), ("periodic.has_source", "no")];
    let m = begin(&w, w.safety_officer(), ("unit_periodic", "open"), &site, &open).unwrap();
    assert_eq!(due(&w, m, "report_quarter"), "2022-10-16 00:00", "the third quarter until 10-15, a Saturday");
    assert_eq!(due(&w, m, "report_year"), "2023-02-01 00:00", "the year until 01-31");
    assert!(!owed(&w, m).contains(&"promise".to_owned()), "no daily promise without a major hazard source");
    w.after_days(20);
    let signed = [("periodic.signed", "signed")];
    shows(&w, w.safety_officer(), m, "report_quarter", "periodic.statistics", &signed);
    assert_eq!(due(&w, m, "report_quarter"), "2023-01-16 00:00", "and the fourth follows");
}
