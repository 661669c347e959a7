//! What strangers try at the doors of a running server, and what they get.

use crate::common::http::{Answered, get, post};
use crate::common::process::Server;

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
