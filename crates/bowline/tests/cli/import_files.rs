//! `bowline import` on files that are none, and on names that are traps.

use crate::common::process::{Ran, bowline_on, facts, filled, root};
use std::path::Path;
use tempfile::TempDir;

/// Whether standard error says it in Chinese and in English, and standard output nothing.
fn says_both(ran: &Ran) -> bool {
    let chinese = ran.err.lines().any(|line| !line.is_ascii());
    let english = ran.err.lines().any(|line| line.is_ascii() && line.contains(' '));
    ran.out.is_empty() && chinese && english && !ran.err.contains("panicked")
}

#[test]
fn an_unusable_file_ends_with_one_and_a_sentence_in_both_languages() {
    let (data, folder) = (filled(), TempDir::new().unwrap());
    let before = facts(data.path());
    let files: [(&str, &[u8]); 5] = [
        ("empty.xlsx", b""),
        ("letter.pdf", b"%PDF-1.4 a letter"),
        ("binary.xlsx", b"\x7fELF\x02\x01\x01\0\0"),
        ("sentence.csv", "只有一句话".as_bytes()),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table>"),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let ran = bowline_on(data.path(), &["import", path.to_str().unwrap(), "--json"]);
        assert!(ran.status == 1 && says_both(&ran), "{name}: {ran:?}");
    }
    for path in [folder.path(), Path::new("/no/such/ledger.xlsx")] {
        let ran = bowline_on(data.path(), &["import", path.to_str().unwrap()]);
        assert!(ran.status == 1 && says_both(&ran), "{ran:?}");
    }
    assert_eq!(facts(data.path()), before);
}

#[test]
fn hostile_file_names_are_only_names() {
    let (data, folder) = (filled(), TempDir::new().unwrap());
    let names = [
        "$(touch owned).xlsx",
        "`id`;.xlsx",
        "<script>alert(1)<!--.xlsx",
        "..\\..\\up.xlsx",
        "a\nb.xlsx",
        "-h.xlsx",
        "台账 2022'\".xlsx",
    ];
    for (at, name) in names.into_iter().enumerate() {
        let path = folder.path().join(name);
        std::fs::copy(root("examples/jilin-lpg-2022.xlsx"), &path).unwrap();
        let ran = bowline_on(data.path(), &["import", path.to_str().unwrap(), "--json"]);
        assert_eq!(ran.status, 3, "{name:?}: {ran:?}");
        assert!(
            ran.out.contains(if at == 0 { "\"accepted\":51" } else { "\"duplicates\":51" }),
            "{name:?}: {}",
            ran.out
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), names.len(), "nothing else was made beside them");
}

#[test]
fn an_unwritable_place_for_refused_rows_is_said() {
    let data = filled();
    let (file, before) = (root("examples/jilin-lpg-2022.xlsx"), facts(data.path()));
    let ran = bowline_on(data.path(), &["import", file.to_str().unwrap(), "--refused", "/no/such/folder/refused.xlsx"]);
    assert!(ran.status == 1 && says_both(&ran), "{ran:?}");
    assert_eq!(facts(data.path()), before, "nothing was taken in behind the refusal");
}
