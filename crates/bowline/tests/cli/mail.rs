//! E-mail that really goes out: the binary beside a mail server that somebody else wrote, one that refuses, one that hangs, and
//! one that wants TLS of the office's own authority and a password.

use crate::common::http::{get, post};
use crate::common::process::{Server, bowline_on, filled, python};
use crate::person::after;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A mail server; ends with its test.
struct Smtp {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Smtp {
    /// None: there is no Python with aiosmtpd.
    fn starts(mode: &str) -> Option<Self> {
        let Some(python) = python() else {
            eprintln!("skipped: no aiosmtpd (cargo xtask test brings it; BOWLINE_PYTHON names a Python that has it)");
            return None;
        };
        let folder = TempDir::new().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/smtp.py");
        let mut command = Command::new(python);
        command.arg(script).arg(folder.path()).arg(mode).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { child, port: line.trim().parse().unwrap(), folder })
    }

    /// Describes it in a file.
    fn described(&self, more: &str) -> PathBuf {
        let file = self.folder.path().join("mail.toml");
        let (port, from) = (self.port, "from = \"Bowline <bowline@office.example>\"");
        std::fs::write(&file, format!("host = \"localhost\"\nport = {port}\n{from}\ntimeout_seconds = 1\noffice = \"220000/emergency\"\n{more}"))
            .unwrap();
        file
    }

    /// What it took, in the order in which it came.
    fn taken(&self) -> Vec<String> {
        let file = |number: u32| std::fs::read_to_string(self.folder.path().join(format!("{number}.eml"))).ok();
        (1..).map_while(file).collect()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const PLAIN: &str = "security = \"none\"\n";

/// A folder in which somebody has asked for a code, and the person's cookies are gone again.
fn with_somebody_who_asked(mail: &Path) -> TempDir {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]);
    // Until the code is asked for, nothing waits.
    let server = Server::serve(data.path());
    let cookies = signed_in(&server, after(&added.out, "sign-in key "));
    let asked = post(&server.address, "/notifications", &cookies, "go=address&address=qian%40office.example");
    assert_eq!(asked.status, 303, "{asked:?}");
    assert!(mail.exists());
    data
}

fn signed_in(server: &Server, key: &str) -> String {
    let signed = post(&server.address, "/sign-in", "", &format!("key={key}"));
    assert_eq!(signed.status, 303, "{signed:?}");
    signed.cookies()
}

/// One run of the engine with e-mail. Answers what was printed.
fn tick(data: &TempDir, mail: &Path) -> String {
    let ran = bowline_on(data.path(), &["tick", "--mail", mail.to_str().unwrap()]);
    assert_eq!(ran.status, 0, "{ran:?}");
    ran.out + &ran.err
}

#[test]
fn a_code_goes_out_once_and_its_address_is_told_on_the_page() {
    let Some(smtp) = Smtp::starts("plain") else { return };
    let mail = smtp.described(PLAIN);
    let data = with_somebody_who_asked(&mail);
    tick(&data, &mail);
    let taken = smtp.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    let header = |line: &str| assert!(taken[0].lines().any(|it| it == line), "{line} in {}", taken[0]);
    header("From: Bowline <bowline@office.example>");
    header("To: qian@office.example");
    header("Auto-Submitted: auto-generated");
    assert!(taken[0].contains("Message-ID: <"), "{}", taken[0]);
    tick(&data, &mail);
    assert_eq!(smtp.taken().len(), 1, "never twice");
}

#[test]
fn a_server_that_refuses_the_receiver_is_not_asked_again() {
    let Some(smtp) = Smtp::starts("refuse") else { return };
    let mail = smtp.described(PLAIN);
    let data = with_somebody_who_asked(&mail);
    assert!(tick(&data, &mail).contains("e-mail that did not go out: 1"));
    assert!(!tick(&data, &mail).contains("did not go out"), "given up");
    assert!(smtp.taken().is_empty());
}

#[test]
fn a_server_that_hangs_or_is_not_there_holds_nothing_up_and_is_tried_again() {
    let Some(smtp) = Smtp::starts("hang") else { return };
    let mail = smtp.described(PLAIN);
    let data = with_somebody_who_asked(&mail);
    assert!(tick(&data, &mail).contains("e-mail that did not go out: 1"));
    drop(smtp);
}

#[test]
fn a_server_that_takes_a_message_and_says_nothing_leaves_it_in_doubt() {
    let Some(smtp) = Smtp::starts("silent") else { return };
    let mail = smtp.described(PLAIN);
    let data = with_somebody_who_asked(&mail);
    assert!(tick(&data, &mail).contains("e-mail that did not go out: 1"));
    assert_eq!(smtp.taken().len(), 1, "it has it");
    assert!(!tick(&data, &mail).contains("did not go out"));
    assert_eq!(smtp.taken().len(), 1, "not sent again");
}

#[test]
fn tls_is_that_of_the_offices_own_authority_or_nothing_is_sent() {
    let Some(smtp) = Smtp::starts("tls") else { return };
    let stranger = smtp.described("security = \"tls\"\n");
    let data = with_somebody_who_asked(&stranger);
    assert!(tick(&data, &stranger).contains("did not go out"), "nobody vouches for it");
    assert!(smtp.taken().is_empty());
    let known = smtp.described("security = \"tls\"\nca_file = \"ca.pem\"\n");
    let data = with_somebody_who_asked(&known);
    tick(&data, &known);
    assert_eq!(smtp.taken().len(), 1);
}

#[test]
fn a_password_goes_over_tls_alone_and_stands_in_no_log() {
    let Some(smtp) = Smtp::starts("auth") else { return };
    std::fs::write(smtp.folder.path().join("password"), "密码 secret\n").unwrap();
    let with_password = "user = \"bowline\"\npassword_file = \"password\"\nca_file = \"ca.pem\"\n";
    let open = smtp.described(&format!("security = \"none\"\n{with_password}"));
    let refused = bowline_on(filled().path(), &["tick", "--mail", open.to_str().unwrap()]);
    assert!(refused.status != 0 && refused.err.contains("show the password to others"), "{refused:?}");
    let mail = smtp.described(&format!("security = \"starttls\"\n{with_password}"));
    let data = with_somebody_who_asked(&mail);
    let said = tick(&data, &mail);
    assert_eq!(smtp.taken().len(), 1, "{said}");
    std::fs::write(smtp.folder.path().join("password"), "wrong secret\n").unwrap();
    let data = with_somebody_who_asked(&mail);
    let said = tick(&data, &mail);
    assert!(said.contains("did not go out") && !said.contains("secret"), "{said}");
}

#[test]
fn a_description_that_is_wrong_names_what_is_wrong() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("mail.toml");
    for (text, named) in [
        ("office = \"220000/emergency\"\nhost = \"x\"\nfrom = \"a@b\"\n", "security"),
        ("office = \"220000/emergency\"\nhost = \"x\"\nfrom = \"nobody\"\nsecurity = \"tls\"\n", "from"),
        (
            "office = \"220000/emergency\"\nhost = \"x\"\nfrom = \"a@b\"\nsecurity = \"tls\"\npassword = \"x\"\n",
            "password",
        ),
        (
            "office = \"220000/emergency\"\nhost = \"x\"\nfrom = \"a@b\"\nsecurity = \"tls\"\nuser = \"x\"\n",
            "go together",
        ),
        (
            "office = \"220000/emergency\"\nhost = \"x\"\nfrom = \"a@b\"\nsecurity = \"tls\"\nca_file = \"none.pem\"\n",
            "none.pem",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let ran = bowline_on(filled().path(), &["tick", "--mail", file.to_str().unwrap()]);
        assert!(ran.status != 0 && ran.err.contains(named), "{named}: {ran:?}");
    }
}

#[test]
fn a_server_without_e_mail_says_so_and_keeps_what_is_chosen() {
    let data = filled();
    let added = bowline_on(data.path(), &["person", "add", "钱多多", "220104/emergency#inspector"]);
    let server = Server::serve(data.path());
    let cookies = signed_in(&server, after(&added.out, "sign-in key "));
    let page = get(&server.address, "/notifications", &cookies);
    assert!(page.status == 200 && page.body.contains("no-mail"), "{page:?}");
    let chosen = "go=choices&digest_hour=6&quiet_from=23&quiet_until=5&lang=en";
    assert_eq!(post(&server.address, "/notifications", &cookies, chosen).status, 303);
    let page = get(&server.address, "/notifications", &cookies);
    assert!(page.body.contains("<option value=\"6\" selected>"), "{page:?}");
    for (form, named) in [
        ("go=choices&digest_hour=24&quiet_from=23&quiet_until=5&lang=en", "0 "),
        ("go=address&address=nobody", "name@office.gov.cn"),
    ] {
        let refused = post(&server.address, "/notifications", &cookies, form);
        assert!(refused.status == 422 && refused.body.contains("data-test=\"refusal\""), "{named}: {refused:?}");
    }
}
