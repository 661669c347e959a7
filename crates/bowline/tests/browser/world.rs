//! What the walks share: one demo server and one chromedriver, both killed when the last walk has let go of them.

use crate::common::process::Server;
use crate::tab::{Look, Tab};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The shared server and driver.
pub struct World {
    /// The driver.
    pub driver: Driver,
    /// The browser.
    pub chromium: PathBuf,
    /// A demo whose clock no walk may turn.
    pub server: Server,
}

impl World {
    /// The world that is there, else a new one. None: no browser, and nobody insists on one.
    pub fn share() -> Option<Arc<Self>> {
        static SHARED: Mutex<Weak<World>> = Mutex::new(Weak::new());
        let (chromium, chromedriver) = browser()?;
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(world) = shared.upgrade() {
            return Some(world);
        }
        let world = Arc::new(Self { driver: Driver::start(&chromedriver), chromium, server: Server::demo() });
        *shared = Arc::downgrade(&world);
        Some(world)
    }

    /// A browser of its own on the shared demo.
    pub async fn open(self: &Arc<Self>) -> Tab {
        Tab::open(self, &self.server, Look::Desktop).await
    }

    /// A browser that is signed in on the shared demo.
    pub async fn sign_in(self: &Arc<Self>, persona: &str) -> Tab {
        let tab = self.open().await;
        tab.be(persona).await;
        tab
    }
}

/// Walks with the shared world, or says why not.
pub fn walk(body: impl AsyncFnOnce(Arc<World>)) {
    let Some(world) = World::share() else {
        return say(
            "skipped: no browser (cargo xtask test brings one; BOWLINE_CHROMIUM and BOWLINE_CHROMEDRIVER name one)",
        );
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(body(world));
}

/// Prints a line that the test harness does not swallow.
pub fn say(line: &str) {
    std::io::stderr().write_all(format!("browser: {line}\n").as_bytes()).unwrap();
}

/// Browser and driver: as the environment says, else as found.
fn browser() -> Option<(PathBuf, PathBuf)> {
    if std::env::var_os("BOWLINE_NO_BROWSER").is_some() {
        return None;
    }
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let found = |names: &[&str]| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
            .find(|file| file.is_file())
    };
    let insists = named("BOWLINE_CHROMIUM").is_some();
    let chromium = named("BOWLINE_CHROMIUM").or_else(|| found(&["chromium", "chromium-browser", "google-chrome"]));
    let driver = named("BOWLINE_CHROMEDRIVER").or_else(|| found(&["chromedriver"]));
    assert!(!insists || driver.is_some(), "a browser is named, but there is no chromedriver for it");
    chromium.zip(driver)
}

/// A chromedriver; killed when dropped.
pub struct Driver {
    child: Child,
    /// Its address.
    pub url: String,
}

impl Driver {
    /// Starts one on a free port, which it prints.
    fn start(program: &Path) -> Self {
        let child = Command::new(program).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut driver = Self { child, url: String::new() };
        let mut out = BufReader::new(driver.child.stdout.take().unwrap());
        while driver.url.is_empty() {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "chromedriver ended without naming its port");
            if let Some((_, port)) = line.trim_end().trim_end_matches('.').split_once("started successfully on port ") {
                driver.url = format!("http://127.0.0.1:{port}");
            }
        }
        // Whatever else it prints is read away, so that it never waits for us.
        std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
        driver
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
