//! `bowline pack xlsform`: every form is converted by pyxform, the reference converter, and its names come back.

use crate::common::process::{Ran, bowline, root};
use bowline_core::facts::InputId;
use bowline_core::rules::{Form, Pack};
use bowline_service::open_pack_folder;
use bowline_service::xlsform::input_of;
use calamine::{Reader, Xlsx, open_workbook};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const TODAY: &str = "2026-11-22";

fn xlsform(arguments: &[&str]) -> Ran {
    let pack = root("packs/cn-national");
    bowline(&[&["pack", "xlsform", "--pack", pack.to_str().unwrap()], arguments].concat())
}

fn national() -> Pack {
    open_pack_folder(&root("packs/cn-national")).unwrap().0
}

/// A sheet as text, by row.
fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The value of a question in a column whose heading begins so.
fn of<'s>(survey: &'s [Vec<String>], name: &str, column: &str) -> &'s str {
    let at = survey[0].iter().position(|heading| heading.starts_with(column)).unwrap();
    let row = survey.iter().find(|row| row[1] == name && row[0] != "end_group").unwrap();
    &row[at]
}

#[test]
fn a_form_says_what_the_pack_says() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("lpg.xlsx");
    let ran = xlsform(&["lpg-restaurant", "--day", TODAY, "--out", file.to_str().unwrap()]);
    assert!(ran.status == 0 && ran.out.contains("16 节 43 问 / 16 sections, 43 questions"), "{ran:?}");
    let survey = sheet(&file, "survey");
    let stored = |column: &str| of(&survey, "lpg_D_stored_kg", column).to_owned();
    assert_eq!((stored("type"), stored("label::English")), ("decimal".into(), "Total LPG stored?".into()));
    assert!(stored("hint::中文").starts_with("单位：kg；城镇燃气") && stored("hint::中文").ends_with("（部分核对）"));
    assert_eq!(stored("constraint"), ". >= 0 and . <= 999999999");
    assert_eq!(of(&survey, "lpg_D_room_extinguishers", "type"), "integer");
    assert!(of(&survey, "lpg_D_ambient_celsius", "constraint").starts_with(". >= -"), "it may freeze");
    assert_eq!(of(&survey, "lpg_D_room_alarm", "relevant"), "not(${lpg_D_cylinder_room} = 'no')");
    assert_eq!(
        of(&survey, "S4_CN_INS_LPG_04", "label::English"),
        "CN-INS-LPG-04 More than 100 kg stored: dedicated cylinder room"
    );
    let settings = sheet(&file, "settings");
    assert_eq!(settings[1][1..], ["cn-national-lpg-restaurant", "cn-national@1 2026-11-22", "中文 (zh)"]);
}

#[test]
fn choices_and_scopes_of_a_set_are_its_own() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("coal.xlsx");
    assert_eq!(xlsform(&["COAL", "--day", TODAY, "--out", file.to_str().unwrap()]).status, 0);
    let (survey, choices) = (sheet(&file, "survey"), sheet(&file, "choices"));
    assert_eq!(of(&survey, "coal_D_mine_type", "type"), "select_one coal_D_mine_type");
    assert_eq!((of(&survey, "coal_D_mine_type", "required"), of(&survey, "coal_D_mine_type", "relevant")), ("yes", ""));
    assert_eq!(of(&survey, "coal_D_output_year_pct", "relevant"), "not(${coal_D_mine_type} = 'not_coal')");
    let words: Vec<&str> =
        choices.iter().filter(|row| row[0] == "coal_D_mine_type").map(|row| row[1].as_str()).collect();
    assert_eq!(words, ["not_coal", "open_pit", "underground"]);
}

#[test]
fn a_name_that_the_pack_lacks_is_refused_in_both_languages() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("x.xlsx");
    let ran = xlsform(&["TOU", "--day", TODAY, "--out", out.to_str().unwrap()]);
    assert!(ran.status == 1 && ran.err.contains("没有") && ran.err.contains("no set of criteria"), "{ran:?}");
    assert!(!out.exists());
    assert_ne!(xlsform(&["--out", out.to_str().unwrap()]).status, 0);
}

/// Converts; whether all went well, and what was said.
fn convert(python: &Path, files: &[PathBuf]) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/convert.py");
    let output = Command::new(python).arg(script).args(files).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (output.status.success(), said)
}

/// The inputs that a converted form has fields for.
fn fields(file: &Path) -> BTreeSet<InputId> {
    let xform = std::fs::read_to_string(file.with_extension("xml")).unwrap();
    let paths = xform.split("<bind ").skip(1).filter_map(|bind| bind.split("nodeset=\"").nth(1)?.split('"').next());
    paths.filter_map(input_of).collect()
}

#[test]
fn pyxform_converts_every_form_and_its_fields_come_back() {
    let Some(python) = crate::common::process::python() else {
        return eprintln!(
            "skipped: no pyxform (cargo xtask test brings it; BOWLINE_PYTHON names a Python that has it)"
        );
    };
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let ran = xlsform(&["--all", "--day", TODAY, "--out", &path("today")]);
    assert_eq!(ran.status, 0, "{ran:?}");
    std::fs::create_dir(folder.path().join("before")).unwrap();
    let before = [("FIRE", "2025-10-31"), ("CHM", "2026-09-29"), ("CON", "2024-12-12")];
    for (set, day) in before {
        assert_eq!(xlsform(&[set, "--day", day, "--out", &path(&format!("before/{set}.xlsx"))]).status, 0);
    }
    let pack = national();
    let mut forms = Form::all(&pack, TODAY.parse().unwrap());
    let mut files: Vec<PathBuf> =
        forms.iter().map(|form| folder.path().join(format!("today/{}.xlsx", form.id))).collect();
    for (set, day) in before {
        forms.extend(Form::of_set(&pack, set, day.parse().unwrap()));
        files.push(folder.path().join(format!("before/{set}.xlsx")));
    }
    let (well, said) = convert(&python, &files);
    assert!(well && said.contains(&format!("{} converted, 0 failed", files.len())), "{said}");
    assert!(!said.contains("warning"), "{said}");
    for (form, file) in forms.iter().zip(&files) {
        let asked: BTreeSet<InputId> = form.questions().map(|question| question.input.clone()).collect();
        assert_eq!(fields(file), asked, "{}", form.id);
    }
}

#[test]
fn a_form_that_does_not_convert_is_told() {
    let Some(python) = crate::common::process::python() else { return };
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("broken.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let rows = [["type", "name", "label", "relevant"], ["text", "a", "A", "${nowhere} = 1"]];
    let page = book.add_worksheet().set_name("survey").unwrap();
    for (line, row) in (0..).zip(rows) {
        page.write_row(line, 0, row).unwrap();
    }
    book.save(&file).unwrap();
    let (well, said) = convert(&python, &[file]);
    assert!(
        !well && said.contains("FAILED") && said.contains("nowhere") && said.contains("0 converted, 1 failed"),
        "{said}"
    );
}
