//! Data folders: in use, checked, rebuilt; and one run of the engine.

use crate::common::process::{Server, bowline_on, facts, filled, root};
use std::path::Path;

#[test]
fn a_folder_in_use_is_refused_with_a_sentence() {
    let data = filled();
    let server = Server::serve(data.path());
    for arguments in [&["tick"][..], &["doctor", "rebuild", "--compare"], &["demo", "--listen", "127.0.0.1:0"]] {
        let ran = bowline_on(data.path(), arguments);
        assert_eq!(ran.status, 1, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("正被另一个进程使用") && ran.err.contains("in use by another process"), "{ran:?}");
        assert!(ran.out.is_empty(), "{ran:?}");
    }
    drop(server);
    assert_eq!(bowline_on(data.path(), &["tick"]).status, 0, "free again once the other one has ended");
}

#[test]
fn a_folder_is_of_the_demo_or_of_the_product_and_stays_that() {
    let data = filled();
    let before = facts(data.path());
    let refused = bowline_on(data.path(), &["demo", "--listen", "127.0.0.1:0"]);
    assert!(
        refused.status == 1 && refused.err.contains("正式数据") && refused.err.contains("real data"),
        "{refused:?}"
    );
    assert_eq!(facts(data.path()), before, "nothing was written");
    let mut demo = Server::demo();
    let data = demo.data();
    drop(demo);
    let refused = bowline_on(data.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        refused.status == 1 && refused.err.contains("演示数据") && refused.err.contains("holds a demo"),
        "{refused:?}"
    );
    drop(Server::demo_on(data.path(), "cn-national"));
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_can_read_the_data() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Server::serve(&data));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in std::fs::read_dir(&data).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
    }
    let open = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    open(&data.join("bowline.sqlite"), 0o644);
    let shut = bowline_on(&data, &["doctor", "check"]);
    assert!(shut.status == 0 && !shut.out.contains("open_to_all"), "nobody else can enter the folder: {shut:?}");
    open(&data, 0o755);
    let warned = bowline_on(&data, &["doctor", "check"]);
    let text = bowline_store::Sickness::OpenToAll.text();
    assert!(warned.status == 0 && warned.out.contains(&text.zh) && warned.out.contains(&text.en), "{warned:?}");
}

#[test]
fn what_a_kill_left_half_done_is_swept_away_at_the_next_start() {
    let data = filled();
    let put = |name: &str| {
        let file = data.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "half").unwrap();
        file
    };
    let left = ["rebuild/bowline.sqlite", "packs/x@2.new/pack.toml", "uploads/ab/.0123", "uploads/.4567"].map(put);
    let kept = ["packs/x@2/pack.toml", "uploads/ab/bytes", "uploads/ab/name"].map(put);
    assert_eq!(bowline_on(data.path(), &["tick"]).status, 0);
    assert!(left.iter().all(|file| !file.exists()) && kept.iter().all(|file| file.exists()));
}

#[test]
fn a_port_in_use_is_refused_with_a_sentence() {
    let (data, other) = (filled(), filled());
    let server = Server::serve(data.path());
    let ran = bowline_on(other.path(), &["serve", "--listen", &server.address]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("不能监听") && ran.err.contains("Cannot listen on"), "{ran:?}");
}

#[test]
fn a_run_of_the_engine_ends_with_its_proof() {
    let data = filled();
    bowline_on(data.path(), &["import", root("examples/jilin-lpg-2022.xlsx").to_str().unwrap()]);
    let ran = bowline_on(data.path(), &["tick"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let line = ran.out.lines().last().unwrap();
    assert!(line.starts_with("open actions ") && line.ends_with(": check passed"), "{ran:?}");
    let numbers: Vec<&str> = line.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    assert!(numbers.len() == 2 && numbers[0] == numbers[1] && numbers[0] != "0", "{line}");
    // Nobody holds a post here, so the owner of an alarm is an alarm one level up, until the nation is reached.
    let calm =
        (0..8).find(|_| bowline_on(data.path(), &["tick"]).out.contains(" 0 oversight actions, 0 responsibility gaps"));
    assert!(calm.is_some(), "alarms about vacant posts come to an end");
    let before = facts(data.path());
    let again = bowline_on(data.path(), &["tick"]);
    assert!(again.out.contains("0 records, 0 escalation steps"), "a rung fires once: {again:?}");
    assert_eq!(facts(data.path()), before + 1, "a run without work leaves its own record only");
}

#[test]
fn a_dry_run_says_what_escalates_to_whom_and_writes_nothing() {
    let data = filled();
    bowline_on(data.path(), &["import", root("examples/jilin-lpg-2022.xlsx").to_str().unwrap()]);
    bowline_on(data.path(), &["tick"]);
    let before = facts(data.path());
    let dry = bowline_on(data.path(), &["tick", "--dry-run", "--days", "60"]);
    assert_eq!(dry.status, 0, "{dry:?}");
    assert!(dry.out.contains("提级督办：") && dry.out.contains("Escalated to you: "), "{dry:?}");
    assert!(dry.out.contains("no one appointed"), "nobody holds a post here: {dry:?}");
    assert_eq!(facts(data.path()), before, "nothing was written");
    let _server = Server::serve(data.path());
    assert_eq!(bowline_on(data.path(), &["tick", "--dry-run"]).status, 0, "beside a running server too");
    for wrong in [&["tick", "--days", "7"][..], &["tick", "--dry-run", "--days", "0"]] {
        assert_eq!(bowline_on(data.path(), wrong).status, 2, "{wrong:?}");
    }
}

#[test]
fn read_tables_rebuilt_from_the_log_equal_the_live_ones() {
    let data = filled();
    bowline_on(data.path(), &["import", root("examples/jilin-lpg-2022.xlsx").to_str().unwrap()]);
    bowline_on(data.path(), &["tick"]);
    let ran = bowline_on(data.path(), &["doctor", "rebuild", "--compare"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("equal the live ones") && ran.out.contains("一致"), "{ran:?}");
    assert!(!data.path().join("rebuild").exists(), "the copy is cleared away");
}

#[test]
fn a_data_folder_that_is_a_file_is_refused_with_a_sentence() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for path in [file.path(), Path::new("/dev/null/below")] {
        let ran = bowline_on(path, &["tick"]);
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains("不能打开数据目录") && ran.err.contains("Cannot open the data folder"), "{ran:?}");
    }
}
