//! `cargo xtask docs` writes `docs/words.md`, the one table of words, from the pack's terms.
//!
//! The page is a pure function of `terms.toml`, so that `tidy` can say when the two have drifted apart. This module
//! must never add a word of its own: words are added to the pack. Start at [`words`].

use serde::Deserialize;
use std::path::Path;

/// The page that is made.
pub const PAGE: &str = "docs/words.md";
/// What it is made from.
pub const TERMS: &str = "packs/cn-national/terms.toml";

const INTRODUCTION: &str = "\
# Words

One table rules the words of the product. It is made by `cargo xtask docs` from
[packs/cn-national/terms.toml](../packs/cn-national/terms.toml): change that file, not this page. `cargo xtask tidy` fails
when the two differ.

Source: `CN-TRM-…` is a term of Chinese work safety, numbered as in the project's dossier; `BL-TRM-…` is a word of this
product. Rust types are named from `bowline_core`. The column is the word under which the data keeps it: a column, a kind
of fact or a field of one. Where both are empty the word is used in texts, and the product has no type for it yet.

| 中文 | English | Rust type | Column | Source | Note |
|---|---|---|---|---|---|
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    #[serde(rename = "term")]
    terms: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    id: String,
    term: Both,
    rust: Option<String>,
    column: Option<String>,
    note: Option<Both>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    zh: String,
    en: String,
}

/// Runs the subcommand.
///
/// # Errors
/// A file that cannot be read, understood or written.
pub fn run(root: &Path) -> Result<(), String> {
    let terms = std::fs::read_to_string(root.join(TERMS)).map_err(|error| format!("{TERMS}: {error}"))?;
    let page = words(&terms)?;
    std::fs::write(root.join(PAGE), page).map_err(|error| format!("{PAGE}: {error}"))?;
    println!("{PAGE} is made from {TERMS}");
    Ok(())
}

/// The page for a file of terms.
///
/// # Errors
/// The file is not what the pack's loader would take either.
pub fn words(terms: &str) -> Result<String, String> {
    let terms: Terms = toml::from_str(terms).map_err(|error| format!("{TERMS}: {}", error.message()))?;
    let mut page = INTRODUCTION.to_owned();
    for term in &terms.terms {
        page.push_str(&line(term));
    }
    Ok(page)
}

fn line(term: &Term) -> String {
    let code = |text: &Option<String>| text.as_ref().map_or_else(String::new, |text| format!("`{text}`"));
    let note = term.note.as_ref().map_or_else(String::new, |note| format!("{} / {}", note.zh, note.en));
    let cells =
        [&term.term.zh, &term.term.en, &code(&term.rust), &code(&term.column), &format!("`{}`", term.id), &note];
    let cells: Vec<String> = cells.into_iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_becomes_a_line() {
        let terms = "[[term]]\nid = \"A\"\nterm = { zh = \"隐患\", en = \"a|b\" }\nrust = \"facts::Found\"\n\
                     [[term]]\nid = \"B\"\nterm = { zh = \"专班\", en = \"task force\" }\ncolumn = \"c\"\nnote = { zh = \"注\", en = \"n\" }\n";
        let page = words(terms).unwrap();
        let lines: Vec<&str> = page.lines().rev().take(2).collect();
        assert_eq!(
            lines,
            ["| 专班 | task force |  | `c` | `B` | 注 / n |", "| 隐患 | a\\|b | `facts::Found` |  | `A` |  |"]
        );
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(words("[[term]]\nid = \"A\"\nterm = { zh = \"x\", en = \"y\" }\nrsut = \"z\"\n").is_err());
    }
}
