//! This module builds the service anew when a file of a pack comes, goes or changes: packs are shipped in the binary.

fn main() {
    println!("cargo:rerun-if-changed=../../packs");
}
