//! The pack of another country: it loads, its cases come out, and every smallest change of a rule breaks one of them.

use super::{common, loaded};
use bowline_core::obligations::run_all_cases;
use bowline_core::places::{Level, PlaceTree};
use bowline_core::rules::{Pack, PackFiles, run_mutants};
use bowline_core::words::{Lang, Text};

fn files() -> PackFiles {
    common::files("us-federal")
}

#[test]
fn loads_and_every_case_comes_out() {
    let pack = loaded(&files());
    assert_eq!((pack.name(), pack.country().languages()), ("us-federal@1", &[Lang::En][..]));
    let report = run_all_cases(&pack);
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    let files = files();
    let cases = files.iter().filter(|(path, _)| path.ends_with(".cases.toml"));
    let written: usize = cases.map(|(_, text)| text.matches("name = {").count()).sum();
    assert_eq!(report.passed, written);
    assert!(written > 100, "{written}");
}

#[test]
fn every_smallest_change_of_a_rule_breaks_one_of_its_cases() {
    let report = run_mutants(&loaded(&files()));
    let told: Vec<String> = report.survivors.iter().map(|it| format!("{}: {}", it.rule, it.change.en)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(report.noticed > 50 && report.without_cases.is_empty(), "{} {:?}", report.noticed, report.without_cases);
}

#[test]
fn it_says_of_its_country_what_pages_ask() {
    let pack = loaded(&files());
    assert_eq!(pack.country().level_name(Level::County), Text::same("area office"));
    assert_eq!(pack.country().level_of_column("Area office"), Some(Level::County));
    assert_eq!(pack.country().currency().unwrap().code, "USD");
    assert!(pack.country().unit_code().is_none());
    assert_eq!(pack.country().grade_names().unwrap().general.en, "Other-than-serious");
    assert_eq!(
        (pack.country().section_of("332"), pack.country().section_of("2121"), pack.country().section_of("?")),
        ("33", "21", "?")
    );
    let lead = |sector: &str| pack.country().department_for(sector).as_str().to_owned();
    assert_eq!((lead("332"), lead("21211"), lead("211")), ("osha".into(), "msha".into(), "osha".into()));
    assert_eq!(pack.country().sector_titled("Metal shops, 2025"), Some("332"));
}

#[test]
fn its_places_stand_under_one_nation_and_the_demo_names_none_that_is_not_there() {
    let files = files();
    let places = PlaceTree::parse(&[("places.csv", &files["places/places.csv"])]).unwrap();
    let pack = loaded(&files);
    let demo = pack.country().demo().unwrap();
    for place in [Some(demo.place), demo.vacant, demo.sim.as_ref().map(|sim| sim.place)].into_iter().flatten() {
        assert!(places.get(place).is_some(), "{place}");
    }
    assert_eq!(places.full_name("USOH04".parse().unwrap(), Lang::En), "Toledo Area, Ohio, Chicago Region");
    assert_eq!(places.children(places.nation()).len(), 10);
}

#[test]
fn a_pack_of_one_language_takes_no_word_of_another_and_a_demo_no_rule_that_is_not_there() {
    let refused = |file: &str, from: &str, to: &str, code: &str| {
        let mut files = files();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} no longer contains {from}");
        *text = text.replacen(from, to, 1);
        let faults = Pack::load(&files).expect_err("a bad pack is refused");
        assert!(faults.iter().any(|fault| fault.code == code), "{faults:#?}");
    };
    let english = "name = { en = \"nation\" }";
    refused("levels.toml", english, "name = { zh = \"国家\" }", "pack.unknown_key");
    refused("levels.toml", "id = \"nation\"", "id = \"kingdom\"", "pack.unknown_word");
    refused("demo.toml", "US-OSH-666K", "US-OSH-666X", "pack.unknown_rule");
    refused("demo.toml", "metal-shops-2025.csv", "metal-shop-2025.csv", "pack.missing_file");
    refused("supervision.toml", "\"labor\"", "\"labour\"", "pack.unknown_department");
    refused("sectors.toml", "sector = \"332\"", "sector = \"99\"", "pack.unknown_sector");
}
