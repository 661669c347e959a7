//! What strangers try at the doors of a running server, and what they get.

use crate::common::http::{Answered, get, post, send};
use crate::common::process::{Server, bowline_on, filled};
use crate::person::after;

fn sign_in(server: &Server, persona: &str) -> String {
    let signed = post(&server.address, "/sign-in/demo", "", &format!("persona={persona}"));
    assert_eq!(signed.status, 303, "{signed:?}");
    signed.cookies()
}

fn report(server: &Server, cookies: &str, fields: &str) -> Answered {
    post(&server.address, "/report", cookies, &format!("go=send&found_on=2022-10-08&{fields}"))
}

#[test]
fn characters_that_nobody_sees_are_refused_by_name() {
    let server = Server::demo();
    let county = sign_in(&server, "county");
    let place = "place1=220000&place2=220100&place3=220104&sector=H62";
    for (fields, field, number) in [
        ("unit=x&description=evil%E2%80%AEgnp.html", "description", "U+202E"),
        ("unit=nul%00&description=x", "unit", "U+0000"),
        ("unit=%1B%5B31m&description=x", "unit", "U+001B"),
        ("unit=x&description=%EF%BB%BFx", "description", "U+FEFF"),
    ] {
        let refused = report(&server, &county, &format!("{place}&{fields}"));
        assert!(refused.status == 422 && refused.body.contains(number), "{field} {number}: {refused:?}");
    }
    let taken = report(&server, &county, &format!("{place}&unit=x&description=%0D%0Aa%E2%80%8Db"));
    assert_eq!(taken.status, 303, "lines and joiners are text: {taken:?}");
    let page = get(&server.address, taken.header("location").unwrap(), &county);
    assert_eq!(page.status, 200);

    let unknown =
        report(&server, &county, "place1=220000&place2=220100&place3=220104&unit=y&description=x&sector=ZZ99");
    assert!(unknown.status == 422 && unknown.body.contains("Select “Sector”"), "{unknown:?}");
}

const KIND: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn a_public_address_makes_the_cookie_the_host_and_the_origin_its_own() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]);
    let form = format!("key={}", after(&added.out, "sign-in key "));
    let server = Server::serve_with(data.path(), &["--public-url", "https://safety.example.gov.cn"]);
    let sent = |host: &str, origin: &str| {
        let headers = [("host", host), ("origin", origin), KIND, ("accept-language", "en")];
        send_to(&server, "POST", "/sign-in", &headers, form.as_bytes())
    };
    let ours = "https://safety.example.gov.cn";
    let signed = sent("safety.example.gov.cn", ours);
    assert_eq!(signed.status, 303, "{signed:?}");
    let cookie = signed.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-bowline=") && cookie.ends_with("; Secure"), "{cookie}");
    assert_eq!(signed.header("strict-transport-security"), Some("max-age=31536000"));
    for (host, origin, status) in [
        ("evil.example", "https://evil.example", 421),
        ("127.0.0.1", ours, 421),
        ("safety.example.gov.cn", "https://evil.example", 403),
        ("safety.example.gov.cn", "http://safety.example.gov.cn", 403),
    ] {
        let refused = sent(host, origin);
        assert!(refused.status == status && refused.header("set-cookie").is_none(), "{host} {origin}: {refused:?}");
    }
    let wrong = bowline_on(data.path(), &["serve", "--public-url", "safety.example.gov.cn"]);
    assert!(wrong.status != 0 && wrong.err.contains("is not an address such as"), "{wrong:?}");
}

/// As [`send`], for a host of one's own choice.
fn send_to(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
    crate::common::http::send_as(&server.address, method, path, headers, body)
}

#[test]
fn old_browsers_may_act_and_foreign_names_may_not() {
    let server = Server::demo();
    let page = format!("http://{}/sign-in", server.address);
    let form = b"persona=county";
    let old = send(&server.address, "POST", "/sign-in/demo", &[("referer", &page), KIND], form);
    assert_eq!(old.status, 303, "a browser that sends no origin: {old:?}");
    let foreign = send(&server.address, "POST", "/sign-in/demo", &[("referer", "http://evil.example/"), KIND], form);
    assert_eq!(foreign.status, 403);
    let rebound = [("host", "evil.example"), ("origin", "http://evil.example"), KIND];
    assert_eq!(send_to(&server, "POST", "/sign-in/demo", &rebound, form).status, 421);
    let tossed = format!("bowline=tossed; {}", old.cookies());
    assert_eq!(get(&server.address, "/desk", &tossed).status, 303, "two cookies of one name: none counts");
    assert_eq!(get(&server.address, "/desk", &old.cookies()).status, 200);
}

#[test]
fn wrong_keys_wait_and_right_ones_do_not_and_the_trail_says_who_came() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]);
    let (person, key) = (after(&added.out, "person ").to_owned(), after(&added.out, "sign-in key ").to_owned());
    let server = Server::logging(data.path(), &["--trusted-proxy", "127.0.0.1"]);
    let origin = format!("http://{}", server.address);
    let sign_in = |from: &str, key: &str| {
        let headers = [("x-forwarded-for", from), ("origin", &origin), KIND];
        send(&server.address, "POST", "/sign-in", &headers, format!("key={key}").as_bytes())
    };
    let begun = std::time::Instant::now();
    let waited: Vec<u16> = (0..5).map(|_| sign_in("6.6.6.6, 203.0.113.9", "wrong").status).collect();
    assert!(begun.elapsed().as_millis() >= 1_500, "{:?}", begun.elapsed());
    assert_eq!(waited, [422; 5]);
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let many: Vec<_> = (0..8).map(|_| scope.spawn(|| sign_in("203.0.113.9", "wrong").status)).collect();
        many.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(statuses.contains(&429), "{statuses:?}");
    let begun = std::time::Instant::now();
    let signed = sign_in("203.0.113.9", &key);
    assert!(signed.status == 303 && begun.elapsed().as_millis() < 500, "a right key is never held up: {signed:?}");
    assert_eq!(get(&server.address, "/engine/run", &signed.cookies()).status, 404);
    let headers = [("cookie", signed.cookies()), ("origin", "http://evil.example".to_owned())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(send(&server.address, "POST", "/report", &headers, b"").status, 403);
    assert_eq!(post(&server.address, "/sign-out", &signed.cookies(), "").status, 303);
    let trail = server.log();
    for line in [
        "event=\"sign_in_refused\" person=\"\" address=203.0.113.9".to_owned(),
        format!("event=\"sign_in\" person=\"{person}\" address=203.0.113.9"),
        format!("event=\"forbidden\" person=\"{person}\" address=127.0.0.1 path=\"/report\""),
        format!("event=\"sign_out\" person=\"{person}\""),
    ] {
        assert!(trail.contains(&line), "{line}\n{trail}");
    }
    assert!(!trail.contains(&key) && !trail.contains("钱多多"), "{trail}");
}
