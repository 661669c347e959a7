//! Made-up data for every page. Names and places are invented or public; nothing here is a finding about anybody.

use askama::Template;
use bowline_core::facts::{
    Act, Completeness, EngineRan, Grade, ImportCommitted, Light, Proof, ProofKind, RungFired, Source,
};
use bowline_core::ids::{CaseNumber, ObligationId, OfficeId, PersonId, PlaceCode, PostId, Role, SiteId, SubjectId};
use bowline_core::obligations::Phase;
use bowline_core::places::Tile;
use bowline_core::rules::{Input, InputKind, Signal};
use bowline_core::signals::{Flow, ImportRow, RunRow, Tally};
use bowline_core::time::{Day, Moment};
use bowline_core::words::{Lang, Text};
use bowline_service::views::*;
use bowline_web::answer::Problem;
use bowline_web::kept::Waiting;
use bowline_web::pages::attempt::Attempt;
use bowline_web::pages::hazard::HazardPage;
use bowline_web::pages::report::ReportPage;
use bowline_web::pages::whereabouts::Choices;
use bowline_web::pages::{desk, engine, hazards, import, place, place_order, problem, sign_in};
use bowline_web::{posted::Posted, reader::Reader, visit::Visit};
use std::sync::Arc;

#[path = "sample_desk.rs"]
mod desks;
#[path = "sample_import.rs"]
mod ledger;
#[path = "sample_matter.rs"]
mod matters;
#[path = "sample_story.rs"]
mod story;
use desks::{alarms, desk_view, nothing};
use ledger::preview;
pub use story::hazard;
use story::list;

fn at(text: &str) -> Moment {
    format!("{text}:00+08:00").parse().unwrap()
}
fn t(zh: &str, en: &str) -> Text {
    Text::new(zh, en)
}
fn place_code(code: &str) -> PlaceCode {
    code.parse().unwrap()
}
fn office(code: &str) -> OfficeId {
    format!("{code}/emergency").parse().unwrap()
}
fn post(zh: &str, en: &str, holders: &[&str]) -> PostView {
    let post = PostId::office(office("220104"), Role::Head);
    PostView { post, title: t(zh, en), holders: holders.iter().map(|it| Text::same(*it)).collect() }
}
fn county_head() -> PostView {
    post("长春市朝阳区应急管理局 负责人", "Chaoyang District Emergency Bureau, head", &["孙立"])
}
fn inspector() -> PostView {
    post("长春市朝阳区应急管理局 执法检查人员", "Chaoyang District Emergency Bureau, inspector", &["李敏", "赵强"])
}
fn unit_post() -> PostView {
    post("春城火锅（红旗街店） 安全管理人员", "Chuncheng Hotpot (Hongqi Street), safety officer", &["王芳"])
}
fn city_head() -> PostView {
    post("长春市应急管理局 负责人", "Changchun Emergency Bureau, head", &[])
}

fn visit(lang: Lang, here: &str, who: bool) -> Visit {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let reader = Reader::new(lang, zone, at("2022-10-15T09:00"));
    let person = Who {
        person: PersonId::derived(&["li"]),
        name: "李敏".to_owned(),
        posts: vec![inspector()],
        scope: Scope::Place(place_code("220104")),
        interests: Default::default(),
    };
    Visit {
        reader,
        who: who.then(|| Arc::new(person)),
        token: None,
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        path: here.to_owned(),
        doors: Arc::default(),
        here: here.to_owned(),
        once: "k".to_owned(),
        idempotency_key: None,
        demo: true,
        json: false,
        export: None,
    }
}

/// The page of one hazard in several phases.
fn hazard_pages(lang: Lang) -> Vec<(String, String)> {
    let v = |here: &str| visit(lang, here, true);
    let tried = Posted::from([("text", "立即停用后厨气瓶间，安装可燃气体报警器。"), ("deadline", "2022-10-09")]);
    let early = t(
        "“整改期限”不能早于 2022-10-16；请改为当日或以后。",
        "“deadline” cannot be before 2022-10-16; choose that day or a later one.",
    );
    let attempt = Attempt { key: "order".to_owned(), form: tried, said: early, beside: Vec::new() };
    let page = |name: &str, html: String| (format!("{name}.{}", lang.tag()), html);
    vec![
        page(
            "hazard-verify",
            HazardPage::from(&v("/hazards/1"), &hazard(&[Act::VERIFY, Act::SUPERVISE]), None).render().unwrap(),
        ),
        page(
            "hazard-order",
            HazardPage::from(
                &v("/hazards/1"),
                &hazard(&[Act::ORDER, Act::CONTROL, Act::PLAN, Act::RECTIFY]),
                Some(&attempt),
            )
            .render()
            .unwrap(),
        ),
        page(
            "hazard-grade",
            HazardPage::from(&v("/hazards/1"), &hazard(&[Act::GRADE]), Some(&graded())).render().unwrap(),
        ),
        page("hazard-done", HazardPage::from(&v("/hazards/1"), &hazard(&[]), None).render().unwrap()),
    ]
}

/// The pages of an import.
fn import_pages(lang: Lang) -> Vec<(String, String)> {
    let v = |here: &str| visit(lang, here, true);
    let faults = preview();
    let page = |name: &str, html: String| (format!("{name}.{}", lang.tag()), html);
    vec![
        page("import", import::StartPage::new(&v("/import"), None).render().unwrap()),
        page(
            "import-preview",
            import::PreviewPage::from(&v("/import/7"), &faults, None, &Posted::default()).render().unwrap(),
        ),
        page(
            "import-progress",
            import::ProgressPage::from(
                &v("/import/7"),
                "7",
                &ImportProgress { done: 1800, total: 4312, finished: None, failed: None },
            )
            .render()
            .unwrap(),
        ),
        page(
            "import-done",
            import::ProgressPage::from(
                &v("/import/7"),
                "7",
                &ImportProgress { done: 4312, total: 4312, finished: Some(preview()), failed: None },
            )
            .render()
            .unwrap(),
        ),
    ]
}

/// Every page in a language: name and HTML.
pub fn pages(lang: Lang) -> Vec<(String, String)> {
    let v = |here: &str| visit(lang, here, true);
    let out = visit(lang, "/sign-in", false);
    let plain = Visit { demo: false, ..out.clone() };
    let page = |name: &str, html: String| (format!("{name}.{}", lang.tag()), html);
    let mut pages = vec![
        page("sign-in", sign_in::SignInPage::from(&out, &personas(), Waiting::default(), None).render().unwrap()),
        page(
            "sign-in-key",
            sign_in::SignInPage::from(&plain, &[], Waiting::default(), Some("密钥不正确；请核对后再试。".to_owned()))
                .render()
                .unwrap(),
        ),
        page("desk", desk::DeskPage::from(&v("/desk"), &desk_view()).render().unwrap()),
        page("desk-empty", desk::DeskPage::from(&v("/desk"), &nothing()).render().unwrap()),
        page(
            "place",
            place::PlacePage::from(
                &v("/places/220100"),
                &jurisdiction(),
                &matters::kinds(),
                place_order::PlaceOrder::default(),
            )
            .render()
            .unwrap(),
        ),
        page(
            "hazards",
            hazards::HazardsPage::from(
                &v("/hazards"),
                &HazardFilter { open: true, ..HazardFilter::default() },
                &list(),
            )
            .render()
            .unwrap(),
        ),
        page(
            "report",
            ReportPage::from(&v("/report"), &choices(), Posted::from([("find", "火锅"), ("unit", "某")]), None)
                .render()
                .unwrap(),
        ),
        page(
            "report-own",
            ReportPage::from(&v("/report"), &Choices { sites: sites(), ..Choices::default() }, Posted::default(), None)
                .render()
                .unwrap(),
        ),
        page("engine", engine::EnginePage::from(&v("/engine"), &engine_view()).render().unwrap()),
        page("problem-404", problem::ProblemPage::of(&v("/x"), &Problem::NotFound, None).render().unwrap()),
        page(
            "problem-500",
            problem::ProblemPage::of(&v("/x"), &Problem::Fault(String::new().into()), Some("9C41D2E0".to_owned()))
                .render()
                .unwrap(),
        ),
    ];
    pages.extend(hazard_pages(lang));
    pages.extend(import_pages(lang));
    pages.extend(matters::pages(lang));
    pages
}

/// The page of a hazard whose unit and description somebody else wrote.
#[allow(dead_code, reason = "used by the tests, not by the gallery")]
pub fn hazard_with(words: &str) -> String {
    let mut view = hazard(&[Act::VERIFY]);
    view.line.unit = words.to_owned();
    view.line.description = words.to_owned();
    HazardPage::from(&visit(Lang::En, words, true), &view, None).render().unwrap()
}

fn graded() -> Attempt {
    let form = Posted::from([("criterion", "CN-HAZ-GAS-09-1"), ("q:CN-HAZ-GAS-09-1:gas.alarm_fitted", "no")]);
    Attempt {
        key: "grade".to_owned(),
        form,
        said: t("尚不能判定，请回答：lpg.stored_kg。", "Not yet known; answer: lpg.stored_kg."),
        beside: Vec::new(),
    }
}

fn personas() -> Vec<Persona> {
    let persona = |key: &str, name: &str, title: Text, hint: Text| Persona {
        person: PersonId::derived(&[key]),
        name: name.to_owned(),
        key: key.to_owned(),
        title,
        hint,
    };
    vec![
        persona(
            "safety-officer",
            "王芳",
            t("春城火锅（红旗街店） 安全管理人员", "Chuncheng Hotpot, safety officer"),
            t(
                "签收交办，拍照提交整改证明；试试自己复查自己——会被拒绝。",
                "Accept an order and hand in photos; then try to verify your own work: it is refused.",
            ),
        ),
        persona(
            "inspector",
            "李敏",
            t("长春市朝阳区应急管理局 执法检查人员", "Chaoyang District, inspector"),
            t("上报一条隐患，判定是否重大，复查整改。", "Report a hazard, grade it, verify the fix."),
        ),
        persona(
            "county",
            "孙立",
            t("长春市朝阳区应急管理局 负责人", "Chaoyang District, head of the bureau"),
            t(
                "交办、销号；把时钟拨快三天，看逾期怎样升级。",
                "Order and close off; turn the clock three days and watch what is late climb.",
            ),
        ),
        persona(
            "city",
            "周明",
            t("长春市应急管理局 负责人", "Changchun City, head of the bureau"),
            t("督办逾期事项，下钻到区县。", "Supervise what is late; drill down to the districts."),
        ),
        persona(
            "province",
            "郑华",
            t("吉林省应急管理厅 负责人", "Jilin Province, head of the department"),
            t("看全省红黄绿灯和原因。", "See the lights of the province, with reasons."),
        ),
        persona(
            "nation",
            "何平",
            t("应急管理部 负责人", "Ministry of Emergency Management, head"),
            t("从全国到一条隐患。", "From the nation down to one hazard."),
        ),
    ]
}

fn tally(open: i64, overdue: i64) -> Tally {
    Tally {
        found: open * 9,
        open,
        open_major: open / 8,
        overdue,
        overdue_major: overdue / 4,
        raised: overdue / 2,
        verified: open * 5,
        closed_by_ledger: open * 3,
        alarms: 1,
    }
}

fn place_line(code: &str, zh: &str, en: &str, light: Signal, open: i64, overdue: i64) -> PlaceLine {
    let (reason, to_green) = match light {
        Signal::Red => (
            t("2 条重大隐患逾期超过 7 天", "2 major hazards late for more than 7 days"),
            t("办结这 2 条逾期的重大隐患", "finish these 2 late major hazards"),
        ),
        Signal::Yellow => {
            (t("逾期率 6.2%，高于 5%", "6.2 % late, above 5 %"), t("再办结 4 条逾期事项", "finish 4 more late matters"))
        }
        _ => (t("没有逾期的重大隐患，逾期率低于 5%", "no major hazard late, less than 5 % late"), Text::default()),
    };
    PlaceLine {
        place: place_code(code),
        name: t(zh, en),
        tally: tally(open, overdue),
        light: PlaceLight { light, reason, since: None, to_green },
        false_closing: None,
        last_found: None,
        has_children: true,
    }
}

fn jurisdiction() -> Jurisdiction {
    let first: Day = "2022-08-01".parse().unwrap();
    let day = |n: i64| {
        (
            first.checked_add(jiff::Span::new().days(n)).unwrap(),
            Flow { found: 20 + (n * 7) % 13 - n % 3, verified: 14 + (n * 5) % 11, late: (n * 3) % 7 },
        )
    };
    let sector = |section: &str, zh: &str, en: &str, grade, open| SectorLine {
        section: section.to_owned(),
        name: t(zh, en),
        grade,
        tally: Tally { open, ..Tally::default() },
    };
    Jurisdiction {
        may_merge: false,
        merged_into: None,
        merged_from: Vec::new(),
        here: place_line("220100", "长春市", "Changchun", Signal::Red, 1_284, 96),
        path: vec![(place_code("220000"), t("吉林省", "Jilin")), (place_code("220100"), t("长春市", "Changchun"))],
        has_look_backs: true,
        tiles: ["220103", "220113", "220104", "220102", "220112"]
            .iter()
            .zip(0..)
            .map(|(code, at)| Tile {
                place: place_code(code),
                x: at % 3,
                y: at / 3,
                short: None,
                letters: None,
                connected: true,
            })
            .collect(),
        without_data: 1,
        silent: 0,
        children: vec![
            place_line("220104", "朝阳区", "Chaoyang District", Signal::Red, 402, 51),
            place_line("220102", "南关区", "Nanguan District", Signal::Yellow, 377, 31),
            place_line("220103", "宽城区", "Kuancheng District", Signal::Green, 311, 8),
            place_line("220112", "双阳区", "Shuangyang District", Signal::Green, 194, 6),
            PlaceLine {
                tally: Tally::default(),
                ..place_line("220113", "九台区", "Jiutai District", Signal::NoData, 0, 0)
            },
        ],
        sectors: vec![
            sector("H", "住宿和餐饮业", "Hotels and restaurants", Some(Grade::Major), 61),
            sector("H", "住宿和餐饮业", "Hotels and restaurants", Some(Grade::General), 402),
            sector("C", "制造业", "Manufacturing", Some(Grade::General), 318),
            sector("C", "制造业", "Manufacturing", Some(Grade::Major), 40),
            sector("C", "制造业", "Manufacturing", None, 22),
            sector("E", "建筑业", "Construction", Some(Grade::General), 210),
            sector("F", "批发和零售业", "Wholesale and retail trade", Some(Grade::General), 171),
            sector("B", "采矿业", "Mining", Some(Grade::Major), 9),
        ],
        days_back: 60,
        days: (0..76).map(day).collect(),
    }
}

fn sites() -> Vec<SiteLine> {
    let site = |name: &str| SiteLine {
        site: SiteId::derived(&[name]),
        name: name.to_owned(),
        place: t("吉林省长春市朝阳区", "Chaoyang, Changchun, Jilin"),
    };
    vec![site("春城火锅（红旗街店）"), site("老李火锅城")]
}

fn choices() -> Choices {
    let level = |chosen: Option<&str>| {
        (
            vec![
                (place_code("220104001"), t("红旗街道", "Hongqi Subdistrict")),
                (place_code("220104002"), t("桂林街道", "Guilin Subdistrict")),
            ],
            chosen.map(place_code),
        )
    };
    Choices {
        sites: sites(),
        searchable: true,
        own: Some(t("吉林省长春市朝阳区", "Chaoyang, Changchun, Jilin")),
        levels: vec![level(Some("220104001")), level(None)],
        sectors: vec![("H62".to_owned(), t("餐饮业", "Restaurants"))],
    }
}

fn engine_view() -> EngineView {
    let run = |n: u32, late| RunRow {
        subject: SubjectId::derived(&["engine"]),
        version: n,
        at: at(&format!("2022-10-15T0{n}:05")),
        run: EngineRan {
            until: at("2022-10-15T08:05"),
            dossiers: 31,
            rungs: 44,
            late_rungs: late,
            duties: 12,
            alarms: 1,
            completeness: Completeness { open: 4_120, clocks: 4_120, ..Completeness::default() },
        },
    };
    let import = ImportCommitted {
        file: "朝阳区2022年隐患台账.xlsx".to_owned(),
        sha256: "ab".repeat(32),
        rows: 4_312,
        accepted: 4_101,
        duplicates: 198,
        refused: 13,
        revised: 2,
    };
    EngineView {
        runs: vec![run(8, 0), run(7, 3), run(6, 0)],
        alarms: vec![alarms()],
        open_alarms: 23,
        offices: 12,
        vacant: Vacant { heads: 2, inspectors: 3 },
        imports: vec![ImportRow {
            subject: SubjectId::derived(&["import"]),
            version: 1,
            at: at("2022-10-10T15:00"),
            place: "220104".parse().expect("a code"),
            import,
        }],
        mail: bowline_service::MailStatus::default(),
        facts: 48_211,
    }
}
