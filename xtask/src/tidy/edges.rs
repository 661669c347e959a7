//! This check says which crate may use which: bowline → web → service → store → core. Only `[dependencies]` count;
//! tests may use the testkit.
//!
//! This module must never count dev-dependencies.

use super::Violation;
use super::tree::Tree;

/// Each crate and what it may use of ours. The last is outside the workspace: `benches/rules`.
const MAY_USE: [(&str, &[&str]); 8] = [
    ("bowline-core", &[]),
    ("bowline-store", &["bowline-core"]),
    ("bowline-service", &["bowline-store", "bowline-core"]),
    ("bowline-web", &["bowline-service", "bowline-core"]),
    ("bowline", &["bowline-web", "bowline-service", "bowline-store", "bowline-core"]),
    ("bowline-testkit", &["bowline-service", "bowline-store", "bowline-core"]),
    ("xtask", &[]),
    ("rules-side-by-side", &["bowline-core"]),
];

/// Checks every member's manifest.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, text) in tree.texts("Cargo.toml").filter(|(path, _)| *path != "Cargo.toml") {
        let manifest = match text.parse::<toml::Table>() {
            Ok(manifest) => manifest,
            Err(error) => {
                violations.push(Violation::new(path, 1, format!("is no TOML: {}", error.message())));
                continue;
            }
        };
        let name = manifest.get("package").and_then(|package| package.get("name")).and_then(|name| name.as_str());
        let name = name.unwrap_or_default();
        let Some((_, allowed)) = MAY_USE.iter().find(|(member, _)| *member == name) else {
            violations.push(Violation::new(path, 1, format!("`{name}` has no place in the order of crates")));
            continue;
        };
        let used =
            manifest.get("dependencies").and_then(|table| table.as_table()).into_iter().flat_map(|table| table.keys());
        for dependency in used.filter(|dependency| is_ours(dependency) && !allowed.contains(&dependency.as_str())) {
            violations.push(Violation::new(
                path,
                line_of(text, dependency),
                format!("`{name}` must not use `{dependency}`"),
            ));
        }
    }
    violations
}

fn is_ours(dependency: &str) -> bool {
    MAY_USE.iter().any(|(member, _)| *member == dependency)
}

fn line_of(text: &str, dependency: &str) -> usize {
    let is_it = |line: &str| line.strip_prefix(dependency).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    text.lines().position(is_it).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_against_the_order_is_found() {
        let store = "[package]\nname = \"bowline-store\"\n[dependencies]\nbowline-core.workspace = true\n\
                     bowline-service.workspace = true\n[dev-dependencies]\nbowline-testkit.workspace = true\n";
        let tree = Tree::made_up(&[("crates/bowline-store/Cargo.toml", store)]);
        let found = check(&tree);
        assert_eq!(
            found,
            [Violation::new("crates/bowline-store/Cargo.toml", 5, "`bowline-store` must not use `bowline-service`")]
        );
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        let tree = Tree::made_up(&[("crates/x/Cargo.toml", "[package]\nname = \"x\"\n")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
