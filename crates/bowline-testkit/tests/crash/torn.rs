//! The end of the write-ahead log torn off or flipped after a kill: the log goes back to its last whole commit, and
//! says so.

use super::{Moment, founded, is_whole, number, work_and_die};
use bowline_core::facts::Fact;
use bowline_store::{Durability, Loss, Sickness, Store, TornEnd, torn_end};
use bowline_testkit::Dice;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use tempfile::TempDir;

const WAL: &str = "bowline.sqlite-wal";

fn copy(from: &Path) -> TempDir {
    let to = super::folder();
    for file in ["bowline.sqlite", WAL] {
        std::fs::copy(from.join(file), to.path().join(file)).unwrap();
    }
    to
}

fn log(folder: &Path) -> Vec<(i64, Fact)> {
    let store = Store::open(folder, Durability::Full).unwrap();
    store.log().after(0, 1_000_000).unwrap()
}

/// Three ways in which the end of a file is lost.
fn tear(wal: &Path, dice: &mut Dice, way: u64) {
    let mut file = std::fs::File::options().read(true).write(true).open(wal).unwrap();
    let size = file.metadata().unwrap().len();
    let at = size - 1 - dice.below(size.min(40_000) - 1);
    match way {
        0 => file.set_len(at).unwrap(),
        1 => {
            file.seek(SeekFrom::Start(at)).unwrap();
            let mut byte = [0];
            file.read_exact(&mut byte).unwrap();
            file.seek(SeekFrom::Start(at)).unwrap();
            file.write_all(&[byte[0] ^ 0x10]).unwrap();
        }
        // What a power cut leaves of pages that were never synced.
        _ => {
            file.set_len(at).unwrap();
            file.set_len(size).unwrap();
        }
    }
}

/// If the folder does not open because something that was answered is gone, goes on without it.
fn goes_on_only_if_a_loss_is_accepted(folder: &Path) -> bool {
    let Err(refused) = Store::open(folder, Durability::Full) else { return false };
    assert_eq!(refused.sickness(), Some(Sickness::LogDamaged), "{}", refused.chain());
    drop(Store::open_with(folder, Durability::Full, Loss::Accepted).unwrap());
    true
}

#[test]
fn a_torn_log_goes_back_to_its_last_whole_commit() {
    let (folder, mut dice) = (founded(), Dice::new(number("BOWLINE_SEED", 22)));
    let (mut seen, mut refused) = (0, 0);
    for seed in 0..9 {
        let _ = work_and_die(folder.path(), 1 + seed, &mut dice, Moment::Any);
        let wal = folder.path().join(WAL);
        if std::fs::metadata(&wal).is_ok_and(|file| file.len() > 50_000) {
            let whole = log(copy(folder.path()).path());
            tear(&wal, &mut dice, seed % 3);
            let torn = torn_end(&wal).unwrap();
            let looked = Store::look(folder.path()).unwrap();
            assert_eq!(looked.torn_end(), torn, "looking changes nothing");
            let left = looked.log().after(0, 1_000_000).unwrap();
            drop(looked);
            assert_eq!(torn_end(&wal).unwrap(), torn, "looking changes nothing");
            assert!(whole.starts_with(&left), "what is left is the beginning of what was there");
            refused += u64::from(goes_on_only_if_a_loss_is_accepted(folder.path()));
            assert_eq!(log(folder.path()), left, "opening leaves what looking saw");
            assert!(
                torn.is_some() || left == whole || seed % 3 == 0,
                "{torn:?} lost {} facts",
                whole.len() - left.len()
            );
            seen += usize::from(torn.is_some());
        }
        is_whole(folder.path());
    }
    assert!(seen >= 3, "torn ends were seen {seen} times");
    assert!(refused >= 3, "what was answered was missed {refused} times");
}

#[test]
fn a_log_that_ends_between_two_commits_is_not_torn() {
    let (folder, mut dice) = (founded(), Dice::new(3));
    let _ = work_and_die(folder.path(), 1, &mut dice, Moment::Any);
    let wal = folder.path().join(WAL);
    assert_eq!(torn_end(&wal).unwrap(), None);
    assert_eq!(torn_end(&folder.path().join("nothing")).unwrap(), None);
    let bytes = std::fs::read(&wal).unwrap();
    std::fs::write(&wal, &bytes[..10]).unwrap();
    assert_eq!(torn_end(&wal).unwrap(), Some(TornEnd { commits: 0, bytes: 10, later: 0 }));
}
