//! This module runs the real binary: once to its end, or as a server that is killed when its test ends.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bowline"));
    command
        .env_remove("BOWLINE_DATA")
        .env_remove("BOWLINE_LISTEN")
        .env_remove("BOWLINE_LOG")
        .env_remove("BOWLINE_MAIL")
        .env_remove("BOWLINE_WEBHOOKS")
        .env_remove("BOWLINE_PACK")
        .env_remove("BOWLINE_PUBLIC_URL")
        .env_remove("BOWLINE_TRUSTED_PROXY")
        .stdin(Stdio::null());
    command
}

/// Runs the binary to its end.
pub fn bowline<S: AsRef<OsStr>>(arguments: &[S]) -> Ran {
    let output = command().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Runs the binary with a data folder.
pub fn bowline_on(data: &Path, arguments: &[&str]) -> Ran {
    let mut all: Vec<&OsStr> = arguments.iter().map(OsStr::new).collect();
    all.extend([OsStr::new("--data"), data.as_os_str()]);
    bowline(&all)
}

/// The number of facts in a data folder, as `doctor check` sees it.
pub fn facts(data: &Path) -> u64 {
    let ran = bowline_on(data, &["doctor", "check"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let line = ran.out.lines().find(|line| line.starts_with("log: ")).unwrap();
    line.split(' ').nth(1).unwrap().parse().unwrap()
}

/// A file below the root of the workspace.
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Python with programs of others: as the environment says, else as `cargo xtask test` left it. None: there is none.
pub fn python() -> Option<PathBuf> {
    if std::env::var_os("BOWLINE_NO_PYTHON").is_some() {
        return None;
    }
    let left = || Some(root("target/python/bin/python")).filter(|python| python.exists());
    std::env::var_os("BOWLINE_PYTHON").map(PathBuf::from).or_else(left)
}

/// A data folder of one's own in which the nation's offices stand: made once, copied for each test.
pub fn filled() -> TempDir {
    static FIRST: OnceLock<TempDir> = OnceLock::new();
    let first = FIRST.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        assert_eq!(bowline_on(folder.path(), &["tick"]).status, 0);
        folder
    });
    let folder = TempDir::new().unwrap();
    copy(first.path(), folder.path());
    folder
}

/// Copies the files of a folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        let sort = entry.file_type().unwrap();
        if sort.is_dir() {
            copy(&entry.path(), &to);
        } else if sort.is_file() {
            // A killed server leaves its socket, which is no file.
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A server of the real binary on a free port; killed when dropped.
pub struct Server {
    child: Child,
    /// Host and port, such as `127.0.0.1:40123`.
    pub address: String,
    /// What it printed before its address.
    pub printed: String,
    log: Option<tempfile::NamedTempFile>,
    folder: Option<TempDir>,
}

impl Server {
    /// The product on a data folder.
    pub fn serve(data: &Path) -> Self {
        Self::start("serve", data, None)
    }

    /// The product on a folder of which something is gone.
    pub fn accepting_loss(data: &Path) -> Self {
        Self::start_with("serve", data, None, &["--accept-loss"])
    }

    /// The product on a data folder, with more arguments.
    pub fn serve_with(data: &Path, more: &[&str]) -> Self {
        Self::start_with("serve", data, None, more)
    }

    /// A fresh demo in a folder of its own.
    pub fn demo() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().to_owned();
        Self::start("demo", &data, Some(folder))
    }

    /// A fresh demo under another pack.
    pub fn demo_under(pack: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().to_owned();
        Self::start_with("demo", &data, Some(folder), &["--pack", pack])
    }

    /// The demo on a folder under a pack.
    pub fn demo_on(data: &Path, pack: &str) -> Self {
        Self::start_with("demo", data, None, &["--pack", pack])
    }

    /// The product on a data folder, with a log that [`Server::log`] reads.
    pub fn logging(data: &Path, more: &[&str]) -> Self {
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut command = command();
        command.env("BOWLINE_LOG", "info").env("NO_COLOR", "1").stderr(log.reopen().unwrap());
        let mut server = Self::run(command, "serve", data, None, more);
        server.log = Some(log);
        server
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log.as_ref().unwrap().path()).unwrap()
    }

    fn start(subcommand: &str, data: &Path, folder: Option<TempDir>) -> Self {
        Self::start_with(subcommand, data, folder, &[])
    }

    fn start_with(subcommand: &str, data: &Path, folder: Option<TempDir>, more: &[&str]) -> Self {
        Self::run(command(), subcommand, data, folder, more)
    }

    fn run(mut command: Command, subcommand: &str, data: &Path, folder: Option<TempDir>, more: &[&str]) -> Self {
        command.args([subcommand, "--listen", "127.0.0.1:0", "--data"]).arg(data).args(more);
        let child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut server = Self { child, address: String::new(), printed: String::new(), log: None, folder };
        let mut out = BufReader::new(server.child.stdout.take().unwrap());
        while server.address.is_empty() {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "no address in {:?}", server.printed);
            match line.trim_end().split_once("http://") {
                Some((_, address)) => server.address = address.trim_end_matches('/').to_owned(),
                None => server.printed += &line,
            }
        }
        // Whatever else it prints is read away, so that it never waits for us.
        std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
        server
    }

    /// The folder that it was given for itself.
    pub fn data(&mut self) -> TempDir {
        self.folder.take().unwrap()
    }

    /// The number of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process has ended, a second from now at the latest.
    pub fn is_gone(&mut self) -> bool {
        (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            self.child.try_wait().is_ok_and(|ended| ended.is_some())
        })
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
