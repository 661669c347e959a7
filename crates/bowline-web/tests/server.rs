//! What strangers may hold of a running server, and for how long: silent connections, half requests, forms that drip.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

#[path = "../../bowline/tests/common/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;

use bowline_testkit::World;
use bowline_web::Options;
use bowline_web::server::Limits;
use http::{get, post, send};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Long enough for a busy machine, short enough for a test.
const SOON: Duration = Duration::from_millis(300);

struct Served {
    world: World,
    address: String,
    stop: Option<oneshot::Sender<()>>,
    ended: JoinHandle<std::io::Result<()>>,
}

async fn serve(limits: Limits) -> Served {
    let world = World::in_county("220104").on("2022-10-08");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (stop, stopped) = oneshot::channel();
    let options = Options { limits, ..Options::default() };
    let ended = tokio::spawn(bowline_web::serve(world.app().clone(), listener, options, stopped));
    Served { world, address, stop: Some(stop), ended }
}

impl Served {
    /// Somebody who sends bytes and waits.
    fn connect(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        stream
    }

    /// The cookies of the county's inspector, signed in by key.
    fn inspector(&self) -> String {
        let key = self.world.app().people().issue_key(self.world.inspector().id()).unwrap();
        let signed = post(&self.address, "/sign-in", "", &format!("key={key}"));
        assert_eq!(signed.status, 303, "{signed:?}");
        signed.cookies()
    }

    fn files(&self, folder: &str) -> usize {
        fn count(path: PathBuf) -> usize {
            let Ok(left) = std::fs::read_dir(path) else { return 0 };
            left.map(|entry| entry.unwrap()).map(|it| if it.path().is_dir() { count(it.path()) } else { 1 }).sum()
        }
        count(self.world.app().store().folder().join(folder))
    }
}

/// What comes until the other side closes.
fn rest(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_house_has_a_place_for_whoever_asks_something() {
    let served = serve(Limits { connections: 8, ..Limits::default() }).await;
    let silent: Vec<TcpStream> = (0..40).map(|_| served.connect("")).collect();
    let half: Vec<TcpStream> = (0..40).map(|_| served.connect("GET / HT")).collect();
    let (address, begun) = (served.address.clone(), Instant::now());
    let page = off_thread(move || get(&address, "/sign-in", "")).await;
    assert_eq!(page.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}: not when the silent ones run out", begun.elapsed());
    drop((silent, half));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_nothing_is_let_go() {
    let served = serve(Limits { head: SOON, ..Limits::default() }).await;
    for said in ["", "GET / HT", "GET /sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"] {
        let (stream, begun) = (served.connect(said), Instant::now());
        let answer = off_thread(move || rest(stream)).await;
        assert!(begun.elapsed() < Duration::from_secs(10), "{said:?}");
        assert_eq!(answer.starts_with("HTTP/1.1 200"), said.ends_with("\r\n\r\n"), "{said:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_drips_is_told_so() {
    let served = serve(Limits { body: SOON, bytes_a_second: 1 << 20, ..Limits::default() }).await;
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ncontent-length: 99\r\n\
         content-type: application/x-www-form-urlencoded\r\naccept-language: en\r\n\r\nkey=",
        served.address
    );
    let stream = served.connect(&head);
    let answer = off_thread(move || rest(stream)).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("took too long"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_make_the_server_hold_more_than_some_text() {
    let served = serve(Limits::default()).await;
    let (address, origin) = (served.address.clone(), format!("http://{}", served.address));
    off_thread(move || {
        let parts = "multipart/form-data; boundary=X";
        let headers = [("origin", origin.as_str()), ("content-type", parts)];
        let body = b"--X\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nabc\r\n--X--\r\n";
        let answer = send(&address, "POST", "/sign-in", &headers, body);
        assert_eq!(answer.status, 400, "files and parts are for who is signed in: {answer:?}");
        let answer = post(&address, "/sign-in", "", &format!("key={}", "x".repeat(65_537)));
        assert_eq!(answer.status, 413, "{answer:?}");
        for path in ["/report", "/import", "/hazards/x/verify"] {
            let answer = send(&address, "POST", path, &headers, body);
            assert!(answer.status == 401 && answer.body.contains("action=\"/sign-in\""), "{path}: {answer:?}");
            let file = format!(
                "--X\r\nContent-Disposition: form-data; name=\"p\"; filename=\"a.png\"\r\n\r\n{}\r\n",
                "x".repeat(99_000)
            );
            let answer = send(&address, "POST", path, &headers, &[file.as_bytes(), body].concat());
            assert!(
                answer.status == 401 && answer.body.contains("abc") && !answer.body.contains("xxx"),
                "{path}: {answer:?}"
            );
            let text = format!("--X\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n{}\r\n", "x".repeat(65_537));
            let answer = send(&address, "POST", path, &headers, &[text.as_bytes(), body].concat());
            assert_eq!(answer.status, 413, "{path}: a text that is too long");
        }
    })
    .await;
    assert_eq!(served.files("staged"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_to_stop_stops_whatever_strangers_hold() {
    let mut served = serve(Limits { drain: Duration::from_secs(2), ..Limits::default() }).await;
    let form = format!(
        "POST /sign-in HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ncontent-length: 9\r\n\r\nk",
        served.address
    );
    let held = [served.connect(""), served.connect("GET / HTTP/1.1\r\nhos"), served.connect(&form)];
    tokio::time::sleep(Duration::from_millis(50)).await;
    let begun = Instant::now();
    served.stop.take().unwrap().send(()).unwrap();
    served.ended.await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    drop(held);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_answered_before_the_server_stops() {
    let mut served = serve(Limits::default()).await;
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ncontent-length: 5\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\nkey",
        served.address
    );
    let mut stream = served.connect(&head);
    tokio::time::sleep(Duration::from_millis(50)).await;
    served.stop.take().unwrap().send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    stream.write_all(b"=x").unwrap();
    let answer = off_thread(move || rest(stream)).await;
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    served.ended.await.unwrap().unwrap();
}

fn form(parts: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in parts {
        body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, bytes) in files {
        body.extend(
            format!("--X\r\nContent-Disposition: form-data; name=\"proofs\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--X--\r\n");
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_refused_forms_are_gone_and_no_evidence_is_refused_in_a_sentence() {
    let served = serve(Limits::default()).await;
    let hazard = served.world.inspector().finds("无报警器", &served.world.site());
    let cookies = served.inspector();
    let (address, origin) = (served.address.clone(), format!("http://{}", served.address));
    let told = off_thread(move || {
        let sent = |path: &str, parts: &[(&str, &str)], files: &[(&str, &[u8])]| {
            let kind = "multipart/form-data; boundary=X";
            let headers =
                [("origin", origin.as_str()), ("content-type", kind), ("cookie", &cookies), ("accept-language", "en")];
            send(&address, "POST", path, &headers, &form(parts, files))
        };
        let dot = bowline_testkit::photo(b"");
        let (photo, twenty): (&[u8], &[u8]) = (&dot, b"twenty bytes of text");
        // 30,000 by 30,000 pixels in the head of 67 bytes.
        let huge =
            [&photo[..16], &[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 0, 0, 0, 0, 0x43, 0x4c, 0xa7, 0x66], &photo[33..]]
                .concat();
        let report = [
            ("go", "send"),
            ("unit", "x"),
            ("place1", "220000"),
            ("place2", "220100"),
            ("place3", "220104"),
            ("sector", "H62"),
            ("description", "x"),
            ("found_on", "2022-10-08"),
        ];
        let verify = format!("/hazards/{hazard}/verify");
        let refused = [
            (
                sent("/hazards/01a2004a-4125-7774-91b6-34372ff99b0e/rectify", &[("note", "x")], &[("a.jpg", photo)]),
                404,
                "",
            ),
            (sent(&verify, &[("version", "99"), ("finding", "x")], &[("a.jpg", photo); 20]), 422, "takes no files"),
            (sent("/report", &report, &[("a.jpg", b"")]), 422, "is empty"),
            (sent("/report", &report, &[("a.jpg", twenty)]), 422, "office document"),
            (sent("/report", &report, &[("a.jpg", b"MZ\x90\0\x03\0\0\0 a program")]), 422, "office document"),
            (sent("/report", &report, &[("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")]), 422, "HEIC"),
            (sent("/report", &report, &[("a.jpg", &huge)]), 422, "30000 × 30000 pixels"),
            (sent("/report", &report, &[("a.png", &photo[..50])]), 422, "cut off"),
        ];
        for (answer, status, sentence) in &refused {
            assert!(answer.status == *status && answer.body.contains(sentence), "{sentence}: {answer:?}");
        }
        let told = sent("/report", &report, &[("a.jpg", photo)]);
        assert_eq!(told.status, 303, "{told:?}");
        let page = get(&address, told.header("location").unwrap(), &cookies).body;
        let small = page.split("<img src=\"").nth(1).and_then(|it| it.split('"').next()).expect("a small picture");
        assert!(page.contains(">a.png<"), "the name ends as what it is: {page}");
        let picture = get(&address, small, &cookies);
        assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/jpeg")));
        assert_eq!(get(&address, small, "").status, 303, "nobody sees it who is not signed in");
        told
    })
    .await;
    assert_eq!(told.status, 303, "{told:?}");
    assert_eq!((served.files("staged"), served.files("proofs")), (0, 1), "only what was taken is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_a_post_is_signed_out_and_so_is_who_is_named() {
    let served = serve(Limits::default()).await;
    let status = |cookies: String| {
        let address = served.address.clone();
        off_thread(move || get(&address, "/desk", &cookies).status)
    };
    let (person, app) = (served.world.inspector().id(), served.world.app());
    let office = bowline_core::ids::PostId::office(served.world.office(0), bowline_core::ids::Role::Inspector);
    let cookies = tokio::task::block_in_place(|| served.inspector());
    assert_eq!(status(cookies.clone()).await, 200);
    app.people().leave_post(person, office, app.today()).unwrap();
    assert_eq!(status(cookies).await, 303, "the session ended with the post");
    for named in [Some(person.to_string()), None] {
        let cookies = tokio::task::block_in_place(|| served.inspector());
        assert_eq!(status(cookies.clone()).await, 200);
        assert_eq!(app.sessions().end(Some("no such id")).unwrap(), 0);
        assert_eq!(app.sessions().end(named.as_deref()).unwrap(), 1);
        assert_eq!(status(cookies).await, 303, "{named:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nobody_used_for_half_a_day_has_ended() {
    let served = serve(Limits::default()).await;
    let cookies = tokio::task::block_in_place(|| served.inspector());
    let own = served.world.app().store().own();
    let session = own.sign_in().sessions(None).unwrap().remove(0);
    let ago = |hours: i64| session.seen - jiff::SignedDuration::from_hours(hours);
    for (hours, status) in [(11, 200), (13, 303)] {
        own.sign_in().touch_session(session.token_hash.clone(), ago(hours)).unwrap();
        let (address, cookies) = (served.address.clone(), cookies.clone());
        assert_eq!(off_thread(move || get(&address, "/desk", &cookies).status).await, status, "{hours} h");
    }
    assert!(served.world.app().sessions().all().unwrap().is_empty(), "nor is it listed");
}

fn fields(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reports_where_one_sees_and_nowhere_else() {
    let served = serve(Limits::default()).await;
    served.world.inspector().finds("无报警器", &served.world.site());
    let known = served.world.site_id(&served.world.site()).to_string();
    let sign_in = |person| {
        let key = served.world.app().people().issue_key(person).unwrap();
        post(&served.address, "/sign-in", "", &format!("key={key}")).cookies()
    };
    let report = |cookies: &str, more: &[(&str, &str)]| {
        let all =
            [&[("go", "send"), ("description", "x"), ("found_on", "2022-10-08"), ("sector", "H62")], more].concat();
        post(&served.address, "/report", cookies, &fields(&all))
    };
    let elsewhere = [("unit", "rival"), ("place1", "210000"), ("place2", "210200"), ("place3", "210202")];
    let here = [("unit", "rival"), ("place1", "220000"), ("place2", "220100"), ("place3", "220104")];
    let own = [("site", known.as_str())];
    tokio::task::block_in_place(|| {
        let officer = sign_in(served.world.safety_officer().id());
        for (what, status, sentence) in
            [(&elsewhere[..], 422, "own organisation only"), (&here, 422, "own organisation only"), (&own, 303, "")]
        {
            let told = report(&officer, what);
            assert!(told.status == status && told.body.contains(sentence), "{what:?}: {told:?}");
        }
        let inspector = sign_in(served.world.inspector().id());
        for (what, status, sentence) in [(&elsewhere[..], 422, "outside your area"), (&here, 303, ""), (&own, 303, "")]
        {
            let told = report(&inspector, what);
            assert!(told.status == status && told.body.contains(sentence), "{what:?}: {told:?}");
        }
        let person = served.world.safety_officer().id();
        let held = bowline_core::ids::PostId::site(
            served.world.site_id(&served.world.site()),
            bowline_core::ids::Role::SafetyOfficer,
        );
        let yesterday = served.world.day(-1);
        if served.world.app().people().leave_post(person, held, yesterday).is_ok() {
            let told = report(&sign_in(person), &own);
            assert!(told.status == 422 && told.body.contains("hold no post"), "{told:?}");
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_the_same_to_people_and_to_machines() {
    let served = serve(Limits::default()).await;
    let hazard = served.world.inspector().finds("无报警器", &served.world.site());
    tokio::task::block_in_place(|| {
        let (cookies, origin) = (served.inspector(), format!("http://{}", served.address));
        let kind = "application/x-www-form-urlencoded";
        let version = served.world.dossier(hazard).version.to_string();
        for (act, form, sentence) in [
            ("grade", fields(&[("version", &version)]), "at least one criterion"),
            ("grade", fields(&[("version", "4294967295"), ("criterion", "x")]), ""),
            ("verify", fields(&[("version", &version), ("finding", "x")]), ""),
        ] {
            let headers = |accept| {
                [
                    ("cookie", cookies.as_str()),
                    ("origin", &origin),
                    ("content-type", kind),
                    ("accept", accept),
                    ("accept-language", "en"),
                ]
            };
            let path = format!("/hazards/{hazard}/{act}");
            let told = send(&served.address, "POST", &path, &headers("application/json"), form.as_bytes());
            let json: serde_json::Value = serde_json::from_str(&told.body).unwrap();
            let said = json["refused"].as_str().unwrap_or_else(|| panic!("{act}: {json}")).to_owned();
            assert!(told.status == 422 && said.contains(sentence), "{act}: {said}");
            let page = send(&served.address, "POST", &path, &headers("text/html"), form.as_bytes());
            assert!(page.status == 422 && page.body.contains(said.split('“').next().unwrap()), "{act}: {said}");
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_that_find_nothing_are_not_written_for_everybody() {
    let served = serve(Limits::default()).await;
    served.world.ticks();
    tokio::task::block_in_place(|| {
        let cookies = served.inspector();
        let before = served.world.app().store().log().count().unwrap();
        for _ in 0..5 {
            assert_eq!(post(&served.address, "/engine/run", &cookies, "").status, 303);
        }
        assert_eq!(served.world.app().store().log().count().unwrap(), before);
        let asked = get(&served.address, "/law/proposal?rehearse=1", &cookies);
        assert_eq!(asked.status, 404, "nothing is proposed: {asked:?}");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_law_of_a_place_has_its_address() {
    let served = serve(Limits::default()).await;
    let hazard = served.world.inspector().finds("灭火器过期", &served.world.site());
    tokio::task::block_in_place(|| {
        let cookies = served.inspector();
        let page = |path: &str| get(&served.address, path, &cookies);
        let nation = page("/law");
        assert!(nation.body.contains("<code>cn-national@1</code>") && nation.body.contains("data-test=\"law-place\""));
        let jinan = page("/law?place=370102&q=CN-ACC");
        assert!(jinan.body.contains("<code>cn-shandong@1 over cn-national@1</code>"), "{}", jinan.body);
        assert!(jinan.body.contains("/law/CN-ACC-L-SD-1?place=370102"));
        assert_eq!(page("/law/CN-ACC-L-SD-1").status, 404, "no law of the nation");
        let rule = page("/law/CN-INT-L-SD-1?place=370102");
        assert!(rule.status == 200 && rule.body.contains("cn-shandong@1 over cn-national@1"), "{rule:?}");
        assert!(rule.body.contains("name=\"place\" value=\"370102\""), "a try stays in its place");
        let nobody = page("/law?place=379999");
        assert!(nobody.status == 200 && nobody.body.contains("<code>cn-national@1</code>"));
        let told = page(&format!("/hazards/{hazard}"));
        assert!(told.body.contains("cn-national@1") && told.body.contains("/law?place=220104"), "{}", told.body);
    });
}
