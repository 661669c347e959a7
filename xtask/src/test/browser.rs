//! This module makes sure that a browser, its driver and Chinese fonts exist. It finds them, installs them where it
//! may, or says in one line what would.
//!
//! This module must never install without the right to.

use super::Env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];
/// Where a driver or browser may lie outside `PATH`.
const ELSEWHERE: [&str; 4] = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/snap/bin", "/opt/google/chrome"];

/// What is there.
#[derive(Debug, Default)]
struct Found {
    browser: Option<PathBuf>,
    driver: Option<PathBuf>,
    fonts: bool,
}

/// The system's family, as far as installing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    /// Browser and driver are packages.
    Debian,
    /// The packages of that name are empty shells around a snap.
    Ubuntu,
    Other,
}

/// Finds or installs, and gives the environment for the tests.
///
/// # Errors
/// The line that would install what is missing.
pub fn ensure() -> Result<Env, String> {
    let system = system(&std::fs::read_to_string("/etc/os-release").unwrap_or_default());
    let mut found = look();
    let lines = install_lines(system, &found);
    if !lines.is_empty() && may_install() {
        for line in &lines {
            eprintln!("installing: {line}");
            as_root(line);
        }
        found = look();
    }
    match found {
        Found { browser: Some(browser), driver: Some(driver), fonts: true } => Ok(vec![
            ("BOWLINE_CHROMIUM", browser.display().to_string()),
            ("BOWLINE_CHROMEDRIVER", driver.display().to_string()),
        ]),
        found => Err(advice(system, &found)),
    }
}

fn advice(system: System, found: &Found) -> String {
    let lines = install_lines(system, found);
    let line = lines.iter().map(|line| format!("sudo {line}")).collect::<Vec<_>>().join(" && ");
    let line = if line.is_empty() { "install Chromium, its chromedriver and a Chinese font".to_owned() } else { line };
    format!("the tests need a browser with Chinese fonts (or --no-browser): {line}")
}

/// The commands that bring what is missing.
fn install_lines(system: System, found: &Found) -> Vec<String> {
    let browser = found.browser.is_none() || found.driver.is_none();
    let mut packages = Vec::new();
    if browser && system == System::Debian {
        packages.extend(["chromium", "chromium-driver"]);
    }
    if !found.fonts && system != System::Other {
        packages.extend(["fontconfig", "fonts-noto-cjk"]);
    }
    let mut lines = Vec::new();
    if !packages.is_empty() {
        lines.push("apt-get update".to_owned());
        lines.push(format!("apt-get install -y --no-install-recommends {}", packages.join(" ")));
    }
    if browser && system == System::Ubuntu {
        lines.push("snap install chromium".to_owned());
    }
    lines
}

fn system(os_release: &str) -> System {
    let value =
        |key: &str| os_release.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().replace('"', "");
    let (id, like) = (value("ID="), value("ID_LIKE="));
    if id == "ubuntu" || like.split(' ').any(|other| other == "ubuntu") {
        System::Ubuntu
    } else if id == "debian" || like.split(' ').any(|other| other == "debian") {
        System::Debian
    } else {
        System::Other
    }
}

fn look() -> Found {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(std::env::var_os("CHROMEWEBDRIVER").map(PathBuf::from));
    folders.extend(ELSEWHERE.map(PathBuf::from));
    let given = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_file());
    Found {
        browser: given("BOWLINE_CHROMIUM").or_else(|| find(&folders, &BROWSERS)),
        driver: given("BOWLINE_CHROMEDRIVER").or_else(|| find(&folders, &DRIVERS)),
        fonts: Command::new("fc-list").arg(":lang=zh").output().is_ok_and(|output| !output.stdout.is_empty()),
    }
}

/// The first of the names, in the order of names, then of folders.
fn find(folders: &[PathBuf], names: &[&str]) -> Option<PathBuf> {
    let mut paths = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    paths.find(|path| path.is_file())
}

pub(super) fn may_install() -> bool {
    is_root() || quiet("sudo", &["-n", "true"])
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn quiet(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a line as root; whether it helped is seen by looking again. Its output goes to stderr.
pub(super) fn as_root(line: &str) {
    let before: &[&str] = if is_root() { &["env"] } else { &["sudo", "-n", "env"] };
    let mut words = before.iter().copied().chain(["DEBIAN_FRONTEND=noninteractive"]).chain(line.split(' '));
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).stdin(Stdio::null()).stdout(std::io::stderr());
    if !command.status().is_ok_and(|status| status.success()) {
        eprintln!("did not work: {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(browser: bool, fonts: bool) -> Found {
        let path = browser.then(|| PathBuf::from("/x"));
        Found { browser: path.clone(), driver: path, fonts }
    }

    #[test]
    fn systems_are_told_apart() {
        assert_eq!(system("NAME=x\nID=debian\n"), System::Debian);
        assert_eq!(system("ID=ubuntu\nID_LIKE=debian\n"), System::Ubuntu);
        assert_eq!(system("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Ubuntu);
        assert_eq!(system(""), System::Other);
    }

    #[test]
    fn only_what_is_missing_is_installed() {
        assert!(install_lines(System::Debian, &found(true, true)).is_empty());
        let all = advice(System::Debian, &found(false, false));
        assert!(all.ends_with(
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium chromium-driver fontconfig fonts-noto-cjk"
        ));
        assert_eq!(install_lines(System::Ubuntu, &found(false, true)), ["snap install chromium"]);
        assert!(advice(System::Other, &found(false, false)).ends_with("a Chinese font"));
    }

    #[test]
    fn the_first_name_wins() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["google-chrome", "chromium"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let folders = [folder.path().join("none"), folder.path().to_owned()];
        assert_eq!(find(&folders, &BROWSERS), Some(folder.path().join("chromium")));
        assert_eq!(find(&folders, &DRIVERS), None);
    }
}
