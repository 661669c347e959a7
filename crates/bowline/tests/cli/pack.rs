//! `bowline pack`: what those who write rules see.

use crate::common::http::{get, post};
use crate::common::process::{Ran, Server, bowline, bowline_on, copy, facts, filled, root};
use tempfile::TempDir;

/// A copy of the national pack in which a piece of one file was exchanged.
fn broken(file: &str, from: &str, to: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&root("packs/cn-national"), folder.path());
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    folder
}

fn pack(folder: &TempDir, what: &str) -> Ran {
    bowline(&["pack", what, "--pack", folder.path().to_str().unwrap()])
}

const GAS: &str = "rules/gas/cn-haz-gas-09-1.toml";

#[test]
fn the_shipped_pack_is_whole_and_its_cases_pass() {
    let whole = bowline(&["pack", "check", "--pack", root("packs/cn-national").to_str().unwrap()]);
    assert!(whole.status == 0 && whole.out.contains("没有发现问题 / no faults found"), "{whole:?}");
    assert_eq!(bowline(&["pack", "check"]).status, 0);
    let cases = bowline(&["pack", "test"]);
    assert_eq!(cases.status, 0, "{cases:?}");
    let passed: u32 = cases.out.split(' ').next().unwrap().parse().unwrap();
    assert!(passed > 300 && cases.out.contains(" cases passed, 0 failed"), "{}", cases.out);
}

#[test]
fn a_misspelt_input_is_named_with_its_line_and_a_guess() {
    let ran = pack(&broken(GAS, "gas.used_underground", "gas.used_undergruond"), "check");
    assert_eq!(ran.status, 1, "{ran:?}");
    let place = ran.out.lines().find(|line| line.contains("cn-haz-gas-09-1.toml:")).unwrap();
    let text = std::fs::read_to_string(root("packs/cn-national").join(GAS)).unwrap();
    let at = 1 + text.lines().position(|line| line.contains("gas.used_underground")).unwrap();
    assert!(place.contains(&format!("cn-haz-gas-09-1.toml:{at}:")), "line {at} in {place}");
    assert!(ran.out.to_lowercase().contains("did you mean") && ran.out.contains("gas.used_underground"), "{}", ran.out);
    assert!(
        ran.out.lines().any(|line| line.contains("gas.used_undergruond") && !line.is_ascii()),
        "in Chinese too: {}",
        ran.out
    );
}

#[test]
fn a_misspelt_key_and_broken_toml_are_named_with_their_line() {
    let key = pack(&broken(GAS, "grade = ", "grad = "), "check");
    assert!(key.status == 1 && key.out.contains("cn-haz-gas-09-1.toml:5:"), "{key:?}");
    assert!(key.out.to_lowercase().contains("did you mean") && key.out.contains("grade"), "{}", key.out);
    let toml = pack(&broken(GAS, "set = \"GAS\"", "set = \"GAS"), "check");
    assert!(toml.status == 1 && toml.out.contains("cn-haz-gas-09-1.toml:4:"), "{toml:?}");
}

#[test]
fn a_worked_case_that_fails_is_named() {
    let ran = pack(&broken("rules/gas/cn-haz-gas-09-1.cases.toml", "expect = \"holds\"", "expect = \"fails\""), "test");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("cn-haz-gas-09-1.cases.toml:") && ran.out.contains("CN-HAZ-GAS-09-1"), "{}", ran.out);
    assert!(ran.out.trim_end().ends_with(", 1 failed"), "{}", ran.out);
}

#[test]
fn a_number_that_no_case_holds_is_named_on_request() {
    let folder = broken(
        "rules/gas/cn-haz-gas-09-1.cases.toml",
        "\"gas.relative_density\" = 0.74",
        "\"gas.relative_density\" = 0.7",
    );
    let ran = bowline(&["pack", "test", "--mutants", "--pack", folder.path().to_str().unwrap()]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("CN-HAZ-GAS-09-1 2023-09-21\n"), "{}", ran.out);
    assert!(ran.out.contains("at least 0.75 → at least 0.74"), "{}", ran.out);
    assert!(ran.out.trim_end().ends_with(" changes noticed, 1 noticed by no case"), "{}", ran.out);
}

#[test]
fn a_folder_that_is_no_pack_is_refused() {
    let ran = pack(&TempDir::new().unwrap(), "check");
    assert!(
        ran.status == 1 && !ran.err.contains("panicked") && !(ran.out.trim().is_empty() && ran.err.trim().is_empty())
    );
}

#[test]
fn a_pack_that_is_not_there_is_told_in_both_languages() {
    for command in ["check", "test"] {
        let ran = bowline(&["pack", command, "--pack", "/nowhere"]);
        assert!(ran.status == 1 && ran.err.contains("规则库 /nowhere 不能读取"), "{ran:?}");
        assert!(ran.err.contains("Rulebook /nowhere cannot be read"), "{ran:?}");
    }
}

#[test]
fn a_broken_place_is_named_with_its_line() {
    let ran = pack(&broken("places/places.csv", "110000,000000,province", "110000,000000,kingdom"), "check");
    assert!(ran.status == 1 && ran.out.contains("places/places.csv:3:"), "{ran:?}");
    assert!(ran.out.contains("问题：1 处 / faults: 1"), "{ran:?}");
}

#[test]
fn a_rule_is_explained_in_the_language_that_was_asked_for() {
    let explain = |more: &[&str]| bowline(&[&["pack", "explain", "CN-HAZ-GAS-09-1"], more].concat());
    let (zh, en, both) = (explain(&["--lang", "zh"]), explain(&["--lang", "en"]), explain(&[]));
    assert!(zh.status == 0 && en.status == 0 && both.status == 0);
    assert!(zh.out.contains("判定为重大事故隐患") && !zh.out.contains("The hazard is then"), "{}", zh.out);
    assert!(en.out.contains("The hazard is then a major accident hazard") && !en.out.contains("判定为"), "{}", en.out);
    assert!(both.out.contains("判定为重大事故隐患") && both.out.contains("The hazard is then a major accident hazard"));
    for (text, day) in [(&zh.out, "2023 年 9 月 21 日"), (&en.out, "21 Sep 2023")] {
        assert!(text.contains(day) && text.contains("0.75"), "{text}");
    }
    let procedure = bowline(&["pack", "explain", "hazard-major", "--lang", "en"]);
    assert!(procedure.status == 0 && procedure.out.lines().count() > 5, "{procedure:?}");
    let unknown = bowline(&["pack", "explain", "CN-HAZ-GAS-99-1"]);
    assert!(
        unknown.status == 1 && unknown.err.contains("规则库中没有") && unknown.err.contains("has no rule"),
        "{unknown:?}"
    );
}

/// A folder of packs in which one lies over another.
fn overlay(pack_toml: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&root("packs/cn-shandong"), &folder.path().join("cn-shandong"));
    std::fs::write(folder.path().join("cn-shandong/pack.toml"), pack_toml).unwrap();
    folder
}

fn header(id: &str, over: &str, place: &str) -> String {
    format!(
        "id = \"{id}\"\nversion = 1\ntitle = {{ zh = \"试\", en = \"Trial\" }}\nlicence = \"Apache-2.0\"\nchecked_on = 2026-11-21\nover = \"{over}\"\nplace = \"{place}\"\n"
    )
}

fn check_in(folder: &TempDir) -> Ran {
    bowline(&["pack", "check", "--pack", folder.path().join("cn-shandong").to_str().unwrap()])
}

#[test]
fn an_overlay_is_checked_over_the_shipped_pack_and_says_how_it_stands() {
    let ran = check_in(&overlay(&header("cn-shandong", "cn-national", "370000")));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains(
        "CN-ACC-L-SD-1 2021-12-31 → CN-ACC-10-1\n  更严：2 小时 → 30 分钟\n  stricter: 2 hours → 30 minutes\n"
    ));
    assert!(ran.out.ends_with("cn-shandong@1 over cn-national@1: 没有发现问题 / no faults found\n"), "{}", ran.out);
}

#[test]
fn an_overlay_without_a_ground_or_a_place_is_refused() {
    for (over, place, code) in [
        ("cn-nowhere", "370000", "overlay.no_base"),
        ("cn-shandong", "370000", "overlay.circle"),
        ("cn-national", "379999", "overlay.unknown_place"),
        ("cn-national", "000000", "overlay.wrong_place"),
    ] {
        let ran = check_in(&overlay(&header("cn-shandong", over, place)));
        assert!(ran.status == 1 && ran.out.contains(code) && !ran.err.contains("panicked"), "{over} {place}: {ran:?}");
    }
}

#[test]
fn two_packs_that_lie_over_each_other_come_to_an_end() {
    let folder = overlay(&header("cn-shandong", "cn-other", "370000"));
    std::fs::create_dir(folder.path().join("cn-other")).unwrap();
    std::fs::write(folder.path().join("cn-other/pack.toml"), header("cn-other", "cn-shandong", "370000")).unwrap();
    let ran = check_in(&folder);
    assert!(ran.status == 1 && ran.out.contains("overlay.circle"), "{ran:?}");
}

#[test]
fn a_city_lies_over_its_province_not_over_another() {
    let qingdao = root("packs/cn-qingdao");
    let whole = bowline(&["pack", "check", "--pack", qingdao.to_str().unwrap()]);
    assert!(whole.status == 0 && whole.out.contains("cn-qingdao@1 over cn-shandong@1 over cn-national@1"), "{whole:?}");
    let folder = TempDir::new().unwrap();
    copy(&qingdao, &folder.path().join("cn-qingdao"));
    let path = folder.path().join("cn-qingdao/pack.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("370200", "350600");
    std::fs::write(&path, text).unwrap();
    let ran = bowline(&["pack", "check", "--pack", folder.path().join("cn-qingdao").to_str().unwrap()]);
    assert!(ran.status == 1 && ran.out.contains("`350600` 不在 `370000` 之内"), "{ran:?}");
}

#[test]
fn the_tree_of_measures_is_printed_with_its_coverage() {
    let national = bowline(&["pack", "measures", "--lang", "en"]);
    assert!(national.status == 0 && national.out.contains("cn-national@1: 0 of 15 have actions"), "{national:?}");
    let guangdong = root("packs/cn-guangdong");
    let ran = bowline(&["pack", "measures", "--lang", "zh", "--pack", guangdong.to_str().unwrap()]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("15 项中 2 项已分解"), "{}", ran.out);
    assert!(ran.out.contains("    CN-M15-GD-3-COUNTY") && ran.out.contains("频次：每季度"), "{}", ran.out);
}

/// A person in a post of the nation: id and sign-in key.
fn of_nation(data: &std::path::Path, name: &str, role: &str) -> (String, String) {
    let added = bowline_on(data, &["person", "add", name, &format!("000000/emergency#{role}"), "--from", "2022-01-01"]);
    let after = |label: &str| added.out.lines().find_map(|line| line.strip_prefix(label)).unwrap().trim().to_owned();
    (after("person "), after("sign-in key "))
}

#[test]
fn a_pack_that_two_people_signed_is_in_force_from_the_next_start_and_verified() {
    let data = filled();
    let (_, key) = of_nation(data.path(), "陈国栋", "head");
    let (second, other_key) = of_nation(data.path(), "何晓明", "inspector");
    let new = broken("pack.toml", "version = 1", "version = 2");
    let folder = new.path().to_str().unwrap();

    let before = facts(data.path());
    let played = bowline_on(data.path(), &["pack", "rehearse", folder, "--json"]);
    assert!(played.status == 0 && played.out.contains("\"differing\": 0"), "{played:?}");
    assert_eq!(facts(data.path()), before, "a rehearsal writes nothing");

    let proposed = bowline_on(data.path(), &["pack", "propose", folder, "--by", &key]);
    assert!(proposed.status == 0 && proposed.out.contains("cn-national@2"), "{proposed:?}");
    let alone = bowline_on(data.path(), &["pack", "activate", "--by", &key]);
    assert!(alone.status == 1 && alone.err.contains("a second person") && alone.err.contains("另一人"), "{alone:?}");

    {
        let server = Server::serve(data.path());
        let signed_in = post(&server.address, "/sign-in", "", &format!("key={other_key}")).cookies();
        let law = get(&server.address, "/law", &signed_in);
        assert!(law.body.contains("data-test=\"law-proposed\"") && law.body.contains("cn-national@1"), "{law:?}");
        let page = get(&server.address, "/law/proposal?rehearse=1", &signed_in);
        assert!(page.status == 200 && page.body.contains("data-test=\"rehearsal\""), "{page:?}");
        let added = bowline_on(data.path(), &["person", "add", "钱多多", "220102/emergency#inspector"]);
        let county = added.out.split_whitespace().last().unwrap();
        let county = post(&server.address, "/sign-in", "", &format!("key={county}")).cookies();
        assert_eq!(get(&server.address, "/law/proposal", &county).status, 200);
        let leak = get(&server.address, "/law/proposal?rehearse=1", &county);
        assert!(leak.status == 422 && !leak.body.contains("data-test=\"rehearsal-"), "for those who sign: {leak:?}");
        let wrong = post(&server.address, "/law/proposal", &signed_in, "name=cn-national@2&sha256=00");
        assert!(wrong.status == 422 && wrong.body.contains("file hash differs"), "{wrong:?}");
    }
    for arguments in [&["pack", "propose", folder, "--by", &second][..], &["pack", "activate", "--by", &second]] {
        let id = bowline_on(data.path(), arguments);
        assert!(id.status == 1 && id.err.contains("no signature") && id.err.contains("登录密钥"), "{id:?}");
    }
    let signed = bowline_on(data.path(), &["pack", "activate", folder, "--by", &other_key]);
    assert_eq!(signed.status, 0, "{signed:?}");
    {
        let server = Server::serve(data.path());
        let signed_in = post(&server.address, "/sign-in", "", &format!("key={other_key}")).cookies();
        assert!(get(&server.address, "/law", &signed_in).body.contains("cn-national@2"), "in force after the start");
    }
    let kept = data.path().join("packs/cn-national@2").join(GAS);
    std::fs::write(&kept, std::fs::read_to_string(&kept).unwrap().replace("0.75", "0.85")).unwrap();
    let tampered = bowline_on(data.path(), &["tick"]);
    assert!(tampered.status == 1 && tampered.err.contains("not the approved cn-national@2"), "{tampered:?}");
    assert!(tampered.err.contains("与审签的 cn-national@2 不符"), "{tampered:?}");
}

#[test]
fn the_id_of_a_pack_is_no_path() {
    let data = filled();
    let (_, key) = of_nation(data.path(), "陈国栋", "head");
    for id in ["../../victim", "/tmp/victim", "a/b", "..", "CN", "cn national"] {
        let new = broken("pack.toml", "id = \"cn-national\"", &format!("id = \"{id}\""));
        let checked = pack(&new, "check");
        assert!(
            checked.status == 1 && checked.out.contains("pack.toml:2:") && checked.out.contains("pack.bad_id"),
            "{checked:?}"
        );
        let proposed = bowline_on(data.path(), &["pack", "propose", new.path().to_str().unwrap(), "--by", &key]);
        assert!(proposed.status == 1 && !data.path().join("packs").exists(), "{proposed:?}");
    }
    let ran = check_in(&overlay(&header("cn-shandong", "../cn-national", "370000")));
    assert!(ran.status == 1 && ran.out.contains("pack.bad_id"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_part_of_a_pack_is_named_and_never_left_out() {
    use std::os::unix::fs::symlink;
    let told = |change: &dyn Fn(&std::path::Path), name: &str, code: &str| {
        let folder = broken(GAS, "set = \"GAS\"", "set = \"GAS\"");
        change(folder.path());
        for command in ["check", "test"] {
            let ran = pack(&folder, command);
            let said = [ran.out.as_str(), ran.err.as_str()].concat();
            assert!(ran.status == 1 && said.contains(name), "{name} {command}: {ran:?}");
            assert!(command == "test" || said.contains(&format!("{name}:0:0: {code}")), "{ran:?}");
        }
    };
    let replace = |folder: &std::path::Path, bytes: &[u8]| std::fs::write(folder.join(GAS), bytes).unwrap();
    let instead = |folder: &std::path::Path, to: &str| {
        std::fs::remove_file(folder.join(GAS)).unwrap();
        symlink(to, folder.join(GAS)).unwrap();
    };
    told(&|it| replace(it, b"id = \"\xd2\xfe\xbb\xbc\""), GAS, "pack.not_utf8");
    told(&|it| replace(it, &[b' '; 9 << 20]), GAS, "pack.too_large");
    told(&|it| instead(it, "/dev/zero"), GAS, "pack.link_out");
    told(&|it| instead(it, "/etc/hostname"), GAS, "pack.link_out");
    told(&|it| instead(it, "nowhere.toml"), GAS, "pack.unreadable");
    told(&|it| symlink("..", it.join("rules/up")).unwrap(), "rules/up", "pack.link_out");
    told(
        &|it| std::fs::rename(it.join(GAS), it.join("rules/gas/a.TOML")).unwrap(),
        "rules/gas/a.TOML",
        "pack.unknown_file",
    );
    let fifo = |it: &std::path::Path| {
        std::fs::remove_file(it.join(GAS)).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(it.join(GAS)).status().unwrap().success());
    };
    told(&fifo, GAS, "pack.no_file");
    let folder = broken(GAS, "set = \"GAS\"", "set = \"GAS\"");
    std::fs::rename(folder.path().join(GAS), folder.path().join("rules/kept.toml")).unwrap();
    symlink("../kept.toml", folder.path().join(GAS)).unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(folder.path().join(".git/index"), b"\xff").unwrap();
    let ran = pack(&folder, "check");
    assert!(
        !ran.out.contains("pack.link_out") && !ran.out.contains(".git"),
        "a link within the pack is followed: {ran:?}"
    );
}

#[test]
fn a_rule_is_tried_at_an_address() {
    let server = Server::demo();
    let signed_in = post(&server.address, "/sign-in/demo", "", "persona=safety-officer").cookies();
    let answers = "gas.operator=yes&gas.used_underground=yes&gas.found_user_defect=yes&gas.notified_in_writing=no";
    let ask = |more: &str| get(&server.address, &format!("/law/CN-HAZ-GAS-09-1?try=1&{answers}{more}"), &signed_in);
    let outcome = |word: &str| format!("data-outcome=\"{word}\"");
    let holds = ask("&gas.relative_density=0.75");
    assert!(holds.status == 200 && holds.body.contains(&outcome("holds")), "{holds:?}");
    assert!(holds.body.contains("The hazard is then a major accident hazard"));
    assert!(ask("&gas.relative_density=0.74").body.contains(&outcome("fails")));
    let open = ask("");
    assert!(open.body.contains(&outcome("unknown")) && open.body.contains("data-test=\"missing\""), "{open:?}");
    let nonsense = ask("&gas.relative_density=heavy");
    assert!(nonsense.status == 200 && nonsense.body.contains("data-test=\"refusal\""), "{nonsense:?}");
    let found = get(&server.address, "/law?q=cn-haz-gas-09", &signed_in);
    assert_eq!(found.body.matches("data-test=\"rule\"").count(), 4, "{found:?}");
    assert_eq!(get(&server.address, "/law/CN-NO-SUCH", &signed_in).status, 404);
}
