//! What is kept in copy is what was reviewed: every file under `vendor/` is listed with its hash, and has it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

fn listed(lock: &str) -> BTreeMap<String, String> {
    let pairs = lock.lines().filter_map(|line| line.strip_prefix('"')?.split_once("\" = \""));
    pairs.map(|(path, hash)| (path.to_owned(), hash.trim_end_matches('"').to_owned())).collect()
}

fn found(root: &Path, dir: &Path, into: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found(root, &path, into);
        } else if path.file_name().unwrap() != "vendor.lock" {
            let hash: String =
                Sha256::digest(std::fs::read(&path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
            into.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), hash);
        }
    }
}

#[test]
fn every_vendored_file_is_listed_and_has_its_hash() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("vendor");
    let mut files = BTreeMap::new();
    found(&root, &root, &mut files);
    assert_eq!(files, listed(&std::fs::read_to_string(root.join("vendor.lock")).unwrap()));
    assert!(!files.is_empty());
}
