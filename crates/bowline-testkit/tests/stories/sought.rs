//! What a search names: a dossier by its number, a place, a unit by its code, people by their name.

use crate::{COUNTY, world};
use bowline_core::ids::{PostId, Role, SubjectId};
use bowline_service::rebuild_and_compare;
use bowline_service::views::{HazardFilter, HazardList, NumberSought};
use bowline_testkit::{LEDGER_HEAD, Person, World, ledger_row, post};

fn search(w: &World, by: &Person<'_>, text: &str) -> HazardList {
    w.app().hazards().list(&by.who(), &HazardFilter { search: text.to_owned(), ..HazardFilter::default() }).unwrap()
}

fn found(w: &World, by: &Person<'_>, text: &str) -> Vec<SubjectId> {
    search(w, by, text).page.lines.into_iter().map(|line| line.subject).collect()
}

#[test]
fn a_number_said_on_the_phone_leads_to_its_dossier() {
    let w = world();
    let hazards: Vec<SubjectId> = (0..3).map(|n| w.inspector().finds(&format!("隐患{n}"), &w.site())).collect();
    let lines = search(&w, &w.county(), "").page.lines;
    for line in &lines {
        let number = line.number.unwrap();
        assert_eq!(w.app().hazards().one(&w.county().who(), line.subject).unwrap().line.number, Some(number));
        for text in [number.to_string(), number.to_string().replace('-', ""), number.to_string().replace('-', "－")] {
            assert_eq!(found(&w, &w.county(), &text), [line.subject], "{text}");
        }
    }
    assert_eq!(lines.len(), hazards.len());
    let shown = lines[0].number.unwrap().to_string();
    let last = shown.chars().last().unwrap();
    let wrong = format!("{}{}", &shown[..shown.len() - 1], if last == '0' { '1' } else { '0' });
    assert_eq!(search(&w, &w.county(), &wrong).number, Some(NumberSought::Miswritten));
    // Another county's people learn nothing, not even that there is such a number.
    w.app().offices().load("220200".parse().unwrap(), &mut |_, _| {}).unwrap();
    let elsewhere = w.hires("周到", post("220204", Role::Head));
    let told = search(&w, &elsewhere, &shown);
    assert_eq!(told.number, Some(NumberSought::NotThere(lines[0].number.unwrap())));
    assert!(told.page.lines.is_empty());
    // A rebuild gives nobody another number.
    let beside = tempfile::tempdir().unwrap();
    assert_eq!(rebuild_and_compare(w.app(), beside.path(), &mut |_| {}).unwrap(), []);
    let again: Vec<_> = search(&w, &w.county(), "").page.lines.into_iter().map(|line| line.number).collect();
    assert_eq!(again, lines.iter().map(|line| line.number).collect::<Vec<_>>());
}

#[test]
fn places_codes_and_people_are_found_by_name() {
    let w = world();
    let file = [
        LEDGER_HEAD,
        &ledger_row("甲饭店", "朝阳区", "灭火器失效", "重大", "2022-09-01", "2022-11-01"),
        &ledger_row("乙饭店", "南关区", "通道堵塞", "重大", "2022-09-01", "2022-11-01"),
    ];
    assert_eq!(w.city().imports("台账.csv", &file.concat().into_bytes()).unwrap().0, 2);
    let by_hand = w.inspector().finds("电线老化", &w.site());
    let in_county: Vec<SubjectId> = {
        let county = HazardFilter { place: COUNTY.parse().ok(), ..HazardFilter::default() };
        let list = w.app().hazards().list(&w.city().who(), &county).unwrap();
        list.page.lines.into_iter().map(|line| line.subject).collect()
    };
    assert_eq!(in_county.len(), 2);
    for text in [COUNTY, "朝阳区", " 朝阳区 ", "chaoyang district"] {
        let mut seen = found(&w, &w.city(), text);
        seen.sort_unstable();
        let mut all = in_county.clone();
        all.sort_unstable();
        assert_eq!(seen, all, "{text}");
    }
    assert!(found(&w, &w.inspector(), "南关区").is_empty(), "what lies elsewhere is not seen");
    // The inspector who must grade it, by name; and the unit's principal.
    let name = w.inspector().who().name;
    let theirs = search(&w, &w.city(), &name);
    assert_eq!(theirs.page.lines.iter().map(|line| line.subject).collect::<Vec<_>>(), [by_hand]);
    assert_eq!(theirs.waits_for.len(), 1);
    let site = w.site_id(&w.site());
    let principal = w.holder(&PostId::site(site, Role::Principal)).who().name;
    assert!(found(&w, &w.city(), &principal).contains(&by_hand));
    assert!(search(&w, &w.city(), "电线").waits_for.is_empty());
}

#[test]
fn a_credit_code_finds_its_site_within_the_scope() {
    let w = world();
    let code = "91220104609984990J";
    let coded = |county| ledger_row("甲饭店", county, "灭火器失效", "重大", "2022-09-01", "2022-11-01");
    let file = [
        LEDGER_HEAD.to_owned(),
        coded("朝阳区").replacen(",,", &format!(",{code},"), 1),
        ledger_row("乙饭店", "朝阳区", "灭火器失效", "重大", "2022-09-01", "2022-11-01"),
    ];
    assert_eq!(w.city().imports("台账.csv", file.concat().as_bytes()).unwrap().0, 2);
    let all = search(&w, &w.city(), "").page.lines;
    let own = all.iter().find(|line| line.unit == "甲饭店").unwrap().subject;
    for text in [code.to_owned(), format!(" {code} "), code.to_lowercase()] {
        assert_eq!(found(&w, &w.city(), &text), [own], "{text}");
        assert_eq!(found(&w, &w.inspector(), &text), [own], "{text}");
    }
    w.app().offices().load("220200".parse().unwrap(), &mut |_, _| {}).unwrap();
    let elsewhere = w.hires("周到", post("220204", Role::Head));
    assert!(found(&w, &elsewhere, code).is_empty(), "another county's people find nothing");
    let other = format!("{}0", &code[..17]);
    assert!(found(&w, &w.city(), &other).is_empty(), "a code with a wrong check character names nobody");
}

#[test]
fn a_name_that_stands_in_texts_only_is_found_on_every_page() {
    let w = world();
    let name = w.nation().who().name;
    let row = |n| {
        ledger_row(&format!("饭店{n}"), "朝阳区", &format!("{name}交办第{n}项"), "重大", "2022-09-01", "2022-11-01")
    };
    let file: String = std::iter::once(LEDGER_HEAD.to_owned()).chain((0..60).map(row)).collect();
    assert_eq!(w.city().imports("台账.csv", file.as_bytes()).unwrap().0, 60);
    let first = search(&w, &w.nation(), &name);
    assert!(first.waits_for.is_empty(), "nothing waits for them");
    let filter = HazardFilter { search: name, after: first.page.next.clone(), ..HazardFilter::default() };
    let second = w.app().hazards().list(&w.nation().who(), &filter).unwrap();
    let lines = first.page.lines.iter().chain(&second.page.lines).map(|line| line.subject);
    assert_eq!(lines.collect::<std::collections::BTreeSet<_>>().len(), 60);
}
