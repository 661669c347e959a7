//! Accounts over HTTP: a one-time code sets one up, guessing is held up and its owner is not, the office above resets a
//! password, what somebody wrote into the database signs nobody in, and no secret stands in the database.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

#[path = "../../../bowline/tests/common/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;

#[path = "../common/served.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod served;

mod second;
mod sessions;

use bowline_core::facts::{AccountChange, Actor, What};
use bowline_core::ids::{PersonId, PostId, Role};
use bowline_testkit::{Person, World};
use bowline_web::Options;
use bowline_web::doors::Doors;
use http::{Answered, get, post, send};
use served::{Served, serve_with};
use std::time::{Duration, Instant};

const PASSWORD: &str = "lantern river quartz";

fn served() -> Served {
    served_with_second(&[])
}

fn served_with_second(roles: &[Role]) -> Served {
    let doors = Doors { trusted: vec!["127.0.0.1".parse().unwrap()], ..Doors::default() };
    let options = Options { doors, second_factor: roles.iter().copied().collect(), ..Options::default() };
    serve_with(World::in_county("220104").on("2022-10-08"), options)
}

fn cookies(served: &Served, person: &Person<'_>) -> String {
    format!("bowline={}", served.token_of(person))
}

/// What stands between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

/// Sends a form from an address.
fn post_from(served: &Served, from: &str, path: &str, cookies: &str, form: &str) -> Answered {
    let origin = format!("http://{}", served.address);
    let kind = "application/x-www-form-urlencoded";
    let headers = [
        ("cookie", cookies),
        ("origin", origin.as_str()),
        ("content-type", kind),
        ("accept-language", "en"),
        ("x-forwarded-for", from),
    ];
    send(&served.address, "POST", path, &headers, form.as_bytes())
}

/// A code that somebody issues on the page of posts.
fn code(served: &Served, issuer: &str, person: PersonId) -> String {
    let page = post(&served.address, "/posts/code", issuer, &format!("person={person}"));
    assert_eq!(page.status, 200, "{page:?}");
    between(&page.body, "data-test=\"code\">", "<").to_owned()
}

fn join(served: &Served, code: &str, account: &str, password: &str) -> Answered {
    let password = password.replace(' ', "+");
    post(&served.address, "/join", "", &format!("code={code}&account={account}&password={password}&again={password}"))
}

fn sign_in(served: &Served, from: &str, cookies: &str, account: &str, password: &str) -> Answered {
    let form = format!("account={account}&password={}", password.replace(' ', "+"));
    post_from(served, from, "/sign-in", cookies, &form)
}

fn is_in(served: &Served, cookies: &str) -> bool {
    get(&served.address, "/desk", cookies).status == 200
}

#[test]
fn an_office_gives_a_new_person_an_account_without_the_operator() {
    let served = served();
    let world = &served.world;
    let new = world.hires("钱多多", PostId::office(world.office(0), Role::DutyOfficer));
    let head = cookies(&served, &world.county());
    let page = get(&served.address, "/posts", &head);
    assert!(page.body.contains("Issue a one-time code to 钱多多"), "{page:?}");
    let first = code(&served, &head, new.id());
    let code = code(&served, &head, new.id());
    assert_eq!(join(&served, &first, "qian", PASSWORD).status, 422, "a newer code ends the earlier one");
    for (account, password, says) in [
        ("qian", "short", "at least 10 characters"),
        ("qian", "1234567890", "guessed early"),
        ("q", PASSWORD, "An account name has"),
        ("a b c", PASSWORD, "An account name has"),
    ] {
        let refused = join(&served, &code, account, password);
        assert!(refused.status == 422 && refused.body.contains(says), "{account} {password}: {refused:?}");
        assert!(!refused.body.contains(&code), "the code is typed again");
    }
    let joined = join(&served, &code.to_lowercase().replace('-', " "), "Qian", PASSWORD);
    assert_eq!((joined.status, joined.header("location")), (303, Some("/desk")), "{joined:?}");
    assert!(is_in(&served, &joined.cookies()));
    assert_eq!(join(&served, &code, "qian", "another long secret").status, 422, "a code is used once");
    let signed = sign_in(&served, "203.0.113.1", "", "qian", PASSWORD);
    assert!(signed.status == 303 && is_in(&served, &signed.cookies()), "{signed:?}");

    // Who did what is a fact, and the person sees it.
    let account = get(&served.address, "/account", &joined.cookies());
    let by = world.county().who().name;
    assert!(account.body.contains(&format!("{by} issued a one-time code")), "{account:?}");
    assert!(account.body.contains("钱多多 set a password"), "{account:?}");
    let facts = world.app().store().log().facts(new.id().into()).unwrap();
    let invited =
        facts.iter().find(|it| matches!(&it.what, What::AccountChanged(it) if it.change == AccountChange::Invited));
    assert_eq!(invited.unwrap().by, Actor::Person(world.county().id()));
}

#[test]
fn who_issues_a_code_answers_for_every_post_of_the_person() {
    let served = served();
    let world = &served.world;
    let (head, city, inspector) = (world.county(), world.city(), world.inspector());
    let issue = |by: &Person<'_>, to: &Person<'_>| {
        post(&served.address, "/posts/code", &cookies(&served, by), &format!("person={}", to.id())).status
    };
    assert_eq!(issue(&inspector, &head), 404);
    assert_eq!(issue(&head, &city), 404);
    assert_eq!(issue(&head, &head), 404, "nobody to themselves");
    assert_eq!(issue(&world.nation(), &head), 404, "only the office right above");
    assert_eq!(issue(&city, &head), 200);
    let app = world.app();
    app.people().take_post(inspector.id(), PostId::office(world.office(1), Role::Inspector), app.today()).unwrap();
    assert_eq!(issue(&head, &inspector), 404, "who is in the office above too is not the county's to let in");
}

#[test]
fn a_password_is_reset_from_above_only_and_ends_what_was() {
    let served = served();
    let world = &served.world;
    let (head, city) = (cookies(&served, &world.county()), cookies(&served, &world.city()));
    let inspector = world.inspector().id();
    let theirs = join(&served, &code(&served, &head, inspector), "inspector", PASSWORD).cookies();
    assert!(is_in(&served, &theirs));
    let refused = post(&served.address, "/posts/code", &head, &format!("person={inspector}"));
    assert_eq!(refused.status, 404, "a colleague's account is not the head's to take over");
    assert!(!get(&served.address, "/posts", &head).body.contains("Reset the password"));
    assert!(get(&served.address, "/posts", &city).body.contains("Reset the password of"));
    let code = code(&served, &city, inspector);
    assert!(!is_in(&served, &theirs), "earlier sessions have ended");
    assert_eq!(sign_in(&served, "203.0.113.1", "", "inspector", PASSWORD).status, 422, "the password too");
    assert_eq!(join(&served, &code, "inspector", "glacier window tunic").status, 303);
    assert_eq!(sign_in(&served, "203.0.113.1", "", "inspector", "glacier window tunic").status, 303);
    let facts = world.app().store().log().facts(inspector.into()).unwrap();
    let reset =
        facts.iter().find(|it| matches!(&it.what, What::AccountChanged(it) if it.change == AccountChange::Reset));
    assert_eq!(reset.unwrap().by, Actor::Person(world.city().id()));
}

#[test]
fn guessing_is_held_up_and_the_owner_comes_in() {
    let served = served();
    let head = cookies(&served, &served.world.county());
    let joined = join(&served, &code(&served, &head, served.world.inspector().id()), "wang", PASSWORD);
    let device = joined.cookies().split("; ").find(|it| it.starts_with("bowline-device=")).unwrap().to_owned();
    let (stranger, home) = ("203.0.113.7", "198.51.100.20");
    let guess = |n: usize| sign_in(&served, stranger, "", "wang", &format!("wrong guess number {n}"));
    let answers: Vec<Answered> = (0..8).map(guess).collect();
    let statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
    assert_eq!(statuses, [422, 422, 422, 422, 422, 422, 429, 429]);
    assert!(answers[7].header("retry-after").is_some());
    assert_eq!(sign_in(&served, stranger, "", "wang", PASSWORD).status, 429, "a right guess is not looked at either");
    assert_eq!(sign_in(&served, home, "", "wang", PASSWORD).status, 303, "from another address");
    assert_eq!(sign_in(&served, stranger, &device, "wang", PASSWORD).status, 303, "with a browser that is known");
    let forged = format!("{}0", &device[..device.len() - 1]);
    let forged = if forged == device { format!("{}1", &device[..device.len() - 1]) } else { forged };
    assert_eq!(sign_in(&served, stranger, &forged, "wang", PASSWORD).status, 429, "but not with a made-up mark");
}

#[test]
fn a_name_that_nobody_has_is_answered_as_a_wrong_password() {
    let served = served();
    let head = cookies(&served, &served.world.county());
    join(&served, &code(&served, &head, served.world.inspector().id()), "wang", PASSWORD);
    let ask = |name: &str, from: &str| {
        let begun = Instant::now();
        let answer = sign_in(&served, from, "", name, "not the password");
        (answer.status, answer.body.replace(name, "NAME"), begun.elapsed())
    };
    let times = |name: &str, net: u8| -> (Duration, String) {
        let asked: Vec<_> = (1..6).map(|n| ask(name, &format!("10.0.{net}.{n}"))).collect();
        assert!(asked.iter().all(|it| it.0 == 422));
        (asked.iter().map(|it| it.2).min().unwrap(), asked[0].1.clone())
    };
    let ((known, said), (unknown, also)) = (times("wang", 1), times("nobody", 2));
    assert_eq!(said, also);
    // The slow hash is made for both: the quicker of five tries is not a tenth of the other.
    assert!(unknown * 4 > known && known * 4 > unknown, "{known:?} {unknown:?}");
}

#[test]
fn a_change_of_password_asks_for_the_present_one_and_ends_other_sessions() {
    let served = served();
    let head = cookies(&served, &served.world.county());
    let here = join(&served, &code(&served, &head, served.world.inspector().id()), "wang", PASSWORD).cookies();
    let there = sign_in(&served, "203.0.113.1", "", "wang", PASSWORD).cookies();
    let change = |old: &str, new: &str| {
        let form = format!("old={old}&password={new}&again={new}").replace(' ', "+");
        post(&served.address, "/account", &here, &form)
    };
    let wrong = change("not the password", "glacier window tunic");
    assert!(wrong.status == 422 && wrong.body.contains("The present password is not correct"), "{wrong:?}");
    assert!(is_in(&served, &there));
    assert_eq!(change(PASSWORD, "glacier window tunic").header("location"), Some("/account?done=1"));
    assert!(is_in(&served, &here) && !is_in(&served, &there));
    assert_eq!(sign_in(&served, "203.0.113.1", "", "wang", PASSWORD).status, 422);
}

#[test]
fn what_somebody_writes_into_the_database_signs_nobody_in() {
    let served = served();
    let world = &served.world;
    let sign_ins = world.app().store().own().sign_in();
    let head = cookies(&served, &world.county());
    let mine = join(&served, &code(&served, &head, world.inspector().id()), "wang", PASSWORD).cookies();
    // One's own session under the name of the nation's head.
    let session = sign_ins.sessions(Some(world.inspector().id())).unwrap().remove(0);
    let forged = bowline_store::SessionRow { person: world.nation().id(), ..session.clone() };
    sign_ins.put_session(forged).unwrap();
    assert!(!is_in(&served, &mine));
    sign_ins.put_session(session.clone()).unwrap();
    assert!(is_in(&served, &mine), "the row as it was is good");
    let longer = session.until.saturating_add(jiff::SignedDuration::from_hours(999)).unwrap();
    sign_ins.put_session(bowline_store::SessionRow { until: longer, ..session }).unwrap();
    assert!(!is_in(&served, &mine), "nor does one last longer");
    // One's own account, with one's own password, as another person.
    let account = sign_ins.account_named("wang").unwrap().unwrap();
    let name = "nation".to_owned();
    sign_ins
        .put_account(bowline_store::AccountRow { person: world.nation().id(), name, ..account }, None, None)
        .unwrap();
    assert_eq!(sign_in(&served, "203.0.113.1", "", "nation", PASSWORD).status, 422);
}

#[test]
fn no_secret_stands_in_the_database() {
    let served = served();
    let head = cookies(&served, &served.world.county());
    let code = code(&served, &head, served.world.inspector().id());
    let joined = join(&served, &code, "wang", PASSWORD).cookies();
    let token = between(&format!("{joined};"), "bowline=", ";").to_owned();
    let folder = served.world.app().store().folder().to_owned();
    let plain = code.replace('-', "");
    for file in ["bowline.sqlite", "bowline.sqlite-wal"] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        for secret in [&code, &plain, &token, PASSWORD] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{file}");
        }
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(folder.join("seal")).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "the key is for its owner alone");
}
