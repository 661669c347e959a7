//! The second step of signing in over HTTP, with codes as a device makes them.

use super::{PASSWORD, between, code, cookies, is_in, join, served, served_with_second, sign_in};
use crate::http::{Answered, get, post};
use crate::served::Served;
use bowline_core::ids::Role;
use bowline_service::clock::{SystemClock, WallClock};
use totp_rs::{Builder, Secret, Totp};

/// The code that a device shows so many steps from now.
fn shown(device: &Totp, steps: i64) -> String {
    let seconds = SystemClock.now().as_millisecond() / 1_000 + steps * 30;
    device.generate(u64::try_from(seconds).unwrap()).to_string()
}

/// Sets a second step up with a code of the step before, and answers the device and the recovery codes.
fn set_up(served: &Served, cookies: &str) -> (Totp, Vec<String>) {
    let old = PASSWORD.replace(' ', "+");
    let wrong = post(&served.address, "/account/second", cookies, "go=begin&old=not+the+password");
    assert_eq!(wrong.status, 422, "whoever found an open browser sets nothing up");
    assert_eq!(post(&served.address, "/account/second", cookies, &format!("go=begin&old={old}")).status, 303);
    let page = get(&served.address, "/account/second", cookies);
    assert!(page.body.contains("<svg class=\"qr\"") && !page.body.contains("otpauth"), "{page:?}");
    let secret = between(&page.body, "data-test=\"secret\">", "<").replace(' ', "");
    let device = Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build_noncompliant();
    assert_eq!(post(&served.address, "/account/second", cookies, "go=set&code=000000").status, 422);
    let set = post(&served.address, "/account/second", cookies, &format!("go=set&code={}", shown(&device, -1)));
    assert_eq!(set.status, 200, "{set:?}");
    let codes = set.body.split("<code class=\"secret\">").skip(1).map(|it| it.split('<').next().unwrap().to_owned());
    let again = get(&served.address, "/account/second", cookies);
    assert!(!again.body.contains(&secret) && !again.body.contains("data-test=\"codes\""), "both are shown once");
    (device, codes.collect())
}

fn second(served: &Served, ticket: &str, code: &str) -> Answered {
    post(&served.address, "/sign-in/second", "", &format!("ticket={ticket}&code={code}"))
}

fn ticket(served: &Served) -> String {
    let asked = sign_in(served, "203.0.113.1", "", "wang", PASSWORD);
    assert_eq!(asked.status, 200, "{asked:?}");
    assert!(!is_in(served, &asked.cookies()), "a password alone opens nothing");
    between(&asked.body, "name=\"ticket\" value=\"", "\"").to_owned()
}

#[test]
fn a_code_of_the_device_is_asked_for_and_taken_once() {
    let served = served();
    let head = cookies(&served, &served.world.county());
    let here = join(&served, &code(&served, &head, served.world.inspector().id()), "wang", PASSWORD).cookies();
    let (device, recovery) = set_up(&served, &here);
    assert_eq!(recovery.len(), 10);
    let first = ticket(&served);
    assert_eq!(second(&served, &first, "123456").status, 422);
    let right = shown(&device, 0);
    let signed = second(&served, &first, &right);
    assert!(signed.status == 303 && is_in(&served, &signed.cookies()), "{signed:?}");
    assert_eq!(
        second(&served, &first, &shown(&device, 1)).header("location"),
        Some("/sign-in"),
        "a ticket is used once"
    );
    assert_eq!(second(&served, &ticket(&served), &right).status, 422, "and a code");
    let next = second(&served, &ticket(&served), &shown(&device, 1));
    assert_eq!(next.status, 303, "a clock that is a step ahead: {next:?}");
    let saved = second(&served, &ticket(&served), &recovery[3].to_lowercase());
    assert!(saved.status == 303 && is_in(&served, &saved.cookies()), "{saved:?}");
    assert_eq!(second(&served, &ticket(&served), &recovery[3]).status, 422, "a recovery code is used once");
    let account = get(&served.address, "/account", &saved.cookies());
    assert!(account.body.contains("recovery codes left: 9"), "{account:?}");
    assert!(account.body.contains("used a recovery code"), "{account:?}");
    for made_up in ["", "x", "a.b.c", &ticket(&served).replace(['1', '2', '3'], "4")] {
        assert_eq!(second(&served, made_up, &recovery[4]).header("location"), Some("/sign-in"), "{made_up}");
    }
}

#[test]
fn guessing_codes_is_held_up_and_a_key_asks_for_one_too() {
    let served = served();
    let inspector = served.world.inspector().id();
    let head = cookies(&served, &served.world.county());
    let here = join(&served, &code(&served, &head, inspector), "wang", PASSWORD).cookies();
    let (_, recovery) = set_up(&served, &here);
    let first = ticket(&served);
    let guesses: Vec<u16> = (0..8).map(|n| second(&served, &first, &format!("00000{n}")).status).collect();
    assert_eq!(guesses, [422, 422, 422, 422, 422, 422, 429, 429]);
    let key = served.world.app().people().issue_key(inspector).unwrap();
    let asked = post(&served.address, "/sign-in", "", &format!("key={key}"));
    assert!(asked.status == 200 && asked.body.contains("data-test=\"form-second\""), "{asked:?}");
    // A reset from above leaves it.
    let city = cookies(&served, &served.world.city());
    let reset = code(&served, &city, inspector);
    let joined = join(&served, &reset, "wang", "glacier window tunic");
    assert!(joined.status == 200 && joined.body.contains("data-test=\"form-second\""), "{joined:?}");
    let _ = recovery;
    // The operator takes it away from somebody who has lost everything.
    let invitation = bowline_service::Entrances::of_app(served.world.app()).issue_without_second(inspector).unwrap();
    let joined = join(&served, &invitation.code, "wang", "glacier window tunic");
    assert!(joined.status == 303 && is_in(&served, &joined.cookies()), "{joined:?}");
}

#[test]
fn a_post_that_requires_it_opens_nothing_else_until_it_is_set() {
    let served = served_with_second(&[Role::Inspector]);
    let head = cookies(&served, &served.world.county());
    assert!(is_in(&served, &head), "the head's post does not require it");
    let here = join(&served, &code(&served, &head, served.world.inspector().id()), "wang", PASSWORD).cookies();
    for path in ["/desk", "/hazards", "/posts"] {
        assert_eq!(get(&served.address, path, &here).header("location"), Some("/account/second"), "{path}");
    }
    let asked = post(&served.address, "/report", &here, "go=send");
    assert_eq!(asked.header("location"), Some("/account/second"));
    assert!(get(&served.address, "/account/second", &here).body.contains("Your post requires a second step"));
    set_up(&served, &here);
    assert!(is_in(&served, &here));
    let removed = format!("go=remove&old={}", PASSWORD.replace(' ', "+"));
    assert_eq!(post(&served.address, "/account/second", &here, &removed).status, 303);
    assert!(!is_in(&served, &here), "nor once it is removed");
}
