//! Matters of a declared kind as a file.

use crate::http::post;
use crate::{Browser, HOSTILE, Served, served};
use bowline_core::ids::{PostId, Role};

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
