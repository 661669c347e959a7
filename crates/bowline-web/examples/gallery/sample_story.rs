//! A made-up hazard with its whole story, for the gallery.

use super::*;
use bowline_core::facts::{Capture, Spot};
use std::collections::BTreeMap;

pub fn line(phase: Phase, light: Light, grade: Option<Grade>) -> HazardLine {
    HazardLine {
        subject: SubjectId::derived(&["hazard", "1"]),
        number: Some(CaseNumber(48_213)),
        unit: "春城火锅（红旗街店）".to_owned(),
        description: "后厨气瓶间未安装可燃气体报警器，存放 50 kg 气瓶 4 只".to_owned(),
        place: t("吉林省长春市朝阳区红旗街道", "Hongqi Subdistrict, Chaoyang, Changchun, Jilin"),
        grade,
        phase,
        light,
        found_on: "2022-10-08".parse().unwrap(),
        due_at: phase.is_open().then(|| at("2022-10-12T00:00")),
        provisional: false,
        late_beside: 1,
        act: Some(Act::VERIFY),
        owner: phase.is_open().then(inspector),
        raised_to: (light != Light::Green).then(|| t("长春市应急管理局", "Changchun Emergency Bureau")),
    }
}

pub fn list() -> HazardList {
    let lines = vec![
        line(Phase::Submitted, Light::Red, Some(Grade::Major)),
        line(Phase::Ordered, Light::Yellow, Some(Grade::General)),
        line(Phase::Found, Light::Green, None),
        line(Phase::ClosedByLedger, Light::Green, Some(Grade::General)),
    ];
    HazardList {
        page: Page { lines, next: Some("c".to_owned()) },
        total: Some(1_284),
        newest_recorded: false,
        number: None,
        waits_for: Vec::new(),
    }
}

pub fn entry(
    version: u32,
    kind: &'static str,
    held: &str,
    learned: &str,
    by: (&str, &str),
    title: (&str, &str),
    details: &[(&str, &str)],
) -> TimelineEntry {
    TimelineEntry {
        version,
        kind: kind.to_owned(),
        held: at(held),
        learned: at(learned),
        by: t(by.0, by.1),
        title: t(title.0, title.1),
        details: details.iter().map(|(zh, en)| t(zh, en)).collect(),
        proofs: Vec::new(),
        light: None,
    }
}

/// A photo that was handed in twice here, and in two other matters, of which one is shown.
fn reuse() -> ReuseView {
    let line = ReuseLine {
        kind_title: t("隐患", "Hazard"),
        address: "/hazards/1".to_owned(),
        number: CaseNumber(47_911).to_string(),
        unit: "春城火锅（桂林路店）".to_owned(),
    };
    ReuseView { here: 2, elsewhere: 2, lines: vec![line] }
}

pub fn timeline() -> Vec<TimelineEntry> {
    let (li, wang) = (
        ("李敏 · 朝阳区应急管理局 执法检查人员", "Li Min · Chaoyang inspector"),
        ("王芳 · 春城火锅 安全管理人员", "Wang Fang · safety officer"),
    );
    let mut proof = entry(
        8,
        "hazard.proof_submitted",
        "2022-10-11T10:20",
        "2022-10-11T10:20",
        wang,
        ("提交整改证明", "Proof handed in"),
        &[("已安装报警器 2 台，气瓶减至 1 只。", "Two alarms fitted, one cylinder left.")],
    );
    proof.proofs = vec![
        Proof {
            capture: Capture { at: Some(at("2022-10-11T09:58")), spot: Spot::of(43.8812, 125.3243) },
            ..Proof::new(ProofKind::Photo, "报警器.jpg", "ab".repeat(32), 2_400_000)
        },
        Proof::new(ProofKind::Document, "安装验收单.pdf", "cd".repeat(32), 310_000),
    ];
    let [late, red] = late_rungs();
    vec![
        entry(
            1,
            "hazard.found",
            "2022-10-08T00:00",
            "2022-10-08T09:12",
            li,
            ("发现隐患（监督检查）", "Hazard found (inspection)"),
            &[("后厨气瓶间未安装可燃气体报警器", "No gas alarm in the cylinder room behind the kitchen")],
        ),
        entry(
            2,
            "hazard.graded",
            "2022-10-08T09:30",
            "2022-10-08T09:30",
            li,
            ("判定为重大事故隐患", "Graded: major accident hazard"),
            &[(
                "CN-HAZ-GAS-09-1 成立：存放 200 kg > 100 kg 且无报警器",
                "CN-HAZ-GAS-09-1 holds: 200 kg stored > 100 kg and no alarm",
            )],
        ),
        entry(
            4,
            "hazard.ordered",
            "2022-10-08T09:41",
            "2022-10-08T09:41",
            li,
            ("交办，限 10 月 10 日前整改", "Ordered, to be fixed by 10 October"),
            &[],
        ),
        entry(6, "hazard.accepted", "2022-10-08T11:05", "2022-10-08T11:05", wang, ("已签收", "Order accepted"), &[]),
        proof,
        late,
        red,
    ]
}

/// Two rungs of a late verification.
fn late_rungs() -> [TimelineEntry; 2] {
    let engine = ("引擎", "Engine");
    let mut late = entry(
        9,
        "rung.fired",
        "2022-10-12T00:00",
        "2022-10-12T00:05",
        engine,
        ("复查逾期：黄灯，转市级督办", "Verification late: yellow; the city must supervise"),
        &[("长春市应急管理局 3 个工作日内督办", "Changchun Emergency Bureau to supervise within 3 working days")],
    );
    late.light = Some(Light::Yellow);
    let mut red = entry(
        11,
        "rung.fired",
        "2022-10-15T00:00",
        "2022-10-15T00:05",
        engine,
        ("复查逾期 3 天：红灯", "Verification 3 days late: red"),
        &[],
    );
    red.light = Some(Light::Red);
    [late, red]
}

pub fn duty(no: u32, act: Act, owner: PostView, due: &str, light: Light, standing: &'static str) -> DutyView {
    DutyView {
        id: ObligationId { subject: SubjectId::derived(&["hazard", "1"]), no },
        act,
        name: act.name(),
        owner,
        owner_because: t("发现地所属的应急管理局负责复查", "The emergency bureau of the place verifies"),
        due_at: at(due),
        working: t("自 2022-10-11 起 1 个自然日：至 2022-10-11", "1 calendar day from 2022-10-11: until 2022-10-11"),
        because: vec![
            t("第 8 条：提交整改证明", "Fact 8: proof handed in"),
            t("《安全生产法》第七十条", "Work Safety Law, article 70"),
        ],
        verifier: county_head(),
        superior: Some(t("长春市应急管理局", "Changchun Emergency Bureau")),
        light,
        standing,
        provisional: false,
        quiet_until: None,
        rungs: if light == Light::Green {
            vec![]
        } else {
            vec![RungFired {
                no,
                rung: "yellow".to_owned(),
                scheduled: at("2022-10-12T00:00"),
                noticed: at("2022-10-12T00:05"),
                light: Some(Light::Yellow),
                opened: Some(9),
                unsupervised: false,
            }]
        },
        watches: (act == Act::SUPERVISE).then_some(7),
    }
}

pub fn criteria() -> Vec<CriterionView> {
    let q = |input: &str, zh: &str, en: &str, kind| Input::plain(input.parse().unwrap(), kind, t(zh, en));
    let criterion = |id: &str, set: &str, zh: &str, en: &str, questions: Vec<Input>, decidable| CriterionView {
        id: id.parse().unwrap(),
        title: t(zh, en),
        set: set.to_owned(),
        set_name: t("城镇燃气经营", "Urban gas operators"),
        citation: t("《城镇燃气经营安全重大隐患判定标准》第九条", "Criteria for city gas, article 9"),
        questions,
        decidable,
    };
    let kind = InputKind::Choice {
        choices: [("restaurant".to_owned(), t("餐饮", "restaurant")), ("hotel".to_owned(), t("住宿", "hotel"))].into(),
    };
    vec![
        criterion(
            "CN-HAZ-GAS-09-1",
            "GAS",
            "气瓶间超量存放且未安装报警器",
            "Cylinders above the limit and no alarm",
            vec![
                q("gas.alarm_fitted", "是否安装可燃气体报警器？", "Is a gas alarm fitted?", InputKind::Yes),
                q(
                    "lpg.stored_kg",
                    "液化石油气存放总量",
                    "LPG stored in all",
                    InputKind::Number { unit: "kg".to_owned() },
                ),
                q("unit.kind", "单位类型", "Kind of unit", kind),
            ],
            true,
        ),
        criterion(
            "CN-HAZ-GAS-09-9",
            "GAS",
            "其他可能导致重大事故的情形",
            "Other circumstances that may lead to a major accident",
            vec![],
            false,
        ),
        criterion(
            "CN-HAZ-FIRE-06-2",
            "FIRE",
            "安全出口上锁或被封堵",
            "Exits locked or blocked",
            vec![q("exit.blocked", "安全出口是否被锁闭或封堵？", "Is an exit locked or blocked?", InputKind::Yes)],
            true,
        ),
    ]
}

/// A hazard in which these acts are next.
pub fn hazard(next: &[Act]) -> HazardView {
    let closed = next.is_empty();
    let line = if closed {
        line(Phase::ClosedOff, Light::Green, Some(Grade::Major))
    } else {
        line(Phase::Submitted, Light::Red, Some(Grade::Major))
    };
    HazardView {
        site_at: Some((43.88, 125.32)),
        line,
        version: 11,
        particulars: vec![
            (t("统一社会信用代码", "Credit code"), Text::same("91220104609984990J")),
            (t("行业", "Sector"), t("H62 餐饮业", "H62 Restaurants")),
            (t("所属集团", "Group"), t("春城餐饮集团", "Chuncheng Group")),
        ],
        rulebook: (
            law::PackLine {
                name: "cn-national@1".to_owned(),
                title: t("全国安全生产规则库", "National work-safety rulebook"),
                checked_on: Day::constant(2026, 11, 21),
            },
            "220104".parse().unwrap(),
        ),
        source: Source::Inspection,
        forms: FormsView {
            unit_post: PostId::site(SiteId::derived(&["a"]), Role::SafetyOfficer),
            criteria: criteria(),
            money: t("元", "yuan"),
        },
        dates: dates::DueDates {
            suggested: ("2022-10-18".parse().unwrap(), t("重大隐患：3 个工作日", "Major: 3 working days")),
            latest: None,
            ordered: Some("2022-10-20".parse().unwrap()),
        },
        beside: vec![Owed {
            act: Act::PLAN,
            name: Act::PLAN.name(),
            owner: unit_post(),
            due_at: at("2022-10-12T00:00"),
            provisional: false,
        }],
        timeline: timeline(),
        reused: BTreeMap::from([("ab".repeat(32), reuse())]),
        duties: vec![
            duty(7, Act::VERIFY, inspector(), "2022-10-12T00:00", Light::Red, "open"),
            duty(9, Act::SUPERVISE, city_head(), "2022-10-19T00:00", Light::Green, "open"),
            duty(2, Act::ORDER, county_head(), "2022-10-09T09:30", Light::Green, "done"),
            duty(5, Act::RECTIFY, unit_post(), "2022-10-11T00:00", Light::Green, "done"),
        ],
        next: next.to_vec(),
    }
}
