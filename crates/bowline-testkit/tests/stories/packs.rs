//! Packs: a rehearsal finds what a changed rule would change and changes nothing; putting one in force takes two
//! people.

use crate::{FIRE_17, YES, submitted, world};
use bowline_core::facts::{Answer, Answers, Fact};
use bowline_core::obligations::{Ask, decide_anew};
use bowline_core::rules::{PackFiles, PackTree};
use bowline_service::{Rehearsal, open_pack, pack_digest, shipped_files};
use bowline_testkit::{World, answers};

const GAS: &str = "rules/gas/cn-haz-gas-09-1.toml";
const GAS_09: &str = "CN-HAZ-GAS-09-1";

/// The shipped pack with pieces exchanged.
fn changed(pieces: &[(&str, &str, &str)]) -> PackFiles {
    let mut files = shipped_files("cn-national");
    for (path, from, to) in pieces {
        let text = files.get_mut(*path).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        *text = text.replace(from, to);
    }
    files
}

fn pack(files: &PackFiles) -> PackTree {
    open_pack("changed", files).unwrap().0.into()
}

fn rehearse(w: &World, new: &PackTree) -> Rehearsal {
    w.app().packs().rehearse(new, 3, &mut |_, _| {}).unwrap()
}

fn counts(told: &Rehearsal) -> Vec<(&str, u64)> {
    told.groups.iter().filter(|group| group.count > 0).map(|group| (group.key, group.count)).collect()
}

fn log(w: &World) -> Vec<(i64, Fact)> {
    w.app().store().log().after(0, u32::MAX).unwrap()
}

/// Gas of so much density underground, found by the operator, the user not told.
fn dense(w: &World, density: f64) -> bowline_core::ids::SubjectId {
    let h = w.inspector().finds(&format!("地下室使用液化气，相对密度 {density}"), &w.site());
    let mut answers: Answers = answers(&[
        ("gas.operator", true),
        ("gas.used_underground", true),
        ("gas.found_user_defect", true),
        ("gas.notified_in_writing", false),
    ]);
    answers.insert("gas.relative_density".parse().unwrap(), Answer::Number(density));
    w.inspector().asks(h, Ask::Grade { candidates: vec![GAS_09.parse().unwrap()], answers }).unwrap();
    h
}

#[test]
fn a_rehearsal_finds_what_a_changed_threshold_regrades() {
    let w = World::in_county("220104").on("2024-01-10");
    let (regraded, _stays) = (dense(&w, 0.78), dense(&w, 1.7));
    let told = rehearse(&w, &pack(&changed(&[(GAS, "value = 0.75", "value = 0.8")])));
    assert_eq!((told.dossiers, told.differing), (2, 1));
    let general = told.groups.iter().find(|group| group.key == "to_general").unwrap();
    assert_eq!((general.count, general.examples.len()), (1, 1));
    let example = &general.examples[0];
    assert_eq!(example.subject, regraded.to_string());
    assert_eq!(example.says.en, "major → general");
    let why: Vec<&str> = example.why.iter().map(|text| text.en.as_str()).collect();
    assert_eq!(why[0], "CN-HAZ-GAS-09-1: would no longer be cited");
    assert!(why[1].contains("0.78") && why[1].contains("at least 0.8") && why[1].contains("is not met"), "{why:?}");
    assert_eq!(told.rules[GAS_09], (0, 1));
}

#[test]
fn a_rehearsal_finds_what_a_changed_term_moves() {
    let w = world();
    let h = submitted(&w);
    let slower = ("procedures/hazard-major.toml", "term = { working_days = 1 }", "term = { working_days = 2 }");
    let told = rehearse(&w, &pack(&changed(&[slower])));
    let later = told.groups.iter().find(|group| group.key == "later").unwrap();
    assert!(later.count >= 2, "the order and its acceptance: {later:?}");
    assert!(later.examples[0].says.en.contains("later"), "{later:?}");
    assert!(later.examples.iter().all(|it| it.subject == h.to_string()));
    assert!(counts(&told).iter().all(|(key, _)| *key == "later"), "{:?}", counts(&told));
}

#[test]
fn the_same_pack_changes_nothing_and_a_rehearsal_writes_nothing() {
    let w = world();
    let h = submitted(&w);
    w.after_days(40);
    let before = log(&w);
    let told = rehearse(&w, &pack(&shipped_files("cn-national")));
    assert!(told.dossiers >= 1 && told.differing == 0 && counts(&told).is_empty(), "{told:?}");
    rehearse(&w, &pack(&changed(&[(GAS, "value = 0.75", "value = 0.8")])));
    assert_eq!(log(&w), before);
    assert!(w.app().store().log().facts(h).unwrap().len() > 5);
}

/// The proof that deciding anew tells what happened: under the pack in force it tells the recorded duties and dates again.
#[test]
fn deciding_anew_under_the_pack_in_force_tells_the_recorded_duties() {
    let w = world();
    let (closed, open) = (submitted(&w), w.inspector().finds("灭火器过期", &w.site()));
    w.inspector().returns(closed, "仍有泄漏");
    w.after_days(3);
    w.safety_officer().submits_proof(closed);
    w.inspector().verifies(closed);
    w.county().closes_off(closed);
    w.after_days(30);
    w.inspector().grades_major(open, FIRE_17, YES);
    for subject in [closed, open] {
        let facts = w.app().store().log().facts(subject).unwrap();
        let registry = Everybody(&w);
        let setting =
            bowline_core::obligations::Setting { now: w.app().now(), pack: w.app().pack(), registry: &registry };
        let (told, recorded) = (decide_anew(setting, subject, &facts), w.dossier(subject));
        let duties = |dossier: &bowline_core::obligations::Dossier| -> Vec<_> {
            let mut all: Vec<_> = dossier
                .obligations
                .iter()
                .map(|it| (it.opened.act, it.opened.owner.clone(), it.due.at, it.standing))
                .collect();
            all.sort_by_key(|it| (it.0, it.2));
            all
        };
        assert_eq!(duties(&told), duties(&recorded));
        assert_eq!(told.phase(), recorded.phase());
    }
}

/// The offices of the line in a world.
struct Everybody<'w>(&'w World);

impl bowline_core::obligations::Registry for Everybody<'_> {
    fn exists(&self, office: &bowline_core::ids::OfficeId) -> bool {
        (0..4).any(|above| self.0.office(above) == *office)
    }
    fn is_held(&self, _: &bowline_core::ids::PostId, _: bowline_core::time::Day) -> bool {
        true
    }
    fn superior(&self, office: &bowline_core::ids::OfficeId) -> Option<bowline_core::ids::OfficeId> {
        let at = (0..4).find(|above| self.0.office(*above) == *office)?;
        (at < 3).then(|| self.0.office(at + 1))
    }
    fn level(&self, place: bowline_core::ids::PlaceCode) -> Option<bowline_core::places::Level> {
        use bowline_core::places::Level::{City, County, Nation, Province};
        (0..4).find(|above| self.0.office(*above).place == place).map(|at| [County, City, Province, Nation][at])
    }
    fn in_charge(&self, _: bowline_core::ids::SiteId) -> Option<bowline_core::ids::OfficeId> {
        Some(self.0.office(0))
    }
    fn last_resort(&self) -> bowline_core::ids::OfficeId {
        "000000/safety-committee".parse().unwrap()
    }
}

#[test]
fn a_pack_comes_into_force_by_two_people() {
    let w = world();
    let files = changed(&[("pack.toml", "version = 1", "version = 2")]);
    let refused = w.app().packs().propose(&w.county().who(), &files).unwrap_err();
    assert_eq!(refused.code(), "pack.not_yours");
    let refused = w.app().packs().propose(&w.nation().who(), &shipped_files("cn-national")).unwrap_err();
    assert_eq!(refused.code(), "pack.not_later");
    let proposed = w.app().packs().propose(&w.nation().who(), &files).unwrap();
    assert_eq!((proposed.name.as_str(), &proposed.sha256), ("cn-national@2", &pack_digest(&files)));

    let second = w.hires("何晓明", bowline_testkit::post(w.level(3).as_str(), bowline_core::ids::Role::Inspector));
    let sign = |who: &bowline_service::views::Who, sha256: &str| w.app().packs().activate(who, "cn-national@2", sha256);
    assert_eq!(sign(&w.nation().who(), &proposed.sha256).unwrap_err().code(), "pack.same_person");
    assert_eq!(
        sign(&second.who(), &pack_digest(&shipped_files("cn-national"))).unwrap_err().code(),
        "pack.other_files"
    );
    let other = w.app().packs().activate(&second.who(), "cn-national@3", &proposed.sha256).unwrap_err();
    assert_eq!(other.code(), "pack.not_proposed");
    sign(&second.who(), &proposed.sha256).unwrap();
    assert_eq!(w.app().packs().proposed().unwrap(), None);
    let again = w.app().packs().propose(&w.nation().who(), &files).unwrap_err();
    assert_eq!(again.code(), "pack.not_later", "it waits for the next start, but it is signed");
}

#[test]
fn a_pack_that_fails_its_cases_or_drops_a_procedure_is_not_proposed() {
    let w = world();
    let version = ("pack.toml", "version = 1", "version = 2");
    let failing =
        w.app().packs().propose(&w.nation().who(), &changed(&[version, (GAS, "value = 0.75", "value = 0.8")]));
    let told = failing.unwrap_err().text();
    assert!(
        told.zh.contains("个案例的结果与预期不符") && told.en.contains("do not give the expected result"),
        "{told:?}"
    );
    let misspelt = w.app().packs().propose(&w.nation().who(), &changed(&[version, (GAS, "grade = ", "grad = ")]));
    let told = misspelt.unwrap_err().text();
    assert!(told.zh.contains(GAS) && told.zh.contains("处问题"), "{told:?}");
    assert!(told.en.contains(GAS) && told.en.contains("faults"), "{told:?}");
    let renamed = ("procedures/alarm.toml", "id = \"alarm\"", "id = \"alarm-2\"");
    let dropped = w.app().packs().propose(&w.nation().who(), &changed(&[version, renamed])).unwrap_err();
    let told = dropped.text();
    assert!(told.zh.contains("已没有 `alarm`") && told.en.contains("`alarm` is gone"), "{told:?}");
    assert_eq!(w.app().packs().proposed().unwrap(), None);
}
