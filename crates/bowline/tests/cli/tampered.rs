//! Data that somebody changed behind Bowline's back: facts, the write-ahead log, evidence. Each change is seen, or the
//! manual says that it is not.

use crate::common::http::{get, post, send};
use crate::common::process::{Ran, Server, bowline_on, copy, filled};
use bowline_store::Sickness;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn check(data: &Path, more: &[&str]) -> Ran {
    bowline_on(data, &[&["doctor", "check"], more].concat())
}

fn tells(ran: &Ran, sickness: Sickness, shown: &str) {
    let line = format!("{}: {shown}", sickness.code());
    assert!(ran.status == 1 && ran.out.lines().any(|it| it.starts_with(&line)), "{line}: {ran:?}");
    let text = sickness.text();
    assert!(ran.out.contains(&text.zh) && ran.out.contains(&text.en), "{ran:?}");
}

fn meddle(data: &Path) -> Connection {
    Connection::open(data.join("bowline.sqlite")).unwrap()
}

/// Makes the sum of a fact anew, as somebody does who has read the source.
fn seal(connection: &Connection, seq: i64, edit: impl Fn(&str) -> String) {
    let of = "SELECT payload FROM fact WHERE seq = $1";
    let text: String = connection.query_row(of, [seq], |row| row.get(0)).unwrap();
    let json = edit(text.split_once('\n').unwrap().0);
    let sealed = format!("{json}\n{:08x}", crc32fast::hash(json.as_bytes()));
    connection.execute("UPDATE fact SET payload = $1 WHERE seq = $2", (sealed, seq)).unwrap();
}

#[test]
fn facts_that_were_changed_reordered_or_removed_are_named() {
    let whole = filled();
    let changed = |change: &dyn Fn(&Connection)| {
        let data = TempDir::new().unwrap();
        copy(whole.path(), data.path());
        change(&meddle(data.path()));
        data
    };
    let who = changed(&|it| seal(it, 7, |json| json.replace("\"by\":\"system\"", "\"by\":\"engine\"")));
    tells(&check(who.path(), &[]), Sickness::LogChanged, "fact 7: it does not follow");
    let when = changed(&|it| seal(it, 9, |json| json.replacen("\"held\":\"20", "\"held\":\"19", 1)));
    tells(&check(when.path(), &[]), Sickness::LogChanged, "fact 9: it does not follow");
    let flipped = changed(&|it| {
        drop(it.execute("UPDATE fact SET payload = replace(payload, 'system', 'System') WHERE seq = 5", []))
    });
    tells(&check(flipped.path(), &[]), Sickness::LogChanged, "fact 5: its bytes");
    let order = "UPDATE fact SET seq = -1 WHERE seq = 20; UPDATE fact SET seq = 20 WHERE seq = 30; UPDATE fact SET seq = 30 WHERE seq = -1";
    let swapped = changed(&|it| it.execute_batch(order).unwrap());
    tells(&check(swapped.path(), &[]), Sickness::LogChanged, "fact 20: it does not follow");
    let last = changed(&|it| drop(it.execute("DELETE FROM fact WHERE seq = (SELECT max(seq) FROM fact)", [])));
    tells(&check(last.path(), &[]), Sickness::LogChanged, "the log ends with fact ");
    let refused = bowline_on(last.path(), &["serve", "--listen", "127.0.0.1:0"]);
    let text = Sickness::LogChanged.text();
    assert!(refused.status == 1 && refused.err.contains(&text.zh) && refused.err.contains(&text.en), "{refused:?}");
}

#[test]
fn a_key_that_somebody_put_into_the_file_opens_nothing() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "陈国栋", "000000/emergency#head"]);
    let after = |label: &str| added.out.lines().find_map(|line| line.strip_prefix(label)).unwrap().trim().to_owned();
    let (person, key) = (after("person ").replace('-', ""), after("sign-in key "));
    let forged = "ab".repeat(32);
    let connection = meddle(data.path());
    let hash = Sha256::digest(forged.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    connection
        .execute(&format!("INSERT INTO sign_in_key (key_hash, person) VALUES ('{hash}', X'{person}')"), [])
        .unwrap();
    drop(connection);
    let server = Server::serve(data.path());
    assert_eq!(post(&server.address, "/sign-in", "", &format!("key={forged}")).status, 422);
    assert_eq!(post(&server.address, "/sign-in", "", &format!("key={key}")).status, 303);
}

fn saved(folder: &Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn a_checkpoint_kept_elsewhere_shows_a_folder_put_back_to_an_older_copy() {
    let (data, older, desk) = (filled(), TempDir::new().unwrap(), TempDir::new().unwrap());
    copy(data.path(), older.path());
    // What a day later would do: the checkpoint of today is taken anew after more has happened.
    meddle(data.path()).execute("DELETE FROM checkpoint", []).unwrap();
    assert_eq!(bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]).status, 0);
    assert_eq!(bowline_on(data.path(), &["tick"]).status, 0);
    let server = Server::serve(data.path());
    let printed = bowline_on(data.path(), &["doctor", "checkpoint"]);
    assert!(printed.status == 0 && printed.out.lines().count() == 1, "beside a running server: {printed:?}");
    let letter = saved(desk.path(), "letter.txt", &format!("各位同事：\n\n  {}\n此致", printed.out));
    let letter = letter.to_str().unwrap();
    assert_eq!(check(data.path(), &["--checkpoint", letter]).status, 0, "it is the log of that letter");
    drop(server);
    assert_eq!(check(older.path(), &[]).status, 0, "nothing in the older copy could tell");
    let word = printed.out.trim();
    tells(
        &check(older.path(), &["--checkpoint", letter]),
        Sickness::LogChanged,
        &format!("the log is not the one of {word}"),
    );
    for (name, text) in [("empty.txt", "nothing"), ("cut.txt", &word[..60])] {
        let ran = check(data.path(), &["--checkpoint", saved(desk.path(), name, text).to_str().unwrap()]);
        assert!(ran.status == 1 && ran.err.contains("heckpoint"), "a file without one agrees with nothing: {ran:?}");
    }
}

/// A report with a photo: where the hazard is, and the file in which the photo is kept.
fn report_with_photo(server: &Server, cookies: &str, data: &Path) -> (String, PathBuf) {
    let fields = [
        ("go", "send"),
        ("unit", "小南饭店"),
        ("province", "220000"),
        ("city", "220100"),
        ("county", "220104"),
        ("place1", "220000"),
        ("place2", "220100"),
        ("place3", "220104"),
        ("sector", "H62"),
        ("description", "漏气"),
        ("found_on", "2022-10-08"),
    ];
    let part = |(name, value): (&str, &str)| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body = fields.map(part).concat().into_bytes();
    body.extend_from_slice(b"--x\r\ncontent-disposition: form-data; name=\"proofs\"; filename=\"a.png\"\r\n\r\n");
    body.extend_from_slice(&bowline_testkit::photo(b"what was seen\r\n--x--\r\n"));
    let origin = format!("http://{}", server.address);
    let kind = "multipart/form-data; boundary=x";
    let headers = [("cookie", cookies), ("origin", origin.as_str()), ("content-type", kind)];
    let answer = send(&server.address, "POST", "/report", &headers, &body);
    assert_eq!(answer.status, 303, "{answer:?}");
    let folders = std::fs::read_dir(data.join("proofs")).unwrap().map(|it| it.unwrap().path());
    let mut files =
        folders.filter(|it| it.is_dir()).flat_map(|it| std::fs::read_dir(it).unwrap()).map(|it| it.unwrap().path());
    let file = files.find(|it| it.file_name().unwrap().len() == 64).unwrap();
    (answer.header("location").unwrap().to_owned(), file)
}

#[cfg(unix)]
#[test]
fn evidence_that_is_not_what_was_handed_in_is_never_shown() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]);
    let key = added.out.lines().find_map(|line| line.strip_prefix("sign-in key ")).unwrap().trim();
    let server = Server::serve(data.path());
    let cookies = post(&server.address, "/sign-in", "", &format!("key={key}")).cookies();
    let (hazard, file) = report_with_photo(&server, &cookies, data.path());
    let page = format!("{}/proofs/{}", hazard.split('?').next().unwrap(), file.file_name().unwrap().to_str().unwrap());
    let shown = get(&server.address, &page, &cookies);
    // The words stand beside the picture: they are kept, and taken out of what is shown.
    assert!(
        shown.status == 200 && shown.bytes.starts_with(b"\x89PNG") && !shown.body.contains("what was seen"),
        "{shown:?}"
    );
    assert!(std::fs::read(&file).unwrap().windows(13).any(|part| part == b"what was seen"));
    let well = check(data.path(), &["--evidence"]);
    assert!(well.status == 0 && well.out.contains("evidence: 1 files"), "{well:?}");

    let whole = std::fs::read(&file).unwrap();
    let same_length = whole.iter().map(|byte| byte ^ 1).collect::<Vec<_>>();
    let elsewhere = saved(data.path(), "elsewhere", "");
    std::fs::write(&elsewhere, &whole).unwrap();
    let put = |change: &dyn Fn()| {
        drop(std::fs::remove_file(&file));
        change();
        let refused = get(&server.address, &page, &cookies);
        let text = Sickness::Evidence.text();
        assert!(refused.status == 409 && refused.body.contains(&text.en.replace('\'', "&#39;")), "{refused:?}");
        assert!(!refused.bytes.windows(4).any(|part| part == b"\x89PNG" || part == b"FORG"));
        check(data.path(), &["--evidence"])
    };
    let hash = file.file_name().unwrap().to_str().unwrap();
    let told = |ran: Ran, how: &str| tells(&ran, Sickness::Evidence, &format!("evidence {hash}: {how}"));
    told(put(&|| {}), "it is missing");
    told(put(&|| std::fs::write(&file, "FORGED").unwrap()), "it has 6 bytes");
    told(put(&|| std::fs::write(&file, &same_length).unwrap()), "its bytes were changed");
    told(put(&|| std::os::unix::fs::symlink(&elsewhere, &file).unwrap()), "it is no file");
    told(
        put(&|| assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success())),
        "it is no file",
    );
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(get(&server.address, &page, &cookies).status, 200, "put back, it is shown again");
    assert_eq!(check(data.path(), &["--evidence"]).status, 0);
}

/// A killed server that reported this often, and what its write-ahead log holds.
fn reported(times: usize) -> (TempDir, String, Vec<String>, Vec<u8>) {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]);
    let key = added.out.lines().find_map(|line| line.strip_prefix("sign-in key ")).unwrap().trim().to_owned();
    let server = Server::serve(data.path());
    let cookies = post(&server.address, "/sign-in", "", &format!("key={key}")).cookies();
    let reports = (0..times).map(|_| report_with_photo(&server, &cookies, data.path()).0).collect();
    drop(server);
    let wal = std::fs::read(data.path().join("bowline.sqlite-wal")).unwrap();
    (data, cookies, reports, wal)
}

#[test]
fn what_was_answered_is_missed_wherever_the_write_ahead_log_is_damaged() {
    let (whole, _, _, wal) = reported(3);
    let damaged = |change: &dyn Fn(&mut Vec<u8>)| {
        let data = TempDir::new().unwrap();
        copy(whole.path(), data.path());
        let mut bytes = wal.clone();
        change(&mut bytes);
        std::fs::write(data.path().join("bowline.sqlite-wal"), &bytes).unwrap();
        let ran = check(data.path(), &[]);
        let refused = bowline_on(data.path(), &["tick"]);
        assert!(ran.status == 1 && refused.status == 1, "{ran:?} {refused:?}");
        assert_eq!(std::fs::read(data.path().join("bowline.sqlite-wal")).unwrap(), bytes, "it is left as it was found");
        ran
    };
    let end = wal.len();
    for (from, to) in [(0, 32), (32, 96), (end / 2, end / 2 + 1), (end - 2_072, end - 2_040), (end - 1, end)] {
        tells(&damaged(&|bytes| bytes[from..to].iter_mut().for_each(|byte| *byte ^= 0xff)), Sickness::LogDamaged, "");
    }
    tells(&damaged(&|bytes| bytes.truncate(end - 700)), Sickness::LogDamaged, "");
    tells(&damaged(&|bytes| bytes.truncate(0)), Sickness::LogChanged, "the log ends with fact ");
}

#[test]
fn a_write_ahead_log_damaged_amid_what_was_answered_is_not_dropped_in_silence() {
    let (data, cookies, reports, mut bytes) = reported(8);
    let (wal, post) = (data.path().join("bowline.sqlite-wal"), "220104/emergency#inspector");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0xff);
    std::fs::write(&wal, &bytes).unwrap();
    tells(&check(data.path(), &[]), Sickness::LogDamaged, "");
    let text = Sickness::LogDamaged.text();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["tick"], &["person", "add", "李四", post]] {
        let refused = bowline_on(data.path(), arguments);
        assert!(refused.status == 1 && refused.err.contains(&text.zh) && refused.err.contains(&text.en), "{refused:?}");
        assert_eq!(std::fs::read(&wal).unwrap(), bytes, "it is left as it was found");
    }
    let server = Server::accepting_loss(data.path());
    assert_eq!(std::fs::read(data.path().join("bowline.sqlite-wal.damaged-1")).unwrap(), bytes, "a copy is kept");
    let statuses: Vec<u16> = reports.iter().map(|path| get(&server.address, path, &cookies).status).collect();
    assert!(statuses.contains(&404), "something was lost, and somebody has decided so: {statuses:?}");
    drop(server);
    assert_eq!(check(data.path(), &[]).status, 0);
}
