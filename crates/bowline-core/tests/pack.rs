//! The national pack: it loads, its cases come out, hostile packs are refused, diagnostics point to the line.

use bowline_core::rules::{Matter, Pack, PackFiles, run_cases};
use std::path::Path;

/// The files of the national pack.
fn files() -> PackFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-national");
    let mut files = PackFiles::new();
    collect(&root, &root, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, text);
        }
    }
}

fn pack() -> Pack {
    Pack::load(&files()).unwrap_or_else(|faults| {
        let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", list.join("\n"))
    })
}

#[test]
fn loads_and_every_case_comes_out() {
    let pack = pack();
    assert_eq!(pack.name(), "cn-national@1");
    let report = run_cases(&pack);
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    assert!(report.passed > 10);
}

#[test]
fn sectors_lead_to_departments_by_the_longest_prefix() {
    let pack = pack();
    let of = |sector: &str| pack.department_for(sector).as_str().to_owned();
    let found = ["H62", "D4511", "C2671", "C2669", "?"].map(of);
    assert_eq!(found, ["emergency", "housing", "industry", "emergency", "emergency"]);
    assert_eq!(pack.sector_name("H6210").unwrap().zh, "正餐服务");
}

#[test]
fn every_matter_has_a_procedure_whose_ladders_exist() {
    let pack = pack();
    let day = "2022-09-28".parse().unwrap();
    for matter in [Matter::UngradedHazard, Matter::GeneralHazard, Matter::MajorHazard, Matter::Alarm] {
        let procedure = pack.procedure_for(matter, day).unwrap();
        assert!(procedure.steps.iter().all(|step| pack.ladder(&step.ladder).is_some()));
    }
}
