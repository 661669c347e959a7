//! This check refuses circles: modules of one folder that import each other. Whoever reads one of them has to read all.
//!
//! It reads paths that begin with `crate` or `super`; what a folder's own file hands on (`super::Name`) belongs to that
//! file and ties nothing. This module must never take a new circle into [`KNOWN`]. Start at [`check`].

use super::Violation;
use super::imports::names_into;
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Circles that stand. The list may only become shorter.
const KNOWN: [(&str, &[&str]); 7] = [
    ("crates/bowline/src", &["control", "person", "session", "site"]),
    ("crates/bowline/src", &["pack", "rehearse"]),
    ("crates/bowline-core/src/obligations", &["adopt", "matters", "rejected"]),
    ("crates/bowline-core/src/rules/packs", &["cases", "load", "overlay", "pack"]),
    // A grammar: a condition may hold a table, and a table reads what conditions may name.
    ("crates/bowline-core/src/rules/packs/load", &["conditions", "tables"]),
    ("crates/bowline-service/src", &["adopt", "app", "watchful"]),
    ("crates/bowline-testkit/src", &["person", "world"]),
];

/// Which module of a folder imports from which.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Looks for circles in every folder of code, and for known ones that are gone.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = BTreeSet::new();
    for (folder, arrows) in folders(tree) {
        found.extend(circles(&arrows).into_iter().map(|circle| (folder.clone(), circle)));
    }
    let known = KNOWN.map(|(folder, circle)| (folder.to_owned(), circle.iter().map(|it| (*it).to_owned()).collect()));
    let known: BTreeSet<(String, Vec<String>)> = known.into_iter().filter(|(folder, _)| tree.exists(folder)).collect();
    let new = found.difference(&known).map(|(folder, circle)| {
        Violation::new(folder, 1, format!("`{}` import each other in a circle", circle.join("`, `")))
    });
    let gone = known.difference(&found).map(|(folder, circle)| {
        let sentence = format!("the circle of `{}` in {folder} is no more: take it off the list", circle.join("`, `"));
        Violation::new("xtask/src/tidy/circles.rs", 1, sentence)
    });
    new.chain(gone).collect()
}

/// The arrows between the modules of each folder of each crate.
fn folders(tree: &Tree) -> BTreeMap<String, Arrows> {
    let mut folders: BTreeMap<String, Arrows> = BTreeMap::new();
    for (path, code) in tree.rust().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let Some((of_crate, inside)) = path.split_once("/src/") else { continue };
        let parts: Vec<&str> = inside.split('/').collect();
        for at in 0..parts.len() {
            let (above, within) = parts.split_at(at);
            let module = within.first().copied().unwrap_or_default().trim_end_matches(".rs");
            if matches!(module, "mod" | "lib" | "main") {
                continue;
            }
            let root = above.iter().fold("crate::".to_owned(), |root, folder| root + folder + "::");
            let names = names_into(&root, &within.join("/"), code).into_iter().map(|(_, name)| name);
            let folder = above.iter().fold(format!("{of_crate}/src"), |folder, part| folder + "/" + part);
            folders.entry(folder).or_default().entry(module.to_owned()).or_default().extend(names);
        }
    }
    folders
}

/// The modules that can be reached from each other, in sets of two and more.
fn circles(arrows: &Arrows) -> BTreeSet<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = arrows.keys().map(|from| (from, reach(arrows, from))).collect();
    let both = |a: &String, b: &String| reached.get(a).is_some_and(|there| there.contains(b));
    let circle = |one: &String| -> Vec<String> {
        arrows.keys().filter(|other| *other == one || both(one, other) && both(other, one)).cloned().collect()
    };
    arrows.keys().map(circle).filter(|circle| circle.len() > 1).collect()
}

fn reach<'a>(arrows: &'a Arrows, from: &'a String) -> BTreeSet<&'a String> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(at) = open.pop() {
        let next = arrows.get(at).into_iter().flatten().filter(|name| arrows.contains_key(*name));
        open.extend(next.filter(|name| reached.insert(*name)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_in_whichever_folder_it_stands() {
        let tree = Tree::made_up(&[
            ("crates/x/src/lib.rs", "//! x\nmod a;\nmod b;\nmod c;\n"),
            ("crates/x/src/a.rs", "//! x\nuse crate::b::B;\n"),
            ("crates/x/src/b.rs", "//! x\nuse super::c::C;\n"),
            ("crates/x/src/c/mod.rs", "//! x\npub use d::D;\n"),
            ("crates/x/src/c/d.rs", "//! x\nuse super::e::E;\nuse super::super::a::A;\n"),
            ("crates/x/src/c/e.rs", "//! x\nuse crate::c::d::D;\n"),
        ]);
        let circle = |folder: &str, of: &str| Violation::new(folder, 1, format!("{of} import each other in a circle"));
        assert_eq!(check(&tree), [circle("crates/x/src", "`a`, `b`, `c`"), circle("crates/x/src/c", "`d`, `e`")]);
    }

    #[test]
    fn what_a_folder_hands_on_and_what_tests_use_is_no_circle() {
        let tree = Tree::made_up(&[
            ("crates/x/src/a.rs", "//! x\nuse crate::b::B;\n"),
            (
                "crates/x/src/b.rs",
                "//! [`crate::a`]\nuse crate::A;\n#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}\n",
            ),
            ("crates/x/src/c/d.rs", "//! x\nuse super::e::E;\n"),
            ("crates/x/src/c/e.rs", "//! x\nuse super::super::d::D;\n"),
        ]);
        assert_eq!(check(&tree), []);
    }

    #[test]
    fn a_known_circle_that_is_gone_leaves_the_list() {
        let tree = Tree::made_up(&[("crates/bowline-testkit/src/person.rs", "//! x\n")]);
        let found = check(&tree);
        assert!(matches!(found.as_slice(), [one] if one.sentence.contains("no more")), "{found:?}");
    }
}
