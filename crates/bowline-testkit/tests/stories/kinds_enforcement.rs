//! Enforcement by the dates of its story: a case with a hearing, a transfer to the police, orders to stop, a closure, the
//! list of the dishonest, key supervision; and meetings and task forces.

use crate::kinds_accident::{Play, refused};
use bowline_core::ids::{PostId, Role, SiteId, SubjectId};
use bowline_service::views::matters::Ground;
use bowline_testkit::{Handler, World};

const COUNTY: &str = "220104";

/// A world on a day, with the site of these stories.
fn on(day: &str) -> (World, SiteId) {
    let w = World::in_county(COUNTY).on(day);
    w.inspector().finds("未安装可燃气体报警装置", &w.site());
    let site = w.site_id(&w.site());
    (w, site)
}

fn at(site: SiteId) -> Ground {
    Ground { site: Some(site), ..Ground::default() }
}

fn filed(w: &World, site: SiteId) -> SubjectId {
    let file = [
        ("case.party", "春城小厨"),
        ("case.facts", "使用瓶装液化气未安装可燃气体报警装置，逾期未改"),
        ("case.rule", "CN-ENF-99"),
        ("case.act_on", "2022-10-17"),
        ("case.filed_on", "2022-10-24"),
        ("enforcement.life_health", "yes"),
        ("case.officers", "李建国、某乙"),
    ];
    Play(w).begins(w.county(), ("case", "file"), &at(site), &file).unwrap()
}

const TOLD: [(&str, &str); 6] = [
    ("case.intended", "罚款二十万元"),
    ("case.told_on", "2022-11-14"),
    ("enforcement.hearing_large_fine", "yes"),
    ("enforcement.hearing_large_confiscation", "no"),
    ("enforcement.hearing_revocation", "no"),
    ("enforcement.hearing_suspension", "no"),
];

const DECIDED: [(&str, &str); 6] = [
    ("case.outcome", "fine"),
    ("enforcement.fine", "200000"),
    ("case.upper", "yes"),
    ("case.reason", "逾期未改，情节严重"),
    ("case.decision_no", "朝应急罚〔2022〕12号"),
    ("case.pay_by", "2022-12-27"),
];

#[test]
fn a_case_keeps_its_terms_and_nobody_decides_before_the_party_was_told() {
    let (w, site) = on("2022-10-24");
    let play = Play(&w);
    let case = filed(&w, site);
    assert_eq!((play.owed(case), play.due(case, "tell").as_str()), (vec!["tell".to_owned()], "2023-01-23 00:00"));
    assert_eq!(refused(play.by(w.county(), case, "decide", &DECIDED)), "act.not_now");
    play.at("2022-11-14T09:00");
    play.does(case, "tell", "tell", &TOLD).unwrap();
    assert_eq!(play.due(case, "decide"), "2023-01-23 00:00", "ninety days, the last a Sunday");

    play.at("2022-11-18T09:00");
    let party = play.holder(&PostId::site(site, Role::Principal));
    assert_eq!(refused(play.by(w.city(), case, "ask_hearing", &[("case.reason", "处罚过重")])), "act.not_a_party");
    play.by(party, case, "ask_hearing", &[("case.reason", "处罚过重")]).unwrap();
    assert_eq!(refused(play.by(w.county(), case, "decide", &DECIDED)), "act.not_now", "the hearing comes first");
    let set = [("case.hearing_at", "2022-12-06T09:00"), ("case.hearing_chair", "法规科长")];
    assert_eq!(
        refused(play.by(w.county(), case, "plan_hearing", &set)),
        "act.apart",
        "whoever filed it sets no hearing"
    );
    let head = format!("{}#head", w.office(0));
    let deputy = w.hires("副局长", head.parse().unwrap());
    play.by(deputy, case, "plan_hearing", &set).unwrap();
    assert_eq!(play.due(case, "notice_hearing"), "2022-11-26 00:00", "seven working days ahead");
    play.at("2022-11-24T09:00");
    play.does(case, "notice_hearing", "notice_hearing", &[("case.hearing_place", "局会议室")]).unwrap();
    play.at("2022-12-06T12:00");
    play.by(deputy, case, "hold_hearing", &[("case.hearing_record", "当事人认可事实")]).unwrap();

    play.at("2022-12-12T09:00");
    assert_eq!(refused(play.by(w.inspector(), case, "decide", &DECIDED)), "act.not_yours");
    play.by(deputy, case, "decide", &DECIDED).unwrap();
    assert_eq!(
        (play.due(case, "serve").as_str(), play.due(case, "publish").as_str()),
        ("2022-12-22 00:00", "2022-12-22 00:00")
    );
    play.at("2022-12-20T09:00");
    play.does(case, "publish", "publish", &[("case.published_where", "省执法公示平台")]).unwrap();
    play.does(case, "serve", "serve", &[("case.served_how", "当面签收")]).unwrap();
    assert_eq!(play.due(case, "comply"), "2022-12-28 00:00");
    play.at("2022-12-26T09:00");
    play.by(party, case, "report_complied", &[("case.complied", "已缴款，已安装")]).unwrap();
    assert_eq!(refused(play.by(party, case, "confirm_complied", &[("case.reason", "已缴")])), "act.not_yours");
    play.does(case, "check", "confirm_complied", &[("case.reason", "票据属实")]).unwrap();
    play.by(deputy, case, "close", &[("case.reason", "已执行完毕")]).unwrap();
    assert_eq!(play.phase(case), "closed");
}

#[test]
fn a_hearing_is_asked_for_within_five_working_days() {
    let (w, site) = on("2022-10-24");
    let (play, case) = (Play(&w), filed(&w, site));
    play.at("2022-11-14T09:00");
    play.does(case, "tell", "tell", &TOLD).unwrap();
    play.at("2022-11-21T23:00");
    let party = play.holder(&PostId::site(site, Role::Principal));
    assert!(Handler(party).opens(case).unwrap().forms.iter().any(|form| form.act == "ask_hearing"), "the last day");
    play.at("2022-11-22T01:00");
    assert_eq!(refused(play.by(party, case, "ask_hearing", &[("case.reason", "处罚过重")])), "act.window_closed");
}

#[test]
fn a_suspected_crime_goes_to_the_police_within_the_hours_of_the_law() {
    let (w, site) = on("2022-10-24");
    let (play, case) = (Play(&w), filed(&w, site));
    play.at("2022-12-19T09:00");
    let crime = [("transfer.facts", "拒不执行停产指令，具有现实危险"), ("transfer.reported_on", "2022-12-19")];
    play.by(w.county(), case, "refer_crime", &crime).unwrap();
    assert_eq!(refused(play.by(w.county(), case, "decide", &DECIDED)), "act.not_now", "no fine in place of it");
    w.ticks();
    let transfer = play.found(w.county(), "transfer")[0];
    play.at("2022-12-20T10:00");
    let alone = [
        ("transfer.officers", "1"),
        ("transfer.officer_names", "李建国"),
        ("transfer.finding", "涉嫌危险作业罪，建议移送"),
    ];
    assert_eq!(refused(play.does(transfer, "verify", "verify", &alone)), "field.unreadable", "two at least");
    let two = [("transfer.officers", "2"), ("transfer.officer_names", "李建国、某乙"), alone[2]];
    play.does(transfer, "verify", "verify", &two).unwrap();
    assert_eq!(play.due(transfer, "decide"), "2022-12-24 00:00");
    play.at("2022-12-22T15:00");
    play.does(transfer, "decide", "approve", &[("transfer.reason", "同意移送")]).unwrap();
    assert_eq!(play.due(transfer, "send"), "2022-12-23 15:00", "a day by the clock");
    play.at("2022-12-23T10:00");
    let sent = [("transfer.police", "朝阳公安分局"), ("transfer.number", "移1号"), ("transfer.copied", "yes")];
    play.does(transfer, "send", "send", &sent).unwrap();
    assert_eq!(play.due(transfer, "answer"), "2022-12-27 00:00");
    play.at("2022-12-26T09:00");
    let no = [("transfer.answer", "refused"), ("transfer.answer_no", "不立1号"), ("transfer.reason", "情节轻微")];
    play.does(transfer, "answer", "record_refused", &no).unwrap();
    assert_eq!(play.due(transfer, "review"), "2022-12-30 00:00");
    play.at("2022-12-28T09:00");
    play.does(transfer, "review", "ask_review", &[("transfer.reason", "现实危险明显")]).unwrap();
    play.at("2022-12-30T09:00");
    let yes = [("transfer.answer", "filed"), ("transfer.answer_no", "立1号")];
    play.does(transfer, "review_answer", "record_review_filed", &yes).unwrap();
    w.ticks();
    assert_eq!((play.phase(transfer).as_str(), play.phase(case).as_str()), ("filed", "transferred"));
    play.does(case, "await", "end_transferred", &[("case.reason", "公安机关已立案")]).unwrap();
    assert!(!w.dossier(case).is_open());
}

#[test]
fn whoever_ordered_a_stop_does_not_review_it_and_a_coal_mine_has_twenty_days() {
    let (w, site) = on("2025-06-03");
    let play = Play(&w);
    let stop = |coal: &'static str| {
        [
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
            ("stop.coal", coal),
        ]
    };
    let blanket: Vec<(&str, &str)> = stop("no").into_iter().filter(|(field, _)| *field != "stop.restart").collect();
    let refusal = refused(play.begins(w.inspector(), ("stop_order", "order_on_site"), &at(site), &blanket));
    assert_eq!(refusal, "field.unreadable", "an order names what lets it start again");
    let order = play.begins(w.inspector(), ("stop_order", "order_on_site"), &at(site), &stop("no")).unwrap();
    assert_eq!(
        (play.due(order, "obey").as_str(), play.due(order, "see_through").as_str()),
        ("2025-06-04 09:00", "2025-10-01 00:00")
    );
    play.does(order, "obey", "report_obeyed", &[("stop.obeyed", "已停气"), ("stop.power_cut", "no")]).unwrap();
    play.at("2025-06-09T10:00");
    let unit = play.holder(&PostId::site(site, Role::Principal));
    play.by(unit, order, "ask_restart", &[("stop.corrected", "已安装")]).unwrap();
    assert_eq!(play.due(order, "review"), "2025-06-20 00:00", "ten days");
    let seen = [("stop.seen", "已安装并联动切断")];
    assert_eq!(refused(play.by(w.inspector(), order, "lift", &seen)), "act.apart");
    let other = w.hires("某乙", format!("{}#inspector", w.office(0)).parse().unwrap());
    play.by(other, order, "lift", &seen).unwrap();
    play.does(order, "close", "close", &[("stop.outcome", "已恢复")]).unwrap();
    assert_eq!(play.phase(order), "closed");

    let mine = play.begins(w.inspector(), ("stop_order", "order_on_site"), &at(site), &stop("yes")).unwrap();
    assert_eq!(play.due(mine, "publish_stop"), "2025-06-17 00:00", "five working days");
    play.by(unit, mine, "ask_restart", &[("stop.corrected", "已整改")]).unwrap();
    assert_eq!(play.due(mine, "review"), "2025-06-30 00:00", "twenty days");
    let closure = [("closure.rule", "CN-ENF-113-2"), ("closure.called_on", "2025-06-09")];
    play.does(mine, "see_through", "propose_closure", &closure).unwrap();
    w.ticks();
    let closure = play.found(w.county(), "closure")[0];
    let government = w.office(1).to_string();
    let submit = [
        ("closure.unit", "春城小厨"),
        ("closure.facts", "经停产整顿仍不具备条件"),
        ("closure.government", government.as_str()),
        ("closure.coal", "yes"),
    ];
    play.does(closure, "decide", "submit", &submit).unwrap();
    assert_eq!(play.due(closure, "government"), "2025-07-08 00:00", "twenty working days");
    let decision = [("closure.decision_no", "政〔2025〕3号"), ("closure.until", "2025-07-31"), ("closure.ban", "五年")];
    assert_eq!(refused(play.by(w.county(), closure, "close_down", &decision)), "act.not_yours");
    play.by(w.city(), closure, "close_down", &decision).unwrap();
    assert_eq!(play.due(closure, "publish"), "2025-06-17 00:00");
    let done = [("closure.done", "已拆除"), ("closure.licences", "yes")];
    play.does(closure, "carry_out", "carry_out", &done).unwrap();
    play.does(closure, "check", "confirm", &[("closure.reason", "到位")]).unwrap();
    assert_eq!(play.phase(closure), "closed");
}

fn told(w: &World, site: SiteId) -> SubjectId {
    let play = Play(w);
    let open = [
        ("dishonest.rule", "CN-DSH-06-4"),
        ("dishonest.called_on", "2023-10-19"),
        ("dishonest.reason", "瞒报一人死亡"),
    ];
    let of = play.begins(w.county(), ("dishonest", "open"), &at(site), &open).unwrap();
    assert_eq!(play.due(of, "decide"), "2023-11-03 00:00");
    play.at("2023-10-27T09:00");
    let tell = [("dishonest.unit", "乌拉盖矿"), ("dishonest.facts", "瞒报事故"), ("dishonest.told_on", "2023-10-27")];
    play.by(w.county(), of, "tell", &tell).unwrap();
    of
}

#[test]
fn nobody_is_listed_untold_and_three_years_end_the_listing() {
    let (w, site) = on("2023-10-19");
    let (play, of) = (Play(&w), told(&w, site));
    let list = [
        ("dishonest.decision_no", "失信〔2023〕1号"),
        ("dishonest.listed_on", "2023-11-09"),
        ("dishonest.reason", "申辩不成立"),
    ];
    play.at("2023-11-09T09:00");
    assert_eq!(refused(play.by(w.county(), of, "list", &list)), "act.apart", "whoever told it does not decide");
    let deputy = w.hires("副局长", format!("{}#head", w.office(0)).parse().unwrap());
    play.by(deputy, of, "list", &list).unwrap();
    assert_eq!(
        (play.due(of, "publish").as_str(), play.due(of, "remove").as_str()),
        ("2023-11-17 00:00", "2026-11-10 00:00")
    );
    let party = play.holder(&PostId::site(site, Role::Principal));
    let early = |months: &'static str| [("dishonest.months", months), ("dishonest.shown", "已履行")];
    assert_eq!(refused(play.by(party, of, "ask_early", &early("11"))), "field.unreadable");
    play.at("2024-11-11T09:00");
    play.by(party, of, "ask_early", &early("12")).unwrap();
    assert_eq!(play.due(of, "early"), "2024-12-10 00:00");
    let done = [("dishonesty.conditions_met", "yes"), ("dishonest.reason", "符合条件")];
    play.by(deputy, of, "remove_early", &done).unwrap();
    assert_eq!(play.phase(of), "removed");
}

#[test]
fn before_the_decree_nobody_is_listed_as_dishonest() {
    let (w, site) = on("2023-09-11");
    let open = [("dishonest.rule", "CN-DSH-06-4"), ("dishonest.called_on", "2023-09-11"), ("dishonest.reason", "瞒报")];
    let refusal = Play(&w).begins(w.county(), ("dishonest", "open"), &at(site), &open);
    assert_eq!(refused(refusal), "not_found");
}

#[test]
fn a_guardian_does_not_let_a_unit_out_of_key_supervision() {
    let (w, site) = on("2023-09-11");
    let play = Play(&w);
    let open = [("key.rule", "CN-DSH-T4"), ("key.called_on", "2023-09-11"), ("key.reason", "管理混乱")];
    let of = play.begins(w.county(), ("key_object", "open"), &at(site), &open).unwrap();
    assert_eq!(play.due(of, "decide"), "2023-09-15 00:00");
    let guardian = format!("{}#duty_officer", w.office(0));
    let list = [
        ("key.unit", "乌拉盖矿"),
        ("key.ground", "重大隐患逾期"),
        ("key.frequency", "12"),
        ("key.guardian", guardian.as_str()),
        ("key.exit", "连续两季度无重大隐患"),
        ("key.until", "2023-12-31"),
    ];
    play.by(w.county(), of, "list", &list).unwrap();
    play.at("2023-12-20T09:00");
    play.by(w.inspector(), of, "visit", &[("key.seen", "未见新问题")]).unwrap();
    play.does(of, "look_again", "ask_leave", &[("key.shown", "两季度无重大隐患")]).unwrap();
    let own = play.holder(&guardian.parse().unwrap());
    assert_eq!(refused(play.by(own, of, "leave", &[("key.reason", "符合")])), "act.not_yours");
    play.by(w.county(), of, "leave", &[("key.reason", "符合")]).unwrap();
    assert_eq!(play.phase(of), "left");
}

#[test]
fn a_meeting_deploys_what_each_office_signs_for_within_a_day() {
    let w = World::in_county(COUNTY).on("2022-09-28");
    let play = Play(&w);
    play.at("2022-09-28T16:00");
    let ground = Ground { place: Some(w.level(1)), ..Ground::default() };
    let meeting = [
        ("meeting.title", "餐饮瓶装液化气安全紧急会议"),
        ("meeting.kind", "redeployment"),
        ("meeting.held_at", "2022-09-28T15:00"),
        ("meeting.chaired_by", "delegate"),
        ("meeting.chair", "某副市长"),
        ("meeting.attended", "各区"),
        ("meeting.subject", "瓶装液化气"),
    ];
    let of = play.begins(w.city(), ("meeting", "hold"), &ground, &meeting).unwrap();
    assert_eq!(play.owed(of), ["delegation", "minutes"], "a delegate shows the delegation");
    play.does(of, "delegation", "show_delegation", &[("meeting.delegation", "市长委托")]).unwrap();
    let (issuer, county) = (w.office(1).to_string(), w.office(0).to_string());
    let deploy = [
        ("instruction.title", "逐户检查瓶装燃气"),
        ("instruction.text", "逐户检查，建立清单"),
        ("instruction.held_on", "2022-09-28"),
        ("instruction.issuer", issuer.as_str()),
        ("instruction.addressees", county.as_str()),
        ("instruction.until", "2022-10-31"),
    ];
    play.by(w.city(), of, "deploy", &deploy).unwrap();
    w.ticks();
    w.ticks();
    let slip = play.found(w.county(), "instruction_slip")[0];
    assert_eq!(play.due(slip, "sign_for"), "2022-09-29 16:00");
    let minutes = [("meeting.number", "纪要1号"), ("meeting.decisions", "开展排查")];
    play.does(of, "minutes", "issue_minutes", &minutes).unwrap();
    assert!(play.owed(of).contains(&"see_through".to_owned()));
}

#[test]
fn a_task_force_shows_its_five_parts_one_after_the_other() {
    let w = World::in_county(COUNTY).on("2022-10-10");
    let play = Play(&w);
    let lead = format!("{}#inspector", w.office(1));
    let found = [
        ("task_force.title", "瓶装燃气整治专班"),
        ("task_force.founded_on", "2022-10-10"),
        ("task_force.lead", lead.as_str()),
        ("task_force.members", "应急、住建、市场监管"),
        ("task_force.cycle", "每周"),
        ("task_force.sector", "燃气"),
        ("task_force.until", "2022-12-31"),
    ];
    let ground = Ground { place: Some(w.level(1)), ..Ground::default() };
    let of = play.begins(w.city(), ("task_force", "found"), &ground, &found).unwrap();
    assert_eq!(play.due(of, "list"), "2022-10-14 00:00");
    for (step, field) in [
        ("list", "task_force.list"),
        ("chart", "task_force.chart"),
        ("handbook", "task_force.handbook"),
        ("template", "task_force.template"),
        ("mechanism", "task_force.mechanism"),
    ] {
        assert_eq!(play.owed(of), [step]);
        assert_eq!(refused(play.by(w.city(), of, "close", &[("task_force.outcome", "完成")])), "act.not_now");
        play.does(of, step, &format!("attach_{step}"), &[(field, "见附件")]).unwrap();
    }
    assert_eq!((play.phase(of).as_str(), play.due(of, "work").as_str()), ("working", "2023-01-01 00:00"));
    play.by(w.city(), of, "close", &[("task_force.outcome", "完成")]).unwrap();
    assert!(!w.dossier(of).is_open());
}
