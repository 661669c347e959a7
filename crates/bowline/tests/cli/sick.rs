//! Sick data folders: the doctor's sentence for each, in both languages, with its code and status; and what a server
//! answers.

use crate::common::http::{Answered, get, post, send};
use crate::common::process::{Ran, Server, bowline_on, copy, facts, filled, root};
use bowline_service::clock::ManualClock;
use bowline_store::{Durability, Sickness, Store};
use bowline_testkit::{FailingDisk, Immutable, ReadOnly, SmallDisk};
use std::path::Path;

const FILE: &str = "bowline.sqlite";

fn check(data: &Path) -> Ran {
    bowline_on(data, &["doctor", "check"])
}

/// The doctor names this sickness, says its sentence in both languages, and ends with status 1.
fn is_told(ran: &Ran, sickness: Sickness) {
    let text = sickness.text();
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.lines().any(|line| line.starts_with(&format!("{}: ", sickness.code()))), "{ran:?}");
    assert!(ran.out.contains(&text.zh) && ran.out.contains(&text.en), "{ran:?}");
}

/// Runs SQL on the database, as a fault of ours or a meddler might.
fn meddle(data: &Path, sql: &str) {
    drop(Store::open(data, Durability::Full).unwrap());
    rusqlite::Connection::open(data.join(FILE)).unwrap().execute_batch(sql).unwrap();
}

fn imported() -> tempfile::TempDir {
    let data = filled();
    let ledger = root("examples/jilin-lpg-2022.xlsx");
    assert_eq!(bowline_on(data.path(), &["import", ledger.to_str().unwrap()]).status, 3);
    data
}

#[test]
fn a_healthy_folder_is_left_as_it_is() {
    let data = imported();
    let before = std::fs::read(data.path().join(FILE)).unwrap();
    let ran = check(data.path());
    // Whether the next year's holidays should be here depends on the day on which this test runs.
    let lines = ran
        .out
        .lines()
        .filter(|line| !line.contains(&Sickness::Holidays.text().zh) && !line.contains(&Sickness::Holidays.text().en));
    let lines = lines.filter(|line| !line.starts_with("holidays_unknown: ")).count();
    assert!(ran.status == 0 && lines == 2, "{ran:?}");
    assert_eq!(std::fs::read(data.path().join(FILE)).unwrap(), before);
}

#[test]
fn a_folder_in_use_or_without_a_database() {
    let data = filled();
    let server = Server::serve(data.path());
    let ran = check(data.path());
    assert!(ran.status == 0 && ran.out.contains("正在使用中") && ran.out.contains("as of one moment"), "{ran:?}");
    assert!(ran.out.contains("log: ") && ran.out.contains("live deadlines"), "{ran:?}");
    let refused = bowline_on(data.path(), &["doctor", "rebuild", "--compare"]);
    assert!(refused.status == 1 && refused.err.contains(&Sickness::InUse.text().en), "{refused:?}");
    drop(server);
    let empty = tempfile::tempdir().unwrap();
    is_told(&check(&empty.path().join("mistyped")), Sickness::Absent);
    assert!(!empty.path().join("mistyped").exists(), "looking makes nothing");
}

#[test]
fn a_read_only_folder_is_looked_at_and_not_served() {
    let data = filled();
    let known = facts(data.path());
    // Killed, so that the write-ahead log is still there.
    drop(Server::serve(data.path()));
    let Some(sealed) = ReadOnly::of(data.path()) else { return };
    let ran = check(data.path());
    is_told(&ran, Sickness::ReadOnly);
    assert!(ran.out.contains("log: ") && ran.out.contains("live deadlines"), "what is there can be read: {ran:?}");
    let text = Sickness::ReadOnly.text();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["tick"], &["doctor", "rebuild", "--compare"]] {
        let ran = bowline_on(data.path(), arguments);
        assert_eq!(ran.status, 1, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(&text.zh) && ran.err.contains(&text.en), "{arguments:?}: {ran:?}");
    }
    drop(sealed);
    assert!(bowline_on(data.path(), &["tick"]).status == 0 && facts(data.path()) > known);
}

#[test]
fn a_read_only_file() {
    let data = filled();
    let Some(sealed) = ReadOnly::of(&data.path().join(FILE)) else { return };
    is_told(&check(data.path()), Sickness::ReadOnly);
    let ran = bowline_on(data.path(), &["tick"]);
    assert!(ran.status == 1 && ran.err.contains(&Sickness::ReadOnly.text().en), "{ran:?}");
    drop(sealed);
    assert_eq!(check(data.path()).status, 0);
}

#[test]
fn data_of_another_version() {
    let data = filled();
    meddle(data.path(), "PRAGMA user_version = 99");
    is_told(&check(data.path()), Sickness::OtherVersion);
    let ran = bowline_on(data.path(), &["tick"]);
    assert!(ran.status == 1 && ran.err.contains(&Sickness::OtherVersion.text().zh), "{ran:?}");
}

#[test]
fn a_damaged_file() {
    let data = imported();
    let file = data.path().join(FILE);
    let whole = std::fs::read(&file).unwrap();
    for (from, to) in [(0, 100), (4096, 3 * 4096), (whole.len() / 2, whole.len())] {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0x5a);
        std::fs::write(&file, bytes).unwrap();
        is_told(&check(data.path()), Sickness::Damaged);
    }
}

#[test]
fn a_torn_log() {
    let data = filled();
    let wal = data.path().join("bowline.sqlite-wal");
    let server = Server::serve(data.path());
    let written = || std::fs::metadata(&wal).is_ok_and(|file| file.len() > 5_000);
    assert!((0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        written()
    }));
    drop(server);
    let mut bytes = std::fs::read(&wal).unwrap();
    // A frame that the power cut: written in part, never synced, never answered.
    bytes.extend_from_within(bytes.len() - 2_072..bytes.len() - 900);
    std::fs::write(&wal, bytes).unwrap();
    let ran = check(data.path());
    is_told(&ran, Sickness::TornLog);
    assert_eq!(check(data.path()).out, ran.out, "looking changes nothing");
    let ticked = bowline_on(data.path(), &["tick"]);
    assert!(ticked.status == 0 && ticked.err.contains("write-ahead log was not whole"), "{ticked:?}");
    assert_eq!(check(data.path()).status, 0);
}

#[test]
fn facts_that_are_gone() {
    let data = imported();
    meddle(data.path(), "DELETE FROM fact WHERE seq = (SELECT max(seq) / 2 FROM fact)");
    is_told(&check(data.path()), Sickness::LogBroken);
}

#[test]
fn read_tables_that_differ() {
    let data = imported();
    meddle(
        data.path(),
        "UPDATE hazard SET unit = 'x' WHERE id = 1; UPDATE tally SET open = open + 1 WHERE place = '220000'",
    );
    assert_eq!(check(data.path()).status, 0, "only a rebuild shows it");
    let ran = bowline_on(data.path(), &["doctor", "rebuild", "--compare"]);
    assert!(
        ran.status == 1
            && ran.out.contains("hazard: 仅现用读表有 1 行，仅重建有 1 行 / 1 rows only live, 1 only rebuilt"),
        "{ran:?}"
    );
    let text = Sickness::Differs.text();
    assert!(ran.out.contains(&text.zh) && ran.out.contains(&text.en) && ran.out.contains("tables_differ"), "{ran:?}");
}

#[test]
fn an_index_of_search_words_that_was_emptied() {
    let data = imported();
    meddle(data.path(), "INSERT INTO hazard_text (hazard_text) VALUES ('delete-all')");
    let ran = check(data.path());
    is_told(&ran, Sickness::Differs);
    assert!(ran.out.contains("the index of search words differs by"), "{ran:?}");
}

#[test]
fn matters_without_a_clock() {
    let data = imported();
    meddle(data.path(), "DELETE FROM obligation WHERE subject IN (SELECT subject FROM obligation LIMIT 1)");
    is_told(&check(data.path()), Sickness::NoClock);
    let ran = bowline_on(data.path(), &["tick"]);
    assert_eq!(ran.status, 4, "the engine's own proof fails too: {ran:?}");
}

#[test]
fn a_clock_that_was_set_back() {
    let data = filled();
    let store = Store::open(data.path(), Durability::Full).unwrap();
    let clock = Box::new(ManualClock::at("2099-01-01T00:00:00Z".parse().unwrap()));
    bowline_testkit::open(store, clock, 1).engine().tick().unwrap();
    let ran = check(data.path());
    is_told(&ran, Sickness::ClockBack);
    assert!(ran.out.contains("clock_back: the log knows of 2099-01-01T00:00:00Z, the clock shows 2"), "{ran:?}");
    let text = Sickness::ClockBack.text();
    for arguments in [&["tick"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let refused = bowline_on(data.path(), arguments);
        assert!(refused.status == 1 && refused.err.contains(&text.zh) && refused.err.contains(&text.en), "{refused:?}");
    }
    let ticked = bowline_on(data.path(), &["tick", "--accept-clock"]);
    assert!(ticked.status == 0 && ticked.err.contains("as was accepted"), "{ticked:?}");
}

#[test]
fn a_calendar_that_should_go_on_by_now_is_warned_of() {
    let (data, pack) = (imported(), tempfile::tempdir().unwrap());
    copy(&root("packs/cn-national"), pack.path());
    let file = pack.path().join("calendars/CN-2026.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let ran = |by: &str| {
        std::fs::write(&file, text.replace("next_by = 2026-11-15", by)).unwrap();
        bowline_on(data.path(), &["doctor", "check", "--pack", pack.path().to_str().unwrap()])
    };
    let warned = ran("next_by = 2022-01-01");
    let said = Sickness::Holidays.text();
    assert!(warned.status == 0 && warned.out.contains(&said.zh) && warned.out.contains(&said.en), "{warned:?}");
    assert!(warned.out.contains("holidays_unknown: calendar CN ends with 2026-12-31; "), "{warned:?}");
    for calm in ["next_by = 2199-01-01", ""] {
        let ran = ran(calm);
        assert!(ran.status == 0 && !ran.out.contains("holidays_unknown"), "{calm}: {ran:?}");
    }
}

fn report(address: &str, cookies: &str, language: &str) -> Answered {
    let form = "go=send&unit=小南饭店&province=220000&city=220100&county=220104&sector=H62&description=漏气&found_on=2022-10-08";
    let origin = format!("http://{address}");
    let kind = "application/x-www-form-urlencoded";
    let headers =
        [("cookie", cookies), ("origin", origin.as_str()), ("content-type", kind), ("accept-language", language)];
    send(address, "POST", "/report", &headers, form.as_bytes())
}

/// A server with an inspector at work: the server, and the inspector's cookies.
fn at_work(data: &Path) -> (Server, String) {
    let added = bowline_on(data, &["person", "add", "钱多多", "220104/emergency#inspector"]);
    let key = added.out.lines().find_map(|line| line.strip_prefix("sign-in key ")).unwrap().trim();
    let server = Server::serve(data);
    let cookies = post(&server.address, "/sign-in", "", &format!("key={key}")).cookies();
    (server, cookies)
}

/// Reports until one is refused, in each language, and reads on. Answers where the others are that were not refused.
fn refuses_and_reads_on(server: &Server, cookies: &str, sickness: Sickness) -> Vec<String> {
    let (text, mut kept) = (sickness.text(), Vec::new());
    for (language, sentence) in [("en", &text.en), ("zh-CN", &text.zh)] {
        // The end of the write-ahead log may still have room for a commit or two.
        let refused = (0..200).find_map(|_| {
            let answer = report(&server.address, cookies, language);
            kept.extend(answer.header("location").map(str::to_owned));
            (answer.status != 303).then_some(answer)
        });
        let refused = refused.unwrap();
        assert!(refused.status == 503 && refused.body.contains(&sentence.replace('\'', "&#39;")), "{refused:?}");
    }
    for path in ["/desk", "/hazards", "/report"].into_iter().chain(kept.first().map(String::as_str)) {
        assert_eq!(get(&server.address, path, cookies).status, 200, "reading goes on: {path}");
    }
    kept
}

/// Nothing is sick, and every read table is what the log makes of it.
fn is_whole(data: &Path) {
    assert_eq!(check(data).status, 0);
    assert_eq!(bowline_on(data, &["doctor", "rebuild", "--compare"]).status, 0);
}

fn is_told_on(server: &Server, cookies: &str, reported: &str) {
    let story = get(&server.address, reported, cookies);
    assert!(story.status == 200 && story.body.contains("小南饭店"), "{story:?}");
}

fn are_told_on<'a>(server: &Server, cookies: &str, reports: impl IntoIterator<Item = &'a Answered>) {
    reports.into_iter().for_each(|report| is_told_on(server, cookies, report.header("location").unwrap()));
}

#[test]
fn a_server_on_a_full_disk_refuses_reads_on_and_goes_on() {
    let Some(disk) = SmallDisk::of_megabytes(64) else { return };
    let data = disk.path().join("data");
    copy(filled().path(), &data);
    let (server, cookies) = at_work(&data);
    let first = report(&server.address, &cookies, "en");
    assert_eq!(first.status, 303, "{first:?}");
    disk.fill();
    let kept = refuses_and_reads_on(&server, &cookies, Sickness::Full);
    disk.make_room();
    let again = report(&server.address, &cookies, "en");
    assert_eq!(again.status, 303, "{again:?}");
    are_told_on(&server, &cookies, [&first, &again]);
    kept.iter().for_each(|reported| is_told_on(&server, &cookies, reported));
    drop(server);
    is_whole(&data);
}

/// Linux gives such a disk back only after an unmount, so the server has to be stopped.
#[test]
fn a_disk_that_turns_read_only_under_a_server() {
    let Some(disk) = FailingDisk::of_megabytes(128) else { return };
    let data = disk.path().join("data");
    copy(filled().path(), &data);
    disk.settles();
    let (server, cookies) = at_work(&data);
    let reports: Vec<Answered> = (0..5).map(|_| report(&server.address, &cookies, "en")).collect();
    disk.fails();
    let kept = refuses_and_reads_on(&server, &cookies, Sickness::ReadOnly);
    assert_eq!(kept, Vec::<String>::new());
    // What the kernel could not write back does not end the server later.
    disk.tries_to_settle();
    are_told_on(&server, &cookies, &reports);
    drop(server);
    is_told(&check(&data), Sickness::ReadOnly);
    let ran = bowline_on(&data, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(ran.status == 1 && ran.err.contains(&Sickness::ReadOnly.text().en), "{ran:?}");
    disk.is_mended();
    let server = Server::serve(&data);
    are_told_on(&server, &cookies, &reports);
    assert_eq!(report(&server.address, &cookies, "en").status, 303);
    drop(server);
    is_whole(&data);
}

/// The kernel ends whoever writes into memory shared through a file that must not change, so nothing can be refused here: see
/// `docs/operate/run.md`. What was answered is there all the same.
#[test]
fn files_that_are_made_immutable_under_a_server() {
    let Some(disk) = FailingDisk::of_megabytes(128) else { return };
    let data = disk.path().join("data");
    copy(filled().path(), &data);
    let (mut server, cookies) = at_work(&data);
    let reports: Vec<Answered> = (0..5).map(|_| report(&server.address, &cookies, "en")).collect();
    let Some(sealed) = Immutable::all_of(&data) else { return };
    let (address, asking) = (server.address.clone(), cookies.clone());
    let asked = std::thread::spawn(move || get(&address, "/desk", &asking).status).join();
    assert!(asked.is_ok_and(|status| status == 200) || server.is_gone(), "it answers, or the kernel has ended it");
    drop(server);
    is_told(&check(&data), Sickness::ReadOnly);
    drop(sealed);
    let server = Server::serve(&data);
    are_told_on(&server, &cookies, &reports);
    drop(server);
    is_whole(&data);
}

#[test]
fn a_command_on_a_full_disk_says_so() {
    let Some(disk) = SmallDisk::of_megabytes(64) else { return };
    let data = disk.path().join("data");
    copy(filled().path(), &data);
    disk.fill();
    let ran = bowline_on(&data, &["tick"]);
    assert!(ran.status == 1 && ran.err.contains(&Sickness::Full.text().en), "{ran:?}");
    assert_eq!(check(&data).status, 0, "looking needs no room");
    disk.make_room();
    assert_eq!(bowline_on(&data, &["tick"]).status, 0);
}

#[test]
fn every_sickness_is_in_the_operators_manual() {
    let page = std::fs::read_to_string(root("docs/operate/doctor.md")).unwrap();
    for sickness in Sickness::ALL {
        let text = sickness.text();
        assert!(page.contains(&format!("`{}`", sickness.code())), "{sickness:?}");
        assert!(page.contains(&text.zh) && page.contains(&text.en), "{sickness:?}: {text:?}");
    }
}
