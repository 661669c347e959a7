//! How many questions a page and a form ask the database. A page asks once for all its rows, and a form that is carried
//! out does not read the page it came from: both are held to a number, whatever the length of the story.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

#[path = "common/served.rs"]
mod served;

use bowline_core::ids::SubjectId;
use bowline_testkit::{Person, World};
use served::{Served, serve};
use std::io::{Read, Write};
use std::net::TcpStream;

fn served(day: &str) -> Served {
    serve(World::in_county("220104").on(day))
}

/// Somebody at a browser.
struct Browser<'a> {
    served: &'a Served,
    cookie: String,
}

impl Served {
    fn browser_of(&self, person: Person<'_>) -> Browser<'_> {
        let token = self.token_of(&person);
        Browser { served: self, cookie: format!("bowline={token}") }
    }

    fn version(&self, of: SubjectId) -> u32 {
        self.world.app().store().log().version(of).unwrap()
    }
}

impl Browser<'_> {
    /// Sends a request. Answers head and body, and how many questions it took.
    fn asks(&self, line: &str, body: &str) -> (String, u64) {
        let before = self.served.world.app().store().questions();
        let to = &self.served.address;
        let mut stream = TcpStream::connect(to).unwrap();
        let (cookie, length) = (&self.cookie, body.len());
        let head = format!(
            "{line} HTTP/1.1\r\nHost: {to}\r\nOrigin: http://{to}\r\nCookie: {cookie}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer, self.served.world.app().store().questions() - before)
    }

    fn sees(&self, path: &str) -> (String, u64) {
        let (answer, asked) = self.asks(&format!("GET {path}"), "");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        (answer, asked)
    }

    /// Sends a form of a hazard; it must be carried out.
    fn sends(&self, hazard: SubjectId, act: &str, fields: &str) -> u64 {
        let (answer, asked) = self.tries(hazard, act, self.served.version(hazard), fields);
        let there = format!("location: /hazards/{hazard}?done={act}");
        assert!(answer.starts_with("HTTP/1.1 303") && answer.contains(&there), "{act}: {answer}");
        asked
    }

    fn tries(&self, hazard: SubjectId, act: &str, seen: u32, fields: &str) -> (String, u64) {
        let once = self.served.world.app().requests().new_key();
        self.asks(&format!("POST /hazards/{hazard}/{act}"), &format!("once={once}&version={seen}&{fields}"))
    }
}

const GRADING: &str = "criterion=CN-HAZ-FIRE-17-6.8&q:CN-HAZ-FIRE-17-6.8:fire.crowd_place=yes\
                       &q:CN-HAZ-FIRE-17-6.8:fire.corrected_at_once=no&q:CN-HAZ-FIRE-17-6.8:fire.not_judged=no\
                       &q:CN-HAZ-FIRE-17-6.8:fire.flammables_against_rules=yes";

#[test]
fn a_form_that_is_carried_out_does_not_read_the_page() {
    let served = served("2022-10-08");
    let w = &served.world;
    let hazard = w.inspector().finds("灭火器过期", &w.site());
    let (inspector, head) = (served.browser_of(w.inspector()), served.browser_of(w.county()));
    let unit = served.browser_of(w.safety_officer());
    let plan = "person=a&measures=b&funds=1&until=2022-10-12&contingency=c";
    let asked = [
        ("grade", inspector.sends(hazard, "grade", GRADING)),
        ("order", head.sends(hazard, "order", "deadline=2022-10-12&text=a")),
        ("accept", unit.sends(hazard, "accept", "")),
        ("control", unit.sends(hazard, "control", "measures=a")),
        ("plan", unit.sends(hazard, "plan", plan)),
    ];
    // Who it is, whether the form was carried out before, and the dossier where nobody wrote it lately.
    assert!(asked.iter().all(|(_, asked)| *asked <= 7), "{asked:?}");
    // One of these asks for the case number.
    let (page, of_page) = inspector.sees(&format!("/hazards/{hazard}"));
    assert!(page.contains("timeline-entry") && of_page <= 10, "{of_page}");
    let (refused, of_refused) = head.tries(hazard, "order", served.version(hazard), "deadline=2022-10-12&text=again");
    assert!(refused.starts_with("HTTP/1.1 422") && refused.contains("again"), "{refused}");
    assert!(of_refused <= of_page + 2, "a refused form is shown on the page, which is read once: {of_refused}");
}

#[test]
fn what_is_ahead_is_shown_by_day_to_who_may_see_it_and_is_bounded() {
    let served = served("2022-10-08");
    let w = &served.world;
    for number in 0..12 {
        let _ = w.inspector().finds(&format!("灭火器过期，第 {number} 处"), &w.site());
    }
    w.ticks();
    let (head, unit) = (served.browser_of(w.county()), served.browser_of(w.safety_officer()));
    let (area, _) = head.sees("/ahead?days=30");
    assert!(
        area.contains("data-test=\"ahead-day\"") && area.contains("提级督办：") && area.contains("href=\"/hazards/")
    );
    let lines = |page: &str| page.matches("data-test=\"ahead-line\"").count();
    assert!(lines(&area) >= 24, "each matter is told more than once");
    let (week, _) = head.sees("/ahead?days=3");
    assert!(lines(&week) < lines(&area));
    let (none, _) = unit.sees("/ahead?of=area&days=30");
    assert!(none.contains("data-test=\"ahead-empty\"") && lines(&none) == 0, "the unit owes nothing yet");
    let (desk, _) = head.sees("/desk");
    assert!(desk.contains("href=\"/ahead\""));
}

#[test]
fn a_desk_and_a_story_ask_the_same_however_long_they_are() {
    let served = served("2022-10-08");
    let w = &served.world;
    let head = served.browser_of(w.county());
    let story = |of: SubjectId| head.sees(&format!("/hazards/{of}"));
    let first = w.inspector().finds("灭火器过期", &w.site());
    let (_, short) = story(first);
    for number in 1..30 {
        let _ = w.inspector().finds(&format!("灭火器过期，第 {number} 处"), &w.site());
    }
    w.after_days(20);
    // Case numbers and matters of declared kinds are asked for once each, for all rows.
    let (page, desk) = head.sees("/desk");
    assert!(page.matches("data-test=\"duty\"").count() >= 30 && desk <= 11, "{desk}");
    let (page, long) = story(first);
    assert!(page.matches("data-test=\"timeline-entry\"").count() > 10);
    assert_eq!((short, long), (9, 9));
}
