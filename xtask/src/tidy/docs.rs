//! These checks look at what people read: headers of modules, links, decision records, and the cases beside rules.
//!
//! This module must never judge prose, only what can be looked up.

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

/// The parts of a decision record, in their order.
const PARTS: [&str; 4] = ["**Context.**", "**Choice.**", "**What it costs.**", "**When to revisit.**"];

/// Every decision record is linked from the list of decisions and has the form of one.
pub fn decisions(tree: &Tree) -> Vec<Violation> {
    let list = format!("{DECISIONS}README.md");
    let records = tree.texts(".md").filter(|(path, _)| path.starts_with(DECISIONS) && *path != list);
    let formless = records.filter_map(|(path, text)| Some(Violation::new(path, 1, form_fault(path, text)?)));
    unlinked(tree, &list).into_iter().chain(formless).collect()
}

/// What a record lacks: a heading with its number, a line with date and status, the four parts in order.
fn form_fault(path: &str, text: &str) -> Option<String> {
    let mut lines = text.lines();
    let number: String = path.trim_start_matches(DECISIONS).chars().take_while(char::is_ascii_digit).collect();
    if !lines.next().is_some_and(|head| head.starts_with(&format!("# {number} "))) {
        return Some(format!("does not begin with `# {number} ` and a title"));
    }
    let (date, status) = lines.nth(1).and_then(|line| line.split_once(" · ")).unwrap_or_default();
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !is_date || status.is_empty() {
        return Some("its third line is no `YYYY-MM-DD · status` (0001 shows the form)".to_owned());
    }
    let mut rest = text;
    for part in PARTS {
        let Some((_, after)) = rest.split_once(&format!("\n{part}")) else {
            return Some(format!("has no `{part}` after the parts before it (0001 shows the form)"));
        };
        rest = after;
    }
    None
}

fn unlinked(tree: &Tree, list: &str) -> Vec<Violation> {
    let linked: Vec<String> = tree
        .text(list)
        .map(|text| relative_links(text).into_iter().map(|(_, target)| resolved(list, target)).collect())
        .unwrap_or_default();
    tree.texts(".md")
        .filter(|(path, _)| path.starts_with(DECISIONS) && path != &list && !linked.iter().any(|target| target == path))
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
            ("docs/decisions/0001-a.md", RECORD),
            ("docs/decisions/0002-b.md", &RECORD.replace("0001", "0002")),
        ]);
        assert_eq!(
            shown(&decisions(&tree)),
            ["docs/decisions/0002-b.md:1: is not linked from docs/decisions/README.md"]
        );
    }

    const RECORD: &str = "# 0001 A\n\n2026-11-27 · in force\n\n**Context.** a\n\n**Choice.** b\n\n**What it costs.** c\n\n**When to revisit.** d\n";

    #[test]
    fn a_decision_without_date_status_or_a_part_is_found() {
        let fault = |text: &str| form_fault("docs/decisions/0001-a.md", text);
        assert_eq!(fault(RECORD), None);
        assert_eq!(fault(&RECORD.replace("0001", "1")).unwrap(), "does not begin with `# 0001 ` and a title");
        for wrong in [" · in force", "2026-11-27", "2026-11-27 · in force"] {
            let told = fault(&RECORD.replace(wrong, "")).unwrap();
            assert_eq!(told, "its third line is no `YYYY-MM-DD · status` (0001 shows the form)", "{wrong}");
        }
        let turned = RECORD.replace("Context", "x").replace("Choice", "Context").replace("**x", "**Choice");
        assert_eq!(fault(&turned).unwrap(), "has no `**Choice.**` after the parts before it (0001 shows the form)");
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
