//! Who is in charge and who answers: an industry that nobody supervises, one topic along its whole chain, an assessment, an
//! objection to a light, several authorities on one visit. The dates are those of the specification.

use crate::kinds_campaign::{acts, begins, code, due, form, found, only, owed, phase, refused};
use bowline_core::facts::{Answer, Stage};
use bowline_core::ids::{OfficeId, PlaceCode, PostId, Role, SubjectId};
use bowline_testkit::{Person, World};

fn office(place: PlaceCode, department: &str) -> OfficeId {
    OfficeId { place, department: department.parse().unwrap() }
}

fn head<'w>(w: &'w World, name: &str, office: &OfficeId) -> Person<'w> {
    w.hires(name, PostId::office(office.clone(), Role::Head))
}

/// The matter of a kind that is in charge of an office.
fn of_office(w: &World, who: Person<'_>, of: &str, office: &OfficeId) -> SubjectId {
    let own = |it: &SubjectId| w.dossier(*it).declared().unwrap().begun.office == *office;
    found(w, who, of).into_iter().find(own).unwrap_or_else(|| panic!("{office} has no {of}"))
}

#[test]
fn an_industry_of_which_nobody_is_in_charge_gets_an_authority_by_nearest_business() {
    let w = World::in_county("220104").on("2022-10-10");
    let (committee, culture) = (office(w.level(0), "safety-committee"), office(w.level(0), "culture"));
    let (advisor, named) = (head(&w, "于洋", &committee), head(&w, "白雪", &culture));
    let (committee_id, government_id, culture_id) =
        (committee.to_string(), w.office(1).to_string(), culture.to_string());
    let opened = [
        ("assignment.what", "密室逃脱"),
        ("assignment.found_on", "2022-10-10"),
        ("assignment.advisor", committee_id.as_str()),
        ("assignment.government", &government_id),
        ("assignment.reason", "各部门均称不属本部门"),
    ];
    let a = begins(&w, w.inspector(), 0, ("assignment", "open"), &opened).unwrap();
    let dates = (due(&w, a, "advise"), due(&w, a, "decide"));
    assert_eq!((dates.0.as_str(), dates.1.as_str()), ("2022-10-18 00:00", "2022-11-01 00:00"));
    let decide = [("assignment.named", culture_id.as_str()), ("assignment.document", "朝府办函〔2022〕1号")];
    assert_eq!(refused(w.city(), a, "decide", &decide), "act.not_now", "first somebody advises");
    acts(advisor, a, "advise", &[("assignment.nearest", &culture_id), ("assignment.reason", "属文化娱乐")]);
    acts(named, a, "contest", &[("assignment.reason", "属体育")]);
    w.after_days(18);
    assert_eq!(refused(w.city(), a, "decide", &decide[1..]), "assignment.named", "somebody is named");
    acts(w.city(), a, "decide", &decide);
    assert_eq!(due(&w, a, "accept"), "2022-11-03 00:00");
    let publish = [("assignment.published_where", "政府网站")];
    assert_eq!(refused(w.city(), a, "publish", &publish), "act.not_now", "accepted first");
    acts(named, a, "accept", &[]);
    acts(w.city(), a, "publish", &publish);
    assert_eq!(phase(&w, a), ("published".to_owned(), Stage::Done));
}

#[test]
fn a_chain_has_one_authority_a_stage_and_each_gap_asks_for_one() {
    let w = World::in_county("210102").on("2024-05-06");
    let (market, fire) = (office(w.level(1), "market"), office(w.level(1), "fire"));
    let (makers, parking) = (head(&w, "于波", &market), head(&w, "郝亮", &fire));
    let (lead, market_id, fire_id) = (w.office(2).to_string(), market.to_string(), fire.to_string());
    let province = || w.holder(&PostId::office(w.office(2), Role::Head));
    let drawn = |stages: &[&'static str]| {
        let ids =
            stages.iter().map(|id| ("chain.stage_leads", if *id == "market" { &market_id } else { &fire_id }.clone()));
        let fixed = [
            ("chain.topic", "电动自行车".to_owned()),
            ("chain.begun_on", "2024-05-06".to_owned()),
            ("chain.lead", lead.clone()),
            ("chain.stages", "生产销售；停放充电；报废".to_owned()),
            ("chain.hand_overs", "改装电池溯源".to_owned()),
        ];
        ids.chain(fixed).collect::<Vec<_>>()
    };
    assert!(begins(&w, province(), 2, ("chain", "draw"), &form(&[], &drawn(&[]))).is_err(), "a stage has an authority");
    let chain = begins(&w, province(), 2, ("chain", "draw"), &form(&[], &drawn(&["market", "fire"]))).unwrap();
    w.ticks();
    let stage = of_office(&w, parking, "chain_stage", &fire);
    assert_eq!(due(&w, stage, "confirm"), "2024-05-18 00:00", "ten working days; Saturday 11 is worked");
    let confirmed = [("chain.stage", "停放充电"), ("chain.posts", "防火监督岗"), ("chain.checklist", "改装电池")];
    acts(parking, stage, "confirm", &confirmed);
    acts(province(), chain, "find_gap", &[("chain.gap", "电池报废处置"), ("chain.gap_found_on", "2024-05-06")]);
    assert_eq!(due(&w, chain, "fill_gap"), "2024-05-12 00:00");
    let asked = [("chain.advisor", lead.as_str()), ("chain.government", &lead)];
    acts(province(), chain, "fill_gap", &asked);
    w.ticks();
    let gap = only(&w, province(), "assignment");
    assert_eq!(owed(&w, gap), ["advise", "decide"]);
    let passed =
        [("chain.pass_to", market_id.as_str()), ("chain.passed", "改装电池四十块"), ("chain.passed_on", "2024-05-06")];
    acts(parking, stage, "pass_on", &passed);
    w.ticks();
    let handover = only(&w, makers, "handover");
    assert_eq!(due(&w, handover, "take"), "2024-05-10 00:00", "three working days");
    acts(makers, handover, "take", &[("handover.until", "2024-05-16")]);
    acts(makers, handover, "finish", &[("handover.done", "已查处销售门店")]);
    assert_eq!(
        refused(province(), chain, "close", &[("chain.outcome", "完成")]),
        "act.not_now",
        "with a gap it stays open"
    );
}

#[test]
fn an_assessment_scores_tells_hears_an_objection_and_asks_for_a_plan_in_a_month() {
    let w = World::in_county("220104").on("2022-07-01");
    let scorer = PostId::office(office(w.level(3), "safety-committee"), Role::Inspector);
    let group = w.hires("周岚", scorer.clone());
    let (assessor, unit, scorer_id) = (w.office(3).to_string(), w.office(2).to_string(), scorer.to_string());
    let announced = |weights: &'static str| {
        [
            ("assessment.title", "2021年度考核"),
            ("assessment.year", "2021"),
            ("assessment.announced_on", "2022-07-01"),
            ("assessment.assessor", assessor.as_str()),
            ("assessment.assessed", unit.as_str()),
            ("assessment.sheet", "迟报一次扣0.5分"),
            ("assessment.weights", weights),
            ("assessment.self_until", "2022-07-20"),
            ("assessment.score_until", "2022-08-20"),
            ("assessment.until", "2022-12-31"),
            ("assessment.scorer", scorer_id.as_str()),
        ]
        .map(|(input, value)| (input, value.to_owned()))
    };
    let wrong = begins(&w, w.nation(), 3, ("assessment", "announce"), &form(&[], &announced("99"))).unwrap_err();
    assert_eq!(code(&wrong), "assessment.weights");
    let all = begins(&w, w.nation(), 3, ("assessment", "announce"), &form(&[], &announced("100"))).unwrap();
    w.ticks();
    let province = w.holder(&PostId::office(w.office(2), Role::Head));
    let slip = only(&w, province, "assessment_slip");
    let scored = [("assessment.score", "58.5"), ("assessment.basis", "第12项扣1分")];
    acts(province, slip, "self_report", &[("assessment.self_report", "自评85分")]);
    assert_eq!(refused(province, slip, "score", &scored), "act.not_yours", "nobody scores his own place");
    acts(group, slip, "score", &scored);
    let grade = || w.dossier(slip).declared().unwrap().answers[&"assessment.grade".parse().unwrap()].clone();
    assert_eq!(grade(), Answer::Choice("fail".to_owned()));
    acts(w.nation(), slip, "tell", &[("assessment.told_on", "2022-07-01"), ("assessment.failed", "yes")]);
    acts(province, slip, "object", &[("assessment.objection", "合并后重复计算")]);
    let circular = [("assessment.circulated", "安委〔2022〕1号")];
    assert_eq!(refused(w.nation(), slip, "circulate", &circular), "act.not_now", "first the objection is answered");
    let again = [("assessment.score", "59.0"), ("assessment.answer", "已更正"), ("assessment.failed", "yes")];
    acts(w.nation(), slip, "correct", &again);
    assert_eq!(grade(), Answer::Choice("fail".to_owned()));
    w.after_days(61);
    acts(w.nation(), slip, "circulate", &circular);
    assert_eq!(w.app().today(), "2022-08-31".parse().unwrap());
    assert_eq!(due(&w, slip, "plan"), "2022-10-01 00:00", "one month from the 31st");
    acts(province, slip, "submit_plan", &[("assessment.plan", "逐项整改")]);
    acts(w.nation(), slip, "accept_plan", &[]);
    w.ticks();
    acts(w.nation(), all, "close", &[("assessment.outcome", "完成")]);
    assert_eq!(phase(&w, all).1, Stage::Done);
}

#[test]
fn an_objection_to_a_light_is_answered_by_who_keeps_the_data_and_a_second_person() {
    let w = World::in_county("220104").on("2022-10-13");
    let keeper = w.office(1).to_string();
    let said = [
        ("light_objection.about", "朝阳区三件重大隐患逾期"),
        ("light_objection.colour", "red"),
        ("light_objection.lit_on", "2022-10-13"),
        ("light_objection.objected_on", "2022-10-13"),
        ("light_objection.keeper", keeper.as_str()),
        ("light_objection.fact", "其中一件市里已于10月11日复查通过，未录入"),
    ];
    let none = begins(&w, w.county(), 0, ("light_objection", "object"), &said[..5]).unwrap_err();
    assert_eq!(code(&none), "light_objection.fact", "an objection names a fact");
    let a = begins(&w, w.county(), 0, ("light_objection", "object"), &said).unwrap();
    assert_eq!(due(&w, a, "answer"), "2022-10-19 00:00");
    let corrected = [("light_objection.corrected", "10月11日已复查通过")];
    assert_eq!(refused(w.county(), a, "correct", &corrected), "act.not_yours");
    acts(w.city(), a, "correct", &corrected);
    assert_eq!(refused(w.city(), a, "confirm", &[]), "act.apart", "a second person confirms");
    let second = w.hires("刘梅", PostId::office(w.office(1), Role::Head));
    acts(second, a, "confirm", &[]);
    assert_eq!(phase(&w, a), ("corrected".to_owned(), Stage::Done));
}

#[test]
fn a_joint_visit_waits_for_every_authority_and_keeps_its_dissent() {
    let w = World::in_county("220104").on("2022-10-08");
    let (market, fire) = (office(w.level(0), "market"), office(w.level(0), "fire"));
    let (lead, market_id, fire_id) = (w.office(0).to_string(), market.to_string(), fire.to_string());
    let planned = [
        ("joint_visit.subject", "餐饮场所燃气联合检查"),
        ("joint_visit.planned_on", "2022-10-10"),
        ("joint_visit.lead_office", lead.as_str()),
        ("joint_visit.departments", &market_id),
        ("joint_visit.departments", &fire_id),
        ("joint_visit.where", "红旗街十户"),
        ("joint_visit.scope", "市场监管查气瓶，消防查通道"),
    ];
    let joint = begins(&w, w.inspector(), 0, ("joint_visit", "plan"), &planned).unwrap();
    w.ticks();
    assert_eq!(due(&w, joint, "record"), "2022-10-14 00:00");
    let record = [("joint_visit.record", "发现问题五项")];
    for (department, opinion) in [(market, "agree"), (fire, "dissent")] {
        assert_eq!(refused(w.inspector(), joint, "record", &record), "act.not_now", "a part is open");
        let chief = head(&w, "乔安", &department);
        let part = of_office(&w, chief, "joint_visit_part", &department);
        acts(chief, part, "confirm", &[("joint_visit.person", "张三")]);
        let signed =
            [("joint_visit.findings", "两项"), ("joint_visit.opinion", opinion), ("joint_visit.reason", "见附")];
        acts(chief, part, "sign", &signed);
        w.ticks();
    }
    acts(w.inspector(), joint, "record", &record);
    assert_eq!(phase(&w, joint), ("closed".to_owned(), Stage::Done));
}
