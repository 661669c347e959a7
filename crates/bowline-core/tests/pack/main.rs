//! The national pack: it loads, its cases come out, hostile packs are refused, diagnostics point to the line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

#[path = "../common/mod.rs"]
mod common;

mod bounds;
mod clocks;
mod diff;
mod dossier;
mod editions;
mod families;
mod forms;
mod inputs;
mod kinds;
mod measures;
mod mutants;
mod picture;
mod requirements;
mod screening;
mod stats;
mod tables;
mod triggers;
mod us_federal;

use bowline_core::facts::{Answer, Answers, Grade};
use bowline_core::ids::RuleId;
use bowline_core::obligations::run_all_cases;
use bowline_core::rules::{
    self, Cases, Diagnostic, LevelInputs, MatterKind, Pack, PackFiles, Signal, Verdict, WorkedCase, explain, grade,
    run_cases,
};
use common::{loaded, national};
use std::sync::LazyLock;

/// As many files of the national pack as a test needs that changes one: of the criteria gas and fire, of the clocks those that bound
/// orders, of the rest what lies in no topic.
fn files() -> PackFiles {
    static FILES: LazyLock<PackFiles> = LazyLock::new(|| {
        let mut files = common::files("cn-national");
        let kept = ["rules/gas/", "rules/fire/", "checklists/lpg-restaurant.", "clocks/hidden-hazard/bl-hid-longest-"];
        let in_topic = |path: &str| {
            path.matches('/').count() > 1
                || ["dossier", "checklists/", "families.toml", "matters/"].iter().any(|prefix| path.starts_with(prefix))
        };
        files.retain(|path, _| !in_topic(path) || kept.iter().any(|prefix| path.starts_with(prefix)));
        // Without kinds of matter a proposal begins none, and nothing is filled.
        if let Some(text) = files.get_mut("proposals.toml") {
            let proposals = text.lines().take_while(|line| *line != "[[fill]]");
            *text = proposals.filter(|line| !line.starts_with("opens = ")).collect::<Vec<_>>().join("\n");
        }
        files
    });
    FILES.clone()
}

/// The files of the national pack without its rules and the demo that names one: for tests that bring their own.
fn bare() -> PackFiles {
    let rules = ["rules/", "checklists/", "scales/", "triggers/", "demo.toml"];
    let mut files = files();
    files.retain(|path, _| !rules.iter().any(|folder| path.starts_with(folder)));
    files
}

/// The changes of a rule that none of its cases notices.
fn survivors(pack: &Pack, rule: &str) -> Vec<String> {
    let cases = Cases::of(pack);
    let of_rule = rules::mutants(pack).filter(|mutant| mutant.rule == id(rule) && !mutant.is_noticed(pack, &cases));
    of_rule.map(|mutant| mutant.change.en).collect()
}

#[test]
fn loads_and_every_case_comes_out() {
    let pack = national();
    assert_eq!(pack.name(), "cn-national@1");
    let report = run_all_cases(pack);
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    let files = common::files("cn-national");
    let cases = files.iter().filter(|(path, _)| path.ends_with(".cases.toml"));
    let written: usize = cases.map(|(_, text)| text.matches("name = {").count()).sum();
    assert!(written > 10_000);
    assert_eq!(report.passed, written);
}

#[test]
fn a_rule_shows_the_cases_of_its_file_and_no_others() {
    let (pack, rule) = (national(), "rules/gas/cn-haz-gas-05-5");
    let worked = WorkedCase::beside(pack, &id("CN-HAZ-GAS-05-5"));
    assert_eq!(worked.len(), common::files("cn-national")[&format!("{rule}.cases.toml")].matches("[[case]]").count());
    assert!(worked.iter().all(|case| case.failed.is_none() && !case.name.zh.is_empty()), "{worked:#?}");
    assert_eq!(WorkedCase::beside(pack, &id("CN-NO-SUCH-RULE")), []);
}

#[test]
fn files_that_nobody_asks_for_are_parsed_for_their_faults() {
    let bad = "a = ";
    let orphan = "rules/gas/nobody.cases.toml";
    let faults = refused(|files| {
        files.extend([(orphan.to_owned(), bad.to_owned()), ("notes/x.toml".to_owned(), bad.to_owned())]);
    });
    assert_eq!(codes(&faults), ["pack.unknown_file", "pack.bad_toml", "pack.bad_toml"], "{faults:#?}");
    let faults = refused(|files| {
        files.remove("pack.toml");
        files.insert(GAS.to_owned(), bad.to_owned());
    });
    assert_eq!(codes(&faults), ["pack.missing_file", "pack.bad_toml"], "{faults:#?}");
    let faults = refused(|files| drop(files.insert("instruments.toml".to_owned(), bad.to_owned())));
    assert_eq!(codes(&faults).iter().filter(|code| **code == "pack.bad_toml").count(), 1, "{faults:#?}");
}

#[test]
fn sectors_lead_to_departments_by_the_longest_prefix() {
    let pack = national();
    let of = |sector: &str| pack.country().department_for(sector).as_str().to_owned();
    let found = ["H62", "D4511", "C2671", "C2669", "?"].map(of);
    assert_eq!(found, ["emergency", "housing", "industry", "emergency", "emergency"]);
    assert_eq!(pack.country().sector_name("H6210").unwrap().zh, "正餐服务");
}

#[test]
fn every_matter_has_a_procedure_whose_ladders_exist() {
    let pack = national();
    let day = "2022-09-28".parse().unwrap();
    for matter in [MatterKind::UngradedHazard, MatterKind::GeneralHazard, MatterKind::MajorHazard, MatterKind::Alarm] {
        let procedure = pack.procedures().for_matter(matter, day).unwrap();
        assert!(procedure.steps.iter().all(|step| pack.ladders().latest(&step.ladder).is_some()));
    }
}

/// The pack with one file changed; the faults that follow.
fn refused(change: impl FnOnce(&mut PackFiles)) -> Vec<Diagnostic> {
    let mut files = files();
    change(&mut files);
    Pack::load(&files).expect_err("a bad pack must be refused")
}

/// As above, with a piece of one file replaced.
fn refused_with(file: &str, from: &str, to: &str) -> Vec<Diagnostic> {
    refused(|files| {
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} no longer contains {from}");
        *text = text.replacen(from, to, 1);
    })
}

fn codes(faults: &[Diagnostic]) -> Vec<&str> {
    faults.iter().map(|fault| fault.code).collect()
}

const GAS: &str = "rules/gas/cn-haz-gas-05-5.toml";

#[test]
fn a_misspelt_input_is_shown_on_its_line_with_help() {
    let faults = refused_with(GAS, "gas.fixed_alarm", "gas.fixd_alarm");
    let fault = faults.iter().find(|fault| fault.file == GAS).unwrap();
    let (line, column) = {
        let text = &files()[GAS];
        let at = text.find("\"gas.fixed_alarm").unwrap();
        let before = &text[..at];
        (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap().chars().count() + 1)
    };
    assert_eq!((fault.line, fault.column, fault.code), (line, column, "pack.unknown_input"));
    assert_eq!(fault.help.as_ref().unwrap().en, "did you mean `gas.fixed_alarm`?");
}

#[test]
fn faults_of_meaning_have_their_codes() {
    let step = "procedures/hazard-major.toml";
    for (file, from, to, code) in [
        (GAS, "unit = \"%LEL\"", "unit = \"%VOL\"", "pack.unit_mismatch"),
        (GAS, "at_least = {", "at_lest = {", "pack.unknown_key"),
        (GAS, "at_least = { value = 20, unit = \"%LEL\" }", "is = true", "pack.type_mismatch"),
        (GAS, "tag = \"partly\"", "tag = \"partially\"", "pack.unknown_word"),
        (GAS, "from = 2023-09-21", "from = 2023-09-21, to = 2020-01-01", "pack.bad_validity"),
        (GAS, "set = ", "sett = ", "pack.missing_key"),
        (step, "ladder = \"late-major\"", "ladder = \"late-majr\"", "pack.unknown_ladder"),
        (step, "act = \"rectify\"", "act = \"rectfy\"", "pack.unknown_word"),
        (step, "verifier = \"office_inspector\"", "verifier = \"office_head\"", "pack.self_verification"),
        (step, "{ working_days = 1 }", "{ working_days = 0 }", "pack.zero_term"),
        ("calendars/CN-2022.toml", "2022-10-08", "2022-10-10", "pack.bad_calendar_day"),
        ("calendars/CN-2023.toml", "to = 2023-12-31", "to = 2023-12-30", "pack.calendar_gap"),
        (GAS, "建城规〔2023〕4号", "建城规〔2023〕5号", "pack.unknown_instrument"),
        ("lights/place.toml", "{overdue_major} 条", "{overdue_majr} 条", "pack.bad_placeholder"),
        ("departments.toml", "{place}应急管理局", "应急管理局", "pack.bad_placeholder"),
        (step, "for_matter = \"major_hazard\"", "for_matter = \"alarm\"", "pack.missing_procedure"),
        ("supervision.toml", "default = \"emergency\"", "default = \"emergencyy\"", "pack.unknown_department"),
        ("rules/gas/cn-haz-gas-05-5.cases.toml", "\"gas.fixed_alarm\"", "\"gas.fixedalarm\"", "pack.unknown_input"),
    ] {
        let faults = refused_with(file, from, to);
        assert!(codes(&faults).contains(&code), "{file}: {from} -> {to}: {faults:#?}");
        assert!(faults.iter().all(|f| !f.message.zh.is_empty() && !f.message.en.is_empty()));
    }
}

#[test]
fn rules_need_cases_and_a_source() {
    assert!(
        codes(&refused(|files| drop(files.remove("rules/gas/cn-haz-gas-05-5.cases.toml")))).contains(&"pack.no_cases")
    );
    let thin = "[[case]]\nname = { zh = \"一\", en = \"one\" }\nday = 2025-01-01\nexpect = \"unknown\"\n";
    let faults = refused(|files| drop(files.insert("rules/gas/cn-haz-gas-05-5.cases.toml".into(), thin.into())));
    assert_eq!(codes(&faults), ["pack.thin_cases", "pack.thin_cases"]);
    let faults = refused(|files| {
        let text = files.get_mut("ladders/late-alarm.toml").unwrap();
        let (from, to) = (text.find("cite = [").unwrap(), text.find("\n]\n").unwrap());
        text.replace_range(from..to + 2, "cite = []");
    });
    assert!(codes(&faults).contains(&"pack.no_citation"));
}

#[test]
fn ids_and_editions_are_used_once() {
    let copy = |name: &str, to: &str| {
        let (name, to) = (name.to_owned(), to.to_owned());
        move |files: &mut PackFiles| {
            for end in [".toml", ".cases.toml"] {
                let text = files[&format!("{name}{end}")].clone();
                files.insert(format!("{to}{end}"), text);
            }
        }
    };
    let faults = refused(copy("rules/gas/cn-haz-gas-05-5", "rules/gas/again"));
    assert_eq!(codes(&faults), ["pack.overlap"]);
    assert!(codes(&refused(copy("ladders/late-major", "ladders/again"))).contains(&"pack.duplicate_id"));
    assert!(codes(&refused(copy("procedures/alarm", "procedures/again"))).contains(&"pack.overlap"));
}

#[test]
fn ladders_may_refer_only_to_themselves_and_never_without_time() {
    let faults =
        refused_with("ladders/supervise-general.toml", "ladder = \"supervise-general\"", "ladder = \"late-general\"");
    assert!(codes(&faults).contains(&"pack.cyclic_ladders"), "{faults:#?}");
    let faults =
        refused_with("ladders/supervise-major.toml", "{ term = { working_days = 2 }", "{ term = { hours = 0 }");
    assert!(codes(&faults).contains(&"pack.zero_term"));
}

#[test]
fn hostile_text_is_refused_and_never_takes_the_process_down() {
    let levels = |open: &str, n: usize| format!("x = {}", open.repeat(n));
    let dotted = format!("{} = 1", vec!["a"; 50_000].join("."));
    let spaced = format!("{} = 1", vec!["a"; 50_000].join(" . "));
    let mixed = format!("x = {}1{}", "{ a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = ".repeat(39), "}".repeat(39));
    let header = format!("[{}]\nx = 1", vec!["\"a\""; 50_000].join("."));
    let not = format!("if = {}{}", "{ not = ".repeat(38), "}".repeat(38));
    let step = "{ z = \"}}\", a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = ";
    let hidden = |n: usize| format!("x = {}1{}", step.repeat(n), "}".repeat(n));
    let texts = [
        levels("[", 100_000),
        "[".repeat(100_000),
        levels("{ a = ", 40_000),
        dotted,
        spaced,
        mixed,
        header,
        not,
        hidden(78),
        hidden(2_000),
        "\u{0}".repeat(999),
    ];
    for text in texts {
        let faults = refused(|files| drop(files.insert("rules/x.toml".into(), text)));
        assert!(faults.iter().any(|fault| fault.file == "rules/x.toml"));
        assert!(faults.len() <= 200);
    }
}

#[test]
fn one_set_of_lights_rules() {
    assert!(codes(&refused(|files| drop(files.remove("lights/place.toml")))).contains(&"pack.lights_count"));
}

#[test]
fn size_is_bounded() {
    let big = "# \n".repeat(100_000);
    assert!(codes(&refused(|files| drop(files.insert("rules/x.toml".into(), big)))).contains(&"pack.too_large"));
    let many = |files: &mut PackFiles| files.extend((0..6_000).map(|i| (format!("rules/{i}.toml"), String::new())));
    assert_eq!(codes(&refused(many)), ["pack.too_large"]);
    let nots =
        |n: usize| format!("if = {}{{ input = \"gas.odourised\", is = true }}{}", "{ not = ".repeat(n), "}".repeat(n));
    let faults = refused(|files| drop(files.insert("rules/x.toml".into(), nots(33))));
    assert!(codes(&faults).contains(&"pack.condition_too_large"), "{faults:#?}");
}

#[test]
fn places_belong_to_somebody_else() {
    let mut files = files();
    files.insert("places/anything.toml".into(), "not toml [[[".into());
    assert!(Pack::load(&files).is_ok());
}

fn id(text: &str) -> RuleId {
    text.parse().unwrap()
}

fn answers(list: &[(&str, bool)]) -> Answers {
    list.iter().map(|(input, yes)| (input.parse().unwrap(), Answer::Yes(*yes))).collect()
}

#[test]
fn a_finding_is_judged_by_the_edition_of_its_day() {
    let pack = national();
    let candidates = [id("CN-HAZ-FIRE-17-6.8"), id("CN-HAZ-FIRE-25-5")];
    let given = answers(&[
        ("fire.crowd_place", true),
        ("fire.flammables_against_rules", true),
        ("fire.corrected_at_once", false),
        ("fire.not_judged", false),
    ]);
    let jilin = grade(pack, &candidates, "2022-09-28".parse().unwrap(), &given);
    assert_eq!(jilin.grade, Some(Grade::Major));
    assert_eq!(jilin.not_in_force, [id("CN-HAZ-FIRE-25-5")]);
    let later = grade(pack, &candidates, "2025-11-02".parse().unwrap(), &given);
    assert_eq!((later.grade, later.verdicts.len()), (None, 0));
    assert_eq!(later.not_in_force, [id("CN-HAZ-FIRE-17-6.8")]);
    assert_eq!(later.undecidable, [id("CN-HAZ-FIRE-25-5")]);
}

#[test]
fn a_grade_needs_every_candidate_tried() {
    let pack = national();
    let day = "2022-09-28".parse().unwrap();
    let (crowd, wiring) = (id("CN-HAZ-FIRE-17-6.8"), id("CN-HAZ-FIRE-17-6.4"));
    let both = [crowd.clone(), wiring.clone()];
    let no = answers(&[("fire.crowd_place", false), ("fire.class_ab_in_basement", false)]);
    assert_eq!(grade(pack, &both, day, &no).grade, Some(Grade::General));
    let open = grade(
        pack,
        &both,
        day,
        &answers(&[("fire.crowd_place", false), ("fire.corrected_at_once", false), ("fire.not_judged", false)]),
    );
    assert_eq!((open.grade, open.missing), (None, vec!["fire.class_ab_in_basement".parse().unwrap()]));
    let major =
        answers(&[("fire.class_ab_in_basement", true), ("fire.corrected_at_once", false), ("fire.not_judged", false)]);
    assert_eq!(grade(pack, &both, day, &major).grade, Some(Grade::Major));
    let mut wrong = no;
    wrong.insert("fire.crowd_place".parse().unwrap(), Answer::Number(1.0));
    assert_eq!(grade(pack, &both, day, &wrong).grade, None);
    assert_eq!(grade(pack, &[], day, &Answers::new()).grade, None);
    assert_eq!(grade(pack, &[id("CN-NO-SUCH")], day, &Answers::new()).grade, None);
}

#[test]
fn a_verdict_says_why_in_both_languages() {
    let pack = national();
    let rule = pack.criteria().latest(&id("CN-HAZ-FIRE-17-6.2")).unwrap();
    let mut given = answers(&[
        ("fire.flammable_place", true),
        ("fire.flammable_with_crowd_or_dwelling", false),
        ("fire.corrected_at_once", false),
        ("fire.not_judged", false),
    ]);
    given.insert("fire.flammable_separation_percent".parse().unwrap(), Answer::Number(70.0));
    let Some(Verdict::Holds(why)) = rule.evaluate(pack, &given) else { panic!("it holds") };
    let text = why.text(pack);
    assert_eq!(text.len(), 4, "the scope, no exception and the distance decided, not the building: {text:?}");
    assert!(text[3].zh.ends_with("70 %；“小于 75 %”符合"), "{}", text[3].zh);
    assert!(text[3].en.ends_with("70 %; “below 75 %” is met"), "{}", text[3].en);
}

#[test]
fn every_rule_explains_itself() {
    let pack = national();
    let ids = pack
        .criteria()
        .iter()
        .map(|rule| &rule.id)
        .chain(pack.procedures().iter().map(|p| &p.id))
        .chain(pack.ladders().iter().map(|rule| &rule.id))
        .chain(pack.clocks().iter().map(|rule| &rule.id))
        .chain(pack.requirements().iter().map(|rule| &rule.id));
    for id in ids {
        let explained = explain(pack, id).unwrap();
        assert!(explained.paragraphs.len() >= 3, "{id}");
        assert!(explained.paragraphs.iter().all(|text| !text.zh.is_empty() && !text.en.is_empty()));
        let asks = explained.paragraphs.iter().find(|text| text.zh.contains("？："));
        assert_eq!(asks, None, "{id}: a question with its answer is told as a sentence");
        assert_eq!(*pack.book().title(id).unwrap(), explained.title);
    }
}

#[test]
fn a_step_says_who_what_how_long_and_on_what_ground() {
    let explained = explain(national(), &id("hazard-major")).unwrap();
    let english: Vec<&str> = explained.paragraphs.iter().map(|text| text.en.as_str()).collect();
    let at = english.iter().position(|line| line.starts_with("6.")).unwrap();
    assert_eq!(
        english[at..at + 3],
        [
            "6. Verify that the hazard has been removed: by an inspector of the authority, within 10 calendar days; verified by the head of the authority",
            "· If overdue: Escalation schedule: major accident hazard",
            "· Source: Interim Provisions on Accident Hazards (SAWS Decree 16, 2007), art. 23 (original not checked; checked on 21 Nov 2026)",
        ]
    );
}

#[test]
fn lights_have_a_reason_and_a_way_out() {
    let pack = national();
    let (light, reason, way_out) =
        LevelInputs { open: 9, overdue: 3, overdue_major: 1, raised: 2, ..LevelInputs::default() }.light(pack);
    assert_eq!(
        (light, reason.en.as_str()),
        (Signal::Red, "Overdue major accident hazards: 1"),
        "no gap, no word of gaps"
    );
    assert!(way_out.zh.contains("3 项") && !way_out.zh.contains('{'));
    assert_eq!(LevelInputs { open: 9, overdue: 1, ..LevelInputs::default() }.light(pack).0, Signal::Yellow);
    assert_eq!(LevelInputs { found: 12, open: 9, ..LevelInputs::default() }.light(pack).0, Signal::Green);
}

#[test]
fn where_nothing_was_ever_reported_there_is_no_light_and_silence_is_told_with_its_days() {
    let pack = national();
    let shown =
        |found, silent_days, overdue| LevelInputs { found, silent_days, overdue, ..LevelInputs::default() }.light(pack);
    assert_eq!(shown(0, 0, 0).0, Signal::NoData);
    assert_eq!(shown(0, 29, 0).0, Signal::NoData);
    assert_eq!(shown(5, 29, 0).0, Signal::Green);
    for found in [0, 5] {
        let (signal, reason, way_out) = shown(found, 30, 0);
        assert_eq!(signal, Signal::Silent);
        assert!(reason.zh.contains("30 天") && reason.en.contains("30 days") && !way_out.en.is_empty(), "{reason:?}");
    }
    assert_eq!(shown(5, 90, 1).0, Signal::Yellow, "what is late is told first");
}

#[test]
fn the_lpg_checklist_turns_at_its_numbers() {
    let pack = national();
    let list = pack.checklists().iter().find(|list| list.id == id("lpg-restaurant")).unwrap();
    assert_eq!(list.checks.len(), 16);
    let passes = |check: &str, given: &[(&str, Answer)]| {
        let check = list.checks.iter().find(|c| c.id == id(check)).unwrap();
        let given = given.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect();
        matches!(check.evaluate(pack, &given), Verdict::Holds(_))
    };
    let kg = |kg: f64| ("lpg.stored_kg", Answer::Number(kg));
    let no_room = ("lpg.cylinder_room", Answer::Yes(false));
    assert!(passes("CN-INS-LPG-04", &[kg(100.0), no_room.clone()]));
    assert!(!passes("CN-INS-LPG-04", &[kg(100.1), no_room]));
    let metres = |input, m: f64| (input, Answer::Number(m));
    for (gap, fine) in [(0.5, true), (0.49, false)] {
        let given = [metres("lpg.burner_distance_m", gap), metres("lpg.radiator_distance_m", 1.0)];
        assert_eq!(passes("CN-INS-LPG-09", &given), fine);
    }
}

#[test]
fn a_wrong_case_is_reported_with_its_line() {
    let mut files = files();
    let file = "procedures/alarm.cases.toml";
    let text = files.get_mut(file).unwrap();
    *text = text.replace("answer_alarm = 2022-10-16T09:00", "answer_alarm = 2022-10-16T10:00");
    let report = run_cases(&Pack::load(&files).unwrap());
    assert_eq!(report.failures.len(), 1);
    assert_eq!((report.failures[0].file.as_str(), report.failures[0].rule.as_str()), (file, "alarm"));
    assert!(report.failures[0].line > 0);
}

#[test]
fn a_restaurant_is_not_asked_about_coal() {
    let pack = national();
    let sets = |sector: &str| -> Vec<&str> {
        pack.sets().iter().filter(|set| set.applies_to(sector)).map(|set| set.id.as_str()).collect()
    };
    assert_eq!(sets("H6210"), ["GAS", "FIRE", "SEQ"]);
    assert_eq!(sets("H61"), ["GAS", "FIRE", "SEQ"]);
    assert_eq!(sets("B0610"), ["COAL", "FIRE", "SEQ"]);
    assert_eq!(sets("K7020"), ["FIRE", "SEQ"]);
    assert!(sets("C").contains(&"CEX"), "a sector known roughly may be any below it");
    assert_eq!(pack.sets().named("CEX").unwrap().lead.as_str(), "industry");
    assert_eq!(pack.sets().len(), 22);
    let day = "2025-11-02".parse().unwrap();
    assert!(pack.criteria_for("H62", day).any(|rule| rule.set == "GAS"));
    assert!(pack.criteria_for("B06", day).all(|rule| rule.set != "GAS"));
    assert!(pack.criteria_for("H62", day).all(|rule| rule.valid.holds_on(day)));
}

#[test]
fn a_set_that_is_not_declared_is_refused() {
    let faults = refused_with("sets.toml", "id = \"GAS\"", "id = \"GASS\"");
    assert!(faults.iter().all(|fault| fault.code == "pack.unknown_set"), "{faults:#?}");
    assert!(faults[0].message.en.ends_with("did you mean `GASS`?"), "{}", faults[0].message.en);
    assert!(
        codes(&refused_with("sets.toml", "lead = \"market\"", "lead = \"markt\"")).contains(&"pack.unknown_department")
    );
    assert!(codes(&refused_with("sets.toml", "\"N78\"", "\"78N\"")).contains(&"pack.bad_id"));
    assert!(codes(&refused(|files| drop(files.remove("sets.toml")))).contains(&"pack.missing_file"));
}
