//! `bowline person`: a key that is printed once signs in over HTTP, until there is a newer one.

use crate::common::http::{get, post};
use crate::common::process::{Server, bowline_on, filled};

const POST: &str = "220104/emergency#inspector";

/// What stands behind a label in the output.
fn after<'a>(out: &'a str, label: &str) -> &'a str {
    out.lines().find_map(|line| line.strip_prefix(label)).map(str::trim).unwrap()
}

#[test]
fn a_printed_key_signs_in_and_ends_with_the_next() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", POST]);
    assert_eq!(added.status, 0, "{added:?}");
    let (person, first) = (after(&added.out, "person "), after(&added.out, "sign-in key "));
    let again = bowline_on(data.path(), &["person", "key", person]);
    let second = after(&again.out, "sign-in key ");
    assert!(second != first && second.len() >= 20, "{again:?}");

    let server = Server::serve(data.path());
    let refused = post(&server.address, "/sign-in", "", &format!("key={first}"));
    assert!(
        refused.status == 422 && refused.body.contains("data-test=\"refusal\""),
        "the earlier key has ended: {refused:?}"
    );
    let signed = post(&server.address, "/sign-in", "", &format!("key={second}"));
    assert_eq!(signed.status, 303, "{signed:?}");
    let cookie = signed.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite="), "{cookie}");
    let desk = get(&server.address, "/desk", &signed.cookies());
    assert!(desk.status == 200 && desk.body.contains("钱多多"), "{desk:?}");
    assert!(!desk.body.contains("data-test=\"demo-bar\""), "no demo clock in the product");
    let demo = post(&server.address, "/sign-in/demo", "", "persona=nation");
    assert_eq!(demo.status, 404, "nobody becomes a persona of the demo here");
    assert_eq!(post(&server.address, "/clock", &signed.cookies(), "hours=1&back=/").status, 404);
}

#[test]
fn without_a_session_every_page_leads_to_the_sign_in() {
    let data = filled();
    let server = Server::serve(data.path());
    for path in ["/desk", "/hazards", "/report", "/places", "/engine", "/import"] {
        let answered = get(&server.address, path, "");
        assert_eq!((answered.status, answered.header("location")), (303, Some("/sign-in")), "{path}");
    }
    assert_eq!(get(&server.address, "/no/such/page", "").status, 404);
}

#[test]
fn posts_that_do_not_exist_and_names_that_are_none_are_refused() {
    let data = filled();
    let (long, nobody) = ("长".repeat(500), "01a2004a-4125-7774-91b6-34372ff99b0e");
    for arguments in
        [&["person", "key", nobody][..], &["person", "leave", nobody, POST], &["person", "take", nobody, POST]]
    {
        let ran = bowline_on(data.path(), arguments);
        assert!(ran.status == 1 && ran.err.contains("No person is registered") && ran.out.is_empty(), "{ran:?}");
    }
    for (name, post) in
        [("钱多多", "220104/emergency"), ("钱多多", "999999/emergency#head"), ("", POST), (long.as_str(), POST)]
    {
        let ran = bowline_on(data.path(), &["person", "add", name, post]);
        assert!(ran.status != 0 && !ran.err.is_empty() && !ran.err.contains("panicked"), "{name} {post}: {ran:?}");
        assert!(!ran.out.contains("sign-in key"), "{ran:?}");
    }
}

#[test]
fn who_left_a_post_no_longer_sees_its_place() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", POST, "--from", "2022-01-01"]);
    let (person, key) = (after(&added.out, "person ").to_owned(), after(&added.out, "sign-in key ").to_owned());
    let left = bowline_on(data.path(), &["person", "leave", &person, POST, "--until", "2022-06-30"]);
    assert_eq!(left.status, 0, "{left:?}");
    let server = Server::serve(data.path());
    let signed = post(&server.address, "/sign-in", "", &format!("key={key}"));
    assert_eq!(get(&server.address, "/places", &signed.cookies()).status, 403);
    drop(server);
    let wrong = bowline_on(data.path(), &["person", "take", &person, POST, "--from", "tomorrow"]);
    assert!(wrong.status == 1 && wrong.err.contains("不是日期") && wrong.err.contains("is not a date"), "{wrong:?}");
    assert_eq!(bowline_on(data.path(), &["person", "take", &person, POST]).status, 0);
    let server = Server::serve(data.path());
    let signed = post(&server.address, "/sign-in", "", &format!("key={key}"));
    assert_eq!(get(&server.address, "/places", &signed.cookies()).status, 200, "and who took it again does");
}
