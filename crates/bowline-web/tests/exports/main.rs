//! Lists go out as files over HTTP: a workbook and a text hold the rows that the same list tells a machine, with dates as
//! dates and nothing that a spreadsheet program would calculate, and nobody gets more than the list shows.

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
mod served;

mod file;
mod hazards;
mod matters;

use bowline_core::ids::{PostId, Role};
use bowline_testkit::{Person, World};
use file::File;
use served::{Served, serve};

/// A text that a spreadsheet program would take for a link.
const HOSTILE: &str = "=HYPERLINK(\"http://evil.example\",\"点击\")";

/// Somebody at a browser.
struct Browser<'a> {
    served: &'a Served,
    cookies: String,
}

fn served() -> Served {
    let world = World::in_county("220104").on("2022-10-08");
    let _ = world.inspector().finds(HOSTILE, &world.site());
    serve(world)
}

impl Served {
    fn browser_of(&self, person: Person<'_>, lang: &str) -> Browser<'_> {
        let token = self.token_of(&person);
        Browser { served: self, cookies: format!("bowline={token}; lang={lang}") }
    }

    /// Somebody of the county next door.
    fn neighbour(&self) -> Browser<'_> {
        let next_door = "220103".parse().unwrap();
        let _ = self.world.app().offices().load(next_door, &mut |_, _| {}).unwrap();
        let office = "220103/emergency".parse().unwrap();
        self.browser_of(self.world.hires("马骏", PostId::office(office, Role::DutyOfficer)), "zh")
    }
}

impl Browser<'_> {
    fn gets(&self, path: &str) -> http::Answered {
        let answer = http::get(&self.served.address, path, &self.cookies);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer
    }

    fn model(&self, path: &str) -> serde_json::Value {
        let mark = if path.contains('?') { '&' } else { '?' };
        serde_json::from_str(&self.gets(&format!("{path}{mark}format=json")).body).unwrap()
    }

    /// All lines of a list, page by page, as a machine is told them.
    fn lines(&self, path: &str) -> Vec<serde_json::Value> {
        let (mut lines, mut at) = (Vec::new(), path.to_owned());
        loop {
            let page = self.model(&at);
            lines.extend(page["lines"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { return lines };
            at = next.to_owned();
        }
    }

    /// Both files of a list, by the links on its page.
    fn files(&self, path: &str) -> [File; 2] {
        let links = self.model(path)["exports"].clone();
        let page = self.gets(path).body;
        let linked = |form: &str| {
            let link = links[form].as_str().unwrap();
            let shown = format!("href=\"{}\"", link.replace('&', "&#38;"));
            assert!(page.contains(&shown), "{shown} is not on {path}: {page}");
            self.gets(link)
        };
        [File::of_workbook(&linked("xlsx")), File::of_text(&linked("csv"))]
    }
}
