//! Files on their way in: what a kill left is swept at the next start, and nothing that the log names.

use crate::world;
use std::fs;

#[test]
fn what_a_kill_left_is_swept_and_what_the_log_names_stays() {
    let w = world();
    let hazard = crate::submitted(&w);
    let folder = w.app().store().folder().to_owned();
    let named = proof_of(&w, hazard);
    let settled = |sha256: &str| folder.join("proofs").join(&sha256[..2]).join(sha256);
    fs::create_dir_all(folder.join("staged")).unwrap();
    // Killed while it came, before its act was committed, and after it.
    fs::write(folder.join("staged/half"), b"half a photo").unwrap();
    let orphan = w.app().proofs().keep("a.png", &bowline_testkit::photo(b"nobody's")).unwrap().sha256;
    fs::hard_link(settled(&orphan), folder.join("staged/before")).unwrap();
    fs::hard_link(settled(&named), folder.join("staged/after")).unwrap();

    w.app().proofs().sweep().unwrap();

    assert_eq!(fs::read_dir(folder.join("staged")).unwrap().count(), 0);
    assert!(!settled(&orphan).exists(), "no act names it");
    assert!(settled(&named).exists(), "an act names it");
}

fn proof_of(w: &bowline_testkit::World, hazard: bowline_core::ids::SubjectId) -> String {
    let facts = w.app().store().log().facts(hazard).unwrap();
    let found = facts.iter().find_map(|fact| match &fact.what {
        bowline_core::facts::What::ProofSubmitted(it) => Some(it.proofs[0].sha256.clone()),
        _ => None,
    });
    found.unwrap()
}
