//! `cargo xtask test` runs every check and every test, the same here and wherever changes are checked.
//!
//! Headlines and times go to stderr, so that the closing lines of `cargo test` stay the last on stdout. All phases run
//! even if one fails, save browser and Python, without which the rest would only be half a test. Start at [`run`].

mod browser;
mod python;

use crate::tidy;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The environment that the tests read.
type Env = Vec<(&'static str, String)>;

/// Runs the subcommand.
///
/// # Errors
/// The phases that failed, or what has to be installed.
pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    let mut env: Env = if args.iter().any(|arg| arg == "--no-browser") {
        vec![("BOWLINE_NO_BROWSER", "1".to_owned())]
    } else {
        timed("browser and fonts", browser::ensure)?
    };
    env.extend(if args.iter().any(|arg| arg == "--no-python") {
        vec![("BOWLINE_NO_PYTHON", "1".to_owned())]
    } else {
        timed("Python programs of others", || python::ensure(root))?
    });
    let mut failed = Vec::new();
    let mut phase = |name: &str, work: &mut dyn FnMut() -> Result<(), String>| {
        if let Err(sentence) = timed(name, work) {
            eprintln!("{sentence}");
            failed.push(name.to_owned());
        }
    };
    for (name, tool, args) in [
        ("format", "fmt", &["fmt", "--all", "--check"][..]),
        ("lints", "clippy", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    ] {
        if is_installed(tool) {
            phase(name, &mut || cargo(root, args, &env));
        } else {
            eprintln!("── {name}: cargo {tool} is not installed, left out");
        }
    }
    phase("tidy", &mut || tidy::run(root, &[]));
    phase("tests", &mut || cargo(root, &["test", "--workspace", "--all-targets", "--no-fail-fast"], &env));
    phase("tests in documentation", &mut || cargo(root, &["test", "--workspace", "--doc", "--no-fail-fast"], &env));
    phase("links in documentation", &mut || {
        // Links to what is private are for those who read the source, and are followed too.
        let strict = ("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links".to_owned());
        cargo(root, &["doc", "--workspace", "--no-deps", "--document-private-items"], &vec![strict])
    });
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn timed<T>(name: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    eprintln!("── {name}");
    let start = Instant::now();
    let done = work();
    let verdict = if done.is_ok() { "done" } else { "FAILED" };
    eprintln!("── {name}: {verdict} in {:.1} s", start.elapsed().as_secs_f64());
    done
}

fn cargo(root: &Path, args: &[&str], env: &Env) -> Result<(), String> {
    let mut command = cargo_command();
    command.current_dir(root).args(args).envs(env.iter().map(|(name, value)| (name, value)));
    let status = command.status().map_err(|error| format!("cargo cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("cargo {} failed", args.join(" "))) }
}

fn is_installed(tool: &str) -> bool {
    cargo_command().args([tool, "--version"]).output().is_ok_and(|output| output.status.success())
}

fn cargo_command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
