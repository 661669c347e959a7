//! An accident over HTTP: the head of the unit reports it, the county passes it on, wrong answers are said beside their
//! fields and nothing typed is lost, others see nothing, and what a machine is told is what the page shows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

#[path = "../../bowline/tests/common/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;

#[path = "common/served.rs"]
mod served;

use bowline_core::ids::{PostId, Role};
use bowline_testkit::{Person, World};
use http::{Answered, get, post};
use served::{Served, serve};

/// Somebody at a browser.
struct Browser<'a> {
    served: &'a Served,
    cookies: String,
}

/// A world behind the pages, and the site that has an accident.
fn served() -> Served {
    let world = World::in_county("220104").on("2022-10-08");
    // The site is registered by the first hazard that is found there.
    let _ = world.inspector().finds("灭火器过期", &world.site());
    serve(world)
}

impl Served {
    fn browser_of(&self, person: Person<'_>, lang: &str) -> Browser<'_> {
        let token = self.token_of(&person);
        Browser { served: self, cookies: format!("bowline={token}; lang={lang}") }
    }

    fn principal(&self) -> Person<'_> {
        self.world.holder(&PostId::site(self.world.site_id(&self.world.site()), Role::Principal))
    }

    fn duty_officer(&self, above: usize) -> Person<'_> {
        self.world.hires("韩梅", PostId::office(self.world.office(above), Role::DutyOfficer))
    }
}

impl Browser<'_> {
    fn sees(&self, path: &str) -> String {
        let page = get(&self.served.address, path, &self.cookies);
        assert_eq!(page.status, 200, "{path}: {page:?}");
        page.body
    }

    fn status(&self, path: &str) -> u16 {
        get(&self.served.address, path, &self.cookies).status
    }

    fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let once = self.served.world.app().requests().new_key();
        let fields = [("once", once.as_str())].into_iter().chain(fields.iter().copied());
        let form: Vec<String> =
            fields.map(|(name, value)| format!("{name}={}", bowline_web::address::encode(value))).collect();
        post(&self.served.address, path, &self.cookies, &form.join("&"))
    }
}

/// Its form, with the deaths as somebody typed them.
fn report<'a>(site: &'a str, deaths: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("act", "report"),
        ("site", site),
        ("accident.happened_at", "2022-10-08T08:30"),
        ("accident.kind", "other"),
        ("accident.deaths", deaths),
        ("accident.injured", "2"),
        ("accident.summary", "后厨气瓶间爆燃"),
        ("accident.measures", "已疏散并关闭气源"),
    ]
}

/// What stands in an attribute of a page.
fn attribute<'p>(page: &'p str, name: &str) -> &'p str {
    page.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[test]
fn an_accident_is_reported_by_its_unit_and_passed_on_by_the_county() {
    let served = served();
    let (unit, county) = (served.browser_of(served.principal(), "zh"), served.browser_of(served.duty_officer(0), "en"));
    let site = served.world.site_id(&served.world.site()).to_string();
    assert!(unit.sees("/matters").contains("data-kind=\"accident\""));
    let form = unit.sees("/matters/accidents/new");
    assert!(form.contains("data-test=\"form-begin\"") && form.contains("name=\"accident.deaths\""), "{form}");

    let refused = unit.sends("/matters/accidents/new", &report(&site, "两人"));
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(refused.body.contains("id=\"error-report-accident.deaths\""), "{}", refused.body);
    assert!(refused.body.contains("value=\"两人\"") && refused.body.contains("后厨气瓶间爆燃</textarea>"));
    assert!(unit.sees("/matters/accidents").contains("data-test=\"empty\""), "nothing was written");

    let begun = unit.sends("/matters/accidents/new", &report(&site, "1"));
    assert_eq!(begun.status, 303, "{begun:?}");
    let dossier = begun.header("location").unwrap().to_owned();
    let page = county.sees(&dossier);
    assert!(page.contains("data-phase=\"reported\"") && page.contains("data-test=\"next-pass_on\""), "{page}");
    assert!(page.contains("Report upward") && page.contains("data-test=\"turn-working\""), "{page}");
    assert!(county.sees("/desk").contains(&format!("href=\"{dossier}\"")), "the desk leads to it");

    let version = attribute(&page, "name=\"version\" value").to_owned();
    let act = format!("{dossier}/pass_on");
    let empty = county.sends(&act, &[("version", &version), ("accident.told_others", "")]);
    assert_eq!(empty.status, 422, "{empty:?}");
    assert!(empty.body.contains("id=\"error-pass_on-accident.told_others\""), "{}", empty.body);
    let passed = county.sends(&act, &[("version", &version), ("accident.told_others", "区政府")]);
    assert_eq!(passed.status, 303, "{passed:?}");
    let page = county.sees(passed.header("location").unwrap());
    assert!(page.contains("data-test=\"flash\"") && !page.contains("data-test=\"next-pass_on\""), "{page}");
    assert!(page.contains("区政府"), "{page}");

    let stale = county.sends(&act, &[("version", &version), ("accident.told_others", "区政府和工会")]);
    assert_eq!(stale.status, 422, "{stale:?}");
    assert!(stale.body.contains("data-test=\"typed\"") && stale.body.contains("区政府和工会"), "{}", stale.body);
}

#[test]
fn a_machine_is_told_what_the_page_shows_and_others_see_nothing() {
    let served = served();
    let unit = served.browser_of(served.principal(), "zh");
    let site = served.world.site_id(&served.world.site()).to_string();
    let begun = unit.sends("/matters/accidents/new", &report(&site, "3"));
    let dossier = begun.header("location").unwrap().to_owned();
    let json = |path: &str| serde_json::from_str::<serde_json::Value>(&unit.sees(path)).unwrap();

    let (page, told) = (unit.sees(&dossier), json(&format!("{dossier}?format=json")));
    let number = told["line"]["number"].as_str().unwrap();
    assert!(page.contains(number) && page.contains(told["line"]["phase"].as_str().unwrap()), "{told}");
    assert_eq!(attribute(&page, "data-phase"), told["line"]["phase_key"].as_str().unwrap());
    assert_eq!(told["line"]["stage"], "open");
    let answers = told["answers"][0]["answers"].as_array().unwrap();
    let deaths = answers.iter().find(|it| it["input"] == "accident.deaths").unwrap();
    assert!(deaths["answer"].to_string().contains('3') && page.contains(deaths["value"].as_str().unwrap()), "{deaths}");
    for form in told["forms"].as_array().unwrap() {
        assert!(page.contains(&format!("data-test=\"next-{}\"", form["key"].as_str().unwrap())), "{form}");
    }

    let list = json("/matters/accidents?state=open&format=json");
    assert_eq!((list["lines"].as_array().unwrap().len(), list["total"].as_i64()), (1, Some(1)), "{list}");
    let found = unit.sees(&format!("/matters/accidents?search={number}"));
    assert!(found.contains(&format!("href=\"{dossier}\"")), "a number finds it: {found}");
    assert!(unit.sees("/matters/accidents?state=closed").contains("data-test=\"empty\""));

    let next_door = "220103".parse().unwrap();
    let _ = served.world.app().offices().load(next_door, &mut |_, _| {}).unwrap();
    let elsewhere = "220103/emergency".parse().unwrap();
    let other = served.world.hires("马骏", PostId::office(elsewhere, Role::DutyOfficer));
    let other = served.browser_of(other, "en");
    assert_eq!(other.status(&dossier), 404);
    assert!(!other.sees("/matters/accidents").contains(&dossier));
    assert_eq!(unit.status("/matters/nothing"), 404);
    assert_eq!(unit.status(&dossier.replace("accidents", "interviews")), 404);
}

#[test]
fn an_official_says_first_where_it_happened() {
    let served = served();
    let county = served.browser_of(served.duty_officer(0), "en");
    let page = county.sees("/matters/accidents/new?act=report");
    assert!(page.contains("data-test=\"form-where\"") && page.contains("data-test=\"find-site\""), "{page}");
    let name = bowline_web::address::encode(&served.world.site().name);
    let found = county.sees(&format!("/matters/accidents/new?act=report&find={name}&go=find"));
    let site = served.world.site_id(&served.world.site()).to_string();
    assert!(found.contains(&format!("value=\"{site}\"")), "{found}");
    let unsaid = county.sees("/matters/accidents/new?act=report&go=on");
    assert!(unsaid.contains("data-test=\"refusal\"") && unsaid.contains("data-test=\"form-where\""), "{unsaid}");
    let form = county.sees(&format!("/matters/accidents/new?act=report&site={site}&go=on"));
    assert!(form.contains("data-test=\"form-begin\"") && form.contains("name=\"site\""), "{form}");
}

#[test]
fn a_head_hands_a_post_over_on_the_page() {
    let served = served();
    let w = &served.world;
    let head = served.browser_of(w.county(), "zh");
    let page = head.sees("/posts");
    assert!(page.contains("data-post=\"220104/emergency#inspector\"") && page.contains("自 2018"), "{page}");
    let (leaver, today) = (w.inspector().id().to_string(), w.day(0).to_string());
    let seat = "220104/emergency#inspector";
    let form = |name, from| {
        [
            ("post", seat),
            ("way", "hand_over"),
            ("leaver", leaver.as_str()),
            ("to", "new"),
            ("name", name),
            ("from", from),
        ]
    };
    let refused = head.sends("/posts", &form("陆<新", "2020-01-01"));
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(
        refused.body.contains("日期不能早于今天") && refused.body.contains("value=\"陆&#60;新\""),
        "{}",
        refused.body
    );
    let done = head.sends("/posts", &form("陆新", &today));
    assert_eq!((done.status, done.header("location")), (303, Some("/posts?done=1")), "{done:?}");
    let page = head.sees("/posts?done=1");
    assert!(page.contains("陆新") && page.contains("期限均未改变"), "{page}");
    // Whoever has no post there sees neither the page of the office nor may change it.
    let unit = served.browser_of(served.principal(), "en");
    assert!(!unit.sees("/posts").contains(seat));
    assert_eq!(unit.sends("/posts", &form("陆新", &today)).status, 404);
}

#[test]
fn a_city_counts_and_draws_a_look_back_and_each_is_told_with_its_result() {
    let served = served();
    let w = &served.world;
    let hazard = w.inspector().finds("使用液化气罐", &w.site());
    w.inspector().grades_major(
        hazard,
        "CN-HAZ-FIRE-17-6.8",
        &[
            ("fire.crowd_place", true),
            ("fire.flammables_against_rules", true),
            ("fire.corrected_at_once", false),
            ("fire.not_judged", false),
        ],
    );
    w.county().orders(hazard, "2022-10-20");
    let officer = w.safety_officer();
    officer.accepts(hazard);
    officer.controls(hazard);
    officer.plans(hazard);
    officer.submits_proof(hazard);
    w.inspector().verifies(hazard);
    w.county().closes_off(hazard);

    let county = served.browser_of(w.county(), "en");
    assert!(!county.sees("/look-backs").contains("form-draw"), "a county draws nothing");
    let days = [("from", "2022-10-01"), ("until", "2022-10-08")];
    assert_eq!(county.sends("/look-backs", &[days[0], days[1], ("source", "7"), ("go", "draw")]).status, 404);
    let city = served.browser_of(w.city(), "en");
    let counted = city.sends("/look-backs", &[days[0], days[1], ("go", "count")]);
    assert!(counted.body.contains("Closed: 1. Strata by verifier and county: 1. To be drawn: 1."), "{}", counted.body);
    let refused = city.sends("/look-backs", &[("from", "?"), days[1], ("source", "7"), ("go", "draw")]);
    assert!(refused.status == 422 && refused.body.contains("Select a date."), "{refused:?}");
    let drawn = city.sends("/look-backs", &[days[0], days[1], ("source", "Lottery 22117"), ("go", "draw")]);
    assert_eq!(drawn.status, 303, "{drawn:?}");
    let address = drawn.header("location").unwrap().to_owned();
    let draw: bowline_core::ids::SubjectId = address.rsplit('/').next().unwrap().parse().unwrap();
    let second = w.hires("市检查员", PostId::office(w.office(1), Role::Inspector));
    bowline_testkit::Handler(w.city()).acts(draw, "enter", &[("draw.seed_first", "3'1")]).unwrap();
    let page = city.sees(&address);
    assert!(page.contains("A first person typed it") && !page.contains("3&#39;1"), "{page}");
    bowline_testkit::Handler(second).acts(draw, "agree", &[("draw.seed", "3'1")]).unwrap();
    w.ticks();
    let page = city.sees(&address);
    assert!(page.contains("Hashed with SHA-256 1 times, it gives the code published beforehand"), "{page}");
    assert!(page.contains("data-came=\"drawn\"") && page.contains(w.cast().inspector), "{page}");
    let list = city.sees("/matters/look_backs");
    assert!(list.contains("春城小厨"), "the look lies where the hazard lies: {list}");
    let look = list.split("/matters/look_backs/").nth(1).unwrap().split('"').next().unwrap();
    let page = city.sees(&format!("/matters/look_backs/{look}"));
    assert!(page.contains(&format!("href=\"/hazards/{hazard}\"")), "and leads to it");
    assert!(city.sees("/places/220100").contains("No look-back in the last year"), "a rate is not made up");
}

#[test]
fn a_place_shows_a_square_for_each_place_below_and_its_table_is_sorted_as_asked() {
    let served = served();
    let city = served.browser_of(served.world.city(), "en");
    let page = city.sees("/places/220100");
    let squares: Vec<&str> = page.split("data-test=\"tile\" data-place=\"").skip(1).map(|it| &it[..6]).collect();
    let rows: Vec<&str> = page.split("data-test=\"child\" data-place=\"").skip(1).map(|it| &it[..6]).collect();
    assert!(squares.len() > 10 && squares.len() == rows.len(), "a square and a line for each: {squares:?} {rows:?}");
    assert!(page.contains("Chaoyang District: Green; overdue 0, open 1"), "a square says all in one sentence");
    assert_eq!(rows[0], "220104", "what was reported from stands above what never reported");
    for (sort, chosen) in [("?sort=open", "open"), ("?sort=place", "place"), ("?sort=nothing", "light"), ("", "light")]
    {
        let page = city.sees(&format!("/places/220100{sort}"));
        let head = page.split("aria-sort=\"").nth(1).unwrap();
        assert!(head.split("data-test=\"sort-").nth(1).unwrap().starts_with(chosen), "{sort}: {head:.200}");
    }
}
