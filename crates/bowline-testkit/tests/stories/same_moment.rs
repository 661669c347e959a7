//! Two people who do the same thing at the very same moment: one of them has done it, the other is told in both
//! languages what happened, and nothing is there twice.

use crate::world;
use bowline_core::facts::What;
use bowline_core::ids::{Role, SubjectId};
use bowline_core::obligations::{Ask, Rejected};
use bowline_core::rules::PackFiles;
use bowline_service::{Refused, pack_digest, packs_in_force, shipped_files};
use bowline_testkit::{AMERICA, Dice, LEDGER_HEAD, Person, World, ledger_row};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::time::Duration;

/// Lets two do something at the same moment, but for some microseconds that the dice say.
fn at_once<A: Send, B: Send>(
    dice: &mut Dice,
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    let together = &Barrier::new(2);
    let late = dice.below(2) == 0;
    let by = Duration::from_micros(dice.below(400));
    std::thread::scope(|scope| {
        let first = scope.spawn(move || {
            together.wait();
            std::thread::sleep(if late { by } else { Duration::ZERO });
            first()
        });
        together.wait();
        std::thread::sleep(if late { Duration::ZERO } else { by });
        let second = second();
        (first.join().unwrap(), second)
    })
}

/// Two with the same page open ask. One succeeds; the other is told by name what the first did.
fn one_wins(w: &World, dice: &mut Dice, h: SubjectId, asks: [(Person<'_>, Ask); 2]) {
    let seen = w.app().store().log().version(h).unwrap();
    let names =
        asks.each_ref().map(|(person, _)| w.app().store().registry().person_name(person.id()).unwrap().unwrap());
    let [(one, first), (other, second)] = asks;
    let (first, second) =
        at_once(dice, || one.asks_having_seen(h, seen, first), || other.asks_having_seen(h, seen, second));
    let (winner, refused) = match (first, second) {
        (Ok(_), Err(refused)) => (&names[0], refused),
        (Err(refused), Ok(_)) => (&names[1], refused),
        both => panic!("not exactly one: {both:?}"),
    };
    let Refused::Rejected(Rejected::Stale { happened }) = &refused else { panic!("{refused:?}") };
    assert_eq!(happened.len(), 1, "{happened:?}");
    let told = refused.text();
    assert!(told.zh.contains(winner.as_str()) && told.zh.contains("您打开本页后"), "{told:?}");
    assert!(told.en.contains(winner.as_str()) && told.en.contains("since you opened the page"), "{told:?}");
}

fn kinds(w: &World, h: SubjectId) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for fact in w.app().store().log().facts(h).unwrap() {
        *kinds.entry(fact.what.kind().to_owned()).or_default() += 1;
    }
    kinds
}

/// Each step of the loop by two at once: the unit's two officers, the county's two inspectors and heads.
#[test]
fn every_step_is_done_by_one_of_two() {
    let w = world();
    let mut dice = Dice::new(41);
    let _ = w.inspector().finds("灭火器过期", &w.site());
    let site = w.site_id(&w.site());
    let (zhou, li, wang) = (w.safety_officer(), w.inspector(), w.county());
    let officer = w.hires("吴彤", bowline_core::ids::PostId::site(site, Role::SafetyOfficer));
    let head = w.hires("郑和平", bowline_testkit::post(crate::COUNTY, Role::Head));
    let inspector = w.hires("冯远", bowline_testkit::post(crate::COUNTY, Role::Inspector));
    for round in 0..12 {
        let h = li.finds(&format!("使用液化气罐，无报警装置 {round}"), &w.site());
        li.grades_major(h, crate::FIRE_17, crate::YES);
        wang.orders(h, "2022-10-20");
        one_wins(&w, &mut dice, h, [(zhou, Ask::Accept), (officer, Ask::Accept)]);
        zhou.controls(h);
        zhou.plans(h);
        let proof = officer.proof(h);
        one_wins(&w, &mut dice, h, [(zhou, proof.clone()), (officer, proof)]);
        let verify = |finding: &str| Ask::Verify { finding: finding.to_owned() };
        one_wins(&w, &mut dice, h, [(li, verify("已消除")), (inspector, verify("已不存在"))]);
        one_wins(&w, &mut dice, h, [(wang, Ask::CloseOff), (head, Ask::CloseOff)]);
        let kinds = kinds(&w, h);
        for kind in ["accepted", "proof_submitted", "verified", "closed_off"] {
            assert_eq!(kinds[&format!("hazard.{kind}")], 1, "{kinds:?}");
        }
    }
}

#[test]
fn a_proof_is_verified_or_returned_and_a_late_duty_supervised_once() {
    let w = world();
    let mut dice = Dice::new(42);
    let zhao = w.city();
    let city = w.hires("郑和平", bowline_testkit::post(w.level(1).as_str(), Role::Head));
    for _ in 0..12 {
        let h = crate::submitted(&w);
        let back = Ask::Return { reason: "未通电".to_owned() };
        let verify = Ask::Verify { finding: "已消除".to_owned() };
        one_wins(&w, &mut dice, h, [(w.inspector(), verify), (w.county(), back)]);
        assert_eq!(
            kinds(&w, h)
                .iter()
                .filter(|(kind, _)| matches!(kind.as_str(), "hazard.verified" | "hazard.returned"))
                .count(),
            1
        );
    }
    let late: Vec<SubjectId> = (0..12).map(|at| w.inspector().finds(&format!("隐患{at}"), &w.site())).collect();
    w.after_days(9);
    for h in late {
        let letter = |text: &str| Ask::Supervise { letter: text.to_owned() };
        one_wins(&w, &mut dice, h, [(zhao, letter("请尽快分级")), (city, letter("限期分级"))]);
        assert_eq!(kinds(&w, h)["hazard.supervised"], 1);
    }
}

/// The same rows in two files, forwards and backwards, in several batches.
#[test]
fn of_two_imports_of_the_same_ledger_each_row_is_taken_once() {
    for seed in 0..4 {
        let (w, mut dice) = (world(), Dice::new(seed));
        let mut rows: Vec<String> = (0..430)
            .map(|at| {
                ledger_row(
                    &format!("饭店{}", at % 30),
                    "朝阳区",
                    &format!("隐患{at}"),
                    "重大",
                    "2022-09-20",
                    "2022-10-30",
                )
            })
            .collect();
        let forwards = [LEDGER_HEAD, &rows.concat()].concat().into_bytes();
        rows.reverse();
        let backwards = [LEDGER_HEAD, &rows.concat()].concat().into_bytes();
        let other = if seed % 2 == 0 { &forwards } else { &backwards };
        let (first, second) = at_once(
            &mut dice,
            || w.county().imports("台账.csv", &forwards).unwrap(),
            || w.county().imports("台账-另.csv", other).unwrap(),
        );
        assert_eq!((first.0 + first.1, second.0 + second.1), (430, 430), "{first:?} {second:?}");
        assert_eq!(first.0 + second.0, 430, "each row by one of the two: {first:?} {second:?}");
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for (_, fact) in w.app().store().log().after(0, u32::MAX).unwrap() {
            if let What::Found(it) = fact.what {
                *found.entry(it.description.clone()).or_default() += 1;
            }
        }
        assert!(found.len() == 430 && found.values().all(|times| *times == 1));
        assert_eq!(w.county().imports("台账.csv", &forwards).unwrap().1, 430);
    }
}

fn next(version: u32, note: &str) -> PackFiles {
    let mut files = shipped_files("us-federal");
    let text = files.get_mut("pack.toml").unwrap();
    *text = text.replace("version = 1", &format!("version = {version}")) + "# " + note + "\n";
    files
}

/// Three who hold the same post at the top: one proposes, the others may sign.
fn signers(w: &World) -> [Person<'_>; 3] {
    let author = w.nation();
    let head = author.who().posts[0].post.clone();
    let [second, third] = ["Samuel Reed", "Joan Miles"].map(|name| w.hires(name, head.clone()));
    [author, second, third]
}

/// Somebody proposes, two others sign, while a third proposes other files of the same name: what is in force is what was
/// signed, with its files.
#[test]
fn a_pack_is_put_in_force_once_and_with_its_own_files() {
    let w = World::in_county("USOH04").under(AMERICA).on("2025-06-30");
    let mut dice = Dice::new(43);
    let [author, second, third] = signers(&w);
    let sign = |who: &Person<'_>, name: &str, sha256: &str| w.app().packs().activate(&who.who(), name, sha256);
    for version in (2..10).step_by(2) {
        let (name, files) = (format!("us-federal@{version}"), next(version, "one"));
        let proposed = w.app().packs().propose(&author.who(), &files).unwrap();
        let (one, other) =
            at_once(&mut dice, || sign(&second, &name, &proposed.sha256), || sign(&third, &name, &proposed.sha256));
        let refused = one.and(other).unwrap_err();
        assert_eq!(refused.code(), "pack.in_force");
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.text().en.replace(&name, "NAME"), @"NAME is already approved and takes effect at the next restart.");
            insta::assert_snapshot!(refused.text().zh.replace(&name, "NAME"), @"NAME 已审签，自系统下次启动时生效，无须重复审签。");
        }
        assert_eq!(packs_in_force(w.app().store(), "us-federal").unwrap().0.base().name(), name);

        let (name, files) =
            (format!("us-federal@{}", version + 1), [next(version + 1, "one"), next(version + 1, "other")]);
        let first = w.app().packs().propose(&author.who(), &files[0]).unwrap();
        let (signed, instead) = at_once(
            &mut dice,
            || {
                // A proposal runs the worked cases first: somewhere in these milliseconds it is written.
                std::thread::sleep(Duration::from_millis(version.into()));
                sign(&second, &name, &first.sha256)
            },
            || w.app().packs().propose(&author.who(), &files[1]),
        );
        match (signed, instead) {
            (Ok(()), Err(refused)) => assert_eq!(refused.code(), "pack.not_later"),
            (Err(refused), Ok(instead)) => {
                assert_eq!((refused.code(), &instead.sha256), ("pack.other_files", &pack_digest(&files[1])));
                sign(&third, &name, &instead.sha256).unwrap();
            }
            both => panic!("one or the other: {both:?}"),
        }
        assert_eq!(packs_in_force(w.app().store(), "us-federal").unwrap().0.base().name(), name);
    }
}

/// Two who propose at the same moment: the later proposal stands, and its files are those that lie there.
#[test]
fn of_two_proposals_the_one_that_stands_can_be_signed() {
    let w = World::in_county("USOH04").under(AMERICA).on("2025-06-30");
    let mut dice = Dice::new(44);
    let [author, second, third] = signers(&w);
    for version in 2..8 {
        let files = [next(version, "one"), next(version, "other")];
        let (one, other) = at_once(
            &mut dice,
            || w.app().packs().propose(&author.who(), &files[0]).unwrap(),
            || w.app().packs().propose(&second.who(), &files[1]).unwrap(),
        );
        let (standing, _) = w.app().packs().proposed().unwrap().unwrap();
        assert!([&one.sha256, &other.sha256].contains(&&standing.sha256));
        w.app().packs().activate(&third.who(), &standing.name, &standing.sha256).unwrap();
        assert_eq!(packs_in_force(w.app().store(), "us-federal").unwrap().0.base().name(), standing.name);
    }
}
