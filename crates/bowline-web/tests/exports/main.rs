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

mod file;
mod hazards;
mod matters;

use bowline_core::ids::{PostId, Role};
use bowline_testkit::{Person, World};
use bowline_web::Options;
use file::File;
use std::future::pending;

/// A text that a spreadsheet program would take for a link.
const HOSTILE: &str = "=HYPERLINK(\"http://evil.example\",\"点击\")";

/// A world behind the pages.
struct Served {
    world: World,
    address: String,
    _runtime: tokio::runtime::Runtime,
}

/// Somebody at a browser.
struct Browser<'a> {
    served: &'a Served,
    cookies: String,
}

fn served() -> Served {
    let world = World::in_county("220104").on("2022-10-08");
    let _ = world.inspector().finds(HOSTILE, &world.site());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    runtime.spawn(bowline_web::serve(world.app().clone(), listener, Options::default(), pending::<()>()));
    Served { world, address, _runtime: runtime }
}

impl Served {
    fn browser_of(&self, person: Person<'_>, lang: &str) -> Browser<'_> {
        let app = self.world.app();
        let key = app.people().issue_key(person.id()).unwrap();
        let token = app.sessions().sign_in(&key, "", None).unwrap();
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
