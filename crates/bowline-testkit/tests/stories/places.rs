//! The law of a matter is that of its place: a city's over its province's over the nation's, whatever came first.

use bowline_core::facts::{Answer, Answers, Fact, Grade};
use bowline_core::ids::{PlaceCode, Role, RuleId, SubjectId};
use bowline_core::obligations::Ask;
use bowline_core::rules::{PackFiles, PackTree};
use bowline_core::time::Day;
use bowline_service::{embedded_pack, packs_in_force, shipped_files};
use bowline_testkit::{Person, Site, World, answers, post};

/// 历下区 of 济南, in Shandong; 市南区 of 青岛, in Shandong too; 长安区 of 石家庄, in Hebei.
const JINAN: &str = "370102";
const QINGDAO: &str = "370202";
const HEBEI: &str = "130102";
const NATION: &str = "cn-national@1";
const SHANDONG: &str = "cn-shandong@1 over cn-national@1";
const GAS_09: &str = "CN-HAZ-GAS-09-1";

fn place(code: &str) -> PlaceCode {
    code.parse().unwrap()
}

/// A county of Shandong, with another of a city there and one of Hebei beside.
fn world() -> World {
    let w = World::in_county(JINAN).on("2026-11-27");
    for county in [QINGDAO, HEBEI] {
        w.app().offices().load(place(county), &mut |_, _| {}).unwrap();
        let _ = w.hires("刘洋", post(county, Role::Inspector));
    }
    w
}

/// The name of the pack in force in a place.
fn law<'w>(w: &'w World, code: &str) -> &'w str {
    w.app().law().at(Some(place(code))).pack().name()
}

/// The inspector of a county.
fn inspector<'w>(w: &'w World, county: &str) -> Person<'w> {
    w.holder(&post(county, Role::Inspector))
}

fn site(w: &World, county: &str) -> Site {
    Site { name: format!("同名饭店{county}"), place: place(county), ..w.site() }
}

/// The same hazard in a county: gas of a density of 0.6 underground.
fn gas(w: &World, county: &str) -> SubjectId {
    let who = inspector(w, county);
    let h = who.finds("地下室用气，未书面告知", &site(w, county));
    let mut given: Answers = answers(&[
        ("gas.operator", true),
        ("gas.used_underground", true),
        ("gas.found_user_defect", true),
        ("gas.notified_in_writing", false),
    ]);
    given.insert("gas.relative_density".parse().unwrap(), Answer::Number(0.6));
    who.asks(h, Ask::Grade { candidates: vec![GAS_09.parse().unwrap()], answers: given }).unwrap();
    h
}

fn grade(w: &World, of: SubjectId) -> Option<Grade> {
    w.dossier(of).hazard()?.graded.as_ref().map(|graded| graded.grade)
}

fn facts(w: &World, of: SubjectId) -> Vec<Fact> {
    w.app().store().log().facts(of).unwrap()
}

/// The packs that the facts of a dossier name, each once.
fn packs(w: &World, of: SubjectId) -> Vec<String> {
    let mut packs: Vec<String> = facts(w, of).into_iter().map(|fact| fact.pack).collect();
    packs.dedup();
    packs
}

/// Shandong's pack as shipped, one version on, with a gas rule that is stricter than the nation's.
fn stricter_shandong() -> PackFiles {
    let (mut files, nation) = (shipped_files("cn-shandong"), shipped_files("cn-national"));
    let version = files.get_mut("pack.toml").unwrap();
    *version = version.replace("version = 1", "version = 2");
    for path in ["rules/gas/cn-haz-gas-09-1.toml", "rules/gas/cn-haz-gas-09-1.cases.toml"] {
        let text = nation[path].replace("0.75", "0.5").replace("0.74", "0.49").replace(" = 0.6\n", " = 0.4\n");
        files.insert(path.to_owned(), text);
    }
    files
}

/// A pack of Hebei, or of a city there, with one clock in place of the nation's two hours for a report.
fn hebei(id: &str, place: &str, over: &str, clock: &str, minutes: u32) -> PackFiles {
    let pack = format!(
        "id = \"{id}\"\nversion = 1\ntitle = {{ zh = \"地方\", en = \"Local\" }}\nlicence = \"Apache-2.0\"\n\
         checked_on = 2026-11-21\nover = \"{over}\"\nplace = \"{place}\"\n"
    );
    let shandong = shipped_files("cn-shandong");
    let rule =
        shandong["clocks/accident/cn-acc-l-sd-1.toml"].replace("id = \"CN-ACC-L-SD-1\"", &format!("id = \"{clock}\""));
    let cases = format!(
        "[[case]]\nname = {{ zh = \"准时\", en = \"In time\" }}\nstart = 2025-05-06T10:30:00+08:00\n\
         due = 2025-05-06T10:{}:00+08:00\n\n[[case]]\nname = {{ zh = \"施行之前\", en = \"Before\" }}\n\
         start = 2021-12-30T10:30:00+08:00\nexpect = \"not_in_force\"\n",
        30 + minutes
    );
    let clock = clock.to_lowercase();
    PackFiles::from([
        ("pack.toml".to_owned(), pack),
        ("instruments.toml".to_owned(), shandong["instruments.toml"].clone()),
        (format!("clocks/{clock}.toml"), rule.replace("minutes = 30", &format!("minutes = {minutes}"))),
        (format!("clocks/{clock}.cases.toml"), cases),
    ])
}

/// Two of the nation's people put a pack in force, and the program starts again.
fn adopt(w: &mut World, files: &PackFiles) {
    let proposed = w.app().packs().propose(&w.nation().who(), files).unwrap_or_else(|why| panic!("{}", why.text().en));
    let second = w.hires("何晓明", post(w.level(3).as_str(), Role::Inspector));
    w.app().packs().activate(&second.who(), &proposed.name, &proposed.sha256).unwrap();
    let packs = packs_in_force(w.app().store(), "cn-national").unwrap();
    w.restarts_under(packs);
}

#[test]
fn equal_facts_are_decided_by_the_law_of_their_place() {
    let mut w = world();
    let (before, elsewhere) = (gas(&w, JINAN), gas(&w, HEBEI));
    assert_eq!((grade(&w, before), grade(&w, elsewhere)), (Some(Grade::General), Some(Grade::General)));
    assert_eq!((packs(&w, before), packs(&w, elsewhere)), (vec![SHANDONG.to_owned()], vec![NATION.to_owned()]));

    let files = stricter_shandong();
    let told = w.app().packs().rehearse(&w.app().packs().with(&files).unwrap(), 3, &mut |_, _| {}).unwrap();
    assert_eq!((told.dossiers, told.differing), (2, 1), "Hebei keeps the law of the nation");
    assert_eq!((told.old.as_str(), told.new.as_str()), (SHANDONG, "cn-shandong@2 over cn-national@1"));
    adopt(&mut w, &files);

    let (now, same) = (gas(&w, JINAN), gas(&w, HEBEI));
    assert_eq!((grade(&w, now), grade(&w, same)), (Some(Grade::Major), Some(Grade::General)));
    assert_eq!(packs(&w, now), ["cn-shandong@2 over cn-national@1"]);
    assert_eq!(grade(&w, before), Some(Grade::General), "what was decided stays");
    assert_eq!(packs(&w, before), [SHANDONG]);

    let page = w.app().hazards().one(&inspector(&w, JINAN).who(), now).unwrap();
    assert_eq!((page.rulebook.0.name.as_str(), page.rulebook.1), ("cn-shandong@2 over cn-national@1", place(JINAN)));
    assert_eq!(page.rulebook.0.title.zh, "山东省地方规则库");
    let graded = page.timeline.iter().find(|it| it.kind == "hazard.graded").unwrap();
    let said: Vec<&str> = graded.details.iter().map(|text| text.en.as_str()).collect();
    assert!(
        said.contains(&"Rulebook applied: Local rulebook for Shandong (cn-shandong@2 over cn-national@1)"),
        "{said:?}"
    );
}

#[test]
fn ladders_run_and_duties_open_under_the_pack_of_the_place() {
    let w = world();
    let both = [(JINAN, SHANDONG), (HEBEI, NATION)].map(|(county, pack)| {
        let h = gas(&w, county);
        (h, pack)
    });
    w.after_days(40);
    for (h, pack) in both {
        let fired = facts(&w, h).into_iter().filter(|fact| fact.what.kind() == "rung.fired").count();
        assert!(fired >= 3, "nobody ordered for forty days: {}", w.story(h));
        assert_eq!(packs(&w, h), [pack]);
    }
    let alarms = w.app().store().log().after(0, u32::MAX).unwrap();
    let alarms = alarms.iter().filter(|(_, fact)| fact.what.kind() == "alarm.raised" && fact.place == place("130100"));
    assert!(alarms.map(|(_, fact)| fact.pack.as_str()).all(|pack| pack == NATION));
}

#[test]
fn the_law_of_a_city_lies_over_that_of_its_province() {
    let w = world();
    let h = gas(&w, QINGDAO);
    assert_eq!(packs(&w, h), ["cn-qingdao@1 over cn-shandong@1 over cn-national@1"]);

    let rule = |at: &str, id: &str| w.app().law().at(Some(place(at))).rule(&id.parse::<RuleId>().unwrap(), None);
    assert!(rule(QINGDAO, "CN-HID-LIST-4").is_ok() && rule(JINAN, "CN-HID-LIST-4").is_err());
    // Shandong's half hour in place of the nation's two hours holds in its cities too, and nowhere else.
    for inside in [JINAN, QINGDAO] {
        assert!(rule(inside, "CN-ACC-L-SD-1").is_ok());
        let nation = rule(inside, "CN-ACC-10-1").unwrap();
        assert_eq!(nation.editions.last().unwrap().valid.to, Some(Day::constant(2021, 12, 30)));
    }
    assert!(rule(HEBEI, "CN-ACC-L-SD-1").is_err());
    assert_eq!(rule(HEBEI, "CN-ACC-10-1").unwrap().editions.last().unwrap().valid.to, None);
}

#[test]
fn a_folder_that_was_kept_under_one_pack_opens_under_all() {
    let mut w = world();
    w.restarts_under(embedded_pack("cn-national").unwrap());
    let old = gas(&w, JINAN);
    assert_eq!(packs(&w, old), [NATION]);
    w.after_days(3);
    let packs_now = packs_in_force(w.app().store(), "cn-national").unwrap();
    w.restarts_under(packs_now);
    w.county().orders(old, "2026-12-20");
    w.after_days(30);
    assert_eq!(packs(&w, old), [NATION, SHANDONG], "old facts keep their pack");
}

#[test]
fn a_province_that_comes_later_lies_under_its_cities_and_binds_them() {
    let mut w = world();
    adopt(&mut w, &hebei("cn-sjz", "130100", "cn-national", "CN-SJZ-1", 20));
    assert_eq!(law(&w, HEBEI), "cn-sjz@1 over cn-national@1");
    // The city's twenty minutes would be longer than the ten of the province.
    let stricter = hebei("cn-hebei", "130000", "cn-national", "CN-ACC-10-1", 10);
    let refused = w.app().packs().propose(&w.nation().who(), &stricter).unwrap_err();
    assert!(refused.text().en.contains("cn-sjz") && refused.text().en.contains("looser"), "{}", refused.text().en);
    adopt(&mut w, &hebei("cn-hebei", "130000", "cn-national", "CN-HB-1", 29));
    assert_eq!(law(&w, HEBEI), "cn-sjz@1 over cn-hebei@1 over cn-national@1");
    assert_eq!(law(&w, "130200"), "cn-hebei@1 over cn-national@1");
}

#[test]
fn what_does_not_fit_over_the_packs_in_force_is_not_proposed() {
    let w = world();
    let propose = |files: &PackFiles| w.app().packs().propose(&w.nation().who(), files).unwrap_err();
    // Twenty minutes for the whole nation: Henan's two hours for general accidents would be looser.
    let mut nation = shipped_files("cn-national");
    for (path, text) in nation.iter_mut().filter(|(path, _)| path.contains("cn-acc-10-1.") || *path == "pack.toml") {
        *text = text.replace("version = 1", "version = 2").replace("hours = 2", "minutes = 20");
        assert!(path == "pack.toml" || !text.contains("term = { hours"), "{path}");
    }
    let refused = propose(&nation).text();
    assert!(refused.en.contains("cn-henan") && refused.en.contains("looser"), "{}", refused.en);
    assert!(refused.zh.contains("cn-henan") && refused.zh.contains("宽松"), "{}", refused.zh);

    assert_eq!(propose(&shipped_files("cn-shandong")).code(), "pack.not_later");
    let twice = hebei("cn-other", "370000", "cn-national", "CN-OTHER-1", 20);
    assert!(propose(&twice).text().en.contains("a place has one rulebook"), "{}", propose(&twice).text().en);
    let abroad = propose(&shipped_files("us-federal"));
    assert!(abroad.text().en.contains("is gone") || abroad.code() == "pack.not_later", "{}", abroad.text().en);
    assert_eq!(w.app().packs().proposed().unwrap(), None);
}

#[test]
fn every_pack_of_a_place_is_in_force_there() {
    let w = world();
    let named = |code: &str| law(&w, code).split('@').next().unwrap().to_owned();
    let each = [
        ("140100", "cn-shanxi"),
        ("350982", "cn-fujian"),
        ("350981", "cn-fuan"),
        ("350602", "cn-zhangzhou"),
        ("370102", "cn-shandong"),
        ("370202", "cn-qingdao"),
        ("410102", "cn-zhengzhou"),
        ("410202", "cn-henan"),
        ("420102", "cn-hubei"),
        ("440103", "cn-guangdong"),
        ("440303", "cn-shenzhen"),
        ("450102", "cn-guangxi"),
        ("500101", "cn-chongqing"),
        ("630102", "cn-qinghai"),
        ("220104", "cn-national"),
        ("000000", "cn-national"),
    ];
    for (code, pack) in each {
        assert_eq!(named(code), pack, "{code}");
    }
    let one: PackTree = w.app().pack().clone().into();
    assert_eq!(one.at(w.app().places(), place(JINAN)).name(), NATION);
}
