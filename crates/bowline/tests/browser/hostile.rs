//! What somebody might try: markup in a text, two who decide at once, paths in file names, foreign pages, huge files.

use crate::common::http::{get, post, send};
use crate::tab::test;
use crate::world::walk;

const MARKUP: &str = "<img src=x onerror=\"window.owned=1\"><script>window.owned=1</script> &amp; {{ 7*7 }} '\"";

#[test]
fn markup_in_a_description_is_shown_as_text() {
    walk(async |world| {
        let tab = world.sign_in("safety-officer").await;
        let id = tab.report(MARKUP, None).await;
        assert_eq!(tab.text("h1").await, MARKUP);
        for path in ["/hazards", "/desk", &format!("/hazards/{id}")] {
            tab.goto(path).await;
            assert!(!tab.run::<bool>("return 'owned' in window").await, "{path}");
            assert_eq!(tab.count("main img[src='x'], main script").await, 0, "{path}");
        }
        tab.goto("/hazards?search=%22%3E%3Cscript%3Ewindow.owned%3D1%3C%2Fscript%3E").await;
        assert_eq!(tab.attribute(&test("search"), "value").await, "\"><script>window.owned=1</script>");
        assert!(!tab.run::<bool>("return 'owned' in window").await);
    });
}

#[test]
fn the_second_of_two_is_told_what_the_first_did() {
    walk(async |world| {
        let first = world.sign_in("safety-officer").await;
        let id = first.report("两人同时分级", None).await;
        let second = world.sign_in("county").await;
        first.be("inspector").await;
        first.goto(&format!("/hazards/{id}")).await;
        second.goto(&format!("/hazards/{id}")).await;
        first.grade().await;
        assert!(first.tells("hazard.graded").await);
        second.grade().await;
        let told = second.text(&test("refusal")).await;
        assert!(told.contains("李建国"), "who: {told}");
        assert!(second.tells("hazard.graded").await, "and the page is the newest");
        assert_eq!(second.count("[data-kind='hazard.graded']").await, 1, "graded once");
        second.shot("story-told-of-the-first").await;
    });
}

#[test]
fn a_file_name_with_a_path_is_only_a_name() {
    walk(async |world| {
        let address = &world.server.address;
        let cookies = post(address, "/sign-in/demo", "", "persona=safety-officer").cookies();
        let site = site_of(&get(address, "/report", &cookies).body);
        for name in ["../../../../tmp/evil.png", "C:\\\\windows\\\\evil.png", "/etc/evil.png"] {
            let fields = [("go", "send"), ("site", site.as_str()), ("description", "路径"), ("found_on", "2022-10-08")];
            let mut body = String::new();
            for (key, value) in fields {
                body.push_str(&format!("--b\r\ncontent-disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n"));
            }
            body.push_str(&format!(
                "--b\r\ncontent-disposition: form-data; name=\"proofs\"; filename=\"{name}\"\r\n\r\n"
            ));
            let body = [body.as_bytes(), &bowline_testkit::photo(b"\r\n--b--\r\n")].concat();
            let origin = format!("http://{address}");
            let headers = [
                ("cookie", cookies.as_str()),
                ("origin", &origin),
                ("content-type", "multipart/form-data; boundary=b"),
            ];
            let sent = send(address, "POST", "/report", &headers, &body);
            assert_eq!(sent.status, 303, "{name}: {}", sent.body);
            let page = get(address, sent.header("location").unwrap(), &cookies).body;
            assert!(page.contains(">evil.png<") && !page.contains("tmp/evil") && !page.contains("windows"), "{name}");
        }
    });
}

/// The only site that the safety officer can choose.
fn site_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"site\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn what_a_foreign_page_posts_is_refused() {
    walk(async |world| {
        let address = &world.server.address;
        let cookies = post(address, "/sign-in/demo", "", "persona=county").cookies();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let foreign: [&[(&str, &str)]; 4] = [
            &[("origin", "http://evil.example")],
            &[("origin", "null")],
            &[],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")],
        ];
        for path in ["/sign-in/demo", "/sign-out", "/engine/run", "/report", "/import"] {
            for headers in foreign {
                let headers = [headers, &[("cookie", cookies.as_str()), kind]].concat();
                let answered = send(address, "POST", path, &headers, b"persona=nation");
                assert_eq!(answered.status, 403, "{path} {headers:?}");
                assert!(answered.body.contains("data-status=\"403\""), "with a page that says so");
            }
        }
        assert_eq!(get(address, "/desk", &cookies).status, 200, "nobody was signed out");
        assert_eq!(post(address, "/engine/run", &cookies, "").status, 303, "our own page may");
    });
}

#[test]
fn a_huge_file_is_answered_with_a_page() {
    walk(async |world| {
        let tab = world.sign_in("safety-officer").await;
        let huge = tab.folder.path().join("huge.png");
        std::fs::File::create(&huge).unwrap().set_len(61 << 20).unwrap();
        tab.press(&test("nav-report")).await;
        tab.fill(&test("description"), "大文件").await;
        tab.attach(&test("proofs"), &huge).await;
        tab.press(&test("send-report")).await;
        assert_eq!(tab.attribute(&test("problem"), "data-status").await, "413");
        tab.shot("problem-413").await;
        tab.press(&test("way-back")).await;
        tab.find(&test("who")).await;
        let big = tab.folder.path().join("big.png");
        std::fs::File::create(&big).unwrap().set_len(21 << 20).unwrap();
        tab.press(&test("nav-report")).await;
        tab.fill(&test("description"), "太大的照片").await;
        tab.attach(&test("proofs"), &big).await;
        tab.press(&test("send-report")).await;
        assert!(tab.text(&test("refusal")).await.contains("20 MB"));
        let kept = tab.find(&test("description")).await.value().await.unwrap();
        assert_eq!(kept.as_deref(), Some("太大的照片"), "what was typed is kept");
    });
}
