//! A byte of the database file that is not what was written.

use super::{Moment, folder, founded, number, work_and_die};
use bowline_core::facts::Fact;
use bowline_service::clock::ManualClock;
use bowline_store::{Durability, Sickness, Store};
use bowline_testkit::{Dice, try_open};
use std::path::Path;
use tempfile::TempDir;

const FILE: &str = "bowline.sqlite";

/// What the two commands of the doctor find; nothing: well.
fn doctor(data: &Path) -> Option<String> {
    let named = |fault: bowline_store::StoreFault| {
        format!("{:?}", fault.sickness().unwrap_or_else(|| panic!("{}", fault.chain())))
    };
    let store = match Store::look(data) {
        Ok(store) => store,
        Err(fault) => return Some(named(fault)),
    };
    match store.integrity().and_then(|lines| Ok([lines, store.log().gaps()?].concat())) {
        Ok(lines) if lines.is_empty() => {}
        Ok(lines) => return Some(lines.join("; ")),
        Err(fault) => return Some(named(fault)),
    }
    let beside: TempDir = folder();
    let clock = Box::new(ManualClock::at("2023-01-01T01:00:00Z".parse().unwrap()));
    let compared = try_open(store, clock, 0, "cn-national")
        .and_then(|app| bowline_service::rebuild_and_compare(&app, beside.path(), &mut |_| {}));
    match compared {
        Ok(differences) if differences.is_empty() => None,
        Ok(differences) => Some(format!("{differences:?}")),
        Err(refused) => Some(format!("{refused:?}")),
    }
}

fn log(data: &Path) -> Vec<(i64, Fact)> {
    Store::look(data).unwrap().log().after(0, 1_000_000).unwrap()
}

#[test]
fn a_flipped_byte_that_changes_the_log_is_found() {
    let seed = number("BOWLINE_SEED", 22);
    let (data, mut dice) = (founded(), Dice::new(seed));
    let _ = work_and_die(data.path(), seed, &mut dice, Moment::Any);
    drop(Store::open(data.path(), Durability::Full).unwrap());
    let whole = std::fs::read(data.path().join(FILE)).unwrap();
    let facts = log(data.path());
    assert_eq!(doctor(data.path()), None);
    let (mut found, mut harmless, mut missed) = (0, 0, Vec::new());
    for _ in 0..number("BOWLINE_FLIPS", 60) {
        let mut bytes = whole.clone();
        let at = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
        bytes[at] ^= 1 << dice.below(8);
        std::fs::write(data.path().join(FILE), &bytes).unwrap();
        match doctor(data.path()) {
            Some(_) => found += 1,
            None if log(data.path()) == facts => harmless += 1,
            None => missed.push(at),
        }
    }
    println!("{found} found, {harmless} without any effect on facts or read tables, {} missed", missed.len());
    assert_eq!(missed, Vec::<usize>::new());
    assert!(found > 0);
    std::fs::write(data.path().join(FILE), [b"not a database".as_slice(), &whole[14..]].concat()).unwrap();
    assert_eq!(Store::look(data.path()).err().and_then(|fault| fault.sickness()), Some(Sickness::Damaged));
}
