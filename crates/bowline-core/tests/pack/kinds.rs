//! Kinds of matter: they load, nothing in them can fall silent, and what is wrong with one is told at its line.

use super::{codes, files, id, loaded, national};
use bowline_core::rules::kinds::Kind;
use bowline_core::rules::{At, Diagnostic, Finding, Pack, PackFiles, diff, explain, unproven};

const ACCIDENT: &str = "matters/accident.toml";
/// What an accident begins.
const FOLLOWED_BY: [&str; 3] = ["matters/corrective.toml", "matters/accountability.toml", "matters/traceback.toml"];

fn kind(name: &str) -> &'static Kind {
    national().kinds().latest(&id(name)).unwrap()
}

fn found(kind: &Kind) -> Vec<Finding> {
    unproven(kind, national().clocks(), national().inputs())
}

/// The pack with the accident and its clocks, one of its lines changed; the faults that follow.
fn accident(old: &str, new: &str) -> Vec<Diagnostic> {
    let mut changed = with_accident();
    let text = changed.get_mut(ACCIDENT).unwrap();
    assert!(text.contains(old), "{old}");
    *text = text.replacen(old, new, 1);
    Pack::load(&changed).err().unwrap_or_default()
}

fn with_accident() -> PackFiles {
    let mut kept = files();
    let all = super::common::files("cn-national");
    let is_needed =
        |path: &str| path == ACCIDENT || FOLLOWED_BY.contains(&path) || path.starts_with("clocks/accident/");
    kept.extend(all.into_iter().filter(|(path, _)| is_needed(path)));
    kept
}

#[test]
fn taking_out_a_step_is_noticed_but_where_another_does_its_work() {
    // The hop from the province upward comes only with the gravest accidents, and nothing waits for it. What a measure owes in
    // each period is owed beside what it waits for. A drill that was not accepted is owed again by the next half-year anyway; the step
    // only brings it forward.
    let each_period =
        ["week", "month", "quarter", "half_year", "year"].map(|period| ("measure", format!("do_{period}")));
    let spare: Vec<_> = [("accident", "province".to_owned()), ("drill", "hold_again".to_owned())]
        .into_iter()
        .chain(each_period)
        .collect();
    let us = loaded(&super::common::files("us-federal"));
    let kinds = [national(), &us].into_iter().flat_map(|pack| pack.kinds().iter().map(move |kind| (pack, kind)));
    let mut unnoticed = Vec::new();
    for (pack, kind) in kinds {
        assert_eq!(unproven(kind, pack.clocks(), pack.inputs()), [], "{}", kind.id);
        for step in &kind.steps {
            let mut without = kind.clone();
            without.steps.retain(|it| it.id != step.id);
            if unproven(&without, pack.clocks(), pack.inputs()).is_empty() {
                unnoticed.push((kind.id.as_str().to_owned(), step.id.clone()));
            }
        }
    }
    assert_eq!(unnoticed, spare.into_iter().map(|(kind, step)| (kind.to_owned(), step)).collect::<Vec<_>>());
}

#[test]
fn a_kind_says_who_may_do_what_by_when_and_from_which_article() {
    let told = explain(national(), &id("accident")).unwrap();
    let zh: Vec<&str> = told.paragraphs.iter().map(|line| line.zh.as_str()).collect();
    for line in [
        "环节：已报告 → 调查中 → 已批复 → 已结案 → 不属于生产安全事故",
        "· 上一级机关：按“已确定的事故等级”所定级别部门的值班员（一般事故：市（州）；较大事故：省；重大事故：国家；特别重大事故：国家）",
        "· 上报：由县级应急管理部门、市级应急管理部门、省级应急管理部门办理",
        "· · 填写：已报告的本级人民政府和通知的部门",
        "· · 等级按 CN-ACC-03 得出",
        "· 单位报告：由事故单位负责人办理，办理期限为CN-ACC-09-2 所定期限，由县级应急管理部门复查",
    ] {
        assert!(zh.contains(&line), "{line}: {zh:#?}");
    }
    assert!(zh.iter().any(|line| line.contains("第九条")), "{zh:#?}");
}

#[test]
fn a_changed_kind_is_told_by_what_decides() {
    let before = Pack::load(&with_accident()).unwrap();
    for (old, new, said) in [
        (
            "settled_by = [\"team_formed\"]\nterm = { working_days = 3 }",
            "settled_by = [\"team_formed\"]\nterm = { working_days = 4 }",
            "Step team: term: 3 working days → term: 4 working days",
        ),
        ("may = [\"city\"]", "may = [\"province\"]", "Act refute: may: city → may: province"),
        ("stage = \"void\"", "stage = \"done\"", "Phase refuted: stage: void → stage: done"),
        ("renews_on = [\"regraded\"]\n", "", "Step team: no longer renews_on: regraded"),
        ("general = \"county\"", "general = \"city\"", "Party investigator: of: "),
    ] {
        let mut files = with_accident();
        let text = files.get_mut(ACCIDENT).unwrap();
        assert!(text.contains(old), "{old}");
        *text = text.replacen(old, new, 1);
        let changes = diff(&before, &Pack::load(&files).unwrap()).changes;
        assert_eq!(changes.len(), 1, "{old}");
        let details: Vec<&str> = changes[0].details.iter().map(|text| text.en.as_str()).collect();
        assert!(details.iter().any(|detail| detail.contains(said)), "{said}: {details:#?}");
    }
}

#[test]
fn a_matter_that_could_fall_silent_is_told_with_the_way_there() {
    let mut without = kind("accident").clone();
    without.steps.retain(|step| step.id != "approve");
    let silent = found(&without).into_iter().find(|it| it.at == At::Phase("investigated".to_owned())).unwrap();
    assert!(silent.text.en.contains("form_team@investigator → submit@team"), "{}", silent.text.en);
    assert!(silent.text.en.contains("what is left waits"), "{}", silent.text.en);
    // While its clock stands still, a step keeps nobody awake.
    let mut without = kind("accident").clone();
    without.steps.retain(|step| step.id != "appraise");
    let texts: Vec<String> = found(&without).into_iter().map(|it| it.text.en).collect();
    assert!(texts.iter().any(|text| text.contains("pause@team")), "{texts:#?}");
}

#[test]
fn a_kind_too_entangled_to_be_walked_is_refused() {
    let mut wide = kind("accident").clone();
    let step = wide.step("county").unwrap().clone();
    for no in 0..25 {
        let mut one = step.clone();
        one.id = format!("side_{no}");
        one.settled_by = vec![bowline_core::rules::kinds::Event { fact: format!("done_{no}"), party: None }];
        let mut act = wide.act("pass_on").unwrap().clone();
        (act.id, act.fact) = (format!("do_{no}"), format!("done_{no}"));
        one.acts = vec![act.id.clone()];
        wide.acts.push(act);
        wide.steps.push(one);
    }
    let findings = found(&wide);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].at, At::Kind);
}

/// What is changed into what, the fault, and what stands on the line at which it is told.
const FAULTS: [(&str, &str, &str, &str); 45] = [
    (
        "free = true\nmay = [\"city\"]",
        "free = true\nmay = [\"city\"]\nreopens = { term = { calendar_days = 30 }, cite = [{ instrument = \"系统暂定\", article = \"x\", dossier = \"CN-GEN-1\", tag = \"default\", checked_on = 2026-11-27 }] }",
        "pack.bad_act",
        "[[act]]\nid = \"refute\"",
    ),
    (
        "free = true\nmay = [\"city\"]",
        "free = true\nmay = [\"city\"]\nreopens = { term = { at_once = true }, cite = [{ instrument = \"系统暂定\", article = \"x\", dossier = \"CN-GEN-1\", tag = \"default\", checked_on = 2026-11-27 }] }",
        "pack.bad_term",
        "reopens = {",
    ),
    ("owner = \"unit\"", "owner = \"unti\"", "pack.unknown_word", "owner = \"unti\""),
    ("verifier = \"county\"", "verifier = \"unit\"", "pack.self_verification", "[[step]]\nid = \"unit\""),
    ("act = [\"report_unit\"]", "act = [\"report_unti\"]", "pack.unknown_word", "act = [\"report_unti\"]"),
    ("opens_on = [\"reported@county\"]", "opens_on = [\"reportd@county\"]", "pack.unknown_word", "reportd@"),
    ("opens_on = [\"reported@county\"]", "opens_on = [\"reported@conty\"]", "pack.unknown_word", "reported@conty"),
    ("phase = \"decided\"", "phase = \"decide\"", "pack.unknown_word", "phase = \"decide\""),
    ("submits = \"investigate\"", "submits = \"investigation\"", "pack.unknown_word", "submits"),
    ("clock = [\"CN-ACC-09-2\"]", "clock = [\"CN-ACC-09-22\"]", "pack.unknown_word", "CN-ACC-09-22"),
    ("scale = \"CN-ACC-03\"", "scale = \"CN-ACC-3\"", "pack.unknown_word", "CN-ACC-3\""),
    ("ladder = \"late-minutes\"", "ladder = \"late-minute\"", "pack.unknown_ladder", "late-minute\""),
    ("role = \"principal\"", "role = \"principle\"", "pack.unknown_word", "principle"),
    ("role = \"principal\"", "role = \"head\"", "pack.bad_party", "of = \"site\""),
    ("level = \"city\"", "level = \"citty\"", "pack.unknown_word", "citty"),
    ("grave = [\"particularly_major\"", "grave = [\"very_major\"", "pack.unknown_word", "very_major"),
    ("larger = \"city\"", "larger_one = \"city\"", "pack.unknown_word", "larger_one"),
    ("general = \"county\"", "", "pack.missing_row", "particularly_major = \"nation\""),
    ("began = \"accident.happened_at\"", "began = \"accident.kind\"", "pack.wrong_input", "began"),
    ("facet = \"accident.grade\"", "facet = \"accident.summary\"", "pack.wrong_input", "facet"),
    ("from = \"accident.unit_told_at\"", "from = \"accident.kind\"", "pack.wrong_input", "from = \"accident.kind\""),
    ("until = \"accident.appraised_until\"", "until = \"accident.reason\"", "pack.wrong_input", "until ="),
    (
        "answer = \"accident.team_leader\"",
        "answer = \"accident.reason\"",
        "pack.wrong_input",
        "accident.reason\", name",
    ),
    ("into = \"accident.grade\"", "into = \"accident.kind\"", "pack.unknown_word", "into = \"accident.kind\""),
    (
        "from = \"accident.happened_at\" }",
        "from = \"accident.deaths\" }",
        "pack.wrong_input",
        "from = \"accident.deaths\"",
    ),
    ("fact = \"extended\"", "fact = \"refuted\"", "pack.duplicate_id", "[[act]]\nid = \"refute\""),
    ("fact = \"evaluated\"", "fact = \"Evaluated\"", "pack.bad_word", "Evaluated"),
    ("id = \"accident\"", "id = \"alarm\"", "pack.own_noun", "id = \"alarm\""),
    ("id = \"accident\"", "id = \"Accident\"", "pack.bad_word", "id = \"Accident\""),
    ("phase = \"reported\"\n", "", "pack.bad_act", "[[act]]"),
    ("free = true\nmay = [\"city\"]", "free = true", "pack.bad_act", "[[act]]\nid = \"refute\""),
    ("free = true\nmay = [\"city\"]", "", "pack.unproven", "[[act]]\nid = \"refute\""),
    ("settled_by = [\"published\"]", "settled_by = []", "pack.empty_list", "[[step]]\nid = \"publish\""),
    (
        "pauses = \"investigate\"",
        "pauses = \"investigate\"\nsecond_person = { party = \"cuonty\", term = { working_days = 2 }, asks = [\"accident.reason\"], cite = [{ instrument = \"系统暂定\", article = \"x\", dossier = \"CN-GEN-1\", tag = \"default\", checked_on = 2026-11-27 }] }",
        "pack.unknown_word",
        "cuonty",
    ),
    ("settles = \"own\"", "settles = \"all\"", "pack.unknown_word", "settles = \"all\""),
    ("term = { working_days = 3 }", "term = { working_days = 0 }", "pack.zero_term", "working_days = 0"),
    ("clock = [\"CN-ACC-INV-8\"]", "term = { calendar_days = 365 }", "pack.missing_key", "[[step]]\nid = \"evaluate\""),
    (
        "valid = { from = 2021-09-01 }",
        "valid = { from = 2021-08-31 }",
        "pack.not_in_force",
        "[[step]]\nid = \"evaluate\"",
    ),
    ("extends = \"investigate\"", "extends = \"publish\"", "pack.bad_act", "[[act]]\nid = \"extend\""),
    ("resumes = \"investigate\"\n", "", "pack.bad_act", "[[act]]\nid = \"pause\""),
    ("\"accident.measures\"]", "\"accident.grade\"]", "pack.bad_judge", "[[act]]\nid = \"report\""),
    (
        "judge = { scale = \"CN-ACC-03\"",
        "judge = { alike = \"accident.summary\", to = \"accident.measures\", percent = 90",
        "pack.unknown_word",
        "judge = {",
    ),
    (
        "judge = { scale = \"CN-ACC-03\"",
        "judge = { alike = \"accident.deaths\", to = \"accident.measures\", percent = 90",
        "pack.wrong_input",
        "judge = {",
    ),
    (
        "judge = { scale = \"CN-ACC-03\"",
        "judge = { alike = \"accident.summary\", to = \"accident.measures\", percent = 101",
        "pack.out_of_bounds",
        "judge = {",
    ),
    (
        "{ input = \"accident.appraised_until\", not_before = \"today\", not_after = { clock = \"BL-PAUSE-ALONE\" } }",
        "",
        "pack.never_answered",
        "[[step]]\nid = \"appraise\"",
    ),
];

#[test]
fn what_is_wrong_with_a_kind_is_told_at_its_line() {
    assert!(Pack::load(&with_accident()).is_ok());
    for (old, new, code, line_of) in FAULTS {
        let faults = accident(old, new);
        let text = with_accident()[ACCIDENT].replacen(old, new, 1);
        let line = text[..text.find(line_of).unwrap_or_else(|| panic!("{line_of}"))].matches('\n').count() + 1;
        let here: Vec<_> = faults.iter().filter(|fault| fault.code == code).map(|fault| fault.line).collect();
        assert!(here.contains(&line), "{new}: {code} not at line {line}: {faults:#?}");
    }
}

#[test]
fn a_word_that_nearly_stands_there_is_offered() {
    let faults = accident("clock = [\"CN-ACC-09-2\"]", "clock = [\"CN-ACC-09-22\"]");
    let help = faults[0].help.as_ref().unwrap();
    assert_eq!((help.zh.as_str(), help.en.as_str()), ("是不是想写 `CN-ACC-09-2`？", "did you mean `CN-ACC-09-2`?"));
    assert_eq!(codes(&faults), ["pack.unknown_word"]);
}

/// The pack with the accident and another kind, which is the accident with some words changed; the faults that follow.
fn beside(changes: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut files = with_accident();
    let mut other = files[ACCIDENT].replacen("id = \"accident\"", "id = \"other\"", 1);
    for (old, new) in changes {
        assert!(other.contains(old), "{old}");
        other = other.replacen(old, new, 1);
    }
    files.insert("matters/other.toml".to_owned(), other);
    Pack::load(&files).err().unwrap_or_default()
}

#[test]
fn kinds_that_clash_and_births_without_end_are_refused() {
    assert_eq!(codes(&beside(&[])), ["pack.duplicate_id"], "one address");
    let address = ("address = \"accidents\"", "address = \"others\"");
    assert_eq!(beside(&[address]), []);
    let births = |kind: &str, act: &str| {
        let down = "births = [{ kind = \"KIND\", act = \"ACT\", link = \"arises_from\", hands_down = { \"accident.kind\" = \"accident.kind\", \"accident.deaths\" = \"accident.deaths\", \"accident.injured\" = \"accident.injured\", \"accident.summary\" = \"accident.summary\", \"accident.measures\" = \"accident.measures\" } }]\nname = { zh = \"";
        down.replace("KIND", kind).replace("ACT", act)
    };
    let on = |act_name: &str, with: String| -> Vec<Diagnostic> {
        let (old, new) = (format!("name = {{ zh = \"{act_name}\""), format!("{with}{act_name}\""));
        beside(&[address, (&old, &new)])
    };
    assert_eq!(on("报告事故", births("accident", "report")), [], "a child that begins nothing more");
    assert_eq!(codes(&on("报告事故", births("other", "report"))), ["pack.endless_births"]);
    assert_eq!(on("批复", births("other", "report")), [], "a person begins each");
    let unknown = on("批复", births("acident", "report"));
    assert_eq!(codes(&unknown), ["pack.unknown_word"]);
    assert_eq!(unknown[0].help.as_ref().unwrap().en, "did you mean `accident`?");
    assert_eq!(codes(&on("批复", births("accident", "reprt"))), ["pack.unknown_word"]);
    let less = births("accident", "report").replace("\"accident.kind\" = \"accident.kind\", ", "");
    assert_eq!(codes(&on("批复", less)), ["pack.bad_birth"]);
    let mixed = births("accident", "report").replace("= \"accident.deaths\"", "= \"accident.summary\"");
    assert!(codes(&on("批复", mixed)).contains(&"pack.wrong_input"));
}

#[test]
fn a_kind_is_bounded_and_hostile_files_are_refused() {
    for (part, key) in [("[[act]]", "act"), ("[[step]]", "step")] {
        let mut files = with_accident();
        let text = files.get_mut(ACCIDENT).unwrap();
        text.push_str(&format!("{part}\nid = \"x\"\n").repeat(41));
        let faults = Pack::load(&files).unwrap_err();
        assert_eq!(codes(&faults), ["pack.out_of_bounds"], "{key}");
        assert!(faults[0].message.en.starts_with(&format!("`{key}` has 1 to 40 items")), "{faults:#?}");
    }
    for hostile in
        ["", "id = 7", "act = 1\nstep = {}", "id = \"x\"\nact = [1]\nstep = [[]]\nphases = [{}]\nparties = [\"\"]"]
    {
        let mut files = with_accident();
        files.insert(ACCIDENT.to_owned(), hostile.to_owned());
        assert!(!Pack::load(&files).unwrap_err().is_empty(), "{hostile}");
    }
}
