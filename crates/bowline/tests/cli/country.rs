//! Another country: the demo under its pack, in its one language, and a folder that stays under the pack it was filled
//! under.

use crate::common::http::{post, send};
use crate::common::process::{Server, bowline_on, copy, root};

/// Chinese characters and marks.
fn is_chinese(c: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)
}

#[test]
fn the_pages_of_another_country_are_in_its_language_whatever_the_browser_wishes() {
    let server = Server::demo_under("us-federal");
    let signed = post(&server.address, "/sign-in/demo", "", "persona=area-director");
    assert_eq!(signed.status, 303, "{signed:?}");
    let wishes = [("cookie", &*format!("{}; lang=zh", signed.cookies())), ("accept-language", "zh-CN")];
    let hazards = send(&server.address, "GET", "/hazards", &wishes, b"").body;
    let (_, after) = hazards.split_once("href=\"/hazards/").unwrap();
    let one = format!("/hazards/{}", after.split('"').next().unwrap());
    for page in ["/sign-in", "/desk", "/hazards", "/report", "/places", "/engine", "/import", &one] {
        let body = send(&server.address, "GET", page, &wishes, b"").body;
        assert!(body.contains("<html lang=\"en\">"), "{page}");
        assert!(!body.contains("data-test=\"language-"), "{page} offers a language that the pack lacks");
        let chinese: String = body.chars().filter(|c| is_chinese(*c)).collect();
        assert!(chinese.is_empty(), "{page}: {chinese}");
    }
    let report = send(&server.address, "GET", "/report", &wishes, b"").body;
    assert!(!report.contains("credit_code"), "units have no code there");
    let places = send(&server.address, "GET", "/places", &wishes, b"").body;
    assert!(places.contains("Toledo Area") && places.contains("of which serious"), "{places}");
}

#[test]
fn a_folder_stays_under_the_pack_it_was_filled_under() {
    let folder = tempfile::tempdir().unwrap();
    let pack = root("packs/us-federal");
    let filled = bowline_on(folder.path(), &["tick", "--pack", "us-federal"]);
    assert_eq!(filled.status, 0, "{filled:?}");
    assert_eq!(bowline_on(folder.path(), &["tick"]).status, 0, "it remembers its pack");
    assert_eq!(
        bowline_on(folder.path(), &["tick", "--pack", pack.to_str().unwrap()]).status,
        0,
        "the same, as a folder"
    );
    let added = bowline_on(folder.path(), &["person", "add", "Grace Kowalski", "USOH04/osha#head"]);
    assert!(added.status == 0 && added.out.contains("sign-in key"), "{added:?}");
    let refused = bowline_on(folder.path(), &["tick", "--pack", "cn-national"]);
    assert!(refused.status == 1 && refused.err.contains("cannot be opened under cn-national"), "{refused:?}");
    let unknown = bowline_on(folder.path(), &["tick", "--pack", "no-such-pack"]);
    assert!(unknown.status == 1 && unknown.err.contains("no-such-pack"), "{unknown:?}");
}

#[test]
fn a_demo_whose_ledger_is_not_there_says_so_every_time_it_is_started() {
    let (folder, pack) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    copy(&root("packs/us-federal"), pack.path());
    let demo = pack.path().join("demo.toml");
    let text = std::fs::read_to_string(&demo).unwrap().replace("demo/metal-shops-2025.csv", "metal-shops-2025.csv");
    std::fs::write(&demo, text).unwrap();
    let arguments = ["demo", "--pack", pack.path().to_str().unwrap(), "--listen", "127.0.0.1:0"];
    for start in 1..=2 {
        let told = bowline_on(folder.path(), &arguments);
        assert_eq!(told.status, 1, "start {start}: {told:?}");
        for sentence in [
            "`metal-shops-2025.csv` 不在规则库中",
            "`metal-shops-2025.csv` named in demo.toml is neither in the rulebook",
        ] {
            assert!(told.err.contains(sentence), "start {start}: {told:?}");
        }
    }
}
