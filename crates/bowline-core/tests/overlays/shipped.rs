//! Every overlay that is shipped.

use super::{files, national, packs, shipped};
use bowline_core::places::PlaceTree;
use bowline_core::rules::{Cases, Pack, PackHead, PackTree, Strictness, mutants, run_cases};

/// The overlays in the folder of packs, whatever they are.
fn names() -> Vec<String> {
    let entries = std::fs::read_dir(packs()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| PackHead::of(&files(name)).over.is_some()).collect();
    names.sort();
    names
}

fn places() -> PlaceTree {
    let files = files("cn-national");
    let tables: Vec<(&str, &str)> = files
        .iter()
        .filter(|(path, _)| path.starts_with("places/") && path.ends_with(".csv"))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    PlaceTree::parse(&tables).unwrap()
}

#[test]
fn each_checks_and_passes_its_cases_at_its_place() {
    let tree = places();
    let names = names();
    assert!(names.len() >= 14, "{names:?}");
    for name in &names {
        let pack = shipped(name);
        let over = PackHead::of(&files(name)).over.unwrap();
        let below = if over == "cn-national" { national().clone() } else { shipped(&over) };
        assert_eq!(pack.name(), format!("{name}@1 over {}", below.name()));
        pack.overlay().unwrap().check_place(&below, &tree).unwrap();
        let own: Vec<_> = pack.overlay().unwrap().rules.iter().map(|rule| rule.id.clone()).collect();
        let failures: Vec<_> =
            run_cases(&pack).failures.into_iter().filter(|failure| own.contains(&failure.rule)).collect();
        assert!(failures.is_empty(), "{name}: {failures:#?}");
        assert!(!own.is_empty() || pack.measures().len() > below.measures().len(), "{name} is empty");
    }
}

#[test]
fn their_cases_notice_every_smallest_change() {
    for name in names() {
        let pack = shipped(&name);
        let cases = Cases::of(&pack);
        let own: Vec<_> = pack.overlay().unwrap().rules.iter().map(|rule| rule.id.clone()).collect();
        let survivors: Vec<String> = mutants(&pack)
            .filter(|mutant| own.contains(&mutant.rule) && !mutant.is_noticed(&pack, &cases))
            .map(|mutant| format!("{}: {}", mutant.rule, mutant.change.en))
            .collect();
        assert!(survivors.is_empty(), "{name}: {survivors:#?}");
    }
}

/// How a rule of a shipped overlay stands to the one it replaces.
fn strictness(pack: &Pack, rule: &str) -> (String, Strictness) {
    let found = pack.overlay().unwrap().rules.iter().find(|it| it.id.as_str() == rule).unwrap();
    (found.replaces.as_ref().map(ToString::to_string).unwrap_or_default(), found.strictness.clone())
}

#[test]
fn the_clocks_of_accident_reports_are_proven_stricter() {
    let (replaced, proven) = strictness(&shipped("cn-shandong"), "CN-ACC-L-SD-1");
    assert_eq!(replaced, "CN-ACC-10-1");
    assert_eq!(proven.text().en, "stricter: 2 hours → 30 minutes");
    let (replaced, proven) = strictness(&shipped("cn-henan"), "CN-ACC-L-HN-1");
    assert_eq!(replaced, "CN-ACC-10-1");
    assert!(matches!(proven, Strictness::Stricter(details) if details.len() == 2));
}

#[test]
fn what_cannot_be_compared_says_why() {
    let (replaced, strictness) = strictness(&shipped("cn-zhangzhou"), "CN-INT-L-ZZ-1-REPORT");
    assert_eq!(replaced, "CN-INT-13-1-PROGRESS");
    assert!(matches!(strictness, Strictness::NotComparable { why, reason }
        if why.en == "which term ends first is not certain: 30 calendar days → 5 working days" && !reason.zh.is_empty()));
}

#[test]
fn a_requirement_with_the_same_condition_is_proven_equal() {
    let (replaced, strictness) = strictness(&shipped("cn-chongqing"), "CN-HID-FIVE-CQ");
    assert_eq!((replaced.as_str(), strictness), ("CN-HID-FIVE", Strictness::Equal));
}

#[test]
fn every_local_fact_of_the_dossier_is_cited_in_the_pack_that_is_named_for_it() {
    // Rules whose place the dossier does not name can lie over no place.
    let placed = national()
        .held_facts()
        .listed()
        .iter()
        .filter(|fact| fact.pack.as_deref().is_some_and(|it| it != "cn-unnamed"));
    let mut seen = 0;
    for fact in placed {
        let name = fact.pack.as_deref().unwrap();
        let quoted = format!("dossier = \"{}\"", fact.id);
        assert!(files(name).values().any(|text| text.contains(&quoted)), "{name} does not cite {}", fact.id);
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn the_day_decides_which_of_two_rules_speaks() {
    let pack = shipped("cn-shandong");
    let on = |rule: &str, day: &str| pack.clocks().on(&rule.parse().unwrap(), day.parse().unwrap()).is_some();
    assert!(on("CN-ACC-10-1", "2021-12-30") && !on("CN-ACC-L-SD-1", "2021-12-30"));
    assert!(!on("CN-ACC-10-1", "2021-12-31") && on("CN-ACC-L-SD-1", "2021-12-31"));
    assert!(national().clocks().on(&"CN-ACC-10-1".parse().unwrap(), "2025-01-01".parse().unwrap()).is_some());
}

#[test]
fn a_province_takes_national_measures_up() {
    let pack = shipped("cn-guangdong");
    let coverage = pack.measures().coverage();
    let told: Vec<(&str, usize, usize)> = coverage
        .iter()
        .filter(|it| !it.actions.is_empty())
        .map(|it| (it.measure.id.as_str(), it.actions.len(), it.below))
        .collect();
    assert_eq!(told, [("CN-M15-01", 5, 7), ("CN-M15-02", 1, 1)]);
    assert_eq!(coverage.len(), 15);
}

#[test]
fn all_stand_in_one_tree_and_the_deepest_is_the_law() {
    let (tree, names) = (places(), names());
    let place = |name: &String| PackHead::of(&files(name)).place.unwrap();
    let mut packs = PackTree::from(national().clone());
    let city = packs.read(&files("cn-qingdao"), &tree).unwrap_err();
    assert_eq!(city[0].code, "pack.wrong_base", "its province comes first");
    let mut down = names.clone();
    down.sort_by_key(|name| tree.ancestors(place(name)).len());
    for name in &down {
        let pack = packs.read(&files(name), &tree).unwrap();
        packs.lay(pack, &tree).unwrap();
    }
    for name in &names {
        let law = packs.at(&tree, place(name));
        assert_eq!(law.name(), shipped(name).name());
        assert_eq!(packs.named(name).unwrap().name(), law.name());
        assert_eq!(packs.lay(law.clone(), &tree).unwrap_err()[0].code, "overlay.same_place");
    }
    let (jilin, nation) = ("220104".parse().unwrap(), tree.nation());
    for outside in [jilin, nation] {
        assert_eq!(packs.at(&tree, outside).name(), packs.base().name());
    }
    assert_eq!(packs.lay(national().clone(), &tree).unwrap_err()[0].code, "overlay.no_place");
    assert_eq!(packs.all().count(), names.len() + 1);
}
