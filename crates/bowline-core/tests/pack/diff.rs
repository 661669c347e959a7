//! How one pack differs from another, in words.

use super::{files, loaded, national};
use bowline_core::rules::{ChangeKind, PackFiles, RuleKind, diff};

/// What the pack with these changes says that the shipped one does not.
fn told(change: impl FnOnce(&mut PackFiles)) -> Vec<String> {
    let mut changed = files();
    change(&mut changed);
    let found = diff(&loaded(&files()), &loaded(&changed));
    let lines = found
        .changes
        .iter()
        .flat_map(|it| std::iter::once(it.headline().en).chain(it.details.iter().map(|text| text.en.clone())));
    lines.collect()
}

fn replaced(file: &'static str, from: &'static str, to: &'static str) -> impl FnOnce(&mut PackFiles) {
    move |files| {
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} no longer contains {from}");
        *text = text.replacen(from, to, 1);
    }
}

#[test]
fn a_pack_does_not_differ_from_itself() {
    assert_eq!(diff(national(), national()).changes, []);
}

#[test]
fn a_threshold_a_date_and_a_grade() {
    let file = "rules/gas/cn-haz-gas-09-1.toml";
    let head = "criterion CN-HAZ-GAS-09-1 changed: User has gas of relative density of at least 0.75 underground, not notified in writing";
    assert_eq!(
        told(replaced(file, "value = 0.75", "value = 0.8")),
        [
            head,
            "Met when: Relative density of the gas (air is 1)? — at least 0.75 → Relative density of the gas (air is 1)? — at least 0.8"
        ]
    );
    assert_eq!(
        told(replaced(file, "valid = { from = 2023-09-21 }", "valid = { from = 2023-09-21, to = 2027-01-31 }")),
        [head, "Effective dates: In force from 21 Sep 2023 → In force from 21 Sep 2023 to 31 Jan 2027"]
    );
    assert_eq!(
        told(replaced(file, "from = 2023-09-21", "from = 2023-10-01")),
        [head, "Effective dates: In force from 21 Sep 2023 → In force from 1 Oct 2023"]
    );
    assert_eq!(
        told(replaced(file, "grade = \"major\"", "grade = \"general\"")),
        [head, "Grade: The hazard is then a major accident hazard → The hazard is then a general hazard"]
    );
    assert_eq!(
        told(replaced(file, "  { input = \"gas.used_underground\", is = true },\n", "")),
        [head, "Met when: no longer Does the user use gas in a basement or closed underground space? — yes"]
    );
}

#[test]
fn rules_come_and_go() {
    let gone = told(|files| files.retain(|path, _| !path.starts_with("rules/fire/cn-haz-fire-25-a")));
    assert_eq!(gone.len(), 2, "{gone:#?}");
    assert!(gone[0].starts_with("criterion CN-HAZ-FIRE-25-A removed: "), "{gone:#?}");
    assert_eq!(gone[1], "In force from 1 Nov 2025");
    let come = told(|files| {
        let text = files["rules/fire/cn-haz-fire-25-a.toml"].replace("CN-HAZ-FIRE-25-A\"\nt", "CN-HAZ-FIRE-25-AA\"\nt");
        files.insert("rules/fire/cn-haz-fire-25-aa.toml".into(), text);
    });
    assert!(come[0].starts_with("criterion CN-HAZ-FIRE-25-AA added: "), "{come:#?}");
}

#[test]
fn terms_of_steps_and_rungs_of_ladders() {
    let changed = told(replaced("procedures/hazard-major.toml", "{ working_days = 1 }", "{ working_days = 2 }"));
    assert_eq!(changed.len(), 2, "{changed:#?}");
    assert!(changed[0].starts_with("procedure hazard-major changed: "), "{changed:#?}");
    assert!(
        changed[1].contains("within 1 working day;") && changed[1].contains("within 2 working days"),
        "{changed:#?}"
    );
    let changed = told(replaced("ladders/supervise-major.toml", "{ working_days = 2 }", "{ working_days = 3 }"));
    assert!(
        changed[0].starts_with("escalation schedule supervise-major changed: ") && changed[1].contains(" → "),
        "{changed:#?}"
    );
}

#[test]
fn who_is_asked_is_a_difference_too() {
    let changed = told(replaced("sets.toml", "sectors = [\"D45\", \"H61\", \"H62\"]", "sectors = [\"D45\"]"));
    assert_eq!(changed, ["set of criteria GAS changed: Urban gas operators", "Sectors: D45, H61, H62 → D45"]);
}

#[test]
fn both_languages_always() {
    let mut changed = files();
    replaced("checklists/lpg-restaurant.toml", "value = 420", "value = 400")(&mut changed);
    let found = diff(&loaded(&files()), &loaded(&changed));
    let [change] = found.changes.as_slice() else { panic!("{found:#?}") };
    assert_eq!((change.of, change.kind), (RuleKind::Checklist, ChangeKind::Changed));
    assert!(change.details.iter().all(|text| !text.zh.is_empty() && !text.en.is_empty() && text.zh != text.en));
}
