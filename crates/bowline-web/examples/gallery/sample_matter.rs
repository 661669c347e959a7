//! Made-up matters of a declared kind, for the gallery.

use super::*;
use bowline_core::facts::{Answer, Stage};
use bowline_core::rules::kinds::Ask;
use bowline_core::signals::MatterTally;
use bowline_service::views::matters::*;
use bowline_web::pages::matter::{BeginPage, MatterPage, WherePage};
use bowline_web::pages::matters::{KindsPage, MattersPage};
use std::collections::BTreeMap;

fn phases() -> Vec<PhaseView> {
    let phase = |id: &str, zh, en, stage| PhaseView { id: id.to_owned(), name: t(zh, en), stage };
    vec![
        phase("reported", "已上报", "Reported", Stage::Open),
        phase("graded", "已定级", "Graded", Stage::Open),
        phase("investigated", "调查中", "Under investigation", Stage::Open),
        phase("reported_out", "待批复", "Awaiting approval", Stage::Open),
        phase("closed", "已结案", "Closed", Stage::Done),
        phase("refuted", "已核销", "Refuted", Stage::Void),
    ]
}

fn kind(id: &str, address: &str, zh: &str, en: &str) -> KindView {
    let choices = [("general", "一般事故", "General", false), ("larger", "较大事故", "Larger", true)];
    KindView {
        id: id.parse().unwrap(),
        address: address.to_owned(),
        title: t(zh, en),
        phases: phases(),
        facet: Some(FacetView {
            ask: t("事故等级", "Grade"),
            choices: choices.into_iter().map(|(word, zh, en, grave)| (word.to_owned(), t(zh, en), grave)).collect(),
        }),
        begins: vec![
            ("report".to_owned(), t("单位上报事故", "Report an accident (site)")),
            ("receive".to_owned(), t("接报登记", "Record a report received")),
        ],
        about_site: true,
    }
}

fn line(no: &str, phase: usize, light: Light, due: Option<&str>) -> MatterLine {
    MatterLine {
        subject: SubjectId::derived(&["matter", no]),
        kind: "accident".parse().unwrap(),
        kind_title: t("生产安全事故", "Accident"),
        number: format!("221015-{no}"),
        text: "江北物流园冷库二层动火引燃保温材料，1 人死亡、4 人失踪".to_owned(),
        unit: (no != "204417").then(|| "吉林省江北物流有限公司".to_owned()),
        place: t("吉林省长春市宽城区", "Kuancheng, Changchun, Jilin"),
        place_code: place_code("220103"),
        facet: (phase > 0).then(|| ("larger".to_owned(), t("较大事故", "Larger accident"))),
        grave: true,
        phase: phases().swap_remove(phase),
        light,
        began: "2022-10-15".parse().unwrap(),
        due_at: due.map(at),
        provisional: false,
        late_beside: u32::from(light == Light::Red),
        act: due.map(|_| ActName {
            act: Act::of_kind("accident", "pass_on").unwrap(),
            name: t("报上一级", "Pass on upward"),
        }),
        owner: due.map(|_| inspector()),
        raised_to: (light == Light::Red).then(|| t("长春市应急管理局", "Changchun Emergency Bureau")),
        returned: u32::from(phase == 2),
    }
}

fn field(id: &str, kind: InputKind, ask: (&str, &str), optional: bool) -> FieldView {
    let input: Input = Input::plain(id.parse().unwrap(), kind, t(ask.0, ask.1));
    let ask =
        Ask { input: input.id.clone(), optional, not_before: None, not_after: None, same_as: None, of: Vec::new() };
    FieldView { input, ask, given: None, earliest: None, latest: None, offers: Vec::new() }
}

fn fields() -> Vec<FieldView> {
    let person = || InputKind::Number { unit: "person".to_owned() };
    let choices = [("fire", "火灾", "Fire"), ("collapse", "坍塌", "Collapse"), ("other", "其他", "Other")];
    let choices = choices.into_iter().map(|(word, zh, en)| (word.to_owned(), t(zh, en))).collect();
    let mut what = field("accident.what", InputKind::Text, ("事故经过", "What happened"), false);
    what.input.limits.lines = Some(4);
    what.input.help = Some(t("时间、地点、经过、现场救援情况", "Time, place, course, rescue under way"));
    let mut when = field("accident.at", InputKind::Moment, ("发生时间", "When it happened"), false);
    when.latest = Some(Answer::Moment(at("2022-10-15T09:00")));
    let mut dead = field("accident.dead", person(), ("死亡人数", "Deaths"), false);
    dead.given = Some(Answer::Number(1.0));
    vec![
        what,
        when,
        field("accident.sort", InputKind::Choice { choices }, ("事故类型", "Type"), false),
        dead,
        field("accident.missing", person(), ("下落不明人数", "Missing"), false),
        field("accident.fire_out", InputKind::Yes, ("火是否已扑灭", "Is the fire out?"), true),
        field("accident.photos", InputKind::Files, ("现场照片", "Photos of the scene"), true),
    ]
}

fn form(act: &str, zh: &str, en: &str, due: Option<&str>) -> FormView {
    FormView {
        act: act.to_owned(),
        name: t(zh, en),
        help: Some(t("接报后两小时内逐级上报。", "To be passed on within two hours of receipt.")),
        party: Some(t("县级值班员", "county duty officer")),
        due_at: due.map(at),
        said: Vec::new(),
        fields: fields(),
        takes_files: true,
    }
}

fn matter() -> MatterView {
    let answer = |id: &str, ask: (&str, &str), value: (&str, &str), answer| AnswerLine {
        input: id.parse().unwrap(),
        ask: t(ask.0, ask.1),
        value: t(value.0, value.1),
        answer,
    };
    let photo = Proof::new(ProofKind::Photo, "现场.jpg".to_owned(), "ab".repeat(32), 2_400_000);
    let answers = vec![
        answer(
            "accident.what",
            ("事故经过", "What happened"),
            ("冷库二层装修动火引燃保温材料。", "Hot work in the cold store lit the insulation."),
            Answer::Text("…".to_owned()),
        ),
        answer("accident.dead", ("死亡人数", "Deaths"), ("1 人", "1"), Answer::Number(1.0)),
        answer("accident.photos", ("现场照片", "Photos"), ("1 个文件", "1 file"), Answer::Files(vec![photo])),
    ];
    let mut way: Vec<(PhaseView, Option<Moment>)> = phases().into_iter().map(|phase| (phase, None)).collect();
    way[0].1 = Some(at("2022-10-15T07:41"));
    way[1].1 = Some(at("2022-10-15T08:02"));
    let party = |id: &str, zh, en, post| PartyLine { id: id.to_owned(), name: t(zh, en), post };
    MatterView {
        site_at: None,
        line: line("482193", 1, Light::Red, Some("2022-10-15T08:41")),
        address: "accidents".to_owned(),
        version: 4,
        way,
        particulars: vec![(t("统一社会信用代码", "Credit code"), Text::same("91220101MA0Y1XKC3L"))],
        site: None,
        answers: vec![ActAnswers {
            act: "report".to_owned(), name: t("单位上报事故", "Report an accident"), answers
        }],
        turn: Some(Turn {
            because: t("事故所在地应急管理局负责上报", "The bureau of the place passes it on"),
            working: t("自 07:41 起 1 小时：至 08:41", "1 hour from 07:41: until 08:41"),
        }),
        beside: story::hazard(&[]).beside,
        duties: story::hazard(&[]).duties,
        timeline: story::timeline(),
        reused: BTreeMap::new(),
        parties: vec![
            party("principal", "单位主要负责人", "Principal of the site", Some(unit_post())),
            party("county", "县级应急管理局", "County bureau", Some(county_head())),
            party("investigator", "调查组组长", "Head of the investigation", None),
        ],
        children: Vec::new(),
        related: vec![RelatedLine {
            subject: SubjectId::derived(&["matter", "2"]),
            word: "proposes".to_owned(),
            kind_title: t("约谈", "Interview"),
            address: "/matters/interviews".to_owned(),
            number: "221015-773120".to_owned(),
            text: "宽城区三个月内发生 2 起较大事故".to_owned(),
            phase: Some(phases().swap_remove(0)),
            facet: None,
        }],
        forms: vec![
            form("pass_on", "报上一级", "Pass on upward", Some("2022-10-15T08:41")),
            form("supplement", "补报", "Supplement", None),
        ],
        letters: vec![ActName { act: Act::SUPERVISE, name: t("逾期督办", "Oversight") }],
    }
}

fn attempt() -> Attempt {
    let form = Posted::from([("accident.what", "冷库二层起火"), ("accident.dead", "两人"), ("once", "k")]);
    let beside = vec![("accident.dead".to_owned(), t("“死亡人数”请填写数字。", "“Deaths”: enter a number."))];
    Attempt { key: "pass_on".to_owned(), form, said: beside[0].1.clone(), beside }
}

/// Two kinds with their counts.
pub fn kinds() -> Vec<(KindView, MatterTally)> {
    let tally = |open, overdue| MatterTally { open, overdue, ..MatterTally::default() };
    let interview = kind("interview", "interviews", "约谈", "Interviews");
    vec![(kind("accident", "accidents", "生产安全事故", "Accidents"), tally(12, 3)), (interview, tally(2, 0))]
}

fn families() -> Vec<FamilyView> {
    let kinds = kinds().into_iter().map(|(kind, _)| kind).collect();
    vec![FamilyView { title: Some(t("事故、约谈", "Accidents and interviews")), kinds }]
}

/// The pages of declared kinds.
pub fn pages(lang: Lang) -> Vec<(String, String)> {
    let v = |here: &str| visit(lang, here, true);
    let page = |name: &str, html: askama::Result<String>| (format!("{name}.{}", lang.tag()), html.unwrap());
    let accident = || kind("accident", "accidents", "生产安全事故", "Accidents");
    let lines = vec![
        line("482193", 1, Light::Red, Some("2022-10-15T08:41")),
        line("204417", 0, Light::Yellow, Some("2022-10-15T11:00")),
        line("731882", 2, Light::Green, Some("2022-11-15T00:00")),
        line("118204", 4, Light::Green, None),
    ];
    let list = MatterList {
        kind: accident(),
        page: Page { lines, next: Some("c".to_owned()) },
        total: Some(12),
        newest_recorded: false,
        from: None,
    };
    let filter = MatterFilter { state: MatterState::Open, ..MatterFilter::default() };
    let below = [(place_code("220103"), t("宽城区", "Kuancheng"))];
    let begin = BeginView {
        kind: accident(),
        form: form("report", "单位上报事故", "Report an accident (site)", None),
        site: Some((SiteId::derived(&["s"]), "吉林省江北物流有限公司".to_owned())),
        place: Some((place_code("220103"), t("吉林省长春市宽城区", "Kuancheng, Changchun, Jilin"))),
        office: Some((office("220103"), t("长春市宽城区应急管理局", "Kuancheng Emergency Bureau"))),
    };
    let ground = Ground { site: Some(SiteId::derived(&["s"])), ..Ground::default() };
    let at = "/matters/accidents";
    vec![
        page("kinds", KindsPage::from(&v("/matters"), &families(), &kinds()).render()),
        page("matters", MattersPage::from(&v(at), &filter, &list, &below).render()),
        page("matter", MatterPage::from(&v(at), &matter(), None).render()),
        page("matter-refused", MatterPage::from(&v(at), &matter(), Some(&attempt())).render()),
        page("begin-where", WherePage::from(&v(at), &accident(), &choices(), Posted::default(), None).render()),
        page("begin", BeginPage::from(&v(at), &begin, &ground, None).render()),
    ]
}
