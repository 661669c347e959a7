//! A warning goes to every county of the nation, and the program is killed while the slips are being made. Afterwards each county
//! has one, once.

use crate::folder;
use bowline_core::facts::Answer;
use bowline_core::ids::{OfficeId, PlaceCode, PostId, Role, SubjectId};
use bowline_core::obligations::Dossier;
use bowline_core::places::Level;
use bowline_core::time::Moment;
use bowline_service::Bowline;
use bowline_service::clock::ManualClock;
use bowline_service::views::matters::{Ground, MatterFilter};
use bowline_store::{Durability, Store};
use bowline_testkit::{filled, open, populate, post};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const START: &str = "2022-10-08T01:00:00Z";
const WARNING: &[(&str, &str)] = &[
    ("warning.title", "寒潮橙色预警"),
    ("warning.source_no", "00000041600000_20221008083000"),
    ("warning.event", "other"),
    ("warning.level", "orange"),
    ("warning.issuer", "中央气象台"),
    ("warning.issued_at", "2022-10-08T08:30"),
    ("warning.received_at", "2022-10-08T08:40"),
    ("warning.from", "2022-10-08T08:40"),
    ("warning.until", "2022-10-31T06:00"),
    ("warning.area", "全国"),
    ("warning.advice", "注意防寒"),
    ("warning.measures", "检查供暖供气"),
];

fn opened(folder: &Path, seed: u64) -> Bowline {
    let store = Store::open(folder, Durability::None).unwrap();
    let now: Moment = START.parse().unwrap();
    open(store, Box::new(ManualClock::at(now)), seed)
}

/// The nation passes a warning on to every county, and the program ends before the engine comes to it.
fn sent(folder: &Path) -> SubjectId {
    let app = opened(folder, 1);
    populate(&app, "220104".parse().unwrap(), &[]);
    let started = Instant::now();
    let nation = app.places().nation();
    let offices = app.offices().load(nation, &mut |_, _| {}).unwrap();
    eprintln!("{offices} offices established in {:.1} s", started.elapsed().as_secs_f64());
    let head = app.store().registry().holders(&post(nation.as_str(), Role::Head), app.today()).unwrap()[0].0;
    let head = app.people().who(head).unwrap();
    let ground = Ground { place: Some(nation), ..Ground::default() };
    let warning = app.matters().begin(&head, &"warning".parse().unwrap(), "ingest", &ground, &filled(WARNING)).unwrap();
    let sender = OfficeId { place: nation, department: "emergency".parse().unwrap() }.to_string();
    let pass = [
        ("warning.sender", sender.as_str()),
        ("warning.addressees", "every:county"),
        ("warning.passed_at", "2022-10-08T08:50"),
        ("warning.relay", "no"),
    ];
    let seen = app.store().log().version(warning).unwrap();
    app.matters().act(&head, warning, seen, "pass_on", &filled(&pass)).unwrap();
    warning
}

/// The engine begins slips until it has told of so many; then it is killed. Answers the last number that was told.
fn killed_after(folder: &Path, warning: SubjectId, most: u32) -> u32 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_births"))
        .arg(folder)
        .arg(warning.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        told = line.unwrap().parse().expect("it is killed before it is done");
        if told >= most {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    told
}

/// The slips by the office that each is for.
fn slips(app: &Bowline, warning: SubjectId) -> BTreeMap<OfficeId, Vec<SubjectId>> {
    let (kind, addressee) = ("warning_slip".parse().unwrap(), "warning.addressee".parse().unwrap());
    let who = app.store().registry().holders(&post("000000", Role::Head), app.today()).unwrap()[0].0;
    let who = app.people().who(who).unwrap();
    let (mut slips, mut filter) =
        (BTreeMap::<_, Vec<_>>::new(), MatterFilter { from: Some(warning), ..MatterFilter::default() });
    loop {
        let list = app.matters().list(&who, &kind, &filter).unwrap();
        for line in &list.page.lines {
            let dossier = Dossier::replay(line.subject, &app.store().log().facts(line.subject).unwrap());
            let Answer::Office(office) = &dossier.declared().unwrap().answers[&addressee] else { panic!("an office") };
            slips.entry(office.clone()).or_default().push(line.subject);
            let owner = PostId::office(office.clone(), Role::DutyOfficer);
            let answer = dossier.live().find(|it| it.opened.step == "answer").expect("each has a clock of its own");
            assert_eq!(answer.opened.owner, owner);
        }
        match list.page.next {
            Some(next) => filter.after = Some(next),
            None => return slips,
        }
    }
}

#[test]
fn a_warning_to_every_county_killed_in_the_middle_reaches_each_of_them_once() {
    let folder = folder();
    let warning = sent(folder.path());
    let mut reached = Vec::new();
    for most in [400, 1_400] {
        reached.push(killed_after(folder.path(), warning, most));
    }
    let app = opened(folder.path(), 3);
    let before: usize = slips(&app, warning).values().map(Vec::len).sum();
    let started = Instant::now();
    let ran = app.engine().tick().unwrap();
    let took = started.elapsed();
    assert!(ran.completeness.holds());
    app.engine().tick().unwrap();

    let tree = app.places();
    let counties = tree.iter().filter(|it| it.level == Level::County && it.valid_to.is_none());
    let office = |place: PlaceCode| OfficeId { place, department: "emergency".parse().unwrap() };
    let mut expected: Vec<OfficeId> = counties.map(|it| office(it.code)).collect();
    expected.sort_unstable();
    let slips = slips(&app, warning);
    let twice: Vec<_> = slips.iter().filter(|(_, each)| each.len() != 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(slips.keys().cloned().collect::<Vec<_>>(), expected, "every county, and nobody else");
    assert!(before >= usize::try_from(*reached.last().unwrap()).unwrap(), "nothing that was told is lost");
    let (all, left) = (slips.len(), slips.len() - before);
    eprintln!("{all} counties; killed at {reached:?}; the last {left} in {:.1} s (a test build)", took.as_secs_f64());
}
