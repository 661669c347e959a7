//! This check says what must not appear where: SQL outside the store; files, network, time and async in the core.

use super::Violation;
use super::code::Code;
use super::tree::Tree;

const SQL: [&str; 6] = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX ", "DROP TABLE "];
/// Words that the core must not hold as code.
const IMPURE_WORDS: [&str; 5] = ["async", "await", "tokio", "SystemTime", "Instant"];
/// Modules of `std` that the core must not use.
const IMPURE_STD: [&str; 5] = ["fs", "net", "process", "env", "thread"];

/// Checks the sources of all crates; tests are free.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, code) in tree.rust().filter(|(path, _)| is_source(path)) {
        if !path.starts_with("crates/bowline-store/") {
            violations.extend(sql(path, code));
        }
        if path.starts_with("crates/bowline-core/") {
            violations.extend(impure(path, code));
        }
    }
    violations
}

fn is_source(path: &str) -> bool {
    path.starts_with("crates/") && path.contains("/src/") && !path.ends_with("/tests.rs") && !path.contains("/tests/")
}

fn sql(path: &str, code: &Code) -> Vec<Violation> {
    let strings = code.strings.iter().filter(|(line, _)| *line < code.tests_from);
    strings
        .filter(|(_, content)| SQL.iter().any(|verb| content.contains(verb)))
        .map(|(line, _)| Violation::new(path, *line, "SQL stands in bowline-store only"))
        .collect()
}

fn impure(path: &str, code: &Code) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (line, text) in code.lines() {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for word in IMPURE_WORDS.into_iter().filter(|word| words.contains(word)) {
            violations.push(Violation::new(path, line, format!("the core is pure: no `{word}`")));
        }
    }
    for (line, name) in code.names_after("std::") {
        if IMPURE_STD.contains(&name.as_str()) {
            violations.push(Violation::new(path, line, format!("the core is pure: no `std::{name}`")));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_outside_the_store_is_found() {
        let text = "//! x\nconst Q: &str = \"SELECT 1\"; // SELECT 2\n";
        let tree = Tree::made_up(&[
            ("crates/bowline-web/src/a.rs", text),
            ("crates/bowline-store/src/a.rs", text),
            ("crates/bowline-web/tests/a.rs", text),
        ]);
        assert_eq!(
            check(&tree),
            [Violation::new("crates/bowline-web/src/a.rs", 2, "SQL stands in bowline-store only")]
        );
    }

    #[test]
    fn the_core_touches_nothing() {
        let text = "//! async\nuse std::{fmt, fs};\npub async fn a() {}\n#[cfg(test)]\nmod tests {\n use std::fs;\n}\n";
        let tree = Tree::made_up(&[("crates/bowline-core/src/a.rs", text), ("crates/bowline/src/a.rs", text)]);
        let lines: Vec<usize> = check(&tree).iter().map(|violation| violation.line).collect();
        assert_eq!(lines, [3, 2]);
    }
}
