//! Headings over kinds of matter.

use super::codes;
use super::common::{files, national};
use bowline_core::rules::Pack;
use std::collections::BTreeSet;

#[test]
fn every_shipped_kind_stands_below_one_heading() {
    let pack = national();
    let named: BTreeSet<&str> =
        pack.families().iter().flat_map(|family| &family.kinds).map(|kind| kind.as_str()).collect();
    // The hazard has pages of its own, and stands on no page of kinds.
    let kinds: BTreeSet<&str> = pack.shared_kinds().map(|kind| kind.id.as_str()).collect();
    assert_eq!(named, kinds);
}

#[test]
fn the_page_about_kinds_names_each_of_them() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/kinds.md")).unwrap();
    let left = national().kinds().iter().filter(|kind| !page.contains(&format!("`{}`", kind.id)));
    assert_eq!(left.map(|kind| kind.id.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn a_heading_over_an_unknown_kind_and_a_kind_below_two_are_told_at_their_line() {
    let whole = files("cn-national");
    let faults = |headings: [(&str, &str); 2]| {
        let family = |(id, kind): (&str, &str)| {
            format!("[[family]]\nid = \"{id}\"\nname = {{ zh = \"事\", en = \"It\" }}\nkinds = [\"{kind}\"]\n")
        };
        let mut changed = whole.clone();
        changed.insert("families.toml".to_owned(), headings.map(family).concat());
        Pack::load(&changed).unwrap_err()
    };
    let unknown = faults([("a", "acident"), ("b", "accident")]);
    assert_eq!(codes(&unknown), ["pack.unknown_kind"]);
    assert!(unknown[0].line == 4 && unknown[0].to_string().contains("`accident`"), "{unknown:#?}");
    assert_eq!(codes(&faults([("a", "accident"), ("a", "accident")])), ["pack.duplicate_id", "pack.duplicate_id"]);
}
