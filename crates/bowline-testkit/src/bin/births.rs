//! This program runs the engine over a data folder and says on its output how many matters exist that one matter begins, until
//! it is killed.
//!
//! `births FOLDER SUBJECT`. It prints each new number on a line of its own as soon as it is committed, and `done` at the end. For tests only.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test's own program: whatever it cannot go on from should be seen"
)]

use bowline_core::ids::SubjectId;
use bowline_core::obligations::Dossier;
use bowline_core::time::Moment;
use bowline_service::Bowline;
use bowline_service::clock::ManualClock;
use bowline_store::{Durability, Store};
use bowline_testkit::open;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().expect("a folder");
    let parent: SubjectId = args.next().and_then(|text| text.parse().ok()).expect("a dossier");
    let store = Store::open(Path::new(&folder), Durability::None).expect("the store opens");
    let last = store.log().facts(parent).expect("facts can be read").last().map(|fact| fact.learned);
    let now: Moment = last.unwrap_or_else(|| panic!("there is no such dossier"));
    let app = open(store, Box::new(ManualClock::at(now)), 2);
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            app.engine().tick().expect("the engine runs");
            ended.store(true, Ordering::SeqCst);
        });
        let mut told = None;
        loop {
            let over = ended.load(Ordering::SeqCst);
            let upto = begun(&app, parent);
            if told != Some(upto) {
                say(&upto.to_string());
                told = Some(upto);
            }
            if over {
                return say("done");
            }
            std::thread::yield_now();
        }
    });
}

/// How many its own facts say that there are.
fn begun(app: &Bowline, parent: SubjectId) -> u32 {
    let dossier = Dossier::replay(parent, &app.store().log().facts(parent).expect("facts can be read"));
    dossier.declared().map_or(0, |matter| matter.bearing.iter().map(|it| it.upto).sum())
}

/// Prints a line at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).expect("somebody listens");
}
