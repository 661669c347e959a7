//! Webhooks that really go out: events are taken by the standard's own library, retried, replayed, and never sent into a private
//! network that the operator did not allow.

use crate::common::http::post;
use crate::common::process::{Server, bowline_on, filled, python};
use crate::person::after;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

/// A receiver that verifies with the standard's own library; ends with its test.
struct Receiver {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Receiver {
    /// None: there is no Python with standardwebhooks.
    fn starts() -> Option<Self> {
        let Some(python) = python() else {
            eprintln!(
                "skipped: no standardwebhooks (cargo xtask test brings it; BOWLINE_PYTHON names a Python that has it)"
            );
            return None;
        };
        let folder = TempDir::new().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/webhook.py");
        let mut command = Command::new(python);
        command.arg(script).arg(folder.path()).arg(SECRET).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { child, port: line.trim().parse().unwrap(), folder })
    }

    fn listed(&self, more: &str) -> PathBuf {
        std::fs::write(self.folder.path().join("oa.secret"), format!("{SECRET}\n")).unwrap();
        let file = self.folder.path().join("webhooks.toml");
        let port = self.port;
        let hook = format!(
            "[[webhook]]\nname = \"oa\"\nurl = \"http://localhost:{port}/\"\nsecret_file = \"oa.secret\"\noffice = \"220000/emergency\"\n"
        );
        std::fs::write(&file, hook + more).unwrap();
        file
    }

    /// From now on it answers with this status.
    fn answers(&self, status: u16) {
        std::fs::write(self.folder.path().join("status"), status.to_string()).unwrap();
    }

    /// The events that it took and whose signature is right, in their order.
    fn taken(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.folder.path().join("taken")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn ids(&self) -> Vec<String> {
        self.taken().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const ALLOWED: &str = "allow_private = true\nplace = \"220104\"\n";

/// One run of the engine with webhooks. Answers what was printed.
fn tick(data: &TempDir, list: &Path) -> String {
    let ran = bowline_on(data.path(), &["tick", "--webhooks", list.to_str().unwrap()]);
    assert_eq!(ran.status, 0, "{ran:?}");
    ran.out + &ran.err
}

/// A folder with a webhook, in which a hazard was reported since.
fn with_news(list: &Path) -> TempDir {
    let data = filled();
    tick(&data, list);
    let added = bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]);
    let server = Server::serve(data.path());
    let signed = post(&server.address, "/sign-in", "", &format!("key={}", after(&added.out, "sign-in key ")));
    let form = "go=send&place1=220000&place2=220100&place3=220104&sector=H62&unit=x&description=y&found_on=2026-01-01";
    let sent = post(&server.address, "/report", &signed.cookies(), form);
    assert_eq!(sent.status, 303, "{sent:?}");
    data
}

#[test]
fn the_standards_own_library_takes_each_event_in_order_and_once() {
    let Some(receiver) = Receiver::starts() else { return };
    let list = receiver.listed(ALLOWED);
    let data = with_news(&list);
    tick(&data, &list);
    let taken = receiver.taken();
    assert!(!taken.is_empty());
    let first = &taken[0];
    assert!(first["specversion"] == "1.0" && first["type"] == "bowline.obligation.opened", "{first}");
    assert!(first["data"]["post"] == "220104/emergency#inspector" && first["data"]["due"].is_string(), "{first}");
    assert!(!first.to_string().contains("钱多多"), "no person is named: {first}");
    tick(&data, &list);
    assert_eq!(receiver.ids(), taken.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>());
}

#[test]
fn what_is_not_taken_waits_and_what_was_taken_can_be_replayed() {
    let Some(receiver) = Receiver::starts() else { return };
    let list = receiver.listed(ALLOWED);
    receiver.answers(500);
    let data = with_news(&list);
    assert!(tick(&data, &list).contains("webhooks that did not take an event: 1"));
    assert!(receiver.taken().is_empty());
    receiver.answers(204);
    assert!(!tick(&data, &list).contains("did not take"), "a process that starts tries at once");
    let ids = receiver.ids();
    assert!(!ids.is_empty());
    let replay = |from: &str| {
        let all = ["webhook", "replay", "oa", "--from", from, "--webhooks", list.to_str().unwrap()];
        bowline_on(data.path(), &all)
    };
    assert_eq!(replay("0").status, 0);
    tick(&data, &list);
    assert_eq!(receiver.ids(), [ids.clone(), ids].concat(), "the same ids once more");
    assert!(replay("999999999").err.contains("Give a number from 0 to"));
}

#[test]
fn nothing_goes_into_a_private_network_that_was_not_allowed() {
    let Some(receiver) = Receiver::starts() else { return };
    let port = receiver.port;
    let list = receiver.listed("");
    let refused = bowline_on(filled().path(), &["tick", "--webhooks", list.to_str().unwrap()]);
    assert!(refused.status != 0 && refused.err.contains("https://"), "{refused:?}");
    let text = std::fs::read_to_string(&list)
        .unwrap()
        .replace(&format!("http://localhost:{port}"), &format!("https://localhost:{port}"));
    std::fs::write(&list, text).unwrap();
    let data = with_news(&list);
    let said = tick(&data, &list);
    assert!(said.contains("lies in a private network"), "{said}");
    assert!(receiver.taken().is_empty());
}
