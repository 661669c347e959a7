//! What people read: headers of modules, links, decision records, and the cases beside rules.
//!
//! Must never judge prose, only what can be looked up.

use super::Violation;
use super::tree::Tree;

const DECISIONS: &str = "docs/decisions/";

/// Every Rust file opens with `//!`: what it is, what it must never do, where to start. (That longer ones say the second is
/// kept with the sizes.)
pub fn headers(tree: &Tree) -> Vec<Violation> {
    let bare = tree.texts(".rs").filter(|(_, text)| !text.trim_start().starts_with("//!"));
    bare.map(|(path, _)| Violation::new(path, 1, "has no `//!` header")).collect()
}

/// Every relative link of a Markdown file leads to something.
pub fn links(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.texts(".md") {
        for (line, target) in relative_links(text) {
            if !tree.exists(&resolved(path, target)) {
                violations.push(Violation::new(path, line, format!("`{target}` does not exist")));
            }
        }
    }
    violations
}

/// Every decision record is linked from the list of decisions.
pub fn decisions(tree: &Tree) -> Vec<Violation> {
    let list = format!("{DECISIONS}README.md");
    let linked: Vec<String> = tree
        .text(&list)
        .map(|text| relative_links(text).into_iter().map(|(_, target)| resolved(&list, target)).collect())
        .unwrap_or_default();
    tree.texts(".md")
        .filter(|(path, _)| path.starts_with(DECISIONS) && *path != list && !linked.iter().any(|target| target == path))
        .map(|(path, _)| Violation::new(path, 1, format!("is not linked from {list}")))
        .collect()
}

/// Every rule has its worked cases beside it. One that says why it is undecided has nothing to work out.
pub fn cases(tree: &Tree) -> Vec<Violation> {
    let is_rule = |path: &str| path.starts_with("packs/") && path.contains("/rules/") && !path.ends_with(".cases.toml");
    let is_undecided = |text: &str| text.lines().any(|line| line.starts_with("undecided = "));
    let mut violations = Vec::new();
    for (path, _) in tree.texts(".toml").filter(|(path, text)| is_rule(path) && !is_undecided(text)) {
        let cases = format!("{}.cases.toml", path.trim_end_matches(".toml"));
        if tree.text(&cases).is_none() {
            violations.push(Violation::new(path, 1, format!("has no cases: {cases} is missing")));
        }
    }
    violations
}

/// `[text](target)` outside code, without addresses of other places and anchors: line, target.
fn relative_links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        // Every second piece between backticks is code.
        for piece in line.split('`').step_by(2).filter(|_| !in_code) {
            found.extend(piece.split("](").skip(1).filter_map(|rest| Some((number, rest.split_once(')')?.0))));
        }
    }
    found.retain(|(_, target)| !target.contains("://") && !target.starts_with("mailto:"));
    for (_, target) in &mut found {
        *target = target.split(['#', ' ']).next().unwrap_or_default();
    }
    found.retain(|(_, target)| !target.is_empty());
    found
}

/// A target seen from a file, as a path from the root.
fn resolved(file: &str, target: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(violations: &[Violation]) -> Vec<String> {
        violations.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_without_a_header_is_found() {
        let tree = Tree::made_up(&[("a.rs", "//! x\n"), ("b.rs", "use x;\n")]);
        assert_eq!(shown(&headers(&tree)), ["b.rs:1: has no `//!` header"]);
    }

    #[test]
    fn a_broken_link_is_found() {
        let text = "[a](../a.rs#x) [b](b.md)\n```\n[c](no)\n```\n`[d](no)` [e](https://x.org) [f](#f) [g](../docs/)\n";
        let tree = Tree::made_up(&[("docs/x.md", text), ("a.rs", "")]);
        assert_eq!(shown(&links(&tree)), ["docs/x.md:1: `b.md` does not exist"]);
    }

    #[test]
    fn a_decision_that_nobody_links_is_found() {
        let tree = Tree::made_up(&[
            ("docs/decisions/README.md", "[1](0001-a.md)"),
            ("docs/decisions/0001-a.md", ""),
            ("docs/decisions/0002-b.md", ""),
        ]);
        assert_eq!(
            shown(&decisions(&tree)),
            ["docs/decisions/0002-b.md:1: is not linked from docs/decisions/README.md"]
        );
    }

    #[test]
    fn a_rule_without_cases_is_found() {
        let tree = Tree::made_up(&[
            ("packs/p/rules/t/a.toml", ""),
            ("packs/p/rules/t/a.cases.toml", ""),
            ("packs/p/rules/t/b.toml", "note = \"undecided = x\""),
            ("packs/p/rules/t/c.toml", "undecided = { zh = \"x\", en = \"y\" }\n"),
            ("packs/p/pack.toml", ""),
        ]);
        assert_eq!(
            shown(&cases(&tree)),
            ["packs/p/rules/t/b.toml:1: has no cases: packs/p/rules/t/b.cases.toml is missing"]
        );
    }
}
