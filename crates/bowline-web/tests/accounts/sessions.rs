//! The sessions of a person: listed with device and address, ended from anywhere.

use super::{PASSWORD, code, cookies, is_in, join, served, sign_in};
use crate::http::{get, post, send};

#[test]
fn a_person_sees_where_they_are_signed_in_and_ends_it() {
    let served = served();
    let head = cookies(&served, &served.world.county());
    let here = join(&served, &code(&served, &head, served.world.inspector().id()), "wang", PASSWORD).cookies();
    let origin = format!("http://{}", served.address);
    let form = format!("account=wang&password={}", PASSWORD.replace(' ', "+"));
    let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1";
    let headers = [
        ("origin", origin.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("user-agent", phone),
        ("x-forwarded-for", "203.0.113.50"),
    ];
    let there = send(&served.address, "POST", "/sign-in", &headers, form.as_bytes()).cookies();
    let third = sign_in(&served, "198.51.100.9", "", "wang", PASSWORD).cookies();
    let page = get(&served.address, "/account", &here);
    let sessions: Vec<&str> = page.body.split("data-test=\"session\"").skip(1).collect();
    assert_eq!(sessions.len(), 3, "{page:?}");
    let on_phone = sessions.iter().find(|it| it.contains("Safari · iPhone") && it.contains("203.0.113.50")).unwrap();
    assert_eq!(sessions.iter().filter(|it| it.contains("This device")).count(), 1);
    let id = on_phone.split("data-id=\"").nth(1).unwrap().split('"').next().unwrap();

    // Nobody else ends it.
    assert_eq!(post(&served.address, "/account/sessions", &head, &format!("id={id}")).status, 303);
    assert!(is_in(&served, &there));
    assert_eq!(post(&served.address, "/account/sessions", &here, &format!("id={id}")).status, 303);
    assert!(!is_in(&served, &there) && is_in(&served, &here) && is_in(&served, &third));
    assert_eq!(post(&served.address, "/account/sessions", &here, "").status, 303);
    assert!(is_in(&served, &here) && !is_in(&served, &third), "all others at once");
    assert!(is_in(&served, &head), "and those of nobody else");
    assert!(!get(&served.address, "/account", &here).body.contains("data-test=\"end-others\""));
}
