//! `cargo xtask tidy` checks what the compiler cannot see, in one pass over the tree and in less than a second.
//!
//! Each check is a pure function from [`Tree`] to violations, one file each, tested on made-up trees. This module must
//! never run another program or look outside the workspace. To add a check: a file here, and a line in [`check`].

mod circles;
mod code;
mod docs;
mod edges;
mod imports;
mod purity;
mod sizes;
mod tree;
mod words;

use std::path::Path;
use tree::Tree;

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    path: String,
    line: usize,
    sentence: String,
}

impl Violation {
    fn new(path: &str, line: usize, sentence: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, sentence: sentence.into() }
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.sentence)
    }
}

/// Runs the subcommand; `--lock` writes the sizes of today into `tidy.lock`, never larger ones than stand there.
///
/// # Errors
/// All violations, or that the tree cannot be read.
pub fn run(root: &Path, args: &[String]) -> Result<(), String> {
    let mut tree = Tree::read(root)?;
    if args.iter().any(|arg| arg == "--lock") {
        let lock = sizes::lock(&tree);
        std::fs::write(root.join(sizes::LOCK), &lock).map_err(|error| format!("{}: {error}", sizes::LOCK))?;
        tree = Tree::read(root)?;
    }
    let violations = check(&tree);
    if violations.is_empty() {
        println!("tidy: {} files, nothing to say", tree.paths().count());
        return Ok(());
    }
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    Err(format!("{}\ntidy: {} violations", lines.join("\n"), lines.len()))
}

fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = [
        edges::check(tree),
        imports::check(tree),
        circles::check(tree),
        purity::check(tree),
        sizes::check(tree),
        docs::headers(tree),
        docs::links(tree),
        docs::decisions(tree),
        docs::cases(tree),
        words::check(tree),
    ]
    .concat();
    violations.sort();
    violations
}
