//! This check lets modules of the core import only to the left: `words · ids · time` ◀ `places` ◀ `facts` ◀ `rules` ◀
//! `obligations` ◀ `signals`.

use super::Violation;
use super::tree::Tree;

const CORE: &str = "crates/bowline-core/src/";
const ORDER: [&[&str]; 6] =
    [&["words", "ids", "time"], &["places"], &["facts"], &["rules"], &["obligations"], &["signals"]];

/// Checks every `crate::…` path of the core's modules.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (path, code) in tree.rust().filter(|(path, _)| !path.ends_with("/tests.rs")) {
        let Some(module) = path.strip_prefix(CORE).map(module_of) else { continue };
        let Some(own) = rank(module) else {
            if !matches!(module, "lib") {
                violations.push(Violation::new(path, 1, format!("module `{module}` has no place in the core's order")));
            }
            continue;
        };
        for (line, name) in code.names_after("crate::") {
            if rank(&name).is_some_and(|other| other > own) {
                violations.push(Violation::new(path, line, format!("`{module}` must not import from `{name}`")));
            }
        }
    }
    violations
}

fn module_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or_default()
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|group| group.contains(&module))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_to_the_right_is_found() {
        let tree = Tree::made_up(&[
            ("crates/bowline-core/src/places/tree.rs", "//! x\nuse crate::ids::A;\nuse crate::{time::B, facts::C};\n"),
            ("crates/bowline-core/src/rules/mod.rs", "//! [`crate::signals`]\nuse crate::facts::C;\n"),
            ("crates/bowline-core/src/lib.rs", "//! x\npub use crate::signals::S;\n"),
        ]);
        let found = check(&tree);
        assert_eq!(
            found,
            [Violation::new("crates/bowline-core/src/places/tree.rs", 3, "`places` must not import from `facts`")]
        );
    }
}
