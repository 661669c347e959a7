//! This check lets modules import only to the left. In the core: `words · ids · time` ◀ `places` ◀ `facts` ◀ `rules` ◀
//! `obligations` ◀ `signals`. In the rooms of its `rules`: `law` ◀ `judging` ◀ `packs`.
//!
//! This module must never let a name pass that hides from where it comes: a path names the module or room. Start at
//! [`ORDERS`].

use super::Violation;
use super::code::Code;
use super::tree::Tree;

/// A folder whose modules have an order.
struct Order {
    folder: &'static str,
    /// How a path into the folder begins.
    root: &'static str,
    /// The file of the folder itself: it may name them all.
    index: &'static str,
    /// From the left to the right.
    modules: &'static [&'static [&'static str]],
}

const ORDERS: [Order; 2] = [
    Order {
        folder: "crates/bowline-core/src/",
        root: "crate::",
        index: "lib",
        modules: &[&["words", "ids", "time"], &["places"], &["facts"], &["rules"], &["obligations"], &["signals"]],
    },
    Order {
        folder: "crates/bowline-core/src/rules/",
        root: "rules::",
        index: "mod",
        modules: &[&["law"], &["judging"], &["packs"]],
    },
];

/// Checks every path in the folders that have an order.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for order in &ORDERS {
        for (path, code) in tree.rust().filter(|(path, _)| !path.ends_with("/tests.rs")) {
            let Some(inside) = path.strip_prefix(order.folder) else { continue };
            violations.extend(order.check(path, inside, code));
        }
    }
    violations
}

impl Order {
    /// `inside`: the path within the folder.
    fn check(&self, path: &str, inside: &str, code: &Code) -> Vec<Violation> {
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        if module == self.index {
            return Vec::new();
        }
        let Some(own) = self.rank(module) else {
            return vec![Violation::new(
                path,
                1,
                format!("module `{module}` has no place in the order of {}", self.folder),
            )];
        };
        let refused =
            names_into(self.root, inside, code).into_iter().filter_map(|(line, name)| match self.rank(&name) {
                Some(other) if other <= own => None,
                Some(_) => Some((line, format!("`{module}` must not import from `{name}`"))),
                None => {
                    Some((line, format!("`{module}` must say from which module of {} it has `{name}`", self.folder)))
                }
            });
        refused.map(|(line, sentence)| Violation::new(path, line, sentence)).collect()
    }

    fn rank(&self, module: &str) -> Option<usize> {
        self.modules.iter().position(|group| group.contains(&module))
    }
}

/// The names that a file takes from a folder: by the path of the folder, and by `super` as often as leads out into it.
pub(super) fn names_into(root: &str, inside: &str, code: &Code) -> Vec<(usize, String)> {
    let mut names = code.names_after(root);
    names.extend(code.names_after(&"super::".repeat(depth(inside))));
    names
}

/// How many `super` lead out of a file into the folder.
fn depth(inside: &str) -> usize {
    let folders = inside.matches('/').count();
    if inside.ends_with("/mod.rs") { folders } else { folders + 1 }
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

    #[test]
    fn a_room_of_the_rules_imports_only_from_those_before_it() {
        let tree = Tree::made_up(&[
            (
                "crates/bowline-core/src/rules/law/clock.rs",
                "//! x\nuse super::Law;\nuse crate::rules::judging::Verdict;\n",
            ),
            ("crates/bowline-core/src/rules/judging/mod.rs", "//! x\nuse super::packs::Pack;\nuse super::law::Law;\n"),
            (
                "crates/bowline-core/src/rules/packs/load/mod.rs",
                "//! x\nuse super::Pack;\nuse crate::rules::law::Law;\n",
            ),
            ("crates/bowline-core/src/rules/mod.rs", "//! x\npub use packs::*;\n"),
        ]);
        let rules = "crates/bowline-core/src/rules/";
        assert_eq!(
            check(&tree),
            [
                Violation::new(&format!("{rules}judging/mod.rs"), 2, "`judging` must not import from `packs`"),
                Violation::new(&format!("{rules}law/clock.rs"), 3, "`law` must not import from `judging`"),
            ]
        );
    }

    #[test]
    fn a_name_that_hides_its_room_is_found() {
        let tree = Tree::made_up(&[
            ("crates/bowline-core/src/rules/law/clock.rs", "//! x\nuse crate::rules::Pack;\n"),
            ("crates/bowline-core/src/rules/law/scale.rs", "//! x\nuse super::super::Verdict;\n"),
            ("crates/bowline-core/src/rules/stray.rs", "//! x\n"),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|it| (it.path, it.line)).collect();
        let rules = "crates/bowline-core/src/rules/";
        let expected = [("law/clock.rs", 2), ("law/scale.rs", 2), ("stray.rs", 1)];
        assert_eq!(found, expected.map(|(path, line)| (format!("{rules}{path}"), line)));
    }
}
