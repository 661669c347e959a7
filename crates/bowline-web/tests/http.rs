//! What goes over the wire around every page, over a real connection and without the service: headers, foreign posts,
//! the size of forms, both encodings of HTML.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

use axum::Extension;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use bowline_testkit::World;
use bowline_web::budget::Budget;
use bowline_web::doors::Doors;
use bowline_web::posted::{FORM_LIMIT, MOST_FILES, PATIENCE, Posted, Takes, UPLOAD_LIMIT};
use bowline_web::{assets, security};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

async fn echo(form: Posted) -> String {
    let files: Vec<String> =
        form.files.iter().map(|file| format!("{}={}:{}", file.field, file.name, file.file.bytes)).collect();
    format!("{}|{}|{}", form.get("a"), form.all("b").collect::<Vec<_>>().join("+"), files.join(","))
}

/// The world whose data folder the files of a form go to lives as long as the server does.
struct Served {
    address: SocketAddr,
    world: World,
}

impl Served {
    fn staged(&self) -> usize {
        let folder = self.world.app().store().folder().join("staged");
        std::fs::read_dir(folder).map_or(0, |left| left.count())
    }
}

async fn start() -> Served {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let world = World::in_county("220104").on("2022-10-08");
    let takes = Takes { fields: FORM_LIMIT, files: Some(world.app().clone()), budget: Budget::default() };
    let doors = Arc::new(Doors { public: "https://ledger.example".parse().ok(), ..Doors::default() });
    let router = Router::new()
        .route("/echo", post(echo).layer(Extension(takes)))
        .route("/assets/{hash}/{name}", get(assets::serve))
        .layer(DefaultBodyLimit::max(PATIENCE))
        .layer(from_fn_with_state(Arc::clone(&doors), security::guard))
        .layer(from_fn_with_state(doors, security::headers));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Served { address, world }
}

async fn send(to: SocketAddr, head: String, body: Vec<u8>) -> String {
    let talk = move || {
        let mut stream = TcpStream::connect(to).unwrap();
        let head =
            format!("{head}\r\nHost: ledger.example\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(&body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::task::spawn_blocking(talk).await.unwrap()
}

const OURS: &str = "Origin: https://ledger.example";
const PLAIN: &str = "Content-Type: application/x-www-form-urlencoded";
const PARTS: &str = "Content-Type: multipart/form-data; boundary=X";

fn part(head: &str, body: &[u8]) -> Vec<u8> {
    [b"--X\r\nContent-Disposition: form-data; ", head.as_bytes(), b"\r\n\r\n", body, b"\r\n"].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_policy_and_assets_are_kept_for_a_year() {
    let served = start().await;
    let to = served.address;
    let missing = send(to, "GET /assets/0/none HTTP/1.1".to_owned(), vec![]).await.to_lowercase();
    assert!(missing.starts_with("http/1.1 404") && missing.contains("cache-control: no-store"));
    let found = send(to, format!("GET {} HTTP/1.1", assets::address("bowline.css")), vec![]).await.to_lowercase();
    assert!(found.starts_with("http/1.1 200") && found.contains("max-age=31536000, immutable"));
    for answer in [missing, found] {
        assert!(answer.contains(&format!("content-security-policy: {}", security::POLICY.to_lowercase())));
        assert!(answer.contains("x-content-type-options: nosniff") && answer.contains("referrer-policy: same-origin"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_cannot_post() {
    let served = start().await;
    let to = served.address;
    for origin in ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "X-Nothing: 1"] {
        let answer = send(to, format!("POST /echo HTTP/1.1\r\n{PLAIN}\r\n{origin}"), b"a=1".to_vec()).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{origin}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_encodings_are_read() {
    let served = start().await;
    let to = served.address;
    let answer =
        send(to, format!("POST /echo HTTP/1.1\r\n{PLAIN}\r\n{OURS}"), b"a=+x%E6%B0%94+&b=1&b=2".to_vec()).await;
    assert!(answer.ends_with("x气|1+2|"), "{answer}");
    let body = [
        part("name=\"a\"", "气瓶".as_bytes()),
        part("name=\"b\"", b"1"),
        part("name=\"p\"; filename=\"a.jpg\"", b"12345"),
        part("name=\"p\"; filename=\"\"", b""),
        part("name=\"p\"; filename=\"empty.jpg\"", b""),
        b"--X--\r\n".to_vec(),
    ];
    let answer = send(to, format!("POST /echo HTTP/1.1\r\n{PARTS}\r\n{OURS}"), body.concat()).await;
    assert!(answer.ends_with("气瓶|1|p=a.jpg:5,p=empty.jpg:0"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_answered_not_cut_off_and_leaves_nothing() {
    let served = start().await;
    let to = served.address;
    let many = || (0..=MOST_FILES).flat_map(|_| part("name=\"p\"; filename=\"a.jpg\"", b"1"));
    let mut fields = part("name=\"a\"", &vec![b'x'; FORM_LIMIT]);
    fields.extend(part("name=\"b\"", b"1"));
    for body in [part("name=\"p\"; filename=\"a\"", &vec![7; UPLOAD_LIMIT + 1]), many().collect(), fields] {
        let head = format!("POST /echo HTTP/1.1\r\n{PARTS}\r\n{OURS}");
        let answer = send(to, head, [body, b"--X--\r\n".to_vec()].concat()).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{}", answer.chars().take(200).collect::<String>());
    }
    let answer = send(
        to,
        format!("POST /echo HTTP/1.1\r\n{PLAIN}\r\n{OURS}"),
        [b"a=".to_vec(), vec![b'x'; FORM_LIMIT + 1]].concat(),
    )
    .await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"));
    assert_eq!(served.staged(), 0, "what was refused is gone from the disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_ends_in_the_middle_of_a_file_leaves_nothing() {
    let served = start().await;
    let body = part("name=\"p\"; filename=\"a.jpg\"", &vec![7; 1 << 20]);
    let answer = send(served.address, format!("POST /echo HTTP/1.1\r\n{PARTS}\r\n{OURS}"), body).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(served.staged(), 0);
}
