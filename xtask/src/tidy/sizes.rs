//! Sizes: a file has at most 500 lines, a function at most 70, a type at most 25 methods of its own; a module of 120
//! lines says what it must never do. What was over when the limit came stands in `tidy.lock` with its size, which may
//! only go down.
//!
//! The lock must never take in anything new.

use super::Violation;
use super::tree::Tree;
use std::collections::BTreeMap;

/// The file of those that are over.
pub const LOCK: &str = "tidy.lock";
const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;
const METHODS: usize = 25;
/// Lines from which on a module says in its header what it must never do.
const MODULE_LINES: usize = 120;
const MEASURED: [&str; 4] = [".rs", ".html", ".css", ".js"];

/// What was measured, by `path`, `path::function`, `path::header` or `crate::type`.
type Sizes = BTreeMap<String, Size>;

#[derive(Clone, Copy)]
struct Size {
    line: usize,
    size: usize,
    limit: usize,
    unit: &'static str,
}

/// Checks sizes against the limits and the lock.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let (sizes, locked) = (measure(tree), locked(tree));
    let mut violations = Vec::new();
    for (name, Size { line, size, limit, unit }) in &sizes {
        let path = name.split("::").next().unwrap_or(name);
        let said = match locked.get(name) {
            None if size > limit => format!("`{name}` has {size} {unit}, at most {limit} are allowed"),
            Some(was) if size > was && size > limit => format!("`{name}` has grown from {was} to {size} {unit}"),
            Some(was) if size < was => format!("`{name}` is down to {size} {unit}: run `cargo xtask tidy --lock`"),
            _ => continue,
        };
        violations.push(Violation::new(path, *line, said));
    }
    for name in locked.keys().filter(|name| !sizes.contains_key(*name)) {
        violations.push(Violation::new(LOCK, 1, format!("`{name}` is gone: run `cargo xtask tidy --lock`")));
    }
    violations
}

/// The lock for today: without an old lock all that is over, with one only what stood there, never larger.
pub fn lock(tree: &Tree) -> String {
    let old = tree.text(LOCK).map(|_| locked(tree));
    let mut lines = vec![
        "# Files, functions, headers and types that are over the limits of `cargo xtask tidy`. They may only go down."
            .to_owned(),
    ];
    for (name, Size { size, limit, .. }) in measure(tree) {
        let size = match &old {
            None => Some(size),
            Some(old) => old.get(&name).map(|was| size.min(*was)),
        };
        if let Some(size) = size.filter(|size| *size > limit) {
            lines.push(format!("\"{name}\" = {size}"));
        }
    }
    lines.join("\n") + "\n"
}

fn measure(tree: &Tree) -> Sizes {
    let mut sizes = Sizes::new();
    for ending in MEASURED {
        for (path, text) in tree.texts(ending) {
            let size = text.lines().count();
            sizes.insert(path.to_owned(), Size { line: 1, size, limit: FILE_LINES, unit: "lines" });
        }
    }
    let is_module = |(path, text): &(&str, &str)| path.contains("/src/") && text.lines().count() >= MODULE_LINES;
    for (path, text) in tree.texts(".rs").filter(is_module).filter(|(path, _)| !path.ends_with("tests.rs")) {
        let size = usize::from(!header_says_never(text));
        let unit = "sentence too few on what it must never do";
        sizes.insert(format!("{path}::header"), Size { line: 1, size, limit: 0, unit });
    }
    for (path, code) in tree.rust() {
        for function in code.functions() {
            let (line, size) = (function.line, function.lines);
            let entry = Size { line, size, limit: FUNCTION_LINES, unit: "lines" };
            let known = sizes.entry(format!("{path}::{}", function.name)).or_insert(entry);
            if known.size < size {
                *known = entry;
            }
        }
        let Some((of, _)) = path.split_once("/src/") else { continue };
        for methods in code.methods() {
            let none = Size { line: methods.line, size: 0, limit: METHODS, unit: "methods" };
            sizes.entry(format!("{of}::{}", methods.of)).or_insert(none).size += methods.count;
        }
    }
    sizes
}

fn header_says_never(text: &str) -> bool {
    let header: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let header = header.join(" ").to_lowercase();
    ["never", "must not"].iter().any(|words| header.contains(words))
}

fn locked(tree: &Tree) -> BTreeMap<String, usize> {
    let table = tree.text(LOCK).and_then(|text| text.parse::<toml::Table>().ok()).unwrap_or_default();
    let size = |value: toml::Value| value.as_integer().and_then(|size| usize::try_from(size).ok());
    table.into_iter().filter_map(|(name, value)| Some((name, size(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "crates/a/src/long.rs";

    fn body(lines: usize) -> String {
        format!("//! Must never x.\nfn f() {{\n{}}}\n", "    x();\n".repeat(lines))
    }

    fn sentences(lock: &str, lines: usize) -> Vec<String> {
        let tree = Tree::made_up(&[(LONG, &body(lines)), (LOCK, lock)]);
        check(&tree).into_iter().map(|violation| violation.sentence).collect()
    }

    #[test]
    fn what_is_over_is_found_unless_locked_and_may_only_shrink() {
        let name = format!("{LONG}::f");
        assert_eq!(sentences("", 68), Vec::<String>::new());
        assert_eq!(sentences("", 69), [format!("`{name}` has 71 lines, at most 70 are allowed")]);
        assert_eq!(sentences(&format!("\"{name}\" = 71"), 69), Vec::<String>::new());
        assert_eq!(sentences(&format!("\"{name}\" = 71"), 70), [format!("`{name}` has grown from 71 to 72 lines")]);
        assert_eq!(sentences(&format!("\"{name}\" = 72"), 69).len(), 1);
        assert_eq!(sentences("\"gone.rs\" = 600", 1), ["`gone.rs` is gone: run `cargo xtask tidy --lock`"]);
        assert_eq!(sentences("", 499).len(), 2);
    }

    #[test]
    fn methods_of_a_type_are_counted_over_all_files_of_its_crate() {
        let half = |from: usize| {
            let methods: String = (from..from + 13).map(|at| format!(" fn m{at}() {{}}\n")).collect();
            format!("//! x\nimpl A {{\n{methods}}}\n")
        };
        let tree = Tree::made_up(&[
            ("crates/a/src/x.rs", &half(0)),
            ("crates/a/src/y.rs", &half(20)),
            ("crates/b/src/x.rs", &half(0)),
        ]);
        let said: Vec<String> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(said, ["crates/a:2: `crates/a::A` has 26 methods, at most 25 are allowed"]);
    }

    #[test]
    fn a_long_module_says_what_it_must_never_do() {
        let said = |header: &str, path: &str, lines: usize| {
            let text = format!("//! x\n//! {header}\n{}", "const A: u8 = 1;\n".repeat(lines));
            check(&Tree::made_up(&[(path, &text)])).len()
        };
        let module = "crates/a/src/x.rs";
        assert_eq!((said("Does x.", module, 118), said("Does x.", module, 117)), (1, 0));
        assert_eq!((said("Must\n//! never do x.", module, 118), said("Does x.", "crates/a/tests/x.rs", 118)), (0, 0));
    }

    #[test]
    fn the_lock_takes_in_nothing_new() {
        let over = body(80);
        assert!(lock(&Tree::made_up(&[(LONG, &over)])).ends_with("\"crates/a/src/long.rs::f\" = 82\n"));
        let old = format!("\"{LONG}::f\" = 75");
        assert!(lock(&Tree::made_up(&[(LONG, &over), (LOCK, &old)])).ends_with("::f\" = 75\n"));
        assert!(!lock(&Tree::made_up(&[(LONG, &over), (LOCK, "")])).contains("::f"));
    }
}
