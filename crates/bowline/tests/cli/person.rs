//! `bowline person`: a key that is printed once signs in over HTTP, until there is a newer one.

use crate::common::http::{get, post};
use crate::common::process::{Server, bowline_on, filled};

const POST: &str = "220104/emergency#inspector";

/// What stands behind a label in the output.
pub fn after<'a>(out: &'a str, label: &str) -> &'a str {
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
        let sign_in = format!("/sign-in?back={path}");
        assert_eq!((answered.status, answered.header("location")), (303, Some(sign_in.as_str())), "{path}");
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

#[test]
fn people_come_and_go_while_the_server_runs() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", POST]);
    let (person, key) = (after(&added.out, "person ").to_owned(), after(&added.out, "sign-in key ").to_owned());
    let server = Server::serve(data.path());
    let sign_in = |key: &str| post(&server.address, "/sign-in", "", &format!("key={key}"));
    let place = |key: &str| get(&server.address, "/places", &sign_in(key).cookies()).status;
    assert_eq!(place(&key), 200);
    let other = bowline_on(data.path(), &["person", "add", "何晓明", POST]);
    assert!(other.status == 0 && place(after(&other.out, "sign-in key ")) == 200, "signs in at once: {other:?}");
    let taken = bowline_on(data.path(), &["person", "take", &person, "220105/emergency#head"]);
    assert!(taken.status == 0 && taken.out.starts_with("taken from "), "{taken:?}");
    let listed = bowline_on(data.path(), &["person", "list"]);
    let lines: Vec<&str> = listed.out.lines().collect();
    assert!(listed.status == 0 && lines.len() == 3 && lines.iter().all(|line| line.contains('–')), "{listed:?}");
    assert!(
        lines[2].starts_with(&format!("{person}  220105/emergency#head  ")) && lines[2].ends_with("  钱多多"),
        "{listed:?}"
    );
    let json = bowline_on(data.path(), &["person", "list", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert!(json[2]["person"] == person.as_str() && json[2]["until"].is_null(), "{json}");
    for post in [POST, "220105/emergency#head"] {
        let from = if post == POST { "2022-01-01" } else { "2022-01-02" };
        let early = bowline_on(data.path(), &["person", "leave", &person, post, "--until", from]);
        assert!(
            early.status == 1 && early.err.contains("不能早于") && early.err.contains("before the first"),
            "{early:?}"
        );
    }
    assert_eq!(place(&key), 200, "and nothing came of it");
    let elsewhere = bowline_on(data.path(), &["person", "leave", &person, "220106/emergency#head"]);
    assert!(elsewhere.status == 1 && elsewhere.err.contains("does not hold"), "{elsewhere:?}");
    let nowhere = bowline_on(data.path(), &["person", "take", &person, "999999/emergency#head"]);
    assert!(nowhere.status == 1 && nowhere.err.contains("no authority or site"), "{nowhere:?}");
    let twice = bowline_on(data.path(), &["person", "take", &person, POST]);
    assert!(twice.status == 1 && twice.err.contains("already") && twice.err.contains("已在该岗位"), "{twice:?}");
    let replaced = bowline_on(data.path(), &["person", "key", &person]);
    assert_eq!(sign_in(&key).status, 422, "the earlier key has ended");
    assert_eq!(sign_in(after(&replaced.out, "sign-in key ")).status, 303);
    for post in [POST, "220105/emergency#head"] {
        let left = bowline_on(data.path(), &["person", "leave", &person, post]);
        assert!(left.status == 0 && left.out.starts_with("left after "), "{left:?}");
        let again = bowline_on(data.path(), &["person", "leave", &person, post]);
        assert!(again.status == 1 && again.err.contains("left that post on"), "{again:?}");
    }
    let site = bowline_on(data.path(), &["site", "add", "小南饭店", "220104", "H62"]);
    assert!(site.status == 0 && site.out.starts_with("site "), "{site:?}");
    drop(server);
    let after = bowline_on(data.path(), &["person", "add", "李四", POST]);
    assert_eq!(after.status, 0, "without a server the command does it itself: {after:?}");
    assert_eq!(bowline_on(data.path(), &["doctor", "rebuild", "--compare"]).status, 0);
}

#[test]
fn a_new_key_ends_sessions_and_the_operator_ends_any() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", POST]);
    let (person, mut key) = (after(&added.out, "person ").to_owned(), after(&added.out, "sign-in key ").to_owned());
    let sessions = || bowline_on(data.path(), &["session", "list"]).out;
    let server = Server::serve(data.path());
    for end in [&["person", "key", &person][..], &["session", "end", "ID"], &["session", "end", "--all"]] {
        let first = post(&server.address, "/sign-in", "", &format!("key={key}")).cookies();
        let again = post(&server.address, "/sign-in", &first, &format!("key={key}")).cookies();
        assert_eq!(
            get(&server.address, "/desk", &first).status,
            303,
            "signing in again ends the session of the browser"
        );
        assert_eq!(get(&server.address, "/desk", &again).status, 200);
        let listed = sessions();
        assert!(listed.lines().count() == 1 && listed.contains("from 127.0.0.1  钱多多"), "{listed}");
        let id = listed.split(' ').next().unwrap().to_owned();
        let end: Vec<&str> = end.iter().map(|word| if *word == "ID" { id.as_str() } else { word }).collect();
        let ended = bowline_on(data.path(), &end);
        assert_eq!(ended.status, 0, "{ended:?}");
        assert_eq!(sessions(), "", "{end:?}");
        assert_eq!(get(&server.address, "/desk", &again).status, 303, "{end:?}");
        if end[1] == "key" {
            key = after(&ended.out, "sign-in key ").to_owned();
        }
    }
    assert_eq!(bowline_on(data.path(), &["session", "end", "nobody-knows"]).status, 1);
}

#[test]
fn the_first_start_makes_one_administrator_whose_code_is_printed_once() {
    let data = filled();
    let server = Server::serve(data.path());
    let code = server.printed.split("one-time code ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    let form = format!("code={code}&account=admin&password=lantern+river+quartz&again=lantern+river+quartz");
    let joined = post(&server.address, "/join", "", &form);
    assert_eq!(joined.status, 303, "{joined:?}");
    let posts = get(&server.address, "/posts", &joined.cookies());
    assert!(posts.status == 200 && posts.body.contains("系统管理员 Admin"), "{posts:?}");
    assert_eq!(bowline_on(data.path(), &["person", "list"]).out.lines().count(), 1);
    drop(server);
    assert_eq!(Server::serve(data.path()).printed, "", "only the first start");
    let with_people = filled();
    bowline_on(with_people.path(), &["person", "add", "钱多多", POST]);
    assert_eq!(Server::serve(with_people.path()).printed, "", "nor where somebody is registered");
}

#[test]
fn an_operator_invites_and_resets_and_a_backup_lets_the_same_people_in() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", POST]);
    let (person, key) = (after(&added.out, "person ").to_owned(), after(&added.out, "sign-in key ").to_owned());
    let server = Server::serve(data.path());
    let join = |address: &str, code: &str| {
        let form = format!("code={code}&account=qian&password=lantern+river+quartz&again=lantern+river+quartz");
        post(address, "/join", "", &form)
    };
    let sign_in = |address: &str| post(address, "/sign-in", "", "account=qian&password=lantern+river+quartz").status;
    let invited = bowline_on(data.path(), &["person", "invite", &person]);
    assert_eq!(join(&server.address, after(&invited.out, "one-time code ")).status, 303, "{invited:?}");
    assert_eq!(sign_in(&server.address), 303);
    assert_eq!(post(&server.address, "/sign-in", "", &format!("key={key}")).status, 303, "the key goes on");
    let place = tempfile::tempdir().unwrap();
    let copy = place.path().join("copy");
    let made = bowline_on(data.path(), &["backup", "--to", &copy.display().to_string()]);
    assert_eq!(made.status, 0, "{made:?}");
    let reset = bowline_on(data.path(), &["person", "invite", &person]);
    assert_eq!(sign_in(&server.address), 422, "{reset:?}");
    drop(server);
    let restored = Server::serve(&copy);
    assert_eq!(sign_in(&restored.address), 303, "as it was when the copy was made");
    std::fs::write(copy.join("seal"), [7; 32]).unwrap();
    drop(restored);
    let other_key = Server::serve(&copy);
    assert_eq!(sign_in(&other_key.address), 422, "under another key no account is believed");
    assert_eq!(post(&other_key.address, "/sign-in", "", &format!("key={key}")).status, 303);
}

#[test]
fn secrets_never_stand_in_the_log_of_the_server() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", POST]);
    let (person, key) = (after(&added.out, "person ").to_owned(), after(&added.out, "sign-in key ").to_owned());
    let server = Server::logging(data.path(), &[]);
    let invited = bowline_on(data.path(), &["person", "invite", &person]);
    let code = after(&invited.out, "one-time code ").to_owned();
    let password = "lantern+river+quartz";
    let form = format!("code={code}&account=qian&password={password}&again={password}");
    let joined = post(&server.address, "/join", "", &form);
    let signed = post(&server.address, "/sign-in", "", &format!("account=qian&password={password}"));
    let refused = post(&server.address, "/sign-in", "", "account=qian&password=a+wrong+password");
    let by_key = post(&server.address, "/sign-in", "", &format!("key={key}"));
    assert_eq!([joined.status, signed.status, refused.status, by_key.status], [303, 303, 422, 303]);
    let tokens: Vec<String> = [&joined, &signed, &by_key]
        .iter()
        .flat_map(|it| {
            it.cookies().split("; ").map(|cookie| cookie.split_once('=').unwrap().1.to_owned()).collect::<Vec<_>>()
        })
        .collect();
    let log = server.log();
    assert!(log.contains("sign_in_refused") && log.contains(&person), "the trail is there: {log}");
    let words = ["lantern", "a wrong password", "a+wrong+password", &code, &code.replace('-', ""), &key];
    for secret in words.into_iter().chain(tokens.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}
