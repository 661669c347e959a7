//! Matters of a declared kind as a file.

use crate::http::post;
use crate::{Browser, HOSTILE, Served, served};
use bowline_core::ids::{PostId, Role};
use bowline_service::views::matters::Ground;
use bowline_testkit::Handler;

fn reports(served: &Served, unit: &Browser<'_>, deaths: &str) {
    let site = served.world.site_id(&served.world.site()).to_string();
    let once = served.world.app().requests().new_key();
    let fields = [
        ("once", once.as_str()),
        ("act", "report"),
        ("site", &site),
        ("accident.happened_at", "2022-10-08T08:30"),
        ("accident.kind", "other"),
        ("accident.deaths", deaths),
        ("accident.injured", "2"),
        ("accident.summary", HOSTILE),
        ("accident.measures", "已疏散并关闭气源"),
    ];
    let form: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", bowline_web::address::encode(value))).collect();
    let begun = post(&served.address, "/matters/accidents/new", &unit.cookies, &form.join("&"));
    assert_eq!(begun.status, 303, "{begun:?}");
}

fn compare(browser: &Browser<'_>, path: &str) -> usize {
    let lines = browser.lines(path);
    for file in browser.files(path) {
        assert_eq!(file.rows.len(), lines.len(), "{path}");
        assert_eq!(file.says("Rows"), lines.len().to_string());
        for (at, line) in lines.iter().enumerate() {
            let cell = |head: &str| file.column(head)[at].to_owned();
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            assert_eq!(cell("Case number"), text("number"));
            assert_eq!(cell("Organisation"), text("unit"));
            assert_eq!(cell("Area code"), text("place_code"));
            assert_eq!(cell("Stage"), text("phase"));
            assert_eq!(cell("Next action"), text("act"));
            assert_eq!(cell("Times returned"), line["returned"].to_string());
            let written = text("text");
            let active = !file.is_workbook && written.starts_with('=');
            assert_eq!(cell("Matter"), if active { format!("'{written}") } else { written });
        }
    }
    lines.len()
}

#[test]
fn a_kind_of_matter_goes_out_as_its_list_shows_it() {
    let served = served();
    let unit = PostId::site(served.world.site_id(&served.world.site()), Role::Principal);
    let unit = served.browser_of(served.world.holder(&unit), "en");
    for deaths in ["1", "3", "11"] {
        reports(&served, &unit, deaths);
    }
    let county = served.browser_of(served.world.county(), "en");
    assert_eq!(compare(&county, "/matters/accidents"), 3);
    assert_eq!(compare(&unit, "/matters/accidents?state=open"), 3);
    assert_eq!(compare(&county, "/matters/accidents?state=closed"), 0);
    let facet = county.model("/matters/accidents")["lines"][0]["facet_key"].as_str().unwrap().to_owned();
    let some = compare(&county, &format!("/matters/accidents?facet={facet}"));
    assert!(some > 0 && some < 3, "{facet}: {some}");
    let [file, _] = county.files(&format!("/matters/accidents?facet={facet}&state=open"));
    assert!(file.says("Filters").contains("State: Open") && file.says("Filters").contains(": "), "{:?}", file.about);
    let neighbour = served.neighbour();
    let seen = crate::http::get(&served.address, "/matters/accidents?format=csv", &neighbour.cookies);
    assert!(seen.status == 200 && !seen.body.contains("HYPERLINK"), "{seen:?}");
    let nothing = crate::http::get(&served.address, "/matters/nothing?format=csv", &county.cookies);
    assert_eq!(nothing.status, 404);
}

#[test]
fn what_one_matter_sent_to_many_is_counted_for_machines_and_goes_out_as_its_list() {
    let served = served();
    let world = &served.world;
    let city = world.level(1);
    let _ = world.app().offices().load(city, &mut |_, _| {}).unwrap();
    let issuer = world.office(1).to_string();
    let form = [
        ("instruction.title", "冬季取暖安全部署"),
        ("instruction.text", "逐户检查"),
        ("instruction.held_on", "2022-10-08"),
        ("instruction.issuer", issuer.as_str()),
        ("instruction.until", "2022-10-31"),
        ("instruction.addressees", "every:county"),
    ];
    let ground = Ground { place: Some(city), ..Ground::default() };
    let kind = "instruction".parse().unwrap();
    let instruction = Handler(world.city()).begins(&kind, "issue", &ground, &form).unwrap();
    let browser = served.browser_of(world.city(), "en");
    let page = format!("/matters/instructions/{instruction}");
    let total = browser.model(&page)["children"][0]["total"].as_u64().unwrap();
    assert!(
        browser.gets(&page).body.contains("data-test=\"children-making\""),
        "none is there yet, and the page says so"
    );
    let progress = |name: &str| browser.model(&format!("{page}/children/progress"))[name].clone();
    assert_eq!((progress("done"), progress("running")), (0.into(), true.into()));
    world.ticks();
    assert_eq!((progress("done"), progress("running")), (total.into(), false.into()));

    let children = browser.model(&page)["children"][0].clone();
    assert_eq!(children["not_acted"]["number"], total);
    assert_eq!(children["phases"][0]["number"], total);
    let places = children["places"].as_array().unwrap();
    assert_eq!(places.iter().map(|it| it["not_acted"]["number"].as_u64().unwrap()).sum::<u64>(), total);
    let list = format!("/matters/instruction_slips?from={instruction}");
    assert_eq!(compare(&browser, &list) as u64, total);
    let shown = browser.gets(&page).body;
    assert!(shown.contains(&format!("phase=sent&#38;from={instruction}")), "each number leads to its list");
    let neighbour = served.neighbour();
    assert_eq!(crate::http::get(&served.address, &format!("{page}/children/progress"), &neighbour.cookies).status, 404);
    assert_eq!(compare(&served.browser_of(world.county(), "en"), &list), 1, "and a county finds its own there");
}
