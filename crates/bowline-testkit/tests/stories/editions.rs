//! A ledger comes again next month: which rows are the same, what has changed in them, and what is taken over.

use crate::world;
use bowline_core::facts::{Act, Actor, Grade, Light};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::{Aspect, Phase};
use bowline_core::words::folded;
use bowline_service::import::{ImportReport, Take};
use bowline_service::{LedgerImport, Refused, ledger_subject, rebuild_and_compare};
use bowline_testkit::World;

const HEAD: &str = "序号,单位名称,市,区县,隐患描述,隐患等级,排查时间,责任人,整改措施,资金,整改时限,应急措施,完成时间,是否销号,检查人员,复查人";

/// A ledger of these rows; each is unit, what is wrong and the rest from the grade on.
fn ledger(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let rows = rows
        .iter()
        .enumerate()
        .map(|(at, (unit, what, rest))| format!("{},{unit},长春市,朝阳区,\"{what}\",{rest}", at + 1));
    std::iter::once(HEAD.to_owned()).chain(rows).collect::<Vec<_>>().join("\n").into_bytes()
}

const PLAIN: &str = "一般,2022-09-20,秦某,限期整改,,2022-10-21,,,否,,";

fn read(w: &World, file: &[u8]) -> LedgerImport {
    w.app().imports().read("台账.csv", file, None, Some(w.level(0))).unwrap()
}

fn takes(w: &World, file: &[u8], take: &Take) -> Result<ImportReport, Refused> {
    let by = Actor::Import(w.county().id());
    w.app().imports().take_in_with(by, &read(w, file), take, &mut |_, _| {})
}

fn subject(w: &World, file: &[u8], at: usize) -> SubjectId {
    ledger_subject(read(w, file).checked.rows[at].as_ref().unwrap())
}

fn codes(report: &ImportReport) -> Vec<(&str, &str)> {
    report.refused.iter().map(|it| (it.row.as_str(), it.code)).collect()
}

#[test]
fn rows_that_differ_by_a_sign_or_a_digit_are_all_taken_in() {
    let w = world();
    let texts = [
        ("凌云公寓", "1-1号楼消火栓无水"),
        ("凌云公寓", "11号楼消火栓无水"),
        ("凌云公寓", "护栏高1.05米"),
        ("凌云公寓", "护栏高10.5米"),
        ("凌云公寓", "2#、3#罐渗漏"),
        ("凌云公寓", "23罐渗漏"),
        ("凌云公寓", "温度≥40℃"),
        ("凌云公寓", "温度<40℃"),
        ("A+超市", "x1"),
        ("A-超市", "x1"),
        ("凌云公寓", "-1层无照明"),
        ("凌云公寓", "1层无照明"),
    ];
    let file = ledger(&texts.map(|(unit, what)| (unit, what, PLAIN)));
    let report = takes(&w, &file, &Take::Nothing).unwrap();
    assert_eq!((report.accepted, report.duplicates, codes(&report)), (12, 0, vec![]));
    let again = takes(&w, &file, &Take::Nothing).unwrap();
    assert_eq!((again.accepted, again.duplicates, again.differing), (0, 12, 0));
}

#[test]
fn twins_of_a_name_are_one_unit_and_the_second_row_is_refused_by_number() {
    let w = world();
    let file = ledger(&[
        ("同一饭店(总店)", "插座破损", PLAIN),
        ("同一饭店（总店）", "插座破损", PLAIN),
        ("同一饭店(总店) ", "插座 破损", PLAIN),
        ("Cafe\u{301} 坊", "a", PLAIN),
        ("Caf\u{e9} 坊", "a", PLAIN),
        ("ＡＢＣ厂", "b", PLAIN),
        ("ABC厂", "b", PLAIN),
        ("ABC厂", "c", PLAIN),
    ]);
    let report = takes(&w, &file, &Take::Nothing).unwrap();
    assert_eq!(report.accepted, 4);
    assert_eq!(
        codes(&report),
        [("2", "same_as_row"), ("3", "same_as_row"), ("5", "same_as_row"), ("7", "same_as_row")]
    );
    assert!(
        report.refused[1].zh.contains("第 1 行") && report.refused[1].en.contains("row 1"),
        "{:?}",
        report.refused[1]
    );
    let sites = w.app().store().registry().search_sites(&[], "", 100).unwrap();
    let mut names: Vec<String> = sites.into_iter().map(|row| row.site.name).collect();
    names.sort();
    assert_eq!(names, ["Cafe\u{301} 坊", "同一饭店(总店)", "ＡＢＣ厂"], "one each, kept as written");
    assert_eq!(folded(&names[0]), folded("Caf\u{e9}坊"));
}

#[test]
fn next_months_edition_is_shown_and_taken_over_or_left() {
    let w = world();
    let first = ledger(&[("澄波食品一厂", "配电箱未接地", PLAIN), ("澄波食品二厂", "配电箱未接地", PLAIN)]);
    assert_eq!(takes(&w, &first, &Take::Nothing).unwrap().accepted, 2);
    w.after_days(20);
    let next = ledger(&[
        ("澄波食品一厂", "配电箱未接地", "一般,2022-09-20,秦某,限期整改,,2022-10-21,,2022-10-19,是,,"),
        ("澄波食品二厂", "配电箱未接地", "一般,2022-09-20,秦某,限期整改,,2022-11-21,,,否,,"),
        ("澄波食品三厂", "配电箱未接地", PLAIN),
    ]);
    let (closed, extended) = (subject(&w, &first, 0), subject(&w, &first, 1));
    let seen = read(&w, &next).report();
    assert_eq!((seen.rows, seen.accepted, seen.duplicates, seen.differing, seen.refused.len()), (3, 1, 0, 2, 0));
    let told: Vec<(&str, &str, &str, &str)> = seen
        .differences
        .iter()
        .map(|it| (it.row.as_str(), it.aspect.as_str(), it.here.en.as_str(), it.file.en.as_str()))
        .collect();
    assert_eq!(
        told,
        [("1", "closed", "not closed out", "closed out (2022-10-19)"), ("2", "deadline", "2022-10-21", "2022-11-21")]
    );
    // Left: nothing but the new row.
    let left = takes(&w, &next, &Take::Nothing).unwrap();
    assert_eq!((left.accepted, left.revised, left.differing), (1, 0, 2));
    assert_eq!(w.dossier(closed).phase(), Some(Phase::Ordered));
    // Taken: only the extension, then the rest.
    let some = takes(&w, &next, &Take::These(vec![(1, Aspect::Deadline)])).unwrap();
    assert_eq!((some.accepted, some.revised, some.differing, some.duplicates), (0, 1, 1, 1));
    let all = takes(&w, &next, &Take::All).unwrap();
    assert_eq!((all.accepted, all.revised, all.differing, all.duplicates), (0, 1, 0, 2));
    assert_eq!(w.dossier(closed).phase(), Some(Phase::ClosedByLedger));
    assert!(w.dossier(closed).live().next().is_none(), "nothing is owed any more");
    let hazard = w.dossier(extended);
    assert_eq!(hazard.hazard().unwrap().ordered.as_ref().unwrap().deadline.to_string(), "2022-11-21");
    let again = takes(&w, &next, &Take::All).unwrap();
    assert_eq!((again.accepted, again.revised, again.differing, again.duplicates), (0, 0, 0, 3));
    insta::assert_snapshot!(
        w.story(extended).lines().filter(|line| line.contains("2022-10-28")).collect::<Vec<_>>().join("\n")
    );
    insta::assert_snapshot!(
        w.story(closed).lines().filter(|line| line.contains("2022-10-28")).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn a_later_date_in_a_file_ends_no_oversight() {
    let w = world();
    let first = ledger(&[("澄波食品一厂", "配电箱未接地", PLAIN)]);
    takes(&w, &first, &Take::Nothing).unwrap();
    let h = subject(&w, &first, 0);
    w.after_days(25);
    let watched = || -> Vec<(u32, Option<u32>)> {
        let dossier = w.dossier(h);
        let over = dossier.obligations.iter().filter(|it| it.is_unsettled() && it.watches().is_some());
        over.map(|it| (it.opened.no, it.watches())).collect()
    };
    let before = watched();
    let rectify = w.dossier(h).live().find(|it| it.opened.act == Act::RECTIFY).unwrap().opened.no;
    assert!(w.dossier(h).light() == Light::Red && before.iter().any(|(_, over)| *over == Some(rectify)), "{before:?}");
    // Its date and its class change: neither ends what runs above.
    let next = ledger(&[("澄波食品一厂", "配电箱未接地", "重大,2022-09-20,秦某,限期整改,,2022-11-21,,,否,,")]);
    assert_eq!(takes(&w, &next, &Take::All).unwrap().revised, 1);
    assert_eq!((w.dossier(h).light(), watched()), (Light::Red, before.clone()));
    let due = w.dossier(h).obligation(rectify).unwrap().due.at;
    assert_eq!(due.to_string(), "2022-11-21T16:00:00Z", "until the end of that day");
    w.after_days(2);
    assert!(w.dossier(h).light() == Light::Red && watched().starts_with(&before));
    let told = w.app().hazards().one(&w.city().who(), h).unwrap().timeline;
    let moved = told.iter().find(|it| it.kind == "obligation.extended").unwrap();
    assert!(moved.title.en.contains("is now due") && moved.details.iter().any(|it| it.zh.contains("督办不因改期解除")));
    let beside = tempfile::tempdir().unwrap();
    assert_eq!(rebuild_and_compare(w.app(), beside.path(), &mut |_| {}).unwrap(), []);
    // A letter and a verification end it, as always.
    w.city().supervises(h, "请三日内整改");
    let unit = w.dossier(h).hazard().unwrap().ordered.as_ref().unwrap().to.clone();
    w.holder(&unit).submits_proof(h);
    w.inspector().verifies(h);
    let left: Vec<u32> = watched().into_iter().filter(|(_, over)| *over == Some(rectify)).map(|it| it.0).collect();
    assert!(left.is_empty(), "nobody watches over what was done");
}

#[test]
fn another_grade_opens_what_that_grade_asks_for() {
    let w = world();
    let first = ledger(&[("澄波食品一厂", "配电箱未接地", PLAIN)]);
    takes(&w, &first, &Take::Nothing).unwrap();
    let next = ledger(&[("澄波食品一厂", "配电箱未接地", "重大,2022-09-20,秦某,限期整改,,2022-10-21,,,否,,")]);
    assert_eq!(takes(&w, &next, &Take::All).unwrap().revised, 1);
    let dossier = w.dossier(subject(&w, &first, 0));
    assert_eq!(dossier.hazard().unwrap().graded.as_ref().unwrap().grade, Grade::Major);
    let ladders: Vec<&str> = dossier.live().map(|it| it.opened.ladder.as_str()).collect();
    assert!(!ladders.is_empty() && ladders.iter().all(|ladder| *ladder == "late-major"), "{ladders:?}");
}

#[test]
fn what_was_done_here_is_not_overruled_by_a_file() {
    let w = world();
    let first = ledger(&[("澄波食品一厂", "配电箱未接地", PLAIN)]);
    takes(&w, &first, &Take::Nothing).unwrap();
    let h = subject(&w, &first, 0);
    let unit = w.dossier(h).hazard().unwrap().ordered.as_ref().unwrap().to.clone();
    w.holder(&unit).submits_proof(h);
    let next =
        ledger(&[("澄波食品一厂", "配电箱未接地", "一般,2022-09-20,秦某,限期整改,,2022-10-21,,2022-10-07,是,,")]);
    let seen = read(&w, &next).report();
    assert_eq!((seen.differing, seen.duplicates, seen.differences.len()), (0, 1, 1));
    assert!(seen.differences[0].stays.as_ref().unwrap().en.contains("verify and close out the hazard here"));
    assert_eq!(takes(&w, &next, &Take::All).unwrap().revised, 0);
    assert_eq!(w.dossier(h).phase(), Some(Phase::Submitted));
}

#[test]
fn a_closed_hazard_is_not_reopened_by_a_file() {
    let w = world();
    let first =
        ledger(&[("澄波食品一厂", "配电箱未接地", "一般,2022-09-20,秦某,限期整改,,2022-10-21,,2022-10-05,是,,")]);
    takes(&w, &first, &Take::Nothing).unwrap();
    let open = ledger(&[("澄波食品一厂", "配电箱未接地", PLAIN)]);
    let report = takes(&w, &open, &Take::All).unwrap();
    assert_eq!((report.revised, report.duplicates, report.differences[0].aspect), (0, 1, Aspect::Reopened));
    assert!(report.differences[0].stays.is_some());
}

#[test]
fn another_person_responsible_is_a_difference_and_takes_the_post() {
    let w = world();
    let first = ledger(&[("澄波食品一厂", "配电箱未接地", PLAIN)]);
    takes(&w, &first, &Take::Nothing).unwrap();
    let next = ledger(&[("澄波食品一厂", "配电箱未接地", "一般,2022-09-20,韩某,限期整改,,2022-10-21,,,否,,")]);
    let seen = read(&w, &next).report();
    let told: Vec<_> =
        seen.differences.iter().map(|it| (it.aspect, it.here.zh.as_str(), it.file.zh.as_str())).collect();
    assert_eq!(told, [(Aspect::Person, "秦某", "韩某")]);
    assert_eq!(takes(&w, &next, &Take::All).unwrap().revised, 1);
    let post = w.dossier(subject(&w, &first, 0)).hazard().unwrap().ordered.as_ref().unwrap().to.clone();
    let holders = w.app().store().registry().holders(&post, w.app().today()).unwrap();
    assert_eq!(holders.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(), ["秦某", "韩某"]);
    assert_eq!(read(&w, &next).report().differing, 0);
}

#[test]
fn the_future_is_refused_as_on_the_report_page() {
    let w = world();
    let file = ledger(&[
        ("一厂", "甲", "一般,2099-01-05,秦某,限期整改,,2099-02-20,,,否,,"),
        ("二厂", "甲", "一般,2022-10-09,秦某,限期整改,,2022-12-20,,,否,,"),
        ("三厂", "甲", "一般,2022-09-20,秦某,限期整改,,2022-10-21,,2022-10-09,是,,"),
        ("四厂", "甲", "一般,2022-09-20,秦某,限期整改,,2022-10-21,,2022-10-09,否,,"),
        ("五厂", "甲", "一般,2001-05-01,秦某,限期整改,,2022-10-21,,,否,,"),
        ("六厂", "甲", "一般,2022-10-08,秦某,限期整改,,2022-10-21,,2022-10-08,是,,"),
        ("七厂", "甲", "一般,1900-01-01,秦某,限期整改,,2022-10-21,,,否,,"),
    ]);
    let report = takes(&w, &file, &Take::Nothing).unwrap();
    assert_eq!(
        codes(&report),
        [
            ("1", "found_on_in_future"),
            ("2", "found_on_in_future"),
            ("3", "completed_on_in_future"),
            ("4", "completed_on_in_future"),
            ("5", "day_too_early"),
            ("7", "date_impossible"),
        ]
    );
    assert_eq!(report.accepted, 1);
    for early in &report.refused[4..] {
        assert!(!early.zh.contains("管理员"), "a sentence about the row: {}", early.zh);
    }
    assert!(report.refused[4].zh.contains("发现日期"));
    // The other door.
    let refused = w.inspector().reports("1900-01-01".parse().unwrap(), "甲", &w.site()).unwrap_err();
    assert_eq!(refused.code(), "day.too_early");
}

#[test]
fn texts_that_are_too_long_are_refused_at_both_doors() {
    let w = world();
    let long = "长".repeat(5_000);
    let file = ledger(&[(&long, "甲", PLAIN), ("一厂", &long, PLAIN), ("二厂", "甲", PLAIN)]);
    let report = takes(&w, &file, &Take::Nothing).unwrap();
    assert_eq!(codes(&report), [("1", "text_too_long"), ("2", "text_too_long")]);
    let site = bowline_testkit::Site { name: long, ..w.site() };
    assert_eq!(w.inspector().reports(w.app().today(), "甲", &site).unwrap_err().code(), "field.too_long");
}

#[test]
fn a_code_of_division_names_its_place() {
    let w = world();
    let row = |no: u8, city: &str, county: &str| format!("{no},{no}厂,{city},{county},甲,{PLAIN}");
    let rows = [
        row(1, "", "220104"),
        row(2, "220100", "２２０１０４"),
        row(3, "长春市", "220104000000"),
        row(4, "", "229999"),
    ];
    let file = format!("{HEAD}\n{}", rows.join("\n")).into_bytes();
    let import = read(&w, &file);
    let places: Vec<_> = import.checked.accepted().map(|row| row.place.to_string()).collect();
    assert_eq!(places, ["220104", "220104", "220104"]);
    assert_eq!(codes(&import.report()), [("4", "place_unknown")]);
}

#[test]
fn a_date_beyond_what_the_pack_allows_is_refused_and_a_closed_row_is_not() {
    let w = world();
    let file = ledger(&[
        ("一厂", "甲", "重大,2022-09-20,秦某,限期整改,,2099-01-01,,,否,,"),
        ("二厂", "甲", "重大,2022-09-20,秦某,限期整改,,2022-10-30,,,否,,"),
    ]);
    let report = takes(&w, &file, &Take::Nothing).unwrap();
    assert_eq!(codes(&report), [("1", "deadline_beyond_longest")]);
    assert_eq!((report.accepted, report.refused[0].field.code()), (1, "deadline"));
    // Nor can a later edition move the date there.
    let next = ledger(&[("二厂", "甲", "重大,2022-09-20,秦某,限期整改,,2099-01-01,,,否,,")]);
    assert_eq!(codes(&takes(&w, &next, &Take::All).unwrap()), [("1", "deadline_beyond_longest")]);
}

#[test]
fn whoever_is_responsible_cannot_verify() {
    let w = world();
    let verified = |by: &str| format!("一般,2022-09-20,\"秦某、孙某\",限期整改,,2022-10-21,,2022-10-05,是,,{by}");
    let (own, second, other) = (verified("秦 某"), verified("李某；孙某"), verified("李某"));
    let file = ledger(&[("一厂", "甲", &own), ("二厂", "甲", &second), ("三厂", "甲", &other)]);
    let report = takes(&w, &file, &Take::Nothing).unwrap();
    assert_eq!(codes(&report), [("1", "verifier_is_responsible"), ("2", "verifier_is_responsible")]);
    assert!(report.refused[1].zh.contains("孙某"));
    assert_eq!(report.accepted, 1);
}

#[test]
fn people_named_in_a_ledger_hold_their_posts_until_they_are_confirmed() {
    let w = World::in_county("220104").vacant("220104", bowline_core::ids::Role::Inspector).on("2022-10-08");
    let rest = "一般,2022-09-20,秦某（厂长）,限期整改,,2022-10-21,,,否,市应急局 赵某,";
    takes(&w, &ledger(&[("一厂", "甲", rest)]), &Take::Nothing).unwrap();
    let named = w.app().people().to_confirm().unwrap();
    let names: Vec<&str> = named.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(names, ["赵某", "秦某"], "inspector and person responsible, not the office");
    assert_eq!(named[0].2.to_string(), "220104/emergency#inspector");
    w.after_days(40);
    let vacant = w.app().engine();
    let _ = vacant.tick().unwrap();
    let alarms = w.app().store().signals().alarms(true, &|_| true, 100).unwrap();
    assert!(alarms.is_empty(), "no post is vacant: {alarms:?}");
    // No key before somebody knows who it is.
    let person = named[0].0;
    assert!(w.app().people().issue_key(person).unwrap_err().text().en.contains("person confirm"));
    w.app().people().confirm(person).unwrap();
    w.app().people().confirm(person).unwrap();
    let key = w.app().people().issue_key(person).unwrap();
    assert_eq!(w.app().sessions().holder(&key).unwrap().name, "赵某");
    assert_eq!(w.app().people().to_confirm().unwrap().len(), 1);
}
