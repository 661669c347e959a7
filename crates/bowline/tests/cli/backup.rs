//! `bowline backup`: a copy made while people work is whole, and a bad folder gives none. `/healthz`, for whoever
//! watches.

use crate::common::http::{get, post, send};
use crate::common::process::{Server, bowline_on, facts, filled};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const POST: &str = "220104/emergency#inspector";
/// People who report in turn, and how many reports one person may send at once.
const PEOPLE: [&str; 4] = ["钱多多", "孙小小", "李长长", "周远远"];
const BURST: u64 = 300;

/// Somebody new in the post, who holds this key.
fn added(data: &Path, name: &str) -> String {
    let added = bowline_on(data, &["person", "add", name, POST]);
    added.out.lines().find_map(|line| line.strip_prefix("sign-in key ")).unwrap().trim().to_owned()
}

fn report(address: &str, cookies: &str, photo: &str) -> u16 {
    let fields = [
        ("go", "send"),
        ("unit", "小南饭店"),
        ("province", "220000"),
        ("city", "220100"),
        ("county", "220104"),
        ("sector", "H62"),
        ("description", photo),
        ("found_on", "2022-10-08"),
    ];
    let part = |(name, value): (&str, &str)| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body = fields.map(part).concat().into_bytes();
    body.extend_from_slice(b"--x\r\ncontent-disposition: form-data; name=\"proofs\"; filename=\"a.png\"\r\n\r\n");
    body.extend_from_slice(&bowline_testkit::photo(format!("{photo}\r\n--x--\r\n").as_bytes()));
    let origin = format!("http://{address}");
    let headers =
        [("cookie", cookies), ("origin", origin.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    send(address, "POST", "/report", &headers, &body).status
}

#[test]
fn a_copy_made_while_people_report_is_whole_and_can_be_served() {
    let (data, desk) = (filled(), tempfile::tempdir().unwrap());
    let keys = PEOPLE.map(|name| added(data.path(), name));
    let server = Server::serve(data.path());
    let signed_in = |key: &String| post(&server.address, "/sign-in", "", &format!("key={key}")).cookies();
    let cookies: Vec<String> = keys.iter().map(signed_in).collect();
    let (stop, reported) = (AtomicBool::new(false), AtomicU64::new(0));
    let copy = desk.path().join("monday");
    let known = std::thread::scope(|scope| {
        scope.spawn(|| {
            // On a slow machine all may have sent what they may send at once before the copy is made.
            for cookies in cookies.iter().flat_map(|cookies| (0..BURST).map(move |_| cookies)) {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let photo = format!("photo {}", reported.load(Ordering::Relaxed));
                assert_eq!(report(&server.address, cookies, &photo), 303);
                reported.fetch_add(1, Ordering::Relaxed);
            }
        });
        while reported.load(Ordering::Relaxed) < 3 {
            std::thread::yield_now();
        }
        let known = reported.load(Ordering::Relaxed);
        let ran = bowline_on(data.path(), &["backup", "--to", copy.to_str().unwrap()]);
        stop.store(true, Ordering::Relaxed);
        assert!(ran.status == 0 && ran.out.contains("已备份到") && ran.out.contains("and checked"), "{ran:?}");
        assert!(ran.out.contains("evidence: "), "{ran:?}");
        let meanwhile = reported.load(Ordering::Relaxed) - known;
        assert!(meanwhile > 0, "nobody reported while the copy was made");
        println!("{known} reports before the copy, {meanwhile} while it was made");
        known
    });
    drop(server);
    let again = bowline_on(data.path(), &["backup", "--to", copy.to_str().unwrap()]);
    assert!(again.status == 1 && again.err.contains("已存在") && again.err.contains("there already"), "{again:?}");
    assert!(
        facts(&copy) > facts(filled().path()) && bowline_on(&copy, &["doctor", "rebuild", "--compare"]).status == 0
    );
    let checked = bowline_on(&copy, &["doctor", "check", "--evidence"]);
    let files: u64 = checked.out.split("evidence: ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(checked.status == 0 && files >= known, "{known} photos were answered before: {checked:?}");
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 1, "nothing half made is left");
    let server = Server::serve(&copy);
    let signed = post(&server.address, "/sign-in", "", &format!("key={}", keys[0]));
    assert_eq!(signed.status, 303, "whoever could sign in can");
}

#[test]
fn of_a_folder_that_is_not_well_there_is_no_copy() {
    let (data, desk) = (filled(), tempfile::tempdir().unwrap());
    let connection = rusqlite::Connection::open(data.path().join("bowline.sqlite")).unwrap();
    connection.execute("DELETE FROM fact WHERE seq = 9", []).unwrap();
    drop(connection);
    let ran = bowline_on(data.path(), &["backup", "--to", desk.path().join("copy").to_str().unwrap()]);
    assert!(ran.status == 1 && ran.out.contains("log_changed") && ran.err.contains("did not pass"), "{ran:?}");
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 0);
    let nothing =
        bowline_on(&desk.path().join("mistyped"), &["backup", "--to", desk.path().join("copy").to_str().unwrap()]);
    assert!(nothing.status == 1 && std::fs::read_dir(desk.path()).unwrap().count() == 0, "{nothing:?}");
}

#[test]
fn whoever_watches_machines_asks_without_a_key() {
    let data = filled();
    let server = Server::serve(data.path());
    let well = get(&server.address, "/healthz", "");
    assert_eq!((well.status, well.body.as_str()), (200, r#"{"ok":true,"codes":[]}"#));
}
