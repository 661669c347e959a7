//! This check compares `docs/words.md` with what `cargo xtask docs` would make of the pack's terms.

use super::Violation;
use super::tree::Tree;
use crate::docs;

/// Compares the page with the terms.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let Some(terms) = tree.text(docs::TERMS) else { return Vec::new() };
    let made = match docs::words(terms) {
        Ok(made) => made,
        Err(sentence) => return vec![Violation::new(docs::TERMS, 1, sentence)],
    };
    let page = tree.text(docs::PAGE).unwrap_or_default();
    if page == made {
        return Vec::new();
    }
    let same = page.lines().zip(made.lines()).take_while(|(is, should)| is == should).count();
    vec![Violation::new(docs::PAGE, same + 1, format!("differs from {}: run `cargo xtask docs`", docs::TERMS))]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: &str = "[[term]]\nid = \"A\"\nterm = { zh = \"隐患\", en = \"hazard\" }\n";

    fn found(page: &str) -> Vec<String> {
        let tree = Tree::made_up(&[(docs::TERMS, TERMS), (docs::PAGE, page)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_page_that_was_not_made_anew_is_found() {
        let made = docs::words(TERMS).unwrap();
        assert_eq!(found(&made), Vec::<String>::new());
        let last = made.lines().count();
        let said = |line: usize| {
            vec![format!("docs/words.md:{line}: differs from packs/cn-national/terms.toml: run `cargo xtask docs`")]
        };
        assert_eq!(found(&made.replace("hazard |", "danger |")), said(last));
        assert_eq!(found(""), said(1));
    }
}
