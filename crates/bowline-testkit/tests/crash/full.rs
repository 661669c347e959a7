//! A disk that is full: nothing acknowledged is lost, nothing is half done, and work goes on when there is room again.

use super::{Acknowledged, COUNTY, evidence_is_there, founded, is_whole, line, spawn};
use bowline_core::ids::Role;
use bowline_service::clock::ManualClock;
use bowline_service::views::Report;
use bowline_service::{Bowline, Fault, Refused};
use bowline_store::{Durability, Sickness, Store};
use bowline_testkit::{SmallDisk, broken_promises, chains, open, post};
use std::io::BufRead;
use tempfile::TempDir;

/// Reads lines until so many of a sort were said.
fn listen(out: &mut impl BufRead, to: &mut Acknowledged, many: usize, sort: impl Fn(&str) -> bool) {
    let mut heard = 0;
    while heard < many {
        let line = line(out).expect("the program works on");
        heard += usize::from(sort(&line));
        to.hears(&line);
    }
}

#[test]
fn a_full_disk_refuses_everything_and_loses_nothing() {
    let Some(disk) = SmallDisk::of_megabytes(64) else { return };
    let data = disk.path().join("data");
    copy(founded().path(), &data);
    let (mut child, mut out) = spawn(&data, 5);
    let mut acknowledged = Acknowledged::default();
    let is_refused = |line: &str| line == "sick disk_full" || line == "sick disk_failed";
    let is_done = |line: &str| ["found", "act", "ran", "taken"].contains(&line.split(' ').next().unwrap());
    for _ in 0..3 {
        listen(&mut out, &mut acknowledged, 60, is_done);
        disk.fill();
        listen(&mut out, &mut acknowledged, 40, is_refused);
        disk.make_room();
        listen(&mut out, &mut acknowledged, 60, is_done);
    }
    disk.fill();
    listen(&mut out, &mut acknowledged, 10, is_refused);
    child.kill().unwrap();
    child.wait().unwrap();
    match Store::open(&data, Durability::Full) {
        Ok(store) => acknowledged.is_kept(&store),
        Err(fault) => assert!(matches!(fault.sickness(), Some(Sickness::Full | Sickness::Disk)), "{fault:?}"),
    }
    disk.make_room();
    let store = Store::open(&data, Durability::Full).unwrap();
    acknowledged.is_kept(&store);
    evidence_is_there(&store);
    assert_eq!(chains(&store).1, Vec::<String>::new());
    drop(store);
    is_whole(&data);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap).filter(|it| it.path().is_file()) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn report(app: &Bowline, what: &str) -> Result<bowline_core::ids::SubjectId, Refused> {
    let inspector = app.store().registry().holders(&post(COUNTY, Role::Inspector), app.today()).unwrap()[0].0;
    let report = Report {
        site: None,
        unit: "饭店1".to_owned(),
        credit_code: String::new(),
        place: COUNTY.parse().ok(),
        sector: "H62".to_owned(),
        description: what.to_owned(),
        found_on: app.today(),
        proofs: Vec::new(),
    };
    app.hazards().report(&app.people().who(inspector).unwrap(), report)
}

/// Where nothing can be mounted, SQLite itself says that there is no room, at every number of pages.
#[test]
fn every_amount_of_room_gives_all_or_nothing() {
    let folder = founded();
    let clock = ManualClock::at("2022-11-20T01:00:00Z".parse().unwrap());
    let app = open(Store::open(folder.path(), Durability::Full).unwrap(), Box::new(clock), 3);
    let (mut refused, mut done) = (0, 0);
    for pages in (0..120).step_by(3) {
        app.store().own().limit_growth(Some(pages)).unwrap();
        let before = app.store().log().count().unwrap();
        let mut told = Ok(());
        while told.is_ok() {
            let next = if done % 7 == 0 { app.engine().tick().map(drop) } else { report(&app, "漏气").map(drop) };
            done += u64::from(next.is_ok());
            told = next;
        }
        let Err(Refused::Fault(Fault { sickness: Some(Sickness::Full), .. })) = &told else { panic!("{told:?}") };
        let sentence = told.unwrap_err().text();
        assert!(sentence.zh.contains("磁盘已满") && sentence.en.contains("The disk is full"), "{sentence:?}");
        refused += 1;
        assert!(app.store().log().count().unwrap() >= before);
        assert_eq!(chains(app.store()).1, Vec::<String>::new(), "with {pages} pages");
        assert!(
            !app.store().registry().holders(&post(COUNTY, Role::Head), app.today()).unwrap().is_empty(),
            "reading goes on"
        );
        app.store().own().limit_growth(None).unwrap();
        report(&app, "有空间了").expect("work goes on when there is room");
    }
    assert!(refused == 40 && done > 40, "{refused} {done}");
    assert!(app.engine().tick().unwrap().completeness.holds());
    let beside = TempDir::new().unwrap();
    assert_eq!(broken_promises(&app, beside.path()), Vec::<String>::new());
}
