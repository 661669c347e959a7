//! These tests let the power fail in a simulation. `strace` writes down what a server hands to the disk while people
//! report hazards. The test then builds the files as a disk would hold them that lost whatever was not synced, or some
//! of it, at many moments. Every report that was answered until then must be there. The test also takes a disk that
//! lost the last sync too, and must find a report missing there.
//!
//! These tests must never take a write for safe that no sync followed. Start at [`Trace::cut`].

use super::{PACK, number, signed_in};
use crate::common::http::post;
use crate::common::process::Server;
use bowline_core::ids::SubjectId;
use bowline_store::{Durability, Store};
use bowline_testkit::Dice;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;

const CALLS: &str = "trace=pwrite64,ftruncate,fdatasync,fsync,write,writev,sendto";
/// The database and its write-ahead log.
const FILES: [&str; 2] = ["bowline.sqlite", "bowline.sqlite-wal"];
/// What is reported in each window after the log was taken over into the database, and at most, should it never be:
/// nobody has more than two windows, and one person may send 300 reports at once.
const MORE_REPORTS: u64 = 10;
const MOST_REPORTS: u64 = 150;

/// What the server did, in order.
enum Event {
    Wrote {
        file: usize,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncated {
        file: usize,
        to: usize,
    },
    /// A sync ended that made the first so many events durable, as far as this file goes.
    Synced {
        file: usize,
        first: usize,
    },
    Answered(SubjectId),
}

/// What a disk keeps that was not synced.
#[derive(Clone, Copy, PartialEq)]
enum Unsynced {
    Lost,
    PartlyLost,
    /// And the last sync is lost too.
    LostWithASync,
}

struct Trace {
    /// The files when it began.
    before: [Vec<u8>; 2],
    events: Vec<Event>,
}

impl Trace {
    /// Reads what `strace` says until the server has ended, and says when the log was taken over into the database.
    fn read(before: [Vec<u8>; 2], said: impl Read, taken_over: &AtomicBool) -> Self {
        let (mut events, mut syncing) = (Vec::new(), HashMap::new());
        for line in BufReader::new(said).lines() {
            if let Some(Event::Synced { file: 0, .. }) = events.last() {
                taken_over.store(true, Ordering::Relaxed);
            }
            let line = line.unwrap();
            let (thread, call) = line.split_once(' ').unwrap();
            let (thread, call) = (thread.to_owned(), call.trim_start());
            if call.starts_with("<... f") {
                if let Some(sync) = syncing.remove(&thread) {
                    events.push(sync);
                }
                continue;
            }
            match event(call, events.len()) {
                Some(sync @ Event::Synced { .. }) if call.contains("<unfinished") => drop(syncing.insert(thread, sync)),
                event => events.extend(event),
            }
        }
        Self { before, events }
    }

    /// The files as a disk has them when the power fails after so many events.
    fn cut(&self, after: usize, unsynced: Unsynced, dice: &mut Dice) -> [Vec<u8>; 2] {
        let (mut files, mut durable, mut before) = (self.before.clone(), [0, 0], [0, 0]);
        for event in &self.events[..after] {
            if let Event::Synced { file, first } = event {
                before = durable;
                durable[*file] = durable[*file].max(*first);
            }
        }
        let durable = if unsynced == Unsynced::LostWithASync { before } else { durable };
        for (at, event) in self.events[..after].iter().enumerate() {
            let (Event::Wrote { file, .. } | Event::Truncated { file, .. }) = event else { continue };
            if at < durable[*file] || (unsynced == Unsynced::PartlyLost && dice.below(2) == 0) {
                apply(&mut files[*file], event);
            }
        }
        files
    }

    /// How many of the reports that were answered before the power failed are gone. The database is whole.
    fn gone(&self, after: usize, unsynced: Unsynced, dice: &mut Dice) -> usize {
        let folder = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
        for (name, bytes) in FILES.iter().zip(self.cut(after, unsynced, dice)) {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let store = Store::open(folder.path(), Durability::None).unwrap();
        assert!(unsynced == Unsynced::LostWithASync || store.integrity().unwrap().is_empty());
        let answered = self.events[..after].iter().filter_map(|event| match event {
            Event::Answered(hazard) => Some(*hazard),
            _ => None,
        });
        answered.filter(|hazard| store.hazards().one(*hazard).unwrap().is_none()).count()
    }

    fn syncs_of(&self, of: usize) -> usize {
        self.events.iter().filter(|event| matches!(event, Event::Synced { file, .. } if *file == of)).count()
    }

    /// After which events somebody was answered.
    fn answers(&self) -> Vec<usize> {
        let answer = |(at, event): (usize, &Event)| matches!(event, Event::Answered(_)).then_some(at + 1);
        self.events.iter().enumerate().filter_map(answer).collect()
    }
}

fn apply(bytes: &mut Vec<u8>, event: &Event) {
    match event {
        Event::Wrote { at, bytes: wrote, .. } => {
            let end = at + wrote.len();
            bytes.resize(bytes.len().max(end), 0);
            bytes[*at..end].copy_from_slice(wrote);
        }
        Event::Truncated { to, .. } => bytes.resize(*to, 0),
        Event::Synced { .. } | Event::Answered(_) => {}
    }
}

/// A line such as `pwrite64(12</data/bowline.sqlite-wal>, "\x37\x7f", 2, 0) = 2`.
fn event(call: &str, first: usize) -> Option<Event> {
    let (name, arguments) = call.split_once('(')?;
    if matches!(name, "write" | "writev" | "sendto") {
        let texts =
            arguments.split('"').skip(1).step_by(2).map(|text| String::from_utf8_lossy(&bytes(text)).into_owned());
        return texts
            .filter_map(|text| text.split("/hazards/").nth(1)?.get(..36)?.parse().ok())
            .map(Event::Answered)
            .next();
    }
    let (path, rest) = arguments.split_once('<')?.1.split_once('>')?;
    let path = if path.starts_with('\\') { String::from_utf8(bytes(path)).unwrap() } else { path.to_owned() };
    let file = FILES.iter().position(|name| Path::new(&path).ends_with(name))?;
    let numbers = |text: &str| -> Vec<usize> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect()
    };
    match name {
        "pwrite64" => {
            let (text, rest) = rest.split_once('"')?.1.split_once('"')?;
            let (bytes, numbers) = (bytes(text), numbers(rest));
            assert_eq!(bytes.len(), numbers[0], "the whole of it was written down");
            Some(Event::Wrote { file, at: numbers[1], bytes })
        }
        "ftruncate" => Some(Event::Truncated { file, to: numbers(rest)[0] }),
        _ => Some(Event::Synced { file, first }),
    }
}

fn bytes(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(&digits[..2], 16).unwrap()).collect()
}

/// Follows a server, from when it answers. None where this machine cannot.
fn follow(server: &Server) -> Option<Child> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", "5000", "-e", CALLS, "-p", &server.pid().to_string()]);
    let mut strace = strace.args(["-o", "/dev/stdout"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    let mut told = String::new();
    BufReader::new(strace.stderr.as_mut()?).read_line(&mut told).unwrap();
    told.contains("attached").then_some(strace)
}

/// People report until the log was taken over, and some more. Then the power fails.
fn report(server: Server, cookies: &[String], site: &str, taken_over: &AtomicBool) {
    std::thread::scope(|scope| {
        for (person, cookies) in cookies.iter().enumerate() {
            let address = &server.address;
            scope.spawn(move || {
                let mut more = 0;
                for report in 0..MOST_REPORTS {
                    let form = format!("go=send&site={site}&description=loose-{person}-{report}&found_on=2025-06-02");
                    assert_eq!(post(address, "/report", cookies, &form).status, 303);
                    more += u64::from(taken_over.load(Ordering::Relaxed));
                    if more > MORE_REPORTS {
                        break;
                    }
                }
            });
        }
    });
    drop(server);
}

#[test]
fn what_was_answered_before_the_power_failed_is_there() {
    let (folder, cookies, site) = signed_in();
    let server = Server::demo_on(folder.path(), PACK);
    let Some(mut strace) = follow(&server) else {
        return println!("skipped: strace is not there, or may not follow a process");
    };
    let before = FILES.map(|name| std::fs::read(folder.path().join(name)).unwrap_or_default());
    let taken_over = AtomicBool::new(false);
    let trace = std::thread::scope(|scope| {
        scope.spawn(|| report(server, &cookies, &site, &taken_over));
        Trace::read(before, strace.stdout.take().unwrap(), &taken_over)
    });
    strace.wait().unwrap();
    let mut dice = Dice::new(number("BOWLINE_SEED", 22));
    let answers = trace.answers();
    assert!(trace.syncs_of(0) > 0, "the log was taken over into the database");
    assert!(trace.syncs_of(1) < answers.len(), "one sync serves many");
    for _ in 0..number("BOWLINE_CUTS", 10) {
        let answered = *dice.pick(&answers).unwrap();
        let anywhere = answers[0] + usize::try_from(dice.below((trace.events.len() - answers[0]) as u64)).unwrap();
        for (after, unsynced) in
            [(answered, Unsynced::Lost), (answered, Unsynced::PartlyLost), (anywhere, Unsynced::Lost)]
        {
            assert_eq!(trace.gone(after, unsynced, &mut dice), 0, "after {after} of {} events", trace.events.len());
        }
    }
    let gone: Vec<usize> =
        answers.iter().step_by(40).map(|after| trace.gone(*after, Unsynced::LostWithASync, &mut dice)).collect();
    let found = gone.iter().filter(|gone| **gone > 0).count();
    println!("{} answers; of {} disks that lost a sync too, {found} lost answers", answers.len(), gone.len());
    assert!(found > 0, "a disk that loses what it said it had is found out");
}
